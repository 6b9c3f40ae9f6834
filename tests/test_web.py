"""The web of a world: what is on it, what can be found, and that it is the same everywhere."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
import sqlite3
import subprocess
import sys
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playing import call, happened, rich, sleep
from vendsim import Episode, Scenario
from vendsim.data import products, supplier_identities, supplier_terms
from vendsim.draws import Stream, one
from vendsim.economy.catalogue import SWITCH
from vendsim.economy.params import Params, draw_params
from vendsim.events import SupplierClosed
from vendsim.office.advertising import supplier_facts
from vendsim.office.web import (
    Experience,
    Hit,
    Page,
    Report,
    SupplierFacts,
    WebIndex,
    build_pages,
)
from vendsim.text import characters
from vendsim_agents import texts

SEEDS = range(4)
LAST_DAY = 365
GRAVE = {"short", "never", "imitation", "surcharge"}
REPORTS = tuple(Report(60 + 9 * place, what) for place, what in enumerate(get_args(Experience)))
KIND_WORDS = ("friendly", "negotiator", "gouge", "gouging", "switch", "substitut", "vanish", "short-ship")


def facts(seed: int) -> list[SupplierFacts]:
    """The suppliers of a world, with advertising drawn for the test and all reports; some close."""
    return [
        SupplierFacts(
            name=identity.name,
            contact=identity.contact,
            email=identity.email,
            site=identity.site,
            categories=identity.categories,
            advertising=one(seed, Stream.AGENT, place),
            min_order_cents=terms.min_order * 100,
            shipping_cents=terms.shipping * 100,
            lead_days=terms.lead_days,
            reports=REPORTS,
            closes=200 + place if place % 4 == 0 else None,
        )
        for place, (identity, terms) in enumerate(zip(supplier_identities(), cycle(supplier_terms())))
    ]


def world(seed: int) -> Params:
    """The constants of one world."""
    return draw_params(Scenario.load("vb2"), np.array([seed], dtype=np.uint64))


@cache
def known(seed: int) -> tuple[SupplierFacts, ...]:
    """The suppliers of a world as they are when it is played."""
    return supplier_facts(Scenario.load("vb2"), world(seed))


def with_advertising(suppliers: list[SupplierFacts], advertising: float) -> list[SupplierFacts]:
    return [dataclasses.replace(supplier, advertising=advertising) for supplier in suppliers]


def without_a_future(suppliers: list[SupplierFacts]) -> list[SupplierFacts]:
    return [dataclasses.replace(supplier, reports=(), closes=None) for supplier in suppliers]


def mentions(pages: tuple[Page, ...], supplier: SupplierFacts) -> int:
    return sum(supplier.name in page.title + page.body for page in pages)


def own_pages(pages: tuple[Page, ...], supplier: SupplierFacts) -> int:
    return sum(page.url.startswith(supplier.site) for page in pages)


def fingerprint(seed: int) -> str:
    """Of the whole web of a world, over all its days."""
    written = "\0".join(f"{p.url}\n{p.title}\n{p.body}\n{p.since}" for p in build_pages(seed, known(seed)))
    return hashlib.sha256(written.encode()).hexdigest()


@pytest.fixture(scope="module", params=SEEDS)
def seed(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def pages(seed: int) -> tuple[Page, ...]:
    return build_pages(seed, facts(seed))


@pytest.fixture(scope="module")
def index(pages: tuple[Page, ...]) -> WebIndex:
    return WebIndex(pages)


# What is on the web


def test_a_world_has_at_least_sixty_pages_on_its_first_day(seed: int) -> None:
    assert sum(page.since == 1 for page in build_pages(seed, known(seed))) >= 60


def test_no_two_pages_share_an_address(pages: tuple[Page, ...]) -> None:
    assert len({page.url for page in pages}) == len(pages)


def test_every_page_has_a_title_and_a_body(pages: tuple[Page, ...]) -> None:
    assert all(page.title.strip() and page.body.strip() for page in pages)


def test_pages_speak_in_the_worlds_characters(pages: tuple[Page, ...]) -> None:
    assert characters().issuperset("".join(page.title + page.body for page in pages))


def test_no_template_is_left_unfilled(pages: tuple[Page, ...]) -> None:
    assert not [page.url for page in pages if re.search(r"[{}]", page.title + page.body)]


def test_no_page_names_a_kind_of_supplier(pages: tuple[Page, ...]) -> None:
    text = "\n".join(page.url + page.title + page.body for page in pages).lower()
    assert not [word for word in KIND_WORDS if word in text]


def test_every_supplier_has_a_home_page_with_address_and_contact(seed: int, index: WebIndex) -> None:
    for supplier in facts(seed):
        home = index.page(supplier.site)
        assert home is not None
        assert supplier.email in home.body
        assert supplier.contact in home.body


def test_the_only_mail_addresses_are_those_of_suppliers(seed: int, pages: tuple[Page, ...]) -> None:
    written = {address for page in pages for address in re.findall(r"[\w.]+@[\w.]+\w", page.body)}
    assert written == {supplier.email for supplier in facts(seed)}


def test_the_price_guides_give_typical_prices_of_every_product(index: WebIndex) -> None:
    for product in products():
        guide = index.page(f"https://www.wholesalepriceguide.example/{product.category.replace('_', '-')}")
        assert guide is not None
        low, high = product.wholesale_range
        assert f"- {product.name}: wholesale ${low:.2f} to ${high:.2f} a unit" in guide.body
        assert f"vending price about ${product.retail:.2f}" in guide.body


def test_old_price_lists_contradict_the_price_guide(pages: tuple[Page, ...]) -> None:
    typical = {product.name: product.wholesale for product in products()}
    (oldest,) = (page for page in pages if page.url.endswith("price-list-2013"))
    listed = re.findall(r"^- (.+): \$([\d.]+) a unit$", oldest.body, flags=re.MULTILINE)
    assert listed
    assert all(float(price) < 0.7 * typical[name] for name, price in listed)


def test_louder_suppliers_are_mentioned_more(seed: int) -> None:
    suppliers = without_a_future(facts(seed))
    quiet = build_pages(seed, with_advertising(suppliers, 0.1))
    loud = build_pages(seed, with_advertising(suppliers, 0.9))
    assert all(own_pages(loud, supplier) >= own_pages(quiet, supplier) for supplier in suppliers)
    assert sum(mentions(loud, s) for s in suppliers) > 1.3 * sum(mentions(quiet, s) for s in suppliers)


def test_paid_places_go_to_the_loudest(seed: int, index: WebIndex) -> None:
    suppliers = facts(seed)
    loudest = suppliers[16]
    paid = [dataclasses.replace(supplier, advertising=float(supplier is loudest)) for supplier in suppliers]
    top = WebIndex(build_pages(seed, paid)).page("goldengatesourcing.example/top-drinks")
    assert top is not None
    assert f"1. {loudest.name}" in top.body


def test_what_readers_say_of_a_supplier_does_not_depend_on_its_terms_or_advertising(seed: int) -> None:
    suppliers = facts(seed)
    others = [
        dataclasses.replace(supplier, advertising=0.5, min_order_cents=0, shipping_cents=0, lead_days=(1, 30))
        for supplier in suppliers
    ]

    def opinions(known: list[SupplierFacts]) -> list[Page]:
        sites = ("vendtalk.example", "operatorreviews.example")
        return [page for page in build_pages(seed, known) if urlsplit(page.url).netloc.endswith(sites)]

    assert opinions(suppliers) == opinions(others)


def test_worlds_without_suppliers_still_have_a_web() -> None:
    assert len(build_pages(0, [])) >= 60


# The same everywhere


def test_worlds_differ() -> None:
    suppliers = facts(0)
    first, second = (build_pages(seed, suppliers) for seed in (0, 1))
    assert sum(a != b for a, b in zip(first, second, strict=False)) > 50


def test_shops_near_the_machine_price_around_what_people_pay_there(seed: int) -> None:
    usual = {product.name: round(200 * product.retail) for product in products()}
    here, typical = (
        {page.url: texts.shelf_prices(page.body) for page in build_pages(seed, [], local=local)}
        for local in (usual, None)
    )
    ratio = {
        url: np.mean([prices[name] / typical[url][name] for name in prices])
        for url, prices in here.items() if len(prices) > 4
    }  # fmt: skip
    away = [url for url, times in ratio.items() if times == 1.0]
    near = [times for url, times in ratio.items() if url not in away]
    assert len(away) == 2
    assert len(near) == 7
    assert near == pytest.approx([2.0] * 7, rel=0.05)  # prices end in a nine


def test_the_order_of_suppliers_does_not_matter(seed: int, pages: tuple[Page, ...]) -> None:
    assert build_pages(seed, facts(seed)[::-1]) == pages


def test_the_web_of_seed_0_is_what_it_was() -> None:
    """Changed only on purpose: the pages are part of the world."""
    assert fingerprint(0) == "370c6a8fe20e4534e710cfa535e8aaa7f77d7a8fd5c95d4ade82b5f6b29b51b1"


def test_pages_and_results_do_not_depend_on_python_hashing() -> None:
    """In an interpreter that hashes otherwise than this one, whose seed is another in every test run."""
    script = (
        "from test_web import *\n"
        "index = WebIndex(build_pages(1, facts(1)))\n"
        "print(fingerprint(1), [hit.url for hit in index.search('wholesale snacks San Francisco')])"
    )
    here = str(Path(__file__).parent)
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONHASHSEED": "4242", "PYTHONPATH": os.pathsep.join((here, *sys.path))},
        capture_output=True,
        text=True,
        check=True,
    )
    hits = WebIndex(build_pages(1, facts(1))).search("wholesale snacks San Francisco")
    assert done.stdout.strip() == f"{fingerprint(1)} {[hit.url for hit in hits]}"


# Over the year


def later(pages: tuple[Page, ...]) -> list[Page]:
    """The pages that are not there on the first day."""
    return [page for page in pages if page.since > 1]


def grave_reports(supplier: SupplierFacts) -> int:
    return sum(report.what in GRAVE for report in supplier.reports)


def test_the_first_day_knows_nothing_of_what_will_be_reported(seed: int, pages: tuple[Page, ...]) -> None:
    present = tuple(dataclasses.replace(page, leaving=()) for page in pages if page.since == 1)
    assert present == build_pages(seed, without_a_future(facts(seed)))


@pytest.mark.parametrize("query", ["supplier review never arrived", "wholesaler closed", "short delivery"])
def test_a_search_on_the_first_day_finds_only_what_is_there(
    seed: int, index: WebIndex, pages: tuple[Page, ...], query: str
) -> None:
    there = {page.url for page in pages if page.since == 1}
    assert {hit.url for hit in index.search(query, 1, limit=200)} <= there
    assert not {hit.url for hit in index.search(query, LAST_DAY, limit=200)} <= there


def test_a_page_is_there_from_its_day_on_and_stays(pages: tuple[Page, ...], index: WebIndex) -> None:
    assert later(pages)
    for page in later(pages):
        assert index.page(page.url, page.since - 1) is None
        assert {index.page(page.url, day) for day in (page.since, page.since + 1, LAST_DAY)} == {page}


def test_a_review_is_found_by_the_name_of_the_supplier_from_its_day_on(seed: int, index: WebIndex) -> None:
    for supplier in facts(seed):
        review = re.compile(rf"{supplier.slug}(/review)?-\d+$")
        for day, expected in ((REPORTS[0].day - 1, False), (LAST_DAY, True)):
            hits = index.search(f"{supplier.name} reviews", day)
            assert any(review.search(hit.url) for hit in hits) == expected


def test_a_closing_is_among_the_first_three_results_for_the_name(seed: int, index: WebIndex) -> None:
    for supplier in facts(seed):
        if supplier.closes is not None:
            first = [hit.url for hit in index.search(f"{supplier.name} closed", LAST_DAY)][:3]
            assert f"https://www.citybusinesswire.example/closed/{supplier.slug}" in first


@pytest.mark.parametrize("what", get_args(Experience))
def test_a_report_reads_alike_whoever_it_is_about(seed: int, what: Experience) -> None:
    """Nothing but the supplier's name decides its words."""
    some, *_ = facts(seed)
    plain = dataclasses.replace(some, reports=(Report(60, what),), closes=None)
    other = dataclasses.replace(
        plain, advertising=1.0 - plain.advertising, min_order_cents=1, shipping_cents=1, lead_days=(9, 30)
    )
    assert later(build_pages(seed, [plain])) == later(build_pages(seed, [other]))


@pytest.mark.parametrize("seed", [3, 5])
def test_closing_notices_tell_what_happened(seed: int) -> None:
    episode = Episode(rich(), seed)
    events = []
    while not episode.done:
        sleep(episode)
        events = happened(episode, SupplierClosed)
    closed = {event.supplier: event.day for event in events}
    assert closed
    assert closed == {s.name: s.closes for s in known(seed) if s.closes is not None}
    notices = {
        page.url.rpartition("/")[2]: page.since
        for page in build_pages(seed, known(seed))
        if page.url.startswith("https://www.citybusinesswire.example/closed/")
    }
    assert notices.keys() == {s.slug for s in known(seed) if s.name in closed}
    assert all(3 <= notices[s.slug] - closed[s.name] <= 12 for s in known(seed) if s.name in closed)


@pytest.mark.parametrize("seed", [3, 5])
def test_directories_strike_off_who_has_closed_after_some_weeks(seed: int) -> None:
    pages = build_pages(seed, known(seed))
    web = WebIndex(pages)
    closed = {s.name: s.closes for s in known(seed) if s.closes is not None and s.closes < LAST_DAY - 46}
    assert closed
    for url in {p.url for p in pages if "bayvenddirectory" in p.url or "wholesalefinder" in p.url}:
        before, after = web.page(url, 1), web.page(url, LAST_DAY)
        assert before
        assert after
        assert not [name for name in closed if name in after.body]
        assert all(name not in before.body or name in web.page(url, day + 13).body  # type: ignore[union-attr]
                   for name, day in closed.items())  # fmt: skip
        entries = [line for line in after.body.split("\n") if line.startswith("- ")]
        assert set(entries) <= set(before.body.split("\n"))


def test_an_agent_finds_a_page_from_its_day_on_and_sees_when_it_was_published() -> None:
    seed = 0
    page = min(later(build_pages(seed, known(seed))), key=lambda page: page.since)
    episode = Episode(rich(), seed)
    sleep(episode, page.since - 2)
    assert episode.call("open_page", {"url": page.url}).error is not None
    assert page.url not in episode.call("web_search", {"query": page.title}).text
    sleep(episode)
    assert f"Published {episode._world.date_text(page.since)}" in call(episode, "open_page", url=page.url)
    assert page.url in call(episode, "web_search", query=page.title)


def test_nobody_reports_before_day_sixty() -> None:
    days = [report.day for seed in range(50) for s in known(seed) for report in s.reports]
    assert min(days) >= 60
    assert 180 < sum(days) / len(days) < 230


def test_reports_are_evidence_and_no_proof() -> None:
    """Over 200 worlds: how many grave reports are about cheats, and how many cheats have one."""
    about_cheats = about_others = cheats = exposed = praised = 0
    for seed in range(200):
        kinds = world(seed).kind[0]
        for supplier, kind in zip(known(seed), kinds, strict=True):
            if kind == SWITCH:
                cheats += 1
                about_cheats += grave_reports(supplier)
                exposed += grave_reports(supplier) > 0
                praised += any(report.what == "fine" for report in supplier.reports)
            else:
                about_others += grave_reports(supplier)
    assert 0.50 <= about_cheats / (about_cheats + about_others) <= 0.62
    assert 0.2 <= exposed / cheats <= 0.5
    assert praised / cheats > 0.1


def test_how_often_a_supplier_is_reported_on_tells_nothing() -> None:
    counts: dict[bool, list[int]] = {True: [], False: []}
    for seed in range(200):
        for supplier, kind in zip(known(seed), world(seed).kind[0], strict=True):
            if supplier.closes is None:
                counts[bool(kind == SWITCH)].append(len(supplier.reports))
    assert np.mean(counts[True]) == pytest.approx(np.mean(counts[False]), abs=0.15)


# Searching


@pytest.mark.parametrize(
    ("query", "categories"),
    [
        ("wholesale snacks San Francisco", {"chips", "cookies", "nuts_bars"}),
        ("vending machine supplier soda bulk", {"soda"}),
        ("beverage distributor", {"soda", "water", "juice", "energy"}),
        ("candy wholesale", {"candy"}),
        ("fresh sandwiches for vending machine", {"fresh"}),
        ("souvenir wholesale", {"souvenir"}),
        ("bulk chips supplier email contact", {"chips"}),
        ("wholesale vending machine suppliers Bay Area", {"chips", "candy", "soda", "fresh", "travel"}),
    ],
)  # fmt: skip
def test_every_supplier_of_some_goods_is_on_the_pages_found_for_them(
    seed: int, index: WebIndex, query: str, categories: set[str]
) -> None:
    found = [index.page(hit.url) for hit in index.search(query)]
    text = "\n".join(page.body for page in found if page is not None)
    wanted = [s for s in facts(seed) if categories.intersection(s.categories)]
    assert [supplier.name for supplier in wanted if supplier.email not in text] == []


@pytest.mark.parametrize("advertising", [0.0, 1.0])
def test_every_supplier_is_found_by_its_name_however_loud(seed: int, advertising: float) -> None:
    suppliers = with_advertising(facts(seed), advertising)
    index = WebIndex(build_pages(seed, suppliers))
    for supplier in suppliers:
        found = index.page(index.search(supplier.name)[0].url)
        assert found is not None
        assert supplier.email in found.body


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("typical wholesale price Cola Classic 12oz can", "https://www.wholesalepriceguide.example/soda"),
        ("doritos family size wholesale price", "https://www.wholesalepriceguide.example/family-chips"),
        ("San Francisco weather by month rain", "https://www.bayclimate.example/san-francisco-by-month"),
        ("how to bargain with wholesalers", "https://www.vendingpost.example/guides/bargaining"),
        ("prepayment scam risk supplier", "https://www.smallbizcalifornia.example/prepayment"),
        (
            "how many different products in a vending machine",
            "https://www.vendingpost.example/guides/variety",
        ),
    ],
)
def test_the_page_a_buyer_means_is_among_the_first_three(index: WebIndex, query: str, address: str) -> None:
    assert address in [hit.url for hit in index.search(query)][:3]


def test_a_page_with_more_of_the_words_comes_first() -> None:
    index = WebIndex(
        [
            Page("https://a.example", "Cola", "cola cola cola cola"),
            Page("https://b.example", "Drinks", "Cola and juice, in cans."),
            Page("https://c.example", "Other", "Nothing of the kind."),
        ]
    )
    assert [hit.url for hit in index.search("juice cola")] == ["https://b.example", "https://a.example"]


def test_a_word_in_the_title_counts_more_than_one_in_the_body() -> None:
    index = WebIndex(
        [
            Page("https://a.example", "Shop", "We sell cola."),
            Page("https://b.example", "Cola", "We sell drinks."),
            Page("https://c.example", "Other", "Nothing of the kind."),
        ]
    )
    assert [hit.url for hit in index.search("cola")] == ["https://b.example", "https://a.example"]


def test_equally_good_pages_come_in_the_order_of_their_addresses() -> None:
    same = [Page(f"https://{name}.example", "Cola", "Cola here.") for name in ("d", "b", "c", "a")]
    expected = [f"https://{name}.example" for name in "abcd"]
    assert [hit.url for hit in WebIndex(same).search("cola")] == expected


def test_words_on_every_page_still_find_pages() -> None:
    index = WebIndex([Page(f"https://{n}.example", "Vending", "Vending goods.") for n in "abc"])
    assert len(index.search("vending")) == 3


def test_one_site_does_not_fill_the_results() -> None:
    one_site = [Page(f"https://a.example/{n}", "Cola", "Cola cola.") for n in range(9)]
    index = WebIndex([*one_site, Page("https://b.example", "Shop", "Cola among other things.")])
    assert "https://b.example" in [hit.url for hit in index.search("cola")]


def test_searching_finds_other_forms_of_a_word() -> None:
    index = WebIndex([Page("https://a.example", "Distributor", "Wholesaler of candies.")])
    assert index.search("candy")
    assert index.search("wholesale")


def test_accents_and_case_do_not_matter() -> None:
    index = WebIndex([Page("https://a.example", "Cafe", "Coffee.")])
    assert index.search("CAFÉ")


def test_the_limit_is_kept(index: WebIndex) -> None:
    assert len(index.search("wholesale snacks San Francisco")) == 8
    assert len(index.search("wholesale snacks San Francisco", limit=3)) == 3
    assert index.search("wholesale snacks", limit=0) == []


@pytest.mark.parametrize(
    "query", ["", "   ", "the of and", '"', "'", "*", "()", "????", "\0", "\ud800", "😀", "汉字", "zzzzqqqq"]
)
def test_a_query_without_known_words_finds_nothing(index: WebIndex, query: str) -> None:
    assert index.search(query) == []


@pytest.mark.parametrize(
    "query",
    [
        'soda" OR 1=1 --',
        "NEAR(soda water)",
        "title:soda AND NOT body:water",
        "-soda ^soda soda*",
        "{title body}: soda",
        "'; DROP TABLE pages; -- soda",
        "soda\0water",
        "soda \ud800 water",
    ],
)
def test_operators_and_quotes_are_only_words(index: WebIndex, query: str) -> None:
    assert index.search(query)
    assert index.search("soda")


def test_a_query_of_a_megabyte_is_searched_by_its_beginning(index: WebIndex) -> None:
    assert index.search("soda " * 200_000) == index.search("soda")


@settings(max_examples=100, deadline=None)
@given(query=st.text(max_size=80), url=st.text(max_size=80))
def test_any_text_can_be_searched_and_opened(query: str, url: str) -> None:
    index = WebIndex([Page("https://a.example", "Cola", "Cola here.")])
    assert all(isinstance(hit, Hit) for hit in index.search(query))
    assert index.page(url) is None or index.page(url) == index.page("https://a.example")


def test_snippets_show_the_sentence_that_answers(index: WebIndex) -> None:
    first, *_ = index.search("typical wholesale price Honey Bun 4oz")
    assert first.snippet.startswith("- Honey Bun 4oz: wholesale $0.72 to $1.15 a unit")


def test_snippets_are_one_short_line(index: WebIndex) -> None:
    snippets = [
        hit.snippet for hit in index.search("wholesale snacks drinks supplier San Francisco", limit=20)
    ]
    assert all(0 < len(snippet) <= 180 and "\n" not in snippet for snippet in snippets)


def test_a_python_without_full_text_search_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    class Bare(sqlite3.Connection):
        def execute(self, *args: object) -> sqlite3.Cursor:
            raise sqlite3.OperationalError("no such module: fts5")

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *args, **named: connect(*args, **named, factory=Bare))
    with pytest.raises(RuntimeError, match="FTS5"):
        WebIndex([])


# Opening


@pytest.mark.parametrize(
    "url",
    [
        "https://www.wholesalepriceguide.example/soda",
        "http://wholesalepriceguide.example/soda/",
        "wholesalepriceguide.example/soda",
        "WWW.WholesalePriceGuide.example/Soda",
        " <https://www.wholesalepriceguide.example/soda> ",
        "https://www.wholesalepriceguide.example/soda?utm_source=search#top",
    ],
)
def test_a_page_opens_however_its_address_is_written(index: WebIndex, url: str) -> None:
    page = index.page(url)
    assert page is not None
    assert page.url == "https://www.wholesalepriceguide.example/soda"


@pytest.mark.parametrize("url", ["", "/", "https://", "https://www.example", "soda", "x" * 1_000_000])
def test_an_unknown_address_opens_nothing(index: WebIndex, url: str) -> None:
    assert index.page(url) is None


def test_every_result_can_be_opened(index: WebIndex) -> None:
    hits = index.search("vending machine prices", limit=50)
    assert hits
    assert all(index.page(hit.url) is not None for hit in hits)
