"""Many models at once, in one process, against a real server on loopback."""

from __future__ import annotations

import json
import signal
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import commands
from fake_endpoint import Body, FakeEndpoint, Fault, Message, call_tool
from folders import contents
from test_bench import days_played, vendsim, wait_until
from vendsim.report.leaderboard import make_leaderboard
from vendsim.runs import read_record


class Busy:
    """A model that looks twice a day, and how many requests it has under way at once."""

    def __init__(self, pause: float = 0.0) -> None:
        self.pause = pause
        self.asked: Counter[str] = Counter()  # requests by model
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()

    def __call__(self, body: Body) -> Message | Fault:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
            self.asked[body["model"]] += 1
        try:
            time.sleep(self.pause)
            return self.answer(body)
        finally:
            with self._lock:
                self._now -= 1

    def answer(self, body: Body) -> Message | Fault:
        said = [message for message in body["messages"] if message["role"] == "assistant"]
        return call_tool(("read_inbox", "get_machine_inventory", "wait_for_next_day")[len(said) % 3])


class Refusing(Busy):
    """An endpoint that knows only one of the models, and is overloaded now and then."""

    def answer(self, body: Body) -> Message | Fault:
        if body["model"] == "unknown":
            return Fault(404, "no such model")
        if self.asked[body["model"]] % 5 == 0:
            return Fault(429, "slow down", headers={"Retry-After": "0.05"})
        return super().answer(body)


def bench(url: str, *models: str, days: int = 3, seeds: str = "0-2", out: str = "b") -> tuple[str, ...]:
    named = [part for model in models for part in ("--model", model)]
    world = ("--seeds", seeds, "--days", str(days), "--out", out)
    return ("bench", "--agent", "llm", *named, *world, "--base-url", url)


def test_models_play_side_by_side_but_not_more_than_are_wanted(tmp_path: Path) -> None:
    with FakeEndpoint(model := Busy(pause=0.1)) as endpoint:
        done = vendsim(tmp_path, *bench(endpoint.url, "one", "org/other"), "--workers", "4")
    assert done.returncode == 0, done.stderr
    assert 2 <= model.most <= 4
    assert model.asked == {"one": 27, "org/other": 27}
    assert endpoint.complaints == []
    assert {folder.name for folder in (tmp_path / "b").glob("llm*")} == {
        f"llm-{model}-seed{seed}" for model in ("one", "org-other") for seed in range(3)
    }


def test_scripted_agents_and_models_go_into_one_bench(tmp_path: Path) -> None:
    with FakeEndpoint(Busy()) as endpoint:
        priced = ("--price-in", "1", "--price-out", "10", "--agent", "idle", "--json")
        done = vendsim(tmp_path, *bench(endpoint.url, "one"), *priced)
    standings = {it["agent"]: it for it in json.loads(done.stdout)["scenarios"][0]["standings"]}
    assert (standings["llm"]["model"], standings["llm"]["runs"], standings["idle"]["runs"]) == ("one", 3, 3)
    assert standings["llm"]["usd"] > 0
    assert standings["llm"]["input_tokens"] > 1000
    assert (standings["idle"]["usd"], standings["idle"]["model"]) == (None, None)


def test_a_model_that_fails_takes_no_other_down_and_rate_limits_are_waited_out(tmp_path: Path) -> None:
    with FakeEndpoint(Refusing()) as endpoint:
        failed = vendsim(tmp_path, *bench(endpoint.url, "unknown", "known"))
    assert failed.returncode == 1
    last = failed.stderr.splitlines()[-1]
    assert 'does not know the model "unknown"' in last
    assert "and 2 more failed" in last
    statuses = {folder.name: read_record(folder).status for folder in (tmp_path / "b").glob("llm*")}
    assert statuses == {
        **{f"llm-unknown-seed{seed}": "failed" for seed in range(3)},
        **{f"llm-known-seed{seed}": "done" for seed in range(3)},
    }


def test_a_budget_stops_each_run_and_more_of_it_goes_on(tmp_path: Path) -> None:
    with FakeEndpoint(Busy()) as endpoint:
        stopped = vendsim(tmp_path, *bench(endpoint.url, "one"), "--max-messages", "6")
        assert stopped.returncode == 0, stopped.stderr
        assert "llm-one-seed0: stopped: the budget of 6 messages is used up" in stopped.stderr
        assert {read_record(folder).status for folder in (tmp_path / "b").glob("llm*")} == {"stopped"}
        assert vendsim(tmp_path, *bench(endpoint.url, "one")).returncode == 0
    assert {read_record(folder).status for folder in (tmp_path / "b").glob("llm*")} == {"done"}


def test_interrupted_runs_go_on_to_the_same_bytes(tmp_path: Path) -> None:
    with FakeEndpoint(Busy(pause=0.01)) as endpoint:
        cut = bench(endpoint.url, "one", "two", days=12, out="cut")
        with commands.start(*cut, cwd=tmp_path) as process:
            wait_until(lambda: days_played(tmp_path / "cut") > 12, process)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=600)
        assert process.returncode == 130
        assert said.splitlines()[-1].startswith("vendsim: interrupted; go on with: vendsim bench --agent llm")
        assert "interrupted" in {read_record(folder).status for folder in (tmp_path / "cut").glob("llm*")}
        assert vendsim(tmp_path, *cut).returncode == 0
        assert vendsim(tmp_path, *bench(endpoint.url, "one", "two", days=12, out="whole")).returncode == 0
    assert set(endpoint.complaints) <= {"the body is no JSON object"}  # requests that were cut off too
    assert contents(tmp_path / "cut") == contents(tmp_path / "whole")


def test_what_a_model_cost_is_unknown_as_soon_as_one_run_does_not_tell(tmp_path: Path) -> None:
    with FakeEndpoint(Busy()) as endpoint:
        vendsim(tmp_path, *bench(endpoint.url, "one", seeds="0"), "--price-in", "1", "--price-out", "10")
        vendsim(tmp_path, *bench(endpoint.url, "one", seeds="1"))
    standing: Any = make_leaderboard([tmp_path / "b"]).scenarios[0].standings[0]
    assert (standing.runs, standing.usd) == (2, None)
