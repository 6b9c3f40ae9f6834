"""Speed of the economy alone: a day's closing and the opening of new worlds, plain and compiled.

Run: python benchmarks/economy_step.py [worlds ...]

Every world keeps its twelve slots full of twelve goods at their reference prices, so that all of a night's
work is done every night. Prints medians of processor time, in one thread. Nothing here is a test: machines
differ.
"""

from __future__ import annotations

import cProfile
import pstats
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import partial
from typing import TypeAlias

import numpy as np

from vendsim.compiling import obstacle
from vendsim.economy.catalogue import catalogue
from vendsim.economy.night import close_day
from vendsim.economy.params import Params
from vendsim.economy.state import State
from vendsim.economy.worlds import open_worlds
from vendsim.scenario import Scenario

SCENARIO = Scenario.load("vb2")
Night: TypeAlias = Callable[..., object]
Opening: TypeAlias = Callable[..., tuple[Params, State]]


def engines() -> dict[str, tuple[Night, Opening]]:
    """Plain Python (and arrays for openings), and compiled code where numba is there."""
    found: dict[str, tuple[Night, Opening]] = {"plain": (partial(close_day, compiled=False), open_worlds)}
    if obstacle():
        print("numba is not installed: the compiled code is left out")
    else:
        from vendsim.economy.compiled import opening

        found["compiled"] = partial(close_day, compiled=True), opening.open_worlds
    return found


def stocked(worlds: int) -> tuple[Params, State]:
    """Worlds with a different mix of twelve products each, and all prices set."""
    params, state = open_worlds(SCENARIO, np.arange(worlds))
    shuffled = np.argsort(np.random.default_rng(0).random((worlds, catalogue().count)), axis=1)
    for large in (False, True):
        fitting = np.flatnonzero(np.array(SCENARIO.machine.is_large) == large)
        mine = catalogue().is_large[shuffled] == large
        first = np.argsort(~mine, axis=1, kind="stable")[:, : len(fitting)]
        state.slot_good[:, fitting] = np.take_along_axis(shuffled, first, axis=1)
    state.price[:, : catalogue().count] = np.rint(params.reference)
    return params, state


def refill(state: State) -> None:
    """Fill all slots with goods of two dates."""
    capacity = np.array(SCENARIO.machine.capacity)
    state.slot_units[:] = 0
    state.slot_units[:, :, 0] = capacity // 4
    state.slot_units[:, :, 1] = capacity - capacity // 4
    state.slot_day[:, :, 0], state.slot_day[:, :, 1] = state.day[:, None] - 2, state.day[:, None]


def nights(close_day: Night, worlds: int, days: int) -> float:
    """Median seconds of one night."""
    params, state = stocked(worlds)
    seconds = []
    for _ in range(days):
        refill(state)
        start = time.process_time()
        close_day(SCENARIO, params, state)
        seconds.append(time.process_time() - start)
    return statistics.median(seconds)


def openings(open_worlds: Opening, worlds: int, runs: int) -> float:
    """Median seconds of opening so many worlds."""
    seconds = []
    for run in range(runs):
        seeds = np.arange(run * worlds, (run + 1) * worlds)
        start = time.process_time()
        open_worlds(SCENARIO, seeds)
        seconds.append(time.process_time() - start)
    return statistics.median(seconds)


def bytes_per_world(record: object, worlds: int) -> float:
    """Bytes of all arrays of a dataclass, by world."""
    values = [getattr(record, field.name) for field in fields(record)]  # type: ignore[arg-type]
    return sum(
        bytes_per_world(value, worlds) if is_dataclass(value) else value.nbytes / worlds for value in values
    )


def profile(worlds: int, days: int) -> None:
    """Where a night's time goes, in plain Python."""
    params, state = stocked(worlds)
    watch = cProfile.Profile()
    for _ in range(days):
        refill(state)
        watch.enable()
        close_day(SCENARIO, params, state, compiled=False)
        watch.disable()
    pstats.Stats(watch).sort_stats("tottime").print_stats(18)


if __name__ == "__main__":
    for worlds in [int(word) for word in sys.argv[1:]] or [1, 64, 4096]:
        for name, (close, open_) in engines().items():
            openings(open_, worlds, 1)  # compiles
            night = nights(close, worlds, 200 if worlds < 50 else 20)
            opening = openings(open_, worlds, 5)
            print(
                f"{worlds:6} worlds, {name:8}: close_day {night / worlds * 1e6:8.2f} us a world, "
                f"open_worlds {opening / worlds * 1e6:8.1f} us a world"
            )
    params, state = stocked(1024)
    print(
        f"bytes a world: params {bytes_per_world(params, 1024):.0f}, state {bytes_per_world(state, 1024):.0f}"
    )
    profile(int(sys.argv[-1]) if len(sys.argv) > 1 else 4096, 10)
