"""The days of `vendsim.manager` and what is seen, compiled by numba, the same results bit for bit.

The worlds' arrays are views of records (`vendsim.economy.compiled.records`), so that array code may look at
them and replace worlds as ever; what is compiled goes through the records, world by world. The formulas are
those of the array code. Whoever changes a rule there changes it here: `tests/test_compiled_manager.py` sees
any difference.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from vendsim.draws import IntArray
from vendsim.economy.compiled.night import blank_nights
from vendsim.economy.compiled.records import as_records, as_rows, bytes_before
from vendsim.economy.compiled.rules import rules_of
from vendsim.manager.compiled import evening, look
from vendsim.manager.compiled.day import play_days
from vendsim.manager.compiled.tables import places, room, tables
from vendsim.manager.observe import Float32Array, MaskArray
from vendsim.manager.worlds import Worlds


@dataclass
class Records:
    """The records of N worlds, (N,) each, and (N, M) shipments."""

    params: npt.NDArray[Any]
    state: npt.NDArray[Any]
    known: npt.NDArray[Any]
    backstage: npt.NDArray[Any]
    shipments: npt.NDArray[Any]
    lacking: int  # rows of shipments that some world may need today beyond those it has; new worlds need none
    work: Any  # room for one world to calculate in
    night: Any


@dataclass
class RecordedWorlds(Worlds):
    """Worlds whose arrays are views of records."""

    records: Records

    def __reduce__(self) -> Any:
        """Copies and pickles settle anew: copied one by one, views and records would part."""
        plain = {field.name: getattr(self, field.name) for field in fields(Worlds)}
        return settle, (Worlds(**plain),)


def settle(worlds: Worlds) -> RecordedWorlds:
    """The same worlds as records."""
    params, params_views = as_records(worlds.params)
    state, state_views = as_records(worlds.state, "shipments")
    known, known_views = as_records(worlds.known, "assortments")
    backstage, backstage_views = as_records(worlds.backstage)
    shipments, state_views.shipments = as_rows(worlds.state.shipments)
    night, _ = blank_nights(1, worlds.layout.slots, worlds.layout.suppliers)
    return RecordedWorlds(
        worlds.scenario, worlds.layout, params_views, state_views, known_views, backstage_views,
        Records(
            params, state, known, backstage, shipments, evening.most_rows_lacking(shipments, known),
            room(worlds.scenario), night,
        ),
    )  # fmt: skip


def play_day(worlds: RecordedWorlds, action: IntArray, observation: Float32Array, mask: MaskArray) -> None:
    """One day of every world under ``action`` (N, H), and the next morning's observation over the last."""
    scenario, of = worlds.scenario, worlds.records
    if of.lacking > 0:
        _make_room(worlds)
    of.lacking = play_days(
        rules_of(scenario), tables(scenario), places(scenario), of.work, of.night, of.params, of.state,
        bytes_before(of.state, "store_day"), of.shipments, of.known, of.backstage,
        np.ascontiguousarray(action, dtype=np.int64), observation, mask,
    )  # fmt: skip


def _make_room(worlds: RecordedWorlds) -> None:
    """Longer lists of shipments."""
    of, rows = worlds.records, worlds.state.shipments
    shorter = of.shipments
    of.shipments = np.zeros((shorter.shape[0], shorter.shape[1] + of.lacking), dtype=shorter.dtype)
    of.shipments[:, : shorter.shape[1]] = shorter
    for name in shorter.dtype.names or ():
        setattr(rows, name, of.shipments[name])


def look_around(worlds: RecordedWorlds, rows: IntArray, observation: Float32Array, mask: MaskArray) -> None:
    """Write what is seen and what is possible in the worlds ``rows`` (n,)."""
    scenario, of = worlds.scenario, worlds.records
    look.look_around(tables(scenario), places(scenario), of.work, of.known, rows, observation, mask)
