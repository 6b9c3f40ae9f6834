"""The run folder, as the run that fills it sees it. Only this and `answer_log` write into one.

A checkpoint is written whole or not at all, and says how long the appended files were. When the run is
resumed, events and days that came later are cut off again, because the world brings them about anew; what was
said later stays, and is played again from the journal.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from traceback import format_exception
from typing import Any, BinaryIO

from pydantic import BaseModel, ValidationError

from vendsim.events import Event
from vendsim.runs import daily, reading
from vendsim.runs.calls import CALLS_FILE, Call
from vendsim.runs.disk import FolderError, lock, on_disk, replace, too_short
from vendsim.runs.journal import MESSAGES_FILE, Journal
from vendsim.runs.reading import EVENTS_FILE
from vendsim.runs.record import RUN_FILE, ReaderCounts, RunRecord, VoiceCounts
from vendsim.runs.secrets import without_keys
from vendsim.scenario import Scenario

CHECKPOINT_FILE = "checkpoint.json"
TRACEBACK_FILE = "traceback.txt"

_APPENDED = (EVENTS_FILE, CALLS_FILE, daily.DAILY_FILE)


class DamagedError(FolderError):
    """A file of the folder is not whole."""


class Checkpoint(BaseModel, defer_build=True):
    """A point that a run can be resumed from."""

    version: int = 1  # of this format
    episode: dict[str, Any]  # snapshot of the world, as `Episode.restore` takes it
    agent: dict[str, Any]  # snapshot of the agent, as its `restore` takes it
    lengths: dict[str, int]  # of the appended files at this point, bytes
    lines: dict[str, int] = {}  # lines of messages.jsonl at this point, by kind
    voice: VoiceCounts | None = None  # as in run.json
    reader: ReaderCounts | None = None  # as in run.json


class RunFolder:
    """An open run folder, which no other process can open until it is closed or this one ends."""

    def __init__(
        self,
        path: Path,
        scenario: Scenario,
        record: RunRecord,
        point: Checkpoint | None,
        damage: str | None = None,
    ) -> None:
        lengths = point.lengths if point else dict.fromkeys(_APPENDED, 0)
        self.path = path
        self.record = record
        self.damage = damage  # why the run is played again from its first day, if it is
        self.was_killed = False  # the run goes on after a process that could not close it
        self._files: dict[str, BinaryIO] = {}
        with self._on_disk():
            for name in _APPENDED:  # the events first: their file is what keeps others out
                self._files[name] = _open_at(path / name, lengths[name])
            self._journal = Journal(
                path / MESSAGES_FILE, lengths.get(MESSAGES_FILE, 0), point.lines if point else None
            )
        self._days = daily.DayBook(scenario, read_events(path))

    @classmethod
    def create(
        cls, path: Path, scenario: Scenario, record: RunRecord, damage: str | None = None
    ) -> RunFolder:
        """A new folder with its record and no days yet; ``path`` may hold recorded answers, nothing else.

        It may also be that of a run that is played again, for the ``damage`` that it has taken.
        """
        with on_disk(path):
            path.mkdir(parents=True, exist_ok=True)
            if not (path / RUN_FILE).exists():  # first of all, so that there is never a folder without one
                replace(path / RUN_FILE, record.to_json() + "\n")
        folder = cls(path, scenario, record, None, damage)
        folder._append(daily.DAILY_FILE, [daily.HEADER])
        folder._write_record()
        return folder

    @classmethod
    def reopen(cls, path: Path, scenario: Scenario, record: RunRecord, checkpoint: Checkpoint) -> RunFolder:
        """The folder of a run that was cut off, as it was at the checkpoint."""
        folder = cls(path, scenario, record, checkpoint)
        folder.set_record(record.reopened())
        return folder

    def add_events(self, events: Sequence[Event]) -> None:
        """Append events, and a row for every day that they close."""
        if not events:
            return
        self._append(EVENTS_FILE, [event.model_dump_json() for event in events])
        closed = [row for event in events if (row := self._days.row(event)) is not None]
        if closed:
            self._append(daily.DAILY_FILE, closed)

    def add_call(self, call: Call) -> None:
        """Append one call with its reply."""
        self._append(CALLS_FILE, [call.to_line()])

    def add_line(self, line: dict[str, Any]) -> None:
        """Append a line of a conversation, unless it stands there from before the run was cut off."""
        with self._on_disk():
            self._journal.add(line)

    def add_note(self, line: dict[str, Any]) -> None:
        """Append a transient event."""
        with self._on_disk():
            self._journal.note(line)

    @property
    def next_line(self) -> Mapping[str, Any] | None:
        """The line that was written at this point before the run was cut off."""
        return self._journal.next()

    @property
    def lines(self) -> dict[str, int]:
        """How many lines of each kind the journal has."""
        return dict(self._journal.counts)

    def checkpoint(self, episode: dict[str, Any], agent: dict[str, Any]) -> None:
        """Make this the point that the run is resumed from."""
        with self._on_disk():
            for file in self._files.values():
                os.fsync(file.fileno())
            self._journal.sync()
            lengths = {name: file.tell() for name, file in self._files.items()}
            if self._journal.counts:
                lengths[MESSAGES_FILE] = self._journal.position
            counts = {"voice": self.record.voice, "reader": self.record.reader}
            point = Checkpoint(episode=episode, agent=agent, lengths=lengths, lines=self.lines, **counts)
            text = point.model_dump_json(exclude={name for name, count in counts.items() if count is None})
            replace(self.path / CHECKPOINT_FILE, text)

    def keep_traceback(self, error: BaseException, key_name: str | None) -> None:
        """Write down where an error came up, without keys."""
        with self._on_disk():
            replace(self.path / TRACEBACK_FILE, without_keys("".join(format_exception(error)), key_name))

    def set_record(self, record: RunRecord) -> None:
        """Replace the record."""
        self.record = record
        self._write_record()

    def close(self) -> None:
        """Close the files. Never raises: what mattered has been flushed."""
        for close in (*(file.close for file in self._files.values()), self._journal.close):
            with suppress(OSError):
                close()

    def _write_record(self) -> None:
        with self._on_disk():
            replace(self.path / RUN_FILE, self.record.to_json() + "\n")

    def _append(self, name: str, lines: Sequence[str]) -> None:
        with self._on_disk():
            file = self._files[name]
            file.write("".join(f"{line}\n" for line in lines).encode())
            file.flush()

    @contextmanager
    def _on_disk(self) -> Iterator[None]:
        with on_disk(self.path):
            yield


def read_events(path: Path) -> Iterator[Event]:
    """The events of a run so far. Raises FolderError, in one sentence, for a line that is no event."""
    try:
        with on_disk(path):
            yield from reading.read_events(path)
    except ValueError as error:
        raise FolderError(str(error)) from None


def read_checkpoint(path: Path) -> Checkpoint | None:
    """The checkpoint of a run folder, or None if the run was cut off before its first."""
    try:
        text = (path / CHECKPOINT_FILE).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FolderError(f"cannot read {path / CHECKPOINT_FILE}: {error.strerror}") from None
    try:
        return Checkpoint.model_validate_json(text)
    except ValidationError:
        raise DamagedError(f"{path / CHECKPOINT_FILE} is damaged") from None


def _open_at(path: Path, length: int) -> BinaryIO:
    """The file, held against others, cut off at ``length`` bytes and open for more."""
    file = path.open("ab")
    try:
        lock(file, path.parent)
        if file.seek(0, os.SEEK_END) < length:
            raise too_short(path)
        file.truncate(length)
        file.seek(length)
    except BaseException:
        file.close()
        raise
    return file
