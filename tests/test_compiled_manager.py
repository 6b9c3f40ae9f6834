"""The compiled manager does what the array code does, bit for bit: knowledge, hidden state, what is seen."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from numeric import differences, random_choices
from vendsim.envs.business import Business
from vendsim.envs.manager_env import ManagerEnv
from vendsim.manager.house import Careful
from vendsim.manager.layout import layout
from vendsim.scenario import Scenario

pytest.importorskip("numba", reason="needs numba, which pip install vendsim[fast] brings")

VB2 = Scenario.load("vb2")
FORM = layout(VB2)


def business(seeds: np.ndarray, fast: bool, scenario: Scenario = VB2) -> Business:
    seen = np.zeros((len(seeds), FORM.width), dtype=np.float32)
    mask = np.zeros((len(seeds), FORM.mask_size), dtype=np.int8)
    return Business(scenario, seeds, None, "wealth_change", seen, mask, fast)


def assert_same(plain: Business, fast: Business) -> None:
    for part in ("params", "known", "backstage"):
        assert differences(getattr(plain.worlds, part), getattr(fast.worlds, part)) == [], part
    one, other = plain.worlds.state, fast.worlds.state
    assert on_the_way(one.shipments) == on_the_way(other.shipments)
    assert differences(replace(one, shipments=other.shipments), other) == []
    assert np.array_equal(plain.observation, fast.observation)
    assert np.array_equal(plain.mask, fast.mask)


def on_the_way(shipments: Any) -> list[Any]:
    """Rows in use, in order; how many free ones stand behind them is nobody's business."""
    world, column = np.nonzero(shipments.units)
    values = [values[world, column].tolist() for values in vars(shipments).values()]
    return [world.tolist(), column.tolist(), *values]


def play(plain: Business, fast: Business, action: np.ndarray) -> None:
    """One day, with new worlds where it was the last."""
    assert np.array_equal(plain.play(action), fast.play(action))
    over = np.flatnonzero(plain.ended)
    assert np.array_equal(plain.ended, fast.ended)
    if len(over):
        plain.renew(over)
        fast.renew(over)


@pytest.mark.slow
def test_over_a_year_of_random_choices_in_many_worlds() -> None:
    seeds = np.arange(40)
    plain, fast = business(seeds, fast=False), business(seeds, fast=True)
    for day in range(400):
        assert_same(plain, fast)
        play(plain, fast, random_choices(FORM, plain.mask, seeds, day))


@pytest.mark.slow
def test_over_a_year_of_competent_business() -> None:
    seeds = np.arange(100, 108)
    plain, fast = business(seeds, fast=False), business(seeds, fast=True)
    house = Careful(VB2)
    house.begin(plain.worlds.known, np.arange(len(seeds)))
    for _ in range(364):
        play(plain, fast, house.act(plain.worlds.known))
        assert_same(plain, fast)
    assert plain.worlds.state.accounts[:, 0].mean() > 200_000  # so that everything has happened


@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 2**31), min_size=1, max_size=5), st.integers(0, 1000))
def test_in_random_worlds(seeds: list[int], luck: int) -> None:
    several = np.array(seeds)
    plain, fast = business(several, fast=False), business(several, fast=True)
    for day in range(25):
        play(plain, fast, random_choices(FORM, plain.mask, several + luck, day))
        assert_same(plain, fast)


def test_impossible_choices_count_as_none_in_both() -> None:
    seeds, rng = np.arange(12), np.random.default_rng(5)
    plain, fast = business(seeds, fast=False), business(seeds, fast=True)
    for _ in range(30):
        play(plain, fast, rng.integers(0, FORM.nvec, (12, len(FORM.nvec))))
        assert_same(plain, fast)


def test_a_drifting_world_is_left_to_the_array_code() -> None:
    drifting = VB2.model_copy(update={"demand": VB2.demand.model_copy(update={"drift_spread": 0.03})})
    plain, fast = (business(np.arange(3), f, drifting) for f in (False, True))
    for day in range(5):
        play(plain, fast, random_choices(FORM, plain.mask, np.arange(3), day))
        assert_same(plain, fast)


@pytest.mark.parametrize("fast", [False, True])
def test_an_action_outside_its_space_is_refused_and_changes_nothing(fast: bool) -> None:
    env = ManagerEnv(fast=fast)
    before, _ = env.reset(seed=0)
    for wrong in (-1, 99):
        action = np.zeros(len(FORM.nvec), dtype=np.int64)
        action[3] = wrong
        with pytest.raises(ValueError, match="head 3"):
            env.step(action)
    after = env.step(np.zeros(len(FORM.nvec), dtype=np.int64))[0]
    fresh = ManagerEnv(fast=fast)
    assert np.array_equal(fresh.reset(seed=0)[0], before)
    assert np.array_equal(fresh.step(np.zeros(len(FORM.nvec), dtype=np.int64))[0], after)


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize("copied", [copy.deepcopy, lambda env: pickle.loads(pickle.dumps(env))])
def test_a_copy_of_an_environment_goes_its_own_way(fast: bool, copied: Callable[[Any], Any]) -> None:
    env, rng = ManagerEnv(fast=fast), np.random.default_rng(1)
    env.reset(seed=4)
    for _ in range(12):
        env.step(rng.integers(0, FORM.nvec))
    actions = rng.integers(0, FORM.nvec, (12, len(FORM.nvec)))
    twin = copied(env)
    ahead = [env.step(action)[:3] for action in actions]
    for action, (seen, reward, ended) in zip(actions, ahead, strict=True):
        other = twin.step(action)
        assert np.array_equal(other[0], seen)
        assert (other[1], other[2]) == (reward, ended)
