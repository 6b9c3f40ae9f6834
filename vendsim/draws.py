"""Keyed randomness: every draw is a pure function of (world seed, stream, key).

There is no generator with a state that could shift: what one agent does never changes what another draw
gives, a world can be continued from any day, and a batch of worlds draws what each world alone would.

The mixing is SplitMix64's finaliser applied once per part of the key.
Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

UintArray: TypeAlias = npt.NDArray[np.uint64]
FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.signedinteger[Any]]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
Key: TypeAlias = int | npt.NDArray[np.integer]


class Stream(IntEnum):
    """What a draw is for. Numbers are part of the world: never renumber, only append."""

    WHOLESALE = 1
    REFERENCE = 2
    LOCATION = 3
    BASE_SALES = 4
    ELASTICITY = 5
    TEMPERATURE = 6
    WEEKDAY = 7
    MONTH = 8
    FOOTFALL = 9
    VARIETY = 10
    DAILY_PROFIT = 11
    DRIFT = 12
    RAIN = 20
    ANOMALY = 21
    HEAT_SPELL = 22
    SHOPPING_DAY = 23
    DEMAND = 24
    CARD_SHARE = 25
    DEAL = 30
    OPENING = 31
    FLOOR = 32
    PACE = 33
    QUOTE = 34
    TERMS = 35
    EXIT = 36
    LEAD = 37
    DELAY = 38
    ARRIVAL = 39
    CHEAT = 40
    TRANSIT = 41
    REMEDY = 42
    POACH = 43
    REPLY_PACE = 44
    CLAIM = 50
    CLAIM_DETAIL = 51
    MAIL_TIME = 60
    VOICE = 61
    WEB = 62
    CUSTOMER = 63
    ADVERTISING = 64
    PLACE = 70
    NEXT_WORLD = 71
    AGENT = 90


_GOLDEN = 0x9E3779B97F4A7C15
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_TWO_53 = 1.0 / 9007199254740992.0


def _as_uint(part: Key) -> UintArray:
    if isinstance(part, int):
        return np.array([part & 0xFFFFFFFFFFFFFFFF], dtype=np.uint64)
    return np.atleast_1d(part).astype(np.uint64)


def _mix(x: UintArray) -> UintArray:
    x = (x ^ (x >> _S30)) * _MIX_1
    x = (x ^ (x >> _S27)) * _MIX_2
    return x ^ (x >> _S31)


def bits(seed: Key, stream: Stream, *key: Key) -> UintArray:
    """64 random bits for each element of the broadcast of ``seed`` and ``key`` (at least one-dimensional)."""
    x = _mix(_as_uint(seed) + np.array([int(stream) * _GOLDEN & 0xFFFFFFFFFFFFFFFF], dtype=np.uint64))
    for part in key:
        x = _mix(x + (_as_uint(part) + np.uint64(1)) * np.uint64(_GOLDEN))
    return x


def uniform(seed: Key, stream: Stream, *key: Key) -> FloatArray:
    """Uniform on [0, 1) with 53 bits."""
    return (bits(seed, stream, *key) >> _S11).astype(np.float64) * _TWO_53


def between(
    low: float | FloatArray, high: float | FloatArray, seed: Key, stream: Stream, *key: Key
) -> FloatArray:
    """Uniform on [low, high)."""
    result: FloatArray = low + (high - np.asarray(low)) * uniform(seed, stream, *key)
    return result


def integers(low: int | IntArray, high: int | IntArray, seed: Key, stream: Stream, *key: Key) -> IntArray:
    """Whole numbers from ``low`` to ``high``, both included."""
    span = np.asarray(high) - np.asarray(low) + 1
    result: IntArray = low + np.floor(uniform(seed, stream, *key) * span).astype(np.int64)
    return result


def one(seed: int, stream: Stream, *key: int) -> float:
    """A single uniform as a Python float."""
    return float(uniform(seed, stream, *key)[0])


def pick(count: int, seed: int, stream: Stream, *key: int) -> int:
    """A single index from 0 to ``count - 1``."""
    return int(one(seed, stream, *key) * count)


def order(seed: Key, stream: Stream, count: int, *key: Key) -> IntArray:
    """Keyed permutations of range(count); shape (N, count) for N seeds."""
    entities = np.arange(count, dtype=np.int64)
    seeds = _as_uint(seed)[:, None]
    return np.argsort(uniform(seeds, stream, entities[None, :], *key), axis=1, kind="stable").astype(np.int64)


# Acklam's rational approximation of the inverse normal distribution function (relative error below 1.2e-9).
_A = (
    -3.969683028665376e01, 2.209460984245205e02, -2.759285104469687e02,
    1.383577518672690e02, -3.066479806614716e01, 2.506628277459239e00,
)  # fmt: skip
_B = (
    -5.447609879822406e01, 1.615858368580409e02, -1.556989798598866e02,
    6.680131188771972e01, -1.328068155288572e01,
)  # fmt: skip
_C = (
    -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e00,
    -2.549732539343734e00, 4.374664141464968e00, 2.938163982698783e00,
)  # fmt: skip
_D = (7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e00, 3.754408661907416e00)
_TAIL = 0.02425


def _polynomial(coefficients: tuple[float, ...], x: FloatArray) -> FloatArray:
    total: FloatArray = np.full_like(x, coefficients[0])
    for c in coefficients[1:]:
        total = total * x + c
    return total


def normal(seed: Key, stream: Stream, *key: Key) -> FloatArray:
    """Standard normal, by inverting the distribution function at the keyed uniform.

    ``log`` and ``sqrt`` of the tails may differ in the last bit between processors, so whatever this feeds
    is rounded to a grid before anything is decided on it.
    """
    p = uniform(seed, stream, *key) + 0.5 * _TWO_53
    q = p - 0.5
    r = q * q
    z = _polynomial(_A, r) * q / (_polynomial(_B, r) * r + 1.0)
    tail = np.abs(q) > 0.5 - _TAIL
    if tail.any():
        t = np.sqrt(-2.0 * np.log(np.minimum(p[tail], 1.0 - p[tail])))
        z[tail] = -np.sign(q[tail]) * _polynomial(_C, t) / (_polynomial(_D, t) * t + 1.0)
    return z
