"""Rules run over worlds: compiled where that pays and numba is there, otherwise as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from vendsim.compiling import obstacle
from vendsim.compiling.records import Constants, OneWorld, as_records, copy_back, record, records_of

FEW = 4  # worlds that plain Python has done before compiled code is loaded


def run(
    loop: Callable[..., None], constants: Sequence[Any], worlds: Sequence[Any], *more: Any,
    apart: Sequence[str] = (), compiled: bool | None = None,
) -> None:  # fmt: skip
    """``loop(*constants, *worlds, *more)`` over N worlds, whose arrays it changes.

    Args:
        loop: a module's function that goes through the worlds one by one.
        constants: what the loop looks up, and dictionaries of arrays that it calculates in.
        worlds: dataclasses of arrays with N in front, perhaps views of records (`as_records`); how many the
            first one holds decides.
        apart: fields that the loop does not look at.
        compiled: whether numba is to run it; None: for records and for more than a few worlds, if it can.
    """
    recorded = records_of(worlds[0]) is not None
    if compiled is None:
        compiled = (recorded or _count(worlds[0]) >= FEW) and obstacle() is None
    if not compiled:
        ones = [[OneWorld(data, i) for i in range(_count(data))] for data in worlds]
        loop(*map(_as_lists, constants), *ones, *more)
        for world in (world for data in ones for world in data):
            world.settle()
        return
    from vendsim.compiling.jit import jit

    there = [records_of(data) for data in worlds]
    made = [
        as_records(data, *apart) if rows is None else (rows, None)
        for data, rows in zip(worlds, there, strict=True)
    ]
    jit(loop)(*map(_as_records, constants), *(rows for rows, _ in made), *more)
    for data, (_, views) in zip(worlds, made, strict=True):
        if views is not None:
            copy_back(data, views, apart)


def _count(data: Any) -> int:
    """How many worlds a dataclass of arrays holds."""
    return len(next(iter(vars(data).values())))


def _as_records(constants: Constants | dict[str, Any]) -> Any:
    return constants.rows if isinstance(constants, Constants) else record(constants)


def _as_lists(constants: Constants | dict[str, Any]) -> list[Any]:
    if isinstance(constants, Constants):
        return [constants.plain]
    return [SimpleNamespace(**{name: np.asarray(values).tolist() for name, values in constants.items()})]
