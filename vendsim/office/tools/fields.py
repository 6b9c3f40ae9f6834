"""Argument types that several tools share."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from vendsim.office.tools.incoming import read_json


def _no_bool(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("must be a number")
    return value


_WRITTEN_AMOUNT = re.compile(r"\$?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]*)?")


def _plain_amount(value: Any) -> Any:
    """Some models write "$1,250.00"; "12,50" stays as it is, which is no number here."""
    if isinstance(value, str) and _WRITTEN_AMOUNT.fullmatch(value.strip()):
        return value.strip().removeprefix("$").replace(",", "")
    return value


def _unwrap(value: Any) -> Any:
    """Some models send a nested list or object as JSON text."""
    if isinstance(value, str):
        try:
            return read_json(value)
        except ValueError:
            return value
    return value


MAX_MAIL = 20_000  # characters
MAX_NOTE = 20_000

# Limits stand before the validators that come first: behind them they would be missing in the JSON schema.
no_bool = BeforeValidator(_no_bool)
Dollars = Annotated[float, BeforeValidator(_plain_amount), no_bool]
Id = Annotated[int, Field(ge=1, le=10**9), no_bool]
Count = Annotated[int, Field(ge=1, le=1000), no_bool]
Line = Annotated[str, Field(min_length=1, max_length=300)]
unwrap_json = BeforeValidator(_unwrap)
