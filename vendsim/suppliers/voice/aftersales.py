"""Letters to somebody who chases an order: regrets, remedies, and what is said in place of them."""

from __future__ import annotations

from collections.abc import Sequence

from vendsim.money import show
from vendsim.suppliers.decisions import (
    ComplaintRejected,
    LateRegretted,
    Refunded,
    SentAgain,
    Stalled,
    Traced,
)
from vendsim.suppliers.voice.deliveries import with_reason
from vendsim.suppliers.voice.wording import both, day, sentences
from vendsim.suppliers.voice.writer import Slot, Writer


def regret_delay(decision: LateRegretted, writer: Writer) -> str:
    """It is late, or was; a date, and perhaps a credit."""
    credit = decision.credit_cents
    if decision.expected is None:
        main = with_reason(writer, "aftersales.came_late", decision.reason, order=decision.order)
    else:
        main = with_reason(
            writer,
            "aftersales.apology",
            decision.reason,
            order=decision.order,
            expected=day(decision.expected),
        )
    return sentences(
        main, writer.say(Slot.CREDIT, "aftersales.sorry_credit", credit=show(credit)) if credit else ""
    )


def trace(decision: Traced, writer: Writer) -> str:
    """Nobody knows where it is; a date on which that ends."""
    return with_reason(
        writer, "aftersales.traced", decision.reason, order=decision.order, until=day(decision.until)
    )


def refund(decision: Refunded, writer: Writer) -> str:
    """Money back for what did not come."""
    return writer.say(
        Slot.MAIN,
        "aftersales.refunded",
        order=decision.order,
        missing=_goods(decision.missing),
        cents=show(decision.refunded_cents),
    )


def send_again(decision: SentAgain, writer: Writer) -> str:
    """What did not come is on its way once more."""
    return writer.say(
        Slot.MAIN,
        "aftersales.sent_again",
        order=decision.order,
        missing=_goods(decision.missing),
        expected=day(decision.expected),
    )


def _goods(missing: Sequence[tuple[int, str]]) -> str:
    return both([f"{units} x {name}" for units, name in missing])


def reject(decision: ComplaintRejected, writer: Writer) -> str:
    """By the books everything is in order."""
    return writer.say(Slot.MAIN, f"aftersales.rejected.{decision.about}", order=decision.order)


def stall(decision: Stalled, writer: Writer) -> str:
    """Words in place of a remedy."""
    if decision.excuse == "quality":
        return writer.say(Slot.MAIN, "aftersales.quality", order=decision.order)
    if decision.excuse == "adjusted":
        return writer.say(Slot.MAIN, "aftersales.adjusted", order=decision.order)
    return sentences(
        with_reason(writer, "aftersales.stalled", decision.reason, order=decision.order),
        writer.say(Slot.CREDIT, "aftersales.money") if decision.money else "",
        writer.say(Slot.NEXT, "aftersales.hear_by", until=day(decision.until)) if decision.until else "",
    )
