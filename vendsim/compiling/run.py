"""Rules run over worlds: compiled where that pays and numba is there, otherwise as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from types import SimpleNamespace
from typing import Any

import numpy as np

from vendsim.compiling import obstacle
from vendsim.compiling.records import (
    Constants,
    OneTable,
    OneWorld,
    as_records,
    as_rows,
    copy_back,
    record,
    records_of,
)

FEW = 4  # worlds that plain Python has done before compiled code is loaded


def run(
    loop: Callable[..., Any], constants: Sequence[Any], worlds: Sequence[Any], *more: Any,
    tables: Sequence[Any] = (), apart: Sequence[str] = (), compiled: bool | None = None,
) -> Any:  # fmt: skip
    """``loop(*constants, *worlds, *tables, *more)`` over N worlds, whose arrays it changes; what it returns.

    Args:
        loop: a module's function that goes through the worlds one by one.
        constants: what the loop looks up, and dictionaries of arrays that it calculates in.
        worlds: dataclasses of arrays with N in front, perhaps views of records (`as_records`); how many the
            first one holds decides.
        tables: dataclasses of arrays (N, M), of which each world has M rows.
        apart: fields that the loop does not look at.
        compiled: whether numba is to run it; None: for records and for more than a few worlds, if it can.
    """
    recorded = records_of(worlds[0]) is not None
    if compiled is None:
        compiled = (recorded or _count(worlds[0]) >= FEW) and obstacle() is None
    if not compiled:
        ones: list[list[Any]] = [[OneWorld(data, i) for i in range(_count(data))] for data in worlds]
        rows: list[list[Any]] = [[OneTable(data, i) for i in range(_count(data))] for data in tables]
        found = loop(*map(_as_lists, constants), *ones, *rows, *more)
        for world in chain.from_iterable((*ones, *rows)):
            world.settle()
        return found
    from vendsim.compiling.jit import jit

    kept = [records_of(data) for data in worlds]
    pairs = zip(worlds, kept, strict=True)
    made = [as_records(data, *apart) if rows is None else (rows, None) for data, rows in pairs]
    made += [as_rows(data) for data in tables]
    found = jit(loop)(*map(_as_records, constants), *(records for records, _ in made), *more)
    for data, (_, views) in zip((*worlds, *tables), made, strict=True):
        if views is not None:
            copy_back(data, views, apart)
    return found


def _count(data: Any) -> int:
    """How many worlds a dataclass of arrays holds."""
    return len(next(iter(vars(data).values())))


def _as_records(constants: Constants | dict[str, Any]) -> Any:
    return constants.rows if isinstance(constants, Constants) else record(constants)


def _as_lists(constants: Constants | dict[str, Any]) -> list[Any]:
    if isinstance(constants, Constants):
        return [constants.plain]
    return [SimpleNamespace(**{name: np.asarray(values).tolist() for name, values in constants.items()})]
