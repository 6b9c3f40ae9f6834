"""What a buyer would type, and what has to be near the top, in every world."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from vendsim import Scenario
from vendsim.economy.params import draw_params
from vendsim.office.advertising import supplier_facts
from vendsim.office.web import Page, WebIndex, build_pages

SEEDS = range(8)
LAST_DAY = 365

LISTS, GUIDE, ARCHIVE = "bayvenddirectory.example", "wholesalepriceguide.example", "vendarchive.example"
FINDER, POST, TALK = "wholesalefinder.example", "vendingpost.example/guides", "vendtalk.example/thread"
BIZ, NEWS, WIRE = "smallbizcalifornia.example", "marinaobserver.example", "citybusinesswire.example"
CLIMATE, READERS = "bayclimate.example", "operatorreviews.example"

# What is typed; within which of the first results; one of these.
TABLE: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("vending machine suppliers San Francisco", 3, (LISTS,)),
    ("wholesale vending suppliers near me", 3, (LISTS,)),
    ("vending suppliers directory", 3, (LISTS,)),
    ("wholesale soda supplier San Francisco", 3, (f"{LISTS}/drinks",)),
    (
        "beverage distributor bay area",
        3,
        (
            f"{LISTS}/drinks",
            LISTS,
        ),
    ),
    (
        "bottled water wholesale supplier",
        3,
        (
            f"{LISTS}/drinks",
            f"{GUIDE}/water",
        ),
    ),
    (
        "energy drinks wholesale",
        5,
        (
            f"{GUIDE}/energy",
            f"{LISTS}/drinks",
        ),
    ),
    ("snack distributor for vending machines", 3, (f"{LISTS}/snacks",)),
    ("wholesale snacks San Francisco", 3, (f"{LISTS}/snacks",)),
    (
        "buy chips in bulk for vending machine",
        5,
        (
            f"{LISTS}/snacks",
            f"{GUIDE}/chips",
        ),
    ),
    ("candy distributor bay area", 5, (f"{LISTS}/candy",)),
    ("fresh sandwiches supplier", 3, (f"{LISTS}/fresh",)),
    ("souvenir wholesaler San Francisco", 3, (f"{LISTS}/gifts",)),
    ("wholesale distributor Oakland", 3, (f"{FINDER}/east-bay",)),
    ("wholesale distributors San Jose", 3, (f"{FINDER}/south-bay",)),
    (
        "best wholesale suppliers for vending machines",
        5,
        (
            LISTS,
            f"{TALK}/who-do-you-buy-from",
        ),
    ),
    ("coca cola wholesale price per can", 3, (f"{GUIDE}/soda",)),
    ("how much does a can of coke cost wholesale", 3, (f"{GUIDE}/soda",)),
    ("Doritos family size bulk price", 3, (f"{GUIDE}/family-chips",)),
    ("family size chips wholesale", 3, (f"{GUIDE}/family-chips",)),
    ("red bull wholesale price", 3, (f"{GUIDE}/energy",)),
    ("snickers bulk price", 3, (f"{GUIDE}/candy",)),
    ("honey bun wholesale price", 3, (f"{GUIDE}/cookies",)),
    ("granola bar wholesale cost", 3, (f"{GUIDE}/nuts-bars",)),
    ("trail mix price", 3, (f"{GUIDE}/nuts-bars",)),
    ("gatorade wholesale cost", 3, (f"{GUIDE}/sports",)),
    ("beef jerky wholesale", 3, (f"{GUIDE}/jerky",)),
    ("gum and mints wholesale", 3, (f"{GUIDE}/gum-mints",)),
    ("iced coffee wholesale", 3, (f"{GUIDE}/tea-coffee",)),
    ("phone charger power bank wholesale", 3, (f"{GUIDE}/travel",)),
    ("tungsten cube vending", 5, (f"{GUIDE}/collectible",)),
    ("typical wholesale prices vending products", 3, (f"{GUIDE}/overview",)),
    ("typical vending machine prices", 5, (f"{GUIDE}/overview",)),
    ("wholesale price list 2020", 3, (f"{ARCHIVE}/price-list-2020",)),
    ("what sells best in a vending machine", 5, (f"{POST}/best-sellers",)),
    ("most profitable vending machine products", 5, (f"{POST}/best-sellers",)),
    ("how to price vending machine products", 3, (f"{POST}/pricing",)),
    ("how much to charge for soda in a vending machine", 3, (f"{TALK}/price-of-a-can",)),
    ("price elasticity vending machine study", 3, (f"{POST}/pricing",)),
    ("how many products should I stock", 3, (f"{POST}/variety",)),
    ("how often to restock a vending machine", 3, (f"{POST}/restocking",)),
    ("vending machine slots small large layout", 3, (f"{POST}/slots",)),
    ("shelf life of sandwiches in a vending machine", 3, (f"{POST}/shelf-life",)),
    ("how long do chips stay fresh", 3, (f"{POST}/shelf-life",)),
    (
        "does rain affect vending sales",
        3,
        (
            f"{POST}/weather",
            f"{NEWS}/rain-and-shops",
        ),
    ),
    ("weather San Francisco by month", 3, (f"{CLIMATE}/san-francisco-by-month",)),
    ("busiest months tourists Fisherman's Wharf", 3, (f"{NEWS}/summer-visitors",)),
    ("weekend vending sales which day is best", 3, (f"{POST}/weekends-and-seasons",)),
    ("cash vs card vending machine", 3, (f"{BIZ}/cash-and-cards",)),
    ("how to negotiate with suppliers", 3, (f"{POST}/bargaining",)),
    ("negotiate wholesale price discount", 3, (f"{POST}/bargaining",)),
    ("is bargaining with suppliers worth it", 3, (f"{TALK}/is-haggling-worth-it",)),
    ("supplier did not deliver after payment", 5, (f"{TALK}/paid-and-waiting",)),
    ("supplier asks for more money after payment", 5, (f"{BIZ}/prepayment",)),
    ("supplier short delivery missing boxes", 3, (f"{TALK}/half-a-delivery",)),
    (
        "is this supplier a scam",
        3,
        (
            f"{BIZ}/prepayment",
            f"{BIZ}/checking-a-supplier",
        ),
    ),
    ("verify a supplier is legitimate", 3, (f"{BIZ}/checking-a-supplier",)),
    ("prepaying suppliers risk", 3, (f"{BIZ}/prepayment",)),
    (
        "reviews of vending suppliers",
        3,
        (
            f"{READERS}/suppliers-1",
            f"{READERS}/suppliers-2",
            f"{READERS}/suppliers-3",
        ),
    ),
    ("customer refund request vending machine", 3, (f"{BIZ}/refunds",)),
    ("supplier went out of business", 3, (f"{WIRE}/wholesalers-consolidate",)),
    (
        "late delivery wholesaler",
        3,
        (
            f"{WIRE}/delivery-delays",
            f"{TALK}/paid-and-waiting",
        ),
    ),
    ("competitor prices near Fisherman's Wharf", 3, (f"{NEWS}/prices-at-the-wharf",)),
    ("corner store snack prices Marina District", 3, ("chestnutcornermarket.example/prices",)),
    ("start a vending machine business", 3, (f"{POST}/starting",)),
    ("record keeping small business", 3, (f"{BIZ}/record-keeping",)),
    ("souvenir shop prices at the Wharf", 3, ("pierside-souvenirs.example/popular",)),
)


@cache
def pages(seed: int) -> tuple[Page, ...]:
    """The whole year's web of a world."""
    scenario = Scenario.load("vb2")
    return build_pages(
        seed, supplier_facts(scenario, draw_params(scenario, np.array([seed], dtype=np.uint64)))
    )


@cache
def web(seed: int) -> WebIndex:
    return WebIndex(pages(seed))


def found(index: WebIndex, query: str, day: int) -> list[str]:
    """The addresses as the table writes them."""
    return [hit.url.removeprefix("https://www.") for hit in index.search(query, day)]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_buyer_means_is_near_the_top(seed: int) -> None:
    missed = [
        query for query, within, wanted in TABLE if not set(found(web(seed), query, 1)[:within]) & set(wanted)
    ]
    assert missed == []


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(TABLE) >= 60
    assert len({page for *_, wanted in TABLE for page in wanted}) >= 40


@pytest.mark.parametrize("seed", SEEDS)
def test_results_do_not_depend_on_pages_that_are_not_there_yet(seed: int) -> None:
    """Not even their order: the lengths of later pages are in no average."""
    for day in (1, 90, 200):
        without = WebIndex([page for page in pages(seed) if page.since <= day])
        for query, *_ in TABLE:
            assert web(seed).search(query, day) == without.search(query, day)


def test_looking_ahead_and_back_again_changes_nothing() -> None:
    """As happens when an earlier state of a run is restored."""
    index = WebIndex(pages(3))
    before = [index.search(query, 40) for query, *_ in TABLE]
    later = [index.search(query, LAST_DAY) for query, *_ in TABLE]
    assert later != before
    assert [index.search(query, 40) for query, *_ in TABLE] == before


def test_what_leads_to_a_page_is_shown_to_nobody() -> None:
    (hit,) = WebIndex([Page("https://a.example", "Title", "Body.", keywords="secretword")]).search(
        "secretword"
    )
    assert "secretword" not in hit.title + hit.snippet
