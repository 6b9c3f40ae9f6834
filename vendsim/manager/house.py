"""Scripted operators of the numeric business: they answer `Knowledge` with whole actions.

`Careful` is the numeric twin of the scripted agent of that name: the same judgement and thresholds
(``agents/vendsim_agents/careful``), within what a day's decision can express. `Competent` is the twin of the
calibration policy (``economy.reference``): it works alike, but is told which suppliers are honest and roughly
what sells at which price, as the policy is. So it is no agent, only a bar to measure by.

How they decide is written once, as rules of one world.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vendsim.compiling.records import Constants, as_records, record
from vendsim.compiling.run import run
from vendsim.data import products
from vendsim.draws import BoolArray, FloatArray, IntArray
from vendsim.economy.catalogue import catalogue
from vendsim.economy.reference.planning import aimed_prices, asked_suppliers, believed_sales
from vendsim.economy.reference.policies import policy
from vendsim.formula import Record, real, rule, single
from vendsim.manager.decide import estimate
from vendsim.manager.knowledge import CONFIRMED, WRITTEN, Knowledge
from vendsim.manager.layout import LETTERS, NOTHING, ORDER_UNITS, ORDERS, PRICE_LEVELS, REFUNDS, layout
from vendsim.manager.worlds import Worlds
from vendsim.scenario import Scenario

_DEAREST = 2.0  # prices above, in typical wholesale ones, are not worth bargaining about
_PARTNERS = 5  # suppliers to bargain or trade with at a time
_ROUNDS = 2  # of bargaining with one supplier
_STUCK = 2  # letters without a better price after which bargaining is over
_SMALL, _LARGE = 4, 3  # products on offer of each size
_PER_CATEGORY = 3
_TRIP_EVERY = 4  # days
_STOCK_DAYS, _LEAD_DAYS = 18, 8  # that an order is meant to last; from an order to the goods
_LAST_DAYS = 5  # of the run, for which nothing is bought
_BELIEF_DAYS = 6  # of own sales that a first guess is worth
_PRICE_TRIAL = 28  # days for which a level of prices is tried
_WORSE = 0.97  # of the takings of the level before, below which a level is given up
_FIRST_LEVEL, _LOWEST, _HIGHEST = 1.1, 0.9, 1.4
_STEADY_LEVEL = 1.2  # the best single level on training worlds
_LOYALTY = (
    1.1  # times the profit of a new product that a planned one counts, for products to keep their slots
)
_USUAL_LEVEL = 1.2  # times typical wholesale that an honest supplier asks after some bargaining
_FAIR_CLAIM = 2.0  # times the price that a customer may claim and still get the price back
# Units a day to expect of one product of a kind before having sold any.
_GUESS = {
    "soda": 2.2, "water": 2.4, "bottle_soda": 2.0, "sports": 2.0, "juice": 1.1, "tea_coffee": 1.5,
    "energy": 2.1, "chips": 2.0, "family_chips": 1.8, "candy": 1.9, "gum_mints": 0.9, "cookies": 1.2,
    "nuts_bars": 1.2, "jerky": 1.2,
}  # fmt: skip
_NEVER, _UNKNOWN = 1_000_000, np.inf
_BY_JUDGEMENT = -1  # in place of the days that an order is to cover


@dataclass
class Mind:
    """What an operator remembers from day to day beside its knowledge; N worlds."""

    level: IntArray  # (N,) price level, from 1
    step: IntArray  # (N,) where it is moved next
    trial: IntArray  # (N,) days of the present level
    takings: FloatArray  # (N,) of these days, cents
    before: FloatArray  # (N,) mean takings of the level before


@dataclass
class Belief:
    """What an operator believes beforehand: the same in all worlds (B = 1), or of each (B = N)."""

    guess: FloatArray  # (B, P) units a day to expect
    partner: BoolArray  # (B, K) suppliers, by place, that are dealt with at all
    own_level: IntArray  # (B, P) price level of each product; 0: the one level of all prices


class Careful:
    """A competent operator: compares, bargains, restocks in time, learns from its own sales.

    Args:
        scenario: the constants of the worlds.
        small, large: products on offer of each size.
        trip_every: days from one trip to the machine to the next.
        rounds: of bargaining with one supplier.
        fixed_level: all prices stay at this level, from 1; 0: levels are tried out.
        loyalty: times the profit of a new product that a planned one counts; 0: products move between slots
            as they rank, otherwise one keeps its slot while it is worth one.
        dearest: prices of those who are dealt with, in typical wholesale ones, at most.
    """

    def __init__(
        self,
        scenario: Scenario,
        small: int = _SMALL,
        large: int = _LARGE,
        trip_every: int = _TRIP_EVERY,
        rounds: int = _ROUNDS,
        fixed_level: int = 0,
        loyalty: float = 0.0,
        dearest: float = _DEAREST,
    ) -> None:
        self.layout, table = layout(scenario), catalogue()
        heads, is_large = self.layout.columns, np.array(scenario.machine.is_large)
        sellable = np.array([row.category in _GUESS for row in products()])
        self._constants = Constants(record(
            {
                "product": heads["product"].start, "price": heads["price"].start,
                "units": heads["units"].start, "supplier": heads["supplier"].start,
                "letter": heads["letter"].start, "refund": heads["refund"].start, "trip": heads["trip"].start,
                "days": scenario.days, "trip_every": trip_every, "rounds": rounds,
                "fixed_level": fixed_level, "loyalty": loyalty, "dearest": dearest,
                "lowest": _level(_LOWEST), "highest": _level(_HIGHEST), "on_offer": [small, large],
                "sellable": sellable, "category": table.category, "is_large": table.is_large,
                "is_large_slot": is_large, "wholesale": table.wholesale,
                "price_cents": self.layout.price_cents, "option_of": self.layout.option_of,
                "order_units": ORDER_UNITS,
            }
        ))  # fmt: skip
        slots, kinds = self.layout.slots, int(table.category.max()) + 1
        by_product, by_slot = np.zeros(self.layout.products), np.zeros(slots, dtype=np.int64)
        self._work = Constants(record(
            {
                "rate": by_product, "best": by_product, "profit": by_product, "slots": by_slot,
                "wanted": by_slot, "need": np.zeros(slots), "cents": by_slot,
                "trusted": np.zeros(self.layout.suppliers, dtype=np.uint8),
                "settled": np.zeros(self.layout.suppliers, dtype=np.uint8),
                "taken": np.zeros(kinds, dtype=np.int64),
            }
        ))  # fmt: skip
        guess = np.array([[_GUESS.get(row.category, 0.3) for row in products()]])
        self._belief = Belief(
            guess,
            np.ones((1, self.layout.suppliers), dtype=bool),
            np.zeros(guess.shape, dtype=np.int64),
        )
        self._mind = _blank(0)

    def begin(self, known: Knowledge, rows: IntArray) -> None:
        """New worlds in ``rows`` (n,); where prices are planned already, it goes on from the highest."""
        if len(self._mind.level) != known.worlds:
            self._mind = _blank(known.worlds)
        mind, fixed = self._mind, self._constants.plain.fixed_level
        planned = known.plan_level[rows].max(axis=1)
        first = np.where(planned > 0, planned, _level(_FIRST_LEVEL))
        mind.level[rows], mind.step[rows] = fixed or first, 1
        mind.trial[rows] = 0
        mind.takings[rows] = mind.before[rows] = 0.0

    def act(self, known: Knowledge, cover: IntArray | None = None) -> IntArray:
        """(N, H) today's decision.

        With ``cover`` (N, S) it does not judge when and how much to order: for each slot it orders what its
        product should sell in so many days, less what is there and on the way.
        """
        action = np.zeros((known.worlds, len(self.layout.nvec)), dtype=np.int64)
        if cover is None:
            cover = np.full((known.worlds, self.layout.slots), _BY_JUDGEMENT)
        run(
            decide_all, (self._constants, self._work), (known, self._mind, self._belief),
            known.assortments, np.ascontiguousarray(cover, dtype=np.int64), action, apart=("assortments",),
        )  # fmt: skip
        return action


def steady(scenario: Scenario) -> Careful:
    """`Careful` with all slots in use, a trip every day, and nothing to remember from day to day.

    What it does follows from what it knows this morning, so that whoever sees the same can do the same: all
    prices stay at one level, and a product keeps its slot while it is worth one. It knows no more than any
    operator.
    """
    small = scenario.machine.is_large.count(False)
    return Careful(
        scenario, small=small, large=len(scenario.machine.is_large) - small, trip_every=1,
        fixed_level=_level(_STEADY_LEVEL), loyalty=_LOYALTY,
    )  # fmt: skip


class Competent(Careful):
    """Best of 3 honest suppliers, 2 rounds, 8 products, prices within 15 %, a trip every 3 days.

    It knows of hidden things what ``economy.reference`` tells the policy of that name, with its errors.

    Args:
        worlds: the worlds it will work in. Their hidden parameters are read.
    """

    def __init__(self, worlds: Worlds) -> None:
        row, params, who = policy("competent"), worlds.params, worlds.backstage.who
        super().__init__(worlds.scenario, small=4, large=4, trip_every=3, rounds=row.rounds, dearest=_UNKNOWN)
        rows = np.arange(params.worlds)[:, None]
        aim = aimed_prices(worlds.scenario, row, params, np.rint(catalogue().wholesale) * _USUAL_LEVEL)
        table = self.layout.price_cents  # (P, levels)
        self._belief = Belief(
            believed_sales(row, params),
            asked_suppliers(row, params, worlds.state)[rows, who],
            1 + np.abs(aim[:, :, None] - table).argmin(axis=2),
        )


def _level(multiple: float) -> int:
    return 1 + PRICE_LEVELS.index(multiple)


def _blank(worlds: int) -> Mind:
    def counts() -> IntArray:
        return np.zeros(worlds, dtype=np.int64)

    mind = Mind(counts(), counts(), counts(), np.zeros(worlds), np.zeros(worlds))
    kept: Mind = as_records(mind)[1]
    return kept


# One world ----------------------------------------------------------------------------------------------


def decide_all(
    house: Sequence[Record], work: Sequence[Record], knowns: Sequence[Record], minds: Sequence[Record],
    beliefs: Sequence[Record], assortments: Any, covers: Any, actions: Any,
) -> None:  # fmt: skip
    """The decisions of all worlds, into ``actions`` (N, H), which hold zeros."""
    for i in range(len(knowns)):
        belief = beliefs[i % len(beliefs)]
        decide_one(house[0], work[0], knowns[i], minds[i], belief, assortments, covers[i], actions[i])


@rule
def decide_one(
    house: Record, work: Record, known: Record, mind: Record, belief: Record, assortments: Any, cover: Any,
    action: Any,
) -> None:  # fmt: skip
    """What an operator does today, into ``action`` (H,)."""
    _judge_suppliers(house, work, known, belief)
    for product in range(len(known.rate)):
        tried = known.tried[product]
        own = real(single(known.rate[product]) * single(tried))
        work.rate[product] = (belief.guess[product] * _BELIEF_DAYS + own) / (_BELIEF_DAYS + tried)
    if house.fixed_level == 0:
        _try_prices(house, known, mind)
    _choose_products(house, work, known, mind, belief, assortments)
    for slot in range(len(known.plan_product)):
        product = work.slots[slot]
        if product >= 0:
            level = _level_of(mind, belief, product)
            if product != known.plan_product[slot]:
                action[house.product + slot] = house.option_of[slot][product]
            if level != known.plan_level[slot]:
                action[house.price + slot] = level
    _write_letters(house, work, known, belief, action)
    _order(house, work, known, mind, belief, assortments, cover, action)
    for claim in range(REFUNDS):
        fair = known.claim_cents[claim] <= _FAIR_CLAIM * known.claim_price[claim]
        action[house.refund + claim] = int(fair and known.claim_day[claim] > 0)
    now = known.day - known.last_trip >= house.trip_every or known.day >= house.days - 1
    action[house.trip] = int(now)


@rule
def _judge_suppliers(house: Record, work: Record, known: Record, belief: Record) -> None:
    """Whom to deal with, as far as prices tell, and with whom bargaining is over."""
    for place in range(len(known.letter)):
        level, alive = known.level[place], known.closed[place] == 0
        trusted = belief.partner[place] and alive and level > 0 and level <= house.dearest
        asked = known.bargained[place]
        over = asked - known.won[place] >= _STUCK or asked >= house.rounds
        work.trusted[place] = trusted
        work.settled[place] = trusted and over and known.letter[place] == NOTHING


@rule
def _level_of(mind: Record, belief: Record, product: int) -> int:
    """Our price level for a product."""
    own = belief.own_level[product]
    return int(own if own > 0 else mind.level)


@rule
def _try_prices(house: Record, known: Record, mind: Record) -> None:
    """Move all prices together now and then, on in the direction that paid."""
    stocked = False
    for slot in range(len(known.slot_units)):
        stocked = stocked or known.slot_units[slot] > 0
    mind.takings += known.takings
    mind.trial += int(stocked)
    if mind.trial < _PRICE_TRIAL:
        return
    mean = mind.takings / mind.trial
    if mean < mind.before * _WORSE:
        mind.step = -mind.step
    mind.level = min(max(mind.level + mind.step, house.lowest), house.highest)
    mind.before, mind.takings, mind.trial = mean, 0.0, 0


@rule
def _choose_products(
    house: Record, work: Record, known: Record, mind: Record, belief: Record, assortments: Any
) -> None:
    """What each slot is meant for: the products that should earn most, spread over categories."""
    for product in range(len(known.rate)):
        work.best[product] = _UNKNOWN  # the lowest level of prices at which somebody sells it
    for place in range(len(known.letter)):
        if work.trusted[place] and known.quoted_on[place] > 0:
            level, listed = real(known.level[place]), assortments[known.assortment[place]]
            for product in range(len(known.rate)):
                if listed[product] and level < work.best[product]:
                    work.best[product] = level
    for product in range(len(known.rate)):
        work.profit[product] = -_UNKNOWN
        if house.sellable[product] and work.best[product] < _UNKNOWN:
            price = house.price_cents[product][_level_of(mind, belief, product) - 1]
            rate = work.rate[product] * _worth_keeping(house, known, product)
            work.profit[product] = rate * (price - house.wholesale[product] * work.best[product])
    for slot in range(len(known.plan_product)):
        work.slots[slot] = -1
    for size in range(2):
        count = house.on_offer[size]
        _rank(house, work, size, count)
        _fill_slots(house, work, known, size, count)


@rule
def _worth_keeping(house: Record, known: Record, product: int) -> float:
    """Times its profit that a product counts."""
    if house.loyalty > 0:
        for slot in range(len(known.plan_product)):
            if known.plan_product[slot] == product:
                return float(house.loyalty)
    return 1.0


@rule
def _rank(house: Record, work: Record, size: int, count: int) -> None:
    """The best products of a size, at most so many of a category; -1 where there are none."""
    for category in range(len(work.taken)):
        work.taken[category] = 0
    for n in range(count):
        pick, most = -1, -_UNKNOWN
        for product in range(len(work.profit)):
            fits = house.is_large[product] == size and work.taken[house.category[product]] < _PER_CATEGORY
            if fits and work.profit[product] > most:
                pick, most = product, work.profit[product]
        work.wanted[n] = pick
        if pick >= 0:
            work.taken[house.category[pick]] += 1
            work.profit[pick] = -_UNKNOWN


@rule
def _fill_slots(house: Record, work: Record, known: Record, size: int, count: int) -> None:
    """Give the wanted products the slots of their size: each its own, or one after the other."""
    n = 0
    for slot in range(len(known.plan_product)):
        if house.is_large_slot[slot] != size:
            continue
        plan = known.plan_product[slot]
        if house.loyalty > 0 and plan >= 0 and _is_wanted(work, plan, count):
            work.slots[slot] = plan
            continue
        while house.loyalty > 0 and n < count and _is_planned(known, work.wanted[n]):
            n += 1
        if n < count:
            work.slots[slot] = work.wanted[n]
            n += 1


@rule
def _is_wanted(work: Record, product: int, count: int) -> bool:
    found = False
    for n in range(count):
        found = found or work.wanted[n] == product
    return found


@rule
def _is_planned(known: Record, product: int) -> bool:
    found = False
    for slot in range(len(known.plan_product)):
        found = found or known.plan_product[slot] == product
    return found and product >= 0


@rule
def _write_letters(house: Record, work: Record, known: Record, belief: Record, action: Any) -> None:
    """Bargain with the promising ones, cheapest first; ask new ones while too few are left."""
    places, written, partners = len(known.letter), 0, 0
    for place in range(places):
        partners += work.trusted[place]
    last, after = 0.0, -1  # level and place of the one written to last
    while written < LETTERS:
        pick, lowest = -1, _UNKNOWN
        for place in range(places):
            ready = work.trusted[place] and not work.settled[place] and known.letter[place] == NOTHING
            level = real(known.level[place])
            later = level > last or (level == last and place > after)
            if ready and later and level < lowest:
                pick, lowest = place, level
        if pick < 0:
            break
        action[house.letter + written] = 1 + places + pick
        last, after = lowest, pick
        written += 1
    if partners >= _PARTNERS:
        return
    for place in range(places):
        stranger = known.asked_on[place] == 0 and known.closed[place] == 0 and belief.partner[place]
        if stranger and written < LETTERS and not work.trusted[place]:
            action[house.letter + written] = 1 + place
            written += 1


@rule
def _order(
    house: Record, work: Record, known: Record, mind: Record, belief: Record, assortments: Any, cover: Any,
    action: Any,
) -> None:  # fmt: skip
    """Reorder in time, or by what the ``cover`` (S,) of slots lacks, from whom most is earned with."""
    horizon, low = min(_STOCK_DAYS, house.days - known.day - _LAST_DAYS), False
    waiting = False
    for row in range(ORDERS):
        waiting = waiting or known.order_stage[row] == WRITTEN or known.order_stage[row] == CONFIRMED
    for slot in range(len(work.slots)):
        product = work.slots[slot]
        work.need[slot], work.cents[slot] = 0.0, 0
        if product >= 0:
            held = int(known.stored[product]) + known.awaited[product]
            for other in range(len(known.slot_product)):
                held += known.slot_units[other] * (known.slot_product[other] == product)
            expected = work.rate[product]
            days = horizon if cover[slot] == _BY_JUDGEMENT else min(cover[slot], house.days - known.day)
            work.need[slot] = max(np.rint(expected * days) - held, 0.0)
            work.cents[slot] = house.price_cents[product][_level_of(mind, belief, product) - 1]
            low = low or held < expected * min(_LEAD_DAYS, horizon)
    if cover[0] == _BY_JUDGEMENT and (not low or waiting or horizon <= 3):
        return
    best, most = -1, 0.0
    for place in range(len(known.letter)):
        if work.settled[place] and known.quoted_on[place] > 0:
            level, listed = real(known.level[place]), assortments[known.assortment[place]]
            saved, value = 0.0, 0.0
            for slot in range(len(work.slots)):
                product = work.slots[slot]
                if product >= 0 and listed[product]:
                    cost = estimate(house.wholesale[product], level)
                    saved += work.need[slot] * (work.cents[slot] - cost)
                    value += work.need[slot] * cost
            if saved > most and value >= known.min_order[place]:
                best, most = place, saved
    if best < 0:
        return
    action[house.supplier] = 1 + best
    for slot in range(len(work.slots)):
        option, nearest = 0, _UNKNOWN
        for n in range(len(house.order_units)):
            distance = abs(work.need[slot] - house.order_units[n])
            if distance < nearest:
                option, nearest = n, distance
        action[house.units + slot] = option
