"""Runs that mostly wait for a model: all in one process, on one event loop.

What they share by that (connections, and how hard an endpoint may be pressed) is theirs to know.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from vendsim.agent import PURSE, KnowsUse, ModelUse, OneOfPurse, Purse
from vendsim.runs.agents import make_agent
from vendsim.runs.bench.plan import Task
from vendsim.runs.bench.playing import Watcher, play_task_async
from vendsim.runs.folder import DamagedError, read_checkpoint
from vendsim.runs.journal import MESSAGES_FILE, lines_from
from vendsim.runs.record import RUN_FILE, read_record
from vendsim.runs.supplier_models import supplier_usd


def play_as_coroutines(
    tasks: Sequence[Task], workers: int, watcher: Watcher, purse: Purse | None = None
) -> None:
    """Play the runs, ``workers`` at a time, with the dollars of one purse if there is one.

    On KeyboardInterrupt, and on SIGTERM as on it, all are stopped so that they can go on.
    """
    try:
        asyncio.run(_play_all(tasks, workers, watcher, purse))
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


def purse_of(plan: Sequence[Task], limit: float) -> Purse:
    """A purse for all runs of a plan, from which what they have spent so far is taken already."""
    return Purse(limit, {task.name: _spent(task) for task in plan if task.asks_model})


def _spent(task: Task) -> float:
    """Dollars that a run has spent so far, whether it was closed in order or killed."""
    if not (task.folder / RUN_FILE).is_file():
        return 0.0
    record = read_record(task.folder)
    use = _use_of_killed(task) if record.status == "running" else record.use
    own = 0.0 if use is None else (use.usd or 0.0) + use.usd_lost
    return own + (supplier_usd(record, task.folder) or 0.0)


def _use_of_killed(task: Task) -> ModelUse | None:
    agent = make_agent(task.agent, task.options)
    if not isinstance(agent, KnowsUse):
        return None
    try:
        checkpoint = read_checkpoint(task.folder)
    except DamagedError:
        checkpoint = None
    begin = checkpoint.lengths.get(MESSAGES_FILE, 0) if checkpoint else 0
    lines = lines_from(task.folder / MESSAGES_FILE, begin)
    return agent.use_of(checkpoint.agent if checkpoint else None, lines)


async def _play_all(tasks: Sequence[Task], workers: int, watcher: Watcher, purse: Purse | None) -> None:
    this = asyncio.current_task()
    if this is not None:
        with suppress(NotImplementedError):  # Windows
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
    places = asyncio.Semaphore(workers)
    async with asyncio.TaskGroup() as group:
        for task in tasks:
            group.create_task(_play(task, places, watcher, purse))


async def _play(task: Task, places: asyncio.Semaphore, watcher: Watcher, purse: Purse | None) -> None:
    if purse is not None:
        PURSE.set(OneOfPurse(purse, task.name))  # of this coroutine, which is a task of its own
    async with places:
        watcher.ended(task, await play_task_async(task, partial(watcher.progressed, task)))
