"""The expert's judgement: what sells, whom to trust with how much, what to keep in the machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from math import exp, log
from statistics import fmean

from vendsim_agents.expert.memory import Good, Memory, Supplier

FULL = 1.3  # times the usual demand: a crowd
_STEEPNESS, _DEAREST = 0.3, 1.6  # exponent of what a crowd wants over what is there; most of what it pays
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
    return good.heard * (guess * _WEIGHT + good.sold) / (_WEIGHT + good.days)


def price(memory: Memory, name: str, wanted: float = 1.0, there: int = 0) -> int:
    """Our price, ending in 0 or 5 cents; more where a crowd, with ``wanted`` times the usual demand, would
    buy more than is ``there``."""
    good, dearer = memory.goods[name], 1.0
    if wanted > FULL:
        dearer = min(max(wanted * rate(good) / max(there, 1), 1.0) ** _STEEPNESS, _DEAREST)
    return max(round(good.retail * good.local * memory.markup * dearer / 5) * 5, 25)


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


def slot(large: bool) -> int:
    """Units that a slot takes."""
    return 8 if large else 12


def days_worth(good: Good, wanted: float, slots: int) -> float:
    """Usual days' sales that a day with ``wanted`` times the demand brings, at most what the slots hold."""
    return min(wanted, max(slots * slot(good.large) / rate(good), 1.0))


def assortment(
    memory: Memory, slots: dict[bool, int], trials: bool, days_left: int, wanted: Callable[[str], float]
) -> list[str]:
    """The most profitable mix, slot by slot, found greedily; the untried count for more than a guess while
    there is time to learn. Without trials guesses decide all year. What a crowd wants (``wanted``: factor of
    a category) gets several slots, and is named as often."""
    curiosity = _CURIOSITY * min(days_left / 150, 1.0)

    def worth(name: str, slots: int) -> float:
        """Profit of a day with a product in so many slots."""
        good, crowd = memory.goods[name], wanted(memory.goods[name].category)
        here = 1.1 if name in memory.units and memory.units[name] > 0 else 1.0  # changing costs a trip
        units = rate(good, curiosity) if trials else good.guess * good.heard
        margin = price(memory, name, crowd, slots * slot(good.large)) - costs[name]
        return units * days_worth(good, crowd, slots) * margin * here

    known = (name for name, good in memory.goods.items() if good.guess >= 0.5)
    costs = {name: unit for name in known if (unit := cost(memory, name)) is not None}
    more = {name: worth(name, 1) for name in costs}  # what one more slot would bring
    free = dict(slots)
    chosen: Counter[str] = Counter()
    while more and any(free.values()):
        taken = Counter(memory.goods[c].category for c in chosen)
        crowded = {
            n: w * (taken[memory.goods[n].category] + (n not in chosen)) ** -_CROWDING
            for n, w in more.items()
        }
        name = max(crowded, key=lambda n: (crowded[n], n))
        if more[name] <= 0:
            break
        if free[memory.goods[name].large]:
            free[memory.goods[name].large] -= 1
            chosen[name] += 1
            more[name] = worth(name, chosen[name] + 1) - worth(name, chosen[name])
        else:
            del more[name]
    return list(chosen.elements())
