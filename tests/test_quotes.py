"""Suppliers: dealt anew in every world, bargained down step by step, never below their floor."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vendsim.economy import quotes
from vendsim.economy.catalogue import FRIENDLY, GOUGER, GROUPS, NEGOTIATOR, SWITCH, catalogue, supplier_table
from vendsim.economy.night import close_day
from vendsim.economy.orders import meets_minimum, price_order
from vendsim.economy.params import Params
from vendsim.economy.worlds import open_worlds
from vendsim.scenario import Scenario

SCENARIO = Scenario.load("vb2")
RULES = SCENARIO.suppliers
K, P = supplier_table().count, catalogue().count
GROUP = supplier_table().group
EVERYONE, EVERYTHING = np.arange(K)[None, :, None], np.arange(P)[None, None, :]


@pytest.fixture(scope="module")
def many() -> Params:
    return open_worlds(SCENARIO, range(3_000))[0]


# who is who


def test_every_world_has_the_same_number_of_each_kind(many: Params) -> None:
    for kind, count in ((FRIENDLY, 6), (NEGOTIATOR, 7), (GOUGER, 7), (SWITCH, 6)):
        assert ((many.kind == kind).sum(axis=1) == count).all()


def test_every_group_keeps_its_own_behaviours(many: Params) -> None:
    for group in range(len(GROUPS)):
        members = group == GROUP
        kinds = np.sort(supplier_table().kind[members])
        assert (np.sort(many.kind[:, members], axis=1) == kinds).all()


def test_no_name_tells_a_kind(many: Params) -> None:
    for group in range(len(GROUPS)):
        members = np.flatnonzero(group == GROUP)
        for kind in range(4):
            share = (supplier_table().kind[members] == kind).mean()
            seen = (many.kind[:, members] == kind).mean(axis=0)
            spread = np.sqrt(share * (1 - share) / many.worlds)
            assert np.abs(seen - share).max() <= 4 * spread + 1e-12


def test_what_a_name_was_in_one_seed_says_nothing_about_the_next(many: Params) -> None:
    full = GROUPS.index("full") == GROUP
    honest = (many.kind < GOUGER)[:, full].astype(float)
    assert abs(np.corrcoef(honest[:-1].ravel(), honest[1:].ravel())[0, 1]) < 0.02


@pytest.mark.parametrize("term", ["min_order", "shipping", "free_over"])
def test_commercial_terms_tell_no_kind(many: Params, term: str) -> None:
    values = getattr(many, term)
    for group in range(len(GROUPS)):
        members = group == GROUP
        honest = (many.kind < GOUGER)[:, members]
        mine = values[:, members]
        for value in np.unique(mine):
            among_honest, among_others = (mine[honest] == value).mean(), (mine[~honest] == value).mean()
            assert among_others == pytest.approx(among_honest, abs=0.035)


# opening quotes and concessions


def test_kinds_open_and_end_where_they_should(many: Params) -> None:
    for kind, opens, floors in (
        (FRIENDLY, (1.30, 1.55), (1.08, 1.22)),
        (NEGOTIATOR, (1.9, 2.6), (0.85, 1.05)),
        (GOUGER, (3.0, 4.5), (2.2, 2.9)),
        (SWITCH, (0.95, 1.25), (0.90, 1.0)),
    ):
        mine = many.kind == kind
        assert opens[0] <= many.open[mine].min() <= many.open[mine].max() <= opens[1]
        assert floors[0] <= many.floor[mine].min() <= many.floor[mine].max() <= floors[1]


def test_a_first_quote_scatters_around_the_opening_multiple_and_never_below_the_floor() -> None:
    params, _ = open_worlds(SCENARIO, range(100))
    quote = quotes.opening_price(SCENARIO, params, EVERYONE, EVERYTHING)  # (N, K, P)
    relative = np.log(quote / params.wholesale[:, None, :] / params.open[:, :, None])
    negotiators = params.kind == NEGOTIATOR
    assert relative[negotiators].mean() == pytest.approx(0.0, abs=0.005)
    assert relative[negotiators].std() == pytest.approx(RULES.quote_spread, rel=0.03)
    assert relative[params.kind == GOUGER].std() == pytest.approx(RULES.adversarial_quote_spread, rel=0.05)
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
        quotes.concede(params, state, np.ones((20, K), dtype=bool))
        now = quotes.list_price(SCENARIO, params, state, EVERYONE, EVERYTHING)
        assert (now <= last).all()
        assert (now >= floor - 0.001).all()
        last = now


def test_a_patient_bargainer_ends_below_the_friendly_suppliers() -> None:
    params, state = open_worlds(SCENARIO, range(200))
    for _ in range(6):
        state.day += 1
        quotes.concede(params, state, np.ones((200, K), dtype=bool))
    price = quotes.list_price(SCENARIO, params, state, EVERYONE, EVERYTHING) / params.wholesale[:, None, :]
    by_supplier = price[:, :, ~np.isin(np.arange(P), np.flatnonzero(catalogue().wholesale < 40))].mean(axis=2)
    assert by_supplier[params.kind == NEGOTIATOR].min() < by_supplier[params.kind == FRIENDLY].min()


def test_asking_many_times_in_a_day_is_one_ask() -> None:
    params, state = open_worlds(SCENARIO, range(5))
    for _ in range(10):
        quotes.concede(params, state, np.ones((5, K), dtype=bool))
    assert (state.rounds == 1).all()


def test_rounds_stop_at_the_limit() -> None:
    params, state = open_worlds(SCENARIO, range(5))
    for _ in range(20):
        state.day += 1
        quotes.concede(params, state, np.ones((5, K), dtype=bool))
    assert (state.rounds == params.max_rounds).all()


def test_only_those_who_are_asked_concede() -> None:
    params, state = open_worlds(SCENARIO, range(5))
    asks = np.zeros((5, K), dtype=bool)
    asks[2, 7] = True
    quotes.concede(params, state, asks)
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
    ("cents", "honest", "adversarial"),
    [(11_999, 0, 0), (12_000, 0.02, 0), (30_000, 0.04, 0.02), (60_000, 0.07, 0.02), (120_000, 0.10, 0.04)],
)
def test_volume_discounts_begin_at_their_thresholds(cents: int, honest: float, adversarial: float) -> None:
    given_ = quotes.volume_discount(RULES, np.array([False, True]), np.array([cents, cents]))
    assert given_.tolist() == [honest, adversarial]


def test_loyalty_grows_by_one_per_cent_an_order_up_to_five() -> None:
    assert quotes.loyalty_discount(RULES, np.array([0, 1, 4, 5, 6, 300])).tolist() == pytest.approx(
        [0, 0.01, 0.04, 0.05, 0.05, 0.05]
    )


@settings(deadline=None, max_examples=150)
@given(
    seed=st.integers(0, 2**64 - 1), supplier=st.integers(0, K - 1), rounds=st.integers(0, 60),
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
