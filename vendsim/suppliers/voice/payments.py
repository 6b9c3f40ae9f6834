"""Letters about money that came, did not come, or should come on top."""

from __future__ import annotations

from vendsim.money import show
from vendsim.suppliers.decisions import (
    NotReceived,
    PaymentSeen,
    PaymentUnexplained,
    SurchargeAsked,
    SurchargeDropped,
    Underpaid,
)
from vendsim.suppliers.voice.wording import day, sentence
from vendsim.suppliers.voice.writer import Slot, Writer

_SURCHARGE_REASONS = (
    "our manufacturer raised its prices between your order and our purchase",
    "the price list I worked from turned out to be out of date",
    "freight charges went up sharply with the latest fuel adjustment",
    "the promotional stock your prices were based on ran out before your order was picked",
    "our importer passed on a higher duty for this batch",
    "a shortage at the plant forced us to buy through a more expensive distributor",
    "our accounts department found an error in the quoted prices",
    "the bottler ended the rebate that we had counted on",
)


def underpaid(decision: Underpaid, writer: Writer) -> str:
    """Not enough money."""
    return writer.say(
        Slot.MAIN,
        "payments.underpaid",
        order=decision.order,
        received=show(decision.received_cents),
        missing=show(decision.missing_cents),
    )


def unexplained(decision: PaymentUnexplained, writer: Writer) -> str:
    """Money without an order."""
    return writer.say(
        Slot.MAIN,
        "payments.unexplained",
        received=show(decision.received_cents),
        credit=show(decision.credit_cents),
    )


def not_received(decision: NotReceived, writer: Writer) -> str:
    """No money, whatever the buyer says."""
    if decision.order is None:
        return writer.say(Slot.MAIN, "payments.not_received_at_all")
    return writer.say(Slot.MAIN, "payments.not_received", order=decision.order, due=show(decision.due_cents))


def payment_seen(decision: PaymentSeen, writer: Writer) -> str:
    """The money is there."""
    return writer.say(Slot.MAIN, "payments.seen", order=decision.order or "your order")


def surcharge(decision: SurchargeAsked, writer: Writer) -> str:
    """More money is wanted."""
    reason = writer.choose(Slot.REASON, _SURCHARGE_REASONS)
    return writer.say(
        Slot.MAIN,
        "payments.surcharge",
        order=decision.order,
        extra=show(decision.extra_cents),
        reason=reason,
        Reason=sentence(reason),
    )


def surcharge_dropped(decision: SurchargeDropped, writer: Writer) -> str:
    """A smaller quantity left."""
    return writer.say(Slot.MAIN, "payments.dropped", order=decision.order, expected=day(decision.expected))
