"""A run that is played from outside, call by call: over HTTP, MCP, or whatever a bridge speaks.

Such a player remembers what it was told, and cannot be set back to a checkpoint. So a run that was cut off
goes on after the last call that was written down: what came after the checkpoint is played again from
``calls.jsonl``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vendsim.agent import AgentOptions
from vendsim.episode import Episode, EpisodeResult
from vendsim.events import DayClosed
from vendsim.runs import daily
from vendsim.runs.calls import CALLS_FILE, Call, carry_out, read_calls
from vendsim.runs.disk import FolderError
from vendsim.runs.folder import Checkpoint, RunFolder, read_checkpoint
from vendsim.runs.loop import CHECKPOINT_SECONDS, RunDesk
from vendsim.runs.reading import EVENTS_FILE
from vendsim.runs.record import Harness, RunRecord, Status, read_record
from vendsim.runs.starting import start
from vendsim.runs.supplier_models import SupplierModels, counted_until, supplier_models
from vendsim.scenario import Scenario


@dataclass
class _Stranger:
    """The agent of such a run: whatever it remembers, it remembers itself."""

    def play_day(self, desk: object) -> None:
        raise RuntimeError("this run is played from outside")

    def snapshot(self) -> dict[str, Any]:
        return {}

    def restore(self, blob: dict[str, Any]) -> None:
        pass


class OutsideRun:
    """An open run; its folder is locked until it is closed. Not for several threads at once."""

    def __init__(self, episode: Episode, folder: RunFolder) -> None:
        self._episode = episode
        self._folder = folder
        self.desk = RunDesk(episode, _Stranger(), folder)
        self.desk.checkpoint()
        self._day = episode.day

    @classmethod
    def create(
        cls, path: Path, scenario: Scenario, agent: str, options: AgentOptions, harness: Harness
    ) -> OutsideRun:
        """A new run in a new folder. Raises FolderError, in one sentence, if it cannot be filled."""
        episode, folder = start(path, scenario, agent, options)
        folder.set_record(folder.record.model_copy(update={"harness": harness}))
        return cls(episode, folder)

    @classmethod
    def reopen(cls, path: Path) -> OutsideRun:
        """Go on with a run after its last recorded call.

        Raises ValueError or FolderError, in one sentence, if it is no run from outside, is done, or is open.
        """
        record = read_record(path)
        if record.harness is None:
            raise ValueError(f"{path} was not played from outside; go on with: vendsim run --resume {path}")
        if record.status == "done":
            raise ValueError(f"{path} is done; there is nothing to go on with")
        saved = read_checkpoint(path)
        record = counted_until(record, saved)
        models = supplier_models(record, path)
        if saved is None:  # it was cut off before its first call
            scenario = Scenario.model_validate(record.config)
            return cls(Episode(scenario, record.seed, **models), RunFolder.create(path, scenario, record))
        point = _caught_up(path, record, saved, _restored(path, saved, models))
        episode = Episode.restore(point.episode, **models)  # one whose events are not written down again
        return cls(episode, RunFolder.reopen(path, episode.scenario, record, point))

    @property
    def record(self) -> RunRecord:
        """What the run's folder says about it."""
        return self._folder.record

    @property
    def calls(self) -> int:
        """How many calls have been carried out."""
        return self._episode.result().tool_calls

    @property
    def result(self) -> EpisodeResult | None:
        """How the run went; None while it goes on, for it tells of what is hidden."""
        return self._episode.result() if self._episode.done else None

    def set_harness(self, harness: Harness) -> None:
        """Write down what has become known about the player."""
        if harness != self._folder.record.harness:
            self._folder.set_record(self._folder.record.model_copy(update={"harness": harness}))

    @contextmanager
    def turn(self) -> Iterator[RunDesk]:
        """A call is made within; afterwards the folder is in order, also when it was the last."""
        yield self.desk
        if self._episode.done:
            self._close("done")
        elif self._episode.day != self._day:
            self._day = self._episode.day
            self.desk.checkpoint_unless_within(CHECKPOINT_SECONDS)

    def close(self) -> None:
        """Let go of the folder; the run can be gone on with unless it is done."""
        if not self._episode.done:
            self._close("interrupted")

    def _close(self, status: Status) -> None:
        if self._folder.record.status == "done":
            return
        self.desk.checkpoint()
        now = datetime.now(UTC)
        self._folder.set_record(self._folder.record.closed(status, self._episode.result(), now))
        self._folder.close()


def _restored(path: Path, saved: Checkpoint, models: SupplierModels) -> Episode:
    try:
        return Episode.restore(saved.episode, **models)
    except (ValueError, KeyError, TypeError) as error:
        raise FolderError(f"{path} holds a checkpoint that this version cannot read: {error}") from error


def _caught_up(path: Path, record: RunRecord, saved: Checkpoint, episode: Episode) -> Checkpoint:
    """Play what was called after the checkpoint; the last recorded call as a checkpoint.

    Events and days that belong to no recorded call are behind it, and will be cut off.
    """
    for call in _calls_after(path, saved.lengths[CALLS_FILE]):
        episode.bill_tokens(call.output_tokens)
        episode.count_messages(call.messages)
        reply = carry_out(episode, call.speaker, call.tool, call.arguments)
        if reply.text != call.reply:
            raise FolderError(f"{path} holds calls that this version answers otherwise, so it cannot go on")
    closed = sum(isinstance(event, DayClosed) for event in episode.events)
    lengths = {
        EVENTS_FILE: saved.lengths[EVENTS_FILE] + _length(path / EVENTS_FILE, saved, len(episode.events)),
        CALLS_FILE: (path / CALLS_FILE).read_bytes().rfind(b"\n") + 1,
        daily.DAILY_FILE: saved.lengths[daily.DAILY_FILE] + _length(path / daily.DAILY_FILE, saved, closed),
    }
    return Checkpoint(
        episode=episode.snapshot(), agent={}, lengths=lengths, voice=record.voice, reader=record.reader
    )


def _calls_after(path: Path, length: int) -> list[Call]:
    """The recorded calls behind so many bytes."""
    before = (path / CALLS_FILE).read_bytes()[:length].count(b"\n")
    return list(read_calls(path))[before:]


def _length(file: Path, saved: Checkpoint, lines: int) -> int:
    """The length of the first lines behind the checkpoint."""
    behind = file.read_bytes()[saved.lengths[file.name] :]
    return sum(map(len, behind.splitlines(keepends=True)[:lines]))
