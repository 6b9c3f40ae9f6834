"""A conversation that fits a context window: what was said, how many tokens it is, and what to forget."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable, Sequence
from typing import Any

from vendsim_agents.llm.answers import Answer, Message
from vendsim_agents.llm.requests import bare

FIRST_GUESS = 3.5  # characters a token, until an endpoint has counted
BELIEVABLE = (1.0, 12.0)  # characters a token; a count outside leaves something out (Ollama: the cached)
WAYS = ("newest plain", "results merged", "results withheld", "newest left out", "all plain", "all left out")
_PLAIN_ID = re.compile(r"[a-zA-Z0-9]{9}")  # as Mistral wants them
WITHHELD = "(This text is withheld, because the model's endpoint does not take it.)"
LEFT_OUT = "Your last answer was left out, because the model's endpoint does not take it back."
ALL_LEFT_OUT = "Earlier messages were left out, because the model's endpoint does not take them back."


class Conversation:
    """Messages in order, the system prompt first, never changed once added.

    Tokens are those the endpoint counted for its last answer, and an estimate for what was added or trimmed
    since, at as many characters a token as that count showed.
    """

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self._chars = 0  # of all messages and of the tools
        self._tool_chars = 0
        self._tools: Sequence[dict[str, Any]] | None = None  # of which these are the characters
        self._counted_tokens = 0  # by the endpoint, for the first `_counted_chars`
        self._counted_chars = 0
        self._chars_per_token = FIRST_GUESS

    def set_tools(self, tools: Sequence[dict[str, Any]]) -> None:
        """Tell which tools go along with every request: they fill the window too."""
        if tools is self._tools:
            return
        self._tools = tools
        self._chars -= self._tool_chars
        self._tool_chars = _size(tools)
        self._chars += self._tool_chars

    def add(self, message: Message) -> None:
        """Append a message."""
        self.messages.append(message)
        self._chars += _size(message)

    def estimated_tokens(self, text: str) -> int:
        """About how many tokens a text is."""
        return math.ceil(len(text) / self._chars_per_token)

    def size_of(self, message: Message) -> int:
        """About how many tokens a message is."""
        return math.ceil(_size(message) / self._chars_per_token)

    @property
    def answered(self) -> bool:
        """Whether a model has said anything yet."""
        return any(message["role"] == "assistant" for message in self.messages)

    def add_answer(self, answer: Answer, output: int) -> None:
        """Append the model's answer, of ``output`` tokens."""
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

    def trim(self, keep: float, note: str, morning: str, room: int) -> int:
        """Forget the oldest turns so that about ``keep`` of the messages stay; returns how many went.

        A turn is an assistant message with all that answers it, up to the next one. The system prompt and
        the newest turn always stay. ``note`` takes the place of what went, as a user message, along with
        ``morning`` (the text of the current morning) when no message that stays holds it. What stays is at
        most ``keep`` of the ``room`` in tokens as well: trims are few and large, because each makes the model
        read everything anew. Returns 0, and changes nothing, when only the newest turn is left.
        """
        start = self._first_kept(keep, room)
        if start <= 2:  # the system prompt and one user message: the note would gain nothing
            return 0
        kept = self.messages[start:]
        if not any(morning in str(message.get("content")) for message in kept):
            note = f"{note}\n\n{morning}"
        self._hold([self.messages[0], {"role": "user", "content": note}, *kept])
        return start - 1

    def _first_kept(self, keep: float, room: int) -> int:
        starts = [i for i, message in enumerate(self.messages) if message["role"] == "assistant"]
        most = keep * (len(self.messages) - 1)
        fixed = self._tool_chars + _size(self.messages[0])
        most_chars = keep * (room * self._chars_per_token - fixed)
        after = [0] * (len(self.messages) + 1)  # characters from each message on
        for i in range(len(self.messages) - 1, -1, -1):
            after[i] = after[i + 1] + _size(self.messages[i])
        later = (i for i in starts if i > 2 and len(self.messages) - i <= most and after[i] <= most_chars)
        return next(later, starts[-1] if starts else 0)

    def otherwise(self, way: str, morning: str) -> list[Message] | None:
        """The conversation as it could be said to an endpoint that rejects it, or None if that is no change.

        The ways, the least loss first: the newest answer in its plainest form; what was told after the newest
        results within them; these withheld; the newest turn left out; all answers in their plainest form; all
        turns left out.
        """
        starts = [i for i, message in enumerate(self.messages) if message["role"] == "assistant"]
        if not starts:
            return None
        newest = starts[-1]
        before, answer, after = self.messages[:newest], self.messages[newest], self.messages[newest + 1 :]
        ways: dict[str, Callable[[], list[Message]]] = {
            "newest plain": lambda: [*before, *_plain_turn(before, answer, after)],
            "results merged": lambda: [*before, answer, *_merged(after)],
            "results withheld": lambda: [*before, answer, *map(_withheld, after)],
            "newest left out": lambda: _told(before, _left_out(answer), morning, after),
            "all plain": lambda: [bare(m) if m["role"] == "assistant" else m for m in self.messages],
            "all left out": lambda: _told(self.messages[:1], ALL_LEFT_OUT, morning, self.messages[1:]),
        }
        changed = ways[way]()
        return None if changed == self.messages else changed

    def say_otherwise(self, way: str, morning: str) -> bool:
        """Change the conversation in that way; returns whether there was anything to change."""
        changed = self.otherwise(way, morning)
        if changed is not None:
            self._hold(changed)
        return changed is not None

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


def _plain_turn(before: list[Message], answer: Message, after: list[Message]) -> list[Message]:
    """A turn in its plainest form: under ids that are short, of letters and digits, and used once."""
    used = {call["id"] for message in before for call in message.get("tool_calls") or ()}
    plain = bare(answer)
    ids = []
    for number, call in enumerate(plain.get("tool_calls") or ()):
        if not _PLAIN_ID.fullmatch(call["id"]) or call["id"] in used:
            call["id"] = hashlib.sha256(f"{len(before)} {number} {call['id']}".encode()).hexdigest()[:9]
        ids.append(call["id"])
    named = iter(ids)
    results = [{**m, "tool_call_id": next(named)} if m["role"] == "tool" and ids else m for m in after]
    return [plain, *results]


def _merged(messages: list[Message]) -> list[Message]:
    """With a user message at the end within what comes before it: not every endpoint takes them in a row."""
    if [message["role"] for message in messages[-2:]] not in (["tool", "user"], ["user", "user"]):
        return messages
    *kept, last, told = messages
    return [*kept, {**last, "content": f"{last['content']}\n\n{told['content']}"}]


def _withheld(message: Message) -> Message:
    return {**message, "content": WITHHELD} if message["role"] in ("tool", "user") else message


def _left_out(answer: Message) -> str:
    names = [str((call.get("function") or {}).get("name")) for call in answer.get("tool_calls") or ()][:1]
    done = f" Its call of {names[0]} had been carried out." if names else ""
    return f"{LEFT_OUT}{done}"


def _told(kept: list[Message], note: str, morning: str, gone: list[Message]) -> list[Message]:
    """What is kept, and a note in place of the rest; with the morning, if nothing else holds it any more."""
    if not any(morning in str(message.get("content")) for message in kept):
        note = f"{note}\n\n{morning}"
    told = {"role": "user", "content": note}
    return [*kept, told] if kept[-1]["role"] == "system" else _merged([*kept, told])


def _size(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False))
