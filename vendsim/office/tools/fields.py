"""Argument types that several tools share."""

from __future__ import annotations

import json
from typing import Annotated, Any

from pydantic import BeforeValidator, Field


def _no_bool(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("must be a number")
    return value


def _unwrap(value: Any) -> Any:
    """Some models send a nested list or object as JSON text."""
    if isinstance(value, str):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


MAX_MAIL = 20_000  # characters
MAX_NOTE = 20_000

Whole = Annotated[int, BeforeValidator(_no_bool)]
Dollars = Annotated[float, BeforeValidator(_no_bool)]
Id = Annotated[Whole, Field(ge=1, le=10**9)]
Count = Annotated[Whole, Field(ge=1, le=1000)]
Line = Annotated[str, Field(min_length=1, max_length=300)]
unwrap_json = BeforeValidator(_unwrap)
