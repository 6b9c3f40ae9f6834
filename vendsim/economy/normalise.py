"""Rescaling base sales, so that worlds differ and scores compare.

The best mix a machine could hold at honest cost, in average conditions, earns a set amount a day in every
world. Design: economy section 2, "Per-seed draws". Runs at every reset, over all worlds at once.
"""

from __future__ import annotations

import numpy as np

from vendsim.draws import BoolArray, FloatArray, Stream, between
from vendsim.economy.catalogue import catalogue
from vendsim.economy.demand import (
    crowding_factor,
    footfall_factor,
    price_factor,
    variety_factor,
    weather_factor,
)
from vendsim.economy.params import Params, is_thin, to_grid
from vendsim.economy.weather import wet_share
from vendsim.scenario import Demand, Scenario

_ROUNDS = 6  # secant steps; log profit is nearly linear in log base sales


def normalise(scenario: Scenario, params: Params) -> None:
    """Rescale ``params.base_sales`` in place; thin products are capped after the rescaling."""
    rules = scenario.demand
    target = (
        100
        * rules.best_daily_profit
        * between(*rules.best_daily_profit_spread, params.seed, Stream.DAILY_PROFIT)
    )  # (N,) cents a day
    cap = np.where(is_thin(scenario), 100 * rules.thin_daily_revenue / params.reference, np.inf)  # (N, P)
    drawn = params.base_sales

    def profit(log_scale: FloatArray) -> FloatArray:
        params.base_sales = np.minimum(drawn * np.exp(log_scale)[:, None], cap)
        return greedy_profit(scenario, params)

    log_target = np.log(target)
    x0, x1 = np.zeros(params.worlds), np.full(params.worlds, 0.25)
    y0, y1 = np.log(profit(x0)) - log_target, np.log(profit(x1)) - log_target
    for _ in range(_ROUNDS):
        flat = np.abs(y1 - y0) < 1e-9
        slope = np.where(flat, 1.0, (y1 - y0) / np.where(flat, 1.0, x1 - x0))
        step = np.clip(np.where(np.abs(y1) < 1e-6, 0.0, -y1 / slope), -1.0, 1.0)
        x0, y0 = x1, y1
        x1 = x1 + step
        y1 = np.log(profit(x1)) - log_target
    params.base_sales = np.minimum(to_grid(params.base_sales, 4096), cap)


def best_price(rules: Demand, cost: FloatArray, reference: FloatArray, elasticity: FloatArray) -> FloatArray:
    """The price that earns most at unit ``cost``, for demand that only this price moves.

    Where d <= 0 the optimum of (p - c) * exp(E d) is p = c - R / E; above the reference price the curvature
    makes the first-order condition (m + d) * (|E| + 2 c d) = 1 with m = 1 - c / R, a quadratic in d.
    """
    margin, e, c = 1 - cost / reference, -elasticity, rules.curvature
    below = 1 / e - margin
    if c == 0:
        return reference * (1 + below)
    b = e + 2 * c * margin
    above = (-b + np.sqrt(np.maximum(b * b - 8 * c * (margin * e - 1), 0.0))) / (4 * c)
    return reference * (1 + np.where(below <= 0, below, above))


def average_interest(scenario: Scenario, params: Params, cost: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(N, P) units x a day before variety, crowding and footfall, and margin in cents, at the best prices."""
    rules, table = scenario.demand, catalogue()
    price = best_price(rules, cost, params.reference, params.elasticity)
    d = price / params.reference - 1
    share = wet_share(scenario.weather)
    dry, wet = (
        weather_factor(rules, params.temperature, table.rain, np.array(rules.mild_temperature), np.array(w))
        for w in (0.0, 1.0)
    )
    x = params.base_sales * price_factor(rules, d, params.elasticity) * ((1 - share) * dry + share * wet)
    return x, price - params.wholesale


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
    rules, table, machine = scenario.demand, catalogue(), scenario.machine
    worlds, row = params.worlds, np.arange(params.worlds)
    large_slots = sum(machine.is_large)
    room = np.tile([len(machine.slots) - large_slots, large_slots], (worlds, 1))
    chosen = np.zeros((worlds, table.count), dtype=bool)
    in_category = np.zeros((worlds, int(table.category.max()) + 1))
    units = np.zeros_like(in_category)  # sum of x by category, before crowding
    money = np.zeros_like(in_category)  # sum of x * margin by category, before crowding
    best = np.zeros(worlds)
    best_mix = chosen.copy()
    for n in range(1, len(machine.slots) + 1):
        crowd_now = crowding_factor(rules, in_category)
        crowd_next = crowding_factor(rules, in_category + 1)[:, table.category]  # (N, P)
        total_units = (units * crowd_now).sum(1, keepdims=True)
        total_money = (money * crowd_now).sum(1, keepdims=True)
        old_units = (units * crowd_now)[:, table.category]
        old_money = (money * crowd_now)[:, table.category]
        new_units = total_units - old_units + (units[:, table.category] + x) * crowd_next
        new_money = total_money - old_money + (money[:, table.category] + x * margin) * crowd_next
        variety = variety_factor(rules, np.array(float(n)), params.variety_peak)[:, None]
        profit = new_money * variety * footfall_factor(new_units * variety, params.footfall[:, None])
        fits = room[:, table.is_large.astype(np.int64)] > 0
        profit = np.where(chosen | ~fits, -np.inf, profit)
        pick = np.argmax(profit, axis=1)
        gained = profit[row, pick]
        category = table.category[pick]
        chosen[row, pick] = True
        in_category[row, category] += 1
        units[row, category] += x[row, pick]
        money[row, category] += (x * margin)[row, pick]
        room[row, table.is_large[pick].astype(np.int64)] -= 1
        better = gained > best
        best = np.where(better, gained, best)
        best_mix = np.where(better[:, None], chosen, best_mix)
    return best_mix, best
