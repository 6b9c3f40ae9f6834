"""What an agent is, and the desk it works at.

An agent is any object with the three methods of `Agent`. It sees a `Desk`: the tools and the texts, nothing
behind them. Packages offer agents through the entry-point group ``vendsim.agents``; an entry is called with
an `AgentOptions` and returns an agent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from vendsim.scenario import Context


@dataclass(frozen=True, slots=True)
class Reply:
    """What a tool call gave back.

    ``text`` starts with the simulated date and time. ``error`` is None, or one sentence when the call was
    not carried out (nothing but the clock has then changed). ``day`` counts from 1, ``time`` is "HH:MM".
    """

    text: str
    error: str | None
    day: int
    time: str


class AgentOptions(BaseModel):
    """What the command line tells an agent; those that need nothing ignore it."""

    model_config = ConfigDict(frozen=True)

    seed: int = 0
    model: str | None = None
    base_url: str | None = None
    api_key_env: str | None = None


class Desk(Protocol):
    """One agent's view of an episode."""

    @property
    def system_prompt(self) -> str:
        """What the agent is told before the first day."""

    @property
    def observation(self) -> str:
        """The text of the current morning."""

    @property
    def tools(self) -> list[dict[str, Any]]:
        """OpenAI-style tool schemas."""

    @property
    def context(self) -> Context:
        """How much of its conversation a language model may keep."""

    @property
    def day(self) -> int:
        """The current day, from 1."""

    @property
    def done(self) -> bool:
        """Whether the run has ended."""

    def call(self, name: str, arguments: Mapping[str, Any] | str) -> Reply:
        """Carry out one tool call; arguments as a mapping or as JSON text."""

    def bill_tokens(self, output_tokens: int) -> None:
        """Count output tokens towards the weekly bill."""

    def log(self, message: Mapping[str, Any]) -> None:
        """Record one message of the conversation in the run folder."""

    def checkpoint(self) -> None:
        """Note that the run could be resumed from here (a run also does so every morning)."""


class Agent(Protocol):
    """A player. One instance plays one episode."""

    def play_day(self, desk: Desk) -> None:
        """Act until the next morning (or the end). Called once a day; must move the day on."""

    def snapshot(self) -> dict[str, Any]:
        """All memory of the agent as plain JSON-able data."""

    def restore(self, blob: dict[str, Any]) -> None:
        """Take up a snapshot."""
