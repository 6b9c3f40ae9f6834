"""The body of a request, as the rules of the endpoint want it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from vendsim.agent import AgentOptions
from vendsim_agents.llm import responses
from vendsim_agents.llm.answers import NO_TEXT, Message, said
from vendsim_agents.llm.failures import AgentError
from vendsim_agents.llm.profile import Rules
from vendsim_agents.llm.responses import as_tools, input_items

_OURS = (
    "model",
    "messages",
    "input",
    "tools",
    "stream",
    "n",
)  # what an answer is read by; not for users to change
_LIMITS = ("max_tokens", "max_completion_tokens", "max_output_tokens")
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")  # of a function, as OpenAI takes it
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

    def body(self, messages: Sequence[Message], tools: Sequence[Message], limit: int | None = None) -> bytes:
        """One request as JSON; ``limit`` is how many tokens the answer may have where nobody else says."""
        if len(self._encoded) > 2 * len(messages) + 100:
            self._encoded.clear()
        encoded = ",".join(map(self._encode, messages))
        fields = self._fields
        if self._rules.api == "responses":
            name, tools = "input", as_tools(tools)
        else:
            name = "messages"
        if limit is not None and not self.limits_answers:
            fields = {**fields, self._rules.max_tokens_field: limit}
        rest = _json({**fields, "tools": tools})
        return f'{{"{name}":[{encoded}],{rest[1:]}'.encode()

    @property
    def streams(self) -> bool:
        """Whether answers are asked for as they are made."""
        return bool(self._fields.get("stream"))

    @property
    def limits_answers(self) -> bool:
        """Whether the user or the profile sets a limit on the length of answers."""
        return any(name in self._fields for name in _LIMITS)

    @property
    def limit(self) -> int | None:
        """That limit in tokens."""
        given = (self._fields.get(name) for name in _LIMITS)
        return next((value for value in given if type(value) is int), None)

    def _encode(self, message: Message) -> str:
        known = self._encoded.get(id(message))
        if known is None:
            sent = as_sent(message, self._rules)
            text = ",".join(map(_json, input_items(sent))) if self._rules.api == "responses" else _json(sent)
            known = self._encoded[id(message)] = (message, text)
        return known[1]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def fields(rules: Rules, options: AgentOptions) -> dict[str, Any]:
    """What is sent besides model, messages and tools. What the user gave wins over the profile."""
    body: dict[str, Any] = dict(rules.send)
    if rules.api == "responses":
        body = {**responses.FIELDS, **body}
    if rules.parallel_tool_calls:
        body["parallel_tool_calls"] = False  # only the first call of a turn is carried out
    if options.temperature is not None:
        body["temperature"] = options.temperature
    if rules.stream if options.stream is None else options.stream:
        body["stream"] = True
        if rules.api == "chat":
            body["stream_options"] = {"include_usage": True}
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
    if message.get("tool_calls") or rules.fill_texts:
        missing = {name: value for name, value in rules.fill.items() if message.get(name) is None}
        message = {**message, **missing}
    if message.get("tool_calls"):
        calls = [_legal(call) for call in message["tool_calls"]]
        if rules.bad_arguments == "empty object":
            calls = [_with_object(call) for call in calls]
        if calls != message["tool_calls"]:
            message = {**message, "tool_calls": calls}
    return message


def bare(message: Message) -> Message:
    """An assistant message in the plainest form, which every endpoint should take: text and calls."""
    content = said(message)
    calls = [_plain_call(call) for call in message.get("tool_calls") or ()]
    if not calls:
        return {"role": "assistant", "content": content or NO_TEXT}
    return {"role": "assistant", "content": content or None, "tool_calls": calls}


def has_bad_arguments(message: Message) -> bool:
    """Whether a call in the message has arguments that are no JSON object."""
    return any(not _is_object(call["function"].get("arguments")) for call in message.get("tool_calls") or ())


def _legal(call: dict[str, Any]) -> dict[str, Any]:
    """The call under a name that every endpoint takes back, whatever the model called."""
    name = call["function"].get("name")
    if isinstance(name, str) and _NAME.fullmatch(name):
        return call
    legal = re.sub(r"[^a-zA-Z0-9_-]+", "_", str(name or "").strip())[:64] or "unnamed"
    return {**call, "function": {**call["function"], "name": legal}}


def _plain_call(call: dict[str, Any]) -> dict[str, Any]:
    function = _with_object(_legal(call))["function"]
    arguments = function.get("arguments")
    text = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
    return {"id": call["id"], "type": "function", "function": {"name": function["name"], "arguments": text}}


def _with_object(call: dict[str, Any]) -> dict[str, Any]:
    if _is_object(call["function"].get("arguments")):
        return call
    return {**call, "function": {**call["function"], "arguments": "{}"}}


def _is_object(arguments: Any) -> bool:
    """Whether arguments are an object, as it is or as JSON text."""
    if isinstance(arguments, dict):
        return True
    try:
        return isinstance(json.loads(arguments, parse_constant=_no_number), dict)
    except (TypeError, ValueError, RecursionError):
        return False


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is not JSON")
