"""A short task that a trainer plays text by text: the call in what a model wrote is carried out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from vendsim.bridges.wire import REMINDER
from vendsim.envs.short_tasks import ShortTask

MOST_CALLS_A_DAY = 40  # answers, called or not, after which a task ends: a model may never end a day
_CALL = re.compile(r"<tool_call>\s*(.*?)\s*</tool_call>", re.DOTALL)  # as Hermes and Qwen write it


@dataclass(frozen=True)
class Told:
    """What a model is told after it wrote something."""

    role: str  # "tool": the result of a call; "user": there was none
    text: str


class TextTask:
    """A `ShortTask` whose agent writes texts. The first call of a text is carried out."""

    def __init__(self, task: ShortTask) -> None:
        self.task = task
        self.answers = 0

    @property
    def prompt(self) -> list[dict[str, str]]:
        """The first messages. The tools go along with them, or stand in the chat template."""
        return [
            {"role": "system", "content": self.task.system_prompt},
            {"role": "user", "content": self.task.observation},
        ]

    @property
    def done(self) -> bool:
        """Whether the task is over, or the model has used up its answers."""
        return self.task.done or self.answers >= MOST_CALLS_A_DAY * self.task.days

    def answer(self, text: str, output_tokens: int = 0) -> Told:
        """Carry out what the model wrote, of so many tokens."""
        self.answers += 1
        found = _CALL.search(text)
        if found is None:
            return Told("user", REMINDER)
        name, arguments = _read(found[1])
        return Told("tool", self.task.call(name, arguments, output_tokens).text)


def _read(call: str) -> tuple[str, Any]:
    """The name and the arguments of a call as JSON; what is none is the call of a tool that is not there."""
    try:
        content = json.loads(call)
        return str(content["name"]), content.get("arguments") or {}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return "", {}
