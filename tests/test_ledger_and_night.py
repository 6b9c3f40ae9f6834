"""Cents that balance, nights in their order, and worlds that do not depend on their batch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vendsim.economy import ledger, machine, orders, shipments
from vendsim.economy.catalogue import catalogue
from vendsim.economy.fulfilment import fulfil
from vendsim.economy.ledger import Account, post
from vendsim.economy.night import Night, close_day
from vendsim.economy.params import Params
from vendsim.economy.state import State, from_json, to_json
from vendsim.economy.worlds import open_worlds
from vendsim.scenario import Scenario

SCENARIO = Scenario.load("vb2")
SMALL = np.flatnonzero(~catalogue().is_large)[::6][:6]
LARGE = np.flatnonzero(catalogue().is_large)[::3][:6]
RANGE = np.concatenate([SMALL, LARGE])  # the good of each slot in the scripted plan


def bank(state: State) -> np.ndarray:
    return state.accounts[:, Account.BANK]


def set_bank(state: State, cents: int) -> None:
    state.accounts[:, Account.SUPPLIERS] += bank(state) - cents
    state.accounts[:, Account.BANK] = cents


def fill(state: State) -> None:
    """A full machine at typical retail prices, from nowhere."""
    for slot, good in enumerate(RANGE):
        state.slot_good[:, slot] = good
        state.slot_units[:, slot, 0] = SCENARIO.machine.capacity[slot]
        state.slot_day[:, slot, 0] = state.day
        state.price[:, good] = int(catalogue().retail[good])


def buy(params: Params, state: State, supplier: int, number_of_units: int) -> None:
    n = state.worlds
    who, lines = np.full(n, supplier), np.tile(RANGE, (n, 1))
    units = np.full(lines.shape, number_of_units)
    bill = orders.price_order(SCENARIO, params, state, who, lines, units)
    paid = bill.total <= bank(state)
    post(state.accounts, Account.BANK, Account.SUPPLIERS, np.where(paid, bill.total, 0))
    number = orders.record_payment(SCENARIO, params, state, who, paid, bill.total, lines, units)
    plan = fulfil(SCENARIO, params, who, number, state.day)
    orders.send(state, who, lines, np.where(paid[:, None], units, 0), state.day, plan, plan.share)


def visit(state: State) -> None:
    post(state.accounts, Account.COINS, Account.BANK, state.accounts[:, Account.COINS].copy())
    for slot, good in enumerate(RANGE):
        room = SCENARIO.machine.capacity[slot] - machine.slot_stock(state)[:, slot]
        units = np.minimum(room, machine.stored(state)[:, good])
        machine.load(state, slot, np.full(state.worlds, good), units)
        state.price[:, good] = int(catalogue().retail[good])


def scripted_days(params: Params, state: State, days: int) -> list[Night]:
    """The same plan in every world: buy from one supplier after another, visit every third day."""
    nights = []
    for _ in range(days):
        day = int(state.day[0])
        shipments.deliver(state, shipments.due(state, 1320))
        if day % 6 == 1:
            buy(params, state, supplier=day % 26, number_of_units=6)
        if day % 3 == 0:
            visit(state)
        state.tokens += 3_000
        nights.append(close_day(SCENARIO, params, state))
    return nights


def row(value: Any, world: int) -> Any:
    """One world of a dataclass of arrays, without the unused room among its shipments."""
    if not isinstance(value, np.ndarray):
        fields = {name: row(part, world) for name, part in vars(value).items()}
        if "minute" in fields:
            used = [i for i, units in enumerate(fields["units"]) if units > 0]
            fields = {name: [part[i] for i in used] for name, part in fields.items()}
        return fields
    return value[world].tolist()


# the ledger


@given(st.lists(st.tuples(st.sampled_from(Account), st.sampled_from(Account), st.integers(0, 10**9))))
def test_accounts_always_sum_to_zero(postings: list[tuple[Account, Account, int]]) -> None:
    accounts = ledger.open_ledger(3, 50_000)
    for source, target, cents in postings:
        post(accounts, source, target, np.array([cents, 0, cents // 2]))
    assert (accounts.sum(axis=1) == 0).all()


def test_a_business_starts_with_five_hundred_dollars() -> None:
    _, state = open_worlds(SCENARIO, range(3))
    assert bank(state).tolist() == [50_000] * 3
    assert (state.accounts.sum(axis=1) == 0).all()


def test_every_cent_and_unit_of_a_year_is_accounted_for() -> None:
    params, state = open_worlds(SCENARIO, range(6))
    nights = scripted_days(params, state, 365)
    assert (state.accounts.sum(axis=1) == 0).all()
    spent = {
        Account.LOCATION: sum(night.fee for night in nights),
        Account.TOKENS: sum(night.token_paid for night in nights),
        Account.CUSTOMERS: -sum(night.revenue for night in nights),
    }
    for account, cents in spent.items():
        assert (state.accounts[:, account] == cents).all(), account.name
    assert sum(int(night.sold.sum()) for night in nights) > 3_000


# the night


def test_the_fee_is_paid_every_day() -> None:
    params, state = open_worlds(SCENARIO, [0])
    fees = [int(close_day(SCENARIO, params, state).fee[0]) for _ in range(5)]
    assert fees == [200] * 5
    assert bank(state)[0] == 50_000 - 1_000


def test_who_only_waits_is_out_of_business_on_day_260() -> None:
    params, state = open_worlds(SCENARIO, range(4))
    while not state.ended.any():
        night = close_day(SCENARIO, params, state)
    assert night.day.tolist() == [260] * 4
    assert night.bankrupt.all()
    assert state.ended.all()
    assert bank(state).tolist() == [0] * 4


def test_the_tenth_unpaid_day_in_a_row_ends_the_run() -> None:
    params, state = open_worlds(SCENARIO, [0])
    set_bank(state, 199)
    streak = []
    while not state.ended[0]:
        night = close_day(SCENARIO, params, state)
        streak.append(int(night.unpaid_days[0]))
    assert streak == list(range(1, 11))
    assert bank(state)[0] == 199


def test_a_paid_fee_resets_the_streak_and_skipped_fees_are_not_owed() -> None:
    params, state = open_worlds(SCENARIO, [0])
    set_bank(state, 0)
    for _ in range(9):
        close_day(SCENARIO, params, state)
    set_bank(state, 200)
    night = close_day(SCENARIO, params, state)
    assert (int(night.fee[0]), int(night.unpaid_days[0]), int(bank(state)[0])) == (200, 0, 0)
    assert not state.ended[0]
    assert int(close_day(SCENARIO, params, state).unpaid_days[0]) == 1


def test_a_run_ends_after_its_last_day_without_being_bankrupt() -> None:
    short = SCENARIO.model_copy(update={"days": 12})
    params, state = open_worlds(short, [0])
    nights = [close_day(short, params, state) for _ in range(12)]
    assert [bool(night.ended[0]) for night in nights] == [False] * 11 + [True]
    assert not nights[-1].bankrupt[0]
    assert state.day[0] == 12


def test_card_takings_reach_the_bank_a_day_later_and_coins_wait_in_the_machine() -> None:
    params, state = open_worlds(SCENARIO, range(20))
    fill(state)
    first = close_day(SCENARIO, params, state)
    assert first.revenue.sum() > 0
    assert bank(state).tolist() == [50_000 - 200] * 20
    assert (state.accounts[:, Account.CARD] == first.card).all()
    assert (state.accounts[:, Account.COINS] == first.revenue - first.card).all()
    second = close_day(SCENARIO, params, state)
    assert (second.credited == first.card).all()
    assert (bank(state) == 50_000 - 400 + first.card).all()


def test_at_the_end_the_last_card_takings_count_and_coins_do_not() -> None:
    short = SCENARIO.model_copy(update={"days": 1})
    params, state = open_worlds(short, range(20))
    fill(state)
    night = close_day(short, params, state)
    assert (night.settled == night.card).all()
    assert (bank(state) == 50_000 - 200 + night.card).all()
    assert (state.accounts[:, Account.COINS] > 0).any()


def test_revenue_is_units_times_price() -> None:
    params, state = open_worlds(SCENARIO, range(20))
    fill(state)
    night = close_day(SCENARIO, params, state)
    assert (night.revenue == (night.sold * catalogue().retail[RANGE].astype(int)).sum(axis=1)).all()
    assert (night.card <= night.revenue).all()


def test_tokens_are_billed_weekly_at_a_hundred_dollars_a_million() -> None:
    params, state = open_worlds(SCENARIO, [0])
    state.tokens[:] = 250_000
    bills = [int(close_day(SCENARIO, params, state).token_bill[0]) for _ in range(14)]
    assert bills == [0] * 6 + [2_500] + [0] * 7
    assert state.tokens[0] == 0


def test_what_the_bank_cannot_pay_of_a_token_bill_is_carried_over() -> None:
    params, state = open_worlds(SCENARIO, [0])
    set_bank(state, 2_400)
    state.tokens[:] = 200_000
    for _ in range(7):
        night = close_day(SCENARIO, params, state)
    assert (int(night.token_bill[0]), int(night.token_paid[0])) == (2_000, 1_000)
    assert (int(bank(state)[0]), int(state.token_debt[0])) == (0, 1_000)
    set_bank(state, 5_000)
    for _ in range(7):
        night = close_day(SCENARIO, params, state)
    assert int(night.token_paid[0]) == 1_000
    assert state.token_debt[0] == 0


@settings(deadline=None, max_examples=25)
@given(
    start=st.integers(0, 3_000),
    tokens=st.lists(st.integers(0, 400_000), min_size=1, max_size=24),
)
def test_the_balance_never_goes_below_zero(start: int, tokens: list[int]) -> None:
    params, state = open_worlds(SCENARIO, [0])
    set_bank(state, start)
    for used in tokens:
        state.tokens += used
        close_day(SCENARIO, params, state)
        assert bank(state)[0] >= 0
        assert state.accounts.sum() == 0


def test_suppliers_close_down_at_their_rate_and_stay_closed() -> None:
    params, state = open_worlds(SCENARIO, range(200))
    state.accounts[:, Account.BANK] += 10**6
    closed_before, news = state.closed.copy(), np.zeros_like(state.closed, dtype=int)
    for _ in range(364):
        news += close_day(SCENARIO, params, state).closed_down
        assert (state.closed | ~closed_before).all()
        closed_before = state.closed.copy()
    assert news.max() == 1
    assert (news == state.closed).all()
    expected = 1 - (1 - SCENARIO.suppliers.exit_hazard) ** 364
    assert state.closed.mean() == pytest.approx(expected, abs=0.02)


# batches


def test_a_batch_of_worlds_equals_each_world_alone_over_a_whole_year() -> None:
    seeds = [11, 5, 2**63, 8]
    params, state = open_worlds(SCENARIO, seeds)
    nights = scripted_days(params, state, 365)
    for world in (0, 2):
        alone_params, alone = open_worlds(SCENARIO, [seeds[world]])
        alone_nights = scripted_days(alone_params, alone, 365)
        assert row(alone_params, 0) == row(params, world)
        for together, single in zip(nights, alone_nights, strict=True):
            assert row(single, 0) == row(together, world), f"day {single.day[0]}"
        assert row(alone, 0) == row(state, world)


def test_a_world_goes_on_from_its_json_bit_for_bit() -> None:
    params, state = open_worlds(SCENARIO, [4, 9])
    scripted_days(params, state, 20)
    copy = from_json(State, to_json(state))
    scripted_days(params, state, 20)
    scripted_days(params, copy, 20)
    assert to_json(copy) == to_json(state)


def test_what_an_agent_does_never_changes_the_weather_or_the_supplier_exits() -> None:
    params, idle = open_worlds(SCENARIO, range(3))
    _, busy = open_worlds(SCENARIO, range(3))
    quiet = [close_day(SCENARIO, params, idle) for _ in range(60)]
    active = scripted_days(params, busy, 60)
    for one, other in zip(quiet, active, strict=True):
        assert one.high.tolist() == other.high.tolist()
        assert one.wet.tolist() == other.wet.tolist()
        assert one.closed_down.tolist() == other.closed_down.tolist()
