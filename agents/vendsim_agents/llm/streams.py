"""An answer that came as a stream of events, put together again.

Some endpoints stream although they were not asked to. What the pieces of a message hold is joined by kind:
texts one after the other, calls by their index, everything else as it came last.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

_START = ("data:", "event:", "id:", "retry:", ":")
_WHOLE = ("role", "id", "type", "name", "format", "signature_type")  # texts that are repeated, not continued


def is_event_stream(text: str) -> bool:
    """Whether a body is a stream of server-sent events."""
    return text.lstrip("\ufeff \t\r\n").startswith(_START)


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
    for line in text.splitlines():
        if not line.startswith("data:"):
            continue
        try:
            event = json.loads(line[5:], parse_constant=lambda _: None)
        except (ValueError, RecursionError):
            continue  # "[DONE]", and the line on which a connection was cut
        if isinstance(event, dict):
            yield event


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
        index = piece.get("index") if isinstance(piece, dict) else None
        same = next(
            (e for e in into if isinstance(e, dict) and index is not None and e.get("index") == index), None
        )
        if same is not None and not _begins_anew(same, piece):
            _join(same, piece)
        else:
            into.append(dict(piece) if isinstance(piece, dict) else piece)


def _begins_anew(before: dict[str, Any], piece: dict[str, Any]) -> bool:
    """Some endpoints give every call the index 0; another id is another call."""
    one, other = before.get("id"), piece.get("id")
    return bool(one and other and one != other)
