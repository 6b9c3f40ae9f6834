"""Customers who claim their money back. Design: economy section 4.

Goods in date draw a few claims, most of them valid, some unfounded or inflated; goods sold past their shelf
life draw many, all valid.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from vendsim.draws import BoolArray, FloatArray, IntArray
from vendsim.formula import formula, real, where
from vendsim.scenario import Customers, Scenario, derived

JAM, SPOILED, STALE, UNFOUNDED = 1, 2, 3, 4
MOST = 2  # claims counted per product, day and state of the goods


@dataclass(frozen=True)
class Claims:
    """Claims of one day. All (N, S, 2 * MOST): for each listed good, in-date claims, then stale ones."""

    cause: IntArray  # 0: none, else JAM, SPOILED, STALE, UNFOUNDED
    cents: IntArray  # demanded

    @property
    def valid(self) -> BoolArray:
        """Claims that deserve a refund."""
        return (self.cause > 0) & (self.cause != UNFOUNDED)


def no_claims(worlds: int, slots: int) -> Claims:
    """Nobody complains."""
    shape = (worlds, slots, 2 * MOST)
    return Claims(np.zeros(shape, dtype=np.int8), np.zeros(shape, dtype=np.int32))


@dataclass(frozen=True)
class Thresholds:
    """Distribution functions of claims by units sold, (units + 1,) each."""

    fresh: FloatArray  # (2, units + 1) P(no claim), P(at most one) about goods in date
    stale: FloatArray  # (2, units + 1) about goods past their date


@derived
def claim_thresholds(scenario: Scenario) -> Thresholds:
    """Binomial(units, rate) for all that a machine can sell in a day, on a grid."""
    machine, rules = scenario.machine, scenario.customers
    units = np.arange(max(machine.small_units, machine.large_units) * len(machine.slots) + 1)
    few = []
    for rate in (rules.claim_rate, rules.stale_claim_rate):
        none = np.rint((1 - rate) ** units * 2**20)
        one = np.rint(units * rate * (1 - rate) ** np.maximum(units - 1, 0) * 2**20)
        few.append(np.stack([none, none + one]) / 2**20)
    return Thresholds(*few)


@formula
def claim_count(none: Any, at_most_one: Any, u: Any) -> Any:
    """How many claims there are, counted up to MOST, at a uniform ``u`` and the probabilities of few."""
    return where(u >= none, 1, 0) + where(u >= at_most_one, 1, 0)


@formula
def cause_in_date(rules: Customers, u: FloatArray) -> IntArray:
    """Why somebody complains about goods in date, at a uniform ``u``."""
    broken = where(u < rules.valid_share * rules.jam_share, JAM, SPOILED)
    return where(u < rules.valid_share, broken, UNFOUNDED)


@formula
def claimed_cents(
    rules: Customers, cause: Any, price: IntArray, multiple: FloatArray, extortion: FloatArray,
    ransom: FloatArray,
) -> FloatArray:  # fmt: skip
    """What is demanded, in whole cents, at three uniforms: mostly the price, else more, or a round sum."""
    few, least, exact = rules.claim_multiple[0], rules.extortion_cents[0], rules.exact_share
    further = np.maximum(multiple - exact, 0) / np.maximum(1 - exact, 1e-9)
    times = where(multiple < exact, 1.0, few + (rules.claim_multiple[1] - few) * further)
    sum_asked = least + (rules.extortion_cents[1] - least) * ransom
    inflated = (cause == UNFOUNDED) & (extortion < rules.extortion_share)
    return np.rint(where(inflated, sum_asked, price * times))


@formula
def recover(rules: Customers, goodwill: FloatArray) -> FloatArray:
    """Goodwill one day later, rounded so that it is the same everywhere."""
    return np.minimum(1.0, np.rint((goodwill + rules.goodwill_recovery) * 2**20) / 2**20)


@formula
def disappoint(rules: Customers, goodwill: FloatArray, ignored: IntArray) -> FloatArray:
    """Goodwill after ``ignored`` (N,) valid claims were left unanswered for too long."""
    lowered = np.maximum(rules.goodwill_floor, goodwill * rules.goodwill_factor ** real(ignored))
    return where(ignored > 0, np.rint(lowered * 2**20) / 2**20, goodwill)
