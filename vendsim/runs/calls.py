"""``calls.jsonl``: every tool call that was carried out and what came back, whoever played.

It is the one record of what an agent did: `replay` plays it against the world, `transcript` shows it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from vendsim.agent import Reply
from vendsim.episode import Episode

CALLS_FILE = "calls.jsonl"
REPORT = "report"  # {"text": ...}

Speaker = Literal["agent", "sub_agent"]


@dataclass(frozen=True, slots=True)
class Call:
    """One call. ``day`` and ``time`` are those at which it was made, before it took its time."""

    day: int  # day on which the call was made
    time: str  # HH:MM at which it was made, before it took its time
    speaker: Speaker  # who made it
    tool: str  # name of the tool, or "report", with which the sub-agent ends its turn
    arguments: Mapping[str, Any] | str | None  # as the agent gave them: a mapping, or JSON text, right or not
    output_tokens: int  # billed since the call before
    messages: int  # counted since the call before, without this one's own
    error: str | None  # why it was not carried out; null if it was
    reply: str  # what the agent was told

    def to_line(self) -> str:
        """One line of JSON, without its line break. ASCII: half a surrogate pair must survive."""
        return json.dumps(asdict(self), default=str)


def carry_out(
    episode: Episode, speaker: Speaker, tool: str, arguments: Mapping[str, Any] | str | None
) -> Reply:
    """Let the world carry out a call, the agent's or the sub-agent's.

    Raises ValueError when the sub-agent is to act where there is none, or unasked.
    """
    if speaker == "agent":
        return episode.call(tool, arguments)
    sub_agent = episode.sub_agent
    if sub_agent is None or sub_agent.task is None:
        raise ValueError("it is not the sub-agent's turn")
    if tool == REPORT and isinstance(arguments, Mapping):
        return sub_agent.report(str(arguments.get("text", "")))
    return sub_agent.call(tool, arguments)


def read_calls(folder: Path) -> Iterator[Call]:
    """The calls of a run so far; one that is still being written is left out.

    Raises ValueError, in one sentence, for a line that is no call.
    """
    path = folder / CALLS_FILE
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.endswith("\n"):
                yield _read(line, f"{path}, line {number}")


def _read(line: str, where: str) -> Call:
    try:
        return Call(**json.loads(line))
    except (ValueError, TypeError):
        raise ValueError(f"{where} is not a recorded call") from None
