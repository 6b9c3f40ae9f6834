"""Neighbouring words of one act, and goods named somewhere: what acts are made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Mention:
    """Goods named at some place."""

    start: int
    end: int
    product: str | None
    phrase: str
    role: str


@dataclass(slots=True)
class Run:
    """Neighbouring words of one act."""

    label: str
    start: int
    end: int
    weight: float  # how much more a purchase is meant than anything else, on average over its words


# Where a sentence may go on to another act.
PAUSES = frozenset(",;:-().!?|")
JOINTS = frozenset({"and", "but", "so", "then", "also", "please", "if", "provided", "because", "as"})
