"""A year that moves: not in `vb2`; in `living` as often, as far and as long as the scenario says."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from vendsim import Scenario
from vendsim.change import LOCAL_EVENTS
from vendsim.draws import normal_values
from vendsim.economy import change, normalise, orders, quotes
from vendsim.economy.catalogue import catalogue, supplier_table
from vendsim.economy.night import close_day
from vendsim.economy.reference.planning import _mix_rate, moved_demand
from vendsim.economy.rules import rules_of
from vendsim.economy.worlds import open_worlds

VB2, LIVING = Scenario.load("vb2"), Scenario.load("living")
RULES = rules_of(LIVING).plain
WORLDS = [SimpleNamespace(seed=seed) for seed in range(60)]
DAYS = range(1, LIVING.days + 1)
PERIODS = range(LIVING.days // LIVING.change.event_every)


def test_nothing_moves_in_vb2() -> None:
    rules, world = rules_of(VB2).plain, SimpleNamespace(seed=3)
    for day in DAYS:
        assert change.crowd_on(rules, world, day) == 1.0
        assert change.degrees_on(rules, world, day) == 0.0
        assert {change.demand_on(rules, world, product, day) for product in range(75)} == {1.0}
        assert {change.cost_on(rules, world, k, 0, day) for k in range(26)} == {1.0}
    assert change.last_day_of_list(rules, 1) > VB2.days


@pytest.mark.parametrize("table", ["taste", "market"])
def test_tastes_and_costs_have_mean_1_on_every_day(table: str) -> None:
    values = normal_values()
    for before, after, constant in getattr(RULES, table):
        mean = np.exp(before * values).mean() * np.exp(after * values).mean() * np.exp(constant)
        assert mean == pytest.approx(1.0, abs=1e-12)


def test_tastes_spread_as_far_on_every_day_and_are_others_half_a_year_later() -> None:
    logs = {
        day: np.log([change.taste(RULES, world, product, day) for world in WORLDS for product in range(40)])
        for day in (1, 40, 76, 200)
    }
    for values in logs.values():
        assert values.std() == pytest.approx(LIVING.change.taste_spread, rel=0.05)
    assert np.corrcoef(logs[40], logs[76])[0, 1] > 0.5
    assert abs(np.corrcoef(logs[1], logs[200])[0, 1]) < 0.05


def test_tastes_move_by_a_little_from_day_to_day() -> None:
    steps = np.diff([np.log(change.taste(RULES, WORLDS[0], 5, day)) for day in DAYS])
    assert 0 < np.abs(steps).max() < 0.05


def test_a_locked_assortment_loses_at_least_15_percent_by_the_end() -> None:
    moving = LIVING.with_(change={"seasons": [], "events": [], "rival_share": 0.0})
    params, _ = open_worlds(moving, list(range(40)))

    def on(day: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        _, wanted = moved_demand(moving, params, np.full(40, day))
        then = replace(params, base_sales=params.base_sales * wanted)
        interest, margin = normalise.average_interest(moving, then, then.wholesale)
        return interest, margin, normalise.greedy_mix(moving, then, interest, margin)[0]

    interest, margin, first = on(1)
    begun = (_mix_rate(moving, params, first, interest) * margin).sum(axis=1).mean()
    interest, margin, best = on(365)
    locked, fresh = (
        (_mix_rate(moving, params, mix, interest) * np.where(mix, margin, 0)).sum(axis=1).mean()
        for mix in (first, best)
    )
    assert locked < 0.85 * begun
    assert locked < 0.85 * fresh


def test_events_come_as_often_as_said_last_as_long_and_stay_in_their_period() -> None:
    every, found = LIVING.change.event_every, []
    for world in WORLDS:
        for period in PERIODS:
            kind, first, days = change.event_in(RULES, world, period)
            if kind < 0:
                continue
            found.append(kind)
            event = LIVING.change.events[kind]
            assert event.days[0] <= days <= event.days[1]
            assert period * every < first <= first + days - 1 <= (period + 1) * every
            assert [change.event_on(RULES, world, day) for day in (first, first + days - 1)] == [kind, kind]
            if first > period * every + 1:
                assert change.event_on(RULES, world, first - 1) == -1
    assert len(found) == pytest.approx(LIVING.change.event_share * 60 * len(PERIODS), rel=0.08)
    assert set(found) == set(range(len(LIVING.change.events)))
    assert {event.name for event in LIVING.change.events} == set(LOCAL_EVENTS)


def test_a_heat_week_is_hot_on_the_thermometer() -> None:
    heat = next(k for k, event in enumerate(LIVING.change.events) if event.name == "heat week")
    world, first = next(
        (w, first)
        for w in range(60)
        for kind, first, _ in [change.event_in(RULES, WORLDS[w], 0)]
        if kind == heat and first > 1
    )
    highs = []
    for scenario in (VB2, LIVING):
        params, state = open_worlds(scenario, [world])
        for _ in range(first):
            night = close_day(scenario, params, state)
        highs.append(int(night.high[0]))
    assert highs[1] - highs[0] == LIVING.change.events[heat].degrees


def test_a_rival_opens_for_some_months_and_takes_what_it_sells() -> None:
    rules = LIVING.change
    for world in WORLDS:
        opens, closes = change.rival_days(RULES, world)
        assert rules.rival_opens[0] <= opens <= rules.rival_opens[1]
        assert rules.rival_stays[0] <= closes - opens + 1 <= rules.rival_stays[1]
    quiet = rules_of(LIVING.with_(change={"events": [], "seasons": [], "taste_spread": 0.0})).plain
    opens, closes = change.rival_days(quiet, WORLDS[0])
    sells = [change.rival_sells(quiet, WORLDS[0], quiet.category[product]) for product in range(75)]
    assert 0 < sum(sells) < 75
    for day in (opens - 1, opens, closes, closes + 1):
        there = opens <= day <= closes
        assert change.crowd_on(quiet, WORLDS[0], day) == 1 - rules.rival_crowd * there
        for product in range(75):
            wanted = change.demand_on(quiet, WORLDS[0], product, day)
            assert wanted == 1 - rules.rival_appeal * (there and sells[product])


def test_costs_of_a_category_move_together_with_each_price_list_and_for_all_suppliers() -> None:
    calm = rules_of(LIVING.with_(change={"clearance_share": 0.0})).plain
    one, other = np.flatnonzero(catalogue().category == catalogue().category[0])[:2].tolist()
    costs = [change.cost_on(calm, WORLDS[1], 0, one, day) for day in DAYS]
    assert costs == [change.cost_on(calm, WORLDS[1], 7, other, day) for day in DAYS]
    assert len(set(costs)) == len({change.last_day_of_list(calm, day) for day in DAYS})


def test_a_clearance_takes_its_share_off_one_category_of_one_supplier_for_one_price_list() -> None:
    rules, lists = LIVING.change, LIVING.days // LIVING.change.list_days
    categories = range(catalogue().categories)
    cleared = [
        (k, c, n) for k in range(26) for c in categories for n in range(lists)
        if change.is_cleared(RULES, WORLDS[0], k, c, n)
    ]  # fmt: skip
    assert len(cleared) == pytest.approx(rules.clearance_share * 26 * len(categories) * lists, rel=0.4)
    k, category, n = cleared[0]
    product = int(np.flatnonzero(catalogue().category == category)[0])
    day = n * rules.list_days + 1
    usual = change.market(RULES, WORLDS[0], category, n)
    assert change.cost_on(RULES, WORLDS[0], k, product, day) == usual * (1 - rules.clearance)
    assert change.cost_on(RULES, WORLDS[0], (k + 1) % 26, product, day) == usual


def test_a_quote_that_held_when_it_was_taken_up_is_kept_when_lists_change_overnight() -> None:
    params, state = open_worlds(LIVING, list(range(30)))
    last = LIVING.change.list_days
    who, good = np.zeros(30, dtype=np.int64), np.zeros((30, 1), dtype=np.int64)
    good[:] = int(np.flatnonzero(supplier_table().carries[0])[0])
    units, nothing = np.full((30, 1), 100), np.zeros((30, 1), dtype=np.int64)
    state.day[:] = last
    held = orders.price_order(LIVING, params, state, who, good, units, nothing).listed
    state.day[:] = last + 1
    fresh = orders.price_order(LIVING, params, state, who, good, units, nothing).listed
    kept = orders.price_order(LIVING, params, state, who, good, units, held, written=np.full(30, last)).listed
    assert (fresh != held).any()
    assert (kept == np.minimum(fresh, held)).all()
    lowest = quotes.ceil_cents(quotes.floor_price(params, who[:, None], good))
    tiny = orders.price_order(LIVING, params, state, who, good, units, nothing + 1).listed
    assert (tiny >= np.floor(0.3 * lowest)).all()
