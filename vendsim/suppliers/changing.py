"""What a mail changes and cancels: unpaid orders, or what lies on the table before one is booked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from vendsim.data import products
from vendsim.money import to_cents
from vendsim.suppliers import aftersales, negotiation, placing
from vendsim.suppliers.affording import Limit
from vendsim.suppliers.aftersales import Trouble
from vendsim.suppliers.book import Item, Order
from vendsim.suppliers.decisions import Question
from vendsim.suppliers.desk import Desk
from vendsim.suppliers.placing import Manner
from vendsim.suppliers.reading.limits import AS_TOLD, LEFT_OUT
from vendsim.suppliers.reading.model import Act
from vendsim.suppliers.reading.yes import PROMISING
from vendsim.suppliers.resolving import resolve
from vendsim.suppliers.wishes import Wishes


def cancel(desk: Desk) -> None:
    changed = {act.order_id for act in desk.acts if act.kind == "amend" and act.lines} - {None}
    threats = [i for i in desk.places("cancel") if not desk.acts[i].sure or desk.acts[i].order_id in changed]
    for place in [i for i in desk.take("cancel") if i not in threats]:
        if rest := desk.left_of_the_offer([place]):
            desk.say([place], negotiation.give_quote(desk.trade, desk.supplier, Wishes(items=tuple(rest))))
            continue
        if desk.acts[place].lines and not desk.has_ordered() and not desk.offer:
            desk.waiting.append(place)  # what was never ordered is only declined
            continue
        if dropped := _dropped(desk, desk.acts[place]):
            name, sure = desk.acts[place].order_id, desk.acts[place].sure
            desk.say([place], *placing.amend(desk.trade, desk.supplier, dropped, name, sure=sure))
            continue
        for name in _called_off(desk, desk.acts[place]):
            desk.say([place], placing.cancel(desk.trade, desk.supplier, name))
    if (
        threats and desk.has_ordered() and not desk.has("amend", "status", "complain", "remedy")
    ):  # these are answered for themselves
        trouble = Trouble(desk.acts[threats[0]].order_id, (), (), {})
        desk.say(threats, aftersales.report(desk.trade, desk.supplier, trouble))


def _dropped(desk: Desk, act: Act) -> Wishes | None:
    """A change of an unpaid order, where only some of its goods are cancelled: "cancel the chips"."""
    order = placing.order_to_amend(desk.trade, desk.supplier, act.order_id)
    if order is None or order.stage != "awaiting_payment" or _ALL_OF_IT.match(act.text):
        return None
    wishes = resolve(desk.trade, desk.supplier, act, order.items) if act.lines else Wishes()
    removed = [item for item in wishes.items if wishes.changes.get(item.product) == "remove"]
    wishes = wishes.only(removed or wishes.items)
    dropped = {item.product for item in wishes.items}
    some = bool(dropped) and dropped < {line.product for line in order.lines}
    return replace(wishes, changes=dict.fromkeys(dropped, "remove")) if some else None


_ALL_OF_IT = re.compile(
    r"(?:(?!from|in|of|on|for)\w+ ){0,4}(?:my|our|the|this) (?:whole )?order\b(?! for\b)"
    r"|(?:please )?(?:cancel|stop) everything\b"
)
"""Cancels an order, whatever of its goods is spoken of then: "Cancel my order, I need no chips"."""


def _called_off(desk: Desk, act: Act) -> list[str | None]:
    """The orders that an act cancels: all that its words name, or all that are open ("both")."""
    orders = desk.trade.book.orders_of(desk.supplier, "awaiting_payment", "on_hold")
    named = [order.name for order in orders if re.search(rf"\b{order.number}\b", act.text)]
    if not named and re.search(r"\b(?:both|all)\b", act.text):
        named = [order.name for order in orders]
    return [*named] or [act.order_id]


def amend(desk: Desk) -> None:
    """Changes of orders there are; a change before anything is booked is one of what lies on the table."""
    thread = desk.trade.book.thread(desk.supplier)
    by_order: dict[str | None, list[int]] = {}
    others = placing.not_in_open_order(desk.trade, desk.supplier)
    more = desk.take_others() if others else []
    for place in [*desk.take("amend"), *more]:
        by_order.setdefault(desk.acts[place].order_id, []).append(place)
    for order_id, places in by_order.items():
        order = placing.order_to_amend(desk.trade, desk.supplier, order_id)
        if order or order_id:
            places += _of_the_change(desk, order, places)
            base = _as_it_would_be(desk, order, places)
            wishes = desk.wishes([i for i in places if i not in more], base)
            wishes = wishes.joined(_added(desk, [i for i in places if i in more], others))
            wishes = wishes.without(desk.unwanted())
            if left_alone := left_beside(desk, order.items if order else (), wishes, places):
                wishes = wishes.without(left_alone)
            unclear = () if left_alone else unsaid(desk, places)
            wishes = replace(wishes, questions=(*wishes.questions, *unclear))
            telling = [i for i in places if desk.acts[i].lines] or places
            hanging = {i: limits_of(desk, i) for i in desk.places("condition", "hold")}
            sure = all(desk.acts[i].sure for i in telling) and all(hanging.values())
            sure &= not left_alone and not unclear and not desk.has("paid")  # what is paid for leaves
            kept = any(KEPT.search(desk.acts[i].text) for i in places)
            if order and base != order.items:
                places += [i for i in desk.take("accept") if not desk.acts[i].lines]
            limits = [limit for found in hanging.values() for limit in found]
            for name, part in _by_order(desk, wishes, order_id).items():
                there = base if name == (order.name if order else None) else None
                said = placing.amend(
                    desk.trade, desk.supplier, part, name, there, sure=sure, kept=kept, limits=limits
                )
                desk.say(places, *said)
        elif desk.has("order", "repeat", "accept"):
            desk.waiting += places  # a change of the order that this mail itself places
        else:
            names_one = any(_MY_ORDER.search(act.text) for act in desk.of(places))  # there is none
            promised = desk.has("address") or any(PROMISING.search(act.text) for act in desk.acts)
            ordered = bool(thread.offer and thread.offer.ordered) or (promised and not names_one)
            wishes = desk.wishes(places)
            changed = wishes
            if thread.offer:
                changed = wishes.without(desk.unwanted()).applied_to(thread.offer.items)
            if changed.items and (ordered or (thread.offer and changed.clear == changed.items)):
                manner = Manner(sure=ordered and all(act.sure for act in desk.of(places)))
                desk.say(places, *placing.place(desk.trade, desk.supplier, changed, manner))
            elif changed.items:
                moving = desk.trade.book.orders_of(desk.supplier, "on_its_way")
                if moving and not thread.offer:
                    desk.say(places, placing.too_late(desk.trade, moving[-1]))
                desk.say(places, negotiation.give_quote(desk.trade, desk.supplier, changed))
            else:
                desk.say(places, Question(changed.questions or ("which order you would like to change",)))


def left_beside(desk: Desk, there: Sequence[Item], wishes: Wishes, places: Sequence[int]) -> set[int]:
    """What else is there than the only goods that shall be: "Then lemon-lime only", "Nothing else on it"."""
    only = any(_ONLY.search(act.text) for act in desk.of(places))
    only |= any(_NOTHING_ELSE.search(act.text) for act in desk.acts)
    named = {item.product for item in wishes.items if wishes.changes.get(item.product) != "remove"}
    goods = {item.product for item in there}
    return goods - named if only and named and named <= goods else set()


_ONLY = re.compile(r"\bonly ?(?:[,.!]|$)")
_NOTHING_ELSE = re.compile(r"\b(?:nothing else|no more than that) ?(?:on it|in it|please)? ?(?:[,.!]|$)")


def _by_order(desk: Desk, wishes: Wishes, order_id: str | None) -> dict[str | None, Wishes]:
    """A change that names no order, by the unpaid orders that have its goods; new goods go to the latest."""
    waiting = desk.trade.book.orders_of(desk.supplier, "awaiting_payment")
    latest = waiting[-1].name if waiting else None
    if order_id or len(waiting) < 2 or not wishes.items:
        return {order_id or latest: wishes}
    owner = {line.product: order.name for order in waiting for line in order.lines}
    names = dict.fromkeys(owner.get(item.product, latest) for item in wishes.items)
    return {
        name: wishes.about([item for item in wishes.items if owner.get(item.product, latest) == name])
        for name in names
    }


def _of_the_change(desk: Desk, order: Order | None, places: Sequence[int]) -> list[int]:
    """Acts that seem to order or accept goods which an unpaid order has, beside a change of it.

    "Make the water 44. Everything else is right now: 30 nachos, 40 colas."
    """
    if order is None or order.stage != "awaiting_payment" or not desk.wishes(places).items:
        return []
    known = {line.product for line in order.lines}
    buying = [i for i in desk.waiting if desk.acts[i].kind in ("order", "accept") and desk.acts[i].lines]
    found = [i for i in buying if {item.product for item in desk.wishes([i]).items} <= known]
    desk.waiting = [i for i in desk.waiting if i not in found]
    return found


def unsaid(desk: Desk, places: Sequence[int]) -> tuple[str, ...]:
    """What to ask about changes that name goods, none of which says what should be different."""
    changing = [i for i in places if desk.acts[i].kind == "amend"]
    wishes = desk.wishes(changing)
    kept = any(KEPT.search(act.text) for act in desk.of(changing))
    if kept or wishes.clear or not set(wishes.changes.values()) <= {"set"}:
        return ()
    known = {item.product for item in desk.trade.book.on_table(desk.supplier)}
    clear = {item.product for item in desk.wishes(places).clear}
    return placing.missing_units([item for item in wishes.items if item.product in known - clear])


_MY_ORDER = re.compile(r"\b(?:my|our|the) (?:\w+ )?order\b")


def _as_it_would_be(desk: Desk, order: Order | None, places: Sequence[int]) -> list[Item]:
    """The lines that a change is made to: an order's own, or those of our proposal unless it is refused."""
    offer = desk.trade.book.thread(desk.supplier).offer
    taken_up = not desk.has("decline") and not any(_REFUSAL.match(act.text) for act in desk.of(places))
    if order and offer and offer.changes == order.name and taken_up:
        return offer.items
    return order.items if order else []


_REFUSAL = re.compile(r"(?:no|nope)\b")


def _added(desk: Desk, places: Sequence[int], others: Sequence[Item]) -> Wishes:
    """The wishes of acts that want "the other one too"."""
    wishes = desk.wishes(places, others)
    if places and not wishes.items:
        wishes = wishes.only(others)
    return replace(wishes, changes={item.product: "add" for item in wishes.items})


def limits_of(desk: Desk, place: int) -> list[Limit]:
    """The prices that an act makes an order hang on."""
    act = desk.acts[place]
    if act.kind != "condition":
        return []
    named = desk.wishes([place], ())
    found = [Limit(cents, index) for index, cents in {**named.repeated, **named.bids}.items()]
    bare = [line.unit_price for line in act.lines if line.product is None and not line.phrase]
    found += [Limit(int(dollars * 100)) for dollars in bare if dollars is not None]
    if AS_TOLD.search(act.text):
        named = desk.wishes(desk.places("order", "accept"))
        known = {**desk.trade.book.thread(desk.supplier).told, **named.repeated, **named.bids}
        found += [Limit(known[index], index) for index in _about(act) if index in known]
    return found if act.total is None else [*found, Limit(to_cents(act.total), of_all=True)]


def left_out(desk: Desk, place: int, limits: Sequence[Limit]) -> set[int]:
    """What a condition leaves out if its limits, or those beside it, are not kept: "none if it went up"."""
    act = desk.acts[place]
    removed = {index for index, change in desk.wishes([place], ()).changes.items() if change == "remove"}
    own = {limit.product for limit in limits if limit.product is not None}
    return removed or (own if LEFT_OUT.search(act.text) else set())


def _about(act: Act) -> list[int]:
    """The goods that an act without any is about."""
    ids = [product.id for product in products()]
    return [ids.index(name) for name in act.about if name is not None]


KEPT = re.compile(
    r"\b(?:stays?|remains?|keep|unchanged|same|usual|alone"
    r"|as (?:is|it is|they are|in your|before|quoted|planned|agreed|usual|you|written))\b"
)
