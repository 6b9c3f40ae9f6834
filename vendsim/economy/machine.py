"""Goods in storage and in the slots of the machine.

Oldest units move first, in both directions. A slot holds one good; a trip moves goods slot by slot.
"""

from __future__ import annotations

import numpy as np

from vendsim.draws import BoolArray, IntArray
from vendsim.economy import lots
from vendsim.economy.catalogue import catalogue
from vendsim.economy.state import State


def slot_stock(state: State) -> IntArray:
    """(N, S) units in each slot."""
    return state.slot_units.sum(axis=2)


def stored(state: State) -> IntArray:
    """(N, Q) units of each good in storage."""
    return state.store_units.sum(axis=2)


def slot_price(state: State) -> IntArray:
    """(N, S) price of the good in each slot, cents; 0 where empty or never set."""
    price = np.take_along_axis(state.price, np.maximum(state.slot_good, 0), axis=1)
    return np.where(state.slot_good >= 0, price, 0)


def fits(good: IntArray, is_large_slot: bool) -> BoolArray:
    """Whether a good's size is that of the slot."""
    return catalogue().is_large[good % catalogue().count] == is_large_slot


def load(state: State, slot: int, good: IntArray, units: IntArray) -> None:
    """Put ``units`` (N,) of ``good`` (N,) from storage into one slot; 0 leaves a world alone.

    The caller has checked that storage holds them, that the slot is empty or holds the same good, that the
    sizes agree and that there is room.
    """
    world = np.arange(state.worlds)
    moved_to = np.maximum(good, 0)
    taken = lots.take_oldest(state.store_units[world, moved_to], units)  # (N, L)
    days = state.store_day[world, moved_to]
    left = state.store_units[world, moved_to] - taken
    state.store_units[world, moved_to], state.store_day[world, moved_to] = lots.tidy(left, days)
    for i in range(lots.LOTS):
        state.slot_units[:, slot], state.slot_day[:, slot] = lots.add(
            state.slot_units[:, slot], state.slot_day[:, slot], taken[:, i], days[:, i]
        )
    state.slot_good[:, slot] = np.where(units > 0, good, state.slot_good[:, slot])


def unload(state: State, slot: int, units: IntArray) -> None:
    """Take ``units`` (N,) out of one slot, back into storage. The caller has checked that they are there."""
    world = np.arange(state.worlds)
    good = np.maximum(state.slot_good[:, slot], 0)
    taken = lots.take_oldest(state.slot_units[:, slot], units)
    days = state.slot_day[:, slot].copy()
    state.slot_units[:, slot], state.slot_day[:, slot] = lots.tidy(state.slot_units[:, slot] - taken, days)
    for i in range(lots.LOTS):
        store(state, world, good, taken[:, i], days[:, i])
    state.slot_good[:, slot] = np.where(
        state.slot_units[:, slot].sum(axis=1) > 0, state.slot_good[:, slot], -1
    )


def store(state: State, world: IntArray, good: IntArray, units: IntArray, day: IntArray) -> None:
    """Add one lot to storage in each of the given worlds; all arguments (n,), worlds distinct."""
    state.store_units[world, good], state.store_day[world, good] = lots.add(
        state.store_units[world, good], state.store_day[world, good], units, day
    )


def sell(state: State, sold: IntArray) -> IntArray:
    """Take ``sold`` (N, S) units of the good of each listed slot out of all its slots, oldest first.

    Returns (N, S) how many of them were past their shelf life, at the listed slot.
    """
    n, s, depth = state.slot_units.shape
    good = np.repeat(state.slot_good, depth, axis=1)  # (N, S * L)
    units = state.slot_units.reshape(n, -1)
    day = state.slot_day.reshape(n, -1)
    by_age = np.lexsort((day, good), axis=1)  # within a good, the oldest lots first
    good, units, day = (np.take_along_axis(a, by_age, axis=1) for a in (good, units, day))
    first = np.concatenate([np.ones((n, 1), dtype=bool), good[:, 1:] != good[:, :-1]], axis=1)
    older = np.cumsum(units, axis=1) - units
    older -= np.maximum.accumulate(np.where(first, older, 0), axis=1)  # of the same good
    # sales stand at one slot of each good; look them up for every lot of it
    same = (state.slot_good[:, :, None] == good[:, None, :]) & (good >= 0)[:, None, :]  # (N, S, S * L)
    wanted = (same * sold[:, :, None]).sum(axis=1)
    taken = np.clip(wanted - older, 0, units)
    shelf = catalogue().shelf_life[np.maximum(good, 0) % catalogue().count]
    old = taken * (state.day[:, None] - day > shelf)
    stale = (same * old[:, None, :]).sum(axis=2) * (sold > 0)
    left = np.empty_like(units)
    np.put_along_axis(left, by_age, units - taken, axis=1)
    state.slot_units, state.slot_day = lots.tidy(left.reshape(n, s, depth), state.slot_day)
    return stale
