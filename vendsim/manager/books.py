"""An operator's own books in one world: `Knowledge` kept from what is read and done, without that world.

The books have the form of `Worlds` with N = 1, so that what an operator does is entered by the functions that
do it in the numeric worlds. Of their state only the day, the goods and the prices mean anything: goods come
and go in it as the operator moves them and as the morning report says, oldest first as in the machine itself.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from vendsim.draws import IntArray
from vendsim.economy import machine
from vendsim.economy.state import State, from_json, to_json
from vendsim.manager import knowledge as know
from vendsim.manager.day import take_up_sales
from vendsim.manager.knowledge import CONFIRMED, PAID, WRITTEN, Knowledge
from vendsim.manager.layout import BARGAIN, CLAIMS, NOTHING, index_basket
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


def take_up_report(books: Worlds, report: Report) -> None:
    """A new day has begun."""
    known, state = books.known, books.state
    sold, priced = _sold_by_slot(state, report.sold), machine.slot_price(state) > 0
    machine.sell(state, sold)
    state.day[:] = known.day[:] = report.day
    known.bank[:], known.coins[:], known.card[:] = report.bank, report.coins, report.card
    known.takings[:], known.unpaid_days[:] = report.takings, report.unpaid_days
    known.high[:], known.wet[:] = report.high, report.wet
    take_up_sales(known, sold, priced, machine.slot_stock(state))


def _sold_by_slot(state: State, sold: dict[int, int]) -> IntArray:
    """(1, S) units sold, each product at its first slot that is on sale, where the machine counts them."""
    out = np.zeros_like(state.slot_good)
    on_sale = (machine.slot_stock(state)[0] > 0) & (machine.slot_price(state)[0] > 0)
    for product, units in sold.items():
        out[0, np.argmax(on_sale & (state.slot_good[0] == product))] = units
    return out


def receive(books: Worlds, product: int, units: int) -> None:
    """Goods of ours have come into storage today."""
    state = books.state
    machine.store(state, np.array([0]), np.array([product]), np.array([units]), state.day)
    books.known.stored[0, product] += units


def close_order(books: Worlds, number: int, units: int) -> None:
    """The goods of a paid order have come, ``units`` of them as ordered."""
    known = books.known
    rows = np.flatnonzero((known.order_number[0] == number) & (known.order_stage[0] == PAID))
    known.units_came[0, known.order_place[0, rows]] += units
    know.close_orders(known, np.zeros_like(rows), rows)


def take_up_quote(books: Worlds, place: int, cents: dict[int, int], until: int, terms: Terms | None) -> None:
    """A supplier has answered our letter with unit prices, by product; with its terms to the first one."""
    known, bargained = books.known, books.known.letter[0, place] == BARGAIN
    if terms is not None and not known.quoted_on[0, place]:
        known.assortments[place, list(cents)] = True
        known.offered[0, list(cents)] = True
        known.min_order[0, place], known.shipping[0, place] = terms.min_order, terms.shipping
        known.lead[0, place] = terms.lead_days
    goods, typical = index_basket(known.assortments[place])
    before = known.level[0, place]
    known.level[0, place] = sum(cents[product] for product in goods[goods >= 0].tolist()) / typical
    known.won[0, place] += bargained & (known.level[0, place] < before)
    known.letter[0, place], known.quoted_on[0, place] = NOTHING, known.day[0]
    known.quote_until[0, place] = until


def index_goods_of(books: Worlds, place: int) -> list[int]:
    """The products by whose prices a supplier that has quoted is judged."""
    goods, _ = index_basket(books.known.assortments[place])
    return [product for product in goods.tolist() if product >= 0]


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
    know.free_orders(books.known, np.array([0]), np.array([row]))


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
    know.drop_claims(known, over)
    return gone


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
