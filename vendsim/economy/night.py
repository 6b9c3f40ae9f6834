"""How a day closes, in a fixed order. Design: economy section 5.

Weather of the closing day; sales on the stock and prices as they stand; coins into the machine, yesterday's
card takings credited, today's pending; the location fee; on every seventh day and at the end the token bill;
suppliers that close down. Dispatches, mail and the digest follow in the office.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vendsim.draws import BoolArray, FloatArray, IntArray, Stream, UintArray, bits, extend, unit
from vendsim.economy import customers, demand, machine, quantiles, quotes
from vendsim.economy.ledger import Account, post
from vendsim.economy.params import Params
from vendsim.economy.state import State
from vendsim.economy.weather import calendar, next_sky
from vendsim.formula import real
from vendsim.scenario import Scenario


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
    card: IntArray  # (N,) part of it paid by card
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


def close_day(scenario: Scenario, params: Params, state: State, last: bool = False) -> Night:
    """Close the current day of every world and move to the next morning; ``last`` ends the run with it."""
    rules, day = scenario.demand, state.day.copy()
    month = calendar(scenario).month.take(day)
    good, price = state.slot_good.copy(), machine.slot_price(state)
    rain, shift, heat, shopping, card_user, buyers, claimants = bits(params.seed, _DRAWN, day)  # (N,) each
    state.sky = next_sky(scenario.weather, state.sky, month, rain, shift, heat)
    state.mood = demand.next_mood(rules, state.mood, shopping)
    sold, stale = _sell(scenario, params, state, month, price, buyers)
    revenue = np.einsum("ns,ns->n", sold, price)
    card = np.rint(demand.card_share(rules, unit(card_user)) * revenue).astype(np.int64)
    credited = _bank_takings(state, revenue, card)
    fee = _charge_fee(scenario, state)
    bankrupt = state.unpaid_days >= scenario.money.unpaid_days_limit
    ended = bankrupt | (day >= scenario.days) | last
    settled = _settle_card(state, ended)
    bill, paid = _charge_tokens(scenario, state, ended | (day % scenario.money.token_bill_every_days == 0))
    claims = customers.draw_claims(scenario, params, day, good, price, sold, stale, claimants)
    state.goodwill = customers.recover(scenario.customers, state.goodwill)
    closed_down = _close_suppliers(params, state)
    quotes.forget(scenario, state)
    state.ended |= ended
    state.day = day + ~ended
    return Night(
        day, state.sky.high, state.sky.wet, good, price, sold, stale, revenue, card, credited, fee,
        state.unpaid_days.copy(), settled, bill, paid, claims, closed_down, ended, bankrupt,
    )  # fmt: skip


_DRAWN = (
    Stream.RAIN, Stream.ANOMALY, Stream.HEAT_SPELL, Stream.SHOPPING_DAY, Stream.CARD_SHARE, Stream.DEMAND,
    Stream.CLAIM,
)  # fmt: skip


def _sell(
    scenario: Scenario, params: Params, state: State, month: IntArray, price: IntArray, buyers: UintArray
) -> tuple[IntArray, IntArray]:
    """(N, S) units sold of each listed good, and how many of them were stale.

    Listed is a good with a price at its first slot in stock: there is one demand for it, not one a slot.
    ``buyers`` (N,) are the day's random bits of DEMAND.
    """
    rules, day, good, stocked = scenario.demand, state.day, state.slot_good, machine.gathered(state)
    listed = stocked.first & (price > 0)
    step = demand.expected_sales(
        scenario, params, good, price, listed, state.sky,
        _day_factor(scenario, params, day, month) * demand.mood_factor(rules, state.mood), state.goodwill,
        demand.drift_factor(rules, params, good, day),
    )  # fmt: skip
    at = np.flatnonzero(listed)
    u = unit(extend(buyers.take(at // good.shape[1]), good.take(at).astype(np.uint64)))
    available = stocked.units.take(at)
    wanted = quantiles.demand(step, u, rules.dispersion, int(available.max(initial=1)))
    sold = np.zeros_like(stocked.units)
    sold.put(at, np.minimum(wanted, available))
    return sold, machine.sell(state, sold, stocked.shared)


def _day_factor(scenario: Scenario, params: Params, day: IntArray, month: IntArray) -> FloatArray:
    """(N,) DOW * MONTH."""
    world, weekday = np.arange(params.worlds), calendar(scenario).weekday.take(day)
    return real(params.weekday.take(7 * world + weekday)) * real(params.month.take(12 * world + month))


def _bank_takings(state: State, revenue: IntArray, card: IntArray) -> IntArray:
    post(state.accounts, Account.CUSTOMERS, Account.COINS, revenue - card)
    credited = state.accounts[:, Account.CARD].copy()
    post(state.accounts, Account.CARD, Account.BANK, credited)
    post(state.accounts, Account.CUSTOMERS, Account.CARD, card)
    return credited


def _charge_fee(scenario: Scenario, state: State) -> IntArray:
    """An unpaid fee is skipped, not owed; it only lengthens the streak that ends the run."""
    due = scenario.money.daily_fee_cents
    paid = state.accounts[:, Account.BANK] >= due
    fee = due * paid
    post(state.accounts, Account.BANK, Account.LOCATION, fee)
    state.unpaid_days = (state.unpaid_days + 1) * ~paid
    return fee


def _charge_tokens(scenario: Scenario, state: State, now: BoolArray) -> tuple[IntArray, IntArray]:
    """The bill of the worlds in which it is due; what the bank cannot pay is carried over."""
    if not now.any():
        return np.zeros_like(state.tokens), np.zeros_like(state.tokens)
    price = scenario.money.tokens_cents_per_million
    fresh = (state.tokens * price + 500_000) // 1_000_000
    bill = np.where(now, state.token_debt + fresh, 0)
    paid = np.minimum(bill, state.accounts[:, Account.BANK])
    post(state.accounts, Account.BANK, Account.TOKENS, paid)
    state.token_debt = np.where(now, bill - paid, state.token_debt)
    state.tokens = np.where(now, 0, state.tokens)
    return bill, paid


def _close_suppliers(params: Params, state: State) -> BoolArray:
    closed_down = (params.exit_day == state.day[:, None].astype(params.exit_day.dtype)) & ~state.closed
    state.closed |= closed_down
    return closed_down


def _settle_card(state: State, ended: BoolArray) -> IntArray:
    """Where the run ends, the last card takings arrive; coins in the machine and stock count nothing."""
    if not ended.any():
        return np.zeros(len(ended), dtype=np.int64)
    settled = np.where(ended, state.accounts[:, Account.CARD], 0)
    post(state.accounts, Account.CARD, Account.BANK, settled)
    return settled
