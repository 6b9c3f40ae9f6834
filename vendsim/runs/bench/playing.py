"""One run of a bench, whoever carries it out: started, gone on with, or left alone because it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from vendsim.agent import Agent, Budget
from vendsim.episode import Episode
from vendsim.runs.agents import make_agent
from vendsim.runs.bench.plan import Task, is_done
from vendsim.runs.folder import TRACEBACK_FILE, RunFolder
from vendsim.runs.loop import OnProgress, Progress, play, play_async
from vendsim.runs.record import RUN_FILE, read_record
from vendsim.runs.resuming import resume
from vendsim.runs.secrets import describe_crash
from vendsim.runs.starting import start


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a run."""

    status: Literal["done", "stopped", "failed"]
    why: str | None = None  # it stopped or failed, in one sentence


class Watcher(Protocol):
    """Who is told how a bench gets on."""

    def progressed(self, task: Task, progress: Progress) -> None:
        """A run has made a step."""

    def ended(self, task: Task, outcome: Outcome) -> None:
        """A run is over, for good or for now."""


def play_task(task: Task, on_progress: OnProgress | None = None) -> Outcome:
    """Play a run; whatever goes wrong in it is its outcome. KeyboardInterrupt is raised again."""
    try:
        if not is_done(task):
            play(*_open(task), on_progress)
        return _outcome(task)
    except Exception as error:
        return failure(task, error)


async def play_task_async(task: Task, on_progress: OnProgress | None = None) -> Outcome:
    """`play_task` for an event loop; a cancellation is raised again."""
    try:
        if not is_done(task):
            await play_async(*_open(task), on_progress)
        return _outcome(task)
    except Exception as error:
        return failure(task, error)


def failure(task: Task, error: Exception) -> Outcome:
    """The outcome of a run that an error has ended."""
    kept = task.folder / TRACEBACK_FILE
    hint = f"; the traceback is in {kept}" if kept.is_file() else ""
    return Outcome("failed", describe_crash(error, task.options.api_key_env) + hint)


def _open(task: Task) -> tuple[Episode, Agent, RunFolder]:
    if (task.folder / RUN_FILE).is_file():
        # What is asked for now counts, also where that is no budget at all.
        budget = Budget(**task.options.budget.model_dump())
        return resume(task.folder, **{**dict(task.options), "budget": budget})
    agent = make_agent(task.agent, task.options)
    episode, folder = start(task.folder, task.scenario, task.agent, task.options)
    return episode, agent, folder


def _outcome(task: Task) -> Outcome:
    record = read_record(task.folder)
    return Outcome("stopped", record.stop) if record.status == "stopped" else Outcome("done")
