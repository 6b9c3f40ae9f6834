"""What honest suppliers owe for goods that did not come, and who writes when. Design: ours.

Suppliers that cheat owe as much and give nothing. Nothing here promises more than was paid: what is owed is
counted from units ordered, received, sent again and refunded, whatever anybody writes.
"""

from __future__ import annotations

import numpy as np

from vendsim.draws import BoolArray, IntArray, Stream, integers, uniform
from vendsim.economy import quotes, shipments
from vendsim.economy.catalogue import SWITCH, supplier_table
from vendsim.economy.params import Params
from vendsim.economy.state import State
from vendsim.scenario import Scenario

_DAYS_A_YEAR = 365


def makes_good(params: Params, supplier: IntArray) -> BoolArray:
    """(N,) whether ``supplier`` (N,) pays for what did not come."""
    return params.kind[np.arange(params.worlds), supplier] != SWITCH


def resends(scenario: Scenario, params: Params, supplier: IntArray) -> BoolArray:
    """(N,) whether ``supplier`` (N,) would rather send again than pay back; the kind has no part in it."""
    return uniform(params.seed, Stream.REMEDY, supplier) < scenario.suppliers.resends


def owed_units(ordered: IntArray, received: IntArray, made_good: IntArray) -> IntArray:
    """(N, M) units of each line that were paid for and neither came nor were ``made_good``."""
    return np.maximum(ordered - received - made_good, 0)


def refund(unit_cents: IntArray, owed: IntArray, ordered: IntArray, shipping: IntArray) -> IntArray:
    """(N,) cents due for the units ``owed`` (N, M), and the ``shipping`` (N,) if nothing came."""
    nothing_came = (owed == ordered).all(axis=1)
    return (unit_cents * owed).sum(axis=1) + np.where(nothing_came, shipping, 0)


def apology(
    scenario: Scenario, params: Params, supplier: IntArray, good: IntArray, units: IntArray,
    unit_cents: IntArray,
) -> IntArray:  # fmt: skip
    """(N,) credit in cents for a delivery that came far too late: a share of the goods (N, M).

    It never takes an order below its floor, taken before discounts.
    """
    goods = (unit_cents * units).sum(axis=1)
    lowest = quotes.ceil_cents(quotes.floor_price(params, supplier[:, None], good))
    above = goods - (lowest * units).sum(axis=1)
    share = np.rint(goods * scenario.suppliers.apology_credit).astype(np.int64)
    return np.clip(share, 0, np.maximum(above, 0))


def second_journey(
    scenario: Scenario, params: Params, supplier: IntArray, number: IntArray
) -> tuple[IntArray, IntArray]:
    """(N,) days and (N,) minute of arrival of what is sent again for the ``number``-th paid order (N,)."""
    lead = params.lead[np.arange(params.worlds), supplier]
    days = integers(lead[:, 0], lead[:, 1], params.seed, Stream.REMEDY, supplier, number, 1)
    return days, integers(*scenario.suppliers.arrives, params.seed, Stream.REMEDY, supplier, number, 2)


def reply_days(scenario: Scenario, params: Params) -> IntArray:
    """(N, K) days beyond the next morning that a supplier takes to answer; the kind has no part in it."""
    supplier = np.arange(supplier_table().count)[None, :]
    slow = uniform(params.seed[:, None], Stream.REPLY_PACE, supplier) < scenario.suppliers.slow_share
    return np.where(slow, scenario.suppliers.slow_days, 0)


def offers_unasked(scenario: Scenario, params: Params, state: State) -> BoolArray:
    """(N, K) suppliers that write today with an offer: word is out that somebody buys, and not from them."""
    in_trade = (state.orders_paid.sum(axis=1) > 0)[:, None]
    if not in_trade.any():
        return np.zeros_like(state.closed)
    supplier = np.arange(supplier_table().count)[None, :]
    daily = scenario.suppliers.offers_a_year / _DAYS_A_YEAR / supplier_table().count
    u = uniform(params.seed[:, None], Stream.POACH, supplier, state.day[:, None])
    customer = state.last_order >= state.day[:, None] - scenario.suppliers.forget_days
    return (u < daily) & in_trade & ~customer & ~state.closed


def send_again(
    state: State, supplier: IntArray, good: IntArray, units: IntArray, order: IntArray, days: IntArray,
    minute: IntArray,
) -> None:  # fmt: skip
    """Dispatch ``units`` (N, M) of ``good`` (N, M) a second time; the other arguments are (N,).

    Under the negative of the order's number: the order itself has been counted for loyalty already, or has
    not earned any.
    """
    shipments.dispatch(state, supplier, good, units, -order, state.day + days, minute)
