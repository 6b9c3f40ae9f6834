"""Notices of suppliers that have gone out of business, some days after they did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vendsim.office.web.facts import Page, SupplierFacts
from vendsim.office.web.pen import Pen
from vendsim.office.web.supplier_sites import town_and_region

_NOTICES = "https://www.citybusinesswire.example/closed"
_NOTICE_DAYS = (3, 12)  # from the closing to the notice, first and last


def closing_pages(seed: int, suppliers: Sequence[SupplierFacts]) -> Iterator[Page]:
    """A notice for every supplier that closes; other pages go on naming it, as pages do."""
    return (_notice(seed, supplier, supplier.closes) for supplier in suppliers if supplier.closes is not None)


def _notice(seed: int, supplier: SupplierFacts, closes: int) -> Page:
    url = f"{_NOTICES}/{supplier.slug}"
    pen = Pen(seed, url)
    town, _ = town_and_region(seed, supplier)
    days = pen.between(*_NOTICE_DAYS)
    title = pen.pick(_TITLES)
    body = "\n\n".join(pen.pick(wordings) for wordings in _PARAGRAPHS)
    return Page(
        url,
        title.format(name=supplier.name, town=town),
        body.format(name=supplier.name, town=town, days=days),
        since=closes + days,
    )


_TITLES = (
    "{name} of {town} has closed",
    "{name} goes out of business",
    "Wholesaler closed: {name}, {town}",
)

_PARAGRAPHS = (
    (
        "{name}, a wholesale supplier in {town}, went out of business {days} days ago.",
        "The wholesaler {name} closed its warehouse in {town} {days} days ago and is out of business.",
        "{name} of {town} is out of business. The last van left the yard {days} days ago, neighbours say.",
    ),
    (
        "Directories and old advertisements may name it for a while yet.",
        "It supplied shops and vending operators around the Bay, who will have to look elsewhere.",
    ),
    (
        "Nobody answers mail to the old address. Customers with goods on order are unlikely to see them, or "
        "their money.",
        "Orders that had not left the warehouse will not be filled, and prepayments are gone as a rule.",
        "The telephone is silent and mail comes back. Money sent there now would be lost.",
    ),
)
