"""Rescaling base sales, so that worlds differ and scores compare.

The best mix a machine could hold at honest cost, in average conditions, earns a set amount a day in every
world. Design: economy section 2, "Per-seed draws". Runs at every reset, over all worlds at once.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from vendsim.draws import BoolArray, FloatArray, IntArray, Stream, UintArray, between
from vendsim.economy.catalogue import catalogue
from vendsim.economy.demand import counted_factors, footfall_factor, price_factor, weather_factor
from vendsim.economy.params import SALES_GRID, Params, is_thin
from vendsim.economy.weather import wet_share
from vendsim.formula import formula, real, where
from vendsim.scenario import Demand, Scenario

ROUNDS = 8  # of finding the best mix and rescaling; nearly every world needs two or three
STEPS = 8  # secant steps; log profit is nearly linear in log base sales
FIRST_SCALE = 0.2  # log of the factor tried first: where most worlds end
_BLOCK = 512  # worlds at a time, so that the working set fits in cache


def normalise(scenario: Scenario, params: Params) -> None:
    """Rescale ``params.base_sales`` in place; thin products are capped after the rescaling."""
    rules = scenario.demand
    target = target_profit(rules, params.seed)
    cap = np.where(is_thin(scenario), sales_cap(rules, real(params.reference)), np.inf)  # (N, P)
    pull, margin = average_pull(scenario, params, real(params.wholesale))
    scaled = np.empty(cap.shape, dtype=np.float32)
    for first in range(0, params.worlds, _BLOCK):
        block = slice(first, first + _BLOCK)
        worlds = _Worlds(
            real(params.base_sales[block]), cap[block], pull[block], margin[block],
            params.variety_peak[block], params.footfall[block], target[block],
        )  # fmt: skip
        scale = _find_scale(scenario, worlds)
        scaled[block] = rescaled(worlds.drawn, scale[:, None], worlds.cap)
    params.base_sales = scaled  # narrow, on the grid


@dataclass(frozen=True)
class _Worlds:
    """What the best mix of n worlds and its profit depend on, apart from the scale."""

    drawn: FloatArray  # (n, P) base sales before rescaling
    cap: FloatArray  # (n, P) on base sales after it
    pull: FloatArray  # (n, P) x by base sales
    margin: FloatArray  # (n, P) cents
    peak: FloatArray  # (n,)
    footfall: FloatArray  # (n,)
    target: FloatArray  # (n,) log cents a day

    def some(self, which: IntArray) -> _Worlds:
        """Some of the worlds."""
        return _Worlds(*(getattr(self, field.name)[which] for field in fields(self)))

    def interest(self, scale: FloatArray) -> FloatArray:
        """(n, P) x at a scale (n,)."""
        return np.minimum(self.drawn * scale[:, None], self.cap) * self.pull


def _find_scale(scenario: Scenario, worlds: _Worlds) -> FloatArray:
    """(n,) the factor on base sales at which the greedy mix earns the target.

    A mix is found, the scale solved for it, and the mix looked for again, until it is the same.
    """
    n = len(worlds.target)
    log_scale, mix = np.full(n, FIRST_SCALE), np.full((n, len(scenario.machine.slots)), -2)
    left, which = worlds, np.arange(n)
    for _ in range(ROUNDS):
        found = _greedy(
            scenario, left.interest(np.exp(log_scale[which])), left.margin, left.peak, left.footfall
        )
        picks = np.sort(found.picks, axis=1)
        changed = np.flatnonzero((picks != mix[which]).any(axis=1))
        if len(changed) == 0:
            break
        left, which = left.some(changed), which[changed]
        mix[which] = picks[changed]
        log_scale[which] = _solve_scale(scenario, left, mix[which], log_scale[which])
    return np.exp(log_scale)


def _solve_scale(scenario: Scenario, worlds: _Worlds, mix: IntArray, start: FloatArray) -> FloatArray:
    """(n,) the log scale at which the products ``mix`` (n, S), -1 for none, earn the target."""
    table, counted, sold = catalogue(), counted_factors(scenario), mix >= 0
    place = np.maximum(mix, 0)
    drawn, cap, pull, margin = (
        np.take_along_axis(values, place, axis=1)
        for values in (worlds.drawn, worlds.cap, worlds.pull, worlds.margin)
    )  # (n, S)
    category = np.where(sold, table.category.take(place), -1)
    same = (category[:, :, None] == category[:, None, :]).sum(axis=2)
    count = sold.sum(axis=1)
    variety = counted.variety_of(worlds.peak, count)
    weight = np.where(sold, pull * counted.crowding.take(np.minimum(same, len(counted.crowding) - 1)), 0.0)
    weight = weight * variety[:, None]

    def excess(log_scale: FloatArray) -> FloatArray:
        units = np.minimum(drawn * np.exp(log_scale)[:, None], cap) * weight
        earned = (units * margin).sum(axis=1) * footfall_factor(units.sum(axis=1), worlds.footfall)
        return np.log(earned) - worlds.target

    x0, x1 = start, start + 0.25
    y0, y1 = excess(x0), excess(x1)
    for _ in range(STEPS):
        step = secant_step(x0, x1, y0, y1)
        if not step.any():
            break
        x0, y0 = x1, y1
        x1 = x1 + step
        y1 = excess(x1)
    return x1


@formula
def secant_step(x0: FloatArray, x1: FloatArray, y0: FloatArray, y1: FloatArray) -> FloatArray:
    """How far to go from ``x1`` to where y is 0; nowhere once it is close."""
    flat = np.abs(y1 - y0) < 1e-12
    slope = where(flat, 1.0, (y1 - y0) / where(flat, 1.0, x1 - x0))
    return where(np.abs(y1) < 1e-7, 0.0, np.minimum(np.maximum(-y1 / slope, -1.0), 1.0))


@formula
def best_price(rules: Demand, cost: FloatArray, reference: FloatArray, elasticity: FloatArray) -> FloatArray:
    """The price that earns most at unit ``cost``, for demand that only this price moves.

    Where d <= 0 the optimum of (p - c) * exp(E d) is p = c - R / E; above the reference price the curvature
    makes the first-order condition (m + d) * (|E| + 2 c d) = 1 with m = 1 - c / R, a quadratic in d.
    """
    cost, reference, elasticity = real(cost), real(reference), real(elasticity)
    margin, e, c = 1 - cost / reference, -elasticity, rules.curvature
    below = 1 / e - margin
    if c == 0:
        return reference * (1 + below)
    b = e + 2 * c * margin
    above = (-b + np.sqrt(np.maximum(b * b - 8 * c * (margin * e - 1), 0.0))) / (4 * c)
    return reference * (1 + where(below <= 0, below, above))


def average_pull(scenario: Scenario, params: Params, cost: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(N, P) units a day by base sales, before variety, crowding and footfall, and margin in cents.

    At the best prices for goods at ``cost`` (N, P), in average conditions.
    """
    rules, rain, tau = scenario.demand, catalogue().rain, real(params.temperature)
    price = best_price(rules, cost, params.reference, params.elasticity)
    share, reference, elasticity = (
        wet_share(scenario.weather),
        real(params.reference),
        real(params.elasticity),
    )
    return pull_at(rules, share, price, reference, elasticity, tau, rain), price - real(params.wholesale)


@formula
def pull_at(
    rules: Demand, wet_share: float, price: FloatArray, reference: FloatArray, elasticity: FloatArray,
    tau: FloatArray, rain: FloatArray,
) -> FloatArray:  # fmt: skip
    """Units a day by base sales at a price, at the mild temperature, with rain on its share of days."""
    dry = weather_factor(rules, tau, rain, rules.mild_temperature, 0.0)
    wet = weather_factor(rules, tau, rain, rules.mild_temperature, 1.0)
    return price_factor(rules, price / reference - 1, elasticity) * ((1 - wet_share) * dry + wet_share * wet)


@formula
def sales_cap(rules: Demand, reference: FloatArray) -> FloatArray:
    """The most base sales a thin product may have, on the grid."""
    return np.floor(100 * rules.thin_daily_revenue / reference * SALES_GRID) / SALES_GRID


@formula
def rescaled(drawn: FloatArray, scale: FloatArray, cap: FloatArray) -> FloatArray:
    """Base sales at a scale, on the grid."""
    return np.minimum(np.rint(drawn * scale * SALES_GRID) / SALES_GRID, cap)


def target_profit(rules: Demand, seed: UintArray) -> FloatArray:
    """(N,) log of the cents a day that the best mix of each world is to earn."""
    spread = between(*rules.best_daily_profit_spread, seed, Stream.DAILY_PROFIT)
    return np.log(100 * rules.best_daily_profit * spread)


def average_interest(scenario: Scenario, params: Params, cost: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(N, P) units x a day before variety, crowding and footfall, and margin in cents, at the best prices."""
    pull, margin = average_pull(scenario, params, cost)
    return real(params.base_sales) * pull, margin


def greedy_profit(scenario: Scenario, params: Params) -> FloatArray:
    """(N,) cents a day of the best mix found greedily, at cost W in average conditions."""
    x, margin = average_interest(scenario, params, params.wholesale)
    return greedy_mix(scenario, params, x, margin)[1]


def greedy_mix(
    scenario: Scenario, params: Params, x: FloatArray, margin: FloatArray
) -> tuple[BoolArray, FloatArray]:
    """(N, P) the products of the best mix of one product a slot, and its profit (N,) in cents a day.

    Products are added one by one, each time the one that raises profit most, until the slots of both sizes
    are full or no product helps.
    """
    found = _greedy(scenario, x, margin, params.variety_peak, params.footfall)
    chosen = np.zeros((len(x), x.shape[1] + 1), dtype=bool)
    np.put_along_axis(chosen, found.picks, True, axis=1)  # -1 is the column too many
    return chosen[:, :-1], found.profit


@dataclass(frozen=True)
class _Mix:
    picks: IntArray  # (n, S) products of the best mix, -1: none
    profit: FloatArray  # (n,) cents a day


def _greedy(
    scenario: Scenario, x: FloatArray, margin: FloatArray, peak: FloatArray, footfall: FloatArray
) -> _Mix:
    """`greedy_mix` for n worlds."""
    table, counted, machine = catalogue(), counted_factors(scenario), scenario.machine
    worlds, slots, row, category = len(x), len(machine.slots), np.arange(len(x)), table.category
    room = np.tile([slots - sum(machine.is_large), sum(machine.is_large)], (worlds, 1))
    of_size = [np.flatnonzero(table.is_large == large) for large in (False, True)]
    earns, out = x * margin, np.zeros(x.shape)  # (n, P); out: -inf for what cannot be added any more
    count = np.zeros((worlds, table.categories), dtype=np.int64)
    units, money = np.zeros(count.shape), np.zeros(count.shape)  # sums by category, before crowding
    picks, profits = np.empty((worlds, slots), dtype=np.int64), np.empty((worlds, slots))
    for n in range(slots):
        now, one_more = counted.crowding.take(count), counted.crowding.take(count + 1, mode="clip")
        rest_units, rest_money = (_with_more(total, now, one_more) for total in (units, money))
        crowding = one_more.take(category, axis=1)  # (n, P)
        variety = counted.variety_of(peak, n + 1)[:, None]
        all_units = (rest_units.take(category, axis=1) + x * crowding) * variety
        all_money = (rest_money.take(category, axis=1) + earns * crowding) * variety
        profit = all_money * footfall_factor(all_units, footfall[:, None]) + out
        pick = np.argmax(profit, axis=1)
        picks[:, n], profits[:, n] = pick, profit[row, pick]
        count[row, category[pick]] += 1
        units[row, category[pick]] += x[row, pick]
        money[row, category[pick]] += earns[row, pick]
        out[row, pick] = -np.inf
        for large in (False, True):
            room[:, int(large)] -= table.is_large[pick] == large
            full = np.flatnonzero(room[:, int(large)] == 0)
            out[full[:, None], of_size[large]] = -np.inf
    best = np.argmax(profits, axis=1)
    picks[np.arange(slots) > best[:, None]] = -1
    nothing = profits[row, best] <= 0
    picks[nothing] = -1
    return _Mix(picks, np.where(nothing, 0.0, profits[row, best]))


def _with_more(total: FloatArray, now: FloatArray, one_more: FloatArray) -> FloatArray:
    """(n, categories) what all goods together come to when a category is crowded by one product more."""
    crowded = total * now
    return crowded.sum(axis=1, keepdims=True) - crowded + total * one_more
