"""The suppliers of one world as rules: prices, orders, what is sent and delivered.

``params`` and ``state`` are one world's records, ``rows`` its shipments.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from vendsim.draws import Stream, begin, extend, normal_cell, stream_key, unit, whole_between
from vendsim.economy import goods
from vendsim.economy.catalogue import SUBSTITUTE
from vendsim.economy.change import cost_on
from vendsim.economy.fulfilment import (
    ALL_LINES,
    line_hit,
    mishap,
    plays_its_trick,
    sends_nothing,
    sent_units,
    share_sent,
    surcharge,
    units_missing,
)
from vendsim.economy.quotes import (
    ceil_cents,
    charged_shipping,
    conceded_price,
    discount_at,
    first_price,
    loyalty_discount,
    share_kept,
    unit_price,
)
from vendsim.formula import Record, real, rule

_QUOTE, _CHEAT, _LEAD = stream_key(Stream.QUOTE), stream_key(Stream.CHEAT), stream_key(Stream.LEAD)
_DELAY, _ARRIVAL, _TRANSIT = (stream_key(s) for s in (Stream.DELAY, Stream.ARRIVAL, Stream.TRANSIT))


# Prices -------------------------------------------------------------------------------------------------


@rule
def kept_after(params: Record, supplier: int, parts: int) -> float:
    """What so many parts of a round of bargaining leave of a supplier's first prices, above its floor."""
    return share_kept(real(params.pace[supplier]), parts)


@rule
def listed_price(rules: Record, params: Record, supplier: int, product: int, kept: float, day: int) -> int:
    """Unit price of a day in cents before volume and loyalty; ``kept`` as `kept_after` says."""
    wholesale = real(params.wholesale[product]) * cost_on(rules, params, supplier, product, day)
    of_supplier = extend(begin(params.seed, _QUOTE), np.uint64(supplier))
    cell = normal_cell(extend(of_supplier, np.uint64(product)))
    floor = real(params.floor[supplier]) * wholesale
    opening = first_price(wholesale, real(params.open[supplier]), rules.quote_noise[cell], floor)
    return conceded_price(floor, opening, kept)


@rule
def listed_price_now(rules: Record, params: Record, state: Record, supplier: int, product: int) -> int:
    """Unit price of today in cents before volume and loyalty."""
    kept = kept_after(params, supplier, state.conceded[supplier][product])
    return listed_price(rules, params, supplier, product, kept, state.day)


@rule
def order_goods_cents(rules: Record, state: Record, supplier: int, units: Any, listed: Any) -> int:
    """What the goods of an order cost whose lines are listed at ``listed``, after both discounts."""
    worth = 0
    for line in range(len(units)):
        worth += listed[line] * units[line]
    volume = discount_at(rules.volume_breaks, worth)
    loyalty = loyalty_discount(rules.suppliers, state.orders_delivered[supplier])
    cents = 0
    for line in range(len(units)):
        if units[line] > 0:
            cents += unit_price(listed[line], volume, loyalty) * units[line]
    return cents


@rule
def quoted_or_listed(
    rules: Record, params: Record, supplier: int, product: int, listed: Any, quoted: int, day: int
) -> int:
    """The lower of a list price and of a quote (0: none) that held on a day, not below that day's floor."""
    if quoted == 0:
        return listed
    wholesale = real(params.wholesale[product]) * cost_on(rules, params, supplier, product, day)
    lowest = ceil_cents(real(params.floor[supplier]) * wholesale)
    return min(listed, max(quoted, lowest))


@rule
def shipping_cents(params: Record, supplier: int, goods_cents: int) -> int:
    """What is charged for shipping an order."""
    return charged_shipping(goods_cents, params.free_over[supplier], int(params.shipping[supplier]))


# What is sent -------------------------------------------------------------------------------------------


@rule
def _of_order(params: Record, stream: Any, supplier: int, number: int) -> Any:
    """The random bits of a supplier's ``number``-th order."""
    return extend(extend(begin(params.seed, stream), np.uint64(supplier)), np.uint64(number))


@rule
def fulfil(
    rules: Record, params: Record, supplier: int, number: int, day: int
) -> tuple[float, bool, float, float, int]:
    """What a supplier means to do for its ``number``-th order, paid by ``day``.

    Returns the share of the units that it sends, whether they are imitations, the line that both are about
    (as a place in [0, 1), or ALL_LINES), the share of the total that it demands on top, and the days until
    the goods arrive.
    """
    mode, cheat = params.mode[supplier], day >= params.cheats_from[supplier]
    one_line = params.one_line[supplier] != 0
    cheats = _of_order(params, _CHEAT, supplier, number)
    nothing = cheat and sends_nothing(rules.suppliers, mode, number, unit(cheats))
    trick = cheat and not nothing and plays_its_trick(rules.suppliers, number, unit(cheats))
    share = 0.0 if nothing else share_sent(rules.suppliers, trick, mode, unit(extend(cheats, np.uint64(1))))
    asked = surcharge(rules.suppliers, trick, mode, one_line, unit(extend(cheats, np.uint64(2))))
    line = unit(extend(cheats, np.uint64(3))) if one_line and asked == 0 else ALL_LINES
    return share, trick and mode == SUBSTITUTE, line, asked, _days_on_the_way(params, supplier, number)


@rule
def _days_on_the_way(params: Record, supplier: int, number: int) -> int:
    """Days from dispatch to arrival."""
    u = unit(_of_order(params, _LEAD, supplier, number))
    days = whole_between(int(params.lead[supplier][0]), int(params.lead[supplier][1]), u)
    late = _of_order(params, _DELAY, supplier, number)
    if unit(late) < params.delay_probability[supplier]:
        u = unit(extend(late, np.uint64(1)))
        days += whole_between(int(params.delay[supplier][0]), int(params.delay[supplier][1]), u)
    return days


@rule
def send(
    rules: Record,
    params: Record,
    state: Record,
    rows: Any,
    supplier: int,
    number: int,
    order: int,
    share: float,
    off_brand: bool,
    meant: float,
    days: int,
    products: Any,
    units: Any,
) -> None:
    """Send ``share`` of each line, or an imitation of it, less what is lost in transit.

    ``meant`` is the line that this is about, as `fulfil` says; of the others all is sent.
    """
    u = unit(_of_order(params, _ARRIVAL, supplier, number))
    minute = whole_between(rules.suppliers.arrives[0], rules.suppliers.arrives[1], u)
    day = state.day + days
    road = _of_order(params, _TRANSIT, supplier, number)
    if unit(road) < rules.suppliers.lost_in_transit:
        return
    part = mishap(rules.suppliers, unit(extend(road, np.uint64(1))), unit(extend(road, np.uint64(2))))
    ordered, lines, column = 0, 0, 0
    for line in range(len(units)):
        ordered += units[line] > 0
    meant_line = line_hit(meant, ordered)
    place = 0
    for line in range(len(units)):
        is_meant = meant == ALL_LINES or place == meant_line
        lines += (sent_units(units[line], share) if is_meant else units[line]) > 0
        place += units[line] > 0
    hit, place = line_hit(unit(extend(road, np.uint64(3))), lines), 0
    for line in range(len(units)):
        is_meant = meant == ALL_LINES or place == meant_line
        place += units[line] > 0
        sent = sent_units(units[line], share) if is_meant else units[line]
        if sent <= 0:
            continue
        if hit == 0:
            sent -= units_missing(sent, part)
        hit -= 1
        if sent <= 0:
            continue
        while rows[column].units > 0:
            column += 1
        row = rows[column]
        good = products[line] + len(rules.category) * (off_brand and is_meant)
        row.units, row.good, row.supplier, row.order = sent, good, supplier, order
        row.day, row.minute = day, minute


@rule
def free_rows(rows: Any) -> int:
    """How many more lines can be on the way in a world."""
    free = 0
    for column in range(len(rows)):
        free += rows[column].units == 0
    return free


@rule
def is_due(state: Record, row: Record, minute: int) -> bool:
    """Whether a shipment has arrived by ``minute`` of the current day."""
    # No "and": of many shipments few are due, and branches for the parts would be guessed wrong.
    return (row.units > 0) & ((row.day < state.day) | ((row.day == state.day) & (row.minute <= minute)))


@rule
def next_due(state: Record, rows: Any, minute: int) -> int:
    """The shipment that arrived first of those that have by ``minute`` of the current day; -1: none has."""
    first = -1
    for column in range(len(rows)):
        row = rows[column]
        if is_due(state, row, minute):
            earlier = rows[first]
            before = (row.day < earlier.day) | ((row.day == earlier.day) & (row.minute < earlier.minute))
            if first < 0 or before:
                first = column
    return first


@rule
def deliver(state: Record, rows: Any, column: int) -> None:
    """Book an arrived shipment into storage, and its order for loyalty when it is complete."""
    row = rows[column]
    goods.store(state, row.good, row.units, row.day)
    row.units = 0
    under_way = 0
    for other in range(len(rows)):
        under_way += (rows[other].units > 0) & (rows[other].order == row.order)
    state.orders_delivered[row.supplier] += (under_way == 0) & (row.order > 0)
