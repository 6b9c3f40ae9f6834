"""What claims say: about which good, at which price, bought when, and on which morning they are written.

A valid claim tells what happened. Some unfounded ones get one detail wrong that the operator's own records
contradict. Design: economy section 4. The words are the office's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vendsim.draws import BoolArray, FloatArray, IntArray, Stream, bits, extend, unit, whole_between
from vendsim.economy import customers
from vendsim.economy.catalogue import catalogue
from vendsim.economy.customer_draws import OF_FALSE_CLAIMS, CustomerDraw
from vendsim.economy.night import Night
from vendsim.economy.params import Params
from vendsim.economy.state import State
from vendsim.formula import formula, where, whole
from vendsim.scenario import Customers, Scenario

REMEMBERED_DAYS = 5  # of sales: a false claim names a day as late as a true one that comes late
STEP = 25  # cents; prices in people's memory end in quarters
_LEAST_TOO_HIGH, _MOST_TOO_HIGH = 1.3, 2.2  # a wrong price, as a multiple of the true one
PERISHES = 600  # days of shelf life; what keeps longer is nothing to eat or drink, or gum
_YOUNG = 0.5  # of its shelf life, up to which a good is plainly fresh
NO_DETAIL, WRONG_PRODUCT, WRONG_DATE, WRONG_AGE, WRONG_PRICE = -1, 0, 1, 2, 3


_DRAWN = np.array(OF_FALSE_CLAIMS, dtype=np.uint64)[:, None]


@dataclass(frozen=True)
class Shown:
    """What stood in the machine before a night, to tell how old its goods were."""

    good: IntArray  # (N, S)
    units: IntArray  # (N, S, L)
    day: IntArray  # (N, S, L)


@dataclass(frozen=True)
class Accounts:
    """What n claims say. All (n,)."""

    good: IntArray
    price: IntArray  # said to have been paid, cents
    cents: IntArray  # demanded
    bought: IntArray  # day
    opened: IntArray  # day on whose morning the claim is written
    wrong: IntArray  # the detail that the records contradict: NO_DETAIL, WRONG_PRODUCT, ...


def shown(state: State) -> Shown:
    """A copy of what stands in the machine."""
    return Shown(state.slot_good.copy(), state.slot_units.copy(), state.slot_day.copy())


def goods_sold(night: Night) -> IntArray:
    """(N, S) the goods of which a night sold anything, -1 elsewhere."""
    return (night.good + 1) * (night.sold > 0) - 1


def oldest_delivery(before: Shown, world: IntArray, good: IntArray) -> IntArray:
    """(n,) the day on which the oldest unit of each good in the machine was delivered."""
    mine = (before.good[world] == good[:, None])[:, :, None] & (before.units[world] > 0)  # (n, S, L)
    latest = np.iinfo(before.day.dtype).max
    oldest: IntArray = np.where(mine, before.day[world], latest).min(axis=(1, 2))
    return oldest


def testify(
    scenario: Scenario, params: Params, night: Night, before: Shown, sold: IntArray, world: IntArray,
    slot: IntArray, place: IntArray, number: IntArray,
) -> Accounts:  # fmt: skip
    """What the claims (world, slot, place), all (n,), of a night say.

    ``number`` (n,) counts the claims of each world from 1; ``sold`` (N, REMEMBERED_DAYS, S) are the
    `goods_sold` of the last nights, this one last, -1 where nothing was or there was no night yet.
    """
    rules, drawn = scenario.customers, bits(params.seed[world], Stream.CUSTOMER, number)
    u = dict(zip(OF_FALSE_CLAIMS, unit(extend(drawn, _DRAWN)), strict=True))
    good, price = night.good[world, slot].astype(np.int64), night.price[world, slot].astype(np.int64)
    day = night.day[world].astype(np.int64)
    false = night.claims.cause[world, slot, place] == customers.UNFOUNDED
    lies = np.flatnonzero(false & (u[CustomerDraw.IS_CONTRADICTED] < rules.contradicted_share))
    wrong, said_good, said, bought = np.full(len(good), NO_DETAIL), good.copy(), price.copy(), day.copy()
    wrong[lies], product, days = _wrong_details(
        night, before, sold, world[lies], good[lies], {what: drawn[lies] for what, drawn in u.items()}
    )
    detail, true_price = wrong[lies], price[lies]
    said_good[lies] = np.where(detail == WRONG_PRODUCT, product, good[lies])
    usual, dear = (
        usual_price(catalogue().retail[product]),
        overpriced(true_price, u[CustomerDraw.PRICE][lies]),
    )
    said[lies] = np.where(detail == WRONG_PRICE, dear, np.where(detail == WRONG_PRODUCT, usual, true_price))
    bought[lies] -= days * (detail == WRONG_DATE)

    cents = night.claims.cents[world, slot, place].astype(np.int64)
    cents = cents_claimed(rules, cents, price, said)
    later = (bought == day) & (u[CustomerDraw.LATER] < rules.later_share)
    first, last = np.array(rules.later_days)
    wait = whole_between(first, last, u[CustomerDraw.DAYS_LATER])
    return Accounts(
        good=said_good,
        price=said,
        cents=cents,
        bought=bought,
        opened=day + 1 + np.where(later, wait, 0),
        wrong=wrong,
    )


def _wrong_details(
    night: Night,
    before: Shown,
    sold: IntArray,
    world: IntArray,
    good: IntArray,
    u: dict[CustomerDraw, FloatArray],
) -> tuple[IntArray, IntArray, IntArray]:
    """In which detail claims (n,) are wrong, which other product they could name, how many days back."""
    day = night.day[world]
    absent = _absent_products(night, sold, world, good)
    idle = _days_without(sold[world], good, day)
    fresh = _is_plainly_fresh(good, day - oldest_delivery(before, world, good))
    can = np.stack([absent.any(axis=1), idle.any(axis=1), fresh, np.ones_like(fresh)], axis=1)
    detail = _first_possible(can, u[CustomerDraw.DETAIL])
    return detail, _nth(absent, u[CustomerDraw.PRODUCT]), 1 + _nth(idle, u[CustomerDraw.DATE])


@formula
def usual_price(retail: FloatArray) -> IntArray:
    """What people think a product costs, in cents."""
    return np.maximum(STEP, whole(np.rint(retail / STEP)) * STEP)


@formula
def overpriced(price: IntArray, u: FloatArray) -> IntArray:
    """A price that is remembered wrong, at a uniform ``u``."""
    times = _LEAST_TOO_HIGH + (_MOST_TOO_HIGH - _LEAST_TOO_HIGH) * u
    return -(-whole(np.rint(price * times)) // STEP) * STEP


@formula
def cents_claimed(rules: Customers, cents: IntArray, price: IntArray, said: IntArray) -> IntArray:
    """What is demanded when the price is ``said`` to have been another: a multiple of it, if no fancy sum."""
    scaled = whole(np.rint(cents * said / np.maximum(price, 1)))
    return where(cents <= np.rint(price * rules.claim_multiple[1]), scaled, cents)


def _absent_products(night: Night, sold: IntArray, world: IntArray, good: IntArray) -> BoolArray:
    """(n, P) products of the same size, not in the machine that day, nor sold on any of the days before."""
    rows = catalogue()
    here = np.concatenate([night.good[world], sold.reshape(len(sold), -1)[world]], axis=1).astype(np.int64)
    seen = np.zeros((len(world), rows.count + 1), dtype=bool)
    seen[np.arange(len(world))[:, None], np.where(here >= 0, here % rows.count, rows.count)] = True
    same_size = rows.is_large[None, :] == rows.is_large[good % rows.count][:, None]
    return ~seen[:, :-1] & same_size


def _days_without(sold: IntArray, good: IntArray, day: IntArray) -> BoolArray:
    """(n, REMEMBERED_DAYS - 1) the days before, the latest first, on which none of the good was sold."""
    earlier = sold[:, -2::-1]
    age = np.arange(1, earlier.shape[1] + 1)
    return ~(earlier == good[:, None, None]).any(axis=2) & (day[:, None] > age)


def _is_plainly_fresh(good: IntArray, age: IntArray) -> BoolArray:
    """(n,) whether goods that perish were delivered only lately."""
    return is_plainly_fresh(catalogue().shelf_life[good % catalogue().count], age)


@formula
def is_plainly_fresh(shelf_life: IntArray, age: IntArray) -> BoolArray:
    """Whether goods of this age in days are plainly fresh."""
    return (shelf_life <= PERISHES) & (age <= _YOUNG * shelf_life)


def _first_possible(can: BoolArray, u: FloatArray) -> IntArray:
    """(n,) the first column of ``can`` (n, D) that is possible, beginning with a drawn one."""
    count = can.shape[1]
    turned = (np.floor(u * count).astype(np.int64)[:, None] + np.arange(count)) % count
    place = np.argmax(np.take_along_axis(can, turned, axis=1), axis=1)
    return np.take_along_axis(turned, place[:, None], axis=1)[:, 0]


def _nth(among: BoolArray, u: FloatArray) -> IntArray:
    """(n,) a column drawn among those that are true; 0 where there are none."""
    nth = np.floor(u * among.sum(axis=1)).astype(np.int64)
    return np.argmax(np.cumsum(among, axis=1) > nth[:, None], axis=1)
