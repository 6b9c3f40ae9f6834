"""What a buyer wants more of if an order turns out too small: "if it's short, bump the Coke up".

Such a clause holds only then, so it is read by itself, and taken out of the mail before anything else is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vendsim.suppliers.reading.acts import canonical
from vendsim.suppliers.reading.mail import Mail, Part
from vendsim.suppliers.reading.model import Act, ActLine, Change
from vendsim.suppliers.reading.tokens import Kind, Token

_TOO_SMALL = re.compile(
    r"\b(?:if|in case|should) (?:(?!if\b|price|PRODUCT|each\b|per\b)[\w']+ ){1,8}?"
    r"(?:short|under|below|less than|too (?:small|little|low)|not (?:quite )?(?:enough|there|over|above)"
    r"|not (?:quite )?(?:reach|meet|make|get|hit|come|clear|pass|add)|needed|necessary|required|missing)\b"
    r"(?: (?:of|to|up|the|your|that|it|this|there|over|minimum|order|limit|mark|reach|meet|get|past|QTY|MONEY"
    r"|dollars?))*"
)
_LEAST_SUM = 5  # dollars; below it, money in such a clause is a price
_RAISING = re.compile(
    r"\b(?:bump|add|fill|raise|top|round|increase|up|put|throw|make|pad|double|more|extra|another)\b"
)
_ADDING = re.compile(r"\b(?:add|put|throw|more|extra|another)\b(?! .*\bto QTY)")
_PAUSES = frozenset(",;:.!?-()")


@dataclass(frozen=True)
class _Clause:
    """A part of a sentence: where it begins and ends, and the words of what is to be done."""

    start: int
    end: int
    action: Sequence[Token]


def without_fallback(mail: Mail) -> tuple[Mail, tuple[Act, ...]]:
    """A mail without such clauses, and each of them as a condition that is about the minimum order."""
    parts: list[Part] = []
    found: list[Act] = []
    for part in mail.parts:
        clause = None if part.columns else _clause(part.tokens)
        line = _wanted(clause.action) if clause else None
        if clause and line:
            text = " ".join(token.text for token in part.tokens[clause.start : clause.end])
            found.append(Act(kind="condition", text=text, lines=(line,), topics=("minimum_order",)))
            part = replace(part, tokens=part.tokens[: clause.start] + part.tokens[clause.end :])
        if part.tokens:
            parts.append(part)
    return replace(mail, parts=parts), tuple(found)


def _clause(tokens: list[Token]) -> _Clause | None:
    """The clause that says what to do if the order is too small.

    What to do stands behind the condition, or before it: "bump the Coke up if it's short".
    """
    said = canonical(tokens)
    small = _TOO_SMALL.search(said)
    if small is None:
        return None
    start, behind = said[: small.start()].count(" "), said[: small.end()].count(" ") + 1
    sums = [t.value for t in tokens[start:behind] if t.kind is Kind.MONEY or "." in t.text[:-1]]
    if any(value is not None and value < _LEAST_SUM for value in sums):
        return None
    if any(token.kind is Kind.PRODUCT for token in tokens[behind:]):
        return _Clause(start, len(tokens), tokens[behind:])
    begin = max((at + 1 for at in range(start) if tokens[at].text in _PAUSES), default=0)
    return _Clause(begin, behind, tokens[begin:start])


def _wanted(action: Sequence[Token]) -> ActLine | None:
    """The goods that there shall be more of: to a number, by a number, or as many as it takes."""
    goods = next((token.product for token in action if token.kind is Kind.PRODUCT and token.product), None)
    said = canonical(action)
    if goods is None or not _RAISING.search(said):
        return None
    counts = (token.value for token in action if token.kind is Kind.NUMBER and token.value is not None)
    units = next((int(value) for value in counts if 0 < value == value.to_integral_value()), None)
    change: Change = "add" if units is None or _ADDING.search(said) else "set"
    return ActLine(product=goods, units=units, change=change)
