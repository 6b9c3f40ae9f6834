"""Short answers: to questions about how a supplier does business, and to what needs but a word."""

from __future__ import annotations

from vendsim.suppliers.decisions import AddressNoted, Answered, Declined, Noted, TopicAnswer
from vendsim.suppliers.voice.topics import NO, YES
from vendsim.suppliers.voice.wording import both, sentences
from vendsim.suppliers.voice.writer import Slot, Variants, Writer

_DECLINED = Variants(
    plain=(
        "Understood. The offer stands if you change your mind.",
        "Fine. Write when you need something else.",
        "Okay, no deal then. You know where I am.",
        "Noted, no order.",
    ),
    warm=(
        "That's quite all right. If you change your mind, just write.",
        "No hard feelings! I'm here when you need something.",
        "I understand. Maybe another time.",
        "Thanks for telling me straight. You're welcome any time.",
    ),
    formal=(
        "We have taken note of your decision and would be pleased to serve you another time.",
        "Thank you for letting us know. Our offer stands should you reconsider.",
        "Your decision is noted. We remain at your disposal.",
        "We respect your decision and hope to hear from you again.",
    ),
)
_NOTED = Variants(
    plain=(
        "Good to know, I made a note.",
        "Noted, that's on file.",
        "Read it, thanks for the word.",
        "Okay, I've got that.",
    ),
    warm=(
        "Thank you for telling me, I've made a note of it.",
        "Good to know, thanks!",
        "I've read it and put it with your papers.",
        "That's helpful to know, thank you.",
    ),
    formal=(
        "We have taken note of your message.",
        "Thank you for the information, which has been added to your file.",
        "Your message has been read and noted.",
        "We are obliged to you for letting us know.",
    ),
)
_ADDRESS = Variants(
    plain=(
        "Address noted. It is on file now.",
        "Got the address.",
        "Address is on file for the next order.",
        "Address taken down.",
    ),
    warm=(
        "I've put the address on file for you.",
        "Thanks, I have your address now.",
        "Got it, the address is in our book.",
        "Your address is noted down, thank you.",
    ),
    formal=(
        "We have noted the delivery address.",
        "The delivery address has been entered in our files.",
        "Thank you, your address is on record.",
        "Your delivery address has been taken down.",
    ),
)


def answered(decision: Answered, writer: Writer) -> str:
    """One sentence for each question."""
    return sentences(*(_answer(it, Slot.TOPIC + place, writer) for place, it in enumerate(decision.answers)))


def _answer(answer: TopicAnswer, slot: int, writer: Writer) -> str:
    variants = (YES if answer.does else NO).get(answer.topic, NO["other"])
    return writer.say(slot, variants, goods=both(answer.goods))


def declined(decision: Declined, writer: Writer) -> str:
    """They do not want it."""
    return writer.say(Slot.MAIN, _DECLINED)


def noted(decision: Noted, writer: Writer) -> str:
    """It was read."""
    return writer.say(Slot.MAIN, _NOTED)


def address_noted(decision: AddressNoted, writer: Writer) -> str:
    """The address is known."""
    return writer.say(Slot.MAIN, _ADDRESS)
