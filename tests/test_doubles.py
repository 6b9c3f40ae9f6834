"""Goods in two slots of one machine."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vendsim.economy.doubles import gather

SLOTS = 6
slot = st.tuples(st.integers(0, 3), st.integers(0, 9), st.booleans())  # good, units, counts
machines = st.lists(st.lists(slot, min_size=SLOTS, max_size=SLOTS), min_size=1, max_size=5)


@given(machines)
def test_units_are_gathered_at_the_first_slot_of_each_good(worlds: list[list[tuple[int, int, bool]]]) -> None:
    good, units, counts = (np.array([[s[i] for s in row] for row in worlds]) for i in range(3))
    counts = counts.astype(bool)
    found = gather(good, units, counts)
    for row in range(len(worlds)):
        slots_of: dict[int, list[int]] = {}
        for at in np.flatnonzero(counts[row]).tolist():
            slots_of.setdefault(good[row, at], []).append(at)
        first = {slots[0]: sum(units[row, slots]) for slots in slots_of.values()}
        shared = {at for slots in slots_of.values() for at in slots if len(slots) > 1}
        assert set(np.flatnonzero(found.first[row]).tolist()) == set(first)
        assert set(np.flatnonzero(found.shared[row]).tolist()) == shared
        assert found.units[row].tolist() == [first.get(at, 0) for at in range(SLOTS)]
