"""What an entry says about itself, in its ``entry.json``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from vendsim.episode import EpisodeResult
from vendsim.runs.answer_log import ANSWER_FILES
from vendsim.runs.calls import CALLS_FILE
from vendsim.runs.daily import DAILY_FILE
from vendsim.runs.journal import MESSAGES_FILE
from vendsim.runs.reading import EVENTS_FILE
from vendsim.runs.record import RUN_FILE, RunRecord, Status

MANIFEST = "entry.json"
NEEDED = (RUN_FILE, CALLS_FILE, EVENTS_FILE, DAILY_FILE)
PACKED = (*NEEDED, MESSAGES_FILE, *sorted(ANSWER_FILES))  # all but the needed where the run has them


class EntryError(Exception):
    """The entry cannot be made or read; the message is one sentence."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Row(_Model):
    """One run, in the figures that can be computed from its calls."""

    folder: str
    agent: str
    model: str | None
    scenario: str
    digest: str  # of the whole scenario
    seed: int
    version: str  # of vendsim
    status: Status
    score: float | None  # None: the run is not finished
    final_balance: float
    days: int
    tool_calls: int
    output_tokens: int

    @property
    def player(self) -> str:
        """Who says it has played."""
        return f"{self.agent} {self.model}" if self.model else self.agent

    @property
    def cell(self) -> tuple[str, str | None, str, int]:
        """The place of the run in a plan."""
        return self.agent, self.model, self.digest, self.seed


class Plan(_Model):
    """What was to be played: every player in every scenario with every seed, once."""

    players: tuple[tuple[str, str | None], ...]
    digests: tuple[str, ...]
    seeds: tuple[int, ...]

    def cells(self) -> list[tuple[str, str | None, str, int]]:
        """Every run that there must be."""
        return [
            (agent, model, digest, seed)
            for agent, model in self.players
            for digest in self.digests
            for seed in self.seeds
        ]


class Manifest(_Model):
    """The whole ``entry.json``."""

    format: Literal[1] = 1
    plan: Plan
    rows: tuple[Row, ...]
    files: dict[str, str]  # SHA-256 of every other file, by its name


def row(folder: str, record: RunRecord, result: EpisodeResult) -> Row:
    """A run as a row; the figures are those of ``result``, which has been computed."""
    return Row(
        folder=folder,
        agent=record.agent,
        model=record.options.model,
        scenario=record.scenario,
        digest=digest(record.config),
        seed=record.seed,
        version=record.versions.get("vendsim", "unknown"),
        status=record.status,
        score=result.score if record.status == "done" else None,
        final_balance=result.final_balance,
        days=result.days,
        tool_calls=result.tool_calls,
        output_tokens=result.output_tokens,
    )


def digest(config: Mapping[str, Any]) -> str:
    """The digest of a scenario."""
    text = json.dumps(config, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
