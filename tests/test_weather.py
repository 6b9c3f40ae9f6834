"""The climate that a year of days adds up to."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np
import pytest

from vendsim.compiling.records import OneWorld
from vendsim.economy.night import change_weather
from vendsim.economy.rules import rules_of
from vendsim.economy.weather import Sky, calendar, first_sky, wet_share
from vendsim.scenario import Scenario

SCENARIO = Scenario.load("vb2")
WORLDS, DAYS = 300, 365


def climate(seeds: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(days, N) highs, rain and whether a heat spell is on."""
    worlds = [a_year_of(int(seed)) for seed in seeds]
    high, wet, anomaly = (np.array(columns).T for columns in zip(*worlds, strict=True))
    return high, wet, anomaly


def a_year_of(seed: int) -> tuple[list[int], list[bool], list[float]]:
    """Highs, rain and anomalies of one world's year."""
    rules, first = rules_of(SCENARIO).plain, calendar(SCENARIO).month[:1]
    state = OneWorld(Year(first_sky(SCENARIO.weather, np.array([seed], dtype=np.uint64), first)), 0)
    params, night = SimpleNamespace(seed=seed), SimpleNamespace()
    high, wet, anomaly = [], [], []
    for day in range(1, DAYS + 1):
        state.day = day
        change_weather(rules, params, state, night)
        high.append(night.high)
        wet.append(night.wet)
        anomaly.append(state.sky.anomaly)
    return high, wet, anomaly


@dataclass
class Year:
    """What the weather changes in the state of a world."""

    sky: Sky
    mood: np.ndarray = field(default_factory=lambda: np.zeros(1))


@pytest.fixture(scope="module")
def year() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return climate(np.arange(WORLDS, dtype=np.uint64))


def months() -> np.ndarray:
    return calendar(SCENARIO).month[1 : DAYS + 1]


def test_the_calendar_follows_the_start_date() -> None:
    assert calendar(SCENARIO).weekday[1] == 0  # 10 August 2026 is a Monday
    assert calendar(SCENARIO).month[1] == 7
    assert calendar(SCENARIO).month[23] == 8


def test_it_rains_as_often_in_each_month_as_in_san_francisco(year: tuple[np.ndarray, ...]) -> None:
    for month, expected in enumerate(SCENARIO.weather.rain_days):
        days = months() == month
        share = year[1][days].mean()
        assert share == pytest.approx(expected / days.sum(), abs=0.035), f"month {month + 1}"


def test_rain_over_the_year_agrees_with_the_share_that_normalisation_assumes(
    year: tuple[np.ndarray, ...],
) -> None:
    assert year[1].mean() == pytest.approx(wet_share(SCENARIO.weather), abs=0.01)


def test_wet_days_come_in_runs(year: tuple[np.ndarray, ...]) -> None:
    january = months() == 0
    wet = year[1][january]
    assert wet[1:][wet[:-1]].mean() > wet[1:][~wet[:-1]].mean() + 0.2


def test_highs_of_each_month_are_near_the_normal_plus_the_heat_spells(
    year: tuple[np.ndarray, ...],
) -> None:
    rules = SCENARIO.weather
    spell_share = (
        rules.heat_start * np.mean(rules.heat_days) / (1 + rules.heat_start * np.mean(rules.heat_days))
    )
    for month, normal_high in enumerate(rules.high):
        heat = rules.heat_degrees * spell_share if month + 1 in rules.heat_months else 0.0
        assert year[0][months() == month].mean() == pytest.approx(normal_high + heat, abs=0.6)


def test_the_anomaly_is_stationary_and_persistent(year: tuple[np.ndarray, ...]) -> None:
    anomaly = year[2]
    assert anomaly.std() == pytest.approx(SCENARIO.weather.anomaly_spread, rel=0.03)
    lagged = np.corrcoef(anomaly[:-1].ravel(), anomaly[1:].ravel())[0, 1]
    assert lagged == pytest.approx(SCENARIO.weather.anomaly_persistence, abs=0.02)


def test_heat_spells_begin_only_in_their_months(year: tuple[np.ndarray, ...]) -> None:
    normal_high = np.array(SCENARIO.weather.high)[months()][:, None]
    hot = year[0] - normal_high - year[2] > SCENARIO.weather.heat_degrees / 2
    begins = hot[1:] & ~hot[:-1]
    seen = {int(month) + 1 for month in months()[1:][begins.any(axis=1)]}
    assert seen == set(SCENARIO.weather.heat_months)


def test_worlds_have_different_weather(year: tuple[np.ndarray, ...]) -> None:
    assert len(np.unique(year[0][:60], axis=1).T) == WORLDS


def test_a_world_has_the_same_weather_in_any_batch(year: tuple[np.ndarray, ...]) -> None:
    alone = climate(np.array([17], dtype=np.uint64))
    for together, single in zip(year, alone, strict=True):
        assert together[:, 17].tolist() == single[:, 0].tolist()
