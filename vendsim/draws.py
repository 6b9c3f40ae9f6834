"""Keyed randomness: every draw is a pure function of (world seed, stream, key).

There is no generator with a state that could shift: what one agent does never changes what another draw
gives, a world can be continued from any day, and a batch of worlds draws what each world alone would.

The mixing is SplitMix64's finaliser applied once per part of the key.
Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from statistics import NormalDist
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from vendsim.formula import for_whole_numbers, formula, real, whole

UintArray: TypeAlias = npt.NDArray[np.uint64]
FloatArray: TypeAlias = npt.NDArray[np.floating[Any]]
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
    FAVOUR = 45
    STORY = 46
    ROUNDS = 47
    MANNER = 48
    ORDER_NUMBER = 49
    CLAIM = 50
    CLAIM_DETAIL = 51
    MAIL_TIME = 60
    VOICE = 61
    WEB = 62
    CUSTOMER = 63
    ADVERTISING = 64
    PLACE = 70
    START = 72
    NEXT_WORLD = 71
    MARKET = 80
    LOCAL_EVENT = 81
    RIVAL = 82
    CLEARANCE = 83
    DISPUTE = 84
    AGENT = 90
    TASK = 91


_MASK = 0xFFFFFFFFFFFFFFFF
_GOLDEN_RATIO = 0x9E3779B97F4A7C15
_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_GOLDEN = np.uint64(_GOLDEN_RATIO)
_MIX_1 = np.uint64(_FIRST)
_MIX_2 = np.uint64(_SECOND)
_ONE, _S11, _S27, _S30, _S31 = (np.uint64(n) for n in (1, 11, 27, 30, 31))
_TWO_53 = 1.0 / 9007199254740992.0


@formula
def mix(x: UintArray) -> UintArray:
    """SplitMix64's finaliser."""
    x = (x ^ (x >> _S30)) * _MIX_1
    x = (x ^ (x >> _S27)) * _MIX_2
    return x ^ (x >> _S31)


def _mixed(x: int) -> int:
    """`mix` of a whole number below 2**64."""
    x = (x ^ (x >> 30)) * _FIRST & _MASK
    x = (x ^ (x >> 27)) * _SECOND & _MASK
    return x ^ (x >> 31)


def _begun(seed: int, stream: Any) -> int:
    """`begin` of a whole number."""
    return _mixed((seed + int(stream)) & _MASK)


def _extended(x: int, part: Any) -> int:
    """`extend` of a whole number."""
    return _mixed((x + (int(part) + 1) * _GOLDEN_RATIO) & _MASK)


@for_whole_numbers(_begun)
def begin(seed: Any, stream: Any) -> Any:
    """Hash of seed and stream, a key without parts; ``stream`` as `stream_key` gives it."""
    return mix(seed + stream)


@for_whole_numbers(_extended)
def extend(x: Any, part: Any) -> Any:
    """The bits of a key with one more part."""
    return mix(x + (part + _ONE) * _GOLDEN)


@for_whole_numbers(lambda x: (x >> 11) * _TWO_53)
def unit(x: Any) -> Any:
    """Random bits as a number on [0, 1), of 53 bits."""
    return real(x >> _S11) * _TWO_53


def stream_key(stream: Stream) -> np.uint64:
    """What stands for a stream in a key."""
    return np.uint64(int(stream) * int(_GOLDEN) & _MASK)


_STREAM_KEYS = {stream: stream_key(stream) for stream in Stream}


def _key_of(stream: Stream | tuple[Stream, ...]) -> np.uint64 | UintArray:
    return _column_of(stream) if isinstance(stream, tuple) else _STREAM_KEYS[stream]


@cache
def _column_of(streams: tuple[Stream, ...]) -> UintArray:
    return np.array([[_STREAM_KEYS[stream]] for stream in streams])


def _as_uint(part: Key) -> UintArray:
    if isinstance(part, int):
        return np.array([part & _MASK], dtype=np.uint64)
    return np.atleast_1d(part).astype(np.uint64, copy=False)


def bits(seed: Key, stream: Stream | tuple[Stream, ...], *key: Key) -> UintArray:
    """64 random bits for each element of the broadcast of ``seed`` and ``key`` (at least one-dimensional).

    Parts are mixed in one after the other, each in the shape reached so far: parts of small shape come first.
    Several streams at once give one row each, (streams, N), for a seed and a key of (N,).
    """
    x = begin(_as_uint(seed), _key_of(stream))
    for part in key:
        x = extend(x, _as_uint(part))
    return x


def uniform(seed: Key, stream: Stream, *key: Key) -> FloatArray:
    """Uniform on [0, 1) with 53 bits."""
    return unit(bits(seed, stream, *key))


def between(
    low: float | FloatArray, high: float | FloatArray, seed: Key, stream: Stream, *key: Key
) -> FloatArray:
    """Uniform on [low, high)."""
    result: FloatArray = low + (high - np.asarray(low)) * uniform(seed, stream, *key)
    return result


def integers(low: int | IntArray, high: int | IntArray, seed: Key, stream: Stream, *key: Key) -> IntArray:
    """Whole numbers from ``low`` to ``high``, both included."""
    result: IntArray = whole_between(np.asarray(low), np.asarray(high), uniform(seed, stream, *key))
    return result


@formula
def whole_between(low: Any, high: Any, u: Any) -> Any:
    """The whole number from ``low`` to ``high``, both included, at a uniform ``u``."""
    return low + whole(np.floor(u * (high - low + 1)))


def bits_of_one(seed: int, stream: Stream, *key: int) -> int:
    """`bits` of a single key as a Python number: for one number, arrays take far longer."""
    x = _begun(int(seed), _STREAM_KEYS[stream])
    for part in key:
        x = _extended(x, part)
    return x


def one(seed: int, stream: Stream, *key: int) -> float:
    """A single uniform as a Python float."""
    return float(unit(bits_of_one(seed, stream, *key)))


def pick(count: int, seed: int, stream: Stream, *key: int) -> int:
    """A single index from 0 to ``count - 1``."""
    return int(one(seed, stream, *key) * count)


def permutations(seed: Key, stream: Stream, count: int, *key: Key) -> IntArray:
    """Keyed permutations of range(count); shape (N, count) for N seeds."""
    entities = np.arange(count, dtype=np.int64)
    seeds = _as_uint(seed)[:, None]
    return np.argsort(uniform(seeds, stream, entities[None, :], *key), axis=1, kind="stable").astype(np.int64)


NORMALS = 4096  # equally likely values of a normal draw
_S52 = np.uint64(64 - 12)
_NORMAL_GRID = 2**20


@cache
def normal_values() -> FloatArray:
    """(NORMALS,) the values of a standard normal draw: the quantiles in the middle of as many equal shares.

    Rounded to a grid, because ``log`` and ``sqrt`` may differ in the last bit between processors, and scaled
    beforehand so that their variance is 1.
    """
    inverse = NormalDist().inv_cdf
    upper = np.array([inverse((NORMALS + 2 * i + 1) / (2 * NORMALS)) for i in range(NORMALS // 2)])
    upper = np.rint(upper / np.sqrt((upper**2).mean()) * _NORMAL_GRID) / _NORMAL_GRID
    return np.concatenate([-upper[::-1], upper])


@for_whole_numbers(lambda x: x >> 52)
def normal_cell(x: Any) -> Any:
    """Random bits as an index into `normal_values` or a function of them."""
    return whole(x >> _S52)


def normal_cells(seed: Key, stream: Stream, *key: Key) -> IntArray:
    """Keyed indices into `normal_values`, for those who keep a table of a function of them."""
    return normal_cell(bits(seed, stream, *key))


def normal(seed: Key, stream: Stream, *key: Key) -> FloatArray:
    """Standard normal, one of `NORMALS` equally likely values."""
    return normal_values().take(normal_cells(seed, stream, *key))


@cache
def lognormal_values(spread: float) -> FloatArray:
    """(NORMALS,) exp(spread * z) for every normal value z, on a grid so that it is the same everywhere."""
    return np.rint(np.exp(spread * normal_values()) * _NORMAL_GRID) / _NORMAL_GRID


def lognormal(spread: float, seed: Key, stream: Stream, *key: Key) -> FloatArray:
    """exp(spread * z) of a keyed standard normal z."""
    return lognormal_values(spread).take(normal_cells(seed, stream, *key))
