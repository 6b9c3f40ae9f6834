"""San Francisco weather, one step a day. Design: economy section 2, "Weather"."""

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
    uniform,
)
from vendsim.formula import formula, where
from vendsim.scenario import Scenario, Weather, derived


@dataclass(frozen=True)
class Calendar:
    """Weekday and month of each day of the run; index 0 is the day before the first."""

    weekday: IntArray  # (days + 2,) 0: Monday
    month: IntArray  # (days + 2,) 0: January


@derived
def calendar(scenario: Scenario) -> Calendar:
    """The calendar of a scenario."""
    dates = [scenario.date_of(day) for day in range(scenario.days + 2)]
    return Calendar(
        weekday=np.array([date.weekday() for date in dates]),
        month=np.array([date.month - 1 for date in dates]),
    )


@dataclass
class Sky:
    """The weather of one day in N worlds, and what the next day follows from. All (N,)."""

    high: IntArray  # daily high, F
    wet: BoolArray
    anomaly: FloatArray  # F above the month's mean
    heat_days_left: IntArray


@dataclass(frozen=True)
class Climate:
    """What the weather of a day follows from, by month."""

    high: FloatArray  # (12,) mean daily high, F
    rain: FloatArray  # (12,) share of wet days
    rain_after: FloatArray  # (24,) chance of rain after a dry day, then after a wet one
    heat: BoolArray  # (12,) whether heat spells begin


@derived
def climate(rules: Weather) -> Climate:
    """The climate of a scenario."""
    days = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    p = np.array(rules.rain_days) / days
    return Climate(
        high=np.array(rules.high),
        rain=p,
        rain_after=np.concatenate([rules.dry_to_wet * p, p + rules.wet_to_wet * (1 - p)]),
        heat=np.isin(np.arange(12) + 1, rules.heat_months),
    )


@formula
def persist(persistence: float, spread: float, before: FloatArray, z: FloatArray) -> FloatArray:
    """A stationary AR(1) with standard deviation ``spread``, one step on, with standard normal ``z``."""
    return persistence * before + spread * np.sqrt(1 - persistence**2) * z


@formula
def daily_high(mean: FloatArray, anomaly: FloatArray, heat: Any) -> FloatArray:
    """The day's high in whole F."""
    return np.rint(mean + anomaly + heat)


def first_sky(rules: Weather, seed: UintArray, month: IntArray) -> Sky:
    """The weather of the day before the first, from its stationary distribution."""
    anomaly = rules.anomaly_spread * normal(seed, Stream.ANOMALY, 0)
    return Sky(
        high=daily_high(climate(rules).high[month], anomaly, 0.0).astype(np.int16),
        wet=uniform(seed, Stream.RAIN, 0) < climate(rules).rain[month],
        anomaly=anomaly,
        heat_days_left=np.zeros(len(seed), dtype=np.int16),
    )


@formula
def spell_days(rules: Weather, u: FloatArray, in_season: BoolArray) -> FloatArray:
    """How long the heat spell is that begins today at a uniform ``u``, in days; 0: none begins."""
    shortest, spread = rules.heat_days[0], rules.heat_days[1] - rules.heat_days[0] + 1
    length = shortest + np.floor(u / rules.heat_start * spread)
    return where(in_season & (u < rules.heat_start), length, 0.0)


@derived
def wet_share(rules: Weather) -> float:
    """Share of wet days over a year."""
    return float(sum(rules.rain_days)) / 365.25
