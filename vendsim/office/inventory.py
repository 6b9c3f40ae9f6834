"""What stands in the machine and lies in storage, as an event."""

from __future__ import annotations

import numpy as np

from vendsim.data import good_name
from vendsim.events import SlotCount, StockCounted, StoredCount
from vendsim.office.world import World


def counted(world: World, day: int, time: str) -> StockCounted:
    """Machine and storage as a day that has closed leaves them."""
    state = world.state
    slots = [
        SlotCount(
            slot=name,
            product=good_name(int(state.slot_good[0, slot])),
            units=int(state.slot_units[0, slot].sum()),
            price_cents=int(state.price[0, state.slot_good[0, slot]]),
            age=_age(day, state.slot_units[0, slot], state.slot_day[0, slot]),
        )
        for slot, name in enumerate(world.scenario.machine.slots)
        if state.slot_units[0, slot].any()
    ]
    stored = [
        StoredCount(
            product=good_name(good),
            units=int(state.store_units[0, good].sum()),
            age=_age(day, state.store_units[0, good], state.store_day[0, good]),
        )
        for good in np.flatnonzero(state.store_units[0].any(axis=-1)).tolist()
    ]
    return StockCounted(day=day, time=time, slots=tuple(slots), storage=tuple(stored))


def _age(day: int, units: np.ndarray, days: np.ndarray) -> int:
    """Days since the oldest lot was delivered; ``units`` and ``days`` are (LOTS,)."""
    return day - int(days[units > 0].min())
