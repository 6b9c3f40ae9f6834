"""What simple policies earn in each numeric task: a table to compare with.

    python -m vendsim_agents.rl.baselines [--split 0:200] [--trained restock-*.zip manager-*.npz]

The best constant is chosen on validation worlds and judged on the split, like everything else. Normalised
scores are 0 for random possible choices and 1 for the near-oracle, which is told more than any agent: of a
year it is the calibration policy of that name, which knows all hidden parameters; of the smaller tasks it is,
in each world, the best of several simple rules in hindsight.

Policies trained alike with several seeds become one row, whose interval tells how much training seeds differ.
Their files are named after the task, as those of `vendsim_agents.rl.maskable_ppo` (``.zip``) and of
`vendsim_agents.rl.ppo` (``.npz``).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

import vendsim
from vendsim.economy.reference import play
from vendsim.envs.evaluation import Evaluation, Operator, OverSeeds, Policy, at_random
from vendsim.envs.tasks import COVER_DAYS, TASKS, task
from vendsim.manager.house import Careful, steady
from vendsim.manager.layout import PRICE_LEVELS, layout
from vendsim.scenario import Scenario
from vendsim_agents.policy_file import load

VALIDATION = "1000:1050"  # worlds on which constants are chosen
Player = Policy | Operator
Judge = Callable[[Player], Evaluation]
Row = tuple[str, Evaluation | OverSeeds]


def constant(action: npt.NDArray[np.int64]) -> Policy:
    """The same action (H,) every day."""

    def act(seen: npt.NDArray[np.float32], mask: npt.NDArray[np.int8]) -> npt.NDArray[np.int64]:
        return np.tile(action, (len(seen), 1))

    return act


def reorder(scenario: Scenario, days: int, cover: int) -> Policy:
    """Orders for ``cover`` days when some product's goods last fewer than ``days``; a trip every day."""
    fields, capacity = layout(scenario).fields, np.array(scenario.machine.capacity)

    def act(seen: npt.NDArray[np.float32], mask: npt.NDArray[np.int8]) -> npt.NDArray[np.int64]:
        product, units, stored, awaited, rate = (
            seen[:, fields[f"slot.{name}"]] for name in ("product", "units", "stored", "awaited", "rate")
        )
        held = units * capacity + _unsquashed(stored, 24) + _unsquashed(awaited, 24)
        low = (held < days * _unsquashed(rate, 3)) & (product > 0)
        action = np.full((len(seen), len(capacity) + 2), COVER_DAYS.index(cover))
        action[:, 0], action[:, -1] = low.any(axis=1), 1
        return action

    return act


def _unsquashed(share: npt.NDArray[np.float32], half: float) -> npt.NDArray[np.float32]:
    """x, of which an observation holds x / (x + half)."""
    times: npt.NDArray[np.float32] = np.float32(half) * share / np.maximum(1 - share, np.float32(1e-6))
    return times


def constants(name: str, scenario: Scenario) -> Iterator[tuple[str, Player]]:
    """What can sensibly be done every day."""
    nvec = task(name, scenario).nvec
    if name == "pricing":
        for level, multiple in enumerate(PRICE_LEVELS, 1):
            yield f"all prices to {multiple:g} of typical retail", constant(np.full(len(nvec), level))
    elif name == "restock":
        for option, days in enumerate(COVER_DAYS):
            action = np.full(len(nvec), option)
            action[0] = action[-1] = 1
            yield f"order for {days} days and go to the machine every day", constant(action)
    else:
        yield "nothing, every day", constant(np.zeros(len(nvec), dtype=np.int64))


def near_oracle(name: str, scenario: Scenario, split: str, judge: Judge) -> Evaluation:
    """What could be earned by who knows more than an agent can."""
    if name == "manager":
        seeds = judge(constant(np.zeros(len(layout(scenario).nvec), dtype=np.int64))).worlds
        told = play("near-oracle", scenario, seeds.tolist())
        final = told.final_cents / 100
        return Evaluation(seeds, final, final, told.days)
    rules: list[Player] = [player for _, player in constants(name, scenario)]
    if name == "restock":
        rules += [reorder(scenario, days, cover) for days in (4, 8, 12) for cover in COVER_DAYS[1:]]
    found = [judge(rule) for rule in rules]
    best = np.argmax([each.score for each in found], axis=0)
    world = np.arange(len(best))
    columns = [(each.score, each.balance, each.days) for each in found]
    score, balance, days = (np.stack(column)[best, world] for column in zip(*columns, strict=True))
    return Evaluation(found[0].worlds, score, balance, days)


def opened(file: Path) -> Policy:
    """A trained policy from its file."""
    if file.suffix == ".npz":
        return load(file)
    from sb3_contrib import MaskablePPO

    from vendsim_agents.rl.maskable_ppo import playing

    return playing(MaskablePPO.load(file))


def table(name: str, scenario: Scenario, split: str, trained: Sequence[Path] = ()) -> list[Row]:
    """What each player earns in the worlds of a split; random choices first, the near-oracle last."""

    def judge(player: Player, worlds: str = split) -> Evaluation:
        return vendsim.evaluate(player, worlds, f"vendsim/{name.capitalize()}-v0", scenario)

    tried = [(judge(each, VALIDATION).mean, what, each) for what, each in constants(name, scenario)]
    _, what, best = max(tried, key=lambda row: row[0])
    rows: list[Row] = [
        ("random possible choices", judge(at_random(task(name, scenario).nvec))),
        (f"best constant ({what})", judge(best)),
    ]
    if name == "manager":
        rows.append(("twin of `careful`", judge(Careful(scenario))))
    rows.append(("the house, all slots in use and a trip every day", judge(steady(scenario))))
    if files := [file for file in trained if file.stem.rpartition("-")[0] == name]:
        means = tuple(judge(opened(file)).mean for file in files)
        rows.append((f"trained, {len(files)} seeds", OverSeeds(means)))
    return [*rows, ("near-oracle", near_oracle(name, scenario, split, judge))]


def markdown(name: str, rows: list[Row]) -> str:
    """One task as a Markdown table."""
    chance, best = rows[0][1].mean, rows[-1][1].mean
    title = f"vendsim/{name.capitalize()}-v0"
    lines = [f"| {title} | score, $ | 95 % interval | normalised |", "|---|---|---|---|"]
    for who, found in rows:
        spread = found.interval
        within = f"{spread.low:,.0f} to {spread.high:,.0f}" if spread else ""
        score = f"{(found.mean - chance) / (best - chance):.2f}" if best > chance else ""
        lines.append(f"| {who} | {found.mean:,.0f} | {within} | {score} |")
    return "\n".join(lines)


def main() -> None:
    """The command line."""
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.add_argument("--trained", type=Path, nargs="*", default=(), help="files such as restock-0.zip")
    parser.add_argument("--tasks", nargs="+", choices=TASKS, default=list(TASKS))
    parser.add_argument("--split", default="test", help='"test", "validation" or a range such as 0:200')
    given = parser.parse_args()
    for name in given.tasks:
        rows = table(name, Scenario.load("vb2"), given.split, given.trained)
        print(markdown(name, rows), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
