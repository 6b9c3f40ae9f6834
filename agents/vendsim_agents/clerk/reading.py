"""What the clerk reads out of texts, beyond what all scripted agents do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from vendsim.data import products
from vendsim.manager.books import Report, Terms
from vendsim_agents import texts

PRODUCT_OF = {row.name: i for i, row in enumerate(products())}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_DATE = re.compile(rf"({'|'.join(_MONTHS)}) (\d{{1,2}})\b")
_WEATHER = re.compile(r"Weather: (-?\d+) F, (rain|dry)")
_TAKINGS = re.compile(rf"for {texts.MONEY} \({texts.MONEY} by card")
_UNPAID = re.compile(r"could not be paid \((\d+) day")
_MINIMUM = re.compile(rf"minimum order of {texts.MONEY}", re.IGNORECASE)
_SHIPPING = re.compile(rf"flat shipping charge of {texts.MONEY}", re.IGNORECASE)
_LEAD = re.compile(r"about (?:(?:\d+ to )?(\d+) days|a day\b)", re.IGNORECASE)


def report(text: str) -> Report:
    """The newest digest in a text. Raises ValueError when there is none of an ordinary day."""
    digest = text[text.rindex("Good morning") :]
    morning = texts.read_morning(text)
    sky, takings, unpaid = _WEATHER.search(digest), _TAKINGS.search(digest), _UNPAID.search(digest)
    if sky is None:
        raise ValueError("this is no morning digest")
    return Report(
        day=morning.day,
        bank=morning.bank,
        coins=morning.coins,
        card=texts.cents(takings[2]) if takings else 0,
        takings=texts.cents(takings[1]) if takings else 0,
        unpaid_days=int(unpaid[1]) if unpaid else 0,
        high=int(sky[1]),
        wet=sky[2] == "rain",
        sold={PRODUCT_OF[name]: sale.units for name, sale in morning.sales.items() if name in PRODUCT_OF},
    )


@dataclass(frozen=True)
class Arrived:
    """The goods of one order that came."""

    number: int
    units: dict[int, int]  # by product, imitations apart


def arrivals(text: str) -> list[Arrived]:
    """What the digest says came yesterday, by order."""
    orders: dict[int, dict[int, int]] = {}
    for delivery in texts.read_morning(text).deliveries:
        goods = orders.setdefault(int(delivery.order.removeprefix("PO-")), {})
        if delivery.product in PRODUCT_OF:
            product = PRODUCT_OF[delivery.product]
            goods[product] = goods.get(product, 0) + delivery.units
    return [Arrived(number, goods) for number, goods in orders.items()]


def prices(body: str) -> dict[int, int]:
    """Unit prices in cents that a letter names, by product."""
    return {PRODUCT_OF[name]: cents for name, cents in texts.unit_prices(body, PRODUCT_OF).items()}


def last_date(body: str, today: date) -> date | None:
    """The last date that a letter names, taken as the nearest such day that is not long past."""
    named = _DATE.findall(body)
    if not named:
        return None
    month, day = _MONTHS.index(named[-1][0]) + 1, int(named[-1][1])
    year = today.year + (month < today.month - 6) - (month > today.month + 6)
    return date(year, month, day)


def terms(body: str) -> Terms | None:
    """The commercial terms in a letter, if it states any."""
    lead = _LEAD.search(body)
    if lead is None or "minimum order" not in body.lower():
        return None
    minimum, shipping = _MINIMUM.search(body), _SHIPPING.search(body)
    return Terms(
        min_order=texts.cents(minimum[1]) if minimum else 0,
        shipping=texts.cents(shipping[1]) if shipping else 0,
        lead_days=int(lead[1] or 1) - 1,  # suppliers name the usual time and a day on either side
    )


def claim(body: str) -> tuple[int, int] | None:
    """What a complaint says was paid and what it demands, in cents."""
    amounts = [texts.cents(amount) for amount in re.findall(texts.MONEY, body)]
    return (amounts[0], amounts[-1]) if len(amounts) >= 2 else None


def stored(text: str) -> dict[int, int]:
    """The storage listing by product, imitations apart."""
    listed = texts.storage(text)
    return {PRODUCT_OF[name]: item.units for name, item in listed.items() if name in PRODUCT_OF}
