"""Negative binomial demand by inverse distribution function.

lambda comes on a grid of 1/256. The distribution function is built with + * / only, so it is the same on
every machine; rows of small lambda are kept in a table, rows of large lambda are built when asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from vendsim.draws import FloatArray, IntArray
from vendsim.formula import formula

STEPS = 256  # grid steps of lambda per unit
TABLE_LIMIT = 12 * STEPS  # rows kept: lambda below 12, nearly every product on nearly every day
WIDTH = 32  # entries of a row that are kept: more units are seldom asked for
CELLS = 64  # equal parts of the unit interval in which a search begins


def distribution(step: IntArray, dispersion: int, most: int) -> FloatArray:
    """(..., most) P(demand <= j) for j = 0..most-1, at lambda = step / 256."""
    lam = step / STEPS
    rows = np.empty((*lam.shape, most))
    term = total = no_demand(lam, dispersion)
    rows[..., 0] = total
    for j in range(1, most):
        term = term * next_term(j, lam, dispersion)
        total = total + term
        rows[..., j] = total
    return rows


@formula
def no_demand(lam: Any, dispersion: int) -> Any:
    """P(demand = 0): (k / (k + lambda)) ** k, multiplied out."""
    success = dispersion / (dispersion + lam)
    term = success
    for _ in range(dispersion - 1):
        term = term * success
    return term


@formula
def next_term(j: int, lam: Any, dispersion: int) -> Any:
    """P(demand = j) / P(demand = j - 1)."""
    return ((j - 1 + dispersion) / j) * (lam / (dispersion + lam))


@dataclass(frozen=True)
class Table:
    """Rows of the distribution function, and where to begin looking in each."""

    rows: FloatArray  # (TABLE_LIMIT * WIDTH,) the rows one after the other
    first: IntArray  # (TABLE_LIMIT * CELLS,) entries of a row that are <= cell / CELLS


@lru_cache(maxsize=4)
def table(dispersion: int) -> Table:
    """The table of all lambdas below TABLE_LIMIT."""
    rows = distribution(np.arange(TABLE_LIMIT), dispersion, WIDTH)
    cells = np.arange(CELLS) / CELLS
    first = np.stack([np.searchsorted(row, cells, side="right") for row in rows])
    return Table(rows.ravel(), first.astype(np.int8).ravel())
