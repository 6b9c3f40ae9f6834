"""The protocol by which policies of the numeric business are judged, and from which worlds they learn."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import vendsim
from vendsim.envs.manager_env import ManagerEnv
from vendsim.envs.manager_vector import ManagerVectorEnv
from vendsim.envs.splits import SPLITS, Range
from vendsim.manager.layout import layout
from vendsim.scenario import Scenario

SHORT = Scenario.load("vb2").model_copy(update={"days": 4})
HEADS = len(layout(SHORT).nvec)


def idle(observation: np.ndarray, mask: np.ndarray) -> np.ndarray:
    return np.zeros((len(observation), HEADS), dtype=np.int64)


@pytest.mark.parametrize("size", [1, 2, 50, 1000])
def test_every_world_of_a_range_is_played_once_before_one_comes_again(size: int) -> None:
    worlds, seed = Range.of((100, 100 + size)), np.zeros(size, dtype=np.int64)
    for turn in range(3):
        drawn = worlds.draw(seed, turn * size + np.arange(size))
        assert sorted(drawn.tolist()) == list(range(100, 100 + size))


def test_different_seeds_draw_in_a_different_order() -> None:
    first = [Range.of("train").draw(np.full(20, seed), np.arange(20)).tolist() for seed in range(5)]
    assert len({world for row in first for world in row}) == 100


def test_an_environment_plays_a_range_without_repeating_a_world() -> None:
    env = ManagerEnv(SHORT, worlds=(0, 6))
    met = [env.reset(seed=3)[1]["world"]] + [env.reset()[1]["world"] for _ in range(5)]
    assert sorted(met) == list(range(6))


def test_splits_lie_apart_and_are_known_by_name() -> None:
    edges = sorted(SPLITS.values())
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(edges))
    assert ManagerEnv(SHORT, worlds="test").reset(seed=0)[1]["world"] < 1_000
    assert ManagerEnv(SHORT).reset()[1]["world"] >= 1_000_000


def test_listed_worlds_are_the_only_ones() -> None:
    envs = ManagerVectorEnv(8, SHORT, worlds=[5, 9, 2**40])
    _, info = envs.reset(seed=0)
    assert set(info["world"].tolist()) <= {5, 9, 2**40}
    assert info["world"].tolist() == envs.world.tolist()


@pytest.mark.parametrize("wrong", ["tset", (5, 1), (3, 3), [], [1, 1], [-1], (0, 1, 2), [1.5], [True]])
def test_worlds_that_cannot_be_are_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"world|split"):
        Range.of(wrong)  # type: ignore[arg-type]


def test_an_evaluation_plays_each_world_once_and_tells_what_each_earned() -> None:
    found = vendsim.evaluate(idle, split=[7, 3, 11], scenario=SHORT)
    assert found.worlds.tolist() == [7, 3, 11]
    assert found.days.tolist() == [4, 4, 4]
    start, fee = SHORT.money.start_cents, SHORT.money.daily_fee_cents
    assert found.balance.tolist() == [(start - 4 * fee) / 100] * 3
    assert found.mean == found.balance.mean()
    assert found.normalised(found.mean - 10, found.mean + 30) == pytest.approx(0.25)
    assert "3 worlds" in str(found)


def test_the_test_split_is_a_thousand_worlds() -> None:
    assert Range.of("test").seeds().tolist() == list(range(1_000))


def test_an_evaluation_equals_the_environment() -> None:
    env, total = ManagerEnv(SHORT), 0.0
    env.reset(seed=7)
    over = False
    while not over:
        _, reward, over, _, info = env.step(np.zeros(HEADS, dtype=np.int64))
        total += float(reward)
    assert vendsim.evaluate(idle, split=[7], scenario=SHORT).balance.tolist() == [info["balance"]]


def test_a_task_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="vendsim/Manager-v0"):
        vendsim.evaluate(idle, env="vendsim/Tools-v0")


def test_privileged_parameters_are_copies_that_cannot_be_written() -> None:
    for env in (ManagerEnv(SHORT, privileged_info=True), ManagerVectorEnv(2, SHORT, privileged_info=True)):
        _, info = env.reset(seed=0)
        kept = info["privileged"]
        before = {name: values.copy() for name, values in kept.items()}
        with pytest.raises(ValueError, match="read-only"):
            kept["wholesale"][0] = 1.0
        env.reset(seed=1)
        assert all(np.array_equal(kept[name], values) for name, values in before.items())
