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


def jit(function: Callable[..., Any]) -> Any:
    """Compile a function on its first call, or take what an earlier process has compiled.

    The formulas it calls have been imported before, so they are in the list by now.
    """
    _learn_formulas()
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
    rooms = [source for room in ("economy", "manager") for source in sorted((package / room).rglob("*.py"))]
    sources = [package / "formula.py", package / "draws.py", *rooms]
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


@overload(formula.single, strict=False)
def _single(x: Any) -> Any:
    return lambda x: numba.float32(x)


@overload(formula.whole, strict=False)
def _whole(x: Any) -> Any:
    return lambda x: numba.int64(x)


_learned: set[Any] = set()


def _learn_formulas() -> None:
    """Make all formulas known to numba that are not yet."""
    for function in formula.FORMULAS:
        if function not in _learned:
            register_jitable(error_model="numpy")(function)
            _learned.add(function)


def numbers(section: Any, *derived: str) -> Any:
    """The numbers of a section of a scenario as (1,) record, with the names of ``derived`` ones besides.

    Formulas read their constants from the record as from the section itself.
    """
    named = ((name, getattr(section, name)) for name in (*type(section).model_fields, *derived))
    return record({name: value for name, value in named if _is_numeric(value)})


def record(values: dict[str, Any]) -> Any:
    """Numbers, arrays and such records as (1,) record; truth values become uint8, as in `records`.

    Compiled functions are called with the array, whose type is recognised at once, which for a record alone
    takes numba some microseconds, and take the record out of it.
    """
    arrays = {name: np.asarray(value) for name, value in values.items()}
    arrays = {name: a[0] if a.dtype.names else a for name, a in arrays.items()}
    arrays = {name: a.astype(np.uint8) if a.dtype == bool else a for name, a in arrays.items()}
    kind = np.dtype([(name, array.dtype, array.shape) for name, array in arrays.items()], align=True)
    rows = np.zeros(1, dtype=kind)
    for name, array in arrays.items():
        rows[name][0] = array
    return rows


def _is_numeric(value: Any) -> bool:
    if isinstance(value, tuple):
        return bool(value) and all(type(part) is type(value[0]) and _is_numeric(part) for part in value)
    return isinstance(value, int | float)
