"""``python -m vendsim`` as a process of its own, without what starting an interpreter costs.

On Linux a command is forked from a process that has imported everything already and done nothing else: about
a second of processor time less for each. It has a folder, an environment, streams and a session as any other,
and can be killed like any other. Elsewhere forking is not safe, and interpreters are started.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from functools import cache
from multiprocessing import forkserver, get_context
from multiprocessing.reduction import DupFd
from pathlib import Path
from typing import IO, Any
from unittest import mock

Process = "Forked | subprocess.Popen[str]"  # what has been started
_LIMIT = 600  # seconds


@cache
def server() -> Any:
    """What starts processes by forking one that has imported everything, see ``imported.py``."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["imported"])
    with mock.patch.dict(os.environ, PYTHONPATH=str(Path(__file__).parent)):
        forkserver.ensure_running()
    return context


def run(
    *arguments: str, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """``vendsim ARGUMENTS`` to its end, with what it said."""
    process = start(*arguments, cwd=cwd, env=env)
    said, complained = process.communicate(timeout=_LIMIT)
    return subprocess.CompletedProcess(arguments, process.returncode, said, complained)


def start(
    *arguments: str, cwd: Path | None = None, env: Mapping[str, str] | None = None, own_session: bool = False
) -> Process:
    """``vendsim ARGUMENTS``, which goes on by itself."""
    if sys.platform == "linux":
        return Forked(arguments, cwd or Path.cwd(), os.environ if env is None else env, own_session)
    return subprocess.Popen(
        [sys.executable, "-m", "vendsim", *arguments], cwd=cwd, env=env, start_new_session=own_session,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace",
    )  # fmt: skip


def first_line(process: Process) -> str:
    """What it writes first to the standard error; waits for it. Empty if it ends without a word."""
    return process.first_line() if isinstance(process, Forked) else process.stderr.readline()  # type: ignore[union-attr]


class Forked:
    """What the tests use of `subprocess.Popen`."""

    def __init__(
        self, arguments: tuple[str, ...], cwd: Path, env: Mapping[str, str], own_session: bool
    ) -> None:
        self._said = [tempfile.TemporaryFile() for _ in range(2)]  # noqa: SIM115 (read when it has ended)
        given = (_Streams(self._said), arguments, str(cwd), dict(env), own_session)
        self._lock = threading.Lock()  # of two threads that read how it ended at once, one reads nothing
        self._process = server().Process(target=_command, args=given)
        self._process.start()
        self.pid = self._process.pid or 0

    @property
    def returncode(self) -> int:
        code = self.poll()
        assert code is not None, "the command goes on"
        return code

    def poll(self) -> int | None:
        with self._lock:
            return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        deadline = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("vendsim", timeout or 0)
            with self._lock:
                self._process.join(0.05)
        return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        self.wait(timeout)
        said, complained = (_all_of(file) for file in self._said)
        return said, complained

    def first_line(self) -> str:
        while True:
            ended = self.poll() is not None
            said = os.pread(self._said[1].fileno(), 10_000, 0).decode(errors="replace")
            if ended or "\n" in said:
                return said.partition("\n")[0]
            time.sleep(0.01)

    def terminate(self) -> None:
        self._process.terminate()

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        self._process.kill()

    def __enter__(self) -> Forked:
        return self

    def __exit__(self, *_: object) -> None:
        self.wait()
        for file in self._said:
            file.close()


def _all_of(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


class _Streams:
    """Open files that arrive in another process as what `_command` takes."""

    def __init__(self, files: list[IO[bytes]]) -> None:
        self._files = files

    def __reduce__(self) -> Any:
        return list, ([DupFd(file.fileno()) for file in self._files],)


def _command(
    streams: list[Any], arguments: tuple[str, ...], cwd: str, env: dict[str, str], own_session: bool
) -> None:
    """Be the command, in the process that was forked."""
    if own_session:
        os.setsid()
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    sys.path[:0] = [path for path in env.get("PYTHONPATH", "").split(os.pathsep) if path]
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, stream in enumerate(streams, start=1):
        os.dup2(stream.detach(), number)
    sys.stdin = os.fdopen(0)
    sys.stdout = os.fdopen(1, "w")
    sys.stderr = os.fdopen(2, "w", errors="backslashreplace", buffering=1)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = ["vendsim", *arguments]
    from vendsim.cli import main

    main()
