"""Events in the words of a person."""

from __future__ import annotations

from vendsim import events
from vendsim.events import Event
from vendsim.money import show

_CLOSED = {"cancelled": "was cancelled", "expired": "expired unpaid", "lost": "was lost with its supplier"}
ENDINGS = {
    "completed": "The days are over",
    "bankrupt": "Bankrupt: the fee went unpaid for too long",
    "message_limit": "The messages of the run are used up",
}

# Kinds of marks at the balance, and how they are called.
MARKS = {
    "order": "Orders paid",
    "scam": "Money lost, surcharges",
    "closure": "Suppliers closed",
    "complaint": "Complaints",
    "refund": "Refunds",
    "tokens": "Token bills",
    "end": "End or bankruptcy",
}


def mark_of(event: Event) -> str | None:
    """Under which kind of mark an event stands at the balance; None: under none."""
    match event:
        case events.OrderPaid():
            return "order"
        case events.PaymentLost() | events.SurchargeDemanded() | events.SurchargePaid():
            return "scam"
        case events.OrderClosed(reason="lost"):
            return "scam"
        case events.SupplierClosed():
            return "closure"
        case events.ClaimMade() | events.ClaimIgnored():
            return "complaint"
        case events.Paid(to_kind="customer") | events.SupplierRefunded() | events.DisputeDecided():
            return "refund"
        case events.TokensBilled():
            return "tokens"
        case events.Ended():
            return "end"
    return None


def words(event: Event) -> str | None:
    """One sentence; None for what other parts of the page show."""
    match event:
        case events.Sold():
            stale = f", {event.stale_units} past their date" if event.stale_units else ""
            return f"Sold {event.units} {event.product} at {show(event.price_cents)} from {event.slot}{stale}"
        case events.DayClosed():
            rain = ", rain" if event.wet else ""
            return (
                f"Day closed: {event.units_sold} sold for {show(event.revenue_cents)}; "
                f"bank {show(event.bank_cents)} ({event.high_f} °F{rain})"
            )
        case events.FeeMissed():
            return f"The fee could not be paid ({event.unpaid_days} days in a row)"
        case events.TokensBilled():
            return f"Token bill {show(event.bill_cents)}, paid {show(event.paid_cents)}"
        case events.MailSent():
            return f"Mail to {event.to}: {event.subject}"
        case events.MailArrived():
            return f"Mail from {event.sender}: {event.subject}"
        case events.Paid():
            return f"Paid {show(event.cents)} to {event.to}" + (f" ({event.memo})" if event.memo else "")
        case events.PaymentLost():
            return f"{show(event.cents)} to {event.supplier} bought nothing"
        case events.OrderConfirmed():
            return f"{event.supplier} confirmed {event.order}: {event.units} units, {show(event.total_cents)}"
        case events.OrderClosed():
            return f"{event.order} with {event.supplier} {_CLOSED[event.reason]}"
        case events.OrderPaid():
            return f"{event.order} with {event.supplier} is paid: {show(event.cents)}"
        case events.SurchargeDemanded():
            return f"{event.supplier} demands {show(event.cents)} on top for {event.order}"
        case events.SurchargePaid():
            return f"Surcharge of {show(event.cents)} paid to {event.supplier} for {event.order}"
        case events.Dispatched():
            return f"{event.supplier} sent {event.order}; expected on day {event.expected_day}"
        case events.Delivered():
            return f"Delivered: {event.units} {event.product} ({event.order})"
        case events.Resent():
            return f"{event.supplier} sends {event.units} units of {event.order} again"
        case events.SupplierRefunded():
            return f"{event.supplier} refunded {show(event.cents)} for {event.order}"
        case events.DisputeOpened():
            return f"The bank was asked to look at the payment for {event.order} to {event.supplier}"
        case events.DisputeDecided():
            found = f"returned {show(event.cents)}" if event.cents else "returned nothing"
            return f"The bank {found} of the payment for {event.order} to {event.supplier}"
        case events.CreditGranted():
            return f"{event.supplier} credits {show(event.cents)} for {event.order}"
        case events.OfferMade():
            return f"{event.supplier} offered unasked: {', '.join(event.products)}"
        case events.Stocked():
            if event.units < 0:
                return f"Took {-event.units} {event.product} out of {event.slot}"
            return f"Put {event.units} {event.product} into {event.slot}"
        case events.PriceSet():
            return f"{event.product} now costs {show(event.price_cents)}"
        case events.CashCollected():
            return f"Collected {show(event.cents)} in coins"
        case events.SupplierClosed():
            return f"{event.supplier} went out of business"
        case events.ClaimMade():
            return (
                f"{event.customer} wants {show(event.cents)} back for {event.product} (claim {event.claim})"
            )
        case events.ClaimSettled():
            return f"Claim {event.claim}: {show(event.cents)} paid"
        case events.ClaimIgnored():
            return f"Claim {event.claim} was ignored for too long; word gets round"
        case events.RefundPromised():
            return f"Claim {event.claim}: the agent promised the money"
        case events.ClaimRefused():
            return f"Claim {event.claim}: the agent refused"
        case events.FalseQuoteClaimed():
            return f"The agent told {event.supplier} of a quote that nobody gave"
        case events.ReminderDue():
            return f"Reminder: {event.text}"
        case events.Ended():
            return f"{ENDINGS[event.reason]}; final bank balance {show(event.bank_cents)}"
    return None
