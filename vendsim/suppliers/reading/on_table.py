"""What lies on the table between buyer and supplier, and what it tells of the numbers and goods of a mail."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from vendsim.suppliers.reading.kinds import Before, Kind, Known, Token


@dataclass(frozen=True)
class OnTable:
    """Goods that a mail can point at, by catalogue id."""

    units: dict[str, int]  # what was quoted or ordered last, in its order; 0: no quantity was named
    carried: tuple[str, ...] = ()  # everything that the supplier has, as in its list
    ordered: tuple[str, ...] = ()  # what is in the order that waits for its money, if any
    last: tuple[tuple[str, int], ...] = ()  # goods and units of the last order
    numbers: frozenset[str] = frozenset()  # of all orders
    before: Before | None = None  # what the supplier's last letter did
    prices: Mapping[str, int] = field(default_factory=dict)  # cents: unit prices that it named last
    sums: frozenset[int] = frozenset()  # cents: other amounts that it named

    def known(self, token: Token, beside: Collection[str | None] = ()) -> list[Known]:
        """What the letters before tell of a number or of goods; ``beside``: goods named next to a number."""
        if token.kind is Kind.PRODUCT:
            goods = ((Known.LISTED, self.units), (Known.WAITING, self.ordered))
            return [known for known, ids in goods if token.product in ids]
        if token.value is None or token.kind not in (Kind.NUMBER, Kind.MONEY):
            return []
        cents = int(token.value * 100)
        found = self._as_price(cents, beside)
        if not found and token.kind is Kind.NUMBER:
            priced = self._as_price(int(token.value), beside)
            found = [*priced, Known.CENTS] if priced else []
        if cents in self.sums:
            found.append(Known.SUM)
        if token.kind is Kind.NUMBER and token.value in self.units.values():
            found.append(Known.COUNT)
        return found

    def _as_price(self, cents: int, beside: Collection[str | None]) -> list[Known]:
        """What an amount is among the prices that were told: of all goods, and of those beside it."""
        if cents in self.prices.values():
            return [Known.PRICE]
        own = (price for product, price in self.prices.items() if product in beside)
        return [Known.NEAR_PRICE] if any(_is_near(cents, price) for price in own) else []


NOTHING = OnTable({})


def known_of(tokens: Sequence[Token], table: OnTable) -> list[list[Known]]:
    """What the letters before tell of each token of a mail."""
    last = list(accumulate((token.product for token in tokens), _latest))
    following = list(accumulate((token.product for token in reversed(tokens)), _latest))[::-1]
    return [table.known(token, beside) for token, *beside in zip(tokens, last, following, strict=True)]


def _latest(before: str | None, product: str | None) -> str | None:
    return product or before


def _is_near(cents: int, price: int) -> bool:
    """Whether somebody who was told a price may offer so much, or be offered it elsewhere."""
    return 60 * price <= 100 * cents <= 115 * price
