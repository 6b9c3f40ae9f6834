"""What the web is written from, and what it consists of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
class Page:
    """One page, as plain text."""

    url: str
    title: str
    body: str
    since: int = 1  # the day from which it can be found
    keywords: str = ""  # what people type who want it: searched, and shown to nobody
