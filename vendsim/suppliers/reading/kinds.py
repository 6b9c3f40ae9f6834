"""What tokens are."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class Before(Enum):
    """What the supplier's letter did that a mail answers."""

    ASKED = "asked"
    OFFERED = "offered"  # named prices
    TOLD = "told"


class Known(Enum):
    """What is known of a number or of goods from the letters before."""

    PRICE = "price"  # a unit price that the supplier named last
    NEAR_PRICE = "near"  # not far from the price of goods beside it, as offers and rivals' prices are
    CENTS = "cents"  # that is so only if the number is in cents: "65"
    SUM = "sum"  # any other amount that it named: of a line, an order, its minimum
    COUNT = "count"  # units of a line on the table
    LISTED = "listed"  # goods on the table
    WAITING = "waiting"  # goods in the order that waits for its money


class Kind(Enum):
    """What a token is. The values name tokens in the canonical sentences that ``intents`` reads."""

    WORD = "word"
    PRODUCT = "PRODUCT"
    NUMBER = "QTY"
    MONEY = "MONEY"
    SIZE = "SIZE"  # 12oz, 15 stick, 4-pack
    ADDRESS = "ADDRESS"
    STREET = "STREET"  # any other street address: whether goods go there, the sentence says
    ORDER_ID = "ORDERID"
    NOISE = "THING"  # dates, phones, other addresses, percentages, slots
    MARK = "mark"  # one character of punctuation


@dataclass(slots=True)
class Token:
    """One token of a sentence."""

    kind: Kind
    text: str  # lower case, except order numbers
    value: Decimal | None = None  # of NUMBER and MONEY; None there: not a usable number
    product: str | None = None  # of PRODUCT: its catalogue id; None: an article that the catalogue lacks
    certain: bool = True  # of PRODUCT: False for an everyday word that may be none
    exact: bool = True
    """False, of PRODUCT: only some words of its name stand there, in some order; of MONEY: a number without a
    currency, which is a price of a unit."""
    of_rest: bool = False  # of PRODUCT: meant by "the rest", not named
