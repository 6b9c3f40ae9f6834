"""How many single units a number means: packs written as sizes, and cases of a stated size."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from vendsim.suppliers.reading.lexicon import catalogue
from vendsim.suppliers.reading.tokens import Kind, Token
from vendsim.suppliers.reading.words import CASES, PACKS

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


def counts_single_packs(tokens: Sequence[Token], i: int, product: str) -> bool:
    """Whether the number at ``i`` counts packs of a product that is sold by the pack: "3 packs of gum"."""
    noun = next((t.text for t in tokens[i + 1 : i + 4] if t.text in CASES | PACKS), "")
    return noun in PACKS and catalogue()[product].category in _SINGLE_PACKS


def pack_after(tokens: Sequence[Token], i: int) -> Decimal | None:
    """What each case of the number at ``i`` holds, where that is said: "2 cases of 36", "3 cases (24 per case)"."""
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
