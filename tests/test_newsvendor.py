"""The small task whose optimum is known."""

from __future__ import annotations

import itertools
import warnings
from functools import cache
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.error import ResetNeeded
from gymnasium.utils.env_checker import check_env

import vendsim  # noqa: F401 (registers the environments)
from vendsim.envs.newsvendor_env import Newsvendor, NewsvendorEnv


def by_hand(rules: Newsvendor) -> float:
    """The optimum by plain recursion over everything that can happen."""

    @cache
    def best(day: int, state: tuple[int, ...]) -> float:
        if day == rules.days:
            return 0.0
        return max(value(day, state, order) for order in range(rules.capacity + 1))

    def value(day: int, state: tuple[int, ...], order: int) -> float:
        total, (stock, *coming) = 0.0, state
        for demand, chance in enumerate(rules.chances.tolist()):
            sold = min(stock, demand)
            left = stock - sold
            arrives, *rest = (*coming, order)
            then = (min(left + arrives, rules.capacity), *rest)
            today = rules.price * sold - rules.holding * left - rules.cost * order
            total += chance * (today + best(day + 1, then))
        return total

    return best(0, (0,) * rules.lead_days)


@pytest.mark.parametrize(("lead", "capacity", "days"), [(1, 4, 5), (2, 3, 6), (3, 2, 7)])
def test_the_optimum_is_that_of_a_search_through_everything(lead: int, capacity: int, days: int) -> None:
    rules = Newsvendor(days=days, capacity=capacity, lead_days=lead, mean_demand=1.5)
    assert rules.chances.sum() == pytest.approx(1)
    found = rules.optimum[0][0][(0,) * lead]
    assert found == pytest.approx(by_hand(rules), abs=1e-9)
    assert found > 0


def test_the_best_policy_earns_the_optimum_and_simple_ones_less() -> None:
    env = NewsvendorEnv(days=20, capacity=8, mean_demand=3.0)
    returns: dict[str, list[float]] = {"best": [], "always 3": [], "nothing": []}
    for world, name in itertools.product(range(400), returns):
        env.reset(options={"world": world})
        total, ended = 0.0, False
        while not ended:
            action = {"best": env.optimal_action(), "always 3": 3, "nothing": 0}[name]
            _, reward, ended, _, _ = env.step(action)
            total += reward
        returns[name].append(total)
    error = np.std(returns["best"]) / np.sqrt(400)
    assert abs(np.mean(returns["best"]) - env.optimum) < 4 * error
    assert np.mean(returns["always 3"]) < env.optimum - 4 * error
    assert np.mean(returns["nothing"]) == 0


def test_the_checker_of_gymnasium_finds_nothing_and_seeds_decide() -> None:
    env = gymnasium.make("vendsim/Newsvendor-v0", days=5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(env.unwrapped)

    def rewards(seed: int) -> list[Any]:
        env.reset(seed=seed)
        return [env.step(4)[1] for _ in range(5)]

    assert rewards(1) == rewards(1)
    assert rewards(1) != rewards(2)
    with pytest.raises(ResetNeeded):
        env.step(0)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="lead_days must be at least 1"):
        NewsvendorEnv(lead_days=0)
    with pytest.raises(ValueError, match="optimum cannot be computed"):
        NewsvendorEnv(lead_days=9)
    env = NewsvendorEnv()
    env.reset(seed=0)
    with pytest.raises(ValueError, match="whole number from 0 to 12"):
        env.step(13)
