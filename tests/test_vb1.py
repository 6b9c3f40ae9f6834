"""The vb1 preset: its tools, its score, its limit of messages, and the sub-agent at the machine."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playing import (
    Dealt,
    Diary,
    call,
    dealt,
    happened,
    on_time,
    pay,
    place,
    play_year,
    refuse,
    sleep,
    sleep_until,
)
from vendsim import AgentOptions, Episode, Scenario
from vendsim.data import good_name
from vendsim.economy import machine
from vendsim.economy.ledger import Account
from vendsim.events import (
    Called,
    DayClosed,
    Delivered,
    Ended,
    Stocked,
    SubAgentCalled,
    SubAgentInstructed,
    SubAgentReported,
    TokensBilled,
)
from vendsim.runs import RunFolder, RunRecord, make_agent, play, read_record, resume
from vendsim.runs.calls import REPORT, read_calls
from vendsim.runs.replay import replay
from vendsim_agents.careful import Careful
from vendsim_agents.hands import with_hands
from vendsim_agents.idle import Idle
from vendsim_agents.naive import Naive
from vendsim_agents.random_calls import RandomCalls

PROMISED = {
    "write_scratchpad": "text", "read_scratchpad": "", "delete_scratchpad": "",
    "set_value": "key, value", "get_value": "key", "delete_value": "key", "list_keys": "",
    "add_memory": "text", "search_memory": "query, n?", "delete_memory": "id",
    "sub_agent_specs": "", "run_sub_agent": "instructions", "chat_with_sub_agent": "question",
}  # fmt: skip
AT_THE_MACHINE = ["get_machine_inventory", "stock_machine", "set_prices", "collect_cash"]
BUYER = "sales@baylinevending.example"


def shown(tools: list[dict[str, Any]]) -> dict[str, str]:
    """Names with arguments, optional ones with a question mark."""
    table = {}
    for tool in tools:
        parameters = tool["function"]["parameters"]
        required = parameters.get("required", [])
        table[tool["function"]["name"]] = ", ".join(
            key + "?" * (key not in required) for key in parameters["properties"]
        )
    return table


def limited(messages: int, **changes: Any) -> Scenario:
    base = Scenario.load("vb1")
    context = base.context.model_copy(update={"messages": messages})
    return base.model_copy(update={"context": context, **changes})


def rich_vb1() -> Scenario:
    """Money for everything, and nobody who complains."""
    base = Scenario.load("vb1")
    money = base.money.model_copy(update={"start_cents": 1_000_000})
    calm = base.customers.model_copy(update={"claim_rate": 0.0, "stale_claim_rate": 0.0})
    return base.model_copy(update={"money": money, "customers": calm})


def supplied(seller: Dealt | None = None) -> tuple[Episode, list[str]]:
    """A world with goods in storage, and their names."""
    seller = seller or dealt("friendly", plan=on_time)
    episode = seller.open(rich_vb1())
    order = place(episode, seller.email, seller.basket())
    pay(episode, seller.email, order.total_cents, order.order)
    sleep_until(episode, lambda: happened(episode, Delivered))
    return episode, seller.goods[:2]


# What is published ---------------------------------------------------------------------------------------


def test_the_published_numbers_stand_in_the_preset() -> None:
    scenario = Scenario.load("vb1")
    assert (scenario.context.tokens, scenario.context.messages, scenario.score) == (
        30_000,
        2_000,
        "net_worth",
    )
    money = scenario.money
    assert (money.start_cents, money.daily_fee_cents, money.unpaid_days_limit) == (50_000, 200, 10)


def test_the_agent_has_memories_and_a_sub_agent_and_no_tool_at_the_machine() -> None:
    episode = Episode("vb1")
    tools = shown(episode.tools)
    assert {name: tools[name] for name in PROMISED} == PROMISED
    assert not set(AT_THE_MACHINE) & set(tools)
    assert "write_note" not in tools
    assert "set_reminder" not in tools


def test_the_sub_agent_alone_has_the_machine() -> None:
    sub_agent = Episode("vb1").sub_agent
    assert sub_agent is not None
    assert list(shown(sub_agent.tools)) == AT_THE_MACHINE
    assert sub_agent.tools == [t for t in Episode("vb2").tools if t["function"]["name"] in AT_THE_MACHINE]


def test_other_presets_have_no_sub_agent() -> None:
    assert Episode("vb2").sub_agent is None


def test_the_prompts_tell_the_rules_that_hold() -> None:
    episode = Episode("vb1")
    assert "2,000 messages" in episode.system_prompt
    assert "1,000 tool calls" in episode.system_prompt
    assert "net worth" in episode.system_prompt
    assert episode.sub_agent is not None
    assert "up to 10 calls" in episode.sub_agent.system_prompt
    assert "75 minutes" in episode.sub_agent.system_prompt
    assert "{" not in episode.system_prompt + episode.sub_agent.system_prompt


def test_a_scenario_names_the_sub_agent_and_its_tools_together() -> None:
    base = Scenario.load("vb1").model_dump(mode="json")
    with pytest.raises(ValueError, match="need each other"):
        Scenario.model_validate(base | {"sub_agent": None})


# The sub-agent -------------------------------------------------------------------------------------------


def test_what_the_agent_asks_for_is_what_the_sub_agent_reads() -> None:
    episode = Episode("vb1")
    assert episode.sub_agent is not None
    assert episode.sub_agent.task is None
    call(episode, "run_sub_agent", instructions="Look at the machine and tell me what is in it.")
    assert episode.sub_agent.task is not None
    assert "Look at the machine and tell me what is in it." in episode.sub_agent.task
    assert episode.sub_agent.task.startswith("[Day 1 of 365, Monday 2026-08-10, 08:00]")


def test_the_report_is_what_the_agent_reads() -> None:
    episode = Episode("vb1")
    seat = episode.sub_agent
    assert seat is not None
    call(episode, "run_sub_agent", instructions="Look at the machine.")
    seen = seat.call("get_machine_inventory", {})
    assert "- A1 (small, holds 12): empty" in seen.text
    reply = seat.report("All twelve slots are empty.")
    assert reply.text.endswith("Your sub-agent reports:\nAll twelve slots are empty.")
    assert reply.error is None
    assert seat.task is None


def test_goods_go_into_the_machine_by_the_sub_agent_alone() -> None:
    episode, (first, second) = supplied()
    seat = episode.sub_agent
    assert seat is not None
    move = {"moves": [{"slot": "A1", "product": first, "units": 12}]}
    assert "There is no tool" in refuse(episode, "stock_machine", move).text
    call(episode, "run_sub_agent", instructions=f"Put 12 {first} into A1 and 5 {second} into A2.")
    assert seat.call("stock_machine", move).error is None
    assert seat.call("set_prices", {"prices": {first: 2}}).error is None
    seat.report("Done.")
    assert [(e.slot, e.product, e.units) for e in happened(episode, Stocked)] == [("A1", first, 12)]


def test_calls_at_the_machine_take_as_long_as_they_always_do() -> None:
    times = []
    for scenario in ("vb1", "vb2"):
        episode = Episode(scenario)
        if episode.sub_agent:
            call(episode, "run_sub_agent", instructions="Go.")
        start = minutes(episode)
        for tool in ("get_machine_inventory", "collect_cash"):
            (episode.sub_agent or episode).call(tool, {})
        times.append(minutes(episode) - start)
    assert times == [150, 150]


def minutes(episode: Episode) -> int:
    hours, rest = episode.time.split(":")
    return int(hours) * 60 + int(rest)


def test_a_bad_call_of_the_sub_agent_is_answered_and_takes_its_time() -> None:
    episode = Episode("vb1")
    seat = episode.sub_agent
    assert seat is not None
    call(episode, "run_sub_agent", instructions="Go.")
    for name, arguments in (
        ("read_inbox", {}),
        ("stock_machine", "{"),
        ("collect_cash", {"x": 1}),
        ("", None),
    ):
        before = minutes(episode)
        reply = seat.call(name, arguments)
        assert reply.error
        assert minutes(episode) > before
    assert [event.error is None for event in happened(episode, SubAgentCalled)] == [False] * 4
    assert "the tools are get_machine_inventory, stock_machine" in happened(episode, SubAgentCalled)[0].error


def test_the_agent_waits_while_its_sub_agent_is_at_work() -> None:
    episode = Episode("vb1")
    call(episode, "run_sub_agent", instructions="Go.")
    for name in ("read_inbox", "wait_for_next_day", "run_sub_agent"):
        assert "at work" in refuse(episode, name, {}).text
    assert episode.day == 1


def test_the_sub_agent_cannot_act_unasked() -> None:
    seat = Episode("vb1").sub_agent
    assert seat is not None
    with pytest.raises(RuntimeError, match="no task"):
        seat.call("collect_cash", {})
    with pytest.raises(RuntimeError, match="no task"):
        seat.report("I have nothing to do.")


def test_a_task_takes_ten_calls_and_no_more() -> None:
    episode = Episode("vb1")
    seat = episode.sub_agent
    assert seat is not None
    call(episode, "run_sub_agent", instructions="Look and look again.")
    for left in range(10, 0, -1):
        assert seat.calls_left == left
        assert seat.call("get_machine_inventory", {}).error is None
    assert "used up" in (seat.call("get_machine_inventory", {}).error or "")
    seat.report("Looked ten times.")
    call(episode, "run_sub_agent", instructions="Once more.")
    assert seat.calls_left == 10


def test_a_question_is_answered_in_words() -> None:
    episode = Episode("vb1")
    seat = episode.sub_agent
    assert seat is not None
    call(episode, "chat_with_sub_agent", question="What did you see?")
    assert seat.task is not None
    assert "What did you see?" in seat.task
    assert seat.calls_left == 0
    assert "answered in words" in (seat.call("get_machine_inventory", {}).error or "")
    assert seat.report("Nothing yet.").text.endswith("Your sub-agent answers:\nNothing yet.")


def test_a_night_that_falls_into_a_task_is_told_to_the_agent_with_the_report() -> None:
    episode = Episode("vb1")
    seat = episode.sub_agent
    assert seat is not None
    while episode.time < "21:00":
        call(episode, "list_keys")
    call(episode, "run_sub_agent", instructions="Look at the machine.")
    seen = seat.call("get_machine_inventory", {})
    assert (seen.day, seen.time) == (2, "09:15")
    assert "left to this morning" in seen.text
    assert "Bank balance" not in seen.text
    reply = seat.report("Empty.")
    assert episode.observation in reply.text
    assert reply.text.index(episode.observation) < reply.text.index("Your sub-agent reports:")


def test_the_year_can_end_in_the_middle_of_a_task() -> None:
    episode = Episode(limited(2_000, days=1))
    seat = episode.sub_agent
    assert seat is not None
    while episode.time < "21:00":
        call(episode, "list_keys")
    call(episode, "run_sub_agent", instructions="Look at the machine.")
    assert seat.call("get_machine_inventory", {}).error == "The run ended before the call could be made."
    assert episode.done
    assert seat.call("get_machine_inventory", {}).error == "The run has ended."
    reply = seat.report("I came too late.")
    assert "The 1 days are over. Final bank balance: $498.00." in reply.text
    assert episode.result().end_reason == "completed"


def test_everything_between_agent_and_sub_agent_is_an_event() -> None:
    episode = Episode("vb1")
    seat = episode.sub_agent
    assert seat is not None
    call(episode, "run_sub_agent", instructions="Look at the machine.")
    seat.call("get_machine_inventory", {})
    seat.report("Empty.")
    call(episode, "chat_with_sub_agent", question="Sure?")
    seat.report("Yes.")
    kinds = [event.kind for event in episode.events]
    one = ["called", "sub_agent_instructed"]
    assert kinds == [*one, "sub_agent_called", "sub_agent_reported", *one, "sub_agent_reported"]
    assert [e.purpose for e in happened(episode, SubAgentInstructed)] == ["task", "question"]
    assert [e.text for e in happened(episode, SubAgentReported)] == ["Empty.", "Yes."]
    result = episode.result()
    assert (result.tool_calls, result.sub_agent_calls, result.tool_errors) == (3, 1, 0)


def test_an_episode_goes_on_in_the_middle_of_a_task() -> None:
    """At every step, a copy through JSON does the same as the original."""
    episode, (first, _) = supplied()
    calls = (
        ("get_machine_inventory", {}),
        ("stock_machine", {"moves": [{"slot": "A1", "product": first, "units": 4}]}),
        ("set_prices", {"prices": {"A1": 1.75}}),
        *[("get_machine_inventory", {})] * 6,
    )
    call(episode, "run_sub_agent", instructions="Stock and look.")
    for name, arguments in calls:
        copy = Episode.restore(json.loads(json.dumps(episode.snapshot())))
        assert episode.sub_agent is not None
        assert copy.sub_agent is not None
        assert copy.sub_agent.task == episode.sub_agent.task
        assert copy.sub_agent.call(name, arguments) == episode.sub_agent.call(name, arguments)
        assert copy.snapshot() == episode.snapshot()
    copy = Episode.restore(json.loads(json.dumps(episode.snapshot())))
    assert episode.sub_agent is not None
    assert copy.sub_agent is not None
    assert copy.sub_agent.report("Done.") == episode.sub_agent.report("Done.")
    assert copy.snapshot() == episode.snapshot()


# Messages ------------------------------------------------------------------------------------------------


def test_a_call_and_its_answer_are_two_messages() -> None:
    episode = Episode("vb1")
    call(episode, "list_keys")
    refuse(episode, "fly", {})
    assert episode.result().messages == 4


def test_a_task_is_two_messages_whatever_the_sub_agent_does() -> None:
    episode = Episode("vb1")
    seat = episode.sub_agent
    assert seat is not None
    call(episode, "run_sub_agent", instructions="Look twice.")
    assert episode.result().messages == 0
    seat.call("get_machine_inventory", {})
    seat.call("get_machine_inventory", {})
    seat.report("Seen.")
    assert episode.result().messages == 2


def test_messages_without_a_call_are_counted_by_whoever_exchanges_them() -> None:
    episode = Episode("vb1")
    episode.count_messages(2)
    assert episode.result().messages == 2
    for wrong in (-1, True, 1.5, "2"):
        with pytest.raises(ValueError, match="messages"):
            episode.count_messages(wrong)  # type: ignore[arg-type]


def test_the_run_ends_with_its_last_message() -> None:
    episode = Episode(limited(10))
    for _ in range(4):
        call(episode, "list_keys")
    assert not episode.done
    reply = episode.call("list_keys", {})
    assert reply.error is None
    assert "The 10 messages of this run are used up. Final bank balance: $498.00." in reply.text
    assert "store is empty" in reply.text
    result = episode.result()
    assert (episode.done, result.end_reason, result.messages, result.days) == (True, "message_limit", 10, 1)
    assert [event.reason for event in happened(episode, Ended)] == ["message_limit"]
    assert len(happened(episode, DayClosed)) == 1
    assert "run has ended" in refuse(episode, "list_keys", {}).text


def test_silence_uses_messages_up_and_the_next_call_ends_the_run() -> None:
    episode = Episode(limited(10))
    for _ in range(5):
        episode.count_messages(2)
    assert not episode.done
    call(episode, "list_keys")
    assert episode.result().end_reason == "message_limit"
    assert "messages of this run are used up" in episode.observation
    episode.count_messages(2)
    assert episode.result().messages == 12


def test_a_report_can_be_the_last_message() -> None:
    episode = Episode(limited(2))
    seat = episode.sub_agent
    assert seat is not None
    call(episode, "run_sub_agent", instructions="Look.")
    assert not episode.done
    seat.call("get_machine_inventory", {})
    reply = seat.report("Empty.")
    assert episode.done
    assert "Your sub-agent reports:\nEmpty." in reply.text
    assert "used up" in reply.text


def test_the_last_tokens_are_billed_when_the_messages_are_used_up() -> None:
    episode = Episode(limited(2))
    episode.bill_tokens(1_000_000)
    call(episode, "list_keys")
    assert [event.bill_cents for event in happened(episode, TokensBilled)] == [10_000]
    assert episode.result().final_balance == 500 - 2 - 100


def test_vb2_counts_messages_and_has_no_limit() -> None:
    episode = Episode("vb2")
    episode.count_messages(10**6)
    call(episode, "read_inbox")
    assert not episode.done
    assert episode.result().messages == 10**6 + 2


# The score -----------------------------------------------------------------------------------------------


def test_the_score_is_told_at_the_end_only() -> None:
    episode = Episode(limited(4))
    call(episode, "list_keys")
    assert episode.result().score is None
    call(episode, "list_keys")
    assert episode.result().score == 498.0


def test_net_worth_is_cash_coins_and_stock_at_wholesale_cost() -> None:
    episode, (first, second) = supplied()
    seat = episode.sub_agent
    assert seat is not None
    call(episode, "run_sub_agent", instructions="Stock and price.")
    moves = [
        {"slot": "A1", "product": first, "units": 12},
        {"slot": "A2", "product": first, "units": 3},
        {"slot": "A3", "product": second, "units": 7},
    ]
    assert seat.call("stock_machine", {"moves": moves}).error is None
    seat.call("set_prices", {"prices": {first: 1.5, second: 1.25}})
    seat.report("Done.")
    sleep(episode, 3)
    end = Episode.restore(_with_days(episode, episode.day))
    sleep_to_the_end(end)
    world = end._world
    units = machine.stored(world.state)[0].copy()
    for slot, good in enumerate(world.state.slot_good[0]):
        if good >= 0:
            units[good] += machine.slot_stock(world.state)[0, slot]
    stock = sum(units[i] * world.params.wholesale[0, i] for i in range(world.params.wholesale.shape[1]))
    coins = world.state.accounts[0, Account.COINS]
    assert coins > 0
    assert stock > 10_000
    assert sum(units) == sum(units[: len(units) // 2])  # nothing off-brand here
    result = end.result()
    assert result.score is not None
    assert round(result.score * 100) == round(result.final_balance * 100) + coins + round(stock)


def _with_days(episode: Episode, days: int) -> dict[str, Any]:
    blob = episode.snapshot()
    blob["scenario"]["days"] = days
    return blob


def sleep_to_the_end(episode: Episode) -> None:
    while not episode.done:
        call(episode, "wait_for_next_day")


def test_imitations_count_for_less() -> None:
    episode = Episode(limited(2))
    state, params = episode._world.state, episode._world.params
    count = params.wholesale.shape[1]
    machine.store(state, np.array([0]), np.array([count + 4]), np.array([100]), np.array([1]))
    assert good_name(count + 4).startswith("Off-brand")
    call(episode, "list_keys")
    assert episode.result().score == pytest.approx(498 + params.wholesale[0, 4] * 0.6, abs=0.01)


def test_in_vb2_the_score_is_the_bank_balance(year_of: Callable[..., Diary]) -> None:
    result = year_of(Naive, 1).episode.result()
    assert result.score == result.final_balance


def test_the_last_morning_tells_what_counts() -> None:
    texts = {
        name: Episode(Scenario.load(name).model_copy(update={"days": 1})).observation
        for name in ("vb1", "vb2")
    }
    assert "at wholesale cost or what was paid, whichever is lower" in texts["vb1"]
    assert "only the bank balance counts" in texts["vb2"]


# The memories --------------------------------------------------------------------------------------------


def test_the_scratchpad_grows_until_it_is_emptied() -> None:
    episode = Episode("vb1")
    assert "empty" in call(episode, "read_scratchpad")
    call(episode, "write_scratchpad", text="Bayline is slow.")
    call(episode, "write_scratchpad", text="Cola sells.")
    assert call(episode, "read_scratchpad").endswith("Bayline is slow.\nCola sells.")
    call(episode, "delete_scratchpad")
    assert "Cola" not in call(episode, "read_scratchpad")


def test_a_full_scratchpad_loses_nothing() -> None:
    episode = Episode("vb1")
    call(episode, "write_scratchpad", text="a" * 20_000)
    call(episode, "write_scratchpad", text="b" * 19_990)
    assert (
        "has room for 8 more characters, not 9" in refuse(episode, "write_scratchpad", {"text": "c" * 9}).text
    )
    call(episode, "write_scratchpad", text="c" * 8)
    assert len(call(episode, "read_scratchpad").partition("\n")[2]) == 40_000


def test_a_value_is_kept_under_its_key() -> None:
    episode = Episode("vb1")
    assert "empty" in call(episode, "list_keys")
    assert "stored" in call(episode, "set_value", key="rent", value="two dollars")
    assert "replaced" in call(episode, "set_value", key="rent", value="$2")
    call(episode, "set_value", key="  best   seller ", value="cola")
    assert call(episode, "get_value", key="rent").endswith("\n$2")
    assert call(episode, "list_keys").endswith("- best seller\n- rent")
    call(episode, "delete_value", key="rent")
    for tool in ("get_value", "delete_value"):
        assert 'no key "rent"' in refuse(episode, tool, {"key": "rent"}).text
    refuse(episode, "set_value", {"key": "  ", "value": "x"})


def test_the_key_value_store_has_an_end_but_old_keys_can_change() -> None:
    episode = Episode("vb1")
    episode._world.office.values = {f"key {i}": "x" for i in range(1_000)}
    assert "full" in refuse(episode, "set_value", {"key": "one more", "value": "y"}).text
    call(episode, "set_value", key="key 7", value="y")
    assert call(episode, "get_value", key="key 7").endswith("\ny")


MEMORIES = (
    "Bayline quoted $0.55 for Cola Classic 12oz, minimum order $100",
    "Golden Cart delivers late and its tracking never arrives",
    "Order PO-1003 was paid on Monday and is expected on Thursday",
    "Customer Mia wants a refund of $2.50 for a jammed slot",
    "Chips double their sales on weekends",
    "Energy drinks cost too much everywhere",
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("which supplier is late with deliveries?", 1),
        ("price of cola", 0),
        ("PO-1003", 2),
        ("refunds for customers", 3),
        ("weekend sale of chips", 4),
        ("WEEKENDS", 4),
        ("expensive energy drink", 5),
    ],
)
def test_the_vector_memory_finds_what_is_most_alike(query: str, expected: int) -> None:
    episode = Episode("vb1")
    for text in MEMORIES:
        call(episode, "add_memory", text=text)
    found = call(episode, "search_memory", query=query, n=1)
    assert MEMORIES[expected] in found
    assert f"Memory {expected + 1} (2026-08-10, " in found


def test_a_memory_is_wholly_like_itself_and_not_at_all_like_strangers() -> None:
    episode = Episode("vb1")
    for text in MEMORIES:
        call(episode, "add_memory", text=text)
    assert "100 % alike" in call(episode, "search_memory", query=MEMORIES[2], n=1)
    assert "Nothing in the vector memory" in call(episode, "search_memory", query="zzz qqq")


def test_of_equal_memories_the_newest_comes_first_and_deleted_ones_are_gone() -> None:
    episode = Episode("vb1")
    for _ in range(3):
        call(episode, "add_memory", text="cola sells")
    found = call(episode, "search_memory", query="cola", n=2)
    assert found.index("Memory 3") < found.index("Memory 2")
    assert "Memory 1 " not in found
    call(episode, "delete_memory", id=3)
    assert "Memory 3" not in call(episode, "search_memory", query="cola")
    refuse(episode, "delete_memory", {"id": 3})


def test_searching_shows_no_more_than_fits() -> None:
    episode = Episode("vb1")
    for _ in range(12):
        call(episode, "add_memory", text="cola " * 800)
    found = call(episode, "search_memory", query="cola", n=12)
    assert found.count("Memory ") == 7
    assert found.endswith("... and more; ask for fewer or search in other words.")


def test_likeness_is_known_to_the_percent_on_every_machine() -> None:
    """The exact figures, so that another machine or version that reckons otherwise is found."""
    episode = Episode("vb1")
    for text in MEMORIES:
        call(episode, "add_memory", text=text)
    found = call(episode, "search_memory", query="late delivery of cola, weekend refunds", n=6)
    percents = re.findall(r"^Memory (\d) \(.*, (\d+) % alike\):$", found, re.MULTILINE)
    assert percents == [("2", "19"), ("4", "13"), ("1", "11"), ("5", "10"), ("6", "2")]


def test_memories_last_over_night_and_through_a_snapshot() -> None:
    episode = Episode("vb1")
    call(episode, "write_scratchpad", text="pad")
    call(episode, "set_value", key="key", value="value")
    call(episode, "add_memory", text="memory")
    sleep(episode)
    copy = Episode.restore(json.loads(json.dumps(episode.snapshot())))
    for tool, arguments, text in (
        ("read_scratchpad", {}, "pad"),
        ("get_value", {"key": "key"}, "value"),
        ("search_memory", {"query": "memory"}, "memory"),
    ):
        assert call(copy, tool, **arguments).endswith(f"\n{text}")


# In run folders ------------------------------------------------------------------------------------------


def recorded(path: Path, agent: str, days: int = 45) -> Path:
    scenario, options = limited(2_000, days=days), AgentOptions(seed=4)
    record = RunRecord.new(scenario, 4, agent, options, datetime.now(UTC))
    folder = RunFolder.create(path, scenario, record)
    play(Episode(scenario, 4), make_agent(agent, options), folder, checkpoint_seconds=0)
    return path


@pytest.mark.parametrize("agent", ["naive", "random"])
def test_a_recorded_run_holds_what_the_sub_agent_did_and_can_be_played_again(
    agent: str, tmp_path: Path
) -> None:
    run = recorded(tmp_path / "run", agent)
    calls = [call for call in read_calls(run) if call.speaker == "sub_agent"]
    assert {call.tool for call in calls} >= {REPORT, "get_machine_inventory"}
    assert replay(run).discrepancy is None
    result = read_record(run).result
    assert result is not None
    assert result.score is not None
    assert replay(run).result.score == result.score


def test_a_run_that_claims_another_deed_of_the_sub_agent_does_not_hold(tmp_path: Path) -> None:
    run = recorded(tmp_path / "run", "naive")
    lines = (run / "calls.jsonl").read_text().splitlines()
    number = next(i for i, line in enumerate(lines) if json.loads(line)["tool"] == "stock_machine")
    changed = json.loads(lines[number])
    changed["arguments"]["moves"][0]["units"] -= 1
    lines[number] = json.dumps(changed)
    (run / "calls.jsonl").write_text("\n".join(lines) + "\n")
    assert "stock_machine" in (replay(run).discrepancy or "")


class Forgetful(Naive):
    """Is cut off in the middle of a task, once."""

    def __init__(self, left: int) -> None:
        super().__init__(AgentOptions())
        self.left = left

    def play_day(self, desk: Any) -> None:
        if self.left and desk.day > 20:
            self.left -= 1
            desk.call("run_sub_agent", {"instructions": "Look at the machine."})
            desk.sub_agent.call("get_machine_inventory", {})
            raise KeyboardInterrupt
        super().play_day(desk)


def test_a_run_cut_off_in_the_middle_of_a_task_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    scenario, options = limited(2_000, days=45), AgentOptions(seed=4)
    record = RunRecord.new(scenario, 4, "naive", options, datetime.now(UTC))
    folder = RunFolder.create(tmp_path / "cut", scenario, record)
    with pytest.raises(KeyboardInterrupt):
        play(Episode(scenario, 4), Forgetful(1), folder, checkpoint_seconds=0)
    play(*resume(tmp_path / "cut"))
    recorded(tmp_path / "whole", "naive")
    for name in ("events.jsonl", "calls.jsonl", "daily.csv"):
        assert (tmp_path / "cut" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


# Scripted agents -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("agent", [Idle, Naive, RandomCalls])  # the careful one: below
def test_every_scripted_agent_can_play_it_to_an_end(agent: type) -> None:
    episode = play_year(agent(AgentOptions(seed=1)), Episode("vb1", 1)).episode
    result = episode.result()
    assert result.end_reason in ("completed", "bankrupt", "message_limit")
    assert result.score is not None
    assert result.messages <= 2_000


def test_the_careful_agent_earns_with_the_hands_of_its_sub_agent(year_of: Callable[..., Diary]) -> None:
    episode = year_of(Careful, 0, "vb1").episode
    result = episode.result()
    assert result.end_reason == "message_limit"
    assert result.messages == 2_000
    assert result.score is not None
    assert result.score > result.final_balance > 2_000
    assert result.tool_errors == 0
    assert result.sub_agent_calls == len(happened(episode, SubAgentCalled)) > 100
    main = happened(episode, Called)
    assert len(main) == 1_000
    assert not {event.tool for event in main} & set(AT_THE_MACHINE)


def test_hands_make_one_task_of_calls_that_follow_each_other() -> None:
    episode = Episode("vb1")
    desk: Any = with_hands(episode)  # type: ignore[arg-type]
    for _ in range(12):
        assert desk.call("get_machine_inventory", {}).error is None
    desk.call("list_keys", {})
    assert len(happened(episode, SubAgentInstructed)) == 2  # ten calls and two
    assert len(happened(episode, SubAgentReported)) == 2
    assert [event.tool for event in happened(episode, Called)][-1] == "list_keys"


def test_where_the_agent_has_hands_of_its_own_it_uses_them() -> None:
    episode = Episode("vb2")
    assert with_hands(episode) is episode  # type: ignore[arg-type]
