"""Runs that mostly wait for a model: all in one process, on one event loop.

What they share by that (connections, and how hard an endpoint may be pressed) is theirs to know.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from vendsim.runs.bench.plan import Task
from vendsim.runs.bench.playing import Watcher, play_task_async


def play_as_coroutines(tasks: Sequence[Task], workers: int, watcher: Watcher) -> None:
    """Play the runs, ``workers`` at a time.

    On KeyboardInterrupt, and on SIGTERM as on it, all are stopped so that they can go on.
    """
    try:
        asyncio.run(_play_all(tasks, workers, watcher))
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


async def _play_all(tasks: Sequence[Task], workers: int, watcher: Watcher) -> None:
    this = asyncio.current_task()
    if this is not None:
        with suppress(NotImplementedError):  # Windows
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
    places = asyncio.Semaphore(workers)
    async with asyncio.TaskGroup() as group:
        for task in tasks:
            group.create_task(_play(task, places, watcher))


async def _play(task: Task, places: asyncio.Semaphore, watcher: Watcher) -> None:
    async with places:
        watcher.ended(task, await play_task_async(task, partial(watcher.progressed, task)))
