"""An operator's own books in one world: `Knowledge` kept from what is read and done, without that world.

The books have the form of `Worlds` with N = 1, so that what an operator does is entered by the functions that
do it in the numeric worlds. Of their state only the day, the goods and the prices mean anything: goods come
and go in it as the operator moves them and as the morning report says, oldest first as in the machine itself.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from vendsim.compiling.records import OneWorld
from vendsim.draws import IntArray
from vendsim.economy import goods
from vendsim.economy.night import blank_nights, find_leaders, take_of_all
from vendsim.economy.rules import rules_of
from vendsim.economy.state import State, from_json, to_json
from vendsim.formula import Record
from vendsim.manager import morning
from vendsim.manager.claims import drop_claims
from vendsim.manager.evening import learn_sales
from vendsim.manager.knowledge import CONFIRMED, PAID, WRITTEN, Knowledge
from vendsim.manager.layout import ASK, BARGAIN, CLAIMS, NOTHING, ORDERS, index_basket
from vendsim.manager.tables import room, tables_of
from vendsim.manager.worlds import Worlds, open_business
from vendsim.scenario import Scenario

_BLANK = 0  # whose form the books have; nothing of that world is read


@dataclass(frozen=True)
class Report:
    """What a morning says about the night. Money in cents."""

    day: int  # that begins
    bank: int
    coins: int
    card: int  # takings not yet credited
    takings: int
    unpaid_days: int
    high: int  # F
    wet: bool
    sold: dict[int, int]  # units by product


@dataclass(frozen=True)
class Terms:
    """What a supplier states with its price list. Money in cents."""

    min_order: int
    shipping: int
    lead_days: int


def open_books(scenario: Scenario) -> Worlds:
    """Books on the first morning: nobody is known, nothing is there."""
    books = open_business(scenario, np.array([_BLANK]))
    known = books.known
    known.assortments = np.zeros((books.layout.suppliers, books.layout.products), dtype=bool)
    known.assortment[:] = np.arange(books.layout.suppliers)
    return books


@contextmanager
def _open(books: Worlds) -> Iterator[tuple[Record, Record, Record]]:
    """Knowledge, state and backstage as rules take them; what rules change is entered."""
    ones = [OneWorld(part, 0) for part in (books.known, books.state, books.backstage)]
    yield ones[0], ones[1], ones[2]
    for one in ones:
        one.settle()


def take_up_report(books: Worlds, report: Report) -> None:
    """A new day has begun."""
    form, work = books.layout, room(books.scenario).plain
    night: Record = OneWorld(blank_nights(1, form.slots, form.suppliers), 0)
    with _open(books) as (known, state, _):
        find_leaders(work, state, night)
        for n in range(work.distinct):
            slot = work.leaders[n]
            night.sold[slot] = report.sold.get(night.good[slot], 0)
            take_of_all(work, state, slot, night.sold[slot], 0)
        state.day = known.day = report.day
        known.bank, known.coins, known.card = report.bank, report.coins, report.card
        known.takings, known.unpaid_days = report.takings, report.unpaid_days
        known.high, known.wet = report.high, report.wet
        learn_sales(work, known, state, night)


def receive(books: Worlds, product: int, units: int) -> None:
    """Goods of ours have come into storage today."""
    with _open(books) as (known, state, _):
        goods.store(state, product, units, state.day)
        known.stored[product] += units


def close_order(books: Worlds, number: int, units: int) -> None:
    """The goods of a paid order have come, ``units`` of them as ordered."""
    with _open(books) as (known, _, _):
        for row in range(ORDERS):
            if known.order_number[row] == number and known.order_stage[row] == PAID:
                known.units_came[known.order_place[row]] += units
                morning.close_order(known, row)


def take_up_quote(books: Worlds, place: int, cents: dict[int, int], until: int, terms: Terms | None) -> None:
    """A supplier has answered our letter with unit prices, by product; with its terms to the first one."""
    known, bargained = books.known, books.known.letter[0, place] == BARGAIN
    if terms is not None and not known.quoted_on[0, place]:
        known.assortments[place, list(cents)] = True
        known.offered[0, list(cents)] = True
        known.min_order[0, place], known.shipping[0, place] = terms.min_order, terms.shipping
        known.lead[0, place] = terms.lead_days
    basket, typical = index_basket(known.assortments[place])
    before = known.level[0, place]
    known.level[0, place] = sum(cents[product] for product in basket[basket >= 0].tolist()) / typical
    known.won[0, place] += bargained & (known.level[0, place] < before)
    known.letter[0, place], known.quoted_on[0, place] = NOTHING, known.day[0]
    known.quote_until[0, place] = until


def index_goods_of(books: Worlds, place: int) -> list[int]:
    """The products by whose prices a supplier that has quoted is judged."""
    basket, _ = index_basket(books.known.assortments[place])
    return [product for product in basket.tolist() if product >= 0]


def written_on(known: Knowledge, place: int, day: int) -> int | None:
    """The row of the order that a supplier was sent on a day and has not answered."""
    mine = (known.order_stage[0] == WRITTEN) & (known.order_place[0] == place) & (known.order_day[0] == day)
    return int(np.argmax(mine)) if mine.any() else None


def confirm_order(books: Worlds, row: int, number: int, total: int) -> None:
    """A supplier has booked an order and says what is to be paid, in cents."""
    known = books.known
    known.order_number[0, row], known.order_total[0, row] = number, total
    known.order_stage[0, row] = CONFIRMED


def drop_order(books: Worlds, row: int) -> None:
    """An order will not be booked."""
    with _open(books) as (known, _, _):
        morning.free_order(known, row)


def note_closing(books: Worlds, place: int, row: int | None) -> None:
    """Mail to a supplier came back: the order in ``row``, or else the letter."""
    books.known.closed[0, place] = True
    if row is None:
        books.known.letter[0, place] = NOTHING
    else:
        drop_order(books, row)


def open_claim(books: Worlds, price: int, cents: int) -> bool:
    """A customer has written; whether the claim is kept track of."""
    known = books.known
    place = int((known.claim_day[0] > 0).sum())
    if place >= CLAIMS:
        return False
    known.claim_day[0, place], known.claim_price[0, place] = known.day[0], price
    known.claim_cents[0, place] = cents
    return True


def drop_old_claims(books: Worlds) -> list[bool]:
    """Claims whose customers have lost patience are over; for each claim that was open, whether it was."""
    known, days = books.known, books.scenario.customers.ignored_days
    there = known.claim_day > 0
    over = there & (known.day[:, None] - known.claim_day >= days)
    gone: list[bool] = over[0, there[0]].tolist()
    with _open(books) as (one, _, back):
        drop_claims(one, back, over[0].tolist())
    return gone


@dataclass(frozen=True)
class Errands:
    """What follows from an action at the desk."""

    pay: list[int]  # rows of confirmed orders
    refund: list[bool]  # (C,) claims paid back
    ask: list[int]  # places of suppliers asked for prices
    bargain: list[int]  # and of those bargained with
    order_place: int  # supplier that gets an order, -1: none
    order: dict[int, int]  # units by product


@dataclass(frozen=True)
class Trip:
    """What follows from an action at the machine. All (S,)."""

    out: IntArray  # units taken out of each slot, of what was in it
    put: IntArray  # then units of the planned product put in
    priced: list[int]  # slots whose prices are set, each product's at its first one


def work_at_desk(books: Worlds, action: IntArray) -> None:
    """Enter what an action (H,) does at the desk."""
    _work_at_desk(books, action)


def foresee_desk(books: Worlds, action: IntArray) -> Errands:
    """What `work_at_desk` will enter; the books stay as they are."""
    after, now = _copied(books), books.known
    refund = _work_at_desk(after, action)
    then = after.known
    stage, written = now.order_stage[0], then.letter[0] * (now.letter[0] == NOTHING)
    new = np.flatnonzero((then.order_stage[0] == WRITTEN) & (then.order_day[0] == now.day[0]))
    new = new[(stage[new] != WRITTEN) | (now.order_day[0, new] != now.day[0])]
    order, place = {}, -1
    for row in new.tolist():
        place, units = int(then.order_place[0, row]), then.order_units[0, row]
        order = {int(then.order_product[0, row, s]): int(units[s]) for s in np.flatnonzero(units)}
    return Errands(
        np.flatnonzero((stage == CONFIRMED) & (then.order_stage[0] == PAID)).tolist(), refund,
        np.flatnonzero(written == ASK).tolist(), np.flatnonzero(written == BARGAIN).tolist(), place, order,
    )  # fmt: skip


def visit(books: Worlds) -> None:
    """Enter a trip to the machine."""
    _visit(books)


def foresee_visit(books: Worlds) -> Trip:
    """What `visit` will enter; the books stay as they are."""
    after, now = _copied(books), books.known
    emptied = np.array(_visit(after)[: books.layout.slots], dtype=bool)
    out = now.slot_units[0] * emptied
    put = after.known.slot_units[0] - (now.slot_units[0] - out)
    plan, priced, seen = after.known.plan_product[0].tolist(), [], set()
    one: Record = OneWorld(after.known, 0)
    for slot, product in enumerate(plan):
        if morning.is_priced(one, slot) and product not in seen:
            priced.append(slot)
            seen.add(product)
    return Trip(out, put, priced)


def _work_at_desk(books: Worlds, action: IntArray) -> list[bool]:
    """(C,) which claims are paid back."""
    scenario, work = books.scenario, room(books.scenario).plain
    looked_up = tables_of(scenario, books.known.assortments).plain
    with _open(books) as (known, state, back):
        morning.work_at_desk(rules_of(scenario).plain, looked_up, work, state, known, back, action.tolist())
    return [bool(flag) for flag in work.flags[:CLAIMS]]


def _visit(books: Worlds) -> list[bool]:
    """(at least S) which slots were emptied."""
    work = room(books.scenario).plain
    with _open(books) as (known, state, _):
        morning.visit(tables_of(books.scenario, books.known.assortments).plain, work, known, state)
    return [bool(flag) for flag in work.flags]


def _copied(books: Worlds) -> Worlds:
    return replace(books, state=copy.deepcopy(books.state), known=copy.deepcopy(books.known),
                   backstage=copy.deepcopy(books.backstage))  # fmt: skip


def books_to_json(books: Worlds) -> dict[str, Any]:
    """The books as plain data."""
    return {"known": to_json(books.known), "state": to_json(books.state)}


def books_from_json(scenario: Scenario, blob: dict[str, Any]) -> Worlds:
    """The inverse. Raises KeyError when a field is missing."""
    books = open_books(scenario)
    books.state = from_json(State, blob["state"])
    for field in fields(Knowledge):
        values = getattr(books.known, field.name)
        values[:] = np.array(blob["known"][field.name], dtype=values.dtype)
    return books
