"""Goods on their way from suppliers into storage."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from vendsim.draws import BoolArray, IntArray
from vendsim.economy import machine
from vendsim.economy.state import Shipments, State


def dispatch(
    state: State, supplier: IntArray, good: IntArray, units: IntArray, order: IntArray, day: IntArray,
    minute: IntArray,
) -> None:  # fmt: skip
    """Send one line of an order in each world; all arguments (N,), a world with 0 units sends nothing."""
    rows = state.shipments
    free = rows.units == 0
    if not free.any(axis=1).all():
        _grow(rows)
        free = rows.units == 0
    sends = np.flatnonzero(units > 0)
    place = np.argmax(free[sends], axis=1)
    for name, values in (
        ("units", units), ("good", good), ("supplier", supplier), ("order", order), ("day", day),
        ("minute", minute),
    ):  # fmt: skip
        getattr(rows, name)[sends, place] = values[sends]


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
