"""A day of N worlds: an operator's decisions carried out on the economy.

The rules are the economy's; here is only the order in which a day goes, which is the order of the text world:
payments and refunds in the morning, letters, the day's deliveries, a trip in the evening, the night.
"""

from __future__ import annotations

import numpy as np

from vendsim.draws import BoolArray, IntArray
from vendsim.economy import machine, shipments, testimony
from vendsim.economy.doubles import first_of_each, gather
from vendsim.economy.ledger import Account, post
from vendsim.economy.night import Night, close_day
from vendsim.economy.which import add_at, which
from vendsim.manager import claims, evening
from vendsim.manager import knowledge as know
from vendsim.manager.decide import DayPlan, decide, trip_moves
from vendsim.manager.knowledge import PAID, WRITTEN, Knowledge
from vendsim.manager.layout import ASK, BARGAIN
from vendsim.manager.worlds import Worlds


def play_day(worlds: Worlds, action: IntArray) -> None:
    """One day of every world under ``action`` (N, H), up to the next morning.

    Ended worlds are played on, without meaning: whoever steps a batch replaces them.
    """
    plan = decide(worlds.scenario, worlds.layout, worlds.known, action)
    do_desk_work(worlds, plan)
    _receive(worlds)
    visit(worlds, plan)
    before = testimony.shown(worlds.state)
    night = _close(worlds)
    evening.read_letters(worlds)
    evening.read_orders(worlds)
    evening.book_payments(worlds, plan)
    claims.hear_customers(worlds, night, before)
    claims.open_claims(worlds)
    claims.lose_patience(worlds)


def do_desk_work(worlds: Worlds, plan: DayPlan) -> None:
    """The morning: payments, refunds, letters."""
    _pay(worlds, plan)
    _refund(worlds, plan)
    _write(worlds, plan)


# The day ------------------------------------------------------------------------------------------------


def _pay(worlds: Worlds, plan: DayPlan) -> None:
    known = worlds.known
    cents = (known.order_total * plan.pay).sum(axis=1)
    post(worlds.state.accounts, Account.BANK, Account.SUPPLIERS, cents)
    world, row = which(plan.pay)
    known.order_stage[world, row] = PAID
    known.order_day[world, row] = known.day[world]
    place = known.order_place[world, row]
    add_at(known.orders_paid, world, place)
    known.supplier_news[world, place] = True
    given_up = plan.drop & (known.order_stage == PAID)
    know.close_orders(known, *which(given_up))
    know.free_orders(known, *which(plan.drop & ~given_up))


def _refund(worlds: Worlds, plan: DayPlan) -> None:
    known = worlds.known
    if not plan.refund.any():
        return
    cents = np.einsum("nc,nc->n", np.minimum(known.claim_price, known.claim_cents), plan.refund)
    post(worlds.state.accounts, Account.BANK, Account.CUSTOMERS, cents)
    claims.drop_claims(worlds, plan.refund)


def _write(worlds: Worlds, plan: DayPlan) -> None:
    known = worlds.known
    written = plan.ask | plan.bargain
    at = np.flatnonzero(written)  # flat in (N, K)
    known.letter.put(at, np.where(plan.bargain.take(at), BARGAIN, ASK))
    known.asked_on.put(at, known.day.take(at // written.shape[1]))
    known.supplier_news |= written
    known.bargained += plan.bargain
    world = np.flatnonzero(plan.order_place >= 0)
    row = plan.order_row[world]
    known.order_stage[world, row] = WRITTEN
    known.order_place[world, row] = plan.order_place[world]
    known.order_day[world, row] = known.day[world]
    known.order_product[world, row] = known.plan_product.take(world, axis=0)
    known.order_units[world, row] = plan.order_units.take(world, axis=0)
    know.wait_for(known, world, row, 1)


def _receive(worlds: Worlds) -> None:
    """The day's deliveries; all come before the evening."""
    state, known = worlds.state, worlds.known
    due = shipments.due(state, worlds.scenario.clock.closes)
    world, column = which(due)
    if not len(world):
        return
    rows = state.shipments
    good, units = rows.good[world, column], rows.units[world, column]
    number = rows.order[world, column]
    shipments.deliver(state, due)
    genuine = good < worlds.layout.products
    _note_stored(known, world[genuine], good[genuine], units[genuine])
    mine = (known.order_number[world] == number[:, None]) & (known.order_stage[world] == PAID)
    of, row = which(mine)
    place = known.order_place[world[of], row]
    add_at(known.units_came, world[of], place, units[of] * genuine[of])
    came = np.zeros(known.order_stage.shape, dtype=bool)
    came[world[of], row] = True
    know.close_orders(known, *which(came))


def visit(worlds: Worlds, plan: DayPlan) -> None:
    """A trip to the machine: coins, goods, prices."""
    state, known, trip = worlds.state, worlds.known, plan.trip
    coins = np.where(trip, state.accounts[:, Account.COINS], 0)
    post(state.accounts, Account.COINS, Account.BANK, coins)
    out, put = trip_moves(worlds.scenario, worlds.layout, known, trip)
    world, slot = which(out > 0)
    units = out[world, slot]
    _note_stored(known, world, known.slot_product[world, slot], units)
    machine.unload_slots(state, world, slot, units)
    world, slot = which(put > 0)
    product, units = known.plan_product[world, slot], put[world, slot]
    _note_stored(known, world, product, -units)
    machine.load_slots(state, world, slot, product, units)
    known.slot_product[world, slot] = product
    known.slot_units += put - out
    _set_prices(worlds, trip)
    known.last_trip[:] = np.where(trip, known.day, known.last_trip)


def _note_stored(known: Knowledge, world: IntArray, product: IntArray, units: IntArray) -> None:
    """So many more ``units`` (n,) of products are in storage; worlds and products may be named twice."""
    add_at(known.stored, world, product, units)
    known.product_news[world, product] = True


def priced_slots(known: Knowledge, trip: BoolArray) -> BoolArray:
    """(N, S) slots whose planned price is set on a trip: they hold what was planned, and a level was chosen.

    Where a product is planned for several slots, its first one decides.
    """
    here = trip[:, None] & (known.slot_units > 0) & (known.slot_product == known.plan_product)
    return first_of_each(known.plan_product, here & (known.plan_level > 0))


def _set_prices(worlds: Worlds, trip: BoolArray) -> None:
    known = worlds.known
    world, slot = which(priced_slots(known, trip))
    product = known.plan_product[world, slot]
    cents = worlds.layout.price_cents[product, known.plan_level[world, slot] - 1]
    worlds.state.price[world, product] = cents


# The night ----------------------------------------------------------------------------------------------


def _close(worlds: Worlds) -> Night:
    """Close the day, and take up what the digest will say."""
    state, known = worlds.state, worlds.known
    night = close_day(worlds.scenario, worlds.params, state)
    known.day[:] = state.day
    known.bank[:] = state.accounts[:, Account.BANK]
    known.coins[:] = state.accounts[:, Account.COINS]
    known.card[:] = state.accounts[:, Account.CARD]
    known.takings[:] = night.revenue
    known.unpaid_days[:] = night.unpaid_days
    known.high[:] = night.high
    known.wet[:] = night.wet
    take_up_sales(known, night.sold, night.price > 0, machine.slot_stock(state))
    return night


def take_up_sales(known: Knowledge, sold: IntArray, priced: BoolArray, left: IntArray) -> None:
    """What was sold last night and is ``left`` in the slots, where a price was set; all (N, S)."""
    on_sale = (known.slot_units > 0) & priced
    known.sold[:] = sold
    known.slot_units[:] = left
    known_left = gather(known.slot_product, left, on_sale)
    know.learn(known, known.slot_product, sold, known_left.units, known_left.first)
