"""What single sentences do: ask, offer, order, refuse.

A sentence is read in a canonical form in which contractions are written out and goods, counts, money and the
like are replaced by capital words: "i would like QTY PRODUCT at MONEY ?".
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from vendsim.suppliers.reading.phrases import Act, patterns
from vendsim.suppliers.reading.tokens import Kind, Token


def canonical(tokens: Sequence[Token]) -> str:
    """A sentence in the form that the phrases are written in."""
    return " ".join(t.text if t.kind in (Kind.WORD, Kind.MARK) else t.kind.value for t in tokens)


@lru_cache(maxsize=4096)  # mails repeat themselves: "best regards ,", "please send QTY PRODUCT ."
def acts_of(sentence: str) -> frozenset[Act]:
    """What a canonical sentence does."""
    found = {act for act, pattern in patterns().items() if pattern.search(sentence)}
    if Act.HARMLESS in found:
        found.discard(Act.HARMLESS)
        if not patterns()[Act.MAYBE].search(patterns()[Act.HARMLESS].sub(" ", sentence)):
            found.discard(Act.MAYBE)
    return frozenset(found)
