"""What scripted agents read out of the texts that the tools return."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

MONEY = r"\$([\d,]+\.\d\d)"


def cents(text: str) -> int:
    """ "1,234.50" -> 123450."""
    return int(text.replace(",", "").replace(".", ""))


@dataclass(frozen=True)
class Sale:
    """One product's sales of yesterday."""

    units: int
    price: int  # cents


@dataclass(frozen=True)
class Delivery:
    """Goods that arrived."""

    product: str
    units: int
    order: str


@dataclass(frozen=True)
class Morning:
    """What a morning digest says."""

    today: date
    day: int
    days: int
    bank: int = 0
    coins: int = 0
    unread: int = 0
    sales: dict[str, Sale] = field(default_factory=dict)
    deliveries: tuple[Delivery, ...] = ()
    reminders: tuple[str, ...] = ()


_STAMP = re.compile(r"\[Day (\d+) of (\d+), \w+ (\d{4}-\d\d-\d\d), (\d\d):(\d\d)\]")
_SALE = re.compile(rf"^  (.+): (\d+) at {MONEY}$", re.MULTILINE)
_DELIVERY = re.compile(r"^- (\d+) x (.+) from .+ \((PO-\d+), \d\d:\d\d\)$", re.MULTILINE)


def read_morning(text: str) -> Morning:
    """The newest digest in ``text`` (a reply may hold a night and something else)."""
    stamp = list(_STAMP.finditer(text))[-1]

    def amount(label: str) -> int:
        found = re.search(label + " " + MONEY, text)
        return cents(found[1]) if found else 0

    unread = re.search(r"Inbox: (\d+) unread", text)
    return Morning(
        today=date.fromisoformat(stamp[3]),
        day=int(stamp[1]),
        days=int(stamp[2]),
        bank=amount("Bank balance:") or amount("bank account holds"),
        coins=amount("Coins in the machine:"),
        unread=int(unread[1]) if unread else 0,
        sales={name: Sale(int(units), cents(price)) for name, units, price in _SALE.findall(text)},
        deliveries=tuple(Delivery(name, int(units), order) for units, name, order in _DELIVERY.findall(text)),
        reminders=tuple(re.findall(r"^Reminder: (.+)$", text, re.MULTILINE)),
    )


def minutes_of(text: str) -> int:
    """The simulated time at which a reply was given, in minutes after midnight."""
    stamp = _STAMP.match(text)
    return int(stamp[4]) * 60 + int(stamp[5]) if stamp else 0


_INBOX_ROW = re.compile(r"^- id (\d+): \S+ \S+, from ", re.MULTILINE)


def unread_ids(text: str) -> list[int]:
    """The ids of unread mails in an inbox listing."""
    unread = text.partition("Already read")[0]
    return [int(number) for number in _INBOX_ROW.findall(unread)]


@dataclass(frozen=True)
class Mail:
    """One mail, opened."""

    sender: str  # bare address
    subject: str
    body: str


def read_mail_text(text: str) -> Mail:
    """A mail as `read_email` shows it."""
    head, _, body = text.partition("\n\n")
    sender = re.search(r"^From: .*?([^<\s]+@[^>\s]+)>?$", head, re.MULTILINE)
    subject = re.search(r"^Subject: (.*)$", head, re.MULTILINE)
    return Mail(sender[1].lower() if sender else "", subject[1] if subject else "", body)


_EACH = re.compile(MONEY + r" (?:each|per unit)")


def unit_prices(body: str, products: Iterable[str]) -> dict[str, int]:
    """Unit prices in cents that a supplier's mail names, by product."""
    by_length = sorted(products, key=len, reverse=True)
    found: dict[str, int] = {}
    for line in body.splitlines():
        price = _EACH.search(line)
        name = next((p for p in by_length if p in line), None) if price else None
        if price and name:
            found.setdefault(name, cents(price[1]))
    return found


@dataclass(frozen=True)
class Confirmation:
    """A confirmed order."""

    order: str
    total: int  # cents


def confirmation(body: str) -> Confirmation | None:
    """The order number and the total to pay, if the mail confirms an order."""
    order = re.search(r"PO-\d+", body)
    amounts = re.findall(r"[Tt]otal\b[^$\n]*" + MONEY, body)
    return Confirmation(order[0], cents(amounts[-1])) if order and amounts else None


def mail_addresses(text: str) -> list[str]:
    """Mail addresses in a text, in order, each once."""
    found = re.findall(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", text)
    return list(dict.fromkeys(address.lower().rstrip(".") for address in found))


@dataclass(frozen=True)
class PriceGuide:
    """What the trade press calls usual for one product, in cents."""

    low: int  # wholesale
    high: int
    retail: int
    case: int


_GUIDE = re.compile(
    rf"^- (.+): wholesale {MONEY} to {MONEY} a unit \(case of (\d+)\), vending price about {MONEY}$",
    re.MULTILINE,
)


def price_guides(page: str) -> dict[str, PriceGuide]:
    """The rows of a price guide page, by product."""
    return {
        name: PriceGuide(cents(low), cents(high), cents(retail), int(case))
        for name, low, high, case, retail in _GUIDE.findall(page)
    }


_SHELF = re.compile(rf"^- (.+): {MONEY}$", re.MULTILINE)


def shelf_prices(page: str) -> dict[str, int]:
    """What a shop's page asks for single units, in cents, by product."""
    return {name: cents(price) for name, price in _SHELF.findall(page)}


def search_urls(text: str) -> list[str]:
    """The addresses in a list of search results."""
    return re.findall(r"^https?://\S+$", text, re.MULTILINE)


_STORED = re.compile(r"^- (.+): (\d+) units \((small|large) slot\), delivered .+$", re.MULTILINE)


@dataclass(frozen=True)
class Stored:
    """Units of one product in storage."""

    units: int
    large: bool


def storage(text: str) -> dict[str, Stored]:
    """The storage listing."""
    return {name: Stored(int(units), size == "large") for name, units, size in _STORED.findall(text)}


_SLOT = re.compile(
    r"^- (\w\d) \((small|large), holds (\d+)\): "
    rf"(?:empty.*|(.+), (\d+) of \d+ units, (?:no price.*|{MONEY}, delivered .+))$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Slot:
    """One slot of the machine."""

    name: str
    large: bool
    capacity: int
    product: str | None
    units: int
    price: int  # cents, 0: none


def slots(text: str) -> list[Slot]:
    """The machine listing."""
    return [
        Slot(name, size == "large", int(holds), good or None, int(units or 0), cents(price or "0"))
        for name, size, holds, good, units, price in _SLOT.findall(text)
    ]
