"""What suppliers do with a day's mail and money, once the day has closed: they quote, confirm and send."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vendsim.draws import BoolArray, IntArray
from vendsim.economy import fulfilment, orders, quotes
from vendsim.economy.catalogue import supplier_table
from vendsim.economy.which import rank, turns, which
from vendsim.manager import knowledge as know
from vendsim.manager.decide import DayPlan
from vendsim.manager.knowledge import CONFIRMED, WRITTEN
from vendsim.manager.layout import BARGAIN, NOTHING, index_goods
from vendsim.manager.worlds import Worlds


def read_letters(worlds: Worlds) -> None:
    """Suppliers answer what is due: they quote, and come down for those who bargain."""
    state, known, back = worlds.state, worlds.known, worlds.backstage
    places = known.letter.shape[1]
    at = np.flatnonzero(known.letter > 0)  # flat in (N, K)
    world = at // places
    supplier = world * places + back.who.take(at)  # flat in the economy's (N, K)
    written, today = known.asked_on.take(at), known.day.take(world)
    dead = state.closed.take(supplier)
    bounced = dead & (today >= written + worlds.scenario.suppliers.bounce_days)
    known.closed.put(at[bounced], True)
    answers = ~dead & (today > written + back.reply_days.take(at))
    bargained = answers & (known.letter.take(at) == BARGAIN)
    done = at[bounced | answers]
    known.letter.put(done, NOTHING)
    known.supplier_news.put(done, True)
    asks = np.zeros(state.closed.shape, dtype=bool)
    asks.put(supplier[bargained], True)
    quotes.concede(worlds.params, state, asks)
    _quote(worlds, at[answers], bargained[answers])


def _quote(worlds: Worlds, at: IntArray, bargained: BoolArray) -> None:
    """Suppliers name their prices: of the index goods to those who bargained, the whole list to others.

    ``at`` (n,) are their places, flat in (N, K). A better promise that still holds is repeated, but not
    prolonged. It can only stand in the way of bargaining: nobody asks for a list while a quote holds.
    """
    known, back, rules = worlds.known, worlds.backstage, worlds.scenario.suppliers
    world, supplier = at // known.letter.shape[1], back.who.take(at)
    of_supplier = world * known.letter.shape[1] + supplier  # flat in the economy's (N, K)
    today, rounds = known.day.take(world), worlds.state.rounds.take(of_supplier)
    goods, typical = index_goods()
    basket = goods.take(supplier, axis=0)  # (n, G)
    there, basket = basket >= 0, np.maximum(basket, 0)
    listed = _listed(worlds, world, supplier, basket, rounds[:, None])
    until, promised_rounds = known.quote_until.take(at), back.quote_rounds.take(at)
    # Only after more concessions than now, which have been forgotten since, can a promise have been better.
    old = np.flatnonzero((until >= today) & (promised_rounds > rounds))
    earlier = _listed(worlds, world[old], supplier[old], basket[old], promised_rounds[old, None])
    better = (there[old] & (earlier < listed[old])).any(axis=1)
    promised = np.zeros(len(at), dtype=bool)
    promised[old[better]] = True
    listed[promised] = earlier[better]
    known.quote_until.put(at, np.where(promised, until, today + rules.quote_days))
    back.quote_rounds.put(at, np.where(promised, promised_rounds, rounds))
    asked = np.flatnonzero(~bargained)
    back.list_until.put(at[asked], today[asked] + rules.quote_days)
    back.list_rounds.put(at[asked], rounds[asked])
    loyalty = quotes.loyalty_discount(rules, worlds.state.orders_delivered.take(of_supplier))[:, None]
    unit = quotes.unit_price(listed, np.zeros_like(loyalty), loyalty)
    before, level = known.level.take(at), np.einsum("ng,ng->n", unit, there) / typical[supplier]
    known.level.put(at, level)
    known.won.put(at, known.won.take(at) + (bargained & (known.level.take(at) < before)))
    first = known.quoted_on.take(at) == 0
    known.quoted_on.put(at, today)
    _introduce(worlds, at[first], world[first], supplier[first])


def _introduce(worlds: Worlds, at: IntArray, world: IntArray, supplier: IntArray) -> None:
    """Suppliers (n,) that quote for the first time, in places ``at``, flat in (N, K), state their terms."""
    known, params = worlds.known, worlds.params
    known.min_order.put(at, params.min_order[world, supplier])
    known.shipping.put(at, params.shipping[world, supplier])
    known.lead.put(at, params.stated_lead[world, supplier].sum(axis=-1) // 2)
    line, product = which(supplier_table().carries[supplier])
    known.offered[world[line], product] = True
    known.product_news[world[line], product] = True


def _listed(
    worlds: Worlds, world: IntArray, supplier: IntArray, product: IntArray, rounds: IntArray
) -> IntArray:
    """(n, M) list prices of suppliers (n,) in cents after so many concessions."""
    return quotes.listed_price(
        worlds.scenario, worlds.params, world[:, None], supplier[:, None], product, rounds
    )


def read_orders(worlds: Worlds) -> None:
    """Orders that are due are confirmed, the older first, or refused as too small."""
    state, known, back = worlds.state, worlds.known, worlds.backstage
    world, row = which(known.order_stage == WRITTEN)
    place, written, today = known.order_place[world, row], known.order_day[world, row], known.day[world]
    dead = state.closed[world, back.who[world, place]]
    bounced = dead & (today >= written + worlds.scenario.suppliers.bounce_days)
    known.closed[world[bounced], place[bounced]] = True
    known.supplier_news[world[bounced], place[bounced]] = True
    know.free_orders(known, world[bounced], row[bounced])
    due = np.flatnonzero(~dead & (today > written + back.reply_days[world, place]))
    due = due[np.lexsort((written[due], world[due]))]
    _confirm(worlds, world[due], row[due])


def _confirm(worlds: Worlds, world: IntArray, row: IntArray) -> None:
    """Orders in places ``row`` (n,) among the open ones of the worlds ``world`` (n,), sorted by world."""
    known, back, params = worlds.known, worlds.backstage, worlds.params
    supplier, units = back.who[world, known.order_place[world, row]], known.order_units[world, row]
    order, line = which(units > 0)  # (m,)
    of, product = world[order], known.order_product[world[order], row[order], line]
    quoted = _promised_prices(worlds, world, row, order, product)
    listed = np.zeros(units.shape, dtype=np.int64)
    listed[order, line] = orders.list_prices(
        worlds.scenario, params, worlds.state, of, supplier[order], product, quoted
    )
    bill = orders.bill(worlds.scenario, params, worlds.state, supplier, listed, units, world)
    taken = orders.meets_minimum(params, supplier, bill.goods, world)
    know.free_orders(known, world[~taken], row[~taken])
    world, row = world[taken], row[taken]
    known.order_number[world, row] = back.last_number[world] + rank(world) + 1
    back.last_number += np.bincount(world, minlength=len(back.last_number)).astype(np.int16)
    known.order_total[world, row] = bill.total[taken]
    known.order_stage[world, row] = CONFIRMED


def _promised_prices(
    worlds: Worlds, world: IntArray, row: IntArray, order: IntArray, product: IntArray
) -> IntArray:
    """(m,) list prices in cents of lines that hold from an earlier quote, 0: none that matters.

    Lower than today's they are only after more concessions than now, which have been forgotten since. Lines
    (m,) are of a ``product`` in one of the orders (world, row), (n,): the ``order``-th of them.
    """
    known, back = worlds.known, worlds.backstage
    place, written = known.order_place[world, row], known.order_day[world, row]
    supplier = back.who[world, place]
    now, by_quote, by_list = (
        worlds.state.rounds[world, supplier], back.quote_rounds[world, place], back.list_rounds[world, place],
    )  # fmt: skip
    in_quote = (written <= known.quote_until[world, place]) & (by_quote > now)
    in_list = (written <= back.list_until[world, place]) & (by_list > now)
    quoted = np.zeros(product.shape, dtype=np.int64)
    some = np.flatnonzero((in_quote | in_list)[order])
    order, product = order[some], product[some]
    in_basket = (index_goods()[0][supplier[order]] == product[:, None]).any(axis=1)
    holds = np.where(in_basket, in_quote[order], in_list[order])
    rounds = np.where(in_basket, by_quote[order], by_list[order])
    quoted[some] = holds * quotes.listed_price(
        worlds.scenario, worlds.params, world[order], supplier[order], product, rounds
    )
    return quoted


def book_payments(worlds: Worlds, plan: DayPlan) -> None:
    """The morning's payments reach the suppliers, which send what they mean to send."""
    world, row = which(plan.pay)
    supplier = worlds.backstage.who[world, worlds.known.order_place[world, row]]
    alive = ~worlds.state.closed[world, supplier]
    world, row, supplier = world[alive], row[alive], supplier[alive]
    for turn in turns(world):
        _dispatch(worlds, world[turn], row[turn], supplier[turn])


def _dispatch(worlds: Worlds, world: IntArray, row: IntArray, supplier: IntArray) -> None:
    """Paid orders (n,) leave, one in a world.

    A surcharge is never paid: the rest of the goods comes when it is dropped.
    """
    known, rules, params = worlds.known, worlds.scenario.suppliers, worlds.params
    number = orders.record_payment(worlds.state, supplier, np.ones(len(world), dtype=bool), world)
    plan = fulfilment.fulfil(worlds.scenario, params, supplier, number, world)
    total = known.order_total[world, row].astype(np.int64)
    surcharge = np.rint(total * plan.surcharge).astype(np.int64)
    held = surcharge > 0
    share = np.where(held, total / (total + surcharge), plan.share)
    stays = ~(
        held & fulfilment.closes_within(params.exit_day[world, supplier], known.day[world], rules.hold_days)
    )
    plan = replace(plan, delay_days=plan.delay_days + np.where(held, rules.hold_days, 0))
    orders.send(
        worlds.state, supplier, np.maximum(known.order_product[world, row], 0),
        known.order_units[world, row] * stays[:, None], known.order_number[world, row], plan, share, world,
    )  # fmt: skip
