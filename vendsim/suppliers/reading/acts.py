"""What single sentences do: ask, offer, order, refuse.

A sentence is read in a canonical form in which contractions are written out and goods, counts, money and the
like are replaced by capital words: "i would like QTY PRODUCT at MONEY ?".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from vendsim.suppliers.reading.phrases import HARMLESS, PHRASES, Act
from vendsim.suppliers.reading.tokens import Kind, Token


@cache
def _patterns() -> dict[Act, re.Pattern[str]]:
    return {act: re.compile("|".join(phrases)) for act, phrases in PHRASES.items()}


@cache
def _harmless() -> re.Pattern[str]:
    return re.compile("|".join(HARMLESS))


def canonical(tokens: Sequence[Token]) -> str:
    """A sentence in the form that the phrases are written in."""
    return " ".join(t.text if t.kind in (Kind.WORD, Kind.MARK) else t.kind.value for t in tokens)


def acts_of(sentence: str) -> frozenset[Act]:
    """What a canonical sentence does."""
    found = {act for act, pattern in _patterns().items() if pattern.search(sentence)}
    if Act.MAYBE in found and not _patterns()[Act.MAYBE].search(_harmless().sub(" ", sentence)):
        found.discard(Act.MAYBE)
    return frozenset(found)
