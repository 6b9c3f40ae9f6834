"""The wordings, read from the sheets in ``phrases/``: one file per topic, one table per thing that is said.

A table has a list of templates, with ``str.format`` fields, for each register.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Register = Literal["plain", "warm", "formal"]  # which templates of a thing a supplier uses


@dataclass(frozen=True)
class Tone:
    """The frame that a tone puts around a letter's body. Empty strings mean: goes straight on."""

    register: Register
    greetings: tuple[str, ...]
    answering: tuple[str, ...]  # first words of an answer
    news: tuple[str, ...]  # first words of an unasked letter
    regrets: tuple[str, ...]  # first words of bad news
    closings: tuple[str, ...]
    sorry_closings: tuple[str, ...]  # after bad news
    sign_offs: tuple[str, ...]  # fields: contact, company
    layouts: tuple[int, ...] = (0, 1, 2)  # of price lines, see ``wording.LAYOUTS``
    exclaims: bool = False


@cache
def tones() -> dict[str, Tone]:
    """How each supplier sounds: greetings, openings, closings, signatures, by the name of the tone.

    A tone belongs to a supplier's name, and names are dealt anew over behaviours in every world, so nothing
    in them may hint at how anybody does business.
    """
    return {name: Tone(**_frozen(table)) for name, table in sheet("tones").items()}


@cache
def wordings_of(name: str, register: Register) -> tuple[str, ...]:
    """The templates of a thing ("quotes.moved", "topics.no.credit") in a register. Raises KeyError."""
    sheet_name, *path = name.split(".")
    table: Any = sheet(sheet_name)
    for part in path:
        table = table[part]
    return tuple(table[register])


@cache
def sheet(name: str) -> dict[str, Any]:
    """One file of wordings."""
    return tomllib.loads((files(__package__) / "phrases" / f"{name}.toml").read_text("utf-8"))


def _frozen(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
