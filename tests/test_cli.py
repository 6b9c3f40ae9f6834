"""The command line, mostly as real processes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import commands
from vendsim.cli import main
from vendsim.runs import read_record

BROKEN_AGENT = """
import os


class Broken:
    '''Fails on its third day.'''

    def __init__(self, options):
        if options.model == "none":
            raise ValueError("the broken agent wants another model")

    def play_day(self, desk):
        if desk.day == 3:
            raise KeyError("out of " + os.environ["BROKEN_SECRET"])
        desk.call("wait_for_next_day", {})

    def snapshot(self):
        return {}

    def restore(self, blob):
        pass
"""


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "vendsim", *arguments]


def vendsim(
    folder: Path, *arguments: str, plugins: Path | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run the command in ``folder``."""
    paths = [str(plugins)] if plugins else []
    paths += [path for path in (os.environ.get("PYTHONPATH"),) if path]
    environment = {**os.environ, **variables, "PYTHONPATH": os.pathsep.join(paths)}
    return commands.run(*arguments, cwd=folder, env=environment)


InProcess = Callable[..., str]


@pytest.fixture
def in_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> InProcess:
    """Run the command in this process, where it must succeed; returns what it prints."""

    def run(*arguments: str) -> str:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["vendsim", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        assert (end.value.code, said.err) == (0, "")
        return said.out

    return run


def refused(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    """The one line that the command ends with when it is used badly."""
    monkeypatch.setattr(sys, "argv", ["vendsim", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    said = capsys.readouterr()
    assert end.value.code == 2
    assert said.out == ""
    assert said.err.count("\n") == 1
    return said.err


@pytest.fixture
def plugins(tmp_path: Path) -> Path:
    """A folder with a package that offers an agent of its own."""
    folder = tmp_path / "site"
    metadata = folder / "broken-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[vendsim.agents]\nbroken = broken_agent:Broken\n")
    (folder / "broken_agent.py").write_text(BROKEN_AGENT)
    return folder


def test_a_run_prints_its_result_and_leaves_a_folder_with_a_picture(tmp_path: Path) -> None:
    done = vendsim(tmp_path, "run", "--agent", "idle", "--days", "5")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Final balance      $490.00" in done.stdout
    assert "5 (completed)" in done.stdout
    folder = tmp_path / "runs" / "vb2-idle-seed0"
    assert (folder / "balance.png").read_bytes().startswith(b"\x89PNG")
    assert read_record(folder).status == "done"


def test_json_is_the_whole_of_stdout(tmp_path: Path) -> None:
    done = vendsim(
        tmp_path, "run", "--agent", "idle", "--days", "3", "--seed", "7", "--out", "here", "--json"
    )
    facts = json.loads(done.stdout)
    assert (facts["final_balance"], facts["days"], facts["end_reason"]) == (494.0, 3, "completed")
    assert (facts["seed"], facts["scenario"], facts["agent"]) == (7, "vb2", "idle")
    assert facts["run_dir"] == "here"
    assert (tmp_path / "here" / "daily.csv").is_file()


def test_a_second_run_of_the_same_kind_gets_a_folder_of_its_own(
    in_process: InProcess, tmp_path: Path
) -> None:
    (tmp_path / "runs" / "vb2-idle-seed0").mkdir(parents=True)
    printed = in_process("run", "--agent", "idle", "--days", "2", "--json")
    assert json.loads(printed)["run_dir"] == str(Path("runs") / "vb2-idle-seed0-2")


def test_a_killed_run_is_resumed_to_the_same_bytes(tmp_path: Path) -> None:
    run = ("run", "--agent", "random", "--seed", "3", "--days", "150")
    vendsim(tmp_path, *run, "--out", "whole")
    with commands.start(*run, "--out", "cut", cwd=tmp_path) as process:
        _wait_for_days(process, tmp_path / "cut", 20)
        process.kill()
    assert read_record(tmp_path / "cut").status == "running"
    resumed = vendsim(tmp_path, "run", "--resume", "cut", "--json")
    assert resumed.returncode == 0, resumed.stderr
    for name in ("events.jsonl", "calls.jsonl", "daily.csv"):
        assert (tmp_path / "cut" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_ctrl_c_says_how_to_go_on(tmp_path: Path) -> None:
    with commands.start("run", "--agent", "random", "--out", "cut", "--quiet", cwd=tmp_path) as process:
        _wait_for_days(process, tmp_path / "cut", 5)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=600)
    assert process.returncode == 130
    assert said.startswith("vendsim: interrupted on day ")
    assert said.endswith("; go on with: vendsim run --resume cut\n")
    assert read_record(tmp_path / "cut").status == "interrupted"


def test_resuming_a_finished_run_shows_its_result_again(in_process: InProcess) -> None:
    first = in_process("run", "--agent", "idle", "--days", "2", "--out", "here", "--json")
    again = in_process("run", "--resume", "here", "--json")
    assert again == first
    assert json.loads(again)["final_balance"] == 496.0


def test_a_failing_agent_is_one_line_without_a_traceback_or_a_key(tmp_path: Path, plugins: Path) -> None:
    run = ("run", "--agent", "broken", "--out", "here")
    failed = vendsim(tmp_path, *run, plugins=plugins, BROKEN_SECRET="hush-hush-0123")
    assert failed.returncode == 1
    assert failed.stderr == (
        "vendsim: the run failed on day 3: KeyError: 'out of [BROKEN_SECRET]' (broken_agent.py, line 14); "
        "the traceback is in here/traceback.txt; go on with: vendsim run --resume here\n"
    )
    kept = (tmp_path / "here" / "traceback.txt").read_text()
    assert "broken_agent.py" in kept
    assert "hush-hush" not in kept
    assert read_record(tmp_path / "here").status == "failed"


def test_debug_shows_the_traceback(tmp_path: Path, plugins: Path) -> None:
    run = ("run", "--agent", "broken", "--debug")
    failed = vendsim(tmp_path, *run, plugins=plugins, BROKEN_SECRET="hush")
    assert failed.returncode == 1
    assert "Traceback" in failed.stderr


def test_other_packages_can_offer_agents(tmp_path: Path, plugins: Path) -> None:
    listed = vendsim(tmp_path, "agents", plugins=plugins).stdout
    assert re.search(r"^broken +Fails on its third day\.$", listed, re.MULTILINE)
    refusal = vendsim(tmp_path, "run", "--agent", "broken", "--model", "none", plugins=plugins)
    assert refusal.returncode == 2
    assert re.fullmatch(
        r"vendsim: broken cannot be made: ValueError: the broken agent wants another model \(.+, line 10\)\n",
        refusal.stderr,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files in the POSIX way")
def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    import resource

    full = subprocess.run(
        command("run", "--agent", "idle", "--out", "here", "--quiet"),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=600,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )
    assert full.returncode == 1
    assert full.stderr.startswith("vendsim: cannot write to here: File too large")
    assert full.stderr.count("\n") == 1


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    failed = vendsim(tmp_path, "run", "--agent", "idle", "--out", "file/run")
    assert (failed.returncode, failed.stderr) == (1, "vendsim: cannot write to file/run: Not a directory\n")


def test_the_tools_are_printed_as_schemas(in_process: InProcess) -> None:
    printed = json.loads(in_process("tools"))
    assert {tool["type"] for tool in printed} == {"function"}
    assert "wait_for_next_day" in {tool["function"]["name"] for tool in printed}


def test_the_default_scenario_is_listed_first(in_process: InProcess) -> None:
    assert in_process("scenarios").startswith("vb2 ")


def test_plot_draws_a_folder_of_runs(in_process: InProcess, tmp_path: Path) -> None:
    for seed in ("0", "1"):
        in_process("run", "--agent", "idle", "--days", "2", "--seed", seed)
    assert in_process("plot", "runs", "-o", "both.svg") == "both.svg\n"
    assert "2 runs" in (tmp_path / "both.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["run", "--agent", "nobody"], 'there is no agent "nobody"; installed are '),
        (["run", "--scenario", "nowhere"], 'there is no scenario "nowhere"; built in are vb2'),
        (["run", "--days", "0"], "--days"),
        (["run", "--days", "366"], "--days 366 is more than the 365 days of vb2"),
        (["run", "--seed", "-1"], "--seed"),
        (["run", "--seed", "many"], "--seed"),
        (["run", "--colour", "red"], "--colour"),
        (["run", "--resume", "nowhere"], "nowhere is not a run folder"),
        (["run", "--resume", "nowhere", "--seed", "1"], "leave it out"),
        (["run", "--out", str(Path(__file__).parent)], "is not empty"),
        (["run", "--out", __file__], "is a file"),
        (["run", "--api-key-env", "sk-secret"], "must name an environment variable that is set"),
        (["run", "--dry-run"], "--dry-run belongs to agents that ask a language model"),
        (["run", "--resume", "nowhere", "--temperature", "1"], "--resume takes --temperature"),
        (["run", "--extra-body", "[]"], "--extra-body must be a JSON object"),
        (["run", "--price-in", "1"], "--price-in and --price-out belong together"),
        (["run", "--max-usd", "-1"], "--max-usd: input should be greater than 0"),
        (["run", "--max-hours", "nan"], "--max-hours: input should be"),
        (["run", "--agent", "llm", "--model", "m", "--profile", "zia"], 'there is no profile "zia"'),
        (["plot", "nowhere"], "there is no run in nowhere"),
        (["fly"], "fly"),
    ],
)
def test_bad_usage_is_one_line_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str], why: str
) -> None:
    assert why in refused(capsys, monkeypatch, *arguments)


def test_a_key_given_instead_of_its_variable_is_not_repeated(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "sk-secret" not in refused(capsys, monkeypatch, "run", "--api-key-env", "sk-secret")


def _wait_for_days(process: commands.Process, folder: Path, days: int) -> None:
    deadline = time.monotonic() + 600
    table = folder / "daily.csv"
    while not table.is_file() or table.read_bytes().count(b"\n") <= days:
        assert process.poll() is None, "the run ended too early"
        assert time.monotonic() < deadline, "the run does not get on"
        time.sleep(0.005)


def test_the_prompt_is_printed_as_a_model_gets_it(in_process: InProcess) -> None:
    from vendsim import Episode

    assert in_process("prompt") == Episode().system_prompt + "\n"
    sent = json.loads(in_process("prompt", "--seed", "4", "--json"))
    assert [message["role"] for message in sent["messages"]] == ["system", "user"]
    assert sent["messages"][1]["content"] == Episode(seed=4).observation
    assert sent["tools"] == Episode().tools


def test_a_dry_run_reckons_and_spends_nothing(
    in_process: InProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAI_API_KEY", "sk-not-used-0123")
    model = ("run", "--agent", "llm", "--profile", "zai", "--model", "glm-5", "--dry-run")
    printed = in_process(*model)
    assert "5,476" in printed
    assert "Assumed:\n- 7 calls a day" in printed
    estimate = json.loads(in_process(*model, "--days", "30", "--json"))
    assert estimate["rows"][0]["messages"] == 451
    assert estimate["rows"][0]["usd"] > 0
    assert not list(tmp_path.iterdir())
