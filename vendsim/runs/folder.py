"""The run folder, as the run that fills it sees it. Only this writes into one, and `voice_log` its own file.

A checkpoint is written whole or not at all, and says how long the appended files were: whatever was
appended later is cut off again when the run is resumed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import BaseModel, ValidationError

from vendsim.events import DayClosed, Event
from vendsim.runs import daily
from vendsim.runs.calls import CALLS_FILE, Call
from vendsim.runs.record import RUN_FILE, RunRecord, VoiceCounts
from vendsim.scenario import Scenario

EVENTS_FILE = "events.jsonl"
MESSAGES_FILE = "messages.jsonl"
CHECKPOINT_FILE = "checkpoint.json"

_APPENDED = (EVENTS_FILE, CALLS_FILE, MESSAGES_FILE, daily.DAILY_FILE)


class FolderError(Exception):
    """The run folder cannot be written or read; the message is one sentence.

    Not an OSError, so that no agent that waits out network troubles takes a full disk for one.
    """


class Checkpoint(BaseModel):
    """A point that a run can be resumed from."""

    version: int = 1
    episode: dict[str, Any]
    agent: dict[str, Any]
    lengths: dict[str, int]  # of the appended files, in bytes
    voice: VoiceCounts | None = None  # as in the record


class RunFolder:
    """An open run folder."""

    def __init__(self, path: Path, scenario: Scenario, record: RunRecord, lengths: Mapping[str, int]) -> None:
        self.path = path
        self.record = record
        self._scenario = scenario
        self._files: dict[str, BinaryIO] = {}
        with self._on_disk():
            for name in _APPENDED:
                if lengths.get(name) is not None:
                    self._files[name] = _open_at(path / name, lengths[name])

    @classmethod
    def create(cls, path: Path, scenario: Scenario, record: RunRecord) -> RunFolder:
        """A new folder with its record and no days yet; ``path`` may exist if only a voice is in it."""
        with on_disk(path):
            path.mkdir(parents=True, exist_ok=True)
        folder = cls(path, scenario, record, {EVENTS_FILE: 0, CALLS_FILE: 0, daily.DAILY_FILE: 0})
        folder._append(daily.DAILY_FILE, [daily.HEADER])
        folder._write_record()
        return folder

    @classmethod
    def reopen(cls, path: Path, scenario: Scenario, record: RunRecord, checkpoint: Checkpoint) -> RunFolder:
        """The folder of a run that was cut off, as it was at the checkpoint."""
        with on_disk(path):
            for name in _APPENDED:
                if name not in checkpoint.lengths:
                    (path / name).unlink(missing_ok=True)
        folder = cls(path, scenario, record, checkpoint.lengths)
        folder.set_record(record.reopened())
        return folder

    def add_events(self, events: Sequence[Event]) -> None:
        """Append events, and a row for every day that they close."""
        if not events:
            return
        self._append(EVENTS_FILE, [event.model_dump_json() for event in events])
        closed = [daily.row(self._scenario, event) for event in events if isinstance(event, DayClosed)]
        if closed:
            self._append(daily.DAILY_FILE, closed)

    def add_call(self, call: Call) -> None:
        """Append one call with its reply."""
        self._append(CALLS_FILE, [call.to_line()])

    def add_message(self, message: Mapping[str, Any]) -> None:
        """Append one message of a conversation."""
        if MESSAGES_FILE not in self._files:
            with self._on_disk():
                self._files[MESSAGES_FILE] = _open_at(self.path / MESSAGES_FILE, 0)
        self._append(MESSAGES_FILE, [json.dumps(message, ensure_ascii=False)])

    def checkpoint(self, episode: dict[str, Any], agent: dict[str, Any]) -> None:
        """Make this the point that the run is resumed from."""
        with self._on_disk():
            for file in self._files.values():
                os.fsync(file.fileno())
            lengths = {name: file.tell() for name, file in self._files.items()}
            voice = self.record.voice
            point = Checkpoint(episode=episode, agent=agent, lengths=lengths, voice=voice)
            text = point.model_dump_json(exclude={"voice"} if voice is None else None)
            _replace(self.path / CHECKPOINT_FILE, text)

    def set_record(self, record: RunRecord) -> None:
        """Replace the record."""
        self.record = record
        self._write_record()

    def close(self) -> None:
        """Close the files. Never raises: what mattered has been flushed."""
        for file in self._files.values():
            with suppress(OSError):
                file.close()

    def _write_record(self) -> None:
        with self._on_disk():
            _replace(self.path / RUN_FILE, self.record.to_json() + "\n")

    def _append(self, name: str, lines: Sequence[str]) -> None:
        with self._on_disk():
            file = self._files[name]
            file.write("".join(f"{line}\n" for line in lines).encode())
            file.flush()

    @contextmanager
    def _on_disk(self) -> Iterator[None]:
        with on_disk(self.path):
            yield


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
        raise FolderError(f"{path / CHECKPOINT_FILE} is not a checkpoint") from None


@contextmanager
def on_disk(path: Path) -> Iterator[None]:
    """Troubles of the file system as a FolderError."""
    try:
        yield
    except OSError as error:
        raise FolderError(f"cannot write to {path}: {error.strerror or error}") from error


def _open_at(path: Path, length: int) -> BinaryIO:
    """The file, cut off at ``length`` bytes and open for more."""
    file = path.open("ab")
    if file.tell() < length:
        file.close()
        raise FolderError(f"{path} is shorter than its checkpoint says, so the run cannot be resumed")
    file.truncate(length)
    file.seek(length)
    return file


def _replace(path: Path, text: str) -> None:
    """Write a file so that a reader, or a crash, finds the old text or the new one and nothing between."""
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
