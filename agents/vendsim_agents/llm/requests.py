"""The body of a request, as the rules of the endpoint want it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from vendsim.agent import AgentOptions
from vendsim_agents.llm.answers import NO_TEXT, Message
from vendsim_agents.llm.failures import AgentError
from vendsim_agents.llm.profile import Rules

_OURS = ("model", "messages", "tools", "stream", "n")  # what an answer is read by; not for users to change
_CHOICES = ("none", "auto", "required", "named")  # from what every endpoint takes to what few take


def check_options(options: AgentOptions, rules: Rules, profile: str) -> None:
    """Refuse, in one sentence, what the endpoint would refuse in the middle of a night."""
    extra = options.extra_body
    if taken := [name for name in _OURS if name in extra]:
        raise AgentError(f"{', '.join(taken)} cannot be set by hand; leave it out of the extra body")
    if rules.temperature == "fixed" and (options.temperature is not None or "temperature" in extra):
        raise AgentError(f"{options.model} takes no temperature (profile {profile}); leave it out")
    if "parallel_tool_calls" in extra and not rules.parallel_tool_calls:
        raise AgentError(f"{options.model} takes no parallel_tool_calls (profile {profile}); leave it out")
    choice = extra.get("tool_choice", "none")
    wanted = "named" if isinstance(choice, Mapping) else choice
    if wanted in _CHOICES and _CHOICES.index(wanted) > _CHOICES.index(rules.tool_choice):
        raise AgentError(f"{options.model} does not take tool_choice {wanted!r} (profile {profile})")


def request_body(
    model: str,
    rules: Rules,
    options: AgentOptions,
    messages: Sequence[Message],
    tools: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    """One request. Fields that the user gave win over the profile's."""
    body: dict[str, Any] = {
        "model": model,
        "messages": as_sent(messages, rules),
        "tools": tools,
        **rules.send,
    }
    if rules.parallel_tool_calls:
        body["parallel_tool_calls"] = False  # only the first call of a turn is carried out
    if options.temperature is not None:
        body["temperature"] = options.temperature
    if options.max_tokens is not None:
        body[rules.max_tokens_field] = options.max_tokens
    return body | options.extra_body


def as_sent(messages: Sequence[Message], rules: Rules) -> Sequence[Message]:
    """The messages as received, but for what the rules say must differ."""
    return [_fitted(message, rules) if message["role"] == "assistant" else message for message in messages]


def _fitted(message: Message, rules: Rules) -> Message:
    if rules.drop:
        message = {name: value for name, value in message.items() if name not in rules.drop}
    if not message.get("content") and rules.empty_content == "text":
        message = {**message, "content": NO_TEXT}
    elif not message.get("content") and rules.empty_content == "leave out":
        message = {name: value for name, value in message.items() if name != "content"}
    if message.get("tool_calls"):
        missing = {name: value for name, value in rules.fill.items() if message.get(name) is None}
        message = {**message, **missing}
        if rules.bad_arguments == "empty object" and has_bad_arguments(message):
            message = {**message, "tool_calls": [_with_object(call) for call in message["tool_calls"]]}
    return message


def has_bad_arguments(message: Message) -> bool:
    """Whether a call in the message has arguments that are no JSON object."""
    return any(not _is_object(call["function"].get("arguments")) for call in message.get("tool_calls") or ())


def _with_object(call: dict[str, Any]) -> dict[str, Any]:
    if _is_object(call["function"].get("arguments")):
        return call
    return {**call, "function": {**call["function"], "arguments": "{}"}}


def _is_object(arguments: Any) -> bool:
    try:
        return isinstance(json.loads(arguments), dict)
    except (TypeError, ValueError, RecursionError):
        return False
