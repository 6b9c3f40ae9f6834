"""Trains all that docs/learning.md reports, one policy after another, and prints what it earns.

    nice python benchmarks/learning.py runs/learning   # extras rl, sb3, fast; about 75 minutes of one core
    nice python benchmarks/learning.py runs/learning --only-judge   # what has been trained so far

Trainings that are finished are kept, so that the command can be stopped and repeated. Training time is
processor time, so that other work on the machine changes little.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import vendsim
from vendsim.envs.evaluation import OverSeeds
from vendsim_agents.rl.baselines import opened

SEEDS = range(5)
MINUTES = {"pricing": 2.5, "restock": 1.5, "manager": 3.0}  # of training, with the published settings
DEFAULT_MINUTES = 10.0  # with Stable-Baselines3's own settings, seed 0 only
DISCOUNT = {"pricing": 0.5, "restock": 0.99}  # of the published settings
OTHER_DISCOUNTS = {"pricing": (0.9, 0.99), "restock": (0.9, 0.997)}  # seed 0 only


@dataclass(frozen=True)
class Training:
    """One run: the file it makes, and the program that makes it."""

    file: str  # below the folder of results, in a folder for each kind of settings
    command: tuple[str, ...]  # without --out

    def run(self, folder: Path) -> None:
        """Trains, unless that has been done. Files get their names when they are finished."""
        done = folder / self.file
        if done.exists():
            return
        done.parent.mkdir(parents=True, exist_ok=True)
        begun = done.with_stem(f"unfinished-{done.stem}")
        curve = ("--curve", str(begun.with_suffix(".csv"))) if done.suffix == ".zip" else ()
        command = (sys.executable, "-m", *self.command, *curve, "--out", str(begun))
        print(done, flush=True)
        with done.with_suffix(".log").open("w") as log:
            one_thread = {**os.environ, "OMP_NUM_THREADS": "1"}
            subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, check=True, env=one_thread)
        begun.with_suffix(".csv").rename(done.with_suffix(".csv"))
        begun.rename(done)


def smaller(settings: str, name: str, seed: int, minutes: float, *more: str) -> Training:
    """MaskablePPO on one of the smaller tasks."""
    return Training(f"{settings}/{name}-{seed}.zip", (
        "vendsim_agents.rl.maskable_ppo", "--env", f"vendsim/{name.capitalize()}-v0", "--seed", str(seed),
        "--cpu-minutes", str(minutes), *more,
    ))  # fmt: skip


def large(settings: str, name: str, seed: int, gamma: float) -> Training:
    """With large batches and a discount."""
    return smaller(settings, name, seed, MINUTES[name], "--large", "--gamma", str(gamma))


def published(name: str, seed: int) -> Training:
    """The settings whose results stand in the table of baselines."""
    if name == "manager":
        return Training(f"published/manager-{seed}.npz", (
            "vendsim_agents.rl.ppo", "--seed", str(seed), "--minutes", str(MINUTES[name]), "--threads", "1",
            "--imitation", "0.6", "--value-updates", "4", "--exam-minutes", "1",
        ))  # fmt: skip
    return large("published", name, seed, DISCOUNT[name])


def plan() -> Iterator[Training]:
    """All trainings, seed by seed, so that tables can be made of those that are finished."""
    for seed in SEEDS:
        yield from (published(name, seed) for name in MINUTES)
        if seed == 0:
            yield from (smaller("default-settings", name, 0, DEFAULT_MINUTES) for name in DISCOUNT)
        if seed == 1:
            for name, others in OTHER_DISCOUNTS.items():
                yield from (large(f"discount-{gamma}", name, 0, gamma) for gamma in others)


def judged(folder: Path) -> Iterator[str]:
    """A Markdown table of all that is finished, on worlds 0-99 of the test split."""
    yield "| settings | task | training seeds | score, $ | 95 % interval over seeds |"
    yield "|---|---|---|---|---|"
    for settings in sorted(folder.iterdir()):
        for name in MINUTES:
            files = [file for file in sorted(settings.glob(f"{name}-?.*")) if file.suffix in (".zip", ".npz")]
            env = f"vendsim/{name.capitalize()}-v0"
            means = tuple(vendsim.evaluate(opened(file), "0:100", env).mean for file in files)
            if means:
                spread = OverSeeds(means).interval
                within = f"{spread.low:,.0f} to {spread.high:,.0f}" if spread else ""
                yield f"| {settings.name} | {name} | {len(means)} | {np.mean(means):,.0f} | {within} |"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only-judge", action="store_true", help="train nothing")
    given = parser.parse_args()
    for training in () if given.only_judge else plan():
        training.run(given.folder)
    for line in judged(given.folder):
        print(line, flush=True)


if __name__ == "__main__":
    main()
