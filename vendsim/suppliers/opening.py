"""A letter opened: read by the built-in reader, or by somebody else who is shown what lies on the table."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from vendsim.economy.catalogue import supplier_table
from vendsim.suppliers.book import Item, Order
from vendsim.suppliers.reading import read_mail
from vendsim.suppliers.reading.kinds import Before
from vendsim.suppliers.reading.model import MailReading
from vendsim.suppliers.reading.on_table import OnTable
from vendsim.suppliers.trade import Trade, identity, product, shipping_of, terms
from vendsim.suppliers.understood import Question, Table

_ORDERS_SHOWN = 6


def reading_of_letter(trade: Trade, supplier: int, subject: str, body: str) -> MailReading:
    """What a letter says and does."""
    built_in = read_mail(subject, body, pointed_at(trade, supplier))
    if trade.understand is None:
        return built_in
    question = Question(identity(supplier).name, subject, body, built_in, _table(trade, supplier))
    return trade.understand(question) or built_in


def pointed_at(trade: Trade, supplier: int) -> OnTable:
    """What the words of a letter can point at, such as "the first two"."""
    waiting, last = trade.book.orders_of(supplier, "awaiting_payment"), trade.book.last_order(supplier)
    carried = np.flatnonzero(supplier_table().carries[supplier]).tolist()
    return OnTable(
        {product(item.product).id: item.units for item in trade.book.on_table(supplier)},
        tuple(product(index).id for index in carried),
        ordered=tuple(product(line.product).id for line in waiting[-1].lines) if waiting else (),
        last=tuple((product(line.product).id, line.units) for line in last.lines) if last else (),
        numbers=frozenset(str(order.number) for order in trade.book.orders if order.supplier == supplier),
        before=_before(trade, supplier),
        prices={product(index).id: cents for index, cents in trade.book.thread(supplier).told.items()},
        sums=frozenset(_sums(trade, supplier)),
    )


def _sums(trade: Trade, supplier: int) -> Iterator[int]:
    """Amounts in cents that we named and that are no unit prices: of lines, offers and orders, our terms."""
    offer, told = trade.book.thread(supplier).offer, terms(trade, supplier)
    yield from (told.min_order_cents, told.shipping_cents, told.free_shipping_cents)
    if offer:
        lines = [item.units * cents for item, cents in zip(offer.items, offer.unit_cents, strict=True)]
        yield from (*lines, sum(lines), sum(lines) + shipping_of(trade, supplier, sum(lines)))
    for order in trade.book.orders_of(supplier, "awaiting_payment", "on_its_way", "on_hold", "delivered"):
        yield from (line.units * line.unit_cents for line in order.lines)
        yield from (order.goods_cents, order.total_cents)


def _before(trade: Trade, supplier: int) -> Before | None:
    """What our last letter did, as far as the thread tells."""
    thread = trade.book.thread(supplier)
    if offer := thread.offer:
        return Before.ASKED if offer.asked or offer.ordered or offer.changes else Before.OFFERED
    return Before.TOLD if thread.letters else None


def _table(trade: Trade, supplier: int) -> Table:
    """What buyer and supplier both know: offers, what was talked about, prices told and orders."""
    thread = trade.book.thread(supplier)
    talked = thread.offer.items if thread.offer else thread.topic
    orders = [order for order in trade.book.orders if order.supplier == supplier][-_ORDERS_SHOWN:]
    lines = [_talked(item, thread.told.get(item.product)) for item in talked]
    counts = [item.units for item in talked] + [line.units for order in orders for line in order.lines]
    cents = [thread.told[item.product] for item in talked if item.product in thread.told]
    cents += [line.unit_cents for order in orders for line in order.lines]
    cents += [order.total_cents for order in orders]
    goods = [item.product for item in talked] + [line.product for order in orders for line in order.lines]
    return Table(
        text="\n".join([*lines, *map(_ordered, orders)]),
        goods=frozenset(product(index).id for index in goods),
        numbers=frozenset([*map(Decimal, counts), *(Decimal(n) / 100 for n in cents)]),
        orders=frozenset(str(order.number) for order in orders),
    )


def _talked(item: Item, cents: int | None) -> str:
    units = f"{item.units} units of " if item.units else ""
    price = f", ${cents / 100:.2f} a unit" if cents is not None else ""
    return f"- talked about last: {units}{product(item.product).id}{price}"


def _ordered(order: Order) -> str:
    goods = ", ".join(
        f"{line.units} {product(line.product).id} at ${line.unit_cents / 100:.2f}" for line in order.lines
    )
    return f"- order {order.name}: {goods}; ${order.total_cents / 100:.2f} with shipping"
