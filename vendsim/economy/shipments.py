"""Goods on their way from suppliers into storage."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from vendsim.draws import BoolArray, IntArray
from vendsim.economy import machine
from vendsim.economy.state import Shipments, State
from vendsim.economy.which import add_at, rank, which


def dispatch(
    state: State, supplier: IntArray, good: IntArray, units: IntArray, order: IntArray, day: IntArray,
    minute: IntArray, world: IntArray | None = None,
) -> None:  # fmt: skip
    """Send an order of ``units`` (n, M) of ``good`` (n, M) in each of the worlds ``world`` (n,), or in all.

    The other arguments are (n,); a line of 0 units sends nothing.
    """
    rows = state.shipments
    sender, line = which(units > 0)
    if not len(sender):
        return
    to = np.arange(state.worlds) if world is None else world
    lines = np.bincount(sender, minlength=len(to))
    while (lines > np.count_nonzero(rows.units[to] == 0, axis=1)).any():
        grow(rows, rows.units.shape[1])
    free, column = which(rows.units[to] == 0)
    at = to[sender], column[np.searchsorted(free, sender) + rank(sender)]
    rows.units[at], rows.good[at] = units[sender, line], good[sender, line]
    for target, values in (
        (rows.supplier, supplier), (rows.order, order), (rows.day, day), (rows.minute, minute),
    ):  # fmt: skip
        target[at] = values[sender]


def due(state: State, minute: int) -> BoolArray:
    """(N, M) shipments that have arrived by ``minute`` of the current day."""
    rows = state.shipments
    now = state.day.astype(rows.day.dtype)[:, None]
    return (rows.units > 0) & ((rows.day < now) | ((rows.day == now) & (rows.minute <= minute)))


def deliver(state: State, arrived: BoolArray) -> None:
    """Book arrived shipments into storage and count the orders they complete for loyalty.

    A negative order number marks goods sent again, which complete none. What came first is booked first: it
    matters where a full stack of lots has to merge some.
    """
    rows = state.shipments
    world, column = which(arrived)
    came = np.lexsort((column, rows.minute[world, column], rows.day[world, column], world))
    world, column = world[came], column[came]
    machine.store(state, world, *(a[world, column] for a in (rows.good, rows.units, rows.day)))
    order = rows.order[world, column]
    other = ~arrived[world] | (np.arange(arrived.shape[1]) > column[:, None])  # under way, or booked after it
    missing = (rows.units[world] > 0) & (rows.order[world] == order[:, None]) & other
    last = np.flatnonzero(~missing.any(axis=1) & (order > 0))
    world_of, supplier = world[last], rows.supplier[world[last], column[last]]
    add_at(state.orders_delivered, world_of, supplier)
    rows.units[world, column] = 0


def grow(rows: Shipments, more: int) -> None:
    """Give every world so many ``more`` free rows."""
    for field in fields(rows):
        values = getattr(rows, field.name)
        free = np.zeros((len(values), more), dtype=values.dtype)
        setattr(rows, field.name, np.concatenate([values, free], axis=1))
