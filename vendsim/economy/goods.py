"""Goods of one world on the move, oldest first: between storage, the slots of the machine and customers.

``state`` is one world's record (see `records`); a stack is a row (LOTS,) of units and one of days.
"""

from __future__ import annotations

from typing import TypeAlias

from vendsim.economy.lots import LOTS
from vendsim.formula import Record, rule

Stack: TypeAlias = list[int]  # LOTS numbers, of the oldest lot first


@rule
def close_up(units: Stack, days: Stack) -> None:
    """Move a stack up over the empty lots before the first full one."""
    empty, before = 0, True
    for lot in range(LOTS):
        before = before & (units[lot] == 0)
        empty += before
    for lot in range(LOTS):
        source, there = min(lot + empty, LOTS - 1), lot + empty < LOTS
        units[lot], days[lot] = units[source] * there, days[source] * there


@rule
def add(units: Stack, days: Stack, new_units: int, new_day: int) -> None:
    """One more lot in a stack; the two nearest in date become one when there is no place for it."""
    if new_units == 0:
        return
    rank = 0
    while rank < LOTS and units[rank] > 0 and days[rank] <= new_day:
        rank += 1
    last_units, last_day = int(new_units), int(new_day)
    for lot in range(rank, LOTS):
        here_units, here_day = int(units[lot]), int(days[lot])
        units[lot], days[lot] = last_units, last_day
        last_units, last_day = here_units, here_day
    if last_units == 0:
        return
    pair, nearest = LOTS - 1, last_day - days[LOTS - 1]
    for lot in range(LOTS - 2, -1, -1):
        if days[lot + 1] - days[lot] <= nearest:
            pair, nearest = lot, days[lot + 1] - days[lot]
    left, left_day = int(units[pair]), int(days[pair])
    right, right_day = last_units, last_day
    if pair + 1 < LOTS:
        right, right_day = int(units[pair + 1]), int(days[pair + 1])
    units[pair], days[pair] = left + right, (left * left_day + right * right_day) // (left + right)
    for lot in range(pair + 1, LOTS):
        following = lot + 1 < LOTS
        units[lot], days[lot] = (units[lot + 1], days[lot + 1]) if following else (last_units, last_day)


@rule
def store(state: Record, good: int, units: int, day: int) -> None:
    """Add one lot to storage."""
    add(state.store_units[good], state.store_day[good], units, day)


@rule
def load(state: Record, slot: int, good: int, units: int) -> None:
    """Put units from storage into a slot, the oldest first."""
    lot = 0
    while units > 0:
        taken = min(units, int(state.store_units[good][lot]))
        units -= taken
        state.store_units[good][lot] -= taken
        add(state.slot_units[slot], state.slot_day[slot], taken, state.store_day[good][lot])
        lot += 1
    close_up(state.store_units[good], state.store_day[good])
    state.slot_good[slot] = good


@rule
def unload(state: Record, slot: int) -> None:
    """Take everything out of a slot, back into storage."""
    good, units, days, lot = state.slot_good[slot], state.slot_units[slot], state.slot_day[slot], 0
    while lot < LOTS and units[lot] > 0:
        store(state, good, units[lot], days[lot])
        units[lot], days[lot] = 0, 0
        lot += 1
    state.slot_good[slot] = -1


@rule
def take(state: Record, slot: int, amount: int, best_before: int) -> int:
    """Take units out of a slot, the oldest first; returns how many were delivered before ``best_before``."""
    units, days, stale = state.slot_units[slot], state.slot_day[slot], 0
    for lot in range(LOTS):
        taken = min(amount, int(units[lot]))
        amount -= taken
        units[lot] -= taken
        stale += taken * (days[lot] < best_before)
    close_up(units, days)
    return stale


@rule
def slot_stock(state: Record, slot: int) -> int:
    """Units in a slot."""
    units = 0
    for lot in range(LOTS):
        units += state.slot_units[slot][lot]
    return units
