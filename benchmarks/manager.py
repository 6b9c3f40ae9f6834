"""Speed and size of the numeric environment: random possible choices, observation and mask included.

    python benchmarks/manager.py [--worlds 4096] [--days 400]

plays past the end of the year, so that new worlds are included. Choosing the actions is not timed.
"""

from __future__ import annotations

import argparse
import time
import tracemalloc
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from vendsim.envs.business import Business
from vendsim.envs.manager_env import ManagerEnv
from vendsim.envs.manager_vector import ManagerVectorEnv
from vendsim.manager.layout import layout
from vendsim.manager.observe import observe, possible
from vendsim.manager.worlds import play_day
from vendsim.scenario import Scenario

VB2 = Scenario.load("vb2")
FORM = layout(VB2)


def choose(generator: np.random.Generator, mask: np.ndarray) -> np.ndarray:
    """(N, H) a random possible option of each head."""
    luck = generator.random(mask.shape, dtype=np.float32) * (mask > 0)
    heads = zip(FORM.starts[:-1].tolist(), FORM.starts[1:].tolist(), strict=True)
    return np.stack([luck[:, start:stop].argmax(axis=1) for start, stop in heads], axis=1)


def batch(worlds: int, days: int, fast: bool) -> None:
    """World-days a second of the batch."""
    envs = ManagerVectorEnv(worlds, copy=False, fast=fast)
    envs.reset(seed=1)  # compiles, where there is something to compile
    start = time.perf_counter()
    _, info = envs.reset(seed=0)
    opening = (time.perf_counter() - start) / worlds * 1e6
    print(f"{'numba' if fast else 'NumPy'}: opening {worlds} worlds: {opening:.0f} us a world")
    generator, seconds, slowest = np.random.default_rng(0), 0.0, 0.0
    for _ in range(days):
        action = choose(generator, info["action_mask"])
        start = time.perf_counter()
        _, _, _, _, info = envs.step(action)
        took = time.perf_counter() - start
        seconds, slowest = seconds + took, max(slowest, took)
    print(f"{worlds * days / seconds:,.0f} world-days a second over {days} steps of {worlds} worlds "
          f"(new worlds included; slowest step {slowest:.2f} s)")  # fmt: skip


def phases(worlds: int) -> None:
    """Share of the time of a step, from day 100 on."""
    business = Business(
        VB2, np.arange(worlds), None, "balance_change",
        np.zeros((worlds, FORM.width), np.float32), np.zeros((worlds, FORM.mask_size), np.int8),
    )  # fmt: skip
    generator, took = np.random.default_rng(0), {"day and night": [], "observation": [], "mask": []}
    known = business.worlds.known
    for day in range(120):
        action = choose(generator, business.mask)
        marks = [time.perf_counter()]
        play_day(business.worlds, action)
        marks.append(time.perf_counter())
        observe(VB2, FORM, known, business.observation, everything=False)
        marks.append(time.perf_counter())
        possible(FORM, known, business.mask)
        marks.append(time.perf_counter())
        if day >= 100:
            for name, seconds in zip(took, np.diff(marks), strict=True):
                took[name].append(seconds)
    medians = {name: float(np.median(values)) for name, values in took.items()}
    total = sum(medians.values())
    print("; ".join(f"{name} {1e3 * s:.1f} ms ({s / total:.0%})" for name, s in medians.items()))


def single(fast: bool, steps: int = 1_000) -> None:
    """Steps a second of one environment."""
    env, generator = ManagerEnv(fast=fast), np.random.default_rng(0)
    _, info = env.reset(seed=0)
    seconds = 0.0
    for _ in range(steps):
        action = choose(generator, info["action_mask"][None])[0]
        start = time.perf_counter()
        _, _, ended, _, info = env.step(action)
        if ended:
            _, info = env.reset()
        seconds += time.perf_counter() - start
    print(f"{'numba' if fast else 'NumPy'}: {steps / seconds:,.0f} steps a second of a single Manager-v0")


def size_of(record: Any) -> int:
    """Bytes in the arrays of a dataclass, and of the dataclasses in it."""
    values = [getattr(record, field.name) for field in fields(record) if field.name != "assortments"]
    return sum(size_of(value) if is_dataclass(value) else value.nbytes for value in values)


def sizes(worlds: int = 1024) -> None:
    """Bytes a world, and the memory bandwidth that a step would need."""
    envs = ManagerVectorEnv(worlds)
    envs.reset(seed=0)
    parts = envs._business.worlds  # type: ignore[union-attr]
    bytes_of = {n: size_of(getattr(parts, n)) / worlds for n in ("params", "state", "known", "backstage")}
    print("bytes a world: " + ", ".join(f"{name} {size:,.0f}" for name, size in bytes_of.items())
          + f", observation {4 * FORM.width}, mask {FORM.mask_size}")  # fmt: skip
    block = np.zeros(2**26)
    start = time.perf_counter()
    for _ in range(5):
        block.copy()
    speed = 5 * 2 * block.nbytes / (time.perf_counter() - start) / 1e9
    print(f"memory bandwidth (copying 512 MiB): {speed:.1f} GB/s")


def growth(episodes: int = 10_000) -> None:
    """Memory that is not given back, over many short episodes of 3 days."""
    envs = ManagerVectorEnv(100, VB2.model_copy(update={"days": 3}))
    envs.reset(seed=0)
    idle = np.zeros((100, len(FORM.nvec)), dtype=np.int64)
    for _ in range(40):
        envs.step(idle)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(episodes // 100 * 4):
        envs.step(idle)
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    print(f"memory after {episodes:,} more episodes: {(after - before) / 1e3:+.1f} kB")


def main() -> None:
    """All of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=4096)
    parser.add_argument("--days", type=int, default=400)
    options = parser.parse_args()
    sizes()
    growth()
    single(fast=False)
    single(fast=True)
    phases(options.worlds)
    batch(options.worlds, options.days, fast=False)
    batch(options.worlds, options.days, fast=True)


if __name__ == "__main__":
    main()
