"""What a trained policy is worth on worlds it has never seen, beside scripted operators.

    python -m vendsim_agents.rl.judge policy.npz --picture docs/learning.png

plays worlds 0 to 49 (training worlds lie above a million) with the policy and with scripted operators, and
prints mean final balances with 95 % intervals, and differences paired by world. The picture shows the
training curve (from the ``.csv`` beside the policy) and the held-out results.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable
from pathlib import Path

import matplotlib
import numpy as np
import numpy.typing as npt

from vendsim.envs.business import Business
from vendsim.manager.house import Careful, Competent
from vendsim.manager.layout import layout
from vendsim.scenario import Scenario
from vendsim_agents.policy_file import load
from vendsim_agents.rl.teacher import teacher

Balances = npt.NDArray[np.float64]
Decide = Callable[[Business], npt.NDArray[np.int64]]
_BLUE, _GREY = "#0072B2", "#777777"  # Okabe and Ito's blue: told apart by colour-blind readers and in print


def play(seeds: npt.NDArray[np.int64], make: Callable[[Business], Decide]) -> Balances:
    """(N,) final balances in dollars of the worlds with these seeds."""
    scenario = Scenario.load("vb2")
    form = layout(scenario)
    seen = np.zeros((len(seeds), form.width), dtype=np.float32)
    mask = np.zeros((len(seeds), form.mask_size), dtype=np.int8)
    business = Business(scenario, seeds, "balance_change", seen, mask)
    decide, final = make(business), np.full(len(seeds), scenario.money.start_cents / 100)
    while not business.ended.all():
        running = ~business.ended
        final += np.where(running, business.play(decide(business)), 0.0)
    return final


def scripted(operator: Careful) -> Decide:
    """A scripted operator as a player."""
    fresh = True

    def decide(business: Business) -> npt.NDArray[np.int64]:
        nonlocal fresh
        known = business.worlds.known
        if fresh:
            operator.begin(known, np.arange(known.worlds))
            fresh = False
        return operator.act(known)

    return decide


def interval(values: Balances) -> float:
    """Half the width of the 95 % interval of the mean, by the normal approximation."""
    return float(1.96 * values.std(ddof=1) / np.sqrt(len(values)))


def judge(policy: Path, count: int) -> dict[str, Balances]:
    """Final balances by player."""
    act, seeds = load(policy), np.arange(count)
    scenario = Scenario.load("vb2")
    return {
        "trained policy": play(seeds, lambda _: lambda business: act(business.observation, business.mask)),
        "careful (twin)": play(seeds, lambda _: scripted(Careful(scenario))),
        "competent (twin, told hidden facts)": play(
            seeds, lambda business: scripted(Competent(business.worlds))
        ),
        "the teacher it imitated first": play(seeds, lambda _: scripted(teacher())),
    }


def draw(results: dict[str, Balances], curve: Path, picture: Path) -> None:
    """Training curve and held-out results side by side."""
    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    with curve.open(newline="") as file:
        rows = list(csv.DictReader(file))
    minutes = [float(row["minutes"]) for row in rows]
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
    left.plot(minutes, [float(row["mean_final_balance"]) for row in rows], color=_BLUE, marker=".")
    switch = max(
        (m for m, row in zip(minutes, rows, strict=True) if row["phase"] == "imitation"), default=0.0
    )
    left.axvline(switch, color=_GREY, linestyle=":")
    left.annotate("imitation  ", (switch, 1000), ha="right")
    left.annotate("  PPO", (switch, 1000))
    left.set(xlabel="CPU minutes of training", ylabel="mean final balance ($)", ylim=(0, None))
    left.set_title("Exams in training worlds", fontsize=10)
    names = list(results)[::-1]
    for place, name in enumerate(names):
        mean, half = results[name].mean(), interval(results[name])
        colour = _BLUE if name == "trained policy" else _GREY
        right.errorbar(mean, place, xerr=half, fmt="o", color=colour, capsize=4)
        right.annotate(f"{mean:,.0f}", (mean, place), textcoords="offset points", xytext=(0, 8), ha="center")
    right.set_yticks(range(len(names)), names)
    right.set(
        xlabel="final balance ($), mean and 95 % interval", xlim=(0, None), ylim=(-0.5, len(names) - 0.3)
    )
    right.set_title(f"{len(results[names[0]])} held-out worlds", fontsize=10)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(picture, dpi=120)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("policy", type=Path)
    parser.add_argument("--worlds", type=int, default=50)
    parser.add_argument("--picture", type=Path)
    options = parser.parse_args()
    results = judge(options.policy, options.worlds)
    trained = results["trained policy"]
    for name, final in results.items():
        line = f"{name}: {final.mean():,.0f} +- {interval(final):,.0f}"
        if name != "trained policy":
            more = trained - final
            line += f"; the policy earns {more.mean():,.0f} +- {interval(more):,.0f} more, paired by world"
        print(line)
    if options.picture:
        draw(results, options.policy.with_suffix(".csv"), options.picture)


if __name__ == "__main__":
    main()
