"""Goods that leave, and what suppliers write unasked about orders. Design: economy section 3."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from vendsim.economy import orders as economy_orders
from vendsim.economy.fulfilment import Fulfilment, fulfil
from vendsim.events import Dispatched, OrderClosed, PaymentLost
from vendsim.suppliers import stories
from vendsim.suppliers.book import Order
from vendsim.suppliers.decisions import Decision, Late, OnItsWay, OrderExpired, SurchargeDropped
from vendsim.suppliers.trade import Trade, identity


def plan_of(trade: Trade, order: Order) -> Fulfilment:
    """How a paid order goes; the same every time it is asked for."""
    supplier, number, day = (np.array([n]) for n in (order.supplier, order.paid_before, order.paid_on))
    return fulfil(trade.scenario, trade.params, supplier, number, day)


def dispatch(trade: Trade, order: Order, plan: Fulfilment, share: float) -> OnItsWay:
    """Goods leave, as many as the supplier means to send; the note looks the same in any case."""
    supplier = np.array([order.supplier])
    arriving = economy_orders.send(
        trade.state,
        supplier,
        np.array([[line.product for line in order.lines]]),
        np.array([[line.units for line in order.lines]]),
        np.array([order.number]),
        plan,
        np.array([share]),
    )
    order.stage = "on_its_way"
    order.promised = order.expected = trade.today + int(plan.lead_days[0])
    order.arrives = order.expected + int(plan.delay_days[0]) if arriving.any() else 0
    trade.events.append(
        Dispatched(day=trade.today, time=trade.time, order=order.name, supplier=identity(order.supplier).name,
                   expected_day=order.expected)
    )  # fmt: skip
    return OnItsWay(order.name, trade.date(order.expected), trade.book.thread(order.supplier).credit_cents)


def follow_up(trade: Trade) -> list[tuple[int, Decision]]:
    """What suppliers write unasked: late deliveries, holds that run out, orders that nobody paid."""
    letters: list[tuple[int, Decision]] = []
    at_work = ("awaiting_payment", "on_hold", "on_its_way")
    for order in (order for order in trade.book.orders if order.stage in at_work):
        if trade.state.closed[0, order.supplier]:
            continue
        decision = _next_word(trade, order)
        if decision:
            letters.append((order.supplier, decision))
    return letters


def _next_word(trade: Trade, order: Order) -> Decision | None:
    """What one order gives its supplier reason to write about this morning."""
    due_today = order.stage == "on_its_way" and order.expected == trade.today
    if due_today and order.arrives > trade.today and not trade.cheats(order.supplier):
        order.expected = order.arrives
        return Late(order.name, trade.date(order.arrives), stories.delay(trade, order))
    if order.stage == "on_hold" and order.hold_until <= trade.today:
        share = order.total_cents / (order.total_cents + order.surcharge_cents)
        sent = dispatch(trade, order, plan_of(trade, order), share)
        return SurchargeDropped(order.name, sent.expected)
    held = trade.book.thread(order.supplier).credit_cents  # part of the money keeps an order open
    overdue = trade.today > order.placed + trade.scenario.suppliers.quote_days
    if order.stage == "awaiting_payment" and overdue and not held:
        close(trade, order, "expired")
        return OrderExpired(order.name)
    return None


def close(trade: Trade, order: Order, reason: Literal["cancelled", "expired", "lost"]) -> None:
    """An order ends without a delivery."""
    order.stage = reason
    trade.events.append(
        OrderClosed(day=trade.today, time=trade.time, order=order.name,
                    supplier=identity(order.supplier).name, reason=reason)
    )  # fmt: skip


def note_delivery(trade: Trade, number: int, received: Mapping[int, int]) -> None:
    """Goods of an order have come: units by good. A negative number is that of goods sent again."""
    order = next(order for order in trade.book.orders if order.number == abs(number))
    order.stage = "delivered"
    for good, units in received.items():
        order.received[good] = order.received.get(good, 0) + units
        if number < 0:
            order.resent[good] -= units


def lose_orders(trade: Trade, supplier: int) -> None:
    """A supplier has closed: what was not dispatched never will be, and the money it held is gone."""
    thread = trade.book.thread(supplier)
    held = trade.book.orders_of(supplier, "on_hold")
    lost = thread.credit_cents + sum(order.paid_cents for order in held)
    for order in [*trade.book.orders_of(supplier, "awaiting_payment"), *held]:
        close(trade, order, "lost")
    thread.credit_cents, thread.offer = 0, None
    if lost:
        trade.events.append(
            PaymentLost(day=trade.today, time=trade.time, supplier=identity(supplier).name, cents=lost)
        )
