"""What a bench is to play: every agent, with every model if it asks one, in every world."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vendsim.agent import AgentOptions
from vendsim.runs.agents import asks_model, make_agent, refuse_unasked, short_name
from vendsim.runs.record import RUN_FILE, RunRecord, read_record
from vendsim.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Task:
    """One run of a bench."""

    agent: str
    options: AgentOptions  # with the seed
    scenario: Scenario
    folder: Path
    asks_model: bool  # then it mostly waits, and many of its kind can share a process

    @property
    def name(self) -> str:
        """The folder's name, by which people know the run."""
        return self.folder.name


def make_plan(
    agents: Sequence[str],
    models: Sequence[str],
    seeds: Sequence[int],
    scenario: Scenario,
    options: AgentOptions,
    out: Path,
) -> list[Task]:
    """All runs of a bench, agent by agent.

    ``options`` are those that all runs share. What stands in ``out`` already must be runs of this plan: they
    are gone on with. Raises ValueError or RuntimeError, in one sentence, before anything has been played:
    for an agent that is unknown or refuses its options, for models that nobody asks, for a folder of another
    run.
    """
    tasks: list[Task] = []
    asked = False
    for agent in dict.fromkeys(agents):
        asks = asks_model(make_agent(agent, options.model_copy(update={"model": next(iter(models), None)})))
        asked |= asks
        for model in dict.fromkeys(models) if asks and models else [None]:
            shared = options.model_copy(update={"model": model})
            make_agent(agent, shared)  # refuses now what it would refuse later
            for seed in dict.fromkeys(seeds):
                own = shared.model_copy(update={"seed": seed})
                folder = out / folder_name(agent, model, seed)
                tasks.append(Task(agent, own, scenario, folder, asks))
    if not asked:
        refuse_unasked(options.model_copy(update={"model": next(iter(models), None)}), agents)
    _refuse_twins(tasks)
    for task in tasks:
        _refuse_another_run(task)
    return tasks


def is_done(task: Task) -> bool:
    """Whether the run has been played to its end."""
    return (task.folder / RUN_FILE).is_file() and read_record(task.folder).status == "done"


def folder_name(agent: str, model: str | None, seed: int) -> str:
    """The name of a run's folder, by who plays and in which world."""
    return re.sub(r"[^\w.-]+", "-", "-".join([short_name(agent), *([model] if model else []), f"seed{seed}"]))


def _refuse_twins(tasks: Sequence[Task]) -> None:
    owners: dict[str, Task] = {}
    for task in tasks:
        other = owners.setdefault(task.name, task)
        if other is not task:
            raise ValueError(
                f"{_player(other)} and {_player(task)} would share the folder {task.name};"
                " give them a bench each"
            )


def _player(task: Task) -> str:
    return task.options.model or task.agent


def _refuse_another_run(task: Task) -> None:
    if not (task.folder / RUN_FILE).is_file():
        return
    record = read_record(task.folder)
    if differing := _differing(task, record):
        raise ValueError(
            f"{task.folder} holds a run with another {' and '.join(differing)}; choose another --out"
        )


def _differing(task: Task, record: RunRecord) -> list[str]:
    pairs = {
        "agent": (task.agent, record.agent),
        "model": (task.options.model, record.options.model),
        "seed": (task.options.seed, record.seed),
        "scenario": (task.scenario.model_dump(mode="json"), record.config),
    }
    return [name for name, (wanted, found) in pairs.items() if wanted != found]
