"""Compiled nights do what plain Python does, and compiled openings what the array code does, bit for bit."""

from __future__ import annotations

import copy
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from numeric import differences
from vendsim.economy import customers, night
from vendsim.economy.catalogue import catalogue
from vendsim.economy.lots import LOTS
from vendsim.economy.params import Params
from vendsim.economy.state import State
from vendsim.economy.worlds import open_worlds
from vendsim.scenario import Scenario

pytest.importorskip("numba", reason="needs numba, which pip install vendsim[fast] brings")

from vendsim.economy.compiled import opening as compiled

WORLDS, P = 8, catalogue().count
SMALL, LARGE = np.flatnonzero(~catalogue().is_large), np.flatnonzero(catalogue().is_large)


def disturb(scenario: Scenario, params: Params, state: State, rng: np.random.Generator) -> None:
    """Anything an operator could have done by this evening, and bad luck besides."""
    n, day = state.worlds, int(state.day.max())
    variety = int(rng.choice([3, 30]))  # few products: the same one in several slots
    for slot, is_large in enumerate(scenario.machine.is_large):
        fitting = (LARGE if is_large else SMALL)[:variety]
        good = rng.choice(fitting, n) + P * (rng.random(n) < 0.1)  # some imitations
        good = np.where(rng.random(n) < 0.1, -1, good)
        filled = rng.integers(0, LOTS + 1, n)[:, None] > np.arange(LOTS)
        filled &= (good >= 0)[:, None]
        lot_day = np.sort(rng.integers(max(1, day - 60), day + 1, (n, LOTS)), axis=1)  # some stale
        state.slot_good[:, slot] = good
        state.slot_units[:, slot] = np.where(filled, rng.integers(1, 4, (n, LOTS)), 0)
        state.slot_day[:, slot] = np.where(filled, lot_day, 0)
    reference = np.concatenate([params.reference, params.reference * 0.6], axis=1)
    unpriced = rng.random(reference.shape) < 0.1
    state.price[:] = np.where(unpriced, 0, np.rint(reference * rng.uniform(0.3, 4.5, reference.shape)))
    state.tokens[:] = rng.integers(0, 3_000_000, n)
    state.accounts[:, 0] = np.where(rng.random(n) < 0.3, 0, rng.integers(0, 100_000, n))
    recent = rng.random(state.last_order.shape) < 0.1
    state.last_order[:] = np.where(recent, day, state.last_order)
    state.conceded[:] = rng.integers(-40, 100, state.conceded.shape)
    ignored = (rng.random(n) < 0.2).astype(np.int64)
    state.goodwill[:] = customers.disappoint(scenario.customers, state.goodwill, ignored)


def a_year(scenario: Scenario, seed: int, days: int, every: int) -> None:
    rng = np.random.default_rng(seed)
    params, state = open_worlds(scenario, rng.integers(0, 2**40, WORLDS))
    for day in range(days):
        if day % every == 0:
            disturb(scenario, params, state, rng)
            twin = copy.deepcopy(state)
        one = night.close_day(scenario, params, state, compiled=False)
        other = night.close_day(scenario, params, twin, compiled=True)
        assert differences(one, other) == [], f"night of day {day + 1}"
        assert differences(state, twin) == [], f"state after day {day + 1}"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["vb2", "paper"])
def test_compiled_nights_are_those_of_plain_python_over_a_year(name: str) -> None:
    scenario = Scenario.load(name)
    a_year(scenario, 0, scenario.days + 1, every=3)


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_compiled_nights_are_those_of_plain_python_in_random_worlds(seed: int) -> None:
    a_year(Scenario.load("vb2"), seed, days=6, every=2)


def test_compiled_nights_of_a_year_that_moves_are_those_of_plain_python() -> None:
    a_year(Scenario.load("living"), 1, days=120, every=5)


def test_a_batch_closes_its_worlds_as_each_alone() -> None:
    scenario = Scenario.load("vb2")
    params, state = open_worlds(scenario, range(5))
    disturb(scenario, params, state, np.random.default_rng(3))
    alone = copy.deepcopy(state)
    together = night.close_day(scenario, params, state, compiled=True)
    for world in range(5):
        one = night.close_day(scenario, _row(params, world), _row(alone, world), compiled=True)
        assert differences(one, _row(together, world)) == []


@pytest.mark.parametrize("name", ["vb2", "paper", "living"])
def test_compiled_openings_are_those_of_the_arrays(name: str) -> None:
    scenario, seeds = Scenario.load(name), [*range(400), 2**64 - 1]
    for one, other in zip(open_worlds(scenario, seeds), compiled.open_worlds(scenario, seeds), strict=True):
        assert differences(one, other) == []


def _row(record: Any, world: int) -> Any:
    """One world of a batch, as a batch of one."""
    values = (getattr(record, field.name) for field in fields(record))
    return type(record)(*(_row(v, world) if is_dataclass(v) else v[world : world + 1].copy() for v in values))
