"""A mail's acts, each answered: what a supplier says to one mail, in a fixed and sensible order.

Money and cancellations first, so that what follows sees the orders as the buyer does; then changes and
orders, complaints and questions about orders, prices, terms, and last what needs but a word.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from vendsim.money import to_cents
from vendsim.suppliers import aftersales, favours, negotiation, placing
from vendsim.suppliers.aftersales import Trouble
from vendsim.suppliers.asides import aside
from vendsim.suppliers.book import Item, Order
from vendsim.suppliers.decisions import (
    AddressNoted,
    Agreed,
    Answered,
    Confirmed,
    Countered,
    Decision,
    Declined,
    Noted,
    Pleasantry,
    PriceList,
    Question,
    QuoteGiven,
    TopicAnswer,
)
from vendsim.suppliers.placing import Manner
from vendsim.suppliers.reading.model import Act, ActKind
from vendsim.suppliers.reading.reading import concerns
from vendsim.suppliers.reading.table import sort_of
from vendsim.suppliers.resolving import resolve
from vendsim.suppliers.trade import Trade, carried_by, product
from vendsim.suppliers.wishes import Wishes

_SILENT: frozenset[ActKind] = frozenset({"greet", "inform", "address", "decline", "hold", "condition"})
"""Acts that need no words of their own where something else in the mail is answered."""


@dataclass(frozen=True)
class Answer:
    """One decision, and the acts (by their place in the mail) that it answers."""

    decision: Decision
    acts: tuple[int, ...]


@dataclass
class _Desk:
    """One mail on a supplier's desk: the acts that wait, and the answers so far."""

    trade: Trade
    supplier: int
    acts: tuple[Act, ...]
    waiting: list[int]
    answers: list[Answer] = field(default_factory=list)
    silent: bool = False  # somebody keeps silent on purpose

    def take(self, *kinds: ActKind) -> list[int]:
        """The waiting acts of some kinds, which are then no longer waiting."""
        taken = [i for i in self.waiting if self.acts[i].kind in kinds]
        self.waiting = [i for i in self.waiting if i not in taken]
        return taken

    def places(self, *kinds: ActKind) -> list[int]:
        """Where the mail has acts of some kinds, waiting or not."""
        return [i for i, act in enumerate(self.acts) if act.kind in kinds]

    def take_others(self) -> list[int]:
        """The waiting acts that want "the other one too", whatever else they are taken for."""
        taken = [i for i in self.waiting if "other" in self.acts[i].refers_to and not self.acts[i].order_id]
        self.waiting = [i for i in self.waiting if i not in taken]
        return taken

    def has(self, *kinds: ActKind) -> bool:
        """Whether the mail has an act of some kinds."""
        return any(act.kind in kinds for act in self.acts)

    def of(self, places: Sequence[int]) -> list[Act]:
        """The acts at these places."""
        return [self.acts[i] for i in places]

    def say(self, places: Sequence[int], *decisions: Decision | None) -> None:
        """Answer acts; None: on purpose with nothing."""
        self.silent |= None in decisions
        self.answers += [Answer(decision, tuple(places)) for decision in decisions if decision is not None]

    def wishes(self, places: Sequence[int], ground: Sequence[Item] | None = None) -> Wishes:
        """What acts ask for, as one."""
        wishes = Wishes()
        for act in self.of(places):
            given = self.trade.book.on_table(self.supplier) if ground is None else ground
            wishes = wishes.joined(resolve(self.trade, self.supplier, act, given))
        return wishes


def answer(trade: Trade, supplier: int, reading_acts: Sequence[Act]) -> list[Answer]:
    """Every answer to the acts of a mail, but for those that tell of a payment (see `mailroom`)."""
    acts = tuple(reading_acts)
    desk = _Desk(trade, supplier, acts, [i for i, act in enumerate(acts) if act.kind != "paid"])
    new_address = any(act.kind == "address" and not act.same_address for act in acts)
    trade.book.thread(supplier).address_known |= new_address
    for step in (_cancel, _amend, _order, _aftersales, _prices, _list, _ask, _small_talk):
        step(desk)
    return sorted(desk.answers, key=lambda it: not isinstance(it.decision, Confirmed))


# Orders ---------------------------------------------------------------------------------------------------


def _cancel(desk: _Desk) -> None:
    threats = [i for i in desk.places("cancel") if not desk.acts[i].sure]
    for place in [i for i in desk.take("cancel") if i not in threats]:
        if rest := _left_of_the_offer(desk, [place]):
            desk.say([place], negotiation.give_quote(desk.trade, desk.supplier, Wishes(items=tuple(rest))))
        else:
            desk.say([place], placing.cancel(desk.trade, desk.supplier, desk.acts[place].order_id))
    if threats and not desk.has("amend", "status", "complain", "remedy"):  # these are answered for themselves
        trouble = Trouble(desk.acts[threats[0]].order_id, (), (), {})
        desk.say(threats, aftersales.report(desk.trade, desk.supplier, trouble))


def _left_of_the_offer(desk: _Desk, places: Sequence[int]) -> list[Item]:
    """What an offer still holds without the goods that some acts do not want; nothing if they want others."""
    offer = desk.trade.book.thread(desk.supplier).offer
    orders = desk.trade.book.orders_of(desk.supplier, "awaiting_payment", "on_hold")
    if offer is None or orders or any(desk.acts[i].order_id for i in places):
        return []
    unwanted = {item.product for item in desk.wishes(places).items}
    offered = {item.product for item in offer.items}
    return (
        [item for item in offer.items if item.product not in unwanted]
        if unwanted <= offered and unwanted
        else []
    )


def _amend(desk: _Desk) -> None:
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
            wishes = desk.wishes([i for i in places if i not in more], order.items if order else None)
            wishes = wishes.joined(_added(desk, [i for i in places if i in more], others))
            sure = all(desk.acts[i].sure for i in places) and not desk.has("hold", "condition")
            kept = any(_KEPT.search(desk.acts[i].text) for i in places)
            desk.say(
                places, *placing.amend(desk.trade, desk.supplier, wishes, order_id, sure=sure, kept=kept)
            )
        elif desk.has("order", "repeat", "accept"):
            desk.waiting += places  # a change of the order that this mail itself places
        else:
            ordered = desk.has("address") or bool(thread.offer and thread.offer.ordered)
            wishes = desk.wishes(places)
            changed = wishes.applied_to(thread.offer.items) if thread.offer else wishes
            if changed.items and (ordered or (thread.offer and changed.clear == changed.items)):
                desk.say(places, *placing.place(desk.trade, desk.supplier, changed, Manner(sure=ordered)))
            elif changed.items:
                desk.say(places, negotiation.give_quote(desk.trade, desk.supplier, changed))
            else:
                desk.say(places, Question(changed.questions or ("which order you would like to change",)))


def _added(desk: _Desk, places: Sequence[int], others: Sequence[Item]) -> Wishes:
    """The wishes of acts that want "the other one too"."""
    wishes = desk.wishes(places, others)
    if places and not wishes.items:
        wishes = wishes.only(others)
    return replace(wishes, changes={item.product: "add" for item in wishes.items})


def _order(desk: _Desk) -> None:
    """Orders, yeses and repetitions of one mail are one order."""
    buying = desk.take("order", "accept", "repeat", "amend")
    terms = desk.take("hold", "condition")
    if not buying:
        desk.waiting += terms
        _complete(desk)
        return
    wishes, manner = _bought(desk, buying)
    if not wishes.items and not desk.trade.book.thread(desk.supplier).offer:
        offered = [i for i in desk.waiting if desk.acts[i].kind == "bid"]
        at_prices = desk.wishes(offered)
        if at_prices.clear and len(at_prices.clear) == len(
            at_prices.items
        ):  # "48 at 0.60? If so, please book"
            desk.waiting = [i for i in desk.waiting if i not in offered]
            buying, wishes = [*buying, *offered], at_prices
    asked = _bids_beside(desk, wishes)
    limits = [i for i in terms if desk.acts[i].kind == "condition" and _has_prices(desk.acts[i])]
    bought = {product(item.product).id for item in wishes.items}
    apart = [i for i in terms if not concerns(desk.acts[i], bought)]
    for_order = desk.wishes(limits, wishes.items)
    wishes = replace(
        wishes, bids={**wishes.bids, **for_order.bids}, repeated={**wishes.repeated, **for_order.repeated}
    )
    manner = replace(
        manner,
        held=any(desk.acts[i].kind == "hold" for i in terms if i not in apart),
        on_condition=any(desk.acts[i].kind == "condition" for i in terms if i not in {*limits, *apart}),
        beside=desk.wishes(asked, wishes.items) if asked else None,
    )
    wanted = tuple(topic for i in terms for topic in desk.acts[i].topics)
    places = [*buying, *terms, *asked]
    if booked := _confirmed_by_the_buyer(desk, wishes, manner):
        desk.say(places, placing.already_confirmed(desk.trade, booked))
        return
    if wanted:
        desk.say(terms, *favours.answer_topics(desk.trade, desk.supplier, wanted))
    if wishes.items or not manner.accepts:
        desk.say(places, *placing.place(desk.trade, desk.supplier, wishes, manner))
    else:
        desk.say(places, *placing.accept(desk.trade, desk.supplier, wishes, manner))


def _confirmed_by_the_buyer(desk: _Desk, wishes: Wishes, manner: Manner) -> Order | None:
    """The unpaid order that a mail repeats line by line and names or pays: no second one."""
    named = next((act.order_id for act in desk.acts if act.order_id), None)
    if manner.repeated or not (named or desk.has("paid")):
        return None
    return placing.booked_already(desk.trade, desk.supplier, wishes, named)


def _bought(desk: _Desk, places: Sequence[int]) -> tuple[Wishes, Manner]:
    """What all that is ordered, accepted and repeated comes to."""
    trade, supplier = desk.trade, desk.supplier
    thread = trade.book.thread(supplier)
    repeats = [i for i in places if desk.acts[i].kind == "repeat" or "last_order" in desk.acts[i].refers_to]
    others = [i for i in places if i not in repeats]
    manner = Manner(
        sure=all(desk.acts[i].sure for i in places) or _says_yes(desk),
        repeated=bool(repeats),
        accepts=any(desk.acts[i].kind == "accept" for i in places),
        kept=any(_KEPT.search(desk.acts[i].text) for i in places),
    )
    if repeats:
        name = next((desk.acts[i].order_id for i in repeats if desk.acts[i].order_id), None)
        order = trade.book.find(supplier, name) if name else trade.book.last_order(supplier)
        if order is None:
            wishes, none = desk.wishes(places), "which earlier order you mean; we do not find it"
            return replace(wishes, questions=(*wishes.questions, none)), replace(manner, sure=False)
        base = order.items
        return desk.wishes([*repeats, *others], base).applied_to(base), manner
    wishes = desk.wishes(others)
    unwanted = {item.product for item in desk.wishes(desk.places("decline")).items}
    on_table = [it for it in thread.offer.items if it.product not in unwanted] if thread.offer else []
    if not wishes.items and unwanted and on_table and not wishes.questions:
        return wishes.only(on_table), replace(manner, accepts=True)
    another = any("other" in desk.acts[i].refers_to for i in places)
    if not wishes.items and another and not on_table:
        which = (*wishes.questions, "which other product you mean")
        return replace(wishes, questions=which), replace(manner, accepts=False)
    if not wishes.items:
        return wishes, replace(manner, accepts=manner.accepts or not wishes.questions)
    known = {item.product for item in on_table}
    added = any(change == "add" for change in wishes.changes.values())
    removed = any(change == "remove" for change in wishes.changes.values())
    takes_all = manner.accepts and not any(
        desk.acts[i].lines for i in others if desk.acts[i].kind == "accept"
    )
    besides = any(_BESIDES.search(desk.acts[i].text) for i in others)
    if (takes_all or besides) and on_table and not known & {item.product for item in wishes.items}:
        return wishes.applied_to(on_table), manner  # "Deal, and 24 Diet Coke with it"
    only_changes = {wishes.changes.get(item.product, "set") for item in wishes.items} <= {"add", "remove"}
    everything = any(
        "all" in desk.acts[i].refers_to and desk.acts[i].lines
        for i in others
        if desk.acts[i].kind == "accept"
    )
    everything |= any(_AS_WRITTEN.search(desk.acts[i].text) for i in others)
    everything &= {item.product for item in wishes.items} <= {item.product for item in on_table}
    amended = takes_all and any(desk.acts[i].kind == "amend" and desk.acts[i].lines for i in others)
    everything |= amended and {item.product for item in wishes.items} <= known  # "Yes, but 36 of the ranch"
    if on_table and (removed or everything or only_changes or (added and takes_all)):
        return wishes.applied_to(on_table), manner
    pointing = any(line.product is None for i in others for line in desk.acts[i].lines)
    takes = manner.accepts or pointing  # whoever names goods and quantities orders, at today's prices
    return wishes, replace(manner, accepts=takes and bool(known & {item.product for item in wishes.items}))


_KEPT = re.compile(
    r"\b(?:stays?|remains?|keep|unchanged|same|usual|alone"
    r"|as (?:is|it is|they are|in your|before|quoted|planned|agreed|usual|you|written))\b"
)
_AS_WRITTEN = re.compile(
    r"\b(?:list|draft|order|offer|quote|proposal|rest|others|everything(?: else)?|it) (?:exactly |just )?"
    r"(?:as|the way|like) you (?:wrote|listed|quoted|have|put|sent)\b"
    r"|\bwith that (?:corrected|changed|fixed)\b"
)
"""Takes all that lies on the table, with what the mail says otherwise of some of it."""
_BESIDES = re.compile(
    r"\b(?:add|adding|throw in|plus|on top|with (?:it|them|that|those)|as well|too|also|in addition)\b"
)
_PLAIN: frozenset[ActKind] = frozenset({"accept", "greet", "address"})


def _says_yes(desk: _Desk) -> bool:
    """Whether the mail is a plain yes to "Shall I book?", in whatever words."""
    offer = desk.trade.book.thread(desk.supplier).offer
    plain = all(act.kind in _PLAIN and "?" not in act.text for act in desk.acts)
    return plain and offer is not None and offer.asked


def _bids_beside(desk: _Desk, wishes: Wishes) -> list[int]:
    """Bids (and rivals' prices) for what the mail orders, which the order does not hang on."""
    ordered = {item.product for item in wishes.items}
    beside: list[int] = []
    for place in [i for i in desk.waiting if desk.acts[i].kind in ("bid", "inform")]:
        act = desk.acts[place]
        asked = desk.wishes([place], wishes.items)
        named = {item.product for item in asked.items}
        bargains = act.kind == "bid" or bool(asked.rivals)
        if bargains and named <= ordered and not asked.not_carried:
            beside.append(place)
    desk.waiting = [i for i in desk.waiting if i not in beside]
    return beside


def _names_goods(act: Act) -> bool:
    return bool(act.lines) or sort_of(act.text) is not None


def _has_prices(act: Act) -> bool:
    return any(line.unit_price is not None for line in act.lines)


def _complete(desk: _Desk) -> None:
    """An address that comes alone completes an order that waits for it."""
    offer = desk.trade.book.thread(desk.supplier).offer
    busy = any(desk.acts[i].kind not in _SILENT for i in desk.waiting)
    if desk.has("address") and offer and offer.ordered and not busy and not desk.has("hold", "condition"):
        places = desk.take("address")
        desk.say(places, *placing.accept(desk.trade, desk.supplier, Wishes(), Manner(accepts=True)))


# Afterwards -----------------------------------------------------------------------------------------------


def _aftersales(desk: _Desk) -> None:
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


def _corrected(desk: _Desk, places: Sequence[int], order_id: str | None) -> Wishes | None:
    """What an unpaid order should have been, where the buyer complains of its quantities."""
    order = placing.order_to_amend(desk.trade, desk.supplier, order_id)
    if order is None or order.stage != "awaiting_payment":
        return None
    wishes = desk.wishes(places, order.items)
    return wishes if wishes.clear else None


# Prices and terms -----------------------------------------------------------------------------------------


def _prices(desk: _Desk) -> None:
    """Bids and questions about prices: one round of bargaining, one answer."""
    _haggle_about_terms(desk)
    bids, asked = desk.take("bid"), desk.take("ask_price")
    have = [i for i in desk.waiting if "availability" in desk.acts[i].topics and _names_goods(desk.acts[i])]
    asked += have  # "do you have any?" is answered with the price, or with a no
    rivals = [i for i in desk.waiting if desk.acts[i].kind == "inform" and _has_prices(desk.acts[i])]
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


def _said_of_each(desk: _Desk) -> int:
    """A quantity that another sentence says of all goods asked about ("like 24 each to start"); else 0."""
    acts = [act for act in desk.acts if act.kind in ("inform", "hold") and _EACH.search(act.text)]
    said = (line.units for act in acts for line in act.lines if line.product is None and not line.phrase)
    return next((units for units in said if units), 0)


_EACH = re.compile(r"\b[0-9]+ (?:of )?(?:each|apiece)\b")
_MINIMUM = re.compile(r"\bminimum\b|\bsmallest order\b")
_SHIPPING = re.compile(r"\b(?:shipping|delivery|freight|postage)\b")


def _haggle_about_terms(desk: _Desk) -> None:
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


def _list(desk: _Desk) -> None:
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


def _ask(desk: _Desk) -> None:
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


def _goods_meant(desk: _Desk, places: Sequence[int]) -> list[int]:
    """What questions are about: goods that they name, else the mail, else what lies on the table."""
    carried = {product(index).id: index for index in carried_by(desk.supplier)}
    for acts in (desk.of(places), desk.acts):
        named = [carried[ln.product] for act in acts for ln in act.lines if ln.product in carried]
        if named:
            return list(dict.fromkeys(named))
    return [item.product for item in desk.trade.book.on_table(desk.supplier)]


def _beside(desk: _Desk, places: Sequence[int], said: Collection[int]) -> tuple[TopicAnswer, ...]:
    """Answers to questions that are about nothing of the day's business, each once."""
    found = (aside(desk.acts[i].text) for i in places if i not in said and "other" in desk.acts[i].topics)
    return tuple({it.topic + it.quoted: it for it in found if it is not None}.values())


def _small_talk(desk: _Desk) -> None:
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
            if kind == "decline" and (rest := _left_of_the_offer(desk, places)):
                quoted = negotiation.give_quote(desk.trade, desk.supplier, Wishes(items=tuple(rest)))
                desk.say(places, quoted)
                return
            held = desk.trade.book.thread(desk.supplier).offer
            if kind in ("hold", "condition") and held:
                desk.say(places, negotiation.hold(desk.trade, desk.supplier, held.items))
            else:
                desk.say(places, decision)
            return
    if not desk.has("paid"):
        desk.say(desk.take("greet"), Pleasantry())
