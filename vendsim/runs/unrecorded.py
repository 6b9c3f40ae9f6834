"""A desk for agents in this process whose calls nobody writes down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vendsim.agent import Reply
from vendsim.episode import Episode
from vendsim.runs.calls import Speaker, carry_out
from vendsim.runs.loop import RunSubAgentDesk
from vendsim.scenario import Context
from vendsim.tokens import estimated_tokens


class BareDesk:
    """An episode as a scripted agent's `Desk`; it is billed for the length of its calls, as in every run."""

    def __init__(self, episode: Episode) -> None:
        self.episode = episode

    def __getattr__(self, name: str) -> Any:
        return getattr(self.episode, name)

    @property
    def context(self) -> Context:
        """How much of its conversation a language model may keep."""
        return self.episode.scenario.context

    @property
    def sub_agent(self) -> RunSubAgentDesk | None:
        """The sub-agent's desk, in scenarios that have one."""
        seat = self.episode.sub_agent
        return RunSubAgentDesk(seat, self.carry_out) if seat else None

    def call(self, name: str, arguments: Mapping[str, Any] | str | None = None) -> Reply:
        """Carry out one tool call."""
        return self.carry_out("agent", name, arguments)

    def carry_out(self, speaker: Speaker, name: str, arguments: Mapping[str, Any] | str | None) -> Reply:
        """Let the world carry out a call of either speaker."""
        self.episode.bill_tokens(estimated_tokens(arguments))
        return carry_out(self.episode, speaker, name, arguments)

    def bill_tokens(self, output_tokens: int) -> None:
        """Scripted agents write nothing but their calls."""
