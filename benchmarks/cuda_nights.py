"""The night of the economy as a CUDA kernel, one world a thread: an experiment, never run on a GPU by us.

    NUMBA_ENABLE_CUDASIM=1 python benchmarks/cuda_nights.py [--worlds 8] [--nights 10]

runs the kernel in numba's simulator on the CPU, in running businesses, and compares every number with what
plain Python makes of the same nights. Needs numba-cuda (``pip install numba-cuda``).
"""

from __future__ import annotations

import argparse
import copy
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
from numba import cuda

from vendsim.compiling.records import as_records, copy_back, record
from vendsim.economy.night import blank_nights, close_day, close_one, workroom
from vendsim.economy.rules import rules_of
from vendsim.economy.state import State
from vendsim.envs.business import Business
from vendsim.manager.layout import layout
from vendsim.scenario import Scenario

VB2 = Scenario.load("vb2")
_THREADS = 32  # a block


@cuda.jit  # type: ignore[untyped-decorator]  # numba has no types
def close_days(rules: Any, work: Any, params: Any, states: Any, nights: Any) -> None:
    """The nights of all worlds."""
    i = cuda.grid(1)  # type: ignore[attr-defined]
    if i < len(states):
        close_one(rules[0], work[i], params[i], states[i], nights[i], False)


def rows(records: Any) -> Any:
    """Records whose fields rules find by name in the simulator, too."""
    return records.view(np.recarray)


def night_by_kernel(params: Any, state: State) -> Any:
    """(N,) records of a night; changes the state."""
    worlds = len(state.day)
    nights, _ = as_records(blank_nights(worlds, state.slot_good.shape[1], state.closed.shape[1]))
    states, views = as_records(state, "shipments")
    work = np.repeat(record(workroom(VB2)), worlds)
    given = [rules_of(VB2).rows, work, as_records(params)[0], states, nights]
    close_days[-(-worlds // _THREADS), _THREADS](*map(rows, given))
    copy_back(state, views, ("shipments",))
    return nights


def different(records: Any, expected: Any) -> list[str]:
    """Fields of a dataclass (N, ...) that differ from those of records (N,)."""
    found = []
    for field in fields(expected):
        value = getattr(expected, field.name)
        if is_dataclass(value):
            found += different(records[field.name], value)
        elif not np.array_equal(records[field.name], value):
            found.append(field.name)
    return found


def main() -> None:
    """Play some nights both ways."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--worlds", type=int, default=8)
    parser.add_argument("--nights", type=int, default=10)
    given = parser.parse_args()
    form, seeds = layout(VB2), np.arange(given.worlds)
    seen = np.zeros((given.worlds, form.width), np.float32)
    mask = np.zeros((given.worlds, form.mask_size), np.int8)
    business = Business(VB2, seeds, "balance_change", seen, mask, fast=False, first_day=61)
    params, plain = business.worlds.params, business.worlds.state
    state, sold = copy.deepcopy(plain), 0
    for _ in range(given.nights):
        expected, nights = close_day(VB2, params, plain, compiled=False), night_by_kernel(params, state)
        sold += int(expected.sold.sum())
        wrong = different(nights, expected)
        wrong += [name for name in ("accounts", "slot_units", "goodwill", "day")
                  if not np.array_equal(getattr(plain, name), getattr(state, name))]  # fmt: skip
        if wrong:
            raise SystemExit(f"night of day {int(plain.day[0]) - 1}: {', '.join(wrong)} differ")
    print(f"{given.nights} nights of {given.worlds} worlds, {sold} units sold: the same to the bit")


if __name__ == "__main__":
    main()
