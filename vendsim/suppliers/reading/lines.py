"""The goods of an act: what numbers said of them come to, and whose each price is."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from vendsim.suppliers.reading.lexicon import catalogue
from vendsim.suppliers.reading.model import ActLine, Change, Whose

WHOSE: dict[str, Whose] = {"bid": "mine", "case_bid": "mine", "yours": "yours", "rival": "rival"}


@dataclass(slots=True)
class Line:
    """An ``ActLine`` in the making."""

    product: str | None
    phrase: str | None
    excluded: bool = False
    refused: bool = False  # whatever its numbers: "12 of the cola at 1.19, no, that is too dear"
    excepted: bool = False  # left out, unless a quantity is named
    counts: list[tuple[str, Decimal]] = field(default_factory=list)
    prices: list[tuple[str, Decimal]] = field(default_factory=list)
    pack: Decimal | None = None  # units in a case, as the sender says
    by_case: frozenset[str] = frozenset()  # the roles of counts that count cases
    unclear: list[Literal["quantity", "price"]] = field(default_factory=list)
    shared: bool = False  # its count is said of all goods


def act_line(line: Line, *, asks: bool) -> ActLine:
    """What was said of some goods, as far as it is clear; ``asks``: of several quantities all are meant."""
    counts = {} if line.refused else dict(line.counts)  # of several of one role the last
    said = next((role for role in ("cases", "units", "more", "fewer") if role in counts), "")
    if said == "units" and line.counts[-1][0] in _CHANGE_BY:
        said = line.counts[-1][0]  # "of the 48, 24 fewer"; but of "add 24, so 96" the 96
    change = _CHANGE_BY.get(said, "set")
    if line.refused or line.excluded or (line.excepted and not line.counts):
        change = "remove"
    wanted = counts.get(said)
    units = None if said in line.by_case else whole(wanted)
    cases = wanted if said in line.by_case else None
    product = line.product
    if cases is not None and product is not None:
        pack = line.pack or Decimal(catalogue()[product].case_pack)
        units, cases = whole(cases * pack), None
    role, price = _price(line, units)
    at_case = role == "case_bid" and price is not None
    if at_case and product is not None and price is not None:
        price = _rounded(price / (line.pack or catalogue()[product].case_pack))
        at_case = False
    return ActLine(
        product=product,
        phrase=line.phrase,
        units=units,
        also=_others(line, units) if asks else (),
        cases=whole(cases),
        unit_price=None if at_case else price,
        case_price=price if at_case else None,
        whose=WHOSE.get(role, "other"),
        change=change,
        missing=whole(counts.get("missing")),
        unclear=tuple(dict.fromkeys(line.unclear)),
    )


def _others(line: Line, units: int | None) -> tuple[int, ...]:
    """The quantities of a line but for the one that counts."""
    counted = (whole(value) for role, value in line.counts if role == "units" and role not in line.by_case)
    return tuple(dict.fromkeys(count for count in counted if count and units and count != units))


_CHANGE_BY: dict[str, Change] = {"more": "add", "fewer": "remove"}


def _price(line: Line, units: int | None) -> tuple[str, Decimal | None]:
    """The price that counts: the sender's own, else the supplier's, else a rival's."""
    prices = dict(line.prices)
    if units and line.product and "bid" in prices:
        dear = _DEAR * Decimal(str(catalogue()[line.product].retail))
        if prices["bid"] > dear >= prices["bid"] / units:
            return "bid", _rounded(prices["bid"] / units)  # "$60 for 100": a price of all of them
    bids = [value for role, value in line.prices if role == "bid"]
    if len(bids) > 1 and units and any(abs(bids[0] * units - other) < 1 for other in bids[1:]):
        return "bid", _rounded(bids[0])  # "48 - $0.62 - $29.76"
    for role in ("bid", "case_bid", "yours", "rival"):
        if role in prices:
            return role, _rounded(prices[role]) if role != "case_bid" else prices[role]
    if "line_total" in prices and units:
        each = prices["line_total"] / units
        retail = Decimal(str(catalogue()[line.product].retail)) if line.product else each
        return "bid", _rounded(each if each >= _CHEAP * retail else prices["line_total"])
    return "bid", None


MOST_UNITS = 10**9
_DEAR = 2  # times the retail price: above it, money beside a quantity is for all of it
_CHEAP = Decimal("0.1")  # times the retail price: below it, a sum of all units is the price of one
_CENT_HUNDREDTHS = Decimal("0.0001")


def whole(value: Decimal | None) -> int | None:
    """A number of units; None: it is none."""
    if value is None or value != value.to_integral_value() or not 0 < value < MOST_UNITS:
        return None
    return int(value)


def _rounded(value: Decimal) -> Decimal:
    """To a hundredth of a cent, without trailing zeros."""
    return value.quantize(_CENT_HUNDREDTHS).normalize() + 0
