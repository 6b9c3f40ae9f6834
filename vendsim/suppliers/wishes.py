"""What a mail asks of one supplier: known products it carries, and everything it has to ask back about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from vendsim.suppliers.book import Item
from vendsim.suppliers.decisions import Whose
from vendsim.suppliers.reading.model import Change


@dataclass(frozen=True)
class Wishes:
    """The lines of a mail from one supplier's point of view; prices in cents a unit, by product."""

    items: tuple[Item, ...] = ()  # one per product, 0 units where none were named
    bids: Mapping[int, int] = field(default_factory=dict)  # what the buyer offers
    repeated: Mapping[int, int] = field(default_factory=dict)  # what the buyer says we charge
    rivals: Mapping[int, int] = field(default_factory=dict)  # what another supplier is said to charge
    budget_cents: int | None = None  # offered for everything together
    per_cent: int = 0  # wanted off, in hundredths of a per cent
    not_carried: tuple[str, ...] = ()  # names of products that others sell
    questions: tuple[str, ...] = ()  # what could not be understood
    changes: Mapping[int, Change] = field(default_factory=dict)  # how a product changes an order
    missing: Mapping[int, int] = field(default_factory=dict)  # units that did not come, by product
    also: Mapping[int, tuple[int, ...]] = field(default_factory=dict)  # other quantities to be priced

    @property
    def names_prices(self) -> bool:
        """Whether the buyer names any figure to bargain with."""
        return bool(self.bids or self.rivals or self.per_cent or self.budget_cents is not None)

    @property
    def clear(self) -> tuple[Item, ...]:
        """The items with a quantity."""
        return tuple(item for item in self.items if item.units > 0)

    @property
    def open(self) -> tuple[Item, ...]:
        """The items without one."""
        return tuple(item for item in self.items if item.units <= 0)

    def named(self, product: int) -> tuple[int, Whose] | None:
        """The price that the buyer names for a product, and whose it is."""
        if product in self.bids:
            return self.bids[product], "mine"
        if product in self.rivals:
            return self.rivals[product], "rival"
        return (self.repeated[product], "yours") if product in self.repeated else None

    def below(self, product: int, cents: int) -> int | None:
        """What the buyer wants to pay for a product, by the offer or our price as repeated, if less."""
        wanted = self.bids.get(product, self.repeated.get(product))
        return wanted if wanted is not None and wanted < cents else None

    def only(self, items: Sequence[Item]) -> Wishes:
        """These wishes with other items."""
        return replace(self, items=tuple(items))

    def about(self, items: Sequence[Item]) -> Wishes:
        """These wishes with other items, and prices of no other goods."""
        known = {item.product for item in items}
        bids, repeated, rivals = (
            {index: cents for index, cents in prices.items() if index in known}
            for prices in (self.bids, self.repeated, self.rivals)
        )
        return replace(self, items=tuple(items), bids=bids, repeated=repeated, rivals=rivals)

    def without(self, unwanted: Set[int]) -> Wishes:
        """These wishes, but some goods left out."""
        named = {item.product for item in self.items}
        items = [
            item if item.product not in unwanted else Item(product=item.product, units=0)
            for item in self.items
        ]
        items += [Item(product=index, units=0) for index in sorted(unwanted - named)]
        changes: dict[int, Change] = {**self.changes, **dict.fromkeys(unwanted, "remove")}
        return replace(self, items=tuple(items), changes=changes)

    def joined(self, other: Wishes) -> Wishes:
        """Both as one; of a product that both name, the later quantity and price count."""
        units = {item.product: item.units for item in self.items}
        for item in other.items:
            units[item.product] = item.units or units.get(item.product, 0)
        return Wishes(
            items=tuple(Item(product=p, units=n) for p, n in units.items()),
            bids={**self.bids, **other.bids},
            repeated={**self.repeated, **other.repeated},
            rivals={**self.rivals, **other.rivals},
            budget_cents=self.budget_cents if other.budget_cents is None else other.budget_cents,
            per_cent=other.per_cent or self.per_cent,
            not_carried=tuple(dict.fromkeys((*self.not_carried, *other.not_carried))),
            questions=tuple(dict.fromkeys((*self.questions, *other.questions))),
            changes={**self.changes, **other.changes},
            missing={**self.missing, **other.missing},
            also={**self.also, **other.also},
        )

    def applied_to(self, items: Sequence[Item]) -> Wishes:
        """These wishes as a change of an order: all its lines as they should be, in their order.

        Products that are not mentioned stay as they are. What comes in for another one, or for some of it,
        without a quantity comes in the same number.
        """
        units = {item.product: item.units for item in items}
        left_out = [
            min(item.units or units[item.product], units[item.product])
            for item in self.items
            if self.changes.get(item.product) == "remove" and item.product in units
        ]
        new = [
            item.product
            for item in self.open
            if item.product not in units and self.changes.get(item.product) != "remove"
        ]
        for item in self.items:
            before = units.get(item.product, 0)
            change = self.changes.get(item.product, "set")
            if change == "remove":
                units[item.product] = before - item.units if item.units else 0
            elif change == "add" and item.units:
                units[item.product] = before + item.units
            else:
                units[item.product] = item.units or before
        if len(left_out) == len(new) == 1:
            units[new[0]] = left_out[0]
        removed = {p for p, change in self.changes.items() if change == "remove" and units.get(p, 0) <= 0}
        kept = tuple(Item(product=p, units=n) for p, n in units.items() if p not in removed)
        return replace(self, items=kept, changes={})
