"""Keyed choices of words and numbers, so that every world's web reads a little differently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from zlib import crc32

from vendsim.draws import Stream, bits_of_one, extend, unit
from vendsim.office.web.facts import Page

T = TypeVar("T")

_BLOCK = 48  # choices that share a part of their key


class Pen:
    """The choices made in writing one page, keyed by the world and by what the page is about.

    The n-th choice of a page depends on nothing but that key, so rewriting one page changes no other.
    """

    def __init__(self, seed: int, about: str) -> None:
        self._page = bits_of_one(seed, Stream.WEB, crc32(about.encode()))
        self._block = 0
        self._made = 0  # choices so far

    def uniform(self) -> float:
        """The next draw, from 0 up to 1."""
        block, place = divmod(self._made, _BLOCK)
        if place == 0:
            self._block = extend(self._page, block)
        self._made += 1
        return float(unit(extend(self._block, place)))

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
