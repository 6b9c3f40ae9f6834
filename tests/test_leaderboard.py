"""From finished runs to a result."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from statistics import NormalDist
from typing import Any

import pytest
from rich.console import Console

from vendsim import AgentOptions, Episode, Scenario
from vendsim.cli import main
from vendsim.events import Called, Ended, Event, TokensBilled
from vendsim.report.leaderboard import make_leaderboard
from vendsim.report.standings import Board
from vendsim.report.tables import as_csv, markdown, print_leaderboard
from vendsim.runs import RunRecord, make_agent, play
from vendsim.runs.starting import start

NOW = datetime(2026, 11, 1, tzinfo=UTC)
EMPTY = Episode().result()


def finished(
    path: Path,
    agent: str,
    seed: int,
    balance: float,
    model: str | None = None,
    scenario: str | Scenario = "vb2",
    **result: Any,
) -> Path:
    """A folder with the record of a run that ended so."""
    played = Scenario.load(scenario)
    record = RunRecord.new(played, seed, agent, AgentOptions(seed=seed, model=model), NOW)
    ending = {
        "scenario": played.name,
        "seed": seed,
        "score": round(balance, 2),
        "final_balance": round(balance, 2),
        "days": played.days,
        "end_reason": "completed",
        **result,
    }
    path.mkdir(parents=True)
    closed = record.closed("done", EMPTY.model_copy(update=ending), NOW)
    (path / "run.json").write_text(closed.to_json(), encoding="utf-8")
    (path / "events.jsonl").write_text("".join(f"{event.model_dump_json()}\n" for event in told(closed)))
    return path


def told(record: RunRecord) -> list[Event]:
    """Events that add up to the result of a record, as far as these tests set one."""
    result = record.result
    assert result is not None
    assert result.end_reason is not None
    paid = round(100 * result.token_cost)
    at: dict[str, Any] = {"day": result.days, "time": "22:00"}
    return [
        *(Called(**at, tool="read_inbox") for _ in range(result.tool_calls)),
        TokensBilled(**at, bill_cents=paid, paid_cents=paid),
        Ended(**at, reason=result.end_reason, bank_cents=round(100 * result.final_balance)),
    ]


def series(folder: Path, agent: str, balances: list[float], **more: Any) -> None:
    """One run in each of the worlds 0, 1, 2, ..."""
    for seed, balance in enumerate(balances):
        finished(folder / f"{agent}-{more.get('model', '')}-{seed}", agent, seed, balance, **more)


def only_board(*paths: Path) -> Board:
    made = make_leaderboard(paths)
    assert len(made.scenarios) == 1
    return made.scenarios[0]


def test_an_agent_is_described_by_its_runs(tmp_path: Path) -> None:
    series(tmp_path, "a", [100, 200, 300, 400, 1000], tool_calls=10, output_tokens=7, token_cost=2.5)
    standing = only_board(tmp_path).standings[0]
    assert (standing.runs, standing.worlds) == (5, 5)
    assert (standing.mean, standing.median, standing.min, standing.max) == (400, 300, 100, 1000)
    assert standing.sd == pytest.approx(353.55, abs=0.01)
    assert (standing.calls, standing.output_tokens, standing.token_cost) == (10, 7, 2.5)


def test_the_t_interval_is_that_of_the_tables(tmp_path: Path) -> None:
    series(tmp_path, "a", [1, 2, 3, 4, 5])
    interval = only_board(tmp_path).standings[0].t95
    assert interval is not None
    assert (interval.low, interval.high) == (1.04, 4.96)  # 3 -+ 2.776 * 1.5811 / sqrt(5)


def test_the_bootstrap_interval_is_near_the_normal_one_for_many_runs(tmp_path: Path) -> None:
    balances = [round(NormalDist().inv_cdf((i + 0.5) / 60), 2) for i in range(60)]
    series(tmp_path, "a", [1000 + 100 * value for value in balances])
    standing = only_board(tmp_path).standings[0]
    assert standing.bootstrap95 is not None
    assert standing.sd is not None
    reach = 1.96 * standing.sd / 60**0.5
    assert standing.bootstrap95.low == pytest.approx(1000 - reach, abs=0.1 * reach)
    assert standing.bootstrap95.high == pytest.approx(1000 + reach, abs=0.1 * reach)


def test_bankruptcies_and_days_are_counted(tmp_path: Path) -> None:
    finished(tmp_path / "a", "x", 0, 0.0, days=100, end_reason="bankrupt")
    finished(tmp_path / "b", "x", 1, 900.0)
    standing = only_board(tmp_path).standings[0]
    assert (standing.bankruptcies, standing.days_survived) == (1, 232.5)


def test_models_of_one_agent_are_told_apart_by_name(tmp_path: Path) -> None:
    series(tmp_path, "llm", [1, 2], model="glm-5")
    series(tmp_path, "llm", [3, 4], model="other")
    assert [standing.player for standing in only_board(tmp_path).standings] == ["llm other", "llm glm-5"]


def test_differences_are_paired_by_seed(tmp_path: Path) -> None:
    """The worlds differ by thousands, the agents by about ten in every one of them."""
    worlds = [1000.0, 5000.0, 9000.0, 2000.0, 7000.0]
    series(tmp_path, "weak", worlds)
    series(tmp_path, "strong", [world + gap for world, gap in zip(worlds, (9, 10, 11, 10, 10), strict=True)])
    difference = only_board(tmp_path).differences[0]
    assert (difference.better, difference.worse) == ("strong", "weak")
    assert (difference.worlds, difference.wins, difference.mean) == (5, 5, 10)
    assert difference.t95 is not None
    assert 9 < difference.t95.low < 10 < difference.t95.high < 11
    assert difference.told_apart


def test_only_common_worlds_are_compared(tmp_path: Path) -> None:
    """One agent has the better mean only because it has played richer worlds."""
    for seed, balance in ((0, 100.0), (1, 110.0), (8, 9000.0)):
        finished(tmp_path / f"a{seed}", "lucky", seed, balance)
    for seed, balance in ((0, 200.0), (1, 209.0), (2, 190.0)):
        finished(tmp_path / f"b{seed}", "good", seed, balance)
    board = only_board(tmp_path)
    assert board.standings[0].player == "lucky"
    difference = board.differences[0]
    assert (difference.better, difference.worse, difference.worlds) == ("good", "lucky", 2)
    assert difference.mean == 99.5


def test_several_runs_in_one_world_count_as_one(tmp_path: Path) -> None:
    for number in range(10):
        finished(tmp_path / f"a{number}", "x", 0, 100.0)
    finished(tmp_path / "b", "x", 1, 300.0)
    board = only_board(tmp_path)
    assert (board.standings[0].runs, board.standings[0].worlds, board.standings[0].mean) == (11, 2, 200)
    assert any("in one world count as one" in note for note in board.notes)


def test_runs_of_one_world_only_say_so(tmp_path: Path) -> None:
    for number, balance in enumerate((1.0, 2.0, 3.0)):
        finished(tmp_path / f"a{number}", "x", 7, balance)
    board = only_board(tmp_path)
    assert board.standings[0].t95 is not None
    assert board.notes == ["All runs of x are in one world, so they say nothing about others."]


def test_the_verdict_says_what_can_and_what_cannot_be_told_apart(tmp_path: Path) -> None:
    series(tmp_path, "best", [1000, 1100, 1050, 980])
    series(tmp_path, "middling", [100, 300, 150, 200])
    series(tmp_path, "other", [90, 310, 170, 170])
    assert only_board(tmp_path).verdict == [
        "best does better than middling and other.",
        "middling cannot be told from other.",
    ]


def test_one_run_tells_nothing(tmp_path: Path) -> None:
    finished(tmp_path / "a", "x", 0, 100.0)
    board = only_board(tmp_path)
    assert board.verdict == ["A single run of x tells nothing about other worlds."]
    assert (board.standings[0].t95, board.standings[0].bootstrap95, board.standings[0].sd) == (None,) * 3


def test_agents_without_a_common_world_are_not_compared(tmp_path: Path) -> None:
    finished(tmp_path / "a", "x", 0, 100.0)
    finished(tmp_path / "b", "y", 1, 9000.0)
    board = only_board(tmp_path)
    assert board.differences[0].mean is None
    assert board.verdict == ["y cannot be told from x (no world in common)."]


def test_equal_agents_are_not_told_apart(tmp_path: Path) -> None:
    series(tmp_path, "x", [5, 6, 7])
    series(tmp_path, "y", [5, 6, 7])
    assert not only_board(tmp_path).differences[0].told_apart


def test_scenarios_are_never_mixed(tmp_path: Path) -> None:
    finished(tmp_path / "a", "x", 0, 100.0)
    finished(tmp_path / "b", "x", 0, 900.0, scenario="strict")
    short = Scenario.load("vb2").model_copy(update={"days": 30})
    finished(tmp_path / "c", "x", 0, 500.0, scenario=short)
    made = make_leaderboard([tmp_path])
    assert [board.scenario for board in made.scenarios] == ["strict", "vb2 (days 30)", "vb2 (days 365)"]
    assert [board.standings[0].mean for board in made.scenarios] == [900, 500, 100]


def test_scenarios_that_differ_in_many_settings_still_have_labels_of_their_own(tmp_path: Path) -> None:
    base = Scenario.load("vb2")
    for fee in (1, 2, 3):
        money = base.money.model_copy(update={"start_cents": 7, "daily_fee_cents": fee})
        clock = base.clock.model_copy(update={"opens": 1 + fee, "closes": 1000 + fee})
        changed = base.model_copy(update={"days": fee, "clock": clock, "money": money})
        finished(tmp_path / str(fee), "x", 0, 100.0 * fee, scenario=changed)
    boards = make_leaderboard([tmp_path]).scenarios
    assert len({board.scenario for board in boards}) == 3


def test_what_is_no_finished_run_is_named_and_left_out(tmp_path: Path) -> None:
    good = finished(tmp_path / "good", "x", 0, 100.0)
    failed = finished(tmp_path / "failed", "x", 1, 100.0)
    record = json.loads((failed / "run.json").read_text())
    (failed / "run.json").write_text(json.dumps({**record, "status": "failed", "error": "no credit"}))
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "run.json").write_text('{"speed": 3}')
    (tmp_path / "empty").mkdir()
    made = make_leaderboard([good, failed, tmp_path / "foreign", tmp_path / "empty"])
    assert made.scenarios[0].standings[0].runs == 1
    reasons = [left_out.reason for left_out in made.skipped]
    assert reasons[0] == f"the run in {failed} is not finished (failed: no credit)"
    assert "foreign/run.json cannot be read" in reasons[1]
    assert reasons[2] == f"there is no run in {tmp_path / 'empty'}"


def test_a_folder_that_is_named_twice_counts_once(tmp_path: Path) -> None:
    run = finished(tmp_path / "a", "x", 0, 100.0)
    assert only_board(tmp_path, run, run).standings[0].runs == 1


def test_the_same_folders_give_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    series(tmp_path, "x", [123.45, 67.89, 1011.12, 13.14])
    series(tmp_path, "y", [23.45, 167.89, 101.12, 130.14])
    folders = sorted(tmp_path.iterdir())
    forwards, backwards = make_leaderboard(folders), make_leaderboard(folders[::-1])
    assert forwards.model_dump_json() == backwards.model_dump_json()


def test_versions_that_differ_are_pointed_out(tmp_path: Path) -> None:
    finished(tmp_path / "a", "x", 0, 100.0)
    old = finished(tmp_path / "b", "x", 1, 100.0)
    record = json.loads((old / "run.json").read_text())
    record["versions"]["vendsim"] = "0.0.9"
    (old / "run.json").write_text(json.dumps(record))
    assert any("Versions 0.0.9 and " in note for note in only_board(tmp_path).notes)


def test_csv_has_one_row_an_agent_with_plain_numbers(tmp_path: Path) -> None:
    series(tmp_path, "x", [1000.5, 3000.5])
    series(tmp_path, "y", [10])
    rows = list(csv.DictReader(io.StringIO(as_csv(make_leaderboard([tmp_path])))))
    assert [(row["agent"], row["runs"], row["mean"]) for row in rows] == [
        ("x", "2", "2000.5"),
        ("y", "1", "10.0"),
    ]
    assert float(rows[0]["t95_low"]) < 2000.5 < float(rows[0]["t95_high"])
    assert rows[1]["t95_low"] == ""


def test_markdown_is_tables_and_sentences(tmp_path: Path) -> None:
    series(tmp_path, "x", [1000, 3000])
    series(tmp_path, "a|b", [10, 20])
    text = markdown(make_leaderboard([tmp_path]))
    assert "| x | 2 | $2,000 | $1,000 |" in text
    assert "| a\\|b | 2 | $15 | $5 |" in text
    assert "- x cannot be told from a|b." in text
    assert "Andon Labs" in text


def run_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["vendsim", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    said = capsys.readouterr()
    assert isinstance(end.value.code, int)
    return end.value.code, said.out, said.err


def test_the_command_prints_tables_and_the_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    series(tmp_path, "x", [1000, 1010, 1020])
    series(tmp_path, "y", [10, 20, 30])
    code, out, err = run_command(monkeypatch, capsys, "leaderboard", str(tmp_path))
    assert (code, err) == (0, "")
    assert "Final balance on vb2" in out
    assert "- x does better than y." in out


def test_json_is_the_whole_of_stdout_and_what_was_left_out_is_on_stderr(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    finished(tmp_path / "a", "x", 0, 100.0)
    code, out, err = run_command(
        monkeypatch, capsys, "leaderboard", str(tmp_path / "a"), str(tmp_path / "b"), "--json"
    )
    assert code == 0
    assert json.loads(out)["scenarios"][0]["standings"][0]["mean"] == 100
    assert err == f"vendsim: left out: there is no run in {tmp_path / 'b'}\n"


def test_nothing_to_compare_is_bad_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run_command(monkeypatch, capsys, "leaderboard", str(tmp_path))
    assert code == 2
    assert err.endswith("vendsim: there is no finished run to compare\n")


def test_without_scipy_the_table_stands_and_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)
    series(tmp_path, "x", [1000, 1010, 1020])
    series(tmp_path, "y", [10, 20, 30])
    board = only_board(tmp_path)
    assert (board.standings[0].mean, board.standings[0].t95) == (1010, None)
    assert board.differences[0].mean == 990
    assert len(board.verdict) == 1
    assert "install it with: " in board.verdict[0]
    assert re.search(r"pip( --python \S+)? install 'scipy>=", board.verdict[0])


def test_ten_agents_are_compared_with_the_best_and_the_baseline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(9):
        series(tmp_path, f"llm-{number}", [100.0 * number, 100.0 * number + 7, 100.0 * number + 3])
    series(tmp_path, "careful", [455.0, 461.0, 458.0])
    board = only_board(tmp_path)
    assert len(board.differences) == 45
    assert len(board.shown()) == 9 + 8
    assert len(board.shown(everything=True)) == 45
    assert max(map(len, board.verdict)) < 200
    _, out, _ = run_command(monkeypatch, capsys, "leaderboard", str(tmp_path))
    assert "(--all shows all 45)" in out
    assert len(out.splitlines()) < 75
    _, out, _ = run_command(monkeypatch, capsys, "leaderboard", str(tmp_path), "--all")
    assert len(out.splitlines()) > 80
    code, _, err = run_command(monkeypatch, capsys, "leaderboard", str(tmp_path), "--baseline", "nobody")
    assert (code, err.count("\n")) == (2, 1)


def test_a_token_bill_of_cents_makes_nobody_better(tmp_path: Path) -> None:
    series(tmp_path, "frugal", [5000.0, 6000.0, 7000.0])
    series(tmp_path, "talkative", [4999.96, 5999.96, 6999.96])
    board = only_board(tmp_path)
    assert not board.differences[0].told_apart
    assert board.verdict == ["frugal cannot be told from talkative."]


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_numbers_are_never_cut_however_narrow_the_terminal_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    series(
        tmp_path,
        "llm",
        [1234567.0, 1234599.0],
        model="an-organisation/a-model-with-a-very-long-name-0123456789",
    )
    series(tmp_path, "careful", [10938.01, 11000.0])
    console = Console(width=width, record=True, file=io.StringIO(), force_terminal=True, color_system=None)
    monkeypatch.setattr("vendsim.report.tables.Console", lambda **_: console)
    print_leaderboard(make_leaderboard([tmp_path]))
    text = console.export_text()
    assert "$1,234,583" in text
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= width


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real run of a few days."""
    path = tmp_path_factory.mktemp("runs") / "naive"
    options, scenario = AgentOptions(seed=1), Scenario.load("vb2").with_(days=12)
    episode, folder = start(path, scenario, "naive", options)
    play(episode, make_agent("naive", options), folder)
    return path


@pytest.mark.parametrize(
    ("name", "value"),
    [("final_balance", 99_999.0), ("score", 99_999.0), ("days", 365), ("units_sold", 1), ("tool_calls", 3)],
)
def test_an_edited_record_is_left_out(tmp_path: Path, played: Path, name: str, value: float) -> None:
    edited = tmp_path / "edited"
    shutil.copytree(played, edited)
    record = json.loads((edited / "run.json").read_text())
    record["result"][name] = value
    (edited / "run.json").write_text(json.dumps(record))
    made = make_leaderboard([edited])
    assert not made.scenarios
    assert "contradicts events.jsonl" in made.skipped[0].reason
    assert f"{name} {value}" in made.skipped[0].reason


def test_a_record_without_events_is_left_out(tmp_path: Path) -> None:
    run = finished(tmp_path / "run", "x", 0, 99_999.0)
    (run / "events.jsonl").unlink()
    made = make_leaderboard([run])
    assert not made.scenarios
    assert "has no events.jsonl" in made.skipped[0].reason


def test_a_replayed_run_is_marked_until_it_is_changed(
    tmp_path: Path, played: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    shutil.copytree(played, run)
    assert only_board(run).standings[0].replayed == 0
    assert run_command(monkeypatch, capsys, "replay", str(run))[0] == 0
    assert only_board(run).standings[0].replayed == 1
    with (run / "calls.jsonl").open("a") as file:
        file.write("\n")
    assert only_board(run).standings[0].replayed == 0
