"""Compiled days are those that Python plays, bit for bit: knowledge, hidden state, what is seen."""

from __future__ import annotations

import copy
import inspect
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from numeric import differences, random_choices
from vendsim.envs.business import Business
from vendsim.envs.manager_env import ManagerEnv
from vendsim.envs.manager_vector import ManagerVectorEnv, PricingVectorEnv, RestockVectorEnv
from vendsim.formula import COMPILABLE
from vendsim.manager.house import Careful
from vendsim.manager.layout import layout
from vendsim.scenario import Scenario, list_scenarios

pytest.importorskip("numba", reason="needs numba, which pip install vendsim[fast] brings")

from vendsim.compiling import jit
from vendsim.compiling.alone import alone
from vendsim.manager.day import play_days
from vendsim.manager.look import look_around

VB2 = Scenario.load("vb2")
FORM = layout(VB2)


def business(seeds: np.ndarray, fast: bool, scenario: Scenario = VB2) -> Business:
    seen = np.zeros((len(seeds), FORM.width), dtype=np.float32)
    mask = np.zeros((len(seeds), FORM.mask_size), dtype=np.int8)
    return Business(scenario, seeds, "wealth_change", seen, mask, fast)


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
        plain.renew(over, plain.world_seeds[over] + 1_000)
        fast.renew(over, plain.world_seeds[over])


@pytest.mark.slow
def test_over_a_year_of_random_choices() -> None:
    seeds = np.arange(3)
    plain, fast = business(seeds, fast=False), business(seeds, fast=True)
    for day in range(380):
        assert_same(plain, fast)
        play(plain, fast, random_choices(FORM, plain.mask, seeds, day))


@pytest.mark.slow
def test_over_a_year_of_competent_business() -> None:
    seeds = np.arange(100, 103)
    plain, fast = business(seeds, fast=False), business(seeds, fast=True)
    house = Careful(VB2)
    house.begin(plain.worlds.known, np.arange(len(seeds)))
    for _ in range(364):
        play(plain, fast, house.act(plain.worlds.known))
        assert_same(plain, fast)
    assert plain.worlds.state.accounts[:, 0].mean() > 200_000  # so that everything has happened


@pytest.mark.parametrize("kind", [PricingVectorEnv, RestockVectorEnv])
def test_the_house_decides_alike(kind: type[ManagerVectorEnv]) -> None:
    plain, fast = kind(2, fast=False), kind(2, fast=True)
    _, info = plain.reset(seed=5)
    fast.reset(seed=5)
    plain.action_space.seed(0)
    for _ in range(40):
        action = plain.action_space.sample(info["action_mask"])
        seen, reward, _, _, info = plain.step(action)
        other, gained, _, _, _ = fast.step(action)
        assert np.array_equal(seen, other)
        assert np.array_equal(reward, gained)


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


def test_in_a_year_that_moves() -> None:
    plain, fast = (business(np.arange(3), f, Scenario.load("living")) for f in (False, True))
    for day in range(60):
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


@pytest.mark.parametrize("fast", [False, True])
def test_ended_worlds_stay_as_they_are(fast: bool) -> None:
    """Their last day does not come again, with its payments and more goods than there is room for."""
    seeds = np.arange(6)
    played = business(seeds, fast, VB2.model_copy(update={"days": 12}))
    for day in range(12):
        played.play(random_choices(FORM, played.mask, seeds, day))
    assert played.ended.all()
    then, seen = copy.deepcopy(played.worlds), played.observation.copy()
    rewards = played.play(random_choices(FORM, played.mask, seeds, 12))
    assert not rewards.any()
    assert np.array_equal(played.observation, seen)
    for part in ("params", "state", "known", "backstage"):
        assert differences(getattr(then, part), getattr(played.worlds, part)) == [], part


@pytest.mark.parametrize("threads", [2, 3, 9])
def test_threads_change_nothing(threads: int) -> None:
    seeds = np.arange(5)  # fewer than nine threads could play
    seen, mask = np.zeros((5, FORM.width), np.float32), np.zeros((5, FORM.mask_size), np.int8)
    several = Business(VB2, seeds, "wealth_change", seen, mask, fast=True, threads=threads)
    one = business(seeds, fast=True)
    for day in range(40):
        play(one, several, random_choices(FORM, one.mask, seeds, day))
        assert_same(one, several)


def test_a_number_of_threads_that_cannot_be_is_refused() -> None:
    for wrong in (0, -1, 1.5, True):
        with pytest.raises(ValueError, match="threads must be a whole number from 1"):
            ManagerVectorEnv(2, threads=wrong)  # type: ignore[arg-type]


def test_lengths_and_scenarios_are_values_that_compile_nothing_anew() -> None:
    business(np.arange(2), fast=True).play(np.zeros((2, len(FORM.nvec)), dtype=np.int64))
    before = [len(jit.jit(entry).compiled().signatures) for entry in (play_days, look_around)]
    scenarios = [VB2.model_copy(update={"days": 41}), *map(Scenario.load, list_scenarios())]
    for scenario in scenarios:
        action = np.zeros((2, len(FORM.nvec)), dtype=np.int64)
        action.flags.writeable = False
        business(np.arange(2), fast=True, scenario=scenario).play(action)
        business(np.arange(2), fast=True, scenario=scenario).play(action.astype(np.int32))
    assert [len(jit.jit(entry).compiled().signatures) for entry in (play_days, look_around)] == before


def test_without_numba_a_batch_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    with pytest.warns(UserWarning, match=r"install it with: .*pip.* install .*numba"):
        ManagerVectorEnv(2).reset(seed=0)
    with pytest.raises(ValueError, match="fast=True needs numba; install it with: "):
        ManagerVectorEnv(2, fast=True).reset(seed=0)


_A_STEP = """
import numpy as np
from vendsim.envs.manager_vector import ManagerVectorEnv, PricingVectorEnv, RestockVectorEnv
envs = ManagerVectorEnv(2)
envs.reset(options={"worlds": [1_000_000, 1_000_001]})
seen = envs.step(np.zeros(envs.action_space.shape, dtype=np.int64))[0]
print(float(seen.sum()))
"""


# Nothing is compiled without `jit`; worlds would take half a minute.
_A_FORMULA = """
import numpy as np
from vendsim.compiling.jit import jit
from vendsim.draws import mix
print(jit(mix)(np.uint64(7)))
"""


def _run(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )


def test_numba_can_be_told_not_to_compile() -> None:
    run = _run(_A_STEP, NUMBA_DISABLE_JIT="1")
    plain = business(1_000_000 + np.arange(2), fast=False)
    plain.play(np.zeros((2, len(FORM.nvec)), dtype=np.int64))
    assert float(run.stdout) == float(plain.observation.sum())
    assert "NUMBA_DISABLE_JIT is set" in run.stderr


def test_compiled_code_is_kept_where_numba_was_told_to(tmp_path: Path) -> None:
    first, second = (_run(_A_FORMULA, NUMBA_CACHE_DIR=str(tmp_path)) for _ in range(2))
    assert "compiling the numeric worlds" in first.stderr
    assert str(tmp_path) in first.stderr
    assert "compiling" not in second.stderr
    assert first.stdout == second.stdout != ""
    assert list(tmp_path.rglob("*mix*.nbc"))


def test_of_many_that_begin_at_once_one_compiles(tmp_path: Path) -> None:
    happened: list[int] = []

    def compile_alone(number: int) -> None:
        with alone(tmp_path / "rules.lock"):
            happened.append(number)
            time.sleep(0.02)
            happened.append(number)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(compile_alone, range(4)))
    assert happened[::2] == happened[1::2]
    assert sorted(happened[::2]) == [0, 1, 2, 3]


def test_a_change_of_any_rule_compiles_anew() -> None:
    files = {Path(inspect.getfile(body)).resolve() for body in COMPILABLE.values()}
    assert len(files) > 10
    assert files <= {source.resolve() for source in jit._sources()}


def test_compiled_code_goes_where_it_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a file"
    file.touch()
    assert not jit._is_writable(file / "below")
    assert jit._is_writable(tmp_path / "new" / "folder")
    monkeypatch.setattr(jit, "_places", lambda: [file, tmp_path / "second"])
    assert jit._cache_folder.__wrapped__().is_relative_to(tmp_path / "second")
