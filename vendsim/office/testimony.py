"""What customers say they bought: when, what, where, at which price, and what was wrong with it.

A valid claim tells what happened, and the operator's own records bear it out: the morning's report of sales,
the prices set, and the delivery dates that storage and machine show. Some unfounded claims get one detail
wrong that those records contradict; the others fit them and are unfounded all the same. Design: economy
section 4.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Literal

import numpy as np

from vendsim.draws import Stream, integers, one, pick
from vendsim.economy import customers, machine
from vendsim.economy.catalogue import catalogue
from vendsim.economy.night import Night
from vendsim.office.world import World

Story = Literal["jam", "spoiled", "stale"]

REMEMBERED_DAYS = 5  # of sales: a false claim names a day as late as a true one that comes late
_STEP = 25  # cents; prices in people's memory end in quarters
_TOO_HIGH = (1.3, 2.2)  # a wrong price, as a multiple of the true one
_PAST_DATE = (2, 30)  # days by which goods in date are said to be past it
_PERISHES = 600  # days of shelf life; what keeps longer is nothing to eat or drink, or gum
_YOUNG = 0.5  # of its shelf life, up to which a good is plainly fresh

_STORIES: dict[int, Story] = {customers.JAM: "jam", customers.SPOILED: "spoiled", customers.STALE: "stale"}


class _Slot(IntEnum):
    """What a draw is for. Part of its key, beside those of `customer_voice`: never renumber, only append."""

    HOW_PAID = 9
    KIND_OF_STORY = 20
    IS_CONTRADICTED = 60
    DETAIL = 61
    PRICE = 62
    PRODUCT = 63
    DATE = 64
    PRINTED = 65


@dataclass(frozen=True)
class Testimony:
    """One customer's account."""

    product: int  # a good
    price_cents: int
    bought: int  # day
    slot: str
    story: Story
    by_card: bool
    printed: int | None = None  # the day printed on goods that are said to be past their date


@dataclass(frozen=True)
class Records:
    """What the operator can know of the days up to the one that closed."""

    night: Night
    delivered: dict[int, int]  # day on which the oldest unit in the machine was delivered, by good
    sold: list[list[int]]  # goods sold on each of the last days, the newest last


def oldest_deliveries(world: World) -> dict[int, int]:
    """By good in the machine, the day on which its oldest unit was delivered."""
    state = world.state
    oldest: dict[int, int] = {}
    for slot in np.flatnonzero(machine.slot_stock(state)[0]).tolist():
        good = int(state.slot_good[0, slot])
        days = state.slot_day[0, slot][state.slot_units[0, slot] > 0]
        oldest[good] = min(int(days.min()), oldest.get(good, int(days.min())))
    return oldest


def testify(world: World, records: Records, slot: int, cause: int, number: int) -> Testimony:
    """The account of the customer behind claim ``number``, about a good that was sold from ``slot``."""
    night = records.night
    good, bought = int(night.good[0, slot]), int(night.day[0])
    account = Testimony(
        product=good,
        price_cents=int(night.price[0, slot]),
        bought=bought,
        slot=world.scenario.machine.slots[slot],
        story=_STORIES.get(cause) or _story(world, number),
        by_card=_by_card(world, night, int(night.price[0, slot]), number),
        printed=_date_on(good, records) if cause == customers.STALE else None,
    )
    contradicted = _draw(world, number, _Slot.IS_CONTRADICTED) < world.scenario.customers.contradicted_share
    return (
        _mistaken(world, records, account, number)
        if cause == customers.UNFOUNDED and contradicted
        else account
    )


def _draw(world: World, number: int, slot: _Slot) -> float:
    return one(world.seed, Stream.CUSTOMER, number, slot)


def _story(world: World, number: int) -> Story:
    """Those without a case tell of jams and damage as often as the others do."""
    return (
        "jam" if _draw(world, number, _Slot.KIND_OF_STORY) < world.scenario.customers.jam_share else "spoiled"
    )


def _by_card(world: World, night: Night, price: int, number: int) -> bool:
    """How the customer paid; not in coins on a day on which the machine took fewer, nor the other way."""
    card, coins = int(night.card[0]), int(night.revenue[0] - night.card[0])
    if card < price or coins < price:
        return card >= coins
    return _draw(world, number, _Slot.HOW_PAID) < world.scenario.demand.card_share


def _date_on(good: int, records: Records) -> int:
    """The day printed on the oldest unit of a good."""
    return records.delivered[good] + int(catalogue().shelf_life[good % catalogue().count])


# Details that the records contradict ---------------------------------------------------------------------


def _mistaken(world: World, records: Records, account: Testimony, number: int) -> Testimony:
    """The account with one detail wrong, of those that can be wrong here; unchanged when none can."""
    first = int(_draw(world, number, _Slot.DETAIL) * len(_DETAILS))
    wrong = (detail(world, records, account, number) for detail in _DETAILS[first:] + _DETAILS[:first])
    return next((it for it in wrong if it is not None), account)


def _another_price(world: World, _: Records, account: Testimony, number: int) -> Testimony | None:
    low, high = _TOO_HIGH
    factor = low + (high - low) * _draw(world, number, _Slot.PRICE)
    return replace(account, price_cents=-(-round(account.price_cents * factor) // _STEP) * _STEP)


def _another_product(world: World, records: Records, account: Testimony, number: int) -> Testimony | None:
    """Something that was not in the machine that day, nor sold on any of the days before."""
    rows = catalogue()
    here = {int(good) % rows.count for good in records.night.good[0] if good >= 0}
    here |= {good % rows.count for day in records.sold for good in day}
    size = rows.is_large[account.product % rows.count]
    absent = [p for p in range(rows.count) if p not in here and rows.is_large[p] == size]
    if not absent:
        return None
    product = absent[pick(len(absent), world.seed, Stream.CUSTOMER, number, _Slot.PRODUCT)]
    price = max(_STEP, round(float(rows.retail[product]) / _STEP) * _STEP)
    return replace(account, product=product, price_cents=price)


def _another_date(world: World, records: Records, account: Testimony, number: int) -> Testimony | None:
    """A day of the last ones on which the machine sold none of this."""
    earlier = records.sold[:-1]  # the last is the day of the sale
    days = [
        account.bought - age
        for age, goods in enumerate(reversed(earlier), start=1)
        if account.product not in goods
    ]
    if not days:
        return None
    return replace(account, bought=days[pick(len(days), world.seed, Stream.CUSTOMER, number, _Slot.DATE)])


def _another_age(world: World, records: Records, account: Testimony, number: int) -> Testimony | None:
    """Stale, says the customer, of goods that were delivered only lately."""
    life = int(catalogue().shelf_life[account.product % catalogue().count])
    if life > _PERISHES or account.bought - records.delivered[account.product] > _YOUNG * life:
        return None
    past = int(integers(*_PAST_DATE, world.seed, Stream.CUSTOMER, number, _Slot.PRINTED)[0])
    return replace(account, story="stale", printed=account.bought - past)


_Detail = Callable[[World, Records, Testimony, int], "Testimony | None"]
_DETAILS: tuple[_Detail, ...] = (_another_product, _another_date, _another_age, _another_price)
