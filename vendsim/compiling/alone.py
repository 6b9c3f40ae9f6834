"""One process after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Wait until no other process or thread is in a block with the same ``lock``, a file that is made.

    Where there are no such locks, nobody waits, and several may do the same work.
    """
    if fcntl is None:
        yield
        return
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
