"""What suppliers ask and how far they come down. Design: economy section 3.

The hard floor lives here: no unit price is ever below floor * (1 - volume) * (1 - loyalty), whatever
anybody writes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from vendsim.draws import (
    FloatArray,
    IntArray,
    Stream,
    lognormal_values,
    normal_cells,
)
from vendsim.economy.params import Params
from vendsim.economy.state import State
from vendsim.formula import formula, real, where, whole
from vendsim.scenario import Scenario, Suppliers, derived

PARTS = 24  # of a round of bargaining


@formula
def ceil_cents(x: FloatArray) -> IntArray:
    """Whole cents, upwards, after rounding to 1/1024 cent so that every machine rounds the same way."""
    return whole(np.ceil(np.rint(x * 1024) / 1024))


@formula
def first_price(wholesale: FloatArray, opening: FloatArray, noise: FloatArray, floor: FloatArray) -> Any:
    """First quote in cents, never below the floor."""
    return np.maximum(wholesale * opening * noise, floor)


@formula
def share_kept(pace: FloatArray, parts: Any) -> FloatArray:
    """What is left of the way from the first quote to the floor after ``parts`` of a round of bargaining."""
    return np.exp(-pace * parts / PARTS)


@formula
def conceded_price(floor: FloatArray, opening: FloatArray, kept: FloatArray) -> IntArray:
    """Unit price in cents where ``kept`` of the way from the floor to the first quote is left."""
    return ceil_cents(floor + (opening - floor) * kept)


def floor_price(
    params: Params, supplier: IntArray, product: IntArray, world: IntArray | None = None, moved: Any = 1.0
) -> FloatArray:
    """(n, ...) lowest unit price in cents before discounts; the indices broadcast with ``world``, or all.

    ``moved`` is the factor on the cost W, as in `change.costs_on`.
    """
    world = _world(params, supplier, product) if world is None else world
    return real(params.floor[world, supplier]) * (real(params.wholesale[world, product]) * moved)


def opening_price(scenario: Scenario, params: Params, supplier: IntArray, product: IntArray) -> FloatArray:
    """(N, ...) first quote in cents: W * open * exp(N(0, spread)), drawn once, never below the floor."""
    return _floor_and_opening(scenario, params, _world(params, supplier, product), supplier, product)[1]


def _floor_and_opening(
    scenario: Scenario,
    params: Params,
    world: IntArray,
    supplier: IntArray,
    product: IntArray,
    moved: Any = 1.0,
) -> tuple[FloatArray, FloatArray]:
    wholesale = real(params.wholesale[world, product]) * moved
    noise = quote_noise(scenario.suppliers).take(
        normal_cells(params.seed[world], Stream.QUOTE, supplier, product)
    )
    floor = real(params.floor[world, supplier]) * wholesale
    return floor, first_price(wholesale, real(params.open[world, supplier]), noise, floor)


@derived
def quote_noise(rules: Suppliers) -> FloatArray:
    """(NORMALS,) the factor around 1 of a first quote."""
    return lognormal_values(rules.quote_spread)


def list_price(
    scenario: Scenario, params: Params, state: State, supplier: IntArray, product: IntArray, moved: Any = 1.0
) -> IntArray:
    """(N, ...) unit price in cents after the concessions made so far, before volume and loyalty."""
    world = _world(params, supplier, product)
    parts = state.conceded[world, supplier, product]
    return listed_price(scenario, params, world, supplier, product, parts, moved)


def listed_price(
    scenario: Scenario, params: Params, world: IntArray, supplier: IntArray, product: IntArray,
    parts: IntArray, moved: Any = 1.0,
) -> IntArray:  # fmt: skip
    """Unit price in cents after ``parts`` of a round of bargaining, before discounts; all broadcast."""
    floor, opening = _floor_and_opening(scenario, params, world, supplier, product, moved)
    return conceded_price(floor, opening, share_kept(real(params.pace[world, supplier]), parts))


@derived
def volume_breaks(rules: Suppliers) -> FloatArray:
    """(breaks, 2) from how many cents an order gets which share off, ascending."""
    return np.array([(0, 0.0), *rules.volume_breaks], dtype=np.float64)


@formula
def discount_at(breaks: FloatArray, cents: IntArray) -> FloatArray:
    """The share off at the highest break reached."""
    discount = 0.0 * cents
    for row in range(len(breaks)):
        discount = where(cents >= breaks[row][0], breaks[row][1], discount)
    return discount


@formula
def loyalty_discount(rules: Suppliers, delivered: IntArray) -> FloatArray:
    """Discount for orders delivered so far."""
    return np.minimum(rules.loyalty_limit, rules.loyalty_per_order * delivered)


@formula
def unit_price(list_cents: IntArray, volume: FloatArray, loyalty: FloatArray) -> IntArray:
    """Unit price in cents after discounts, rounded up."""
    return ceil_cents(list_cents * (1 - volume) * (1 - loyalty))


def shipping(
    params: Params, supplier: IntArray, goods_cents: IntArray, world: IntArray | None = None
) -> IntArray:
    """(n,) flat shipping in the worlds ``world`` (n,), or all, waived over the supplier's limit."""
    world = _world(params, supplier) if world is None else world
    return charged_shipping(goods_cents, params.free_over[world, supplier], params.shipping[world, supplier])


@formula
def charged_shipping(goods_cents: IntArray, free_over: IntArray, shipping: IntArray) -> IntArray:
    """What is charged for shipping an order."""
    return where(goods_cents >= free_over, 0, shipping)


def _world(params: Params, *indices: IntArray) -> IntArray:
    """World numbers shaped to broadcast with index arrays that have N (or 1) in front."""
    depth = max(np.ndim(index) for index in indices)
    return np.arange(params.worlds).reshape(-1, *(1,) * (depth - 1))
