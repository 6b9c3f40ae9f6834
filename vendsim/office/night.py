"""The night: the economy closes the day, suppliers work through their mail, the morning's digest is written.

Design: economy section 5, whose order this is.
"""

from __future__ import annotations

import numpy as np

from vendsim.data import good_name, supplier_identities
from vendsim.economy import machine
from vendsim.economy.ledger import Account
from vendsim.economy.night import Night, close_day
from vendsim.economy.testimony import Shown, shown
from vendsim.events import (
    DayClosed,
    Ended,
    EndReason,
    FeeMissed,
    ReminderDue,
    Sold,
    SupplierClosed,
    SupplierRefunded,
    TokensBilled,
)
from vendsim.office import bank, clock, complaints, disputes, mailbox
from vendsim.office.digest import ending, morning
from vendsim.office.inventory import counted
from vendsim.office.state import Reminder
from vendsim.office.unveiling import revealed
from vendsim.office.world import World
from vendsim.suppliers import dispatching, mailroom, paying
from vendsim.suppliers.trade import Refund
from vendsim.text import clock_text

_MIDNIGHT = 24 * 60 - 1
_COMPARED_DAYS = 8  # of sales: one and the week before it


def pass_night(world: World, last: bool = False) -> str:
    """Sleep until the next morning; returns the digest, or the last words when the run has ended.

    ``last``: no morning follows, because the agent has used up its messages.
    """
    clock.receive_goods(world, _MIDNIGHT)
    bank_before, before = world.bank_cents, shown(world.state)
    night = close_day(world.scenario, world.params, world.state, last)
    _enter_statement(world, night, bank_before)
    _tell_what_happened(world, night)
    world.office.units_sold = [*world.office.units_sold, int(night.sold.sum())][-_COMPARED_DAYS:]
    if world.done:
        world.office.end_reason = _end_reason(world, night)
        world.events.append(
            Ended(
                day=world.day,
                time=_closing_time(world),
                reason=world.office.end_reason,
                bank_cents=world.bank_cents,
            )
        )
        world.events.append(revealed(world, _closing_time(world)))
        world.office.digest = ending(world)
        return world.office.digest
    world.office.minute = world.scenario.clock.opens
    _deliver_mail(world, night, before)
    for reminder in _due_reminders(world):
        world.events.append(
            ReminderDue(day=world.day, time=world.time, reminder=reminder.id, text=reminder.text)
        )
    mailbox.look(world)
    world.office.digest = morning(world, night)
    world.office.reminders = [r for r in world.office.reminders if r.day > world.day]
    world.office.arrivals = []
    return world.office.digest


def _end_reason(world: World, night: Night) -> EndReason:
    if night.bankrupt[0]:
        return "bankrupt"
    return "completed" if night.day[0] >= world.scenario.days else "message_limit"


def _closing_time(world: World) -> str:
    return clock_text(world.scenario.clock.closes)


def _due_reminders(world: World) -> list[Reminder]:
    return [reminder for reminder in world.office.reminders if reminder.day <= world.day]


def _enter_statement(world: World, night: Night, balance: int) -> None:
    """The night's postings as lines of the statement, dated on the day that closed."""
    day = int(night.day[0])
    tokens = int(night.token_bill[0])
    carried = int(night.token_bill[0] - night.token_paid[0])
    rows = (
        (int(night.credited[0]), "Card takings of the previous day"),
        (-int(night.fee[0]), "Location fee"),
        (int(night.settled[0]), "Card takings of the last day"),
        (-int(night.token_paid[0]), "Output tokens" + (" (the rest is carried over)" if carried else "")),
    )
    for cents, text in rows:
        if cents:
            balance += cents
            bank.enter(world, cents, text, balance, day, world.scenario.clock.closes)
    if tokens:
        world.events.append(
            TokensBilled(
                day=day, time=_closing_time(world), bill_cents=tokens, paid_cents=int(night.token_paid[0])
            )
        )


def _tell_what_happened(world: World, night: Night) -> None:
    day, time = int(night.day[0]), _closing_time(world)
    for slot in np.flatnonzero(night.sold[0]).tolist():
        world.events.append(
            Sold(
                day=day,
                time=time,
                slot=world.scenario.machine.slots[slot],
                product=good_name(int(night.good[0, slot])),
                units=int(night.sold[0, slot]),
                price_cents=int(night.price[0, slot]),
                stale_units=int(night.stale[0, slot]),
            )
        )
    if not night.fee[0] and world.scenario.money.daily_fee_cents:
        world.events.append(FeeMissed(day=day, time=time, unpaid_days=int(night.unpaid_days[0])))
    accounts = world.state.accounts[0]
    world.events.append(
        DayClosed(
            day=day,
            time=time,
            bank_cents=world.bank_cents,
            coins_cents=int(accounts[Account.COINS]),
            card_pending_cents=int(accounts[Account.CARD]),
            units_sold=int(night.sold.sum()),
            revenue_cents=int(night.revenue[0]),
            card_cents=int(night.card[0]),
            credited_cents=int(night.credited[0] + night.settled[0]),
            fee_cents=int(night.fee[0]),
            unpaid_days=int(night.unpaid_days[0]),
            machine_units=int(machine.slot_stock(world.state).sum()),
            storage_units=int(machine.stored(world.state).sum()),
            high_f=int(night.high[0]),
            wet=bool(night.wet[0]),
        )
    )
    world.events.append(counted(world, day, time))
    for supplier in np.flatnonzero(night.closed_down[0]).tolist():
        dispatching.lose_orders(world.trade, supplier)
        world.events.append(SupplierClosed(day=day, time=time, supplier=supplier_identities()[supplier].name))


def _deliver_mail(world: World, night: Night, before: Shown) -> None:
    """Suppliers and customers write; what closed suppliers were sent comes back some days later."""
    outbox, world.office.outbox = world.office.outbox, []
    alive = [item for item in outbox if not world.state.closed[0, item.supplier]]
    dead = [item for item in outbox if world.state.closed[0, item.supplier]]
    for item in dead:
        if item.cents:
            paying.lose_payment(world.trade, item.supplier, item.cents)
    world.office.undelivered += [item for item in dead if not item.cents]
    _bounce(world)
    letters = [
        mailroom.Letter(item.supplier, item.subject, item.body, item.mail, item.day)
        for item in alive
        if not item.cents
    ]
    payments = [mailroom.Remittance(item.supplier, item.cents, item.memo) for item in alive if item.cents]
    trade = world.trade
    letters, left = mailroom.to_be_opened(trade, letters, payments)
    world.office.outbox = [item for item in alive if item.mail in {letter.mail for letter in left}]
    replies = mailroom.work(trade, letters, payments)
    for refund in trade.refunds:
        _bank_refund(world, refund)
    for reply in sorted(replies, key=lambda r: r.minute):
        who = supplier_identities()[reply.supplier]
        sender = f"{who.contact}, {who.name} <{who.email}>"
        mailbox.receive(world, sender, reply.subject, reply.body, world.day, reply.minute)
    disputes.decide(world)
    complaints.note_claims(world, night, before)
    complaints.work(world)


def _bank_refund(world: World, refund: Refund) -> None:
    """A supplier's money for goods that did not come."""
    name = supplier_identities()[refund.supplier].name
    bank.pay_in(world, Account.SUPPLIERS, refund.cents, f"Refund from {name} ({refund.order})")
    world.events.append(
        SupplierRefunded(
            day=world.day, time=world.time, order=refund.order, supplier=name, cents=refund.cents
        )
    )


def _bounce(world: World) -> None:
    """Mail to closed suppliers comes back some days after it was written."""
    due = world.day - world.scenario.suppliers.bounce_days
    back = [item for item in world.office.undelivered if item.day <= due]
    world.office.undelivered = [item for item in world.office.undelivered if item.day > due]
    for item in back:
        address = supplier_identities()[item.supplier].email
        mailbox.receive(
            world,
            f"Mail Delivery System <{mailbox.POSTMASTER}>",
            f"Undelivered: {item.subject}"[:120],
            f"Your message to {address} of {world.date_text(item.day)} could not be delivered. The mailbox "
            "no longer exists.",
            world.day,
            world.scenario.suppliers.post[0],
        )
