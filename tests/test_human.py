"""A person at the business: an ordinary run, resumable in the middle of a day and replayable."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from vendsim import AgentOptions, Reply, Scenario
from vendsim.agent import StopRun
from vendsim.report.transcript import read_transcript
from vendsim.runs import make_agent, play, read_record, resume
from vendsim.runs.replay import replay
from vendsim.runs.starting import start
from vendsim_agents.human import value_of


class Script:
    """Somebody who makes these calls and then stops."""

    def __init__(self, calls: list[tuple[str, Mapping[str, Any]]]) -> None:
        self.calls = calls
        self.told: list[str] = []

    def introduce(self, prompt: str) -> None:
        self.prompt = prompt

    def begin(self, text: str) -> None:
        self.told.append(text)

    def next_call(self, tools: list[dict[str, Any]]) -> tuple[str, Mapping[str, Any]]:
        if not self.calls:
            raise StopRun("enough for today")
        return self.calls.pop(0)

    def show(self, name: str, reply: Reply) -> None:
        self.told.append(reply.text)


def test_a_run_goes_on_in_the_middle_of_a_day(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    scenario = Scenario.load("month").model_copy(update={"days": 3})
    episode, run = start(folder, scenario, "human", AgentOptions(seed=4))
    agent: Any = make_agent("human", AgentOptions(seed=4))
    agent.asked = Script([("wait_for_next_day", {}), ("web_search", {"query": "snacks"}), ("read_inbox", {})])
    play(episode, agent, run)
    assert read_record(folder).status == "stopped"
    episode, agent, run = resume(folder)
    agent.asked = again = Script([("wait_for_next_day", {}), ("wait_for_next_day", {})])
    play(episode, agent, run)
    assert any(
        "snacks" in text or "1. " in text for text in again.told
    )  # what was done before is shown again
    record = read_record(folder)
    assert (record.status, record.result and record.result.tool_calls) == ("done", 5)
    assert replay(folder).discrepancy is None
    called = [entry.text.partition("\n")[0] for entry in read_transcript(folder) if entry.kind == "calls"]
    assert called == [
        "wait_for_next_day",
        "web_search",
        "read_inbox",
        "wait_for_next_day",
        "wait_for_next_day",
    ]


def test_what_is_typed_becomes_what_a_tool_takes() -> None:
    assert value_of("3", {"type": "integer"}) == 3
    assert value_of("3", {"type": "string"}) == "3"
    assert value_of('[{"slot": "A1"}]', {"type": "array"}) == [{"slot": "A1"}]
    row = {"slot": {"type": "string"}, "product": {"type": "string"}, "units": {"type": "integer"}}
    moves = {"type": "array", "items": {"properties": row}}
    assert value_of("A1, Trail Mix 2oz, 3\n\nB2, Cola, -1", moves) == [
        {"slot": "A1", "product": "Trail Mix 2oz", "units": 3},
        {"slot": "B2", "product": "Cola", "units": -1},
    ]
    assert value_of("Cola = $2.50\nA1 = 3", {"type": "object"}) == {"Cola": 2.5, "A1": 3}
    with pytest.raises(ValueError, match="should have 3 parts with commas between: slot, product, units"):
        value_of("A1, Cola", moves)
    with pytest.raises(ValueError, match="should look like this"):
        value_of("Cola 2.50", {"type": "object"})
    with pytest.raises(ValueError, match="must be a number"):
        value_of("many", {"type": "integer"})
