"""Suppliers: dealt anew in every world, bargained down step by step, never below their floor."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vendsim.economy import quotes
from vendsim.economy.catalogue import FRIENDLY, GOUGER, NEGOTIATOR, SWITCH, catalogue, supplier_table
from vendsim.economy.night import close_day
from vendsim.economy.orders import meets_minimum, price_order
from vendsim.economy.params import Params
from vendsim.economy.worlds import open_worlds
from vendsim.scenario import Scenario

SCENARIO = Scenario.load("vb2")
RULES = SCENARIO.suppliers
K, P = supplier_table().count, catalogue().count
EVERYONE, EVERYTHING = np.arange(K)[None, :, None], np.arange(P)[None, None, :]


@pytest.fixture(scope="module")
def many() -> Params:
    return open_worlds(SCENARIO, range(3_000))[0]


# who is who


def test_every_world_has_the_same_number_of_each_kind(many: Params) -> None:
    for kind, count in ((FRIENDLY, 6), (NEGOTIATOR, 7), (GOUGER, 7), (SWITCH, 6)):
        assert ((many.kind == kind).sum(axis=1) == count).all()


def test_no_name_tells_a_kind(many: Params) -> None:
    for kind, count in enumerate(RULES.kinds):
        share = count / K
        seen = (many.kind == kind).mean(axis=0)
        assert np.abs(seen - share).max() <= 4 * np.sqrt(share * (1 - share) / many.worlds)


def test_what_a_name_was_in_one_seed_says_nothing_about_the_next(many: Params) -> None:
    honest = (many.kind < GOUGER).astype(float)
    assert abs(np.corrcoef(honest[:-1].ravel(), honest[1:].ravel())[0, 1]) < 0.02


@pytest.mark.parametrize(
    "shown", ["open", "floor", "pace", "max_rounds", "min_order", "shipping", "free_over", "exit_day"]
)
def test_nothing_that_a_new_customer_sees_tells_a_kind(many: Params, shown: str) -> None:
    values = getattr(many, shown)
    for quantile in (0.1, 0.5, 0.9):
        below = values < np.quantile(values, quantile)
        shares = [below[many.kind == kind].mean() for kind in range(4)]
        assert max(shares) - min(shares) < 0.02


# opening quotes and concessions


def test_prices_open_and_end_where_they_should(many: Params) -> None:
    for values, bounds in ((many.open, RULES.opening), (many.floor, RULES.floor), (many.pace, RULES.pace)):
        assert bounds[0] <= values.min() <= values.max() <= bounds[1]
        assert values.mean() == pytest.approx(sum(bounds) / 2, rel=0.01)


def test_a_first_quote_scatters_around_the_opening_multiple_and_never_below_the_floor() -> None:
    params, _ = open_worlds(SCENARIO, range(100))
    quote = quotes.opening_price(SCENARIO, params, EVERYONE, EVERYTHING)  # (N, K, P)
    relative = np.log(quote / params.wholesale[:, None, :] / params.open[:, :, None])
    far = params.open > 2 * params.floor  # never held up by the floor
    for kind in range(4):
        mine = relative[far & (params.kind == kind)]
        assert mine.mean() == pytest.approx(0.0, abs=0.005)
        assert mine.std() == pytest.approx(RULES.quote_spread, rel=0.03)
    assert (quote >= quotes.floor_price(params, EVERYONE, EVERYTHING)).all()


def test_a_quote_is_drawn_once() -> None:
    params, state = open_worlds(SCENARIO, [3])
    before = quotes.list_price(SCENARIO, params, state, EVERYONE, EVERYTHING)
    for _ in range(40):
        close_day(SCENARIO, params, state)
    assert (quotes.list_price(SCENARIO, params, state, EVERYONE, EVERYTHING) == before).all()


# orders


@pytest.mark.parametrize(
    ("cents", "share"), [(11_999, 0), (12_000, 0.02), (30_000, 0.04), (60_000, 0.07), (120_000, 0.10)]
)
def test_volume_discounts_begin_at_their_thresholds(cents: int, share: float) -> None:
    assert quotes.discount_at(quotes.volume_breaks(RULES), np.array([cents])).tolist() == [share]


def test_loyalty_grows_by_one_per_cent_an_order_up_to_five() -> None:
    assert quotes.loyalty_discount(RULES, np.array([0, 1, 4, 5, 6, 300])).tolist() == pytest.approx(
        [0, 0.01, 0.04, 0.05, 0.05, 0.05]
    )


@settings(deadline=None, max_examples=150)
@given(
    seed=st.integers(0, 2**64 - 1), supplier=st.integers(0, K - 1), parts=st.integers(-48, 127),
    delivered=st.integers(0, 200), held=st.integers(0, 3_000),
    lines=st.lists(st.tuples(st.integers(0, P - 1), st.integers(0, 5_000)), min_size=1, max_size=6),
)  # fmt: skip
def test_no_unit_is_ever_sold_below_the_floor(
    seed: int, supplier: int, parts: int, delivered: int, held: int, lines: list[tuple[int, int]]
) -> None:
    params, state = open_worlds(SCENARIO, [seed])
    state.conceded[:] = parts
    state.orders_delivered[:] = delivered
    who, good = np.array([supplier]), np.array([[line[0] for line in lines]])
    units = np.array([[line[1] for line in lines]])
    bill = price_order(SCENARIO, params, state, who, good, units, np.full(good.shape, held))
    floor = quotes.floor_price(params, who[:, None], good)
    lowest = floor * (1 - bill.volume[:, None]) * (1 - bill.loyalty[:, None])
    assert (bill.unit >= lowest - 0.002).all()
    assert bill.unit.min() >= 1
    assert bill.volume[0] <= 0.10
    assert bill.loyalty[0] <= 0.05
    assert bill.total[0] == (bill.unit * units).sum() + bill.shipping[0]


def test_an_earlier_quote_still_holds_when_it_is_lower() -> None:
    params, state = open_worlds(SCENARIO, [0])
    who, good, units = np.array([3]), np.array([[0, 1]]), np.array([[10, 10]])
    today = price_order(SCENARIO, params, state, who, good, units).listed
    bill = price_order(SCENARIO, params, state, who, good, units, today + np.array([[-3, 50]]))
    floor = quotes.ceil_cents(quotes.floor_price(params, who[:, None], good))
    assert bill.listed.tolist() == np.maximum(today - np.array([[3, 0]]), floor).tolist()


def test_shipping_is_waived_for_large_orders() -> None:
    params, _ = open_worlds(SCENARIO, range(50))
    for supplier in range(K):
        who = np.full(50, supplier)
        limit = params.free_over[:, supplier]
        assert (quotes.shipping(params, who, limit) == 0).all()
        assert (
            quotes.shipping(params, who, limit - 1)[limit > 0] == params.shipping[limit > 0, supplier]
        ).all()


def test_a_minimum_order_is_a_minimum() -> None:
    params, _ = open_worlds(SCENARIO, range(50))
    who = np.full(50, 6)
    assert meets_minimum(params, who, params.min_order[:, 6]).all()
    assert not meets_minimum(params, who, params.min_order[:, 6] - 1).any()
