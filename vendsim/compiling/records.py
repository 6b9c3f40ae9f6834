"""Worlds as records: all numbers of a world side by side in memory, as compiled code reads them best.

A dataclass of arrays with N worlds in front becomes N records; its arrays become views of them, so that array
code goes on reading and writing the same numbers. Compiled functions take one world's record by reference and
read like the rules: ``known.bank``, ``state.slot_units[slot, lot]``.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np


def as_records(data: Any, *apart: str) -> tuple[np.ndarray, Any]:
    """(N,) records with all arrays of a dataclass but those named ``apart``, and the dataclass as views.

    Dataclasses in it become records in the record. Truth values are stored as uint8, because compiled code
    knows no arrays of bits in records; their views are bool again.
    """
    kind = _kind(data, apart)
    records = np.zeros(_worlds(data), dtype=kind)
    return records, _fill(data, records, apart)


def as_rows(data: Any) -> tuple[np.ndarray, Any]:
    """(N, M) records of a dataclass whose arrays are all (N, M), and the dataclass as views."""
    arrays = {field.name: getattr(data, field.name) for field in fields(data)}
    kind = np.dtype([(name, array.dtype) for name, array in arrays.items()], align=True)
    records = np.zeros(next(iter(arrays.values())).shape, dtype=kind)
    for name, array in arrays.items():
        records[name] = array
    return records, replace(data, **{name: records[name] for name in arrays})


def bytes_before(records: np.ndarray, name: str) -> int:
    """How many bytes of a record stand before a field."""
    places: Any = records.dtype.fields
    return int(places[name][1])


def _worlds(data: Any) -> int:
    return len(getattr(data, fields(data)[0].name))


def _members(data: Any, apart: tuple[str, ...]) -> list[tuple[str, Any]]:
    """Small ones first: they are always needed, while of large tables only a few rows are read at a time."""
    members = [(f.name, getattr(data, f.name)) for f in fields(data) if f.name not in apart]
    return sorted(members, key=lambda member: 0 if is_dataclass(member[1]) else member[1].nbytes)


def _kind(data: Any, apart: tuple[str, ...]) -> np.dtype[Any]:
    parts: list[Any] = []
    for name, value in _members(data, apart):
        if is_dataclass(value):
            parts.append((name, _kind(value, ())))
        elif value.ndim == 1:
            parts.append((name, value.dtype))
        else:
            parts.append((name, np.uint8 if value.dtype == bool else value.dtype, value.shape[1:]))
    return np.dtype(parts, align=True)


def _fill(data: Any, records: np.ndarray, apart: tuple[str, ...]) -> Any:
    views = {}
    for name, value in _members(data, apart):
        if is_dataclass(value):
            views[name] = _fill(value, records[name], ())
            continue
        views[name] = records[name].view(bool) if value.dtype == bool else records[name]
        views[name][...] = value
    return replace(data, **views)
