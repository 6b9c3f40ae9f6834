"""From the numbers of an action to what the operator does today: it takes knowledge, but no world."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vendsim.draws import BoolArray, FloatArray, IntArray
from vendsim.economy.catalogue import catalogue
from vendsim.economy.doubles import gather, of_earlier
from vendsim.economy.which import add_at, any_of, which
from vendsim.formula import formula, real, whole
from vendsim.manager.knowledge import CONFIRMED, FREE, PAID, Knowledge
from vendsim.manager.layout import (
    ASK,
    BARGAIN,
    CLAIMS,
    NOTHING,
    ORDER_UNITS,
    ORDERS,
    REFUNDS,
    WRITE_OFF_DAYS,
    Layout,
)
from vendsim.scenario import Scenario

_ORDER_UNITS = np.array(ORDER_UNITS, dtype=np.int16)
RESERVE_FEES = 2  # daily fees that an order leaves in the bank: those of the nights until it is paid


@dataclass
class DayPlan:
    """What is done today, in the order of the fields."""

    pay: BoolArray  # (N, O) confirmed orders paid this morning
    drop: BoolArray  # (N, O) orders given up: confirmed but too dear now, or paid and never come
    refund: BoolArray  # (N, C) claims paid back
    ask: BoolArray  # (N, K) suppliers asked for prices
    bargain: BoolArray  # (N, K) suppliers bargained with
    order_place: IntArray  # (N,) supplier that gets an order, -1: none
    order_units: IntArray  # (N, S) units of the product planned for each slot; each product once
    order_row: IntArray  # (N,) the free place among open orders that it takes
    trip: BoolArray  # (N,)


def decide(scenario: Scenario, layout: Layout, known: Knowledge, action: IntArray) -> DayPlan:
    """Take up the plan of an action (N, H) in ``known`` and say what follows for today.

    A choice that is not possible (see `masks`) counts as its head's 0. Payments and refunds leave
    ``known.bank`` untouched; whoever carries them out books them.
    """
    head = {name: action[:, columns].astype(np.int16) for name, columns in layout.columns.items()}
    _plan_slots(layout, known, head["product"], head["price"])
    pay, drop, bank = _settle_orders(known)
    refund, bank = _refunds(known, head["refund"], bank)
    ask, bargain = _letters(layout, known, head["letter"])
    place, row = _addressee(known, head["supplier"][:, 0])
    units = _order_lines(scenario, known, place, head["units"], bank)
    ordered = any_of(units > 0)
    return DayPlan(pay, drop, refund, ask, bargain, np.where(ordered, place, -1), units, row,
                   head["trip"][:, 0] > 0)  # fmt: skip


def _plan_slots(layout: Layout, known: Knowledge, product: IntArray, price: IntArray) -> None:
    """New products come with the price level chosen beside them, or with the middle one."""
    slots, most = layout.options.shape
    # Option 0 is -1 among the products and 0 among the levels: it keeps what is planned.
    chosen = layout.options.take(np.minimum(product, most - 1) + np.arange(0, slots * most, most))  # (N, S)
    at = chosen + np.arange(0, known.stored.size, layout.products)[:, None]  # flat in (N, P)
    in_sight = (known.stored.take(at) > 0) | (known.slot_product == chosen) | known.offered.take(at)
    np.copyto(known.plan_product, chosen, where=in_sight & (chosen >= 0), casting="same_kind")
    known.plan_level *= price == 0
    known.plan_level += price


def _settle_orders(known: Knowledge) -> tuple[BoolArray, BoolArray, IntArray]:
    """Confirmed orders are paid in their order as far as the bank goes; the others lapse."""
    pay = np.zeros(known.order_stage.shape, dtype=bool)
    drop = (known.order_stage == PAID) & (known.day[:, None] > known.order_day + WRITE_OFF_DAYS)
    bank = known.bank.copy()
    for row in range(ORDERS):
        due = known.order_stage[:, row] == CONFIRMED
        if not due.any():
            continue
        pay[:, row] = due & (known.order_total[:, row] <= bank)
        drop[:, row] |= due & ~pay[:, row]
        bank -= np.where(pay[:, row], known.order_total[:, row], 0)
    return pay, drop, bank


def _refunds(known: Knowledge, choice: IntArray, bank: IntArray) -> tuple[BoolArray, IntArray]:
    refund = np.zeros((known.worlds, CLAIMS), dtype=bool)
    for i in range(REFUNDS):
        cents = np.minimum(known.claim_price[:, i], known.claim_cents[:, i])
        refund[:, i] = (choice[:, i] > 0) & (known.claim_day[:, i] > 0) & (cents <= bank)
        bank = bank - np.where(refund[:, i], cents, 0)
    return refund, bank


def can_ask(known: Knowledge) -> BoolArray:
    """(N, K) suppliers that a letter can ask for prices: alive, nothing unanswered, no quote that holds."""
    return may_ask(known.closed, known.letter, known.quote_until, known.day[:, None])


@formula
def may_ask(closed: BoolArray, letter: IntArray, quote_until: IntArray, day: IntArray) -> BoolArray:
    """`can_ask` of one supplier."""
    return (closed == 0) & (letter == 0) & (quote_until < day)


def can_bargain(known: Knowledge) -> BoolArray:
    """(N, K) suppliers that have quoted, are alive, and owe no answer."""
    return may_bargain(known.closed, known.letter, known.quoted_on)


@formula
def may_bargain(closed: BoolArray, letter: IntArray, quoted_on: IntArray) -> BoolArray:
    """`can_bargain` of one supplier."""
    return (closed == 0) & (letter == 0) & (quoted_on > 0)


def can_order(known: Knowledge) -> BoolArray:
    """(N, K) suppliers that have quoted, are alive, and whose smallest order the bank holds."""
    return may_order(known.closed, known.quoted_on, known.bank[:, None], known.min_order + known.shipping)


@formula
def may_order(closed: BoolArray, quoted_on: IntArray, bank: IntArray, least: IntArray) -> BoolArray:
    """`can_order` of one supplier; ``least`` is its smallest order with shipping, in cents."""
    return (closed == 0) & (quoted_on > 0) & (bank >= least)


def has_free_order(known: Knowledge) -> BoolArray:
    """(N,) whether one more open order can be kept track of."""
    return any_of(known.order_stage == FREE)


def _letters(layout: Layout, known: Knowledge, choice: IntArray) -> tuple[BoolArray, BoolArray]:
    """(N, K) who is asked and (N, K) who is bargained with; nobody gets two letters."""
    places, choice = layout.suppliers, choice.T.copy()  # (letters, N)
    at = (choice - 1) % places + np.arange(0, known.letter.size, places)  # flat in (N, K)
    closed, letter, quoted = known.closed.take(at), known.letter.take(at), known.quoted_on.take(at)
    asks = may_ask(closed, letter, known.quote_until.take(at), known.day)
    possible = np.where(choice > places, may_bargain(closed, letter, quoted), asks & (choice > 0))
    about = np.zeros((known.worlds, places), dtype=np.int8)
    for option, place, can in zip(choice, at, possible, strict=True):
        wanted = np.flatnonzero(can & (about.take(place) == NOTHING))
        about.put(place[wanted], np.where(option[wanted] > places, BARGAIN, ASK))
    return about == ASK, about == BARGAIN


def _addressee(known: Knowledge, choice: IntArray) -> tuple[IntArray, IntArray]:
    """(N,) who gets an order, -1: nobody; and the place that the order takes."""
    place = np.maximum(choice - 1, 0)
    at = place + np.arange(0, known.min_order.size, known.min_order.shape[1])  # flat in (N, K)
    least = known.min_order.take(at) + known.shipping.take(at)
    possible = may_order(known.closed.take(at), known.quoted_on.take(at), known.bank, least)
    possible &= (choice > 0) & has_free_order(known)
    return np.where(possible, place, -1), np.argmax(known.order_stage == FREE, axis=1)


def estimated_cents(known: Knowledge, world: IntArray, place: IntArray, product: IntArray) -> IntArray:
    """Cents that an operator expects a unit to cost: the typical cost at the supplier's level of prices."""
    return estimate(catalogue().wholesale[product], real(known.level[world, place]))


@formula
def estimate(typical: FloatArray, level: FloatArray) -> IntArray:
    """Cents a unit at a typical wholesale price and a level of prices."""
    return whole(np.ceil(np.rint(typical * level * 16) / 16))


def _order_lines(
    scenario: Scenario, known: Knowledge, place: IntArray, choice: IntArray, bank: IntArray
) -> IntArray:
    """(N, S) units wanted, each product at its first slot, cut to what the bank holds after two fees."""
    world = np.flatnonzero(place >= 0)
    to, plan = place[world], known.plan_product.take(world, axis=0)  # (n,), (n, S)
    product = np.maximum(plan, 0)
    wanted = _ORDER_UNITS.take(choice[world]) * (plan >= 0)
    wanted *= known.sells(world[:, None], to[:, None], product)
    units = gather(plan, wanted, wanted > 0).units
    cents = estimated_cents(known, world[:, None], to[:, None], product)
    cost = np.einsum("ns,ns->n", units, cents)
    purse = bank[world] - known.shipping[world, to] - RESERVE_FEES * scenario.money.daily_fee_cents
    lines = np.zeros(choice.shape, dtype=np.int64)
    lines[world] = affordable(units, purse[:, None], cost[:, None])
    return lines


@formula
def affordable(units: IntArray, purse: IntArray, cost: IntArray) -> IntArray:
    """Units of a line that is part of an order of ``cost`` cents, cut to a purse."""
    share = np.minimum(np.maximum(purse / np.maximum(cost, 1), 0.0), 1.0)
    return whole(np.floor(units * share))


def trip_moves(
    scenario: Scenario, layout: Layout, known: Knowledge, trip: BoolArray
) -> tuple[IntArray, IntArray]:
    """(N, S) units to take out of each slot, then units of the planned product to put in, slot by slot.

    A slot changes its product only when storage holds the new one.
    """
    travels = np.flatnonzero(trip)
    plan, product, units, stored = (
        values.take(travels, axis=0)
        for values in (known.plan_product, known.slot_product, known.slot_units, known.stored)
    )
    wanted = np.maximum(plan, 0) + np.arange(0, stored.size, layout.products)[:, None]  # flat in ``stored``
    stays = (product == plan) | (units == 0)
    goes = (plan >= 0) & ~stays & (stored.take(wanted) > 0)
    taken = units * goes
    world, slot = which(goes)
    add_at(stored, world, product[world, slot], taken[world, slot])
    takes = (plan >= 0) & (stays | goes)
    room = (np.array(scenario.machine.capacity, dtype=units.dtype) - (units - taken)) * takes
    # Slots that take the same product are served one after the other, as far as storage goes.
    before, there = of_earlier(plan, room, takes), stored.take(wanted)
    out, put = np.zeros_like(known.slot_units), np.zeros_like(known.slot_units)
    out[travels] = taken
    put[travels] = np.minimum(before + room, there) - np.minimum(before, there)
    return out, put
