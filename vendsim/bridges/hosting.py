"""The runs that a server keeps open: one run folder each, played by one call at a time."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vendsim.agent import AgentOptions
from vendsim.runs.disk import FolderError
from vendsim.runs.outside import OutsideRun
from vendsim.runs.record import RUN_FILE, Harness, RunRecord, read_record
from vendsim.scenario import Scenario

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


class BusyError(Exception):
    """Somebody else is at the run; the message is one sentence."""


class NoRunError(Exception):
    """There is no such run; the message is one sentence."""


class Host:
    """Run folders below one folder, by their names."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._open: dict[str, OutsideRun] = {}
        self._busy: set[str] = set()
        self._lock = threading.Lock()

    def create(
        self, name: str | None, scenario: Scenario, agent: str, options: AgentOptions, harness: Harness
    ) -> str:
        """Open a new run; its name. Raises ValueError, BusyError or FolderError."""
        with self._lock:
            name = name or self._fresh(f"{scenario.name}-seed{options.seed}")
            path = self._path(name)
            if (path / RUN_FILE).exists():
                raise BusyError(f"there is a run {name} already; choose another name, or go on with it")
            self._open[name] = OutsideRun.create(path, scenario, agent, options, harness)
            return name

    @contextmanager
    def at(self, name: str) -> Iterator[OutsideRun]:
        """The run, for this caller alone; one that lies in its folder is gone on with.

        Raises ValueError, NoRunError, BusyError or FolderError.
        """
        with self._lock:
            if name in self._busy:
                raise BusyError(f"another call is being carried out in run {name}; one at a time")
            run = self._open.get(name) or self._reopened(name)
            self._open[name] = run
            self._busy.add(name)
        try:
            yield run
        finally:
            with self._lock:
                self._busy.discard(name)

    def record(self, name: str) -> RunRecord:
        """What the folder says of a run. Raises ValueError or NoRunError."""
        path = self._path(name)
        if not (path / RUN_FILE).is_file():
            raise NoRunError(f"there is no run {name}")
        return read_record(path)

    def names(self) -> list[str]:
        """All runs, open or not."""
        return sorted(path.parent.name for path in self.root.glob(f"*/{RUN_FILE}"))

    def close(self, name: str) -> None:
        """Let go of a run. Raises NoRunError or BusyError."""
        with self._lock:
            if name in self._busy:
                raise BusyError(f"a call is being carried out in run {name}; close it afterwards")
            run = self._open.pop(name, None)
        if run is None:
            self.record(name)
            return
        run.close()

    def close_all(self) -> None:
        """Let go of everything, as when the server ends."""
        for name in list(self._open):
            self._open.pop(name).close()

    def _reopened(self, name: str) -> OutsideRun:
        self.record(name)
        return OutsideRun.reopen(self._path(name))

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(f'"{name}" cannot name a run: letters, digits, "_", "-" and ".", at most 100')
        return self.root / name

    def _fresh(self, name: str) -> str:
        number = 1
        while (self.root / (fresh := name if number == 1 else f"{name}-{number}")).exists():
            number += 1
        return fresh


__all__ = ["BusyError", "FolderError", "Host", "NoRunError"]
