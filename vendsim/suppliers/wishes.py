"""What a mail asks of one supplier: known products it carries, and everything it has to ask back about."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from vendsim.data import products
from vendsim.money import to_cents
from vendsim.suppliers.book import Item
from vendsim.suppliers.reading import MailReading
from vendsim.suppliers.reading.model import Change
from vendsim.suppliers.trade import Trade, product


@dataclass(frozen=True)
class Wishes:
    """The lines of a mail from one supplier's point of view."""

    items: tuple[Item, ...] = ()  # one per product, 0 units where none were named
    targets: dict[int, int] = field(default_factory=dict)  # product: price the buyer offers, cents
    budget_cents: int | None = None  # for everything
    not_carried: tuple[str, ...] = ()  # names of products that others sell
    questions: tuple[str, ...] = ()  # what could not be understood
    changes: dict[int, Change] = field(default_factory=dict)  # product: how it changes an order

    @property
    def complete(self) -> bool:
        """Whether every line has a quantity."""
        return all(item.units for item in self.items)

    def target_below(self, product_index: int, cents: int) -> int | None:
        """What the buyer offers for a product, where that is less than ``cents``."""
        target = self.targets.get(product_index)
        return target if target is not None and target < cents else None

    def affords(self, unit_cents: Sequence[int]) -> bool:
        """Whether these unit prices meet every target."""
        pairs = zip(self.items, unit_cents, strict=True)
        return all(self.target_below(item.product, cents) is None for item, cents in pairs)

    def push(self, unit_cents: Sequence[int]) -> bool:
        """Whether for some product a quantity is offered at less than these unit prices."""
        pairs = zip(self.items, unit_cents, strict=True)
        return any(item.units and self.target_below(item.product, cents) is not None for item, cents in pairs)

    def applied_to(self, items: Sequence[Item]) -> Wishes:
        """These wishes as a change of an order: all its lines as they should be, in their order.

        Products that are not mentioned stay as they are.
        """
        units = {item.product: item.units for item in items}
        for item in self.items:
            before = units.get(item.product, 0)
            change = self.changes.get(item.product, "set")
            if change == "remove":
                units[item.product] = before - item.units if item.units else 0
            elif change == "add" and item.units:
                units[item.product] = before + item.units
            else:
                units[item.product] = item.units
        removed = {p for p, change in self.changes.items() if change == "remove" and units[p] <= 0}
        kept = tuple(Item(product=p, units=n) for p, n in units.items() if p not in removed)
        return replace(self, items=kept, changes={})

    @classmethod
    def of_offer(cls, trade: Trade, supplier: int) -> Wishes | None:
        """The lines that lie on the table, if any."""
        offer = trade.book.thread(supplier).offer
        return cls(items=tuple(offer.items)) if offer else None


@cache
def _index() -> dict[str, int]:
    return {row.id: i for i, row in enumerate(products())}


def understand(trade: Trade, supplier: int, reading: MailReading) -> Wishes:
    """Sort the lines of a mail into what this supplier sells and what it does not."""
    units: dict[int, int] = {}
    targets: dict[int, int] = {}
    not_carried: list[str] = []
    changes: dict[int, Change] = {}
    for line in reading.lines:
        if line.product is None:
            continue
        index = _index()[line.product]
        if not trade.carries(supplier, index):
            not_carried.append(product(index).name)
            continue
        units[index] = units.get(index, 0) + (line.units or 0)
        changes[index] = line.change
        if line.unit_price is not None:
            targets[index] = math.floor(line.unit_price * 100)  # an offer of 42.5 cents is not 43
    unknown = (f'which product "{phrase}" is' for phrase in reading.unknown)
    return Wishes(
        items=tuple(Item(product=i, units=n) for i, n in units.items()),
        targets=targets,
        budget_cents=None if reading.total_budget is None else to_cents(reading.total_budget),
        not_carried=tuple(dict.fromkeys(not_carried)),
        questions=(*unknown, *reading.unclear),
        changes=changes,
    )
