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
_WHOLE = ("role", "id", "type", "name", "format", "signature_type")  # texts that are repeated, not continued


def is_event_stream(text: str) -> bool:
    """Whether a body is a stream of server-sent events."""
    rest = without_comments(text)
    return rest.startswith(_START) or (not rest and bool(text.strip()))


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
    """The events of a stream that are JSON objects."""
    for line in _LINE.split(text):
        try:
            event = json.loads(_data(line), parse_constant=lambda _: None)
        except (ValueError, RecursionError):
            continue  # "[DONE]", and the line on which a connection was cut
        if isinstance(event, dict):
            yield event


def _data(line: str) -> str:
    return line[5:].strip(" ") if line.startswith("data:") else ""


def _join(into: dict[str, Any], piece: dict[str, Any]) -> None:
    for name, value in piece.items():
        before = into.get(name)
        if value is None:
            into.setdefault(name, None)
        elif isinstance(value, str) and isinstance(before, str):
            into[name] = (before or value) if name in _WHOLE else before + value
        elif isinstance(value, dict) and isinstance(before, dict):
            _join(before, value)
        elif isinstance(value, list) and isinstance(before, list):
            _join_lists(before, value)
        elif isinstance(value, list):
            into[name] = []
            _join_lists(into[name], value)
        else:
            into[name] = value


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
    entries = [entry for entry in into if isinstance(entry, dict)]
    if not isinstance(piece, dict) or not entries:
        return None
    if (index := piece.get("index")) is not None:
        return next((entry for entry in reversed(entries) if entry.get("index") == index), None)
    names_nothing = not piece.get("id") and not _function(piece).get("name")
    return entries[-1] if "function" in piece and names_nothing else None


def _begins_anew(before: dict[str, Any], piece: dict[str, Any]) -> bool:
    """Some endpoints give every call the index 0: another id, or a name after a whole call, begins one."""
    one, other = before.get("id"), piece.get("id")
    if one and other:
        return bool(one != other)
    named, arguments = _function(piece).get("name"), _function(piece).get("arguments")
    return bool(named and arguments and _is_whole(_function(before).get("arguments")))


def _function(call: dict[str, Any]) -> dict[str, Any]:
    function = call.get("function")
    return function if isinstance(function, dict) else {}


def _is_whole(arguments: Any) -> bool:
    try:
        return isinstance(json.loads(arguments), dict)
    except (TypeError, ValueError, RecursionError):
        return False
