"""Goods in storage and in the slots of the machine.

Oldest units move first, in both directions. A slot holds one good; a trip moves goods slot by slot.
"""

from __future__ import annotations

import numpy as np

from vendsim.draws import BoolArray, IntArray
from vendsim.economy import lots
from vendsim.economy.catalogue import catalogue
from vendsim.economy.doubles import Gathered, gather
from vendsim.economy.state import State
from vendsim.economy.which import turns, which


def slot_stock(state: State) -> IntArray:
    """(N, S) units in each slot."""
    return _total(state.slot_units)


def stored(state: State) -> IntArray:
    """(N, Q) units of each good in storage."""
    return _total(state.store_units)


def _total(units: IntArray) -> IntArray:
    """Sum over the lots: addition lot by lot is faster than a reduction over so short an axis."""
    total = units[..., 0] + units[..., 1]
    for lot in range(2, lots.LOTS):
        total += units[..., lot]
    return total


def slot_price(state: State) -> IntArray:
    """(N, S) price of the good in each slot, cents; 0 where empty or never set."""
    worlds, goods = state.price.shape
    at = np.maximum(state.slot_good, 0) + np.arange(0, worlds * goods, goods)[:, None]
    return state.price.take(at).astype(np.int64) * (state.slot_good >= 0)


def fits(good: IntArray, is_large_slot: bool) -> BoolArray:
    """Whether a good's size is that of the slot."""
    return catalogue().is_large[good % catalogue().count] == is_large_slot


def load(state: State, slot: int, good: IntArray, units: IntArray) -> None:
    """Put ``units`` (N,) of ``good`` (N,) from storage into one slot; 0 leaves a world alone.

    The caller has checked that storage holds them, that the slot is empty or holds the same good, that the
    sizes agree and that there is room.
    """
    world = np.flatnonzero(units > 0)
    load_slots(state, world, np.full_like(world, slot), good[world], units[world])


def load_slots(state: State, world: IntArray, slot: IntArray, good: IntArray, units: IntArray) -> None:
    """`load` some slots (world, slot), one after the other; all arguments (n,), no slot twice."""
    stored, delivered = (lots.in_place(a) for a in (state.store_units, state.store_day))
    stack = world * state.price.shape[1] + good
    taken, days = np.zeros((2, len(stack), lots.LOTS), dtype=stored.dtype)
    for turn in turns(stack):
        at = stack[turn]
        there, days_there = stored.take(at, axis=0), delivered.take(at, axis=0)
        taking = lots.take_oldest(there, units[turn])
        stored[at], delivered[at] = lots.close_up(there - taking, days_there)
        taken[turn], days[turn] = taking, days_there
    moved, lot = which(taken > 0)
    to = (world * state.slot_good.shape[1] + slot)[moved]
    lots.add_each(state.slot_units, state.slot_day, to, taken[moved, lot], days[moved, lot])
    state.slot_good[world, slot] = good


def unload(state: State, slot: int, units: IntArray) -> None:
    """Take ``units`` (N,) out of one slot, back into storage. The caller has checked that they are there."""
    world = np.flatnonzero(units > 0)
    unload_slots(state, world, np.full_like(world, slot), units[world])


def unload_slots(state: State, world: IntArray, slot: IntArray, units: IntArray) -> None:
    """`unload` some slots (world, slot), one after the other; all arguments (n,), no slot twice."""
    in_slots, delivered = (lots.in_place(a) for a in (state.slot_units, state.slot_day))
    at = world * state.slot_good.shape[1] + slot
    good, there, days = state.slot_good.take(at), in_slots.take(at, axis=0), delivered.take(at, axis=0)
    taken = lots.take_oldest(there, units)
    left, left_days = lots.close_up(there - taken, days)
    in_slots[at], delivered[at] = left, left_days
    state.slot_good.put(at, np.where(left[:, 0] > 0, good, -1))
    moved, lot = which(taken > 0)
    store(state, world[moved], good[moved], taken[moved, lot], days[moved, lot])


def store(state: State, world: IntArray, good: IntArray, units: IntArray, day: IntArray) -> None:
    """Add lots to storage in the given worlds, one after the other; all arguments (n,)."""
    stack = world * state.price.shape[1] + good
    lots.add_each(state.store_units, state.store_day, stack, units, day)


def gathered(state: State) -> Gathered:
    """The units of each good in the machine."""
    stock = slot_stock(state)
    return gather(state.slot_good, stock, (state.slot_good >= 0) & (stock > 0))


def sell(state: State, sold: IntArray, shared: BoolArray | None = None) -> IntArray:
    """Take ``sold`` (N, S) units of the good of each listed slot out of all its slots, oldest first.

    ``shared`` (N, S) are the slots whose good another one holds, too, where the caller knows them. Returns
    (N, S) how many of the units were past their shelf life, at the listed slot.
    """
    if shared is None:
        shared = gather(state.slot_good, slot_stock(state), state.slot_good >= 0).shared
    stale = _sell_each(state, sold * ~shared)
    _sell_shared(state, np.flatnonzero((sold > 0) & shared), sold, stale)
    return stale


def _sell_each(state: State, sold: IntArray) -> IntArray:
    """`sell` where every slot has a good of its own."""
    taken = sold.astype(state.slot_units.dtype)
    oldest, shelf = state.slot_units[:, :, 0], catalogue().shelf_life_of_goods.take(state.slot_good)
    best_before = state.day.astype(np.int16)[:, None] - shelf  # (N, S)
    stale = sold * (state.slot_day[:, :, 0] < best_before)
    exhausted = np.flatnonzero((taken >= oldest) & (taken > 0))
    if len(exhausted):
        units, days = (lots.in_place(a) for a in (state.slot_units, state.slot_day))
        there, of_day = units.take(exhausted, axis=0), days.take(exhausted, axis=0)  # (n, L)
        leave = lots.take_oldest(there, taken.ravel()[exhausted])
        units[exhausted], days[exhausted] = lots.close_up(there - leave, of_day)
        too_old = of_day < best_before.ravel()[exhausted, None]
        stale.ravel()[exhausted] = (leave * too_old).sum(axis=1) if too_old.any() else 0
        taken.ravel()[exhausted] = 0
    oldest -= taken
    return stale


def _sell_shared(state: State, at: IntArray, sold: IntArray, stale: IntArray) -> None:
    """`sell` of some listed slots ``at`` (n,), flat in (N, S), whatever other slots hold; adds to ``stale``.

    Each time the slot with the oldest lot of a good gives, of equally old ones the first.
    """
    world, left = at // sold.shape[1], sold.take(at)
    good = state.slot_good.take(at)
    best_before = state.day[world] - catalogue().shelf_life_of_goods[good]
    holds_it = state.slot_good[world] == good[:, None]  # (n, S)
    while len(at):
        there = holds_it & (state.slot_units[world, :, 0] > 0)
        oldest = np.argmin(np.where(there, state.slot_day[world, :, 0], lots.LAST_DAY), axis=1)
        units, days = state.slot_units[world, oldest], state.slot_day[world, oldest]  # (n, L)
        taken = np.minimum(left, units[:, 0])
        stale.ravel()[at] += taken * (days[:, 0] < best_before)
        units[:, 0] -= taken.astype(units.dtype)
        state.slot_units[world, oldest], state.slot_day[world, oldest] = lots.close_up(units, days)
        left = left - taken
        more = np.flatnonzero(left)
        at, world, left, best_before, holds_it = (a[more] for a in (at, world, left, best_before, holds_it))
