"""How much of what could be earned a run has earned, measured against the near-oracle policy."""

from __future__ import annotations

from functools import lru_cache

from vendsim.economy.reference.play import play
from vendsim.scenario import Scenario

_BEST = "near-oracle"


def share_of_bound(scenario: Scenario, seed: int, balance: float) -> float | None:
    """What share of the near-oracle's final balance in the same world a final balance is, from 0 to 1.

    Args:
        scenario: of the run.
        seed: which world.
        balance: in the bank at the end, dollars.

    None where that policy bounds nothing: in scenarios scored otherwise than by the bank balance, and in
    runs so short that it has not yet earned back what it invests. Takes a second or two for a year.
    """
    if scenario.score != "bank_balance":
        return None
    bound = _bound_cents(scenario, seed)
    if bound <= scenario.money.start_cents:
        return None
    return min(max(100 * balance / bound, 0.0), 1.0)


@lru_cache(maxsize=10_000)
def _bound_cents(scenario: Scenario, seed: int) -> int:
    """The near-oracle's final balance in a world."""
    return int(play(_BEST, scenario, [seed]).final_cents[0])
