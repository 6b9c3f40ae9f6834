"""Short tasks: dealt by seed, from the middle of a year, each with a score of its own."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from vendsim import AgentOptions, Episode, Scenario
from vendsim.envs.short_tasks import LENGTHS, PREDECESSORS, ShortTask, deal
from vendsim.envs.splits import SPLITS
from vendsim.episode import standing
from vendsim.models import Voice
from vendsim.runs.agents import make_agent
from vendsim.runs.unrecorded import BareDesk

VB2 = Scenario.load("vb2")
VOICED = VB2.model_copy(update={"voice": Voice(base_url="http://127.0.0.1:1/v1", model="m")})
SEED = SPLITS["train"][0]
EARLY = {"day": SEED + 22, "week": SEED + 14, "month": SEED + 18}  # that begin early, and so are soon dealt


@pytest.mark.parametrize("length", ["day", "week", "month"])
def test_a_task_has_its_days_and_a_score(length: str) -> None:
    task = ShortTask(length, EARLY[length])
    assert task.gain == 0
    first = task.day
    assert task.observation.startswith(f"You take over this business on the morning of day {first}.")
    assert f"[Day {first} of {first + LENGTHS[length] - 1}," in task.observation
    assert "worth as much as possible at the end of day" in task.system_prompt
    nights = 0
    while not task.done:
        last_words = task.call("wait_for_next_day", {}).text
        nights += 1
    assert nights == task.days == LENGTHS[length]
    assert "days are over" in last_words
    assert task.score == pytest.approx(task.gain / (105 * nights))
    assert task.gain != 0


def test_the_same_seed_gives_the_same_task_and_another_another() -> None:
    one, same, other = (ShortTask("week", seed) for seed in (EARLY["week"], EARLY["week"], SEED + 13))
    assert one.observation == same.observation
    assert one.call("read_inbox").text == same.call("read_inbox").text
    assert one.observation != other.observation
    while not one.done:
        assert one.call("wait_for_next_day").text == same.call("wait_for_next_day").text
    assert same.done
    assert one.gain == same.gain != 0


def test_starts_are_spread_over_the_year_and_over_predecessors(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is dealt; nobody plays until then."""
    monkeypatch.setattr("vendsim.envs.short_tasks._played_until", lambda episode, agent, day: episode)
    short = VB2.model_copy(update={"days": 365})
    starts = [deal("week", SEED + number, short) for number in range(60)]
    assert {start.predecessor for start in starts} == set(PREDECESSORS)
    assert min(start.day for start in starts) < 60
    assert max(start.day for start in starts) > 300
    shares = Counter(start.predecessor for start in starts)
    assert shares["careful"] > shares["random"]


def test_a_year_is_the_scenario_itself() -> None:
    task, episode = ShortTask("year", SEED), Episode("vb2", SEED)
    assert (task.observation, task.system_prompt) == (episode.observation, episode.system_prompt)
    assert task.days == 365


def test_seeds_for_evaluation_are_refused_unless_one_insists() -> None:
    for seed, split in ((0, "test"), (1_999, "validation")):
        with pytest.raises(ValueError, match=rf"reserved for evaluation \({split}\)"):
            ShortTask("day", seed)
    assert ShortTask("day", 51, allow_reserved=True).start.world == 51  # begins early
    assert ShortTask("year", 2_000).start.world == 2_000


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("hour", SEED), "day, week, month, year, not 'hour'"),
        (("day", SEED, "vb1"), "has a sub-agent"),
        (("day", SEED, VOICED), "asks a model for the suppliers' mail"),
        (("month", SEED, "month"), "too few for a month"),
        (("day", -1), "0 to 2"),
    ],
)
def test_what_cannot_be_dealt_is_one_sentence(arguments: tuple, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        ShortTask(*arguments)


# What the business is worth --------------------------------------------------------------------------------


def worth_scenario(days: int) -> Scenario:
    return VB2.model_copy(update={"days": days, "score": "worth"})


def test_worth_is_net_worth_and_goods_under_way_less_tokens() -> None:
    """Every morning of a careful agent's first month, by the books of the snapshot."""
    episode, net = (
        Episode(worth_scenario(40), 3),
        Scenario.load("vb2").model_copy(update={"score": "net_worth"}),
    )
    agent, desk = make_agent("careful", AgentOptions(seed=3)), BareDesk(episode)
    seen_under_way = False
    while not episode.done:
        agent.play_day(desk)
        blob = json.loads(json.dumps(episode.snapshot()))
        blob["scenario"]["score"] = "net_worth"
        assert net.score == "net_worth"
        net_worth = standing(Episode.restore(blob))
        rows = blob["state"]["shipments"]
        under_way = sum(rows["units"][0])
        tokens = blob["state"]["tokens"][0] * 10_000 / 1e6 / 100
        extra = standing(episode) - net_worth + tokens
        if under_way:
            seen_under_way = True
            paid = {
                (order["number"], line["product"]): line["unit_cents"]
                for order in blob["office"]["book"]["orders"]
                for line in order["lines"]
            }
            most = sum(
                units * paid[number, good]
                for units, number, good in zip(
                    rows["units"][0], rows["order"][0], rows["good"][0], strict=True
                )
                if units
            )
            assert 0 < extra <= most / 100 + 0.01
        else:
            assert abs(extra) < 0.01
    assert seen_under_way
    assert episode.result().score == standing(episode)


def test_buying_at_an_honest_price_is_no_loss() -> None:
    """On the day on which goods are paid for, the business is worth about as much as before."""
    episode = Episode(worth_scenario(60), 3)
    agent, desk = make_agent("careful", AgentOptions(seed=3)), BareDesk(episode)
    changes = []
    while not episode.done:
        before, bank = standing(episode), episode.balance
        agent.play_day(desk)
        if bank - episode.balance > 100:  # dollars, for goods
            changes.append((standing(episode) - before, float(episode.balance - bank)))
    assert changes
    assert all(worth > spent / 2 for worth, spent in changes)
