"""Small things that a player can check: coins, dates, swings, token bills, and what a desk leads to."""

from __future__ import annotations

import json
import re
from itertools import product
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
import pytest

from playing import call, dealt, happened, pay, place, play_year, rich, sleep, sleep_until
from vendsim import AgentOptions, Desk, Episode, Scenario
from vendsim.economy.catalogue import catalogue
from vendsim.economy.customers import JAM
from vendsim.economy.night import close_day
from vendsim.economy.params import Params
from vendsim.economy.state import State
from vendsim.economy.worlds import open_worlds
from vendsim.events import DayClosed, Delivered
from vendsim.office.world import World
from vendsim.runs.agents import agent_seed
from vendsim.runs.loop import RunDesk, play
from vendsim.runs.starting import start
from vendsim.sub_agent import SubAgent
from vendsim.tokens import estimated_tokens
from vendsim_agents.naive import Naive

SMALL = np.flatnonzero(~catalogue().is_large)[:4]


def stocked(worlds: int) -> tuple[Params, State]:
    """Machines with four products at awkward prices."""
    params, state = open_worlds(Scenario.load("vb2"), range(worlds))
    for slot, good in enumerate(SMALL.tolist()):
        state.slot_good[:, slot] = good
        state.slot_units[:, slot, 0] = 12
        state.slot_day[:, slot, 0] = 1
        state.price[:, good] = (225, 250, 275, 199)[slot]
    return params, state


def test_coins_are_the_prices_of_whole_units() -> None:
    params, state = stocked(200)
    night = close_day(Scenario.load("vb2"), params, state, compiled=False)
    coins = night.revenue - night.card
    for i in range(200):
        sold, price = night.sold[i, :4].tolist(), night.price[i, :4].tolist()
        sums = {
            sum(n * p for n, p in zip(few, price, strict=True))
            for few in product(*(range(n + 1) for n in sold))
        }
        assert int(coins[i]) in sums
        assert int(night.card[i]) == int((night.by_card[i] * night.price[i]).sum())


def test_card_users_pay_their_share_also_where_little_is_sold() -> None:
    params, state = stocked(800)
    state.slot_units[:, 1:, 0] = 0
    state.slot_units[:, 0, 0] = 1  # one unit at most
    night = close_day(Scenario.load("vb2"), params, state, compiled=False)
    some = night.revenue > 0
    assert some.sum() > 300
    assert (night.card[some] / night.revenue[some]).mean() == pytest.approx(0.72, abs=0.06)


def test_a_best_before_date_is_shown_where_goods_perish_and_only_there() -> None:
    life = catalogue().shelf_life
    short, long = int(np.argmin(life)), int(np.argmax(life))
    episode = Episode(seed=1)
    state = episode._world.state
    for good in (short, long):
        state.store_units[0, good, 0], state.store_day[0, good, 0] = 5, 1
    lines = call(episode, "get_storage_inventory").splitlines()
    dated = [line for line in lines if "best before" in line]
    assert len(dated) == 1
    date = episode.scenario.date_of(1 + int(life[short])).isoformat()
    assert dated[0].endswith(f"best before {date}")


def test_a_report_explains_a_day_that_was_far_from_the_others() -> None:
    diary = play_year(Naive(AgentOptions()), Episode("month", 2))
    texts = [
        reply.text for reply in diary.replies if "than on an average day of the week before" in reply.text
    ]
    days = {event.day: event for event in diary.events if isinstance(event, DayClosed)}
    assert texts
    for text in texts:
        more, mean = re.search(r"(\d+) % (?:more|fewer) units .*\((\d+) a day|before \((\d+)\)", text), None
        assert more is not None
        day = int(re.findall(r"\[Day (\d+) of", text)[-1]) - 1
        before = [days[d].units_sold for d in range(max(1, day - 7), day)]
        mean = sum(before) / len(before)
        assert abs(days[day].units_sold / mean - 1) >= 0.35
        assert ("it rained" in text) <= days[day].wet
        assert f"it was a {Scenario.load('month').date_of(day):%A}" in text


# Tokens --------------------------------------------------------------------------------------------------


def test_an_action_is_billed_by_its_length_when_nobody_counts() -> None:
    env: Any = gymnasium.make("vendsim/Tools-v0", scenario="vb2").unwrapped
    env.reset(seed=3)
    thought = json.dumps({"name": "write_note", "arguments": {"text": "think " * 1000}})
    env.step(thought)
    written = env._episode.result().output_tokens
    assert 1_490 < written < 1_520
    env.bill_tokens(5_000)
    env.step(thought)
    assert env._episode.result().output_tokens == written + 5_000
    env.step('{"name": "list_reminders", "arguments": {}}')
    assert env._episode.result().output_tokens == written + 5_000


def test_what_cannot_be_written_is_estimated_as_nothing() -> None:
    loop: dict[str, Any] = {}
    loop["again"] = loop
    assert estimated_tokens(loop) == 0
    assert estimated_tokens(None) == estimated_tokens({}) == 0
    assert estimated_tokens("x" * 10**8) == 1_000_000


class Thinks:
    """Writes long notes and never bills a token."""

    def __init__(self, options: AgentOptions) -> None:
        self._options = options
        self.desk: Desk | None = None

    def play_day(self, desk: Desk) -> None:
        self.desk = desk
        desk.call("write_note", {"text": "x" * 4_000})
        desk.call("wait_for_next_day")

    def snapshot(self) -> dict[str, Any]:
        return {}

    def restore(self, blob: dict[str, Any]) -> None:
        return None


def played(tmp_path: Path, days: int = 3) -> tuple[Thinks, Episode]:
    options = AgentOptions(seed=4)
    scenario = Scenario.load("vb1").model_copy(update={"days": days})
    scenario = scenario.model_copy(update={"tools": (*scenario.tools, "write_note")})
    episode, folder = start(tmp_path / "run", scenario, "thinks", options)
    agent = Thinks(options)
    play(episode, agent, folder)
    return agent, episode


def test_an_agent_that_never_bills_tokens_pays_for_what_it_wrote(tmp_path: Path) -> None:
    _, episode = played(tmp_path)
    assert 3_000 < episode.result().output_tokens < 3_100


# The desk ------------------------------------------------------------------------------------------------


def attributes(thing: Any) -> list[Any]:
    """Whatever the attributes and the contents of a thing lead to, code and its globals left out."""
    if isinstance(thing, dict):
        return [*thing.keys(), *thing.values()]
    if isinstance(thing, list | tuple | set | frozenset):
        return list(thing)
    found = []
    for name in dir(thing):
        if name in ("__globals__", "__builtins__", "__class__", "__subclasses__", "__init_subclass__"):
            continue
        try:
            found.append(getattr(thing, name))
        except Exception:
            continue
    return found


def leads_to_a_world(*things: Any) -> bool:
    """Whether attributes of attributes, four deep, lead to what is hidden."""
    hidden, plain = (World, Episode, State, Params, SubAgent), (str, bytes, int, float, type, type(None))
    queue, seen = list(things), {}
    for _ in range(4):
        deeper = []
        for thing in queue:
            if id(thing) in seen or isinstance(thing, plain):
                continue
            seen[id(thing)] = thing
            if isinstance(thing, hidden):
                return True
            deeper += attributes(thing)
        queue = deeper
    return False


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_no_attribute_path_from_a_desk_leads_to_the_world(tmp_path: Path) -> None:
    agent, episode = played(tmp_path)
    desk = agent.desk
    assert desk is not None
    assert desk.sub_agent is not None
    assert not leads_to_a_world(desk, desk.sub_agent, desk.call, desk.sub_agent.call)
    behind = RunDesk(episode, agent, None)  # type: ignore[arg-type]
    assert leads_to_a_world(behind.call)
    assert leads_to_a_world(behind.sub_agent)


def test_an_agent_is_not_told_which_world_it_is_in() -> None:
    seeds = {seed: agent_seed(seed) for seed in range(100)}
    assert len(set(seeds.values())) == 100
    assert all(seed != told for seed, told in seeds.items())


# Net worth -----------------------------------------------------------------------------------------------


def test_cash_turned_into_stock_at_the_end_gains_nothing() -> None:
    """The cheapest supplier delivers two days before the end: the goods count at what they cost."""
    seller = dealt("negotiator", plan=lambda plan: (plan.delay_days == 0) & ~plan.lost & (plan.mishap == 0))
    episode = Episode(rich("vb1"), seller.seed)
    order = place(episode, seller.email, {seller.goods[0]: 300})
    pay(episode, seller.email, order.total_cents, order.order)
    sleep_until(episode, lambda: happened(episode, Delivered))
    blob = episode.snapshot()
    blob["scenario"]["days"] = episode.day
    end = Episode.restore(blob)
    while not end.done:
        sleep(end)
    score, balance = end.result().score, end.result().final_balance
    assert score is not None
    paid = order.total_cents / 100
    assert 0 < score - balance <= paid


def test_goods_past_their_date_are_worth_nothing() -> None:
    good = int(np.argmin(catalogue().shelf_life))
    life = int(catalogue().shelf_life[good])
    worth = []
    for age in (life, life + 1):
        episode = Episode(Scenario.load("vb1"), 1)
        world = episode._world
        world.state.day[:] = world.scenario.days
        world.state.store_units[0, good, 0] = 10
        world.state.store_day[0, good, 0] = world.scenario.days - age
        sleep(episode)
        result = episode.result()
        assert result.score is not None
        worth.append(result.score - result.final_balance)
    assert worth[0] == pytest.approx(10 * float(world.params.wholesale[0, good]) / 100, abs=0.01)
    assert worth[1] == 0.0


def test_the_drop_sensor_bears_out_a_jam_that_happened_and_no_invented_one() -> None:
    episode = Episode(Scenario.load("vb2").with_(customers={"claim_rate": 0.25}), seed=2)
    state = episode._world.state
    for slot, good in enumerate(SMALL.tolist()):
        state.slot_good[0, slot], state.slot_units[0, slot, 0], state.slot_day[0, slot, 0] = good, 12, 1
        state.price[0, good] = 225
    sleep(episode, nights=3)
    claims = episode._world.office.claims
    jams = [claim for claim in claims if claim.story == "jam"]
    true = {(claim.slot, claim.bought) for claim in jams if claim.cause == JAM}
    false = {(claim.slot, claim.bought) for claim in jams if claim.cause != JAM} - true
    assert true
    assert false
    missed = re.findall(r"([A-D]\d) on (\S+?)[,;\s]", sensor(episode))
    dates = {(slot, episode.scenario.date_of(day).isoformat()) for slot, day in true}
    assert {(slot, date) for slot, date in missed} == dates
    sleep(episode, nights=40)  # until all is sold, and longer
    assert sensor(episode).endswith("last 14 days: everything that was paid for dropped.")


def sensor(episode: Episode) -> str:
    lines = call(episode, "get_machine_inventory").splitlines()
    return next(line for line in lines if line.startswith("Drop sensor"))
