"""What an endpoint sent back: the one place where an answer is judged.

An answer is the model's only when it is known to be one. Known and good: kept as it came. Repairable (a call
without an id, a list of no calls): kept in the form in which it can be sent back. Anything else is the
endpoint's and not the model's: `UnreadableAnswerError` for what is to be asked for again, `BodyError` for an
error in the clothes of an answer, whose meaning `failures` knows.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from vendsim import usage as counts
from vendsim_agents.llm.streams import assembled, is_event_stream, is_finished, is_object, without_comments
from vendsim_agents.llm.text_calls import looks_like_a_call

Message = dict[str, Any]

NO_TEXT = "(no text)"


class UnreadableAnswerError(ValueError):
    """The endpoint reported success, but what it sent is no answer of the model's.

    ``usage`` is what it says that this took, and ``text`` what came: it may have been charged.
    """

    def __init__(self, reason: str, usage: Any = None, text: str = "") -> None:
        super().__init__(reason)
        self.usage: Mapping[str, Any] | None = usage if isinstance(usage, Mapping) else None
        self.text = text


class WindowFullError(UnreadableAnswerError):
    """The model had no room left for an answer."""


class BodyError(Exception):
    """A response that reported success and is an error; ``body`` is what it says."""

    def __init__(self, body: Any, usage: Any = None) -> None:
        super().__init__("an error in place of an answer")
        self.body = body
        self.usage: Mapping[str, Any] | None = usage if isinstance(usage, Mapping) else None


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
    """An assistant message with its usage, both as received.

    ``in_words``: the calls were read from its text, and have no place in the message itself. ``recorded``: it
    comes from the journal of a run that was cut off. ``sampled``: what the endpoint told of its tokens, if it
    was asked to: ``token_ids`` and ``logprobs``, one of each for every token.
    """

    message: Message
    calls: tuple[ToolCall, ...]
    usage: dict[str, Any] | None
    finish_reason: str | None = None
    in_words: bool = False
    recorded: bool = False
    sampled: dict[str, list[Any]] | None = None

    @property
    def prompt_tokens(self) -> int | None:
        """Tokens of the request, or None when the endpoint did not count them."""
        return counts.prompt_tokens(self.usage)

    @property
    def refused(self) -> bool:
        """Whether the model, or a filter before it, refused to answer."""
        return bool(self.message.get("refusal")) or _reason_key(self.finish_reason) in _FILTERED

    @property
    def cut_off(self) -> bool:
        """Whether the answer ran into the limit on its length, or the end of the window."""
        return _reason_key(self.finish_reason) in _CUT_OFF

    def with_calls(self, calls: tuple[ToolCall, ...]) -> Answer:
        """The answer with the calls that its text asks for."""
        return replace(self, calls=calls, in_words=True)


_FILTERED = {
    "content_filter", "content_filtered", "refusal", "sensitive", "safety", "recitation",
    "prohibited_content", "blocklist", "blocked", "spii", "language", "guardrail_intervened",
}  # fmt: skip
_CUT_OFF = {"length", "max_tokens", "max_output_tokens", "model_length", "repetition_truncation"}
_CALLED = {"tool_calls", "tool_call", "tool_use", "function_call"}
_USUAL = _CALLED | {"stop", "end_turn", "stop_sequence", "eos"}
_KNOWN_REASONS = _FILTERED | _CUT_OFF | _USUAL | {"eos_token", "complete", "completed"}
_WINDOW_FULL = re.compile(r"context_?(window|length|limit)|window_exceeded|prompt_too_long")
_FAILURE = re.compile(
    r"err|fail|abort|cancel|malform|time_?d?_?out|unavailable|overload|interrupt|disconnect|exceed|insufficient"
    r"|invalid|reject|unknown|unspecified|network|internal|rate_limit|exception|crash"
    r"|terminat|unload|exhaust|suspend|paus|stall|early|reset|drain|shut_?down|pre_?empt|evict|kill|out_of_memory|^oom|partial|incomplete|broken|dropped|lost|closed|^other$"
)


def read_answer(
    text: str, clean: Callable[[str], str] = str, mark: Callable[[], str] | None = None
) -> Answer:
    """The answer in the body of a response, whole or as a stream of events.

    ``clean`` blots secrets out of a text; ``mark`` gives a word that is unique among requests. Raises
    UnreadableAnswerError or BodyError when there is none.
    """
    streamed = is_event_stream(text)
    body = assembled(text) if streamed else _read_json(text)
    if not isinstance(body, dict):
        raise UnreadableAnswerError("an answer that is not a JSON object", text=text)
    used = body.get("usage")
    choice = _choice(body.get("choices"))
    if body.get("error"):
        raise BodyError(body, used)
    if isinstance(choice, dict) and choice.get("error"):
        raise BodyError(choice, used)
    message = choice.get("message", choice.get("delta")) if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        if choice is None and _tells_an_error(body):
            raise BodyError(body, used)
        raise UnreadableAnswerError("an answer without a message", used, text)
    empty = not message.get("tool_calls") and not said(message).strip()
    if empty and message.get("error"):
        raise BodyError(message, used)
    if empty and (body.get("success") is False or _FAILURE.search(_reason_key(body.get("status")))):
        raise BodyError(body, used)
    if streamed and choice.get("finish_reason") is None and not is_finished(text):
        raise UnreadableAnswerError("a stream that broke off", used, text)
    try:
        answer = make_answer(
            _kept(_sendable(message), clean), _plain(used), choice.get("finish_reason"), mark
        )
    except UnreadableAnswerError as error:
        raise UnreadableAnswerError(str(error), used, text) from None
    if streamed and answer.finish_reason is None and not all(is_object(call.text) for call in answer.calls):
        raise UnreadableAnswerError("a stream that broke off", used, text)
    _judge(answer, choice, text)
    return answer if streamed else replace(answer, sampled=_sampled(choice))


def _sampled(choice: Mapping[str, Any]) -> dict[str, list[Any]] | None:
    """The tokens of an answer and their log-probabilities, as far as an endpoint tells them."""
    told: dict[str, list[Any]] = {}
    ids, logprobs = choice.get("token_ids"), choice.get("logprobs")
    if isinstance(ids, list) and all(type(token) is int for token in ids):
        told["token_ids"] = ids
    content = logprobs.get("content") if isinstance(logprobs, Mapping) else None
    if isinstance(content, list) and all(isinstance(token, Mapping) for token in content):
        numbers = [token.get("logprob") for token in content]
        if all(isinstance(number, int | float) and math.isfinite(number) for number in numbers):
            told["logprobs"] = numbers
    return told or None


def make_answer(
    message: Message,
    usage: Any = None,
    finish_reason: Any = None,
    mark: Callable[[], str] | None = None,
    recorded: bool = False,
) -> Answer:
    """An answer from its parts. Raises UnreadableAnswerError when the message is none."""
    message = _repaired(message, mark or (lambda: _digest(json.dumps(message, default=str))))
    calls = tuple(_read_call(item) for item in message.get("tool_calls") or ())
    return Answer(
        _acceptable(message, calls),
        calls,
        usage if isinstance(usage, dict) else None,
        finish_reason if isinstance(finish_reason, str) else None,
        recorded=recorded,
    )


def said(message: Mapping[str, Any]) -> str:
    """The words of a message; some endpoints send them in parts."""
    content = message.get("content")
    if isinstance(content, list):
        texts = (part.get("text") for part in _parts(content))
        return "\n".join(text for text in texts if isinstance(text, str))
    return content if isinstance(content, str) else ""


def thought(message: Mapping[str, Any]) -> str:
    """What the model thought, where an endpoint shows it."""
    told = (message.get(name) for name in _THOUGHTS)
    parts = (part for name in ("reasoning_details", "content") for part in _parts(message.get(name)))
    told_in_parts = (part.get(name) for part in parts for name in ("thinking", "summary", "reasoning"))
    return next((text for text in (*told, *told_in_parts) if isinstance(text, str) and text.strip()), "")


_THOUGHTS = ("reasoning_content", "reasoning", "thinking", "reasoning_text", "thought", "thoughts")


def _parts(value: Any) -> list[dict[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _choice(choices: Any) -> Any:
    """The first choice; with the calls of another where some provider splits one answer into two."""
    if not isinstance(choices, list) or not choices:
        return None
    first, *others = choices
    if not others or not isinstance(first, dict) or not isinstance(first.get("message"), dict):
        return first
    messages = [other.get("message") for other in others if isinstance(other, dict)]
    calls = [m["tool_calls"] for m in messages if isinstance(m, dict) and m.get("tool_calls")]
    if first["message"].get("tool_calls") or not calls:
        return first
    return {**first, "message": {**first["message"], "tool_calls": calls[0]}}


def _judge(answer: Answer, choice: Mapping[str, Any], text: str) -> None:
    """Raise UnreadableAnswerError when the answer is not known to be the model's."""
    reason = _reason_key(answer.finish_reason)
    native = _reason_key(choice.get("native_finish_reason"))
    shown = answer.finish_reason or native
    if _WINDOW_FULL.search(reason):
        raise WindowFullError(f"the answer ended with {shown}", answer.usage, text)
    if reason not in _KNOWN_REASONS and _FAILURE.search(reason):
        raise UnreadableAnswerError(f"the answer ended with {shown}", answer.usage, text)
    if answer.calls or answer.refused or said(answer.message) not in ("", NO_TEXT):
        return
    if native not in _KNOWN_REASONS and _FAILURE.search(native):
        raise UnreadableAnswerError(f"the answer ended with {native}", answer.usage, text)
    if reason in _CALLED and not looks_like_a_call(thought(answer.message)):
        raise UnreadableAnswerError(f"an answer that ended with {shown} and holds none", answer.usage, text)
    if thought(answer.message) and reason in _KNOWN_REASONS:
        return
    if reason not in _KNOWN_REASONS:
        ended = f"that ended with {shown}" if shown else "that does not say why it ended"
        raise UnreadableAnswerError(f"an empty answer {ended}", answer.usage, text)
    if counts.told_nothing_generated(answer.usage):
        raise UnreadableAnswerError("an empty answer for which nothing was generated", answer.usage, text)


def _reason_key(reason: Any) -> str:
    return re.sub(r"[\s-]+", "_", reason.strip().lower()) if isinstance(reason, str) else ""


def _tells_an_error(body: Mapping[str, Any]) -> bool:
    return any(
        body.get(name) for name in ("detail", "message", "msg", "base_resp", "error_msg", "errors", "code")
    )


def _read_json(text: str) -> Any:
    try:
        return json.loads(without_comments(text))
    except (ValueError, RecursionError):
        raise UnreadableAnswerError("an answer that is not valid JSON", text=text) from None


def _sendable(message: Message) -> Message:
    """The message as JSON can carry it back.

    Half a surrogate pair, left by a cut-off emoji, is legal JSON but no UTF-8. NaN and Infinity are neither.
    """
    try:
        text = json.dumps(message, ensure_ascii=False, allow_nan=False)
    except ValueError:
        raise UnreadableAnswerError("an answer with numbers that are none") from None
    try:
        text.encode()
    except UnicodeEncodeError:
        return dict(json.loads(text.encode("utf-8", "replace")))
    return message


def _plain(value: Any) -> Any:
    """The value with None for numbers that are none: some servers write NaN and Infinity."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _kept(message: Message, clean: Callable[[str], str]) -> Message:
    """The message without secrets in what it says; names and ids stay as they are."""

    def walk(value: Any, name: str = "") -> Any:
        if isinstance(value, str):
            return value if name in ("id", "name", "type", "role") else clean(value)
        if isinstance(value, dict):
            return {key: walk(part, key) for key, part in value.items()}
        return [walk(part, name) for part in value] if isinstance(value, list) else value

    return dict(walk(message))


def _repaired(message: Message, mark: Callable[[], str]) -> Message:
    """The message in a form that can be sent back: calls are a list of at least one, each with an id."""
    if not message.get("tool_calls") and isinstance(call := message.get("function_call"), dict):
        message = {**message, "tool_calls": [{"id": "", "type": "function", "function": call}]}
        del message["function_call"]
    if not message.get("tool_calls") and any(
        part.get("type") == "tool_use" for part in _parts(message.get("content"))
    ):
        message = _with_calls_of_parts(message)
    items = message.get("tool_calls")
    if items is None:
        return message
    whole = _listed(items)
    if not isinstance(whole, list):
        raise UnreadableAnswerError("tool calls that are not a list")
    if not whole:
        return {name: value for name, value in message.items() if name != "tool_calls"}
    calls = [call for call in map(_wrapped, whole) if call is not None]
    if not calls:
        raise UnreadableAnswerError("a tool call without a function")
    fixed, seen = [], set()
    for number, item in enumerate(calls):
        name = item.get("id")
        usable = isinstance(name, str) and name.strip() and name not in seen
        if not usable:
            item = {**item, "id": f"call_{mark()}_{number}"}
        seen.add(item["id"])
        fixed.append(item)
    return {**message, "tool_calls": fixed} if fixed != items else message


def _with_calls_of_parts(message: Message) -> Message:
    """The message with calls that came as parts of its content, as Anthropic has them."""
    parts = _parts(message["content"])
    calls = [part for part in parts if part.get("type") == "tool_use"]
    rest = [part for part in parts if part.get("type") != "tool_use"]
    return {**message, "content": rest or None, "tool_calls": calls}


def _listed(items: Any) -> Any:
    """Calls as a list, where they came as JSON text, by their index, or one alone."""
    if isinstance(items, str):
        try:
            items = json.loads(items)
        except (ValueError, RecursionError):
            return items
    if isinstance(items, dict):
        is_one = "function" in items or "name" in items
        return [items] if is_one else list(items.values())
    return items


def _wrapped(item: Any) -> dict[str, Any] | None:
    """A call with its function in a table of its own; some servers leave that out."""
    if not isinstance(item, dict):
        return None
    if isinstance(item.get("function"), dict):
        return item
    if "function" in item or not isinstance(item.get("name"), str):
        return None
    rest = {name: value for name, value in item.items() if name not in ("name", *_ARGUMENTS)}
    function = {"name": item["name"], "arguments": _arguments(item)}
    return {**rest, "type": "function", "function": function}


_ARGUMENTS = ("arguments", "input", "parameters", "args")  # what they are called here and there


def _arguments(table: Mapping[str, Any]) -> Any:
    return next((table[name] for name in _ARGUMENTS if table.get(name) is not None), None)


def _read_call(item: dict[str, Any]) -> ToolCall:
    function = item["function"]
    return ToolCall(item["id"], str(function.get("name") or ""), _arguments(function))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:10]


def _acceptable(message: Message, calls: tuple[ToolCall, ...]) -> Message:
    """The message as received, but never one that says nothing at all: endpoints reject those."""
    content = message.get("content")
    if calls or (content and (not isinstance(content, str) or content.strip())):
        return {**message, "role": "assistant"}
    return {**message, "role": "assistant", "content": NO_TEXT}
