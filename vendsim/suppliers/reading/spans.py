"""Neighbouring words of one act, and goods named somewhere: what acts are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vendsim.suppliers.reading.kinds import Kind, Token


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


def respectively(
    numbers: Sequence[int], tokens: Sequence[Token], part_of: Sequence[int], mentions: Sequence[Mention]
) -> dict[int, Mention]:
    """The goods of numbers that are said of a list in its order: "A and B at 75 and 43 respectively"."""
    found: dict[int, Mention] = {}
    for part in sorted({part_of[i] for i, token in enumerate(tokens) if token.text == "respectively"}):
        own = [m for m in mentions if part_of[m.start] == part]
        said = [i for i in numbers if part_of[i] == part]
        if len(own) == len(said):
            found |= dict(zip(said, own, strict=True))
    return found


def counted(
    numbers: Sequence[int], tokens: Sequence[Token], mentions: Sequence[Mention]
) -> dict[int, Mention]:
    """The goods of the numbers that are said "of" them: "48 of the first and 24 of the second"."""
    found: dict[int, Mention] = {}
    for mention in mentions:
        before = [i for i in range(max(mention.start - 3, 0), mention.start) if tokens[i].text != "the"]
        if len(before) > 1 and tokens[before[-1]].text == "of" and before[-2] in numbers:
            found[before[-2]] = mention
    return found


def is_between_goods(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word at ``at`` joins goods of one clause: "yes to the Coke and water, no to the rest"."""
    listed = [token.kind is Kind.PRODUCT or token.text for token in tokens[at - 2 : at + 3]]
    ends = [[t.kind is Kind.PRODUCT or t.text for t in tokens[max(at - i, 0) : at + 4 - i]] for i in (2, 3)]
    if listed in _LISTED or [",", True, "and", True] in ends:
        return True  # "yes to the ranch, nacho and curls"
    if tokens[at].text not in ("and", "&") or tokens[at - 1].kind is not Kind.PRODUCT:
        return False
    behind = [token for token in tokens[at + 1 : at + 4] if token.text != "the"]
    return len(behind) > 1 and behind[0].kind is Kind.PRODUCT and behind[1].text in PAUSES


_LISTED = ([True, ",", True, "and", True], [True, ",", True, ",", True])
