"""`vendsim pack`, `verify` and `leaderboard` on entries, with scripted agents and with language models."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import commands
from entry_files import (
    Files,
    change_json,
    change_lines,
    find,
    problems,
    read,
    rewritten,
    scripted_runs,
    set_,
    unfinished,
)
from fake_endpoint import FakeEndpoint
from scripted_models import dice
from vendsim import AgentOptions, Scenario
from vendsim.report.leaderboard import make_leaderboard
from vendsim.runs import make_agent, play, read_record
from vendsim.runs.entries import pack, verify
from vendsim.runs.starting import start

DAYS = 3


def vendsim(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return commands.run(*arguments, cwd=folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two scripted runs, their entry, and the same entry with an unfinished run."""
    folder = tmp_path_factory.mktemp("entries")
    scripted_runs(folder / "runs")
    pack([folder / "runs"], folder / "entry.zip")
    rewritten(folder / "unfinished.zip", unfinished(read(folder / "entry.zip")))
    return folder


@pytest.fixture(scope="module")
def model_entry(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """A run of a language model, packed."""
    folder = tmp_path_factory.mktemp("model")
    scenario = Scenario.load("vb2").model_copy(update={"days": DAYS})
    with pytest.MonkeyPatch.context() as patch, FakeEndpoint(dice) as endpoint:
        patch.setenv("SHOP_KEY", "sk-0")
        options = AgentOptions(seed=0, model="test-model", base_url=endpoint.url, api_key_env="SHOP_KEY")
        episode, run = start(folder / "llm", scenario, "llm", options)
        play(episode, make_agent("llm", options), run)
    pack([folder / "llm"], folder / "entry.zip")
    return read(folder / "entry.zip")


# The commands ----------------------------------------------------------------------------------------------


def test_what_was_packed_is_verified_and_says_what_is_only_claimed(folder: Path) -> None:
    packed = vendsim(folder, "pack", "runs", "-o", "mine.zip")
    assert packed.stdout == "mine.zip: 2 runs; check it with: vendsim verify mine.zip\n"
    assert (folder / "mine.zip").read_bytes() == (folder / "entry.zip").read_bytes()
    done = vendsim(folder, "verify", "mine.zip")
    assert done.returncode == 0, done.stderr
    balance = read_record(folder / "runs/careful").result.final_balance
    assert f"careful, vb2, seed 3: ${balance:,.2f} (done; scripted agent of vendsim)" in done.stdout
    assert re.search(r"Only claimed +when the runs were played", done.stdout)
    assert "Note: runs/000-careful: 4 days of vb2, not the whole of it" in done.stdout


def test_verify_speaks_json_too(folder: Path) -> None:
    facts = json.loads(vendsim(folder, "verify", "entry.zip", "--json").stdout)
    assert (facts["verified"], facts["problems"], facts["seeds"]) == (True, [], [3])
    assert [row["agent"] for row in facts["rows"]] == ["careful", "random"]
    assert {row["harness"] for row in facts["rows"]} == {"scripted agent of vendsim"}


def test_a_manipulated_entry_fails_the_command(folder: Path) -> None:
    richer = change_json("entry.json", set_("rows", "0", "score", to=9999.0))
    rewritten(folder / "richer.zip", richer(read(folder / "entry.zip")))
    done = vendsim(folder, "verify", "richer.zip")
    assert done.returncode == 1
    assert "PROBLEM: runs/000-careful: entry.json says score 9999.0, but it is" in done.stdout
    assert done.stderr.startswith("vendsim: richer.zip: runs/000-careful: entry.json says score 9999.0")
    assert "no: scores" in done.stdout  # nothing is called proven


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("pack", "absent"), 2, "there is no run in absent"),
        (("pack", "runs", "--seeds", "3-4"), 1, "a run of careful with seed 4 that is not there"),
        (("pack", "runs", "--seeds", "many"), 2, "many"),
        (("pack", "runs", "-o", "absent/entry.zip"), 1, "cannot write absent/entry.zip"),
        (("verify", "absent.zip"), 1, "absent.zip cannot be read as an entry"),
        (("verify", "runs/careful/run.json"), 1, "cannot be read as an entry"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence(
    folder: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = vendsim(folder, *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_server_that_cannot_listen_is_told_in_one_sentence(tmp_path: Path) -> None:
    pytest.importorskip("starlette", reason="vendsim serve needs the extra [serve]")
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = vendsim(tmp_path, "serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "cannot listen at 127.0.0.1" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_run_names_its_harness(tmp_path: Path) -> None:
    done = vendsim(tmp_path, "run", "--days", "2", "--quiet", "--json", "--out", "run")
    assert json.loads(done.stdout.splitlines()[-1])["harness"] == "scripted agent of vendsim"
    again = vendsim(tmp_path, "run", "--resume", "run")  # a finished run is only shown
    assert "careful (scripted agent of vendsim)" in again.stdout


# Leaderboards ----------------------------------------------------------------------------------------------


def test_a_leaderboard_takes_entries_and_folders_alike(folder: Path) -> None:
    entered = make_leaderboard([folder / "entry.zip"])
    [board] = entered.scenarios
    [from_folders] = make_leaderboard([folder / "runs"]).scenarios
    assert [s.model_copy(update={"replayed": 0}) for s in board.standings] == from_folders.standings
    assert {standing.replayed for standing in board.standings} == {1}
    done = vendsim(folder, "leaderboard", "entry.zip")
    assert done.returncode == 0, done.stderr
    assert "were never replayed" not in done.stdout


def test_an_unfinished_run_of_an_entry_counts_and_is_seen(folder: Path) -> None:
    [board] = make_leaderboard([folder / "unfinished.zip"]).scenarios
    [careful] = [standing for standing in board.standings if standing.agent == "careful"]
    [row] = [row for row in verify(folder / "unfinished.zip").rows if row.agent == "careful"]
    assert (careful.runs, careful.unfinished, careful.mean) == (1, 1, row.final_balance)
    assert "Not finished, and counted with the balance so far: 1 of careful." in board.notes


def test_an_entry_that_does_not_hold_is_left_out_whole(folder: Path) -> None:
    change = change_json("careful/run.json", set_("result", "score", to=9999.0))
    bad = rewritten(folder / "bad.zip", change(read(folder / "entry.zip")))
    made = make_leaderboard([bad])
    assert made.scenarios == []
    assert "does not hold: runs/000-careful: run.json says score 9999.0" in made.skipped[0].reason
    done = vendsim(folder, "leaderboard", "bad.zip")
    assert done.returncode == 2
    assert "left out:" in done.stderr


# Language models -------------------------------------------------------------------------------------------


def test_a_run_of_a_model_is_verified_with_its_conversation(model_entry: Files, tmp_path: Path) -> None:
    verdict = verify(rewritten(tmp_path / "entry.zip", model_entry))
    assert verdict.problems == []
    assert list(verdict.harnesses.values()) == ["own loop of vendsim"]
    assert verdict.claimed[0].startswith("who played (llm test-model), with which prompt, what it said")
    assert verdict.rows[0].output_tokens > 0


def test_another_prompt_is_a_label(model_entry: Files, tmp_path: Path) -> None:
    def told_more(lines: list[bytes]) -> list[bytes]:
        first = json.loads(lines[0])
        first["message"]["content"] += " The cheapest supplier is the second one."
        return [json.dumps(first).encode() + b"\n", *lines[1:]]

    changed = change_lines("messages.jsonl", told_more)(dict(model_entry))
    verdict = verify(rewritten(tmp_path / "entry.zip", changed))
    assert verdict.problems == []
    assert list(verdict.harnesses.values()) == ["own loop of vendsim, changed prompt"]


def of_kind(kind: str, change: Callable[[dict], dict | None]) -> Callable[[list[bytes]], list[bytes]]:
    """Change, or take out, the first line of a kind in which there is something to change."""

    def changed(lines: list[bytes]) -> list[bytes]:
        for number, line in enumerate(lines):
            content = json.loads(line)
            if content["kind"] == kind and (kind != "assistant" or content["message"].get("tool_calls")):
                new = change(content)
                instead = [] if new is None else [json.dumps(new).encode() + b"\n"]
                return [*lines[:number], *instead, *lines[number + 1 :]]
        raise AssertionError(f"no line of {kind}")

    return changed


def another_call(line: dict) -> dict:
    line["message"]["tool_calls"][0]["function"]["name"] = "collect_cash"
    return line


def broken(line: dict) -> dict:
    return {**line, "message": {"tool_calls": [7]}}


MODEL_MANIPULATIONS: dict[str, tuple[Callable[[Files], Files], str]] = {
    "another call": (change_lines("messages.jsonl", of_kind("assistant", another_call)), "is not what"),
    "an answer left out": (
        change_lines("messages.jsonl", of_kind("assistant", lambda line: None)), "lines of assistant",
    ),
    "fewer tokens": (
        change_lines("messages.jsonl", of_kind("assistant", lambda line: {**line, "billed_tokens": 1})),
        "billed tokens",
    ),
    "a result left out": (
        change_lines("messages.jsonl", of_kind("tool", lambda line: None)), "lines of tool",
    ),
    "no conversation": (
        lambda files: {name: content for name, content in files.items() if "messages" not in name},
        "lines of",
    ),
    "another model": (change_json("llm/run.json", set_("options", "model", to="gpt-9")), "says model"),
    "a line that is none": (change_lines("messages.jsonl", lambda lines: [b"7\n", *lines]), "cannot be"),
    "a message that is none": (change_lines("messages.jsonl", of_kind("assistant", broken)), "cannot be"),
    "a deep line": (
        change_lines("messages.jsonl", lambda lines: [b"[" * 100_000 + b"\n", *lines]), "cannot be",
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", MODEL_MANIPULATIONS)
def test_a_manipulated_run_of_a_model_is_caught(model_entry: Files, tmp_path: Path, way: str) -> None:
    manipulate, told = MODEL_MANIPULATIONS[way]
    found = problems(rewritten(tmp_path / "entry.zip", manipulate(dict(model_entry))))
    assert found
    assert told in found


def test_one_conversation_under_two_names_is_caught(model_entry: Files, tmp_path: Path) -> None:
    """The same run a second time, as that of another model."""
    manifest = json.loads(model_entry["entry.json"])
    [row] = manifest["rows"]
    manifest["rows"].append({**row, "folder": "runs/001-other", "model": "other"})
    manifest["plan"]["players"].append(["llm", "other"])
    copies = {
        n.replace(row["folder"], "runs/001-other"): c for n, c in model_entry.items() if n != "entry.json"
    }
    record = json.loads(copies[find(copies, "run.json")])
    record["options"]["model"] = "other"
    copies[find(copies, "run.json")] = json.dumps(record).encode()
    files = {**model_entry, **copies, "entry.json": json.dumps(manifest).encode()}
    assert "has the same conversation as" in problems(rewritten(tmp_path / "entry.zip", files))


def test_a_scripted_agent_with_a_sub_agent_is_watched_too(tmp_path: Path) -> None:
    scenario = Scenario.load("vb1").model_copy(update={"days": 14})
    options = AgentOptions(seed=0)
    episode, run = start(tmp_path / "vb1", scenario, "random", options)
    play(episode, make_agent("random", options), run)
    assert read_record(tmp_path / "vb1").result.sub_agent_calls > 0
    pack([tmp_path / "vb1"], tmp_path / "entry.zip")
    assert verify(tmp_path / "entry.zip").problems == []
