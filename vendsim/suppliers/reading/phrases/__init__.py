"""The phrases by which acts are known, in the canonical form of sentences: evidence that the network weighs.

They stand in the text files of this folder, one regular expression a line under the act it performs, with
word classes (`classes.txt`) in braces: to teach the reader a phrase, add a line, and a mail to the corpus
that shows it. Two rules keep reading fast on any text: a repetition is bounded or takes one of a few words
at a time, and nothing that repeats stands inside a repetition.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import cache
from importlib.resources import files


class Act(Enum):
    """What a sentence does."""

    CANCEL = "cancel"
    PAID = "paid"
    COMPLAIN = "complain"
    OVERDUE = "overdue"  # something should have come and has not
    WHEN = "when"  # asks for the state of an order
    AMEND = "amend"
    ALTER = "alter"  # changes something: an amendment where the mail speaks of an order there is
    ACCEPT = "accept"
    ORDER = "order"
    WILL_BUY = "will buy"  # an order if the address is there too
    ASK_SHIP = "ask ship"  # a polite question that is an order if the address is there too
    REPEAT = "repeat"
    SAME_ADDRESS = "same address"
    COUNTER = "counter"
    CAN_YOU = "can you"  # "does that work?": makes a price an offer to talk about
    RIVAL = "rival"
    ASK_PRICE = "ask price"
    ASK_CATALOGUE = "ask catalogue"
    DECLINE = "decline"  # turns the supplier down, for now or for good
    STOCK = "stock"  # tells of the sender's own stock and sales, which nobody orders
    NO_ORDER = "no order"  # says that this is not an order
    MAYBE = "maybe"  # buying, but only perhaps or under a condition
    HARMLESS = "harmless"  # conditions that leave an order an order


_SHEETS = ("afterwards.txt", "buying.txt", "prices.txt", "doubts.txt")
_CLASS = re.compile(r"\{([A-Z_]+)\}")


@cache
def patterns() -> dict[Act, re.Pattern[str]]:
    """One expression for each act, compiled at first use."""
    phrases: dict[Act, list[str]] = {}
    for sheet in _SHEETS:
        act = None
        for line in _lines(sheet):
            if line.startswith("[") and line[1:-1] in Act.__members__:
                act = Act[line[1:-1]]
            elif act is not None:
                phrases.setdefault(act, []).append(_spelt_out(line, _classes()))
    return {act: re.compile("|".join(lines)) for act, lines in phrases.items()}


@cache
def _classes() -> dict[str, str]:
    """Word classes by name."""
    classes: dict[str, str] = {}
    for line in _lines("classes.txt"):
        name, _, words = line.partition(" = ")
        classes[name] = _spelt_out(words, classes)
    return classes


def _lines(sheet: str) -> list[str]:
    """The lines of a sheet that are neither empty nor remarks."""
    text = files(__package__).joinpath(sheet).read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line and not line.startswith("#")]


def _spelt_out(phrase: str, classes: dict[str, str]) -> str:
    return _CLASS.sub(lambda match: classes[match[1]], phrase)
