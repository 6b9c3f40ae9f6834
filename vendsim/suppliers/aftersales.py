"""Being chased: questions about orders, complaints, and what is made good. Rules: `economy.aftersales`.

An honest supplier goes by its own books, which are right: it pays for what did not come, once, and for
nothing else, whatever a letter claims. A cheat answers in its own way and gives nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from vendsim.draws import IntArray
from vendsim.economy import aftersales as rules
from vendsim.economy.catalogue import PRICE_SWITCH, SHORT_SHIP, SUBSTITUTE, VANISH
from vendsim.events import CreditGranted, Resent
from vendsim.suppliers import stories
from vendsim.suppliers.book import Order, OrderLine
from vendsim.suppliers.decisions import (
    ComplaintRejected,
    Decision,
    Excuse,
    Grievance,
    LateRegretted,
    OrderStatus,
    Question,
    Refunded,
    SentAgain,
    Stalled,
    StatusGiven,
    Traced,
)
from vendsim.suppliers.reading.model import Problem, Remedy
from vendsim.suppliers.trade import Refund, Trade, identity, product

_LATE_EXCUSES: dict[int, Excuse] = {
    PRICE_SWITCH: "costs", SHORT_SHIP: "records", SUBSTITUTE: "stock", VANISH: "carrier",
}  # fmt: skip
_GOODS_EXCUSES: dict[int, Excuse] = {
    PRICE_SWITCH: "adjusted", SHORT_SHIP: "records", SUBSTITUTE: "quality", VANISH: "records",
}  # fmt: skip
_GRIEVANCES: dict[Problem, Grievance] = {
    "short": "missing", "damaged": "damaged", "overcharged": "overcharged", "late": "late",
}  # fmt: skip


@dataclass(frozen=True)
class Trouble:
    """What a buyer says is wrong with one order, and wants."""

    order_id: str | None = None
    problems: tuple[Problem, ...] = ()
    wants: tuple[Remedy, ...] = ()
    missing: Mapping[int, int] = field(default_factory=dict)  # units by product, as the buyer counts


def report(trade: Trade, supplier: int, trouble: Trouble) -> Decision | None:
    """Where the buyer's orders stand; to ask after one that is overdue, or short, is to chase it."""
    named = trade.book.find(supplier, trouble.order_id)
    open_orders = trade.book.orders_of(supplier, "awaiting_payment", "on_hold", "on_its_way")
    orders = [named] if named else open_orders
    overdue = next((order for order in orders if _is_overdue(trade, order)), None)
    if overdue:
        return _chase(trade, overdue, trouble)
    if set(trouble.problems) - {"late"} or set(trouble.wants) & {"refund", "replacement"}:
        return answer_complaint(trade, supplier, trouble)
    return StatusGiven(tuple(status(trade, order) for order in orders))


def _is_overdue(trade: Trade, order: Order) -> bool:
    return order.stage == "on_its_way" and order.expected < trade.today


def status(trade: Trade, order: Order) -> OrderStatus:
    """Where an order stands."""
    due = {"awaiting_payment": order.total_cents, "on_hold": order.surcharge_cents}.get(order.stage, 0)
    expected = trade.date(max(order.expected, trade.today)) if order.stage == "on_its_way" else None
    return OrderStatus(order.name, order.stage, due, expected)


def answer_complaint(trade: Trade, supplier: int, trouble: Trouble) -> Decision | None:
    """A remedy where one is owed, by suppliers that make things good; from the others words."""
    order = _meant(trade, supplier, trouble)
    if order is None:
        return Question(("which order this is about; we have none from you",))
    if order.stage == "on_hold":
        return stall(trade, order, trouble)
    if order.stage in ("on_its_way", "delivered"):
        return _chase(trade, order, trouble)
    return StatusGiven((status(trade, order),))


def _meant(trade: Trade, supplier: int, trouble: Trouble) -> Order | None:
    """The order a letter names, else one that something is wrong with, else the last."""
    named = trade.book.find(supplier, trouble.order_id)
    paid = trade.book.orders_of(supplier, "on_its_way", "delivered", "on_hold")
    wrong = [
        order
        for order in paid
        if order.stage == "on_hold" or _is_overdue(trade, order)
        or (order.stage == "delivered" and _owed(order).any())
    ]  # fmt: skip
    waiting = trade.book.orders_of(supplier, "awaiting_payment")
    return named or next(iter([*reversed(wrong), *reversed(paid), *reversed(waiting)]), None)


def _chase(trade: Trade, order: Order, trouble: Trouble) -> Decision | None:
    """Answer to a letter about an order that has left."""
    if not rules.makes_good(trade.params, np.array([order.supplier]))[0]:
        late = order.stage == "on_its_way" and order.expected >= trade.today
        return StatusGiven((status(trade, order),)) if late else stall(trade, order, trouble)
    if order.stage == "delivered":
        if _owed(order).any():
            return _make_good(trade, order, trouble)
        overrun = order.arrives - order.promised
        if "late" in trouble.problems and overrun > 0:
            far = overrun >= trade.scenario.suppliers.apology_days
            credit = _apologise(trade, order) if far else 0
            return LateRegretted(order.name, None, stories.delay(trade, order), credit)
        about: Grievance = next((_GRIEVANCES[p] for p in trouble.problems if p in _GRIEVANCES), "missing")
        return ComplaintRejected(order.name, about)
    if order.arrives:
        return _regret(trade, order)
    if order.expected >= trade.today:
        return StatusGiven((status(trade, order),))
    if not order.traced_until:
        order.traced_until = trade.today + trade.scenario.suppliers.trace_days
    if trade.today < order.traced_until:
        return Traced(order.name, trade.date(order.traced_until), stories.trace(trade, order))
    return _make_good(trade, order, trouble)


def _regret(trade: Trade, order: Order) -> Decision:
    """It is coming. Whoever had to wait far too long beyond the first date is owed more than words."""
    if trade.today <= order.promised or any(order.resent.values()):
        return StatusGiven((status(trade, order),))
    overrun = order.arrives - order.promised
    credit = _apologise(trade, order) if overrun >= trade.scenario.suppliers.apology_days else 0
    return LateRegretted(order.name, trade.date(order.arrives), stories.delay(trade, order), credit)


def _apologise(trade: Trade, order: Order) -> int:
    """Grant the credit for a late order, once; its cents."""
    if order.apologised:
        return 0
    order.apologised = True
    supplier, good, units, unit_cents = _as_arrays(order)
    cents = int(rules.apology(trade.scenario, trade.params, supplier, good, units, unit_cents)[0])
    if cents:
        trade.book.thread(order.supplier).credit_cents += cents
        trade.events.append(
            CreditGranted(day=trade.today, time=trade.time, order=order.name,
                          supplier=identity(order.supplier).name, cents=cents)
        )  # fmt: skip
    return cents


def _as_arrays(order: Order) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Supplier (1,), and good, units and unit prices in cents (1, M) of an order."""
    rows = np.array([[line.product, line.units, line.unit_cents] for line in order.lines]).T
    return np.array([order.supplier]), rows[None, 0], rows[None, 1], rows[None, 2]


def _owed(order: Order) -> IntArray:
    """(1, M) units of each line that never came and are neither under way nor paid back."""
    _, good, units, _ = _as_arrays(order)

    def counted(by_product: dict[int, int]) -> IntArray:
        return np.array([[by_product.get(index, 0) for index in good[0].tolist()]])

    return rules.owed_units(units, counted(order.received), counted(order.resent) + counted(order.refunded))


def _make_good(trade: Trade, order: Order, trouble: Trouble) -> Decision:
    """Pay back what is owed, or send it again: as the buyer wishes, else as the supplier likes it."""
    supplier = np.array([order.supplier])
    days, minute = rules.second_journey(trade.scenario, trade.params, supplier, np.array([order.paid_before]))
    in_time = trade.today + int(days[0]) < trade.scenario.days
    asked = trouble.wants[0] if trouble.wants else None
    likes = bool(rules.resends(trade.scenario, trade.params, supplier)[0])
    if in_time and (asked == "replacement" or (asked != "refund" and likes)):
        return _send_again(trade, order, days, minute)
    return _pay_back(trade, order)


def _missing(order: Order, owed: IntArray) -> list[tuple[int, OrderLine]]:
    """Units and line of each line that something is owed on."""
    return [(count, line) for line, count in zip(order.lines, owed[0].tolist(), strict=True) if count]


def _names(missing: list[tuple[int, OrderLine]]) -> tuple[tuple[int, str], ...]:
    return tuple((count, product(line.product).name) for count, line in missing)


def _pay_back(trade: Trade, order: Order) -> Refunded:
    _, _, units, unit_cents = _as_arrays(order)
    owed = _owed(order)
    cents = int(rules.refund(unit_cents, owed, units, np.array([order.shipping_cents]))[0])
    missing = _missing(order, owed)
    for count, line in missing:
        order.refunded[line.product] = order.refunded.get(line.product, 0) + count
    if order.stage == "on_its_way":
        order.stage = "refunded"
    trade.refunds.append(Refund(order.supplier, order.name, cents))
    return Refunded(order.name, _names(missing), cents)


def _send_again(trade: Trade, order: Order, days: IntArray, minute: IntArray) -> SentAgain:
    supplier, good, _, _ = _as_arrays(order)
    owed = _owed(order)
    rules.send_again(trade.state, supplier, good, owed, np.array([order.number]), days, minute)
    missing = _missing(order, owed)
    for count, line in missing:
        order.resent[line.product] = order.resent.get(line.product, 0) + count
    order.stage = "on_its_way"
    order.expected = order.arrives = trade.today + int(days[0])
    trade.events.append(
        Resent(day=trade.today, time=trade.time, order=order.name, supplier=identity(order.supplier).name,
               units=int(owed.sum()), expected_day=order.expected)
    )  # fmt: skip
    return SentAgain(order.name, _names(missing), trade.date(order.expected))


def stall(trade: Trade, order: Order, trouble: Trouble | None = None) -> Decision | None:
    """A cheat's answer: each has its own excuses, and one that vanishes soon says nothing at all."""
    mode = trade.mode(order.supplier)
    order.chased += 1
    if mode == VANISH and order.chased > trade.scenario.suppliers.vanish_answers:
        return None
    excuses = _GOODS_EXCUSES if order.stage == "delivered" else _LATE_EXCUSES
    excuse = excuses[mode]
    if excuse in ("quality", "adjusted"):
        return Stalled(order.name, excuse)
    reason = stories.stall(trade, order, excuse)
    money = trouble is None or "refund" in trouble.wants  # whoever cancels a paid order wants it back
    return Stalled(order.name, excuse, reason, trade.date(order.word_by), money)
