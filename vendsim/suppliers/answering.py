"""A mail's acts, each answered: what a supplier says to one mail, in a fixed and sensible order.

Money and cancellations first, so that what follows sees the orders as the buyer does; then changes and
orders, complaints and questions about orders, prices, terms, and last what needs but a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace

from vendsim.money import to_cents
from vendsim.suppliers import aftersales, changing, favours, negotiation, ordering, placing
from vendsim.suppliers.aftersales import Trouble
from vendsim.suppliers.asking import ITS_NUMBER, OF_ORDERS, goods_meant, not_known, weigh_basket
from vendsim.suppliers.book import Item, Order
from vendsim.suppliers.decisions import (
    AddressNoted,
    Agreed,
    Answered,
    BelowMinimum,
    Confirmed,
    Countered,
    Decision,
    Declined,
    Noted,
    NothingBooked,
    OpenPoints,
    OrderHeld,
    Pleasantry,
    PriceList,
    QuoteGiven,
    ShallIBook,
    TermsStated,
)
from vendsim.suppliers.desk import Answer, Desk, hangs, has_prices
from vendsim.suppliers.questions import (
    OF_THE_DAY,
    RECEIVED,
    asked_again,
    asked_apart,
    of_a_stranger,
    topics_of,
)
from vendsim.suppliers.reading.claims import is_content
from vendsim.suppliers.reading.model import Act, ActKind
from vendsim.suppliers.reading.table import sorts_in
from vendsim.suppliers.resolving import FOR_WHICH
from vendsim.suppliers.trade import Trade, carried_by, product
from vendsim.suppliers.wishes import Wishes


def answer(trade: Trade, supplier: int, reading_acts: Sequence[Act], *, idle: bool = False) -> list[Answer]:
    """Every answer to the acts of a mail, but for those that tell of a payment (see `mailroom`).

    ``idle``: the mail as a whole wants nothing, as a farewell does: what it tells of prices is no offer.
    """
    stranger = all(order.supplier != supplier for order in trade.book.orders)
    acts = tuple(asked_again(of_a_stranger(act) if stranger else act) for act in reading_acts)
    acts = _about_a_delay(trade, supplier, acts)
    offer = trade.book.thread(supplier).offer
    offered = {product(item.product).id for item in offer.items} if offer else set()
    acts = tuple(part for act in acts for part in asked_apart(act, offered))
    desk = Desk(trade, supplier, acts, [i for i, act in enumerate(acts) if act.kind != "paid"], idle=idle)
    new_address = any(act.kind == "address" and not act.same_address for act in acts)
    thread = trade.book.thread(supplier)
    thread.address_known |= new_address
    if desk.turns_down():
        desk.take(*_BUYING)  # "30 chips, 20 bars, I wrote. I stay with others"
    for step in (_favours, changing.cancel, changing.amend, ordering.order, Desk.clear_table):
        step(desk)
    ordered = thread.offer if thread.offer is not offer else None
    for step in (_aftersales, _prices, _list, _ask, _told, _small_talk, left_over):
        step(desk)
    booked = any(isinstance(it.decision, Confirmed) for it in desk.answers)
    if booked and any(_WITHOUT_THEM.search(act.text) for act in acts):
        thread.offer = None  # "Would you match 0.59, then I'd take 12 chips? If not, leave them out"
    if ordered and thread.offer is not ordered:  # what else is spoken of does not take its place
        known = {item.product for item in ordered.items}
        beside = [item for item in thread.topic if item.product not in known]
        thread.offer, thread.topic = ordered, [*ordered.items, *beside]
    answers = [it for it in desk.answers if it.decision != OpenPoints((), (FOR_WHICH,))]
    return sorted(answers or desk.answers, key=lambda it: not isinstance(it.decision, Confirmed))


def _about_a_delay(trade: Trade, supplier: int, acts: Sequence[Act]) -> tuple[Act, ...]:
    """The acts; in a mail about an order that is late, "any discount for that?" and "faster?" are claims."""
    text = " ".join(act.text for act in acts)
    late = [
        order
        for order in trade.book.orders_of(supplier, "on_its_way", "delivered")
        if max(order.expected, order.arrives * (order.stage == "delivered")) > order.promised
        and (_LATE.search(text) or re.search(rf"\b{order.number}\b", text))
    ]
    if not late or any(act.lines or act.kind in (*_BUYING, "cancel") for act in acts):
        return tuple(acts)
    claim = {"kind": "remedy", "problems": ("late",), "topics": (), "order_id": late[-1].name}
    return tuple(
        act.model_copy(update=claim)
        if act.kind == "bid" or (act.topics and _OF_A_DELAY.issuperset(act.topics))
        else act
        for act in acts
    )


_LATE = re.compile(r"\b(?:late|delay(?:ed)?|overdue)\b")
_OF_A_DELAY = frozenset({"volume_discount", "negotiable", "lead_time", "delivery_days"})
_WITHOUT_THEM = re.compile(r"\b(?:leave|keep|take) (?:them|those|these|it) (?:out|off)\b")


def _favours(desk: Desk) -> None:
    """Grant what is asked against our terms, before prices are named; it is answered with the questions."""
    for act in desk.acts:
        for topic in topics_of(act):
            if topic not in desk.granted and (granted := favours.grant(desk.trade, desk.supplier, topic)):
                desk.granted[topic] = granted


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
        if order_id is None and (desk.refuses() or desk.answers) and not desk.has_ordered():
            continue  # "I won't be ordering. Take me off your list."; "The cola is wrong: 24" of a proposal
        if _asks_what_if(desk, acts):
            desk.say(places, *favours.answer_topics(desk.trade, desk.supplier, ("returns",)))
            continue
        order = desk.trade.book.find(desk.supplier, order_id)
        if corrected := _corrected(desk, places, order_id):
            of_price = corrected.names_prices
            said = placing.amend(desk.trade, desk.supplier, corrected, order_id, sure=of_price)
            desk.say(places, *said)
            continue
        trouble = Trouble(
            order_id,
            tuple(dict.fromkeys(problem for act in acts for problem in act.problems)),
            tuple(dict.fromkeys(remedy for act in acts for remedy in act.wants)),
            desk.wishes(places, order.items if order else None).missing,
        )
        nameless = order_id is None and not (trouble.problems or trouble.wants or trouble.missing)
        if nameless and desk.answers and all(act.kind != "status" for act in acts):
            continue  # "Please cancel it, I don't want it on a bill": more of what was answered
        complains = any(act.kind != "status" or act.problems for act in acts)
        handle = aftersales.answer_complaint if complains else aftersales.report
        desk.say(places, handle(desk.trade, desk.supplier, trouble))


def _asks_what_if(desk: Desk, acts: Sequence[Act]) -> bool:
    """Whether a buyer without orders asks what would be done: "If it arrives short, do you refund it?"."""
    claims = [act for act in acts if act.kind != "status"]
    asked = all(act.order_id is None and "?" in act.text for act in claims)
    return bool(claims) and asked and not desk.has_ordered()


def _corrected(desk: Desk, places: Sequence[int], order_id: str | None) -> Wishes | None:
    """What an unpaid order should have been, where the buyer complains of its quantities."""
    order = placing.order_to_amend(desk.trade, desk.supplier, order_id)
    if order is None or order.stage != "awaiting_payment":
        return None
    wishes, unwanted = _lower(desk, desk.wishes(places, order.items)), desk.unwanted()
    wishes = wishes.about([item for item in wishes.items if item.units or item.product not in unwanted])
    removed = [item for item in wishes.items if wishes.changes.get(item.product) == "remove"]
    if removed:  # "Could you take them off?": what else is spoken of stays
        return wishes.about([*wishes.clear, *(item for item in removed if not item.units)])
    complains = any(desk.acts[i].kind == "complain" for i in places)
    priced = any(has_prices(desk.acts[i]) for i in places)
    if priced and not wishes.clear:
        return wishes if wishes.names_prices else None
    return wishes if wishes.clear or (complains and wishes.items) else None


# Prices and terms -----------------------------------------------------------------------------------------


def _prices(desk: Desk) -> None:
    """Bids and questions about prices: one round of bargaining, one answer."""
    _haggle_about_terms(desk)
    bids, asked = desk.take("bid"), desk.take("ask_price")
    asked += [i for i in desk.waiting if _asks_for_goods(desk.acts[i])]
    asked += [*desk.take("order", "accept", "repeat"), *_supposed(desk)]
    rivals = [i for i in desk.waiting if _tells_prices(desk, desk.acts[i])]
    told = replace(_lower(desk, desk.wishes(rivals)), changes={}).joined(_offered_in_questions(desk))
    if not bids and not asked and not _wants_less(desk, told):
        return
    ground = _spoken_of(desk)
    bid = _lower(desk, desk.wishes(bids, ground))
    unwanted = desk.unwanted()
    if {item.product for item in bid.items} <= unwanted:  # "I'll pass, unless it is 0.60"
        unwanted -= set(bid.bids)
    if bids and not bid.items:  # "I'll leave the cola, I have found it at 0.63. Would you meet that?"
        declined = [i for i in desk.places("decline") if has_prices(desk.acts[i])]
        told = told.joined(_lower(desk, desk.wishes(declined)))
        unwanted -= {item.product for item in told.items}
    known = dict(desk.trade.book.thread(desk.supplier).told)
    named = {**told.bids, **told.rivals}
    priced = [item for item in told.items if item.product in named or item.product not in known]
    sought = _as_a_change(desk, asked, desk.wishes(asked, ground))
    if sought.clear and bid.names_prices:  # of others it is only said that they are cheaper elsewhere
        bid = bid.only([item for item in bid.items if item.units or bid.named(item.product)])
    basket = {item.product for item in sought.joined(bid).items}
    meant = {id_ for act in desk.of([*bids, *asked]) for id_ in act.about}  # "Can you get near that?"
    basket |= {item.product for item in told.items if product(item.product).id in meant}
    if sought.clear or bid.clear:  # what others charge for the rest is only told
        priced = [item for item in priced if item.product in basket]
    unwanted |= {index for index, change in {**sought.changes, **bid.changes}.items() if change == "remove"}
    wishes = sought.joined(told.only(priced)).joined(bid)
    wishes = wishes.about([item for item in wishes.items if item.product not in unwanted])
    if unwanted and not wishes.items and (sought.items or bid.items):
        return  # what is spoken of is declined
    if wishes.budget_cents is not None and not wishes.items:
        wishes = wishes.only([item for item in ground or () if item.units])
    places = [*bids, *asked]
    if told.rivals or told.bids:
        places += rivals
        desk.waiting = [i for i in desk.waiting if i not in rivals]
    if not bids and (order := _grown(desk, asked, sought)):
        desk.say(places, *placing.amend(desk.trade, desk.supplier, sought, order.name, sure=False))
        return
    if not bids and not (wishes.bids or wishes.rivals):
        desk.say(places, *_quoted(desk, wishes, ground))
        return
    before = {product(index).name: cents for index, cents in known.items()}
    if wishes.items and not wishes.names_prices and wishes.clear:  # "your best for 96"
        said: Sequence[Decision] = (negotiation.give_quote(desk.trade, desk.supplier, wishes),)
    else:
        said = negotiation.bargain(desk.trade, desk.supplier, wishes)
    asks = any(topics_of(desk.acts[i]) for i in bids)  # about something else
    desk.firm = (
        bool(bids) and not asks and any(isinstance(it, QuoteGiven) and _stays(it, before) for it in said)
    )
    desk.say(places, *said)


def _stays(quote: QuoteGiven, before: Mapping[str, int]) -> bool:
    """Whether a quote names prices that the buyer knows, and none of them lower."""
    return all(line.unit_cents >= before.get(line.product, line.unit_cents + 1) for line in quote.lines)


def _offered_in_questions(desk: Desk) -> Wishes:
    """Prices below ours in questions beside others: "Can you do 1.10 on the cola? How many to a case?"."""
    known = desk.trade.book.thread(desk.supplier).told
    wishes = _lower(desk, desk.wishes([i for i in desk.waiting if desk.acts[i].kind == "ask"], ()))
    bids = {index: cents for index, cents in wishes.bids.items() if cents < known.get(index, 0)}
    return Wishes(items=tuple(item for item in wishes.items if item.product in bids), bids=bids)


def _as_a_change(desk: Desk, places: Sequence[int], wishes: Wishes) -> Wishes:
    """Wishes as a change of what their price is asked with: "What would my last order cost with 48 water?".

    That is the last order, or, for what is added to it, the offer: "If I add 24 water, what is it then?".
    """
    acts, last = desk.of(places), desk.trade.book.last_order(desk.supplier)
    whole = all(wishes.changes.get(item.product) == "remove" for item in wishes.open)
    if last and whole and any(act.kind == "repeat" or "last_order" in act.refers_to for act in acts):
        return wishes.applied_to(last.items)
    removes = "remove" in wishes.changes.values()
    if desk.offer and whole and wishes.items and (removes or _adds(acts)):
        return wishes.applied_to(desk.offer.items)
    return wishes


def _adds(acts: Sequence[Act]) -> bool:
    return any(act.lines and _ADDING.search(act.text) for act in acts)


_ADDING = re.compile(r"\b(?:add|added|adding|put on|on top|ma[kd]e (?:it|that))\b")


def _grown(desk: Desk, places: Sequence[int], wishes: Wishes) -> Order | None:
    """The unpaid order that would have something added, if that is all a mail asks the price of."""
    waiting = desk.trade.book.orders_of(desk.supplier, "awaiting_payment")
    return waiting[-1] if waiting and not desk.offer and wishes.clear and _adds(desk.of(places)) else None


_TELLING: frozenset[ActKind] = frozenset({"inform", "hold", "condition"})
"""Acts whose prices count beside a question for prices: "Concourse has it at 0.65"."""
_DECIDING: tuple[ActKind, ...] = ("order", "accept", "repeat", "amend", "cancel")


def _tells_prices(desk: Desk, act: Act) -> bool:
    """Whether an act names prices without asking for any; "unless you come down I decline" does."""
    return has_prices(act) and (act.kind in _TELLING or (act.kind == "decline" and hangs(act)))


def _supposed(desk: Desk) -> list[int]:
    """Quantities that are only thought of, of goods that lie otherwise on the table: what they would cost."""
    if desk.has(*_DECIDING) or desk.refuses():
        return []
    table = {item.product: item.units for item in desk.trade.book.on_table(desk.supplier)}
    places = [i for i in desk.waiting if desk.acts[i].kind in ("hold", "condition")]
    wishes = {i: desk.wishes([i]) for i in places}
    bids = desk.has("bid")  # of which they are the quantities: "60 on the chips? Then I'd want 24"
    new = [i for i in places if any(bids or table.get(it.product) != it.units for it in wishes[i].clear)]
    desk.waiting = [i for i in desk.waiting if i not in new]
    return new


def _wants_less(desk: Desk, told: Wishes) -> bool:
    """Whether lower prices are told to be met: "Cola is 0.66 elsewhere. Is that your last word?"."""
    if not (told.bids or told.rivals) or desk.refuses() or desk.has(*_DECIDING):
        return False
    asks = any(_ABOUT_PRICES & {*act.topics} or (act.kind == "decline" and hangs(act)) for act in desk.acts)
    return asks or any(item.product in told.bids for item in told.clear)


_BUYING: tuple[ActKind, ...] = ("order", "accept", "repeat")
_ABOUT_PRICES = frozenset({"negotiable", "price_match", "offer", "price", "other"})
"""Questions that ask for a lower price where one was told."""


def _quoted(desk: Desk, wishes: Wishes, ground: Sequence[Item] | None) -> tuple[Decision, ...]:
    """Prices for what is asked about; without any names for what is talked about, else all we have."""
    trade, supplier = desk.trade, desk.supplier
    listed = desk.has("ask_list") and not wishes.clear
    booked = {
        line.product for it in desk.answers if isinstance(it.decision, _COSTED) for line in it.decision.lines
    }
    wishes = wishes.only([it for it in wishes.items if it.units or product(it.product).name not in booked])
    if wishes.items or wishes.questions or wishes.not_carried:
        if listed:  # which says all of it
            return negotiation.open_points(wishes)
        return (negotiation.give_quote(trade, supplier, wishes),)
    if any(isinstance(it.decision, _COSTED) for it in desk.answers):
        return ()  # which says what all of it costs
    if not ground and not listed and not desk.offer and trade.book.orders_of(supplier, "awaiting_payment"):
        return tuple(filter(None, (aftersales.report(trade, supplier, Trouble()),)))
    table = ground or trade.book.on_table(supplier)
    if table and not listed:
        return (negotiation.give_quote(trade, supplier, Wishes(items=tuple(table))),)
    return () if listed else (negotiation.price_list(trade, supplier),)


_COSTED = (Confirmed, OrderHeld, ShallIBook, BelowMinimum)


def _spoken_of(desk: Desk) -> list[Item] | None:
    """What "it" and "24 of each" mean beside other words of the mail that name goods; None: the table."""
    named = desk.wishes(desk.places("inform", "bid", "ask_price"), ())
    asked = desk.wishes(desk.places("ask"), ()).items
    offered = {item.product for item in desk.offer.items} if desk.offer else set()
    named = named.joined(Wishes(items=tuple(item for item in asked if item.product in offered)))
    unwanted = desk.unwanted() | {p for p, change in named.changes.items() if change == "remove"}
    units = {item.product: item.units for item in desk.trade.book.on_table(desk.supplier)}
    return [
        Item(product=item.product, units=item.units or units.get(item.product, 0))
        for item in named.items
        if item.product not in unwanted
    ] or None


def _lower(desk: Desk, wishes: Wishes) -> Wishes:
    """Wishes in which a price that is said to be ours is an offer if it is lower than what we told, and
    somebody else's if we never told any; what is said to be somebody else's is ours if it is what we told."""
    told = desk.trade.book.thread(desk.supplier).told
    ours_named = {told[index] for index in wishes.rivals if index in told}
    mistaken = {index for index, cents in wishes.rivals.items() if index in told and cents in ours_named}
    wishes = replace(
        wishes,
        repeated={**wishes.repeated, **{index: told[index] for index in mistaken}},
        rivals={index: cents for index, cents in wishes.rivals.items() if index not in mistaken},
    )
    offered = {p: cents for p, cents in wishes.repeated.items() if cents < told.get(p, 0)}
    others = {p: cents for p, cents in wishes.repeated.items() if p not in told}
    ours = {p: cents for p, cents in wishes.repeated.items() if p in told}
    rivals = {**others, **wishes.rivals}
    return replace(wishes, bids={**offered, **wishes.bids}, repeated=ours, rivals=rivals)


def _asks_for_goods(act: Act) -> bool:
    """Whether a question is answered with the price of goods, or with a no: "Do you have any chips?"."""
    if "availability" in act.topics:
        return bool(act.lines or sorts_in(act.text))
    named = any(line.product and line.units for line in act.lines)
    if "price" in act.topics and any(line.change == "remove" for line in act.lines):
        return True  # "If you leave the chips out, what is the total?"
    if not _WHAT_THERE_IS.isdisjoint(act.topics) and any(line.product for line in act.lines):
        return True  # "What else is there in the way of mints?"
    if act.topics == ("volume_discount",) and any(line.units for line in act.lines):
        return True  # "And at 96?"
    return named and not OF_THE_DAY.isdisjoint(act.topics)  # "My question was: 48 Coke?"


_WHAT_THERE_IS = frozenset({"best_sellers", "stock_left"})
_MINIMUM = re.compile(r"\bminimum\b|\bsmallest order\b")
_SHIPPING = re.compile(r"\b(?:shipping|delivery|freight|postage)\b")


def _haggle_about_terms(desk: Desk) -> None:
    """Bids that name no goods but the minimum order or the shipping: what they ask for is a favour."""
    least = int(desk.trade.params.min_order[0, desk.supplier])
    for place in [i for i in desk.waiting if desk.acts[i].kind == "bid"]:
        act = desk.acts[place]
        if act.percent or any(line.product or line.phrase for line in act.lines):
            continue
        money = {act.total, *(line.unit_price for line in act.lines)} - {None}
        if _MINIMUM.search(act.text) or (least and any(to_cents(m) == least for m in money if m is not None)):
            topic = "lower_minimum"
        elif _SHIPPING.search(act.text) and not act.lines and act.total is None:
            topic = "free_shipping"
        else:
            continue
        desk.waiting.remove(place)
        if topic not in topics_of(act):  # which are answered with the questions
            desk.say([place], *favours.answer_topics(desk.trade, desk.supplier, (topic,)))


def _list(desk: Desk) -> None:
    places = desk.take("ask_list")
    places += [i for i in desk.waiting if "catalogue" in desk.acts[i].topics]
    if places and not any(isinstance(it.decision, PriceList) for it in desk.answers):
        desk.say(places, negotiation.price_list(desk.trade, desk.supplier))


_PRICED = (PriceList, QuoteGiven, Countered, Agreed, OrderHeld, ShallIBook)


def _ask(desk: Desk) -> None:
    """Questions, also those among bids and orders."""
    places = desk.take("ask")
    said = {place for it in desk.answers for place in it.acts}
    asked = {i: topics_of(act) for i, act in enumerate(desk.acts)}
    asking = [i for i, topics in asked.items() if not OF_THE_DAY.issuperset(topics)]
    topics = [topic for i in asking for topic in asked[i] if topic not in OF_THE_DAY]
    topics += [topic for i in places if i not in said for topic in asked[i] if topic == "availability"]
    if "damage" in topics:  # "do you replace it or credit it?"
        topics = [topic for topic in topics if topic != "credit"]
    topics += ["negotiable"] if desk.firm else []
    priced = any(isinstance(it.decision, _PRICED) for it in desk.answers)
    if weighed := weigh_basket(desk, {*topics}):
        desk.say(asking, weighed)
        topics = [topic for topic in topics if topic != "minimum_order" or not weighed.min_order_cents]
    if any(isinstance(it.decision, _BARGAINED) for it in desk.answers):
        topics = [topic for topic in topics if topic not in _OF_PRICES]
    if not priced and "price_holds" in topics and desk.offer and desk.offer.items:
        quoted = Wishes(items=tuple(desk.offer.items))
        desk.say(asking, negotiation.give_quote(desk.trade, desk.supplier, quoted))
    elif (
        not priced
        and RECEIVED in topics
        and {*topics} <= {RECEIVED, "invoice"}
        and not desk.answers
        and (again := placing.said_last(desk.trade, desk.supplier))
    ):
        desk.say(asking, again)
    waiting = desk.trade.book.orders_of(desk.supplier, "awaiting_payment", "on_hold", "on_its_way")
    of_order = any(
        topic == "order" or ITS_NUMBER.search(desk.acts[i].text) for i in places for topic in asked[i]
    )
    if of_order and waiting and not any(isinstance(it.decision, OF_ORDERS) for it in desk.answers):
        desk.say(places, aftersales.report(desk.trade, desk.supplier, Trouble()))
    elif any("order" in asked[i] for i in places) and not desk.answers and not waiting:
        again = placing.said_last(desk.trade, desk.supplier)
        desk.say(places, NothingBooked(), *((again,) if again else ()))
    listed = any(isinstance(it.decision, PriceList) for it in desk.answers)
    answers = favours.answer_topics(
        desk.trade, desk.supplier, tuple(dict.fromkeys(topics)), listed, goods_meant(desk, asking),
        desk.granted,
    )  # fmt: skip
    short = [it for decision in answers if isinstance(decision, Answered) for it in decision.answers]
    short += not_known(desk, [i for i in places if i not in said])
    others = [it for it in answers if not isinstance(it, Answered)]
    if short or others:
        desk.say(places, *others, *([Answered(tuple(short))] if short else []))
    if not desk.answers and any("?" in desk.acts[i].text for i in places):
        about = desk.wishes(places, ())
        known = negotiation.give_quote(desk.trade, desk.supplier, about) if about.items else None
        known = known or placing.said_last(desk.trade, desk.supplier)
        unknown = favours.answer_topics(desk.trade, desk.supplier, ("other",))
        desk.say(places, *((known,) if known else unknown))


_BARGAINED = (Countered, Agreed)
_OF_PRICES = ("negotiable", "price_match")  # questions that a price answers


def _told(desk: Desk) -> None:
    """Goods that a mail with questions only speaks of, and whose prices we have never told."""
    if desk.has(
        "order", "accept", "repeat", "amend", "cancel", "paid", "status", "complain", "remedy", "bid"
    ):
        return
    if desk.silent or desk.idle or any(isinstance(it.decision, _PRICED) for it in desk.answers):
        return
    thread, unwanted = desk.trade.book.thread(desk.supplier), desk.unwanted()
    spoken_of = desk.wishes(desk.places("inform", "ask"), (), asks=True)
    new = [i for i in spoken_of.items if i.product not in thread.told and i.product not in unwanted]
    asks = desk.has("ask", "ask_price") or any(act.topics for act in desk.acts)
    if new and (asks or thread.letters):
        desk.say(
            desk.places("inform"), negotiation.give_quote(desk.trade, desk.supplier, Wishes(items=tuple(new)))
        )


_ABOUT_GOODS: tuple[ActKind, ...] = ("ask_price", "bid", "order", "accept", "amend")


def left_over(desk: Desk) -> None:
    """Ask about goods that a mail names with a quantity and no answer names, and tell what we do not carry.

    Answers that name no goods at all ("below our minimum") are about all that was ordered.
    """
    if desk.silent or not desk.answers or any(isinstance(it.decision, Declined) for it in desk.answers):
        return
    named = {it: " ".join(_names_in(it.decision)) for it in desk.answers}
    goods = [product(index).name for index in carried_by(desk.supplier)]
    of_all = {i for it, text in named.items() if not any(name in text for name in goods) for i in it.acts}
    said = " ".join(named.values())
    places = [i for i in desk.places(*_ABOUT_GOODS) if i not in of_all]
    wishes, unwanted = desk.wishes(places, ()), desk.unwanted()
    names = {item.product: product(item.product).name for item in wishes.clear}
    left = [
        f'what you mean by "{item.units} {names[item.product]}"'
        for item in wishes.clear
        if names[item.product] not in said and item.product not in unwanted | desk.left_out
        if wishes.changes.get(item.product) != "remove"
    ]
    not_carried = tuple(name for name in wishes.not_carried if name not in said)
    if left or not_carried:
        desk.say(places, OpenPoints(not_carried, tuple(left)))


def _names_in(value: object) -> Iterator[str]:
    """All words that a decision holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _names_in(part)
    elif is_dataclass(value):
        yield from _names_in([getattr(value, it.name) for it in fields(value)])


def _small_talk(desk: Desk) -> None:
    """A word to what asks for nothing, if nothing else is said."""
    told_only = all(isinstance(it.decision, (Answered, TermsStated)) for it in desk.answers)
    if desk.silent or (desk.answers and not (desk.turns_down() and told_only)):
        return
    if desk.turns_down():
        desk.say(desk.waiting, Declined())
        return
    told = [i for i in desk.places("inform", "condition") if desk.acts[i].lines]
    wishes = _lower(desk, desk.wishes(told))
    business = not desk.idle and not desk.has("decline", "cancel")
    if wishes.items and wishes.names_prices and business:  # a price said in passing
        desk.say(told, *negotiation.bargain(desk.trade, desk.supplier, wishes))
        return
    open_orders = desk.trade.book.orders_of(desk.supplier, "awaiting_payment", "on_its_way", "on_hold")
    came = any(is_content(act.text) for act in desk.acts)
    told_of_it = came or not desk.offer  # "I'll tell you how it sells"
    delivered = desk.has_ordered() and told_of_it and not desk.refuses()
    waits = Noted() if open_orders or delivered else NothingBooked()
    for kind, decision in (
        *((("decline", Declined()),) if desk.refuses() else ()),
        ("hold", waits), ("condition", waits), ("decline", Declined()), ("cancel", Declined()),
        ("inform", Noted()), ("address", AddressNoted()),
    ):  # fmt: skip
        if places := desk.take(kind):
            held, unwanted = desk.trade.book.thread(desk.supplier).offer, desk.unwanted()
            wanted = [item for item in held.items if item.product not in unwanted] if held else []
            if kind == "decline" and desk.dropped and wanted and not desk.refuses():
                rest = Wishes(items=tuple(wanted))
                desk.say(places, negotiation.give_quote(desk.trade, desk.supplier, rest))
            else:
                desk.say(places, decision)
            return
    if not desk.has("paid"):
        desk.say(desk.take("greet"), Pleasantry())
