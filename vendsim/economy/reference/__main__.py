"""``python -m vendsim.economy.reference --seeds 0-19 --json``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from vendsim.economy.reference import POLICIES, play


def seed_list(text: str) -> list[int]:
    """ "0-3,7" -> [0, 1, 2, 3, 7]."""
    seeds: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        seeds += range(int(first), int(last or first) + 1)
    if not seeds:
        raise ValueError("no seeds")
    return seeds


def main(arguments: Sequence[str] | None = None) -> None:
    """Play every policy and print how it did."""
    parser = argparse.ArgumentParser(
        prog="python -m vendsim.economy.reference", description="What scripted operators earn in a year."
    )
    parser.add_argument("--seeds", type=seed_list, default="0-19", help="for example 0-19 or 1,4,7-9")
    parser.add_argument("--scenario", default="vb2", help="a name or a path to a TOML file")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    options = parser.parse_args(arguments)
    try:
        table = {row.name: play(row, options.scenario, options.seeds).summary() for row in POLICIES}
    except ValueError as error:
        parser.error(str(error))
    if options.json:
        print(json.dumps(table))
        return
    print(f"{'policy':12} {'mean $':>10} {'sd':>8} {'min':>10} {'max':>10} {'units/day':>9}")
    for name, row in table.items():
        print(
            f"{name:12} {row['mean']:10,.0f} {row['sd']:8,.0f} {row['min']:10,.0f} {row['max']:10,.0f} "
            f"{row['units_per_day']:9.1f}"
        )


if __name__ == "__main__":
    main()
