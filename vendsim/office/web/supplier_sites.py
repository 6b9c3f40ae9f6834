"""Suppliers' own sites: a home page each, and whatever else they keep up; loud ones have more to show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vendsim.money import show
from vendsim.office.web.facts import Page, SupplierFacts
from vendsim.office.web.goods import (
    TOPICS,
    Topic,
    called,
    carried,
    products_in,
    range_of,
    share_carried,
)
from vendsim.office.web.pen import Pen

TOWNS = (
    ("San Francisco", "San Francisco"),
    ("South San Francisco", "San Francisco"),
    ("Daly City", "San Francisco"),
    ("Brisbane", "San Francisco"),
    ("Oakland", "the East Bay"),
    ("San Leandro", "the East Bay"),
    ("Hayward", "the East Bay"),
    ("Emeryville", "the East Bay"),
    ("San Jose", "the South Bay"),
    ("Santa Clara", "the South Bay"),
    ("Fremont", "the South Bay"),
)
REGIONS = ("San Francisco", "the East Bay", "the South Bay")


def town_and_region(seed: int, supplier: SupplierFacts) -> tuple[str, str]:
    """Where a supplier has its warehouse in this world."""
    return Pen(seed, f"town of {supplier.name}").pick(TOWNS)


def supplier_pages(seed: int, suppliers: Sequence[SupplierFacts]) -> Iterator[Page]:
    """Every page of every supplier's site."""
    for supplier in suppliers:
        pen = Pen(seed, f"site of {supplier.name}")
        yield _home(seed, supplier)
        if pen.chance(0.6):
            yield _terms(seed, supplier)
        if pen.chance(0.5):
            yield _about(seed, supplier)
        if pen.chance(0.3 + 0.5 * supplier.advertising):
            yield _range(seed, supplier)
        if pen.chance(1.6 * supplier.advertising - 0.7):
            yield _sponsored(seed, supplier)
        topics = [topic for topic in TOPICS if share_carried(supplier, topic) > 0.5]
        for topic in pen.some(topics, int(supplier.advertising * 3)):
            yield _landing(seed, supplier, topic)


def _at(supplier: SupplierFacts, path: str) -> str:
    return f"{supplier.site.rstrip('/')}/{path}"


def _write_to(pen: Pen, supplier: SupplierFacts) -> str:
    wording = pen.pick(
        (
            "For prices write to {contact} at {email} and say which products and how many units you need.",
            "Price requests: {email}, attention {contact}. Name the products and the quantities, please.",
            "We quote by email. Send your list with quantities to {contact}, {email}.",
            "Contact: {contact}, {email}. Quotes are free and come by mail, usually by the next morning.",
        )
    )
    return wording.format(contact=supplier.contact, email=supplier.email)


def _home(seed: int, supplier: SupplierFacts) -> Page:
    pen = Pen(seed, supplier.site)
    town, _ = town_and_region(seed, supplier)
    title = pen.pick(
        (
            "{name} - wholesale for vending machines and small shops",
            "{name}: vending supply, {town}",
            "{name} | wholesale supplier for vending operators",
        )
    )
    opening = pen.pick(
        (
            "{name} supplies vending operators and small shops in San Francisco and the Bay Area from a "
            "warehouse in {town}.",
            "Welcome to {name}. We are a wholesale supplier in {town} and deliver all over the Bay Area, San "
            "Francisco included.",
            "{name}, {town}: wholesale goods for vending machines, kiosks and break rooms around San "
            "Francisco.",
        )
    )
    carried = pen.pick(
        (
            "What we carry: {range}.",
            "Our range: {range}.",
            "In stock for wholesale customers: {range}.",
        )
    )
    ordering = pen.pick(
        (
            "Order by email with quantities and your delivery address. We confirm the total and an order "
            "number, and ship once payment has come in.",
            "How to order: mail us the products, the number of units and where they should go. You get a "
            "confirmation with the exact total; goods leave after payment.",
            "Orders come by mail and are confirmed by mail. Please give the delivery address with every "
            "order. Payment before dispatch.",
        )
    )
    blocks = [opening, carried, _write_to(pen, supplier), ordering]
    if pen.chance(supplier.advertising):
        blocks.insert(2, pen.pick(_BOASTS))
    return Page(
        supplier.site,
        title.format(name=supplier.name, town=town),
        "\n\n".join(
            block.format(name=supplier.name, town=town, range=range_of(supplier)) for block in blocks
        ),
    )


_BOASTS = (
    "Ask what other operators pay, then ask us.",
    "One call away from a full machine: big range, one invoice, delivery to your door.",
    "Operators from Fisherman's Wharf to San Jose fill their machines with goods from our shelves.",
    "Thousands of cases on the floor and a team that knows vending.",
)


def _terms(seed: int, supplier: SupplierFacts) -> Page:
    url = _at(supplier, "terms")
    pen = Pen(seed, url)
    lines = [
        pen.pick(
            (
                "Minimum order: {minimum}.",
                "We ask for an order of at least {minimum}.",
                "Smallest order we pack: {minimum}.",
            )
            if supplier.min_order_cents
            else ("No minimum order.", "There is no minimum order; small orders are packed like large ones.")
        ).format(minimum=show(supplier.min_order_cents)),
        pen.pick(
            (
                "Shipping: {shipping} an order within the Bay Area; ask about larger orders.",
                "Delivery in the Bay Area costs {shipping} an order; for larger orders ask us.",
            )
            if supplier.shipping_cents
            else ("Delivery within the Bay Area is included in our prices.", "Shipping: included.")
        ).format(shipping=show(supplier.shipping_cents)),
        f"Delivery time: {_roughly(pen, supplier.lead_days)} from dispatch. "
        "Dates are estimates and no supplier can promise them.",
        pen.pick(
            (
                "Payment in advance. Goods are dispatched once the full amount has arrived.",
                "We ship after payment. Please put the order number in the memo.",
            )
        ),
        pen.pick(
            (
                "Quoted prices hold for seven days.",
                "A quote is good for one week; after that please ask again.",
            )
        ),
        _write_to(pen, supplier),
    ]
    return Page(url, f"Terms and delivery - {supplier.name}", "\n".join(lines))


def _roughly(pen: Pen, lead_days: tuple[int, int]) -> str:
    """A delivery time as web pages put it: too coarse to tell suppliers apart by."""
    usual = 0 if lead_days[1] <= 4 else 1
    shown = 1 - usual if pen.chance(0.25) else usual
    return pen.pick(
        (("two to five days", "a few business days"), ("three to eight days", "about a week"))[shown]
    )


def _about(seed: int, supplier: SupplierFacts) -> Page:
    url = _at(supplier, "about")
    pen = Pen(seed, url)
    town, _ = town_and_region(seed, supplier)
    paragraphs = (
        (
            "{name} started in {year} with {start}.",
            "Since {year} we have been supplying operators around the Bay. It began with {start}.",
        ),
        (
            "Today {staff} people work in our {town} warehouse. {contact} looks after vending customers.",
            "We are a team of {staff} in {town}. Your contact for vending is {contact}.",
        ),
        (
            "Most of our customers run between one and twenty machines. Some order every week, some twice "
            "a year.",
            "We serve single machines, small routes, corner shops and office pantries.",
            "Vending is about half of what we do; the rest goes to kiosks, schools and corner shops.",
        ),
        ("Write to us: {email}.", "Reach us at {email}; a person reads every mail."),
    )
    start = pen.pick(
        ("one van and a rented garage", "a stall at the produce market", "two cousins and a phone line")
    )
    year, staff = pen.between(1974, 2021), pen.between(4, 38)
    body = "\n\n".join(pen.pick(wordings) for wordings in paragraphs).format(
        name=supplier.name,
        year=year,
        start=start,
        staff=staff,
        town=town,
        contact=supplier.contact,
        email=supplier.email,
    )
    return Page(url, f"About {supplier.name}", body)


def _range(seed: int, supplier: SupplierFacts) -> Page:
    url = _at(supplier, "products")
    pen = Pen(seed, url)
    opening = pen.pick(
        (
            "What we usually have in the warehouse. Prices on request, by the unit, for full or broken "
            "cases.",
            "Our current list without prices: those depend on quantity, so please ask.",
        )
    )
    blocks = [opening]
    for category in supplier.categories:
        rows = [f"- {product.name} (case of {product.case_pack})" for product in products_in((category,))]
        blocks.append("\n".join((f"{called(category).capitalize()}:", *rows)))
    blocks.append(_write_to(pen, supplier))
    return Page(url, f"Product list - {supplier.name}", "\n\n".join(blocks))


def _landing(seed: int, supplier: SupplierFacts, topic: Topic) -> Page:
    url = _at(supplier, f"wholesale-{topic.slug}")
    pen = Pen(seed, url)
    title = pen.pick(
        (
            "{title} in San Francisco - {name}",
            "{title} for vending machines | {name}",
            "{trade} for San Francisco and the Bay Area: {name}",
        )
    ).format(title=topic.title, name=supplier.name, trade=topic.trade[0].upper() + topic.trade[1:])
    paragraphs = (
        (
            "Looking for {words} for your vending machine in San Francisco? {name} is the {trade} to call.",
            "{name} is your {trade} for San Francisco: {words} for vending machines, by the case and by "
            "the unit.",
            "Need {words}? As a {trade} with stock on the floor, {name} fills vending machines all over San "
            "Francisco and the Bay Area.",
        ),
        (
            "We have {goods} ready to ship. Whether you run one machine or fifty, ask for a quote today.",
            "On our shelves: {goods}. Tell us how many units you need and we will quote the same week.",
            "Ask about {goods}. Large range, short answers, wholesale prices for vending operators.",
        ),
    )
    text = "\n\n".join(pen.pick(wordings) for wordings in paragraphs).format(
        words=topic.search_words,
        name=supplier.name,
        trade=topic.trade,
        goods=", ".join(carried(supplier, topic)),
    )
    return Page(url, title, f"{text}\n\n{_write_to(pen, supplier)}")


def _sponsored(seed: int, supplier: SupplierFacts) -> Page:
    url = f"https://www.vendingpost.example/partners/{supplier.slug}"
    pen = Pen(seed, url)
    town, _ = town_and_region(seed, supplier)
    title = pen.pick(
        (
            "{name}: a wholesale supplier that San Francisco vending operators ask for (sponsored)",
            "Stocking up with {name} (advertisement)",
            "Five minutes with {contact} of {name}, vending wholesaler (paid feature)",
        )
    ).format(name=supplier.name, contact=supplier.contact)
    paragraphs = (
        (
            "This article was paid for by {name}.",
            "Advertisement. The text was supplied by {name}.",
        ),
        (
            "A vending machine earns nothing while a column is empty, says {contact} in {town}, so a "
            "wholesale supplier has to have the goods when they are wanted. {name} stocks {range}.",
            "Ask {contact} what operators want and the answer comes at once: one wholesale supplier for "
            "everything. From {town}, {name} ships {range}.",
        ),
        (
            "New customers can write to {email} for a quote.",
            "Quotes for vending operators: {email}.",
        ),
    )
    body = "\n\n".join(pen.pick(wordings) for wordings in paragraphs).format(
        name=supplier.name,
        contact=supplier.contact,
        town=town,
        range=range_of(supplier),
        email=supplier.email,
    )
    return Page(url, title, body)
