"""San Francisco weather, one step a day. Design: economy section 2, "Weather"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from vendsim.draws import BoolArray, FloatArray, IntArray, Stream, UintArray, integers, normal, uniform
from vendsim.scenario import Scenario, Weather


@dataclass(frozen=True)
class Calendar:
    """Weekday and month of each day of the run; index 0 is the day before the first."""

    weekday: IntArray  # (days + 2,) 0: Monday
    month: IntArray  # (days + 2,) 0: January


@lru_cache(maxsize=16)
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


def first_sky(rules: Weather, seed: UintArray, month: IntArray) -> Sky:
    """The weather of the day before the first, from its stationary distribution."""
    anomaly = rules.anomaly_spread * normal(seed, Stream.ANOMALY, 0)
    return Sky(
        high=_high(rules, month, anomaly, np.zeros(len(seed))),
        wet=uniform(seed, Stream.RAIN, 0) < _rain_chance(rules)[month],
        anomaly=anomaly,
        heat_days_left=np.zeros(len(seed), dtype=np.int64),
    )


def next_sky(rules: Weather, seed: UintArray, sky: Sky, day: IntArray, month: IntArray) -> Sky:
    """The weather of ``day`` (N,), given the day before."""
    p = _rain_chance(rules)[month]
    p_wet = np.where(sky.wet, p + rules.wet_to_wet * (1 - p), rules.dry_to_wet * p)
    rho = rules.anomaly_persistence
    innovation = rules.anomaly_spread * np.sqrt(1 - rho**2)
    anomaly = rho * sky.anomaly + innovation * normal(seed, Stream.ANOMALY, day)
    starts = (
        (sky.heat_days_left == 0)
        & np.isin(month + 1, rules.heat_months)
        & (uniform(seed, Stream.HEAT_SPELL, day) < rules.heat_start)
    )
    spell = integers(*rules.heat_days, seed, Stream.HEAT_SPELL, day, 1)
    hot_days = np.where(starts, spell, sky.heat_days_left)
    hot = hot_days > 0
    return Sky(
        high=_high(rules, month, anomaly, np.where(hot, rules.heat_degrees, 0.0)),
        wet=uniform(seed, Stream.RAIN, day) < p_wet,
        anomaly=anomaly,
        heat_days_left=np.maximum(hot_days - 1, 0),
    )


def _high(rules: Weather, month: IntArray, anomaly: FloatArray, heat: FloatArray) -> IntArray:
    return np.rint(np.array(rules.high)[month] + anomaly + heat).astype(np.int64)


@lru_cache(maxsize=16)
def _rain_chance(rules: Weather) -> FloatArray:
    """(12,) share of wet days in each month."""
    days = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    return np.array(rules.rain_days) / days


@lru_cache(maxsize=16)
def wet_share(rules: Weather) -> float:
    """Share of wet days over a year."""
    return float(sum(rules.rain_days)) / 365.25
