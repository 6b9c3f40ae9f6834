"""The quirks of providers, one mode each: what their answers carry, and what they refuse to be sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from fake_endpoint import Body, Message, Provider
from vendsim_agents.llm.answers import NO_TEXT

_KNOWN_FIELDS = {"role", "content", "tool_calls"}


def _answers(body: Body) -> Iterator[Message]:
    return (message for message in body["messages"] if message["role"] == "assistant")


def _tool_turns(body: Body) -> Iterator[Message]:
    return (message for message in _answers(body) if message.get("tool_calls"))


def _sign(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _with(field: str, value: object) -> Provider:
    """A provider whose answers carry a field that every tool turn must bring back."""

    def complain(body: Body) -> str | None:
        lacking = any(not message.get(field) for message in _tool_turns(body))
        return f"The {field} in the thinking mode must be passed back to the API." if lacking else None

    return Provider(field, adorn=lambda message: {**message, field: value}, complain=complain)


REASONING_CONTENT = _with("reasoning_content", "First I look, then I buy. äöü 🥤")
REASONING = _with("reasoning", "First I look, then I buy.")
REASONING_DETAILS = _with(
    "reasoning_details", [{"type": "reasoning.encrypted", "data": "c2VjcmV0", "index": 0}]
)


def _with_signatures(message: Message) -> Message:
    calls = [
        {**call, "extra_content": {"google": {"thought_signature": _sign(call["function"]["arguments"])}}}
        for call in message.get("tool_calls") or []
    ]
    return {**message, "tool_calls": calls} if calls else message


def _unsigned(body: Body) -> str | None:
    for message in _tool_turns(body):
        for call in message["tool_calls"]:
            signature = call.get("extra_content", {}).get("google", {}).get("thought_signature")
            if signature != _sign(call["function"]["arguments"]):
                return "Function call is missing a thought_signature in functionCall parts."
    return None


THOUGHT_SIGNATURES = Provider("thought signatures", adorn=_with_signatures, complain=_unsigned)

# DeepSeek: an answer without any thought has no reasoning_content, and must yet come back with an empty one.
EMPTY_REASONING = Provider(
    "empty reasoning",
    expect=lambda message: {**message, "reasoning_content": ""} if message.get("tool_calls") else message,
    complain=lambda body: (
        "The reasoning_content must be passed back to the API."
        if any("reasoning_content" not in message for message in _tool_turns(body))
        else None
    ),
)

NO_NULL_CONTENT = Provider(
    "no null content",
    expect=lambda message: message if message.get("content") else {**message, "content": NO_TEXT},
    complain=lambda body: (
        "content must be a string" if any(not message.get("content") for message in _answers(body)) else None
    ),
)


def _known(message: Message) -> Message:
    return {name: value for name, value in message.items() if name in _KNOWN_FIELDS}


NO_UNKNOWN_FIELDS = Provider(
    "no unknown fields",
    adorn=lambda message: {**message, "reasoning": "hm", "annotations": []},
    expect=_known,
    complain=lambda body: (
        "Extra inputs are not permitted"
        if any(set(message) - _KNOWN_FIELDS for message in _answers(body))
        else None
    ),
)


def _parsed(message: Message) -> Message:
    calls = [
        call
        if _is_object(call["function"]["arguments"])
        else {**call, "function": {**call["function"], "arguments": "{}"}}
        for call in message.get("tool_calls") or []
    ]
    return {**message, "tool_calls": calls} if calls else message


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


PARSES_ARGUMENTS = Provider(
    "parses arguments",
    expect=_parsed,
    complain=lambda body: (
        "Expecting value: line 1 column 8 (char 7)"
        if any(_parsed(message) != message for message in _tool_turns(body))
        else None
    ),
)

NO_USER_AFTER_TOOL = Provider(
    "no user after tool",
    complain=lambda body: (
        "Unexpected role 'user' after role 'tool'"
        if any(
            message["role"] == "user" and before["role"] == "tool"
            for before, message in zip(body["messages"], body["messages"][1:], strict=False)
        )
        else None
    ),
)
