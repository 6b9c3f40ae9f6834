"""What one claim says, by the formulas of `testimony`."""

from __future__ import annotations

from typing import Any

import numpy as np

from vendsim.draws import Stream, begin, extend, stream_key, unit, whole_between
from vendsim.economy.customer_draws import OF_FALSE_CLAIMS
from vendsim.economy.customers import UNFOUNDED
from vendsim.economy.night import NEVER_DELIVERED
from vendsim.economy.testimony import (
    WRONG_AGE,
    WRONG_DATE,
    WRONG_PRICE,
    WRONG_PRODUCT,
    cents_claimed,
    is_plainly_fresh,
    overpriced,
    usual_price,
)
from vendsim.formula import Record, rule

_CUSTOMER = stream_key(Stream.CUSTOMER)
_IS_CONTRADICTED, _DETAIL, _PRICE, _PRODUCT, _DATE, _LATER, _DAYS_LATER = (
    np.uint64(int(what)) for what in OF_FALSE_CLAIMS
)
_DETAILS = 4


@rule
def testify(
    rules: Record, work: Record, params: Record, night: Record, sold: Any, slot: int, place: int, number: int
) -> tuple[int, int, int]:
    """What the claim (slot, place) of a night says: price, cents demanded, morning on which it is written.

    ``number`` counts the world's claims from 1; ``sold`` (REMEMBERED_DAYS, S) are the goods sold on the last
    days, this one last; ``work`` tells how old the goods in the machine were before the night.
    """
    of_claim = extend(begin(params.seed, _CUSTOMER), np.uint64(number))
    good, price, cents = night.good[slot], night.price[slot], int(night.claims.cents[slot][place])
    false = night.claims.cause[slot][place] == UNFOUNDED
    said, bought = price, night.day
    if false and unit(extend(of_claim, _IS_CONTRADICTED)) < rules.customers.contradicted_share:
        products = _absent_products(rules, night, sold, good, work.absent)
        idle = _idle_days(sold, good, night.day)
        fresh = _is_fresh(rules, night, work.oldest, good)
        wrong = _first_possible(products > 0, idle > 0, fresh, unit(extend(of_claim, _DETAIL)))
        if wrong == WRONG_PRODUCT:
            product = _nth_product(work.absent, int(unit(extend(of_claim, _PRODUCT)) * products))
            said = usual_price(rules.retail[product])
        elif wrong == WRONG_PRICE:
            said = overpriced(price, unit(extend(of_claim, _PRICE)))
        elif wrong == WRONG_DATE:
            n = int(unit(extend(of_claim, _DATE)) * idle)
            bought -= 1 + _nth_idle_day(sold, good, night.day, n)
    cents, opened = cents_claimed(rules.customers, cents, price, said), night.day + 1
    if bought == night.day and unit(extend(of_claim, _LATER)) < rules.customers.later_share:
        days = rules.customers.later_days
        opened += whole_between(days[0], days[1], unit(extend(of_claim, _DAYS_LATER)))
    return said, cents, opened


@rule
def _absent_products(rules: Record, night: Record, sold: Any, good: int, absent: Any) -> int:
    """How many products of the same size were neither in the machine nor sold on any of the last days."""
    products, count = len(absent), 0
    large = rules.is_large[good % products]
    for product in range(products):
        absent[product] = rules.is_large[product] == large
        count += absent[product]
    for slot in range(len(night.good)):
        count -= _cross_out(absent, night.good[slot])
        for day in range(len(sold)):
            count -= _cross_out(absent, sold[day][slot])
    return count


@rule
def _cross_out(absent: Any, good: int) -> int:
    if good < 0 or not absent[good % len(absent)]:
        return 0
    absent[good % len(absent)] = 0
    return 1


@rule
def _nth_product(absent: Any, n: int) -> int:
    for product in range(len(absent)):
        if absent[product]:
            if n == 0:
                return product
            n -= 1
    return 0


@rule
def _is_idle(sold: Any, good: int, day: int, age: int) -> bool:
    """Whether none of a good was sold so many days ago, on a day of the run."""
    if day <= age:
        return False
    row = len(sold) - 1 - age
    idle = True
    for slot in range(len(sold[0])):
        idle = idle and sold[row][slot] != good
    return idle


@rule
def _idle_days(sold: Any, good: int, day: int) -> int:
    count = 0
    for age in range(1, len(sold)):
        count += _is_idle(sold, good, day, age)
    return count


@rule
def _nth_idle_day(sold: Any, good: int, day: int, n: int) -> int:
    """The ``n``-th of these days, counted backwards; 0: yesterday."""
    for age in range(1, len(sold)):
        if _is_idle(sold, good, day, age):
            if n == 0:
                return age - 1
            n -= 1
    return 0


@rule
def _is_fresh(rules: Record, night: Record, oldest: Any, good: int) -> bool:
    """Whether a good that perishes was delivered only lately."""
    first = NEVER_DELIVERED
    for slot in range(len(night.good)):
        if night.good[slot] == good:
            first = min(first, oldest[slot])
    return is_plainly_fresh(int(rules.shelf_life[good]), night.day - first)


@rule
def _first_possible(absent: bool, idle: bool, fresh: bool, u: float) -> int:
    """The first detail that can be wrong, beginning with a drawn one."""
    first = int(u * _DETAILS)
    for turn in range(_DETAILS):
        detail = (first + turn) % _DETAILS
        if (
            (detail == WRONG_PRODUCT and absent)
            or (detail == WRONG_DATE and idle)
            or (detail == WRONG_AGE and fresh)
            or detail == WRONG_PRICE
        ):
            return detail
    return WRONG_PRICE
