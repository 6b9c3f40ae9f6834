"""Texts as vectors of whole numbers, so that a search by likeness is the same on every machine.

A text is the bag of its words and of the three-letter pieces of its words, each piece in one of `SIZE` places
(feature hashing: Weinberger et al., arXiv 0902.2206). Nothing is learned or downloaded; the
likeness of two texts is the cosine of their vectors, worked out in integers. Places that many of the texts
searched share tell little and weigh little, as in inverse document frequency.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from math import isqrt
from zlib import crc32

import numpy as np

from vendsim.draws import IntArray

SIZE = 4096  # places; CRC-32 spreads the pieces of a few pages over them with few collisions
_WORD_WEIGHT = 3  # a shared word says as much as three shared pieces
_WORDS = re.compile(r"[^\s!-/:-@\[-`{-~]+")  # runs of anything but blanks and ASCII punctuation
_MOST_CHARACTERS = 20_000


@lru_cache(maxsize=2048)
def embed(text: str) -> IntArray:
    """(SIZE,) the vector of a text; do not change it."""
    vector = np.zeros(SIZE, dtype=np.int64)
    for word in _WORDS.findall(text[:_MOST_CHARACTERS].lower()):
        _add(vector, f"={word}", _WORD_WEIGHT)
        padded = f" {word} "
        for i in range(len(padded) - 2):
            _add(vector, padded[i : i + 3], 1)
    return vector


def _add(vector: IntArray, piece: str, weight: int) -> None:
    """Half of the pieces count downwards, so that collisions cancel as often as they add up."""
    code = crc32(piece.encode("utf-8", "replace"))
    vector[code % SIZE] += weight if code >> 31 else -weight


def likenesses(query: str, texts: Sequence[str]) -> list[int]:
    """How like the query each text is, in percent: 0 for nothing in common, 100 for the same words."""
    if not texts:
        return []
    vectors = np.stack([embed(text) for text in texts])  # (T, SIZE)
    rarity = _rarity(vectors)
    asked = embed(query) * rarity
    stored = vectors * rarity
    dots, norms = (stored @ asked).tolist(), (stored * stored).sum(axis=1).tolist()
    own = int(asked @ asked)
    return [_percent(dot, own * norm) for dot, norm in zip(dots, norms, strict=True)]


def _rarity(vectors: IntArray) -> IntArray:
    """(SIZE,) the binary digits of texts per text that uses a place: 1 for all of them, more for few."""
    used = np.maximum((vectors != 0).sum(axis=0), 1)
    return np.array([(len(vectors) // int(n)).bit_length() for n in used], dtype=np.int64)


def _percent(dot: int, norms: int) -> int:
    return isqrt(dot * dot * 10_000 // norms) if dot > 0 and norms else 0
