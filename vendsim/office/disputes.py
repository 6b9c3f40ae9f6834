"""Disputed payments: the bank looks at orders that were paid and never came. This project's own rule.

Payments cannot be taken back, as published; `vb2` has no disputes. Where a scenario has the tool
``dispute_payment``, the bank decides after some days by what it can see: the confirmation, the payment, and
what the carriers delivered. It returns a part of the price of what never came, rarely all. A dispute about
goods that had come costs standing: with the bank, which returns less from then on and after some of them
nothing, and with the supplier, which comes down less.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from vendsim.data import products, supplier_identities
from vendsim.draws import IntArray, Stream, between, integers, one
from vendsim.economy import aftersales, bargaining
from vendsim.economy.ledger import Account
from vendsim.events import DisputeDecided, DisputeOpened
from vendsim.money import show
from vendsim.office import bank, mailbox
from vendsim.office.state import Dispute
from vendsim.office.world import World
from vendsim.suppliers.book import Order
from vendsim.text import clock_text

SENDER = "Payment services <disputes@baycitybank.com>"
_DAYS, _SHARE, _ALL = 1, 2, 3  # parts of a draw's key


def why_not(world: World, supplier: int, name: str) -> str | None:
    """Why an order cannot be disputed, in a sentence; None: it can."""
    rules, office = world.scenario.disputes, world.office
    order = office.book.find(supplier, name)
    if order is None or not order.paid_cents:
        return f"There is no paid order {name} with {supplier_identities()[supplier].email}."
    if any(dispute.order == order.name for dispute in office.disputes):
        return f"{order.name} has been disputed already."
    if office.false_disputes >= rules.false_limit:
        return "The bank takes no more disputes from this account: too many were about goods that had come."
    first, last = order.paid_on + rules.from_day, order.paid_on + rules.until_day
    if world.day < first:
        return f"The payment for {order.name} can be disputed from {world.date_text(first)} on."
    if world.day > last:
        return f"The payment for {order.name} could be disputed until {world.date_text(last)}."
    return None


def open_dispute(world: World, supplier: int, name: str) -> Dispute:
    """Ask the bank to look at a payment; `why_not` has said that it can be."""
    order = world.office.book.find(supplier, name)
    assert order is not None
    seed = int(world.params.seed[0])
    low, high = world.scenario.disputes.decision_days
    days = integers(low, high, seed, Stream.DISPUTE, order.supplier, order.number, _DAYS)
    founded = bool(_never_came(order).any())
    dispute = Dispute(order=order.name, supplier=supplier, due=world.day + int(days[0]), founded=founded)
    world.office.disputes.append(dispute)
    who = supplier_identities()[supplier].name
    world.events.append(DisputeOpened(day=world.day, time=world.time, order=order.name, supplier=who))
    return dispute


def decide(world: World) -> None:
    """The bank's letters of this morning."""
    for dispute in [d for d in world.office.disputes if not d.decided and d.due <= world.day]:
        order = world.office.book.find(dispute.supplier, dispute.order)
        assert order is not None
        dispute.decided = True
        if order.stage == "on_its_way" and order.arrives >= world.day:
            world.office.disputes.remove(dispute)  # it can be disputed again if the goods do not come
            _write(world, order, "the goods are with the carrier, so that nothing is returned now")
        elif (missing := _never_came(order)).any():
            _return(world, order, missing)
        else:
            _reject(world, order, dispute)


def _return(world: World, order: Order, missing: IntArray) -> None:
    cents = share_of(world, order, missing)
    for line, units in zip(order.lines, missing[0].tolist(), strict=True):
        order.refunded[line.product] = order.refunded.get(line.product, 0) + units
    if order.stage in ("on_its_way", "on_hold"):
        order.stage = "refunded"
    if cents:
        bank.pay_in(world, Account.SUPPLIERS, cents, f"Returned after a dispute ({order.name})")
    _write(
        world, order, f"goods were paid for and never came; {show(cents)} is returned to your account", cents
    )


def _reject(world: World, order: Order, dispute: Dispute) -> None:
    if not dispute.founded:
        world.office.false_disputes += 1
        bargaining.disappoint(world.scenario, world.state, 0, order.supplier)
    _write(world, order, "what you paid for was delivered, or paid back by the supplier; nothing is returned")


def _write(world: World, order: Order, finding: str, cents: int = 0) -> None:
    who, minute = supplier_identities()[order.supplier].name, world.scenario.suppliers.post[0]
    world.events.append(
        DisputeDecided(day=world.day, time=clock_text(minute), order=order.name, supplier=who, cents=cents)
    )
    body = f"We have looked at your payment to {who} for {order.name}. We find that {finding}."
    mailbox.receive(world, SENDER, f"Your dispute about {order.name}", body, world.day, minute)


def _never_came(order: Order) -> IntArray:
    """(1, M) units of each line that are neither there, under way a second time nor paid back.

    A parcel is a parcel to the bank: imitations count as what was ordered.
    """
    ordered = np.array([[line.units for line in order.lines]])
    came = np.array([[_came(order, line.product) for line in order.lines]])
    settled = Counter(order.resent) + Counter(order.refunded)
    made_good = np.array([[settled[line.product] for line in order.lines]])
    return aftersales.owed_units(ordered, came, made_good)


def _came(order: Order, product: int) -> int:
    return sum(units for good, units in order.received.items() if good % len(products()) == product)


def share_of(world: World, order: Order, missing: IntArray) -> int:
    """Cents that come back for units (1, M) that never came."""
    rules, seed = world.scenario.disputes, int(world.params.seed[0])
    low, high = rules.share
    ordered = np.array([[line.units for line in order.lines]])
    unit_cents = np.array([[line.unit_cents for line in order.lines]])
    worth = int(aftersales.refund(unit_cents, missing, ordered, np.array([order.shipping_cents]))[0])
    key = order.supplier, order.number
    whole = one(seed, Stream.DISPUTE, *key, _ALL) < rules.all_share
    share = 1.0 if whole else float(between(low, high, seed, Stream.DISPUTE, *key, _SHARE)[0])
    return int(worth * share * (1 - world.office.false_disputes / rules.false_limit))
