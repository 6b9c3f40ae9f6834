"""What a person sees of a run with a model, and what `vendsim check` finds: real processes, on loopback."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import commands
from fake_endpoint import FakeEndpoint, Fault, Message, Reply, call_tool, say
from test_llm_command import command, finished, model_at
from vendsim.agent import StopRun
from vendsim.cli.board import Scoreboard
from vendsim.cli.progress import _Lines
from vendsim.runs import Progress, read_record
from vendsim_agents.llm.checking import _Impatient
from vendsim_agents.llm.failures import TransientError


def vendsim(folder: Path, *arguments: str, **environment: str) -> tuple[int, str, str]:
    known = {**os.environ, "NO_PROXY": "127.0.0.1", **environment}
    for name in ("OPENAI_API_KEY", "ZAI_API_KEY", "OPENAI_BASE_URL"):
        known.pop(name, None)
    done = commands.run(*arguments, cwd=folder, env=known)
    return done.returncode, done.stdout, done.stderr


def waits(body: Any) -> Message:
    return call_tool("wait_for_next_day")


def test_a_dry_run_needs_no_key(tmp_path: Path) -> None:
    dry = ("run", "--agent", "llm", "--profile", "zai", "--model", "glm-5", "--dry-run")
    code, out, err = vendsim(tmp_path, *dry)
    assert (code, err) == (0, "")
    assert "$" in out
    code, out, _ = vendsim(tmp_path, *dry, "--api-key-env", "NOT_SET", "--json")
    assert code == 0
    assert json.loads(out)["rows"][0]["usd"] > 0
    assert vendsim(tmp_path, *dry[:-1])[0] == 2


def test_without_a_terminal_there_is_a_line_a_week_and_one_about_a_long_wait(tmp_path: Path) -> None:
    fault = Fault(503, "the model is loading")
    asked = iter(range(10**6))

    def model(body: Any) -> Message | Fault:
        return fault if next(asked) in (3, 4, 5) else waits(body)

    with FakeEndpoint(model) as endpoint:
        run = model_at(endpoint, "--days", "16", "--out", "run", "--price-in", "1", "--price-out", "2")
        code, _, err = finished(command(tmp_path, *run))
    assert code == 0
    lines = err.splitlines()
    assert lines[0] == "day 4: HTTP 503: the model is loading; asking again in 4 s"
    assert [line.split(":")[0] for line in lines[1:]] == ["day 8 of 16", "day 15 of 16"]
    assert "a day)" in lines[1]


def test_the_same_wait_is_told_once_a_minute_and_a_warning_at_once() -> None:
    said: list[str] = []
    tell = _Lines(365, Progress(1, 500, 0), said.append)  # type: ignore[arg-type]
    for _ in range(5):
        tell(Progress(1, 500, 0, waiting="HTTP 500", seconds=4.0))  # type: ignore[arg-type]
    tell(Progress(1, 500, 0, warning="the model calls no tool"))  # type: ignore[arg-type]
    tell(Progress(1, 500, 1))  # type: ignore[arg-type]
    tell(Progress(1, 500, 1, waiting="HTTP 500", seconds=1.0))  # type: ignore[arg-type]
    assert said == ["day 1: HTTP 500", "vendsim: the model calls no tool"]


def test_an_answer_that_is_slow_once_is_no_line_but_a_long_silence_is() -> None:
    said: list[str] = []
    tell = _Lines(365, Progress(1, 500, 0), said.append)  # type: ignore[arg-type]
    tell(Progress(1, 500, 0, waiting="waiting for the model's answer for 10 s"))  # type: ignore[arg-type]
    assert said == []
    tell(Progress(1, 500, 0, waiting="waiting for the model's answer for 1 min"))  # type: ignore[arg-type]
    assert said == ["day 1: waiting for the model's answer for 1 min"]


def test_a_bench_without_a_terminal_says_how_it_stands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("vendsim.cli.board._EVERY", 0.0)
    plan: Any = [SimpleNamespace(name=name, scenario=SimpleNamespace(days=9)) for name in ("a", "b", "c")]
    board = Scoreboard(plan, quiet=False)
    board.progressed(plan[0], Progress(3, 500, 0))  # type: ignore[arg-type]
    board.progressed(plan[1], Progress(5, 500, 0, waiting="HTTP 500"))  # type: ignore[arg-type]
    assert capsys.readouterr().err.splitlines() == [
        "0 of 3 runs are over, 1 under way on day 3",
        "0 of 3 runs are over, 2 under way on day 3-5; b: HTTP 500",
    ]


def test_a_check_says_what_it_waits_for_and_names_the_endpoint() -> None:
    said: list[str] = []
    hears, failure = (
        _Impatient("the endpoint http://x/v1", said.append),
        TransientError("connection", "refused"),
    )
    hears.wait(failure, 1.0)
    hears.wait(failure, 2.0)
    assert said == ["refused; asking again in 1 s", "refused; asking again in 2 s"]
    with pytest.raises(StopRun, match=r"the endpoint http://x/v1 failed three times \(last: refused\)"):
        hears.wait(failure, 4.0)


def test_a_silent_model_is_told_of_loudly_and_is_no_completed_run(tmp_path: Path) -> None:
    with FakeEndpoint(
        lambda _: Reply(say("Hm."), {"prompt_tokens": 713, "completion_tokens": 3})
    ) as endpoint:
        run = model_at(endpoint, "--days", "3", "--out", "run")
        code, out, err = finished(command(tmp_path, *run))
        assert code == 0
        assert "the model calls no tool: the server counted 713 tokens where about" in err
        assert "its chat template leaves the tools out" in err
        assert read_record(tmp_path / "run").status == "stopped"
        assert "has never called a tool" in out
        assert "2 of them made for the model, not by it" in out
        code, out, _ = finished(command(tmp_path, "--resume", "run", "--allow-silence"))
    assert code == 0
    assert read_record(tmp_path / "run").status == "done"


def test_one_silent_day_alone_is_no_completed_run(tmp_path: Path) -> None:
    with FakeEndpoint(lambda _: say("Hm.")) as endpoint:
        finished(command(tmp_path, *model_at(endpoint, "--days", "1", "--out", "run")))
    assert read_record(tmp_path / "run").status == "stopped"


def test_an_hour_more_does_not_lift_the_limit_in_dollars(tmp_path: Path) -> None:
    prices = ("--price-in", "100", "--price-cached", "1", "--price-out", "100")
    with FakeEndpoint(waits) as endpoint:
        run = model_at(endpoint, "--days", "90", "--out", "run", "--max-usd", "2", *prices)
        finished(command(tmp_path, *run))
        code, out, _ = finished(command(tmp_path, "--resume", "run", "--max-hours", "1"))
        assert code == 0
        assert "would exceed the budget of $2.00" in out
        record = read_record(tmp_path / "run")
        assert (record.options.budget.max_usd, record.options.budget.max_hours) == (2.0, 1.0)
        assert record.options.prices is not None
        assert record.options.prices.cached == 1.0


def test_all_runs_of_a_bench_share_one_purse(tmp_path: Path) -> None:
    bench = ("bench", "--agent", "llm", "--model", "m", "--days", "60", "--seeds", "0-2", "--out", "b")
    money = ("--price-in", "100", "--price-out", "100", "--max-usd-total", "4")
    with FakeEndpoint(waits) as endpoint:
        for _ in range(2):  # what was spent before counts when it goes on
            code, _, err = vendsim(tmp_path, *bench, *money, "--base-url", endpoint.url)
            assert code == 0, err
            assert "exceed the $4.00 of all runs together" in err
            uses = [read_record(folder).use for folder in (tmp_path / "b").iterdir()]
            assert 3.0 < sum(use.usd or 0.0 for use in uses if use) <= 4.0


def test_a_second_signal_while_the_run_is_closed_leaves_no_run_that_seems_to_go_on(tmp_path: Path) -> None:
    def slow(body: Any) -> Message:
        time.sleep(0.05)
        return waits(body)

    with FakeEndpoint(slow) as endpoint:
        process = command(tmp_path, *model_at(endpoint, "--out", "cut"))
        deadline = time.monotonic() + 600
        while len(endpoint.requests) < 8 and time.monotonic() < deadline:
            time.sleep(0.02)
        for blow in (signal.SIGINT, signal.SIGTERM, signal.SIGINT):
            process.send_signal(blow)
            time.sleep(0.003)
        finished(process)
    assert read_record(tmp_path / "cut").status == "interrupted"


# vendsim check


def works(body: Any) -> Message:
    called = any(message["role"] == "tool" for message in body["messages"])
    return call_tool("wait_for_next_day" if called else "get_balance_and_transactions", {})


def check(folder: Path, model: Any, *more: str, **server: Any) -> tuple[int, str, str]:
    with FakeEndpoint(model, **server) as endpoint:
        return vendsim(folder, "check", "--base-url", endpoint.url, "--model", "m", *more)


def test_a_check_tells_what_works_and_what_a_year_costs(tmp_path: Path) -> None:
    code, out, err = check(tmp_path, works, "--price-in", "1", "--price-out", "3")
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == ["ok"] * len(out.splitlines())
    for words in (
        "calls get_balance_and_transactions",
        "accepted in the next request",
        "about $",
        "tokens fits",
    ):
        assert words in out


@pytest.mark.parametrize(
    ("model", "server", "words"),
    [
        (lambda _: say("Hello!"), {}, 'it answers in words: "Hello!"'),
        (lambda _: say('<tool_call>{"name": "x"}</tool_call>'), {}, "the calls arrive as text"),
        (lambda _: Fault(401, "no"), {}, "wants a key (HTTP 401: no)"),
        (lambda b: Reply(works(b), {"prompt_tokens": 900, "completion_tokens": 9}), {}, "some is left out"),
        (works, {"window": 30_000}, "smaller than 69,000 tokens (30,000 tokens)"),
    ],
)
def test_a_check_finds_what_would_spoil_a_year(tmp_path: Path, model: Any, server: Any, words: str) -> None:
    code, out, err = check(tmp_path, model, "--window", **server)
    assert words in out
    assert code == (0 if "window" in server else 1), err
