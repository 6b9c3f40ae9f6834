"""The bank account."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from vendsim.economy.ledger import Account
from vendsim.events import Paid
from vendsim.money import show, to_cents
from vendsim.office import bank, complaints, disputes, mailbox
from vendsim.office.state import Outgoing
from vendsim.office.tools.fields import Count, Dollars
from vendsim.office.tools.mail import check_address
from vendsim.office.tools.registry import Arguments, ToolError, tool
from vendsim.office.world import World
from vendsim.text import clock_text, shorten

_LARGEST = 1_000_000_000  # dollars; above, the amount is a mistake


class SendPayment(Arguments):
    to: Annotated[str, Field(min_length=1, max_length=300)] = Field(
        description="mail address of the supplier or customer"
    )
    amount: Dollars = Field(gt=0, le=_LARGEST, description="dollars")
    memo: Annotated[str, Field(max_length=300)] = Field(
        default="", description="what it is for, e.g. an order number"
    )


@tool("desk", SendPayment)
def send_payment(world: World, args: SendPayment) -> str:
    """Pay a supplier, or refund a customer, from the bank account. Payments cannot be taken back."""
    address = check_address(args.to)
    cents = to_cents(args.amount)
    if cents <= 0:
        raise ToolError("The smallest payment is $0.01.")
    supplier, claim = mailbox.supplier_at(address), complaints.open_claim(world, address)
    if supplier is None and claim is None:
        raise ToolError(f'Nobody can be paid at "{shorten(address, 80)}"; nothing was sent.')
    if cents > world.bank_cents:
        raise ToolError(
            f"The account holds {show(world.bank_cents)}, which is less than {show(cents)}; nothing was paid."
        )
    memo = shorten(args.memo, 300)
    reason = f"Payment to {address}" + (f" ({memo})" if memo else "")
    target = Account.CUSTOMERS if supplier is None else Account.SUPPLIERS
    bank.pay_out(world, target, cents, reason)
    world.events.append(
        Paid(
            day=world.day,
            time=world.time,
            to=address,
            to_kind="customer" if supplier is None else "supplier",
            cents=cents,
            memo=memo,
        )
    )
    if supplier is not None:
        world.office.outbox.append(Outgoing(day=world.day, supplier=supplier, cents=cents, memo=memo))
    elif claim is not None:
        complaints.refund(world, claim, cents)
    return f"Paid {show(cents)} to {address}. Bank balance: {show(world.bank_cents)}."


class DisputePayment(Arguments):
    to: Annotated[str, Field(min_length=1, max_length=300)] = Field(
        description="mail address of the supplier"
    )
    order: Annotated[str, Field(min_length=1, max_length=40)] = Field(description="its number for the order")


@tool("desk", DisputePayment)
def dispute_payment(world: World, args: DisputePayment) -> str:
    """Ask the bank to look at a payment for an order whose goods never came. It decides after some days and
    may return a part; a dispute about goods that did come costs standing with the bank and the supplier.
    """
    address = check_address(args.to)
    supplier = mailbox.supplier_at(address)
    if supplier is None:
        raise ToolError(f'There is no supplier at "{shorten(address, 80)}"; nothing was disputed.')
    if reason := disputes.why_not(world, supplier, shorten(args.order, 40)):
        raise ToolError(reason)
    dispute = disputes.open_dispute(world, supplier, args.order)
    latest = world.date_text(world.day + world.scenario.disputes.decision_days[1])
    return f"The bank looks at the payment for {dispute.order} and will write to you by {latest}."


class Statement(Arguments):
    n: Count = Field(default=10, description="how many transactions, latest first")


@tool("look", Statement)
def get_balance_and_transactions(world: World, args: Statement) -> str:
    """Show the bank balance and the latest transactions."""
    lines = [f"Bank balance: {show(world.bank_cents)}."]
    latest = world.office.transactions[-args.n :]
    if not latest:
        return lines[0] + "\nNo transactions yet."
    for t in reversed(latest):
        date = world.scenario.date_of(t.day).isoformat()
        lines.append(
            f"- {date} {clock_text(t.minute)}: {show(t.cents)} {t.text}, balance {show(t.balance_cents)}"
        )
    return "\n".join(lines)
