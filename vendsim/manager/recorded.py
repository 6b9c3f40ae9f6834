"""Worlds as records for compiled code: their days, and what is seen, in several threads.

The worlds' arrays are views of the records (`vendsim.compiling.records`), so that array code may look at them
and replace worlds as ever; the rules go through the records, world by world.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from vendsim.compiling.jit import jit
from vendsim.compiling.records import as_records, as_rows
from vendsim.compiling.threads import in_threads
from vendsim.draws import IntArray
from vendsim.economy.night import blank_nights
from vendsim.economy.rules import rules_of
from vendsim.economy.shipments import grow
from vendsim.manager import day, evening, look
from vendsim.manager.observe import Float32Array, MaskArray
from vendsim.manager.tables import places, room, tables
from vendsim.manager.worlds import Worlds, replace_worlds, rows_of_shipments


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
    lacking: int  # rows of shipments that some world may need today beyond those it has
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
            params, state, known, backstage, shipments, jit(evening.most_rows_lacking)(known, shipments),
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
            room(worlds.scenario).rows,
            as_records(blank_nights(1, form.slots, form.suppliers))[0],
        )
        for first, last in pairwise(edges)
        if first < last
    ]


def play_day(worlds: RecordedWorlds, action: IntArray, observation: Float32Array, mask: MaskArray) -> None:
    """One day of every world under ``action`` (N, H), and the next morning's observation over the last."""
    scenario, kept = worlds.scenario, worlds.records
    if kept.lacking > 0:
        _make_room(worlds)
    kept.action[...] = action
    constants = [of(scenario).rows for of in (rules_of, tables, places)]
    play_days = jit(day.play_days)

    def play(part: Part) -> int:
        mine = part.worlds
        lacking: int = play_days(
            *constants, part.work, kept.params[mine], kept.state[mine], kept.known[mine],
            kept.backstage[mine], part.night, kept.shipments[mine], kept.action[mine], observation[mine],
            mask[mine],
        )  # fmt: skip
        return lacking

    kept.lacking = max(in_threads(play, kept.parts))


def replace(worlds: RecordedWorlds, rows: IntArray, fresh: Worlds) -> None:
    """Put ``fresh`` worlds (n,) in the place of the worlds ``rows`` (n,)."""
    kept = worlds.records
    if rows_of_shipments(fresh) > rows_of_shipments(worlds):
        kept.lacking = rows_of_shipments(fresh) - rows_of_shipments(worlds)
        _make_room(worlds)
    replace_worlds(worlds, rows, fresh)
    kept.lacking = jit(evening.most_rows_lacking)(kept.known, kept.shipments)


def _make_room(worlds: RecordedWorlds) -> None:
    """Longer lists of shipments."""
    kept, shipments = worlds.records, worlds.state.shipments
    grow(shipments, kept.lacking)
    kept.shipments, worlds.state.shipments = as_rows(shipments)


def look_around(worlds: RecordedWorlds, rows: IntArray, observation: Float32Array, mask: MaskArray) -> None:
    """Write what is seen and what is possible in the worlds ``rows`` (n,)."""
    scenario, kept = worlds.scenario, worlds.records
    jit(look.look_around)(
        tables(scenario).rows, places(scenario).rows, kept.parts[0].work, kept.known, rows, observation, mask,
        True,
    )  # fmt: skip
