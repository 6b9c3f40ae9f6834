"""What a setting may be: its declaration with meaning, unit and bounds, and values that many of them have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from vendsim.mistakes import did_you_mean


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
        raise ValueError(f"{', '.join(twice)} stands there twice")
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
