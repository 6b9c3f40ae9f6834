"""`vendsim.economy.night.close_day`, compiled.

The formulas are those of the array code; here is only the order in which a night goes, as `night.py` has it:
one loop over all worlds for each part of the night. Functions take arrays one by one, because numba counts
references to every array of a tuple at every call.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from vendsim.draws import Stream, begin, extend, normal_cell, normal_values, stream_key, unit
from vendsim.economy import customers, quantiles
from vendsim.economy.catalogue import catalogue
from vendsim.economy.compiled.jit import jit, numbers
from vendsim.economy.customers import (
    MOST,
    STALE,
    cause_in_date,
    claim_count,
    claim_thresholds,
    claimed_cents,
    recover,
)
from vendsim.economy.demand import (
    card_share,
    counted_factors,
    footfall_factor,
    interest,
    log_weather_factor,
    mood_factor,
)
from vendsim.economy.ledger import Account
from vendsim.economy.lots import LOTS
from vendsim.economy.night import Night
from vendsim.economy.night import close_day as close_day_in_arrays
from vendsim.economy.params import Params
from vendsim.economy.quantiles import CELLS, STEPS, TABLE_LIMIT, WIDTH, next_term, no_demand
from vendsim.economy.state import State
from vendsim.economy.weather import calendar, climate, daily_high, persist, spell_days
from vendsim.scenario import Scenario, derived

_RAIN, _ANOMALY, _HEAT = (stream_key(s) for s in (Stream.RAIN, Stream.ANOMALY, Stream.HEAT_SPELL))
_SHOPPING, _CARD_USER = stream_key(Stream.SHOPPING_DAY), stream_key(Stream.CARD_SHARE)
_DEMAND, _CLAIM, _DETAIL = (stream_key(s) for s in (Stream.DEMAND, Stream.CLAIM, Stream.CLAIM_DETAIL))
_BANK, _COINS, _CARD = int(Account.BANK), int(Account.COINS), int(Account.CARD)
_CUSTOMERS, _LOCATION, _TOKENS = int(Account.CUSTOMERS), int(Account.LOCATION), int(Account.TOKENS)


@derived
def _sections(scenario: Scenario) -> tuple[Any, Any, Any, Any]:
    return (
        numbers(scenario.demand, "log_largest_uplift"),
        numbers(scenario.weather),
        numbers(scenario.customers),
        numbers(scenario.money),
    )


def close_day(scenario: Scenario, params: Params, state: State) -> Night:
    """Close the current day of every world and move to the next morning.

    Does what the array code does, bit for bit, but changes the state's arrays in place. A scenario in which
    base sales drift is left to the array code.
    """
    if scenario.demand.drift_spread:
        return close_day_in_arrays(scenario, params, state)
    night = _blank_night(state)
    demand, weather, claims, money = _sections(scenario)
    sky, table, typical, dates = state.sky, catalogue(), climate(scenario.weather), calendar(scenario)
    _change_weather(
        demand, weather, normal_values(), dates.month, typical.high, typical.rain_after, typical.heat,
        params.seed, state.day, sky.high, sky.wet, sky.anomaly, sky.heat_days_left, state.mood,
        night.high, night.wet,
    )  # fmt: skip
    leader, stock = (np.empty(night.good.shape, dtype=np.int16) for _ in range(2))
    shared = np.empty(params.worlds, dtype=bool)
    _find_leaders(night.good, state.slot_units, state.price, night.price, leader, stock, shared)
    step, counted = np.empty(night.good.shape, dtype=np.int32), counted_factors(scenario)
    _expect(
        demand, table.category, table.rain, counted.crowding, counted.variety, counted.lowest_peak,
        dates.weekday, dates.month, params.reference, params.base_sales, params.elasticity,
        params.temperature, params.weekday, params.month, params.variety_peak, params.footfall,
        state.day, sky.high, sky.wet, state.mood, state.goodwill, night.good, night.price, leader, step,
    )  # fmt: skip
    distribution, thresholds = quantiles.table(scenario.demand.dispersion), claim_thresholds(scenario)
    _sell(
        scenario.demand.dispersion, distribution.rows, distribution.first, table.shelf_life_of_goods,
        params.seed, state.day, state.slot_units, state.slot_day, night.good, night.price, leader, stock,
        shared, step, night.sold, night.stale, night.revenue,
    )  # fmt: skip
    _complain(
        claims, thresholds.fresh, thresholds.stale, params.seed, state.day, night.good, night.price,
        night.sold, night.stale, night.claims.cause, night.claims.cents,
    )  # fmt: skip
    _settle(
        demand, claims, money, scenario.days, params.seed, state.day, state.ended, state.accounts,
        state.unpaid_days, state.tokens, state.token_debt, state.goodwill, night.revenue, night.card,
        night.credited, night.fee, night.unpaid_days, night.settled, night.token_bill, night.token_paid,
        night.ended, night.bankrupt,
    )  # fmt: skip
    _close_suppliers(
        scenario.suppliers.forget_days, params.exit_day, night.day, state.closed, state.rounds,
        state.last_order, night.closed_down,
    )  # fmt: skip
    return night


def _blank_night(state: State) -> Night:
    n, slots = state.slot_good.shape

    def money() -> np.ndarray:
        return np.zeros(n, dtype=np.int64)

    return Night(
        day=state.day.copy(), high=np.zeros(n, dtype=np.int16), wet=np.zeros(n, dtype=bool),
        good=state.slot_good.copy(), price=np.zeros((n, slots), dtype=np.int64),
        sold=np.zeros((n, slots), dtype=np.int16), stale=np.zeros((n, slots), dtype=np.int16),
        revenue=money(), card=money(), credited=money(), fee=money(),
        unpaid_days=np.zeros(n, dtype=np.int16), settled=money(), token_bill=money(), token_paid=money(),
        claims=customers.no_claims(n, slots), closed_down=np.zeros(state.closed.shape, dtype=bool),
        ended=np.zeros(n, dtype=bool), bankrupt=np.zeros(n, dtype=bool),
    )  # fmt: skip


@jit
def _change_weather(
    demand, weather, normals, months, typical_high, rain_after, heat_season, seeds, days, high, wet,
    anomaly, heat_days_left, mood, night_high, night_wet,
):  # fmt: skip
    """The closing day's weather and mood."""
    for i in range(len(days)):
        today, month = np.uint64(days[i]), months[days[i]]
        z = normals[normal_cell(extend(begin(seeds[i], _ANOMALY), today))]
        anomaly[i] = persist(weather.anomaly_persistence, weather.anomaly_spread, anomaly[i], z)
        hot_days = np.float64(heat_days_left[i])
        if hot_days == 0:
            hot_days = spell_days(weather, unit(extend(begin(seeds[i], _HEAT), today)), heat_season[month])
        hot = hot_days > 0
        high[i] = np.int16(daily_high(typical_high[month], anomaly[i], weather.heat_degrees * hot))
        wet[i] = unit(extend(begin(seeds[i], _RAIN), today)) < rain_after[month + 12 * wet[i]]
        heat_days_left[i] = np.int16(hot_days - hot)
        night_high[i], night_wet[i] = high[i], wet[i]
        z = normals[normal_cell(extend(begin(seeds[i], _SHOPPING), today))]
        mood[i] = persist(demand.day_persistence, demand.day_spread, mood[i], z)


@jit
def _find_leaders(goods, units, prices, slot_prices, leader, stock, shared):
    """The first slot on sale of each good, and the units of that good in all slots; -1: not on sale.

    ``shared`` (N,) says where a good is in two slots.
    """
    worlds, slots = goods.shape
    for i in range(worlds):
        shared[i] = False
        for slot in range(slots):
            good = goods[i, slot]
            leader[i, slot], stock[i, slot] = -1, 0
            if good < 0:
                continue
            slot_prices[i, slot] = prices[i, good]
            there = 0
            for lot in range(LOTS):
                there += units[i, slot, lot]
            if there == 0 or prices[i, good] <= 0:
                continue
            leader[i, slot], stock[i, slot] = slot, there
            for earlier in range(slot):
                if goods[i, earlier] == good and leader[i, earlier] == earlier:
                    leader[i, slot] = earlier
                    stock[i, earlier] += there
                    shared[i] = True
                    break


@jit
def _expect(
    rules, categories, rain, crowding, variety, lowest_peak, weekdays, months, references, base_sales,
    elasticities, temperatures, weekday_factor, month_factor, peak, footfall, days, high, wet, mood,
    goodwill, goods, prices, leader, step,
):  # fmt: skip
    """lambda of each good on sale at its leader, in 1/256 units."""
    worlds, slots = goods.shape
    products = len(categories)
    in_category, x = np.zeros(products, dtype=np.int64), np.zeros(slots)
    category = np.zeros(slots, dtype=np.int64)
    for i in range(worlds):
        distinct = 0
        for slot in range(slots):
            if leader[i, slot] == slot:
                good = goods[i, slot]
                category[slot] = categories[good - products if good >= products else good]
                in_category[category[slot]] += 1
                distinct += 1
        if distinct == 0:
            step[i, :] = 0
            continue
        temperature, rained = np.float64(high[i]), np.float64(wet[i])
        day_factor = np.float64(weekday_factor[i, weekdays[days[i]]]) * np.float64(
            month_factor[i, months[days[i]]]
        )
        choice = variety[(np.int64(peak[i]) - lowest_peak) * len(crowding) + distinct]
        of_the_day = choice * (day_factor * mood_factor(rules, mood[i]))
        total = 0.0
        for slot in range(slots):
            x[slot] = 0.0
            if leader[i, slot] != slot:
                continue
            good = goods[i, slot]
            product = good - products if good >= products else good
            reference, base = np.float64(references[i, product]), np.float64(base_sales[i, product])
            if good >= products:
                reference, base = reference * rules.off_brand_price, base * rules.off_brand_sales
            d = (prices[i, slot] - reference) / reference
            tau, elasticity = np.float64(temperatures[i, product]), np.float64(elasticities[i, product])
            log_weather = log_weather_factor(rules, tau, rain[product], temperature, rained)
            of_good = interest(rules, base, d, elasticity, log_weather)
            x[slot] = of_good * crowding[in_category[category[slot]]] * of_the_day
            total += x[slot]
        served = footfall_factor(total, footfall[i]) * goodwill[i] * STEPS
        for slot in range(slots):
            step[i, slot] = np.int32(np.rint(x[slot] * served))
            if leader[i, slot] == slot:
                in_category[category[slot]] = 0


@jit
def _demanded(rows, first, step, u, dispersion, most):
    """Units asked for, by inverse distribution function; counted up to ``most``."""
    if step < TABLE_LIMIT:
        units = np.int64(first[step * CELLS + np.int64(u * CELLS)])
        units += rows[step * WIDTH + min(units, WIDTH - 1)] <= u
        while units < WIDTH and rows[step * WIDTH + units] <= u:
            units += 1
        if units < WIDTH:
            return units
    lam = step / STEPS
    term = no_demand(lam, dispersion)
    total, units = term, 0
    while units < most and total <= u:
        units += 1
        term = term * next_term(units, lam, dispersion)
        total += term
    return units


@jit
def _sell(
    dispersion, rows, first, shelf_life, seeds, days, units, lot_days, goods, prices, leader, stock, shared,
    step, all_sold, all_stale, revenue,
):  # fmt: skip
    """Units leave the slots, the oldest first."""
    worlds, slots = goods.shape
    u = np.empty(slots)
    for i in range(worlds):
        of_the_day = extend(begin(seeds[i], _DEMAND), np.uint64(days[i]))
        for slot in range(slots):
            u[slot] = unit(extend(of_the_day, np.uint64(goods[i, slot])))
        for slot in range(slots):
            wanted = _demanded(rows, first, step[i, slot], u[slot], dispersion, stock[i, slot])
            all_sold[i, slot] = min(wanted, stock[i, slot]) if leader[i, slot] == slot else 0
        for slot in range(slots):
            sold, best_before = all_sold[i, slot], days[i] - shelf_life[goods[i, slot]]
            revenue[i] += sold * prices[i, slot]
            if shared[i]:
                all_stale[i, slot] = _take_of_all(units, lot_days, i, slot, leader, sold, best_before)
            else:
                all_stale[i, slot] = _take(units, lot_days, i, slot, sold, best_before)


@jit
def _complain(
    rules, fresh_thresholds, stale_thresholds, seeds, days, goods, prices, all_sold, all_stale, cause, cents
):
    """Some of those who bought something that day want their money back."""
    worlds, slots = goods.shape
    drawn = np.empty(slots, dtype=np.uint64)
    for i in range(worlds):
        today = np.uint64(days[i])
        of_the_day = extend(begin(seeds[i], _CLAIM), today)
        for slot in range(slots):
            drawn[slot] = extend(of_the_day, np.uint64(goods[i, slot]))
        for slot in range(slots):
            stale = all_stale[i, slot]
            fresh, u = all_sold[i, slot] - stale, unit(drawn[slot])
            if u >= fresh_thresholds[0, fresh]:
                count = claim_count(fresh_thresholds[0, fresh], fresh_thresholds[1, fresh], u)
                _claim(rules, seeds[i], today, goods, prices, i, slot, 0, count, cause, cents)
            if stale > 0:
                u = unit(extend(drawn[slot], np.uint64(1)))
                count = claim_count(stale_thresholds[0, stale], stale_thresholds[1, stale], u)
                _claim(rules, seeds[i], today, goods, prices, i, slot, MOST, count, cause, cents)


@jit
def _claim(rules, seed, today, goods, prices, i, slot, first, count, cause, cents):
    """Write down ``count`` claims about a good from place ``first`` on."""
    for place in range(first, first + count):
        of_good = extend(extend(begin(seed, _DETAIL), today), np.uint64(goods[i, slot]))
        drawn = extend(of_good, np.uint64(place))
        kind, multiple = unit(extend(drawn, np.uint64(0))), unit(extend(drawn, np.uint64(1)))
        extortion, ransom = unit(extend(drawn, np.uint64(2))), unit(extend(drawn, np.uint64(3)))
        reason = STALE if first == MOST else cause_in_date(rules, kind)
        cause[i, slot, place] = reason
        asked = claimed_cents(rules, reason, prices[i, slot], multiple, extortion, ransom)
        cents[i, slot, place] = np.int32(asked)


@jit
def _take(units, lot_days, i, slot, amount, best_before):
    """Take units out of one slot, the oldest first; returns how many were past their shelf life."""
    gone, empty, stale = True, 0, 0
    for lot in range(LOTS):
        taken = min(amount, units[i, slot, lot])
        amount -= taken
        units[i, slot, lot] -= taken
        stale += taken * (lot_days[i, slot, lot] < best_before)
        gone &= units[i, slot, lot] == 0
        empty += gone
    for lot in range(LOTS):  # the others move up
        source, there = min(lot + empty, LOTS - 1), lot + empty < LOTS
        units[i, slot, lot] = units[i, slot, source] * there
        lot_days[i, slot, lot] = lot_days[i, slot, source] * there
    return stale


@jit
def _take_of_all(units, lot_days, i, slot, leader, amount, best_before):
    """The same out of all slots that ``slot`` leads, each time out of the one with the oldest lot."""
    stale = 0
    while amount > 0:
        oldest = slot
        for other in range(slot + 1, leader.shape[1]):
            if leader[i, other] == slot and units[i, other, 0] > 0 and (
                units[i, oldest, 0] == 0 or lot_days[i, other, 0] < lot_days[i, oldest, 0]
            ):  # fmt: skip
                oldest = other
        taken = min(amount, np.int64(units[i, oldest, 0]))
        amount -= taken
        stale += _take(units, lot_days, i, oldest, taken, best_before)
    return stale


@jit
def _settle(
    demand, customers, money, last_day, seeds, days, over, accounts, unpaid_days, tokens, token_debt,
    goodwill, revenue, card, credited, fee, night_unpaid_days, settled, token_bill, token_paid, ended,
    bankrupt,
):  # fmt: skip
    """Takings, the location fee, the token bill; whether the run is over."""
    for i in range(len(days)):
        day = days[i]
        u = unit(extend(begin(seeds[i], _CARD_USER), np.uint64(day)))
        card[i], credited[i] = np.int64(np.rint(card_share(demand, u) * revenue[i])), accounts[i, _CARD]
        accounts[i, _CUSTOMERS] -= revenue[i]
        accounts[i, _COINS] += revenue[i] - card[i]
        accounts[i, _CARD] = card[i]
        accounts[i, _BANK] += credited[i]
        if accounts[i, _BANK] >= money.daily_fee_cents:
            fee[i] = money.daily_fee_cents
            accounts[i, _BANK] -= fee[i]
            accounts[i, _LOCATION] += fee[i]
            unpaid_days[i] = 0
        else:
            unpaid_days[i] += 1
        night_unpaid_days[i] = unpaid_days[i]
        bankrupt[i] = unpaid_days[i] >= money.unpaid_days_limit
        ended[i] = bankrupt[i] or day >= last_day
        if ended[i]:
            settled[i] = accounts[i, _CARD]
            accounts[i, _BANK] += settled[i]
            accounts[i, _CARD] = 0
            over[i] = True
        else:
            days[i] = day + 1
        if ended[i] or day % money.token_bill_every_days == 0:
            fresh = (tokens[i] * money.tokens_cents_per_million + 500_000) // 1_000_000
            token_bill[i] = token_debt[i] + fresh
            token_paid[i] = min(token_bill[i], accounts[i, _BANK])
            accounts[i, _BANK] -= token_paid[i]
            accounts[i, _TOKENS] += token_paid[i]
            token_debt[i], tokens[i] = token_bill[i] - token_paid[i], 0
        goodwill[i] = recover(customers, goodwill[i])


@jit
def _close_suppliers(
    forget_days, exit_day, days, closed, rounds, last_order, closed_down,
):  # fmt: skip
    """Suppliers go out of business, and forget concessions."""
    worlds, suppliers = closed.shape
    for i in range(worlds):
        for k in range(suppliers):
            closed_down[i, k] = exit_day[i, k] == days[i] and not closed[i, k]
            closed[i, k] |= closed_down[i, k]
            if last_order[i, k] + forget_days == days[i]:
                rounds[i, k] = 0
