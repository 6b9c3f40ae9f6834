"""Customers who claim their money back. Design: economy section 4.

Goods in date draw a few claims, most of them valid, some unfounded or inflated; goods sold past their shelf
life draw many, all valid.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vendsim.draws import BoolArray, FloatArray, IntArray, Stream, between, uniform
from vendsim.economy.params import Params
from vendsim.scenario import Customers, Scenario

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


def draw_claims(
    scenario: Scenario, params: Params, day: IntArray, good: IntArray, price: IntArray, sold: IntArray,
    stale: IntArray,
) -> Claims:  # fmt: skip
    """Who complains about what was sold on ``day`` (N,); the other arguments are (N, S)."""
    rules, seed = scenario.customers, params.seed[:, None, None]
    entity, when = np.maximum(good, 0)[:, :, None], day[:, None, None]
    state = np.arange(2)[None, None, :]  # goods in date, goods past it
    u = uniform(seed, Stream.CLAIM, entity, when, state)  # (N, S, 2)
    count = np.stack(
        [_count(u[..., 0], sold - stale, rules.claim_rate), _count(u[..., 1], stale, rules.stale_claim_rate)],
        axis=-1,
    )
    place = np.arange(2 * MOST)[None, None, :]
    raised = place % MOST < np.repeat(count, MOST, axis=-1)
    kind = uniform(seed, Stream.CLAIM_DETAIL, entity, when, place)
    is_stale, valid = place >= MOST, kind < rules.valid_share
    jammed = kind < rules.valid_share * rules.jam_share
    in_date = np.where(valid, np.where(jammed, JAM, SPOILED), UNFOUNDED)
    cause = np.where(is_stale, STALE, in_date)
    multiple = between(*rules.claim_multiple, seed, Stream.CLAIM_DETAIL, entity, when, place, 1)
    inflated = (cause == UNFOUNDED) & (
        uniform(seed, Stream.CLAIM_DETAIL, entity, when, place, 2) < rules.extortion_share
    )
    sum_asked = between(*rules.extortion_cents, seed, Stream.CLAIM_DETAIL, entity, when, place, 3)
    cents = np.where(inflated, sum_asked, price[:, :, None] * multiple)
    return Claims(
        cause=np.where(raised, cause, 0), cents=np.where(raised, np.rint(cents), 0).astype(np.int64)
    )


def _count(u: FloatArray, units: IntArray, rate: float) -> IntArray:
    """Binomial(units, rate) by inverse distribution function, counted up to MOST."""
    none = np.rint((1 - rate) ** units * 2**20)
    at_most_one = none + np.rint(units * rate * (1 - rate) ** np.maximum(units - 1, 0) * 2**20)
    draw = u * 2**20
    return (draw >= none).astype(np.int64) + (draw >= at_most_one)


def recover(rules: Customers, goodwill: FloatArray) -> FloatArray:
    """Goodwill one day later, rounded so that it is the same everywhere."""
    return np.minimum(1.0, np.rint((goodwill + rules.goodwill_recovery) * 2**20) / 2**20)


def disappoint(rules: Customers, goodwill: FloatArray, ignored: IntArray) -> FloatArray:
    """Goodwill after ``ignored`` (N,) valid claims were left unanswered for too long."""
    lowered = np.maximum(rules.goodwill_floor, goodwill * rules.goodwill_factor**ignored)
    return np.where(ignored > 0, np.rint(lowered * 2**20) / 2**20, goodwill)
