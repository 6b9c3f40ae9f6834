"""The disk under a run folder: its troubles in one sentence, whole files, one process a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

try:
    import fcntl
except ImportError:  # Windows: there, two processes in one folder are the user's to avoid
    fcntl = None  # type: ignore[assignment]


class FolderError(Exception):
    """The run folder cannot be written or read; the message is one sentence.

    Not an OSError, so that no agent that waits out network troubles takes a full disk for one.
    """


@contextmanager
def on_disk(path: Path) -> Iterator[None]:
    """Troubles of the file system as a FolderError."""
    try:
        yield
    except OSError as error:
        raise FolderError(f"cannot write to {path}: {error.strerror or error}") from error


def too_short(path: Path) -> FolderError:
    """What to raise when a file has lost lines."""
    return FolderError(f"{path} is shorter than its checkpoint says, so the run cannot be resumed")


def lock(file: BinaryIO, folder: Path) -> None:
    """Hold ``file``, and with it the folder, until it is closed or the process ends, however it ends.

    Raises FolderError if another process holds it.
    """
    if fcntl is None:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise FolderError(f"{folder} is being played by another process") from None


def beside(path: Path) -> Path:
    """Where the next text of a file is written before it takes its place."""
    return path.with_name(path.name + ".new")


def replace(path: Path, text: str) -> None:
    """Write a file so that a reader, or a crash, finds the old text or the new one and nothing between."""
    new = beside(path)
    try:
        with new.open("wb") as file:
            file.write(text.encode("utf-8", "replace"))
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, path)
    except OSError:
        new.unlink(missing_ok=True)
        raise
