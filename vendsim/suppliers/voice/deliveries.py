"""Letters about goods on the road, and about those that should be."""

from __future__ import annotations

from vendsim.money import show
from vendsim.suppliers.decisions import Late, OnItsWay, OrderStatus, StatusGiven
from vendsim.suppliers.voice.orders import credit_note
from vendsim.suppliers.voice.wording import day, sentence, sentences
from vendsim.suppliers.voice.writer import Slot, Variants, Writer

_ON_ITS_WAY = Variants(
    plain=(
        "{order} is paid and has left. Expected {expected}.",
        "Shipped: {order}. Due {expected}.",
        "Payment received, {order} is on its way. It should arrive on {expected}.",
        "{order} is out. Look for it on {expected}.",
        "Your goods for {order} are rolling. Expected date: {expected}.",
        "{order} left our warehouse, bound for your storage. Delivery date: {expected}.",
    ),
    warm=(
        "Your payment's in and {order} is on its way! It should reach your storage on {expected}.",
        "I've just seen {order} off. You can expect it on {expected}.",
        "{order} is packed, paid and on the truck. It's due at your storage on {expected}.",
        "Thank you for the payment! {order} has left us and should be with you on {expected}.",
        "Your boxes for {order} are on the road. Keep an eye out for them on {expected}.",
        "All done on our side: {order} is on its way and expected on {expected}.",
    ),
    formal=(
        "We thank you for your payment. Order {order} has been dispatched and is expected to arrive on "
        "{expected}.",
        "Order {order} has left our warehouse for your storage address. The expected date of delivery is "
        "{expected}.",
        "We are pleased to inform you that order {order} is on its way. Delivery is scheduled for "
        "{expected}.",
        "Payment has been received and order {order} has been handed to the carrier. It is expected on "
        "{expected}.",
        "This is to advise that order {order} has been shipped. You may expect it on {expected}.",
        "Your order {order} is in transit to your storage address and should arrive on {expected}.",
    ),
)
_LATE = Variants(
    plain=(
        "{order} is late: {reason}. New date: {expected}.",
        "{order} won't make it as planned. {Reason} Now due {expected}.",
        "Delay on {order}. Cause: {reason}. Expect it on {expected}.",
        "{Reason} So {order} slips to {expected}.",
    ),
    warm=(
        "{order} is taking longer than I told you, because {reason}. It should be with you on {expected}.",
        "I had hoped to have {order} at your door by now, but {reason}. The new date is {expected}.",
        "{order} is running late, I'm afraid: {reason}. I'm told it'll be there on {expected}.",
        "We've hit a delay with {order}. {Reason} Please expect it on {expected} instead.",
    ),
    formal=(
        "We regret to inform you that order {order} is delayed, because {reason}. It is now expected on "
        "{expected}.",
        "Delivery of order {order} cannot take place as announced: {reason}. The revised date is {expected}.",
        "We must ask for your patience with order {order}. {Reason} We now anticipate delivery on "
        "{expected}.",
        "Owing to a delay in transit, order {order} will arrive on {expected}. The cause is that {reason}.",
    ),
)
_NO_ORDERS = Variants(
    plain=(
        "I see no open order from you.",
        "Nothing open under your name.",
        "No open order here. Which number?",
        "There is no order of yours in progress.",
    ),
    warm=(
        "I looked, but there's no open order of yours here. Do you have a number for me?",
        "You've nothing open with us at the moment, as far as I can see.",
        "I can't find an open order from you. Could it be with another company?",
        "There's no order in the works for you right now. Shall we change that?",
    ),
    formal=(
        "Our books show no open order in your name.",
        "We find no order of yours in progress. Kindly quote the order number, should you have it.",
        "At present no order is open on your account.",
        "We have searched our records without finding an open order from you.",
    ),
)
_STATUS = Variants(
    plain=("Status:", "Where it stands:", "Here is what I have:", "Current state:"),
    warm=(
        "I've had a look for you:",
        "Here's how things stand:",
        "Let me tell you where we are:",
        "This is what I can see:",
    ),
    formal=(
        "We can report the following:",
        "The present position is this:",
        "According to our records:",
        "We have looked into the matter:",
    ),
)
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
        writer.say(Slot.MAIN, _ON_ITS_WAY, order=decision.order, expected=day(decision.expected)),
        credit_note(decision.credit_cents, writer),
    )


def late(decision: Late, writer: Writer) -> str:
    """A new date."""
    return with_reason(writer, _LATE, decision.reason, order=decision.order, expected=day(decision.expected))


def status(decision: StatusGiven, writer: Writer) -> str:
    """Where every order stands."""
    if not decision.orders:
        return writer.say(Slot.MAIN, _NO_ORDERS)
    rows = [_stage(order, Slot.STATUS + place, writer) for place, order in enumerate(decision.orders)]
    lead = writer.say(Slot.MAIN, _STATUS)
    return f"{lead} {rows[0]}" if len(rows) == 1 else "\n".join((lead, *(f"- {row}" for row in rows)))


def _stage(order: OrderStatus, slot: int, writer: Writer) -> str:
    return writer.choose(slot, _STAGES[order.stage]).format(
        order=order.order,
        due=show(order.due_cents),
        expected=day(order.expected) if order.expected else "",
    )


def with_reason(writer: Writer, variants: Variants, reason: str, **fields: str) -> str:
    """One of the variants, which name a reason."""
    return writer.say(Slot.MAIN, variants, reason=reason, Reason=sentence(reason), **fields)
