"""Rules written once: plain functions that Python runs as they are, and numba compiles for batches.

A ``@formula`` uses only what NumPy does to arrays and numba to numbers alike. A ``@rule`` takes numbers and
the record of one world. Both stay what they are; compiled code that calls one compiles the very same lines
(`vendsim.compiling.jit`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

F = TypeVar("F", bound=Callable[..., Any])

COMPILABLE: list[Callable[..., Any]] = []  # what compiled code may call


def formula(function: F) -> F:
    """Mark a function as a formula; it stays what it is."""
    COMPILABLE.append(function)
    return function


def rule(function: F) -> F:
    """Mark a function of one world's record as a rule; it stays what it is."""
    COMPILABLE.append(function)
    return function


def where(condition: Any, yes: Any, no: Any) -> Any:
    """``np.where``, which for numbers compiles to a plain choice."""
    return np.where(condition, yes, no)


def real(x: Any) -> Any:
    """``x`` in float64, however narrowly it is stored."""
    # Not np.float64(x), which before NumPy 2.3 makes a number of an array of one.
    return np.asarray(x).astype(np.float64)[()]


def single(x: Any) -> Any:
    """``x`` in float32."""
    return np.float32(x)


def whole(x: Any) -> Any:
    """``x`` in int64."""
    return np.int64(x)
