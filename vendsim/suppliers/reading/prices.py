"""Amounts of dollars that are prices of goods, and what they are for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from vendsim.suppliers.reading.parts import Basis, Price, Standing, Unit, text_at, unit_named
from vendsim.suppliers.reading.tokens import Kind, Token
from vendsim.suppliers.reading.words import (
    CASES,
    DEGREES,
    EACH,
    FAILS,
    NOT_A_PRICE_AFTER,
    NOT_A_PRICE_BEFORE,
    QUOTED,
    REFUSALS,
    REFUSED_PAIRS,
    THEIRS_BEFORE,
    TOTAL_AFTER,
    TOTAL_BEFORE,
    TURNS,
    WANTED,
)

_WITH_CENTS = re.compile(r"[0-9]{0,2}\.[0-9]{2}")  # what has exactly two decimals is money
_LEAST_COUNT = 10
_LEAD = 5  # words before a price that can say what it is
_NEAR = 3
_CAPS = (["under"], ["below"], ["within"], ["exceed"], ["exceeding"], ["over"], ["most"])
_REFUSED_WITHIN = 12


def price_at(tokens: Sequence[Token], i: int) -> Price | None:
    """The price at ``i``; None for money that is no price of goods: fees, thresholds, savings."""
    value = tokens[i].value
    lead = _lead(tokens, i)
    near = lead[-_NEAR:]
    after = text_at(tokens, i + 1)
    up_to_a_total = "total" in lead and (near[-2:] == ["up", "to"] or near[-1:] in _CAPS)
    wider = [token.text for token in tokens[max(i - 8, 0) : i]]
    if "budget" in wider or "spend" in near or after == "budget" or up_to_a_total:
        return Price(i, i + 1, value, Basis.TOTAL, budget=True)
    if after in NOT_A_PRICE_AFTER or any(word in NOT_A_PRICE_BEFORE for word in near):
        return None
    basis, each, end = _basis(tokens, i + 1)
    if near[-2:] in (["price", "="], ["cost", "="]):
        basis = Basis.UNIT
    if basis is Basis.UNSAID and any(word in TOTAL_BEFORE for word in near):
        basis = Basis.TOTAL
    elif basis is Basis.UNSAID and ("@" in near[-1:] or "at" in near[-2:]):
        basis = Basis.UNIT
    each = each or near[-2:-1] in (["both"], ["each"], ["all"], ["everything"])
    refused = _is_theirs(tokens, i, lead, end) or _is_turned_down(tokens, end)
    return Price(i, end, value, basis, each, Standing.REFUSED if refused else Standing.OFFERED)


def is_bare_price(tokens: Sequence[Token], i: int) -> bool:
    """Whether a number without a currency is a price: "@ .62", "at 0.62", "0.62 each", "price: 0.62"."""
    value, before, after = tokens[i].value, text_at(tokens, i - 1), text_at(tokens, i + 1)
    label = text_at(tokens, i - 2) if before in (":", "=", "is") else before
    counts = i + 1 < len(tokens) and tokens[i + 1].kind is Kind.PRODUCT
    if before == "@" and value and value >= _LEAST_COUNT and any(t.kind is Kind.MONEY for t in tokens[:i]):
        return value != value.to_integral_value()  # "$1.75/can @ 48"
    if before == "@" or (label in ("price", "prices", "cost", "rate") and not counts):
        return True
    if value is not None and _WITH_CENTS.fullmatch(tokens[i].text):
        return True
    if value is None or value == value.to_integral_value():
        return False
    if before in ("at", "for", "to", "around", "under", "below", "near") or after in ("each", "apiece", "ea"):
        return True
    return after in ("per", "/", "a") and unit_named(text_at(tokens, i + 2)) is not None


def spread_refusal(tokens: Sequence[Token], prices: Sequence[Price]) -> None:
    """Refuse what a neighbouring price shows to be the reader's own.

    In "you quoted $1.30 for coke and $1.50 for monster" both are; in "quoted $0.85, target $0.60" the first.
    """
    for first, second in pairwise(prices):
        passage = tokens[first.end : second.start]
        between = {token.text for token in passage}
        theirs = text_at(tokens, first.start - 1) in QUOTED
        if theirs and (text_at(tokens, second.start - 1) in WANTED or _turns_against(passage)):
            first.standing = Standing.REFUSED
        listed = "and" in between or [t.text for t in passage if t.kind is not Kind.PRODUCT] == [","]
        if first.standing is Standing.REFUSED and listed and not between & TURNS:
            second.standing = Standing.REFUSED


def _turns_against(passage: Sequence[Token]) -> bool:
    """Whether another price for the same goods follows: "quoted $1.15, we could do $0.58"."""
    one_product = all(token.kind is not Kind.PRODUCT for token in passage)
    return one_product and any(
        token.text in ("i", "we", "but", "could", "can", "my", "our") for token in passage
    )


_YOURS = re.compile(
    r"\b(?:you|yours) :$|\byours (?:are|is|was|were|at)$|\byou (?:say|tell|told|are|were|want|wanted|ask"
    r"|asked|charge|charged"
    r"|list|listed|said|wrote|gave|sell"
    r"|sold|are asking"
    r"|are charging)(?: (?!pay|if)\w+){0,3}$"
)


def _lead(tokens: Sequence[Token], i: int) -> list[str]:
    """The few words before ``i``, back to the last price."""
    lead: list[str] = []
    for token in tokens[max(i - _LEAD, 0) : i]:
        lead = [] if token.kind is Kind.MONEY else [*lead, token.text]
    return lead


_CAME_DOWN = re.compile(
    r"^(?!.*\bif\b).*\b(?:coming|came|moving|moved|dropping|dropped|lowering|lowered)\b.*\bto$"
)


def _is_theirs(tokens: Sequence[Token], i: int, lead: Sequence[str], end: int) -> bool:
    """Whether a price is the reader's: "you quoted $1.30", "from $1.30 to $0.60"."""
    if any(pair in (("at", "your"), ("at", "the")) for pair in pairwise(lead)):
        return False  # "48 at your price of $1.62" takes it
    if any(pair in THEIRS_BEFORE for pair in pairwise(lead)) or "vs" in lead[-1:] or "still" in lead[-2:]:
        return True
    if _YOURS.search(" ".join(lead)):
        return True
    if "from" in lead[-1:]:
        return "to" in (text_at(tokens, end), text_at(tokens, end + 1))
    return _CAME_DOWN.search(" ".join(token.text for token in tokens[max(i - 12, 0) : i])) is not None


def _is_turned_down(tokens: Sequence[Token], i: int) -> bool:
    """Whether the words from ``i`` refuse the price before them: "$1.30 a can is too high"."""
    previous = ""
    for token in tokens[i : i + _REFUSED_WITHIN]:
        if token.text in (",", ";", "but", "-", "@") or token.kind is Kind.MONEY:
            return False
        if (token.text in REFUSALS and previous in DEGREES) or (token.text in FAILS and previous == "not"):
            return True
        if (previous, token.text) in REFUSED_PAIRS:
            return True
        previous = token.text
    return False


def _basis(tokens: Sequence[Token], i: int) -> tuple[Basis, bool, int]:
    """What the words from ``i`` say a price is for, whether for every product, and where they end."""
    first, second, third = (text_at(tokens, j) for j in (i, i + 1, i + 2))
    if first in EACH or first == "ea":
        return Basis.UNIT, True, i + 1
    if (first, second, third) in (("for", "the", "lot"), ("for", "all", "of"), ("for", "the", "whole")):
        return Basis.TOTAL, False, i + 3
    if first in ("for", "on") and second == "everything":
        return Basis.TOTAL, False, i + 2
    if first in ("for", "on") and second in ("each", "both", "all"):
        return Basis.UNIT, True, i + 2
    if first in ("per", "/", "a") and second:
        unit = unit_named(second)
        if unit is Unit.CASE:
            return Basis.CASE, False, i + 2
        if unit is not None or second in ("pop", "each"):
            return Basis.UNIT, True, i + 2
    if (first, second) in (("the", "piece"), ("a", "piece"), ("per", "piece")):
        return Basis.UNIT, False, i + 2
    if first in ("for", "/") and second in ("a", "the", "each", "one") and third in CASES:
        return Basis.CASE, False, i + 3
    if first in TOTAL_AFTER or (first in ("in", "all") and second in ("total", "all", "in")):
        return Basis.TOTAL, False, i + 2
    return Basis.UNSAID, False, i
