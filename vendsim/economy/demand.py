"""What passers-by would buy. The formulas of economy section 2, in its symbols.

Source of the shape: arXiv 2502.15840 (elasticity, reference price, base sales, variety, calendar, weather);
source of the semi-log price response: the CHIPS vending-price trial. Constants: the scenario.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from vendsim.draws import (
    BoolArray,
    FloatArray,
    IntArray,
    Stream,
    UintArray,
    normal,
    normal_cell,
    normal_values,
)
from vendsim.economy.catalogue import catalogue
from vendsim.economy.params import Params
from vendsim.economy.quantiles import STEPS
from vendsim.economy.weather import Sky, persist
from vendsim.formula import formula, real, where
from vendsim.scenario import Demand, Scenario, derived


@formula
def log_price_factor(rules: Demand, d: FloatArray, elasticity: FloatArray) -> FloatArray:
    """log f below the cut-off: the effect of the relative deviation ``d`` from the reference price."""
    above = np.maximum(d, 0.0)
    return np.minimum(rules.log_largest_uplift, elasticity * d - rules.curvature * above * above)


@formula
def price_factor(rules: Demand, d: FloatArray, elasticity: FloatArray) -> FloatArray:
    """f: the effect of the relative deviation ``d`` of the price from the reference price."""
    f = np.minimum(rules.largest_uplift, np.exp(log_price_factor(rules, d, elasticity)))
    return where(d > rules.cutoff, 0.0, f)


@formula
def log_weather_factor(rules: Demand, tau: FloatArray, rain: FloatArray, high: Any, wet: Any) -> FloatArray:
    """The log of the effect of the day's high (F) and of rain (0 or 1) on a product."""
    return tau * (high - rules.mild_temperature) / 10.0 + (rain - rules.rain_loss) * wet


@formula
def weather_factor(rules: Demand, tau: FloatArray, rain: FloatArray, high: Any, wet: Any) -> FloatArray:
    """The effect of the day's high (F) and of rain (0 or 1) on a product."""
    return np.exp(log_weather_factor(rules, tau, rain, high, wet))


def variety_factor(rules: Demand, n: FloatArray, peak: FloatArray) -> FloatArray:
    """choice(n): a machine with n distinct products; at most half is lost either way."""
    rising = rules.variety_floor + (1 - rules.variety_floor) * (n / peak) ** rules.variety_exponent
    falling = np.maximum(rules.variety_floor, 1 - rules.surplus_penalty * (n - peak))
    return np.where(n <= peak, rising, falling)


def crowding_factor(rules: Demand, same_category: FloatArray) -> FloatArray:
    """n_cat ** -gamma: products of one category share their buyers."""
    return np.maximum(same_category, 1.0) ** -rules.crowding


@formula
def footfall_factor(total: FloatArray, footfall: FloatArray) -> FloatArray:
    """T * (1 - exp(-S/T)) / S: only so many people pass. 1 where footfall is unlimited."""
    load = np.maximum(np.maximum(total, 1e-12) / footfall, 1e-300)
    return -np.expm1(-load) / load


@formula
def interest(
    rules: Demand, base: FloatArray, d: FloatArray, elasticity: FloatArray, log_weather: FloatArray
) -> FloatArray:
    """B * f * weather, which is x before crowding, variety and the day: one exponential for both effects."""
    x = base * np.exp(log_price_factor(rules, d, elasticity) + log_weather)
    return where(d > rules.cutoff, 0.0, x)


@dataclass(frozen=True)
class Counted:
    """Factors that depend on small whole numbers only, for a machine of S slots."""

    crowding: FloatArray  # (S + 1,) by products of the category
    variety: FloatArray  # (peaks * (S + 1),) by peak, then by distinct products
    lowest_peak: int

    def variety_of(self, peak: FloatArray, n: IntArray | int) -> FloatArray:
        """(N,) choice(n) of a machine with n distinct products where the best number of them is ``peak``."""
        return self.variety.take((peak.astype(np.int64) - self.lowest_peak) * len(self.crowding) + n)


@derived
def counted_factors(scenario: Scenario) -> Counted:
    """The factors of a scenario."""
    rules, n = scenario.demand, np.arange(len(scenario.machine.slots) + 1.0)
    lowest, highest = rules.variety_peak
    peaks = np.arange(lowest, highest + 1.0)
    return Counted(
        crowding_factor(rules, n), variety_factor(rules, n[None, :], peaks[:, None]).ravel(), lowest
    )


def expected_sales(
    scenario: Scenario,
    params: Params,
    good: IntArray,
    price: IntArray,
    listed: BoolArray,
    sky: Sky,
    day_factor: FloatArray,
    goodwill: FloatArray,
    base_drift: FloatArray | None = None,
) -> IntArray:
    """(n,) lambda of each good that is ``listed`` (N, S), in 1/256 units.

    ``day_factor`` (N,) is DOW * MONTH * Z; ``goodwill`` (N,) the share of shoppers that still comes;
    ``base_drift`` (N, S) an optional factor on base sales.
    """
    rules, table, counted = scenario.demand, catalogue(), counted_factors(scenario)
    at = np.flatnonzero(listed)
    world, of_good = at // good.shape[1], good.take(at).astype(np.int64)
    product = of_good % table.count
    imitation = of_good >= table.count
    cell = world * table.count + product  # in the flat parameters
    reference, base = real(params.reference.take(cell)), real(params.base_sales.take(cell))
    if imitation.any():
        reference = np.where(imitation, reference * rules.off_brand_price, reference)
        base = np.where(imitation, base * rules.off_brand_sales, base)
    if base_drift is not None:
        base = base * base_drift.take(at)
    d = (price.take(at) - reference) / reference
    tau, rain = real(params.temperature.take(cell)), table.rain.take(product)
    log_weather = log_weather_factor(rules, tau, rain, real(sky.high).take(world), real(sky.wet).take(world))
    x = interest(rules, base, d, real(params.elasticity.take(cell)), log_weather)
    x *= counted.crowding.take(_of_its_category(world, product))
    variety = counted.variety_of(params.variety_peak, np.bincount(world, minlength=len(good)))
    x *= (variety * day_factor).take(world)
    everything = np.zeros(good.shape)
    everything.put(at, x)
    served = footfall_factor(everything.sum(axis=1), params.footfall) * goodwill
    return np.rint(x * (served * STEPS).take(world)).astype(np.int64)


def _of_its_category(world: IntArray, product: IntArray) -> IntArray:
    """(n,) how many of a world's listed products are of each one's category."""
    place = catalogue().category.take(product) + world * catalogue().categories
    return np.bincount(place).take(place)


def next_mood(rules: Demand, mood: FloatArray, shopping: UintArray) -> FloatArray:
    """log Z without its mean correction: a stationary AR(1) with the scenario's spread.

    ``mood`` (N,) is yesterday's, ``shopping`` (N,) the day's random bits of SHOPPING_DAY.
    """
    z = normal_values().take(normal_cell(shopping))
    return persist(rules.day_persistence, rules.day_spread, mood, z)


@formula
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


@formula
def card_share(rules: Demand, u: FloatArray) -> FloatArray:
    """Share of a day's takings paid by card, at a uniform ``u``."""
    return rules.card_share + rules.card_share_spread * (2 * u - 1)
