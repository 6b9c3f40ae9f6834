"""What passers-by would buy. The formulas of economy section 2, in its symbols.

Source of the shape: arXiv 2502.15840 (elasticity, reference price, base sales, variety, calendar, weather);
source of the semi-log price response: the CHIPS vending-price trial. Constants: the scenario.
"""

from __future__ import annotations

import numpy as np

from vendsim.draws import BoolArray, FloatArray, IntArray, Stream, normal, uniform
from vendsim.economy.catalogue import catalogue
from vendsim.economy.params import Params
from vendsim.economy.quantiles import STEPS
from vendsim.economy.weather import Sky
from vendsim.scenario import Demand, Scenario


def price_factor(rules: Demand, d: FloatArray, elasticity: FloatArray) -> FloatArray:
    """f: the effect of the relative deviation ``d`` of the price from the reference price."""
    above = np.maximum(d, 0.0)
    f = np.minimum(rules.largest_uplift, np.exp(elasticity * d - rules.curvature * above * above))
    return np.where(d > rules.cutoff, 0.0, f)


def weather_factor(
    rules: Demand, tau: FloatArray, rain: FloatArray, high: FloatArray, wet: FloatArray
) -> FloatArray:
    """The effect of the day's high (F) and of rain (0 or 1) on a product."""
    return np.exp(tau * (high - rules.mild_temperature) / 10.0 + (rain - rules.rain_loss) * wet)


def variety_factor(rules: Demand, n: FloatArray, peak: FloatArray) -> FloatArray:
    """choice(n): a machine with n distinct products; at most half is lost either way."""
    rising = rules.variety_floor + (1 - rules.variety_floor) * (n / peak) ** rules.variety_exponent
    falling = np.maximum(rules.variety_floor, 1 - rules.surplus_penalty * (n - peak))
    return np.where(n <= peak, rising, falling)


def crowding_factor(rules: Demand, same_category: FloatArray) -> FloatArray:
    """n_cat ** -gamma: products of one category share their buyers."""
    return np.maximum(same_category, 1.0) ** -rules.crowding


def footfall_factor(total: FloatArray, footfall: FloatArray) -> FloatArray:
    """T * (1 - exp(-S/T)) / S: only so many people pass. 1 where footfall is unlimited."""
    load = np.maximum(total, 1e-12) / footfall
    with np.errstate(invalid="ignore"):
        return np.where(load > 0, -np.expm1(-load) / np.where(load > 0, load, 1.0), 1.0)


def listed(good: IntArray, stock: IntArray, price: IntArray) -> BoolArray:
    """(N, S) the first stocked and priced slot of each distinct good: one demand per good, not per slot."""
    on_sale = (good >= 0) & (stock > 0) & (price > 0)
    same = (good[:, :, None] == good[:, None, :]) & on_sale[:, None, :]  # (N, S, S)
    earlier = np.tri(good.shape[1], k=-1, dtype=bool)
    return on_sale & ~(same & earlier).any(axis=2)


def expected_sales(
    scenario: Scenario,
    params: Params,
    good: IntArray,
    price: IntArray,
    on_sale: BoolArray,
    sky: Sky,
    day_factor: FloatArray,
    goodwill: FloatArray,
    base_drift: FloatArray | None = None,
) -> IntArray:
    """(N, S) lambda of each listed good, in 1/256 units.

    ``day_factor`` (N,) is DOW * MONTH * Z; ``goodwill`` (N,) the share of shoppers that still comes;
    ``base_drift`` (N, S) an optional factor on base sales.
    """
    rules, table = scenario.demand, catalogue()
    product = np.maximum(good, 0) % table.count
    imitation = good >= table.count
    world = np.arange(len(good))[:, None]
    reference = params.reference[world, product] * np.where(imitation, rules.off_brand_price, 1.0)
    base = params.base_sales[world, product] * np.where(imitation, rules.off_brand_sales, 1.0)
    if base_drift is not None:
        base = base * base_drift
    category = np.where(on_sale, table.category[product], -1)
    same_category = (category[:, :, None] == category[:, None, :]).sum(axis=2)
    d = (price - reference) / reference
    x = (
        base
        * price_factor(rules, d, params.elasticity[world, product])
        * weather_factor(
            rules,
            params.temperature[world, product],
            table.rain[product],
            sky.high[:, None].astype(np.float64),
            sky.wet[:, None].astype(np.float64),
        )
        * crowding_factor(rules, same_category)
        * (variety_factor(rules, on_sale.sum(axis=1), params.variety_peak) * day_factor)[:, None]
    )
    x = np.where(on_sale, x, 0.0)
    served = footfall_factor(x.sum(axis=1), params.footfall) * goodwill
    return np.rint(x * served[:, None] * STEPS).astype(np.int64)


def next_mood(rules: Demand, params: Params, mood: FloatArray, day: IntArray) -> FloatArray:
    """log Z without its mean correction: a stationary AR(1) with the scenario's spread."""
    innovation = rules.day_spread * np.sqrt(1 - rules.day_persistence**2)
    return rules.day_persistence * mood + innovation * normal(params.seed, Stream.SHOPPING_DAY, day)


def mood_factor(rules: Demand, mood: FloatArray) -> FloatArray:
    """Z, with mean 1."""
    return np.exp(mood - 0.5 * rules.day_spread**2)


def drift_factor(rules: Demand, params: Params, good: IntArray, day: IntArray) -> FloatArray | None:
    """(N, S) optional weekly mean-reverting drift of base sales, a pure function of the week."""
    if rules.drift_spread == 0.0:
        return None
    week = (day - 1) // 7
    product = np.maximum(good, 0) % catalogue().count
    total = np.zeros(good.shape)
    for back in range(int(week.max()) if len(week) else 0):
        shock = normal(params.seed[:, None], Stream.DRIFT, product, np.maximum(week - back, 0)[:, None])
        total += np.where((week > back)[:, None], rules.drift_persistence**back * shock, 0.0)
    return np.exp(rules.drift_spread * total)


def card_share(rules: Demand, params: Params, day: IntArray) -> FloatArray:
    """(N,) share of a day's takings paid by card."""
    u = uniform(params.seed, Stream.CARD_SHARE, day)
    return rules.card_share + rules.card_share_spread * (2 * u - 1)
