"""Draw learning curves of the smaller tasks, one panel for each.

    python -m vendsim_agents.rl.curves runs/learning/published/[pr]*-?.csv --out docs/tasks.png

The files are those of `vendsim_agents.rl.maskable_ppo` with ``--curve``, named after task and seed
(``restock-0.csv``). Lines mark random choices and the best constant, on the same validation worlds.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import matplotlib

from vendsim.scenario import Scenario
from vendsim_agents.rl.baselines import table
from vendsim_agents.rl.maskable_ppo import VALIDATION

_BLUE, _GREY = "#0072B2", "#777777"  # Okabe and Ito's blue: told apart by colour-blind readers and in print


def draw(curves: list[Path], picture: Path) -> None:
    """One panel for each task, one line for each run."""
    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    names = sorted({curve.stem.rpartition("-")[0] for curve in curves})
    figure, panels = plt.subplots(
        1, len(names), figsize=(5.5 * len(names), 4), layout="constrained", squeeze=False
    )
    for axes, name in zip(panels[0], names, strict=True):
        for curve in sorted(each for each in curves if each.stem.rpartition("-")[0] == name):
            with curve.open(newline="") as file:
                rows = list(csv.DictReader(file))
            steps = [int(row["steps"]) / 1_000 for row in rows]
            axes.plot(steps, [float(row["score"]) for row in rows], color=_BLUE, marker=".")
        for who, found in table(name, Scenario.load("vb2"), VALIDATION):
            if not who.startswith("the house"):
                axes.axhline(found.mean, color=_GREY, linestyle=":")
                at = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "ha": "right"}
                axes.annotate(who.split(" (")[0], (1, found.mean), xytext=(-2, 3), **at)
        axes.set(xlabel="thousand steps of training", ylabel="score ($)")
        axes.set_title(f"vendsim/{name.capitalize()}-v0", fontsize=10)
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(picture, dpi=120)


def main() -> None:
    """The command line."""
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.add_argument("curves", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    draw(given.curves, given.out)


if __name__ == "__main__":
    main()
