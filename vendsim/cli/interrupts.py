"""Ctrl-C and SIGTERM, with which batch systems end a job: both end a command in order."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from vendsim.cli.errors import CommandError

_received: list[int] = []


class Interrupted(CommandError):
    """Somebody ended the command."""

    def __init__(self, on: str = "", hint: str = "") -> None:
        terminated = bool(_received)
        said = "terminated" if terminated else "interrupted"
        super().__init__(f"{said}{f' on {on}' if on else ''}{f'; {hint}' if hint else ''}")
        self.exit_code = 128 + (signal.SIGTERM if terminated else signal.SIGINT)


@contextmanager
def terminable() -> Iterator[None]:
    """SIGTERM like Ctrl-C, but for what is said and the exit code."""
    _received.clear()
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _terminate(number: int, frame: FrameType | None) -> None:
    _received.append(number)
    raise KeyboardInterrupt
