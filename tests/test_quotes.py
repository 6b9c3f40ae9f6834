"""Suppliers: dealt anew in every world, bargained down step by step, never below their floor."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vendsim.draws import FloatArray
from vendsim.economy import orders, quotes
from vendsim.economy.catalogue import FRIENDLY, GOUGER, NEGOTIATOR, SWITCH, catalogue, supplier_table
from vendsim.economy.night import close_day
from vendsim.economy.orders import meets_minimum, price_order
from vendsim.economy.params import Params
from vendsim.economy.state import State
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


def test_every_round_brings_the_price_nearer_to_the_floor() -> None:
    params, state = open_worlds(SCENARIO, range(20))
    last = quotes.list_price(SCENARIO, params, state, EVERYONE, EVERYTHING)
    floor = quotes.floor_price(params, EVERYONE, EVERYTHING)
    for _ in range(8):
        state.day += 1
        quotes.concede(SCENARIO, params, state, np.ones((20, K), dtype=bool))
        now = quotes.list_price(SCENARIO, params, state, EVERYONE, EVERYTHING)
        assert (now <= last).all()
        assert (now >= floor - 0.001).all()
        last = now


def pay_for_orders(params: Params, state: State, count: int) -> None:
    """Orders with everybody, each delivered."""
    for _ in range(count):
        for supplier in range(K):
            who, all_of_them = np.full(state.worlds, supplier), np.ones(state.worlds, dtype=bool)
            orders.record_payment(SCENARIO, params, state, who, all_of_them)
        state.orders_delivered += 1
        state.day += 1


def bargain(params: Params, state: State, days: int) -> None:
    for _ in range(days):
        state.day += 1
        quotes.concede(SCENARIO, params, state, np.ones(state.rounds.shape, dtype=bool))


def level(params: Params, state: State) -> FloatArray:
    """(N, K) prices as a multiple of W."""
    prices = quotes.list_price(SCENARIO, params, state, EVERYONE, EVERYTHING)
    return (prices / params.wholesale[:, None, :]).mean(axis=2)


def test_kinds_differ_once_they_have_been_paid() -> None:
    """Bargained with alike, all end alike; with custom the friendly come down by themselves, negotiators let
    themselves be brought down further, and gougers end above their first prices."""
    params, state = open_worlds(SCENARIO, range(300))
    first = level(params, state)
    bargain(params, state, 2)
    means = [level(params, state)[params.kind == kind].mean() for kind in range(4)]
    assert max(means) - min(means) < 0.05
    pay_for_orders(params, state, 3)
    after = [level(params, state)[params.kind == kind].mean() for kind in range(4)]
    assert after[FRIENDLY] < after[NEGOTIATOR] - 0.1
    assert (level(params, state) > first)[(params.kind == GOUGER) & (params.open > 1.5)].all()
    bargain(params, state, 9)
    later = [level(params, state)[params.kind == kind].mean() for kind in range(4)]
    assert later[NEGOTIATOR] == pytest.approx(later[FRIENDLY], abs=0.05)
    assert later[GOUGER] > later[NEGOTIATOR] + 0.5


def test_asking_many_times_in_a_day_is_one_ask() -> None:
    params, state = open_worlds(SCENARIO, range(5))
    for _ in range(10):
        quotes.concede(SCENARIO, params, state, np.ones((5, K), dtype=bool))
    assert (state.rounds == 1).all()


def test_rounds_stop_at_the_limit_that_deliveries_raise() -> None:
    params, state = open_worlds(SCENARIO, range(5))
    for _ in range(20):
        state.day += 1
        quotes.concede(SCENARIO, params, state, np.ones((5, K), dtype=bool))
    assert (state.rounds == params.max_rounds).all()
    state.orders_delivered += 9
    bargain(params, state, 9)
    earned = np.where(params.kind == GOUGER, 0, RULES.rounds_earned)
    assert (state.rounds == params.max_rounds + earned).all()


def test_only_those_who_are_asked_concede() -> None:
    params, state = open_worlds(SCENARIO, range(5))
    asks = np.zeros((5, K), dtype=bool)
    asks[2, 7] = True
    quotes.concede(SCENARIO, params, state, asks)
    assert state.rounds.sum() == state.rounds[2, 7] == 1


def test_a_supplier_forgets_concessions_thirty_days_after_the_last_order() -> None:
    params, state = open_worlds(SCENARIO, [0])
    state.rounds[:] = 2
    state.last_order[0, 4] = 1
    history = []
    for _ in range(40):
        history.append(int(state.rounds[0, 4]))
        close_day(SCENARIO, params, state)
    assert history == [2] * 31 + [0] * 9
    assert (np.delete(state.rounds[0], 4) == 2).all()


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
    seed=st.integers(0, 2**64 - 1), supplier=st.integers(0, K - 1), rounds=st.integers(-2, 60),
    delivered=st.integers(0, 200), held=st.integers(0, 3_000),
    lines=st.lists(st.tuples(st.integers(0, P - 1), st.integers(0, 5_000)), min_size=1, max_size=6),
)  # fmt: skip
def test_no_unit_is_ever_sold_below_the_floor(
    seed: int, supplier: int, rounds: int, delivered: int, held: int, lines: list[tuple[int, int]]
) -> None:
    params, state = open_worlds(SCENARIO, [seed])
    state.rounds[:] = rounds
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
