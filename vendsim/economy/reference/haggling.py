"""How a scripted policy bargains: not at all, mechanically, or well.

Mechanically: a fixed letter a day to everybody it has asked, all year. Well: at first so, for some days, but
with the quotes of the others; then before each order, about what is ordered next, so that it keeps its word.
"""

from __future__ import annotations

import numpy as np

from vendsim.draws import BoolArray, IntArray
from vendsim.economy.bargaining import RIVAL, WORDS, offer
from vendsim.economy.catalogue import supplier_table
from vendsim.economy.params import Params
from vendsim.economy.reference.planning import believed_sales, unit_cost
from vendsim.economy.reference.policies import Policy
from vendsim.economy.state import State
from vendsim.scenario import Scenario

_UNITS = 24  # of each product in a fixed letter


def bargain_before_buying(
    scenario: Scenario, policy: Policy, params: Params, state: State, asked: BoolArray, buys_from: IntArray,
    day: int,
) -> None:  # fmt: skip
    """The day's letters to everybody who is asked (N, K)."""
    if policy.bargaining == "not":
        return
    now = (buys_from - policy.rounds <= day) & (day < buys_from)
    if policy.bargaining == "mechanically":
        now = (buys_from - policy.rounds <= day) & ~state.ended
    popular = np.argsort(-believed_sales(policy, params), axis=1, kind="stable")
    for world in np.flatnonzero(now).tolist():
        for supplier in np.flatnonzero(asked[world] & ~state.closed[world]).tolist():
            carried = supplier_table().carries[supplier][popular[world]]
            products = popular[world][carried][: policy.products]
            units = np.full(len(products), _UNITS)
            _offer(scenario, policy, params, state, asked, world, supplier, products, units)


def bargain_before_order(
    scenario: Scenario, policy: Policy, params: Params, state: State, asked: BoolArray, supplier: IntArray,
    units: IntArray,
) -> None:  # fmt: skip
    """About the ``units`` (N, P) that are to be ordered of ``supplier`` (N,)."""
    if policy.bargaining != "well":
        return
    for world in np.flatnonzero(units.any(axis=1)).tolist():
        products = np.flatnonzero(units[world])
        _offer(
            scenario, policy, params, state, asked, world, int(supplier[world]), products,
            units[world, products],
        )  # fmt: skip


def _offer(
    scenario: Scenario, policy: Policy, params: Params, state: State, asked: BoolArray, world: int,
    supplier: int, products: IntArray, units: IntArray,
) -> None:  # fmt: skip
    pulls = np.full(len(products), WORDS)
    if policy.bargaining == "well":
        others = np.flatnonzero(asked[world] & ~state.closed[world])
        cheaper = [
            _prices(scenario, policy, params, state, world, other)[products]
            for other in others.tolist()
            if other != supplier
        ]
        if cheaper:
            mine = _prices(scenario, policy, params, state, world, supplier)[products]
            pulls = np.where(np.min(cheaper, axis=0) < mine, RIVAL, WORDS)
    offer(scenario, params, state, world, supplier, products.tolist(), units.tolist(), pulls.tolist())


def _prices(
    scenario: Scenario, policy: Policy, params: Params, state: State, world: int, supplier: int
) -> IntArray:
    """(P,) list prices in one world; what is not carried costs more than anything."""
    cents = unit_cost(scenario, policy, params, state, np.full(params.worlds, supplier))[world]
    return np.where(supplier_table().carries[supplier], cents, np.iinfo(np.int32).max)
