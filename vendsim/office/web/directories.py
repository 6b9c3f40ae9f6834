"""Directories of suppliers: by trade, by region, picks with paid places, and an old one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from vendsim.office.web.facts import Page, SupplierFacts
from vendsim.office.web.goods import TOPICS, Topic, called, carried, range_of
from vendsim.office.web.pen import Pen
from vendsim.office.web.supplier_sites import REGIONS, TOWNS, town_and_region

_FULL = "https://www.bayvenddirectory.example"
_REGIONAL = "https://www.wholesalefinder.example"
_PICKS = "https://www.goldengatesourcing.example"
_NOTICED = (14, 45)  # days from the closing of a firm until a directory strikes it off
_OLD = "https://www.vendarchive.example/directory-2014"


def directory_pages(seed: int, suppliers: Sequence[SupplierFacts]) -> Iterator[Page]:
    """All directories of a world. Every supplier is in the first one."""
    yield _everybody(seed, suppliers)
    yield from (_trade(seed, suppliers, topic) for topic in TOPICS)
    yield from (_regional(seed, suppliers, region) for region in REGIONS)
    yield from (_picks(seed, suppliers, topic) for topic in TOPICS)
    yield _closed_firms(seed)


def _everybody(seed: int, suppliers: Sequence[SupplierFacts]) -> Page:
    return _complete(
        Pen(seed, _FULL),
        _FULL,
        "Vending machine suppliers in San Francisco and the Bay Area: wholesale distributors A-Z",
        "Every wholesale supplier and distributor we know of that sells products to vending machine "
        "operators around San Francisco, with contact by email.",
        suppliers,
        lambda supplier: f"{supplier.name}, {supplier.email} ({', '.join(_trades(supplier))})",
        "vending suppliers directory, list of wholesale suppliers near me, vending machine suppliers San "
        "Francisco, wholesale vending machine suppliers Bay Area, best wholesale suppliers, distributor",
    )


def _trades(supplier: SupplierFacts) -> list[str]:
    """The parts of the trade a supplier is in."""
    return [topic.slug for topic in TOPICS if carried(supplier, topic)]


def _trade(seed: int, suppliers: Sequence[SupplierFacts], topic: Topic) -> Page:
    url = f"{_FULL}/{topic.slug}"
    goods = ", ".join(map(called, topic.categories))

    def entry(supplier: SupplierFacts) -> str:
        town, _ = town_and_region(seed, supplier)
        has = carried(supplier, topic)
        only = "" if len(has) == len(topic.categories) else f" ({', '.join(has)} only)"
        return f"{supplier.name}, {topic.trade}, {town}: {supplier.email}{only}"

    return _complete(
        Pen(seed, url),
        url,
        f"{topic.title} for vending machines in San Francisco: {topic.trade} directory",
        f"Wholesale suppliers and distributors of {topic.search_words} for vending machines in San "
        f"Francisco (SF) and the Bay Area. Goods here: {goods}. Contact each {topic.trade} by email and "
        "compare.",
        [supplier for supplier in suppliers if carried(supplier, topic)],
        entry,
        f"{goods}, {topic.trade}, {topic.trade} Bay Area, wholesale supplier, bulk, buy {topic.slug}, "
        f"wholesale {topic.slug} San Francisco",
    )


def _complete(
    pen: Pen,
    url: str,
    title: str,
    opening: str,
    suppliers: Sequence[SupplierFacts],
    entry: Callable[[SupplierFacts], str],
    keywords: str,
) -> Page:
    """Featured places for those who pay most, and everybody by name."""
    featured = _by_loudness(pen, suppliers)[:4]
    note = pen.pick(
        (
            "Featured places are paid for. We list, we do not test.",
            "Listings are free, featured places are not. We have not tried these firms ourselves.",
            "Featured firms pay for their place. Please form your own view.",
        )
    )
    blocks = (
        opening,
        f"Featured: {'; '.join(supplier.name for supplier in featured)}.",
        _list("All by name:", map(entry, suppliers)),
        note,
    )
    return Page(url, title, "\n\n".join(blocks), keywords=keywords, leaving=_leaving(pen, suppliers))


def _leaving(pen: Pen, suppliers: Sequence[SupplierFacts]) -> tuple[tuple[int, str], ...]:
    """Firms that closed are struck off some weeks later, when somebody has noticed."""
    return tuple(
        (supplier.closes + pen.between(*_NOTICED), supplier.name)
        for supplier in suppliers
        if supplier.closes is not None
    )


def _by_loudness(pen: Pen, suppliers: Sequence[SupplierFacts]) -> list[SupplierFacts]:
    """The loudest first, with some luck in it."""
    bid = {supplier.name: supplier.advertising + 0.4 * pen.uniform() for supplier in suppliers}
    return sorted(suppliers, key=lambda supplier: (-bid[supplier.name], supplier.name))


def _list(heading: str, entries: Iterable[str]) -> str:
    return "\n".join((heading, *(f"- {entry}" for entry in entries)))


def _regional(seed: int, suppliers: Sequence[SupplierFacts], region: str) -> Page:
    url = f"{_REGIONAL}/{region.removeprefix('the ').replace(' ', '-').lower()}"
    pen = Pen(seed, url)
    entries = []
    for supplier in suppliers:
        town, home = town_and_region(seed, supplier)
        if pen.chance(0.5 + 0.5 * supplier.advertising) and home == region:
            entries.append(f"{supplier.name} ({town}): {range_of(supplier)}. Email {supplier.email}")
    opening = pen.pick(
        (
            f"Warehouses and jobbers in {region} that deliver to vending machines, kiosks and small shops.",
            f"Distributors with a warehouse in {region}. All of them deliver across the Bay.",
        )
    )
    closing = pen.pick(
        (
            "Missing a firm? The list grows when readers tell us.",
            "This list is not complete; other towns have pages of their own.",
        )
    )
    listing = (
        _list("Wholesalers:", entries) if entries else "No wholesaler of this region is listed at present."
    )
    return Page(
        url,
        f"Wholesale distributors in {region}",
        f"{opening}\n\n{listing}\n\n{closing}",
        keywords=f"wholesale distributor {', '.join(town for town, home in TOWNS if home == region)}",
        leaving=_leaving(pen, suppliers),
    )


def _picks(seed: int, suppliers: Sequence[SupplierFacts], topic: Topic) -> Page:
    url = f"{_PICKS}/top-{topic.slug}"
    pen = Pen(seed, url)
    picked = _by_loudness(pen, [supplier for supplier in suppliers if carried(supplier, topic)])[:5]
    opening = pen.pick(
        (
            f"Where San Francisco operators look first for {topic.search_words}. Places are sold once a "
            "year.",
            f"Our pages on {topic.search_words} are paid for by the firms on them, in the order of what "
            "they paid.",
        )
    )
    entries = [
        f"{place}. {supplier.name} - {pen.pick(_PRAISE)} {supplier.email}"
        for place, supplier in enumerate(picked, start=1)
    ]
    title = pen.pick(
        (
            f"Top {topic.trade} list for San Francisco vending",
            f"The {topic.trade} guide: who to call in San Francisco",
        )
    )
    return Page(url, title, "\n\n".join((opening, "\n".join(entries))))


_PRAISE = (
    "a name you see on many vans.",
    "wide range, one contact person.",
    "known for a large catalogue.",
    "serves vending routes of every size.",
    "often mentioned by advertisers and readers.",
    "quotes by mail.",
)


def _closed_firms(seed: int) -> Page:
    pen = Pen(seed, _OLD)
    names = pen.some(_CLOSED_FIRMS, 7)
    entries = [
        f"{name}, {pen.pick(('San Francisco', 'Oakland', 'Hayward', 'San Mateo'))}, "
        f"phone 415-555-01{pen.between(10, 99)}"
        for name in names
    ]
    opening = (
        "Scanned pages of a printed directory of vending suppliers from 2014, kept for its history. "
        "Most of these firms have closed or merged since; the telephone numbers no longer answer."
    )
    return Page(
        _OLD,
        "Vending suppliers in San Francisco, 2014 (archive)",
        f"{opening}\n\n{_list('Entries:', entries)}",
    )


_CLOSED_FIRMS = (
    "Embarcadero Jobbing Co.",
    "Twin Peaks Tobacco and Candy",
    "Gate Five Beverage",
    "Sunset District Vend Service",
    "Old Pier Wholesale Grocers",
    "Dogpatch Snack Jobbers",
    "Lombard Cold Drinks",
    "Peninsula Automatic Retailing",
    "China Basin Provisions",
    "Telegraph Hill Confectioners",
)
