"""Orders from the mail that places one to its confirmation. Design: economy section 3, "Flow".

Nothing is booked unless products, quantities and the delivery address are clear and the price is ours.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vendsim.economy import orders as economy_orders
from vendsim.events import OrderConfirmed, OrderedLine
from vendsim.suppliers import negotiation
from vendsim.suppliers.aftersales import stall
from vendsim.suppliers.book import Item, Offer, Order, OrderLine
from vendsim.suppliers.decisions import (
    AlreadyConfirmed,
    BelowMinimum,
    CancelledNow,
    Confirmed,
    Decision,
    NothingToCancel,
    OfferLapsed,
    Question,
    TooLate,
    TooMany,
)
from vendsim.suppliers.dispatching import close
from vendsim.suppliers.reading import MailReading
from vendsim.suppliers.trade import Trade, identity, lines, price, product, quote
from vendsim.suppliers.wishes import Wishes

ADDRESS = "the delivery address"


def place(trade: Trade, supplier: int, reading: MailReading, wishes: Wishes) -> Decision:
    """An order mail: book it, or say what stands in the way."""
    thread = trade.book.thread(supplier)
    if reading.repeat_last and not wishes.items:
        wishes = _last_order(trade, supplier)
    elif not wishes.items and not wishes.questions and thread.offer:
        return accept(trade, supplier, reading, wishes)
    moved = negotiation.concede(trade, supplier, reading, wishes)
    questions = _open_questions(wishes)
    if questions:
        if wishes.items:
            _keep_order(trade, supplier, wishes.items)
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


def _keep_order(trade: Trade, supplier: int, items: Sequence[Item]) -> None:
    """An order that lacks a detail waits for it, at the prices of its day."""
    negotiation.put_on_table(
        trade, supplier, items, price(trade, supplier, items).unit[0].tolist(), ordered=True
    )


def accept(trade: Trade, supplier: int, reading: MailReading, wishes: Wishes) -> Decision:
    """A "yes": it books what lies on the table, at the prices told or lower ones, and nothing else.

    A "yes" may take a part of it, if it names the quantities; anything else is asked about.
    """
    thread = trade.book.thread(supplier)
    if thread.offer:
        taken = _taken(thread.offer, wishes)
        if taken is None or wishes.questions:
            return Question((*wishes.questions, "which of the products you want, and how many of each"))
        meant = Wishes(items=tuple(taken.items), targets=wishes.targets)
        if not meant.affords(taken.unit_cents):
            return negotiation.counter_order(trade, supplier, meant, moved=False)
        return _too_many(trade, taken.items) or _book_offer(trade, supplier, taken)
    waiting = trade.book.orders_of(supplier, "awaiting_payment")
    if "other" in reading.refers_to and wishes.questions:
        return Question(wishes.questions)
    if wishes.items:  # of what was only talked about; the price for these quantities has not been told yet
        return negotiation.give_quote(trade, supplier, reading, wishes)
    if waiting:
        return AlreadyConfirmed(waiting[-1].name, max(waiting[-1].total_cents - thread.credit_cents, 0))
    return Question(("which products and quantities you would like to order",))


def _taken(offer: Offer, wishes: Wishes) -> Offer | None:
    """What of an offer a "yes" takes: all of it, or the quantities it names; None where that is not clear."""
    told = {item.product: cents for item, cents in zip(offer.items, offer.unit_cents, strict=True)}
    named = [item.product for item in wishes.items]
    if not set(named) <= set(told):
        return None
    if not any(item.units for item in wishes.items):
        return offer if not named or set(named) == set(told) else None
    if not wishes.complete:
        return None
    return Offer(items=list(wishes.items), ordered=offer.ordered, unit_cents=[told[p] for p in named])


def _book_offer(trade: Trade, supplier: int, offer: Offer) -> Decision:
    """Prices that were told hold as long as their quote; after that the buyer must see the new ones first."""
    today = price(trade, supplier, offer.items).unit[0].tolist()
    if all(now <= told for now, told in zip(today, offer.unit_cents, strict=True)):
        return _book(trade, supplier, offer.items)
    unit_cents, until = quote(trade, supplier, offer.items)
    negotiation.put_on_table(trade, supplier, offer.items, unit_cents, ordered=offer.ordered)
    return OfferLapsed(lines(offer.items, unit_cents), until)


def _book(trade: Trade, supplier: int, items: Sequence[Item], amended: Order | None = None) -> Decision:
    """Confirm an order at today's prices (or those of a quote that holds), if nothing is missing."""
    thread = trade.book.thread(supplier)
    priced = price(trade, supplier, items)
    goods = int(priced.goods[0])
    minimum = int(trade.params.min_order[0, supplier])
    if not economy_orders.meets_minimum(trade.params, np.array([supplier]), priced.goods)[0]:
        return BelowMinimum(goods, minimum)
    if not thread.address_known:
        _keep_order(trade, supplier, items)
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
    ordered = tuple(
        OrderedLine(product=product(line.product).name, units=line.units, unit_cents=line.unit_cents)
        for line in order.lines
    )
    trade.events.append(
        OrderConfirmed(day=trade.today, time=trade.time, order=order.name, supplier=identity(supplier).name,
                       total_cents=order.total_cents, units=order.units, lines=ordered)
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
        return _ASK_WHICH
    if order is None:
        return _change_table(trade, supplier, reading, wishes)
    if order.stage in ("cancelled", "expired", "lost"):
        return _ASK_WHICH
    if order.stage != "awaiting_payment":
        return TooLate(order.name)
    wishes = wishes.applied_to([Item(product=line.product, units=line.units) for line in order.lines])
    questions = _open_questions(wishes)
    if questions:
        return Question(questions)
    too_many = _too_many(trade, wishes.items)
    if too_many:
        return too_many
    moved = negotiation.concede(trade, supplier, reading, wishes)
    if not negotiation.affordable(trade, supplier, wishes):
        return negotiation.refuse_change(trade, supplier, wishes, moved)
    return _book(trade, supplier, wishes.items, amended=order)


_ASK_WHICH = Question(("which order you would like to change",))


def _change_table(trade: Trade, supplier: int, reading: MailReading, wishes: Wishes) -> Decision:
    """A change before anything is booked: of what lies on the table, else of nothing."""
    offer = trade.book.thread(supplier).offer
    if offer is None:
        return place(trade, supplier, reading, wishes) if reading.address else _ASK_WHICH
    changed = wishes.applied_to(offer.items)
    if offer.ordered or reading.address:
        return place(trade, supplier, reading, changed)
    return negotiation.give_quote(trade, supplier, reading, changed)


def cancel(trade: Trade, supplier: int, reading: MailReading) -> Decision | None:
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
        return stall(trade, order)
    if order.stage in ("on_its_way", "delivered"):
        return TooLate(order.name)
    if order.stage != "awaiting_payment":
        return NothingToCancel()
    close(trade, order, "cancelled")
    return CancelledNow(order.name, thread.credit_cents)
