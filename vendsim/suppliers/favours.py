"""What some suppliers do for whoever asks, and what all say to questions about how they do business.

Each supplier does some of these, drawn per world whatever its kind, so that they tell nothing about it. They
act only once they were asked for, and never take a price below its floor (see `trade`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from vendsim.draws import Stream, between, one, permutations
from vendsim.money import show
from vendsim.suppliers.book import Item, Special
from vendsim.suppliers.decisions import (
    Answered,
    Decision,
    QuoteGiven,
    TermsStated,
    TopicAnswer,
)
from vendsim.suppliers.trade import Trade, carried_by, lines, product, quote, terms

_TERMS = (
    "minimum_order", "lead_time", "shipping", "payment_terms", "volume_discount", "availability", "returns",
)  # fmt: skip
_LISTED = ("minimum_order", "lead_time", "shipping", "volume_discount")  # as a price list says
_ALWAYS = ("invoice", "shelf_life", "delivery_days")  # everybody's answer is a yes
_OF_TERMS = {
    "damage": "returns", "payment_methods": "payment_terms", "free_from": "shipping", "express": "lead_time",
}  # fmt: skip
"""Finer topics, and the term that answers them."""
_ASKS_FOR_NOTHING = {
    "account", "cancelling", "changes", "combining", "company", "contact", "contents",
    "delay_notice", "delivery_place", "delivery_window", "fees", "hours", "how_to_order",
    "largest_order", "make", "mixing", "negotiable", "packaging", "paperwork", "price_holds",
    "price_match", "price_reason", "punctuality", "received", "retail_price", "small_talk",
    "stock_left", "storage", "tracking",
}  # fmt: skip
"""Topics with one answer for all, which neither grants nor refuses."""
_TRAITS = {"free_shipping": 1, "case_size": 2, "standing_order": 3, "specials": 4, "best_sellers": 5,
           "lower_minimum": 6, "samples": 6}  # fmt: skip
"""What a supplier may do, with its part of the draw's key: never renumber, only append."""
_HINTED, _BEST, _LUCK = 2, 4, 0.3  # products named, of so many best, by sales that are known so badly


def grant(trade: Trade, supplier: int, topic: str) -> TopicAnswer | None:
    """What a request changes in the prices and terms of the letter that answers it; None: nothing."""
    return _answer(trade, supplier, topic) if topic in _IN_PRICES else None


_IN_PRICES = ("free_shipping", "lower_minimum", "samples", "standing_order", "loyalty")


def answer_topics(
    trade: Trade, supplier: int, topics: Sequence[str], listed: bool = False, goods: Sequence[int] = (),
    granted: Mapping[str, TopicAnswer] = MappingProxyType({}),
) -> tuple[Decision, ...]:  # fmt: skip
    """Answers to questions.

    Args:
        listed: the terms are told with the price list anyway.
        goods: what questions about cases and dates are about, as indices of the catalogue.
        granted: what has been answered already, by topic.
    """
    if not int(trade.params.shipping[0, supplier]):  # nothing to waive
        topics = tuple("shipping" if topic == "free_shipping" else topic for topic in topics)
    topics = tuple(dict.fromkeys(it for topic in topics for it in _answered_by(topic)))
    breaks = trade.scenario.suppliers.volume_breaks if "volume_discount" in topics else ()
    of_terms = tuple(t for t in topics if t in _TERMS and (breaks or not (listed and t in _LISTED)))
    said: list[Decision] = [TermsStated(terms(trade, supplier), of_terms, breaks)] if of_terms else []
    others = [topic for topic in topics if topic not in _TERMS]
    if "volume_discount" in topics and "case_size" not in topics and _does(trade, supplier, "case_size"):
        others.append("case_size")
    if others:
        facts = [_facts(topic, goods[:_TOLD]) for topic in others if topic in _FACTS and goods]
        others = [topic for topic in others if topic != "sizes"] or ([] if facts else ["make"])
        answers = (granted.get(topic) or _answer(trade, supplier, topic) for topic in others)
        said.append(Answered((*answers, *facts)))
    thread = trade.book.thread(supplier)
    if "specials" in topics and thread.special:
        item = Item(product=thread.special.product, units=0)
        unit_cents, until = quote(trade, supplier, [item])
        said.append(QuoteGiven(lines([item], unit_cents), min(until, trade.date(thread.special.until))))
    return tuple(said)


def _answered_by(topic: str) -> tuple[str, ...]:
    """The topics that answer a finer one; a rush is refused beside the usual time."""
    term = _OF_TERMS.get(topic, topic)
    return (term, topic) if topic == "express" else (term,)


def _answer(trade: Trade, supplier: int, topic: str) -> TopicAnswer:
    credit_cents = trade.book.thread(supplier).credit_cents
    if topic == "own_credit" or (topic == "credit" and credit_cents):
        return TopicAnswer("own_credit", credit_cents > 0, (show(credit_cents),) if credit_cents else ())
    if topic == "loyalty":
        if _does(trade, supplier, "standing_order"):
            return _supply_regularly(trade, supplier)
        return TopicAnswer(topic, does=trade.scenario.suppliers.loyalty_per_order > 0)
    grant = _GRANTS.get(topic)
    if grant is None or not _does(trade, supplier, topic):
        return TopicAnswer(topic, does=None if topic in _ASKS_FOR_NOTHING else topic in _ALWAYS)
    granted = grant(trade, supplier)
    return granted if granted.does else TopicAnswer(topic, does=False)


_TOLD = 12  # goods of which cases or dates are told at once
_FACTS = ("case_size", "shelf_life", "sizes")  # questions that each article has an answer to


def _facts(topic: str, goods: Sequence[int]) -> TopicAnswer:
    """How many units a case of some goods holds, how many days they keep, or what slot they need."""
    rows = [product(index) for index in goods]
    if topic == "sizes":
        return TopicAnswer("sizes", True, tuple(f"{row.name} {row.size}" for row in rows))
    if topic == "case_size":
        return TopicAnswer("case_packs", True, tuple(f"{row.case_pack} of {row.name}" for row in rows))
    return TopicAnswer("keeps", True, tuple(f"{row.name} {_keeps(row.shelf_life_days)}" for row in rows))


def _keeps(days: int) -> str:
    return f"{days} days" if days < _FOR_YEARS else "for years"


_FOR_YEARS = 3_000  # days of shelf life, from which a good does not spoil


def _does(trade: Trade, supplier: int, topic: str) -> bool:
    seed = int(trade.params.seed[0])
    return one(seed, Stream.FAVOUR, supplier, _TRAITS[topic]) < trade.scenario.suppliers.favour_share


def _waive_shipping(trade: Trade, supplier: int) -> TopicAnswer:
    """The first order of a new customer goes without a charge."""
    thread = trade.book.thread(supplier)
    first = not any(order.supplier == supplier and order.paid_cents for order in trade.book.orders)
    charges = int(trade.params.shipping[0, supplier]) > 0
    if first and charges:
        thread.first_shipping_free = True
    return TopicAnswer("free_shipping", does=first and charges)


def _take_a_trial_order(trade: Trade, supplier: int) -> TopicAnswer:
    """The first order of a new customer may be below the minimum."""
    first = not any(order.supplier == supplier and order.paid_cents for order in trade.book.orders)
    limited = int(trade.params.min_order[0, supplier]) > 0
    if first and limited:
        trade.book.thread(supplier).trial_order = True
    return TopicAnswer("lower_minimum", does=first and limited)


def _sell_by_the_case(trade: Trade, supplier: int) -> TopicAnswer:
    trade.book.thread(supplier).case_price = True
    return TopicAnswer("case_size", does=True)


def _supply_regularly(trade: Trade, supplier: int) -> TopicAnswer:
    trade.book.thread(supplier).standing_price = True
    return TopicAnswer("standing_order", does=True)


def _offer_special(trade: Trade, supplier: int) -> TopicAnswer:
    """One product at a time is to leave the shelf."""
    rules, seed = trade.scenario.suppliers, int(trade.params.seed[0])
    turn = trade.today // rules.special_days
    carried = carried_by(supplier)
    place = int(one(seed, Stream.FAVOUR, supplier, _TRAITS["specials"], turn, 1) * len(carried))
    share = float(between(*rules.special_discount, seed, Stream.FAVOUR, supplier, 4, turn, 2)[0])
    until = (turn + 1) * rules.special_days - 1
    trade.book.thread(supplier).special = Special(
        product=carried[place], discount=round(share, 2), until=until
    )
    return TopicAnswer("specials", does=True, goods=(product(carried[place]).name,))


def _hint(trade: Trade, supplier: int) -> TopicAnswer:
    """Two of what sells best of its list at a place like the buyer's, as far as the supplier can tell."""
    seed, carried = int(trade.params.seed[0]), np.array(carried_by(supplier))
    luck = between(1 - _LUCK, 1 + _LUCK, seed, Stream.FAVOUR, supplier, 5, carried)
    ranked = carried[np.argsort(-trade.params.base_sales[0, carried] * luck, kind="stable")][:_BEST]
    chosen = permutations(seed, Stream.FAVOUR, len(ranked), supplier, 5)[0][:_HINTED]
    return TopicAnswer("best_sellers", does=True, goods=tuple(product(int(i)).name for i in ranked[chosen]))


_GRANTS: dict[str, Callable[[Trade, int], TopicAnswer]] = {
    "free_shipping": _waive_shipping,
    "lower_minimum": _take_a_trial_order,
    "samples": _take_a_trial_order,
    "case_size": _sell_by_the_case,
    "standing_order": _supply_regularly,
    "specials": _offer_special,
    "best_sellers": _hint,
}
