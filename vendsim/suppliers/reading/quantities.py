"""How many single units a number means: packs written as sizes, and cases of a stated size."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from vendsim.suppliers.reading.lexicon import catalogue
from vendsim.suppliers.reading.tokens import Kind, Token
from vendsim.suppliers.reading.words import CASES, PACKS, SINGLES

# Categories of which one "pack" is a single article, not a case.
_SINGLE_PACKS = frozenset(
    {"candy", "gum_mints", "cookies", "nuts_bars", "jerky", "souvenir", "collectible", "travel"}
)
_WITHIN = 6  # tokens between a number of cases and what each holds


def pack_in(token: Token) -> int:
    """24 for "24-pack"; 0 for anything else."""
    if token.kind is not Kind.SIZE or not ("pack" in token.text or "pk" in token.text):
        return 0
    digits = token.text.rstrip("spack -")
    return int(digits) if digits.isdigit() and len(digits) <= 3 else 0


def counts_cases(tokens: Sequence[Token], i: int, product: str | None, seems: bool) -> bool:
    """Whether the number at ``i`` counts cases: the noun behind it decides, without one what it seems."""
    noun = next((t.text for t in tokens[i + 1 : i + 3] if t.text in CASES | PACKS | SINGLES), "")
    if noun in CASES:
        return True
    if noun in PACKS:
        return product is None or catalogue()[product].category not in _SINGLE_PACKS
    return seems and noun not in SINGLES


def priced_by_case(tokens: Sequence[Token], i: int) -> bool:
    """Whether the price at ``i`` is for a case: "$25.20 per case", "$22 a case", "$30/cs"."""
    words = [token.text for token in tokens[i + 1 : i + 4]]
    return len(words) >= 2 and words[0] in ("per", "/", "a", "the", "each") and words[1] in CASES


def is_given_up(tokens: Sequence[Token], i: int) -> bool:
    """Whether another number replaces the one at ``i``: "96 instead of 48", "rather than the 12"."""
    before = [token.text for token in tokens[max(i - 3, 0) : i] if token.text != "the"][-2:]
    return before in (["instead", "of"], ["rather", "than"], ["place", "of"])


_FREIGHT = frozenset({"shipping", "freight", "delivery", "postage"})


def is_for_shipping(tokens: Sequence[Token], i: int) -> bool:
    """Whether the money at ``i`` is what shipping costs: "$14 shipping", "freight of $14"."""
    before = [token.text for token in tokens[max(i - 3, 0) : i]]
    behind = [token.text for token in tokens[i + 1 : i + 4]]
    if behind[:1] and behind[0] in _FREIGHT:
        return True
    if behind[:2] and behind[0] in ("for", "of") and _FREIGHT & set(behind[1:]):
        return True
    return len(before) >= 2 and before[-2] in _FREIGHT and before[-1] in ("of", "is", "at", ":")


_TAKING_OUT = frozenset({"remove", "drop", "delete", "strike", "scratch", "omit", "skip"})


def is_taken_out(before: Sequence[Token]) -> bool:
    """Whether the words of a change before some goods take them out of an order: "remove the Doritos"."""
    words = [token.text for token in before if token.kind in (Kind.WORD, Kind.PRODUCT)]
    return any(word in _TAKING_OUT for word in words[-3:])


def is_for_each(tokens: Sequence[Token], i: int) -> bool:
    """Whether the count at ``i`` is said of each of several goods: "24 of each", "36 each of A and B"."""
    behind = [token.text for token in tokens[i + 1 : i + 4]]
    behind = behind[1:] if behind[:1] and behind[0] in SINGLES | CASES else behind
    return behind[:1] in (["each"], ["apiece"]) or behind[:2] in (
        ["of", "each"],
        ["of", "both"],
        ["of", "all"],
    )


def pack_after(tokens: Sequence[Token], i: int) -> Decimal | None:
    """What each case of the number at ``i`` holds, if said: "2 cases of 36", "3 cases (24 per case)"."""
    for j in range(i + 1, min(i + _WITHIN, len(tokens) - 1)):
        number = tokens[j]
        if number.kind is not Kind.NUMBER or not number.value:
            continue
        before = tokens[j - 1].text
        noun = tokens[j - 2].text if j >= 2 else ""
        behind = [token.text for token in tokens[j + 1 : j + 4]]
        if before in ("of", "x", "@") and noun in CASES | PACKS:
            return number.value
        if len(behind) >= 2 and (behind[0] in ("per", "/") or behind[0] in ("to", "in")):
            return number.value if any(word in CASES for word in behind) else None
        return None
    return None
