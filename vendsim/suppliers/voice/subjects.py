"""Subject lines of suppliers' letters."""

from __future__ import annotations

import re
from typing import Any

from vendsim.suppliers import decisions
from vendsim.suppliers.decisions import Decision
from vendsim.text import shorten

_LONGEST = 120
_REPLY_MARKS = re.compile(r"^(?:\s*re\s*:)+\s*", re.IGNORECASE)

# What a letter is called when there is no subject to answer; the field is the number of the order.
_OWN: dict[type[Any], str] = {
    decisions.PriceList: "Our price list",
    decisions.QuoteGiven: "Our quote",
    decisions.Countered: "Our offer",
    decisions.Agreed: "Agreed prices",
    decisions.BasketWeighed: "Our minimum order",
    decisions.AskedForSubstance: "Your price request",
    decisions.TermsStated: "Our terms",
    decisions.Question: "A question about your mail",
    decisions.BelowMinimum: "Your order: below our minimum",
    decisions.ChangeTooSmall: "Your order {order}",
    decisions.TooMany: "Your order: quantity",
    decisions.Confirmed: "Order confirmation {order}",
    decisions.AlreadyConfirmed: "Your order {order}",
    decisions.Underpaid: "Payment for order {order} incomplete",
    decisions.PaymentUnexplained: "Your payment",
    decisions.OnItsWay: "Your order {order} is on its way",
    decisions.SurchargeAsked: "Your order {order}: payment outstanding",
    decisions.SurchargeDropped: "Your order {order} is on its way in reduced quantity",
    decisions.Late: "Your order {order} is delayed",
    decisions.StatusGiven: "Your orders",
    decisions.LateRegretted: "Your order {order} is late",
    decisions.Traced: "Your order {order} is being traced",
    decisions.Refunded: "Refund for order {order}",
    decisions.SentAgain: "Your order {order}: missing goods are on their way",
    decisions.ComplaintRejected: "Your order {order}",
    decisions.Stalled: "Your complaint",
    decisions.UnaskedOffer: "An offer for your machine",
    decisions.OfferLapsed: "Our current prices",
    decisions.CancelledNow: "Your cancellation",
    decisions.TooLate: "Your order {order}",
    decisions.NothingToCancel: "Your cancellation",
    decisions.OrderExpired: "Your order {order} has expired",
    decisions.NotReceived: "Your payment",
    decisions.PaymentSeen: "Your payment",
    decisions.Pleasantry: "Thank you",
    decisions.Answered: "Your questions",
    decisions.OpenPoints: "A question about your mail",
    decisions.ShallIBook: "Shall I book this?",
    decisions.OrderHeld: "Our offer",
    decisions.Declined: "Our offer",
    decisions.Noted: "Your mail",
    decisions.NothingBooked: "Your mail",
    decisions.AddressNoted: "Your address",
}


def subject(decision: Decision, their_subject: str) -> str:
    """The subject of a letter: that of the mail it answers, or its own for want of one."""
    theirs = _REPLY_MARKS.sub("", shorten(their_subject, 10 * _LONGEST))
    if theirs:
        return shorten(f"Re: {theirs}", _LONGEST)
    return _OWN[type(decision)].format(order=getattr(decision, "order", None))
