"""Goods on their way from suppliers into storage."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from vendsim.draws import BoolArray, IntArray
from vendsim.economy import machine
from vendsim.economy.state import Shipments, State


def dispatch(
    state: State, supplier: IntArray, good: IntArray, units: IntArray, order: IntArray, day: IntArray,
    minute: IntArray, world: IntArray | None = None,
) -> None:  # fmt: skip
    """Send an order of ``units`` (n, M) of ``good`` (n, M) in each of the worlds ``world`` (n,), or in all.

    The other arguments are (n,); a line of 0 units sends nothing.
    """
    rows = state.shipments
    there = units > 0
    sender, line = np.nonzero(there)
    if not len(sender):
        return
    rank = (np.cumsum(there, axis=1) - 1)[sender, line]
    to = np.arange(state.worlds) if world is None else world
    while (there.sum(axis=1) > (rows.units[to] == 0).sum(axis=1)).any():
        _grow(rows)
    free_first = np.argsort(rows.units[to] > 0, axis=1, kind="stable")
    at = to[sender], free_first[sender, rank]
    rows.units[at], rows.good[at] = units[sender, line], good[sender, line]
    for target, values in (
        (rows.supplier, supplier), (rows.order, order), (rows.day, day), (rows.minute, minute),
    ):  # fmt: skip
        target[at] = values[sender]


def due(state: State, minute: int) -> BoolArray:
    """(N, M) shipments that have arrived by ``minute`` of the current day."""
    rows = state.shipments
    now = state.day[:, None]
    return (rows.units > 0) & ((rows.day < now) | ((rows.day == now) & (rows.minute <= minute)))


def deliver(state: State, arrived: BoolArray) -> None:
    """Book arrived shipments into storage and count the orders they complete for loyalty.

    A negative order number marks goods sent again, which complete none.
    """
    rows = state.shipments
    for column in np.flatnonzero(arrived.any(axis=0)):
        world = np.flatnonzero(arrived[:, column])
        good, order = rows.good[world, column], rows.order[world, column]
        machine.store(state, world, good, rows.units[world, column], rows.day[world, column])
        rows.units[world, column] = 0
        under_way = ((rows.units[world] > 0) & (rows.order[world] == order[:, None])).any(axis=1)
        state.orders_delivered[world, rows.supplier[world, column]] += ~under_way & (order > 0)


def _grow(rows: Shipments) -> None:
    for field in fields(rows):
        values = getattr(rows, field.name)
        setattr(rows, field.name, np.concatenate([values, np.zeros_like(values)], axis=1))
