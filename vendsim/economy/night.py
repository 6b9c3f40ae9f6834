"""How a day closes, in a fixed order. Design: economy section 5.

Weather of the closing day; sales on the stock and prices as they stand; coins into the machine, yesterday's
card takings credited, today's pending; the location fee; on every seventh day and at the end the token bill;
suppliers that close down. Dispatches, mail and the digest follow in the office.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vendsim.compiling.hints import ask_for
from vendsim.compiling.run import run
from vendsim.draws import BoolArray, IntArray, Stream, begin, extend, normal_cell, stream_key, unit
from vendsim.economy import change, customers, goods
from vendsim.economy.catalogue import catalogue
from vendsim.economy.customers import MOST, STALE, cause_in_date, claim_count, claimed_cents, recover
from vendsim.economy.demand import (
    card_share,
    footfall_factor,
    interest,
    log_weather_factor,
    mood_factor,
)
from vendsim.economy.ledger import Account
from vendsim.economy.params import Params
from vendsim.economy.quantiles import CELLS, STEPS, TABLE_LIMIT, WIDTH, next_term, no_demand
from vendsim.economy.rules import rules_of
from vendsim.economy.state import State
from vendsim.economy.weather import daily_high, persist, spell_days
from vendsim.formula import Record, real, rule
from vendsim.scenario import Scenario

NEVER_DELIVERED = int(np.iinfo(np.int16).max)  # a day after every delivery
_RAIN, _ANOMALY, _HEAT = (stream_key(s) for s in (Stream.RAIN, Stream.ANOMALY, Stream.HEAT_SPELL))
_SHOPPING, _CARD_USER = stream_key(Stream.SHOPPING_DAY), stream_key(Stream.CARD_SHARE)
_DEMAND, _CLAIM, _DETAIL = (stream_key(s) for s in (Stream.DEMAND, Stream.CLAIM, Stream.CLAIM_DETAIL))
_BANK, _COINS, _CARD = int(Account.BANK), int(Account.COINS), int(Account.CARD)
_CUSTOMERS, _LOCATION, _TOKENS = int(Account.CUSTOMERS), int(Account.LOCATION), int(Account.TOKENS)


@dataclass(frozen=True)
class Night:
    """What happened when a day closed, in N worlds with S slots. Money in cents."""

    day: IntArray  # (N,) the day that closed
    high: IntArray  # (N,) F
    wet: BoolArray  # (N,)
    good: IntArray  # (N, S) good of each slot at closing time, -1: none
    price: IntArray  # (N, S)
    sold: IntArray  # (N, S) units, at the first slot of each distinct good
    stale: IntArray  # (N, S) of those, past their shelf life
    revenue: IntArray  # (N,)
    by_card: IntArray  # (N, S) of the units sold, paid by card; the others in coins
    card: IntArray  # (N,) part of the revenue paid by card
    credited: IntArray  # (N,) yesterday's card takings, now in the bank
    fee: IntArray  # (N,) paid to the location, 0 when it could not be paid
    unpaid_days: IntArray  # (N,)
    settled: IntArray  # (N,) today's card takings, in the bank at once because the run has ended
    token_bill: IntArray  # (N,) charged this night, including what was carried over
    token_paid: IntArray  # (N,) of it
    claims: customers.Claims
    closed_down: BoolArray  # (N, K) suppliers that went out of business
    ended: BoolArray  # (N,) the run is over
    bankrupt: BoolArray  # (N,) because the fee was not paid for too long


def close_day(
    scenario: Scenario, params: Params, state: State, last: bool = False, compiled: bool | None = None
) -> Night:
    """Close the current day of every world and move to the next morning; ``last`` ends the run with it.

    ``compiled`` as in `vendsim.compiling.run`.
    """
    night = blank_nights(params.worlds, state.slot_good.shape[1], state.closed.shape[1])
    constants, worlds = (rules_of(scenario), workroom(scenario)), (params, state, night)
    run(close_days, constants, worlds, last, apart=("shipments",), compiled=compiled)
    return night


def blank_nights(worlds: int, slots: int, suppliers: int) -> Night:
    """N nights in which nothing has happened yet."""

    def zeros(kind: Any, *shape: int) -> Any:
        return np.zeros((worlds, *shape), dtype=kind)

    def money() -> Any:
        return zeros(np.int64)

    return Night(
            day=zeros(np.int64), high=zeros(np.int16), wet=zeros(bool), good=zeros(np.int16, slots),
            price=zeros(np.int64, slots), sold=zeros(np.int16, slots), stale=zeros(np.int16, slots),
            by_card=zeros(np.int16, slots), revenue=money(), card=money(), credited=money(), fee=money(),
            unpaid_days=zeros(np.int16), settled=money(), token_bill=money(), token_paid=money(),
            claims=customers.no_claims(worlds, slots), closed_down=zeros(bool, suppliers), ended=zeros(bool),
            bankrupt=zeros(bool),
    )  # fmt: skip


def workroom(scenario: Scenario) -> dict[str, Any]:
    """Room for intermediate results of one world: no memory is asked for while worlds are played."""
    slots, products = len(scenario.machine.slots), catalogue().count
    by_slot, number = np.zeros(slots, dtype=np.int64), np.int64(0)
    by_good, by_product = np.zeros(2 * products, dtype=np.int64), np.zeros(products, dtype=np.int64)
    return {
        "leader": by_slot, "stock": by_slot, "oldest": by_slot,
        "distinct": number, "leaders": by_slot,  # the slots that lead, and of each of them:
        "product": by_slot, "category": by_slot, "x": np.zeros(slots), "step": by_slot,
        "u": np.zeros(slots),
        "slot_of": by_good, "in_category": by_product, "absent": by_product, "complaints": number,
    }  # fmt: skip


def close_days(
    rules: Sequence[Record], work: Sequence[Record], params: Sequence[Record], states: Sequence[Record],
    nights: Sequence[Record], last: bool,
) -> None:  # fmt: skip
    """The nights of all worlds."""
    for i in range(len(states)):
        close_one(rules[0], work[0], params[i], states[i], nights[i], last)


@rule
def close_one(rules: Record, work: Record, params: Record, state: Record, night: Record, last: bool) -> None:
    """The night of one world, written down in ``night``; ``last`` ends the run with it."""
    night.day = state.day
    change_weather(rules, params, state, night)
    shared = find_leaders(work, state, night)
    expect(rules, work, params, state, night)
    _sell(rules, work, params, state, night, shared)
    _take_money(rules, work, params, night)
    complain(rules, work, params, night)
    _settle(rules, params, state, night, last)
    _close_suppliers(rules, params, state, night)


@rule
def _drawn(params: Record, stream: Any, day: int) -> Any:
    """The day's random bits of a stream."""
    return extend(begin(params.seed, stream), np.uint64(day))


@rule
def change_weather(rules: Record, params: Record, state: Record, night: Record) -> None:
    """The closing day's weather and mood."""
    weather, demand, sky, day = rules.weather, rules.demand, state.sky, state.day
    month = rules.month[day]
    z = rules.normals[normal_cell(_drawn(params, _ANOMALY, day))]
    sky.anomaly = persist(weather.anomaly_persistence, weather.anomaly_spread, sky.anomaly, z)
    hot_days = real(sky.heat_days_left)
    if hot_days == 0:
        hot_days = spell_days(weather, unit(_drawn(params, _HEAT, day)), rules.heat_season[month] > 0)
    hot = hot_days > 0
    heat = weather.heat_degrees * hot + change.degrees_on(rules, params, day)
    sky.high = int(daily_high(rules.typical_high[month], sky.anomaly, heat))
    sky.wet = unit(_drawn(params, _RAIN, day)) < rules.rain_after[month + 12 * sky.wet]
    sky.heat_days_left = int(hot_days - hot)
    night.high, night.wet = sky.high, sky.wet
    z = rules.normals[normal_cell(_drawn(params, _SHOPPING, day))]
    state.mood = persist(demand.day_persistence, demand.day_spread, state.mood, z)


@rule
def find_leaders(work: Record, state: Record, night: Record) -> bool:
    """The first slot on sale of each good, and the units of that good in all slots; -1: not on sale.

    Returns whether a good is in two slots. Keeps how old the goods in the machine are, for claims about this
    night. Branch-free: branches here would be mispredicted.
    """
    work.distinct, doubles = 0, 0
    for slot in range(len(night.good)):
        good, days = state.slot_good[slot], state.slot_day[slot]
        named, there = max(good, 0), goods.slot_stock(state, slot)
        price = state.price[named] * (good >= 0)
        offered = (there > 0) & (price > 0)
        night.good[slot], night.price[slot] = good, price
        work.oldest[slot] = days[0] if there > 0 else NEVER_DELIVERED
        first = work.slot_of[named]  # of those before, from 1, if it is one
        leads = offered & (first == 0)
        work.slot_of[named] = slot + 1 if leads else first
        leader = slot if leads else first - 1
        work.leader[slot] = leader if offered else -1
        work.stock[slot] = there
        work.leaders[work.distinct] = slot
        work.distinct += leads
        doubles += offered & (not leads)
    for slot in range(len(night.good)):
        work.slot_of[max(night.good[slot], 0)] = 0
    if doubles:
        for slot in range(len(night.good)):
            leader = work.leader[slot]
            if leader >= 0 and leader != slot:
                work.stock[leader] += work.stock[slot]
    return doubles > 0


@rule
def expect(rules: Record, work: Record, params: Record, state: Record, night: Record) -> None:
    """lambda of each good on sale at its leader, in 1/256 units."""
    products, distinct = len(rules.category), work.distinct
    for n in range(distinct):
        good = night.good[work.leaders[n]]
        work.product[n] = good - products if good >= products else good
        work.category[n] = rules.category[work.product[n]]
        work.in_category[work.category[n]] += 1
    demand, crowded = rules.demand, len(rules.crowding)
    temperature, rained = real(state.sky.high), real(state.sky.wet)
    weekday, month = rules.weekday[state.day], rules.month[state.day]
    day_factor = real(params.weekday[weekday]) * real(params.month[month])
    choice = rules.variety[(int(params.variety_peak) - rules.lowest_peak) * crowded + distinct]
    of_the_day, footfall = choice * (day_factor * mood_factor(demand, state.mood)), real(params.footfall)
    moves = rules.demand_moves > 0
    if moves:
        crowd = change.crowd_on(rules, params, state.day)
        of_the_day, footfall = of_the_day * crowd, footfall * crowd
    total = 0.0
    for n in range(distinct):
        slot, product = work.leaders[n], work.product[n]
        reference, base = real(params.reference[product]), real(params.base_sales[product])
        if night.good[slot] >= products:
            reference, base = reference * demand.off_brand_price, base * demand.off_brand_sales
        if moves:
            base *= change.demand_on(rules, params, product, state.day)
        d = (night.price[slot] - reference) / reference
        tau, elasticity = real(params.temperature[product]), real(params.elasticity[product])
        log_weather = log_weather_factor(demand, tau, rules.rain[product], temperature, rained)
        of_good = interest(demand, base, d, elasticity, log_weather)
        work.x[n] = of_good * rules.crowding[work.in_category[work.category[n]]] * of_the_day
        total += work.x[n]
    served = footfall_factor(total, footfall) * state.goodwill * STEPS
    for n in range(distinct):
        work.step[n] = int(np.rint(work.x[n] * served))
        work.in_category[work.category[n]] = 0


@rule
def _draw_demand(rules: Record, work: Record, params: Record, night: Record) -> None:
    """The uniform of each good's demand, and its place in the tables, which are too large for fast memory."""
    of_the_day = _drawn(params, _DEMAND, night.day)
    for n in range(work.distinct):
        u, row = unit(extend(of_the_day, np.uint64(night.good[work.leaders[n]]))), work.step[n]
        work.u[n], row = u, min(row, TABLE_LIMIT - 1)
        ask_for(rules.quantiles_first, row * CELLS + int(u * CELLS))
        ask_for(rules.quantiles, row * WIDTH)


@rule
def demanded(rules: Record, step: int, u: float, most: int) -> int:
    """Units asked for, by inverse distribution function; counted up to ``most``."""
    if step < TABLE_LIMIT:
        units = int(rules.quantiles_first[step * CELLS + int(u * CELLS)])
        units += rules.quantiles[step * WIDTH + min(units, WIDTH - 1)] <= u
        while units < WIDTH and rules.quantiles[step * WIDTH + units] <= u:
            units += 1
        if units < WIDTH:
            return units
    lam, dispersion = step / STEPS, rules.demand.dispersion
    term = no_demand(lam, dispersion)
    total, units = term, 0
    while units < most and total <= u:
        units += 1
        term = term * next_term(units, lam, dispersion)
        total += term
    return units


@rule
def _sell(rules: Record, work: Record, params: Record, state: Record, night: Record, shared: bool) -> None:
    """Units leave the slots, the oldest first."""
    _draw_demand(rules, work, params, night)
    night.revenue = 0
    for slot in range(len(night.good)):
        night.sold[slot], night.stale[slot] = 0, 0
    for n in range(work.distinct):
        slot = work.leaders[n]
        good, most = night.good[slot], work.stock[slot]
        sold = min(demanded(rules, work.step[n], work.u[n], most), most)
        night.sold[slot], best_before = sold, night.day - rules.shelf_life[good]
        night.revenue += sold * night.price[slot]
        if shared:
            night.stale[slot] = take_of_all(work, state, slot, sold, best_before)
        else:
            night.stale[slot] = goods.take(state, slot, sold, best_before)


@rule
def take_of_all(work: Record, state: Record, slot: int, amount: int, best_before: int) -> int:
    """Take units out of all slots that ``slot`` leads, each time out of the one with the oldest lot."""
    stale, units, days = 0, state.slot_units, state.slot_day
    while amount > 0:
        oldest = slot
        for other in range(slot + 1, len(work.leader)):
            if work.leader[other] == slot and units[other][0] > 0 and (
                units[oldest][0] == 0 or days[other][0] < days[oldest][0]
            ):  # fmt: skip
                oldest = other
        taken = min(amount, int(units[oldest][0]))
        amount -= taken
        stale += goods.take(state, oldest, taken, best_before)
    return stale


@rule
def _take_money(rules: Record, work: Record, params: Record, night: Record) -> None:
    """Who paid by card and who in coins: whole units, so near the day's card share as these allow.

    What is left of the share after one product's units is made up with the next one's; where they do not come
    out even, a uniform of the day decides.
    """
    drawn, due = _drawn(params, _CARD_USER, night.day), 0.0
    share, rest = card_share(rules.demand, unit(drawn)), unit(extend(drawn, np.uint64(1)))
    night.card = 0
    for slot in range(len(night.good)):
        night.by_card[slot] = 0
    for n in range(work.distinct):
        slot = work.leaders[n]
        price, sold = night.price[slot], night.sold[slot]
        due += share * (sold * price)
        units = int(np.floor((due - night.card) / price + rest))
        night.by_card[slot] = max(0, min(units, sold))
        night.card += night.by_card[slot] * price


@rule
def complain(rules: Record, work: Record, params: Record, night: Record) -> None:
    """Some of those who bought something that day want their money back."""
    of_the_day, fresh_at, stale_at = _drawn(params, _CLAIM, night.day), rules.fresh_claims, rules.stale_claims
    work.complaints = 0
    for slot in range(len(night.good)):
        for place in range(2 * MOST):
            night.claims.cause[slot][place], night.claims.cents[slot][place] = 0, 0
    for n in range(work.distinct):
        slot = work.leaders[n]
        stale = night.stale[slot]
        drawn, fresh = extend(of_the_day, np.uint64(night.good[slot])), night.sold[slot] - stale
        u = unit(drawn)
        if u >= fresh_at[fresh][0]:
            count = claim_count(fresh_at[fresh][0], fresh_at[fresh][1], u)
            _claim(rules, work, params, night, slot, 0, count)
        if stale > 0:
            u = unit(extend(drawn, np.uint64(1)))
            count = claim_count(stale_at[stale][0], stale_at[stale][1], u)
            _claim(rules, work, params, night, slot, MOST, count)


@rule
def _claim(
    rules: Record, work: Record, params: Record, night: Record, slot: int, first: int, count: int
) -> None:
    """Write down ``count`` claims about a good from place ``first`` on."""
    work.complaints += count
    of_good = extend(_drawn(params, _DETAIL, night.day), np.uint64(night.good[slot]))
    for place in range(first, first + count):
        drawn = extend(of_good, np.uint64(place))
        kind, multiple = unit(extend(drawn, np.uint64(0))), unit(extend(drawn, np.uint64(1)))
        extortion, ransom = unit(extend(drawn, np.uint64(2))), unit(extend(drawn, np.uint64(3)))
        reason = STALE if first == MOST else cause_in_date(rules.customers, kind)
        asked = claimed_cents(rules.customers, reason, night.price[slot], multiple, extortion, ransom)
        night.claims.cause[slot][place], night.claims.cents[slot][place] = reason, int(asked)


@rule
def _settle(rules: Record, params: Record, state: Record, night: Record, last: bool) -> None:
    """Takings, the location fee, the token bill; whether the run is over."""
    money, accounts, day = rules.money, state.accounts, state.day
    night.credited = accounts[_CARD]
    accounts[_CUSTOMERS] -= night.revenue
    accounts[_COINS] += night.revenue - night.card
    accounts[_CARD] = night.card
    accounts[_BANK] += night.credited
    night.fee, night.settled, night.token_bill, night.token_paid = 0, 0, 0, 0
    if accounts[_BANK] >= money.daily_fee_cents:
        night.fee = money.daily_fee_cents
        accounts[_BANK] -= night.fee
        accounts[_LOCATION] += night.fee
        state.unpaid_days = 0
    else:
        state.unpaid_days += 1
    night.unpaid_days = state.unpaid_days
    night.bankrupt = state.unpaid_days >= money.unpaid_days_limit
    night.ended = night.bankrupt or day >= rules.last_day or last
    if night.ended:
        night.settled = accounts[_CARD]
        accounts[_BANK] += night.settled
        accounts[_CARD] = 0
        state.ended = True
    else:
        state.day = day + 1
    if night.ended or day % money.token_bill_every_days == 0:
        fresh = (state.tokens * money.tokens_cents_per_million + 500_000) // 1_000_000
        night.token_bill = state.token_debt + fresh
        night.token_paid = min(night.token_bill, accounts[_BANK])
        accounts[_BANK] -= night.token_paid
        accounts[_TOKENS] += night.token_paid
        state.token_debt, state.tokens = night.token_bill - night.token_paid, 0
    state.goodwill = recover(rules.customers, state.goodwill)


@rule
def _close_suppliers(rules: Record, params: Record, state: Record, night: Record) -> None:
    """Suppliers go out of business, and forget how a buyer bargained."""
    today = np.int16(night.day)
    forgotten = np.int16(night.day - rules.suppliers.forget_days)
    for k in range(len(state.closed)):
        closes = (params.exit_day[k] == today) & (state.closed[k] == 0)
        night.closed_down[k] = closes
        state.closed[k] |= closes
        if state.last_order[k] == forgotten:
            state.trust[k], state.pledge[k] = 0, 0
            for product in range(len(state.conceded[k])):
                state.conceded[k][product] = 0
