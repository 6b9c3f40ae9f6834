"""What a chat-completions endpoint sent back, read without trust and kept as it came."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

Message = dict[str, Any]

NO_TEXT = "(no text)"


class UnreadableAnswerError(ValueError):
    """The endpoint reported success, but what it sent is no assistant message."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call the model asked for; ``arguments`` is its JSON text, or whatever else came in its place."""

    id: str
    name: str
    arguments: Any

    @property
    def text(self) -> str:
        """The arguments as JSON text. Models often send none for a tool that takes none."""
        if isinstance(self.arguments, str):
            return self.arguments if self.arguments.strip() else "{}"
        return "{}" if self.arguments is None else json.dumps(self.arguments)


@dataclass(frozen=True, slots=True)
class Answer:
    """An assistant message with its usage, both as received."""

    message: Message
    calls: tuple[ToolCall, ...]
    usage: dict[str, Any] | None
    finish_reason: str | None = None

    @property
    def prompt_tokens(self) -> int | None:
        """Tokens of the request, or None when the endpoint did not count them."""
        return _count(self.usage, "prompt_tokens")

    @property
    def cached_tokens(self) -> int:
        """Tokens of the request that the endpoint says it had seen before."""
        usage = self.usage or {}
        details = _count(usage.get("prompt_tokens_details"), "cached_tokens")
        return details or _count(usage, "prompt_cache_hit_tokens") or 0  # the latter is DeepSeek's

    @property
    def output_tokens(self) -> int | None:
        """Tokens the model generated, or None when the endpoint did not count them.

        Some count what a model thought into the total alone.
        """
        completion, total = _count(self.usage, "completion_tokens"), _count(self.usage, "total_tokens")
        if completion is None or total is None or self.prompt_tokens is None:
            return completion
        return max(completion, total - self.prompt_tokens)

    @property
    def usd(self) -> float | None:
        """What the endpoint says that the answer cost (OpenRouter does)."""
        cost = (self.usage or {}).get("cost")
        return float(cost) if isinstance(cost, int | float) and not isinstance(cost, bool) else None

    @property
    def refused(self) -> bool:
        """Whether the model, or a filter before it, refused to answer."""
        return bool(self.message.get("refusal")) or self.finish_reason in ("content_filter", "refusal")

    @property
    def cut_off(self) -> bool:
        """Whether the answer ran into the limit on its length."""
        return self.finish_reason == "length"


def _count(table: Any, name: str) -> int | None:
    count = table.get(name) if isinstance(table, dict) else None
    return count if type(count) is int and count > 0 else None


def read_answer(text: str) -> Answer:
    """The answer in the body of a response.

    Raises UnreadableAnswerError, with a reason in a few words, when there is none.
    """
    body = _read_json(text)
    if body.get("error"):
        raise UnreadableAnswerError(f"an error in place of an answer: {_reason(body['error'])}")
    choices = body.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(message, dict):
        raise UnreadableAnswerError("an answer without a message")
    reason = choice.get("finish_reason") if isinstance(choice, dict) else None
    return make_answer(message, body.get("usage"), reason)


def make_answer(message: Message, usage: Any = None, finish_reason: Any = None) -> Answer:
    """An answer from its parts. Raises UnreadableAnswerError when the message is none."""
    calls = _read_calls(message.get("tool_calls"))
    return Answer(
        _acceptable(message, calls),
        calls,
        usage if isinstance(usage, dict) else None,
        finish_reason if isinstance(finish_reason, str) else None,
    )


def _read_json(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text, parse_constant=_finite, parse_float=_finite)
        if "\\ud" in text.lower():
            # Half a surrogate pair, left by a cut-off emoji, is legal JSON but cannot be sent back as UTF-8.
            body = json.loads(json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise UnreadableAnswerError("an answer that is not valid JSON") from None
    if not isinstance(body, dict):
        raise UnreadableAnswerError("an answer that is not a JSON object")
    return body


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} cannot be sent back as JSON")
    return number


def _reason(error: Any) -> str:
    message = error.get("message") if isinstance(error, dict) else error
    return " ".join(str(message).split())[:300]


def _read_calls(items: Any) -> tuple[ToolCall, ...]:
    if items is None:
        return ()
    if not isinstance(items, list):
        raise UnreadableAnswerError("tool calls that are not a list")
    return tuple(_read_call(item) for item in items)


def _read_call(item: Any) -> ToolCall:
    function = item.get("function") if isinstance(item, dict) else None
    if not isinstance(function, dict) or not isinstance(item.get("id"), str):
        raise UnreadableAnswerError("a tool call without an id or a function")
    return ToolCall(item["id"], str(function.get("name") or ""), function.get("arguments"))


def _acceptable(message: Message, calls: tuple[ToolCall, ...]) -> Message:
    """The message as received, but never one that says nothing at all: endpoints reject those."""
    said = message.get("content")
    if calls or (said and (not isinstance(said, str) or said.strip())):
        return {**message, "role": "assistant"}
    return {**message, "role": "assistant", "content": NO_TEXT}
