"""Orders from the mail that places one to its confirmation. Design: economy section 3, "Flow".

Nothing is booked unless products, quantities and the delivery address are clear and the price is ours. What
is clear is booked, and the rest is asked about beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from vendsim.economy import orders as economy_orders
from vendsim.events import OrderConfirmed, OrderedLine
from vendsim.suppliers import aftersales, negotiation
from vendsim.suppliers.affording import Limit, affordable, is_close, meets, with_limits
from vendsim.suppliers.aftersales import stall
from vendsim.suppliers.book import Item, Order, OrderLine
from vendsim.suppliers.decisions import (
    AlreadyConfirmed,
    BelowMinimum,
    CancelledNow,
    ChangeTooSmall,
    Confirmed,
    Decision,
    Note,
    NothingToCancel,
    OfferLapsed,
    OpenPoints,
    Question,
    ShallIBook,
    StatusGiven,
    TooLate,
    TooMany,
)
from vendsim.suppliers.dispatching import close
from vendsim.suppliers.trade import Trade, identity, lines, price, product, quote
from vendsim.suppliers.wishes import Wishes

ADDRESS = "the delivery address"
WHICH_GOODS = "which products and quantities you would like to order"
_NEARLY_FREE = 0.1  # of the limit for free shipping, at which a seller speaks of it


@dataclass(frozen=True)
class Manner:
    """How an order was written."""

    sure: bool = True  # clearly an order
    held: bool = False  # not to be booked yet
    on_condition: bool = False  # tied to something that we cannot check
    limits: tuple[Limit, ...] = ()
    left_out: frozenset[int] = frozenset()  # of an order that its limits do not allow
    repeated: bool = False  # an earlier order, once more
    accepts: bool = False  # accepts the open offer
    kept: bool = False  # goods named without a quantity stay as they were quoted or ordered
    more: Wishes | None = None  # what to add if the order is too small
    beside: Wishes | None = None  # a better price that is asked for without tying the order to it


def place(trade: Trade, supplier: int, wishes: Wishes, manner: Manner) -> tuple[Decision, ...]:
    """An order: book it, or say what stands in the way. Points that stay open are told beside."""
    thread = trade.book.thread(supplier)
    told = dict(thread.told)
    wishes = wishes.only(
        [item for item in wishes.items if item.units or wishes.changes.get(item.product) != "remove"]
    )
    wishes = _with_offered_units(trade, supplier, wishes, kept=manner.kept)
    if not wishes.clear:
        return (_ask_back(trade, supplier, wishes),)
    clear = large_enough(trade, supplier, wishes.only(wishes.clear), manner.more)
    rest = negotiation.open_points(
        replace(wishes, questions=(*wishes.questions, *missing_units(wishes.open)))
    )
    if too_many := _too_many(trade, clear.items):
        return (too_many, *rest)
    if manner.held:
        return (negotiation.hold(trade, supplier, clear.items), *rest)
    if both := _with_what_there_is(trade, supplier, clear.items):
        items, order = both
        return (shall_i_book(trade, supplier, items, order=order, anew=False), *rest)
    clear = negotiation.without_restated_sum(trade, supplier, clear)
    kept = [item for item in clear.items if item.product not in manner.left_out]
    if kept and not meets(trade, supplier, clear, manner.limits):
        clear = clear.only(kept)
    clear = with_limits(trade, supplier, negotiation.with_targets(trade, supplier, clear), manner.limits)
    asked = negotiation.with_targets(trade, supplier, _asked(clear, manner))
    if not manner.sure:
        clear = asked  # what may be an order at a lower price is answered about the price
    moved = negotiation.concede(trade, supplier, asked)
    negotiation.take_bids(trade, supplier, asked)
    dear = not affordable(trade, supplier, clear, told) or not meets(trade, supplier, clear, manner.limits)
    if (not manner.sure and not dear) or manner.on_condition:
        if below := _too_small(trade, supplier, clear, ordered=False):
            priced = below if manner.on_condition else negotiation.give_quote(trade, supplier, clear)
            return (priced, *rest)
        order = _to_be_changed(trade, supplier, clear.items)
        return (shall_i_book(trade, supplier, clear.items, manner.on_condition, order), *rest)
    before = {item.product: told.get(item.product) for item in clear.items}
    if dear:
        return (negotiation.counter_order(trade, supplier, clear, before, sure=manner.sure), *rest)
    if manner.accepts and (lapsed := _lapsed(trade, supplier, clear.items)):
        return (lapsed, *rest)
    if below := _too_small(trade, supplier, clear, ordered=True):
        return (below, *rest)
    holding = {
        index
        for index, held in thread.quotes.items()
        if trade.written_on <= held.until
        or manner.accepts  # whoever says yes to our quote repeats its prices
    }
    quoted = {index: cents for index, cents in told.items() if index in holding}
    clear = replace(clear, repeated={**quoted, **clear.repeated})
    cheaper = any(
        cents < (before[item.product] or 0)
        for item, cents in zip(clear.items, price(trade, supplier, clear.items).unit, strict=True)
    )
    notes = _notes(trade, supplier, clear, manner, moved or cheaper)
    return (
        _book(trade, supplier, clear.items, notes=notes),
        *rest,
    )


def _with_what_there_is(
    trade: Trade, supplier: int, items: Sequence[Item]
) -> tuple[list[Item], Order | None] | None:
    """An order of other goods that is too small alone, together with one that lacks a yes or its money."""
    offer = trade.book.thread(supplier).offer
    waiting = trade.book.orders_of(supplier, "awaiting_payment")
    order = waiting[-1] if waiting and not offer else None
    wanted = offer is not None and (offer.ordered or offer.asked)
    there = offer.items if offer and wanted else order.items if order else []
    if not {item.product for item in there}.isdisjoint(item.product for item in items):
        return None
    if not there or not below_minimum(trade, supplier, items):
        return None
    both = [*there, *items]
    return None if below_minimum(trade, supplier, both) else (both, order)


def large_enough(trade: Trade, supplier: int, wishes: Wishes, more: Wishes | None) -> Wishes:
    """An order with what the buyer wants more of, if it is below the minimum."""

    least = more.budget_cents if more and more.budget_cents else 0

    def lacks(items: Sequence[Item]) -> int:
        below, goods_cents = below_minimum(trade, supplier, items), price(trade, supplier, items).goods
        return max(below.min_order_cents if below else 0, least) - goods_cents

    if more is None or lacks(wishes.items) <= 0:
        return wishes
    units = {item.product: item.units for item in more.applied_to(wishes.items).items}
    for index in (item.product for item in more.open):
        most = trade.scenario.suppliers.most_units_per_line
        while (missing := lacks(_items(units))) > 0 and units[index] < most:
            each = price(trade, supplier, [Item(product=index, units=units[index] or 1)]).unit[0]
            units[index] += -(-missing // each)
    return wishes.only(_items(units))


def _items(units: Mapping[int, int]) -> list[Item]:
    return [Item(product=index, units=count) for index, count in units.items() if count]


def _asked(wishes: Wishes, manner: Manner) -> Wishes:
    """An order with all the prices that its mail names, also those it does not hang on."""
    return wishes.joined(manner.beside).only(wishes.items) if manner.beside else wishes


def accept(trade: Trade, supplier: int, wishes: Wishes, manner: Manner) -> tuple[Decision, ...]:
    """Acceptance without lines: books the open offer, at the prices told or lower ones."""
    thread = trade.book.thread(supplier)
    if thread.offer:
        wishes = replace(wishes, items=tuple(thread.offer.items))
        return place(trade, supplier, wishes, replace(manner, accepts=True))
    if wishes.questions or wishes.not_carried:
        return (_ask_back(trade, supplier, wishes),)
    waiting = trade.book.orders_of(supplier, "awaiting_payment")
    if waiting:
        return (already_confirmed(trade, waiting[-1]),)
    last = trade.book.last_order(supplier)
    ordered = {line.product for line in last.lines} if last else set()
    if last and last.stage == "on_its_way" and {item.product for item in thread.topic} <= ordered:
        return (StatusGiven((aftersales.status(trade, last),)),)
    talked_about = tuple(thread.topic)
    missing = missing_units(talked_about) if talked_about else (WHICH_GOODS,)
    return (Question(missing[:6] or (WHICH_GOODS,)),)


def _with_offered_units(trade: Trade, supplier: int, wishes: Wishes, *, kept: bool) -> Wishes:
    """Quantities that were quoted or ordered last, where the buyer names such goods without one.

    Of some of them alone that could also mean the price only, or nothing: it takes words, all goods, or
    others beside them with a quantity.
    """
    thread = trade.book.thread(supplier)
    offered = thread.offer.items if thread.offer else thread.topic
    units = {item.product: item.units for item in (trade.book.on_table(supplier) if kept else offered)}
    everything = {item.product for item in wishes.items} == set(units)
    if not (kept or everything or wishes.clear):
        return wishes
    return wishes.only(
        [Item(product=i.product, units=i.units or units.get(i.product, 0)) for i in wishes.items]
    )


def _ask_back(trade: Trade, supplier: int, wishes: Wishes) -> Decision:
    """No line is clear: what is missing; lines of which we know the quantity from our quote are proposed."""
    offer = trade.book.thread(supplier).offer
    units = {item.product: item.units for item in offer.items} if offer else {}
    proposed = [Item(product=i.product, units=units[i.product]) for i in wishes.open if i.product in units]
    if proposed and len(proposed) == len(wishes.items) and not wishes.questions:
        return shall_i_book(trade, supplier, proposed)
    others = tuple(f"what to do about {name}, which we do not carry" for name in wishes.not_carried)
    about = (*wishes.questions, *missing_units(wishes.open), *others)
    if wishes.items:
        trade.book.thread(supplier).topic = list(wishes.items)
    return Question(about or (WHICH_GOODS,))


def missing_units(items: Sequence[Item]) -> tuple[str, ...]:
    """What is asked about goods without a quantity."""
    return tuple(f"how many units of {product(item.product).name} you need" for item in items)


def _too_many(trade: Trade, items: Sequence[Item]) -> TooMany | None:
    most = trade.scenario.suppliers.most_units_per_line
    excess = next((item for item in items if item.units > most), None)
    return TooMany(product(excess.product).name, most) if excess else None


def shall_i_book(
    trade: Trade, supplier: int, items: Sequence[Item], on_condition: bool = False,
    order: Order | None = None, *, anew: bool = True,
) -> ShallIBook:  # fmt: skip
    """Lines that any yes books from now on, as a new order or instead of those of ``order``.

    ``anew``: their prices are quoted anew, and hold as long as any quote.
    """
    unit_cents = quote(trade, supplier, items)[0] if anew else price(trade, supplier, items).unit
    negotiation.put_on_table(trade, supplier, items, unit_cents, ordered=False)
    if offer := trade.book.thread(supplier).offer:
        offer.asked, offer.changes = not on_condition, order.name if order else None
    if order:
        order.placed = trade.today  # it stays open while it is talked about
    priced = price(trade, supplier, items)
    return ShallIBook(
        lines(items, unit_cents),
        priced.shipping,
        priced.total,
        on_condition,
        needs_address=not trade.book.thread(supplier).address_known,
        order=order.name if order else None,
    )


def said_last(trade: Trade, supplier: int) -> Decision | None:
    """What the buyer could answer, once more: our question, our prices, else where the orders stand."""
    thread = trade.book.thread(supplier)
    if offer := thread.offer:
        if offer.asked or offer.changes:
            return shall_i_book(trade, supplier, offer.items, order=trade.book.find(supplier, offer.changes))
        if offer.ordered and not thread.address_known:
            return Question((ADDRESS,))
    elif trade.book.orders_of(supplier, "awaiting_payment", "on_hold", "on_its_way"):
        return aftersales.report(trade, supplier, aftersales.Trouble())
    return (
        negotiation.give_quote(trade, supplier, Wishes(items=tuple(thread.topic))) if thread.topic else None
    )


# Prices --------------------------------------------------------------------------------------------------


def _lapsed(trade: Trade, supplier: int, items: Sequence[Item]) -> OfferLapsed | None:
    """Prices that were told hold as long as their quote; after that the buyer must see the new ones first."""
    thread = trade.book.thread(supplier)
    offer = thread.offer
    told = dict(zip((i.product for i in offer.items), offer.unit_cents, strict=True)) if offer else {}
    whole = offer is not None and list(items) == offer.items
    today = price(trade, supplier, items).unit
    for item, now in zip(items, today, strict=True):
        before = told.get(item.product, now)
        if now > before and (whole or not is_close(before, now)):
            unit_cents, until = quote(trade, supplier, items)
            negotiation.put_on_table(
                trade, supplier, items, unit_cents, ordered=bool(offer and offer.ordered)
            )
            return OfferLapsed(lines(items, unit_cents), until)
    return None


def _notes(trade: Trade, supplier: int, wishes: Wishes, manner: Manner, moved: bool) -> tuple[Note, ...]:
    """Why a confirmation is not quite what the buyer wrote."""
    priced = price(trade, supplier, wishes.items)
    notes: list[Note] = []
    pairs = zip(wishes.items, priced.unit, strict=True)
    if any(wishes.below(item.product, cents) is not None for item, cents in pairs):
        notes.append("quantity")
    if wishes.budget_cents is not None and priced.total > wishes.budget_cents:
        notes.append("shipping")
    if manner.beside:
        notes.append("lowered" if moved else "lowest")
    return tuple(notes)


# Booking -------------------------------------------------------------------------------------------------


def below_minimum(trade: Trade, supplier: int, items: Sequence[Item]) -> BelowMinimum | None:
    """The refusal of an order that is too small."""
    goods_cents = price(trade, supplier, items).goods
    enough = economy_orders.meets_minimum(trade.params, np.array([supplier]), np.array([goods_cents]))[0]
    if enough or trade.book.thread(supplier).trial_order:
        return None
    return BelowMinimum(goods_cents, int(trade.params.min_order[0, supplier]))


def _too_small(trade: Trade, supplier: int, wishes: Wishes, *, ordered: bool) -> BelowMinimum | None:
    """The refusal of an order that is too small, which stays on the table.

    It tells our prices, unless the buyer names them all: then they are known. What is ordered is at the
    prices of its day, which no refusal holds for later.
    """
    below = below_minimum(trade, supplier, wishes.items)
    if below is None:
        return None
    items, known = wishes.items, all(wishes.named(item.product) for item in wishes.items)
    unit_cents = price(trade, supplier, items).unit if ordered else quote(trade, supplier, items)[0]
    negotiation.put_on_table(trade, supplier, items, unit_cents, ordered)
    return below if known else replace(below, lines=lines(wishes.items, unit_cents))


def _keep_order(trade: Trade, supplier: int, items: Sequence[Item]) -> None:
    """An order that lacks a detail waits for it, at the prices of its day."""
    negotiation.put_on_table(trade, supplier, items, price(trade, supplier, items).unit, ordered=True)


def _propose(trade: Trade, supplier: int, items: Sequence[Item], order: Order) -> None:
    """A change that lacks something stays on the table; what is changed next is changed there."""
    negotiation.put_on_table(trade, supplier, items, price(trade, supplier, items).unit, ordered=False)
    if offer := trade.book.thread(supplier).offer:
        offer.changes = order.name


def _book(
    trade: Trade, supplier: int, items: Sequence[Item], amended: Order | None = None,
    notes: tuple[Note, ...] = (),
) -> Decision:  # fmt: skip
    """Confirm an order at today's prices (or those of a quote that holds), if nothing is missing."""
    thread = trade.book.thread(supplier)
    if amended and (below := below_minimum(trade, supplier, items)):
        _propose(trade, supplier, items, amended)
        return ChangeTooSmall(amended.name, below.goods_cents, below.min_order_cents)
    priced = price(trade, supplier, items)
    if not thread.address_known:
        _keep_order(trade, supplier, items)
        return Question((ADDRESS,))
    amended = amended or _to_be_changed(trade, supplier, items)
    order = amended or Order(number=_next_number(trade, supplier), supplier=supplier, lines=[], goods_cents=0,
                             shipping_cents=0, placed=trade.today)  # fmt: skip
    order.lines = [
        OrderLine(product=item.product, units=item.units, unit_cents=cents)
        for item, cents in zip(items, priced.unit, strict=True)
    ]
    order.goods_cents, order.placed = priced.goods, trade.today  # a change keeps it open as long as a new one
    if amended is None:
        order.shipping_waived, thread.first_shipping_free = thread.first_shipping_free, False
        trade.book.orders.append(order)
    order.shipping_cents = 0 if order.shipping_waived else priced.shipping
    thread.offer = None
    thread.told.update(zip((item.product for item in items), priced.unit, strict=True))
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
        lines(items, priced.unit),
        priced.goods,
        order.shipping_cents,
        order.total_cents,
        min(thread.credit_cents, order.total_cents),
        identity(supplier).email,
        changed=amended is not None,
        notes=notes,
        to_free_cents=_to_free(trade, order),
    )


def _to_be_changed(trade: Trade, supplier: int, items: Sequence[Item]) -> Order | None:
    """The unpaid order that becomes ``items``, if that was what we asked about."""
    offer = trade.book.thread(supplier).offer
    asked = offer is not None and offer.items == list(items)
    order = trade.book.find(supplier, offer.changes) if offer and asked else None
    return order if order and order.stage == "awaiting_payment" else None


def pays_for_the_change(trade: Trade, order: Order, cents: int) -> bool:
    """Whether a payment is to the cent what an order would cost after a change that we asked about."""
    offer = trade.book.thread(order.supplier).offer
    if offer is None or offer.changes != order.name or cents == order.total_cents:
        return False
    return cents == price(trade, order.supplier, offer.items).total


def change(trade: Trade, order: Order) -> Decision:
    """Make the change that we asked about."""
    offer = trade.book.thread(order.supplier).offer
    assert offer is not None
    return _book(trade, order.supplier, offer.items, amended=order)


def _to_free(trade: Trade, order: Order) -> int:
    """How little is missing for shipping to be free; 0 where it is much or none is charged."""
    limit = int(trade.params.free_over[0, order.supplier])
    missing = limit - order.goods_cents
    near = order.shipping_cents and 0 < missing <= min(limit * _NEARLY_FREE, order.shipping_cents)
    return missing if near else 0


def _next_number(trade: Trade, supplier: int) -> int:
    """Every firm counts its own orders; whoever has counted into another's numbers passes them over."""
    thread, taken = trade.book.thread(supplier), {order.number for order in trade.book.orders}
    last = thread.last_number or int(economy_orders.first_number(trade.params)[0, supplier]) - 1
    thread.last_number = next(number for number in count(last + 1) if number not in taken)
    return thread.last_number


# Changing one's mind -------------------------------------------------------------------------------------


def amend(
    trade: Trade, supplier: int, wishes: Wishes, order_id: str | None, base: Sequence[Item] | None = None,
    *, sure: bool = True, kept: bool = False, limits: Sequence[Limit] = (),
) -> tuple[Decision, ...]:  # fmt: skip
    """A change to an order that is not paid yet; products not mentioned stay as they are.

    ``base``: the lines it is made to, where that is our proposal and not the order.
    """
    order = order_to_amend(trade, supplier, order_id)
    if order is None or order.stage in ("cancelled", "expired", "lost"):
        return (Question(("which order you would like to change",)),)
    if order.stage != "awaiting_payment":
        return (too_late(trade, order),)
    told = dict(trade.book.thread(supplier).told)
    changed = wishes.applied_to(order.items if base is None else base)
    if not wishes.items:
        about = (*wishes.questions, *(f"{name}, which we do not carry" for name in wishes.not_carried))
        if kept and not about:
            return (already_confirmed(trade, order),)
        return (OpenPoints(questions=about or ("what you would like to change",)),)
    rest = negotiation.open_points(
        replace(changed, questions=(*changed.questions, *missing_units(changed.open)))
    )
    if not changed.clear and not sure:
        return (OpenPoints(questions=(f"whether {order.name} shall be cancelled altogether",)),)
    if not changed.clear:
        return (cancel(trade, supplier, order.name) or too_late(trade, order),)
    before_units = {item.product: item.units for item in order.items}
    lines_after = [
        item if item.units > 0 else Item(product=item.product, units=before_units.get(item.product, 0))
        for item in changed.items
    ]
    changed = changed.only([item for item in lines_after if item.units > 0])
    changed = negotiation.without_restated_sum(trade, supplier, changed)
    changed = with_limits(trade, supplier, changed, limits)
    if too_many := _too_many(trade, changed.items):
        return (too_many, *rest)
    if {i.product: i.units for i in changed.items} == before_units and not changed.names_prices:
        return rest or (_unchanged(trade, order, wishes, kept=kept),)
    negotiation.concede(trade, supplier, changed)
    if not sure and not below_minimum(trade, supplier, changed.items):  # a yes must do
        return (shall_i_book(trade, supplier, changed.items, order=order), *rest)
    if not affordable(trade, supplier, changed, told) or not meets(trade, supplier, changed, limits):
        before = {item.product: told.get(item.product) for item in changed.items}
        countered = negotiation.counter_order(trade, supplier, changed, before)
        _propose(trade, supplier, changed.items, order)
        return (countered, *rest)
    notes: tuple[Note, ...] = _notes(trade, supplier, changed, Manner(), False)
    return (_book(trade, supplier, changed.items, amended=order, notes=notes), *rest)


def _unchanged(trade: Trade, order: Order, wishes: Wishes, *, kept: bool) -> Decision:
    """A change that changes nothing: the order stands, or what should be different was not said."""
    unsaid = [item for item in wishes.open if wishes.changes.get(item.product) != "remove"]
    if unsaid and not kept:
        return OpenPoints(questions=missing_units(unsaid))
    return already_confirmed(trade, order)


def already_confirmed(trade: Trade, order: Order) -> AlreadyConfirmed:
    """The word that an order is booked, and what is due for it."""
    credit = trade.book.thread(order.supplier).credit_cents
    return AlreadyConfirmed(order.name, max(order.total_cents - credit, 0))


def booked_already(trade: Trade, supplier: int, wishes: Wishes, order_id: str | None) -> Order | None:
    """The order that waits for its money, if it is what the buyer names, line by line."""
    waiting = trade.book.orders_of(supplier, "awaiting_payment")
    wanted = {item.product: item.units for item in wishes.items}
    return next(
        (
            order
            for order in waiting
            if order_id in (None, order.name) and wanted == {item.product: item.units for item in order.items}
        ),
        None,
    )


def order_to_amend(trade: Trade, supplier: int, order_id: str | None) -> Order | None:
    """The order that a change is about: the one named, else the latest that waits for its money."""
    if order_id:
        return trade.book.find(supplier, order_id)
    waiting = trade.book.orders_of(supplier, "awaiting_payment")
    return waiting[-1] if waiting else None


def not_in_open_order(trade: Trade, supplier: int) -> list[Item]:
    """What was talked about and is not in the order that waits for its money: "the other one"."""
    waiting = trade.book.orders_of(supplier, "awaiting_payment")
    taken = {line.product for line in waiting[-1].lines} if waiting else set()
    return (
        [item for item in trade.book.thread(supplier).topic if item.product not in taken] if waiting else []
    )


def too_late(trade: Trade, order: Order) -> Decision:
    """An order can no longer be changed or cancelled; when it comes, as was told before."""
    if order.stage == "on_hold":
        return StatusGiven((aftersales.status(trade, order),))
    if order.stage == "delivered":
        return TooLate(order.name, delivered=True)
    overdue = order.expected < trade.today
    return TooLate(order.name, None if overdue else trade.date(order.expected))


def cancel(trade: Trade, supplier: int, order_id: str | None) -> Decision | None:
    """Unpaid orders and open offers can be dropped; what has left cannot."""
    thread = trade.book.thread(supplier)
    open_orders = trade.book.orders_of(supplier, "awaiting_payment", "on_hold")
    latest = open_orders[-1] if open_orders else None
    order = trade.book.find(supplier, order_id) if order_id else latest
    if order is None and order_id:
        return NothingToCancel()
    if order is None:
        had_offer, thread.offer = thread.offer is not None, None
        if had_offer:
            return CancelledNow(None)
        moving = trade.book.orders_of(supplier, "on_its_way")
        return too_late(trade, moving[-1]) if moving else NothingToCancel()
    if order.stage == "on_hold":
        return stall(trade, order)
    if order.stage in ("on_its_way", "delivered"):
        return too_late(trade, order)
    if order.stage != "awaiting_payment":
        return NothingToCancel()
    close(trade, order, "cancelled")
    thread.first_shipping_free |= order.shipping_waived
    return CancelledNow(order.name, thread.credit_cents)
