"""Playing a recorded run again, and finding out what was tampered with."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import commands
from test_voiced_mail import in_own_words, play_voiced, serving, voiced_scenario
from vendsim import AgentOptions, Desk, Episode, Scenario
from vendsim.runs import RunFolder, RunRecord, make_agent, play, read_record
from vendsim.runs.replay import replay


def record_run(path: Path, agent: str | Any, days: int = 12, **changes: Any) -> Path:
    scenario = Scenario.load("vb2").model_copy(update={"days": days, **changes})
    name, options = agent if isinstance(agent, str) else "own", AgentOptions(seed=3)
    record = RunRecord.new(scenario, 3, name, options, datetime.now(UTC))
    player = make_agent(agent, options) if isinstance(agent, str) else agent
    play(Episode(scenario, 3), player, RunFolder.create(path, scenario, record))
    return path


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some days of an agent that makes calls of every kind, right ones and wrong ones."""
    return record_run(tmp_path_factory.mktemp("recorded") / "run", "random")


@pytest.fixture
def run(recorded: Path, tmp_path: Path) -> Path:
    """A copy to tamper with."""
    return Path(shutil.copytree(recorded, tmp_path / "run"))


def change_record(run: Path, change: Callable[[dict[str, Any]], None]) -> None:
    record = json.loads((run / "run.json").read_text())
    change(record)
    (run / "run.json").write_text(json.dumps(record))


def change_call(run: Path, number: int, **changes: Any) -> None:
    lines = (run / "calls.jsonl").read_text().splitlines()
    lines[number] = json.dumps({**json.loads(lines[number]), **changes})
    (run / "calls.jsonl").write_text("\n".join(lines) + "\n")


def discrepancy(run: Path) -> str:
    found = replay(run).discrepancy
    assert found is not None
    return found


def test_a_recorded_run_holds(recorded: Path) -> None:
    done = replay(recorded)
    assert (done.discrepancy, done.finished) == (None, True)
    assert done.result == read_record(recorded).result
    assert done.calls == done.result.tool_calls > 30


@pytest.mark.parametrize("agent", ["careful", "trusting"])
def test_a_year_of_business_holds(tmp_path: Path, agent: str) -> None:
    done = replay(record_run(tmp_path / "run", agent, days=90))
    assert done.discrepancy is None
    assert done.result.paid_to_suppliers > 0


def test_it_writes_nothing(run: Path) -> None:
    before = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in run.iterdir()}
    replay(run)
    assert {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in run.iterdir()} == before


class Thinker:
    """Is billed for tokens before some of its calls, and sends arguments as JSON text."""

    def play_day(self, desk: Desk) -> None:
        desk.bill_tokens(40_000)
        desk.bill_tokens(2_000)
        desk.call("read_inbox", '{"wrong": ')
        desk.call("get_balance_and_transactions", '{"n": 3}')
        desk.bill_tokens(1_000)
        desk.call("wait_for_next_day", {})

    def snapshot(self) -> dict[str, Any]:
        return {}

    def restore(self, blob: dict[str, Any]) -> None:
        pass


def test_billed_tokens_are_played_too(tmp_path: Path) -> None:
    run = record_run(tmp_path / "run", Thinker(), days=15)
    assert replay(run).discrepancy is None
    assert replay(run).result.token_cost > 50
    change_call(run, 0, output_tokens=0)
    assert discrepancy(run)


@pytest.mark.parametrize("name", ["calls.jsonl", "events.jsonl", "daily.csv"])
def test_every_line_that_is_removed_or_doubled_is_missed(tmp_path: Path, name: str) -> None:
    run = record_run(tmp_path / "run", "random", days=3)
    lines = (run / name).read_bytes().splitlines(keepends=True)
    assert len(lines) > 3
    for number, line in enumerate(lines):
        for instead in ([], [line, line]):
            (run / name).write_bytes(b"".join([*lines[:number], *instead, *lines[number + 1 :]]))
            assert replay(run).discrepancy, f"line {number} of {name}"


def test_a_changed_score_is_found_out(run: Path) -> None:
    def richer(record: dict[str, Any]) -> None:
        record["result"]["final_balance"] += 1000

    change_record(run, richer)
    assert discrepancy(run).startswith("run.json says final_balance 1")


def test_a_changed_call_is_found_out(run: Path) -> None:
    calls = [json.loads(line) for line in (run / "calls.jsonl").read_text().splitlines()]
    number = next(i for i, call in enumerate(calls) if call["tool"] not in ("wait_for_next_day", "unknown"))
    change_call(run, number, tool="wait_for_next_day", arguments={})
    assert discrepancy(run).startswith(f"call {number + 1} (day ")


def test_a_changed_reply_is_found_out_with_both_texts(run: Path) -> None:
    reply = json.loads((run / "calls.jsonl").read_text().splitlines()[4])["reply"]
    change_call(run, 4, reply=reply[:-3] + "$$$")
    found = discrepancy(run)
    assert found.startswith("call 5 (day ")
    assert "is recorded with another reply" in found
    assert "$$$" in found


def test_another_seed_is_found_out(run: Path) -> None:
    change_record(run, lambda record: record.update(seed=4))
    assert discrepancy(run)


def test_a_changed_event_is_found_out(run: Path) -> None:
    text = (run / "events.jsonl").read_text()
    (run / "events.jsonl").write_text(text.replace('"bank_cents":', '"bank_cents":9', 1))
    assert "events.jsonl, line " in discrepancy(run)


def test_a_run_that_claims_to_be_done_must_have_ended(run: Path) -> None:
    lines = (run / "calls.jsonl").read_text().splitlines(keepends=True)
    (run / "calls.jsonl").write_text("".join(lines[:10]))
    assert "says that the run is done" in discrepancy(run)


def test_a_rule_that_was_changed_for_one_run_is_told(tmp_path: Path) -> None:
    money = Scenario.load("vb2").money.model_copy(update={"start_cents": 9_999_900})
    run = record_run(tmp_path / "run", "idle", days=4, money=money)
    done = replay(run)
    assert done.discrepancy is None
    assert done.notes == ["This is not vb2 as it comes with vendsim: days, money changed."]


def test_another_version_is_named_as_a_possible_reason(run: Path) -> None:
    def older(record: dict[str, Any]) -> None:
        record["versions"]["vendsim"] = "0.0.1"
        record["result"]["units_sold"] = 7

    change_record(run, older)
    assert "played by vendsim 0.0.1" in discrepancy(run)


class Interrupted(Thinker):
    """Is interrupted on its fourth day, after a call."""

    def play_day(self, desk: Desk) -> None:
        if desk.day == 4:
            desk.call("read_inbox", {})
            raise KeyboardInterrupt
        super().play_day(desk)


def test_a_run_that_was_cut_off_is_played_as_far_as_it_goes(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        record_run(tmp_path / "run", Interrupted())
    with (tmp_path / "run" / "calls.jsonl").open("a") as file:
        file.write('{"day": 4, "ti')
    done = replay(tmp_path / "run")
    assert (done.discrepancy, done.finished, done.result.days) == (None, False, 3)


def test_model_voiced_mail_is_played_from_its_log_without_the_endpoint(tmp_path: Path) -> None:
    with serving(in_own_words) as endpoint:
        play_voiced(tmp_path / "run", voiced_scenario(endpoint.url))
    assert replay(tmp_path / "run").discrepancy is None
    (tmp_path / "run" / "voice.jsonl").unlink()
    assert "voice.jsonl does not hold a mail of" in discrepancy(tmp_path / "run")
    assert not (tmp_path / "run" / "voice.jsonl").exists()


def vendsim(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return commands.run(*map(str, arguments))


def test_the_command_says_that_a_score_is_true(run: Path) -> None:
    done = vendsim("replay", run)
    assert (done.returncode, done.stderr) == (0, "")
    assert "after 12 days of vb2, seed 3 (completed) is the true score" in done.stdout


def test_the_command_fails_when_one_of_many_runs_does_not_hold(run: Path) -> None:
    shutil.copytree(run, run.parent / "other")
    change_record(run, lambda record: record["result"].update(units_sold=-1))
    done = vendsim("replay", run.parent, "--json")
    assert done.returncode == 1
    assert [json.loads(line)["as_recorded"] for line in done.stdout.splitlines()] == [True, False]
    assert done.stderr.startswith(
        f"vendsim: {run} is not as recorded: run.json says units_sold -1, but it is "
    )
    assert done.stderr.count("\n") == 1


def test_what_is_no_run_is_bad_usage(tmp_path: Path) -> None:
    assert vendsim("replay", tmp_path).returncode == 2
