"""Rules written once: plain functions that Python runs as they are, and numba compiles for batches.

A ``@formula`` uses only what NumPy does to arrays and numba to numbers alike. A ``@rule`` takes numbers and
the record of one world. Both stay what they are; compiled code that calls one compiles the very same lines
(`vendsim.compiling.jit`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias, TypeVar, cast

import numpy as np

Record: TypeAlias = Any  # one world of a dataclass of arrays: numbers and lists under the same names
F = TypeVar("F", bound=Callable[..., Any])

COMPILABLE: dict[Callable[..., Any], Callable[..., Any]] = {}  # what compiled code may call, and what it runs


def formula(function: F) -> F:
    """Mark a function as a formula; it stays what it is."""
    COMPILABLE[function] = function
    return function


def rule(function: F) -> F:
    """Mark a function of one world's record as a rule; it stays what it is."""
    COMPILABLE[function] = function
    return function


def for_whole_numbers(plain: Callable[..., Any]) -> Callable[[F], F]:
    """A formula of 64 bits with another body for Python's own whole numbers, which know no such limit."""

    def decorate(body: F) -> F:
        @wraps(body)
        def choose(x: Any, *rest: Any) -> Any:
            return plain(x, *rest) if type(x) is int else body(x, *rest)

        COMPILABLE[choose] = body
        return cast(F, choose)

    return decorate


def where(condition: Any, yes: Any, no: Any) -> Any:
    """``np.where``, which for numbers is a plain choice."""
    if isinstance(condition, np.ndarray):
        return np.where(condition, yes, no)
    return yes if condition else no


def real(x: Any) -> Any:
    """``x`` in float64, however narrowly it is stored."""
    return x.astype(np.float64) if isinstance(x, np.ndarray) else float(x)


def single(x: Any) -> Any:
    """``x`` in float32."""
    return np.float32(x)


def whole(x: Any) -> Any:
    """``x`` in int64."""
    return x.astype(np.int64) if isinstance(x, np.ndarray) else int(x)
