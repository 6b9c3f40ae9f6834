"""Keyed choices of words and numbers, so that every world's web reads a little differently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from zlib import crc32

import numpy as np

from vendsim.draws import Stream, uniform
from vendsim.office.web.facts import Page

T = TypeVar("T")

_BLOCK = np.arange(48)


class Pen:
    """The choices made in writing one page, keyed by the world and by what the page is about.

    The n-th choice of a page depends on nothing but that key, so rewriting one page changes no other.
    """

    def __init__(self, seed: int, about: str) -> None:
        self._seed = seed
        self._about = crc32(about.encode())
        self._blocks = 0
        self._draws: list[float] = []

    def uniform(self) -> float:
        """The next draw, from 0 up to 1."""
        if not self._draws:
            block = uniform(self._seed, Stream.WEB, self._about, self._blocks, _BLOCK)
            self._draws = block[::-1].tolist()
            self._blocks += 1
        return self._draws.pop()

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.uniform() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int(self.uniform() * (high - low + 1))

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[int(self.uniform() * len(options))]

    def some(self, options: Sequence[T], count: int) -> list[T]:
        """Up to ``count`` different options, in a drawn order."""
        keyed = sorted((self.uniform(), place) for place in range(len(options)))
        return [options[place] for _, place in keyed[:count]]

    def scaled(self, cents: float, low: float, high: float) -> float:
        """``cents`` times a factor between ``low`` and ``high``."""
        return cents * (low + (high - low) * self.uniform())


@dataclass(frozen=True)
class Article:
    """A page of prose: each paragraph in one or more wordings."""

    url: str
    titles: tuple[str, ...]
    paragraphs: tuple[tuple[str, ...], ...]
    keywords: str = ""


def write(seed: int, article: Article) -> Page:
    """``article`` as it reads in this world."""
    pen = Pen(seed, article.url)
    title = pen.pick(article.titles)
    body = "\n\n".join(pen.pick(wordings) for wordings in article.paragraphs)
    return Page(article.url, title, body, keywords=article.keywords)
