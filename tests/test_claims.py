"""Customers who want their money back."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from vendsim.compiling.records import OneWorld
from vendsim.economy import customers, night
from vendsim.economy.customers import JAM, SPOILED, STALE, UNFOUNDED, Claims
from vendsim.economy.params import Params
from vendsim.economy.rules import rules_of
from vendsim.economy.worlds import open_worlds
from vendsim.scenario import Scenario

SCENARIO = Scenario.load("vb2")
RULES = SCENARIO.customers
WORLDS, SLOTS, UNITS, PRICE = 400, 12, 5, 250


def claims_on(
    params: Params, day: int, good: np.ndarray, price: np.ndarray, sold: np.ndarray, stale: np.ndarray
) -> Claims:
    """The claims about what was sold (N, S) in each of the worlds."""
    n, rules = len(good), rules_of(SCENARIO).plain
    nights = night.blank_nights(n, SLOTS, 1)
    nights.day[:], nights.good[:], nights.price[:], nights.sold[:], nights.stale[:] = (
        day, good, price, sold, stale
    )  # fmt: skip
    for i in range(n):
        leaders = np.flatnonzero(sold[i]).tolist()
        work, one = SimpleNamespace(distinct=len(leaders), leaders=leaders), OneWorld(nights, i)
        night.complain(rules, work, OneWorld(params, i), one)
        one.settle()
    return nights.claims


def claims_of(days: int, stale: int = 0) -> list[Claims]:
    params, _ = open_worlds(SCENARIO, range(WORLDS))
    good = np.tile(np.arange(SLOTS), (WORLDS, 1))
    same = np.ones_like(good)
    return [
        claims_on(params, day, good, same * PRICE, same * UNITS, same * stale) for day in range(1, days + 1)
    ]


@pytest.fixture(scope="module")
def month() -> list[Claims]:
    return claims_of(30)


def causes(claims: list[Claims]) -> np.ndarray:
    every = np.concatenate([day.cause.ravel() for day in claims])
    return every[every > 0]


def test_six_units_in_a_thousand_draw_a_claim(month: list[Claims]) -> None:
    units = WORLDS * SLOTS * UNITS * len(month)
    assert len(causes(month)) / units == pytest.approx(RULES.claim_rate, rel=0.05)


def test_three_claims_in_five_are_valid(month: list[Claims]) -> None:
    valid = sum(int(day.valid.sum()) for day in month)
    assert valid / len(causes(month)) == pytest.approx(RULES.valid_share, abs=0.02)


def test_goods_in_date_jam_or_come_damaged_but_are_never_stale(month: list[Claims]) -> None:
    assert set(causes(month).tolist()) == {JAM, SPOILED, UNFOUNDED}


def test_valid_claims_ask_one_to_two_times_the_price(month: list[Claims]) -> None:
    asked = np.concatenate([day.cents[day.valid] for day in month])
    assert PRICE <= asked.min() <= asked.max() <= 2 * PRICE


def test_a_few_unfounded_claims_ask_for_far_more(month: list[Claims]) -> None:
    asked = np.concatenate([day.cents[day.cause == UNFOUNDED] for day in month])
    greedy = asked[asked > 2 * PRICE]
    assert len(greedy) / len(asked) == pytest.approx(RULES.extortion_share, abs=0.02)
    assert 1_500 <= greedy.min() <= greedy.max() <= 4_000


def test_goods_past_their_date_draw_many_claims_all_valid() -> None:
    fresh, old = claims_of(5), claims_of(5, stale=UNITS)
    assert set(causes(old).tolist()) == {STALE}
    assert len(causes(old)) > 20 * len(causes(fresh))


def test_nothing_sold_nothing_claimed() -> None:
    params, _ = open_worlds(SCENARIO, range(50))
    nothing = np.zeros((50, SLOTS), dtype=np.int64)
    claims = claims_on(params, 1, nothing - 1, nothing, nothing, nothing)
    assert (claims.cause == 0).all()
    assert (claims.cents == 0).all()


def test_claims_of_a_world_do_not_depend_on_its_batch(month: list[Claims]) -> None:
    params, _ = open_worlds(SCENARIO, [33])
    good = np.arange(SLOTS)[None, :]
    same = np.ones_like(good)
    for day, together in enumerate(month, start=1):
        alone = claims_on(params, day, good, same * PRICE, same * UNITS, same * 0)
        assert alone.cause[0].tolist() == together.cause[33].tolist()
        assert alone.cents[0].tolist() == together.cents[33].tolist()


# goodwill


def test_each_ignored_valid_claim_costs_three_per_cent_of_the_shoppers() -> None:
    left = customers.disappoint(RULES, np.ones(3), np.array([0, 1, 2]))
    assert left == pytest.approx([1.0, 0.97, 0.97**2], abs=1e-6)


def test_goodwill_never_falls_below_four_fifths() -> None:
    assert customers.disappoint(RULES, np.array([0.81]), np.array([30])) == pytest.approx([0.8], abs=1e-6)


def test_goodwill_recovers_half_a_point_a_day_and_stops_at_one() -> None:
    goodwill = np.array([0.8])
    for _ in range(20):
        goodwill = customers.recover(RULES, goodwill)
    assert goodwill == pytest.approx([0.9], abs=1e-4)
    for _ in range(30):
        goodwill = customers.recover(RULES, goodwill)
    assert goodwill.tolist() == [1.0]


def test_in_the_strict_scenario_ignoring_customers_costs_nothing() -> None:
    rules = Scenario.load("strict").customers
    assert customers.disappoint(rules, np.ones(1), np.array([5])).tolist() == [1.0]
