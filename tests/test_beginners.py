"""The two agents that never bargain."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from playing import Diary
from vendsim import AgentOptions, Episode, EpisodeResult
from vendsim_agents.naive import Naive, Trusting

SEEDS = range(5)
MET_BY_CHEATS = range(8, 13)  # worlds in some of which, not all, the cheapest supplier cheats


@pytest.fixture(scope="module")
def naive(year_of: Callable[..., Diary]) -> list[EpisodeResult]:
    return [year_of(Naive, seed).episode.result() for seed in SEEDS]


@pytest.fixture(scope="module")
def trusting(year_of: Callable[..., Diary]) -> list[EpisodeResult]:
    return [year_of(Trusting, seed).episode.result() for seed in MET_BY_CHEATS]


def test_a_beginner_sells_something_everywhere_and_earns_little(naive: list[EpisodeResult]) -> None:
    assert all(year.units_sold > 100 for year in naive)
    assert sum(year.final_balance for year in naive) / len(naive) < 4_000


def test_a_trusting_buyer_loses_money_to_cheats_now_and_then(trusting: list[EpisodeResult]) -> None:
    lost = [year.conduct.lost_to_cheats for year in trusting if year.conduct]
    assert 0 < sum(cents > 0 for cents in lost) < len(lost)  # the cheapest need not cheat


def test_beginners_make_no_bad_calls(naive: list[EpisodeResult], trusting: list[EpisodeResult]) -> None:
    assert {year.tool_errors for year in naive + trusting} == {0}


@pytest.mark.parametrize("kind", [Naive, Trusting])
def test_a_beginner_goes_on_from_its_snapshot(kind: type[Naive]) -> None:
    whole, first = Episode(seed=1), Episode(seed=1)
    agent, other = kind(AgentOptions()), kind(AgentOptions())
    while whole.day < 60:
        agent.play_day(whole)  # an episode has all that these agents need of a desk
    agent = kind(AgentOptions())
    while first.day < 30:
        agent.play_day(first)
    other.restore(json.loads(json.dumps(agent.snapshot())))
    while first.day < 60:
        other.play_day(first)
    assert first.snapshot() == whole.snapshot()
