"""Two models in one business over HTTP: one decides and instructs, the other works and reports."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import commands
from fake_endpoint import Body, FakeEndpoint, Message, call_tool, call_tools, say
from playing import Dealt, dealt, on_time, order_text
from vendsim import AgentOptions, Episode, EpisodeResult, Scenario
from vendsim.runs import RunFolder, RunRecord, play, read_record
from vendsim.runs.calls import REPORT, read_calls
from vendsim.runs.replay import replay
from vendsim_agents.llm import LanguageModel, Patience
from vendsim_agents.llm.sub_agent import STOPPED

QUICK = Patience(first_answer=5, first_wait=0.01, longest_wait=0.05, timeout=5)
DAYS = 16


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@cache
def seller() -> Dealt:
    """Who delivers what was ordered, when it was said to."""
    return dealt("friendly", plan=on_time)


def scenario(days: int = DAYS, messages: int | None = 2_000, tokens: int = 30_000) -> Scenario:
    """vb1 with money for a large order."""
    base = Scenario.load("vb1")
    money = base.money.model_copy(update={"start_cents": 500_000})
    context = base.context.model_copy(update={"messages": messages, "tokens": tokens})
    return base.model_copy(update={"days": days, "money": money, "context": context})


# The two scripted models; both decide by what they read, and by nothing else -----------------------------


def is_sub_agent(body: Body) -> bool:
    return str(body["messages"][0]["content"]).startswith("You are the sub-agent")


def either(main: Callable[[Body], Message], helper: Callable[[Body], Message]) -> Callable[[Body], Message]:
    """One endpoint that both conversations ask."""
    return lambda body: helper(body) if is_sub_agent(body) else main(body)


def said_so_far(body: Body) -> int:
    return sum(message["role"] == "assistant" for message in body["messages"])


def last_text(body: Body) -> str:
    return str(body["messages"][-1]["content"])


def instruct(body: Body) -> Message:
    """The one who decides: orders, pays, waits, has the machine stocked, asks about it, has it emptied."""
    first = seller().goods[0]
    step, last = said_so_far(body), last_text(body)
    if step == 0:
        mail = order_text({first: 240})
        return call_tool("send_email", {"to": seller().email, "subject": "Order", "body": mail})
    if step == 1:
        return call_tool("wait_for_next_day")
    if step == 2:
        return call_tool("set_value", {"key": "plan", "value": "read the confirmation and pay"})
    if "PO-" not in _everything(body):
        number = re.search(r"- id (\d+)", last)
        return call_tool("read_email", {"id": int(number[1])}) if number else call_tool("read_inbox")
    if not _called(body, "send_payment"):
        order = re.search(r"PO-\d+", last)
        total = re.findall(r"\$([\d,]+\.\d\d)", last)
        assert order
        assert total
        amount = max(float(text.replace(",", "")) for text in total)
        return call_tool("send_payment", {"to": seller().email, "amount": amount, "memo": order[0]})
    if "Deliveries booked into storage" not in _everything(body):
        return call_tool("wait_for_next_day")
    tasks = _called(body, "run_sub_agent")
    if tasks == 0:
        return call_tool("run_sub_agent", {"instructions": f"Put 12 {first} into A1 at $1.50 each."})
    if tasks == 1 and not _called(body, "chat_with_sub_agent"):
        return call_tool("chat_with_sub_agent", {"question": "What is in A1 now?"})
    if tasks == 1 and "[Day 12 " in _everything(body):
        return call_tool("run_sub_agent", {"instructions": "Collect the coins."})
    return call_tool("wait_for_next_day")


def _everything(body: Body) -> str:
    return "\n".join(str(message["content"]) for message in body["messages"][1:])


def _called(body: Body, tool: str) -> int:
    calls = (call for message in body["messages"] for call in message.get("tool_calls") or ())
    return sum(call["function"]["name"] == tool for call in calls)


def obey(body: Body) -> Message:
    """The one at the machine."""
    first = seller().goods[0]
    roles = [message["role"] for message in body["messages"]]
    done = len(roles) - 1 - max(i for i, role in enumerate(roles) if role == "user")  # messages since
    task = next(str(m["content"]) for m in reversed(body["messages"]) if m["role"] == "user")
    if "Put 12" in task:
        moves = {"moves": [{"slot": "A1", "product": first, "units": 12}]}
        steps = [call_tool("stock_machine", moves), call_tool("set_prices", {"prices": {first: 1.5}})]
        return steps[done // 2] if done < 4 else say(f"A1 holds 12 {first} at $1.50.")
    if "Collect" in task:
        return call_tool("collect_cash") if done == 0 else say(f"Brought home: {last_text(body)[-60:]}")
    return say("12 units, as I reported.")


def play_with(
    model: Callable[[Body], Message],
    path: Path,
    world: Scenario | None = None,
    *,
    allow_silence: bool = False,
    **server: Any,
) -> tuple[FakeEndpoint, EpisodeResult]:
    """Play a run over HTTP; the server, sure that nothing broke the protocol, and the result."""
    world, seed = world or scenario(), seller().seed
    with FakeEndpoint(model, **server) as endpoint:
        options = AgentOptions(
            seed=seed, model="test-model", base_url=endpoint.url, allow_silence=allow_silence
        )
        record = RunRecord.new(world, seed, "llm", options, datetime.now(UTC))
        folder = RunFolder.create(path, world, record)
        result = play(Episode(world, seed), LanguageModel(options, QUICK), folder)
    assert endpoint.complaints == []
    return endpoint, result


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, FakeEndpoint, EpisodeResult]:
    """A whole run of the two."""
    path = tmp_path_factory.mktemp("two") / "run"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", "127.0.0.1")
        return path, *play_with(either(instruct, obey), path)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (path / "messages.jsonl").read_text().splitlines()]


# A run ---------------------------------------------------------------------------------------------------


Run = tuple[Path, FakeEndpoint, EpisodeResult]


def test_what_one_decides_the_other_carries_out(run: Run) -> None:
    path, _, result = run
    calls = [(call.speaker, call.tool, call.error) for call in read_calls(path)]
    assert [(tool, error) for speaker, tool, error in calls if speaker == "sub_agent"] == [
        ("stock_machine", None), ("set_prices", None), (REPORT, None), (REPORT, None),
        ("collect_cash", None), (REPORT, None),
    ]  # fmt: skip
    assert result.end_reason == "completed"
    assert result.units_sold > 5
    assert result.sub_agent_calls == 3
    assert result.score is not None
    assert result.score > result.final_balance


def test_the_report_is_the_result_of_the_call(run: Run) -> None:
    path, _, _ = run
    said = [line for line in lines(path) if "message" in line]
    ordered = next(
        i for i, line in enumerate(said)
        if "speaker" not in line and _calls(line, "run_sub_agent")
    )  # fmt: skip
    after = said[ordered + 1 :]
    result = next(line for line in after if "speaker" not in line)
    assert result["message"]["role"] == "tool"
    assert result["message"]["content"].endswith(
        f"Your sub-agent reports:\nA1 holds 12 {seller().goods[0]} at $1.50."
    )
    between = after[: after.index(result)]
    assert [line["kind"] for line in between] == ["system", "user", *["assistant", "tool"] * 2, "assistant"]
    assert {line["speaker"] for line in between} == {"sub_agent"}


def _calls(line: dict[str, Any], tool: str) -> bool:
    calls = line["message"].get("tool_calls") or ()
    return any(call["function"]["name"] == tool for call in calls)


def test_each_has_its_own_prompt_its_own_tools_and_its_own_memory(run: Run) -> None:
    _, endpoint, _ = run
    mine = [body for body in endpoint.requests if not is_sub_agent(body)]
    its = [body for body in endpoint.requests if is_sub_agent(body)]
    episode = Episode(scenario())
    assert episode.sub_agent is not None
    for bodies, seat in ((mine, episode), (its, episode.sub_agent)):
        assert {body["messages"][0]["content"] for body in bodies} == {seat.system_prompt}
        assert all(body["tools"] == seat.tools for body in bodies)
    text = json.dumps(its[-1]["messages"])
    assert "Put 12" in text  # the first task is remembered at the last
    assert "What is in A1 now?" in text
    assert "send_payment" not in text
    assert "stock_machine" not in json.dumps([m.get("tool_calls") for m in mine[-1]["messages"]])


def test_both_are_billed(run: Run) -> None:
    path, endpoint, result = run
    billed = {
        speaker: sum(line.get("billed_tokens", 0) for line in lines(path) if line.get("speaker") == speaker)
        for speaker in (None, "sub_agent")
    }
    assert min(billed.values()) > 0
    assert sum(billed.values()) == result.output_tokens == endpoint.output_tokens
    use = read_record(path).use
    assert use is not None
    assert use.output_tokens == result.output_tokens
    assert use.answers == len(endpoint.requests)


def test_only_what_the_agent_says_counts_towards_the_limit(run: Run) -> None:
    path, _, result = run
    said = [line for line in lines(path) if "speaker" not in line and line["kind"] == "assistant"]
    assert result.messages == 2 * len(said)


def test_a_run_of_two_models_can_be_played_again_without_them(run: Run) -> None:
    path, _, result = run
    again = replay(path)
    assert again.discrepancy is None
    assert again.result == result


# Trouble -------------------------------------------------------------------------------------------------


def first_task(instructions: str = "Look.") -> Callable[[Body], Message]:
    """One task at once, and then sleep."""

    def main(body: Body) -> Message:
        if not _called(body, "run_sub_agent"):
            return call_tool("run_sub_agent", {"instructions": instructions})
        return call_tool("wait_for_next_day")

    return main


def every_day(body: Body) -> Message:
    """A task each day."""
    if body["messages"][-1]["role"] == "user" or "Good morning" in last_text(body):
        return call_tool("run_sub_agent", {"instructions": "Look at the machine."})
    return call_tool("wait_for_next_day")


def test_a_sub_agent_that_never_reports_is_stopped_and_begins_anew(tmp_path: Path) -> None:
    def restless(body: Body) -> Message:
        return call_tool("get_machine_inventory")

    endpoint, result = play_with(either(every_day, restless), tmp_path / "run", scenario(days=3))
    assert result.end_reason == "completed"
    reports = [call.arguments for call in read_calls(tmp_path / "run") if call.tool == REPORT]
    assert reports == [{"text": STOPPED}] * len(reports)
    assert len(reports) >= 2
    assert sum(line["kind"] == "no_report" for line in lines(tmp_path / "run")) == len(reports)
    its = [body for body in endpoint.requests if is_sub_agent(body)]
    assert sum(len(body["messages"]) == 2 for body in its) == len(reports)  # each time from the beginning


def test_of_several_calls_of_the_sub_agent_the_first_is_carried_out(tmp_path: Path) -> None:
    def hasty(body: Body) -> Message:
        if body["messages"][-1]["role"] == "tool":
            return say("Done.")
        return call_tools(("get_machine_inventory", ""), ("collect_cash", "{}"))

    _, result = play_with(either(first_task(), hasty), tmp_path / "run", scenario(days=2))
    assert result.sub_agent_calls == 1
    told = [line for line in lines(tmp_path / "run") if line["kind"] == "extra_calls"]
    assert [(line["speaker"], line["calls"]) for line in told] == [("sub_agent", 1)]


def test_bad_calls_of_the_sub_agent_are_told_to_it_and_the_run_goes_on(tmp_path: Path) -> None:
    wrong = [
        call_tools(("stock_machine", '{"moves": [')), call_tool("read_inbox"),
        call_tool("collect_cash", {"all": True}), say("I could not do it."),
    ]  # fmt: skip

    def clumsy(body: Body) -> Message:
        return json.loads(json.dumps(wrong[said_so_far(body)]))

    _, result = play_with(either(first_task(), clumsy), tmp_path / "run", scenario(days=2))
    assert result.tool_errors == 3
    reports = [call for call in read_calls(tmp_path / "run") if call.tool == REPORT]
    assert reports[0].reply.endswith("Your sub-agent reports:\nI could not do it.")


@pytest.mark.parametrize("text", ["", None, "  \n"])
def test_a_sub_agent_that_says_nothing_has_reported(text: str | None, tmp_path: Path) -> None:
    _, result = play_with(either(first_task(), lambda _: say(text)), tmp_path / "run", scenario(days=2))
    assert result.end_reason == "completed"


def test_the_sub_agents_context_is_trimmed_on_its_own(tmp_path: Path) -> None:
    def thorough(body: Body) -> Message:
        looks = said_so_far(body) if body["messages"][-1]["role"] == "tool" else 0
        return say("All empty.") if looks and looks % 5 == 0 else call_tool("get_machine_inventory")

    path = tmp_path / "run"
    endpoint, result = play_with(either(every_day, thorough), path, scenario(days=12, tokens=6_000))
    assert result.end_reason == "completed"
    trimmed = [line for line in lines(path) if line["kind"] == "trimmed" and "speaker" in line]
    assert trimmed
    its = [body for body in endpoint.requests if is_sub_agent(body)]
    assert max(len(json.dumps(body["messages"])) // 4 for body in its) < 6_000
    for body in its:
        assert "Look at the machine." in _everything(body)  # its task is never forgotten


def test_the_run_ends_when_the_messages_are_used_up(tmp_path: Path) -> None:
    endpoint, result = play_with(either(every_day, lambda _: say("No.")), tmp_path / "run", scenario(90, 40))
    assert (result.end_reason, result.messages) == ("message_limit", 40)
    mine = [body for body in endpoint.requests if not is_sub_agent(body)]
    assert len(mine) == 20
    assert replay(tmp_path / "run").discrepancy is None


def test_silence_brings_the_end_nearer(tmp_path: Path) -> None:
    """Two reminders cost two messages each, and the end of the day that follows two more."""
    model, path = either(lambda _: say("Hm."), obey), tmp_path / "run"
    endpoint, result = play_with(model, path, scenario(90, 30), allow_silence=True)
    assert (result.end_reason, result.messages, result.days) == ("message_limit", 30, 6)
    assert len(endpoint.requests) == 15
    assert replay(tmp_path / "run").discrepancy is None


# Killed in the middle ------------------------------------------------------------------------------------


def scenario_file(folder: Path) -> Path:
    path = folder / "two.toml"
    path.write_text(f'extends = "vb1"\nname = "two"\ndays = {DAYS}\n[money]\nstart_cents = 500_000\n')
    return path


@pytest.mark.slow
def test_a_run_killed_while_the_sub_agent_works_loses_nothing_and_does_nothing_twice(tmp_path: Path) -> None:
    """Killed before each of the sub-agent's answers, and gone on with."""
    with FakeEndpoint(either(instruct, obey)) as endpoint:
        start = (
            "run", "--agent", "llm", "--model", "m", "--base-url", endpoint.url, "--seed", str(seller().seed),
            "--scenario", str(scenario_file(tmp_path)), "--out",
        )  # fmt: skip
        assert commands.run(*start, str(tmp_path / "whole")).returncode == 0
        in_one_go = len(endpoint.requests)
        cut = tmp_path / "cut"
        _kill_at_the_sub_agent((*start, str(cut)), endpoint, request=1)
        kills = sum(map(is_sub_agent, endpoint.requests[:in_one_go]))
        for _ in range(kills - 1):
            # The first of a resumed run is the one that was under way.
            _kill_at_the_sub_agent(("run", "--resume", str(cut)), endpoint, request=2)
        assert commands.run("run", "--resume", str(cut)).returncode == 0
        assert endpoint.complaints == []
        asked = len(endpoint.requests) - in_one_go
    whole = tmp_path / "whole"
    for name in ("events.jsonl", "calls.jsonl", "daily.csv", "messages.jsonl"):
        assert (cut / name).read_bytes() == (whole / name).read_bytes()
    assert in_one_go <= asked <= in_one_go + kills  # only what was under way is asked again
    assert read_record(cut).result == read_record(whole).result
    assert replay(cut).discrepancy is None


def _kill_at_the_sub_agent(arguments: tuple[str, ...], endpoint: FakeEndpoint, request: int) -> None:
    """Start, and kill while the sub-agent's so-manieth request hangs."""
    answer, asked = endpoint.model, 0

    def hanging(body: Body) -> Message:
        nonlocal asked
        asked += is_sub_agent(body)
        if asked == request:
            process.send_signal(signal.SIGKILL)
            process.wait()
        return answer(body)  # type: ignore[return-value]

    endpoint.model = hanging
    process = commands.start(*arguments)
    try:
        assert process.wait(30) == -signal.SIGKILL
    finally:
        process.kill()
        endpoint.model = answer
