"""Short answers: to questions about how a supplier does business, and to what needs but a word."""

from __future__ import annotations

from vendsim.suppliers.decisions import (
    AddressNoted,
    Answered,
    Declined,
    Noted,
    NothingBooked,
    TopicAnswer,
)
from vendsim.suppliers.voice.sheets import sheet
from vendsim.suppliers.voice.wording import both, sentences
from vendsim.suppliers.voice.writer import Slot, Writer


def answered(decision: Answered, writer: Writer) -> str:
    """One sentence for each question."""
    return sentences(*(_answer(it, Slot.TOPIC + place, writer) for place, it in enumerate(decision.answers)))


def _answer(answer: TopicAnswer, slot: int, writer: Writer) -> str:
    said = _SAID[answer.does]
    what = f"topics.{said}.{answer.topic}" if answer.topic in sheet("topics")[said] else "topics.about.other"
    return writer.say(slot, what, goods=both(answer.goods), quoted=answer.quoted)


_SAID = {True: "yes", False: "no", None: "about"}


def declined(decision: Declined, writer: Writer) -> str:
    """They do not want it."""
    return writer.say(Slot.MAIN, "answers.declined")


def noted(decision: Noted, writer: Writer) -> str:
    """It was read."""
    return writer.say(Slot.MAIN, "answers.noted")


def nothing_booked(decision: NothingBooked, writer: Writer) -> str:
    """They do not order, or not yet."""
    return writer.say(Slot.MAIN, "answers.nothing_booked")


def address_noted(decision: AddressNoted, writer: Writer) -> str:
    """The address is known."""
    return writer.say(Slot.MAIN, "answers.address")
