"""What a night teaches, and what suppliers do with a day's mail and money: they quote, confirm and send."""

from __future__ import annotations

from typing import Any

import numpy as np

from vendsim.compiling.hints import marked
from vendsim.economy import bargaining, goods, trade
from vendsim.economy.change import last_day_of_list
from vendsim.economy.fulfilment import closes_within
from vendsim.economy.ledger import Account
from vendsim.economy.quotes import discount_at, loyalty_discount, unit_price
from vendsim.formula import Record, real, rule, single
from vendsim.manager.knowledge import CONFIRMED, PAID, WRITTEN, learned
from vendsim.manager.layout import BARGAIN, NOTHING, ORDERS
from vendsim.manager.morning import free_order

_BANK, _COINS, _CARD = int(Account.BANK), int(Account.COINS), int(Account.CARD)


@rule
def take_up_night(
    rules: Record,
    tables: Record,
    work: Record,
    params: Record,
    state: Record,
    rows: Any,
    known: Record,
    back: Record,
    night: Record,
) -> None:
    """What the night brings but claims."""
    known.day = state.day
    known.bank, known.coins, known.card = state.accounts[_BANK], state.accounts[_COINS], state.accounts[_CARD]
    known.takings, known.unpaid_days = night.revenue, night.unpaid_days
    known.high, known.wet = night.high, night.wet
    learn_sales(work, known, state, night)
    _read_letters(rules, tables, work, params, state, known, back)
    _read_orders(rules, tables, work, params, state, known, back)
    _send_what_was_paid(rules, params, state, rows, known, back, night.day)


@rule
def _send_what_was_paid(
    rules: Record, params: Record, state: Record, rows: Any, known: Record, back: Record, day: int
) -> None:
    """The payments of the ``day`` that closed reach the suppliers, which send what they mean to send."""
    for row in range(ORDERS):
        supplier = back.who[known.order_place[row]]
        if known.order_stage[row] == PAID and known.order_day[row] == day and not state.closed[supplier]:
            _dispatch(rules, params, state, rows, known, row, supplier)


@rule
def _dispatch(
    rules: Record, params: Record, state: Record, rows: Any, known: Record, row: int, supplier: int
) -> None:
    """A paid order leaves. A surcharge is never paid: the rest of the goods comes when it is dropped."""
    number = bargaining.record_payment(
        rules, params, state, supplier, known.order_total[row], known.order_product[row],
        known.order_units[row],
    )  # fmt: skip
    share, off_brand, meant, asked, days = trade.fulfil(rules, params, supplier, number, state.day)
    total = int(known.order_total[row])
    held = int(np.rint(total * asked))
    if held > 0:
        if closes_within(params.exit_day[supplier], state.day, rules.suppliers.hold_days):
            return
        share, days = total / (total + held), days + rules.suppliers.hold_days
    trade.send(
        rules, params, state, rows, supplier, number, known.order_number[row], share, off_brand, meant, days,
        known.order_product[row], known.order_units[row],
    )  # fmt: skip


@rule
def rows_lacking(rows: Any, known: Record) -> int:
    """How many more shipment rows a world could need on this day than it has, at most."""
    lines = 0
    for row in range(ORDERS):
        if known.order_stage[row] == CONFIRMED:
            for slot in range(len(known.slot_units)):
                lines += known.order_units[row][slot] > 0
    return lines - trade.free_rows(rows) if lines > 0 else 0


def most_rows_lacking(knowns: Any, rows: Any) -> int:
    """The same over all worlds."""
    most = 0
    for i in range(len(knowns)):
        most = max(most, rows_lacking(rows[i], knowns[i]))
    return most


@rule
def learn_sales(work: Record, known: Record, state: Record, night: Record) -> None:
    """What was sold and what is left in the slots; a product counts at its first slot on sale.

    ``work`` tells which that was, and how many units stood there, as the night has left it.
    """
    for slot in range(len(known.slot_units)):
        known.sold[slot], known.slot_units[slot] = night.sold[slot], goods.slot_stock(state, slot)
    for n in range(work.distinct):
        slot = work.leaders[n]
        product, everywhere = known.slot_product[slot], work.stock[slot] - night.sold[slot]
        days = int(known.tried[product])
        known.rate[product] = single(learned(real(known.rate[product]), days, night.sold[slot], everywhere))
        known.tried[product] = days + 1
        known.product_news[product] = 1


# Answers ------------------------------------------------------------------------------------------------


@rule
def _read_letters(
    rules: Record, tables: Record, work: Record, params: Record, state: Record, known: Record, back: Record
) -> None:
    """Suppliers answer what is due: they quote, and come down for those who bargain."""
    for n in range(marked(known.letter, work.places)):
        place = work.places[n]
        about, written, supplier = known.letter[place], known.asked_on[place], back.who[place]
        if state.closed[supplier]:
            if known.day >= written + rules.suppliers.bounce_days:
                known.closed[place] = 1
                known.letter[place] = NOTHING
                known.supplier_news[place] = 1
        elif known.day > written + back.reply_days[place]:
            known.letter[place] = NOTHING
            known.supplier_news[place] = 1
            if about == BARGAIN:
                bargaining.hear_offer(
                    rules, params, state, supplier, tables.index_goods[supplier], tables.bargain_units,
                    tables.bargain_pulls,
                )  # fmt: skip
            _quote(rules, tables, work, params, state, known, back, place, supplier, about == BARGAIN)


@rule
def _quote(
    rules: Record,
    tables: Record,
    work: Record,
    params: Record,
    state: Record,
    known: Record,
    back: Record,
    place: int,
    supplier: int,
    bargained: bool,
) -> None:
    """A supplier names its prices: of the index goods to those who bargained, the whole list to others.

    A better promise that still holds is repeated, but not prolonged.
    """
    holds = min(known.day + rules.suppliers.quote_days, last_day_of_list(rules, known.day))
    until, assortment, basket = holds, tables.assortments[supplier], tables.index_goods[supplier]
    for n in range(len(basket) if bargained else len(assortment)):
        product = basket[n] if bargained else n
        if product >= 0 and assortment[product]:
            until = min(until, _promise(rules, params, state, known, back, place, supplier, product, holds))
    worth, listed = 0, work.lines
    for g in range(len(basket)):
        if basket[g] >= 0:
            listed[g] = _promised_price(rules, params, known, back, place, supplier, basket[g])
            worth += tables.bargain_units[g] * listed[g] * bargained
    known.quote_until[place] = until
    loyalty, cents = loyalty_discount(rules.suppliers, state.orders_delivered[supplier]), 0
    volume = discount_at(rules.volume_breaks, worth)
    for g in range(len(basket)):
        if basket[g] >= 0:
            cents += unit_price(listed[g], volume, loyalty)
    old = known.level[place]
    known.level[place] = single(cents / tables.index_cost[supplier])
    known.won[place] += bargained and known.level[place] < old
    if known.quoted_on[place] == 0:
        known.min_order[place], known.shipping[place] = params.min_order[supplier], params.shipping[supplier]
        known.lead[place] = (params.stated_lead[supplier][0] + params.stated_lead[supplier][1]) // 2
        for product in range(len(known.offered)):
            known.offered[product] |= tables.assortments[supplier][product]
            known.product_news[product] |= tables.assortments[supplier][product]
    known.quoted_on[place] = known.day


@rule
def _promise(
    rules: Record, params: Record, state: Record, known: Record, back: Record, place: int, supplier: int,
    product: int, holds: int,
) -> int:  # fmt: skip
    """A price is promised until ``holds``, unless a better one still is; until when it is."""
    parts, before = state.conceded[supplier][product], back.promised_parts[place][product]
    if back.promised_until[place][product] >= known.day and before > parts:
        earlier = _promised_price(rules, params, known, back, place, supplier, product)
        if earlier < trade.listed_price_now(rules, params, state, supplier, product):
            return int(back.promised_until[place][product])
    back.promised_parts[place][product], back.promised_until[place][product] = parts, holds
    return holds


@rule
def _promised_price(
    rules: Record, params: Record, known: Record, back: Record, place: int, supplier: int, product: int
) -> int:
    """The list price that was promised last, today."""
    kept = trade.kept_after(params, supplier, back.promised_parts[place][product])
    return trade.listed_price(rules, params, supplier, product, kept, known.day)


@rule
def _read_orders(
    rules: Record, tables: Record, work: Record, params: Record, state: Record, known: Record, back: Record
) -> None:
    """Orders that are due are confirmed, the older first, or refused as too small."""
    for row in range(ORDERS):
        place = known.order_place[row]
        bounces = known.order_stage[row] == WRITTEN and state.closed[back.who[place]]
        if bounces and known.day >= known.order_day[row] + rules.suppliers.bounce_days:
            known.closed[place] = 1
            known.supplier_news[place] = 1
            free_order(known, row)
    due, left = work.flags, 0
    for row in range(ORDERS):
        place = known.order_place[row]
        due[row] = (
            known.order_stage[row] == WRITTEN
            and not state.closed[back.who[place]]
            and known.day > known.order_day[row] + back.reply_days[place]
        )
        left += due[row]
    while left > 0:
        oldest = -1
        for row in range(ORDERS):
            if due[row] and (oldest < 0 or known.order_day[row] < known.order_day[oldest]):
                oldest = row
        _confirm(rules, tables, work, params, state, known, back, oldest)
        due[oldest] = 0
        left -= 1


@rule
def _confirm(
    rules: Record,
    tables: Record,
    work: Record,
    params: Record,
    state: Record,
    known: Record,
    back: Record,
    row: int,
) -> None:
    """One order: its total at the lower of the list price and of a quote that held when it was written."""
    place, slots = known.order_place[row], len(known.slot_units)
    supplier, listed, written = back.who[place], work.lines, int(known.order_day[row])
    for slot in range(slots):
        listed[slot] = 0
        if known.order_units[row][slot] == 0:
            continue
        product = known.order_product[row][slot]
        parts = back.promised_parts[place][product]
        listed[slot] = trade.listed_price_now(rules, params, state, supplier, product)
        fresh = parts == state.conceded[supplier][product] and rules.costs_move == 0
        if written <= back.promised_until[place][product] and not fresh:
            quoted = trade.kept_after(params, supplier, parts)
            quoted = trade.listed_price(rules, params, supplier, product, quoted, written)
            listed[slot] = trade.quoted_or_listed(
                rules, params, supplier, product, listed[slot], quoted, written
            )
    cents = trade.order_goods_cents(rules, state, supplier, known.order_units[row], listed)
    if cents < params.min_order[supplier]:
        free_order(known, row)
        return
    back.last_number[place] += 1
    known.order_number[row] = back.last_number[place]
    known.order_total[row] = cents + trade.shipping_cents(params, supplier, cents)
    known.order_stage[row] = CONFIRMED
