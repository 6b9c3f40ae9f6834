"""The expert's judgement: what sells, whom to trust with how much, what to keep in the machine."""

from __future__ import annotations

from collections import Counter
from math import exp, log
from statistics import fmean

from vendsim_agents.expert.memory import Good, Memory, Supplier

_WEIGHT = 5.0  # days of sales that a guess is worth
_CURIOSITY = 0.5  # added to the guess of what has never been tried
_CROWDING = 0.25
_SAMPLE, _GROWTH = 15_000, 2.0  # cents for a first order; times as much after each good one
_DOUBT = 0.3  # shelf prices of a product that its usual price is worth
_OVER_SHOPS = 1.05  # our prices over those of the shops around, all in all
_SHARE = 0.5  # of the money that one supplier may hold
_DISTRUST = 0.15  # by how much dearer the goods of an untried supplier seem


def rate(good: Good, curiosity: float = 0.0) -> float:
    """Units a day to expect."""
    guess = good.guess * (1 + curiosity * _WEIGHT / (_WEIGHT + good.days))
    return (guess * _WEIGHT + good.sold) / (_WEIGHT + good.days)


def price(memory: Memory, name: str, crowd: float = 1.0) -> int:
    """Our price, ending in 0 or 5 cents; more while the street is full."""
    full = 1.12 if crowd > 1.3 else 1.0
    good = memory.goods[name]
    return max(round(good.retail * good.local * memory.markup * full / 5) * 5, 25)


def learn_local_prices(memory: Memory, shelves: list[dict[str, int]]) -> None:
    """How far prices around here lie from the guides': of all goods alike, and of each, as far as shops tell.

    A shop is dear or cheap as a whole; what it asks for one product beside the others tells of that one.
    """
    if not shelves:
        return
    levels: list[float] = []
    asides: dict[str, list[float]] = {}
    for shelf in shelves:
        over = {name: log(cents / memory.goods[name].retail) for name, cents in shelf.items()}
        levels.append(fmean(over.values()))
        for name, one in over.items():
            asides.setdefault(name, []).append(one - levels[-1])
    here = fmean(levels)
    for name, good in memory.goods.items():
        told = asides.get(name, [])
        good.local = exp(here + sum(told) / (len(told) + _DOUBT))
    memory.markup = _OVER_SHOPS


def usable(supplier: Supplier) -> bool:
    """Whether we would deal with a supplier again."""
    return not supplier.gone and supplier.bad < 1 and bool(supplier.prices)


def distrust(supplier: Supplier) -> float:
    """How much dearer a supplier's goods seem: the less, the more orders have come as they should."""
    return 1 + _DISTRUST / (1 + supplier.good)


def cost(memory: Memory, name: str) -> float | None:
    """What a unit costs at the best supplier, those hardly tried counted dearer; None: nobody has it."""
    asked = [
        s.prices[name] * distrust(s) for s in memory.suppliers.values() if usable(s) and name in s.prices
    ]
    return min(asked, default=None)


def limit(memory: Memory, supplier: Supplier, bank: int) -> int:
    """Cents for one order: a sample at first, then more after each good delivery."""
    return int(min(_SAMPLE * _GROWTH**supplier.good, max(bank * _SHARE, _SAMPLE)))


def assortment(memory: Memory, slots: dict[bool, int], trials: bool, days_left: int) -> list[str]:
    """The most profitable mix, one product a slot, found greedily; the untried count for more than a guess
    while there is time to learn. Without trials guesses decide all year."""
    curiosity = _CURIOSITY * min(days_left / 150, 1.0)
    worth = {}
    for name, good in memory.goods.items():
        unit = cost(memory, name)
        if unit is not None and good.guess >= 0.5:
            here = 1.1 if name in memory.units and memory.units[name] > 0 else 1.0  # changing costs a trip
            units = rate(good, curiosity) if trials else good.guess
            worth[name] = units * (price(memory, name) - unit) * here
    room = dict(slots)
    chosen: list[str] = []
    while worth and any(room.values()):
        taken = Counter(memory.goods[c].category for c in chosen)
        crowded = {n: w * (1 + taken[memory.goods[n].category]) ** -_CROWDING for n, w in worth.items()}
        name = max(crowded, key=lambda n: (crowded[n], n))
        if worth.pop(name) <= 0:
            break
        if room[memory.goods[name].large]:
            room[memory.goods[name].large] -= 1
            chosen.append(name)
    return chosen
