"""Slots of one machine that hold the same good.

Slots are compared in a layout of (S, N), slot by slot: each pair of slots a given distance apart in one
operation over all worlds, which is far cheaper than N little tables of S x S. Slots that count hold a good.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vendsim.draws import BoolArray, IntArray


@dataclass(frozen=True)
class Gathered:
    """What the slots that count hold, by good. All (N, S)."""

    first: BoolArray  # the first slot of each good
    shared: BoolArray  # whether another slot holds the same good
    units: IntArray  # of each good over all its slots, at its first one; 0 at the others


def gather(good: IntArray, units: IntArray, counts: BoolArray) -> Gathered:
    """The ``units`` (N, S) of each good over the slots that count."""
    by_slot, of_slot = _by_slot(good, counts), np.ascontiguousarray(units.T)
    total = of_slot.copy()
    earlier, later = np.zeros((2, *by_slot.shape), dtype=bool)
    for gap in range(1, len(by_slot)):
        same = by_slot[gap:] == by_slot[:-gap]
        later[gap:] |= same
        earlier[:-gap] |= same
        total[:-gap] += same * of_slot[gap:]
    first = counts > later.T
    return Gathered(first, (earlier | later).T.copy(), first * total.T)


def _by_slot(good: IntArray, counts: BoolArray) -> IntArray:
    """(S, N) what each slot holds; where it does not count, a number that no other slot has."""
    own = 1 + np.arange(good.shape[1], dtype=good.dtype)[:, None]
    return (good.T.copy() + own) * counts.T.copy() - own
