"""N worlds between two days, and how they begin."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np

from vendsim.draws import BoolArray, IntArray, Stream, permutations
from vendsim.economy import aftersales, orders, testimony
from vendsim.economy.catalogue import supplier_table
from vendsim.economy.params import Params
from vendsim.economy.shipments import grow
from vendsim.economy.state import State
from vendsim.economy.worlds import open_worlds
from vendsim.manager.knowledge import Knowledge, new_knowledge
from vendsim.manager.layout import CLAIMS, Layout, layout
from vendsim.scenario import Scenario


@dataclass
class Backstage:
    """What is hidden from the operator, beyond the economy itself."""

    who: IntArray  # (N, K) supplier behind each place
    place: IntArray  # (N, K) place of each supplier
    reply_days: IntArray  # (N, K) by place, beyond the next morning
    promised_parts: IntArray  # (N, K, P) by place, concessions in the price that was promised last
    promised_until: IntArray  # (N, K, P) by place, last day on which an order at that price may be written
    last_number: IntArray  # (N, K) by place, of an order
    claim_valid: BoolArray  # (N, C)
    untracked: IntArray  # (N, days + 1) valid claims beyond the C that are kept, by age in days
    claims_made: IntArray  # (N,) so far
    sold: IntArray  # (N, REMEMBERED_DAYS, S) goods sold from each slot on the last days, -1: none
    # Claims that will be written, by day of the letter modulo R:
    coming: IntArray  # (N, R) how many, the first C of which are kept
    coming_more: IntArray  # (N, R) valid ones among the others
    coming_price: IntArray  # (N, R, C)
    coming_cents: IntArray  # (N, R, C)
    coming_valid: BoolArray  # (N, R, C)


@dataclass
class Worlds:
    """N worlds between two days. Data only."""

    scenario: Scenario
    layout: Layout
    params: Params
    state: State
    known: Knowledge
    backstage: Backstage


def open_business(scenario: Scenario, seeds: IntArray) -> Worlds:
    """The first morning of the worlds with these seeds (N,)."""
    return move_in(scenario, *open_worlds(scenario, seeds))


def move_in(scenario: Scenario, params: Params, state: State) -> Worlds:
    """An operator who knows nothing yet, in worlds on their first morning."""
    form = layout(scenario)
    n, k, ring = params.worlds, form.suppliers, scenario.customers.later_days[1] + 1
    who = permutations(params.seed, Stream.PLACE, k)
    known = new_knowledge(scenario, form, n, supplier_table().carries)
    known.assortment[:] = who
    backstage = Backstage(
        who=who.astype(np.int16),
        place=np.argsort(who, axis=1, kind="stable").astype(np.int16),
        reply_days=aftersales.reply_days(scenario, params)[np.arange(n)[:, None], who].astype(np.int16),
        promised_parts=np.zeros((n, k, form.products), dtype=np.int8),
        promised_until=np.zeros((n, k, form.products), dtype=np.int16),
        last_number=(orders.first_number(params) - 1)[np.arange(n)[:, None], who].astype(np.int16),
        claim_valid=np.zeros((n, CLAIMS), dtype=bool),
        untracked=np.zeros((n, scenario.customers.ignored_days + 1), dtype=np.int16),
        claims_made=np.zeros(n, dtype=np.int32),
        sold=np.full((n, testimony.REMEMBERED_DAYS, form.slots), -1, dtype=np.int16),
        coming=np.zeros((n, ring), dtype=np.int16),
        coming_more=np.zeros((n, ring), dtype=np.int16),
        coming_price=np.zeros((n, ring, CLAIMS), dtype=np.int32),
        coming_cents=np.zeros((n, ring, CLAIMS), dtype=np.int32),
        coming_valid=np.zeros((n, ring, CLAIMS), dtype=bool),
    )
    return Worlds(scenario, form, params, state, known, backstage)


def replace_worlds(worlds: Worlds, rows: IntArray, fresh: Worlds) -> None:
    """Put ``fresh`` worlds (n,) in the place of the worlds ``rows`` (n,)."""
    lacking = rows_of_shipments(fresh) - rows_of_shipments(worlds)
    if lacking > 0:
        grow(worlds.state.shipments, lacking)
    for name in ("params", "state", "known", "backstage"):
        _put(getattr(worlds, name), rows, getattr(fresh, name))


def rows_of_shipments(worlds: Worlds) -> int:
    """M, for how many shipments each world has room."""
    return int(worlds.state.shipments.units.shape[1])


def _put(target: Any, rows: IntArray, source: Any) -> None:
    for field in fields(target):
        old, new = getattr(target, field.name), getattr(source, field.name)
        if is_dataclass(old):
            _put(old, rows, new)
        elif field.name != "assortments":  # shared by all worlds
            if old.ndim > 1 and old.shape[1] > new.shape[1]:  # shipments have grown
                old[rows] = 0
                old[rows, : new.shape[1]] = new
            else:
                old[rows] = new
