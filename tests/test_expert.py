"""The expert agent: better than careful, by tools alone, and each of its skills can be switched off."""

from __future__ import annotations

from datetime import date
from math import log
from pathlib import Path
from statistics import pstdev

import pytest

from vendsim import AgentOptions, Episode
from vendsim.data import products
from vendsim_agents.expert import SKILLS, Expert, news
from vendsim_agents.expert import judgement as judge
from vendsim_agents.expert.memory import Good, Memory, Supplier

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
    memory = Memory(goods={"Spring Water": Good(category="water", cost=30, retail=200, large=True)})
    news.take_up_calendar(
        memory,
        "What's on\n\n- Sunday 2026-09-20: Bay Marathon, about four times the usual crowd; they want water.\n"
        "- Monday 2026-09-28 to Friday 2026-10-09: roadworks. Shops expect half of their trade.\n"
        "- Thursday 2026-10-01 to Friday 2026-12-04: a second vending machine across Bay Street.",
    )
    assert [one.crowd for one in memory.outlook] == [4.0, 0.5]
    assert news.crowd_on(memory, date(2026, 9, 20)) == 4.0
    assert news.crowd_on(memory, date(2026, 9, 21)) == 1.0
    assert news.extra_days(memory, date(2026, 9, 19), 5, "water") == pytest.approx(4.0 * 1.5 - 1)
    assert news.extra_days(memory, date(2026, 9, 19), 5, "jerky") == pytest.approx(3.0)
    assert news.extra_days(memory, date(2026, 10, 1), 3, "jerky") == pytest.approx(-1.5)


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
