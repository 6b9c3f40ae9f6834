"""What the web is written from, and what it consists of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SupplierFacts:
    """What anybody may know about a supplier, and how loudly it advertises."""

    name: str
    contact: str
    email: str
    site: str
    categories: tuple[str, ...]  # of the catalogue
    advertising: float  # 0 (hardly heard of) to 1 (everywhere)
    min_order_cents: int
    shipping_cents: int
    lead_days: tuple[int, int]  # first and last


@dataclass(frozen=True)
class Page:
    """One page, as plain text."""

    url: str
    title: str
    body: str
