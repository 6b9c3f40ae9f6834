"""The scales of what the operator sees, as numbers in [-1, 1] (see `layout.GROUPS`).

Every scale is a quotient x / (x + half), which all machines compute alike.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from vendsim.data import products
from vendsim.draws import BoolArray, FloatArray, IntArray
from vendsim.formula import formula, single, where
from vendsim.scenario import Scenario

AnyArray: TypeAlias = npt.NDArray[Any]
Float32Array: TypeAlias = npt.NDArray[np.float32]
MaskArray: TypeAlias = npt.NDArray[np.int8]
_DRINKS = ("soda", "water", "bottle_soda", "sports", "juice", "tea_coffee", "energy")
_GIFTS = ("travel", "souvenir", "collectible")
IGNORED_DAYS = 5.0  # the scale of a claim's age


@formula
def squash(x: AnyArray, half: float) -> AnyArray:
    """x / (x + half) for x >= 0: 0 at 0, one half at ``half``, below 1."""
    return x / (x + half)


@formula
def narrow(x: AnyArray, half: float) -> Float32Array:
    """The same in single precision, for what there is much of."""
    return single(x) / (single(x) + single(half))


@formula
def warmth(high: IntArray) -> FloatArray:
    """A day's high in F on the scale of the observation."""
    return np.minimum(np.maximum((high - 64) / 40, -1.0), 1.0)


@formula
def share_that_came(came: IntArray, paid: IntArray) -> FloatArray:
    """Share of the units paid for that came; 1 where nothing was paid."""
    return where(paid > 0, np.minimum(came / np.maximum(paid, 1), 1.0), 1.0)


@formula
def claim_age(age: IntArray) -> FloatArray:
    """A claim's age in days on the scale of the observation."""
    return np.minimum(age / IGNORED_DAYS, 1.0)


@formula
def claim_excess(cents: IntArray, price: IntArray) -> FloatArray:
    """What is demanded over the price, on the scale of the observation."""
    return squash(cents / np.maximum(price, 1), 2)


@lru_cache(maxsize=8)
def season(scenario: Scenario) -> FloatArray:
    """(days + 2, 2) sine and cosine of each day's place in the calendar year, on a grid of 1/1024."""
    place = np.array([scenario.date_of(day).timetuple().tm_yday for day in range(scenario.days + 2)])
    angle = 2 * np.pi * place / 365.25
    return np.rint(np.stack([np.sin(angle), np.cos(angle)], axis=1) * 1024) / 1024


def assortment_shares(assortments: BoolArray) -> FloatArray:
    """(A, 3) share of all drinks, of all food and of all other goods that assortments (A, P) hold."""
    groups = _product_groups()
    shares: FloatArray = (assortments.astype(float) @ groups) / groups.sum(axis=0)
    return shares


@cache
def _product_groups() -> FloatArray:
    """(P, 3) which products are drinks, food and other goods."""
    category = [row.category for row in products()]
    return np.array([[c in _DRINKS, c not in _DRINKS + _GIFTS, c in _GIFTS] for c in category], dtype=float)
