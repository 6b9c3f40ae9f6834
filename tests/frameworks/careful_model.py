"""The `careful` agent as a "model": what it calls after each text that it is told, worked out beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vendsim import AgentOptions, EpisodeResult, Reply
from vendsim.bridges.held import HeldRun
from vendsim.runs.unrecorded import playable
from vendsim_agents.careful import Careful

Call = tuple[str, dict[str, Any]]  # a tool and its arguments
TOKENS = 40  # that each answer of the model takes; the business pays for them


@dataclass
class CarefulModel:
    """What it calls in one world, and how it ends.

    Attributes:
        calls: by the reply or morning after which each comes.
        result: of the whole run.
    """

    calls: dict[str, Call]
    result: EpisodeResult

    @classmethod
    def of(cls, scenario: str, seed: int, days: int | None = None, tokens: int = TOKENS) -> CarefulModel:
        """Play the world once, where each answer takes so many tokens."""
        desk = _NotingDesk(HeldRun(playable(scenario, days), seed), tokens)
        agent = Careful(AgentOptions())
        while not desk.done:
            agent.play_day(desk)  # type: ignore[arg-type]
        return cls(desk.calls, desk.run.episode.result())


class _NotingDesk:
    """A desk that notes which call followed which text; each has its time, so that none comes twice."""

    def __init__(self, run: HeldRun, tokens: int) -> None:
        self.run, self._tokens = run, tokens
        self.calls: dict[str, Call] = {}
        self._latest = run.episode.observation

    def __getattr__(self, name: str) -> Any:
        return getattr(self.run.episode, name)

    def call(self, name: str, arguments: Mapping[str, Any] | None = None) -> Reply:
        """Carry out a call."""
        self.calls[self._latest] = (name, dict(arguments or {}))
        reply = self.run.call(name, arguments or {}, self._tokens)
        self._latest = reply.text
        return reply
