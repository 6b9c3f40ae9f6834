"""What customers say they bought: how they paid, what was wrong with it, and the date on it.

What a claim is about stands in `economy.testimony`; here is the story around it. A valid claim tells what
happened, and the operator's own records bear it out: the morning's report of sales, the prices set, and the
delivery dates that storage and machine show. Some unfounded claims get one detail wrong that those records
contradict; the others fit them and are unfounded all the same. Design: economy section 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from vendsim.draws import IntArray, Stream, integers, one
from vendsim.economy import customers, testimony
from vendsim.economy.catalogue import catalogue
from vendsim.economy.customer_draws import CustomerDraw
from vendsim.economy.night import Night
from vendsim.office.world import World

Story = Literal["jam", "spoiled", "stale"]

_PAST_DATE = (2, 30)  # days by which goods in date are said to be past it

_STORIES: dict[int, Story] = {customers.JAM: "jam", customers.SPOILED: "spoiled", customers.STALE: "stale"}


@dataclass(frozen=True)
class Testimony:
    """One customer's account."""

    product: int  # a good
    price_cents: int
    cents: int  # demanded
    bought: int  # day
    opened: int  # day on which the complaint arrives
    slot: str
    story: Story
    by_card: bool
    printed: int | None = None  # the day printed on goods that are said to be past their date


def testify(
    world: World, night: Night, before: testimony.Shown, claims: IntArray, first: int
) -> list[Testimony]:
    """The accounts behind the claims (n, 2) of a night, as (slot, place); the first has number ``first``."""
    here = np.zeros(len(claims), dtype=np.int64)
    number = first + np.arange(len(claims))
    sold = np.full((1, testimony.REMEMBERED_DAYS, night.good.shape[1]), -1)
    sold[0, -len(world.office.sold) :] = world.office.sold
    said = testimony.testify(
        world.scenario, world.params, night, before, sold, here, claims[:, 0], claims[:, 1], number
    )
    delivered = testimony.oldest_delivery(before, here, night.good[0, claims[:, 0]])
    return [
        _account(world, night, said, i, int(slot), int(night.claims.cause[0, slot, place]), int(delivered[i]),
                 int(number[i]))
        for i, (slot, place) in enumerate(claims.tolist())
    ]  # fmt: skip


def _account(
    world: World, night: Night, said: testimony.Accounts, i: int, slot: int, cause: int, delivered: int,
    number: int,
) -> Testimony:  # fmt: skip
    story, printed = _STORIES.get(cause) or _story(world, number), None
    if cause == customers.STALE:
        printed = delivered + int(catalogue().shelf_life[int(night.good[0, slot]) % catalogue().count])
    elif said.wrong[i] == testimony.WRONG_AGE:
        past = int(integers(*_PAST_DATE, world.seed, Stream.CUSTOMER, number, CustomerDraw.PRINTED_DATE)[0])
        story, printed = "stale", int(said.bought[i]) - past
    return Testimony(
        product=int(said.good[i]),
        price_cents=int(said.price[i]),
        cents=int(said.cents[i]),
        bought=int(said.bought[i]),
        opened=int(said.opened[i]),
        slot=world.scenario.machine.slots[slot],
        story=story,
        by_card=_by_card(world, night, slot, number),
        printed=printed,
    )


def _draw(world: World, number: int, what: CustomerDraw) -> float:
    return one(world.seed, Stream.CUSTOMER, number, what)


def _story(world: World, number: int) -> Story:
    """Those without a case tell of jams and damage as often as the others do."""
    return (
        "jam"
        if _draw(world, number, CustomerDraw.KIND_OF_STORY) < world.scenario.customers.jam_share
        else "spoiled"
    )


def _by_card(world: World, night: Night, slot: int, number: int) -> bool:
    """How the customer paid: as somebody who bought this product that day did."""
    by_card, sold = int(night.by_card[0, slot]), int(night.sold[0, slot])
    return _draw(world, number, CustomerDraw.HOW_PAID) * sold < by_card
