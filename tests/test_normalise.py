"""Worlds differ, scores compare: what a best mix earns, and what shortcuts do not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vendsim.data import products
from vendsim.economy import normalise
from vendsim.economy.catalogue import catalogue
from vendsim.economy.demand import (
    crowding_factor,
    footfall_factor,
    price_factor,
    variety_factor,
    weather_factor,
)
from vendsim.economy.params import Params, is_thin
from vendsim.economy.weather import wet_share
from vendsim.economy.worlds import open_worlds
from vendsim.scenario import Scenario

SCENARIO = Scenario.load("vb2")
RULES = SCENARIO.demand
WORLDS = 300


@pytest.fixture(scope="module")
def worlds() -> Params:
    return open_worlds(SCENARIO, range(WORLDS))[0]


def best_mix(params: Params, cost: np.ndarray, allowed: np.ndarray | None = None) -> np.ndarray:
    x, _ = normalise.average_interest(SCENARIO, params, cost)
    margin = normalise.best_price(RULES, cost, params.reference, params.elasticity) - cost
    if allowed is not None:
        margin = np.where(allowed, margin, -1e9)
    return normalise.greedy_mix(SCENARIO, params, x, margin)[0]


def daily_profit(params: Params, chosen: np.ndarray, price: np.ndarray, cost: np.ndarray) -> np.ndarray:
    """(N,) dollars a day in average conditions, reckoned apart from the optimiser."""
    category = catalogue().category
    same = chosen.astype(float) @ (category[:, None] == category[None, :])
    wet = wet_share(SCENARIO.weather)
    weather = sum(
        share * weather_factor(RULES, params.temperature, catalogue().rain, np.array(64.0), np.array(rain))
        for share, rain in ((1 - wet, 0.0), (wet, 1.0))
    )
    x = (
        params.base_sales
        * price_factor(RULES, price / params.reference - 1, params.elasticity)
        * weather
        * crowding_factor(RULES, same)
        * variety_factor(RULES, chosen.sum(axis=1).astype(float), params.variety_peak)[:, None]
        * chosen
    )
    return (x * (price - cost)).sum(axis=1) * footfall_factor(x.sum(axis=1), params.footfall) / 100


def at_best_prices(params: Params, chosen: np.ndarray, cost: np.ndarray) -> np.ndarray:
    price = normalise.best_price(RULES, cost, params.reference, params.elasticity)
    return daily_profit(params, chosen, price, cost)


# normalisation


def test_the_best_mix_earns_the_set_amount_in_every_world(worlds: Params) -> None:
    best = at_best_prices(worlds, best_mix(worlds, worlds.wholesale), worlds.wholesale)
    low, high = (RULES.best_daily_profit * share for share in RULES.best_daily_profit_spread)
    assert best.min() >= low - 0.05
    assert best.max() <= high + 0.05


def test_the_optimiser_and_an_independent_reckoning_agree(worlds: Params) -> None:
    mix = best_mix(worlds, worlds.wholesale)
    directly = at_best_prices(worlds, mix, worlds.wholesale)
    assert normalise.greedy_profit(SCENARIO, worlds) / 100 == pytest.approx(directly, rel=1e-9)


def test_no_product_replaced_by_another_of_its_size_makes_a_greedy_mix_much_better(worlds: Params) -> None:
    few = open_worlds(SCENARIO, range(10))[0]
    mix = best_mix(few, few.wholesale)
    before, improved = at_best_prices(few, mix, few.wholesale), np.zeros(10)
    for out in range(catalogue().count):
        for into in np.flatnonzero(catalogue().is_large == catalogue().is_large[out])[::3]:
            swapped = mix.copy()
            swapped[:, out], swapped[:, into] = False, True
            valid = mix[:, out] & ~mix[:, into]
            gain = at_best_prices(few, swapped, few.wholesale) / before - 1
            improved = np.maximum(improved, np.where(valid, gain, 0))
    assert improved.max() < 0.05


def test_thin_products_never_bring_more_than_the_cap(worlds: Params) -> None:
    revenue = (worlds.base_sales * worlds.reference)[:, is_thin(SCENARIO)] / 100
    assert revenue.max() <= RULES.thin_daily_revenue + 1e-9
    assert is_thin(SCENARIO).sum() == 12


def test_a_world_is_normalised_the_same_alone_and_in_a_batch(worlds: Params) -> None:
    alone = open_worlds(SCENARIO, [123])[0]
    assert alone.base_sales[0].tolist() == worlds.base_sales[123].tolist()


def test_worlds_differ_in_what_is_worth_selling(worlds: Params) -> None:
    mix = best_mix(worlds, worlds.wholesale)
    assert len(np.unique(mix, axis=0)) > 0.95 * WORLDS


def test_base_sales_lie_on_a_grid(worlds: Params) -> None:
    steps = worlds.base_sales[:, ~is_thin(SCENARIO)] * 4096
    assert (steps == np.rint(steps)).all()


@settings(deadline=None)
@given(
    reference=st.floats(100, 3000), share=st.floats(0.05, 0.9), elasticity=st.floats(-2.6, -1.0),
    other=st.floats(0.3, 3.0),
)  # fmt: skip
def test_no_price_beats_the_best_price(
    reference: float, share: float, elasticity: float, other: float
) -> None:
    cost = np.array(reference * share)

    def earns(price: np.ndarray) -> float:
        d = price / reference - 1
        return float((price - cost) * np.exp(elasticity * d - RULES.curvature * max(float(d), 0.0) ** 2))

    best = normalise.best_price(RULES, cost, np.array(reference), np.array(elasticity))
    assert earns(best * other) <= earns(best) * (1 + 1e-9)


# what shortcuts earn, $ a day; the best mix earns 99-111


def mean_of(params: Params, allowed: np.ndarray) -> float:
    mix = best_mix(params, params.wholesale, allowed)
    return float(at_best_prices(params, mix, params.wholesale).mean())


def in_category(*names: str) -> np.ndarray:
    return np.array([row.category in names for row in products()])


def test_novelties_alone_are_no_business(worlds: Params) -> None:
    assert 16 < mean_of(worlds, is_thin(SCENARIO)) < 28


def test_family_chips_alone_are_no_business(worlds: Params) -> None:
    assert 17 < mean_of(worlds, in_category("family_chips")) < 28


def test_the_best_single_product_is_no_business(worlds: Params) -> None:
    single = np.zeros(WORLDS)
    for product in range(catalogue().count):
        chosen = np.zeros((WORLDS, catalogue().count), dtype=bool)
        chosen[:, product] = True
        single = np.maximum(single, at_best_prices(worlds, chosen, worlds.wholesale))
    assert 15 < single.mean() < 22


@pytest.mark.parametrize(
    ("factor", "low", "high"),
    [(0.7, 75, 92), (1.0, 100, 111), (1.3, 90, 105), (2.0, 26, 40), (3.0, 0, 3)],
)
def test_prices_far_from_the_reference_earn_less(
    worlds: Params, factor: float, low: float, high: float
) -> None:
    mix = best_mix(worlds, worlds.wholesale)
    earned = daily_profit(worlds, mix, worlds.reference * factor, worlds.wholesale).mean()
    assert low < earned < high


@pytest.mark.parametrize(("multiple", "low", "high"), [(2, 62, 76), (4, 22, 35)])
def test_dear_goods_leave_little(worlds: Params, multiple: int, low: float, high: float) -> None:
    cost = worlds.wholesale * multiple
    assert low < at_best_prices(worlds, best_mix(worlds, cost), cost).mean() < high


def test_what_is_best_in_one_world_is_not_in_another(worlds: Params) -> None:
    mix = best_mix(worlds, worlds.wholesale)
    own = at_best_prices(worlds, mix, worlds.wholesale)
    carried = np.array(
        [at_best_prices(worlds, np.roll(mix, k, axis=0), worlds.wholesale) / own for k in range(1, 20)]
    )
    assert 0.50 < carried.mean() < 0.66
    assert carried.max() < 1.0


def test_typical_retail_costs_some_profit_where_the_spot_pays_more(worlds: Params) -> None:
    rich = replace(worlds, reference=np.rint(catalogue().retail * 1.3 * np.ones((WORLDS, 1))))
    mix = best_mix(rich, rich.wholesale)
    retail = np.broadcast_to(catalogue().retail, rich.reference.shape)
    lost = 1 - daily_profit(rich, mix, retail, rich.wholesale) / at_best_prices(rich, mix, rich.wholesale)
    assert 0.03 < lost.mean() < 0.25
