"""What JSON keeps as it is. Anything else would come back from a checkpoint changed, or not at all."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def not_plain(value: Any, place: str = "") -> str | None:
    """The first place in ``value`` that JSON does not keep as it is, in words; None: there is none."""
    if value is None or isinstance(value, bool) or type(value) in (str, int):
        return None
    if type(value) is float:
        return None if math.isfinite(value) else f"{_named(place)} is {value}"
    if type(value) is list:
        parts = ((f"{place}[{index}]", part) for index, part in enumerate(value))
        return next((found for name, part in parts if (found := not_plain(part, name))), None)
    if not isinstance(value, dict):
        name = type(value).__name__
        return f"{_named(place)} is {'an' if name[0].lower() in 'aeiou' else 'a'} {name}"
    return _of_mapping(value, place)


def _of_mapping(value: Mapping[Any, Any], place: str) -> str | None:
    for key, part in value.items():
        if type(key) is not str:
            return f"{_named(place)} has the key {key!r}, which is not a string"
        if found := not_plain(part, f"{place}.{key}" if place else key):
            return found
    return None


def _named(place: str) -> str:
    return place or "it"
