"""Runs in this process that nobody writes down: what can be played so, and a desk for agents."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vendsim.agent import Reply
from vendsim.episode import Episode
from vendsim.runs.calls import Speaker, carry_out
from vendsim.runs.loop import RunSubAgentDesk
from vendsim.scenario import Context, Scenario
from vendsim.tokens import estimated_tokens


def playable(source: str | Path | Scenario, days: int | None = None) -> Scenario:
    """A scenario that one model can play through a framework, perhaps cut to fewer days.

    Raises ValueError, in one sentence, for one that does not exist, is shorter, or needs a second model.
    """
    scenario = Scenario.load(source)
    if scenario.sub_agent is not None:
        raise ValueError(f"{scenario.name} has a sub-agent, which cannot be played like this; choose another")
    if scenario.voice is not None or scenario.reader is not None:
        raise ValueError(
            f"{scenario.name} asks a model for the suppliers' mail, which only runs of vendsim do"
        )
    if days is None:
        return scenario
    if days > scenario.days:
        raise ValueError(f"days {days} is more than the {scenario.days} of {scenario.name}")
    return scenario.with_(days=days)


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
