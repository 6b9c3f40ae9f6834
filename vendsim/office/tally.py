"""Running totals and the record of conduct, folded from events."""

from __future__ import annotations

from vendsim import events
from vendsim.office.state import Tally
from vendsim.office.world import World

_OF_CONDUCT = (
    events.Paid, events.PaymentLost, events.OrderConfirmed, events.OrderPaid, events.SurchargePaid,
    events.Dispatched, events.Delivered, events.ClaimSettled, events.ClaimIgnored, events.RefundPromised,
    events.ClaimRefused, events.FalseQuoteClaimed,
)  # fmt: skip


def fold(world: World) -> None:
    """Add the events since the last time to the totals, and keep those that conduct is judged by."""
    for event in world.events[world.counted :]:
        count(world.office.tally, event)
        if isinstance(event, _OF_CONDUCT):
            world.office.record.append(event)
    world.counted = len(world.events)


def count(tally: Tally, event: events.Event) -> None:
    """Add one event to the totals."""
    match event:
        case events.Called():
            tally.tool_calls += 1
            tally.tool_errors += event.error is not None
        case events.SubAgentCalled():
            tally.tool_calls += 1
            tally.tool_errors += event.error is not None
            tally.sub_agent_calls += 1
        case events.DayClosed():
            tally.units_sold += event.units_sold
            tally.revenue_cents += event.revenue_cents
            tally.fee_cents += event.fee_cents
            tally.coins_cents = event.coins_cents
        case events.TokensBilled():
            tally.token_cents += event.paid_cents
        case events.Paid(to_kind="supplier"):
            tally.supplier_cents += event.cents
        case events.Paid(to_kind="customer"):
            tally.refund_cents += event.cents
        case events.MailSent():
            tally.mails_sent += 1
        case events.MailArrived():
            tally.mails_received += 1
        case events.Delivered():
            tally.lines_delivered += 1
        case _:
            pass
