"""Going on with a run that was cut off."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vendsim.agent import Agent, AgentOptions
from vendsim.episode import Episode
from vendsim.runs.agents import make_agent
from vendsim.runs.calls import CALLS_FILE
from vendsim.runs.disk import FolderError, on_disk
from vendsim.runs.folder import CHECKPOINT_FILE, Checkpoint, DamagedError, RunFolder, read_checkpoint
from vendsim.runs.record import read_record
from vendsim.runs.secrets import describe, recordable
from vendsim.runs.supplier_models import SupplierModels, counted_until, supplier_models
from vendsim.scenario import Scenario


def resume(path: Path, **anew: Any) -> tuple[Episode, Agent, RunFolder]:
    """The episode, the agent and the folder of a run as they were at its last checkpoint.

    Agent and options are those of the record, except for fields of `AgentOptions` given ``anew``; of a budget
    and of prices only what is set in them, so that an hour more does not lift the limit in dollars.
    Raises ValueError or FolderError, in one sentence, if there is nothing to resume.
    """
    record = read_record(path)
    if record.status == "done":
        raise ValueError(f"{path} is done; there is nothing to resume")
    options = _renewed(record.options, anew)
    record = record.model_copy(update={"options": recordable(options)})
    agent = make_agent(record.agent, options)
    checkpoint, damage = _checkpoint(path)
    record = counted_until(record, checkpoint)
    models = supplier_models(record, path)
    if checkpoint is None:
        scenario = Scenario.model_validate(record.config)
        if damage:
            _set_aside(path)
        folder = RunFolder.create(path, scenario, record, damage)
        episode = Episode(scenario, record.seed, **models)
    else:
        episode = _restore(path, checkpoint, agent, models)
        folder = RunFolder.reopen(path, episode.scenario, record, checkpoint)
    folder.was_killed = record.status == "running"
    return episode, agent, folder


def _renewed(options: AgentOptions, anew: Mapping[str, Any]) -> AgentOptions:
    merged = dict(anew)
    for name in ("budget", "prices"):
        before, given = getattr(options, name), anew.get(name)
        if before is not None and given is not None:
            merged[name] = before.model_copy(update=given.model_dump(exclude_unset=True))
    return options.model_copy(update=merged)


def _checkpoint(path: Path) -> tuple[Checkpoint | None, str | None]:
    """The checkpoint, and what is wrong with the folder if there is none that can be used.

    Without one the run is played again from its first day: what a model answered stands in its conversation,
    and any other agent decides the same again.
    """
    try:
        return read_checkpoint(path), None
    except DamagedError as damage:
        return None, str(damage)


def _set_aside(path: Path) -> None:
    """Keep what was recorded beside what will be written anew."""
    for name in (CALLS_FILE, CHECKPOINT_FILE):
        if (path / name).is_file():
            with on_disk(path):
                (path / name).replace(path / f"{name}.before")


def _restore(path: Path, checkpoint: Checkpoint, agent: Agent, models: SupplierModels) -> Episode:
    try:
        episode = Episode.restore(checkpoint.episode, **models)
    except (ValueError, KeyError, TypeError) as error:
        raise FolderError(f"{path} holds a checkpoint that this version cannot read: {error}") from error
    try:
        agent.restore(checkpoint.agent)
    except Exception as error:
        raise FolderError(f"the agent cannot take up its snapshot: {describe(error)}") from error
    return episode
