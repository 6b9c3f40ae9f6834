"""Many runs at once: real processes, real interruptions."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import commands
from folders import content, contents
from vendsim import AgentOptions, Scenario
from vendsim.cli.errors import UsageError
from vendsim.cli.seeds import parse_seeds
from vendsim.extras import needs
from vendsim.runs import Progress, read_record
from vendsim.runs.agents import agent_seed
from vendsim.runs.bench import Task
from vendsim.runs.bench.cluster import play_there, write_files
from vendsim.runs.bench.playing import play_task

AGENTS = """
import os
import signal


class Waiting:
    '''Waits.'''

    def __init__(self, options):
        self.seed = options.seed

    def play_day(self, desk):
        self.act(desk)
        desk.call("wait_for_next_day", {})

    def act(self, desk):
        pass

    def snapshot(self):
        return {}

    def restore(self, blob):
        pass


class Failing(Waiting):
    '''Fails on its third day in world 1.'''

    def act(self, desk):
        if self.seed == IN_WORLD_1 and desk.day == 3 and not os.path.exists("mended"):
            raise KeyError("lost the way")


class Dying(Waiting):
    '''Its process is killed on the third day in world 1.'''

    def act(self, desk):
        if self.seed == IN_WORLD_1 and desk.day == 3 and not os.path.exists("mended"):
            os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def plugins(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    metadata = folder / "own-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: own\nVersion: 1.0\n")
    entries = "failing = own_agents:Failing\ndying = own_agents:Dying\n"
    (metadata / "entry_points.txt").write_text(f"[vendsim.agents]\n{entries}")
    (folder / "own_agents.py").write_text(AGENTS.replace("IN_WORLD_1", str(agent_seed(1))))
    return folder


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "vendsim", *arguments]


def environment(plugins: Path | None = None) -> dict[str, str]:
    paths = [str(path) for path in (plugins, os.environ.get("PYTHONPATH")) if path]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def vendsim(
    cwd: Path, *arguments: str, plugins: Path | None = None, **environ: str
) -> subprocess.CompletedProcess[str]:
    return commands.run(*arguments, cwd=cwd, env=environment(plugins) | environ)


def wait_until(condition: Callable[[], Any], process: commands.Process) -> None:
    deadline = time.monotonic() + 600
    while not condition():
        assert process.poll() is None, "the bench ended too early"
        assert time.monotonic() < deadline, "the bench does not get on"
        time.sleep(0.005)


def days_played(bench: Path) -> int:
    return sum(file.read_bytes().count(b"\n") - 1 for file in bench.glob("*/daily.csv"))


def test_every_agent_plays_in_every_world(tmp_path: Path) -> None:
    done = vendsim(
        tmp_path, "bench", "--agent", "idle", "--agent", "naive", "--seeds", "0-1,5", "--days", "4"
    )
    assert done.returncode == 0, done.stderr
    bench = tmp_path / "runs" / "bench"
    assert (bench / "balance.png").read_bytes().startswith(b"\x89PNG")
    folders = [path for path in bench.iterdir() if path.is_dir()]
    assert {folder.name for folder in folders} == {
        f"{agent}-seed{seed}" for agent in ("idle", "naive") for seed in (0, 1, 5)
    }
    assert {read_record(folder).status for folder in folders} == {"done"}
    assert "Final balance on vb2" in done.stdout
    assert "idle-seed5: $492.00 after 4 days (completed)" in done.stderr


def test_a_run_of_a_bench_leaves_the_folder_of_a_single_run(tmp_path: Path) -> None:
    vendsim(tmp_path, "bench", "--agent", "random", "--seeds", "3", "--days", "30", "--out", "many")
    vendsim(tmp_path, "run", "--agent", "random", "--seed", "3", "--days", "30", "--out", "one")
    (tmp_path / "one" / "balance.png").unlink()
    assert content(tmp_path / "many" / "random-seed3") == content(tmp_path / "one")


def test_what_is_done_is_left_alone_and_more_worlds_can_be_added(tmp_path: Path) -> None:
    bench = ("bench", "--agent", "idle", "--days", "3", "--out", "b")
    vendsim(tmp_path, *bench, "--seeds", "0-1")
    before = {file: file.stat().st_mtime_ns for file in tmp_path.glob("b/*/*")}
    again = vendsim(tmp_path, *bench, "--seeds", "0-2", "--json")
    assert {file: file.stat().st_mtime_ns for file in before} == before
    assert json.loads(again.stdout)["scenarios"][0]["standings"][0]["runs"] == 3


def test_a_failing_run_takes_no_other_down_and_is_tried_again(tmp_path: Path, plugins: Path) -> None:
    bench = ("bench", "--agent", "failing", "--seeds", "0-2", "--days", "6", "--out", "b", "--workers", "1")
    failed = vendsim(tmp_path, *bench, plugins=plugins)
    assert failed.returncode == 1
    assert failed.stderr.splitlines()[-1] == (
        "vendsim: failing-seed1 failed: KeyError: 'lost the way' (own_agents.py, line 31);"
        " the traceback is in b/failing-seed1/traceback.txt; the same command goes on with what is not done"
    )
    statuses = [read_record(tmp_path / "b" / f"failing-seed{seed}").status for seed in range(3)]
    assert statuses == ["done", "failed", "done"]
    (tmp_path / "mended").touch()
    assert vendsim(tmp_path, *bench, plugins=plugins).returncode == 0
    assert read_record(tmp_path / "b" / "failing-seed1").status == "done"


def test_a_process_that_is_killed_costs_its_own_run_only(tmp_path: Path, plugins: Path) -> None:
    bench = ("bench", "--agent", "dying", "--seeds", "0-3", "--days", "6", "--out", "b", "--workers", "2")
    failed = vendsim(tmp_path, *bench, plugins=plugins)
    assert failed.returncode == 1
    assert "vendsim: dying-seed1 failed: its process was killed by signal 9;" in failed.stderr
    (tmp_path / "mended").touch()
    assert vendsim(tmp_path, *bench, plugins=plugins).returncode == 0
    vendsim(tmp_path, *bench[:-4], "--out", "whole", plugins=plugins)
    assert contents(tmp_path / "b") == contents(tmp_path / "whole")


def test_a_bench_that_was_killed_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    bench = ("bench", "--agent", "random", "--agent", "naive", "--seeds", "0-2", "--days", "60")
    with commands.start(*bench, "--out", "cut", cwd=tmp_path, own_session=True) as process:
        wait_until(lambda: days_played(tmp_path / "cut") > 80, process)
        process.kill()
    again = vendsim(tmp_path, *bench, "--out", "cut")
    if again.returncode:  # workers of the killed bench may still be at their last run
        assert "is being played by another process" in again.stderr
        assert_gone(process.pid)
        assert vendsim(tmp_path, *bench, "--out", "cut").returncode == 0
    vendsim(tmp_path, *bench, "--out", "whole")
    assert contents(tmp_path / "cut") == contents(tmp_path / "whole")


@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_stops_everything_and_says_how_to_go_on(tmp_path: Path, blow: signal.Signals) -> None:
    bench = ("bench", "--agent", "random", "--seeds", "0-5", "--workers", "2", "--out", "b")
    with commands.start(*bench, cwd=tmp_path, own_session=True) as process:
        wait_until(lambda: days_played(tmp_path / "b") > 40, process)
        if blow == signal.SIGINT:
            os.killpg(process.pid, blow)  # a terminal sends it to all
        else:
            process.send_signal(blow)
        _, said = process.communicate(timeout=600)
    assert process.returncode == 128 + blow
    word = "terminated" if blow == signal.SIGTERM else "interrupted"
    assert said.splitlines()[-1] == f"vendsim: {word}; go on with: vendsim {' '.join(bench)}"
    statuses = [read_record(folder).status for folder in (tmp_path / "b").iterdir()]
    assert "interrupted" in statuses
    assert "running" not in statuses
    assert_gone(process.pid)


def assert_gone(group: int) -> None:
    """No process of the group is left, within moments."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError("processes of the bench are left")


def test_where_a_person_watches_every_run_has_a_row(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    bench = command("bench", "--agent", "random", "--seeds", "0-1", "--days", "100", "--out", "b")
    with subprocess.Popen(
        bench, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=theirs, env={**os.environ, "TERM": "xterm"}
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                chunk = os.read(ours, 4096)
            except OSError:  # how Linux says that the other end has closed
                break
            if not chunk:
                break
            shown += chunk
    os.close(ours)
    text = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", shown.decode())
    assert process.returncode == 0
    assert all(re.search(rf"random-seed{seed} .*\$\d+\.\d\d .*calls +\d+/100", text) for seed in (0, 1))
    assert "runs" in text


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--agent", "nobody"], 'there is no agent "nobody"'),
        (["--agent", "idle", "--model", "m"], "--model belongs to agents that ask a language model"),
        (["--agent", "llm"], "--model"),
        (["--agent", "idle", "--seeds", "4-1"], "write 1-4"),
        (["--agent", "idle", "--seeds", "a"], "should look like 0-4"),
        (["--agent", "idle", "--workers", "0"], "--workers"),
        ([], "--agent"),
    ],
)
def test_bad_usage_is_one_line_before_anything_is_played(
    tmp_path: Path, arguments: list[str], why: str
) -> None:
    refused = vendsim(tmp_path, "bench", *arguments)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert why in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert not (tmp_path / "runs").exists()


def test_a_folder_of_another_run_is_refused_before_anything_is_played(tmp_path: Path) -> None:
    vendsim(tmp_path, "bench", "--agent", "idle", "--seeds", "1", "--days", "3", "--out", "b")
    refused = vendsim(tmp_path, "bench", "--agent", "idle", "--seeds", "0-1", "--days", "4", "--out", "b")
    assert refused.returncode == 2
    assert refused.stderr == (
        "vendsim: b/idle-seed1 holds a run with another scenario; choose another --out\n"
    )
    assert not (tmp_path / "b" / "idle-seed0").exists()


def test_models_that_would_share_a_folder_are_refused(tmp_path: Path) -> None:
    models = ("--model", "org/one", "--model", "org-one", "--base-url", "http://127.0.0.1:1/v1")
    refused = vendsim(tmp_path, "bench", "--agent", "llm", *models)
    assert refused.returncode == 2
    assert "org/one and org-one would share the folder llm-org-one-seed0" in refused.stderr


@pytest.mark.parametrize(
    ("text", "seeds"), [("0", [0]), ("0-3", [0, 1, 2, 3]), ("5, 1-2,5", [5, 1, 2]), ("7-7", [7])]
)
def test_seeds_are_read_as_people_write_them(text: str, seeds: list[int]) -> None:
    assert parse_seeds(text) == seeds


@pytest.mark.parametrize("text", ["", "-1", "1-", "1..3", "1e3", "0-99999999", "٣", "1,,2"])
def test_what_is_no_list_of_seeds_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--seeds"):
        parse_seeds(text)


def task_in(folder: Path, days: int) -> Task:
    scenario = Scenario.load("vb2").model_copy(update={"days": days})
    return Task("random", AgentOptions(seed=3), scenario, folder, asks_model=False)


def test_a_node_without_our_file_system_sends_the_folder_home(tmp_path: Path) -> None:
    """What a cluster's node does: it sees no mark, and knows of the folder only what it was sent."""
    whole = task_in(tmp_path / "whole", 20)
    assert play_task(whole).status == "done"
    outcome, files = play_there(task_in(tmp_path / "far", 20), tmp_path / "no-mark", {})
    assert outcome.status == "done"
    assert not (tmp_path / "far").exists()
    write_files(tmp_path / "far", files or {})
    assert content(tmp_path / "far") == content(tmp_path / "whole")


def test_a_node_without_our_file_system_goes_on_with_what_it_was_sent(tmp_path: Path) -> None:
    play_task(task_in(tmp_path / "whole", 20))

    def blow(progress: Progress) -> None:
        if progress.day == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        play_task(task_in(tmp_path / "cut", 20), blow)
    so_far = {file.name: file.read_bytes() for file in (tmp_path / "cut").iterdir()}
    outcome, files = play_there(task_in(tmp_path / "cut", 20), tmp_path / "no-mark", so_far)
    assert outcome.status == "done"
    write_files(tmp_path / "cut", files or {})
    assert content(tmp_path / "cut") == content(tmp_path / "whole")


def test_without_ray_there_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "site" / "ray").mkdir(parents=True)
    (tmp_path / "site" / "ray" / "__init__.py").write_text("raise ImportError('no ray here')")
    refused = vendsim(tmp_path, "bench", "--agent", "idle", "--ray", plugins=tmp_path / "site")
    assert refused.returncode == 1
    assert refused.stderr == (f"vendsim: --ray needs Ray, which is not installed; {needs('ray')}\n")
