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


class Requests:
    """Writes the bodies of requests.

    A conversation is sent whole every time and only its end is new, so each message is encoded once: at a
    full context that is most of what a call costs us. Messages never change once they have been said.
    """

    def __init__(self, model: str, rules: Rules, options: AgentOptions) -> None:
        self._rules = rules
        self._fields = {"model": model, **fields(rules, options)}
        self._encoded: dict[
            int, tuple[Message, str]
        ] = {}  # by identity, which holding the message keeps unique

    def body(self, messages: Sequence[Message], tools: Sequence[Message]) -> bytes:
        """One request as JSON."""
        if len(self._encoded) > 2 * len(messages) + 100:
            self._encoded.clear()
        said = ",".join(map(self._encode, messages))
        rest = _json({**self._fields, "tools": tools})
        return f'{{"messages":[{said}],{rest[1:]}'.encode()

    def _encode(self, message: Message) -> str:
        known = self._encoded.get(id(message))
        if known is None:
            known = self._encoded[id(message)] = (message, _json(as_sent(message, self._rules)))
        return known[1]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def fields(rules: Rules, options: AgentOptions) -> dict[str, Any]:
    """What is sent besides model, messages and tools. What the user gave wins over the profile."""
    body: dict[str, Any] = dict(rules.send)
    if rules.parallel_tool_calls:
        body["parallel_tool_calls"] = False  # only the first call of a turn is carried out
    if options.temperature is not None:
        body["temperature"] = options.temperature
    if options.max_tokens is not None:
        body[rules.max_tokens_field] = options.max_tokens
    return body | options.extra_body


def as_sent(message: Message, rules: Rules) -> Message:
    """The message as received, but for what the rules say must differ."""
    if message["role"] != "assistant":
        return message
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
