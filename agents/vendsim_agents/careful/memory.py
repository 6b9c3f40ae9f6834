"""What the careful operator remembers, all learned from texts. Money in cents."""

from __future__ import annotations

import re
from statistics import median
from typing import Literal

from pydantic import BaseModel

from vendsim_agents.texts import PriceGuide
from vendsim_agents.working_day import Holdings, PlacedOrder


class Product(BaseModel, defer_build=True):
    """One product of the trade press and of our own books."""

    category: str
    low: int  # usual wholesale range
    high: int
    retail: int  # usual vending price
    large: bool  # needs a large slot; a guess until storage says so
    sold: int = 0  # units, while on sale
    days_on_sale: int = 0

    @property
    def usual_cost(self) -> int:
        """What an honest wholesaler should ask; first quotes and ranges lean upwards."""
        return self.low + (self.high - self.low) * 3 // 10


class Supplier(BaseModel, defer_build=True):
    """One supplier, judged by quotes and deliveries."""

    status: Literal["new", "asked", "bargaining", "settled", "dropped"] = "new"
    prices: dict[str, int] = {}  # latest unit prices named
    rounds: int = 0
    stuck: int = 0  # answers in a row without a better price
    wrote: int = 0  # day of our last mail
    minimum: int = 0  # smallest order, once they told us

    def level(self, products: dict[str, Product]) -> float | None:
        """How their prices compare with the usual ones: the median ratio."""
        ratios = [price / products[n].usual_cost for n, price in self.prices.items() if n in products]
        return median(ratios) if ratios else None


class Order(PlacedOrder, BaseModel, defer_build=True):
    """An order that is open."""

    def missing(self) -> dict[str, int]:
        """Units that have not come."""
        return {n: units - self.received.get(n, 0) for n, units in self.lines.items()}


class Claim(BaseModel, defer_build=True):
    """Goods that a supplier has been paid for and that have not come."""

    email: str
    number: str  # of the order
    missing: dict[str, int]  # units by product
    due: int  # day on which to write
    letters: int = 0  # written so far


class Memory(Holdings, BaseModel, defer_build=True):
    """Everything."""

    products: dict[str, Product] = {}
    suppliers: dict[str, Supplier] = {}
    orders: list[Order] = []  # open ones
    claims: list[Claim] = []
    markup: float = 1.1  # our prices over the usual ones: a busy waterfront location
    markup_step: float = 0.05
    takings: list[int] = []  # gross profit of each day since the last change of the markup
    last_takings: float = 0.0  # mean gross profit a day before that
    last_trip: int = -9  # day

    def add_guides(self, category: str, guides: dict[str, PriceGuide]) -> None:
        """Take up the rows of a price guide."""
        for name, guide in guides.items():
            self.products.setdefault(
                name,
                Product(
                    category=category, low=guide.low, high=guide.high, retail=guide.retail,
                    large=looks_large(name, category),
                ),
            )  # fmt: skip

    def on_order(self, name: str) -> int:
        """Units of a product in open orders."""
        return sum(order.missing().get(name, 0) for order in self.orders)


def looks_large(name: str, category: str) -> bool:
    """Whether a product probably needs a large slot: bottles, tall cans, family bags, fresh food."""
    if category in ("fresh", "family-chips", "bottle-soda", "sports", "juice"):
        return True
    ounces = re.search(r"(\d+(?:\.\d+)?)oz", name)
    return ounces is not None and float(ounces[1]) > 12.5
