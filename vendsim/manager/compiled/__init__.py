"""The days of `vendsim.manager` and what is seen, compiled by numba, the same results bit for bit.

The worlds' arrays are views of records (`vendsim.compiling.records`), so that array code may look at
them and replace worlds as ever; what is compiled goes through the records, world by world. The formulas are
those of the array code. Whoever changes a rule there changes it here: `tests/test_compiled_manager.py` sees
any difference.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from vendsim.compiling.records import as_records, as_rows, bytes_before
from vendsim.compiling.threads import in_threads
from vendsim.draws import IntArray
from vendsim.economy.night import blank_nights
from vendsim.economy.rules import rules_of
from vendsim.manager.compiled import evening, look
from vendsim.manager.compiled.day import play_days
from vendsim.manager.compiled.tables import places, room, tables
from vendsim.manager.observe import Float32Array, MaskArray
from vendsim.manager.worlds import Worlds


@dataclass
class Part:
    """Worlds that one thread plays, and its room to calculate in."""

    worlds: slice
    work: Any
    night: Any


@dataclass
class Records:
    """The records of N worlds, (N,) each, and (N, M) shipments."""

    params: npt.NDArray[Any]
    state: npt.NDArray[Any]
    known: npt.NDArray[Any]
    backstage: npt.NDArray[Any]
    shipments: npt.NDArray[Any]
    lacking: int  # rows of shipments that some world may need today beyond those it has; new worlds need none
    parts: list[Part]  # of the worlds, one for each thread
    action: npt.NDArray[np.int64]  # (N, H) today's, in memory of our own


@dataclass
class RecordedWorlds(Worlds):
    """Worlds whose arrays are views of records."""

    records: Records

    def __reduce__(self) -> Any:
        """Copies and pickles settle anew: copied one by one, views and records would part."""
        plain = {field.name: getattr(self, field.name) for field in fields(Worlds)}
        return settle, (Worlds(**plain), len(self.records.parts))


def settle(worlds: Worlds, threads: int = 1) -> RecordedWorlds:
    """The same worlds as records, to be played by so many threads."""
    params, params_views = as_records(worlds.params)
    state, state_views = as_records(worlds.state, "shipments")
    known, known_views = as_records(worlds.known, "assortments")
    backstage, backstage_views = as_records(worlds.backstage)
    shipments, state_views.shipments = as_rows(worlds.state.shipments)
    return RecordedWorlds(
        worlds.scenario, worlds.layout, params_views, state_views, known_views, backstage_views,
        Records(
            params, state, known, backstage, shipments, evening.most_rows_lacking(shipments, known),
            _parts(worlds, threads), np.zeros((len(state), len(worlds.layout.nvec)), dtype=np.int64),
        ),
    )  # fmt: skip


def _parts(worlds: Worlds, threads: int) -> list[Part]:
    """The worlds in as many parts of equal size as there are threads, and no more than there are worlds."""
    form, count = worlds.layout, worlds.params.worlds
    edges = [count * part // threads for part in range(threads + 1)]
    return [
        Part(
            slice(first, last),
            room(worlds.scenario),
            as_records(blank_nights(1, form.slots, form.suppliers))[0],
        )
        for first, last in pairwise(edges)
        if first < last
    ]


def play_day(worlds: RecordedWorlds, action: IntArray, observation: Float32Array, mask: MaskArray) -> None:
    """One day of every world under ``action`` (N, H), and the next morning's observation over the last."""
    scenario, of = worlds.scenario, worlds.records
    if of.lacking > 0:
        _make_room(worlds)
    of.action[...] = action
    rules, constants, at = rules_of(scenario).rows, tables(scenario), places(scenario)
    needed = bytes_before(of.state, "store_day")

    def play(part: Part) -> int:
        mine = part.worlds
        lacking: int = play_days(
            rules, constants, at, part.work, part.night, of.params[mine], of.state[mine], needed,
            of.shipments[mine], of.known[mine], of.backstage[mine], of.action[mine], observation[mine],
            mask[mine],
        )  # fmt: skip
        return lacking

    of.lacking = max(in_threads(play, of.parts))


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
    look.look_around(
        tables(scenario), places(scenario), of.parts[0].work, of.known, rows, observation, mask
    )  # fmt: skip
