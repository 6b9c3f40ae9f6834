"""Going on with a run that was cut off."""

from __future__ import annotations

from pathlib import Path

from vendsim.agent import Agent, AgentOptions
from vendsim.episode import Episode
from vendsim.runs.agents import make_agent
from vendsim.runs.disk import FolderError
from vendsim.runs.folder import Checkpoint, RunFolder, read_checkpoint
from vendsim.runs.record import RunRecord, VoiceCounts, read_record
from vendsim.runs.voice import ModelVoice, make_voice
from vendsim.scenario import Scenario


def resume(
    path: Path, base_url: str | None = None, api_key_env: str | None = None
) -> tuple[Episode, Agent, RunFolder]:
    """The episode, the agent and the folder of a run as they were at its last checkpoint.

    Agent and options are those of the record, except where the caller names the endpoint anew.
    Raises ValueError or FolderError, in one sentence, if there is nothing to resume.
    """
    record = read_record(path)
    if record.status == "done":
        raise ValueError(f"{path} is done; there is nothing to resume")
    agent = make_agent(record.agent, _options(record, base_url, api_key_env))
    checkpoint = read_checkpoint(path)
    if record.voice is not None:
        counted = checkpoint.voice if checkpoint and checkpoint.voice else VoiceCounts()
        record = record.model_copy(update={"voice": counted})
    voice = make_voice(record, path)
    if checkpoint is None:
        scenario = Scenario.model_validate(record.config)
        return Episode(scenario, record.seed, voice=voice), agent, RunFolder.create(path, scenario, record)
    episode = _restore(path, checkpoint, agent, voice)
    return episode, agent, RunFolder.reopen(path, episode.scenario, record, checkpoint)


def _options(record: RunRecord, base_url: str | None, api_key_env: str | None) -> AgentOptions:
    anew = {"base_url": base_url, "api_key_env": api_key_env}
    return record.options.model_copy(
        update={name: value for name, value in anew.items() if value is not None}
    )


def _restore(path: Path, checkpoint: Checkpoint, agent: Agent, voice: ModelVoice | None) -> Episode:
    try:
        episode = Episode.restore(checkpoint.episode, voice=voice)
        agent.restore(checkpoint.agent)
    except (ValueError, KeyError, TypeError) as error:
        raise FolderError(f"{path} holds a checkpoint that this version cannot read: {error}") from error
    return episode
