"""What passers-by buy: the shape of demand, and what cannot be gained from it."""

from __future__ import annotations

import itertools
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vendsim.compiling.records import OneWorld
from vendsim.draws import Stream, uniform
from vendsim.economy import demand, night, quantiles
from vendsim.economy.catalogue import catalogue, supplier_table
from vendsim.economy.night import Night, close_day
from vendsim.economy.params import Params
from vendsim.economy.rules import rules_of
from vendsim.economy.state import State
from vendsim.economy.worlds import open_worlds
from vendsim.scenario import Scenario

SCENARIO = Scenario.load("vb2")
RULES = SCENARIO.demand
P, K = catalogue().count, supplier_table().count
SMALL = np.flatnonzero(~catalogue().is_large)
LARGE = np.flatnonzero(catalogue().is_large)
SMALL_SLOTS, LARGE_SLOTS = range(6), range(6, 12)


def fill(state: State, slots: dict[int, int], price: dict[int, int], units: int | None = None) -> None:
    """Put goods straight into slots of every world, full unless told otherwise, and set prices."""
    for slot, good in slots.items():
        state.slot_good[:, slot] = good
        state.slot_units[:, slot, 0] = SCENARIO.machine.capacity[slot] if units is None else units
        state.slot_day[:, slot, 0] = state.day
    for good, cents in price.items():
        state.price[:, good] = cents


def a_day(seeds: range, slots: dict[int, int], price: dict[int, int], units: int | None = None) -> Night:
    params, state = open_worlds(SCENARIO, seeds)
    fill(state, slots, price, units)
    return close_day(SCENARIO, params, state)


def expected(params: Params, good: np.ndarray, price: np.ndarray, high: int = 64) -> np.ndarray:
    """(N, M) lambda in 1/256 units on the first day, of goods (N, M) side by side at these prices."""
    _, state = open_worlds(SCENARIO, params.seed)
    n, m = good.shape
    world = np.arange(n)[:, None]
    state.slot_good[:, :m], state.slot_units[:, :m, 0] = good, 1
    state.price[world, good] = np.minimum(price, 2**30)
    state.sky.high[:], state.sky.wet[:] = high, False
    rules, steps = rules_of(SCENARIO).plain, []
    for i in range(n):
        night_, work = OneWorld(night.blank_nights(1, 12, K), 0), room()
        of, world_ = OneWorld(state, i), OneWorld(params, i)
        night.find_leaders(work, of, night_)
        night.expect(rules, work, world_, of, night_)
        steps.append(work.step[:m])
    return np.array(steps)


def room() -> SimpleNamespace:
    return SimpleNamespace(**{k: np.asarray(v).tolist() for k, v in night.workroom(SCENARIO).items()})


# the price


@given(d=st.floats(-1, 10), e=st.floats(-2.6, -1.0))
def test_the_price_factor_lies_between_zero_and_its_cap(d: float, e: float) -> None:
    f = float(demand.price_factor(RULES, np.array(d), np.array(e)))
    assert 0 <= f <= RULES.largest_uplift
    assert f == 0 or d <= RULES.cutoff


@given(d=st.floats(-1, 5), more=st.floats(0.001, 2), e=st.floats(-2.6, -1.0))
def test_a_higher_price_never_sells_more(d: float, more: float, e: float) -> None:
    f = demand.price_factor(RULES, np.array([d, d + more]), np.array([e, e]))
    assert f[1] <= f[0]


def test_the_reference_price_changes_nothing() -> None:
    assert demand.price_factor(RULES, np.array(0.0), np.array(-1.5)) == 1.0


@pytest.mark.parametrize("times", [4.05, 10.0, 1e7])
def test_a_price_beyond_the_cutoff_sells_nothing_in_any_world(times: float) -> None:
    params, _ = open_worlds(SCENARIO, range(200))
    good = np.tile(np.arange(12), (200, 1))
    price = np.ceil(params.reference[:, :12] * times).astype(np.int64)
    assert expected(params, good, price).sum() == 0


def test_a_price_of_ten_million_dollars_earns_nothing() -> None:
    coke = int(SMALL[0])
    closed = a_day(range(300), {0: coke}, {coke: 10**9})
    assert closed.sold.sum() == 0
    assert closed.revenue.sum() == 0


def test_a_product_without_a_price_is_not_sold() -> None:
    closed = a_day(range(100), {0: int(SMALL[0])}, {})
    assert closed.sold.sum() == 0


def test_with_the_same_shoppers_a_higher_price_never_sells_more_of_a_product() -> None:
    product = int(SMALL[0])
    sold = [
        a_day(range(200), {0: product, 1: product}, {product: cents}).sold.sum(axis=1)
        for cents in (150, 225, 300, 450, 900)
    ]
    for cheap, dear in itertools.pairwise(sold):
        assert (dear <= cheap).all()


# slots, variety, crowding, footfall


def test_two_slots_of_one_product_share_one_demand() -> None:
    product = int(SMALL[0])
    once = a_day(range(400), {0: product}, {product: 225})
    six = a_day(range(400), dict.fromkeys(SMALL_SLOTS, product), {product: 225})
    full = once.sold[:, 0] == SCENARIO.machine.capacity[0]
    assert (six.sold[~full, 0] == once.sold[~full, 0]).all()
    assert (six.sold[:, 1:] == 0).all()


def test_a_second_slot_is_more_room() -> None:
    product = int(SMALL[0])
    scarce = a_day(range(400), {0: product}, {product: 60}, units=2).sold.sum(axis=1)
    ample = a_day(range(400), {0: product, 3: product}, {product: 60}, units=2).sold.sum(axis=1)
    assert scarce.max() == 2
    assert ample.max() == 4
    assert (ample >= scarce).all()


def test_nobody_buys_what_is_not_there() -> None:
    rows = dict(zip(range(12), [*SMALL[:6].tolist(), *LARGE[:6].tolist()], strict=True))
    closed = a_day(range(300), rows, dict.fromkeys(rows.values(), 20), units=3)
    assert closed.sold.max() == 3


@given(n=st.integers(1, 60), peak=st.integers(8, 10))
def test_variety_costs_at_most_half(n: int, peak: int) -> None:
    factor = float(demand.variety_factor(RULES, np.array(float(n)), np.array(float(peak))))
    assert 0.5 <= factor <= 1.0
    assert (factor == 1.0) == (n == peak)


def test_products_of_one_category_take_buyers_from_each_other() -> None:
    params, _ = open_worlds(SCENARIO, range(50))
    sodas = np.flatnonzero(catalogue().category == catalogue().category[SMALL[0]])[:4]
    price = np.rint(params.reference).astype(np.int64)
    alone = expected(params, sodas[None, :1].repeat(50, 0), price[:, sodas[:1]])
    crowded = expected(params, sodas[None, :].repeat(50, 0), price[:, sodas])
    variety = demand.variety_factor(RULES, np.array([1.0, 4.0]), np.array(9.0))
    assert (crowded[:, 0] / np.maximum(alone[:, 0], 1)).mean() < variety[1] / variety[0] * 4**-0.2


def test_no_more_people_buy_than_pass_by() -> None:
    params, _ = open_worlds(SCENARIO, range(50))
    crowd = replace(params, base_sales=params.base_sales * 1e4)
    good = np.tile(np.arange(12), (50, 1))
    price = np.rint(params.reference[:, :12]).astype(np.int64)
    sales = expected(crowd, good, price).sum(axis=1) / quantiles.STEPS
    assert (sales <= params.footfall + 0.1).all()
    assert (sales > 0.99 * params.footfall).all()


def test_few_shoppers_are_hardly_limited_by_footfall() -> None:
    assert demand.footfall_factor(np.array(1e-9), np.array(110.0)) == pytest.approx(1.0)
    assert demand.footfall_factor(np.array(50.0), np.array(np.inf)) == 1.0


def test_each_good_with_a_price_is_listed_once_at_its_first_slot_that_has_stock() -> None:
    params, state = open_worlds(SCENARIO, range(50))
    good, other, unpriced = SMALL[:3].tolist()
    fill(state, {0: good, 1: good, 2: other, 3: good, 4: unpriced}, {good: 50, other: 50})
    state.slot_units[:, 0] = 0
    sold = close_day(SCENARIO, params, state).sold
    assert (sold[:, :6] > 0).any(axis=0).tolist() == [False, True, True, False, False, False]


def test_an_imitation_sells_less_and_for_less() -> None:
    params, _ = open_worlds(SCENARIO, range(50))
    real, fake = int(SMALL[0]), int(SMALL[0]) + P
    reference = params.reference[:, real]
    real_sales = expected(params, np.full((50, 1), real), np.rint(reference)[:, None].astype(np.int64))
    fake_sales = expected(
        params, np.full((50, 1), fake), np.rint(reference * RULES.off_brand_price)[:, None].astype(np.int64)
    )
    assert (fake_sales / real_sales).mean() == pytest.approx(RULES.off_brand_sales, abs=0.02)


def test_drinks_sell_better_on_hot_days_and_hand_warmers_on_cold_ones() -> None:
    params, _ = open_worlds(SCENARIO, range(50))
    warm = int(np.argmax(catalogue().temperature))
    cold = int(np.argmin(catalogue().temperature))
    for good, sign in ((warm, 1), (cold, -1)):
        goods, price = np.full((50, 1), good), np.full((50, 1), int(catalogue().retail[good]))
        hot, cool = (expected(params, goods, price, high=high).sum() for high in (85, 50))
        assert (hot - cool) * sign > 0


# the calendar and the draws


def test_the_daily_mood_has_mean_one_and_its_spread() -> None:
    params, state = open_worlds(SCENARIO, range(400))
    factors, moods = [], []
    for _ in range(1, 120):
        close_day(SCENARIO, params, state)
        moods.append(state.mood.copy())
        factors.append(demand.mood_factor(RULES, state.mood))
    assert np.mean(factors[10:]) == pytest.approx(1.0, abs=0.01)
    assert np.std(moods[10:]) == pytest.approx(RULES.day_spread, rel=0.03)
    assert np.corrcoef(np.ravel(moods[10:-1]), np.ravel(moods[11:]))[0, 1] == pytest.approx(0.3, abs=0.02)


def test_the_card_share_stays_in_its_range() -> None:
    share = demand.card_share(RULES, uniform(np.arange(3_000), Stream.CARD_SHARE, 1))
    assert share.min() >= 0.64
    assert share.max() <= 0.80
    assert share.mean() == pytest.approx(0.72, abs=0.003)


# the quantile table


def demanded(step: int, u: float, most: int = 144) -> int:
    return int(night.demanded(rules_of(SCENARIO).plain, step, u, most))


@settings(deadline=None)  # the first call builds the table
@given(
    step=st.lists(st.integers(0, 40 * quantiles.STEPS), min_size=1, max_size=20),
    u=st.floats(0, 1, exclude_max=True),
)
def test_the_table_agrees_with_the_distribution_itself(step: list[int], u: float) -> None:
    rows = quantiles.distribution(np.array(step), 8, 144)
    directly = [(int(np.searchsorted(row, u, side="right"))) for row in rows]
    assert [demanded(one, u) for one in step] == directly


@pytest.mark.parametrize("lam", [0.05, 1.0, 3.2, 7.5, 11.9, 20.0])
def test_demand_has_the_mean_and_variance_of_a_negative_binomial(lam: float) -> None:
    n, step = 20_000, round(lam * quantiles.STEPS)
    lam = step / quantiles.STEPS
    units = np.array([demanded(step, (i + 0.5) / n) for i in range(n)])
    assert units.mean() == pytest.approx(lam, rel=0.005)
    assert units.var() == pytest.approx(lam + lam * lam / 8, rel=0.01)


def test_no_interest_means_no_demand() -> None:
    assert sum(demanded(0, u) for u in uniform(np.arange(1_000), Stream.DEMAND).tolist()) == 0
