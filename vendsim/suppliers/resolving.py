"""What the lines of an act mean within their thread: short names, bare numbers, "the other one", "of each".

Only what can be meant by one thing is filled in; where the thread leaves a choice, the supplier asks.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache

import numpy as np

from vendsim.data import products
from vendsim.economy.catalogue import supplier_table
from vendsim.money import to_cents
from vendsim.suppliers.book import Item
from vendsim.suppliers.reading.lexicon import stem
from vendsim.suppliers.reading.model import Act, ActLine, Change
from vendsim.suppliers.reading.numbers import numeral, spoken_number
from vendsim.suppliers.reading.table import sorts_in
from vendsim.suppliers.trade import Trade, price, product
from vendsim.suppliers.wishes import Wishes

_WORD = re.compile(r"[a-z0-9&']+")
_EMPTY = frozenset(
    _WORD.findall(
        "the of a an those these that this my your our some any more please packs pack bags bag cans can "
        "bottles bottle units pieces boxes box ones one kind stuff again other articles items products lines"
    )
)
_EACH = re.compile(r"\b(?:each|all|both|every\w*|everything|them)\b", re.IGNORECASE)
_PLACES = {"former": 0, "first": 0, "second": 1, "third": 2, "latter": -1, "last": -1}


_OFFERING = frozenset({"bid", "order", "accept", "repeat", "amend", "condition"})


@dataclass
class _Found:
    """What has been understood of some lines so far."""

    units: dict[int, int] = field(default_factory=dict)
    also: dict[int, tuple[int, ...]] = field(default_factory=dict)
    bids: dict[int, int] = field(default_factory=dict)
    repeated: dict[int, int] = field(default_factory=dict)
    rivals: dict[int, int] = field(default_factory=dict)
    changes: dict[int, Change] = field(default_factory=dict)
    missing: dict[int, int] = field(default_factory=dict)
    not_carried: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)

    def add(self, index: int, line: ActLine, units: int | None = None) -> None:
        """One line about a product; of several about one, the quantities add up."""
        pack = product(index).case_pack
        said = line.units or (line.cases or 0) * pack or units or 0
        self.units[index] = self.units.get(index, 0) + said
        self.changes[index] = line.change
        if line.also:
            self.also[index] = line.also
        if line.missing is not None:
            self.missing[index] = self.missing.get(index, 0) + line.missing
        price = line.unit_price if line.case_price is None else line.case_price / pack
        table = {"mine": self.bids, "yours": self.repeated, "rival": self.rivals}.get(line.whose)
        if price is not None and table is not None:
            table[index] = math.floor(price * 100)  # an offer of 42.5 cents is not 43

    def wishes(self, act: Act) -> Wishes:
        """All of it; a sum that is only told ("I have $200 to spend", "$30 short") is no offer."""
        total, percent = (act.total, act.percent) if act.kind in _OFFERING else (None, None)
        return Wishes(
            items=tuple(Item(product=i, units=n) for i, n in self.units.items()),
            bids=self.bids,
            repeated=self.repeated,
            rivals=self.rivals,
            budget_cents=None if total is None else to_cents(total),
            per_cent=0 if percent is None else min(int(Decimal(percent) * 100), 9_999),
            not_carried=tuple(dict.fromkeys(self.not_carried)),
            questions=tuple(dict.fromkeys(self.questions)),
            changes=self.changes,
            missing=self.missing,
            also=self.also,
        )


def resolve(
    trade: Trade, supplier: int, act: Act, ground: Sequence[Item], *, asks: bool | None = None
) -> Wishes:
    """The wishes of an act; ``ground`` is what "it", "those" and bare numbers can mean.

    An act that ``asks`` (None: by its kind) means by "chips" all that we have of them.
    """
    found = _Found()
    bare: list[ActLine] = []
    if asks is None:
        asks = act.kind == "ask_price" or "availability" in act.topics
    for line in act.lines:
        if line.product is None and not _words(line.phrase or ""):
            bare += [line] if line != ActLine(phrase=line.phrase) else []
            continue
        removed = line.change == "remove"
        if asks and line.phrase and not removed and _of_sorts(trade, supplier, line.phrase, found, act.text):
            continue
        unasked = _Found() if removed else found  # nobody asks about what is not wanted
        index = _meant(trade, supplier, act, line, ground, unasked, asks=asks)
        if index is not None and _is_of_others(trade, supplier, index, line):
            line = line.model_copy(update={"unit_price": None})
        if index is not None and trade.carries(supplier, index):
            found.add(index, line)
        elif index is not None:
            unasked.not_carried.append(product(index).name)
    left = [item for item in ground if item.product not in found.units]
    rounded = _round_sum(trade, supplier, bare) if act.kind in _OFFERING and not found.units else None
    if rounded:
        act = act.model_copy(update={"total": Decimal(rounded)})
    elif bare:
        _deal(act, bare, left, found)
    if asks:
        _of_sorts(trade, supplier, _unnamed(act), found, act.text)
    wishes = found.wishes(act)
    if wishes.budget_cents in _limits(trade, supplier):
        return replace(wishes, budget_cents=None)  # "so that we reach your $80"
    return wishes


def _is_of_others(trade: Trade, supplier: int, index: int, line: ActLine) -> bool:
    """Whether the price of a line is what we told of other goods, and nothing like the price of these."""
    told = trade.book.thread(supplier).told
    cents = line.unit_price * 100 if line.unit_price is not None else 0
    usual = told.get(index, product(index).retail * 100)
    return cents in told.values() and not _LEAST_SHARE * usual <= cents <= usual


_LEAST_SHARE = 0.3  # of our price, or of the retail price, below which a price may be another one's


def _limits(trade: Trade, supplier: int) -> tuple[int, int]:
    """Sums that a supplier names itself: its minimum order, and what ships free."""
    return int(trade.params.min_order[0, supplier]), int(trade.params.free_over[0, supplier])


def _of_sorts(trade: Trade, supplier: int, text: str, found: _Found, said: str) -> bool:
    """ "Any chips too?": all that we carry of the sorts in a text, but for those of which something is named.

    Whether the text names any; ``said``: all the words of its act.
    """
    named, sorts = set(found.units), sorts_in(text)
    for sort in sorts:
        ours = [index for id_ in sort.goods if trade.carries(supplier, index := _index()[id_])]
        alike = {index for index in named if product(index).category in sort.categories}
        plural = sort.whole and " " in sort.name and sort.name.endswith("s")  # "energy drinks" is no name
        one = plural and len(alike) == 1 and not any(found.units[index] for index in alike)
        if not ours:
            found.not_carried.append(sort.name)
        elif sort.others or one or named.isdisjoint(alike if sort.whole else ours):
            for index in _cheapest(trade, supplier, said, sort.name, ours):
                found.add(index, ActLine())
    return bool(sorts)


def _cheapest(trade: Trade, supplier: int, text: str, sort: str, goods: Sequence[int]) -> Sequence[int]:
    """The goods of "your cheapest 3 or 4 sodas", "the two cheapest waters"; else all of a sort."""
    said = re.search(rf"(?:\w+ )?cheapest (?:(?!and\b)\w+ ){{0,3}}?{re.escape(sort)}\b", text.lower())
    if said is None:
        return goods
    numbers = [spoken_number([word])[1] or numeral(word) or 0 for word in said[0].split()]
    count = int(max(numbers)) or (_SOME if sort.endswith("s") else 1)
    each = {index: price(trade, supplier, [Item(product=index, units=1)]).unit[0] for index in goods}
    return sorted(goods, key=lambda index: (each[index], index))[:count]


_SOME = 3  # of "your cheapest sodas"


def _unnamed(act: Act) -> str:
    """The words of an act without its goods: "mint gum" asks for no other mints, "no chips" for none."""
    rows = [product(_index()[line.product]) for line in act.lines if line.product]
    known = {name.lower() for row in rows for name in (row.name, *row.aliases)}
    known |= {line.phrase for line in act.lines if line.phrase and line.change == "remove"}
    names = sorted(known, key=lambda name: (-len(name), name))
    row = "|".join(map(re.escape, names))
    return re.sub(rf"\b(?:{row})(?:e?s)?\b", " ; ", act.text) if names else act.text  # no "cola" in chocolate


# Products ------------------------------------------------------------------------------------------------


@cache
def _index() -> dict[str, int]:
    return {row.id: i for i, row in enumerate(products())}


def _meant(
    trade: Trade, supplier: int, act: Act, line: ActLine, ground: Sequence[Item], found: _Found, *, asks: bool
) -> int | None:
    """The product of a line; None, and a question, where that is not clear.

    Of goods that somebody only ``asks`` for and that nobody knows it is said that we do not carry them.
    """
    if line.product is not None:
        return _index()[line.product]
    phrase = line.phrase or ""
    words = _words(phrase)
    place = next((_PLACES[word] for word in words if word in _PLACES), None)
    if place is not None and len(words) == 1 and -len(ground) <= place < len(ground):
        return ground[place].product
    for known in (_talked_about(trade, supplier, ground), _carried(supplier)):
        fits = [index for index in known if _fits(words, index)]
        told = _of_the_price(trade, supplier, line, fits)
        fits = told or _of_the_size(act.text, phrase, fits) or _of_usual_size(fits)
        if len(fits) == 1:
            return fits[0]
        if fits and asks:  # all that may be meant
            for index in fits:
                found.add(index, line)
            return None
        if fits:
            names = " or ".join(product(index).name for index in fits[:4])
            found.questions.append(f'which "{phrase}" you mean: {names}')
            return None
    if asks and act.kind != "order":
        found.not_carried.append(phrase)
    else:
        found.questions.append(f'which product "{phrase}" is')
    return None


def _of_the_price(trade: Trade, supplier: int, line: ActLine, fits: Sequence[int]) -> list[int]:
    """Those of some goods for which we have named the price of a line."""
    told = trade.book.thread(supplier).told
    return [
        index for index in fits if line.unit_price is not None and told.get(index) == line.unit_price * 100
    ]


def _of_the_size(text: str, phrase: str, fits: Sequence[int]) -> list[int]:
    """Those of some goods whose size or packing a text names beside their short name: "nacho 1.75oz"."""
    before, found, behind = text.lower().partition(phrase.lower())
    if not found:
        return []
    beside = {*before.split()[-1:], *behind.split()[:2]}
    sizes = {word if word.endswith("oz") else f"{word}oz" for word in beside if _SIZE.fullmatch(word)}
    packings = beside & {"can", "cans", "bottle", "bottles"}
    names = {index: product(index).name.lower().split() for index in fits}
    return [
        index
        for index, name in names.items()
        if sizes & set(name) or {packing.rstrip("s") for packing in packings} & set(name)
    ]


_SIZE = re.compile(r"[0-9]+\.[0-9]+(?:oz)?|[0-9]+oz")
_LARGER = {"family_chips": "chips", "bottle_soda": "soda"}


def _of_usual_size(fits: Sequence[int]) -> list[int]:
    """Goods without the larger packs of what is among them in the usual one."""
    sorts = {product(index).category for index in fits}
    return [index for index in fits if _LARGER.get(product(index).category) not in sorts]


def _talked_about(trade: Trade, supplier: int, ground: Sequence[Item]) -> list[int]:
    """Products that a short name most likely means, first those on the table."""
    thread = trade.book.thread(supplier)
    orders = [order for order in trade.book.orders if order.supplier == supplier]
    bought = (line.product for order in reversed(orders) for line in order.lines)
    return list(dict.fromkeys([*(i.product for i in ground), *(i.product for i in thread.topic), *bought]))


def _carried(supplier: int) -> list[int]:
    return np.flatnonzero(supplier_table().carries[supplier]).tolist()


def _fits(words: frozenset[str], index: int) -> bool:
    """Whether every word of a short name is one of a product's names."""
    return bool(words) and any(words <= name for name in _names(index))


@cache
def _names(index: int) -> tuple[frozenset[str], ...]:
    row = product(index)
    return tuple(_words(name) for name in (row.name, *row.aliases))


def _words(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in _WORD.findall(text.lower()) if word not in _EMPTY)


# Bare numbers ---------------------------------------------------------------------------------------------


def _round_sum(trade: Trade, supplier: int, bare: Sequence[ActLine]) -> int | None:
    """Dollars that a number alone means for all that was quoted: "make it a round hundred", of $102.24."""
    offer = trade.book.thread(supplier).offer
    if offer is None or len(offer.items) < 2 or len(bare) != 1:
        return None
    total, dollars = price(trade, supplier, offer.items).total, bare[0].units or 0
    known = {item.units for item in offer.items}
    return dollars if dollars not in known and _NEARLY * total <= 100 * dollars <= total else None


_NEARLY = 0.8  # of what all of it costs, from which a number of dollars may be an offer for it
FOR_WHICH = "which product that is meant for"
"""What is asked about a number that stands alone."""
_TRADING = ("order", "accept", "repeat", "amend")
_SO_MANY = re.compile(r"\b[0-9]+ (?:products|lines|items|articles|goods|sorts|things)\b")


def _deal(act: Act, bare: Sequence[ActLine], ground: Sequence[Item], found: _Found) -> None:
    """Give numbers without products to what lies on the table."""
    if not ground:
        if not found.units and act.kind in _TRADING:
            found.questions.append(FOR_WHICH)
        return
    if len(bare) == 1 and bare[0].units == len(ground) and (bare[0].phrase or _SO_MANY.search(act.text)):
        for item in ground:
            found.add(item.product, ActLine(unit_price=bare[0].unit_price, whose=bare[0].whose), item.units)
        return
    for_each = "all" in act.refers_to or _EACH.search(act.text) is not None
    if len(bare) == len(ground):
        pairs: Iterable[tuple[Item, ActLine]] = zip(ground, bare, strict=True)
    elif len(bare) == 1 and for_each:
        pairs = ((item, bare[0]) for item in ground)
    elif len(bare) == 1 and (same := _same(bare[0], ground)):
        pairs = ((same, bare[0]),)
    else:
        if act.kind in _TRADING:
            found.questions.append(FOR_WHICH)
        return
    for item, line in pairs:
        found.add(item.product, line, item.units)


def _same(line: ActLine, ground: Sequence[Item]) -> Item | None:
    """The one item on the table that already has the quantity of a bare line."""
    same = [item for item in ground if item.units and item.units == line.units]
    return same[0] if len(same) == 1 else None
