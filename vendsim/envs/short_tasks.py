"""Short tasks for training language models: a day, a week or a month of a business that is running already.

A task is dealt by a seed: the world, the day on which it begins, and the scripted agent that has run the
business until then, well or badly. It is scored on by how much the worth of the business has grown: money,
coins, goods, also those under way, less the tokens to be paid (`vendsim.economy.worth`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from vendsim.agent import AgentOptions, Reply
from vendsim.draws import Stream, one
from vendsim.envs.splits import check_training
from vendsim.episode import Episode, standing
from vendsim.runs.agents import make_agent
from vendsim.runs.unrecorded import BareDesk, playable
from vendsim.scenario import Scenario
from vendsim.tokens import estimated_tokens

Length = Literal["day", "week", "month", "year"]
LENGTHS: dict[str, int | None] = {"day": 1, "week": 7, "month": 30, "year": None}  # days; None: all of them
PREDECESSORS = {"careful": 0.4, "trusting": 0.3, "naive": 0.15, "random": 0.15}  # with their shares
_EARLIEST = 15  # day on which a task begins: before, there is hardly a business
_ATTEMPTS = 20
_KEPT = 32  # snapshots, for the rollouts of one group

_BRIEFING = """\
You take over this business on the morning of day {first}. Whoever ran it before has left, and nobody worked \
yesterday; mails, goods, prices and notes, if there are any, are as they were left. You run it {until}."""


@dataclass(frozen=True)
class Start:
    """Where a task begins."""

    world: int  # seed of the world
    day: int  # on whose morning
    predecessor: str | None  # the agent that has played until then; None: nobody
    snapshot: str  # JSON, as `Episode.restore` takes it


class ShortTask:
    """A task that is being played.

    Args:
        length: "day", "week", "month", or "year" (the whole scenario from its first day, by its own score).
        seed: which task; the same seed gives the same task.
        scenario: a name, a path to a TOML file, or a `vendsim.Scenario`, that one model can play.
        allow_reserved: take a seed that is reserved for evaluation (0 to 1,999) as well.

    Raises ValueError for another length, a reserved seed, or a scenario too short, or of more models.
    """

    def __init__(
        self, length: str, seed: int, scenario: str | Path | Scenario = "vb2", *, allow_reserved: bool = False
    ) -> None:
        rules = playable(scenario)
        if length not in LENGTHS:
            raise ValueError(f"a task is of length {', '.join(LENGTHS)}, not {length!r}")
        self.start = deal(length, check_training(seed, allow_reserved), rules)
        self._episode = Episode.restore(json.loads(self.start.snapshot))
        self._worth = standing(self._episode)

    @property
    def system_prompt(self) -> str:
        """What the agent is told first of all."""
        return self._episode.system_prompt

    @property
    def observation(self) -> str:
        """The first morning, after a briefing of whoever takes over; later the current morning."""
        episode = self._episode
        if episode.day != self.start.day or self.start.predecessor is None:
            return episode.observation
        last = episode.scenario.days
        until = "for this day alone" if last == episode.day else f"until the end of day {last}"
        return f"{_BRIEFING.format(first=episode.day, until=until)}\n\n{episode.observation}"

    @property
    def tools(self) -> list[dict[str, Any]]:
        """OpenAI-style schemas of the tools."""
        return self._episode.tools

    @property
    def day(self) -> int:
        """The current day, from 1."""
        return self._episode.day

    @property
    def days(self) -> int:
        """How many days the task has."""
        return self._episode.scenario.days - self.start.day + 1

    @property
    def done(self) -> bool:
        """Whether the task is over."""
        return self._episode.done

    def call(
        self, name: str, arguments: Mapping[str, Any] | str | None = None, output_tokens: int = 0
    ) -> Reply:
        """Carry out one tool call, as `Episode.call` does; at least the length of its arguments is billed."""
        self._episode.bill_tokens(max(output_tokens, estimated_tokens(arguments)))
        return self._episode.call(name, arguments)

    @property
    def gain(self) -> float:
        """Dollars that the business has become worth more so far. For trainers: the agent is not told."""
        return round(standing(self._episode) - self._worth, 2)

    @property
    def score(self) -> float:
        """`gain` as a share of what the best operator would earn in these days: mostly from 0 to 1.

        Below 0 where money was lost; above 1 where a neglected business was put in order.
        """
        return self.gain / (self._episode.scenario.demand.best_daily_profit * self.days)


def deal(length: str, seed: int, scenario: Scenario) -> Start:
    """The start of a task; the snapshots of the latest are kept."""
    return _dealt(length, seed, scenario.model_dump_json())


@lru_cache(maxsize=_KEPT)
def _dealt(length: str, seed: int, scenario: str) -> Start:
    rules, days = Scenario.model_validate_json(scenario), LENGTHS[length]
    if days is None:
        return Start(seed, 1, None, json.dumps(Episode(rules, seed).snapshot()))
    if rules.days < _EARLIEST + days:
        raise ValueError(f"{rules.name} has {rules.days} days, too few for a {length} in the middle of it")
    for attempt in range(_ATTEMPTS):  # a predecessor may go bankrupt; then another has run the business
        when, who = (one(seed, Stream.TASK, days, attempt, part) for part in (0, 1))
        first = _EARLIEST + int(when * (rules.days - days - _EARLIEST + 1))
        predecessor = _chosen(who)
        episode = _played_until(Episode(rules, seed), predecessor, first - 1)
        episode = _handed_over(episode, length, first + days - 1)
        if not episode.done:
            return Start(seed, first, predecessor, _snapshot(episode))
    raise ValueError(f"in {rules.name}, seed {seed}, every business goes bankrupt before it is handed over")


def _chosen(u: float) -> str:
    """The predecessor at a uniform ``u``."""
    for name, share in PREDECESSORS.items():
        if (u := u - share) < 0:
            return name
    return name


def _played_until(episode: Episode, agent: str, day: int) -> Episode:
    player, desk = make_agent(agent, AgentOptions(seed=episode.seed)), BareDesk(episode)
    while not episode.done and episode.day < day:
        player.play_day(desk)  # scripted agents use no more of a desk
    return episode


def _handed_over(episode: Episode, length: str, last: int) -> Episode:
    """The next morning of a business that is to be run until the day ``last``.

    Nobody works on the day in between, after which the texts know of the new end.
    """
    blob = episode.snapshot()
    blob["scenario"] |= {"name": f"{episode.scenario.name}-{length}", "days": last, "score": "worth"}
    episode = Episode.restore(blob)
    episode.call("wait_for_next_day", {})
    return episode


def _snapshot(episode: Episode) -> str:
    """The snapshot of a business that starts with the money that there is."""
    blob = episode.snapshot()
    blob["scenario"]["money"]["start_cents"] = round(episode.balance * 100)
    return json.dumps(blob)
