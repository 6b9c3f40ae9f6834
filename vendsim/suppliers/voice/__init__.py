"""What suppliers write: prose for what code has decided.

A letter is a frame that goes with the supplier's tone around a body that goes with the decision; all
wording is drawn by key. Nothing here knows how a supplier does business, and no number is written that its
decision does not hold. To add a decision: a function from it to a body, in the module of its topic, and a
row in ``_BODIES``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from vendsim.suppliers import decisions
from vendsim.suppliers.decisions import Decision
from vendsim.suppliers.voice import aftersales, deliveries, offers, orders, payments, quotes
from vendsim.suppliers.voice.subjects import subject
from vendsim.suppliers.voice.tones import TONES, Tone
from vendsim.suppliers.voice.wording import paragraphs
from vendsim.suppliers.voice.writer import Slot, Speaker, Writer

__all__ = ["TONES", "Speaker", "Tone", "phrase", "subject", "wordings"]

_LETTERS = 3  # in each tone, to see how a decision can be worded

_BODIES: dict[type[Any], Callable[[Any, Writer], str]] = {
    decisions.PriceList: quotes.price_list,
    decisions.QuoteGiven: quotes.quote,
    decisions.Countered: quotes.counter,
    decisions.Agreed: quotes.agreement,
    decisions.AskedForSubstance: quotes.ask_for_substance,
    decisions.TermsStated: quotes.state_terms,
    decisions.Question: orders.question,
    decisions.BelowMinimum: orders.below_minimum,
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
    decisions.TooMany,
    decisions.AlreadyConfirmed,
    decisions.CancelledNow,
    decisions.TooLate,
    decisions.NothingToCancel,
    decisions.NotReceived,
    decisions.OfferLapsed,
)
_FULL_STOP = re.compile(r'(?<=[A-Za-z)"])\.(?=\s|$)')


def phrase(decision: Decision, speaker: Speaker, letter_no: int, seed: int) -> str:
    """The body of a supplier's mail, worded in its tone; the same for the same arguments."""
    writer = Writer(speaker, letter_no, seed)
    tone = writer.tone
    sad = _is_bad_news(decision)
    opening = writer.choose(Slot.OPENING, _openings(decision, tone))
    text = f"{opening} {_BODIES[type(decision)](decision, writer)}".strip()
    text = text[:1].upper() + text[1:]
    closing = writer.choose(Slot.CLOSING, tone.sorry_closings if sad else tone.closings)
    sign_off = writer.choose(Slot.SIGN_OFF, tone.sign_offs)
    return paragraphs(
        writer.choose(Slot.GREETING, tone.greetings),
        _FULL_STOP.sub("!", text) if tone.exclaims else text,
        closing,
        sign_off.format(contact=speaker.contact, company=speaker.name),
    )


def wordings(decision: Decision, speaker: Speaker) -> tuple[str, ...]:
    """The same decision as our templates say it in every tone, over some letters each."""
    speakers = [replace(speaker, tone=tone) for tone in TONES]
    return tuple(phrase(decision, it, letter_no, 0) for it in speakers for letter_no in range(_LETTERS))


def _is_bad_news(decision: Decision) -> bool:
    return isinstance(decision, _BAD_NEWS)


def _is_cool(decision: Decision) -> bool:
    if isinstance(decision, decisions.Countered):
        return not decision.moved
    return isinstance(decision, _COOL)


def _openings(decision: Decision, tone: Tone) -> tuple[str, ...]:
    if _is_bad_news(decision):
        return tone.regrets
    if _is_cool(decision):  # a no does not begin with compliments
        return ("",)
    return tone.news if isinstance(decision, _UNASKED) else tone.answering
