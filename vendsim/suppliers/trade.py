"""The view that supplier rules work on, and the prices they quote in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from vendsim.data import Product, SupplierIdentity, products, supplier_identities
from vendsim.draws import IntArray
from vendsim.economy.catalogue import SWITCH, supplier_table
from vendsim.economy.change import last_day_of_list
from vendsim.economy.costs import costs_on
from vendsim.economy.orders import price_order
from vendsim.economy.params import Params
from vendsim.economy.quotes import ceil_cents, floor_price, shipping
from vendsim.economy.rules import rules_of
from vendsim.economy.state import State
from vendsim.events import Event, OrderedLine, Quoted
from vendsim.scenario import Scenario
from vendsim.suppliers.book import Book, Item, Quote
from vendsim.suppliers.decisions import Line, TradeTerms
from vendsim.suppliers.understood import Understand
from vendsim.suppliers.voiced import Rephrase
from vendsim.text import clock_text


@dataclass(frozen=True)
class Refund:
    """Money that a supplier pays back."""

    supplier: int
    order: str
    cents: int


@dataclass
class Trade:
    """One world (N = 1) as its suppliers see it, at night: yesterday's mail lies before them."""

    scenario: Scenario
    params: Params
    state: State
    book: Book
    events: list[Event] = field(default_factory=list)
    rephrase: Rephrase | None = None  # words the mail; decides nothing
    refunds: list[Refund] = field(default_factory=list)  # tonight's, for the bank to pay
    understand: Understand | None = None  # reads the mail in place of the built-in reader
    written: int | None = None  # day of the letter being answered; None: yesterday

    @property
    def today(self) -> int:
        """The day that is about to begin, on which the answers arrive."""
        return int(self.state.day[0])

    @property
    def written_on(self) -> int:
        """The day of the letter being answered, whose prices count."""
        return self.today - 1 if self.written is None else self.written

    @property
    def time(self) -> str:
        """When the night's work is on record: as the first letters arrive."""
        return clock_text(self.scenario.suppliers.post[0])

    def date(self, day: int) -> date:
        """A day of the run as a calendar date."""
        return self.scenario.date_of(day)

    def cheats(self, supplier: int) -> bool:
        """Whether this supplier takes money in bad faith."""
        return bool(self.params.kind[0, supplier] == SWITCH)

    def mode(self, supplier: int) -> int:
        """How it cheats, an index into ``catalogue.MODES``; -1: not at all."""
        return int(self.params.mode[0, supplier])

    def carries(self, supplier: int, product: int) -> bool:
        """Whether this supplier sells the product."""
        return bool(supplier_table().carries[supplier, product])


def identity(supplier: int) -> SupplierIdentity:
    """Who a supplier seems to be."""
    return supplier_identities()[supplier]


def product(index: int) -> Product:
    """A product by its index."""
    return products()[index]


@dataclass(frozen=True)
class Priced:
    """What an order costs at a supplier, in cents; one entry per line."""

    listed: list[int]  # unit prices before volume and loyalty
    unit: list[int]  # unit prices charged
    goods: int
    shipping: int
    volume: float  # the share off for the worth of all of it

    @property
    def total(self) -> int:
        """What is to be paid."""
        return self.goods + self.shipping


def price(trade: Trade, supplier: int, items: Sequence[Item]) -> Priced:
    """Today's prices for these items, with the quotes that held when the letter was written."""
    return _price(trade, supplier, items, trade.written_on)


def _promised(trade: Trade, supplier: int, items: Sequence[Item], day: int) -> list[int]:
    """List prices in cents that quotes promise for orders written on a day; 0: none."""
    quotes = trade.book.thread(supplier).quotes
    return [
        held.listed_cents if (held := quotes.get(item.product)) and day <= held.until else 0 for item in items
    ]


def _price(trade: Trade, supplier: int, items: Sequence[Item], written: int, promised: bool = True) -> Priced:
    """The economy's price of an order ``written`` on a day, and what the buyer and this supplier agreed on
    beyond it; without what was ``promised`` it is the price of today."""
    held = _promised(trade, supplier, items, written) if promised else [0] * len(items)
    bill = price_order(
        trade.scenario,
        trade.params,
        trade.state,
        np.array([supplier]),
        _row(item.product for item in items),
        _row(item.units for item in items),
        _row(held),
        written=np.array([written]),
    )
    unit = _with_favours(trade, supplier, items, bill.unit[0].tolist(), float(bill.loyalty[0]))
    unit = _as_agreed(trade, supplier, items, unit)
    goods = sum(cents * item.units for cents, item in zip(unit, items, strict=True))
    freight = shipping_of(trade, supplier, goods)
    return Priced(bill.listed[0].tolist(), unit, goods, freight, float(bill.volume[0]))


def _with_favours(
    trade: Trade, supplier: int, items: Sequence[Item], unit: list[int], loyalty: float
) -> list[int]:
    """Unit prices with what was granted for the asking; none below the floor before volume discounts."""
    shares = [_favour(trade, supplier, items, item) for item in items]
    if not any(shares):
        return unit
    index = np.array([[item.product for item in items]])
    who, world = np.array([[supplier]]), np.zeros((1, 1), dtype=np.int64)
    moved = costs_on(trade.scenario, trade.params, world, who, index, trade.state.day[world])
    floor = floor_price(trade.params, who, index, moved=moved)
    lowest = ceil_cents(floor * (1 - loyalty))[0].tolist()
    lowered = ceil_cents(np.array(unit) * (1 - np.array(shares))).tolist()
    return [min(now, max(low, least)) for now, low, least in zip(unit, lowered, lowest, strict=True)]


def _favour(trade: Trade, supplier: int, items: Sequence[Item], item: Item) -> float:
    """The share that is off a line, for what was granted."""
    thread, rules, written = trade.book.thread(supplier), trade.scenario.suppliers, trade.written_on
    share = 0.0
    if thread.special and thread.special.product == item.product and written <= thread.special.until:
        share += thread.special.discount
    if thread.case_price and all(it.units and it.units % product(it.product).case_pack == 0 for it in items):
        share += rules.case_discount
    if thread.standing_price:
        placed = [
            order.placed for order in trade.book.orders if order.supplier == supplier and order.paid_cents
        ]
        share += rules.standing_discount * (bool(placed) and written - placed[-1] <= rules.standing_days)
    return share


def _as_agreed(trade: Trade, supplier: int, items: Sequence[Item], unit: list[int]) -> list[int]:
    """Nobody sells for less than the buyer's own offer that was accepted, until it comes down further."""
    thread, conceded = trade.book.thread(supplier), trade.state.conceded[0, supplier]
    deals = {p: deal.unit_cents for p, deal in thread.deals.items() if deal.conceded == conceded[p]}
    return [max(cents, deals.get(item.product, 0)) for item, cents in zip(items, unit, strict=True)]


def shipping_of(trade: Trade, supplier: int, goods_cents: int) -> int:
    """What this supplier charges for shipping a new order of that value."""
    if trade.book.thread(supplier).first_shipping_free:
        return 0
    return int(shipping(trade.params, np.array([supplier]), np.array([goods_cents]))[0])


def _row(values: object) -> IntArray:
    return np.array([list(values)], dtype=np.int64)  # type: ignore[call-overload]


def quote(trade: Trade, supplier: int, items: Sequence[Item]) -> tuple[list[int], date]:
    """Unit prices in cents for these items (0 units: a price without a quantity), and until when all hold.

    A lower price that was promised before is repeated, but not prolonged: otherwise asking again every week
    would keep it for ever.
    """
    thread = trade.book.thread(supplier)
    today = _price(trade, supplier, items, trade.today, promised=False).listed
    priced = _price(trade, supplier, items, trade.today)
    until = trade.today + trade.scenario.suppliers.quote_days
    until = min(until, last_day_of_list(rules_of(trade.scenario).plain, trade.today))
    for item, fresh, listed, unit in zip(items, today, priced.listed, priced.unit, strict=True):
        if listed == fresh:
            thread.quotes[item.product] = Quote(listed_cents=fresh, until=until)
        thread.lowest[item.product] = min(unit, thread.lowest.get(item.product, unit))
        thread.told[item.product] = unit
    until = min(thread.quotes[item.product].until for item in items)
    _tell_quote(trade, supplier, items, priced.unit, until)
    return priced.unit, trade.date(until)


def _tell_quote(
    trade: Trade, supplier: int, items: Sequence[Item], unit_cents: Sequence[int], until: int
) -> None:
    named = tuple(
        OrderedLine(product=product(item.product).name, units=item.units, unit_cents=cents)
        for item, cents in zip(items, unit_cents, strict=True)
    )
    name = identity(supplier).name
    trade.events.append(Quoted(day=trade.today, time=trade.time, supplier=name, until=until, lines=named))


def carried_by(supplier: int) -> list[int]:
    """What a supplier sells, as indices of the catalogue."""
    carried: list[int] = np.flatnonzero(supplier_table().carries[supplier]).tolist()
    return carried


def lines(items: Sequence[Item], unit_cents: Sequence[int]) -> tuple[Line, ...]:
    """Items and their unit prices as lines of a decision."""
    return tuple(
        Line(product(item.product).name, cents, item.units or None)
        for item, cents in zip(items, unit_cents, strict=True)
    )


def terms(trade: Trade, supplier: int) -> TradeTerms:
    """A supplier's commercial terms, as it states them."""
    params = trade.params
    usual = int(params.stated_lead[0, supplier].sum()) // 2
    return TradeTerms(
        min_order_cents=int(params.min_order[0, supplier]),
        shipping_cents=int(params.shipping[0, supplier]),
        free_shipping_cents=int(params.free_over[0, supplier]),
        lead_days=(max(usual - 1, 1), usual + 1),
    )
