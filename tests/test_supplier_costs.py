"""What models of the suppliers' mail cost, and that nobody else waits for them."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fake_endpoint import FakeEndpoint, Message, call_tool
from loopback import serving
from test_llm_watching import vendsim
from test_model_reader import HASTY, Writer, agreeing, read_scenario
from vendsim import AgentOptions, Episode, Scenario
from vendsim.agent import Budget, Prices
from vendsim.data import supplier_identities
from vendsim.runs import RunFolder, RunRecord, make_reader, play, play_async, read_record, resume
from vendsim.runs.outside import OutsideRun
from vendsim.runs.record import Harness
from vendsim_agents.llm import LanguageModel

CHEAP = Prices(input=0.0, output=0.0)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def writes(body: Message) -> Message:
    """A model that writes a mail every day, the number of the day in it."""
    turns = sum(message["role"] == "assistant" for message in body["messages"])
    if turns % 2:
        return call_tool("wait_for_next_day")
    to = supplier_identities()[0].email
    return call_tool(
        "send_email", {"to": to, "subject": "restock", "body": f"Please send {24 + turns} cola."}
    )


def priced(scenario: Scenario, usd: float) -> Scenario:
    assert scenario.reader is not None
    reader = scenario.reader.model_copy(update={"price_in": usd, "price_out": usd})
    return scenario.model_copy(update={"reader": reader})


async def play_with_model(path: Path, scenario: Scenario, url: str, **budget: Any) -> RunRecord:
    options = AgentOptions(seed=1, model="m", base_url=url, prices=CHEAP, budget=Budget(**budget))
    record = RunRecord.new(scenario, 1, "llm", options, datetime.now(UTC))
    episode = Episode(scenario, 1, reader=make_reader(record, path, HASTY))
    await play_async(episode, LanguageModel(options), RunFolder.create(path, scenario, record))
    return read_record(path)


def test_what_they_cost_counts_against_the_budget(tmp_path: Path) -> None:
    with serving(agreeing) as mail, FakeEndpoint(writes) as endpoint:
        scenario = priced(read_scenario(mail.url, days=30), 100.0)
        record = asyncio.run(play_with_model(tmp_path / "run", scenario, endpoint.url, max_usd=2.0))
    assert record.stop == "the next request would exceed the budget of $2.00"
    assert record.reader is not None
    assert record.reader.usd is not None
    assert 2.0 < record.reader.usd < 2.0 + 2 * record.reader.usd / record.reader.read
    lines = (tmp_path / "run" / "reader.jsonl").read_text().splitlines()
    assert sum(json.loads(line)["usd"] for line in lines) == pytest.approx(record.reader.usd)


def test_a_cost_that_nobody_knows_is_said_where_there_is_a_budget(tmp_path: Path) -> None:
    with serving(agreeing) as mail, FakeEndpoint(writes) as endpoint:
        scenario = read_scenario(mail.url, days=4)
        stopped = asyncio.run(play_with_model(tmp_path / "one", scenario, endpoint.url, max_usd=2.0))
        free = asyncio.run(play_with_model(tmp_path / "other", scenario, endpoint.url))
    assert "give price_in and price_out in the scenario's [voice] or [reader]" in str(stopped.stop)
    assert free.status == "done"
    assert free.reader is not None
    assert free.reader.usd is None


def test_nobody_else_waits_for_them(tmp_path: Path) -> None:
    def slow(letter: str) -> str:
        time.sleep(0.7)
        return agreeing(letter)

    gaps: list[float] = []

    async def watched(url: str, scenario: Scenario) -> None:
        async def watch() -> None:
            while True:
                before = time.monotonic()
                await asyncio.sleep(0.01)
                gaps.append(time.monotonic() - before)

        watching = asyncio.create_task(watch())
        await play_with_model(tmp_path / "run", scenario, url)
        watching.cancel()

    with serving(slow) as mail, FakeEndpoint(writes) as endpoint:
        asyncio.run(watched(endpoint.url, read_scenario(mail.url, days=4)))
    assert read_record(tmp_path / "run").status == "done"
    assert len(gaps) > 100  # two mails of 0.7 s at least; in one go there would be none meanwhile


def test_a_run_from_outside_goes_on_with_its_reader_and_its_counts(tmp_path: Path) -> None:
    """Killed in the middle of a day: what came after the checkpoint is played again, and counted once."""

    def begun(path: Path, scenario: Scenario) -> OutsideRun:
        return OutsideRun.create(path, scenario, "http", AgentOptions(seed=1), Harness(kind="http"))

    def days(run: OutsideRun, count: int) -> None:
        for _ in range(count):
            with run.turn() as desk:
                Writer().play_day(desk)

    with serving(agreeing) as mail:
        scenario = priced(read_scenario(mail.url, days=8), 1.0)
        days(begun(tmp_path / "whole", scenario), 8)
        asked = len(mail.requests)
        run = begun(tmp_path / "cut", scenario)
        days(run, 4)
        run.desk.checkpoint()
        days(run, 2)
        shutil.copytree(tmp_path / "cut", tmp_path / "killed")  # as a process that dies leaves it
        days(OutsideRun.reopen(tmp_path / "killed"), 2)
        assert len(mail.requests) == 2 * asked
    whole, killed = read_record(tmp_path / "whole"), read_record(tmp_path / "killed")
    assert (killed.status, killed.result) == ("done", whole.result)
    assert killed.reader == whole.reader
    assert killed.reader is not None
    assert killed.reader.read > 2


def test_the_request_that_was_under_way_when_a_run_was_killed_is_counted(tmp_path: Path) -> None:
    with FakeEndpoint(writes) as endpoint:
        scenario = Scenario.load("vb2").model_copy(update={"days": 3})
        options = AgentOptions(
            model="m",
            base_url=endpoint.url,
            prices=Prices(input=10.0, output=10.0),
            budget=Budget(max_messages=9),
        )
        record = RunRecord.new(scenario, 0, "llm", options, datetime.now(UTC))
        play(Episode(scenario, 0), LanguageModel(options), RunFolder.create(tmp_path, scenario, record))
        told = json.loads((tmp_path / "run.json").read_text())
        (tmp_path / "run.json").write_text(json.dumps({**told, "status": "running"}))  # as SIGKILL leaves it
        play(*resume(tmp_path, budget=Budget(max_messages=None)))
    done = read_record(tmp_path)
    assert done.lines["lost_answer"] == 1
    assert done.use is not None
    assert done.use.usd_lost > 0


@pytest.mark.skipif(os.name == "nt", reason="uses the shell's paths")
def test_two_agents_with_one_model_and_seed_are_two_in_the_purse(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "from vendsim_agents.llm import LanguageModel\n\n\n"
        "class Mine(LanguageModel):\n    asks_model = True\n"
    )
    bench = (
        "bench",
        "--agent",
        "llm",
        "--agent",
        "mine.py:Mine",
        "--model",
        "m",
        "--days",
        "60",
        "--out",
        "b",
    )
    money = ("--price-in", "100", "--price-out", "100", "--max-usd-total", "4", "--seeds", "0")
    with FakeEndpoint(lambda _: call_tool("wait_for_next_day")) as endpoint:
        code, _, err = vendsim(tmp_path, *bench, *money, "--base-url", endpoint.url)
    assert code == 0, err
    uses = [record.use for record in map(read_record, (tmp_path / "b").iterdir()) if record.use]
    assert len(uses) == 2
    assert 3.0 < sum(use.usd or 0.0 for use in uses) <= 4.0
