"""Scripted operators of the numeric business: they answer `Knowledge` with whole actions.

`Careful` is the numeric twin of the scripted agent of that name: the same judgement and thresholds
(``agents/vendsim_agents/careful``), within what a day's decision can express. `Competent` is the twin of the
calibration policy (``economy.reference``): it works alike, but is told which suppliers are honest and roughly
what sells at which price, as the policy is. So it is no agent, only a bar to measure by.
"""

from __future__ import annotations

import numpy as np

from vendsim.data import products
from vendsim.draws import BoolArray, FloatArray, IntArray
from vendsim.economy.catalogue import catalogue
from vendsim.economy.reference.planning import aimed_prices, asked_suppliers, believed_sales
from vendsim.economy.reference.policies import policy
from vendsim.manager.decide import estimated_cents
from vendsim.manager.knowledge import CONFIRMED, WRITTEN, Knowledge
from vendsim.manager.layout import LETTERS, NOTHING, ORDER_UNITS, PRICE_LEVELS, REFUNDS, layout
from vendsim.manager.worlds import Worlds
from vendsim.scenario import Scenario

_TRUSTED = (1.22, 2.9)  # first quotes below are too good to be true, above not worth the paper
_PARTNERS = 5  # suppliers to bargain or trade with at a time
_ROUNDS = 4  # of bargaining with one supplier
_STUCK = 2  # letters without a better price after which bargaining is over
_SMALL, _LARGE = 4, 3  # products on offer of each size
_PER_CATEGORY = 3
_TRIP_EVERY = 4  # days
_STOCK_DAYS, _LEAD_DAYS = 18, 8  # that an order is meant to last; from an order to the goods
_BELIEF_DAYS = 6  # of own sales that a first guess is worth
_PRICE_TRIAL = 28  # days for which a level of prices is tried
_FIRST_LEVEL, _LOWEST, _HIGHEST = 1.1, 0.9, 1.4
_USUAL_LEVEL = 1.2  # times typical wholesale that an honest supplier asks after some bargaining
_FAIR_CLAIM = 2.0  # times the price that a customer may claim and still get the price back
# Units a day to expect of one product of a kind before having sold any.
_GUESS = {
    "soda": 2.2, "water": 2.4, "bottle_soda": 2.0, "sports": 2.0, "juice": 1.1, "tea_coffee": 1.5,
    "energy": 2.1, "chips": 2.0, "family_chips": 1.8, "candy": 1.9, "gum_mints": 0.9, "cookies": 1.2,
    "nuts_bars": 1.2, "jerky": 1.2,
}  # fmt: skip


class Careful:
    """A competent operator: compares, bargains, restocks in time, learns from its own sales."""

    trip_every = _TRIP_EVERY
    rounds = _ROUNDS

    def __init__(self, scenario: Scenario, small: int = _SMALL, large: int = _LARGE) -> None:
        self.layout, self._days = layout(scenario), scenario.days
        self._offered = ((False, small), (True, large))  # products on offer of each size
        self._guess: FloatArray = np.array([_GUESS.get(row.category, 0.3) for row in products()])
        self._sellable = np.array([row.category in _GUESS for row in products()])
        self._is_large = np.array(scenario.machine.is_large)
        self._level = np.zeros(0, dtype=np.int64)  # (N,) price level, from 1
        self._step = np.zeros(0, dtype=np.int64)  # (N,) where it is moved next
        self._trial = np.zeros(0, dtype=np.int64)  # (N,) days of the present level
        self._sum = np.zeros(0)  # (N,) takings of these days, cents
        self._before = np.zeros(0)  # (N,) mean takings of the level before

    def begin(self, known: Knowledge, rows: IntArray) -> None:
        """New worlds in ``rows`` (n,)."""
        if len(self._level) != known.worlds:
            self._level, self._step, self._trial = (np.zeros(known.worlds, dtype=np.int64) for _ in range(3))
            self._sum, self._before = np.zeros(known.worlds), np.zeros(known.worlds)
        self._level[rows] = 1 + PRICE_LEVELS.index(_FIRST_LEVEL)
        self._step[rows] = 1
        self._trial[rows] = 0
        self._sum[rows] = self._before[rows] = 0.0

    def act(self, known: Knowledge) -> IntArray:
        """(N, H) today's decision."""
        columns = self.layout.columns
        action = np.zeros((known.worlds, len(self.layout.nvec)), dtype=np.int64)
        trusted = self._trusted(known)
        rate = (self._guess * _BELIEF_DAYS + known.rate * known.tried) / (_BELIEF_DAYS + known.tried)
        self._try_prices(known)
        slots = self._assortment(known, rate, trusted)
        level = np.take_along_axis(self._levels(), np.maximum(slots, 0), axis=1)
        slot = np.arange(self.layout.slots)[None, :]
        changes = (slots >= 0) & (slots != known.plan_product)
        action[:, columns["product"]] = np.where(changes, self.layout.option_of[slot, slots], 0)
        repriced = (slots >= 0) & (known.plan_level != level)
        action[:, columns["price"]] = np.where(repriced, level, 0)
        action[:, columns["letter"]] = self._letters(known, trusted)
        place, units = self._order(known, slots, rate, trusted)
        action[:, columns["supplier"]] = place[:, None]
        action[:, columns["units"]] = units
        fair = known.claim_cents[:, :REFUNDS] <= _FAIR_CLAIM * known.claim_price[:, :REFUNDS]
        action[:, columns["refund"]] = fair & (known.claim_day[:, :REFUNDS] > 0)
        now = (known.day - known.last_trip >= self.trip_every) | (known.day >= self._days - 1)
        action[:, columns["trip"]] = now[:, None]
        return action

    def _trusted(self, known: Knowledge) -> BoolArray:
        """(N, K) suppliers to deal with, as far as their first quotes tell."""
        return (known.level >= _TRUSTED[0]) & (known.level <= _TRUSTED[1]) & ~known.closed

    def _strangers(self, known: Knowledge) -> BoolArray:
        """(N, K) suppliers that could be asked for their prices."""
        return (known.asked_on == 0) & ~known.closed

    def _levels(self) -> IntArray:
        """(N, P) our price level for each product."""
        return np.repeat(self._level[:, None], self.layout.products, axis=1)

    def _price(self) -> IntArray:
        """(N, P) our price of each product, cents."""
        return self.layout.price_cents[np.arange(self.layout.products), self._levels() - 1]

    def _try_prices(self, known: Knowledge) -> None:
        """Move all prices together now and then, on in the direction that paid."""
        self._sum += known.takings
        self._trial += known.slot_units.any(axis=1)
        now = self._trial >= _PRICE_TRIAL
        mean = self._sum / np.maximum(self._trial, 1)
        worse = now & (mean < self._before * 0.97)
        self._step = np.where(worse, -self._step, self._step)
        lowest, highest = (1 + PRICE_LEVELS.index(level) for level in (_LOWEST, _HIGHEST))
        self._level = np.where(now, np.clip(self._level + self._step, lowest, highest), self._level)
        self._before = np.where(now, mean, self._before)
        self._sum, self._trial = np.where(now, 0.0, self._sum), np.where(now, 0, self._trial)

    def _assortment(self, known: Knowledge, rate: FloatArray, trusted: BoolArray) -> IntArray:
        """(N, S) what each slot is meant for: the products that should earn most, spread over categories."""
        best = np.full(rate.shape, np.inf)  # lowest level of prices at which somebody sells each product
        for place in range(self.layout.suppliers):
            sold = self._sold_by(known, place) & trusted[:, place, None]
            best = np.where(sold, np.minimum(best, known.level[:, place, None]), best)
        offered = self._sellable & np.isfinite(best)
        margin = self._price() - catalogue().wholesale * np.where(offered, best, 0.0)
        profit = np.where(offered, rate * margin, -np.inf)
        slots = np.full((known.worlds, self.layout.slots), -1, dtype=np.int64)
        for large, count in self._offered:
            chosen = self._ranked(np.where(catalogue().is_large == large, profit, -np.inf), count)
            slots[:, np.flatnonzero(self._is_large == large)[:count]] = chosen
        return slots

    @staticmethod
    def _ranked(profit: FloatArray, count: int) -> IntArray:
        """(N, count) the best products, at most so many of a category; -1 where there are none."""
        category, rows = catalogue().category, np.arange(len(profit))
        left, taken = profit.copy(), np.zeros((len(profit), int(category.max()) + 1), dtype=np.int64)
        chosen = np.full((len(profit), count), -1, dtype=np.int64)
        for i in range(count):
            pick = np.argmax(left, axis=1)
            good = left[rows, pick] > -np.inf
            chosen[:, i] = np.where(good, pick, -1)
            taken[rows, category[pick]] += good
            left[rows, pick] = -np.inf
            left = np.where(taken[:, category] >= _PER_CATEGORY, -np.inf, left)
        return chosen

    def _sold_by(self, known: Knowledge, place: int) -> BoolArray:
        """(N, P) what the supplier in a place sells."""
        listed = known.assortments[known.assortment[:, place]]
        return listed & (known.quoted_on[:, place] > 0)[:, None]

    def _bargaining_over(self, known: Knowledge) -> BoolArray:
        stuck = known.bargained - known.won >= _STUCK
        return (known.letter == NOTHING) & (stuck | (known.bargained >= self.rounds))

    def _letters(self, known: Knowledge, trusted: BoolArray) -> IntArray:
        """Bargain with the promising ones, cheapest first; ask new ones while too few are left."""
        over = self._bargaining_over(known)
        ready = trusted & ~over & (known.letter == NOTHING)
        partners = (trusted & over).sum(axis=1) + (trusted & ~over).sum(axis=1)
        new = self._strangers(known) & (partners < _PARTNERS)[:, None]
        # One ranking: those to bargain with by level, then new ones by place, then nobody.
        place = np.arange(self.layout.suppliers)
        key = np.where(ready, known.level, np.where(new, 10.0 + place, np.inf))
        first = np.argsort(key, axis=1, kind="stable")[:, :LETTERS]
        value = np.take_along_axis(key, first, axis=1)
        asks = np.where(value < 10.0, 1 + self.layout.suppliers + first, 1 + first)
        return np.where(np.isfinite(value), asks, 0)

    def _order(
        self, known: Knowledge, slots: IntArray, rate: FloatArray, trusted: BoolArray
    ) -> tuple[IntArray, IntArray]:
        """Reorder in time: (N,) option of the supplier head, (N, S) of the units heads."""
        world, product = np.arange(known.worlds)[:, None], np.maximum(slots, 0)
        horizon = np.minimum(_STOCK_DAYS, self._days - known.day - 5)[:, None]
        held = known.stored[world, product] + known.slot_units_of(product) + known.awaited[world, product]
        expected = np.where(slots >= 0, rate[world, product], 0.0)
        need = np.maximum(np.rint(expected * horizon) - held, 0)
        low = (held < expected * np.minimum(_LEAD_DAYS, horizon)).any(axis=1)
        waiting = ((known.order_stage == WRITTEN) | (known.order_stage == CONFIRMED)).any(axis=1)
        buys = low & ~waiting & (horizon[:, 0] > 3)
        price = np.take_along_axis(self._price(), product, axis=1)
        best, best_saved = np.zeros(known.worlds, dtype=np.int64), np.zeros(known.worlds)
        settled = trusted & self._bargaining_over(known)
        for place in range(self.layout.suppliers):
            at = np.full_like(product, place)
            sold = known.sells(world, at, product) & (slots >= 0)
            cost = estimated_cents(known, world, at, product)
            saved = (need * np.where(sold, price - cost, 0)).sum(axis=1)
            value = (need * np.where(sold, cost, 0)).sum(axis=1)
            better = buys & settled[:, place] & (saved > best_saved) & (value >= known.min_order[:, place])
            best, best_saved = np.where(better, place + 1, best), np.where(better, saved, best_saved)
        sizes = np.array(ORDER_UNITS)
        units = np.abs(need[:, :, None] - sizes).argmin(axis=2)
        return best, np.where(best[:, None] > 0, units, 0)


class Competent(Careful):
    """Best of 3 honest suppliers, 2 rounds, 8 products, prices within 15 %, a trip every 3 days.

    It knows of hidden things what ``economy.reference`` tells the policy of that name, with its errors.

    Args:
        worlds: the worlds it will work in. Their hidden parameters are read.
    """

    trip_every = 3
    rounds = policy("competent").rounds

    def __init__(self, worlds: Worlds) -> None:
        super().__init__(worlds.scenario, small=4, large=4)
        row, params, who = policy("competent"), worlds.params, worlds.backstage.who
        rows = np.arange(params.worlds)[:, None]
        self._partners = asked_suppliers(row, params, worlds.state)[rows, who]
        self._guess = believed_sales(row, params)
        aim = aimed_prices(worlds.scenario, row, params, np.rint(catalogue().wholesale) * _USUAL_LEVEL)
        table = self.layout.price_cents  # (P, levels)
        self._own_levels = 1 + np.abs(aim[:, :, None] - table).argmin(axis=2)

    def _trusted(self, known: Knowledge) -> BoolArray:
        return self._partners & (known.quoted_on > 0) & ~known.closed

    def _strangers(self, known: Knowledge) -> BoolArray:
        return super()._strangers(known) & self._partners

    def _levels(self) -> IntArray:
        return self._own_levels
