"""Customers' claims as mail: raised, remembered, paid or ignored. Design: economy section 4."""

from __future__ import annotations

import numpy as np

from vendsim.data import good_name
from vendsim.draws import Stream, integers, one
from vendsim.economy import customers
from vendsim.economy.night import Night
from vendsim.events import ClaimIgnored, ClaimMade, ClaimRefused, ClaimSettled, RefundPromised
from vendsim.office import mailbox
from vendsim.office.answers import read_answer
from vendsim.office.customer_voice import ClaimFacts, complaint, customer, reminder
from vendsim.office.state import Claim
from vendsim.office.world import World

_CAUSES = {customers.JAM: "jam", customers.SPOILED: "spoiled", customers.STALE: "stale",
           customers.UNFOUNDED: "unfounded"}  # fmt: skip


def raise_claims(world: World, night: Night) -> None:
    """Turn the night's claims into mails of the morning."""
    for slot, place in np.argwhere(night.claims.cause[0] > 0).tolist():
        number = len(world.office.claims) + 1
        name, address = customer(world.seed, number)
        claim = Claim(
            number=number,
            customer=name,
            email=address,
            product=int(night.good[0, slot]),
            price_cents=int(night.price[0, slot]),
            cents=int(night.claims.cents[0, slot, place]),
            cause=int(night.claims.cause[0, slot, place]),
            bought=int(night.day[0]),
            opened=world.day,
        )
        world.office.claims.append(claim)
        _send(world, claim, *complaint(_facts(world, claim), world.seed))
        world.events.append(
            ClaimMade(
                day=world.day,
                time=world.trade.time,
                claim=number,
                customer=name,
                product=good_name(claim.product),
                cents=claim.cents,
            )
        )


def chase(world: World) -> None:
    """Morning round: remind of open claims, and let patience run out."""
    rules, ignored = world.scenario.customers, 0
    for claim in world.office.claims:
        if claim.settled or claim.ignored:
            continue
        age = world.day - claim.opened
        if age >= rules.reminder_days and not (claim.reminded or claim.answered):
            claim.reminded = True
            _send(world, claim, *reminder(_facts(world, claim), world.seed))
        if age >= rules.ignored_days:
            claim.ignored = True
            if claim.cause != customers.UNFOUNDED:
                ignored += 1
                world.events.append(ClaimIgnored(day=world.day, time=world.trade.time, claim=claim.number))
    world.state.goodwill = customers.disappoint(rules, world.state.goodwill, np.array([ignored]))


def open_claim(world: World, address: str) -> Claim | None:
    """The claim of the customer with this mail address, settled or not."""
    return next((claim for claim in world.office.claims if claim.email == address), None)


def refund(world: World, claim: Claim, cents: int) -> None:
    """A payment to a customer counts towards the claim."""
    claim.paid_cents += cents
    world.events.append(ClaimSettled(day=world.day, time=world.time, claim=claim.number, cents=cents))


def note_answer(world: World, claim: Claim, body: str) -> None:
    """The agent has written to a customer; a promise and a refusal are remembered."""
    claim.answered = True
    answer = read_answer(body)
    if answer == "promised":
        claim.promised = True
        world.events.append(RefundPromised(day=world.day, time=world.time, claim=claim.number))
    elif answer == "refused":
        claim.refused = True
        world.events.append(ClaimRefused(day=world.day, time=world.time, claim=claim.number))


def _facts(world: World, claim: Claim) -> ClaimFacts:
    card = one(world.seed, Stream.CUSTOMER, claim.number, 9) < world.scenario.demand.card_share
    return ClaimFacts(
        number=claim.number,
        name=claim.customer,
        cause=_CAUSES[claim.cause],
        product=good_name(claim.product),
        price_cents=claim.price_cents,
        claim_cents=claim.cents,
        bought=world.scenario.date_of(claim.bought),
        paid_by="card" if card else "cash",
    )


def _send(world: World, claim: Claim, subject: str, body: str) -> None:
    minute = integers(
        *world.scenario.suppliers.post, world.seed, Stream.MAIL_TIME, 1000 + claim.number, world.day
    )
    mailbox.receive(world, f"{claim.customer} <{claim.email}>", subject, body, world.day, int(minute[0]))
