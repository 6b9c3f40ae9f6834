"""Goods by delivery date, in storage and in the slots."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vendsim.economy import lots, machine
from vendsim.economy.catalogue import catalogue
from vendsim.economy.state import State
from vendsim.economy.worlds import open_worlds
from vendsim.scenario import Scenario

SCENARIO = Scenario.load("vb2")
SMALL = np.flatnonzero(~catalogue().is_large)
COKE, OTHER = int(SMALL[0]), int(SMALL[1])

DELIVERIES = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 365)), min_size=1, max_size=20)


def ints(*values: int) -> np.ndarray:
    return np.array(values)


def new_state(worlds: int = 1) -> State:
    return open_worlds(SCENARIO, range(worlds))[1]


def put_in_store(state: State, good: int, units: int, day: int = 1) -> None:
    every = np.arange(state.worlds)
    machine.store(state, every, np.full(state.worlds, good), every * 0 + units, every * 0 + day)


def total(state: State) -> int:
    return int(state.store_units.sum() + state.slot_units.sum())


# lots


def stack(deliveries: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    units, day = np.zeros((1, lots.LOTS), dtype=int), np.zeros((1, lots.LOTS), dtype=int)
    for amount, date in deliveries:
        units, day = lots.add(units, day, ints(amount), ints(date))
    return units, day


@given(DELIVERIES)
def test_merging_lots_conserves_units(deliveries: list[tuple[int, int]]) -> None:
    assert stack(deliveries)[0].sum() == sum(units for units, _ in deliveries)


@given(DELIVERIES)
def test_lots_stay_oldest_first_with_the_empty_ones_last(deliveries: list[tuple[int, int]]) -> None:
    units, day = stack(deliveries)
    filled = units[0] > 0
    assert not (filled[1:] & ~filled[:-1]).any()
    assert (np.diff(day[0][filled]) >= 0).all()


@given(DELIVERIES)
def test_merging_never_makes_goods_younger_than_the_youngest_or_older_than_the_oldest(
    deliveries: list[tuple[int, int]],
) -> None:
    units, day = stack(deliveries)
    real = [date for amount, date in deliveries if amount > 0]
    for date in day[0][units[0] > 0]:
        assert min(real) <= date <= max(real)


def test_up_to_four_dates_are_kept_apart() -> None:
    units, day = stack([(5, 40), (1, 10), (2, 20), (7, 30)])
    assert units.tolist() == [[1, 2, 7, 5]]
    assert day.tolist() == [[10, 20, 30, 40]]


def test_the_nearest_dates_become_one_lot_at_their_mean() -> None:
    units, day = stack([(1, 10), (2, 20), (3, 30), (4, 40), (6, 42)])
    assert units.tolist() == [[1, 2, 3, 10]]
    assert day.tolist() == [[10, 20, 30, (4 * 40 + 6 * 42) // 10]]


@given(DELIVERIES, st.integers(0, 400))
def test_the_oldest_units_leave_first(deliveries: list[tuple[int, int]], amount: int) -> None:
    units, _ = stack(deliveries)
    taken = lots.take_oldest(units, ints(amount))
    assert taken.sum() == min(amount, units.sum())
    left = units - taken
    touched = np.flatnonzero(taken[0])
    if len(touched):
        assert (left[0][: touched[-1]] == 0).all()


def test_a_stack_does_not_depend_on_its_neighbours_in_the_batch() -> None:
    full, full_day = stack([(1, 10), (2, 20), (3, 30), (4, 40)])
    short, short_day = stack([(1, 10)])
    both = lots.add(
        np.concatenate([full, short]), np.concatenate([full_day, short_day]), ints(9, 9), ints(41, 5)
    )
    for row, (units, day) in enumerate(((full, full_day), (short, short_day))):
        alone = lots.add(units, day, ints(9), ints((41, 5)[row]))
        assert both[0][row].tolist() == alone[0][0].tolist()
        filled = alone[0][0] > 0
        assert both[1][row][filled].tolist() == alone[1][0][filled].tolist()


# trips


def test_loading_moves_the_oldest_units_of_the_storage() -> None:
    state = new_state()
    put_in_store(state, COKE, 5, day=9)
    put_in_store(state, COKE, 5, day=2)
    machine.load(state, 0, ints(COKE), ints(7))
    assert state.slot_units[0, 0].tolist() == [5, 2, 0, 0]
    assert state.slot_day[0, 0, :2].tolist() == [2, 9]
    assert machine.stored(state)[0, COKE] == 3


def test_loading_nothing_leaves_a_world_alone() -> None:
    state = new_state(2)
    put_in_store(state, COKE, 5)
    machine.load(state, 0, ints(COKE, COKE), ints(4, 0))
    assert state.slot_good[:, 0].tolist() == [COKE, -1]
    assert machine.stored(state)[:, COKE].tolist() == [1, 5]


def test_unloading_brings_goods_back_and_frees_the_slot() -> None:
    state = new_state()
    put_in_store(state, COKE, 12, day=3)
    machine.load(state, 2, ints(COKE), ints(12))
    machine.unload(state, 2, ints(5))
    assert (state.slot_good[0, 2], machine.slot_stock(state)[0, 2]) == (COKE, 7)
    machine.unload(state, 2, ints(7))
    assert state.slot_good[0, 2] == -1
    assert machine.stored(state)[0, COKE] == 12
    assert state.store_day[0, COKE, 0] == 3


def test_sizes_are_strict() -> None:
    large = int(np.flatnonzero(catalogue().is_large)[0])
    assert machine.fits(ints(COKE, large, COKE + catalogue().count), False).tolist() == [True, False, True]
    assert machine.fits(ints(COKE, large), True).tolist() == [False, True]


def test_a_product_has_one_price_in_all_its_slots() -> None:
    state = new_state()
    put_in_store(state, COKE, 20)
    for slot in (0, 3):
        machine.load(state, slot, ints(COKE), ints(8))
    state.price[0, COKE] = 225
    assert machine.slot_price(state)[0].tolist() == [225, 0, 0, 225, *[0] * 8]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["store", "load", "unload", "sell"]), st.integers(0, 5), st.integers(0, 12)
        ),
        max_size=40,
    )
)
@example([("store", 0, 12), ("load", 0, 2), ("sell", 0, 2), ("load", 3, 5), ("sell", 3, 3)])  # listed, empty
def test_units_only_move(steps: list[tuple[str, int, int]]) -> None:
    state, expected = new_state(), 0
    for day, (what, slot, amount) in enumerate(steps, start=1):
        state.day[:] = day
        good = int(SMALL[slot % 3])
        held, stock = int(state.slot_good[0, slot]), int(machine.slot_stock(state)[0, slot])
        if what == "store":
            put_in_store(state, good, amount, day)
            expected += amount
        elif what == "load" and (stock == 0 or held == good):
            units = min(amount, int(machine.stored(state)[0, good]), 12 - stock)
            machine.load(state, slot, ints(good), ints(units))
        elif what == "unload":
            machine.unload(state, slot, ints(min(amount, stock)))
        elif what == "sell" and held >= 0:
            first = int(np.flatnonzero(state.slot_good[0] == held)[0])
            there = int(machine.slot_stock(state)[0, state.slot_good[0] == held].sum())
            sold = np.zeros((1, 12), dtype=np.int64)
            sold[0, first] = min(amount, there)
            machine.sell(state, sold)
            expected -= min(amount, there)
        assert total(state) == expected
        assert state.slot_units.min() >= 0
        assert state.store_units.min() >= 0
        assert machine.slot_stock(state).max() <= 12


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(1, 30)), min_size=1, max_size=12))
def test_many_slots_are_moved_as_one_after_the_other(deliveries: list[tuple[int, int]]) -> None:
    states = [new_state(2), new_state(2)]
    world, slot = np.divmod(np.arange(8), 4)
    good, units = SMALL[ints(0, 1, 0, 0, 1, 1, 0, 1)], ints(5, 3, 4, 2, 7, 1, 6, 2)
    for state in states:
        for which, day in deliveries:
            put_in_store(state, SMALL[which], 20, day)
        for each in (0, 1):  # to have units at all
            put_in_store(state, SMALL[each], 20, 31)
    machine.load_slots(states[0], world, slot, good, units)
    machine.unload_slots(states[0], world, slot, units - 1)
    for i in range(4):
        machine.load(states[1], i, good[slot == i], units[slot == i])
    for i in range(4):
        machine.unload(states[1], i, units[slot == i] - 1)
    for name in ("slot_good", "slot_units", "slot_day", "store_units", "store_day"):
        assert getattr(states[0], name).tolist() == getattr(states[1], name).tolist()


# sales


def test_sales_take_the_oldest_units_whichever_slot_they_are_in() -> None:
    state = new_state()
    state.slot_good[0, [1, 4]] = COKE
    state.slot_units[0, 1, :2], state.slot_day[0, 1, :2] = [3, 3], [5, 20]
    state.slot_units[0, 4, :2], state.slot_day[0, 4, :2] = [4, 2], [2, 10]
    sold = np.zeros((1, 12), dtype=np.int64)
    sold[0, 1] = 8
    machine.sell(state, sold)
    assert state.slot_units[0, 1].tolist() == [3, 0, 0, 0]
    assert state.slot_day[0, 1, 0] == 20
    assert state.slot_units[0, 4].tolist() == [1, 0, 0, 0]
    assert state.slot_day[0, 4, 0] == 10


@pytest.mark.parametrize("slot", [0, 1])
def test_a_sale_of_one_product_leaves_the_others_alone(slot: int) -> None:
    state = new_state()
    state.slot_good[0, :2] = [COKE, OTHER]
    state.slot_units[0, :2, 0] = 6
    sold = np.zeros((1, 12), dtype=np.int64)
    sold[0, slot] = 6
    machine.sell(state, sold)
    assert machine.slot_stock(state)[0, [slot, 1 - slot]].tolist() == [0, 6]


@pytest.mark.parametrize(("age", "stale"), [(0, 0), (1, 2)])
def test_units_past_their_shelf_life_are_counted_as_stale(age: int, stale: int) -> None:
    fruit = int(np.argmin(catalogue().shelf_life))
    state = new_state()
    state.day[:] = 50
    state.slot_good[0, 6] = fruit
    state.slot_units[0, 6, :2] = [2, 4]
    state.slot_day[0, 6, :2] = [50 - catalogue().shelf_life[fruit] - age, 49]
    sold = np.zeros((1, 12), dtype=np.int64)
    sold[0, 6] = 5
    assert machine.sell(state, sold)[0, 6] == stale
