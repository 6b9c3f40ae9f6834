"""What suppliers write: prose for what code has decided.

A letter is a frame that goes with the supplier's tone around a body that goes with the decision; all
wording is drawn by key. Nothing here knows how a supplier does business, and no number is written that its
decision does not hold. To add a decision: wordings in a sheet of ``phrases/``, a function from it to a body,
in the module of its topic, and a row in ``_BODIES``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from vendsim.suppliers import decisions
from vendsim.suppliers.decisions import Decision
from vendsim.suppliers.voice import aftersales, answers, deliveries, offers, orders, payments, quotes
from vendsim.suppliers.voice.sheets import Tone, tones
from vendsim.suppliers.voice.subjects import subject
from vendsim.suppliers.voice.wording import paragraphs
from vendsim.suppliers.voice.writer import Slot, Speaker, Writer

__all__ = ["Speaker", "Tone", "phrase", "subject", "tones", "wordings"]

_LETTERS = 3  # in each tone, to see how a decision can be worded

_BODIES: dict[type[Any], Callable[[Any, Writer], str]] = {
    decisions.PriceList: quotes.price_list,
    decisions.QuoteGiven: quotes.quote,
    decisions.Countered: quotes.counter,
    decisions.Agreed: quotes.agreement,
    decisions.BasketWeighed: quotes.weighed,
    decisions.AskedForSubstance: quotes.ask_for_substance,
    decisions.TermsStated: quotes.state_terms,
    decisions.Answered: answers.answered,
    decisions.OpenPoints: quotes.open_points,
    decisions.ShallIBook: orders.shall_i_book,
    decisions.OrderHeld: orders.held,
    decisions.Declined: answers.declined,
    decisions.Noted: answers.noted,
    decisions.NothingBooked: answers.nothing_booked,
    decisions.AddressNoted: answers.address_noted,
    decisions.Question: orders.question,
    decisions.BelowMinimum: orders.below_minimum,
    decisions.ChangeTooSmall: orders.change_too_small,
    decisions.TooMany: orders.too_many,
    decisions.Confirmed: orders.confirmation,
    decisions.AlreadyConfirmed: orders.already_confirmed,
    decisions.CancelledNow: orders.cancelled,
    decisions.TooLate: orders.too_late,
    decisions.NothingToCancel: orders.nothing_to_cancel,
    decisions.OrderExpired: orders.expired,
    decisions.Pleasantry: orders.pleasantry,
    decisions.Underpaid: payments.underpaid,
    decisions.PaymentUnexplained: payments.unexplained,
    decisions.NotReceived: payments.not_received,
    decisions.PaymentSeen: payments.payment_seen,
    decisions.SurchargeAsked: payments.surcharge,
    decisions.SurchargeDropped: payments.surcharge_dropped,
    decisions.OnItsWay: deliveries.on_its_way,
    decisions.Late: deliveries.late,
    decisions.StatusGiven: deliveries.status,
    decisions.LateRegretted: aftersales.regret_delay,
    decisions.Traced: aftersales.trace,
    decisions.Refunded: aftersales.refund,
    decisions.SentAgain: aftersales.send_again,
    decisions.ComplaintRejected: aftersales.reject,
    decisions.Stalled: aftersales.stall,
    decisions.UnaskedOffer: offers.unasked,
    decisions.OfferLapsed: offers.lapsed,
}
_UNASKED = (
    decisions.OnItsWay,
    decisions.Underpaid,
    decisions.PaymentUnexplained,
    decisions.SurchargeDropped,
    decisions.OrderExpired,
    decisions.UnaskedOffer,
)
_BAD_NEWS = (
    decisions.Late,
    decisions.SurchargeAsked,
    decisions.LateRegretted,
    decisions.Traced,
    decisions.ComplaintRejected,
    decisions.Stalled,
)
_COOL = (
    decisions.BelowMinimum,
    decisions.ChangeTooSmall,
    decisions.TooMany,
    decisions.AlreadyConfirmed,
    decisions.CancelledNow,
    decisions.TooLate,
    decisions.NothingToCancel,
    decisions.NotReceived,
    decisions.OfferLapsed,
    decisions.Declined,
)
_FULL_STOP = re.compile(r'(?<=[A-Za-z)"])\.(?=\s|$)')


def phrase(
    decisions: Sequence[Decision], speaker: Speaker, letter_no: int, seed: int,
    said: dict[int, int] | None = None,
) -> str:  # fmt: skip
    """The body of a supplier's mail, worded in its tone; the same for the same arguments.

    The first decision, which is what the letter is mostly about, sets its mood. ``said`` is what the supplier
    remembers of its wordings (see `Writer`), and is brought up to date; flourishes then become rare.
    """
    writer = Writer(speaker, letter_no, seed, said=said)
    tone, main = writer.tone, decisions[0]
    opens, closes = said is None or _flourishes(letter_no), said is None or _flourishes(letter_no + 2)
    opening = writer.choose(Slot.OPENING, _openings(main, tone)) if opens else ""
    if speaker.day_off:
        opening = writer.say(Slot.DAY_OFF, "days_off.opening", day=speaker.day_off)
    bodies = [_body(decision, replace(writer, part=place)) for place, decision in enumerate(decisions)]
    text = paragraphs(f"{opening} {bodies[0]}".strip(), *bodies[1:])
    text = text[:1].upper() + text[1:]
    closings = tone.sorry_closings if _is_bad_news(main) else tone.closings
    closing = writer.choose(Slot.CLOSING, closings) if closes else ""
    sign_off = writer.choose(Slot.SIGN_OFF, tone.sign_offs)
    return paragraphs(
        writer.choose(Slot.GREETING, tone.greetings),
        _FULL_STOP.sub("!", text) if tone.exclaims else text,
        closing,
        sign_off.format(contact=speaker.contact, company=speaker.name),
    )


def _flourishes(letter_no: int) -> bool:
    """Whether a letter has words that say nothing: the first ones do, and later ever fewer."""
    return letter_no <= 4 or (letter_no <= 16 and letter_no % 4 == 0) or letter_no % 12 == 0


def _body(decision: Decision, writer: Writer) -> str:
    return _BODIES[type(decision)](decision, writer)


def wordings(decisions: Sequence[Decision], speaker: Speaker) -> tuple[str, ...]:
    """The same decisions as our templates say them in every tone, over some letters each."""
    speakers = [replace(speaker, tone=tone) for tone in tones()]
    return tuple(phrase(decisions, it, letter_no, 0) for it in speakers for letter_no in range(_LETTERS))


def _is_bad_news(decision: Decision) -> bool:
    return isinstance(decision, _BAD_NEWS)


def _is_cool(decision: Decision) -> bool:
    if isinstance(decision, decisions.Countered):
        return not decision.moved and not decision.first
    return isinstance(decision, _COOL)


def _openings(decision: Decision, tone: Tone) -> tuple[str, ...]:
    if _is_bad_news(decision):
        return tone.regrets
    if _is_cool(decision):  # a no does not begin with compliments
        return ("",)
    return tone.news if isinstance(decision, _UNASKED) else tone.answering
