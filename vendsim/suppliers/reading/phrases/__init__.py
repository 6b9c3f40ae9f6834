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
_PIECE = re.compile(r"\\.|\[[^\]]*\]|.")  # of an expression: what is escaped, a set of letters, a letter


@cache
def patterns() -> dict[Act, re.Pattern[str]]:
    """One expression for each act, compiled at first use."""
    return {act: re.compile(_any_of(lines)) for act, lines in phrases().items()}


def phrases() -> dict[Act, list[str]]:
    """The expressions of each act, as they stand in the sheets."""
    found: dict[Act, list[str]] = {}
    for sheet in _SHEETS:
        act = None
        for line in _lines(sheet):
            if line.startswith("[") and line[1:-1] in Act.__members__:
                act = Act[line[1:-1]]
            elif act is not None:
                found.setdefault(act, []).append(_spelt_out(line, _classes()))
    return found


def _any_of(lines: list[str]) -> str:
    """One expression for all, ordered so that it is searched for twice as fast.

    Alternatives that all begin alike are only tried where that beginning is, so at few letters of a sentence.
    """
    branches = [branch for line in lines for branch in _branches(line)]
    at_words = [branch for branch in branches if branch.startswith(r"\b")]
    at_start = [branch for branch in branches if branch.startswith("^")]
    others = [branch for branch in branches if branch not in at_words and branch not in at_start]
    groups = [group for group in (at_words, at_start, others) if group]
    return "|".join(f"(?:{'|'.join(group)})" for group in groups)


def _branches(phrase: str) -> list[str]:
    """The alternatives of an expression that stand in no parentheses."""
    branches, depth = [""], 0
    for piece in _PIECE.findall(phrase):
        if piece == "|" and depth == 0:
            branches.append("")
            continue
        depth += (piece == "(") - (piece == ")")
        branches[-1] += piece
    return branches


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
