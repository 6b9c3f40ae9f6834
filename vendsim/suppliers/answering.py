"""A mail's acts, each answered: what a supplier says to one mail, in a fixed and sensible order.

Money and cancellations first, so that what follows sees the orders as the buyer does; then changes and
orders, complaints and questions about orders, prices, terms, and last what needs but a word.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from vendsim.money import to_cents
from vendsim.suppliers import aftersales, favours, negotiation, ordering, placing
from vendsim.suppliers.aftersales import Trouble
from vendsim.suppliers.asides import aside
from vendsim.suppliers.decisions import (
    AddressNoted,
    Agreed,
    Answered,
    Confirmed,
    Countered,
    Declined,
    Noted,
    Pleasantry,
    PriceList,
    QuoteGiven,
    TopicAnswer,
)
from vendsim.suppliers.desk import Answer, Desk, has_prices
from vendsim.suppliers.reading.model import Act
from vendsim.suppliers.reading.table import sort_of
from vendsim.suppliers.trade import Trade, carried_by, product
from vendsim.suppliers.wishes import Wishes


def answer(trade: Trade, supplier: int, reading_acts: Sequence[Act]) -> list[Answer]:
    """Every answer to the acts of a mail, but for those that tell of a payment (see `mailroom`)."""
    acts = tuple(reading_acts)
    desk = Desk(trade, supplier, acts, [i for i, act in enumerate(acts) if act.kind != "paid"])
    new_address = any(act.kind == "address" and not act.same_address for act in acts)
    trade.book.thread(supplier).address_known |= new_address
    for step in (
        ordering.cancel,
        ordering.amend,
        ordering.order,
        _aftersales,
        _prices,
        _list,
        _ask,
        _small_talk,
    ):
        step(desk)
    desk.clear_table()
    return sorted(desk.answers, key=lambda it: not isinstance(it.decision, Confirmed))


# Afterwards -----------------------------------------------------------------------------------------------


def _aftersales(desk: Desk) -> None:
    """Complaints, remedies and questions about one order are one matter."""
    matters: dict[str | None, list[int]] = {}
    for place in desk.take("complain", "remedy", "status"):
        matters.setdefault(desk.acts[place].order_id, []).append(place)
    named = [name for name in matters if name is not None]
    if None in matters and len(named) == 1:
        matters[named[0]] += matters.pop(None)
    for order_id, places in matters.items():
        acts = desk.of(places)
        order = desk.trade.book.find(desk.supplier, order_id)
        if corrected := _corrected(desk, places, order_id):
            desk.say(places, *placing.amend(desk.trade, desk.supplier, corrected, order_id, sure=False))
            continue
        trouble = Trouble(
            order_id,
            tuple(dict.fromkeys(problem for act in acts for problem in act.problems)),
            tuple(dict.fromkeys(remedy for act in acts for remedy in act.wants)),
            desk.wishes(places, order.items if order else None).missing,
        )
        complains = any(act.kind != "status" or act.problems for act in acts)
        handle = aftersales.answer_complaint if complains else aftersales.report
        desk.say(places, handle(desk.trade, desk.supplier, trouble))


def _corrected(desk: Desk, places: Sequence[int], order_id: str | None) -> Wishes | None:
    """What an unpaid order should have been, where the buyer complains of its quantities."""
    order = placing.order_to_amend(desk.trade, desk.supplier, order_id)
    if order is None or order.stage != "awaiting_payment":
        return None
    wishes = desk.wishes(places, order.items)
    return wishes if wishes.clear else None


# Prices and terms -----------------------------------------------------------------------------------------


def _prices(desk: Desk) -> None:
    """Bids and questions about prices: one round of bargaining, one answer."""
    _haggle_about_terms(desk)
    bids, asked = desk.take("bid"), desk.take("ask_price")
    have = [i for i in desk.waiting if "availability" in desk.acts[i].topics and _names_goods(desk.acts[i])]
    asked += have  # "do you have any?" is answered with the price, or with a no
    rivals = [i for i in desk.waiting if desk.acts[i].kind == "inform" and has_prices(desk.acts[i])]
    if not bids and not asked:
        return
    told = desk.wishes(rivals)
    wishes = desk.wishes(asked).joined(told.only(told.clear)).joined(desk.wishes(bids))
    unwanted = {item.product for item in desk.wishes(desk.places("decline")).items}
    unwanted |= {index for index, change in wishes.changes.items() if change == "remove"}
    each = _said_of_each(desk)
    wishes = wishes.only(
        [
            item.model_copy(update={"units": item.units or each})
            for item in wishes.items
            if item.product not in unwanted
        ]
    )
    places = [*bids, *asked]
    if told.rivals:
        places += rivals
        desk.waiting = [i for i in desk.waiting if i not in rivals]
    if not bids and not (wishes.bids or wishes.rivals):
        if wishes.items or wishes.questions or wishes.not_carried:
            desk.say(places, negotiation.give_quote(desk.trade, desk.supplier, wishes))
        elif ground := desk.trade.book.on_table(desk.supplier):
            desk.say(places, negotiation.give_quote(desk.trade, desk.supplier, Wishes(items=tuple(ground))))
        else:
            desk.say(places, negotiation.price_list(desk.trade, desk.supplier))
        return
    if wishes.items and not wishes.names_prices and wishes.clear:
        desk.say(places, negotiation.give_quote(desk.trade, desk.supplier, wishes))  # "your best for 96"
        return
    desk.say(places, *negotiation.bargain(desk.trade, desk.supplier, wishes))


def _names_goods(act: Act) -> bool:
    return bool(act.lines) or sort_of(act.text) is not None


def _said_of_each(desk: Desk) -> int:
    """A quantity that another sentence says of all goods asked about ("like 24 each to start"); else 0."""
    acts = [act for act in desk.acts if act.kind in ("inform", "hold") and _EACH.search(act.text)]
    said = (line.units for act in acts for line in act.lines if line.product is None and not line.phrase)
    return next((units for units in said if units), 0)


_EACH = re.compile(r"\b[0-9]+ (?:of )?(?:each|apiece)\b")
_MINIMUM = re.compile(r"\bminimum\b|\bsmallest order\b")
_SHIPPING = re.compile(r"\b(?:shipping|delivery|freight|postage)\b")


def _haggle_about_terms(desk: Desk) -> None:
    """Bids that name no goods but the minimum order or the shipping: what they ask for is a favour."""
    least = int(desk.trade.params.min_order[0, desk.supplier])
    for place in [i for i in desk.waiting if desk.acts[i].kind == "bid"]:
        act = desk.acts[place]
        if any(line.product or line.phrase for line in act.lines):
            continue
        money = {act.total, *(line.unit_price for line in act.lines)} - {None}
        if _MINIMUM.search(act.text) or (least and any(to_cents(m) == least for m in money if m is not None)):
            topic = "lower_minimum"
        elif _SHIPPING.search(act.text) and not act.lines:
            topic = "free_shipping"
        else:
            continue
        desk.waiting.remove(place)
        desk.say([place], *favours.answer_topics(desk.trade, desk.supplier, (topic,)))


def _list(desk: Desk) -> None:
    places = desk.take("ask_list")
    places += [i for i in desk.waiting if "catalogue" in desk.acts[i].topics]
    if places and not any(isinstance(it.decision, PriceList) for it in desk.answers):
        desk.say(places, negotiation.price_list(desk.trade, desk.supplier))


_LASTS = re.compile(
    r"\b(?:hold|holds|valid|good|stand|stands|keep|last)\b.*\b(?:until|till|long|through|open|week|days?)\b"
)
_PRICED = (PriceList, QuoteGiven, Countered, Agreed)


_WAIVING = re.compile(
    r"\b(?:waiv\w*|free|without|includ\w*|cover|drop|throw in|absorb|knock off|on the house)\b"
)


def _asked_about(act: Act) -> tuple[str, ...]:
    """The topics of a question; what tells of shipping does not ask to be freed of it."""
    asks = "?" in act.text
    told = {"other"} if not asks else set()
    if "free_shipping" in act.topics and act.text and not _WAIVING.search(act.text):
        return (
            tuple("shipping" if topic == "free_shipping" else topic for topic in act.topics) if asks else ()
        )
    return tuple(topic for topic in act.topics if topic not in told)


def _ask(desk: Desk) -> None:
    lasting = [i for i in desk.waiting if desk.acts[i].kind == "ask" and _LASTS.search(desk.acts[i].text)]
    if lasting and (offered := desk.trade.book.on_table(desk.supplier)):
        desk.waiting = [i for i in desk.waiting if i not in lasting]
        if not any(isinstance(it.decision, _PRICED) for it in desk.answers):
            desk.say(lasting, negotiation.give_quote(desk.trade, desk.supplier, Wishes(items=tuple(offered))))
    places = desk.take("ask")
    said = {place for it in desk.answers for place in it.acts}
    topics = tuple(
        dict.fromkeys(
            topic
            for i in places
            for topic in _asked_about(desk.acts[i])
            if i not in said or topic != "availability"
        )
    )
    if places and not topics and (desk.answers or said.issuperset(places)):
        return
    if topics == ("catalogue",):
        return
    topics = tuple(topic for topic in topics if topic != "catalogue")
    beside = _beside(desk, places, said)
    if beside:
        topics = tuple(topic for topic in topics if topic != "other")
    if topics == ("other",) and desk.answers:
        return  # in most letters it was answered with the rest
    if places and (topics or not beside):
        listed = any(isinstance(it.decision, PriceList) for it in desk.answers)
        goods = _goods_meant(desk, places)
        answers = favours.answer_topics(desk.trade, desk.supplier, topics or ("other",), listed, goods)
        desk.say(places, *answers)
    if beside:
        desk.say(places, Answered(beside))


def _goods_meant(desk: Desk, places: Sequence[int]) -> list[int]:
    """What questions are about: goods that they name, else the mail, else what lies on the table."""
    carried = {product(index).id: index for index in carried_by(desk.supplier)}
    for acts in (desk.of(places), desk.acts):
        named = [carried[ln.product] for act in acts for ln in act.lines if ln.product in carried]
        if named:
            return list(dict.fromkeys(named))
    return [item.product for item in desk.trade.book.on_table(desk.supplier)]


def _beside(desk: Desk, places: Sequence[int], said: Collection[int]) -> tuple[TopicAnswer, ...]:
    """Answers to questions that are about nothing of the day's business, each once."""
    found = (aside(desk.acts[i].text) for i in places if i not in said and "other" in desk.acts[i].topics)
    return tuple({it.topic + it.quoted: it for it in found if it is not None}.values())


def _small_talk(desk: Desk) -> None:
    """A word to what asks for nothing, if nothing else is said."""
    if desk.answers or desk.silent:
        return
    told = [i for i in desk.places("inform", "condition") if desk.acts[i].lines]
    wishes = desk.wishes(told)
    if wishes.items and wishes.names_prices:  # a price said in passing is business all the same
        desk.say(told, *negotiation.bargain(desk.trade, desk.supplier, wishes))
        return
    for kind, decision in (
        ("hold", Noted()), ("condition", Noted()), ("decline", Declined()), ("inform", Noted()),
        ("address", AddressNoted()),
    ):  # fmt: skip
        if places := desk.take(kind):  # type: ignore[arg-type]
            if kind == "decline" and (rest := desk.left_of_the_offer(places)):
                quoted = negotiation.give_quote(desk.trade, desk.supplier, Wishes(items=tuple(rest)))
                desk.say(places, quoted)
                return
            held, unwanted = desk.trade.book.thread(desk.supplier).offer, desk.unwanted()
            wanted = [item for item in held.items if item.product not in unwanted] if held else []
            if kind in ("hold", "condition") and wanted:
                desk.say(places, negotiation.hold(desk.trade, desk.supplier, wanted))
            else:
                desk.say(places, decision)
            return
    if not desk.has("paid"):
        desk.say(desk.take("greet"), Pleasantry())
