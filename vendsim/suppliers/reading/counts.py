"""Numbers that count goods, apart from the many that do not."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from vendsim.suppliers.reading.parts import Count, PerCase, Unit, text_at, unit_named
from vendsim.suppliers.reading.tokens import Kind, Token
from vendsim.suppliers.reading.words import (
    CASES,
    EACH,
    FILLERS,
    LABELS,
    NOT_GOODS,
    OF_EACH,
    RATE_OF,
    REPLACED_AFTER,
    REPLACED_AFTER_ONE,
    SINGLES,
)

_ORDERED_PER = frozenset({"order", "delivery", "shipment", "time", "week", "month"})


def count_at(tokens: Sequence[Token], i: int) -> Count | PerCase | None:
    """What the number at ``i`` counts; None for "slot 3", "3 days" or "6 a day"."""
    token = tokens[i]
    if _names_something(tokens, i):
        return None
    noun_at, factor = _past_pack_size(tokens, i + 1)
    while text_at(tokens, noun_at) in FILLERS:
        noun_at += 1
    noun = text_at(tokens, noun_at)
    the_other = noun == "other" and text_at(tokens, noun_at - 1) == "the"
    if noun in NOT_GOODS and tokens[noun_at].kind is Kind.WORD and not the_other:
        return None
    unit = unit_named(noun)
    if noun == "pack" and token.value != 1 and factor == 1:
        unit = Unit.SINGLE  # "10 pack of gum", "24 pack of coke"
    end = i + 1 if unit is None else noun_at + 1
    container, container_end = _container_after(tokens, end)
    if container in CASES and token.value:
        return PerCase(i, container_end, token.value)
    if container and container not in SINGLES and container not in _ORDERED_PER:
        return None
    if _fills_cases(tokens, i) and unit is not Unit.CASE and token.value:
        return PerCase(i, end, token.value)
    if token.text == "one" and unit is None and not _before_product(tokens, i):
        return None  # "the red one", "one of them"
    return Count(
        i,
        end,
        None if token.value is None else token.value * factor,
        unit or Unit.SINGLE,
        named=unit is not None,
        each=_is_each(tokens, i, end),
        replaced=_is_replaced(tokens, i),
    )


def lone_pack_at(tokens: Sequence[Token], i: int) -> Count | None:
    """ "a 24-pack of coke" counts 24."""
    held = pack_size(tokens[i])
    if not held or text_at(tokens, i - 1) in ("x", "of") or (i and tokens[i - 1].kind is Kind.NUMBER):
        return None
    follows = text_at(tokens, i + 1)
    if follows == "of" or not follows.isalnum():
        return Count(i, i + 1, Decimal(held), Unit.SINGLE, named=True)
    return None


def pack_size(token: Token) -> int:
    """24 for "24-pack"; 0 for anything else."""
    if token.kind is not Kind.SIZE or not ("pack" in token.text or "pk" in token.text):
        return 0
    digits = token.text.rstrip("spack -")
    return int(digits) if digits.isdigit() and len(digits) <= 3 else 0


def _names_something(tokens: Sequence[Token], i: int) -> bool:
    """Whether the word before a number makes it a name: "slot 3", but not "Number: 3"."""
    if text_at(tokens, i - 1) in ("item", "product") and text_at(tokens, i + 1) in (":", ".", "-", ")"):
        return True  # "Item 1: ..."
    return text_at(tokens, i - 1) in LABELS and tokens[i - 1].kind is Kind.WORD


def _past_pack_size(tokens: Sequence[Token], i: int) -> tuple[int, int]:
    """Past the size in "2 x 24-packs" or "24 12oz cans": where to go on, and what to multiply by."""
    j = i + 1 if text_at(tokens, i) == "x" else i
    if j < len(tokens) and (held := pack_size(tokens[j])):
        return j + 1, held
    while i < len(tokens) and tokens[i].kind is Kind.SIZE:
        i += 1
    return i, 1


def _container_after(tokens: Sequence[Token], i: int) -> tuple[str, int]:
    """The noun of "per case", "/ case", "to a case" or "a day" at ``i``, and where it ends."""
    first, second = text_at(tokens, i), text_at(tokens, i + 1)
    if first == "/" and i + 1 < len(tokens) and tokens[i + 1].kind is Kind.PRODUCT:
        return "", i  # "monster 48 / celsius 36"
    if first in ("per", "/"):
        return second, i + 2
    if first in ("to", "in") and second in ("a", "the", "each", "every"):
        return text_at(tokens, i + 2), i + 3
    if first in ("a", "an", "every", "each") and second in RATE_OF:
        return second, i + 2
    return "", i


def _fills_cases(tokens: Sequence[Token], i: int) -> bool:
    """Whether the number says what cases hold: "2 cases of 36", "2 cases x 36"."""
    return text_at(tokens, i - 1) in ("of", "x") and text_at(tokens, i - 2) in CASES


def _before_product(tokens: Sequence[Token], i: int) -> bool:
    return i + 1 < len(tokens) and tokens[i + 1].kind is Kind.PRODUCT


def _is_each(tokens: Sequence[Token], i: int, end: int) -> bool:
    """Whether the count from ``i`` to ``end`` holds for each of several products."""
    after = text_at(tokens, end)
    if text_at(tokens, end - 1) == "ea":
        return True
    if after in EACH or (after, text_at(tokens, end + 1)) in OF_EACH:
        return True
    return text_at(tokens, i - 1) in ("each", "both") or text_at(tokens, i - 2) == "each"


def _is_replaced(tokens: Sequence[Token], i: int) -> bool:
    """Whether the number at ``i`` is the one given up: "96 instead of 48", "from 48 to 96"."""
    before = text_at(tokens, i - 1)
    if text_at(tokens, i + 1) in ("change", "changed", "becomes"):
        return True
    at = i - (before == "the")  # "24 instead of the 12"
    if (text_at(tokens, at - 2), text_at(tokens, at - 1)) in REPLACED_AFTER or before in REPLACED_AFTER_ONE:
        return True
    if before == "was" and text_at(tokens, i - 2) in ("(", ","):
        return True
    if before == "than" and text_at(tokens, i - 2) not in _COMPARATIVES:
        return True
    return before == "from" and _leads_to_another(tokens, i + 1)


_COMPARATIVES = frozenset({"more", "less", "fewer", "better", "higher", "lower", "greater"})


def _leads_to_another(tokens: Sequence[Token], i: int) -> bool:
    """Whether "to" and another number follow within a few words: "from 12 earbuds down to 6"."""
    nearby = range(i, min(i + 5, len(tokens) - 1))
    to = next((j for j in nearby if tokens[j].text == "to"), None)
    return to is not None and tokens[to + 1].kind is Kind.NUMBER
