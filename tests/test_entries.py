"""Entries: packed runs, what is proven of them, and how manipulated ones are caught."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from entry_files import (
    Files,
    both,
    change_json,
    change_lines,
    find,
    problems,
    read,
    rewritten,
    scripted_entry,
    set_,
    unfinished,
)
from test_replay import record_run
from vendsim.runs.entries import EntryError, pack, verify
from vendsim.runs.entries.packing import write


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return scripted_entry(tmp_path_factory.mktemp("entry")) / "runs"


@pytest.fixture(scope="module")
def entry(runs: Path) -> Files:
    return read(runs.parent / "entry.zip")


def test_an_honest_entry_is_verified(runs: Path, tmp_path: Path) -> None:
    manifest = pack([runs], tmp_path / "one.zip")
    pack([runs], tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    verdict = verify(tmp_path / "one.zip")
    assert verdict.problems == []
    assert verdict.rows == list(manifest.rows)
    assert set(verdict.harnesses.values()) == {"scripted agent of vendsim"}
    assert "the seeds were chosen: 3, not 0 to 0" in verdict.notes


def test_a_declared_plan_leaves_no_run_out(runs: Path, tmp_path: Path) -> None:
    with pytest.raises(EntryError, match="seed 4 that is not there"):
        pack([runs], tmp_path / "entry.zip", seeds=[3, 4])


def test_a_run_that_is_not_as_recorded_is_not_packed(tmp_path: Path) -> None:
    run = record_run(tmp_path / "run", "idle", days=2)
    (run / "calls.jsonl").write_text("")
    with pytest.raises(EntryError, match="not as recorded"):
        pack([run], tmp_path / "entry.zip")


def test_an_unfinished_run_is_seen_and_counts(entry: Files, tmp_path: Path) -> None:
    verdict = verify(rewritten(tmp_path / "e.zip", unfinished(dict(entry))))
    assert verdict.problems == []
    [row] = [row for row in verdict.rows if row.agent == "careful"]
    assert (row.score, row.status) == (None, "failed")
    assert any("counted with its balance so far" in note for note in verdict.notes)


# Manipulations ---------------------------------------------------------------------------------------------


def without_run(files: Files) -> Files:
    """A run is taken out, and out of the rows, but not out of the plan."""
    manifest = json.loads(files["entry.json"])
    manifest["rows"] = [row for row in manifest["rows"] if row["agent"] != "random"]
    kept = {name: content for name, content in files.items() if "random" not in name}
    return {**kept, "entry.json": json.dumps(manifest).encode()}


def run_twice(files: Files) -> Files:
    """The better run stands in twice."""
    manifest = json.loads(files["entry.json"])
    folder = manifest["rows"][0]["folder"]
    manifest["rows"].append({**manifest["rows"][0], "folder": "runs/007-again"})
    copies = {n.replace(folder, "runs/007-again"): c for n, c in files.items() if n.startswith(folder)}
    return {**files, **copies, "entry.json": json.dumps(manifest).encode()}


def drop(name: str) -> Callable[[Files], Files]:
    return lambda files: {known: c for known, c in files.items() if not known.endswith(name)}


def call_with(**changes: Any) -> Callable[[list[bytes]], list[bytes]]:
    return lambda lines: [json.dumps({**json.loads(lines[0]), **changes}).encode() + b"\n", *lines[1:]]


RECORD, CALLS = "careful/run.json", "careful/calls.jsonl"
MANIPULATIONS: dict[str, tuple[Callable[[Files], Files], str]] = {
    "score in the row": (change_json("entry.json", set_("rows", "0", "score", to=9999.0)), "says score 9999"),
    "score in the record": (change_json(RECORD, set_("result", "score", to=9999.0)), "9999"),
    "both scores": (
        both(
            change_json("entry.json", set_("rows", "0", "score", to=9999.0)),
            change_json(RECORD, set_("result", "score", to=9999.0)),
        ),
        "9999",
    ),
    "conduct": (change_json(RECORD, set_("result", "conduct", to=None)), "conduct"),
    "seed": (change_json(RECORD, set_("seed", to=4)), "call 1"),
    "more money to start with": (
        change_json(RECORD, set_("config", "money", "start_cents", to=10**9)), "instead of",
    ),
    "digest": (change_json("entry.json", set_("rows", "0", "digest", to="0" * 64)), "says digest"),
    "version": (change_json(RECORD, set_("versions", "vendsim", to="0.0.9")), "played by vendsim 0.0.9"),
    "a call left out": (change_lines(CALLS, lambda lines: lines[1:]), "call 1"),
    "a call made up": (change_lines(CALLS, lambda lines: [lines[0], *lines]), "call 2"),
    "a reply": (change_lines(CALLS, call_with(reply="You won.")), "another reply"),
    "tokens": (change_lines(CALLS, call_with(output_tokens=10**6)), "another reply"),
    "an event": (change_lines("careful/events.jsonl", lambda lines: lines[:-1]), "events.jsonl"),
    "a day": (change_lines("careful/daily.csv", lambda lines: lines[:-1]), "daily.csv"),
    "another agent": (
        both(
            change_json(RECORD, set_("agent", to="naive")),
            change_json("entry.json", set_("rows", "0", "agent", to="naive")),
            change_json("entry.json", set_("plan", "players", to=[["naive", None], ["random", None]])),
        ),
        "it is not by naive",
    ),
    "a model's name": (change_json(RECORD, set_("options", "model", to="gpt-9")), "says model"),
    "a model without a conversation": (
        both(
            change_json(RECORD, set_("agent", to="llm")),
            change_json("entry.json", set_("rows", "0", "agent", to="llm")),
            change_json("entry.json", set_("plan", "players", to=[["llm", None], ["random", None]])),
        ),
        "its conversation is missing",
    ),
    "a finished run as failed": (
        both(
            change_json(RECORD, set_("status", to="failed")),
            change_json("entry.json", set_("rows", "0", "status", to="failed")),
            change_json("entry.json", set_("rows", "0", "score", to=None)),
        ),
        "go to the end of the run",
    ),
    "an unfinished run as done": (
        both(unfinished, change_json(RECORD, set_("status", to="done"))), "run is done, but calls.jsonl ends",
    ),
    "a run left out": (without_run, "seed 3 that is not there"),
    "a run twice": (run_twice, "one run of careful with seed 3, and there are 2"),
    "seeds left out": (change_json("entry.json", set_("plan", "seeds", to=[])), "not in the plan"),
    "a file left out": (drop("careful/calls.jsonl"), "calls.jsonl is missing"),
    "no manifest's format": (change_json("entry.json", set_("format", to=2)), "entry.json cannot be read"),
    "a file too many": (lambda files: {**files, "runs/secret.txt": b"x"}, "no file of a run"),
    "a way out": (lambda files: {**files, "../../evil": b"x"}, "no file of a run"),
}  # fmt: skip


@pytest.mark.parametrize("way", MANIPULATIONS)
def test_a_manipulated_entry_is_caught(entry: Files, tmp_path: Path, way: str) -> None:
    manipulate, told = MANIPULATIONS[way]
    found = problems(rewritten(tmp_path / "entry.zip", manipulate(dict(entry))))
    assert found
    assert told in found


def test_a_file_that_the_list_does_not_know_is_caught(entry: Files, tmp_path: Path) -> None:
    changed = {**entry, find(entry, CALLS): entry[find(entry, CALLS)] + b"\n"}
    write(tmp_path / "entry.zip", changed)
    assert "is not the file that entry.json lists" in problems(tmp_path / "entry.zip")


def test_a_damaged_file_is_told_in_a_sentence(entry: Files, tmp_path: Path) -> None:
    write(tmp_path / "entry.zip", entry)
    whole = (tmp_path / "entry.zip").read_bytes()
    for content in (b"", b"PK", whole[: len(whole) // 2], os.urandom(1000)):
        (tmp_path / "bad.zip").write_bytes(content)
        assert "cannot be read as an entry" in problems(tmp_path / "bad.zip")
    assert "cannot be read" in problems(tmp_path / "absent.zip")
