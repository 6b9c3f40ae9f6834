"""Levels of play, and what each skill is worth.

Run: python benchmarks/ladder.py --seeds 0-49 --keep ladder.jsonl

Plays scripted agents in the same worlds and prints two tables in Markdown: the ladder, from idle to the
near-oracle of the calibration, and what the `expert` loses without one of its skills. What has been played is
kept in a file, so that a run that was cut off goes on. ``--policy FILE`` adds a trained policy.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from multiprocessing import Pool
from pathlib import Path
from statistics import mean, stdev
from typing import Any, NamedTuple

from recipe import Recipe

from vendsim import AgentOptions, Episode
from vendsim.economy.reference import play as play_reference
from vendsim.economy.reference.__main__ import seed_list
from vendsim.runs import make_agent
from vendsim_agents.expert import SKILLS, Expert

LEVELS = ("idle", "naive", "trusting", "careful", "recipe", "expert")
ORACLE = "near-oracle"
WITHOUT = "expert without "
_ONLY_IN = {"news": "living", "disputes": "living"}  # what other scenarios have no use for


class Year(NamedTuple):
    """One player in one world."""

    scenario: str
    player: str
    seed: int


def played(year: Year) -> float:
    """Its score in dollars."""
    episode, options = Episode(year.scenario, year.seed), AgentOptions()
    agent: Any
    if year.player == "recipe":
        agent = Recipe(options)
    elif year.player.startswith(WITHOUT):
        agent = Expert(options, without=(year.player.removeprefix(WITHOUT),))
    else:
        agent = make_agent(year.player, options)
    while not episode.done:
        agent.play_day(episode)
    return float(episode.result().score or 0.0)


def near_oracle(scenario: str, seeds: list[int]) -> dict[Year, float]:
    """The calibration's best operator, all worlds at once."""
    final = play_reference(ORACLE, scenario, seeds).final_cents
    return {
        Year(scenario, ORACLE, seed): cents / 100 for seed, cents in zip(seeds, final.tolist(), strict=True)
    }


def kept(path: Path | None) -> dict[Year, float]:
    """What was played before."""
    if path is None or not path.exists():
        return {}
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {Year(*year): score for year, score in rows}


def play_all(years: list[Year], path: Path | None, jobs: int) -> Iterator[tuple[Year, float]]:
    """All of them, each written down as soon as it is over."""
    with Pool(jobs) as pool:
        for year, score in zip(years, pool.imap(played, years), strict=True):
            if path is not None:
                with path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps([year, score]) + "\n")
            yield year, score


def ladder(scores: dict[Year, float], scenario: str, players: list[str], seeds: list[int]) -> Iterator[str]:
    """The table of one scenario: mean, standard error, range, and the share of the near-oracle's mean."""
    yield f"| `{scenario}` | mean $ | standard error | range | of near-oracle |"
    yield "|---|---|---|---|---|"
    best = mean(scores[Year(scenario, ORACLE, seed)] for seed in seeds)
    for player in [*players, ORACLE]:
        mine = [scores[Year(scenario, player, seed)] for seed in seeds]
        error = stdev(mine) / len(mine) ** 0.5 if len(mine) > 1 else 0.0
        yield (
            f"| {player} | {mean(mine):,.0f} | {error:,.0f} | {min(mine):,.0f} to {max(mine):,.0f} "
            f"| {100 * mean(mine) / best:.0f} % |"
        )


def has(scenario: str, skill: str) -> bool:
    """Whether a skill can make a difference there."""
    return _ONLY_IN.get(skill, scenario) == scenario


def skills(scores: dict[Year, float], scenarios: list[str], seeds: list[int]) -> Iterator[str]:
    """What the expert loses without a skill, in per cent of what it earns, over the same worlds."""
    yield f"| without | {' | '.join(f'`{scenario}`' for scenario in scenarios)} |"
    yield "|---" * (len(scenarios) + 1) + "|"
    for skill in SKILLS:
        cells = []
        for scenario in scenarios:
            if not has(scenario, skill):
                cells.append("-")
                continue
            whole = [scores[Year(scenario, "expert", seed)] for seed in seeds]
            lost = [
                one - scores[Year(scenario, WITHOUT + skill, seed)]
                for one, seed in zip(whole, seeds, strict=True)
            ]
            error = 100 * stdev(lost) / len(lost) ** 0.5 / mean(whole) if len(lost) > 1 else 0.0
            cells.append(f"{100 * mean(lost) / mean(whole):.0f} % (± {error:.0f})")
        yield f"| {skill} | {' | '.join(cells)} |"


def main() -> None:
    """Play what is missing, then print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--seeds", type=seed_list, default="0-49", help="worlds of the ladder, for example 0-49"
    )
    parser.add_argument(
        "--skill-seeds", type=seed_list, default="0-19", help="worlds of the skills; some of those"
    )
    parser.add_argument("--scenario", action="append", help="vb2 and living unless named; may be repeated")
    parser.add_argument("--policy", type=Path, help="file of a trained policy")
    parser.add_argument("--keep", type=Path, help="file in which scores are kept, as JSON lines")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    options = parser.parse_args()
    scenarios = options.scenario or ["vb2", "living"]
    players = [*LEVELS, *([f"policy:{options.policy}"] if options.policy else [])]
    scores = kept(options.keep)
    wanted = [
        Year(scenario, player, seed) for seed in options.seeds for scenario in scenarios for player in players
    ]
    wanted += [
        Year(scenario, WITHOUT + skill, seed)
        for seed in options.skill_seeds for scenario in scenarios for skill in SKILLS if has(scenario, skill)
    ]  # fmt: skip
    scores |= play_all([year for year in wanted if year not in scores], options.keep, options.jobs)
    for scenario in scenarios:
        scores |= near_oracle(scenario, options.seeds)
        print("\n".join(ladder(scores, scenario, players, options.seeds)), end="\n\n")
    print("\n".join(skills(scores, scenarios, options.skill_seeds)))


if __name__ == "__main__":
    main()
