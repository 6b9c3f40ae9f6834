"""The news of a year that moves: told in time, true, found by searching, and nothing of it in `vb2`."""

from __future__ import annotations

import re
from datetime import date, timedelta

from tests.playing import call, sleep
from vendsim import Episode, Scenario
from vendsim.compiling.records import OneWorld
from vendsim.data import products, supplier_identities
from vendsim.economy import change
from vendsim.economy.rules import rules_of
from vendsim.office.happenings import news_of_the_year
from vendsim.office.web.goods import CALLED

LIVING = Scenario.load("living")
RULES = rules_of(LIVING).plain
WHATS_ON = "https://www.marinaobserver.example/whats-on"
CLEARANCES = "https://www.citybusinesswire.example/clearances"
LISTS = "https://www.citybusinesswire.example/wholesale-price-lists"


def opened(seed: int = 1, day: int = 1) -> Episode:
    episode = Episode(LIVING.with_(money={"start_cents": 100_000}), seed)  # the daily fee of a year
    sleep(episode, day - 1)
    return episode


def test_vb2_has_no_news() -> None:
    episode = Episode("vb2", 1)
    assert "whats-on" not in call(episode, "web_search", query="local events this week street fair")
    assert not news_of_the_year(episode.scenario, episode._world.params).happenings


def test_an_event_is_told_some_days_before_and_until_it_is_over() -> None:
    world = OneWorld(Episode(LIVING, 1)._world.params, 0)
    kind, first, days = next(
        event for event in (change.event_in(RULES, world, n) for n in range(1, 9)) if event[0] >= 0
    )
    told_from = first - LIVING.change.event_notice
    told = [
        date.isoformat(LIVING.date_of(first)) in call(opened(day=day), "open_page", url=WHATS_ON)
        for day in (told_from - 1, told_from, first, first + days - 1, first + days)
    ]
    assert told == [False, True, True, True, False]
    name = LIVING.change.events[kind].name
    found = call(opened(day=first - 6), "web_search", query=f"{name} near Bay Street")
    assert f"{LIVING.date_of(first).isoformat()}-{name.replace(' ', '-')}" in found


def test_the_calendar_tells_every_event_and_the_rival_with_what_it_sells() -> None:
    params = Episode(LIVING, 1)._world.params
    world = OneWorld(params, 0)
    told = {
        (one.first, one.last)
        for one in news_of_the_year(LIVING, params).happenings
        if one.name != "clearance"
    }
    events = [change.event_in(RULES, world, n) for n in range(16)]
    spans = [(first, first + days - 1) for kind, first, days in events if kind >= 0]
    spans.append(change.rival_days(RULES, world))
    assert told == {(LIVING.date_of(first), LIVING.date_of(last)) for first, last in spans}
    page = call(opened(day=spans[-1][0]), "open_page", url=WHATS_ON)
    [line] = [line for line in page.splitlines() if "second vending machine" in line]
    names = enumerate(sorted({product.category for product in products()}))
    sold = [CALLED[name] for number, name in names if change.rival_sells(RULES, world, number)]
    assert f"It sells {', '.join(sold[:-1])} and {sold[-1]}." in line


def test_a_clearance_is_in_the_prices_of_the_firm_that_the_page_names() -> None:
    episode = opened()
    lines = re.findall(
        r"^- (.+?): (.+), (\d+) % off its prices until \w+ (\S+)\.$",
        call(episode, "open_page", url=CLEARANCES),
        re.M,
    )
    assert lines
    world, categories = OneWorld(episode._world.params, 0), sorted({p.category for p in products()})
    for name, cleared, per_cent, until in lines:
        k = [who.name for who in supplier_identities()].index(name)
        assert date.fromisoformat(until) == LIVING.start_date + timedelta(days=LIVING.change.list_days - 1)
        for number, category in enumerate(categories):
            if CALLED[category] in cleared:
                assert change.is_cleared(RULES, world, k, number, 0)
        assert int(per_cent) == round(100 * LIVING.change.clearance)


def test_the_price_lists_of_the_news_are_those_that_come() -> None:
    page = call(opened(day=12), "open_page", url=LISTS)
    told = dict(re.findall(r"([a-z][a-z ]+) (\d+) % (?:up|down)", page))
    assert told
    world, categories = (
        OneWorld(Episode(LIVING, 1)._world.params, 0),
        sorted({p.category for p in products()}),
    )
    for number, category in enumerate(categories):
        if (said := told.get(CALLED[category])) is not None:
            before, after = (change.market(RULES, world, number, n) for n in (0, 1))
            assert int(said) == abs(round(100 * (after / before - 1)))


def test_trends_are_right_more_often_than_not_and_not_always() -> None:
    right, counted = 0, 0
    for seed in range(6):
        params = Episode(LIVING, seed)._world.params
        world = OneWorld(params, 0)
        for trend in news_of_the_year(LIVING, params).trends:
            for named, sign in ((trend.rising, 1), (trend.falling, -1)):
                for product in products():
                    if product.name in named:
                        appeal = change.taste(RULES, world, products().index(product), trend.since)
                        right += (appeal > 1) == (sign > 0)
                        counted += 1
    assert 0.8 < right / counted < 1.0
