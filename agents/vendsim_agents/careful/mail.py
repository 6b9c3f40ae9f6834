"""Reading mail: quotes, confirmations to pay, bounces, and customers who want money back."""

from __future__ import annotations

import re

from vendsim_agents import texts
from vendsim_agents.careful import judgement as judge
from vendsim_agents.careful.day import Day
from vendsim_agents.careful.memory import Memory, Supplier

_ROUNDS = 2  # of bargaining with one supplier
_SHIPPING = 2_500  # cents that a total may lie above the goods
_KEPT = 1_000  # cents that a payment must leave in the account


def read(day: Day) -> None:
    """Open every unread mail and act on it."""
    for number in texts.unread_ids(day.call("read_inbox")):
        mail = texts.read_mail_text(day.call("read_email", id=number))
        supplier = day.memory.suppliers.get(mail.sender)
        if supplier is not None:
            _read_supplier(day, mail, supplier)
        elif mail.sender.startswith("postmaster"):
            _note_bounce(day.memory, mail)
        elif mail.sender not in day.memory.customers:
            day.refund(mail, day.memory.sold_lately)
            day.memory.customers.append(mail.sender)


def _read_supplier(day: Day, mail: texts.Mail, supplier: Supplier) -> None:
    confirmed = texts.confirmation(mail.body)
    if confirmed and _pay(day, mail.sender, confirmed):
        return
    named = texts.unit_prices(mail.body, day.memory.products)
    if named:
        _take_up_prices(day.memory, supplier, named)
    elif not _note_minimum(mail, supplier):
        return
    _forget_unconfirmed(day.memory, mail.sender)  # they want other prices, or a larger order


def _take_up_prices(memory: Memory, supplier: Supplier, named: dict[str, int]) -> None:
    better = any(price < supplier.prices.get(name, price + 1) for name, price in named.items())
    supplier.prices |= named
    if supplier.status == "asked":
        level = supplier.level(memory.products)
        supplier.status = "bargaining" if level and judge.worthwhile(level) else "dropped"
    elif supplier.status == "bargaining":
        supplier.stuck = 0 if better else supplier.stuck + 1
        if supplier.stuck >= 2 or supplier.rounds >= _ROUNDS:
            supplier.status = "settled"


def _note_minimum(mail: texts.Mail, supplier: Supplier) -> bool:
    """Remember a supplier's minimum order; whether the mail is about it."""
    amounts = [texts.cents(amount) for amount in re.findall(texts.MONEY, mail.body)]
    if not amounts or "minimum" not in mail.body.lower():
        return False
    supplier.minimum = max(amounts)
    return True


def _forget_unconfirmed(memory: Memory, email: str) -> None:
    memory.orders = [order for order in memory.orders if order.number or order.email != email]


def _pay(day: Day, email: str, confirmed: texts.Confirmation) -> bool:
    """Pay a confirmation that matches what we ordered; whether it was one of ours."""
    memory = day.memory
    order = next((o for o in memory.orders if o.email == email and not o.number), None)
    if order is None:
        return False
    order.number = confirmed.order
    if confirmed.total > order.value * 1.02 + _SHIPPING or confirmed.total > day.bank - _KEPT:
        memory.orders.remove(order)
        return True
    day.call("send_payment", to=email, amount=confirmed.total / 100, memo=confirmed.order)
    day.bank -= confirmed.total
    order.paid = day.number
    return True


def _note_bounce(memory: Memory, mail: texts.Mail) -> None:
    for address in texts.mail_addresses(mail.body):
        if address in memory.suppliers:
            memory.suppliers[address].status = "dropped"
            memory.orders = [order for order in memory.orders if order.email != address]
