"""The calibration policies of economy section 6, as rows of data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Policy:
    """How one scripted operator works."""

    name: str
    what: str
    honest: bool  # deals with honest suppliers only
    suppliers: int  # how many it asks, chosen at random; 0: it trades with nobody
    rounds: int  # days for which it bargains with each of them before it buys
    floor_prices: bool  # buys at floor prices without bargaining
    products: int
    choice: Literal["popular", "profitable"]  # what sells in general; the best mix at the true parameters
    pricing: Literal["retail", "optimal"]  # typical retail prices; the best prices at its own costs
    price_error: float  # largest relative deviation from the prices it aims at
    sales_error: float  # spread of the log error in its idea of what is popular
    restock_days: int  # between trips to the machine
    review_days: int  # between choosing supplier, products and prices anew; 0: only when a supplier closes
    cover_days: int = 14  # of sales that an order is meant to last
    bargaining: Literal["not", "mechanically", "well"] = "not"  # as `haggling` has it


POLICIES: tuple[Policy, ...] = (
    Policy(
        "idle", "only waits",
        honest=True, suppliers=0, rounds=0, floor_prices=False, products=0, choice="popular",
        pricing="retail", price_error=0.0, sales_error=0.0, restock_days=1, review_days=0,
    ),
    Policy(
        "naive", "one random supplier at its first quote, 6 popular products at typical retail prices",
        honest=False, suppliers=1, rounds=0, floor_prices=False, products=6, choice="popular",
        pricing="retail", price_error=0.0, sales_error=0.0, restock_days=6, review_days=0,
    ),
    Policy(
        "competent", "best of 3 honest suppliers, bargains, 8 products, prices within 15 %, a trip in 3 days",
        honest=True, suppliers=3, rounds=2, floor_prices=False, products=8, choice="popular",
        pricing="optimal", price_error=0.15, sales_error=0.5, restock_days=3, review_days=0,
        bargaining="well",
    ),
    Policy(
        "strong", "best of 3 honest suppliers, bargains, 12 products, prices within 15 %, a trip in 2 days",
        honest=True, suppliers=3, rounds=4, floor_prices=False, products=12, choice="popular",
        pricing="optimal", price_error=0.15, sales_error=0.5, restock_days=2, review_days=0,
        bargaining="well",
    ),
    Policy(
        "near-oracle", "true parameters, floor prices, everything chosen anew every fortnight, daily trips",
        honest=True, suppliers=26, rounds=0, floor_prices=True, products=12, choice="profitable",
        pricing="optimal", price_error=0.0, sales_error=0.0, restock_days=1, review_days=14,
    ),
)  # fmt: skip


def policy(name: str) -> Policy:
    """A policy by name. Raises ValueError when there is none."""
    for row in POLICIES:
        if row.name == name:
            return row
    raise ValueError(f'there is no policy "{name}"; there are {", ".join(row.name for row in POLICIES)}')
