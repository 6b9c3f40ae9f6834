"""What a sentence says of goods: products, counts and prices, in the order in which they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, IntEnum

from vendsim.suppliers.reading.tokens import Token
from vendsim.suppliers.reading.words import CASES, PACKS, SINGLES


class Unit(Enum):
    """What a count counts."""

    SINGLE = "single"
    CASE = "case"
    PACK = "pack"  # a case of drinks, chips or candy, but a single packet of gum or cards


class Basis(Enum):
    """What a price is for."""

    UNIT = "unit"
    CASE = "case"
    TOTAL = "total"
    UNSAID = "unsaid"


class Standing(IntEnum):
    """Whose price it is; of several for one product the highest counts."""

    REFUSED = 0  # the reader's own price, named only to be bargained down
    RIVAL = 1  # another supplier's: what the sender would like
    OFFERED = 2


@dataclass(slots=True)
class Goods:
    """A product named in the sentence; ``product`` is None for one that the catalogue does not have."""

    start: int  # tokens, here and below
    end: int
    product: str | None
    phrase: str
    certain: bool = True


@dataclass(slots=True)
class Count:
    """A number of units or cases; ``value`` is None for "-24" or "48-60"."""

    start: int
    end: int
    value: Decimal | None
    unit: Unit
    named: bool  # a unit noun was written
    each: bool = False  # "of each": holds for every product
    replaced: bool = False  # the old one of "96 instead of 48"


@dataclass(slots=True)
class PerCase:
    """How many units the sender takes a case to hold."""

    start: int
    end: int
    value: Decimal


@dataclass(slots=True)
class Price:
    """An amount of dollars; ``value`` is None for a negative one."""

    start: int
    end: int
    value: Decimal | None
    basis: Basis
    each: bool = False  # "each", "both": holds for every product
    standing: Standing = Standing.OFFERED
    budget: bool = False


@dataclass(slots=True)
class Break:
    """A comma, "and" or the like."""

    start: int
    end: int


Part = Goods | Count | PerCase | Price | Break


def text_at(tokens: Sequence[Token], i: int) -> str:
    """The text of token ``i``; "" outside the sentence."""
    return tokens[i].text if 0 <= i < len(tokens) else ""


def unit_named(noun: str) -> Unit | None:
    """The unit that a noun names, if it names one."""
    if noun in CASES:
        return Unit.CASE
    if noun in PACKS:
        return Unit.PACK
    return Unit.SINGLE if noun in SINGLES else None
