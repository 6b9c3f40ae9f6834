"""Runs on all cores: a few worker processes that are given one run after the other.

A pool of our own, because those of the standard library end as a whole when one of their processes dies; here
a process that is killed costs its own run and nothing else.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from vendsim.runs.bench.plan import Task
from vendsim.runs.bench.playing import Outcome, Watcher, play_task
from vendsim.runs.loop import Progress

_TELL_EVERY = 0.1  # seconds between two progress messages of a process
_GRACE = 10.0  # seconds that an interrupted run has to put its folder in order


def play_in_processes(tasks: Sequence[Task], workers: int, watcher: Watcher) -> None:
    """Play the runs, ``workers`` at a time. On KeyboardInterrupt all are stopped so that they can go on."""
    waiting = list(tasks)[::-1]
    pool: list[_Worker] = []
    try:
        pool += [_Worker() for _ in range(min(workers, len(tasks)))]
        for worker in pool:
            worker.give(waiting.pop())
        while busy := {worker.pipe: worker for worker in pool if worker.task}:
            for pipe in connection.wait(list(busy)):
                _listen(busy[pipe], waiting, watcher)
    finally:
        _end(pool)


def _listen(worker: _Worker, waiting: list[Task], watcher: Watcher) -> None:
    task = worker.task
    assert task is not None
    try:
        message: Progress | Outcome = worker.pipe.recv()
    except (EOFError, OSError):
        message = worker.buried()
    if isinstance(message, Progress):
        watcher.progressed(task, message)
        return
    watcher.ended(task, message)
    worker.task = None
    if waiting:
        worker.give(waiting.pop())


@cache
def _context() -> Any:
    """How worker processes begin: this one may have threads, with which forking it is not safe.

    On Linux they are forked from a process that only imports what they need, which takes each about a second
    less than an interpreter of its own.
    """
    if sys.platform != "linux":
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["vendsim.runs.bench.playing"])
    return context


class _Worker:
    """A process and the run it has been given."""

    def __init__(self) -> None:
        self.task: Task | None = None
        self._start()

    def _start(self) -> None:
        context = _context()
        self.pipe, far_end = context.Pipe()
        self.process: BaseProcess = context.Process(target=_work, args=(far_end,), daemon=True)
        self.process.start()
        far_end.close()

    def give(self, task: Task) -> None:
        """Let it play a run; a process that has died meanwhile is replaced."""
        self.task = task
        if not self.process.is_alive():
            self._start()
        with suppress(OSError):  # died just now: its silence will be heard
            self.pipe.send(task)

    def buried(self) -> Outcome:
        """What to say of a run whose process has died."""
        self.process.join()
        code = self.process.exitcode or 0
        how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
        self.pipe.close()
        return Outcome("failed", f"its process {how}")


def _end(pool: Sequence[_Worker]) -> None:
    """No process outlives the bench; those in the middle of a run may put its folder in order."""
    for worker in pool:
        if worker.process.is_alive():
            worker.process.terminate()
    deadline = time.monotonic() + _GRACE
    for worker in pool:
        worker.process.join(max(0.0, deadline - time.monotonic()))
        if worker.process.is_alive():
            worker.process.kill()


def _work(pipe: Connection) -> None:
    """What a worker process does: play what comes through the pipe, until it closes or SIGTERM comes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the parent decides
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt, EOFError, OSError):
        while True:
            task: Task = pipe.recv()
            pipe.send(play_task(task, _Throttled(pipe)))


class _Throttled:
    """Progress through a pipe, not more often than anyone can see."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._told_at = 0.0

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._told_at < _TELL_EVERY:
            return
        self._told_at = now
        try:
            self._pipe.send(progress)
        except OSError:  # nobody is left who would want the rest
            raise KeyboardInterrupt from None
