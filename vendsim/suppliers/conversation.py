"""What a mail means within its thread: "make it 96", "48 of each", "could you do $0.60?", "the other too".

Only what can be meant by one thing is filled in; where the thread leaves a choice, the supplier asks.
"""

from __future__ import annotations

import math
from dataclasses import replace

from vendsim.economy.catalogue import catalogue
from vendsim.suppliers.book import Item
from vendsim.suppliers.reading import MailReading
from vendsim.suppliers.trade import Trade
from vendsim.suppliers.wishes import Wishes

_TRADING = ("ask_quote", "counter", "order", "amend", "accept", "other")


def in_context(trade: Trade, supplier: int, reading: MailReading, wishes: Wishes) -> Wishes:
    """The wishes of a mail, with what it only points at filled in from the thread."""
    if reading.intent not in _TRADING:
        return wishes
    if "other" in reading.refers_to:
        return _with_the_others(trade, supplier, reading, wishes)
    bare = reading.bare_units or reading.bare_cases or reading.bare_price is not None
    if not bare or wishes.items or wishes.not_carried:
        return wishes
    topic = _topic(trade, supplier, reading)
    if len(topic) > 1 and "all" not in reading.refers_to:
        return replace(wishes, questions=(*wishes.questions, "which product that is meant for"))
    items = tuple(_as_said(item, reading) for item in topic)
    return replace(wishes, items=items, targets=_targets(items, reading))


def _topic(trade: Trade, supplier: int, reading: MailReading) -> list[Item]:
    """What "it" is: the open order for a change of one, else what lies on the table or was talked about."""
    waiting = trade.book.orders_of(supplier, "awaiting_payment")
    if reading.intent == "amend" and waiting:
        order = trade.book.find(supplier, reading.order_id) or waiting[-1]
        return [Item(product=line.product, units=line.units) for line in order.lines]
    thread = trade.book.thread(supplier)
    return thread.offer.items if thread.offer else thread.topic


def _as_said(item: Item, reading: MailReading) -> Item:
    """The product with the quantity that the mail names bare, else the one it had."""
    cases = (reading.bare_cases or 0) * int(catalogue().case_pack[item.product])
    return Item(product=item.product, units=reading.bare_units or cases or item.units)


def _targets(items: tuple[Item, ...], reading: MailReading) -> dict[int, int]:
    if reading.bare_price is None:
        return {}
    return {item.product: math.floor(reading.bare_price * 100) for item in items}


def _with_the_others(trade: Trade, supplier: int, reading: MailReading, wishes: Wishes) -> Wishes:
    """The products of the thread that neither the mail nor the open order names, added to the wishes."""
    waiting = trade.book.orders_of(supplier, "awaiting_payment")
    taken = {item.product for item in wishes.items}
    taken |= {line.product for line in waiting[-1].lines} if waiting else set()
    others = [item for item in trade.book.thread(supplier).topic if item.product not in taken]
    if not others:
        return replace(wishes, questions=(*wishes.questions, "which other product you mean"))
    return replace(wishes, items=(*wishes.items, *(_as_said(item, reading) for item in others)))
