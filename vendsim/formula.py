"""Formulas written once, for arrays and for numbers.

A function marked ``@formula`` uses only what NumPy does to arrays and numba to numbers alike, so the array
code calls it as it is and the compiled code compiles the same lines.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

F = TypeVar("F", bound=Callable[..., Any])

FORMULAS: list[Callable[..., Any]] = []


def formula(function: F) -> F:
    """Mark a function as a formula; it stays what it is."""
    FORMULAS.append(function)
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
