"""Runs that a framework holds in memory, and what their balance is a share of."""

from __future__ import annotations

from pathlib import Path

import pytest

from vendsim import AgentOptions, Episode, Scenario
from vendsim.bridges.held import HeldRun
from vendsim.economy.reference import play, share_of_bound
from vendsim.runs import read_record
from vendsim.runs.record import Harness
from vendsim.runs.replay import replay
from vendsim.runs.unrecorded import playable
from vendsim_agents.naive import Naive


class Desk:
    """What an agent needs of one."""

    sub_agent = None

    def __init__(self, run: HeldRun) -> None:
        self.run = run

    def __getattr__(self, name: str) -> object:
        return getattr(self.run.episode, name)

    def call(self, name: str, arguments: dict[str, object] | None = None) -> object:
        return self.run.call(name, arguments or {}, output_tokens=30)


def played(run: HeldRun, days: int) -> HeldRun:
    agent = Naive(AgentOptions())
    while not run.episode.done and run.episode.day <= days:
        agent.play_day(Desk(run))  # type: ignore[arg-type]
    return run


def test_a_held_run_leaves_the_folder_of_the_same_run(tmp_path: Path) -> None:
    run = played(HeldRun(playable("vb2", days=12), seed=5), days=12)
    run.save(tmp_path / "run", "inspect", "some/model", Harness(kind="inspect", tokens_reported=True))
    record = read_record(tmp_path / "run")
    assert record.status == "done"
    assert record.player == "inspect some/model"
    assert record.result == run.episode.result()
    replayed = replay(tmp_path / "run")
    assert replayed.discrepancy is None
    assert replayed.result == run.episode.result()


def test_a_held_run_that_was_cut_off_leaves_an_interrupted_one(tmp_path: Path) -> None:
    run = played(HeldRun(playable("vb2"), seed=5), days=3)
    run.save(tmp_path / "run", "inspect", None, Harness(kind="inspect"))
    assert read_record(tmp_path / "run").status == "interrupted"


def test_a_held_run_goes_on_from_its_snapshot(tmp_path: Path) -> None:
    whole = HeldRun(playable("month"), seed=2)
    calls = [("web_search", {"query": "wholesale snacks"}), ("wait_for_next_day", {}), ("read_inbox", {})]
    for tool, arguments in calls:
        whole.call(tool, arguments)
    again = HeldRun(playable("month"), seed=0)
    again.restore(whole.snapshot())
    texts = {run.call("wait_for_next_day", {}).text for run in (whole, again)}
    assert len(texts) == 1
    assert again.snapshot() == whole.snapshot()


def test_at_least_the_arguments_are_billed() -> None:
    run = HeldRun(playable("vb2"), seed=0)
    run.call("write_note", {"text": "x" * 400})
    assert 100 <= run.episode.result().output_tokens <= 110
    run.call("read_inbox", {}, output_tokens=50)
    assert 150 <= run.episode.result().output_tokens <= 160


@pytest.mark.parametrize(
    ("scenario", "days", "why"),
    [("vb1", None, "sub-agent"), ("month", 31, "30 of month"), ("none", None, "none")],
)
def test_what_cannot_be_played_is_said(scenario: str, days: int | None, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        playable(scenario, days)


def test_the_bound_is_what_near_oracle_earns_in_the_same_world() -> None:
    month = Scenario.load("month")
    best = float(play("near-oracle", month, [7]).final_cents[0]) / 100
    assert share_of_bound(month, 7, best) == 1.0
    assert share_of_bound(month, 7, best / 4) == pytest.approx(0.25)
    assert share_of_bound(month, 7, 2 * best) == 1.0
    assert share_of_bound(month, 7, -20.0) == 0.0
    assert share_of_bound(month, 8, best / 2) != share_of_bound(month, 7, best / 2)


def test_nothing_is_bounded_where_near_oracle_has_not_earned_anything_yet() -> None:
    assert share_of_bound(playable("vb2", days=3), 0, 500.0) is None
    assert share_of_bound(Scenario.load("vb1"), 0, 500.0) is None
    assert HeldRun(playable("vb2", days=3), 0).share is None


def test_an_episode_stands_in_for_a_desk() -> None:
    """`HeldRun.call` hands it to the same function as the bridges over HTTP and pipes."""
    run, episode = HeldRun(playable("vb2"), 1), Episode("vb2", 1)
    assert run.call("read_inbox", {}).text == episode.call("read_inbox", {}).text
