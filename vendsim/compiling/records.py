"""Worlds as records: all numbers of a world side by side in memory, as compiled code reads them best.

A dataclass of arrays with N worlds in front becomes N records; its arrays become views of them, so that array
code goes on reading and writing the same numbers. Compiled functions take one world's record by reference and
read like the rules: ``known.bank``, ``state.slot_units[slot, lot]``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cached_property
from types import SimpleNamespace
from typing import Annotated, Any, get_args, get_origin

import numpy as np


def as_records(data: Any, *apart: str) -> tuple[np.ndarray, Any]:
    """(N,) records with all arrays of a dataclass but those named ``apart``, and the dataclass as views.

    Dataclasses in it become records in the record. Truth values are stored as uint8, because compiled code
    knows no arrays of bits in records; their views are bool again.
    """
    kind = _kind(data, apart)
    records = np.zeros(_worlds(data), dtype=kind)
    return records, _fill(data, records, apart)


def records_of(data: Any) -> np.ndarray | None:
    """The records whose views the arrays of a dataclass are; None where they are no such views."""
    first = getattr(data, fields(data)[0].name)
    base = None if is_dataclass(first) else first.base
    return base if base is not None and base.dtype.names and base.shape == first.shape else None


def as_rows(data: Any) -> tuple[np.ndarray, Any]:
    """(N, M) records of a dataclass whose arrays are all (N, M), and the dataclass as views."""
    arrays = {field.name: getattr(data, field.name) for field in fields(data)}
    kind = np.dtype([(name, array.dtype) for name, array in arrays.items()], align=True)
    records = np.zeros(next(iter(arrays.values())).shape, dtype=kind)
    for name, array in arrays.items():
        records[name] = array
    return records, replace(data, **{name: records[name] for name in arrays})


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


def copy_back(data: Any, views: Any, apart: Sequence[str]) -> None:
    """Write what became of the ``views`` of records into the arrays they were made of."""
    for name in (field.name for field in fields(data) if field.name not in apart):
        target, source = getattr(data, name), getattr(views, name)
        if is_dataclass(target):
            copy_back(target, source, ())
        else:
            target[...] = source


# Constants ----------------------------------------------------------------------------------------------


def numbers(section: Any, *derived: str) -> Any:
    """The numbers of a section of a scenario as (1,) record, with the names of ``derived`` ones besides.

    Formulas read their constants from the record as from the section itself. Switches, and lists that may be
    of any length, are left out, so that the records of all scenarios are of one type.
    """
    fixed = [name for name, field in type(section).model_fields.items() if _is_fixed(field.annotation)]
    values = {name: getattr(section, name) for name in (*fixed, *derived)}
    return record({name: value for name, value in values.items() if not isinstance(value, bool)})


def _is_fixed(kind: Any) -> bool:
    """Whether a field is a number or a fixed number of them."""
    parts = [_bare(part) for part in get_args(kind)]
    return _bare(kind) in (int, float) or (bool(parts) and set(parts) <= {int, float})


def _bare(kind: Any) -> Any:
    """A type without the bounds that are annotated to it."""
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def record(values: dict[str, Any]) -> Any:
    """Numbers, arrays and such records as (1,) record; truth values become uint8, as in `records`.

    Compiled functions are called with the array, whose type is recognised at once, which for a record alone
    takes numba some microseconds, and take the record out of it.
    """
    arrays = {name: np.asarray(value) for name, value in values.items()}
    arrays = {name: a[0] if a.dtype.names else a for name, a in arrays.items()}
    arrays = {name: a.astype(np.uint8) if a.dtype == bool else a for name, a in arrays.items()}
    kind = np.dtype([(name, array.dtype, array.shape) for name, array in arrays.items()], align=True)
    rows = np.zeros(1, dtype=kind)
    for name, array in arrays.items():
        rows[name][0] = array
    return rows


@dataclass(frozen=True)
class Constants:
    """Constants in two forms with the same names: a (1,) record, and what Python reads fastest."""

    rows: Any

    @cached_property
    def plain(self) -> Any:
        """Numbers and lists."""
        return _plain(self.rows)

    def but(self, **arrays: np.ndarray) -> Constants:
        """The same with other ``arrays`` under some names; lists of the others are shared, not made anew."""
        rows = self.rows.copy()
        for name, array in arrays.items():
            rows[name][0] = array
        changed = Constants(rows)
        lists = {name: rows[name][0].tolist() for name in arrays}
        changed.__dict__["plain"] = SimpleNamespace(**{**vars(self.plain), **lists})
        return changed


def _plain(rows: Any) -> Any:
    fields = {name: rows[name] for name in rows.dtype.names}
    return SimpleNamespace(
        **{name: _plain(rows) if rows.dtype.names else rows[0].tolist() for name, rows in fields.items()}
    )


class OneWorld:
    """World ``i`` of a dataclass of arrays with N in front, as numbers and lists under the same names.

    What is looked at is copied; `settle` writes it back into the arrays.
    """

    def __init__(self, data: Any, i: int) -> None:
        self._data, self._i = data, i

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._data, name)
        value = OneWorld(value, self._i) if is_dataclass(value) else value[self._i].tolist()
        setattr(self, name, value)
        return value

    def settle(self) -> None:
        """Write everything that was looked at back."""
        for name, value in vars(self).items():
            if isinstance(value, OneWorld):
                value.settle()
            elif name[0] != "_":
                getattr(self._data, name)[self._i] = value


class OneTable(list[SimpleNamespace]):
    """The rows of world ``i`` of a dataclass of arrays (N, M); `settle` writes them back."""

    def __init__(self, data: Any, i: int) -> None:
        self._data, self._i, self._names = data, i, [field.name for field in fields(data)]
        columns = [getattr(data, name)[i].tolist() for name in self._names]
        rows = zip(*columns, strict=True)
        super().__init__(SimpleNamespace(**dict(zip(self._names, row, strict=True))) for row in rows)

    def settle(self) -> None:
        """Write all rows back."""
        for name in self._names:
            getattr(self._data, name)[self._i] = [getattr(row, name) for row in self]
