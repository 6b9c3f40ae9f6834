"""What stood between the world and whoever played a run, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from vendsim.office.prompt import system_prompt
from vendsim.runs.record import RunRecord
from vendsim.scenario import Scenario

SCRIPTED = ("idle", "random", "naive", "trusting", "careful", "expert")  # agents of vendsim that ask nobody


def harness_label(record: RunRecord, conversation: Iterable[Mapping[str, Any]]) -> str:
    """What a run was played with, as its record and the lines of its conversation say."""
    if record.harness is not None:
        client = f", which calls itself {record.harness.client}" if record.harness.client else ""
        return f"{record.harness.kind} client{client}"
    if record.agent in SCRIPTED:
        return "scripted agent of vendsim"
    if record.agent == "llm":
        told = system_prompt(Scenario.model_validate(record.config))
        said = [line for line in conversation if line.get("kind") == "system" and "speaker" not in line]
        changed = any(line.get("message") != {"role": "system", "content": told} for line in said)
        return "own loop of vendsim, changed prompt" if changed else "own loop of vendsim"
    if record.agent.startswith("exec:"):
        return "a program over a pipe"
    return "an agent of its own"
