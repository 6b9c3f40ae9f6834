"""`vendsim export segments`: sequences to train on, with masks and rewards."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import commands
import providers
from fake_endpoint import FakeEndpoint
from scripted_models import Operator, dice
from test_replay import record_run
from test_requests import play_at, small
from vendsim import Scenario
from vendsim.runs import read_record
from vendsim.runs.requests import read_conversation, requests
from vendsim.runs.segments import segments
from vendsim.scenario import Context


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three weeks of a model that does business, with a memory of a few days."""
    folder = tmp_path_factory.mktemp("segments") / "run"
    scenario = Scenario.load("vb2").model_copy(
        update={"days": 21, "context": Context(tokens=9_000, keep=0.5)}
    )
    with pytest.MonkeyPatch.context() as patch, FakeEndpoint(Operator()) as endpoint:
        patch.setenv("SHOP_KEY", "sk-0")
        play_at(endpoint, folder, scenario)
    return folder


def test_every_answer_stands_in_one_segment_behind_its_very_prompt(run: Path) -> None:
    asked = list(requests(read_conversation(run)))
    parts = list(segments(run))
    assert len(parts) > 2
    found = [
        (part.messages[:place], part.messages[place])
        for part in parts
        for place, written in enumerate(part.mask)
        if written
    ]
    assert found == [(request.messages, request.answer) for request in asked]
    for part in parts:
        assert len(part.messages) == len(part.mask) == len(part.sampled)
        assert {m["role"] for m, w in zip(part.messages, part.mask, strict=True) if w} == {"assistant"}


def test_only_trims_begin_a_new_segment_and_they_are_few_and_large(run: Path) -> None:
    lines = list(read_conversation(run))
    trims = [line for line in lines if line["kind"] == "trimmed"]
    parts = list(segments(run))
    assert len(parts) == len(trims) + 1
    for part, trim in zip(parts, trims, strict=False):  # a trim takes half of what there was
        assert trim["messages"] >= (len(part.messages) - 1) * 0.45
    for part in parts[1:-1]:  # by length, too: most of each segment has been said since the trim before
        said = [len(json.dumps(message)) for message in part.messages[1:]]
        assert sum(said[part.mask.index(1) - 1 :]) >= sum(said) * 0.45


def test_rewards_add_up_to_what_the_run_earned(run: Path) -> None:
    parts, result = list(segments(run)), read_record(run).result
    assert sum(part.reward for part in parts) == pytest.approx(result.final_balance - 500)
    assert {part.run_reward for part in parts} == {result.score}
    assert parts[-1].balance == result.final_balance
    assert any(part.reward for part in parts[:-1])
    assert [part.first_day for part in parts] == sorted(part.first_day for part in parts)


def test_answers_that_go_back_in_another_form_are_segments_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A profile that drops the thoughts of earlier answers changes the prefix with every request."""
    monkeypatch.setenv("SHOP_KEY", "sk-0")
    with FakeEndpoint(dice, provider=providers.NO_UNKNOWN_FIELDS) as endpoint:
        folder = play_at(endpoint, tmp_path / "run", small(days=3))
    parts = list(segments(folder))
    asked = list(requests(read_conversation(folder)))
    assert sum(sum(part.mask) for part in parts) == len(asked)
    assert len(parts) > len(asked) / 2


def test_a_sub_agent_has_segments_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fake_endpoint import call_tool, say

    def model(body: dict[str, Any]) -> Any:
        names = {tool["function"]["name"] for tool in body["tools"]}
        turns = sum(message["role"] == "assistant" for message in body["messages"])
        if "wait_for_next_day" not in names:
            return call_tool("get_machine_inventory") if turns % 2 == 0 else say("Empty.")
        wait = call_tool("wait_for_next_day")
        return wait if turns % 2 else call_tool("run_sub_agent", {"instructions": f"Look {turns}."})

    monkeypatch.setenv("SHOP_KEY", "sk-0")
    with FakeEndpoint(model) as endpoint:
        folder = play_at(endpoint, tmp_path / "run", small("vb1", days=3, tokens=30_000, messages=2_000))
    one, other = segments(folder)
    assert {one.speaker, other.speaker} == {None, "sub_agent"}
    assert one.tools != other.tools


def test_the_command_writes_lines_and_takes_scripted_runs_for_empty(run: Path, tmp_path: Path) -> None:
    record_run(tmp_path / "runs/idle", "idle", days=2)
    out = tmp_path / "segments.jsonl"
    done = commands.run("export", "segments", str(run), str(tmp_path / "runs"), "-o", str(out))
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert [line["segment"] for line in lines] == list(range(len(lines)))
    assert lines == [part.to_json() for part in segments(run)]
    assert f"{len(lines)} segments" in done.stderr
    assert "2 runs" in done.stderr


def test_a_changed_call_is_no_data(run: Path, tmp_path: Path) -> None:
    import shutil

    copy = Path(shutil.copytree(run, tmp_path / "run"))
    lines = (copy / "calls.jsonl").read_text().splitlines()
    lines[0] = json.dumps({**json.loads(lines[0]), "reply": "You won."})
    (copy / "calls.jsonl").write_text("\n".join(lines) + "\n")
    with pytest.raises(ValueError, match="answered otherwise by this version"):
        list(segments(copy))
