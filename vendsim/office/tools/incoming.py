"""What an agent sends, made safe to work with: plain JSON data, and a way to repeat it in a sentence.

Nothing here depends on the interpreter's limits or on how a library words its errors, so that bad input is
answered with the same text everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from vendsim.text import shorten

_DEEPEST = 20  # levels of nesting; no tool has more than three
_LONGEST_NUMBER = 10**15  # written out; above, "a huge number"


def read_json(text: str) -> Any:
    """Plain data from JSON text.

    Raises ValueError, in a few words, when it is not JSON, is nested too deeply or names a key twice.
    """
    try:
        return plain(json.loads(text, object_pairs_hook=_object))
    except _NamedTwice:
        raise
    except (ValueError, RecursionError):
        raise ValueError("not valid JSON, or nested too deeply") from None


class _NamedTwice(ValueError):
    pass


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for key, value in pairs:
        if key in table:
            raise _NamedTwice(f"ambiguous: {echo(key)} is given twice")
        table[key] = value
    return table


def plain(value: Any, depth: int = 0) -> Any:
    """JSON data with text keys and without lone surrogates, which no reply could repeat.

    Raises ValueError when it is nested too deeply.
    """
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Mapping):
        return {
            plain(key) if isinstance(key, str) else echo(key): plain(item, depth + 1)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [plain(item, depth + 1) for item in value]
    return value


def echo(value: Any) -> str:
    """A value as it can stand in a sentence, whatever it is."""
    if isinstance(value, str):
        return f'"{shorten(value, 40)}"'
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, int):
        return str(int(value)) if abs(value) < _LONGEST_NUMBER else "a huge number"
    if isinstance(value, float):
        return json.dumps(float(value))  # also NaN and Infinity
    if isinstance(value, Mapping):
        return "an object" if value else "an empty object"
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    return "something that is not JSON"
