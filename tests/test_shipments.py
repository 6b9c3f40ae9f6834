"""What suppliers send for a paid order, when it arrives, and how cheats cheat."""

from __future__ import annotations

import numpy as np
import pytest

from vendsim.economy import machine, orders, shipments
from vendsim.economy.catalogue import (
    GROUPS,
    PRICE_SWITCH,
    SHORT_SHIP,
    SUBSTITUTE,
    SWITCH,
    VANISH,
    catalogue,
    supplier_table,
)
from vendsim.economy.fulfilment import ALL_LINES, Fulfilment, fulfil, sent_units
from vendsim.economy.params import NEVER, Params
from vendsim.economy.state import State
from vendsim.economy.worlds import open_worlds
from vendsim.scenario import Scenario

SCENARIO = Scenario.load("vb2")
RULES = SCENARIO.suppliers
P = catalogue().count
WORLDS = 3_000


def ints(*values: int) -> np.ndarray:
    return np.array(values)


def parcel(state: State, good: int, units: int, day: int, minute: int = 700, order: int = 1) -> None:
    n = state.worlds
    everywhere = np.ones(n, dtype=np.int64)
    shipments.dispatch(
        state, everywhere * 3, everywhere[:, None] * good, everywhere[:, None] * units, everywhere * order,
        everywhere * day, everywhere * minute,
    )  # fmt: skip


# on the way


def test_goods_arrive_at_their_minute_and_not_before() -> None:
    _, state = open_worlds(SCENARIO, [0])
    parcel(state, good=5, units=40, day=3, minute=700)
    state.day[:] = 3
    assert not shipments.due(state, 699).any()
    shipments.deliver(state, shipments.due(state, 699))
    assert machine.stored(state)[0, 5] == 0
    shipments.deliver(state, shipments.due(state, 700))
    assert machine.stored(state)[0, 5] == 40
    assert state.store_day[0, 5, 0] == 3


def test_nothing_is_delivered_twice() -> None:
    _, state = open_worlds(SCENARIO, [0])
    parcel(state, good=5, units=40, day=1)
    for _ in range(3):
        shipments.deliver(state, shipments.due(state, 1320))
    assert machine.stored(state)[0, 5] == 40
    assert state.orders_delivered.sum() == 1


def test_a_parcel_missed_yesterday_is_booked_under_its_own_date() -> None:
    _, state = open_worlds(SCENARIO, [0])
    parcel(state, good=5, units=40, day=2)
    state.day[:] = 9
    shipments.deliver(state, shipments.due(state, 0))
    assert state.store_day[0, 5, 0] == 2


def test_an_order_of_many_lines_counts_once_for_loyalty() -> None:
    _, state = open_worlds(SCENARIO, [0])
    for good in range(11):  # more rows than there are at first
        parcel(state, good=good, units=10, day=4, order=77)
    state.day[:] = 4
    shipments.deliver(state, shipments.due(state, 1320))
    assert machine.stored(state)[0, :11].tolist() == [10] * 11
    assert state.orders_delivered[0].tolist() == [0, 0, 0, 1, *[0] * (supplier_table().count - 4)]


def test_worlds_without_goods_to_send_send_nothing() -> None:
    _, state = open_worlds(SCENARIO, range(2))
    good, units = ints(5, 5)[:, None], ints(0, 8)[:, None]
    shipments.dispatch(state, ints(3, 3), good, units, ints(1, 1), ints(1, 1), ints(700, 700))
    shipments.deliver(state, shipments.due(state, 1320))
    assert machine.stored(state)[:, 5].tolist() == [0, 8]


# what is sent


@pytest.fixture(scope="module")
def many() -> Params:
    return open_worlds(SCENARIO, range(WORLDS))[0]


def planned(params: Params, supplier: int, number: int, day: int = 1) -> Fulfilment:
    """How the ``number``-th order with one supplier of every world goes that is paid on ``day``."""
    who, nth, today = (np.full(params.worlds, value) for value in (supplier, number, day))
    return fulfil(SCENARIO, params, who, nth, today)


def outcomes(params: Params, mode: int, number: int) -> Fulfilment:
    """How the ``number``-th order goes with every supplier of a cheating mode; entries flattened."""
    parts = []
    world = np.arange(params.worlds)
    for supplier in range(supplier_table().count):
        at_once = (params.cheats_from[world, supplier] == 1) & ~params.one_line[world, supplier]
        mine = (params.mode[world, supplier] == mode) & at_once
        plan = planned(params, supplier, number)
        parts.append([value[mine] for value in vars(plan).values()])
    return Fulfilment(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def test_honest_suppliers_send_what_was_paid_for(many: Params) -> None:
    for supplier in range(supplier_table().count):
        honest = many.kind[:, supplier] != SWITCH
        for number in (0, 1, 7):
            plan = planned(many, supplier, number, day=300)
            assert (plan.share[honest] == 1).all()
            assert not plan.off_brand[honest].any()
            assert (plan.surcharge[honest] == 0).all()


@pytest.mark.parametrize("mode", [PRICE_SWITCH, SHORT_SHIP, SUBSTITUTE, VANISH])
def test_the_first_order_with_a_cheat_is_honest_in_three_of_five_cases(many: Params, mode: int) -> None:
    plan = outcomes(many, mode, 0)
    honest = (plan.share == 1) & ~plan.off_brand & (plan.surcharge == 0)
    assert honest.mean() == pytest.approx(RULES.first_honest, abs=0.035)


@pytest.mark.parametrize("mode", [PRICE_SWITCH, SHORT_SHIP, SUBSTITUTE, VANISH])
@pytest.mark.parametrize("number", [1, 4])
def test_later_orders_bring_nothing_or_the_usual_trick_or_all(many: Params, mode: int, number: int) -> None:
    plan = outcomes(many, mode, number)
    honest = (plan.share == 1) & ~plan.off_brand & (plan.surcharge == 0)
    assert (plan.share == 0).mean() == pytest.approx(0.50, abs=0.03)
    assert honest.mean() == pytest.approx(0.05, abs=0.03)


def test_each_mode_has_its_own_trick(many: Params) -> None:
    short = outcomes(many, SHORT_SHIP, 3)
    cut = short.share[(short.share > 0) & (short.share < 1)]
    assert 0.35 - 0.001 <= cut.min() <= cut.max() <= 0.60 + 0.001
    assert not short.off_brand.any()
    dearer = outcomes(many, PRICE_SWITCH, 3).surcharge
    assert 0.40 <= dearer[dearer > 0].min() <= dearer.max() <= 0.90
    fakes = outcomes(many, SUBSTITUTE, 3)
    assert fakes.off_brand.mean() == pytest.approx(0.45, abs=0.03)
    assert set(fakes.share.tolist()) == {0.0, 1.0}


def test_delays_come_as_often_as_the_supplier_table_says(many: Params) -> None:
    for supplier in (0, 6, 20):
        plan = planned(many, supplier, 2)
        expected = many.delay_probability[:, supplier].mean()
        assert (plan.delay_days > 0).mean() == pytest.approx(expected, abs=0.03)
        late = plan.delay_days > 0
        assert (plan.delay_days[late] >= many.delay[late, supplier, 0]).all()
        assert (plan.delay_days[late] <= many.delay[late, supplier, 1]).all()


def test_lead_days_and_arrival_times_stay_in_their_ranges(many: Params) -> None:
    for supplier in range(supplier_table().count):
        plan = planned(many, supplier, 1)
        assert (plan.lead_days >= many.lead[:, supplier, 0]).all()
        assert (plan.lead_days <= many.lead[:, supplier, 1]).all()
        assert RULES.arrives[0] <= plan.minute.min() <= plan.minute.max() <= RULES.arrives[1]


def test_how_an_order_goes_depends_on_its_number_only(many: Params) -> None:
    again = open_worlds(SCENARIO, [17])[0]
    alone, together = planned(again, 4, 3), planned(many, 4, 3)
    for name, values in vars(alone).items():
        assert values[0] == getattr(together, name)[17], name


def test_patient_cheats_are_honest_for_months(many: Params) -> None:
    first, last = RULES.patience_days
    for supplier in range(supplier_table().count):
        waits = (many.cheats_from[:, supplier] > 1) & (many.mode[:, supplier] >= 0)
        waits &= many.cheats_from[:, supplier] <= last
        for number in (0, 3):
            early = planned(many, supplier, number, day=first - 1)
            honest = (early.share == 1) & ~early.off_brand & (early.surcharge == 0)
            assert honest[waits].all()
        late = planned(many, supplier, 4, day=last)
        assert ((late.share < 1) | late.off_brand | (late.surcharge > 0))[waits].mean() > 0.6


def test_some_cheats_touch_one_line_only(many: Params) -> None:
    world, supplier = np.argwhere(many.one_line & (many.mode == SHORT_SHIP))[0].tolist()
    params, state = open_worlds(SCENARIO, [world])
    ordered = np.array([[40, 40, 40]])
    plan = next(p for n in range(1, 99) if 0 < (p := planned(params, supplier, n)).share[0] < 1)
    sent = orders.send(state, ints(supplier), np.array([[1, 2, 3]]), ordered, ints(1), plan, plan.share)
    assert (sent[0] == 40).sum() == 2 - int(plan.mishap[0] > 0 and plan.line[0] != plan.mishap_line[0])


def test_some_cheats_are_only_late(many: Params) -> None:
    late = (many.mode >= 0) & (many.cheats_from == NEVER)
    assert late.sum() / (many.mode >= 0).sum() == pytest.approx(RULES.manners[3], abs=0.02)
    assert (many.delay_probability[late] == RULES.late_cheats).all()
    assert (many.delay_probability[~late] <= RULES.delay_probability[1]).all()


def test_every_mode_is_found_in_every_group(many: Params) -> None:
    for group in range(len(GROUPS)):
        modes = many.mode[:, supplier_table().group == group]
        assert (modes >= 0).mean() == pytest.approx(6 / 26, abs=0.02)
        for mode in range(4):
            assert (modes[modes >= 0] == mode).mean() == pytest.approx(0.25, abs=0.03)


def test_part_of_a_unit_is_not_sent() -> None:
    assert sent_units(ints(10, 1, 24), np.array([0.39, 0.6, 0.5])).tolist() == [3, 0, 12]


def test_imitations_arrive_as_goods_of_their_own() -> None:
    _, state = open_worlds(SCENARIO, [0])
    plan = Fulfilment(
        np.array([1.0]), np.array([True]), np.array([ALL_LINES]), np.array([0.0]), ints(2), ints(1),
        ints(600), np.array([False]), np.array([0.0]), np.array([0.0]),
    )  # fmt: skip
    orders.send(state, ints(3), np.array([[4, 9]]), np.array([[6, 0]]), ints(1), plan, plan.share)
    state.day[:] = 4
    shipments.deliver(state, shipments.due(state, 600))
    assert machine.stored(state)[0, 4 + P] == 6
    assert machine.stored(state).sum() == 6


def test_paid_orders_are_numbered_for_each_supplier() -> None:
    params, state = open_worlds(SCENARIO, range(2))
    paid = np.array([True, False])
    for supplier, numbers in ((5, [0, 0]), (5, [1, 0]), (6, [0, 0])):
        nothing = np.zeros((2, 1), dtype=int)
        who = ints(supplier, supplier)
        given = orders.record_payment(SCENARIO, params, state, who, paid, ints(9, 9), nothing, nothing)
        assert given.tolist() == numbers
    assert state.last_order[:, 5].tolist()[0] == 1
    assert state.last_order[1, 5] < 0
