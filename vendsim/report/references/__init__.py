"""Balances that others have published, as files with their source; never ranked among our own runs."""

from __future__ import annotations

from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from vendsim.mistakes import did_you_mean


class Entry(BaseModel):
    """What was published about one model. Dollars."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    model: str
    mean: float
    standard_error: float | None = None  # none: not published
    runs: int | None = None
    usd_per_run: float | None = None  # charged by the endpoint

    @property
    def label(self) -> str:
        """One line for a picture."""
        error = "" if self.standard_error is None else f" ± {self.standard_error:,.0f}"
        runs = "" if self.runs is None else f" (n = {self.runs})"
        return f"{self.model} ${self.mean:,.0f}{error}{runs}"


class Reference(BaseModel):
    """Published balances."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    title: str
    note: str  # how far they can be compared, a sentence that every picture shows
    source: str
    entries: tuple[Entry, ...]  # best first

    @property
    def balances(self) -> dict[str, float]:
        """Means in dollars, by model."""
        return {entry.model: entry.mean for entry in self.entries}


def list_references() -> list[str]:
    """The names of all references."""
    return sorted(
        it.name.removesuffix(".json") for it in files(__name__).iterdir() if it.name.endswith(".json")
    )


def load_reference(name: str) -> Reference:
    """A reference by its name. Raises ValueError, in one sentence, if there is none."""
    if name not in (known := list_references()):
        raise ValueError(
            f'there is no reference "{name}"; there are {", ".join(known)}{did_you_mean(name, known)}'
        )
    return Reference.model_validate_json((files(__name__) / f"{name}.json").read_text(encoding="utf-8"))
