"""What the questions of a letter mean in their thread: the goods, the basket, and what nobody can answer."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from vendsim.suppliers import negotiation
from vendsim.suppliers.book import Item
from vendsim.suppliers.decisions import (
    Agreed,
    AlreadyConfirmed,
    BasketWeighed,
    BelowMinimum,
    CancelledNow,
    Confirmed,
    Countered,
    LateRegretted,
    OrderHeld,
    QuoteGiven,
    ShallIBook,
    Stalled,
    StatusGiven,
    TooLate,
    TopicAnswer,
    Traced,
)
from vendsim.suppliers.desk import Desk
from vendsim.suppliers.questions import topics_of
from vendsim.suppliers.reading.lexicon import stem
from vendsim.suppliers.trade import carried_by, price, product
from vendsim.suppliers.wishes import Wishes
from vendsim.text import shorten


def weigh_basket(desk: Desk, topics: Set[str]) -> BasketWeighed | None:
    """How what the letter prices stands to our terms; if these are asked, also what lies on the table."""
    supposed = [i for i in desk.places("ask") if "minimum_order" in topics_of(desk.acts[i])]
    if goods := desk.wishes(supposed, ()).items:  # "Would the water and 24 diet make the minimum?"
        units = {item.product: item.units for item in desk.trade.book.on_table(desk.supplier)}
        basket = [Item(product=it.product, units=it.units or units.get(it.product, 0)) for it in goods]
        if all(item.units for item in basket):
            return negotiation.weigh(
                desk.trade, desk.supplier, price(desk.trade, desk.supplier, basket).goods, topics
            )
    decisions = [it.decision for it in desk.answers]
    if any(isinstance(it, (Confirmed, ShallIBook, BelowMinimum)) for it in decisions):
        return None
    quoted = [it.lines for it in decisions if isinstance(it, (QuoteGiven, Countered, Agreed, OrderHeld))]
    lines = quoted[0] if quoted else ()
    counted = [line for line in lines if line.units]
    mostly = 2 * len(counted) >= len(lines) and len({line.product for line in lines}) == len(lines)
    goods_cents = sum(line.unit_cents * (line.units or 0) for line in counted) if mostly else 0
    if not quoted and desk.offer and not topics.isdisjoint(_OF_BASKETS):
        goods_cents = price(desk.trade, desk.supplier, desk.offer.items).goods
    return negotiation.weigh(desk.trade, desk.supplier, goods_cents, topics) if goods_cents else None


_OF_BASKETS = ("minimum_order", "lower_minimum", "free_from", "free_shipping", "mixing")


def not_known(desk: Desk, places: Sequence[int]) -> list[TopicAnswer]:
    """Questions that are about nothing we could tell: answered with the buyer's own words, so that it is
    plain which question could not be answered."""
    asked = [text.strip(" -*,") for i in places for text in desk.acts[i].other_questions]
    asked = [text for text in dict.fromkeys(asked) if "?" in text and len(text.split()) >= _LEAST_WORDS]
    if any(isinstance(it.decision, OF_ORDERS) for it in desk.answers):
        asked = [text for text in asked if not ITS_NUMBER.search(text)]
    asked = [text for text in asked if not text.lower().startswith("so ")]  # goes on with what was answered
    return [TopicAnswer("unanswered", quoted=shorten(text, _QUOTED)) for text in asked]


OF_ORDERS = (Confirmed, AlreadyConfirmed, StatusGiven, TooLate, CancelledNow, LateRegretted, Stalled, Traced)
ITS_NUMBER = re.compile(
    r"\b(?:order|reference|its|which|what|the) (?:number|no|id)\b|\b(?:is|was) it booked\b"
)
"""Asks for what every answer about an order tells."""
_LEAST_WORDS, _QUOTED = 4, 90  # of a question that is repeated: words it has, characters that are shown


def goods_meant(desk: Desk, places: Sequence[int]) -> list[int]:
    """What questions are about: goods that they name or that are traded beside them, else the table."""
    asked = desk.wishes([i for i in places if desk.acts[i].kind == "ask"], (), asks=True)
    traded = desk.wishes(desk.places("ask_price", "bid", "order"), ())
    by_sort = not any(desk.acts[i].lines for i in places if desk.acts[i].kind == "ask")
    bought = {item.product for item in traded.items}
    if by_sort and any(item.product in bought for item in asked.items):  # "the drinks" are those
        asked = Wishes()
    own = [item.product for item in asked.joined(traded).items]
    spelt = [
        index
        for index in carried_by(desk.supplier)
        if any(product(index).name.lower() in desk.acts[i].text for i in places)
    ] + _by_their_noun(desk, places)
    named = [*own, *spelt] or [item.product for item in desk.wishes(desk.places("inform"), ()).items]
    on_table = (item.product for item in desk.trade.book.on_table(desk.supplier))
    return list(dict.fromkeys(named or on_table))


def _by_their_noun(desk: Desk, places: Sequence[int]) -> list[int]:
    """The only goods of our list that are such a thing as words of questions name: "the popcorn"."""
    called: dict[str, list[int]] = {}
    for index in carried_by(desk.supplier):
        words = [word for word in product(index).name.lower().split() if word.isalpha()]
        called.setdefault(stem(words[-1]), []).append(index)
    said = {stem(word) for i in places for word in desk.acts[i].text.split()}
    return [goods[0] for noun, goods in called.items() if len(goods) == 1 and noun in said - _NO_GOODS]


_NO_GOODS = {"bottle", "drink", "can", "bar", "stick", "cup", "bag"}  # what many are packed or shaped as
