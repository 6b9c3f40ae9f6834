"""N worlds played a day at a time: an operator's decisions carried out on the economy.

The rules are the economy's; here is only the order in which a day goes, which is the order of the text world:
payments and refunds in the morning, letters, the day's deliveries, a trip in the evening, the night.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import numpy as np

from vendsim.draws import BoolArray, IntArray, Stream, order
from vendsim.economy import (
    aftersales,
    customers,
    fulfilment,
    machine,
    orders,
    quotes,
    shipments,
    testimony,
)
from vendsim.economy.catalogue import supplier_table
from vendsim.economy.doubles import first_of_each, gather
from vendsim.economy.ledger import Account, post
from vendsim.economy.night import Night, close_day
from vendsim.economy.params import Params
from vendsim.economy.state import State
from vendsim.economy.which import add_at, rank, turns, which
from vendsim.economy.worlds import open_worlds
from vendsim.manager import knowledge as know
from vendsim.manager.decide import DayPlan, decide, trip_moves
from vendsim.manager.knowledge import CONFIRMED, PAID, WRITTEN, Knowledge, new_knowledge
from vendsim.manager.layout import ASK, BARGAIN, CLAIMS, NOTHING, Layout, index_goods, layout
from vendsim.scenario import Scenario

FIRST_ORDER = 1001  # number of a world's first order, as in the text world


@dataclass
class Backstage:
    """What is hidden from the operator, beyond the economy itself."""

    who: IntArray  # (N, K) supplier behind each place
    place: IntArray  # (N, K) place of each supplier
    reply_days: IntArray  # (N, K) by place, beyond the next morning
    quote_rounds: IntArray  # (N, K) by place, concessions in what was last quoted for the index goods
    list_rounds: IntArray  # (N, K) by place, concessions in the last price list
    list_until: IntArray  # (N, K) by place, last day on which an order at its prices may be written
    last_number: IntArray  # (N,) of an order
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
    who = order(params.seed, Stream.PLACE, k)
    known = new_knowledge(scenario, form, n, supplier_table().carries)
    known.assortment[:] = who
    backstage = Backstage(
        who=who.astype(np.int16),
        place=np.argsort(who, axis=1, kind="stable").astype(np.int16),
        reply_days=aftersales.reply_days(scenario, params)[np.arange(n)[:, None], who].astype(np.int16),
        quote_rounds=np.zeros((n, k), dtype=np.int16),
        list_rounds=np.zeros((n, k), dtype=np.int16),
        list_until=np.zeros((n, k), dtype=np.int16),
        last_number=np.full(n, FIRST_ORDER - 1, dtype=np.int16),
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
    for name in ("params", "state", "known", "backstage"):
        _put(getattr(worlds, name), rows, getattr(fresh, name))


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
    _read_letters(worlds)
    _read_orders(worlds)
    _book_payments(worlds, plan)
    _hear_customers(worlds, night, before)
    _open_claims(worlds)
    _lose_patience(worlds)


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
    _drop_claims(worlds, plan.refund)


def _drop_claims(worlds: Worlds, gone: BoolArray) -> None:
    world, before = know.drop_claims(worlds.known, gone)
    worlds.backstage.claim_valid[world] = worlds.backstage.claim_valid.take(before)


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


def _read_letters(worlds: Worlds) -> None:
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


def _read_orders(worlds: Worlds) -> None:
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


def _book_payments(worlds: Worlds, plan: DayPlan) -> None:
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


def _hear_customers(worlds: Worlds, night: Night, before: testimony.Shown) -> None:
    """What the night's customers will write, this morning or a few days later."""
    back = worlds.backstage
    back.sold[:, :-1] = back.sold[:, 1:].copy()
    back.sold[:, -1] = testimony.goods_sold(night)
    world, claim = which(night.claims.cause.reshape(len(back.sold), -1) > 0)
    slot, place = np.divmod(claim, night.claims.cause.shape[2])
    if not len(world):
        return
    number = back.claims_made[world] + rank(world) + 1
    said = testimony.testify(
        worlds.scenario, worlds.params, night, before, back.sold, world, slot, place, number
    )
    back.claims_made += np.bincount(world, minlength=len(back.claims_made)).astype(np.int32)
    turn = said.opened % back.coming.shape[1]
    by_letter = np.argsort(world * back.coming.shape[1] + turn, kind="stable")
    w, t = world[by_letter], turn[by_letter]
    at = back.coming[w, t] + rank(w * back.coming.shape[1] + t)
    add_at(back.coming, w, t)
    valid, kept = night.claims.valid[world, slot, place][by_letter], at < CLAIMS
    add_at(back.coming_more, w, t, valid & ~kept)
    w, t, at = w[kept], t[kept], at[kept]
    back.coming_price[w, t, at] = said.price[by_letter][kept]
    back.coming_cents[w, t, at] = said.cents[by_letter][kept]
    back.coming_valid[w, t, at] = valid[kept]


def _open_claims(worlds: Worlds) -> None:
    """This morning's claims lie on the desk; those beyond the C kept still count when ignored."""
    known, back = worlds.known, worlds.backstage
    turn = known.day % back.coming.shape[1]
    rows = np.arange(known.worlds)
    count = back.coming[rows, turn]
    if not count.any():
        return
    world, i = which(np.arange(CLAIMS) < count[:, None])
    at, t = (known.claim_day[world] > 0).sum(axis=1) + i, turn[world]
    kept, valid = at < CLAIMS, back.coming_valid[world, t, i]
    w, a = world[kept], at[kept]
    known.claim_day[w, a] = known.day[w]
    known.claim_price[w, a] = back.coming_price[w, t[kept], i[kept]]
    known.claim_cents[w, a] = back.coming_cents[w, t[kept], i[kept]]
    back.claim_valid[w, a] = valid[kept]
    add_at(back.untracked, world[~kept], 0, valid[~kept])
    back.untracked[:, 0] += back.coming_more[rows, turn]
    back.coming[rows, turn] = back.coming_more[rows, turn] = 0


def _lose_patience(worlds: Worlds) -> None:
    """Claims that were ignored for too long cost goodwill if they were valid, and are over in any case."""
    known, back, rules = worlds.known, worlds.backstage, worlds.scenario.customers
    age = known.day[:, None] - known.claim_day
    over = (known.claim_day > 0) & (age >= rules.ignored_days)
    if over.any() or back.untracked.any():
        world, _ = which(over & back.claim_valid)
        ignored = np.bincount(world, minlength=len(over)) + back.untracked[:, -1]
        worlds.state.goodwill = customers.disappoint(rules, worlds.state.goodwill, ignored)
        _drop_claims(worlds, over)
    back.untracked[:, 1:] = back.untracked[:, :-1].copy()
    back.untracked[:, 0] = 0
