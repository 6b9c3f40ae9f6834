"""What a setting may be: its declaration with meaning, unit and bounds, and values that many of them have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from vendsim.mistakes import complaint, did_you_mean


def setting(meaning: str, unit: str = "", **bounds: Any) -> Any:
    """A setting: what it means and in what unit, with the bounds that pydantic checks."""
    if bounds.keys() & {"ge", "gt", "le", "lt"}:
        bounds["strict"] = True  # true is no number
    if unit:
        bounds["json_schema_extra"] = {"unit": unit}
    return Field(description=meaning, **bounds)


def rising(pair: tuple[Any, Any]) -> tuple[Any, Any]:
    if pair[0] > pair[1]:
        raise ValueError(f"the first of the two must not be larger, but {pair[0]} is more than {pair[1]}")
    return pair


def never_falling(shares: tuple[float, ...]) -> tuple[float, ...]:
    if list(shares) != sorted(shares):
        raise ValueError("each must be at least as large as the one before")
    return shares


def each_once(names: tuple[Any, ...]) -> tuple[Any, ...]:
    if twice := sorted({str(name) for name in names if names.count(name) > 1}):
        raise ValueError(f"{', '.join(twice)} is listed twice")
    return names


def short_and_plain(name: str) -> str:
    if not re.fullmatch(r"[\w.-]{1,60}", name):
        raise ValueError(f'a name has letters, digits, "_", "." and "-" only, 60 at most, unlike "{name}"')
    return name


def one_of(what: str, known: Callable[[], Iterable[str]]) -> AfterValidator:
    """Refuses names that nothing has."""

    def check(given: Any) -> Any:
        for name in (given,) if isinstance(given, str) else given:
            if name not in (names := tuple(known())):
                raise ValueError(f'there is no {what} "{name}"{did_you_mean(name, names)}')
        return given

    return AfterValidator(check)


Share = Annotated[float, Field(ge=0, le=1, strict=True)]  # strict: true is no number, "1" neither
Whole = Annotated[int, Field(ge=0, strict=True)]  # from 0
DayCount = Annotated[int, Field(ge=1, strict=True)]  # from 1
Minute = Annotated[int, Field(ge=0, le=1440, strict=True)]  # after midnight
Amount = Annotated[float, Field(ge=0, strict=True)]
WholeRange = Annotated[tuple[Whole, Whole], AfterValidator(rising)]
DayRange = Annotated[tuple[DayCount, DayCount], AfterValidator(rising)]
MinuteRange = Annotated[tuple[Minute, Minute], AfterValidator(rising)]
ShareRange = Annotated[tuple[Share, Share], AfterValidator(rising)]
AmountRange = Annotated[tuple[Amount, Amount], AfterValidator(rising)]
FloatRange = Annotated[tuple[float, float], AfterValidator(rising)]
Names = Annotated[tuple[str, ...], AfterValidator(each_once)]
ScenarioName = Annotated[str, Field(strict=True), AfterValidator(short_and_plain)]


class Section(BaseModel):
    """A part of a scenario: frozen, and checked whenever it is made."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """Itself: it never changes, and what is `derived` from it goes by the object."""
        return self

    def with_(self, **changes: Any) -> Self:
        """A copy in which some settings differ; a mapping changes only what it names of a section.

        ``Scenario.load("vb2").with_(days=30, demand={"crowding": 0.0})``. Raises ValueError, in one sentence,
        for a setting that does not exist or a value that is impossible.
        """
        own = {name: getattr(self, name) for name in type(self).model_fields}
        for name, value in changes.items():
            section = own.get(name)
            nested = isinstance(section, Section) and isinstance(value, Mapping)
            own[name] = section.with_(**value) if nested and isinstance(section, Section) else value
        try:
            return type(self).model_validate(own)
        except ValidationError as error:
            raise ValueError(complaint(type(self), error)) from None

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """`with_` for those who know pydantic: nothing passes unchecked here either."""
        return self.with_(**update) if update else self
