"""Speed and size of the numeric environment: random possible choices, observation and mask included.

    python benchmarks/manager.py [--worlds 4096] [--days 400]

plays past the end of the year, so that new worlds are included. Choosing the actions is not timed.
"""

from __future__ import annotations

import argparse
import gc
import time
import tracemalloc
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from vendsim.envs.business import Business
from vendsim.envs.manager_env import ManagerEnv
from vendsim.envs.manager_vector import ManagerVectorEnv, PricingVectorEnv, RestockVectorEnv
from vendsim.manager.layout import layout
from vendsim.scenario import Scenario

VB2 = Scenario.load("vb2")
FORM = layout(VB2)


def choose(generator: np.random.Generator, mask: np.ndarray, nvec: np.ndarray = FORM.nvec) -> np.ndarray:
    """(N, H) a random possible option of each head."""
    luck = generator.random(mask.shape, dtype=np.float32) * (mask > 0)
    heads = np.split(luck, np.cumsum(nvec)[:-1], axis=1)
    return np.stack([head.argmax(axis=1) for head in heads], axis=1)


def batch(worlds: int, days: int, fast: bool, kind: type[ManagerVectorEnv] = ManagerVectorEnv) -> None:
    """World-days a second of the batch."""
    envs = kind(worlds, copy=False, fast=fast)
    envs.reset(seed=1)
    envs.step(np.zeros(envs.action_space.shape, dtype=np.int64))  # compiles, where there is something to
    start = time.perf_counter()
    _, info = envs.reset(seed=0)
    opening = (time.perf_counter() - start) / worlds * 1e6
    how = "numba" if fast else "Python"
    print(f"{kind.task_name}, {how}: opening {worlds} worlds: {opening:.0f} us a world")
    generator, seconds, slowest = np.random.default_rng(0), 0.0, 0.0
    for _ in range(days):
        nvec = envs.single_action_space.nvec  # type: ignore[attr-defined]  # of MultiDiscrete
        action = choose(generator, info["action_mask"], nvec)
        start = time.perf_counter()
        _, _, _, _, info = envs.step(action)
        took = time.perf_counter() - start
        seconds, slowest = seconds + took, max(slowest, took)
    print(f"{worlds * days / seconds:,.0f} world-days a second over {days} steps of {worlds} worlds "
          f"(new worlds included; slowest step {slowest:.2f} s)")  # fmt: skip


def business(seeds: np.ndarray, fast: bool) -> Business:
    """Worlds without gymnasium around them."""
    n = len(seeds)
    seen, mask = np.zeros((n, FORM.width), np.float32), np.zeros((n, FORM.mask_size), np.int8)
    return Business(VB2, seeds, "balance_change", seen, mask, fast)


def phases(worlds: int, days: int = 100) -> None:
    """What parts of a compiled day cost when they are played apart, over the days after ``days``."""
    from vendsim.compiling.jit import jit
    from vendsim.economy.night import close_one
    from vendsim.economy.rules import rules_of
    from vendsim.manager import morning
    from vendsim.manager.tables import tables

    @jit
    def mornings(rules, tables, work, states, rows, knowns, backs, actions):  # type: ignore[no-untyped-def]
        for i in range(len(states)):
            morning.play_day(
                rules[0], tables[0], work[0], states[i], rows[i], knowns[i], backs[i], actions[i]
            )

    @jit
    def nights(rules, work, params, states, night):  # type: ignore[no-untyped-def]
        for i in range(len(states)):
            close_one(rules[0], work[0], params[i], states[i], night[0], False)

    played, generator, watch = business(np.arange(worlds), fast=True), np.random.default_rng(0), Stopwatch()
    rules, constants = rules_of(VB2).rows, tables(VB2).rows
    of = played.worlds.records  # type: ignore[attr-defined]
    part = of.parts[0]
    for day in range(days + 20):
        action = choose(generator, played.mask)
        state, known, back = of.state.copy(), of.known.copy(), of.backstage.copy()
        shipments = of.shipments.copy()
        watch.begin()
        mornings(rules, constants, part.work, state, shipments, known, back, action)
        watch.end("morning to evening, apart")
        nights(rules, part.work, of.params, state, part.night)
        watch.end("night, apart")
        played.play(action)
        watch.end("a day, observation and mask included")
        if day < days:
            watch.forget()
    watch.report("numba", worlds)


class Stopwatch:
    """Times of the parts of a step."""

    def __init__(self) -> None:
        self.took: dict[str, list[float]] = {}
        self.mark = 0.0

    def begin(self) -> None:
        """Start."""
        self.mark = time.perf_counter()

    def end(self, name: str) -> None:
        """A part is over, the next begins."""
        now = time.perf_counter()
        self.took.setdefault(name, []).append(now - self.mark)
        self.mark = now

    def forget(self) -> None:
        """These were for warming up."""
        self.took.clear()

    def report(self, engine: str, worlds: int) -> None:
        """Medians in microseconds a world."""
        parts = (f"{name} {1e6 * np.median(took) / worlds:.2f}" for name, took in self.took.items())
        print(f"{engine}, microseconds a world: {'; '.join(parts)}")


def limits(worlds: int, days: int = 100) -> None:
    """What compiled days cost where all worlds are one and the same, so that no branch surprises."""
    for what, seeds in (("all the same", np.zeros(worlds, dtype=int)), ("different", np.arange(worlds))):
        played, generator, watch = business(seeds, fast=True), np.random.default_rng(0), Stopwatch()
        for day in range(days + 20):
            rows = 1 if what == "all the same" else worlds
            action = np.repeat(choose(generator, played.mask[:rows]), worlds // rows, axis=0)
            watch.begin()
            played.play(action)
            watch.end(f"a day in {worlds} worlds that are {what}")
            if day < days:
                watch.forget()
        watch.report("numba", worlds)


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
    print(f"{'numba' if fast else 'Python'}: {steps / seconds:,.0f} steps a second of a single Manager-v0")


def size_of(record: Any) -> int:
    """Bytes in the arrays of a dataclass, and of the dataclasses in it."""
    values = [getattr(record, field.name) for field in fields(record) if field.name != "assortments"]
    return sum(size_of(value) if is_dataclass(value) else value.nbytes for value in values)


def sizes(worlds: int) -> None:
    """Bytes a world, the bytes that a step moves at most, and what that is of this machine's bandwidth."""
    envs = ManagerVectorEnv(worlds, copy=False)
    _, info = envs.reset(seed=0)
    generator = np.random.default_rng(0)
    for _ in range(30):
        info = envs.step(choose(generator, info["action_mask"]))[4]
    parts = envs._business.worlds  # type: ignore[union-attr]
    bytes_of = {n: size_of(getattr(parts, n)) / worlds for n in ("params", "state", "known", "backstage")}
    looks = {"observation": 4 * FORM.width, "mask": FORM.mask_size}
    print("bytes a world after 30 days: "
          + ", ".join(f"{name} {size:,.0f}" for name, size in (bytes_of | looks).items()))  # fmt: skip
    action = 8 * len(FORM.nvec)
    moved = 2 * sum((bytes_of | looks).values()) - bytes_of["params"] + action  # read, and written back
    block, target = np.ones(2**25), np.ones(2**25)
    best = np.inf
    for _ in range(5):
        start = time.perf_counter()
        np.copyto(target, block)
        best = min(best, time.perf_counter() - start)
    speed = 2 * block.nbytes / best
    print(f"a step moves at most {moved / 1e3:.1f} kB a world; at {speed / 1e9:.1f} GB/s (copying 256 MiB) "
          f"that takes {1e6 * moved / speed:.2f} us: {speed / moved:,.0f} world-days a second")  # fmt: skip


def growth(fast: bool, episodes: int = 10_000) -> None:
    """Memory that is not given back, over many short episodes of 3 days."""
    envs = ManagerVectorEnv(100, VB2.model_copy(update={"days": 3}), fast=fast)
    envs.reset(seed=0)
    idle = np.zeros((100, len(FORM.nvec)), dtype=np.int64)
    tracemalloc.start()
    for _ in range(400):  # 1,000 episodes, until all buffers are there
        envs.step(idle)
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(episodes // 100 * 4):
        envs.step(idle)
    gc.collect()
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    name = "numba" if fast else "Python"
    print(f"{name}: memory after {episodes:,} more episodes: {(after - before) / 1e3:+.1f} kB")


def main() -> None:
    """All of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=4096)
    parser.add_argument("--days", type=int, default=400)
    options = parser.parse_args()
    sizes(options.worlds)
    growth(fast=True)
    for fast in (False, True):
        single(fast)
    phases(options.worlds)
    limits(options.worlds)
    batch(16, 50, fast=False)  # a world takes milliseconds
    batch(options.worlds, options.days, fast=True)
    for kind in (PricingVectorEnv, RestockVectorEnv):
        batch(options.worlds, options.days, True, kind)


if __name__ == "__main__":
    main()
