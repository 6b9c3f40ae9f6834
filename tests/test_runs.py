"""Playing an episode into a run folder, being cut off, and going on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from vendsim import AgentOptions, Desk, Episode, Scenario
from vendsim.agent import StopRun
from vendsim.cli.run import resumed_run
from vendsim.events import ANY_EVENT
from vendsim.runs import FolderError, RunFolder, RunRecord, make_agent, play, read_record, resume
from vendsim.runs.daily import read_days
from vendsim.runs.folder import read_checkpoint
from vendsim.runs.starting import start

WRITTEN = ("events.jsonl", "calls.jsonl", "daily.csv", "messages.jsonl")


class Talkative:
    """Waits, logs what it reads, and fails where it is told to."""

    def __init__(self, fails_on: int | None = None, with_error: BaseException | None = None) -> None:
        self.fails_on, self.with_error = fails_on, with_error
        self.days_seen = 0

    def play_day(self, desk: Desk) -> None:
        desk.call("read_inbox", {})
        desk.log("user", message={"role": "user", "content": desk.observation})
        if desk.day == self.fails_on and self.with_error:
            raise self.with_error
        self.days_seen += 1
        desk.call("wait_for_next_day", {})

    def snapshot(self) -> dict[str, Any]:
        return {"days_seen": self.days_seen}

    def restore(self, blob: dict[str, Any]) -> None:
        self.days_seen = blob["days_seen"]


def short_scenario(days: int) -> Scenario:
    return Scenario.load("vb2").model_copy(update={"days": days})


def open_run(path: Path, days: int, agent: str = "random", seed: int = 3) -> tuple[Episode, RunFolder]:
    scenario, options = short_scenario(days), AgentOptions(seed=seed)
    record = RunRecord.new(scenario, seed, agent, options, datetime.now(UTC))
    return Episode(scenario, seed), RunFolder.create(path, scenario, record)


def play_run(path: Path, days: int, agent: Any = None) -> None:
    episode, folder = open_run(path, days)
    play(episode, agent or make_agent("random", AgentOptions(seed=3)), folder)


def contents(path: Path) -> Mapping[str, bytes]:
    return {name: (path / name).read_bytes() for name in WRITTEN if (path / name).exists()}


def go_on(path: Path, agent: Any) -> None:
    """Resume with an agent that no package offers."""
    checkpoint = read_checkpoint(path)
    assert checkpoint is not None
    episode = Episode.restore(checkpoint.episode)
    agent.restore(checkpoint.agent)
    play(episode, agent, RunFolder.reopen(path, episode.scenario, read_record(path), checkpoint))


def test_a_finished_run_leaves_its_result_in_the_record(tmp_path: Path) -> None:
    play_run(tmp_path / "run", 5)
    record = read_record(tmp_path / "run")
    assert (record.status, record.agent, record.seed, record.days) == ("done", "random", 3, 5)
    assert record.result is not None
    assert (record.result.days, record.result.end_reason) == (5, "completed")
    assert record.wall_clock.finished is not None
    assert set(record.versions) == {"vendsim", "python", "numpy"}


def test_two_folders_of_the_same_run_differ_in_the_wall_clock_alone(tmp_path: Path) -> None:
    for name in ("one", "other"):
        play_run(tmp_path / name, 4)
    one, other = (
        {file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("one", "other")
    )
    records = [json.loads(files.pop("run.json")) for files in (one, other)]
    assert one == other
    assert records[0].pop("wall_clock") != records[1].pop("wall_clock")
    assert records[0] == records[1]


def test_every_event_is_one_line_that_reads_back(tmp_path: Path) -> None:
    episode, folder = open_run(tmp_path / "run", 5)
    play(episode, make_agent("random", AgentOptions(seed=3)), folder)
    lines = (tmp_path / "run/events.jsonl").read_text(encoding="utf-8").splitlines()
    assert [ANY_EVENT.validate_json(line) for line in lines] == episode.events


def test_the_daily_table_has_one_row_a_day_in_dollars(tmp_path: Path) -> None:
    play_run(tmp_path / "run", 3, make_agent("idle", AgentOptions()))
    header, *rows = (tmp_path / "run/daily.csv").read_text(encoding="utf-8").splitlines()
    assert header.startswith("day,date,bank_balance,cash_in_machine,card_pending,units_sold,revenue,")
    assert [row.split(",")[:3] for row in rows] == [
        ["1", "2026-08-10", "498.00"],
        ["2", "2026-08-11", "496.00"],
        ["3", "2026-08-12", "494.00"],
    ]


def test_a_row_that_is_being_written_is_not_read(tmp_path: Path) -> None:
    play_run(tmp_path / "run", 3, make_agent("idle", AgentOptions()))
    with (tmp_path / "run/daily.csv").open("a", encoding="utf-8") as file:
        file.write("4,2026-08-13,49")
    assert [day.day for day in read_days(tmp_path / "run")] == [1, 2, 3]


def test_messages_are_kept_only_when_there_are_any(tmp_path: Path) -> None:
    play_run(tmp_path / "quiet", 2)
    play_run(tmp_path / "talkative", 2, Talkative())
    assert not (tmp_path / "quiet/messages.jsonl").exists()
    lines = (tmp_path / "talkative/messages.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["message"]["role"] for line in lines] == ["user", "user"]


@pytest.mark.parametrize("seconds", [0.0, 1e9])
@pytest.mark.parametrize("blow", [KeyboardInterrupt(), RuntimeError("the endpoint is gone")])
def test_a_run_that_was_cut_off_ends_as_if_it_had_not_been(
    tmp_path: Path, seconds: float, blow: BaseException
) -> None:
    play_run(tmp_path / "whole", 12, Talkative())
    episode, folder = open_run(tmp_path / "cut", 12)
    with pytest.raises(type(blow)):
        play(episode, Talkative(fails_on=7, with_error=blow), folder, checkpoint_seconds=seconds)
    assert contents(tmp_path / "cut") != contents(tmp_path / "whole")
    go_on(tmp_path / "cut", Talkative())
    assert contents(tmp_path / "cut") == contents(tmp_path / "whole")
    assert read_record(tmp_path / "cut").result == read_record(tmp_path / "whole").result


def test_what_was_half_written_after_the_checkpoint_is_cut_off_again(tmp_path: Path) -> None:
    play_run(tmp_path / "whole", 9)
    episode, folder = open_run(tmp_path / "cut", 9)
    agent = make_agent("random", AgentOptions(seed=3))
    with pytest.raises(KeyboardInterrupt):
        play(episode, _StopsOn(agent, 6), folder)
    for name in ("events.jsonl", "calls.jsonl", "daily.csv", "messages.jsonl"):
        with (tmp_path / "cut" / name).open("ab") as file:
            file.write(b'{"half a li')
    play(*resume(tmp_path / "cut"))
    assert contents(tmp_path / "cut") == contents(tmp_path / "whole")


def test_a_run_without_a_checkpoint_starts_anew(tmp_path: Path) -> None:
    play_run(tmp_path / "whole", 4)
    open_run(tmp_path / "cut", 4)
    play(*resume(tmp_path / "cut"))
    assert contents(tmp_path / "cut") == contents(tmp_path / "whole")


class CutOff:
    """A random agent that is interrupted on a day."""

    def __init__(self, day: int) -> None:
        self._agent, self._day = make_agent("random", AgentOptions(seed=3)), day
        self.snapshot, self.restore = self._agent.snapshot, self._agent.restore

    def play_day(self, desk: Desk) -> Any:
        if desk.day == self._day:
            raise KeyboardInterrupt
        return self._agent.play_day(desk)


@pytest.mark.parametrize("left", [0, 1, 100, -2])
def test_a_damaged_checkpoint_is_rebuilt_from_the_record_and_said(
    tmp_path: Path, left: int, capsys: pytest.CaptureFixture[str]
) -> None:
    play_run(tmp_path / "whole", 6)
    with pytest.raises(KeyboardInterrupt):
        play_run(tmp_path / "cut", 6, CutOff(4))
    checkpoint = tmp_path / "cut/checkpoint.json"
    checkpoint.write_bytes(checkpoint.read_bytes()[:left])
    episode, agent, folder = resumed_run(tmp_path / "cut", {})
    assert f"{checkpoint} is damaged; playing again from the record" in capsys.readouterr().err
    play(episode, agent, folder)
    assert contents(tmp_path / "cut") == contents(tmp_path / "whole")
    assert read_record(tmp_path / "cut").status == "done"


def test_a_run_that_is_done_is_not_resumed(tmp_path: Path) -> None:
    play_run(tmp_path / "run", 2)
    with pytest.raises(ValueError, match="nothing to resume"):
        resume(tmp_path / "run")


def test_a_folder_that_lost_lines_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        play_run(tmp_path / "run", 9, Talkative(5, KeyboardInterrupt()))
    (tmp_path / "run/daily.csv").write_bytes(b"")
    with pytest.raises(FolderError, match="shorter than its checkpoint"):
        go_on(tmp_path / "run", Talkative())


def test_a_failed_run_says_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        play_run(tmp_path / "run", 5, Talkative(2, RuntimeError("out of patience")))
    record = read_record(tmp_path / "run")
    assert (record.status, record.error) == ("failed", "RuntimeError: out of patience")
    assert record.result is not None
    assert record.result.end_reason is None


def test_an_agent_that_never_ends_its_day_fails_the_run(tmp_path: Path) -> None:
    class Stuck(Talkative):
        def play_day(self, desk: Desk) -> None:
            desk.call("read_inbox", {})

    with pytest.raises(RuntimeError, match="without ending the day"):
        play_run(tmp_path / "run", 5, Stuck())


def test_a_key_reaches_neither_the_record_nor_any_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_ENDPOINT", "hush-hush-0123")
    scenario = short_scenario(3)
    options = AgentOptions(base_url="https://me:pass-4567@host/v1?key=abc-890", api_key_env="MY_ENDPOINT")
    record = RunRecord.new(scenario, 0, "x", options, datetime.now(UTC))
    with pytest.raises(RuntimeError):
        play(
            Episode(scenario),
            Talkative(2, RuntimeError("bad key hush-hush-0123")),
            RunFolder.create(tmp_path / "run", scenario, record),
        )
    everything = b"".join(file.read_bytes() for file in (tmp_path / "run").iterdir())
    assert b"https://host/v1" in everything
    assert b"[MY_ENDPOINT]" in everything
    assert not any(secret in everything for secret in (b"hush-hush-0123", b"pass-4567", b"abc-890"))


def test_a_checkpoint_is_replaced_whole(tmp_path: Path) -> None:
    play_run(tmp_path / "run", 3)
    assert not list((tmp_path / "run").glob("*.new"))
    checkpoint = read_checkpoint(tmp_path / "run")
    assert checkpoint is not None
    assert checkpoint.lengths == {
        name: (tmp_path / "run" / name).stat().st_size
        for name in ("events.jsonl", "calls.jsonl", "daily.csv")
    }


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FolderError, match=r"^cannot write to .*: Not a directory$"):
        open_run(tmp_path / "file" / "run", 2)


class _StopsOn:
    """An agent that presses Ctrl-C on one morning."""

    def __init__(self, agent: Any, day: int) -> None:
        self._agent, self._day = agent, day

    def play_day(self, desk: Desk) -> None:
        if desk.day == self._day:
            raise KeyboardInterrupt
        self._agent.play_day(desk)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._agent, name)


def test_a_folder_that_is_being_played_is_not_resumed(tmp_path: Path) -> None:
    _, folder = open_run(tmp_path / "run", 3)
    with pytest.raises(FolderError, match="being played by another process"):
        resume(tmp_path / "run")
    folder.close()
    play(*resume(tmp_path / "run"))
    assert read_record(tmp_path / "run").status == "done"


def test_an_agent_may_stop_for_now_and_go_on_later(tmp_path: Path) -> None:
    play_run(tmp_path / "whole", 9, Talkative())
    episode, folder = open_run(tmp_path / "cut", 9)
    play(episode, Talkative(fails_on=4, with_error=StopRun("the money is gone")), folder)
    record = read_record(tmp_path / "cut")
    assert (record.status, record.stop, record.error) == ("stopped", "the money is gone", None)
    go_on(tmp_path / "cut", Talkative())
    record = read_record(tmp_path / "cut")
    assert (record.status, record.stop) == ("done", None)
    lines = [json.loads(line) for line in (tmp_path / "cut/messages.jsonl").read_text().splitlines()]
    assert [line["kind"] for line in lines] == ["user"] * 4 + ["stopped"] + ["user"] * 5
    assert record.lines == {"user": 9, "stopped": 1}


def test_an_agent_that_awaits_is_played_as_well(tmp_path: Path) -> None:
    class Waiting(Talkative):
        async def play_day(self, desk: Desk) -> None:  # type: ignore[override]
            await asyncio.sleep(0)
            super().play_day(desk)

    play_run(tmp_path / "sync", 4, Talkative())
    play_run(tmp_path / "async", 4, Waiting())
    assert contents(tmp_path / "async") == contents(tmp_path / "sync")


def test_lines_that_do_not_come_about_again_are_cut_off(tmp_path: Path) -> None:
    class Fickle(Talkative):
        mood = "good"

        def play_day(self, desk: Desk) -> None:
            desk.log("mood", mood=self.mood)
            super().play_day(desk)

    episode, folder = open_run(tmp_path / "run", 6)
    with pytest.raises(KeyboardInterrupt):
        play(episode, Fickle(fails_on=4, with_error=KeyboardInterrupt()), folder, checkpoint_seconds=1e9)
    other = Fickle()
    other.mood = "bad"
    go_on(tmp_path / "run", other)
    lines = [json.loads(line) for line in (tmp_path / "run/messages.jsonl").read_text().splitlines()]
    assert [line["mood"] for line in lines if line["kind"] == "mood"] == ["bad"] * 6


def test_a_run_starts_where_one_was_killed_while_its_first_record_was_written(tmp_path: Path) -> None:
    (tmp_path / "run.json.new").write_text('{"half')
    start(tmp_path, Scenario.load("vb2"), "idle", AgentOptions())
    assert read_record(tmp_path).agent == "idle"
    with pytest.raises(FolderError, match="is not empty"):
        start(tmp_path, Scenario.load("vb2"), "idle", AgentOptions())
