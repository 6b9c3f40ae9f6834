"""How a policy of the numeric business is judged: every world of a split, exactly once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from vendsim.draws import FloatArray, IntArray
from vendsim.economy.ledger import Account
from vendsim.envs.business import Business
from vendsim.envs.splits import Range, Selection
from vendsim.envs.tasks import TASKS, task
from vendsim.manager.knowledge import Knowledge
from vendsim.manager.layout import layout
from vendsim.manager.observe import Float32Array, MaskArray
from vendsim.report.intervals import Interval, t_interval
from vendsim.scenario import Scenario

Policy = Callable[[npt.NDArray[np.float32], npt.NDArray[np.int8]], npt.NDArray[np.int64]]
"""From observations (N, D) and masks (N, M) of N worlds to their actions (N, H)."""


class Operator(Protocol):
    """A scripted operator, as in `vendsim.manager.house`: it decides by what is known, not by numbers."""

    def begin(self, known: Knowledge, rows: IntArray) -> None:
        """New worlds in ``rows`` (n,)."""

    def act(self, known: Knowledge) -> IntArray:
        """(N, H) whole actions; of a smaller task only the agent's part counts."""


_BLOCK = 1_000  # worlds at a time
MOST_WORLDS = 1_000_000  # of an evaluation; "train" has two billion, to be drawn from


@dataclass(frozen=True)
class Evaluation:
    """What a policy earned in each world.

    The score is the final bank balance of a year, or what the wealth of the business (as in the reward
    ``wealth_change``) grew by in the episode of a smaller task.
    """

    worlds: IntArray  # (n,) seeds
    score: FloatArray  # (n,) dollars
    balance: FloatArray  # (n,) bank balances at the end, dollars
    days: IntArray  # (n,) played; fewer than an episode has where the business went bankrupt

    @property
    def mean(self) -> float:
        """Of the scores, in dollars."""
        return float(self.score.mean())

    @property
    def interval(self) -> Interval | None:
        """Student's 95 % interval of the mean; None for a single world, or without scipy (``[stats]``)."""
        return t_interval(self.score.tolist())

    def normalised(self, random: float, best: float) -> float:
        """(mean - random) / (best - random): 0 is as good as chance, 1 as good as ``best``, in dollars.

        Raises ValueError where chance is as good as the best.
        """
        if best == random:
            raise ValueError(f"a score cannot be normalised between {random} and the same number")
        return (self.mean - random) / (best - random)

    def __str__(self) -> str:
        spread = self.interval
        within = f" (95 % interval {spread.low:,.0f} to {spread.high:,.0f})" if spread else ""
        return f"{len(self.worlds)} worlds: mean ${self.mean:,.0f}{within}"


@dataclass(frozen=True)
class OverSeeds:
    """What policies earned that were trained alike, each with a seed of its own."""

    means: tuple[float, ...]  # dollars

    @property
    def mean(self) -> float:
        """Of the means, in dollars."""
        return float(np.mean(self.means))

    @property
    def interval(self) -> Interval | None:
        """Student's 95 % interval over training seeds."""
        return t_interval(self.means)


def at_random(nvec: npt.NDArray[np.int64], seed: int = 0) -> Policy:
    """Random possible options, all equally likely."""
    generator, edges = np.random.default_rng(seed), np.cumsum(nvec)[:-1]

    def act(seen: npt.NDArray[np.float32], mask: npt.NDArray[np.int8]) -> npt.NDArray[np.int64]:
        luck = generator.random(mask.shape) * (mask > 0)
        return np.stack([head.argmax(axis=1) for head in np.split(luck, edges, axis=1)], axis=1)

    return act


def evaluate(
    policy: Policy | Operator, split: Selection = "test", env: str = "vendsim/Manager-v0",
    scenario: str | Path | Scenario = "vb2", threads: int = 1,
) -> Evaluation:  # fmt: skip
    """Play every world of a split exactly once and say what was earned.

    Args:
        policy: from observations (N, D) float32 and action masks (N, M) int8 to actions (N, H), for N worlds
            on the same day. A run ends for all of them at once, except for those that went bankrupt, which
            wait without counting. Or a scripted operator such as `vendsim.manager.house.Careful`, of
            whose actions only the agent's part counts.
        split: "test" (worlds 0 to 999), "validation" (1,000 to 1,999), a range as a tuple, or a list of
            seeds.
        env: "vendsim/Manager-v0", "vendsim/Pricing-v0" or "vendsim/Restock-v0".
        scenario, threads: as in the environments.

    Raises ValueError for a split or an environment that does not exist, for a split of more than a million
    worlds ("train"), and for a policy that is none.
    """
    if not callable(policy) and not hasattr(policy, "begin"):
        raise ValueError(f"the policy must be a function of observations and masks, not {policy!r}")
    name = task_named(env)
    seeds, rules = _judged(split), Scenario.load(scenario)
    blocks = [seeds[first : first + _BLOCK] for first in range(0, len(seeds), _BLOCK)]
    played = [_play(policy, name, rules, block, threads) for block in blocks]
    score, balance, days = (np.concatenate(column) for column in zip(*played, strict=True))
    return Evaluation(seeds, score, balance, days)


def _judged(split: Selection) -> IntArray:
    """(n,) the worlds of a split. Raises ValueError for one that nobody can play to its end."""
    worlds = Range.of(split)
    if (count := worlds.last - worlds.first) > MOST_WORLDS:
        raise ValueError(
            f"{count:,} worlds are too many to play each of them; name a range of at most {MOST_WORLDS:,},"
            ' such as "1000000:1000100"'
        )
    return worlds.seeds()


def task_named(env: str) -> str:
    """The task of an environment. Raises ValueError for one that is no numeric business."""
    name = env.removeprefix("vendsim/").removesuffix("-v0").lower()
    if name not in TASKS:
        there_are = ", ".join(f"vendsim/{each.capitalize()}-v0" for each in TASKS)
        raise ValueError(f"numeric policies play {there_are}, not {env!r}")
    return name


class Played:
    """A policy in N worlds of a task, day by day.

    Args:
        policy: as `evaluate` takes it.
        name: of the task, as from `task_named`.
        scenario: the constants of the worlds.
        seeds: (N,) of the worlds.
        threads: that play the worlds.

    The rewards are those that the task is judged by.
    """

    def __init__(
        self, policy: Policy | Operator, name: str, scenario: Scenario, seeds: IntArray, threads: int = 1
    ) -> None:
        form, self.task = layout(scenario), task(name, scenario)
        seen: Any = np.zeros((len(seeds), form.width), dtype=np.float32)
        mask: Any = np.zeros((len(seeds), form.mask_size), dtype=np.int8)
        reward, first = self.task.judged_by, self.task.first_day
        self.business = Business(scenario, seeds, reward, seen, mask, threads=threads, first_day=first)
        self._policy, rows = policy, np.arange(len(seeds))
        self.task.begin(self.business, rows)
        if not callable(policy):
            policy.begin(self.business.worlds.known, rows)

    @property
    def observation(self) -> Float32Array:
        """(N, D) what the policy sees this morning."""
        return self.business.observation[:, : self.task.width].copy()

    @property
    def mask(self) -> MaskArray:
        """(N, M) which options are possible this morning."""
        return self.task.mask(self.business).copy()

    def play_day(self) -> tuple[IntArray, FloatArray]:
        """One day; (N, H) what the policy chose, and (N,) rewards in dollars."""
        chosen = self._chosen()
        return chosen, self.business.play(self.task.complete(self.business, chosen))

    def _chosen(self) -> IntArray:
        if callable(self._policy):
            return np.asarray(self._policy(self.observation, self.mask))
        return self.task.part_of(self.business, self._policy.act(self.business.worlds.known))


def _play(
    policy: Policy | Operator, name: str, scenario: Scenario, seeds: IntArray, threads: int
) -> tuple[FloatArray, FloatArray, IntArray]:
    """(n,) scores and final balances in dollars, and (n,) days played."""
    played = Played(policy, name, scenario, seeds, threads)
    business, part = played.business, played.task
    began = business.wealth()
    score, balance, days = np.zeros(len(seeds)), np.zeros(len(seeds)), np.zeros(len(seeds), dtype=np.int64)
    running = np.ones(len(seeds), dtype=bool)
    while running.any():
        played.play_day()
        days += running
        over = running & (business.ended | (days == part.days))
        balance[over] = business.worlds.state.accounts[over, Account.BANK] / 100
        earned = balance if part.days is None else (business.wealth() - began) / 100
        score[over] = earned[over]
        running &= ~over
    return score, balance, days
