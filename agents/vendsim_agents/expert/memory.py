"""What the expert remembers, all learned from texts. Money in cents."""

from __future__ import annotations

from pydantic import BaseModel

from vendsim_agents.careful.memory import looks_large
from vendsim_agents.texts import PriceGuide
from vendsim_agents.working_day import Holdings, PlacedOrder

# Units a day that an operator would guess for one product of a kind, before having sold any.
_GUESS = {
    "soda": 2.2, "water": 2.4, "bottle-soda": 2.0, "sports": 2.0, "juice": 1.1, "tea-coffee": 1.5,
    "energy": 2.1, "chips": 2.0, "family-chips": 1.8, "candy": 1.9, "gum-mints": 0.9, "cookies": 1.2,
    "nuts-bars": 1.2, "jerky": 1.2, "fresh": 0.9,
}  # fmt: skip


class Good(BaseModel, defer_build=True):
    """One product of the trade press and of our own books."""

    category: str
    cost: int  # what an honest wholesaler should come down to
    retail: int  # usual vending price
    large: bool
    sold: float = 0.0  # units at its usual appeal, lately counting most
    days: float = 0.0  # on sale, likewise
    local: float = 1.0  # factor on its usual price around here, as far as shops tell
    heard: float = 1.0  # factor from what the news say of its appeal

    @property
    def guess(self) -> float:
        """Units a day before any have been sold."""
        return _GUESS.get(self.category, 0.3)


class Supplier(BaseModel, defer_build=True):
    """One supplier, judged by what it asks and what it does."""

    name: str = ""
    prices: dict[str, int] = {}  # latest unit prices named
    minimum: int = 0
    wrote: int = 0  # day of our last letter
    quoted: int = 0  # day of its last prices
    asked: int = -9  # day on which we last asked for less
    good: int = 0  # orders that came as they should
    bad: int = 0  # deeds: goods or money that were not as agreed
    gone: bool = False


class Order(PlacedOrder, BaseModel, defer_build=True):
    """An order that is open."""

    total: int = 0  # paid
    claimed: int = 0  # day of the last claim
    claims: int = 0

    def missing(self) -> dict[str, int]:
        """Units that have not come."""
        left = {name: units - self.received.get(name, 0) for name, units in self.lines.items()}
        return {name: units for name, units in left.items() if units > 0}


class Outlook(BaseModel, defer_build=True):
    """An event of the local news."""

    first: str  # dates
    last: str
    crowd: float  # factor on shoppers
    wants: dict[str, float] = {}  # factors on what each of them buys of a category


class Memory(Holdings, BaseModel, defer_build=True):
    """Everything."""

    goods: dict[str, Good] = {}
    suppliers: dict[str, Supplier] = {}
    orders: list[Order] = []
    markup: float = 1.15  # over usual prices: a busy place
    outlook: list[Outlook] = []
    has_news: bool = True

    def add_guides(self, category: str, guides: dict[str, PriceGuide]) -> None:
        """Take up the rows of a price guide."""
        for name, guide in guides.items():
            cost = guide.low + (guide.high - guide.low) * 3 // 10
            large = looks_large(name, category)
            self.goods.setdefault(name, Good(category=category, cost=cost, retail=guide.retail, large=large))

    def on_order(self, name: str) -> int:
        """Units in open orders."""
        return sum(order.missing().get(name, 0) for order in self.orders)
