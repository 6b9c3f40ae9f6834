"""The text world as a gymnasium environment: one tool call a step."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal, SupportsFloat, get_args

import gymnasium
from gymnasium import spaces
from gymnasium.error import ResetNeeded

from vendsim.agent import Reply
from vendsim.episode import MAX_REPLY, Episode
from vendsim.scenario import Scenario
from vendsim.text import CHARACTERS

RewardKind = Literal["final_balance", "balance_change"]

MAX_ACTION = 100_000  # characters; room for the longest mail with everything in it escaped
_HOW_TO_ACT = 'An action is one JSON object: {"name": "wait_for_next_day", "arguments": {}}.'
_MAX_OBSERVATION = MAX_REPLY + len(_HOW_TO_ACT) + 1
_WORLDS = 2**31  # a fresh world is one of this many


class ToolsEnv(gymnasium.Env[str, str]):
    """A year of business with one vending machine, played through tool calls.

    ## Description
    The agent runs a vending machine for a simulated year: it finds suppliers by web search, bargains and
    orders by mail, pays, stocks the machine, sets prices, collects the coins and answers customers. It starts
    with $500, pays $2 a day, and is scored on its bank balance at the end. Everything is text. One step is
    one tool call, which takes simulated time; ``wait_for_next_day`` ends a day. `system_prompt` is what the
    agent should know before it starts, `tools` are the OpenAI-style schemas of what it can do; both stand in
    the info of ``reset``, too.

    ## Action Space
    ``Text(0, 100000)``: one tool call as JSON, ``{"name": "send_email", "arguments": {"to": "...",
    "subject": "...", "body": "..."}}``. Anything else is answered with an error and costs five minutes, so an
    episode ends whatever is sent.

    ## Observation Space
    ``Text(0, 60078)`` over a fixed set of printable characters: the reply to the call, which begins with the
    simulated date and time. The first observation is the morning of the first day.

    ## Rewards
    - ``reward="final_balance"`` (default): 0 until the end, then the bank balance in dollars.
    - ``reward="balance_change"``: the change of the bank balance in dollars; its sum over an episode is the
      final balance minus what the business started with.

    ## Starting State
    ``reset(seed=s)`` opens world ``s``: its products, suppliers, shoppers and weather. Without a seed a world
    is drawn from the environment's own generator. The machine and the storage are empty.

    ## Episode End
    An episode terminates when the year is over, or on the tenth day in a row on which the location's fee goes
    unpaid. It is never truncated. A step after the end raises `gymnasium.error.ResetNeeded`.

    ## Information
    ``day``, ``time``, ``balance`` (dollars) and ``error`` (None, or why the call was not carried out); after
    ``reset`` also ``system_prompt`` and ``tools``; at the end also ``end_reason``. The seed of the world
    stands in the attribute `world` only, because an operator does not know it.

    ## Arguments
    - ``scenario``: a name ("vb2"), a path to a TOML file, or a `vendsim.Scenario`.
    - ``reward``: "final_balance" or "balance_change".
    - ``render_mode``: None, or "ansi": ``render`` then returns the latest observation.
    """

    metadata: dict[str, Any] = {"render_modes": ["ansi"], "render_fps": 1}  # noqa: RUF012 (as in gymnasium)

    def __init__(
        self,
        scenario: str | Path | Scenario = "vb2",
        reward: RewardKind = "final_balance",
        render_mode: str | None = None,
    ) -> None:
        if reward not in get_args(RewardKind):
            raise ValueError(f"reward must be one of {', '.join(get_args(RewardKind))}, not {reward!r}")
        self.action_space = _text_space(MAX_ACTION)
        self.observation_space = _text_space(_MAX_OBSERVATION)
        self.render_mode = render_mode
        self._scenario = Scenario.load(scenario)
        self._reward: RewardKind = reward
        self._episode: Episode | None = None
        self._latest = ""

    @property
    def system_prompt(self) -> str:
        """What an agent should know before the first step."""
        return self._open_episode().system_prompt

    @property
    def tools(self) -> list[dict[str, Any]]:
        """OpenAI-style schemas of the tools."""
        return self._open_episode().tools

    @property
    def world(self) -> int:
        """The seed of the current world. Raises ResetNeeded before the first reset."""
        if self._episode is None:
            raise ResetNeeded("there is no world yet; call reset() first")
        return self._episode.seed

    def bill_tokens(self, output_tokens: int) -> None:
        """Count the agent's output tokens towards the weekly bill of the business."""
        self._running_episode().bill_tokens(output_tokens)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[str, dict[str, Any]]:
        """Open a world and return its first morning."""
        super().reset(seed=seed)
        world = int(self.np_random.integers(_WORLDS)) if seed is None else seed
        self._episode = Episode(self._scenario, world)
        self._latest = self._episode.observation
        start = {"system_prompt": self._episode.system_prompt, "tools": self._episode.tools}
        return self._latest, self._info(self._episode, None) | start

    def step(self, action: str) -> tuple[str, SupportsFloat, bool, bool, dict[str, Any]]:
        """Carry out one tool call."""
        episode = self._running_episode()
        before = episode.balance
        reply = _call(episode, action)
        self._latest = reply.text
        reward = self._rewarded(episode, before)
        return self._latest, reward, episode.done, False, self._info(episode, reply.error)

    def render(self) -> str | None:
        """The latest observation, in the mode "ansi"."""
        return self._latest if self.render_mode == "ansi" else None

    def _open_episode(self) -> Episode:
        return self._episode or Episode(self._scenario, 0)

    def _running_episode(self) -> Episode:
        if self._episode is None or self._episode.done:
            raise ResetNeeded("the episode has ended or not begun; call reset() first")
        return self._episode

    def _rewarded(self, episode: Episode, before: Decimal) -> float:
        if self._reward == "balance_change":
            return float(episode.balance - before)
        return float(episode.balance) if episode.done else 0.0

    @staticmethod
    def _info(episode: Episode, error: str | None) -> dict[str, Any]:
        info = {"day": episode.day, "time": episode.time, "balance": float(episode.balance), "error": error}
        return info | {"end_reason": episode.result().end_reason} if episode.done else info


def _call(episode: Episode, action: str) -> Reply:
    try:
        call = json.loads(action)
        name, arguments = call["name"], call.get("arguments")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        # No tool has this name: the world answers and takes its time, whatever the text was.
        reply = episode.call("", {})
        return Reply(f"{reply.text}\n{_HOW_TO_ACT}", _HOW_TO_ACT, reply.day, reply.time)
    return episode.call(name, arguments)


@cache
def _characters() -> spaces.Text:
    return spaces.Text(max_length=1, min_length=0, charset=CHARACTERS)


def _text_space(max_length: int) -> spaces.Text:
    """A space with a generator of its own, on tables that all share: they take 25 ms to build and 4 MB."""
    space = copy.copy(_characters())
    space.max_length = max_length
    return space
