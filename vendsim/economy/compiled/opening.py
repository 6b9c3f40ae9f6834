"""`vendsim.economy.normalise`, compiled: base sales rescaled world by world.

As in the array code a mix is found greedily, the scale solved for it, and the mix looked for again until it
is the same. Only here a product is passed over without an exponential if it could not be the best even were
as few shoppers lost to footfall as with the lightest of all categories.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from vendsim.compiling.jit import jit
from vendsim.compiling.records import numbers
from vendsim.economy.catalogue import catalogue
from vendsim.economy.demand import counted_factors, footfall_factor
from vendsim.economy.normalise import (
    FIRST_SCALE,
    ROUNDS,
    STEPS,
    best_price,
    pull_at,
    rescaled,
    sales_cap,
    secant_step,
    target_profit,
)
from vendsim.economy.params import Params, draw_params, is_thin
from vendsim.economy.state import State, new_state
from vendsim.economy.weather import wet_share
from vendsim.economy.worlds import as_seeds
from vendsim.formula import rule
from vendsim.scenario import Demand, Scenario, derived

_NONE = -1


def open_worlds(scenario: Scenario, seeds: list[int] | np.ndarray) -> tuple[Params, State]:
    """N worlds on the morning of their first day, as `vendsim.economy.worlds.open_worlds` opens them."""
    params = draw_params(scenario, as_seeds(seeds))
    normalise(scenario, params)
    return params, new_state(scenario, params)


def normalise(scenario: Scenario, params: Params) -> None:
    """Rescale ``params.base_sales`` in place."""
    table, counted, large = catalogue(), counted_factors(scenario), sum(scenario.machine.is_large)
    rescaled_sales = np.empty(params.base_sales.shape, dtype=np.float32)
    _rescale(
        _numbers(scenario.demand), wet_share(scenario.weather), is_thin(scenario), table.is_large,
        table.category, table.rain, counted.crowding, counted.variety, counted.lowest_peak,
        len(scenario.machine.slots) - large, large, params.wholesale, params.reference, params.elasticity,
        params.temperature, params.variety_peak, params.footfall, target_profit(scenario.demand, params.seed),
        params.base_sales, rescaled_sales,
    )  # fmt: skip
    params.base_sales = rescaled_sales


@derived
def _numbers(rules: Demand) -> Any:
    return numbers(rules, "log_largest_uplift")


@jit
def _rescale(
    rules, wet_share, thin, is_large, category, rain, crowding, variety, lowest_peak, small_slots,
    large_slots, wholesale, reference, elasticity, temperature, peak, footfall, target, drawn, rescaled_sales,
):  # fmt: skip
    rules, (worlds, products) = rules[0], drawn.shape
    slots = small_slots + large_slots
    pull, margin, cap, x = np.empty(products), np.empty(products), np.empty(products), np.empty(products)
    picks, before = np.empty(slots, dtype=np.int64), np.empty(slots, dtype=np.int64)
    for i in range(worlds):
        for p in range(products):
            r, w = np.float64(reference[i, p]), np.float64(wholesale[i, p])
            e, tau = np.float64(elasticity[i, p]), np.float64(temperature[i, p])
            price = best_price(rules, w, r, e)
            pull[p] = pull_at(rules, wet_share, price, r, e, tau, rain[p])
            margin[p] = price - w
            cap[p] = sales_cap(rules, r) if thin[p] else np.inf
        of_peak = variety[(np.int64(peak[i]) - lowest_peak) * len(crowding) :]
        log_scale = FIRST_SCALE
        before[:] = _NONE - 1
        for _ in range(ROUNDS):
            scale = np.exp(log_scale)
            for p in range(products):
                x[p] = min(drawn[i, p] * scale, cap[p]) * pull[p]
            _greedy(
                is_large, category, crowding, of_peak, small_slots, large_slots, x, margin, footfall[i], picks
            )
            picks.sort()
            if (picks == before).all():
                break
            before[:] = picks
            log_scale = _solve_scale(
                category,
                crowding,
                of_peak,
                picks,
                drawn[i],
                cap,
                pull,
                margin,
                footfall[i],
                target[i],
                log_scale,
            )
        scale = np.exp(log_scale)
        for p in range(products):
            rescaled_sales[i, p] = rescaled(drawn[i, p], scale, cap[p])


@rule
def _greedy(is_large, category, crowding, variety, small_slots, large_slots, x, margin, footfall, picks):
    """The products of the best mix, `_NONE` behind them."""
    products, slots = len(x), len(picks)
    categories = category.max() + 1
    units, money = np.zeros(categories), np.zeros(categories)  # sums by category, before crowding
    rest_units, rest_money = np.empty(categories), np.empty(categories)
    count, out = np.zeros(categories, dtype=np.int64), np.zeros(products, dtype=np.bool_)
    room = np.array([small_slots, large_slots])
    best, best_n = 0.0, 0
    for n in range(slots):
        all_units, all_money = 0.0, 0.0
        for c in range(categories):
            all_units += units[c] * crowding[count[c]]
            all_money += money[c] * crowding[count[c]]
        lightest = np.inf
        for c in range(categories):
            now, one_more = crowding[count[c]], crowding[min(count[c] + 1, len(crowding) - 1)]
            rest_units[c] = all_units - units[c] * now + units[c] * one_more
            rest_money[c] = all_money - money[c] * now + money[c] * one_more
            lightest = min(lightest, rest_units[c])
        choice = variety[n + 1]
        most_served = footfall_factor(lightest * choice, footfall)
        pick, earned = 0, -np.inf
        for p in range(products):
            if out[p] or room[np.int64(is_large[p])] == 0:
                continue
            c = category[p]
            crowd = crowding[min(count[c] + 1, len(crowding) - 1)]
            gains = (rest_money[c] + x[p] * margin[p] * crowd) * choice
            if gains > 0 and gains * most_served < earned:
                continue
            profit = gains * footfall_factor((rest_units[c] + x[p] * crowd) * choice, footfall)
            if profit > earned:
                pick, earned = p, profit
        c = category[pick]
        picks[n] = pick
        count[c] += 1
        units[c] += x[pick]
        money[c] += x[pick] * margin[pick]
        out[pick] = True
        room[np.int64(is_large[pick])] -= 1
        if earned > best:
            best, best_n = earned, n + 1
    picks[best_n:] = _NONE


@rule
def _solve_scale(category, crowding, variety, mix, drawn, cap, pull, margin, footfall, target, start):
    """The log scale at which a mix earns the target."""
    slots, distinct = len(mix), (mix >= 0).sum()
    weight = np.zeros(slots)
    for a in range(slots):
        if mix[a] >= 0:
            same = 0
            for b in range(slots):
                same += mix[b] >= 0 and category[mix[a]] == category[mix[b]]
            weight[a] = pull[mix[a]] * crowding[same] * variety[distinct]
    x0, x1 = start, start + 0.25
    y0 = _excess(mix, weight, drawn, cap, margin, footfall, target, x0)
    y1 = _excess(mix, weight, drawn, cap, margin, footfall, target, x1)
    for _ in range(STEPS):
        step = secant_step(x0, x1, y0, y1)
        if step == 0.0:
            break
        x0, y0 = x1, y1
        x1 = x1 + step
        y1 = _excess(mix, weight, drawn, cap, margin, footfall, target, x1)
    return x1


@rule
def _excess(mix, weight, drawn, cap, margin, footfall, target, log_scale):
    """By how much a mix earns more than the target, in logarithms."""
    scale, units, money = np.exp(log_scale), 0.0, 0.0
    for a in range(len(mix)):
        if mix[a] >= 0:
            sold = min(drawn[mix[a]] * scale, cap[mix[a]]) * weight[a]
            units += sold
            money += sold * margin[mix[a]]
    return np.log(money * footfall_factor(units, footfall)) - target
