"""Goods kept apart by delivery date, oldest first.

A stack of lots is a pair of arrays (n, LOTS): units and the day each lot was delivered, oldest first and
empty lots, of day 0, last. At most LOTS dates of a product are kept apart; when one more comes, the two
neighbours nearest in date become one lot at their mean date (rounded down, weighted by units). Design: ours.
"""

from __future__ import annotations

import numpy as np

from vendsim.draws import IntArray
from vendsim.economy.which import turns

LOTS = 4


def take_oldest(units: IntArray, amount: IntArray) -> IntArray:
    """(n, LOTS) units taken from each lot so that ``amount`` (n,) leave, the oldest first."""
    columns, left = units.T.copy(), amount.astype(units.dtype)
    for column in columns:
        np.minimum(column, left, out=column)
        left -= column
    return columns.T


def close_up(units: IntArray, day: IntArray) -> tuple[IntArray, IntArray]:
    """The same stacks without the empty lots before the first full one."""
    columns = np.stack([units.T, day.T])  # (2, LOTS, n)
    full = columns[0] > 0
    columns[1] *= full
    some = full.any(axis=0)
    for _ in range(LOTS - 1):
        gap = some & (columns[0, 0] == 0)
        if not gap.any():
            break
        for lot in range(LOTS - 1):
            np.copyto(columns[:, lot], columns[:, lot + 1], where=gap)
        np.copyto(columns[:, -1], 0, where=gap)
    return columns[0].T, columns[1].T


_LOT = np.arange(LOTS)


def add(units: IntArray, day: IntArray, new_units: IntArray, new_day: IntArray) -> tuple[IntArray, IntArray]:
    """The stacks with one more lot each; ``new_units`` and ``new_day`` are (n,), no units add nothing."""
    units, day = np.ascontiguousarray(units.T), np.ascontiguousarray(day.T)  # (LOTS, n)
    older = day <= np.where(new_units > 0, new_day, LAST_DAY)  # or of the same day
    place = np.count_nonzero(older & (units > 0), axis=0)
    longer, days = _insert(units, place, new_units), _insert(day, place, new_day)  # (LOTS + 1, n)
    days *= longer > 0
    full = np.flatnonzero(longer[-1])
    if len(full):
        merged = _merge_nearest(longer[:, full].T, days[:, full].T)
        longer[:-1, full], days[:-1, full] = merged[0].T, merged[1].T
    return longer[:-1].T, days[:-1].T


LAST_DAY = 32_000  # a day after every delivery


def _insert(values: IntArray, place: IntArray, new: IntArray) -> IntArray:
    """(LOTS + 1, n) the ``values`` (LOTS, n) with ``new`` (n,) at ``place`` (n,)."""
    longer = np.empty((LOTS + 1, len(place)), dtype=values.dtype)
    longer[1:] = values
    np.copyto(longer[:-1], values, where=place > _LOT[:, None])
    longer[place, np.arange(len(place))] = new
    return longer


def in_place(stacks: IntArray) -> IntArray:
    """Stacks (..., LOTS) as rows to write into. Raises ValueError where these would be a copy."""
    if not stacks.flags.c_contiguous:
        raise ValueError("stacks must be contiguous to be changed in place")
    return stacks.reshape(-1, LOTS)


def add_each(units: IntArray, day: IntArray, stack: IntArray, new_units: IntArray, new_day: IntArray) -> None:
    """Add lots (n,) in their order to ``stack`` (n,) of the stacks ``units`` and ``day`` (..., LOTS)."""
    units, day = in_place(units), in_place(day)
    for turn in turns(stack):
        at = stack[turn]
        there, days = units.take(at, axis=0), day.take(at, axis=0)
        units[at], day[at] = add(there, days, new_units[turn], new_day[turn])


def _merge_nearest(units: IntArray, day: IntArray) -> tuple[IntArray, IntArray]:
    """Full stacks (n, LOTS + 1) to LOTS."""
    pair = np.argmin(np.diff(day, axis=1), axis=1)[:, None]
    left, right = units[:, :-1].astype(np.int64), units[:, 1:].astype(np.int64)
    mean_day = (left * day[:, :-1] + right * day[:, 1:]) // (left + right)
    at, after = pair == _LOT, pair < _LOT
    return (
        np.where(at, left + right, np.where(after, right, left)),
        np.where(at, mean_day, np.where(after, day[:, 1:], day[:, :-1])),
    )
