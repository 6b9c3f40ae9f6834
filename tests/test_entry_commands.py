"""`vendsim pack`, `verify` and `leaderboard` on entries of scripted agents."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

import commands
from entry_files import change_json, read, rewritten, scripted_entry, set_, unfinished
from vendsim.report.leaderboard import make_leaderboard
from vendsim.runs import read_record
from vendsim.runs.entries import verify


def vendsim(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return commands.run(*arguments, cwd=folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two scripted runs, their entry, and the same entry with an unfinished run."""
    folder = scripted_entry(tmp_path_factory.mktemp("entries"))
    rewritten(folder / "unfinished.zip", unfinished(read(folder / "entry.zip")))
    return folder


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
