"""The day of one world, from an action to the evening.

Functions take one world's records (see `vendsim.compiling.records`); ``tables`` are the constants of
`tables`, ``action`` is one row of heads.
"""

from __future__ import annotations

from typing import Any

from vendsim.compiling.hints import ask_for
from vendsim.economy import goods, trade
from vendsim.economy.ledger import Account
from vendsim.formula import Record, real, rule
from vendsim.manager.claims import clear, drop_claims
from vendsim.manager.decide import RESERVE_FEES, affordable, estimate, may_ask, may_bargain, may_order
from vendsim.manager.knowledge import CONFIRMED, FREE, PAID, WRITTEN
from vendsim.manager.layout import (
    ASK,
    BARGAIN,
    LETTERS,
    ORDERS,
    REFUNDS,
    WRITE_OFF_DAYS,
)

_BANK, _COINS = int(Account.BANK), int(Account.COINS)
_CUSTOMERS, _SUPPLIERS = int(Account.CUSTOMERS), int(Account.SUPPLIERS)


@rule
def play_day(
    rules: Record,
    tables: Record,
    work: Record,
    state: Record,
    rows: Any,
    known: Record,
    back: Record,
    action: Any,
) -> None:
    """The day of one world, up to its evening; ``rows`` are its shipments."""
    work_at_desk(rules, tables, work, state, known, back, action)
    _receive(rules, work, known, state, rows)
    if action[tables.trip] > 0:
        visit(tables, work, known, state)


@rule
def work_at_desk(
    rules: Record, tables: Record, work: Record, state: Record, known: Record, back: Record, action: Any
) -> None:
    """Plans, payments, refunds, letters, an order."""
    _plan_slots(tables, known, action)
    if action[tables.trip] > 0:
        _send_for_goods(known, state)
    # As in a text, everything is decided on what is known in the morning, and done then.
    addressee, place = _addressee(tables, known, action), _free_place(known)
    _write_letters(tables, known, action)
    bank = _pay(known, state)
    bank = _refund(tables, work, known, state, back, action, bank)
    if addressee >= 0 and place >= 0:
        _order(rules, tables, work, known, action, addressee, place, bank)


@rule
def _plan_slots(tables: Record, known: Record, action: Any) -> None:
    """New products come with the price level chosen beside them, or with the middle one.

    Branch-free: branches here would be mispredicted.
    """
    for slot in range(len(known.plan_product)):
        planned, level = known.plan_product[slot], known.plan_level[slot]
        new_level, chosen = action[tables.price + slot], tables.options[slot][action[tables.product + slot]]
        product = max(chosen, 0)
        in_sight = (known.stored[product] > 0) | (known.slot_product[slot] == product)
        possible = (chosen >= 0) & (in_sight | (known.offered[product] > 0))
        known.plan_product[slot] = product if possible else planned
        known.plan_level[slot] = new_level if new_level > 0 else level


@rule
def _send_for_goods(known: Record, state: Record) -> None:
    """Ask for what the trip will carry, while letters are written."""
    for slot in range(len(known.plan_product)):
        product = max(known.plan_product[slot], 0)
        ask_for(state.store_units, product)
        ask_for(state.store_day, product)


# Letters and orders -------------------------------------------------------------------------------------


@rule
def _addressee(tables: Record, known: Record, action: Any) -> int:
    """Who gets an order, -1: nobody."""
    place = action[tables.supplier] - 1
    if place < 0:
        return -1
    least = known.min_order[place] + known.shipping[place]
    return place if may_order(known.closed[place], known.quoted_on[place], known.bank, least) else -1


@rule
def _free_place(known: Record) -> int:
    """The first free place among the open orders, -1: none."""
    for row in range(ORDERS):
        if known.order_stage[row] == FREE:
            return row
    return -1


@rule
def _write_letters(tables: Record, known: Record, action: Any) -> None:
    """Write what is possible; nobody gets two letters, because the first is unanswered."""
    suppliers = len(known.letter)
    for i in range(LETTERS):
        option = action[tables.letter + i] - 1
        if option < 0:
            continue
        place, bargains = option % suppliers, option >= suppliers
        closed, letter = known.closed[place], known.letter[place]
        asks = may_ask(closed, letter, known.quote_until[place], known.day)
        if may_bargain(closed, letter, known.quoted_on[place]) if bargains else asks:
            known.letter[place] = BARGAIN if bargains else ASK
            known.asked_on[place] = known.day
            known.supplier_news[place] = 1
            known.bargained[place] += bargains


@rule
def _order(
    rules: Record, tables: Record, work: Record, known: Record, action: Any, place: int, row: int, bank: int
) -> None:
    """Order what the slots' plans need and the supplier lists, cut to what the bank holds after two fees."""
    slots, units, any_units, cost = len(known.plan_product), work.lines, False, 0
    level = real(known.level[place])
    for slot in range(slots):
        planned = known.plan_product[slot]
        product, wanted = max(planned, 0), tables.order_units[action[tables.units + slot]]
        wanted *= (planned >= 0) & _sells(tables, known, place, product)
        units[slot] = wanted
        cost += wanted * estimate(tables.wholesale[product], level)
    _gather_doubles(work, known, units)
    purse = bank - known.shipping[place] - RESERVE_FEES * rules.money.daily_fee_cents
    for slot in range(slots):
        units[slot] = affordable(units[slot], purse, cost)
        any_units = any_units or units[slot] > 0
    if not any_units:
        return
    known.order_stage[row], known.order_place[row], known.order_day[row] = WRITTEN, place, known.day
    for slot in range(slots):
        known.order_product[row][slot] = known.plan_product[slot]
        known.order_units[row][slot] = units[slot]
    _wait_for(known, row, 1)


@rule
def _gather_doubles(work: Record, known: Record, units: Any) -> None:
    """Count the units of products that are planned for several slots at the first one that wants any."""
    for slot in range(len(units)):
        product, wanted = max(known.plan_product[slot], 0), units[slot]
        first = work.slot_of[product] - 1  # of those before, if it is one
        work.slot_of[product] = slot + 1 if (first < 0) & (wanted > 0) else first + 1
        units[slot] = 0
        units[first if first >= 0 else slot] += wanted
    for slot in range(len(units)):
        work.slot_of[max(known.plan_product[slot], 0)] = 0


@rule
def _sells(tables: Record, known: Record, place: int, product: int) -> bool:
    return known.quoted_on[place] > 0 and tables.assortments[known.assortment[place]][product]


@rule
def _wait_for(known: Record, row: int, sign: int) -> None:
    """Count the units of an open order as awaited, or with ``sign`` -1 no longer."""
    for slot in range(len(known.slot_units)):
        known.awaited[max(known.order_product[row][slot], 0)] += sign * known.order_units[row][slot]


@rule
def free_order(known: Record, row: int) -> None:
    """An order that is over, in whatever way."""
    _wait_for(known, row, -1)
    known.order_stage[row] = FREE
    for slot in range(len(known.slot_units)):
        known.order_units[row][slot] = 0


@rule
def close_order(known: Record, row: int) -> None:
    """A paid order that has come or is given up counts in the supplier's record."""
    place = known.order_place[row]
    for slot in range(len(known.slot_units)):
        known.units_paid[place] += known.order_units[row][slot]
    known.supplier_news[place] = 1
    free_order(known, row)


@rule
def _pay(known: Record, state: Record) -> int:
    """Confirmed orders are paid in their order as far as the bank goes, the others lapse; what is left."""
    bank = known.bank
    for row in range(ORDERS):
        stage, total = known.order_stage[row], known.order_total[row]
        if stage == PAID and known.day > known.order_day[row] + WRITE_OFF_DAYS:
            close_order(known, row)
        elif stage == CONFIRMED and total > bank:
            free_order(known, row)
        elif stage == CONFIRMED:
            bank -= total
            state.accounts[_BANK] -= total
            state.accounts[_SUPPLIERS] += total
            known.order_stage[row], known.order_day[row] = PAID, known.day
            place = known.order_place[row]
            known.orders_paid[place] += 1
            known.supplier_news[place] = 1
    return bank


@rule
def _refund(
    tables: Record, work: Record, known: Record, state: Record, back: Record, action: Any, bank: int
) -> int:
    """Pay claims back as far as the bank goes; what is left."""
    gone, any_gone = work.flags, False
    clear(gone)
    for claim in range(REFUNDS):
        cents = min(known.claim_price[claim], known.claim_cents[claim])
        if action[tables.refund + claim] > 0 and known.claim_day[claim] > 0 and cents <= bank:
            bank -= cents
            state.accounts[_BANK] -= cents
            state.accounts[_CUSTOMERS] += cents
            gone[claim], any_gone = 1, True
    if any_gone:
        drop_claims(known, back, gone)
    return bank


# Goods --------------------------------------------------------------------------------------------------


@rule
def _receive(rules: Record, work: Record, known: Record, state: Record, rows: Any) -> None:
    """The day's deliveries; all come before the evening."""
    came = work.flags
    clear(came)
    while True:
        column = trade.next_due(state, rows, rules.closes)
        if column < 0:
            break
        row = rows[column]
        good, units = row.good, row.units
        trade.deliver(state, rows, column)
        genuine = good < len(known.stored)
        if genuine:
            known.stored[good] += units
            known.product_news[good] = 1
        for order in range(ORDERS):
            if known.order_stage[order] == PAID and known.order_number[order] == row.order:
                known.units_came[known.order_place[order]] += units * genuine
                came[order] = 1
    for order in range(ORDERS):
        if came[order]:
            close_order(known, order)


@rule
def visit(tables: Record, work: Record, known: Record, state: Record) -> None:
    """A trip to the machine: coins, goods, prices."""
    slots = len(known.slot_units)
    state.accounts[_BANK] += state.accounts[_COINS]
    state.accounts[_COINS] = 0
    goes = work.flags
    for slot in range(slots):
        plan = known.plan_product[slot]
        stays = known.slot_product[slot] == plan or known.slot_units[slot] == 0
        # A slot changes its product only when storage holds the new one.
        goes[slot] = plan >= 0 and not stays and known.stored[plan] > 0
    for slot in range(slots):
        if goes[slot]:
            product = known.slot_product[slot]
            known.stored[product] += known.slot_units[slot]
            known.product_news[product] = 1
            known.slot_units[slot] = 0
            goods.unload(state, slot)
    for slot in range(slots):
        plan = known.plan_product[slot]
        if plan < 0 or (known.slot_product[slot] != plan and known.slot_units[slot] > 0):
            continue
        put = min(tables.capacity[slot] - known.slot_units[slot], int(known.stored[plan]))
        if put > 0:
            known.stored[plan] -= put
            known.product_news[plan] = 1
            goods.load(state, slot, plan, put)
            known.slot_product[slot] = plan
            known.slot_units[slot] += put
    _set_prices(tables, known, state)
    known.last_trip = known.day


@rule
def _set_prices(tables: Record, known: Record, state: Record) -> None:
    """Where a product is planned for several slots, the first one that holds it decides: it comes last."""
    for slot in range(len(known.slot_units) - 1, -1, -1):
        product, level = max(known.plan_product[slot], 0), max(known.plan_level[slot], 1)
        old, new = state.price[product], tables.price_cents[product][level - 1]
        state.price[product] = new if is_priced(known, slot) else old


@rule
def is_priced(known: Record, slot: int) -> bool:
    """Whether a trip sets the price of what is in a slot: it is what was planned, and a level was chosen."""
    holds = (known.slot_units[slot] > 0) & (known.slot_product[slot] == known.plan_product[slot])
    return holds & (known.plan_level[slot] > 0)
