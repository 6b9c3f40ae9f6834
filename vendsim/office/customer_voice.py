"""Customers as letter writers: complaints, reminders, and what they write back.

The wording follows from what a customer says happened (`testimony`), what was paid and what is demanded. An
unfounded claim tells the same stories as a true one: only the operator's own records can tell some of them
apart. Design: economy section 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from vendsim.draws import Stream, one, pick
from vendsim.economy.customer_draws import CustomerDraw
from vendsim.money import show
from vendsim.office import customer_letters as letters
from vendsim.suppliers.voice.wording import day

_STEEP = 3  # a demand of more than so many times the price is argued for
_NAMES_THE_SLOT = 0.5  # share of the complaints

_DRINKS = ("soda", "water", "bottle_soda", "sports", "juice", "tea_coffee", "energy")  # categories
_THINGS = ("travel", "souvenir", "collectible")

Reply = Literal["details", "short", "thanks", "protest"]


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
    names_place = one(seed, Stream.CUSTOMER, claim.number, CustomerDraw.NAMES_PLACE) < _NAMES_THE_SLOT
    account = " ".join(
        (
            _say(claim, seed, CustomerDraw.STORY, letters.STORIES[claim.story, _kind(claim)]),
            *([_say(claim, seed, CustomerDraw.PRINTED, letters.PRINTED)] if claim.printed else ()),
            *([_say(claim, seed, CustomerDraw.PLACE, letters.PLACES)] if names_place else ()),
            _say(claim, seed, CustomerDraw.PAID, letters.PAID),
        )
    )
    demand = _say(claim, seed, CustomerDraw.DEMAND, _demands(claim))
    body = _letter(claim, seed, CustomerDraw.GREETING, f"{account}\n\n{demand}", CustomerDraw.SIGN_OFF)
    return _say(claim, seed, CustomerDraw.SUBJECT, letters.SUBJECTS), body


def reminder(claim: ClaimFacts, seed: int) -> tuple[str, str]:
    """The subject and the body of a second mail about the same claim."""
    return _remind(claim, seed, CustomerDraw.REMINDER, letters.REMINDERS)


def reminder_of_promise(claim: ClaimFacts, seed: int) -> tuple[str, str]:
    """A mail about money that was promised and has not come."""
    return _remind(claim, seed, CustomerDraw.PROMISE, letters.PROMISES)


def reply(claim: ClaimFacts, what: Reply, seed: int) -> tuple[str, str]:
    """The subject and the body of an answer to what the operator wrote or paid."""
    text = _say(claim, seed, CustomerDraw.REPLY, letters.REPLIES[what])
    if what == "details" and claim.printed:
        text += " " + _say(claim, seed, CustomerDraw.PRINTED, letters.PRINTED)
    body = _letter(claim, seed, None, text, CustomerDraw.REPLY_SIGN_OFF)
    return f"Re: {_say(claim, seed, CustomerDraw.SUBJECT, letters.SUBJECTS)}", body


def _kind(claim: ClaimFacts) -> letters.Kind:
    """What can be wrong with it: nobody bites into a drink."""
    if claim.category in _DRINKS:
        return "drink"
    return "thing" if claim.category in _THINGS else "food"


def _remind(claim: ClaimFacts, seed: int, what: CustomerDraw, texts: Sequence[str]) -> tuple[str, str]:
    text = _say(claim, seed, what, texts)
    body = _letter(claim, seed, CustomerDraw.REMINDER_GREETING, text, CustomerDraw.REMINDER_SIGN_OFF)
    return _say(claim, seed, CustomerDraw.REMINDER_SUBJECT, letters.REMINDER_SUBJECTS), body


def _demands(claim: ClaimFacts) -> tuple[str, ...]:
    if claim.claim_cents > _STEEP * claim.price_cents:
        return letters.STEEP_DEMANDS
    return letters.HIGHER_DEMANDS if claim.claim_cents > claim.price_cents else letters.DEMANDS


def _letter(
    claim: ClaimFacts, seed: int, greeting: CustomerDraw | None, text: str, sign_off: CustomerDraw
) -> str:
    opening = (_say(claim, seed, greeting, letters.GREETINGS),) if greeting else ()
    sign_offs = letters.SIGN_OFFS if greeting else letters.SHORT_SIGN_OFFS
    return "\n\n".join((*opening, text, _say(claim, seed, sign_off, sign_offs)))


def _say(claim: ClaimFacts, seed: int, what: CustomerDraw, templates: Sequence[str]) -> str:
    return templates[pick(len(templates), seed, Stream.CUSTOMER, claim.number, what)].format(
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
