"""Whether the conversation of a run (``messages.jsonl``) goes with its calls and its record."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

from vendsim.runs.calls import Call
from vendsim.runs.journal import MESSAGES_FILE
from vendsim.runs.record import RUN_FILE, RunRecord


def read_conversation(folder: Path) -> Iterator[dict[str, Any]]:
    """The lines of the conversation so far, if there is one; a line that is still being written is left out.

    Raises ValueError, in one sentence, for a line that is none.
    """
    path = folder / MESSAGES_FILE
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.endswith("\n"):
                return
            try:
                yield dict(json.loads(line))
            except (ValueError, TypeError):
                raise ValueError(f"{path}, line {number} is not a line of a conversation") from None


def contradiction(folder: Path, record: RunRecord, calls: Iterable[Call]) -> str | None:
    """In what the conversation of a finished run contradicts its record or its calls; None: in nothing.

    Every line must be there, the billed tokens must add up, and the agent's calls must be those that its
    answers ask for. What was only said is recorded nowhere else, and cannot be checked.
    """
    lines = list(read_conversation(folder))
    counts = Counter(str(line.get("kind")) for line in lines)
    for kind in sorted(counts.keys() | record.lines.keys()):
        if counts[kind] != record.lines.get(kind, 0):
            expected = record.lines.get(kind, 0)
            return f"{MESSAGES_FILE} has {counts[kind]} lines of {kind}, but {RUN_FILE} says {expected}"
    if not counts["assistant"] or record.result is None:
        return None
    billed = sum(line.get("billed_tokens") or 0 for line in lines)
    if billed != record.result.output_tokens:
        return f"{MESSAGES_FILE} tells of {billed} billed tokens, {RUN_FILE} of {record.result.output_tokens}"
    own = (call for call in calls if call.speaker == "agent")
    asked = (wanted for line in lines for wanted in _asked(line))
    for number, (call, wanted) in enumerate(zip_longest(own, asked), start=1):
        if call is None:
            return f"{MESSAGES_FILE} asks for more calls than the {number - 1} that were made"
        if (call.tool, _read(call.arguments)) != wanted:
            where = f"call {number} of the agent (day {call.day}, {call.time}, {call.tool})"
            return f"{where} is not what {MESSAGES_FILE} asks for"
    return None


def _asked(line: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The call that a line of the agent itself brings about: the first of an answer, or the end of a day."""
    if line.get("kind") == "day_ended":
        yield "wait_for_next_day", {}
    for wanted in (line.get("calls_in_text") or [])[:1] if "speaker" not in line else []:
        yield str(wanted.get("name") or ""), _read(wanted.get("arguments"))
        return
    message = line.get("message")
    if line.get("kind") != "assistant" or "speaker" in line or not isinstance(message, Mapping):
        return
    for item in (message.get("tool_calls") or [])[:1]:
        function = item.get("function") or {}
        yield str(function.get("name") or ""), _read(function.get("arguments"))


def _read(arguments: Any) -> Any:
    """Arguments as they are meant: JSON text and what it says are the same, and so are none and nothing."""
    if isinstance(arguments, str):
        try:
            return json.loads(arguments) if arguments.strip() else {}
        except (ValueError, RecursionError):
            return arguments
    return {} if arguments is None else arguments
