"""Runs on a Ray cluster: each is one task, which Ray starts again elsewhere when its process or node dies.

Where the nodes share the file system of the bench, a run is played in its folder, and a second attempt goes
on where the first was cut off. Elsewhere it is played in a temporary folder and sent home when it is over; a
second attempt then begins where the bench had begun. Either way the folders are those of any other bench.

The package must be installed on the nodes, and a model's key must be set there: it is not sent around. Each
run has a process of its own; one purse, and what is learned of an endpoint's limits, they share through an
actor beside the bench (see `sharing`).
"""

from __future__ import annotations

import os
import socket
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from vendsim.agent import Purse
from vendsim.extras import needs
from vendsim.runs.bench.plan import Task
from vendsim.runs.bench.playing import Outcome, Watcher, failure, play_task
from vendsim.runs.bench.sharing import Keeper, Shared
from vendsim.runs.disk import on_disk
from vendsim.runs.folder import CHECKPOINT_FILE
from vendsim.runs.record import RUN_FILE

NEEDS_RAY = f"--ray needs Ray, which is not installed; {needs('ray')}"
_ATTEMPTS = 4  # at a run whose process or node dies
_CORES_WITH_MODEL = 0.1  # such a run mostly waits
_LAST_WORDS = 10.0  # seconds that interrupted runs have to put their folders in order

_KNOCK = 10.0  # seconds

Files = dict[str, bytes]


class RayError(RuntimeError):
    """The cluster cannot be used. The message is one sentence."""


def play_on_ray(
    tasks: Sequence[Task], address: str | None, watcher: Watcher, purse: Purse | None = None
) -> None:
    """Play the runs, as many at a time as the cluster has cores, with one purse if there is one.

    ``address`` is that of a cluster; None: one that runs on this machine, or else a new one for this bench.
    Raises RayError if there is no Ray or no such cluster. On KeyboardInterrupt all runs are stopped so that
    they can go on.
    """
    try:
        import ray
    except ImportError:
        raise RayError(NEEDS_RAY) from None
    with _connected(ray, address), _mark(tasks[0].folder.parent) as mark:
        keeper = _keeper(ray, purse) if any(task.asks_model for task in tasks) else None
        limit = None if purse is None else purse.limit
        refs = {_submit(ray, task, mark, keeper, limit): task for task in tasks}
        try:
            while refs:
                (ready,), _ = ray.wait(list(refs))
                task = refs.pop(ready)
                if keeper is not None:
                    keeper.ended.remote(task.name)
                watcher.ended(task, _received(ray, ready, task))
        finally:
            _cancel(ray, list(refs))


@contextmanager
def _connected(ray: Any, address: str | None) -> Iterator[None]:
    if address is not None:
        _knock(address)
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # of a cluster that we start
    try:
        ray.init(address=address, log_to_driver=False, logging_level="error")
    except (ConnectionError, OSError, RuntimeError, ValueError) as error:
        place = address or "this machine"
        raise RayError(f"no Ray cluster can be used at {place}: {' '.join(str(error).split())}") from None
    try:
        yield
    finally:
        ray.shutdown()


def _knock(address: str) -> None:
    """Ray itself would go on trying for minutes where nobody listens."""
    parts = urlsplit(address if "://" in address else f"ray://{address}")
    try:
        if parts.hostname and parts.port:
            socket.create_connection((parts.hostname, parts.port), timeout=_KNOCK).close()
    except (OSError, ValueError) as error:
        raise RayError(f"no Ray cluster can be used at {address}: {error}") from None


@contextmanager
def _mark(out: Path) -> Iterator[Path]:
    """A file in the bench's folder: a node that sees it shares our file system."""
    mark = (out / f".bench-{uuid.uuid4().hex}").absolute()
    with on_disk(out):
        out.mkdir(parents=True, exist_ok=True)
        mark.touch()
    try:
        yield mark
    finally:
        mark.unlink(missing_ok=True)


def _keeper(ray: Any, purse: Purse | None) -> Any:
    """The actor that all runs share, on the node of the bench: that one must not die anyway."""
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=True)
    return ray.remote(Keeper).options(num_cpus=0, scheduling_strategy=here).remote(purse)


def _submit(ray: Any, task: Task, mark: Path, keeper: Any, limit: float | None) -> Any:
    task = replace(task, folder=task.folder.absolute())
    remote = ray.remote(play_there).options(
        name=task.name,
        num_cpus=_CORES_WITH_MODEL if task.asks_model else 1,
        max_retries=_ATTEMPTS - 1,
    )
    return remote.remote(task, mark, _files(task.folder), keeper, limit)


def play_there(
    task: Task, mark: Path, so_far: Files, keeper: Any = None, limit: float | None = None
) -> tuple[Outcome, Files | None]:
    """What a node does with a run: the outcome, and the files if it does not share our file system."""
    ours = mark.exists()
    sharing = nullcontext() if keeper is None else Shared(keeper, limit, task.name, anew=not ours).used()
    with sharing:
        if ours:
            return play_task(task), None
        with tempfile.TemporaryDirectory() as place:
            here = replace(task, folder=Path(place) / task.name)
            write_files(here.folder, so_far)
            return play_task(here), _files(here.folder)


def _received(ray: Any, ref: Any, task: Task) -> Outcome:
    try:
        outcome, files = ray.get(ref)
        if files is not None:
            write_files(task.folder, files)
    except Exception as error:  # Ray gave up on it, or its files cannot be written here
        return failure(task, error)
    return outcome


def _cancel(ray: Any, refs: list[Any]) -> None:
    for ref in refs:
        with suppress(Exception):  # the cluster may be what is gone
            ray.cancel(ref)
    with suppress(Exception):
        ray.wait(refs, num_returns=len(refs), timeout=_LAST_WORDS)


def _files(folder: Path) -> Files:
    if not folder.is_dir():
        return {}
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file()}


def write_files(folder: Path, files: Files) -> None:
    """Write the files of a run; what says how it stands comes last, should we be cut off."""
    if not files:
        return
    with on_disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
        last = (CHECKPOINT_FILE, RUN_FILE)
        for name in (*(files.keys() - last), *(name for name in last if name in files)):
            (folder / name).write_bytes(files[name])
