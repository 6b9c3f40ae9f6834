"""An answer that came as a stream of events, put together again.

Some endpoints stream although they were not asked to. What the pieces of a message hold is joined by kind:
texts one after the other, calls by their index, everything else as it came last.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_START = ("data:", "event:", "id:", "retry:")
_COMMENTS = re.compile(r"\A(?:\s+|:[^\r\n]*)+")
_LINE = re.compile(r"\r\n|\r|\n")  # and no other: JSON may hold the separators that Unicode knows besides
_WHOLE = ("role", "id", "type", "format", "signature_type")  # texts that are repeated, not continued


def is_event_stream(text: str) -> bool:
    """Whether a body is a stream of server-sent events, or of JSON objects line by line."""
    rest = without_comments(text)
    in_lines = rest.startswith("{") and '"delta"' in rest and len(rest.rstrip().splitlines()) > 1
    return rest.startswith(_START) or (not rest and bool(text.strip())) or (in_lines and _json(rest) is None)


def without_comments(text: str) -> str:
    """The body without the comments before it, by which some proxies keep a connection alive."""
    return _COMMENTS.sub("", text.removeprefix("\ufeff"))


def is_finished(text: str) -> bool:
    """Whether a stream says itself that it is over."""
    return any(_data(line) == "[DONE]" for line in _LINE.split(text))


def assembled(text: str) -> dict[str, Any]:
    """The response that the events of a stream make up, as one that was not streamed would be."""
    whole: dict[str, Any] = {}
    choice: dict[str, Any] = {}
    message: dict[str, Any] = {}
    for event in events(text):
        for name, value in event.items():
            if name != "choices" and value is not None:
                whole[name] = value
        choices = event.get("choices")
        part = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(part, dict):
            continue
        for name, value in part.items():
            if name not in ("delta", "message") and value is not None:
                choice[name] = value
        piece = part.get("delta") or part.get("message")
        if isinstance(piece, dict):
            _join(message, piece)
    if not message and not choice:
        return whole
    for call in message.get("tool_calls") or ():
        call.pop("index", None)
    return {**whole, "choices": [{**choice, "message": message}]}


def events(text: str) -> Iterator[dict[str, Any]]:
    """The events of a stream that are JSON objects, each on a line or on several up to a blank one."""
    parts: list[str] = []
    for line in _LINE.split(text):
        data = _data(line)
        parts = [*parts, data] if data else []
        event = _json(data)
        if event is None and len(parts) > 1:
            event = _json("\n".join(parts))
        if event is not None:
            parts = []
        if isinstance(event, dict):  # and not "[DONE]", or the line on which a connection was cut
            yield event


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None


def _data(line: str) -> str:
    if line.startswith("{"):
        return line
    return line[5:].strip(" ") if line.startswith("data:") else ""


def _join(into: dict[str, Any], piece: dict[str, Any]) -> None:
    for name, value in piece.items():
        before = into.get(name)
        if value is None:
            into.setdefault(name, None)
        elif isinstance(value, str) and isinstance(before, str):
            into[name] = _joined(name, before, value)
        elif isinstance(value, dict) and isinstance(before, dict):
            _join(before, value)
        elif isinstance(value, list) and isinstance(before, list):
            _join_lists(before, value)
        elif isinstance(value, list):
            into[name] = []
            _join_lists(into[name], value)
        else:
            into[name] = value


def _joined(name: str, before: str, value: str) -> str:
    """Texts that are continued; but some are repeated, or sent again with what came before."""
    repeated = name in _WHOLE or (name == "name" and value == before)
    if repeated:
        return before or value
    again = name == "arguments" and before and value.startswith(before) and is_object(value)
    return value if again else before + value


def _join_lists(into: list[Any], pieces: list[Any]) -> None:
    """Entries of the same index are one entry."""
    for piece in pieces:
        same = _entry(into, piece)
        if same is not None and not _begins_anew(same, piece):
            _join(same, piece)
        else:
            into.append(dict(piece) if isinstance(piece, dict) else piece)


def _entry(into: list[Any], piece: Any) -> dict[str, Any] | None:
    """The last entry of the index of a piece; or the last of all, where the piece says nothing of its own."""
    entries = [entry for entry in reversed(into) if isinstance(entry, dict)]
    if not isinstance(piece, dict) or not entries:
        return None
    field = "id" if piece.get("index") is None and piece.get("id") else "index"
    if (mark := piece.get(field)) is not None:
        same = next((entry for entry in entries if entry.get(field) == mark), None)
        if same is not None:
            return same
    names_nothing = not piece.get("id") and not _function(piece).get("name")
    return entries[0] if "function" in piece and names_nothing else None


def _begins_anew(before: dict[str, Any], piece: dict[str, Any]) -> bool:
    """Some endpoints give every call the index 0: another id, or a name after a whole call, begins one.

    Others give every piece of a call another id: after arguments that are not whole it goes on.
    """
    one, other = before.get("id"), piece.get("id")
    named, arguments = _function(piece).get("name"), _function(piece).get("arguments")
    begun = _function(before).get("arguments")
    if one and other:
        named_anew = named not in (None, "", _function(before).get("name"))
        return bool(one != other) and (named_anew or not begun or is_object(begun))
    return bool(named and arguments) and is_object(begun)


def _function(call: dict[str, Any]) -> dict[str, Any]:
    function = call.get("function")
    return function if isinstance(function, dict) else {}


def is_object(arguments: Any) -> bool:
    """Whether arguments are a whole JSON object, as it is or as text."""
    return isinstance(arguments, dict) or (isinstance(arguments, str) and isinstance(_json(arguments), dict))
