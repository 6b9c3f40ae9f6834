"""Letters with prices that nobody has asked for, and with new ones in place of old."""

from __future__ import annotations

from vendsim.suppliers.decisions import OfferLapsed, UnaskedOffer
from vendsim.suppliers.voice.quotes import OFFERED
from vendsim.suppliers.voice.wording import day, paragraphs, price_lines
from vendsim.suppliers.voice.writer import Slot, Variants, Writer

_UNASKED = Variants(
    plain=(
        "You buy for a machine by the bay. We sell what goes in it:",
        "Buying elsewhere? Compare:",
        "We have this in stock and would like your business:",
        "An offer, no strings:",
        "Heard you are in the market. Our prices:",
    ),
    warm=(
        "A little bird told me that you keep a machine well stocked by the water. May I show you what we "
        "could do for you?",
        "I hear you're buying for your machine these days, and I'd love to be the one you buy from:",
        "We'd be glad to have you as a customer, so here is what we can offer right now:",
        "Word gets around in this trade! If you are comparing, have a look at these:",
    ),
    formal=(
        "It has come to our attention that you purchase for a vending machine in this city. We should be "
        "pleased to supply you as follows:",
        "May we draw your attention to our current prices for goods that you may need:",
        "We take the liberty of submitting an offer:",
        "Should you be reviewing your sources of supply, we invite you to consider these prices:",
    ),
)
_LAPSED = Variants(
    plain=(
        "That quote has run out. Today it's this:",
        "The old prices don't hold any more. New ones:",
        "Too late for those prices, nothing booked. Now:",
        "Quote expired. Nothing is booked; current prices:",
    ),
    warm=(
        "Those prices have run out in the meantime, I'm afraid, so I haven't booked anything yet. This is "
        "what I can do today:",
        "I'd have loved to book that, but the quote was only good until its date. Today's prices are these:",
        "The quote you're answering has lapsed. Here's what it would be now, and nothing is booked so far:",
        "I can't hold the earlier prices any longer. Have a look at today's first:",
    ),
    formal=(
        "The prices to which you refer are no longer valid, and nothing has been booked. We can offer:",
        "Our earlier quotation has lapsed. The prices now in force are:",
        "As the validity of our offer has ended, we have not entered an order. Our current prices read:",
        "Please note that the prices quoted before have expired. We may propose the following instead:",
    ),
)


def unasked(decision: UnaskedOffer, writer: Writer) -> str:
    """Prices out of the blue."""
    return paragraphs(
        writer.say(Slot.MAIN, _UNASKED),
        price_lines(writer, decision.lines),
        writer.say(Slot.NEXT, OFFERED, until=day(decision.valid_until)),
    )


def lapsed(decision: OfferLapsed, writer: Writer) -> str:
    """Today's prices in place of those that were agreed to."""
    return paragraphs(
        writer.say(Slot.MAIN, _LAPSED),
        price_lines(writer, decision.lines),
        writer.say(Slot.NEXT, OFFERED, until=day(decision.valid_until)),
    )
