"""What a mail buys: its orders, yeses and repetitions, over what the thread has been about.

Orders, yeses and repetitions of one mail are one order; a change before anything is booked is one of what
lies on the table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from vendsim.money import to_cents
from vendsim.suppliers import placing
from vendsim.suppliers.book import Item, Order
from vendsim.suppliers.changing import KEPT, left_beside, left_out, limits_of, unsaid
from vendsim.suppliers.decisions import BelowMinimum, Confirmed, Declined
from vendsim.suppliers.desk import Desk
from vendsim.suppliers.placing import Manner
from vendsim.suppliers.reading.acts import acts_of
from vendsim.suppliers.reading.limits import ANYWAY, EITHER_WAY
from vendsim.suppliers.reading.model import Act, ActKind, Change
from vendsim.suppliers.reading.phrases import Act as Phrase
from vendsim.suppliers.reading.vetoes import concerns
from vendsim.suppliers.reading.yes import LATER
from vendsim.suppliers.trade import price, product
from vendsim.suppliers.wishes import Wishes

_SILENT: frozenset[ActKind] = frozenset({"greet", "inform", "address", "decline", "hold", "condition"})
"""Acts that need no words of their own where something else in the mail is answered."""


def order(desk: Desk) -> None:
    """Orders, yeses and repetitions of one mail are one order."""
    buying = desk.take("order", "accept", "repeat", "amend")
    if _only_seems_to_buy(desk, buying):
        buying = []
    if _asks_what_it_costs(desk, buying):
        desk.waiting += buying  # the prices of which are told
        buying = []
    corrections = _corrections(desk)
    terms = desk.take("hold", "condition")
    if not buying and corrections:
        desk.say(
            corrections,
            *placing.place(desk.trade, desk.supplier, _corrected(desk, corrections), Manner(sure=False)),
        )
        desk.waiting += terms
        return
    if not buying:
        desk.waiting += terms
        _fill_up(desk)
        _complete(desk)
        return
    wishes, manner = _bought(desk, [*corrections, *buying])
    wishes = _with_told_units(desk, wishes)
    sure = manner.sure and any(desk.acts[i].sure for i in buying)
    summed = (manner.accepts or _says_it_again(desk, wishes)) and _names_the_sum(desk, wishes.items)
    summed &= not wishes.questions and not _is_doubted(desk)
    manner = replace(manner, sure=sure or _completes(desk, wishes) or summed)
    if not wishes.items and not desk.trade.book.thread(desk.supplier).offer:
        offered = [i for i in desk.waiting if desk.acts[i].kind == "bid"]
        at_prices = desk.wishes(offered)
        if at_prices.clear and len(at_prices.clear) == len(
            at_prices.items
        ):  # "48 at 0.60? If so, please book"
            desk.waiting = [i for i in desk.waiting if i not in offered]
            buying, wishes = [*buying, *offered], at_prices
    if not wishes.items and desk.offer and {item.product for item in desk.offer.items} <= desk.unwanted():
        desk.say(buying, Declined())
        desk.waiting += terms
        return
    if rest := _rest_of_the_offer(desk, wishes):
        wishes, manner = wishes.only([*wishes.items, *rest]), replace(manner, sure=False)
    asked = _bids_beside(desk, wishes)
    waiting = [*desk.waiting, *asked]
    too_small = [i for i in terms if "minimum_order" in desk.acts[i].topics]
    terms = [i for i in terms if i not in too_small]
    bought = {product(item.product).id for item in wishes.items or (desk.offer.items if desk.offer else ())}
    apart = [i for i in terms if not concerns(desk.acts[i], bought)]
    limits = {i: found for i in terms if i not in apart and (found := limits_of(desk, i))}
    otherwise = [i for i in terms if limits and i not in limits and left_out(desk, i, ())]
    checked = {*limits, *apart, *otherwise}
    tied = [i for i in asked if _TIED.search(desk.acts[i].text)]
    asked = [i for i in asked if i not in tied]
    wishes = wishes.joined(desk.wishes(tied, wishes.items)).only(wishes.items)
    manner = replace(
        manner,
        held=any(desk.acts[i].kind == "hold" for i in terms if i not in apart) or _is_a_plan(desk, buying),
        on_condition=any(
            desk.acts[i].kind == "condition" and not EITHER_WAY.search(desk.acts[i].text)
            for i in terms
            if i not in checked
        )
        and not any(ANYWAY.search(act.text) for act in desk.acts),
        limits=tuple(limit for found in limits.values() for limit in found),
        left_out=frozenset(p for i in (*limits, *otherwise) for p in left_out(desk, i, limits.get(i, ()))),
        more=_more(desk, too_small),
        beside=desk.wishes(asked, wishes.items) if asked else None,
    )
    places = [*corrections, *buying, *terms, *too_small, *asked, *tied]
    if booked := _confirmed_by_the_buyer(desk, wishes, manner):
        desk.say(places, placing.already_confirmed(desk.trade, booked))
        return
    if unpaid := _rest_is_kept(desk, wishes, manner):
        change = wishes.without(desk.unwanted())
        said = placing.amend(desk.trade, desk.supplier, change, unpaid.name, sure=manner.sure, kept=True)
        desk.say(places, *said)
        return
    if grown := _grown_beside(desk, wishes, manner):
        more = replace(wishes, changes={item.product: "add" for item in wishes.items})
        desk.say(places, *placing.amend(desk.trade, desk.supplier, more, grown.name, sure=False))
        return
    if restated := _restated(desk, wishes, manner):
        desk.say(places, *placing.amend(desk.trade, desk.supplier, wishes, restated.name, [], sure=summed))
        return
    offer = desk.trade.book.thread(desk.supplier).offer
    of_change = {item.product for item in offer.items} if offer and offer.changes else set()
    about_it = manner.accepts or not of_change.isdisjoint(item.product for item in wishes.items)
    if offer and offer.changes and about_it and wishes.items:  # "Yes, but make the chips 24"
        changed, kept = desk.wishes(buying, offer.items).without(desk.unwanted()), manner.kept
        changed = changed.without(left_beside(desk, offer.items, changed, buying))
        base = offer.items
        if manner.more:
            whole = changed.applied_to(base)
            changed, base = placing.large_enough(desk.trade, desk.supplier, whole, manner.more), []
        said = placing.amend(
            desk.trade, desk.supplier, changed, offer.changes, base,
            sure=manner.sure, kept=kept, limits=manner.limits,
        )  # fmt: skip
        desk.say(places, *said)
        return
    if (aside := _left_aside(desk, wishes)) and not desk.silent:
        together = desk.wishes(aside).about(desk.wishes(aside).clear)
        wishes, manner = wishes.joined(together), replace(manner, sure=False)
        desk.waiting, places = [i for i in desk.waiting if i not in aside], [*places, *aside]
    enter = placing.place if wishes.items or not manner.accepts else placing.accept
    said = enter(desk.trade, desk.supplier, wishes, manner)
    if any(isinstance(decision, BelowMinimum) for decision in said):
        desk.waiting = waiting  # which says nothing of a better price
    desk.left_out |= manner.left_out
    desk.say(places, *said)


def _left_aside(desk: Desk, wishes: Wishes) -> list[int]:
    """Acts that name other goods beside an order that is too small alone, and large enough with them.

    "Make the plush 9, and 12 magnets for 1.45 if you can."
    """
    trade, supplier, unwanted = desk.trade, desk.supplier, desk.unwanted()
    if not wishes.clear or not placing.below_minimum(trade, supplier, wishes.clear):
        return []
    known = {item.product for item in wishes.items} | unwanted
    places = [i for i in desk.waiting if desk.acts[i].kind in ("bid", "inform") and desk.acts[i].lines]
    aside = [i for i in places if {item.product for item in desk.wishes([i]).clear} - known]
    enough = not placing.below_minimum(trade, supplier, wishes.joined(desk.wishes(aside)).clear)
    return [i for i in aside if enough or desk.acts[i].kind == "bid"]


def _with_told_units(desk: Desk, wishes: Wishes) -> Wishes:
    """An order with the quantities that its mail tells beside it: "16 ponchos, I wrote. OK, book them"."""
    told = desk.wishes([i for i in desk.waiting if desk.acts[i].kind == "inform"], ())
    missing = {it.product for it in wishes.open if wishes.changes.get(it.product) != "remove"}
    known = {item.product: item for item in told.clear if item.product in missing}
    return wishes.only([known.get(item.product, item) for item in wishes.items])


def _completes(desk: Desk, wishes: Wishes) -> bool:
    """Whether a mail gives the address that an order lacks, and its goods once more as they should be."""
    offer = desk.offer
    if offer is None or not offer.ordered or not desk.has("address") or wishes.open or wishes.questions:
        return False
    known = {item.product for item in offer.items}
    return not _is_doubted(desk) and bool(wishes.items) and {item.product for item in wishes.items} <= known


def _says_it_again(desk: Desk, wishes: Wishes) -> bool:
    """Whether a mail orders just what we asked about: "So again: 36 Sprite, 72 cola"."""
    wanted = {it.product: it.units for it in wishes.clear}
    offer = desk.offer
    return offer is not None and offer.asked and {it.product: it.units for it in offer.items} == wanted


def _is_doubted(desk: Desk) -> bool:
    """Whether a mail asks something, or hangs on it."""
    texts = [act.text for act in desk.acts if act.kind != "greet"]  # subjects may ask
    unsure = any("?" in text or not _DOUBTS.isdisjoint(acts_of(text)) for text in texts)
    return unsure or desk.has("hold", "condition", "ask_price", "bid", "decline", "cancel")


_DOUBTS = frozenset({Phrase.NO_ORDER, Phrase.MAYBE})


def _corrections(desk: Desk) -> list[int]:
    """Acts that tell what our proposal should have been: "Not quite, I said 24 cola"."""
    offer = desk.offer
    if offer is None or not offer.asked:
        return []
    offered = {item.product: item.units for item in offer.items}
    telling = [i for i in desk.waiting if desk.acts[i].kind in ("inform", "complain") and desk.acts[i].lines]
    found = [
        i
        for i in telling
        if (said := desk.wishes([i]).clear)
        and all(offered.get(it.product, it.units) != it.units for it in said)
    ]
    desk.waiting = [i for i in desk.waiting if i not in found]
    return found


def _corrected(desk: Desk, places: Sequence[int]) -> Wishes:
    """Our proposal as some acts say that it should have been."""
    return desk.wishes(places).applied_to(desk.offer.items if desk.offer else ())


def _more(desk: Desk, places: Sequence[int]) -> Wishes | None:
    """What an order that is too small shall have more of, and the sum that it is to reach, if any."""
    sums = [to_cents(act.total) for act in desk.of(places) if act.total is not None]
    return replace(desk.wishes(places), budget_cents=max(sums, default=None)) if places else None


_TIED = re.compile(
    r"\b(?:and|then|,) (?:then )?(?:you|we|it|i|consider|that) (?:have|has|will|would|am|is|are|got)\b.*"
    r"\b(?:deal|take|buy|order|book|sold|in|yours|agreed)\b"
)
"""A price without which nothing is bought: "Take 12 % off and you have a deal"."""


def _only_seems_to_buy(desk: Desk, places: Sequence[int]) -> bool:
    """Whether what may buy is only beside questions for prices: "Send me:", goods without a quantity."""
    acts = desk.of(places)
    unsure = all(not act.sure and not any(line.units or line.cases for line in act.lines) for act in acts)
    orders = all(act.kind == "order" and not act.lines for act in acts) and not desk.offer
    goods = all(act.lines and act.kind != "repeat" and "all" not in act.refers_to for act in acts)
    return unsure and (orders or goods) and desk.has("ask_price", "ask_list")


def _is_a_plan(desk: Desk, places: Sequence[int]) -> bool:
    """Whether all that may buy is for later: "If they sell, I'll want the same again next week"."""
    held = any("price_holds" in act.topics or LATER.search(act.text) for act in desk.acts if "?" in act.text)
    return all(not act.sure and (held or LATER.search(act.text)) for act in desk.of(places))


def _asks_what_it_costs(desk: Desk, places: Sequence[int]) -> bool:
    """Whether what cannot be booked yet is only asked about: "24 Coke, 12 water. How much, all in?".

    That is what may be an order, or has no address to go to; not what answers a question of ours.
    """
    acts, offer = desk.of(places), desk.offer
    if not acts or desk.silent or (offer and (offer.asked or offer.ordered)):
        return False
    if any(act.kind == "repeat" for act in acts):
        ordered = any(Phrase.ORDER in acts_of(act.text) for act in acts)
        told = (act.text for act in desk.acts if not act.topics)
        return not ordered and any(_WOULD.search(text) or _TELL_TOTAL.search(text) for text in told)
    asked = any(
        (act.kind == "ask_price" and not act.lines) or (act.kind == "ask" and _TOTAL.search(act.text))
        for act in desk.acts
    )
    spelt_out = all(act.kind in ("order", "accept") and act.lines for act in acts)
    bookable = all(act.sure for act in acts) and desk.trade.book.thread(desk.supplier).address_known
    return asked and spelt_out and not bookable and bool(desk.wishes(places).clear)


_WOULD = re.compile(r"\bwould (?:\w+ ){1,5}?(?:cost|come|be|run|pay)\b")
_TELL_TOTAL = re.compile(
    r"\b(?:give|send|tell|what is|what would be) (?:me )?(?:the|your|a) (?:new )?total\b"
)
_TOTAL = re.compile(r"\b(?:total|sum|how much|come to|comes to|altogether|all in)\b")


def _confirmed_by_the_buyer(desk: Desk, wishes: Wishes, manner: Manner) -> Order | None:
    """The unpaid order that a mail repeats line by line and names or pays: no second one."""
    named = next((act.order_id for act in desk.acts if act.order_id), None)
    sums = {to_cents(act.total) for act in desk.acts if act.kind == "accept" and act.total is not None}
    waiting = desk.trade.book.orders_of(desk.supplier, "awaiting_payment")
    for order in waiting:  # "Yes, the nine lines, $138.24"
        left_alone = desk.unwanted().isdisjoint(line.product for line in order.lines)
        if order.total_cents in sums and not wishes.clear and left_alone:
            return order
        units = {line.product: line.units for line in order.lines}
        same = all(item.units in (0, units.get(item.product)) for item in wishes.items)
        same &= units.keys() == {item.product for item in wishes.items}
        if same and desk.has("accept") and not (desk.has("order") or manner.repeated or desk.offer):
            return order  # "Yes. The cola and the chips as you wrote"
    if manner.repeated or not (named or desk.has("paid")):
        return None
    return placing.booked_already(desk.trade, desk.supplier, wishes, named)


def _rest_is_kept(desk: Desk, wishes: Wishes, manner: Manner) -> Order | None:
    """The unpaid order that a mail changes in part: "36 water, the rest is fine".

    What may be an order of just these goods is more likely a change, too: "Double it".
    """
    waiting = desk.trade.book.orders_of(desk.supplier, "awaiting_payment")
    if not waiting or desk.offer or manner.repeated or not wishes.clear or (manner.sure and not wishes.open):
        return None
    named = {item.product for item in wishes.items} | desk.unwanted()
    return waiting[-1] if named == {line.product for line in waiting[-1].lines} else None


def _grown_beside(desk: Desk, wishes: Wishes, manner: Manner) -> Order | None:
    """The unpaid order that a mail has changed, if what may be ordered beside it is likely for it, too."""
    changed = [it.decision.order for it in desk.answers if isinstance(it.decision, Confirmed)]
    likely = bool(changed and wishes.clear) and not manner.sure
    return desk.trade.book.find(desk.supplier, changed[-1]) if likely else None


def _restated(desk: Desk, wishes: Wishes, manner: Manner) -> Order | None:
    """The unpaid order that a mail names and whose goods it orders anew: most likely as they should be."""
    wanted = {item.product for item in wishes.clear}
    if manner.repeated or desk.has("paid", "cancel", "amend"):
        return None
    for order in desk.trade.book.orders_of(desk.supplier, "awaiting_payment"):
        named = any(re.search(rf"\b{order.number}\b", act.text) for act in desk.acts)
        if named and 2 * len(wanted & {line.product for line in order.lines}) > len(order.lines):
            return order
    return None


def _bought(desk: Desk, places: Sequence[int]) -> tuple[Wishes, Manner]:
    """What all that is ordered, accepted and repeated comes to."""
    trade, supplier = desk.trade, desk.supplier
    thread = trade.book.thread(supplier)
    repeats = [i for i in places if _repeats(desk, i)]
    others = [i for i in places if i not in repeats]
    unwanted = desk.unwanted()
    manner = Manner(
        sure=any(desk.acts[i].sure for i in places),
        repeated=bool(repeats),
        accepts=any(desk.acts[i].kind == "accept" for i in places),
        kept=any(KEPT.search(desk.acts[i].text) or _takes_from_our_letter(desk.acts[i]) for i in places),
    )
    if repeats:
        name = next((desk.acts[i].order_id for i in repeats if desk.acts[i].order_id), None)
        order = trade.book.find(supplier, name) if name else trade.book.last_order(supplier)
        if order is None and (name or not thread.offer):
            wishes, none = desk.wishes(places), "which earlier order you mean; we do not find it"
            return replace(wishes, questions=(*wishes.questions, none)), replace(manner, sure=False)
        # "the others as before" without an order before: as they lie on the table
        base = order.items if order else thread.offer.items if thread.offer else []
        wishes = desk.wishes([*repeats, *others], base).without(unwanted)
        if any(_SAME_FOR.search(act.text) for act in desk.of(repeats)):
            named = {item.product for item in wishes.items}
            base = [item for item in base if item.product in named]
        return wishes.applied_to(base), manner
    wishes = desk.wishes(others)
    if unclear := unsaid(desk, others):
        wishes, manner = replace(wishes, questions=(*wishes.questions, *unclear)), replace(manner, sure=False)
    told = {item.product: item for item in desk.wishes(desk.places("inform"), ()).clear}
    if any(item.product in told for item in wishes.open):  # "The ponchos, too. 16, it stood in my last mail"
        items = [item if item.units else told.get(item.product, item) for item in wishes.items]
        wishes, manner = wishes.only(items), replace(manner, sure=False)
    refused = {item.product for item in desk.wishes(desk.places("decline", "inform")).items} & unwanted
    wishes = wishes.only([item for item in wishes.items if item.product not in refused])
    gone = unwanted - {index for index, change in wishes.changes.items() if change == "remove"}
    there = thread.offer.items if thread.offer else _told_of(desk, wishes, others)
    quoted = _quoted_beside(desk, others)
    on_table = [item for item in (*there, *quoted) if item.product not in gone]
    if quoted and not wishes.items and not wishes.questions:
        return wishes.only(on_table), replace(manner, accepts=True)
    if not wishes.items and unwanted and on_table and not wishes.questions:
        return wishes.only(on_table), replace(manner, accepts=True)
    another = any("other" in act.refers_to and not act.text.startswith("yes") for act in desk.of(places))
    if not wishes.items and another and not on_table:
        which = (*wishes.questions, "which other product you mean")
        return replace(wishes, questions=which), replace(manner, accepts=False)
    if not wishes.items:
        return wishes, replace(manner, accepts=manner.accepts or not wishes.questions)
    return _bought_of(desk, others, wishes, on_table, manner)


def _told_of(desk: Desk, wishes: Wishes, places: Sequence[int]) -> list[Item]:
    """What was talked about without all quantities, where a mail takes all of it and names those missing."""
    topic = desk.trade.book.thread(desk.supplier).topic
    clear = {item.product for item in wishes.clear}
    everything = any("all" in act.refers_to and act.kind == "accept" for act in desk.of(places))
    everything |= _all_as_written(desk.of(places))
    complete = all(item.units or item.product in clear for item in topic)
    return topic if everything and complete and clear else []


def _quoted_beside(desk: Desk, places: Sequence[int]) -> list[Item]:
    """What our last letter quoted beside an order that it proposed, where a mail takes both."""
    thread = desk.trade.book.thread(desk.supplier)
    both = any("all" in act.refers_to and _BOTH.search(act.text) for act in desk.of(places))
    if thread.offer is None or not both:
        return []
    offered = {item.product for item in thread.offer.items}
    return [item for item in thread.topic if item.units and item.product not in offered]


_BOTH = re.compile(r"\b(?:both|everything|all of (?:it|them|that)|the (?:whole )?lot)\b")


def _bought_of(
    desk: Desk, places: Sequence[int], wishes: Wishes, on_table: Sequence[Item], manner: Manner
) -> tuple[Wishes, Manner]:
    """What is bought of an offer and beside it: all of it, as changed, or only the goods that are named."""
    acts = desk.of(places)
    offered = {item.product: item.units for item in on_table}
    named = {item.product for item in wishes.items}
    changes: dict[int, Change] = {
        index: "set" if change == "add" and index not in offered else change
        for index, change in wishes.changes.items()
    }
    wishes = replace(wishes, changes=changes)
    of_named = {wishes.changes.get(index, "set") for index in named}
    takes_all = manner.accepts and not any(act.lines for act in acts if act.kind == "accept")
    besides = any(_BESIDES.search(act.text) for act in acts)
    if (takes_all or besides) and on_table and named.isdisjoint(offered):
        return wishes.applied_to(on_table), manner  # "Deal, and 24 Diet Coke with it"
    everything = any(
        "all" in act.refers_to and act.lines and not _EACH.search(act.text)
        for act in acts
        if act.kind == "accept"
    )
    everything |= _all_as_written(acts) or bool(_quoted_beside(desk, places))
    everything |= manner.accepts and _names_the_sum(desk, on_table)
    offer = desk.trade.book.thread(desk.supplier).offer
    answered = offer is not None and (offer.asked or offer.ordered)
    if answered and (manner.accepts or not manner.sure):  # corrected
        everything |= all(it.units and offered.get(it.product, it.units) != it.units for it in wishes.items)
    changed = [it for it in wishes.clear if offered.get(it.product, -1) != it.units]
    everything |= any(map(_alters, acts)) and len(changed) == len(wishes.items)
    everything |= takes_all and any(act.kind == "amend" and act.lines for act in acts)  # "Yes, but 36 ranch"
    adds = any(_alters(act) for act in acts) or _all_as_written(acts)
    everything &= named <= offered.keys() or (adds and not wishes.open)
    only_changes = of_named <= {"add", "remove"}
    if on_table and (everything or only_changes or "remove" in of_named or ("add" in of_named and takes_all)):
        return wishes.applied_to(on_table), manner
    more = [item.product for item in wishes.items if wishes.changes.get(item.product) == "add"]
    wishes = wishes.only(
        [
            Item(
                product=item.product,
                units=item.units + (offered[item.product] if item.product in more else 0),
            )
            for item in wishes.items
        ]
    )
    pointing = any(line.product is None for act in acts for line in act.lines)
    takes = manner.accepts or pointing  # whoever names goods and quantities orders, at today's prices
    return wishes, replace(manner, accepts=takes and not named.isdisjoint(offered))


def _alters(act: Act) -> bool:
    """Whether an act changes what lies there: "Make it 36 of the coke"; not "Just coke, make it 36"."""
    return _MAKING.search(act.text) is not None


_MAKING = re.compile(r"^(?!.*\b(?:only|just|instead)\b).*\bmake (?:it|that|them)\b")


def _names_the_sum(desk: Desk, items: Sequence[Item]) -> bool:
    """Whether a mail names what all of some goods come to, as who takes them all does: "Yes. 121.92"."""
    sums = {to_cents(act.total) for act in desk.acts if act.total is not None}
    return bool(items) and price(desk.trade, desk.supplier, items).total in sums


def _all_as_written(acts: Sequence[Act]) -> bool:
    return any(_AS_WRITTEN.search(act.text) or _with_a_change(act) for act in acts)


_EACH = re.compile(r"\b(?:each|apiece|both)\b")  # of the goods named: "cola and water, 24 each"


def _with_a_change(act: Act) -> bool:
    """Whether an act takes all that was quoted but for what it changes: "Let's do it, only 36 water"."""
    takes_it = "last_quote" in act.refers_to or _YES.match(act.text) is not None
    return act.kind == "accept" and takes_it and _BUT.search(act.text) is not None


_YES = re.compile(r"(?:yes|yep|sure|ok|okay|fine|good|great|deal|agreed|sounds good|perfect)\b")
_BUT = re.compile(
    r"\b(?:but|except|though)\b(?! (?:only|just)\b)"
    r"|\b(?:only|just) (?:bump|make|change|raise|up|cut|lower|reduce|increase|set|put)\b"
)


def _takes_from_our_letter(act: Act) -> bool:
    """Whether an act takes goods as they were quoted: "I'll take the chips"; not "I accept your price"."""
    doubted = "?" in act.text or Phrase.MAYBE in acts_of(act.text)
    return act.kind == "accept" and act.sure and not doubted and _TAKING.search(act.text) is not None


_TAKING = re.compile(r"\b(?:take|taking|book|buy|order|yes to)\b")


def _repeats(desk: Desk, place: int) -> bool:
    """Whether an act orders what was ordered before; "for the last time, 12 ..." does not.

    Nor does who spells out what lies on the table, whatever else is as usual: the address, the price.
    """
    act = desk.acts[place]
    if act.kind == "repeat":
        return True
    if _AS_BEFORE.search(act.text) and not desk.offer:
        return True
    spelt_out = bool(act.lines) and all(line.units or line.cases for line in act.lines)
    if spelt_out and _LISTING.search(act.text):
        return False
    known = desk.trade.book.last_order(desk.supplier) is not None
    offered = {item.product for item in desk.offer.items} if desk.offer else set()
    of_offer = bool(offered) and {item.product for item in desk.wishes([place]).items} <= offered
    return "last_order" in act.refers_to and not (spelt_out and (of_offer or not known))


_SAME_FOR = re.compile(
    r"\b(?:same|usual|as (?:before|last time))(?: as (?:before|last time))? (?:for|of) (?:the )?\w"
)
"""Repeats only what is named: "The same as last time for the cola and the bars"."""
_LISTING = re.compile(r"\b(?:usual|same)(?: \w+){0,3} :")
"""Spells out what "the usual" is: "the usual: a dozen of the jerky, two dozen colas"."""
_AS_BEFORE = re.compile(
    r"\b(?:(?:as|like) (?:before|last time|always|usual|ever)|same(?: again| thing| order| one)?) ?,? ?"
    r"(?:but|except|only|with|without|just|minus|plus|less)\b"
)
_AS_WRITTEN = re.compile(
    r"\b(?:list|draft|order|offer|quote|proposal|rest|others|everything(?: else)?|it) (?:exactly |just )?"
    r"(?:as|the way|like) you (?:wrote|listed|quoted|have|put|sent)\b"
    r"|\b(?:otherwise|rest)(?: (?:is|are|looks?))?(?: all)? (?:fine|ok|okay|good|right|perfect|unchanged)\b"
    r"|\bwith that\b(?: (?:corrected|changed|fixed))?"
)
"""Takes all that lies on the table, with what the mail says otherwise of some of it."""
_BESIDES = re.compile(
    r"\b(?:add|adding|throw in|plus|on top|with (?:it|them|that|those)|as well|too|also|in addition)\b"
)


def _rest_of_the_offer(desk: Desk, wishes: Wishes) -> list[Item]:
    """What an offer has beside all that a mail orders, where the mail bids for it: most likely wanted too."""
    offer = desk.trade.book.thread(desk.supplier).offer
    ordered = {item.product for item in wishes.clear}
    left = [item for item in offer.items if item.product not in ordered] if offer else []
    bids = {item.product: item.units for item in desk.wishes(desk.places("bid")).items}
    wanted = (
        bool(ordered)
        and len(left) < len(offer.items if offer else ())
        and bids.keys() >= {item.product for item in left}
    )
    return (
        [item.model_copy(update={"units": bids[item.product] or item.units}) for item in left]
        if wanted
        else []
    )


def _bids_beside(desk: Desk, wishes: Wishes) -> list[int]:
    """Bids (and rivals' prices) for what the mail orders, which the order does not hang on.

    A bid for another quantity is about another order: "12 magnets. Would you do 24 at $1.40?".
    """
    ordered = {item.product: item.units for item in wishes.items}
    beside: list[int] = []
    for place in [i for i in desk.waiting if desk.acts[i].kind in ("bid", "inform")]:
        act = desk.acts[place]
        asked = desk.wishes([place], wishes.items)
        same = all(it.units in (0, ordered.get(it.product)) for it in asked.items if it.product in ordered)
        named = {item.product for item in asked.items}
        bargains = act.kind == "bid" or bool(asked.rivals)
        if bargains and named <= ordered.keys() and same and not asked.not_carried:
            beside.append(place)
    desk.waiting = [i for i in desk.waiting if i not in beside]
    return beside


def _fill_up(desk: Desk) -> None:
    """Propose what lies there with more of something: "Top the order up to $70 with cola"."""
    filling = [i for i in desk.waiting if desk.acts[i].kind == "condition"]
    filling = [i for i in filling if desk.acts[i].topics == ("minimum_order",)]
    waiting = desk.trade.book.orders_of(desk.supplier, "awaiting_payment")
    base = desk.offer.items if desk.offer else waiting[-1].items if waiting else []
    if not filling or not base or desk.has("bid", "ask_price", "ask", "decline", "cancel", "hold"):
        return
    desk.waiting = [i for i in desk.waiting if i not in filling]
    grown = placing.large_enough(desk.trade, desk.supplier, Wishes(items=tuple(base)), _more(desk, filling))
    if desk.offer:
        desk.say(filling, *placing.place(desk.trade, desk.supplier, grown, Manner(sure=False)))
    else:
        name = waiting[-1].name
        desk.say(filling, *placing.amend(desk.trade, desk.supplier, grown, name, sure=False))


def _complete(desk: Desk) -> None:
    """An address that comes alone completes an order that waits for it."""
    offer = desk.trade.book.thread(desk.supplier).offer
    busy = any(desk.acts[i].kind not in _SILENT for i in desk.waiting)
    if desk.has("address") and offer and offer.ordered and not busy and not desk.has("hold", "condition"):
        places = desk.take("address")
        desk.say(places, *placing.accept(desk.trade, desk.supplier, Wishes(), Manner(accepts=True)))
