"""The expert agent: better than careful, by tools alone, and each of its skills can be switched off."""

from __future__ import annotations

from datetime import date, timedelta
from math import log
from pathlib import Path
from statistics import pstdev

import pytest

from vendsim import AgentOptions, Episode
from vendsim.data import products
from vendsim_agents.expert import SKILLS, Expert, news
from vendsim_agents.expert import judgement as judge
from vendsim_agents.expert.memory import Good, Memory, Outlook, Supplier

LEAST = 14_000  # dollars, mean of two seeds; careful's band ends at 16,000


@pytest.fixture(scope="module")
def years(year_of):
    return [year_of(Expert, seed).episode.result() for seed in range(2)]


def test_the_expert_earns_more_than_a_careful_operator(years):
    assert sum(year.final_balance for year in years) / len(years) > LEAST
    assert {year.end_reason for year in years} == {"completed"}


def test_the_expert_makes_no_bad_calls_but_looking_for_news(years):
    assert all(year.tool_errors <= 1 for year in years)  # vb2 has no calendar of local events


@pytest.mark.parametrize("skill", SKILLS)
def test_an_expert_without_a_skill_plays_on(skill: str) -> None:
    episode = Episode("living", 3)
    agent = Expert(AgentOptions(), without=(skill,))
    while episode.day < 40:
        agent.play_day(episode)
    assert episode.result().units_sold > 0


def test_the_recipe_of_the_ladder_plays(monkeypatch) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parent.parent / "benchmarks")
    recipe = pytest.importorskip("recipe", reason="benchmarks are not part of the package")
    episode, agent = Episode("vb2", 3), recipe.Recipe(AgentOptions())
    while episode.day < 30:
        agent.play_day(episode)
    assert episode.result().units_sold > 0


def test_an_expert_goes_on_from_its_snapshot() -> None:
    episode, agent = Episode("living", 4), Expert(AgentOptions())
    while episode.day < 20:
        agent.play_day(episode)
    blob, memory = episode.snapshot(), agent.snapshot()
    ends = []
    for _ in range(2):
        again, other = Episode.restore(blob), Expert(AgentOptions())
        other.restore(memory)
        while again.day < 30:
            other.play_day(again)
        ends.append(again.snapshot())
    assert ends[0] == ends[1]


def test_news_are_understood() -> None:
    memory = Memory()
    news.take_up_calendar(
        memory,
        "What's on\n\n- Sunday 2026-09-20: Bay Marathon, about four times the usual crowd; they want "
        "water.\n"
        "- Wednesday 2026-09-23: street fair on the waterfront, about three times the usual crowd.\n"
        "- Monday 2026-09-28 to Friday 2026-10-09: roadworks. Shops expect half of their trade.\n"
        "- Thursday 2026-10-01 to Friday 2026-12-04: a second vending machine across Bay Street. It "
        "sells family size chips, nuts and bars and juice.",
    )
    assert [one.crowd for one in memory.outlook] == [4.0, 3.0, 0.5, 0.95]
    assert news.wanted_on(memory, date(2026, 9, 20), "jerky") == 4.0
    assert news.wanted_on(memory, date(2026, 9, 20), "water") > 8.0
    assert news.wanted_on(memory, date(2026, 9, 21), "water") == 1.0
    assert news.wanted_on(memory, date(2026, 9, 23), "water") == 3.0
    assert news.wanted_on(memory, date(2026, 10, 1), "jerky") == pytest.approx(0.5 * 0.95)
    rival = {c: news.wanted_on(memory, date(2026, 12, 1), c) < 0.9 for c in ("nuts-bars", "juice", "chips")}
    assert rival == {"nuts-bars": True, "juice": True, "chips": False}


def test_what_the_papers_count_is_expected_to_sell_better_or_worse_and_is_forgotten_in_time() -> None:
    names = ("Cola 12oz can", "Diet Cola 12oz can", "Chips")
    memory = Memory(goods={n: Good(category="soda", cost=50, retail=200, large=False) for n in names})
    usual = judge.rate(memory.goods["Chips"])
    news.take_up_trend(
        memory, "More wanted than usual: Diet Cola 12oz can.\nLess wanted than usual: Chips.\n\nTastes turn."
    )
    cola, diet, chips = (judge.rate(memory.goods[name]) for name in names)
    assert chips < usual == cola < diet
    news.take_up_trend(memory, "More wanted than usual: Jerky.\nLess wanted than usual: Gum.")
    assert chips < judge.rate(memory.goods["Chips"]) < usual < judge.rate(memory.goods[names[1]]) < diet


def test_what_an_event_asks_for_is_bought_ahead_and_dearer_on_the_day() -> None:
    episode, agent = Episode("living", 3), Expert(AgentOptions())
    memory, drink = agent.memory, "Sports Drink"
    memory.goods = {
        f"Tea {n}": Good(category="tea-coffee", cost=50, retail=200, large=True, days=40.0, sold=120.0)
        for n in range(9)
    } | {drink: Good(category="sports", cost=50, retail=200, large=True, days=40.0, sold=48.0)}
    memory.suppliers["a@b.example"] = Supplier(prices=dict.fromkeys(memory.goods, 60))
    when = agent.begin(episode).today + timedelta(days=8)
    assert drink not in agent.begin(episode)._need(10)
    memory.outlook = [
        Outlook(first=when.isoformat(), last=when.isoformat(), crowd=4.0, wants={"sports": 2.0})
    ]
    day = agent.begin(episode)
    assert drink not in day.assortment()
    assert drink in day.assortment(8)
    assert drink in day._need(10)
    assert drink not in day._need(8)
    assert (
        judge.price(memory, drink, 8.0, 3) > judge.price(memory, drink, 8.0, 8) > judge.price(memory, drink)
    )


def test_what_a_crowd_wants_gets_several_slots_and_gives_them_back() -> None:
    episode, agent = Episode("living", 3), Expert(AgentOptions())
    memory, drink = agent.memory, "Sports Drink"
    teas = [f"Tea {n}" for n in range(6)]
    memory.goods = {
        name: Good(category="tea-coffee", cost=50, retail=200, large=True, days=40.0, sold=60.0)
        for name in teas
    } | {drink: Good(category="sports", cost=50, retail=200, large=True, days=40.0, sold=160.0)}
    memory.suppliers["a@b.example"] = Supplier(prices=dict.fromkeys(memory.goods, 60))
    memory.slots = {f"{row}{n}": "" for row in "CD" for n in (1, 2, 3)}
    memory.stored = dict.fromkeys(teas, 8) | {drink: 40}
    today = agent.begin(episode).today.isoformat()

    def slots_of_the_drink(filled: int) -> int:
        day = agent.begin(episode)
        day.filled = dict.fromkeys(memory.slots, filled)
        for move in day._moves():
            for counts, units in ((memory.units, move["units"]), (memory.stored, -move["units"])):
                counts[move["product"]] = counts.get(move["product"], 0) + units
        return list(memory.slots.values()).count(drink)

    assert slots_of_the_drink(0) == 1
    memory.outlook = [Outlook(first=today, last=today, crowd=2.0, wants={"sports": 4.0})]
    assert slots_of_the_drink(8) * 8 == memory.units[drink] > 16
    memory.outlook = []
    assert slots_of_the_drink(8) == 1


def test_shops_tell_what_goods_fetch_here_better_than_guides_do() -> None:
    wrong: dict[str, list[float]] = {"guides": [], "shops": []}
    for seed in range(4):
        episode, agent = Episode("vb2", seed), Expert(AgentOptions())
        while episode.day < 3:
            agent.play_day(episode)
        for product, reference in zip(products(), episode._world.params.reference[0], strict=True):
            if (good := agent.memory.goods.get(product.name)) is not None:
                guide = good.retail * 1.15  # what it goes by without a look at the shops
                wrong["guides"].append(log(guide / reference))
                wrong["shops"].append(log(guide / 1.15 * good.local / reference))
    assert pstdev(wrong["shops"]) < 0.75 * pstdev(wrong["guides"])


def test_a_shop_that_is_dear_as_a_whole_says_nothing_of_a_product() -> None:
    names = [f"product {n}" for n in range(5)]
    memory = Memory(goods={n: Good(category="chips", cost=50, retail=200, large=False) for n in names})
    judge.learn_local_prices(memory, [dict.fromkeys(names, 300), dict.fromkeys(names, 200)])
    assert {round(good.local, 3) for good in memory.goods.values()} == {round(1.5**0.5, 3)}
    judge.learn_local_prices(memory, [dict.fromkeys(names, 200) | {names[0]: 300}])
    assert memory.goods[names[0]].local > 1.2 > memory.goods[names[1]].local


def test_nobody_is_paid_much_before_anything_has_come() -> None:
    new, known, rich = Supplier(), Supplier(good=3), 500_000
    assert judge.limit(Memory(), new, rich) < judge.limit(Memory(), known, rich) <= rich
    assert not judge.usable(Supplier(prices={"x": 1}, bad=1))
