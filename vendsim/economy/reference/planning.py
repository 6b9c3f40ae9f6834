"""What an operator decides on paper: whom to ask, from whom to buy, what to sell, at which prices."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from types import SimpleNamespace
from typing import Any, TypeVar

import numpy as np

from vendsim.draws import BoolArray, FloatArray, IntArray, Stream, normal, uniform
from vendsim.economy import change, normalise, quotes
from vendsim.economy.catalogue import catalogue, supplier_table
from vendsim.economy.costs import costs_on
from vendsim.economy.demand import crowding_factor, footfall_factor, variety_factor
from vendsim.economy.params import Params
from vendsim.economy.reference.policies import Policy
from vendsim.economy.rules import rules_of
from vendsim.economy.state import State
from vendsim.economy.weather import calendar
from vendsim.economy.which import which
from vendsim.formula import real
from vendsim.scenario import Scenario

_ASKED, _PRICE_ERROR, _SALES_ERROR = range(3)  # what a policy draws from its own stream
_NOT_CARRIED = -1e9  # cents of margin that keep a product out of every mix
_PRICE_STEP = 5  # cents
_Record = TypeVar("_Record")  # a dataclass of arrays


@dataclass
class Plan:
    """What an operator means to do, in N worlds with P products and S slots."""

    supplier: IntArray  # (N,) -1: nobody to buy from
    slot_product: IntArray  # (N, S) -1: left empty
    price: IntArray  # (N, P) cents
    rate: FloatArray  # (N, P) units a day it expects to sell; 0: not in the plan


@dataclass(frozen=True)
class Offer:
    """What the goods of M suppliers would bring. All (M, P)."""

    price: IntArray  # cents
    interest: FloatArray  # units a day before variety, crowding and footfall
    margin: FloatArray  # cents a unit


def no_plan(scenario: Scenario, params: Params) -> Plan:
    """Buys and sells nothing."""
    n, products = params.wholesale.shape
    return Plan(
        supplier=np.full(n, -1),
        slot_product=np.full((n, len(scenario.machine.slots)), -1),
        price=np.zeros((n, products), dtype=np.int64),
        rate=np.zeros((n, products)),
    )


def replan(where: BoolArray, new: Plan, old: Plan) -> Plan:
    """The new plan in some worlds (N,), the old one in the others."""
    return Plan(
        supplier=np.where(where, new.supplier, old.supplier),
        slot_product=np.where(where[:, None], new.slot_product, old.slot_product),
        price=np.where(where[:, None], new.price, old.price),
        rate=np.where(where[:, None], new.rate, old.rate),
    )


def asked_suppliers(policy: Policy, params: Params, state: State) -> BoolArray:
    """(N, K) the suppliers a policy deals with: the first open ones in a keyed order."""
    usable = ~state.closed & ~(params.adversarial & policy.honest)
    supplier = np.arange(usable.shape[1])[None, :]
    u = uniform(params.seed[:, None], Stream.AGENT, _ASKED, supplier)
    return usable & (_place(np.where(usable, u, 2.0)) < policy.suppliers)


def make_plan(scenario: Scenario, policy: Policy, params: Params, state: State, asked: BoolArray) -> Plan:
    """The plan for the supplier among those ``asked`` (N, K) whose goods promise most; no plan where none is.

    All offers of all worlds are looked at side by side.
    """
    plan, best = no_plan(scenario, params), np.full(asked.shape, -np.inf)
    world, supplier = which(asked)  # (M,) of each offer
    known = _this_season(scenario, params, state) if policy.review_days else params
    offer = _offer(scenario, policy, _rows(params, world), _rows(known, world), _rows(state, world), supplier)
    chosen = _mix(scenario, policy, _rows(params, world), offer)
    rate = _mix_rate(scenario, _rows(params, world), chosen, offer.interest)
    best[world, supplier] = (rate * np.where(chosen, offer.margin, 0.0)).sum(axis=1)
    mine = np.flatnonzero(supplier == best.argmax(axis=1)[world])  # (n,) the best offer of each world
    at = world[mine]
    plan.supplier[at], plan.slot_product[at] = supplier[mine], _slots(scenario, chosen[mine])
    plan.price[at], plan.rate[at] = offer.price[mine], rate[mine]
    return plan


def _rows(record: _Record, rows: IntArray) -> _Record:
    """The same of the worlds ``rows`` (M,), some of them perhaps several times."""
    values: Any = record
    taken: dict[str, Any] = {}
    for field in fields(values):
        value = getattr(values, field.name)
        taken[field.name] = _rows(value, rows) if is_dataclass(value) else value[rows]
    return replace(values, **taken)


def unit_cost(
    scenario: Scenario, policy: Policy, params: Params, state: State, supplier: IntArray
) -> IntArray:
    """(N, P) what ``supplier`` (N,) asks of a policy for a unit, in cents, before volume and loyalty."""
    who, product = supplier[:, None], np.arange(catalogue().count)[None, :]
    world = np.arange(params.worlds)[:, None]
    moved = costs_on(scenario, params, world, who, product, state.day[world])
    if policy.floor_prices:
        return quotes.ceil_cents(quotes.floor_price(params, who, product, moved=moved))
    return quotes.list_price(scenario, params, state, who, product, moved)


def _offer(
    scenario: Scenario, policy: Policy, params: Params, known: Params, state: State, supplier: IntArray
) -> Offer:
    """What the goods of ``supplier`` (M,) would bring by what is ``known`` of the season."""
    cost = unit_cost(scenario, policy, params, state, supplier).astype(np.float64)
    price = aimed_prices(scenario, policy, params, cost)
    interest, _ = normalise.average_interest(scenario, known, cost)
    carried = supplier_table().carries[supplier]
    return Offer(price.astype(np.int64), interest, np.where(carried, price - cost, _NOT_CARRIED))


def aimed_prices(scenario: Scenario, policy: Policy, params: Params, cost: FloatArray) -> FloatArray:
    """(N, P) cents that a policy asks for products that cost it ``cost`` (N, P) or (P,), with its errors."""
    table = catalogue()
    if policy.pricing == "retail":
        aim = np.broadcast_to(table.retail, params.reference.shape)
    else:
        aim = normalise.best_price(scenario.demand, cost, params.reference, params.elasticity)
    product = np.arange(table.count)[None, :]
    error = 2 * uniform(params.seed[:, None], Stream.AGENT, _PRICE_ERROR, product) - 1
    price: FloatArray = np.rint(aim * (1 + policy.price_error * error) / _PRICE_STEP) * _PRICE_STEP
    return price


def believed_sales(policy: Policy, params: Params) -> FloatArray:
    """(N, P) units a day that a policy thinks products sell in general, with its errors."""
    table = catalogue()
    error = normal(params.seed[:, None], Stream.AGENT, _SALES_ERROR, np.arange(table.count)[None, :])
    return table.base_sales * np.exp(policy.sales_error * error)


def _this_season(scenario: Scenario, params: Params, state: State) -> Params:
    """The parameters with base sales as they are in the current month's crowds and temperatures, and as far
    as anything moves, with today's shoppers and tastes."""
    month = calendar(scenario).month[state.day]  # (N,)
    warmer = np.array(scenario.weather.high)[month] - scenario.demand.mild_temperature
    crowd = params.month[np.arange(params.worlds), month]
    season = np.exp(real(params.temperature) * warmer[:, None] / 10) * crowd[:, None]
    known = replace(params, base_sales=params.base_sales * season)
    if rules_of(scenario).plain.demand_moves:
        crowd, wanted = moved_demand(scenario, params, state.day)
        known.base_sales *= wanted * crowd[:, None]
        known.footfall = params.footfall * crowd
    return known


def moved_demand(scenario: Scenario, params: Params, day: IntArray) -> tuple[FloatArray, FloatArray]:
    """(N,) factor on shoppers and (N, P) on what each wants, on the days ``day`` (N,)."""
    rules, products = rules_of(scenario).plain, range(catalogue().count)
    of = [SimpleNamespace(seed=int(seed)) for seed in params.seed]
    crowd = [change.crowd_on(rules, one, today) for one, today in zip(of, day.tolist(), strict=True)]
    wanted = [
        [change.demand_on(rules, one, product, today) for product in products]
        for one, today in zip(of, day.tolist(), strict=True)
    ]
    return np.array(crowd), np.array(wanted)


def _mix(scenario: Scenario, policy: Policy, params: Params, offer: Offer) -> BoolArray:
    """(N, P) the products a policy would keep of an offer."""
    if policy.choice == "profitable":
        return normalise.greedy_mix(scenario, params, offer.interest, offer.margin)[0]
    table, chosen = catalogue(), np.zeros(offer.margin.shape, dtype=bool)
    popularity = np.where(offer.margin > _NOT_CARRIED, believed_sales(policy, params), -1.0)
    slots = np.array(scenario.machine.is_large)
    for large in (False, True):  # no more of a size than there are slots for it
        mine = np.where(table.is_large == large, popularity, -1.0)
        chosen |= (mine > 0) & (_place(-mine) < (slots == large).sum())
    return chosen & (_place(np.where(chosen, -popularity, 1.0)) < policy.products)


def _mix_rate(scenario: Scenario, params: Params, chosen: BoolArray, interest: FloatArray) -> FloatArray:
    """(N, P) units a day expected of each product of a mix."""
    rules, category = scenario.demand, catalogue().category
    same = chosen.astype(np.float64) @ (category[:, None] == category[None, :])  # (N, P)
    variety = variety_factor(rules, chosen.sum(axis=1).astype(np.float64), params.variety_peak)
    x = np.where(chosen, interest, 0.0) * crowding_factor(rules, same) * variety[:, None]
    return x * footfall_factor(x.sum(axis=1), params.footfall)[:, None]


def _slots(scenario: Scenario, chosen: BoolArray) -> IntArray:
    """(N, S) the product of each slot, one slot for each product."""
    is_large = np.array(scenario.machine.is_large)
    slots = np.full((len(chosen), len(is_large)), -1)
    for large in (False, True):
        mine = chosen & (catalogue().is_large == large)
        first = np.argsort(~mine, axis=1, kind="stable")  # (N, P) the chosen ones first
        for place, slot in enumerate(np.flatnonzero(is_large == large)):
            slots[:, slot] = np.where(place < mine.sum(axis=1), first[:, place], -1)
    return slots


def _place(values: FloatArray) -> IntArray:
    """(N, M) the rank of each value in its row, from 0."""
    return np.argsort(np.argsort(values, axis=1, kind="stable"), axis=1, kind="stable")
