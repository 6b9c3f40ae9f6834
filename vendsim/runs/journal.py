"""``messages.jsonl``: what was said, and the log that a cut-off run is played again from.

Each line is one JSON object with ``day``, ``time`` and ``kind``. A line is on its way to the disk before
anything is done about it. When a run goes on from a checkpoint, the lines after it are the *tail*: the run
plays what they tell again, and each must turn out the same. Lines with ``at`` (wall time) tell of a moment,
such as a wait for the endpoint; they are passed over.

Each line is flushed at once and survives a killed process. The file is synced (fsync) at
every checkpoint: a power cut can cost the answers since then, never the order of things.
"""

from __future__ import annotations

import json
import os
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import Any

from vendsim.runs.disk import too_short

MESSAGES_FILE = "messages.jsonl"

Line = dict[str, Any]


class Journal:
    """The open file of one run. Raises OSError where the disk does."""

    def __init__(self, path: Path, position: int = 0, counts: Mapping[str, int] | None = None) -> None:
        self._path = path
        self._file: FileIO | None = None  # made with the first line
        self._tail: deque[tuple[Line, int]] = deque()  # with the length of each in bytes
        self.position = position  # in bytes: up to here everything has happened again
        self.counts = Counter(counts or {})  # lines of each kind up to there
        if path.exists():
            self._read_tail()

    def next(self) -> Line | None:
        """The next line of the tail, or None when all of it has happened again."""
        return self._tail[0][0] if self._tail else None

    def add(self, line: Line) -> None:
        """Append a line, or find it at the head of the tail.

        A tail that says something else belongs to another course of events, and is cut off.
        """
        encoded = _encode(line)
        if self._tail:
            if self._tail[0][0] == json.loads(encoded):
                self._pass()
                self._pass_moments()
                return
            self._cut()
        self._write(encoded)
        self._count(line, len(encoded))

    def note(self, line: Line) -> None:
        """Append a transient event, which is skipped on replay."""
        line = {**line, "at": datetime.now(UTC).isoformat(timespec="seconds")}
        encoded = _encode(line)
        self._write(encoded)
        if self._tail:
            self._tail.append((line, len(encoded)))
        else:
            self._count(line, len(encoded))

    def sync(self) -> None:
        """Make sure that everything is on the disk."""
        if self._file is not None:
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def _open(self) -> FileIO:
        if self._file is None:
            self._file = FileIO(self._path, "ab")
        return self._file

    def _write(self, encoded: bytes) -> None:
        file = self._open()
        written = file.write(encoded)
        while written < len(encoded):  # a disk that is nearly full takes a part and then says why
            written += file.write(encoded[written:])

    def _read_tail(self) -> None:
        content = self._path.read_bytes()
        if len(content) < self.position:
            raise too_short(self._path)
        for line, length in _whole_lines(content[self.position :]):
            self._tail.append((line, length))
        whole = self.position + sum(length for _, length in self._tail)
        if whole:
            self._open().truncate(whole)
        else:
            self._path.unlink()
        self._pass_moments()

    def _pass(self) -> None:
        self._count(*self._tail.popleft())

    def _pass_moments(self) -> None:
        while self._tail and "at" in self._tail[0][0]:
            self._pass()

    def _count(self, line: Line, length: int) -> None:
        self.counts[line["kind"]] += 1
        self.position += length

    def _cut(self) -> None:
        self._tail.clear()
        self._open().truncate(self.position)


def lines_from(path: Path, begin: int = 0) -> Iterator[Line]:
    """The whole lines of a file, if there is one, from so many bytes on."""
    if path.is_file():
        yield from (line for line, _ in _whole_lines(path.read_bytes()[begin:]))


def _encode(line: Line) -> bytes:
    return f"{json.dumps(line, ensure_ascii=False)}\n".encode()


def _whole_lines(content: bytes) -> Iterator[tuple[Line, int]]:
    """Lines up to the first that is not whole, with their lengths."""
    for raw in content.splitlines(keepends=True):
        try:
            line = json.loads(raw) if raw.endswith(b"\n") else None
        except ValueError:
            line = None
        if not isinstance(line, dict) or "kind" not in line:
            return
        yield line, len(raw)
