"""Searching and opening pages, with the same answers on every machine.

SQLite finds the pages of a word and says how well each fits (FTS5, BM25). How much a word counts and the sum
over words is ours, in whole numbers with ties broken by address, so that neither the last bit of a logarithm
nor the version of SQLite decides an order.
"""

from __future__ import annotations

import re
import sqlite3
import weakref
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from unicodedata import combining, normalize
from urllib.parse import urlsplit

from vendsim.office.web.facts import Page
from vendsim.text import shorten

_QUERY_CHARACTERS = 2_000
_QUERY_WORDS = 16
_ADDRESS_CHARACTERS = 300
_SNIPPET_CHARACTERS = 180
_FULL_SENTENCE = 60  # characters; below it may be a mere heading
_HITS_PER_SITE = 3  # so that one busy site does not fill the results
_TITLE_WEIGHT, _KEYWORD_WEIGHT = 5.0, 8.0  # of a word there, compared with one in the body
_SCORE_STEPS = 1_000_000

_CREATE = (
    "CREATE VIRTUAL TABLE pages USING fts5(title, keywords, body, content='', tokenize='porter unicode61')"
)
_CLEAR = "INSERT INTO pages(pages) VALUES ('delete-all')"
_INSERT = "INSERT INTO pages(rowid, title, keywords, body) VALUES (?, ?, ?, ?)"
_MATCH = f"SELECT rowid, bm25(pages, {_TITLE_WEIGHT}, {_KEYWORD_WEIGHT}, 1.0) FROM pages WHERE pages MATCH ?"

_WORD = re.compile("[a-z0-9]+")
_STOP_WORDS = frozenset(
    _WORD.findall(
        "a about all am an and any are as at be best buy by can could do does find for from get give good "
        "had has have how i if in into is it its like list looking me much my near need of on one or our per "
        "please should show some that the their them there these they this to us want was we were what when "
        "where which who will with would www com http https you your"
    )
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True)
class Hit:
    """One result of a search."""

    url: str
    title: str
    snippet: str


class WebIndex:
    """The pages of one world, searchable by words and found by address once they are published."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._pages = sorted(pages, key=lambda page: page.url)
        self._by_address = {_address(page.url): page for page in self._pages}
        self._database = _full_text_table()
        self._day = 0  # whose pages are in the table
        weakref.finalize(self, self._database.close)

    def search(self, query: str, day: int = 1, limit: int = 8) -> list[Hit]:
        """The pages of ``day`` that answer ``query`` best: any of its words may match, more are better."""
        words = _query_words(query)
        return [
            Hit(page.url, page.title, _snippet(page.on(day), words))
            for page in _spread_over_sites(self._ranked(words, day), limit)
        ]

    def page(self, url: str, day: int = 1) -> Page | None:
        """The page that is at this address on ``day``; scheme, "www.", case and a trailing slash do not
        matter."""
        page = self._by_address.get(_address(url))
        return page.on(day) if page is not None and page.since <= day else None

    def _ranked(self, words: Sequence[str], day: int) -> list[Page]:
        published = self._publish(day)
        weight: Counter[int] = Counter()
        matched: Counter[int] = Counter()
        for word in words:
            found = self._database.execute(_MATCH, (f'"{word}"',)).fetchall()
            best = min((score for _, score in found), default=-1.0)  # FTS5 scores are negative
            rarity = _rarity(len(found), published)
            for row, score in found:
                weight[row] += round(rarity * score / best * _SCORE_STEPS)
                matched[row] += 1
        # Rows are numbered in the order of addresses, which breaks the ties.
        return [
            self._pages[row] for row in sorted(weight, key=lambda row: (-weight[row] * matched[row], row))
        ]

    def _publish(self, day: int) -> int:
        """Bring the table to the pages of ``day`` and return how many there are.

        Pages of later days are not in it: the average length that BM25 compares with would tell of them.
        """
        if day < self._day:
            self._database.execute(_CLEAR)
            self._day = 0
        if day > self._day:
            fresh = (
                (row, page.title, page.keywords, page.body)
                for row, page in enumerate(self._pages)
                if self._day < page.since <= day
            )
            self._database.executemany(_INSERT, fresh)
            self._database.commit()
            self._day = day
        return sum(page.since <= day for page in self._pages)


def _rarity(found: int, pages: int) -> float:
    """How much a word counts that is on ``found`` of the pages.

    Never zero, unlike in FTS5, where a word on most pages ("vending", "wholesale") counts for nothing.
    """
    return log(1.0 + (pages - found + 0.5) / (found + 0.5))


def _full_text_table() -> sqlite3.Connection:
    """An empty full-text table in memory; a row's number will be the page's place."""
    # Whoever plays may call from another thread than the one that built the world, one call at a time.
    database = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        database.execute(_CREATE)
    except sqlite3.OperationalError as error:
        database.close()
        raise RuntimeError(
            "web search needs a Python whose sqlite3 module has full-text search (FTS5): "
            f"SQLite {sqlite3.sqlite_version} says {error}"
        ) from None
    return database


def _query_words(query: str) -> list[str]:
    """The different words of a query that mean something, in order.

    Pages are plain ASCII: accents are dropped and every other foreign character parts words.
    """
    decomposed = normalize("NFKD", query[:_QUERY_CHARACTERS])
    plain = "".join(c if c.isascii() else "" if combining(c) else " " for c in decomposed).lower()
    words = (word for word in _WORD.findall(plain) if len(word) > 1 and word not in _STOP_WORDS)
    return list(dict.fromkeys(words))[:_QUERY_WORDS]


def _spread_over_sites(ranked: Sequence[Page], limit: int) -> list[Page]:
    """The first ``limit`` pages, with no more than a few of any one site."""
    shown: list[Page] = []
    of_site: Counter[str] = Counter()
    for page in ranked:
        if len(shown) >= limit:
            break
        site = urlsplit(page.url).netloc
        of_site[site] += 1
        if of_site[site] <= _HITS_PER_SITE:
            shown.append(page)
    return shown


def _snippet(page: Page, words: Sequence[str]) -> str:
    """The sentence or line of a page that has most of the words; of equals the fuller, then the first."""
    roots = [re.compile(rf"\b{word[: max(4, len(word) - 2)]}") for word in words]

    def worth(sentence: str) -> tuple[int, int]:
        text = sentence.lower()
        return sum(root.search(text) is not None for root in roots), min(len(text), _FULL_SENTENCE)

    return shorten(max(_SENTENCE_END.split(page.body), key=worth), _SNIPPET_CHARACTERS)


def _address(url: str) -> str:
    """What identifies a page in the ways people write its address."""
    address = url.strip().strip("<>()[]\"'`,;").lower()[:_ADDRESS_CHARACTERS]
    address = re.sub(r"^[a-z]+:/+|[?#].*$", "", address, flags=re.DOTALL)
    return re.sub(r"(/index\.html?)?/*$", "", address.removeprefix("www."))
