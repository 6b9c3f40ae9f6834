"""What bargaining is worth: the same operators not bargaining, bargaining mechanically, and well.

Run: python benchmarks/bargaining.py --seeds 0-29

Plays policies of the calibration (`vendsim.economy.reference`) in the same worlds and prints a table in
Markdown: mean final balance, and what each way to bargain adds, in per cent, with its standard error.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Literal

import numpy as np

from vendsim.economy.reference import play
from vendsim.economy.reference.__main__ import seed_list
from vendsim.economy.reference.policies import Policy, policy

WAYS: tuple[Literal["not", "mechanically", "well"], ...] = ("not", "mechanically", "well")
PLAYERS: dict[str, Policy] = {
    "competent": policy("competent"),
    "strong": policy("strong"),
    "near-oracle, asking five at the prices they name": replace(
        policy("near-oracle"), floor_prices=False, suppliers=5, rounds=4
    ),
}


def main() -> None:
    """Play and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seeds", type=seed_list, default="0-29", help="worlds, for example 0-29")
    parser.add_argument("--scenario", default="vb2")
    parser.add_argument("--player", action="append", choices=PLAYERS, help="all unless named")
    options = parser.parse_args()
    print("| player | not, $ | mechanically | well |\n|---|---|---|---|")
    for name in options.player or PLAYERS:
        finals = [
            play(replace(PLAYERS[name], bargaining=way), options.scenario, options.seeds).final_cents / 100
            for way in WAYS
        ]
        base = finals[0].mean()
        cells = [f"{base:,.0f}"]
        for final in finals[1:]:
            gained = 100 * (final - finals[0]) / base
            cells.append(f"{gained.mean():+.1f} % ± {gained.std(ddof=1) / np.sqrt(len(gained)):.1f}")
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
