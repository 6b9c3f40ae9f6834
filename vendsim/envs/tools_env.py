"""The text world as a gymnasium environment: one tool call a step."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal, SupportsFloat, get_args

import gymnasium
from gymnasium import spaces
from gymnasium.error import CustomSpaceError, ResetNeeded
from gymnasium.vector.utils import create_shared_memory

from vendsim.agent import Reply
from vendsim.cards import card
from vendsim.envs import rendering
from vendsim.envs.kept_spec import KeepsSpec
from vendsim.envs.options import check_options
from vendsim.envs.splits import SPLITS
from vendsim.episode import Episode
from vendsim.office.calls import MAX_REPLY
from vendsim.scenario import Scenario
from vendsim.sub_agent import SubAgent
from vendsim.text import characters
from vendsim.tokens import estimated_tokens_of_action

RewardKind = Literal["score", "final_balance", "balance_change"]

MAX_ACTION = 100_000  # characters; room for the longest mail with everything in it escaped
_HOW_TO_ACT = 'An action is one JSON object: {"name": "wait_for_next_day", "arguments": {}}.'
_HOW_TO_REPORT = (
    "Act for the sub-agent now, with its tools. "
    'Its turn ends with {"name": "report", "arguments": {"text": "what was done"}}.'
)
_MAX_OBSERVATION = MAX_REPLY + max(len(_HOW_TO_ACT), len(_HOW_TO_REPORT)) + 1


class ToolsEnv(KeepsSpec, gymnasium.Env[str, str]):
    """A year of business with one vending machine, played through tool calls.

    ## Description
    The agent runs a vending machine for a simulated year: it finds suppliers by web search, bargains and
    orders by mail, pays, stocks the machine, sets prices, collects the coins and answers customers. It starts
    with $500, pays $2 a day, and is scored at the end, in "vb2" on its bank balance. Everything is text. One
    step is one tool call, which takes simulated time; ``wait_for_next_day`` ends a day. `system_prompt` is
    what the agent should know before it starts, `tools` are the OpenAI-style schemas of what it can do; both
    stand in the info of ``reset``, too.

    In scenarios with a sub-agent ("vb1") only that works at the machine. After ``run_sub_agent`` or
    ``chat_with_sub_agent`` the actions are its own: calls of `sub_agent_tools`, and at last ``{"name":
    "report", "arguments": {"text": "..."}}``, whose observation is the result of the agent's call.

    ## Action Space
    ``Text(0, 100000)``: one tool call as JSON, ``{"name": "send_email", "arguments": {"to": "...",
    "subject": "...", "body": "..."}}``. Anything else is answered with an error and costs five minutes, so an
    episode ends whatever is sent.

    ## Observation Space
    ``Text(0, 60122)`` over a fixed set of printable characters: the reply to the call, which begins with the
    simulated date and time. The first observation is the morning of the first day.

    ## Rewards
    - ``reward="score"`` (default): 0 until the end, then what the scenario scores, in dollars: in "vb2" the
      bank balance, in "vb1" the net worth.
    - ``reward="final_balance"``: 0 until the end, then the bank balance in dollars.
    - ``reward="balance_change"``: the change of the bank balance in dollars; its sum over an episode is the
      final balance minus what the business started with.

    ## Starting State
    ``reset(seed=s)`` opens world ``s``: its products, suppliers, shoppers and weather. Without a seed a
    training world (from 1,000,000 on) is drawn by the environment's own generator. The machine and the
    storage are empty.

    ## Episode End
    An episode terminates when the year is over, on the tenth day in a row on which the location's fee goes
    unpaid, or when the messages that the scenario allows are used up (in "vb1", 1,000 actions of the agent).
    It is never truncated. A step after the end raises `gymnasium.error.ResetNeeded`.

    ## Information
    ``day``, ``time``, ``balance`` (dollars) and ``error`` (None, or why the call was not carried out); after
    ``reset`` also ``system_prompt`` and ``tools``; at the end also ``end_reason``. With a sub-agent also
    ``task``: what the sub-agent, whose action is next, has been told to do, or None if the next action is the
    agent's; and after ``reset`` ``sub_agent_system_prompt`` and ``sub_agent_tools``. The seed of the world
    stands in the attribute `world` only, because an operator does not know it.

    ## Arguments
    - ``scenario``: a name ("vb2"), a path to a TOML file, or a `vendsim.Scenario`.
    - ``reward``: "score", "final_balance" or "balance_change".
    - ``render_mode``: None, or "ansi": ``render`` then returns the day, the balance, what was sold yesterday,
      the machine as the night left it, and the latest observation.
    """

    metadata: dict[str, Any] = {"render_modes": ["ansi"], "render_fps": 1}  # noqa: RUF012 (as in gymnasium)

    def __init__(
        self,
        scenario: str | Path | Scenario = "vb2",
        reward: RewardKind = "score",
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
        self._billed = 0  # tokens since the last step

    @property
    def system_prompt(self) -> str:
        """What an agent should know before the first step."""
        return self._open_episode().system_prompt

    @property
    def tools(self) -> list[dict[str, Any]]:
        """OpenAI-style schemas of the tools."""
        return self._open_episode().tools

    @property
    def sub_agent_tools(self) -> list[dict[str, Any]]:
        """OpenAI-style schemas of the sub-agent's tools; none in scenarios without one."""
        sub_agent = self._open_episode().sub_agent
        return sub_agent.tools if sub_agent else []

    @property
    def world(self) -> int:
        """The seed of the current world. Raises ResetNeeded before the first reset."""
        if self._episode is None:
            raise ResetNeeded("there is no world yet; call reset() first")
        return self._episode.seed

    def bill_tokens(self, output_tokens: int) -> None:
        """Count the agent's output tokens towards the weekly bill of the business.

        Called before the step they led to. At least the arguments of the action are billed in any case, at
        four characters a token.
        """
        self._running_episode().bill_tokens(output_tokens)
        self._billed += output_tokens

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[str, dict[str, Any]]:
        """Open a world and return its first morning. There are no ``options``."""
        check_options(options)
        super().reset(seed=seed)
        world = int(self.np_random.integers(*SPLITS["train"])) if seed is None else seed
        self._episode = Episode(self._scenario, world)
        self._latest, self._billed = self._episode.observation, 0
        start = {"system_prompt": self._episode.system_prompt, "tools": self._episode.tools}
        if sub_agent := self._episode.sub_agent:
            start |= {"sub_agent_system_prompt": sub_agent.system_prompt, "sub_agent_tools": sub_agent.tools}
        return self._latest, self._info(self._episode, None) | start

    def step(self, action: str) -> tuple[str, SupportsFloat, bool, bool, dict[str, Any]]:
        """Carry out one tool call."""
        episode = self._running_episode()
        before = episode.balance
        episode.bill_tokens(max(estimated_tokens_of_action(action) - self._billed, 0))
        self._billed = 0
        reply = _call(episode, action)
        self._latest = reply.text
        reward = self._rewarded(episode, before)
        return self._latest, reward, episode.done, False, self._info(episode, reply.error)

    def render(self) -> str | None:
        """In the mode "ansi": day, balance, yesterday's sales, the machine, and the latest observation."""
        if self.render_mode != "ansi":
            return None
        if self._episode is None:
            raise ResetNeeded("there is no world yet; call reset() first")
        return f"{rendering.text_of_episode(self._episode)}\n\n{self._latest}"

    def _repr_html_(self) -> str:
        return self._episode._repr_html_() if self._episode else card("tools", {"World": "call reset()"})

    def _open_episode(self) -> Episode:
        return self._episode or Episode(self._scenario, 0)

    def _running_episode(self) -> Episode:
        if self._episode is None or self._episode.done:
            raise ResetNeeded("the episode has ended or not begun; call reset() first")
        return self._episode

    def _rewarded(self, episode: Episode, before: Decimal) -> float:
        if self._reward == "balance_change":
            return float(episode.balance - before)
        if not episode.done:
            return 0.0
        score = episode.result().score if self._reward == "score" else None
        return float(episode.balance) if score is None else score

    @staticmethod
    def _info(episode: Episode, error: str | None) -> dict[str, Any]:
        info = {"day": episode.day, "time": episode.time, "balance": float(episode.balance), "error": error}
        if sub_agent := episode.sub_agent:
            info["task"] = sub_agent.task
        return info | {"end_reason": episode.result().end_reason} if episode.done else info


def _call(episode: Episode, action: str) -> Reply:
    sub_agent = episode.sub_agent
    actor = sub_agent if sub_agent and sub_agent.task else episode
    try:
        call = json.loads(action)
        name, arguments = call["name"], call.get("arguments")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        # No tool has this name: the world answers and takes its time, whatever the text was.
        return _with_hint(actor.call("", {}), _HOW_TO_ACT)
    if actor is sub_agent and name == "report":
        return _report(sub_agent, arguments)
    reply = actor.call(name, arguments)
    begins = actor is episode and sub_agent is not None and sub_agent.task is not None
    return replace(reply, text=f"{reply.text}\n{_HOW_TO_REPORT}") if begins else reply


def _report(sub_agent: SubAgent, arguments: Any) -> Reply:
    text = arguments.get("text") if isinstance(arguments, dict) else None
    if isinstance(text, str):
        return sub_agent.report(text)
    return _with_hint(sub_agent.call("", {}), _HOW_TO_REPORT)


def _with_hint(reply: Reply, hint: str) -> Reply:
    return replace(reply, text=f"{reply.text}\n{hint}", error=hint)


class _Texts(spaces.Text):
    """Text that is not sent through shared memory, where gymnasium's vectors would read blanks."""

    def __repr__(self) -> str:
        return f"Text({self.min_length}, {self.max_length}, {len(self.character_set)} characters)"


@create_shared_memory.register(_Texts)
def _no_shared_memory(*_: Any, **__: Any) -> Any:
    raise CustomSpaceError(
        "texts cannot be read from shared memory; use "
        'make_vec(..., vectorization_mode="async", vector_kwargs={"shared_memory": False})'
    )


@cache
def _characters() -> _Texts:
    return _Texts(max_length=1, min_length=0, charset=characters())


def _text_space(max_length: int) -> spaces.Text:
    """A space with a generator of its own, on tables that all share: they take 25 ms to build and 4 MB."""
    space = copy.copy(_characters())
    space.max_length = max_length
    return space
