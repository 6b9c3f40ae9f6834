"""What one operator sees, and what is possible, written over the last look.

``row`` and ``options`` are one world's part of the observations (N, width) and masks (N, options). ``at``
holds where each group of fields begins, by its name in `vendsim.manager.layout` with an underscore for the
dot.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from vendsim.compiling.hints import marked
from vendsim.compiling.run import run
from vendsim.draws import IntArray
from vendsim.economy.catalogue import supplier_table
from vendsim.formula import Record, rule, single
from vendsim.manager.decide import may_ask, may_bargain, may_order
from vendsim.manager.knowledge import CONFIRMED, FREE, PAID, Knowledge
from vendsim.manager.layout import CLAIMS, LETTERS, ORDERS, PRICE_LEVELS, REFUNDS
from vendsim.manager.observe import (
    Float32Array,
    MaskArray,
    claim_age,
    claim_excess,
    narrow,
    share_that_came,
    squash,
    warmth,
)
from vendsim.manager.tables import places, room, tables, tables_of
from vendsim.scenario import Scenario

_LEVELS = len(PRICE_LEVELS)


def observe(
    scenario: Scenario,
    known: Knowledge,
    observation: Float32Array,
    mask: MaskArray,
    everything: bool = True,
    rows: IntArray | None = None,
    compiled: bool | None = None,
) -> None:
    """Write what is seen and what is possible in worlds into ``observation`` and ``mask``.

    Args:
        scenario: the constants of the worlds.
        known: of N worlds.
        observation, mask: (N, width) float32 and (N, mask_size) int8.
        everything: without it, they must hold the last look: of products and suppliers only news is written.
        rows: (n,) of the worlds that are looked at; None: all.
        compiled: as in `vendsim.compiling.run`.
    """
    is_usual = known.assortments is supplier_table().carries
    looked_up = tables(scenario) if is_usual else tables_of(scenario, known.assortments)
    rows = np.arange(known.worlds) if rows is None else rows
    run(
        look_around, (looked_up, places(scenario), room(scenario)), (known,), rows, observation, mask,
        everything, apart=("assortments",), compiled=compiled,
    )  # fmt: skip


def look_around(
    tables: Sequence[Record],
    at: Sequence[Record],
    work: Sequence[Record],
    knowns: Any,
    rows: Any,
    seen: Any,
    mask: Any,
    anew: bool,
) -> None:
    """Write what is seen and what is possible in the worlds ``rows`` (n,)."""
    for row in rows:
        look(tables[0], at[0], work[0], knowns[row], seen[row], mask[row], anew)


@rule
def look(tables: Record, at: Record, work: Record, known: Record, row: Any, options: Any, anew: bool) -> None:
    """Look around in one world: of products and suppliers only what is news, if it is not done ``anew``."""
    if anew:
        for product in range(len(known.product_news)):
            known.product_news[product] = 1
        for place in range(len(known.supplier_news)):
            known.supplier_news[place] = 1
        _allow_always(tables, known, options)
    news = work.places
    _general(tables, at, known, row)
    for slot in range(len(known.slot_units)):
        _slot(tables, at, known, row, slot)
    for n in range(marked(known.product_news, news)):
        _product(at, known, row, news[n])
        _allow_product(tables, known, options, news[n])
        known.product_news[news[n]] = 0
    for n in range(marked(known.supplier_news, news)):
        _supplier(tables, at, known, row, news[n])
        known.supplier_news[news[n]] = 0
    _holds(at, known, row)
    for claim in range(REFUNDS):
        _claim(at, known, row, claim)
    _allow_refunds(tables, known, options)
    _allow_suppliers(tables, known, options)


@rule
def _general(tables: Record, at: Record, known: Record, row: Any) -> None:
    day, to_pay, open_orders, claims = known.day, 0, 0, 0
    for order in range(ORDERS):
        to_pay += known.order_total[order] * (known.order_stage[order] == CONFIRMED)
        open_orders += known.order_stage[order] != FREE
    for claim in range(CLAIMS):
        claims += known.claim_day[claim] > 0
    row[at.general_year] = (day - 1) / tables.days
    for weekday in range(7):
        row[at.general_weekday + weekday] = tables.weekday[day] == weekday
    row[at.general_season] = tables.season[day][0]
    row[at.general_season + 1] = tables.season[day][1]
    row[at.general_bank] = squash(known.bank, 50_000)
    row[at.general_bank + 1] = squash(known.bank, 500_000)
    row[at.general_coins] = squash(known.coins, 10_000)
    row[at.general_card] = squash(known.card, 10_000)
    row[at.general_unpaid] = min(known.unpaid_days / tables.unpaid_days_limit, 1.0)
    row[at.general_high] = warmth(known.high)
    row[at.general_wet] = known.wet
    row[at.general_since_trip] = squash(day - known.last_trip, 7)
    row[at.general_takings] = squash(known.takings, 10_000)
    row[at.general_to_pay] = squash(to_pay, 50_000)
    row[at.general_open_orders] = open_orders / ORDERS
    row[at.general_claims] = claims / CLAIMS


@rule
def _slot(tables: Record, at: Record, known: Record, row: Any, slot: int) -> None:
    plan = known.plan_product[slot]
    planned, product = plan >= 0, max(plan, 0)
    rate = known.rate[product] * single(planned)
    as_planned = planned and known.slot_product[slot] == plan and known.slot_units[slot] > 0
    row[at.slot_product + slot] = single(plan + 1) / single(len(known.stored))
    row[at.slot_price + slot] = single(known.plan_level[slot]) / single(_LEVELS)
    row[at.slot_as_planned + slot] = as_planned
    row[at.slot_units + slot] = single(known.slot_units[slot]) / single(tables.capacity[slot])
    row[at.slot_stored + slot] = narrow(known.stored[product] * planned, 24)
    row[at.slot_awaited + slot] = narrow(known.awaited[product] * planned, 24)
    row[at.slot_sold + slot] = narrow(known.sold[slot], 4)
    row[at.slot_rate + slot] = narrow(rate, 3)
    row[at.slot_tried + slot] = narrow(known.tried[product] * planned, 14)
    row[at.slot_retail + slot] = narrow(tables.retail[product] * planned, 300)
    row[at.slot_large + slot] = tables.is_large[slot]


@rule
def _product(at: Record, known: Record, row: Any, product: int) -> None:
    row[at.product_rate + product] = narrow(known.rate[product], 3)
    row[at.product_tried + product] = narrow(known.tried[product], 14)
    row[at.product_held + product] = narrow(known.stored[product], 24)


@rule
def _supplier(tables: Record, at: Record, known: Record, row: Any, place: int) -> None:
    quoted, assortment = known.quoted_on[place] > 0, known.assortment[place]
    owes = False
    for order in range(ORDERS):
        owes = owes | ((known.order_stage[order] == PAID) & (known.order_place[order] == place))
    row[at.supplier_asked + place] = known.asked_on[place] > 0
    row[at.supplier_waiting + place] = known.letter[place] > 0
    row[at.supplier_quoted + place] = quoted
    row[at.supplier_level + place] = narrow(known.level[place], 1.5)
    row[at.supplier_bargained + place] = narrow(known.bargained[place], 2)
    row[at.supplier_won + place] = narrow(known.won[place], 2)
    row[at.supplier_minimum + place] = narrow(known.min_order[place], 10_000)
    row[at.supplier_shipping + place] = narrow(known.shipping[place], 2_000)
    row[at.supplier_lead + place] = narrow(known.lead[place], 5)
    row[at.supplier_paid + place] = narrow(known.orders_paid[place], 5)
    row[at.supplier_came + place] = share_that_came(known.units_came[place], known.units_paid[place])
    row[at.supplier_owes + place] = owes
    row[at.supplier_drinks + place] = tables.shares[assortment][0] * quoted
    row[at.supplier_food + place] = tables.shares[assortment][1] * quoted
    row[at.supplier_gifts + place] = tables.shares[assortment][2] * quoted
    row[at.supplier_closed + place] = known.closed[place]


@rule
def _holds(at: Record, known: Record, row: Any) -> None:
    day, holds = known.day, row[at.supplier_holds : at.supplier_holds + len(known.letter)]
    for place in range(len(known.letter)):
        holds[place] = known.quote_until[place] >= day


@rule
def _claim(at: Record, known: Record, row: Any, claim: int) -> None:
    there = known.claim_day[claim] > 0
    age = (known.day - known.claim_day[claim]) * there
    cents = known.claim_cents[claim] * there
    row[at.claim_open + claim] = there
    row[at.claim_age + claim] = claim_age(age)
    row[at.claim_cents + claim] = squash(cents, 300)
    row[at.claim_excess + claim] = claim_excess(cents, known.claim_price[claim])


# What is possible: 1 in the options of a head ----------------------------------------------------------


@rule
def _allow_always(tables: Record, known: Record, options: Any) -> None:
    """What does not change while a world is played."""
    for slot in range(len(known.slot_units)):
        options[tables.product_options[slot]] = 1
    options[tables.price_options : tables.supplier_options + 1] = 1
    options[tables.trip_options : tables.trip_options + 2] = 1
    for head in range(LETTERS):
        options[tables.letter_options + head * (1 + 2 * len(known.letter))] = 1
    for claim in range(REFUNDS):
        options[tables.refund_options + 2 * claim] = 1


@rule
def _allow_product(tables: Record, known: Record, options: Any, product: int) -> None:
    """What is in sight can be planned for all slots it fits, what is in a slot for that slot anyway."""
    in_sight = (known.offered[product] > 0) | (known.stored[product] > 0)
    size = tables.is_large_product[product]
    for n in range(tables.slots_of_size[size]):
        slot = tables.slots_by_size[size][n]
        option = tables.product_options[slot] + tables.option_of[slot][product]
        options[option] = in_sight | (known.slot_product[slot] == product)


@rule
def _allow_refunds(tables: Record, known: Record, options: Any) -> None:
    for claim in range(REFUNDS):
        cents = min(known.claim_price[claim], known.claim_cents[claim])
        possible = (known.claim_day[claim] > 0) & (cents <= known.bank)
        options[tables.refund_options + 2 * claim + 1] = possible


@rule
def _allow_suppliers(tables: Record, known: Record, options: Any) -> None:
    suppliers, free_order = len(known.letter), False
    for order in range(ORDERS):
        free_order = free_order | (known.order_stage[order] == FREE)
    # Parts of the mask as arrays of their own, and a loop for each: so the compiler makes vectors of them.
    bank, day = known.bank, known.day
    orders = options[tables.supplier_options + 1 : tables.supplier_options + 1 + suppliers]
    letters = options[tables.letter_options : tables.letter_options + LETTERS * (1 + 2 * suppliers)]
    for place in range(suppliers):
        least = known.min_order[place] + known.shipping[place]
        possible = may_order(known.closed[place], known.quoted_on[place], bank, least)
        orders[place] = free_order & possible
    for place in range(suppliers):
        closed, letter = known.closed[place], known.letter[place]
        letters[1 + place] = may_ask(closed, letter, known.quote_until[place], day)
    for place in range(suppliers):
        closed, letter = known.closed[place], known.letter[place]
        letters[1 + suppliers + place] = may_bargain(closed, letter, known.quoted_on[place])
    for head in range(1, LETTERS):
        for option in range(1 + 2 * suppliers):
            letters[head * (1 + 2 * suppliers) + option] = letters[option]
