"""What ``run.json`` says about a run."""

from __future__ import annotations

import platform
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from vendsim.agent import AgentOptions
from vendsim.episode import EpisodeResult
from vendsim.runs.secrets import recordable
from vendsim.scenario import Scenario
from vendsim.version import __version__

RUN_FILE = "run.json"

Status = Literal["running", "done", "failed", "interrupted"]


class VoiceCounts(BaseModel):
    """What became of the supplier mails that a model was to word; counted up while the run goes on."""

    voiced: int = 0  # in the model's words
    refused: int = 0  # the model said something else: template
    failed: int = 0  # no answer: template


class WallClock(BaseModel):
    """When a run was played: all that may differ between two folders of the same scripted run."""

    started: datetime
    finished: datetime | None = None


class RunRecord(BaseModel):
    """One run: what was asked for, how it stands, and how it ended."""

    scenario: str
    seed: int
    days: int  # that the run lasts unless the business goes bankrupt
    agent: str
    options: AgentOptions
    status: Status
    wall_clock: WallClock
    error: str | None = None
    result: EpisodeResult | None = None
    versions: dict[str, str]
    config: dict[str, Any]  # the whole scenario
    voice: VoiceCounts | None = None  # none: the scenario names no model for supplier mail

    @property
    def player(self) -> str:
        """Who played, with its model if it has one: "careful", "llm glm-5"."""
        return f"{self.agent} {self.options.model}" if self.options.model else self.agent

    def to_json(self) -> str:
        """The record as text, without a place for what it does not have."""
        return self.model_dump_json(indent=2, exclude={"voice"} if self.voice is None else None)

    def closed(
        self, status: Status, result: EpisodeResult, now: datetime, error: str | None = None
    ) -> RunRecord:
        """The record of a run that has stopped."""
        clock = self.wall_clock.model_copy(update={"finished": now})
        change = {"status": status, "wall_clock": clock, "result": result, "error": error}
        return self.model_copy(update=change)

    def reopened(self) -> RunRecord:
        """The record of a run that goes on."""
        clock = self.wall_clock.model_copy(update={"finished": None})
        return self.model_copy(
            update={"status": "running", "wall_clock": clock, "error": None, "result": None}
        )

    @classmethod
    def new(
        cls, scenario: Scenario, seed: int, agent: str, options: AgentOptions, now: datetime
    ) -> RunRecord:
        """The record of a run that is about to start."""
        return cls(
            scenario=scenario.name,
            seed=seed,
            days=scenario.days,
            agent=agent,
            options=recordable(options),
            status="running",
            wall_clock=WallClock(started=now),
            versions={
                "vendsim": __version__,
                "python": platform.python_version(),
                "numpy": version("numpy"),
            },
            config=scenario.model_dump(mode="json"),
            voice=VoiceCounts() if scenario.voice else None,
        )


def read_record(folder: Path) -> RunRecord:
    """The record of a run folder. Raises ValueError, in one sentence, if it is not one."""
    try:
        text = (folder / RUN_FILE).read_text(encoding="utf-8")
    except OSError as error:
        raise ValueError(f"{folder} is not a run folder: {RUN_FILE}: {error.strerror}") from None
    try:
        return RunRecord.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "file"
        raise ValueError(f"{folder / RUN_FILE} cannot be read: {where}: {first['msg']}") from None
