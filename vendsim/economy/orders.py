"""The price of an order and what leaves the warehouse once it is paid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vendsim.compiling.records import OneWorld
from vendsim.draws import BoolArray, FloatArray, IntArray, Stream, integers, permutations
from vendsim.economy import bargaining, quotes, shipments
from vendsim.economy.catalogue import catalogue
from vendsim.economy.costs import costs_on
from vendsim.economy.fulfilment import Fulfilment, arriving_units, meant_lines, sent_units
from vendsim.economy.params import Params
from vendsim.economy.rules import rules_of
from vendsim.economy.state import State
from vendsim.scenario import Scenario

_LOWEST_NUMBER, _NUMBERS, _STARTS = 1_000, 1_200, 200  # of orders: least, for each firm, to begin from


@dataclass(frozen=True)
class OrderPrice:
    """One order in each of N worlds, with M lines. Money in cents."""

    listed: IntArray  # (N, M) unit price before volume and loyalty
    unit: IntArray  # (N, M) unit price charged
    volume: FloatArray  # (N,) discount
    loyalty: FloatArray  # (N,) discount
    goods: IntArray  # (N,)
    shipping: IntArray  # (N,)

    @property
    def total(self) -> IntArray:
        """(N,) what is to be paid."""
        return self.goods + self.shipping


def price_order(
    scenario: Scenario, params: Params, state: State, supplier: IntArray, good: IntArray, units: IntArray,
    quoted: IntArray | None = None, world: IntArray | None = None, written: IntArray | None = None,
) -> OrderPrice:  # fmt: skip
    """Price an order of ``units`` (n, M) of ``good`` (n, M) from ``supplier`` (n,).

    ``world`` (n,) are the worlds; without it, there is one order in each. ``quoted`` (n, M) are list prices
    that still hold from an earlier quote, 0 where there is none; the buyer gets the lower of the two.
    ``written`` (n,) are the days on which the orders were, or today: quotes are no lower than the floor then.
    """
    world = np.arange(params.worlds) if world is None else world
    written = (state.day[world] if written is None else written)[:, None]
    listed = list_prices(scenario, params, state, world[:, None], supplier[:, None], good, written, quoted)
    return bill(scenario, params, state, supplier, listed, units, world)


def list_prices(
    scenario: Scenario, params: Params, state: State, world: IntArray, supplier: IntArray, good: IntArray,
    written: IntArray, quoted: IntArray | None = None,
) -> IntArray:  # fmt: skip
    """Unit prices of lines before discounts, with what is ``quoted`` as in `price_order`; all broadcast."""
    moved = costs_on(scenario, params, world, supplier, good, state.day[world])
    listed = quotes.listed_price(
        scenario, params, world, supplier, good, state.conceded[world, supplier, good], moved
    )
    if quoted is None or not quoted.any():
        return listed
    moved = costs_on(scenario, params, world, supplier, good, written)
    lowest = quotes.ceil_cents(quotes.floor_price(params, supplier, good, world, moved))
    return np.where(quoted > 0, np.minimum(listed, np.maximum(quoted, lowest)), listed)


def bill(
    scenario: Scenario, params: Params, state: State, supplier: IntArray, listed: IntArray, units: IntArray,
    world: IntArray,
) -> OrderPrice:  # fmt: skip
    """What orders of ``units`` (n, M) at ``listed`` prices (n, M) cost in the worlds ``world`` (n,)."""
    rules = scenario.suppliers
    volume = quotes.discount_at(quotes.volume_breaks(rules), np.einsum("nm,nm->n", listed, units))
    loyalty = quotes.loyalty_discount(rules, state.orders_delivered[world, supplier])
    unit = quotes.unit_price(listed, volume[:, None], loyalty[:, None])
    goods = np.einsum("nm,nm->n", unit, units)
    return OrderPrice(listed, unit, volume, loyalty, goods, quotes.shipping(params, supplier, goods, world))


def meets_minimum(
    params: Params, supplier: IntArray, goods_cents: IntArray, world: IntArray | None = None
) -> BoolArray:
    """(n,) whether orders in the worlds ``world`` (n,), or in all, are worth the supplier's minimum."""
    return goods_cents >= params.min_order[np.arange(params.worlds) if world is None else world, supplier]


def first_number(params: Params) -> IntArray:
    """(N, K) the number of each firm's first order: all count for themselves, from anywhere."""
    rank = permutations(params.seed, Stream.ORDER_NUMBER, params.kind.shape[1])
    firm = np.arange(params.kind.shape[1])[None, :]
    start = integers(1, _STARTS, params.seed[:, None], Stream.ORDER_NUMBER, firm, 1)
    return _LOWEST_NUMBER + _NUMBERS * rank + start


def send(
    state: State, supplier: IntArray, good: IntArray, units: IntArray, order: IntArray, plan: Fulfilment,
    share: FloatArray, world: IntArray | None = None,
) -> IntArray:  # fmt: skip
    """Dispatch a paid order in the worlds ``world`` (n,), or in all: ``share`` (n,) of each line that the
    plan is about, imitations where it says so.

    Returns (n, M) the units that will arrive, which is what the road leaves of them. Goods leave tonight, so
    they arrive ``lead + delay`` days from today.
    """
    today = state.day if world is None else state.day[world]
    arrives = today + plan.lead_days + plan.delay_days
    meant = meant_lines(units > 0, plan)
    sent = arriving_units(np.where(meant, sent_units(units, share[:, None]), units), plan)
    shipped = good + np.where(meant & plan.off_brand[:, None], catalogue().count, 0)
    shipments.dispatch(state, supplier, shipped, sent, order, arrives, plan.minute, world)
    return sent


def record_payment(
    scenario: Scenario, params: Params, state: State, supplier: IntArray, paid: BoolArray, cents: IntArray,
    lines: IntArray, units: IntArray, world: IntArray | None = None,
) -> IntArray:  # fmt: skip
    """Book paid orders (n,) of ``lines`` (n, M) and ``units`` in the worlds ``world`` (n,), or in all, where
    ``paid``: `bargaining.record_payment`.

    Returns each one's number with its supplier, from 0. No world may be named twice.
    """
    world = np.arange(state.worlds) if world is None else world
    number: IntArray = state.orders_paid[world, supplier].copy()
    rules = rules_of(scenario).plain
    for row in np.flatnonzero(paid).tolist():
        constants, now = OneWorld(params, int(world[row])), OneWorld(state, int(world[row]))
        bargaining.record_payment(
            rules, constants, now, int(supplier[row]), int(cents[row]), lines[row].tolist(),
            units[row].tolist(),
        )  # fmt: skip
        now.settle()
    return number
