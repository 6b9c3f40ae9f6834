"""A run that a framework holds in memory. It has logs of its own; a run folder is written only on request."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vendsim.agent import AgentOptions, Reply
from vendsim.bridges.wire import WireCall, act
from vendsim.economy.reference import share_of_bound
from vendsim.episode import Episode
from vendsim.runs.outside import OutsideRun
from vendsim.runs.record import Harness
from vendsim.scenario import Scenario
from vendsim.tokens import estimated_tokens


class HeldRun:
    """A run in memory. The same scenario, seed and calls give the same texts, here as anywhere.

    Args:
        scenario: as from `vendsim.runs.unrecorded.playable`.
        seed: which world.
    """

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.episode = Episode(scenario, seed)
        self._calls: list[WireCall] = []

    def call(self, tool: str, arguments: Mapping[str, Any], output_tokens: int = 0) -> Reply:
        """Carry out a call, of which at least the arguments are billed."""
        tokens = max(output_tokens, estimated_tokens(arguments))
        call = WireCall(tool=tool, arguments=dict(arguments), output_tokens=tokens)
        if not self.episode.done:
            self._calls.append(call)
        return act(self.episode, call)

    @property
    def share(self) -> float | None:
        """The balance as a share of what near-oracle ends with, from 0 to 1; None where that is no bound."""
        episode = self.episode
        return share_of_bound(episode.scenario, episode.seed, float(episode.balance))

    def snapshot(self) -> dict[str, Any]:
        """Everything needed to go on, as plain JSON-able data."""
        calls = [call.model_dump(mode="json") for call in self._calls]
        return {"episode": self.episode.snapshot(), "calls": calls}

    def restore(self, blob: Mapping[str, Any]) -> None:
        """Go on from a snapshot."""
        self.episode = Episode.restore(blob["episode"])
        self._calls = [WireCall.model_validate(call) for call in blob["calls"]]

    def save(self, path: Path, agent: str, model: str | None, harness: Harness) -> None:
        """Write the run folder, by carrying out the calls once more.

        Raises FolderError, in one sentence, if the folder cannot be filled.
        """
        options = AgentOptions(seed=self.episode.seed, model=model)
        run = OutsideRun.create(path, self.episode.scenario, agent, options, harness)
        for call in self._calls:
            with run.turn() as desk:
                act(desk, call)
        run.close()
