"""Runs with a model that are killed (SIGKILL) over and over, and end as if nothing had been."""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import commands
from fake_endpoint import FakeEndpoint
from scripted_models import dice
from vendsim import AgentOptions, Episode, Scenario
from vendsim.agent import Budget
from vendsim.runs import RunFolder, RunRecord, make_agent, play, read_record, resume
from vendsim.runs.folder import read_checkpoint

DAYS = 5
CONTEXT_TOKENS = 5000
KILLS = 100

SAME_BYTES = ("events.jsonl", "daily.csv", "calls.jsonl")


def begin_or_go_on(path: Path, url: str, checkpoint_seconds: float) -> None:
    """What `vendsim run` does, in a process that may die at any moment."""
    os.environ.pop("OPENAI_API_KEY", None)
    os.environ["NO_PROXY"] = "127.0.0.1"
    if (path / "run.json").exists():
        if read_record(path).status == "done":
            return
        play(*resume(path), checkpoint_seconds=checkpoint_seconds)
        return
    scenario = Scenario.load("vb2")
    context = scenario.context.model_copy(update={"tokens": CONTEXT_TOKENS})
    scenario = scenario.model_copy(update={"days": DAYS, "context": context})
    options = AgentOptions(model="test-model", base_url=url)
    record = RunRecord.new(scenario, 0, "llm", options, datetime.now(UTC))
    folder = RunFolder.create(path, scenario, record)
    play(Episode(scenario, 0), make_agent("llm", options), folder, checkpoint_seconds=checkpoint_seconds)


def spoken(path: Path) -> list[dict[str, Any]]:
    """The conversation, without what tells of the moment."""
    lines = (path / "messages.jsonl").read_text(encoding="utf-8").splitlines()
    return [line for line in map(json.loads, lines) if "at" not in line]


def assert_same(one: Path, other: Path) -> None:
    """Both folders tell of the same run: nothing is lost and nothing is there twice."""
    for name in SAME_BYTES:
        assert (one / name).read_bytes() == (other / name).read_bytes(), name
    assert spoken(one) == spoken(other)
    mine, theirs = read_record(one), read_record(other)
    assert (mine.status, mine.result, mine.use, mine.lines) == (
        theirs.status,
        theirs.result,
        theirs.use,
        theirs.lines,
    )


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="kills in the POSIX way")
def test_a_hundred_kills_at_random_moments_change_nothing(tmp_path: Path) -> None:
    chance = random.Random(1)
    kills, runs = 0, 0
    with FakeEndpoint(dice, keep=False) as endpoint:
        whole = tmp_path / "whole"
        started = time.monotonic()
        calm = commands.server().Process(target=begin_or_go_on, args=(whole, endpoint.url, 0.0))
        calm.start()
        calm.join()
        length = time.monotonic() - started
        assert read_record(whole).status == "done"
        while kills < KILLS:
            path = tmp_path / f"cut-{runs}"
            runs += 1
            patience = length / 15  # grows, so that a run gets on however long a start takes
            while not _is_done(path):
                # Often checkpoints, often none: then much has to be played again.
                arguments = (path, endpoint.url, chance.choice((0.0, 0.1, 1e9)))
                process = commands.server().Process(target=begin_or_go_on, args=arguments)
                process.start()
                process.join(chance.uniform(0.0, patience))
                if process.is_alive():
                    process.kill()
                    kills += 1
                    patience *= 1.2
                process.join()
            assert_same(path, whole)
    assert endpoint.complaints == []


def _is_done(path: Path) -> bool:
    return (path / "run.json").exists() and read_record(path).status == "done"


def test_a_conversation_that_was_cut_off_at_any_byte_goes_on_the_same(tmp_path: Path) -> None:
    chance = random.Random(2)
    with FakeEndpoint(dice, keep=False) as endpoint:
        whole, cut = tmp_path / "whole", tmp_path / "cut"
        begin_or_go_on(whole, endpoint.url, 0.0)
        scenario, options = read_record(whole).config, AgentOptions(model="test-model", base_url=endpoint.url)
        short = options.model_copy(update={"budget": Budget(max_messages=45)})
        record = RunRecord.new(Scenario.model_validate(scenario), 0, "llm", short, datetime.now(UTC))
        folder = RunFolder.create(cut, Scenario.model_validate(scenario), record)
        play(Episode(Scenario.model_validate(scenario), 0), make_agent("llm", short), folder)
        content = (cut / "messages.jsonl").read_bytes()
        for i in range(8):
            again = tmp_path / f"again-{i}"
            shutil.copytree(cut, again)
            length = chance.randrange(_checkpointed(again), len(content))
            (again / "messages.jsonl").write_bytes(content[:length])
            play(*resume(again, budget=Budget(max_messages=None)))
            assert_same(again, whole)
    assert endpoint.complaints == []


def _checkpointed(path: Path) -> int:
    checkpoint = read_checkpoint(path)
    assert checkpoint is not None
    return checkpoint.lengths.get("messages.jsonl", 0)
