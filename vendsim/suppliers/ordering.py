"""Orders from the mail that places one to the goods that leave. Design: economy section 3, "Flow".

Nothing is booked unless products, quantities and the delivery address are clear and the price is ours;
nothing ships unless it is paid. Money that fits no order is kept as a credit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from vendsim.economy import orders as economy_orders
from vendsim.economy.fulfilment import Fulfilment, fulfil
from vendsim.events import (
    Dispatched,
    OrderClosed,
    OrderConfirmed,
    OrderPaid,
    PaymentLost,
    SurchargeDemanded,
)
from vendsim.suppliers import negotiation
from vendsim.suppliers.book import Item, Offer, Order, OrderLine
from vendsim.suppliers.decisions import (
    AlreadyConfirmed,
    BelowMinimum,
    CancelledNow,
    ComplaintAnswered,
    Confirmed,
    Decision,
    Late,
    NothingToCancel,
    NotReceived,
    OnItsWay,
    OrderExpired,
    OrderStatus,
    PaymentSeen,
    PaymentUnexplained,
    Question,
    StatusGiven,
    SurchargeAsked,
    SurchargeDropped,
    TooLate,
    TooMany,
    Underpaid,
)
from vendsim.suppliers.reading import MailReading
from vendsim.suppliers.trade import Trade, identity, lines, price, product
from vendsim.suppliers.wishes import Wishes

ADDRESS = "the delivery address"


def place(trade: Trade, supplier: int, reading: MailReading, wishes: Wishes) -> Decision:
    """An order mail: book it, or say what stands in the way."""
    thread = trade.book.thread(supplier)
    if reading.repeat_last and not wishes.items:
        wishes = _last_order(trade, supplier)
    elif not wishes.items and not wishes.questions and thread.offer:
        return accept(trade, supplier)
    moved = negotiation.concede(trade, supplier, reading, wishes)
    questions = _open_questions(wishes)
    if questions:
        if wishes.items and wishes.complete:
            thread.offer = Offer(items=list(wishes.items), ordered=True)
        return Question(questions)
    too_many = _too_many(trade, wishes.items)
    if too_many:
        return too_many
    if not negotiation.affordable(trade, supplier, wishes):
        return negotiation.counter_order(trade, supplier, wishes, moved)
    return _book(trade, supplier, wishes.items)


def _too_many(trade: Trade, items: Sequence[Item]) -> TooMany | None:
    most = trade.scenario.suppliers.most_units_per_line
    excess = next((item for item in items if item.units > most), None)
    return TooMany(product(excess.product).name, most) if excess else None


def _open_questions(wishes: Wishes) -> tuple[str, ...]:
    missing = tuple(
        f"how many units of {product(item.product).name} you need" for item in wishes.items if not item.units
    )
    other = tuple(f"what to do about {name}, which we do not carry" for name in wishes.not_carried)
    nothing = () if wishes.items or wishes.questions or other else ("which products and quantities you need",)
    return (*wishes.questions, *missing, *other, *nothing)


def _last_order(trade: Trade, supplier: int) -> Wishes:
    earlier = trade.book.orders_of(supplier, "on_its_way", "delivered", "on_hold", "awaiting_payment")
    if not earlier:
        return Wishes(questions=("which earlier order you mean; we have none from you",))
    return Wishes(items=tuple(Item(product=line.product, units=line.units) for line in earlier[-1].lines))


def accept(trade: Trade, supplier: int) -> Decision:
    """A "yes": it books what lies on the table, and nothing else."""
    thread = trade.book.thread(supplier)
    if thread.offer:
        return _too_many(trade, thread.offer.items) or _book(trade, supplier, thread.offer.items)
    waiting = trade.book.orders_of(supplier, "awaiting_payment")
    if waiting:
        return AlreadyConfirmed(waiting[-1].name, max(waiting[-1].total_cents - thread.credit_cents, 0))
    return Question(("which products and quantities you would like to order",))


def _book(trade: Trade, supplier: int, items: Sequence[Item], amended: Order | None = None) -> Decision:
    """Confirm an order at today's prices (or those of a quote that holds), if nothing is missing."""
    thread = trade.book.thread(supplier)
    priced = price(trade, supplier, items)
    goods = int(priced.goods[0])
    minimum = int(trade.params.min_order[0, supplier])
    if not economy_orders.meets_minimum(trade.params, np.array([supplier]), priced.goods)[0]:
        return BelowMinimum(goods, minimum)
    if not thread.address_known:
        thread.offer = Offer(items=list(items), ordered=True)
        return Question((ADDRESS,))
    unit_cents = priced.unit[0].tolist()
    order = amended or Order(number=_next_number(trade), supplier=supplier, lines=[], goods_cents=0,
                             shipping_cents=0, placed=trade.today)  # fmt: skip
    order.lines = [
        OrderLine(product=item.product, units=item.units, unit_cents=cents)
        for item, cents in zip(items, unit_cents, strict=True)
    ]
    order.goods_cents, order.shipping_cents = goods, int(priced.shipping[0])
    if amended is None:
        trade.book.orders.append(order)
    thread.offer = None
    trade.events.append(
        OrderConfirmed(day=trade.today, time=trade.time, order=order.name, supplier=identity(supplier).name,
                       total_cents=order.total_cents, units=order.units)
    )  # fmt: skip
    return Confirmed(
        order.name,
        lines(items, unit_cents),
        goods,
        order.shipping_cents,
        order.total_cents,
        min(thread.credit_cents, order.total_cents),
        identity(supplier).email,
        changed=amended is not None,
    )


def _next_number(trade: Trade) -> int:
    trade.book.last_number += 1
    return trade.book.last_number


def amend(trade: Trade, supplier: int, reading: MailReading, wishes: Wishes) -> Decision:
    """A change to an order that is not paid yet; products not mentioned stay as they are."""
    waiting = trade.book.orders_of(supplier, "awaiting_payment")
    latest = waiting[-1] if waiting else None
    order = trade.book.find(supplier, reading.order_id) if reading.order_id else latest
    if order is None and reading.order_id:
        return accept_or_ask(trade, supplier)
    if order is None:
        return place(trade, supplier, reading, wishes) if reading.address else accept_or_ask(trade, supplier)
    if order.stage in ("cancelled", "expired", "lost"):
        return accept_or_ask(trade, supplier)
    if order.stage != "awaiting_payment":
        return TooLate(order.name)
    questions = _open_questions(wishes)
    if questions:
        return Question(questions)
    too_many = _too_many(trade, wishes.items)
    if too_many:
        return too_many
    units = {line.product: line.units for line in order.lines} | {i.product: i.units for i in wishes.items}
    moved = negotiation.concede(trade, supplier, reading, wishes)
    if not negotiation.affordable(trade, supplier, wishes):
        return negotiation.refuse_change(trade, supplier, wishes, moved)
    return _book(trade, supplier, [Item(product=p, units=n) for p, n in units.items()], amended=order)


def accept_or_ask(trade: Trade, supplier: int) -> Decision:
    """There is nothing to change: say so by asking what is wanted."""
    return Question(("which order you would like to change",))


def cancel(trade: Trade, supplier: int, reading: MailReading) -> Decision:
    """Unpaid orders and open offers can be dropped; what has left cannot."""
    thread = trade.book.thread(supplier)
    open_orders = trade.book.orders_of(supplier, "awaiting_payment", "on_hold")
    latest = open_orders[-1] if open_orders else None
    order = trade.book.find(supplier, reading.order_id) if reading.order_id else latest
    if order is None and reading.order_id:
        return NothingToCancel()
    if order is None:
        had_offer, thread.offer = thread.offer is not None, None
        return CancelledNow(None) if had_offer else NothingToCancel()
    if order.stage == "on_hold":
        return ComplaintAnswered(order.name, apology=False, stalling=True)
    if order.stage in ("on_its_way", "delivered"):
        return TooLate(order.name)
    if order.stage != "awaiting_payment":
        return NothingToCancel()
    _close(trade, order, "cancelled")
    return CancelledNow(order.name, thread.credit_cents)


def _close(trade: Trade, order: Order, reason: Literal["cancelled", "expired"]) -> None:
    order.stage = reason
    trade.events.append(
        OrderClosed(day=trade.today, time=trade.time, order=order.name,
                    supplier=identity(order.supplier).name, reason=reason)
    )  # fmt: skip


def take_payment(trade: Trade, supplier: int, cents: int, memo: str) -> Decision | None:
    """Money has come in: settle what it pays for, ask for the rest, or keep it as a credit."""
    thread = trade.book.thread(supplier)
    thread.credit_cents += cents
    order = _order_to_pay(trade, supplier, cents, memo)
    if order is None:
        if trade.cheats(supplier):
            thread.credit_cents -= cents  # kept, and never spoken of
            lose_payment(trade, supplier, cents)
            return None
        return PaymentUnexplained(cents, thread.credit_cents)
    due = order.surcharge_cents if order.stage == "on_hold" else order.total_cents
    if thread.credit_cents < due:
        return Underpaid(order.name, cents, due - thread.credit_cents)
    thread.credit_cents -= due
    order.paid_cents += due
    if order.stage == "on_hold":
        return _dispatch(trade, order, _plan(trade, order), share=1.0)
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
    supplier = np.array([order.supplier])
    order.paid_before = int(economy_orders.record_payment(trade.state, supplier, np.array([True]))[0])
    plan = _plan(trade, order)
    trade.events.append(
        OrderPaid(day=trade.today, time=trade.time, order=order.name, supplier=identity(order.supplier).name,
                  cents=order.total_cents)
    )  # fmt: skip
    if plan.surcharge[0] == 0:
        return _dispatch(trade, order, plan, share=float(plan.share[0]))
    order.stage = "on_hold"
    order.surcharge_cents = int(np.rint(order.total_cents * plan.surcharge[0]))
    order.hold_until = trade.today + trade.scenario.suppliers.hold_days
    trade.events.append(
        SurchargeDemanded(day=trade.today, time=trade.time, order=order.name,
                          supplier=identity(order.supplier).name, cents=order.surcharge_cents)
    )  # fmt: skip
    return SurchargeAsked(order.name, order.surcharge_cents)


def _plan(trade: Trade, order: Order) -> Fulfilment:
    """How a paid order goes; the same every time it is asked for."""
    return fulfil(trade.scenario, trade.params, np.array([order.supplier]), np.array([order.paid_before]))


def _dispatch(trade: Trade, order: Order, plan: Fulfilment, share: float) -> OnItsWay:
    """Goods leave, as many as the supplier means to send; the note looks the same in any case."""
    supplier = np.array([order.supplier])
    sent = economy_orders.send(
        trade.state,
        supplier,
        np.array([[line.product for line in order.lines]]),
        np.array([[line.units for line in order.lines]]),
        np.array([order.number]),
        plan,
        np.array([share]),
    )
    order.stage = "on_its_way"
    order.expected = trade.today + int(plan.lead_days[0])
    order.arrives = order.expected + int(plan.delay_days[0]) if sent.any() else 0
    trade.events.append(
        Dispatched(day=trade.today, time=trade.time, order=order.name, supplier=identity(order.supplier).name,
                   expected_day=order.expected)
    )  # fmt: skip
    return OnItsWay(order.name, trade.date(order.expected), trade.book.thread(order.supplier).credit_cents)


def follow_up(trade: Trade) -> list[tuple[int, Decision]]:
    """What suppliers write unasked: late deliveries, holds that run out, orders that nobody paid."""
    letters: list[tuple[int, Decision]] = []
    for order in trade.book.orders:
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
        return Late(order.name, trade.date(order.arrives))
    if order.stage == "on_hold" and order.hold_until <= trade.today:
        share = order.total_cents / (order.total_cents + order.surcharge_cents)
        sent = _dispatch(trade, order, _plan(trade, order), share)
        return SurchargeDropped(order.name, sent.expected)
    held = trade.book.thread(order.supplier).credit_cents  # part of the money keeps an order open
    overdue = trade.today > order.placed + trade.scenario.suppliers.quote_days
    if order.stage == "awaiting_payment" and overdue and not held:
        _close(trade, order, "expired")
        return OrderExpired(order.name)
    return None


def report(trade: Trade, supplier: int, reading: MailReading) -> Decision:
    """Where the buyer's orders stand."""
    named = trade.book.find(supplier, reading.order_id)
    recent = trade.book.orders_of(supplier, "awaiting_payment", "on_hold", "on_its_way")
    orders = [named] if named else recent
    overdue = any(order.stage == "on_its_way" and order.expected < trade.today for order in orders)
    return StatusGiven(tuple(_status(trade, order) for order in orders), excuse=overdue)


def _status(trade: Trade, order: Order) -> OrderStatus:
    due = {"awaiting_payment": order.total_cents, "on_hold": order.surcharge_cents}.get(order.stage, 0)
    expected = trade.date(max(order.expected, trade.today + 1)) if order.stage == "on_its_way" else None
    return OrderStatus(order.name, order.stage, due, expected)


def answer_complaint(trade: Trade, supplier: int, reading: MailReading) -> Decision:
    """An honest supplier owns up to a late order; a cheat plays for time."""
    order = trade.book.find(supplier, reading.order_id)
    under_way = trade.book.orders_of(supplier, "on_its_way", "delivered", "on_hold")
    order = order or (under_way[-1] if under_way else None)
    if order is None:
        return Question(("which order this is about; we have none from you",))
    late = order.stage == "on_its_way" and not trade.cheats(supplier)
    return ComplaintAnswered(
        order.name,
        apology=late,
        expected=trade.date(order.expected) if late else None,
        stalling=trade.cheats(supplier),
    )


def confirm_payment(trade: Trade, supplier: int, reading: MailReading) -> Decision:
    """Answer to "I have paid" when no money came tonight."""
    waiting = trade.book.orders_of(supplier, "awaiting_payment", "on_hold")
    named = trade.book.find(supplier, reading.order_id)
    if named and named.stage in ("on_its_way", "delivered"):
        return PaymentSeen(named.name)
    if not waiting:
        return NotReceived(None, 0)
    due = waiting[0].surcharge_cents or waiting[0].total_cents
    return NotReceived(waiting[0].name, max(due - trade.book.thread(supplier).credit_cents, 0))


def note_delivery(trade: Trade, number: int, received: Mapping[int, int]) -> None:
    """Goods of an order have come: units by good."""
    order = next(order for order in trade.book.orders if order.number == number)
    order.stage = "delivered"
    for good, units in received.items():
        order.received[good] = order.received.get(good, 0) + units


def lose_orders(trade: Trade, supplier: int) -> None:
    """A supplier has closed: what was not dispatched never will be."""
    for order in trade.book.orders_of(supplier, "awaiting_payment", "on_hold"):
        order.stage = "lost"
