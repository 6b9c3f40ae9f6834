"""A run that is about to start: its episode and its folder."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from vendsim.agent import AgentOptions
from vendsim.episode import Episode
from vendsim.runs.answer_log import ANSWER_FILES
from vendsim.runs.disk import FolderError
from vendsim.runs.folder import RunFolder
from vendsim.runs.record import RunRecord
from vendsim.runs.supplier_models import supplier_models
from vendsim.scenario import Scenario


def start(path: Path, scenario: Scenario, agent: str, options: AgentOptions) -> tuple[Episode, RunFolder]:
    """A new episode in a new folder.

    ``path`` may exist if it is empty, or holds nothing but the recorded answers of a run to be repeated.
    Raises FolderError, in one sentence, if it cannot be filled.
    """
    if path.exists() and not path.is_dir():
        raise FolderError(f"{path} is a file, not a folder")
    if path.is_dir() and any(entry.name not in ANSWER_FILES for entry in path.iterdir()):
        raise FolderError(f"{path} is not empty")
    record = RunRecord.new(scenario, options.seed, agent, options, datetime.now(UTC))
    episode = Episode(scenario, options.seed, **supplier_models(record, path))
    return episode, RunFolder.create(path, scenario, record)
