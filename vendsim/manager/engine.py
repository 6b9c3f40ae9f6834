"""By what the worlds are computed: Python, or numba, which compiles the same rules."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vendsim import compiling
from vendsim.draws import IntArray
from vendsim.economy.params import Params
from vendsim.economy.state import State
from vendsim.economy.worlds import open_worlds
from vendsim.extras import needs
from vendsim.manager.day import play_day
from vendsim.manager.look import observe
from vendsim.manager.observe import Float32Array, MaskArray
from vendsim.manager.worlds import Worlds, replace_worlds
from vendsim.scenario import Scenario


@dataclass(frozen=True)
class Engine:
    """The functions with a NumPy and a numba version."""

    open_worlds: Callable[..., tuple[Params, State]]  # the first morning of worlds by their seeds
    settle: Callable[[Worlds, int], Any]  # the same worlds in the form that so many threads play
    play_day: Callable[..., None]  # and write what is seen and possible on the next morning
    look_around: Callable[..., None]  # write what is seen and possible in some worlds that are new
    replace: Callable[..., None]  # put other worlds in the place of some


def _as_they_are(worlds: Worlds, threads: int) -> Worlds:
    return worlds


def _play_day(worlds: Worlds, action: IntArray, observation: Float32Array, mask: MaskArray) -> None:
    play_day(worlds, action, observation, mask, compiled=False)


def _look_around(worlds: Worlds, rows: IntArray, observation: Float32Array, mask: MaskArray) -> None:
    observe(worlds.scenario, worlds.known, observation, mask, rows=rows, compiled=False)


PYTHON = Engine(open_worlds, _as_they_are, _play_day, _look_around, replace_worlds)


def engine(scenario: Scenario, fast: bool | None, is_batch: bool = False) -> Engine:
    """The compiled engine if ``fast``, Python's if not, and if None the compiled one where numba is there.

    Where a batch has to do without, a warning says so and what to install. Raises ValueError for True without
    numba.
    """
    if fast is False:
        return PYTHON
    obstacle = compiling.obstacle()
    if fast and obstacle not in (None, compiling.NO_JIT):
        raise ValueError(f"fast=True needs numba; {needs('fast')}")
    if obstacle and is_batch:
        warnings.warn(obstacle, stacklevel=2)
    if obstacle:
        return PYTHON
    from vendsim.economy.compiled.opening import open_worlds as open_compiled
    from vendsim.manager import recorded

    return Engine(open_compiled, recorded.settle, recorded.play_day, recorded.look_around, recorded.replace)
