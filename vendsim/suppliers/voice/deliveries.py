"""Letters about goods in transit, and about those that should be."""

from __future__ import annotations

from vendsim.money import show
from vendsim.suppliers.decisions import Late, OnItsWay, OrderStatus, StatusGiven
from vendsim.suppliers.voice.orders import credit_note
from vendsim.suppliers.voice.wording import day, sentence, sentences
from vendsim.suppliers.voice.writer import Slot, Writer

_STAGES = {
    "awaiting_payment": (
        "{order} is booked and waits for your payment of {due}.",
        "{order} ships as soon as your {due} is here.",
        "{order} is not paid yet; {due} is open.",
    ),
    "on_hold": (
        "{order} is on hold until the additional {due} is paid.",
        "{order} waits here for the {due} we wrote about.",
        "{order} is being held, with {due} outstanding.",
    ),
    "on_its_way": (
        "{order} is on its way and expected on {expected}.",
        "{order} has left us; the date I have is {expected}.",
        "{order} is with the carrier, due {expected}.",
    ),
    "delivered": (
        "{order} has been delivered.",
        "{order} is marked as delivered.",
        "{order} has arrived at your address, according to our file.",
    ),
    "cancelled": ("{order} was cancelled.", "{order} is cancelled.", "{order} is closed, it was cancelled."),
    "expired": (
        "{order} was never paid and has expired.",
        "{order} has lapsed, no payment came.",
        "{order} is closed for lack of payment.",
    ),
    "refunded": (
        "{order} has been refunded.",
        "{order} is closed, we paid it back.",
        "{order} never reached you and was paid back.",
    ),
    "lost": ("{order} is no longer open.", "{order} is closed.", "{order} is not in progress any more."),
}


def on_its_way(decision: OnItsWay, writer: Writer) -> str:
    """It has left; a date, never a time."""
    return sentences(
        writer.say(Slot.MAIN, "deliveries.on_its_way", order=decision.order, expected=day(decision.expected)),
        credit_note(decision.credit_cents, writer),
    )


def late(decision: Late, writer: Writer) -> str:
    """A new date."""
    return with_reason(
        writer, "deliveries.late", decision.reason, order=decision.order, expected=day(decision.expected)
    )


def status(decision: StatusGiven, writer: Writer) -> str:
    """Where every order stands."""
    if not decision.orders:
        return writer.say(Slot.MAIN, "deliveries.no_orders")
    rows = [_stage(order, Slot.STATUS + place, writer) for place, order in enumerate(decision.orders)]
    lead = writer.say(Slot.MAIN, "deliveries.status")
    return f"{lead} {rows[0]}" if len(rows) == 1 else "\n".join((lead, *(f"- {row}" for row in rows)))


def _stage(order: OrderStatus, slot: int, writer: Writer) -> str:
    return writer.choose(slot, _STAGES[order.stage]).format(
        order=order.order,
        due=show(order.due_cents),
        expected=day(order.expected) if order.expected else "",
    )


def with_reason(writer: Writer, what: str, reason: str, **fields: str) -> str:
    """One of the variants, which name a reason."""
    return writer.say(Slot.MAIN, what, reason=reason, Reason=sentence(reason), **fields)
