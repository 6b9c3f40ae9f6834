"""Letters about orders: what is missing, what is booked, what is dropped."""

from __future__ import annotations

from vendsim.money import show
from vendsim.suppliers.decisions import (
    AlreadyConfirmed,
    BelowMinimum,
    CancelledNow,
    ChangeTooSmall,
    Confirmed,
    NothingToCancel,
    OrderExpired,
    OrderHeld,
    Pleasantry,
    Question,
    ShallIBook,
    TooLate,
    TooMany,
)
from vendsim.suppliers.voice.quotes import comes_to
from vendsim.suppliers.voice.wording import day, paragraphs, points, price_lines, sentences
from vendsim.suppliers.voice.writer import Slot, Writer

_TOTAL_LABELS = ("Total due", "Total to pay", "Grand total", "Order total to pay")


def question(decision: Question, writer: Writer) -> str:
    """What is missing or unclear."""
    return paragraphs(
        points(writer.say(Slot.MAIN, "orders.ask"), decision.about),
        writer.say(Slot.NEXT, "orders.not_booked"),
    )


def below_minimum(decision: BelowMinimum, writer: Writer) -> str:
    """The order is too small."""
    return paragraphs(
        writer.say(
            Slot.MAIN,
            "orders.below_minimum",
            goods=show(decision.goods_cents),
            minimum=show(decision.min_order_cents),
        ),
        price_lines(writer, decision.lines) if decision.lines else "",
    )


def change_too_small(decision: ChangeTooSmall, writer: Writer) -> str:
    """The order would be too small after a change."""
    return writer.say(
        Slot.MAIN,
        "orders.change_too_small",
        order=decision.order,
        goods=show(decision.goods_cents),
        minimum=show(decision.min_order_cents),
    )


def too_many(decision: TooMany, writer: Writer) -> str:
    """The order is too large."""
    return writer.say(Slot.MAIN, "orders.too_many", product=decision.product, units=str(decision.most_units))


def confirmation(decision: Confirmed, writer: Writer) -> str:
    """Everything needed to pay an order. The last amount of money in it is the one to pay."""
    covered = decision.credit_cents >= decision.total_cents
    return paragraphs(
        writer.say(
            Slot.MAIN, "orders.changed" if decision.changed else "orders.confirmed", order=decision.order
        ),
        price_lines(writer, decision.lines),
        sentences(
            *(writer.say(Slot.NOTE, f"orders.notes.{note}") for note in decision.notes),
            writer.say(Slot.HINT, "orders.nearly_free", more=show(decision.to_free_cents))
            if decision.to_free_cents
            else "",
        ),
        _sum(decision, writer),
        writer.say(Slot.NEXT, "orders.nothing_to_pay" if covered else "orders.pay", pay_to=decision.pay_to),
    )


def _sum(decision: Confirmed, writer: Writer) -> str:
    label = writer.choose(Slot.SUM_LABEL, _TOTAL_LABELS)
    rows = [("Goods", decision.goods_cents)]
    if decision.shipping_cents:
        rows.append(("Shipping", decision.shipping_cents))
    if decision.credit_cents:
        rows.append(("Your credit", -decision.credit_cents))
    rows.append((label, decision.total_cents - decision.credit_cents))
    texts = [f"{name}: {show(cents)}" for name, cents in rows]
    return writer.choose(Slot.SUM, ("\n", ". ", " / ")).join(texts)


def shall_i_book(decision: ShallIBook, writer: Writer) -> str:
    """Lines that a yes books."""
    if decision.order:
        question = writer.say(Slot.MAIN, "orders.shall_i_change", order=decision.order)
    else:
        question = writer.say(Slot.MAIN, "orders.untied" if decision.on_condition else "orders.shall_i")
    return paragraphs(
        question,
        price_lines(writer, decision.lines),
        comes_to(writer, decision.sum_cents, decision.shipping_cents),
        sentences(
            writer.say(Slot.NEXT, "orders.say_yes_to_change" if decision.order else "orders.say_yes"),
            writer.say(Slot.ADDRESS, "orders.and_address") if decision.needs_address else "",
        ),
    )


def held(decision: OrderHeld, writer: Writer) -> str:
    """It stays on the table."""
    return paragraphs(
        writer.say(Slot.MAIN, "orders.held"),
        price_lines(writer, decision.lines),
        comes_to(writer, decision.sum_cents, decision.shipping_cents) if decision.sum_cents else "",
        writer.say(Slot.NEXT, "quotes.offered", until=day(decision.valid_until)),
    )


def already_confirmed(decision: AlreadyConfirmed, writer: Writer) -> str:
    """It is booked and waits for money."""
    return writer.say(Slot.MAIN, "orders.already", order=decision.order, due=show(decision.due_cents))


def cancelled(decision: CancelledNow, writer: Writer) -> str:
    """The order or the offer is dropped."""
    return sentences(
        writer.say(Slot.MAIN, "orders.cancelled", order=decision.order)
        if decision.order
        else writer.say(Slot.MAIN, "orders.offer_dropped"),
        credit_note(decision.credit_cents, writer),
    )


def credit_note(cents: int, writer: Writer) -> str:
    """What happens to money that is left over, if there is any."""
    return writer.say(Slot.CREDIT, "orders.credit_kept", credit=show(cents)) if cents else ""


def too_late(decision: TooLate, writer: Writer) -> str:
    """It has left, or is there."""
    if decision.delivered:
        return writer.say(Slot.MAIN, "orders.delivered", order=decision.order)
    due = decision.expected
    return sentences(
        writer.say(Slot.MAIN, "orders.too_late", order=decision.order),
        writer.say(Slot.NEXT, "orders.due", expected=day(due)) if due else "",
    )


def nothing_to_cancel(decision: NothingToCancel, writer: Writer) -> str:
    """No such open order."""
    return writer.say(Slot.MAIN, "orders.nothing_to_cancel")


def expired(decision: OrderExpired, writer: Writer) -> str:
    """Nobody paid."""
    return writer.say(Slot.MAIN, "orders.expired", order=decision.order)


def pleasantry(decision: Pleasantry, writer: Writer) -> str:
    """A nice word back."""
    return writer.say(Slot.MAIN, "orders.pleasantry")
