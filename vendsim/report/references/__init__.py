"""Balances that others have published, as files with their source; never ranked among our own runs."""

from __future__ import annotations

from importlib.resources import files

from pydantic import BaseModel, ConfigDict


class Reference(BaseModel):
    """Published balances."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    note: str  # how far they can be compared, a sentence that every picture shows
    source: str
    balances: dict[str, float]  # in dollars, by name


def list_references() -> list[str]:
    """The names of all references."""
    return sorted(
        it.name.removesuffix(".json") for it in files(__name__).iterdir() if it.name.endswith(".json")
    )


def load_reference(name: str) -> Reference:
    """A reference by its name. Raises ValueError, in one sentence, if there is none."""
    if name not in list_references():
        raise ValueError(f'there is no reference "{name}"; there are {", ".join(list_references())}')
    return Reference.model_validate_json((files(__name__) / f"{name}.json").read_text(encoding="utf-8"))
