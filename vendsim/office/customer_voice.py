"""Customers as letter writers: complaints, reminders, and what they write back.

The wording follows from what a customer says happened (`testimony`), what was paid and what is demanded. An
unfounded claim tells the same stories as a true one: only the operator's own records can tell some of them
apart. Design: economy section 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Literal

from vendsim.draws import Stream, one, pick
from vendsim.money import show
from vendsim.office import customer_letters as letters
from vendsim.suppliers.voice.wording import day

_STEEP = 3  # a demand of more than so many times the price is argued for
_NAMES_THE_SLOT = 0.5  # share of the complaints

_DRINKS = ("soda", "water", "bottle_soda", "sports", "juice", "tea_coffee", "energy")  # categories
_THINGS = ("travel", "souvenir", "collectible")

Reply = Literal["details", "short", "thanks", "protest"]


class _Slot(IntEnum):
    """What a draw about a customer is for. Part of its key: never renumber, only append.

    1 to 4 are those of `customer_names`; 9, 20 and from 60 on those of `testimony`; from 80 on those of
    `complaints`.
    """

    STORY = 21
    PAID = 22
    DEMAND = 23
    GREETING = 24
    SIGN_OFF = 25
    SUBJECT = 26
    PRINTED = 27
    NAMES_PLACE = 28
    PLACE = 29
    REMINDER = 40
    REMINDER_SUBJECT = 41
    REMINDER_GREETING = 42
    REMINDER_SIGN_OFF = 43
    PROMISE = 44
    REPLY = 45
    REPLY_SIGN_OFF = 46


@dataclass(frozen=True)
class ClaimFacts:
    """What a customer has to say."""

    number: int
    name: str
    story: Literal["jam", "spoiled", "stale"]
    product: str
    category: str  # of the product
    price_cents: int  # what they say they paid
    claim_cents: int  # the refund they demand
    paid_cents: int  # what they have been paid so far
    bought: date
    slot: str
    by_card: bool
    printed: date | None  # on goods past their date


def complaint(claim: ClaimFacts, seed: int) -> tuple[str, str]:
    """The subject and the body of a complaint."""
    names_place = one(seed, Stream.CUSTOMER, claim.number, _Slot.NAMES_PLACE) < _NAMES_THE_SLOT
    account = " ".join(
        (
            _say(claim, seed, _Slot.STORY, letters.STORIES[claim.story, _kind(claim)]),
            *([_say(claim, seed, _Slot.PRINTED, letters.PRINTED)] if claim.printed else ()),
            *([_say(claim, seed, _Slot.PLACE, letters.PLACES)] if names_place else ()),
            _say(claim, seed, _Slot.PAID, letters.PAID),
        )
    )
    demand = _say(claim, seed, _Slot.DEMAND, _demands(claim))
    body = _letter(claim, seed, _Slot.GREETING, f"{account}\n\n{demand}", _Slot.SIGN_OFF)
    return _say(claim, seed, _Slot.SUBJECT, letters.SUBJECTS), body


def reminder(claim: ClaimFacts, seed: int) -> tuple[str, str]:
    """The subject and the body of a second mail about the same claim."""
    return _remind(claim, seed, _Slot.REMINDER, letters.REMINDERS)


def reminder_of_promise(claim: ClaimFacts, seed: int) -> tuple[str, str]:
    """A mail about money that was promised and has not come."""
    return _remind(claim, seed, _Slot.PROMISE, letters.PROMISES)


def reply(claim: ClaimFacts, what: Reply, seed: int) -> tuple[str, str]:
    """The subject and the body of an answer to what the operator wrote or paid."""
    text = _say(claim, seed, _Slot.REPLY, letters.REPLIES[what])
    if what == "details" and claim.printed:
        text += " " + _say(claim, seed, _Slot.PRINTED, letters.PRINTED)
    body = _letter(claim, seed, None, text, _Slot.REPLY_SIGN_OFF)
    return f"Re: {_say(claim, seed, _Slot.SUBJECT, letters.SUBJECTS)}", body


def _kind(claim: ClaimFacts) -> letters.Kind:
    """What can be wrong with it: nobody bites into a drink."""
    if claim.category in _DRINKS:
        return "drink"
    return "thing" if claim.category in _THINGS else "food"


def _remind(claim: ClaimFacts, seed: int, slot: _Slot, texts: Sequence[str]) -> tuple[str, str]:
    text = _say(claim, seed, slot, texts)
    body = _letter(claim, seed, _Slot.REMINDER_GREETING, text, _Slot.REMINDER_SIGN_OFF)
    return _say(claim, seed, _Slot.REMINDER_SUBJECT, letters.REMINDER_SUBJECTS), body


def _demands(claim: ClaimFacts) -> tuple[str, ...]:
    if claim.claim_cents > _STEEP * claim.price_cents:
        return letters.STEEP_DEMANDS
    return letters.HIGHER_DEMANDS if claim.claim_cents > claim.price_cents else letters.DEMANDS


def _letter(claim: ClaimFacts, seed: int, greeting: _Slot | None, text: str, sign_off: _Slot) -> str:
    opening = (_say(claim, seed, greeting, letters.GREETINGS),) if greeting else ()
    sign_offs = letters.SIGN_OFFS if greeting else letters.SHORT_SIGN_OFFS
    return "\n\n".join((*opening, text, _say(claim, seed, sign_off, sign_offs)))


def _say(claim: ClaimFacts, seed: int, slot: _Slot, templates: Sequence[str]) -> str:
    return templates[pick(len(templates), seed, Stream.CUSTOMER, claim.number, slot)].format(
        name=claim.name,
        first=claim.name.split()[0],
        product=claim.product,
        price=show(claim.price_cents),
        demand=show(claim.claim_cents),
        received=show(claim.paid_cents),
        rest=show(max(min(claim.price_cents, claim.claim_cents) - claim.paid_cents, 0)),
        when=day(claim.bought),
        slot=claim.slot,
        how="by card" if claim.by_card else "in cash",
        printed=day(claim.printed) if claim.printed else "",
    )
