"""Trade articles with typical prices, and old price lists that contradict them."""

from __future__ import annotations

from collections.abc import Iterator

from vendsim.data import Product
from vendsim.money import show
from vendsim.office.web.facts import Page
from vendsim.office.web.goods import CALLED, TOPICS, cents, listed, products_in
from vendsim.office.web.pen import Article, Pen, write

_GUIDE = "https://www.wholesalepriceguide.example"
_ARCHIVE = "https://www.vendarchive.example/price-list"
_OLD_LISTS = ((2013, 0.50), (2017, 0.62), (2020, 0.74), (2023, 0.92))  # year, prices compared with today's


def price_guide_pages(seed: int) -> Iterator[Page]:
    """A guide for every category, overviews, and what archives have kept."""
    yield from (_guide(seed, category) for category in CALLED)
    yield _overview(seed)
    yield from (_old_list(seed, year, level) for year, level in _OLD_LISTS)
    yield from (write(seed, article) for article in _OPINIONS)


def _guide(seed: int, category: str) -> Page:
    """Typical values of the catalogue; what a world made of them is not known here."""
    name = CALLED[category]
    url = f"{_GUIDE}/{category.replace('_', '-')}"
    pen = Pen(seed, url)
    title = pen.pick(
        (
            "{name}: typical wholesale and retail prices",
            "The cost of {name}: wholesale price guide for vending",
            "{name} price guide: wholesale cost and vending price",
        )
    ).format(name=name)
    opening = pen.pick(
        (
            "Typical wholesale prices a unit for {name}, bought by the case, and what machines usually "
            "charge.",
            "What operators report paying for {name}, a unit, and the price on the machine.",
            "Wholesale cost and usual vending price of {name}, a unit, from our readers' reports.",
        )
    ).format(name=name)
    goods = products_in((category,))
    blocks = (
        opening,
        "\n".join(map(_guide_row, goods)),
        "\n".join(map(_trade_names, goods)),
        pen.pick(_CAVEATS),
    )
    return Page(
        url,
        title[0].upper() + title[1:],
        "\n\n".join(blocks),
        keywords=f"wholesale price of {name}, cost, bulk price; {', '.join(p.name for p in goods)}",
    )


def _guide_row(product: Product) -> str:
    low, high = (show(cents(price)) for price in product.wholesale_range)
    return (
        f"- {product.name}: wholesale {low} to {high} a unit (case of {product.case_pack}), "
        f"vending price about {show(cents(product.retail))}"
    )


def _trade_names(product: Product) -> str:
    return f"{product.name} is often asked for as {listed(product.aliases)}."


_CAVEATS = (
    "Prices vary by location: a busy waterfront spot bears more than a back office, and not for all goods "
    "alike. Look at what shops around you charge before you set yours. Wholesale prices vary with quantity "
    "and with how well you bargain.",
    "Treat these as a guide. What a machine can charge depends on where it stands, often by a third "
    "either way, and one product can differ from the next: the shelf prices of the neighbourhood are the "
    "better guide.",
    "Every location is different. Some spots pay well above these prices, some below. First quotes from "
    "suppliers can be far above the range too; they are not always the last word.",
)


def _overview(seed: int) -> Page:
    url = f"{_GUIDE}/overview"
    pen = Pen(seed, url)
    title = pen.pick(
        (
            "Vending price guide: wholesale and retail prices of all lines at a glance",
            "Wholesale price overview for vending machine products",
        )
    )
    rows = []
    for topic in TOPICS:
        for category in topic.categories:
            goods = products_in((category,))
            low = min(cents(product.wholesale_range[0]) for product in goods)
            high = max(cents(product.wholesale_range[1]) for product in goods)
            retail = sorted(cents(product.retail) for product in goods)
            rows.append(
                f"- {CALLED[category]}: wholesale {show(low)} to {show(high)}, "
                f"vending price {show(retail[0])} to {show(retail[-1])}"
            )
    opening = "Wholesale cost and vending price of a unit, by kind of goods; each kind has a page of its own."
    return Page(
        url,
        title,
        "\n\n".join((opening, "\n".join(rows), pen.pick(_CAVEATS))),
        keywords="typical vending machine prices, typical wholesale prices, price list of vending products",
    )


def _old_list(seed: int, year: int, level: float) -> Page:
    """What goods cost years ago, for part of the trade: believable, and wrong by now."""
    url = f"{_ARCHIVE}-{year}"
    pen = Pen(seed, url)
    firm = pen.pick(
        (
            "Embarcadero Jobbing Co.",
            "Old Pier Wholesale Grocers",
            "Gate Five Beverage",
            "Peninsula Automatic Retailing",
        )
    )
    topics = pen.some(TOPICS[:3], 2)
    rows = [
        f"- {product.name}: {show(round(pen.scaled(cents(product.wholesale), 0.9 * level, 1.1 * level)))} "
        "a unit"
        for topic in topics
        for product in products_in(topic.categories)
    ]
    opening = pen.pick(
        (
            f"Price list of {firm}, {year}, by the full case. The firm has since closed.",
            f"{firm} sent this list to vending customers in {year}. It is no longer in business.",
        )
    )
    closing = pen.pick(
        (
            "Suggested machine prices of the time: cans $1.00, chips $1.00, candy $1.25.",
            "The list suggests a dollar for a can and a dollar for a bag of chips.",
        )
    )
    return Page(
        url,
        f"Wholesale price list {year}: "
        f"{listed([topic.title.removeprefix('Wholesale ') for topic in topics])}",
        "\n\n".join((opening, "\n".join(rows), closing)),
    )


_OPINIONS = (
    Article(
        "https://www.routejournal.example/what-operators-really-pay",
        (
            "What operators really pay for wholesale goods",
            "Wholesale prices: what people pay after bargaining",
        ),
        (
            (
                "We asked thirty owners of small vending routes what they pay for a can of soda. The "
                "answers ran from 48 cents to $1.90. The difference was seldom quantity. It was how many "
                "suppliers they had asked.",
                "A can of soda that costs one operator 50 cents costs another $1.75, in the same city and "
                "the same week. The cheaper one had written to six suppliers, the dearer one to one.",
            ),
            (
                "The lowest prices did not come from the lowest first quotes. Several owners told us that "
                "the firm they buy from now had opened at twice the price.",
                "Do not file a supplier under dear because of its first letter. Some come down a long way "
                "over a week or two; some do not move at all, and those you can leave.",
            ),
            (
                "Our rule: before the first order know the typical range for every product, and walk away "
                "from anything that stays above it after two or three rounds.",
                "A useful habit is a sheet with one line per product: the typical wholesale range, every "
                "quote you got, its date, and what was really delivered.",
            ),
        ),
        keywords="real wholesale cost after negotiation",
    ),
    Article(
        "https://www.smallbizcalifornia.example/vending-margins",
        (
            "Vending margins: how much is left of a dollar",
            "Margins in vending, explained with one can of soda",
        ),
        (
            (
                "On the usual drink or snack the goods are a quarter to a third of what the customer "
                "pays. The rest has to carry the pitch fee, spoilage, refunds and your time.",
                "If your goods cost more than half of your price, you work for your supplier. A quarter "
                "to a third is normal for cans and bags.",
            ),
            (
                "The percentage is not the point, though. A product with a thin margin that sells ten "
                "times a day beats a rich one that sells once a week.",
                "Count dollars per slot per week, not percent. Family size bags and energy drinks have "
                "poorer percentages than cans and can still earn more for the room they take.",
            ),
        ),
        keywords="profit margin, markup, profitable",
    ),
    Article(
        "https://www.pennywiseoperator.example/double-your-cost",
        ("The only pricing rule you need: double your cost", "Just double it: vending prices made simple"),
        (
            (
                "Take what you paid and double it. People who tell you to charge four times the cost have "
                "never stood next to their machine and watched customers walk away.",
                "Twice the cost, done. I have run machines for twenty years like this and slept well.",
            ),
            (
                "Readers disagree, to put it mildly. Most letters say that doubling leaves half of the "
                "profit on the table for cheap goods like water and chips.",
                "An editor's note: the author runs machines in staff canteens, where prices are agreed "
                "with the employer. Street locations are another matter.",
            ),
        ),
        keywords="markup rule",
    ),
)
