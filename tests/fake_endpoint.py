"""A small chat-completions server that accepts nothing it should not, for tests on loopback.

A scripted model (a function of the request body) decides each answer: a message from `call_tool`,
`call_tools` or `say`, a `Fault` in its place, or a `Reply` with its own usage. Every request that breaks the
protocol is answered with HTTP 400 and kept in `complaints`, which a test expects to stay empty. A `Provider`
adds to the protocol what one provider demands, and `Weather` makes requests fail at random, but the same ones
in every run.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from types import TracebackType
from typing import Any

with suppress(ImportError):  # without the SDK there are no clients that would read them
    import certificates  # noqa: F401


class Body(dict[str, Any]):
    """A request, with one text that stands for it: the same for the same bytes."""

    fingerprint = ""
    raw = b""  # the bytes themselves


Message = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """An answer with the usage the endpoint is to claim; None leaves the field out."""

    message: Message
    usage: dict[str, Any] | None
    finish_reason: str | None = None


@dataclass(frozen=True)
class Fault:
    """A failure in place of an answer: an HTTP error, a raw body, or a connection that is cut."""

    status: int = 500
    message: str = "internal error"
    code: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    raw: str | None = None  # the whole body, when it is not an error object
    hang: float = 0.0  # seconds of silence first
    drop: bool = False  # cut the connection instead of answering
    half: bool = False  # cut it in the middle of the body
    drip: float = 0.0  # seconds of blanks before the body, which keep the connection alive


@dataclass(frozen=True)
class Provider:
    """What one provider does otherwise than the others."""

    name: str = "plain"
    adorn: Callable[[Message], Message] = lambda message: message  # what its answers carry besides
    expect: Callable[[Message], Message] = lambda message: message  # how an answer must come back
    complain: Callable[[Body], str | None] = lambda body: None  # what else it demands


@dataclass(frozen=True)
class Weather:
    """Random faults: which of the tries of a request fail follows from seed and request."""

    rate: float = 0.0
    seed: int = 0
    hang: float = 1.0  # seconds, where no answer comes; longer than the client waits

    def fault(self, body: Body, attempt: int) -> Fault | None:
        """What goes wrong at the n-th try of a request, if anything."""
        text = f"{self.seed} {attempt} {body.fingerprint}"
        number = int(hashlib.sha256(text.encode()).hexdigest(), 16)
        if number % 10_000 >= self.rate * 10_000:
            return None
        kind = number // 10_000 % 50
        if kind == 0:
            return Fault(hang=self.hang, drop=True)
        return _FAULTS[kind % len(_FAULTS)]


_FAULTS = (
    Fault(429, "slow down", "rate_limit_exceeded", {"Retry-After": "0.02"}),
    Fault(500, "internal error"),
    Fault(502, raw="<html><h1>Bad gateway</h1></html>"),
    Fault(drop=True),
    Fault(half=True),
    Fault(200, raw='{"choices": [{"message": {"role": "assist'),
    Fault(200, raw='{"id": "1", "choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 0}}'),
)

Model = Callable[[Body], "Message | Reply | Fault"]


def call_tools(*calls: tuple[str, str], **extra: Any) -> Message:
    """An assistant message with tool calls, each a name and arguments as JSON text."""
    items = [
        {"id": "", "type": "function", "function": {"name": name, "arguments": arguments}}
        for name, arguments in calls
    ]
    return {"role": "assistant", "content": None, "tool_calls": items, **extra}


def call_tool(name: str, arguments: dict[str, Any] | None = None, **extra: Any) -> Message:
    """An assistant message with one tool call."""
    return call_tools((name, json.dumps(arguments or {})), **extra)


def say(text: str | None, **extra: Any) -> Message:
    """An assistant message without a tool call."""
    return {"role": "assistant", "content": text, **extra}


class FakeEndpoint:
    """The server, as a context manager; give `url` to the client as its base URL.

    ``window`` is the context window in tokens, ``fields`` the further ones that a request may have. With
    ``keep`` unset, requests are counted and not kept; with ``verbatim`` unset, answers may come back
    changed, and results may name their tool.
    A request for a stream gets one, in ``pieces`` events, of which only ``cut`` arrive if that is set.
    """

    def __init__(
        self,
        model: Model,
        *,
        window: int = 10**9,
        provider: Provider = Provider(),
        weather: Weather = Weather(),
        fields: frozenset[str] = frozenset(),
        keep: bool = True,
        verbatim: bool = True,
        pieces: int = 4,
    ) -> None:
        self.model, self.window, self.provider, self.weather = model, window, provider, weather
        self.fields, self.keep = fields, keep
        self.verbatim, self.pieces = verbatim, pieces
        self.cut: int | None = None  # events of the next stream
        self.requests: list[Body] = []  # every well-formed one, also those that then failed
        self.answered: list[Body] = []  # those that did not fail
        self.faults: Counter[str] = Counter()  # of the weather
        self._attempts: Counter[str] = Counter()
        self._lock = threading.Lock()
        self.times: list[float] = []  # when each of them came
        self.keys: list[str] = []
        self.complaints: list[str] = []
        self.too_long = 0
        self.output_tokens = 0
        self._issued: set[str] = set()
        self._sound_tools: Any = None  # the last ones without a fault: nearly every request has the same
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> FakeEndpoint:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def respond(self, path: str, authorization: str, body: Any) -> Fault | Message:
        """What the server says to one request."""
        complaint = self._complaint(path, authorization, body)
        if complaint is not None:
            self.complaints.append(complaint)
            return Fault(400, complaint, "invalid_request_error")
        if self.keep:
            self.requests.append(body)
        self.times.append(time.monotonic())
        self.keys.append(authorization.removeprefix("Bearer "))
        tokens = prompt_tokens(body)
        if tokens > self.window:
            self.too_long += 1
            text = f"This model's maximum context length is {self.window} tokens, you sent {tokens}."
            return Fault(400, text, "context_length_exceeded")
        fault = self._weather(body)
        answer = fault or self.model(body)
        if isinstance(answer, Fault):
            return answer
        if self.keep:
            self.answered.append(body)
        return self._completion(body, answer, tokens)

    def _weather(self, body: Body) -> Fault | None:
        if not self.weather.rate:
            return None
        key = body.fingerprint
        with self._lock:
            self._attempts[key] += 1
        fault = self.weather.fault(body, self._attempts[key])
        if fault is not None:
            self.faults[str(fault)] += 1
        return fault

    def _completion(self, body: Body, answer: Message | Reply, tokens: int) -> Message:
        message = self.provider.adorn(answer.message if isinstance(answer, Reply) else answer)
        name = body.fingerprint[:12]
        for i, call in enumerate(message.get("tool_calls") or []):
            call["id"] = call["id"] or f"call_{name}_{i}"  # the same request is given the same answer
        expected = self.provider.expect(message)
        self._issued.add(_canonical(expected))
        if _is_empty(expected):
            self._issued.add(_without_content(expected))
        output = len(json.dumps(message)) // 4
        counted = {"prompt_tokens": tokens, "completion_tokens": output, "total_tokens": tokens + output}
        usage = answer.usage if isinstance(answer, Reply) else counted
        self.output_tokens += (usage or {}).get("completion_tokens") or 0
        reason = getattr(answer, "finish_reason", None) or (
            "tool_calls" if message.get("tool_calls") else "stop"
        )
        completion = {
            "id": f"chatcmpl-{name}",
            "object": "chat.completion",
            "created": 1_700_000_000,
            "model": body["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": reason}],
        }
        return completion if usage is None else {**completion, "usage": usage}

    def _complaint(self, path: str, authorization: str, body: Any) -> str | None:
        try:
            _demand(path == "/v1/chat/completions", f"no such path {path}")
            _demand(re.fullmatch(r"Bearer \S+", authorization), "no bearer key")
            _demand(isinstance(body, dict), "the body is no JSON object")
            known = {"model", "messages", "tools"}
            _demand(known <= set(body) <= known | self.fields, f"unexpected fields in {sorted(body)}")
            _demand(isinstance(body["model"], str) and body["model"], "no model")
            if body["tools"] != self._sound_tools:
                _check_tools(body["tools"])
                self._sound_tools = body["tools"]
            _check_messages(body["messages"], self._issued if self.verbatim else None)
            complaint = self.provider.complain(body)
            _demand(complaint is None, complaint or "")
        except _ProtocolError as error:
            return str(error)
        return None


def prompt_tokens(body: Body) -> int:
    """How many tokens this server counts in a request."""
    return len(json.dumps(body["messages"])) // 4 + len(json.dumps(body["tools"])) // 4


class _ProtocolError(Exception):
    pass


def _demand(condition: object, complaint: str) -> None:
    if not condition:
        raise _ProtocolError(complaint)


def _canonical(message: Any) -> str:
    """One text per message; half an emoji, which UTF-8 cannot carry back, counts as a question mark."""
    text = json.dumps(message, sort_keys=True, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode("utf-8")


def _is_empty(message: Message) -> bool:
    return not message.get("tool_calls") and not (message.get("content") or "").strip()


def _without_content(message: Message) -> str:
    return _canonical({name: value for name, value in message.items() if name != "content"})


def _check_tools(tools: Any) -> None:
    _demand(isinstance(tools, list) and tools, "tools must be a list with something in it")
    for tool in tools:
        _demand(set(tool) == {"type", "function"} and tool["type"] == "function", f"no function tool: {tool}")
        function = tool["function"]
        _demand(set(function) <= {"name", "description", "parameters", "strict"}, f"unknown fields: {tool}")
        _demand(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", function["name"]), f"bad tool name {function['name']}")
        _demand(isinstance(function.get("description"), str), f"{function['name']} has no description")
        schema = function["parameters"]
        _demand(schema.get("type") == "object", f"parameters of {function['name']} must be an object")
        _check_schema(schema, function["name"])
    names = [tool["function"]["name"] for tool in tools]
    _demand(len(set(names)) == len(names), "two tools of one name")


_SCHEMA_TYPES = {"object", "array", "string", "number", "integer", "boolean", "null"}


def _check_schema(schema: Any, where: str) -> None:
    _demand(isinstance(schema, dict), f"{where}: {schema!r} is no schema")
    _demand("$ref" not in schema, f"{where}: references are not understood everywhere")
    _demand(
        schema.get("type") is None or schema["type"] in _SCHEMA_TYPES, f"{where}: type {schema.get('type')}"
    )
    properties = schema.get("properties", {})
    _demand(set(schema.get("required", ())) <= set(properties), f"{where}: requires what it does not have")
    parts = [*properties.values(), *schema.get("anyOf", ())]
    parts += [schema["items"]] if "items" in schema else []
    if isinstance(schema.get("additionalProperties"), dict):
        parts.append(schema["additionalProperties"])
    for part in parts:
        _check_schema(part, where)


_FOLLOWS = {  # which roles may come after which
    "system": {"user"},
    "user": {"assistant"},
    "assistant": {"user", "tool"},
    "tool": {"tool", "assistant", "user"},
}


def _check_messages(messages: Any, issued: set[str] | None) -> None:
    _demand(isinstance(messages, list) and len(messages) >= 2, "messages must be a list of two or more")
    roles = [message.get("role") for message in messages]
    _demand(roles[0] == "system", "the first message must be the system prompt")
    _demand(roles[-1] in ("user", "tool"), f"a {roles[-1]} message cannot be the last")
    for before, after in pairwise(roles):
        _demand(after in _FOLLOWS.get(before, ()), f"a {after} message after a {before} message")
    open_calls: list[str] = []
    for message in messages:
        if message["role"] == "tool":
            named = (
                {"name"} & set(message) if issued is None else set()
            )  # some clients repeat the tool's name
            _check_text(message, {"role", "tool_call_id", "content"} | named)
            expected = open_calls.pop(0) if open_calls else None
            _demand(message["tool_call_id"] == expected, f"a result of {message['tool_call_id']}, not called")
            continue
        _demand(not open_calls, f"calls without a result: {open_calls}")
        if message["role"] == "assistant":
            if issued is not None:
                _check_assistant(message, issued)
            open_calls = [call["id"] for call in message.get("tool_calls") or []]
        else:
            _check_text(message, {"role", "content"})
    _demand(not open_calls, f"calls without a result: {open_calls}")


def _check_text(message: Message, fields: set[str]) -> None:
    _demand(set(message) == fields, f"a {message['role']} message with the fields {sorted(message)}")
    text = message["content"]
    _demand(isinstance(text, str) and text.strip(), f"a {message['role']} message without text")


def _check_assistant(message: Message, issued: set[str]) -> None:
    # Only an answer that said nothing at all may come back changed: with some text in it.
    sent = _canonical(message) in issued or _without_content(message) in issued
    _demand(sent, "an assistant message that was never sent")
    _demand(not _is_empty(message), "an assistant message that says nothing")


def as_events(answer: Message, pieces: int) -> Iterator[str]:
    """The events of a stream that says the same as a whole answer; texts come in so many pieces."""
    choice = answer["choices"][0]
    frame = {name: value for name, value in answer.items() if name not in ("choices", "usage")}
    frame["object"] = "chat.completion.chunk"

    def event(delta: Message, **more: Any) -> str:
        return json.dumps({**frame, "choices": [{"index": 0, "delta": delta, "finish_reason": None, **more}]})

    message = choice["message"]
    yield event({"role": "assistant", "content": None})
    for name, value in message.items():
        if name in ("role", "tool_calls"):
            continue
        if isinstance(value, str):
            for part in _parts(value, pieces):
                yield event({name: part})
        else:
            yield event({name: value})
    for index, call in enumerate(message.get("tool_calls") or ()):
        head = {**call, "index": index, "function": {**call["function"], "arguments": ""}}
        yield event({"tool_calls": [head]})
        for part in _parts(call["function"]["arguments"], pieces):
            yield event({"tool_calls": [{"index": index, "function": {"arguments": part}}]})
    yield event({}, finish_reason=choice["finish_reason"])
    if "usage" in answer:
        yield json.dumps({**frame, "choices": [], "usage": answer["usage"]})
    yield "[DONE]"


def _parts(text: str, pieces: int) -> list[str]:
    size = max(1, -(-len(text) // pieces))
    return [text[i : i + size] for i in range(0, len(text), size)]


def _handler(endpoint: FakeEndpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            content = self.rfile.read(length)
            if len(content) < length:  # the client was killed in the middle of its request
                self.close_connection = True
                return
            try:
                body = Body(json.loads(content.decode("utf-8")))
                body.fingerprint, body.raw = hashlib.sha256(content).hexdigest(), content
            except (ValueError, TypeError):
                body = None
            if self.headers.get("Content-Type") != "application/json":
                endpoint.complaints.append(f"content of type {self.headers.get('Content-Type')}")
            answer = endpoint.respond(self.path, self.headers.get("Authorization", ""), body)
            if not isinstance(answer, Fault):
                if body and body.get("stream"):
                    self._stream(answer)
                    return
                self._send(200, json.dumps(answer), {})
                return
            time.sleep(answer.hang)
            if answer.drip:
                self._drip(answer.drip)
                return
            if answer.drop or answer.half:
                self.close_connection = True
                if answer.half:
                    self._send(200, '{"choices": [{"message"', {"Content-Length": "500"})
                return
            error = {"message": answer.message, "type": "error", "param": None, "code": answer.code}
            text = json.dumps({"error": error}) if answer.raw is None else answer.raw
            self._send(answer.status, text, answer.headers)

        def _drip(self, seconds: float) -> None:
            self.close_connection = True
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            with suppress(OSError):
                self.end_headers()
                until = time.monotonic() + seconds
                while time.monotonic() < until:
                    self.wfile.write(b" \n")
                    time.sleep(0.05)

        def _stream(self, answer: Message) -> None:
            """The same answer as a stream of events, which breaks off where the test says."""
            cut, endpoint.cut = endpoint.cut, None
            self.close_connection = True
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            with suppress(OSError):
                self.end_headers()
                for event in list(as_events(answer, endpoint.pieces))[:cut]:
                    self.wfile.write(f"data: {event}\n\n".encode())

        def _send(self, status: int, text: str, headers: dict[str, str]) -> None:
            content = text.encode("utf-8")
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            for name, value in ({"Content-Length": str(len(content))} | headers).items():
                self.send_header(name, value)
            with suppress(OSError):  # the client may have stopped waiting
                self.end_headers()
                self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler
