"""Goods that the catalogue lacks: what they are called."""

from __future__ import annotations

from collections.abc import Sequence

from vendsim.suppliers.reading.lexicon import is_flavour
from vendsim.suppliers.reading.tokens import Kind, Token
from vendsim.suppliers.reading.words import FILLERS, HEADINGS, PHRASE_END, UNITS

QUANTITIES = ("units", "cases", "more", "fewer")


def stranger(tokens: Sequence[Token], i: int) -> str:
    """The name of an article like one of ours, with the word that makes it another; "" for one of ours."""
    around = [tokens[j].text if 0 <= j < len(tokens) else "" for j in (i - 1, i + 1)]
    before, after = around
    if tokens[i].product is None:
        named = (before if is_flavour(before) else "", tokens[i].text, after if is_flavour(after) else "")
        return " ".join(word for word in named if word)
    if tokens[i].exact or i < 2 or tokens[i - 1].kind is not Kind.WORD:
        return ""
    counted = tokens[i - 2].kind is Kind.NUMBER or tokens[i - 2].text in ("x", "of")
    strange = counted and before not in PHRASE_END | UNITS | FILLERS | HEADINGS
    return f"{before} {tokens[i].text}" if strange else ""  # "40 unicorn energy bars"
