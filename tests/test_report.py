"""Pictures from run folders."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from vendsim import AgentOptions, Episode, Scenario
from vendsim.report.balance import draw_balances
from vendsim.runs import RunFolder, RunRecord, make_agent, play
from vendsim.runs.finding import find_runs


def idle_run(path: Path, seed: int = 0, days: int = 3, start_cents: int = 50_000) -> Path:
    scenario = Scenario.load("vb2")
    money = scenario.money.model_copy(update={"start_cents": start_cents})
    scenario = scenario.model_copy(update={"days": days, "money": money})
    options = AgentOptions(seed=seed)
    record = RunRecord.new(scenario, seed, "idle", options, datetime.now(UTC))
    play(Episode(scenario, seed), make_agent("idle", options), RunFolder.create(path, scenario, record))
    return path


def words(picture: Path) -> str:
    """An SVG from matplotlib holds its texts as comments."""
    return picture.read_text(encoding="utf-8")


def test_one_run_is_drawn_with_its_final_balance(tmp_path: Path) -> None:
    draw_balances([idle_run(tmp_path / "run", seed=4)], tmp_path / "balance.svg")
    assert "<!-- Bank balance of idle on vb2, seed 4 -->" in words(tmp_path / "balance.svg")
    assert "<!-- $494 -->" in words(tmp_path / "balance.svg")


def test_every_picture_says_whose_world_it_is(tmp_path: Path) -> None:
    draw_balances([idle_run(tmp_path / "run")], tmp_path / "balance.svg")
    assert "not Andon Labs' benchmark" in words(tmp_path / "balance.svg").replace("&apos;", "'")


def test_bankruptcies_are_marked(tmp_path: Path) -> None:
    run = idle_run(tmp_path / "run", days=30, start_cents=400)
    draw_balances([run], tmp_path / "balance.svg")
    assert "<!-- bankrupt on day 12 -->" in words(tmp_path / "balance.svg")


def test_a_few_runs_have_a_label_each(tmp_path: Path) -> None:
    draw_balances([idle_run(tmp_path / str(s), seed=s) for s in range(3)], tmp_path / "balance.svg")
    assert all(f"<!-- idle, seed {seed}: $494 -->" in words(tmp_path / "balance.svg") for seed in range(3))


def test_many_runs_have_a_legend_by_agent(tmp_path: Path) -> None:
    draw_balances([idle_run(tmp_path / str(s), seed=s) for s in range(9)], tmp_path / "balance.svg")
    assert "<!-- idle: $494 on average of 9 -->" in words(tmp_path / "balance.svg")


@pytest.mark.parametrize(("ending", "begins"), [("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_the_ending_chooses_the_format(tmp_path: Path, ending: str, begins: bytes) -> None:
    draw_balances([idle_run(tmp_path / "run", days=1)], tmp_path / f"balance.{ending}")
    assert (tmp_path / f"balance.{ending}").read_bytes().startswith(begins)


def test_a_run_without_a_closed_day_is_not_drawn(tmp_path: Path) -> None:
    scenario = Scenario.load("vb2")
    record = RunRecord.new(scenario, 0, "idle", AgentOptions(), datetime.now(UTC))
    RunFolder.create(tmp_path / "run", scenario, record).close()
    with pytest.raises(ValueError, match="nothing to draw"):
        draw_balances([tmp_path / "run"], tmp_path / "balance.png")


def test_runs_are_found_in_a_folder_of_runs(tmp_path: Path) -> None:
    runs = [idle_run(tmp_path / "runs" / name, days=1) for name in ("a", "b")]
    assert find_runs([tmp_path / "runs"]) == runs
    assert find_runs([runs[1], tmp_path / "runs"]) == [runs[1], runs[0]]
