"""A run that is about to start: its episode and its folder."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from vendsim.agent import AgentOptions
from vendsim.episode import Episode
from vendsim.runs.answer_log import ANSWER_FILES
from vendsim.runs.disk import FolderError, beside
from vendsim.runs.folder import RunFolder
from vendsim.runs.record import RUN_FILE, RunRecord
from vendsim.runs.supplier_models import supplier_models
from vendsim.scenario import Scenario


def is_taken(path: Path) -> bool:
    """Whether a folder holds more than recorded answers and what a crash has left of a first record."""
    free = {*ANSWER_FILES, beside(path / RUN_FILE).name}
    return path.is_dir() and any(entry.name not in free for entry in path.iterdir())


def start(path: Path, scenario: Scenario, agent: str, options: AgentOptions) -> tuple[Episode, RunFolder]:
    """A new episode in a new folder.

    ``path`` may exist unless it `is_taken`.
    Raises FolderError, in one sentence, if it cannot be filled.
    """
    if path.exists() and not path.is_dir():
        raise FolderError(f"{path} is a file, not a folder")
    if is_taken(path):
        raise FolderError(f"{path} is not empty")
    record = RunRecord.new(scenario, options.seed, agent, options, datetime.now(UTC))
    episode = Episode(scenario, options.seed, **supplier_models(record, path))
    return episode, RunFolder.create(path, scenario, record)
