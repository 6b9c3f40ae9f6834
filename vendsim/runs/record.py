"""What ``run.json`` says about a run."""

from __future__ import annotations

import platform
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from vendsim.agent import AgentOptions, ModelUse
from vendsim.episode import EpisodeResult
from vendsim.runs.secrets import recordable
from vendsim.scenario import Scenario
from vendsim.version import __version__

RUN_FILE = "run.json"

Status = Literal["running", "done", "stopped", "failed", "interrupted"]  # all but "done" can be resumed


class VoiceCounts(BaseModel, defer_build=True):
    """What became of the supplier mails that a model was to word; counted up while the run goes on."""

    voiced: int = 0  # mails in the model's words
    refused: int = 0  # mails where the model said something else: the template was used
    failed: int = 0  # mails without an answer from the model: the template was used
    usd: float | None = 0.0  # dollars that its answers cost; null: nobody knows


class ReaderCounts(BaseModel, defer_build=True):
    """What became of the mails to suppliers that a model was to read; counted up while the run goes on."""

    read: int = 0  # mails used as the model read them
    refused: int = 0  # mails where the model read what is not there: the built-in reading was used
    failed: int = 0  # mails without an answer from the model: the built-in reading was used
    same_intent: int = 0  # mails read for which the built-in reader finds the same intent
    same_lines: int = 0  # mails read for which it finds the same order lines
    same_acts: int = 0  # mails read for which it finds the same acts
    usd: float | None = 0.0  # dollars that the model's answers cost; null: nobody knows


class Harness(BaseModel, defer_build=True):
    """What stood between the world and whoever played, when a run was played from outside."""

    kind: Literal["http", "mcp", "inspect"]  # protocol
    client: str | None = None  # how the client names itself
    tokens_reported: bool = False  # whether the client reports its tokens; else its calls alone are billed


class WallClock(BaseModel, defer_build=True):
    """When a run was played: all that may differ between two folders of the same scripted run."""

    started: datetime  # wall time
    finished: datetime | None = None  # wall time; null while the run goes on


class RunRecord(BaseModel, defer_build=True):
    """One run: what was asked for, how it stands, and how it ended."""

    scenario: str  # name of the scenario
    seed: int  # which world
    days: int  # length of the run, unless the business goes bankrupt
    agent: str  # who plays, as named on the command line
    options: AgentOptions  # what the command line told the agent
    status: Status  # how the run stands
    wall_clock: WallClock  # when it was played
    error: str | None = None  # why it failed
    stop: str | None = None  # why it stopped for now
    result: EpisodeResult | None = None  # how it went; null while it is being played
    versions: dict[str, str]  # of vendsim, Python and NumPy
    config: dict[str, Any]  # the whole scenario
    voice: VoiceCounts | None = None  # mails that a model was to word; left out if none was
    reader: ReaderCounts | None = None  # mails that a model was to read; left out if none was
    harness: Harness | None = None  # how the run was played from outside; left out if it was not
    use: ModelUse | None = None  # requests to a model; left out if the agent makes none
    lines: dict[str, int] = {}  # lines of messages.jsonl by kind; what went wrong on the way is counted here

    @property
    def player(self) -> str:
        """Who played, with its model if it has one: "careful", "llm glm-5"."""
        return f"{self.agent} {self.options.model}" if self.options.model else self.agent

    @property
    def supplier_usd(self) -> float | None:
        """Dollars that the models of the suppliers' mail have cost; None: nobody knows."""
        costs = [counts.usd for counts in (self.voice, self.reader) if counts is not None]
        return None if None in costs else sum(usd for usd in costs if usd is not None)

    @property
    def reading_model(self) -> str | None:
        """The model that read the mail to suppliers; None: none did."""
        settings = self.config.get("reader")
        return str(settings["model"]) if settings else None

    def to_json(self) -> str:
        """The record as text, without a place for what it does not have."""
        optional = ("stop", "voice", "reader", "harness", "use", "lines")
        absent = {name for name in optional if not getattr(self, name)}
        return self.model_dump_json(indent=2, exclude=absent)

    def closed(
        self,
        status: Status,
        result: EpisodeResult,
        now: datetime,
        error: str | None = None,
        stop: str | None = None,
    ) -> RunRecord:
        """The record of a run that is over, for good or for now."""
        clock = self.wall_clock.model_copy(update={"finished": now})
        change = {"status": status, "wall_clock": clock, "result": result, "error": error, "stop": stop}
        return self.model_copy(update=change)

    def reopened(self) -> RunRecord:
        """The record of a run that goes on."""
        clock = self.wall_clock.model_copy(update={"finished": None})
        change = {"status": "running", "wall_clock": clock, "error": None, "stop": None, "result": None}
        return self.model_copy(update=change)

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
            reader=ReaderCounts() if scenario.reader else None,
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
