"""Letters with prices that nobody has asked for, and with new ones in place of old."""

from __future__ import annotations

from vendsim.suppliers.decisions import OfferLapsed, UnaskedOffer
from vendsim.suppliers.voice.wording import day, paragraphs, price_lines
from vendsim.suppliers.voice.writer import Slot, Writer


def unasked(decision: UnaskedOffer, writer: Writer) -> str:
    """Prices out of the blue."""
    return paragraphs(
        writer.say(Slot.MAIN, "offers.unasked"),
        price_lines(writer, decision.lines),
        writer.say(Slot.NEXT, "quotes.offered", until=day(decision.valid_until)),
    )


def lapsed(decision: OfferLapsed, writer: Writer) -> str:
    """Today's prices in place of those that were agreed to."""
    return paragraphs(
        writer.say(Slot.MAIN, "offers.lapsed"),
        price_lines(writer, decision.lines),
        writer.say(Slot.NEXT, "quotes.offered", until=day(decision.valid_until)),
    )
