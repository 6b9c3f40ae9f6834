"""A conversation that fits a context window: what was said, how many tokens it is, and what to forget."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from vendsim_agents.llm.answers import Answer, Message

FIRST_GUESS = 3.5  # characters a token, until an endpoint has counted
BELIEVABLE = (1.0, 12.0)  # characters a token; a count outside leaves something out (Ollama: the cached)


class Conversation:
    """Messages in order, the system prompt first, never changed once added.

    Tokens are those the endpoint counted for its last answer, and an estimate for what was added or trimmed
    since, at as many characters a token as that count showed.
    """

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self._chars = 0  # of all messages and of the tools
        self._tool_chars = 0
        self._counted_tokens = 0  # by the endpoint, for the first `_counted_chars`
        self._counted_chars = 0
        self._chars_per_token = FIRST_GUESS

    def set_tools(self, tools: Sequence[dict[str, Any]]) -> None:
        """Tell which tools go along with every request: they fill the window too."""
        self._chars -= self._tool_chars
        self._tool_chars = _size(tools)
        self._chars += self._tool_chars

    def add(self, message: Message) -> None:
        """Append a message."""
        self.messages.append(message)
        self._chars += _size(message)

    def output_tokens(self, answer: Answer) -> int:
        """How many tokens the model generated for an answer, estimated where it came without a count."""
        return answer.output_tokens or math.ceil(_size(answer.message) / self._chars_per_token)

    @property
    def answered(self) -> bool:
        """Whether a model has said anything yet."""
        return any(message["role"] == "assistant" for message in self.messages)

    def add_answer(self, answer: Answer) -> None:
        """Append the model's answer."""
        output = self.output_tokens(answer)
        low, high = BELIEVABLE
        if answer.prompt_tokens is None or not low <= self._chars / answer.prompt_tokens <= high:
            self.add(answer.message)
            return
        self._chars_per_token = self._chars / answer.prompt_tokens
        self.add(answer.message)
        self._counted_tokens = answer.prompt_tokens + output
        self._counted_chars = self._chars

    @property
    def tokens(self) -> int:
        """About how many tokens the next request has."""
        return self._counted_tokens + math.ceil((self._chars - self._counted_chars) / self._chars_per_token)

    def trim(self, keep: float, note: str, morning: str) -> int:
        """Forget the oldest turns so that about ``keep`` of the messages stay; returns how many went.

        A turn is an assistant message with all that answers it, up to the next one. The system prompt and
        the newest turn always stay. ``note`` takes the place of what went, as a user message, along with
        ``morning`` (the text of the current morning) when no message that stays holds it. Returns 0, and
        changes nothing, when only the newest turn is left.
        """
        start = self._first_kept(keep)
        if start <= 2:  # the system prompt and one user message: the note would gain nothing
            return 0
        kept = self.messages[start:]
        if not any(morning in str(message.get("content")) for message in kept):
            note = f"{note}\n\n{morning}"
        self._hold([self.messages[0], {"role": "user", "content": note}, *kept])
        return start - 1

    def _first_kept(self, keep: float) -> int:
        starts = [i for i, message in enumerate(self.messages) if message["role"] == "assistant"]
        most = keep * (len(self.messages) - 1)
        later = (i for i in starts if i > 2 and len(self.messages) - i <= most)
        return next(later, starts[-1] if starts else 0)

    def _hold(self, messages: list[Message]) -> None:
        self.messages = messages
        self._chars = self._tool_chars + sum(_size(message) for message in messages)

    def snapshot(self) -> dict[str, Any]:
        """All of it as plain JSON-able data."""
        return {
            "messages": list(self.messages),
            "tool_chars": self._tool_chars,
            "counted_tokens": self._counted_tokens,
            "counted_chars": self._counted_chars,
            "chars_per_token": self._chars_per_token,
        }

    @classmethod
    def restore(cls, blob: dict[str, Any]) -> Conversation:
        """The conversation of a snapshot."""
        conversation = cls()
        conversation._tool_chars = blob["tool_chars"]
        conversation._hold(list(blob["messages"]))
        conversation._counted_tokens = blob["counted_tokens"]
        conversation._counted_chars = blob["counted_chars"]
        conversation._chars_per_token = blob["chars_per_token"]
        return conversation


def _size(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False))
