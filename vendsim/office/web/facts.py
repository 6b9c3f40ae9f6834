"""What the web is written from, and what it consists of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

_FEATURED = "Featured: "

Experience = Literal["fine", "late", "short", "never", "imitation", "surcharge"]


@dataclass(frozen=True)
class Report:
    """How a reader's order with a supplier went, by the reader's own account."""

    day: int  # on which it is published
    what: Experience


@dataclass(frozen=True)
class SupplierFacts:
    """What anybody may know about a supplier sooner or later, and how loudly it advertises."""

    name: str
    contact: str
    email: str
    site: str
    categories: tuple[str, ...]  # of the catalogue
    advertising: float  # 0 (hardly heard of) to 1 (everywhere)
    min_order_cents: int
    shipping_cents: int
    lead_days: tuple[int, int]  # first and last
    reports: tuple[Report, ...] = ()  # true or unfair: the web cannot tell
    closes: int | None = None  # the day on which it goes out of business

    @property
    def slug(self) -> str:
        """Its name as addresses of pages have it."""
        return self.name.lower().replace("&", "and").replace(" ", "-")


@dataclass(frozen=True)
class Happening:
    """Something that moves the business, as the news can tell of it."""

    name: str  # a kind of local event, "rival", or "clearance"
    since: int  # the day from which it is known
    until: int  # the last day on which it matters
    first: date
    last: date
    who: str = ""  # the supplier of a clearance
    categories: tuple[str, ...] = ()  # what a rival sells, or a supplier clears
    per_cent: int = 0  # off, in a clearance


@dataclass(frozen=True)
class PriceMove:
    """What a new wholesale price list does to the prices of categories."""

    since: int  # the day from which it is known
    until: int  # the last day of the list
    first: date
    moves: tuple[tuple[str, int], ...]  # category and per cent, compared with the list before


@dataclass(frozen=True)
class Trend:
    """What sells better and worse than it used to, as far as somebody has counted."""

    since: int
    rising: tuple[str, ...]  # names of products
    falling: tuple[str, ...]


@dataclass(frozen=True)
class News:
    """All that moves in a year; nothing of it where a scenario moves nothing."""

    happenings: tuple[Happening, ...] = ()
    lists: tuple[PriceMove, ...] = ()
    trends: tuple[Trend, ...] = ()


@dataclass(frozen=True)
class Page:
    """One page, as plain text."""

    url: str
    title: str
    body: str
    since: int = 1  # the day from which it can be found
    keywords: str = ""  # what people type who want it: searched, and shown to nobody
    leaving: tuple[tuple[int, str], ...] = ()  # firms that are struck off, and the day
    passing: tuple[tuple[int, int, str], ...] = ()  # lines below the body, with their first and last day
    quiet: str = ""  # stands there when no such line does

    def on(self, day: int) -> Page:
        """The page as it can be read on a day: without the lines of firms that have been struck off, and with
        what passes on that day."""
        if self.quiet:
            now = [line for first, last, line in self.passing if first <= day <= last]
            return replace(self, body="\n".join((self.body, *(now or (self.quiet,)))), quiet="")
        gone = [name for since, name in self.leaving if since <= day]
        if not gone:
            return self
        lines = (self._without(line, gone) for line in self.body.split("\n"))
        return replace(self, body="\n".join(line for line in lines if line is not None))

    @staticmethod
    def _without(line: str, gone: list[str]) -> str | None:
        """One line without the firms that are gone; None: nothing is left of it."""
        if line.startswith(_FEATURED):
            named = line.removeprefix(_FEATURED).rstrip(".").split("; ")
            return f"{_FEATURED}{'; '.join(name for name in named if name not in gone) or 'none'}."
        return None if any(line.startswith(f"- {name}") for name in gone) else line
