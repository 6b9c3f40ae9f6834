"""Goods kept apart by delivery date, oldest first.

A stack of lots is a pair of arrays (..., LOTS): units and the day each lot was delivered, oldest first and
empty lots last. At most LOTS dates of a product are kept apart; when one more comes, the two neighbours
nearest in date become one lot at their mean date (rounded down, weighted by units). Design: ours.
"""

from __future__ import annotations

import numpy as np

from vendsim.draws import IntArray

LOTS = 4
_EMPTY = 32_000  # sorts empty lots behind every real day


def take_oldest(units: IntArray, amount: IntArray) -> IntArray:
    """(..., LOTS) units taken from each lot so that ``amount`` (...) leave, the oldest first."""
    older = np.cumsum(units, axis=-1) - units
    return np.clip(amount[..., None] - older, 0, units)


def tidy(units: IntArray, day: IntArray) -> tuple[IntArray, IntArray]:
    """The same lots, oldest first, empty ones last."""
    key = np.where(units > 0, day, _EMPTY)
    by_age = np.argsort(key, axis=-1, kind="stable")
    return np.take_along_axis(units, by_age, -1), np.take_along_axis(day, by_age, -1)


def add(units: IntArray, day: IntArray, new_units: IntArray, new_day: IntArray) -> tuple[IntArray, IntArray]:
    """The stacks (..., LOTS) with one more lot each; ``new_units`` and ``new_day`` are (...)."""
    units, day = tidy(
        np.concatenate([units, new_units[..., None]], axis=-1),
        np.concatenate([day, new_day[..., None]], axis=-1),
    )
    if not (units[..., -1] > 0).any():
        return units[..., :-1], day[..., :-1]
    return _merge_nearest(units, day)


def _merge_nearest(units: IntArray, day: IntArray) -> tuple[IntArray, IntArray]:
    """(..., LOTS + 1) stacks to LOTS; a stack with room only drops its empty last lot."""
    full = units[..., -1:] > 0
    place = np.arange(units.shape[-1] - 1)
    pair = np.argmin(np.diff(day, axis=-1), axis=-1, keepdims=True)
    at, after = full & (place == pair), full & (place > pair)
    left, right = units[..., :-1], units[..., 1:]
    total = np.maximum(left + right, 1)
    mean_day = (left * day[..., :-1] + right * day[..., 1:]) // total
    return (
        np.where(at, left + right, np.where(after, right, left)),
        np.where(at, mean_day, np.where(after, day[..., 1:], day[..., :-1])),
    )
