"""Money that comes in. Design: economy section 3, "Flow".

Nothing ships unless it is paid. Money that fits no order is kept as a credit.
"""

from __future__ import annotations

import re

import numpy as np

from vendsim.economy import orders as economy_orders
from vendsim.events import OrderPaid, PaymentLost, SurchargeDemanded, SurchargePaid
from vendsim.suppliers import placing
from vendsim.suppliers.book import Order
from vendsim.suppliers.decisions import (
    Decision,
    NotReceived,
    PaymentSeen,
    PaymentUnexplained,
    SurchargeAsked,
    Underpaid,
)
from vendsim.suppliers.dispatching import dispatch, plan_of
from vendsim.suppliers.trade import Trade, identity


def take_payment(trade: Trade, supplier: int, cents: int, memo: str) -> Decision | None:
    """Money has come in: settle what it pays for, ask for the rest, or keep it as a credit."""
    thread = trade.book.thread(supplier)
    thread.credit_cents += cents
    order = _order_to_pay(trade, supplier, cents, memo)
    if order and placing.pays_for_the_change(trade, order, cents):
        placing.change(trade, order)
    if order is None:
        return PaymentUnexplained(cents, thread.credit_cents)
    due = order.surcharge_cents if order.stage == "on_hold" else order.total_cents
    if thread.credit_cents < due:
        return Underpaid(order.name, cents, due - thread.credit_cents)
    thread.credit_cents -= due
    order.paid_cents += due
    if thread.offer and thread.offer.changes == order.name:
        thread.offer = None  # a paid order is not changed any more
    if order.stage == "on_hold":
        trade.events.append(
            SurchargePaid(day=trade.today, time=trade.time, order=order.name,
                          supplier=identity(supplier).name, cents=due)
        )  # fmt: skip
        return dispatch(trade, order, plan_of(trade, order), share=1.0)
    return _settle(trade, order)


def lose_payment(trade: Trade, supplier: int, cents: int) -> None:
    """Put on record that money bought nothing."""
    trade.events.append(
        PaymentLost(day=trade.today, time=trade.time, supplier=identity(supplier).name, cents=cents)
    )


def _order_to_pay(trade: Trade, supplier: int, cents: int, memo: str) -> Order | None:
    """The order the memo names, else the one this pays to the cent, else the oldest open one."""
    open_orders = trade.book.orders_of(supplier, "on_hold", "awaiting_payment")
    numbers = re.findall(r"\d+", memo)
    named = [order for order in open_orders if str(order.number) in numbers]
    exact = [order for order in open_orders if cents in (order.total_cents, order.surcharge_cents)]
    both = [order for order in named if order in exact]
    return next(iter([*both, *named, *exact, *open_orders]), None)


def settle_from_credit(trade: Trade, supplier: int) -> Decision | None:
    """A new order that an earlier credit already covers leaves at once."""
    thread = trade.book.thread(supplier)
    for order in trade.book.orders_of(supplier, "awaiting_payment"):
        if thread.credit_cents >= order.total_cents:
            thread.credit_cents -= order.total_cents
            order.paid_cents += order.total_cents
            return _settle(trade, order)
    return None


def _settle(trade: Trade, order: Order) -> Decision:
    """An order is paid in full: it leaves, or the supplier shows its other face."""
    before = economy_orders.record_payment(
        trade.scenario, trade.params, trade.state, np.array([order.supplier]), np.array([True]),
        np.array([order.total_cents]), np.array([[line.product for line in order.lines]]),
        np.array([[line.units for line in order.lines]]),
    )  # fmt: skip
    order.paid_before, order.paid_on = int(before[0]), trade.today
    trade.book.thread(order.supplier).trial_order = False
    plan = plan_of(trade, order)
    trade.events.append(
        OrderPaid(day=trade.today, time=trade.time, order=order.name, supplier=identity(order.supplier).name,
                  cents=order.total_cents)
    )  # fmt: skip
    if plan.surcharge[0] == 0:
        return dispatch(trade, order, plan, share=float(plan.share[0]))
    order.stage = "on_hold"
    order.surcharge_cents = int(np.rint(order.total_cents * plan.surcharge[0]))
    order.hold_until = trade.today + trade.scenario.suppliers.hold_days
    trade.events.append(
        SurchargeDemanded(day=trade.today, time=trade.time, order=order.name,
                          supplier=identity(order.supplier).name, cents=order.surcharge_cents)
    )  # fmt: skip
    return SurchargeAsked(order.name, order.surcharge_cents)


def confirm_payment(trade: Trade, supplier: int, order_id: str | None) -> Decision:
    """Answer to "I have paid" when no money came tonight."""
    waiting = trade.book.orders_of(supplier, "awaiting_payment", "on_hold")
    named = trade.book.find(supplier, order_id)
    if named and named.stage in ("on_its_way", "delivered"):
        return PaymentSeen(named.name)
    if not waiting:
        return NotReceived(None, 0)
    order = named if named in waiting else waiting[0]
    assert order is not None
    if order.stage == "on_hold":  # the price has come, what was asked on top of it has not
        return SurchargeAsked(order.name, order.surcharge_cents)
    due = order.total_cents
    return NotReceived(order.name, max(due - trade.book.thread(supplier).credit_cents, 0))
