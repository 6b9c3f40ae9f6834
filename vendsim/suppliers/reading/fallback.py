"""What a buyer wants more of if an order turns out too small: "if it's short, bump the Coke up".

So does "fill up the rest with water to reach your minimum". Such a clause holds only then, so it is read by
itself, and taken out of the mail before anything else is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from vendsim.suppliers.reading.acts import canonical
from vendsim.suppliers.reading.mail import Mail, Part
from vendsim.suppliers.reading.model import Act, ActLine, Change
from vendsim.suppliers.reading.tokens import Kind, Token

_TOO_SMALL = re.compile(
    r"\b(?:if|in case|should) (?:(?!if\b|price|PRODUCT|each\b|per\b)[\w']+ ){1,8}?"
    r"(?:short|under|below|less than|too (?:small|little|low)|not (?:quite )?(?:enough|there|over|above)"
    r"|not (?:quite )?(?:reach|meet|make|get|hit|come|clear|pass|add)|needed|necessary|required|missing"
    r"|need (?:it |that |this |them )?to (?:reach|meet|make|get|hit|come|clear|pass))\b"
    r"(?: (?:of|to|up|the|your|that|it|this|there|over|minimum|order|limit|mark|reach|meet|get|past|QTY|MONEY"
    r"|dollars?))*"
)
_REACHING = (
    r"(?: (?:get|reach|hit|clear|meet|make|come|bring|pass|go|it|me|us|up|to|over|past|above|the|your|order"
    r"|minimum|limit|total|MONEY|QTY|dollars?|until|till|so|that|we|i|is|are))*"
)
_FILLING = re.compile(
    r"(?:(?:and|plus|then|with|,|please|just) )*"
    r"(?:(?:however many|how ever many|as many|enough|whatever) (?:of )?(?:the |more )?PRODUCT"
    r"(?: (?:as|it|that|i|we|is|are|you))*(?: (?:takes?|needs?|needed|required|necessary|to))+"
    r"|add (?:more |some |enough )?PRODUCT (?:until|till) (?:(?:we|i|it|you|the|my|our|order|total) )*"
    r"(?:reach|hit|get|come|clear|is|are)\w*"
    r"|(?:fill|make|top|round|bring|pad|bump)"
    r"(?: (?:up|it|the|rest|gap|difference|order|out|off|to|your|minimum|remainder|shortfall|MONEY|QTY|of"
    r"|balance|dollars?))+ (?:with|using|by adding) (?:more |some |extra |the )*PRODUCT)"
    rf"{_REACHING}(?: please)?"
)
_OR = re.compile(r"or QTY")
_LEAST_SUM = 5  # dollars; below it, money in such a clause is a price
_RAISING = re.compile(
    r"\b(?:bump|add|fill|raise|top|round|increase|up|put|throw|make|pad|double|more|extra|another)\b"
    r"|^(?:and|plus) "
)
_ADDING = re.compile(r"\b(?:add|put|throw|more|extra|another)\b(?! .*\bto QTY)")
_PAUSES = frozenset(",;:.!?-()")


@dataclass(frozen=True)
class _Clause:
    """A part of a sentence: where it begins and ends, what there shall be more of, and up to which sum."""

    start: int
    end: int
    line: ActLine
    total: Decimal | None = None


def without_fallback(mail: Mail) -> tuple[Mail, tuple[Act, ...]]:
    """A mail without such clauses, and each of them as a condition that is about the minimum order."""
    parts: list[Part] = []
    found: list[Act] = []
    for part in mail.parts:
        clause = None if part.columns else _filling(part.tokens) or _fallback(part.tokens)
        if clause:
            text = " ".join(token.text for token in part.tokens[clause.start : clause.end])
            about = ("minimum_order",)
            found.append(
                Act(kind="condition", text=text, lines=(clause.line,), topics=about, total=clause.total)
            )
            part = replace(part, tokens=part.tokens[: clause.start] + part.tokens[clause.end :])
        if any(token.kind is not Kind.MARK for token in part.tokens):
            parts.append(part)
    return replace(mail, parts=parts), tuple(found)


def _filling(tokens: list[Token]) -> _Clause | None:
    """The clause that fills an order up with some goods, if the sentence asks nothing."""
    said = canonical(tokens)
    clause = _FILLING.search(said)
    if clause is None or tokens[-1].text == "?":
        return None
    small = _TOO_SMALL.search(said, 0, clause.start())  # "if that is under 80, fill up with ..."
    start, end = said[: (small or clause).start()].count(" "), said[: clause.end()].count(" ") + 1
    goods = next((token.product for token in tokens[start:end] if token.product), None)
    sums = [t.value for t in tokens[start:end] if t.kind in (Kind.MONEY, Kind.NUMBER) and t.value is not None]
    if goods is None:
        return None
    return _Clause(start, end, ActLine(product=goods, change="add"), max(sums, default=None))


def _fallback(tokens: list[Token]) -> _Clause | None:
    """The clause that says what to do if the order is too small.

    What to do stands behind the condition, or before it: "bump the Coke up if it's short", "24 (or 36 if it's
    short)".
    """
    said = canonical(tokens)
    small = _TOO_SMALL.search(said)
    if small is None:
        return None
    start, behind = said[: small.start()].count(" "), said[: small.end()].count(" ") + 1
    sums = [t.value for t in tokens[start:behind] if t.kind is Kind.MONEY or "." in t.text[:-1]]
    if any(value is not None and value < _LEAST_SUM for value in sums):
        return None
    if line := _wanted(tokens[behind:]):
        return _Clause(start, len(tokens), line)
    begin = max((at + 1 for at in range(start) if tokens[at].text in _PAUSES), default=0)
    line = _wanted(tokens[begin:start]) or _instead(tokens[begin:start], tokens[:begin])
    return _Clause(begin, behind, line) if line else None


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


def _instead(action: Sequence[Token], before: Sequence[Token]) -> ActLine | None:
    """Another quantity of the goods named last: "or 60"."""
    goods = next((token.product for token in reversed(before) if token.product), None)
    count = action[-1].value if action and _OR.fullmatch(canonical(action)) else None
    if goods is None or count is None or count != count.to_integral_value():
        return None
    return ActLine(product=goods, units=int(count), change="set")
