"""How formulas are compiled, and what they are given.

Every function marked ``@formula`` is made known to numba here: compiled code that calls one compiles the very
lines that the arrays run through. No fast mathematics, no threads: results must not depend on either.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba.extending import overload, register_jitable

from vendsim import formula
from vendsim.economy import customers, demand, fulfilment, normalise, quantiles, quotes, weather  # noqa: F401


def jit(function: Callable[..., Any]) -> Any:
    """Compile a function on its first call, or take what an earlier process has compiled."""
    settings: Any = numba.config
    before, settings.CACHE_DIR = settings.CACHE_DIR, str(_cache_folder())
    try:
        return numba.njit(function, cache=True, nogil=True, error_model="numpy")
    finally:
        settings.CACHE_DIR = before


@cache
def _cache_folder() -> Path:
    """Where compiled code is kept: beside Python's own, under a digest of all sources that flow into it.

    numba alone would go by the file of the calling function, and miss that a formula elsewhere has changed.
    """
    package = Path(formula.__file__).parent
    sources = [package / "formula.py", package / "draws.py", *sorted((package / "economy").rglob("*.py"))]
    digest = sha256()
    for source in sources:
        digest.update(source.read_bytes())
    return Path(__file__).parent / "__pycache__" / digest.hexdigest()[:16]


@overload(formula.where, strict=False)
def _where(condition: Any, yes: Any, no: Any) -> Any:
    return lambda condition, yes, no: yes if condition else no


@overload(formula.real, strict=False)
def _real(x: Any) -> Any:
    return lambda x: numba.float64(x)


@overload(formula.whole, strict=False)
def _whole(x: Any) -> Any:
    return lambda x: numba.int64(x)


for _function in formula.FORMULAS:
    register_jitable(error_model="numpy")(_function)


def numbers(section: Any, *derived: str) -> Any:
    """The numbers of a section of a scenario as one record, with the names of ``derived`` ones besides.

    A record is handed on as a pointer, and formulas read their constants from it as from the section itself.
    """
    values = {
        name: np.asarray(value)
        for name in (*type(section).model_fields, *derived)
        for value in [getattr(section, name)]
        if _is_numeric(value)
    }
    kind = np.dtype([(name, value.dtype, value.shape) for name, value in values.items()], align=True)
    record = np.zeros(1, dtype=kind)
    for name, value in values.items():
        record[name][0] = value
    return record[0]


def _is_numeric(value: Any) -> bool:
    if isinstance(value, tuple):
        return bool(value) and all(type(part) is type(value[0]) and _is_numeric(part) for part in value)
    return isinstance(value, int | float)
