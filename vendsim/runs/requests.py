"""The requests of a run to its model, message for message as they went out, read from its conversation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from vendsim.runs.conversation import read_conversation

Message = dict[str, Any]

__all__ = ["Message", "Request", "read_conversation", "requests"]


@dataclass(frozen=True)
class Request:
    """One request that was answered."""

    speaker: str | None  # who asks; None: the agent itself
    day: int
    time: str  # HH:MM
    messages: list[Message]  # as the endpoint received them
    answer: Message  # as it was received
    line: Mapping[str, Any]  # of the answer, in messages.jsonl


@dataclass
class _Conversation:
    """What is said so far, in the form in which it is sent."""

    messages: list[Message] = field(default_factory=list)

    def take(self, line: Mapping[str, Any]) -> None:
        """Bring it to where a line has left it. Raises KeyError or TypeError for a line that is none."""
        kind = line["kind"]
        if kind == "system":
            self.messages = [line["message"]]
        elif kind in ("user", "tool", "assistant"):
            self.messages = [*self.messages, line["message"]]
        elif kind == "trimmed":
            note = {"role": "user", "content": line["note"]}
            self.messages = [self.messages[0], note, *self.messages[1 + line["messages"] :]]
        elif kind == "repaired":
            self.messages = [*self.messages[: line["kept"]], *line["new"]]

    def change(self, sent: Mapping[str, Message]) -> None:
        """Put messages in the form in which they went out."""
        if sent:
            forms = {int(place): form for place, form in sent.items()}
            self.messages = [forms.get(i, message) for i, message in enumerate(self.messages)]


def requests(conversation: Iterable[Mapping[str, Any]]) -> Iterator[Request]:
    """The requests of a run in order, from the lines of its conversation (`read_conversation`).

    Raises ValueError, in one sentence, for lines that do not make one, or are of an older version of vendsim.
    """
    conversations: dict[str | None, _Conversation] = {}
    for number, line in enumerate(conversation, start=1):
        speaker = line.get("speaker")
        said = conversations.setdefault(speaker, _Conversation())
        try:
            if line["kind"] == "assistant":
                said.change(line.get("sent") or {})
                yield Request(speaker, line["day"], line["time"], said.messages, line["message"], line)
            said.take(line)
        except (KeyError, TypeError, IndexError) as error:
            what = line.get("kind")
            raise ValueError(f"line {number} of the conversation ({what}) cannot be read: {error}") from None
