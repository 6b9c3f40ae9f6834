"""Whether an order can be booked at what its buyer names: prices, a sum, and limits that it hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vendsim.suppliers.trade import Trade, price
from vendsim.suppliers.wishes import Wishes

_CLOSE_CENTS, _CLOSE_SHARE = 2, 0.04  # by which a quantity may change a price that the buyer knows


@dataclass(frozen=True)
class Limit:
    """A price that an order hangs on: of a product, or, without one, of each or for everything."""

    cents: int
    product: int | None = None
    of_all: bool = False  # with the shipping


def with_limits(trade: Trade, supplier: int, wishes: Wishes, limits: Sequence[Limit]) -> Wishes:
    """Wishes with the limits that our prices do not keep, as offers."""
    unmet = [limit for limit in limits if not meets(trade, supplier, wishes, (limit,))]
    goods = {item.product for item in wishes.items}
    bids = {
        index: limit.cents for limit in unmet if not limit.of_all
        for index in (goods if limit.product is None else {limit.product} & goods)
    }  # fmt: skip
    sums = [limit.cents for limit in unmet if limit.of_all]
    return replace(
        wishes, bids={**wishes.bids, **bids}, budget_cents=min(sums) if sums else wishes.budget_cents
    )


def meets(trade: Trade, supplier: int, wishes: Wishes, limits: Sequence[Limit]) -> bool:
    """Whether today's prices keep these limits."""
    priced = price(trade, supplier, wishes.items)
    unit = {item.product: cents for item, cents in zip(wishes.items, priced.unit, strict=True)}

    def asked(limit: Limit) -> int:
        if limit.of_all:
            return priced.total
        return max(unit.values()) if limit.product is None else unit[limit.product]

    return all(limit.product not in {None, *unit} or asked(limit) <= limit.cents for limit in limits)


def affordable(trade: Trade, supplier: int, wishes: Wishes, told: dict[int, int]) -> bool:
    """Whether today's prices meet what the buyer named, but for a cent or two on prices of ours."""
    priced = price(trade, supplier, wishes.items)
    for item, cents in zip(wishes.items, priced.unit, strict=True):
        wanted = wishes.below(item.product, cents)
        ours = item.product in wishes.repeated or told.get(item.product) == wanted
        if wanted is not None and not (ours and is_close(wanted, cents)):
            return False
    budget = wishes.budget_cents
    if budget is None or priced.total <= budget:
        return True
    return abs(priced.goods - budget) <= _CLOSE_CENTS * len(wishes.items)  # summed up without the shipping


def is_close(wanted: int, cents: int) -> bool:
    """Whether a price is so little above what the buyer knows that its quantity may explain it."""
    return cents - wanted <= max(_CLOSE_CENTS, int(cents * _CLOSE_SHARE))
