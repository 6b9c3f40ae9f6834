"""Negative binomial demand by inverse distribution function.

lambda comes on a grid of 1/256. The distribution function is built with + * / only, so it is the same on
every machine; rows of small lambda are kept in a table, rows of large lambda are built when asked for.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from vendsim.draws import FloatArray, IntArray

STEPS = 256  # grid steps of lambda per unit
_TABLE_LIMIT = 12 * STEPS  # rows kept: lambda below 12, nearly every product on nearly every day


def distribution(step: IntArray, dispersion: int, most: int) -> FloatArray:
    """(..., most) P(demand <= j) for j = 0..most-1, at lambda = step / 256."""
    lam = step / STEPS
    success = dispersion / (dispersion + lam)
    term = np.ones_like(success)
    for _ in range(dispersion):
        term = term * success
    rows = np.empty((*lam.shape, most))
    total = term
    rows[..., 0] = total
    for j in range(1, most):
        term = term * ((j - 1 + dispersion) / j) * (lam / (dispersion + lam))
        total = total + term
        rows[..., j] = total
    return rows


@lru_cache(maxsize=4)
def _table(dispersion: int, most: int) -> FloatArray:
    return distribution(np.arange(_TABLE_LIMIT), dispersion, most)


def demand(step: IntArray, u: FloatArray, dispersion: int, most: int) -> IntArray:
    """(...) units asked for at lambda = step / 256 and uniform ``u``; counted up to ``most``."""
    table = _table(dispersion, most)
    small = step < _TABLE_LIMIT
    units = _search(table, np.where(small, step, 0), u)
    if not small.all():
        rows = distribution(step[~small], dispersion, most)
        units[~small] = (rows <= u[~small][:, None]).sum(axis=-1)
    return units


def _search(table: FloatArray, row: IntArray, u: FloatArray) -> IntArray:
    """For each element the number of entries of its row that are <= u, by bisection."""
    low = np.zeros(row.shape, dtype=np.int64)
    high = np.full(row.shape, table.shape[1], dtype=np.int64)
    for _ in range(table.shape[1].bit_length()):
        middle = (low + high) // 2
        above = table[row, np.minimum(middle, table.shape[1] - 1)] <= u
        open_ = low < high
        low = np.where(open_ & above, middle + 1, low)
        high = np.where(open_ & ~above, middle, high)
    return low
