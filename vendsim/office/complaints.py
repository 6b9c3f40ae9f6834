"""Customers' claims as mail: raised, remembered, answered, paid or ignored. Design: economy section 4."""

from __future__ import annotations

import numpy as np

from vendsim.data import good_name, products
from vendsim.draws import Stream, integers, one
from vendsim.economy import customers, testimony
from vendsim.economy.customer_draws import CustomerDraw
from vendsim.economy.night import Night
from vendsim.events import ClaimIgnored, ClaimMade, ClaimRefused, ClaimSettled, RefundPromised
from vendsim.office import customer_voice, mailbox
from vendsim.office.answers import asks_something, read_answer
from vendsim.office.customer_names import customer
from vendsim.office.state import Claim
from vendsim.office.testimony import Testimony, testify
from vendsim.office.world import World

_EXPLANATIONS = 2  # how often a customer answers the same questions


def note_claims(world: World, night: Night, before: testimony.Shown) -> None:
    """Remember what the night's customers have to say; ``before`` is what the machine held before it.

    Most write on the same morning, some a few days later.
    """
    world.office.sold = [*world.office.sold, testimony.goods_sold(night)[0].tolist()][
        -testimony.REMEMBERED_DAYS :
    ]
    claims = np.argwhere(night.claims.cause[0] > 0)
    if len(claims):
        first = len(world.office.claims) + 1
        for i, account in enumerate(testify(world, night, before, claims, first)):
            cause = int(night.claims.cause[0, claims[i, 0], claims[i, 1]])
            world.office.claims.append(_claim(world, account, cause, first + i))


def _claim(world: World, account: Testimony, cause: int, number: int) -> Claim:
    name, address = customer(world.seed, number)
    return Claim(
        number=number,
        customer=name,
        email=address,
        product=account.product,
        price_cents=account.price_cents,
        cents=account.cents,
        cause=cause,
        bought=account.bought,
        opened=account.opened,
        slot=account.slot,
        story=account.story,
        by_card=account.by_card,
        printed=account.printed,
    )


def work(world: World) -> None:
    """Morning round: customers write, answer and remind, and their patience runs out."""
    ignored = 0
    for claim in world.office.claims:
        if claim.opened == world.day:
            _complain(world, claim)
        elif claim.opened < world.day:
            _write_back(world, claim)
            _chase(world, claim)
            ignored += _gives_up(world, claim)
    goodwill, rules = world.state.goodwill, world.scenario.customers
    world.state.goodwill = customers.disappoint(rules, goodwill, np.array([ignored]))


def _complain(world: World, claim: Claim) -> None:
    _send(world, claim, *customer_voice.complaint(_facts(world, claim), world.seed))
    world.events.append(
        ClaimMade(
            day=world.day,
            time=world.trade.time,
            claim=claim.number,
            customer=claim.customer,
            product=good_name(claim.product),
            cents=claim.cents,
        )
    )


def _chase(world: World, claim: Claim) -> None:
    """Remind of a claim that nobody has dealt with, and of a promise that was not kept; once each."""
    days = world.scenario.customers.reminder_days
    untouched = not (claim.answered or claim.ignored or claim.paid_cents)
    if claim.settled:
        return
    if claim.promised and not claim.reminded_of_promise and world.day - claim.promised_on >= days:
        claim.reminded_of_promise = True
        _send(world, claim, *customer_voice.reminder_of_promise(_facts(world, claim), world.seed))
    elif untouched and not claim.reminded and world.day - claim.opened >= days:
        claim.reminded = True
        _send(world, claim, *customer_voice.reminder(_facts(world, claim), world.seed))


def _gives_up(world: World, claim: Claim) -> bool:
    """Whether patience with a claim ends this morning; that of a valid one is an event and has its price."""
    if claim.settled or claim.ignored or world.day - claim.opened < world.scenario.customers.ignored_days:
        return False
    claim.ignored = True
    if claim.cause == customers.UNFOUNDED:
        return False
    world.events.append(ClaimIgnored(day=world.day, time=world.trade.time, claim=claim.number))
    return True


def _write_back(world: World, claim: Claim) -> None:
    """What the operator's last mail or payment called for."""
    what, claim.reply = claim.reply, None
    most = _EXPLANATIONS if what == "details" else 1
    if what is None or claim.replied.count(what) >= most or (what != "thanks" and claim.settled):
        return
    claim.replied.append(what)
    _send(world, claim, *customer_voice.reply(_facts(world, claim), what, world.seed))


def open_claim(world: World, address: str) -> Claim | None:
    """The claim of the customer with this mail address, settled or not; none before the first mail."""
    claims = (claim for claim in world.office.claims if claim.opened <= world.day)
    return next((claim for claim in claims if claim.email == address), None)


def refund(world: World, claim: Claim, cents: int) -> None:
    """A payment to a customer counts towards the claim."""
    claim.paid_cents += cents
    world.events.append(ClaimSettled(day=world.day, time=world.time, claim=claim.number, cents=cents))
    if not claim.settled:
        claim.reply = "short"
    elif _happens(world, claim.number, CustomerDraw.THANKS, world.scenario.customers.thanks_share):
        claim.reply = "thanks"


def note_answer(world: World, claim: Claim, body: str) -> None:
    """The agent has written to a customer; a promise and a refusal are remembered, a question is answered."""
    answer = read_answer(body)
    if answer == "promised":
        claim.promised, claim.promised_on = True, world.day
        world.events.append(RefundPromised(day=world.day, time=world.time, claim=claim.number))
    elif answer == "refused":
        claim.refused = True
        world.events.append(ClaimRefused(day=world.day, time=world.time, claim=claim.number))
    if answer != "promised" and asks_something(body):
        claim.reply = "details"
        return
    claim.answered = True
    if answer == "refused" and _happens(
        world, claim.number, CustomerDraw.PROTEST, world.scenario.customers.protest_share
    ):
        claim.reply = "protest"


def _happens(world: World, number: int, what: CustomerDraw, share: float) -> bool:
    return one(world.seed, Stream.CUSTOMER, number, what) < share


def _facts(world: World, claim: Claim) -> customer_voice.ClaimFacts:
    date_of = world.scenario.date_of
    return customer_voice.ClaimFacts(
        number=claim.number,
        name=claim.customer,
        story=claim.story,
        product=good_name(claim.product),
        category=products()[claim.product % len(products())].category,
        price_cents=claim.price_cents,
        claim_cents=claim.cents,
        paid_cents=claim.paid_cents,
        bought=date_of(claim.bought),
        slot=claim.slot,
        by_card=claim.by_card,
        printed=None if claim.printed is None else date_of(claim.printed),
    )


def _send(world: World, claim: Claim, subject: str, body: str) -> None:
    minute = integers(
        *world.scenario.suppliers.post, world.seed, Stream.MAIL_TIME, 1000 + claim.number, world.day
    )
    mailbox.receive(world, f"{claim.customer} <{claim.email}>", subject, body, world.day, int(minute[0]))
