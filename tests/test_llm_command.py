"""`vendsim run --agent llm` as a real process, against a server on loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import commands
from fake_endpoint import FakeEndpoint, Fault, Message, Provider
from scripted_models import dice
from vendsim.runs import read_record

KEY = "sk-very-secret/0123456789"
AT_ONCE = {"Retry-After-Ms": "50"}  # how long to wait is not what those tests are about


def command(folder: Path, *arguments: str, key: str = KEY) -> commands.Process:
    environment = {**os.environ, "SHOP_KEY": key, "NO_PROXY": "127.0.0.1"}
    environment.pop("OPENAI_API_KEY", None)
    return commands.start("run", *arguments, cwd=folder, env=environment)


def finished(process: commands.Process) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=600)
    return process.returncode, out, err


def model_at(endpoint: FakeEndpoint, *more: str) -> tuple[str, ...]:
    return (
        "--agent", "llm", "--model", "test-model", "--base-url", endpoint.url, "--api-key-env", "SHOP_KEY",
        *more,
    )  # fmt: skip


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


class Echo:
    """A model that repeats the key it was given, in every way it can, and so does its endpoint in errors."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, body: Any) -> Message | Fault:
        self.asked += 1
        if self.asked % 3 == 0:
            return Fault(500, f"the key {KEY} is throttled", headers=AT_ONCE)
        if self.asked % 7 == 0:
            return Fault(200, raw=json.dumps({"error": {"message": f"bad key {KEY}"}}), headers=AT_ONCE)
        answer = dice(body)
        answer["reasoning_content"] = f"My key is {KEY}."
        for call in answer.get("tool_calls") or []:
            if call["function"]["name"] != "wait_for_next_day":
                call["function"]["arguments"] = json.dumps({"text": KEY, "query": KEY})
        return answer


def test_a_key_reaches_no_file_no_log_and_no_message(tmp_path: Path) -> None:
    blotted = Provider(expect=lambda message: json.loads(json.dumps(message).replace(KEY, "[key]")))
    with FakeEndpoint(Echo(), provider=blotted) as endpoint:
        extra = json.dumps({"metadata": KEY})
        endpoint.fields = frozenset({"metadata"})
        run = model_at(endpoint, "--days", "2", "--out", "run", "--extra-body", extra)
        code, out, err = finished(command(tmp_path, *run))
    assert (code, err) == (0, "")
    assert set(endpoint.keys) == {KEY}
    assert endpoint.requests[0]["metadata"] == KEY
    written = everything_in(tmp_path)
    assert b"[key]" in written
    assert b"[SHOP_KEY]" in written
    for form in (KEY, KEY.replace("/", "\\/"), "0123456789"):
        assert form.encode() not in written
        assert form not in out + err


def test_a_key_that_is_refused_is_not_shown(tmp_path: Path) -> None:
    with FakeEndpoint(lambda body: Fault(401, f"Incorrect API key provided: {KEY}")) as endpoint:
        code, out, err = finished(command(tmp_path, *model_at(endpoint, "--out", "run"), "--debug"))
    assert code == 1
    assert "refused the key in SHOP_KEY" in err
    assert KEY not in out + err
    assert KEY.encode() not in everything_in(tmp_path)


def test_a_budget_stops_the_run_cleanly_and_it_goes_on_with_another(tmp_path: Path) -> None:
    with FakeEndpoint(dice) as endpoint:
        run = model_at(endpoint, "--days", "6", "--out", "cut", "--max-messages", "20")
        code, out, err = finished(command(tmp_path, *run))
        assert (code, err) == (0, "")
        assert "Stopped            the budget of 20 messages is used up\n" in out
        assert "Go on with         vendsim run --resume cut\n" in out
        assert read_record(tmp_path / "cut").status == "stopped"
        code, out, err = finished(command(tmp_path, "--resume", "cut", "--max-messages", "500", "--json"))
        assert (code, err) == (0, "")
        facts = json.loads(out)
        whole = model_at(endpoint, "--days", "6", "--out", "whole", "--json")
        straight = json.loads(finished(command(tmp_path, *whole))[1])
    assert (facts["status"], facts["stop"], facts["days"]) == ("done", None, 6)
    assert facts["final_balance"] == straight["final_balance"]
    assert facts["use"] == straight["use"]
    for name in ("events.jsonl", "calls.jsonl", "daily.csv"):
        assert (tmp_path / "cut" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


@pytest.mark.parametrize(
    ("blow", "said"), [(signal.SIGINT, "interrupted"), (signal.SIGTERM, "terminated")], ids=["2", "15"]
)
def test_ctrl_c_stops_a_run_with_a_model_and_says_how_to_go_on(
    tmp_path: Path, blow: signal.Signals, said: str
) -> None:
    def slow(body: Any) -> Message:
        time.sleep(0.05)
        return dice(body)

    with FakeEndpoint(slow) as endpoint:
        process = command(tmp_path, *model_at(endpoint, "--out", "cut"))
        deadline = time.monotonic() + 600
        while len(endpoint.requests) < 12:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.send_signal(blow)
        code, _, err = finished(process)
    assert code == 128 + blow
    assert err.startswith(f"vendsim: {said} on day ")
    assert err.endswith("; go on with: vendsim run --resume cut\n")
    assert read_record(tmp_path / "cut").status == "interrupted"


def test_a_folder_that_is_being_played_refuses_a_second_player(tmp_path: Path) -> None:
    def slow(body: Any) -> Message:
        time.sleep(0.05)
        return dice(body)

    with FakeEndpoint(slow) as endpoint:
        first = command(tmp_path, *model_at(endpoint, "--out", "run"))
        deadline = time.monotonic() + 600
        while len(endpoint.requests) < 5 and time.monotonic() < deadline:
            time.sleep(0.02)
        code, _, err = finished(command(tmp_path, "--resume", "run"))
        assert (code, err) == (1, "vendsim: run is being played by another process\n")
        first.kill()
        first.wait()
        code, _, err = finished(command(tmp_path, "--resume", "run", "--max-messages", "1"))
        assert (code, err) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files in the POSIX way")
def test_a_full_disk_is_one_sentence_and_the_run_can_go_on(tmp_path: Path) -> None:
    import resource

    with FakeEndpoint(dice) as endpoint:
        run = model_at(endpoint, "--days", "6", "--out", "run")
        full = subprocess.run(
            [sys.executable, "-m", "vendsim", "run", *run],
            cwd=tmp_path,
            env={**os.environ, "SHOP_KEY": KEY, "NO_PROXY": "127.0.0.1"},
            capture_output=True,
            text=True,
            timeout=600,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000)),
        )
        assert full.returncode == 1
        assert full.stderr.startswith("vendsim: cannot write to run: File too large; go on with: ")
        assert full.stderr.count("\n") == 1
        code, _, err = finished(command(tmp_path, "--resume", "run"))
        assert (code, err) == (0, "")
    assert read_record(tmp_path / "run").status == "done"
