"""With what the heavy parts of the economy are computed: NumPy, or numba with the same results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vendsim.economy.night import Night, close_day
from vendsim.economy.params import Params
from vendsim.economy.state import State
from vendsim.economy.worlds import open_worlds


@dataclass(frozen=True)
class Engine:
    """The two functions that may be compiled."""

    close_day: Callable[..., Night]
    open_worlds: Callable[..., tuple[Params, State]]


NUMPY = Engine(close_day, open_worlds)


def engine(fast: bool) -> Engine:
    """The compiled engine if ``fast``, else NumPy's. Raises ValueError when numba is not installed."""
    if not fast:
        return NUMPY
    compiled: Any
    try:
        from vendsim.economy import compiled
    except ImportError:
        raise ValueError('fast=True needs numba: pip install "vendsim[fast]"') from None
    return Engine(compiled.close_day, compiled.open_worlds)
