"""What suppliers remember: quotes, offers, orders, money held. Plain data that serialises to JSON."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from vendsim.data import products

Stage = Literal[
    "awaiting_payment", "on_hold", "on_its_way", "delivered", "cancelled", "expired", "lost", "refunded"
]


class Quote(BaseModel, defer_build=True):
    """A list price that still holds."""

    listed_cents: int
    until: int  # last day on which an order at this price may be written


class Deal(BaseModel, defer_build=True):
    """A unit price at which we took the buyer's own offer; it holds until we come down further."""

    unit_cents: int
    conceded: int  # by then, in parts of a round


class Special(BaseModel, defer_build=True):
    """A product that the supplier has offered at a special price."""

    product: int
    discount: float
    until: int  # last day on which an order at this price may be written


class Item(BaseModel, defer_build=True):
    """So many units of a product (its index in the catalogue)."""

    product: int
    units: int


class Offer(BaseModel, defer_build=True):
    """Lines on the table that a mere "yes" would turn into an order."""

    items: list[Item]
    ordered: bool  # the buyer had written an order; only a detail is missing
    unit_cents: list[int]  # prices the buyer was told or, for an order, those of its day
    asked: bool = False  # "Shall I book?": any yes will do
    changes: str | None = None  # an unpaid order that a yes changes to these lines


class OrderLine(BaseModel, defer_build=True):
    """One line of a confirmed order."""

    product: int
    units: int
    unit_cents: int


class Order(BaseModel, defer_build=True):
    """A confirmed order."""

    number: int
    supplier: int
    lines: list[OrderLine]
    goods_cents: int
    shipping_cents: int
    placed: int  # day
    stage: Stage = "awaiting_payment"
    paid_cents: int = 0
    received: dict[int, int] = {}  # units that came, by good
    resent: dict[int, int] = {}  # units on their way a second time, by product
    refunded: dict[int, int] = {}  # units paid back, by product
    paid_before: int = 0  # orders this supplier had been paid for before this one
    paid_on: int = 0  # morning on which the money was there
    surcharge_cents: int = 0  # demanded on top
    hold_until: int = 0  # day on which a supplier stops waiting for the surcharge
    promised: int = 0  # day that the buyer was told first
    expected: int = 0  # day that the buyer was told last
    arrives: int = 0  # day of arrival, 0: nothing is coming
    traced_until: int = 0  # day on which the supplier gives up looking for it
    shipping_waived: bool = False  # as a first order
    apologised: bool = False  # a credit for being late was given
    step: int = 0  # of what is told about it in place of a remedy, see ``stories``
    word_by: int = 0  # day by which the buyer was promised to hear of it
    chased: int = 0  # letters about it that were answered with an excuse

    @property
    def name(self) -> str:
        """The number as people write it."""
        return f"PO-{self.number}"

    @property
    def total_cents(self) -> int:
        """What the buyer was told to pay."""
        return self.goods_cents + self.shipping_cents

    @property
    def units(self) -> int:
        """Units over all lines."""
        return sum(line.units for line in self.lines)

    @property
    def items(self) -> list[Item]:
        """What it is for."""
        return [Item(product=line.product, units=line.units) for line in self.lines]


class Thread(BaseModel, defer_build=True):
    """One supplier's memory of this buyer."""

    quotes: dict[int, Quote] = {}  # by product
    lowest: dict[int, int] = {}  # lowest unit price ever named, cents, by product
    told: dict[int, int] = {}  # unit price named last, cents, by product
    deals: dict[int, Deal] = {}  # by product
    first_shipping_free: bool = False  # this and the following: granted for the asking, see ``favours``
    trial_order: bool = False  # the first order may be below the minimum
    case_price: bool = False
    standing_price: bool = False
    special: Special | None = None
    said: dict[int, int] = {}  # how often wording was drawn, by what it says
    offer: Offer | None = None
    topic: list[Item] = []  # what was talked about last; 0 units where none were named
    credit_cents: int = 0
    address_known: bool = False
    letters: int = 0  # written so far; part of the key of the next one's wording
    last_number: int = 0  # of an order; 0: there was none


class Book(BaseModel, defer_build=True):
    """All threads and orders of a world."""

    threads: dict[int, Thread] = {}  # by supplier
    orders: list[Order] = []

    def thread(self, supplier: int) -> Thread:
        """The thread with a supplier, begun if there was none."""
        if supplier not in self.threads:
            self.threads[supplier] = Thread()
        return self.threads[supplier]

    def orders_of(self, supplier: int, *stages: Stage) -> list[Order]:
        """A supplier's orders in the given stages, oldest first."""
        return [order for order in self.orders if order.supplier == supplier and order.stage in stages]

    def last_order(self, supplier: int) -> Order | None:
        """A supplier's newest order that was not dropped."""
        earlier = self.orders_of(
            supplier, "on_its_way", "delivered", "on_hold", "awaiting_payment", "refunded"
        )
        return earlier[-1] if earlier else None

    def on_table(self, supplier: int) -> list[Item]:
        """What both sides are talking about: an offer, else the order that waits for its money and what was
        talked about beside it, else the last order."""
        thread = self.thread(supplier)
        if thread.offer:
            return thread.offer.items
        waiting = self.orders_of(supplier, "awaiting_payment")
        ordered = waiting[-1].items if waiting else []
        known = {item.product for item in ordered}
        talked = [*ordered, *(item for item in thread.topic if item.product not in known)]
        last = self.last_order(supplier)
        return talked or (last.items if last else [])

    def bought(self) -> dict[int, list[tuple[int, int]]]:
        """Units that came of each good and the cents paid for each, the newest first."""
        came: dict[int, list[tuple[int, int]]] = {}
        delivered = [order for order in self.orders if order.received]
        for order in sorted(delivered, key=lambda order: (-order.arrives, -order.number)):
            paid = {line.product: line.unit_cents for line in order.lines}
            for good, units in order.received.items():
                came.setdefault(good, []).append((units, paid[good % len(products())]))
        return came

    def ordered(self) -> dict[int, dict[int, int]]:
        """The unit price in cents of each product, by the number of the order."""
        return {
            order.number: {line.product: line.unit_cents for line in order.lines} for order in self.orders
        }

    def find(self, supplier: int, name: str | None) -> Order | None:
        """A supplier's order by what the buyer calls it ("PO-1042", "1042")."""
        digits = "".join(c for c in name or "" if c.isdigit())
        return next(
            (order for order in self.orders if order.supplier == supplier and str(order.number) == digits),
            None,
        )
