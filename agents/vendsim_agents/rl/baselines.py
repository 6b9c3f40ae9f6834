"""What simple policies earn in each numeric task: a table to compare with.

    python -m vendsim_agents.rl.baselines [--policy policy.npz] [--split 0:200]

The best constant is chosen on validation worlds and judged on the split, like everything else. Normalised
scores are 0 for random possible choices and 1 for the best row of the table.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

import vendsim
from vendsim.envs.evaluation import Evaluation, Operator, Policy
from vendsim.envs.tasks import GROUPS, task
from vendsim.manager.house import Careful
from vendsim.manager.layout import PRICE_LEVELS
from vendsim.scenario import Scenario
from vendsim_agents.policy_file import load
from vendsim_agents.rl.teacher import teacher

VALIDATION = "1000:1050"  # worlds on which constants are chosen


def at_random(nvec: npt.NDArray[np.int64], seed: int = 0) -> Policy:
    """Random possible options, all equally likely."""
    generator, edges = np.random.default_rng(seed), np.cumsum(nvec)[:-1]

    def act(seen: npt.NDArray[np.float32], mask: npt.NDArray[np.int8]) -> npt.NDArray[np.int64]:
        luck = generator.random(mask.shape) * (mask > 0)
        return np.stack([head.argmax(axis=1) for head in np.split(luck, edges, axis=1)], axis=1)

    return act


def constant(action: npt.NDArray[np.int64]) -> Policy:
    """The same action (H,) every day."""

    def act(seen: npt.NDArray[np.float32], mask: npt.NDArray[np.int8]) -> npt.NDArray[np.int64]:
        return np.tile(action, (len(seen), 1))

    return act


def constants(name: str, nvec: npt.NDArray[np.int64], scenario: Scenario) -> Iterator[tuple[str, Policy]]:
    """What can sensibly be done every day."""
    if name == "pricing":
        for level, multiple in enumerate(PRICE_LEVELS, 1):
            yield f"prices always at {multiple:g} of typical retail", constant(np.full(len(nvec), level))
    else:
        yield "nothing, every day", constant(np.zeros(len(nvec), dtype=np.int64))
    if name == "restock":
        groups = task(name, scenario).groups
        for units in range(1, int(nvec[0])):
            row = np.zeros(len(nvec), dtype=np.int64)
            row[: groups[0][1]], row[-1] = units, 1
            yield f"a trip every day, order size {units}, nobody asked", constant(row)


def players(
    name: str, scenario: Scenario, policy: Path | None, judge: Callable[[Policy, str], Evaluation]
) -> Iterator[tuple[str, Policy | Operator]]:
    """Everybody who plays a task; ``judge`` chooses among constants."""
    nvec = task(name, scenario).nvec
    yield "random possible choices", at_random(nvec)
    tried = [(judge(each, VALIDATION).mean, what, each) for what, each in constants(name, nvec, scenario)]
    _, what, best = max(tried, key=lambda row: row[0])
    yield f"best constant ({what})", best
    yield "the house", Careful(scenario)
    if name == "manager":
        yield "the teacher of `rl.ppo`", teacher()
        if policy is not None:
            yield "a trained policy", load(policy)


def table(
    name: str, scenario: Scenario, split: str, policy: Path | None = None
) -> list[tuple[str, Evaluation]]:
    """What each of them earns in the worlds of a split."""

    def judge(player: Policy | Operator, worlds: str) -> Evaluation:
        return vendsim.evaluate(player, worlds, f"vendsim/{name.capitalize()}-v0", scenario)

    return [(who, judge(player, split)) for who, player in players(name, scenario, policy, judge)]


def markdown(name: str, rows: list[tuple[str, Evaluation]]) -> str:
    """One task as a Markdown table."""
    chance, best = rows[0][1].mean, max(found.mean for _, found in rows)
    title = f"vendsim/{name.capitalize()}-v0"
    lines = [f"| {title} | final balance, $ | 95 % interval | normalised |", "|---|---|---|---|"]
    for who, found in rows:
        spread = found.interval
        within = f"{spread.low:,.0f} to {spread.high:,.0f}" if spread else ""
        score = f"{found.normalised(chance, best):.2f}" if best > chance else ""
        lines.append(f"| {who} | {found.mean:,.0f} | {within} | {score} |")
    return "\n".join(lines)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--policy", type=Path, help="a file of vendsim_agents.rl.ppo")
    parser.add_argument("--split", default="test", help='"test", "validation" or a range such as 0:200')
    given = parser.parse_args()
    for name in GROUPS:
        print(
            markdown(name, table(name, Scenario.load("vb2"), given.split, given.policy)),
            end="\n\n",
            flush=True,
        )


if __name__ == "__main__":
    main()
