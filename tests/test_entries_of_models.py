"""Entries of language models: what of a conversation is proven, and how manipulated ones are caught."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from entry_files import Files, change_json, change_lines, find, problems, read, rewritten, set_
from fake_endpoint import FakeEndpoint
from scripted_models import dice
from vendsim import AgentOptions, Scenario
from vendsim.runs import make_agent, play, read_record
from vendsim.runs.entries import pack, verify
from vendsim.runs.starting import start

DAYS = 3


@pytest.fixture(scope="module")
def model_entry(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """A run of a language model, packed."""
    folder = tmp_path_factory.mktemp("model")
    scenario = Scenario.load("vb2").model_copy(update={"days": DAYS})
    with pytest.MonkeyPatch.context() as patch, FakeEndpoint(dice) as endpoint:
        patch.setenv("SHOP_KEY", "sk-0")
        options = AgentOptions(seed=0, model="test-model", base_url=endpoint.url, api_key_env="SHOP_KEY")
        episode, run = start(folder / "llm", scenario, "llm", options)
        play(episode, make_agent("llm", options), run)
    pack([folder / "llm"], folder / "entry.zip")
    return read(folder / "entry.zip")


def test_a_run_of_a_model_is_verified_with_its_conversation(model_entry: Files, tmp_path: Path) -> None:
    verdict = verify(rewritten(tmp_path / "entry.zip", model_entry))
    assert verdict.problems == []
    assert list(verdict.harnesses.values()) == ["own loop of vendsim"]
    assert verdict.claimed[0].startswith("who played (llm test-model), with which prompt, what it said")
    assert verdict.rows[0].output_tokens > 0


def test_another_prompt_is_a_label(model_entry: Files, tmp_path: Path) -> None:
    def told_more(lines: list[bytes]) -> list[bytes]:
        first = json.loads(lines[0])
        first["message"]["content"] += " The cheapest supplier is the second one."
        return [json.dumps(first).encode() + b"\n", *lines[1:]]

    changed = change_lines("messages.jsonl", told_more)(dict(model_entry))
    verdict = verify(rewritten(tmp_path / "entry.zip", changed))
    assert verdict.problems == []
    assert list(verdict.harnesses.values()) == ["own loop of vendsim, changed prompt"]


def of_kind(kind: str, change: Callable[[dict], dict | None]) -> Callable[[list[bytes]], list[bytes]]:
    """Change, or take out, the first line of a kind in which there is something to change."""

    def changed(lines: list[bytes]) -> list[bytes]:
        for number, line in enumerate(lines):
            content = json.loads(line)
            if content["kind"] == kind and (kind != "assistant" or content["message"].get("tool_calls")):
                new = change(content)
                instead = [] if new is None else [json.dumps(new).encode() + b"\n"]
                return [*lines[:number], *instead, *lines[number + 1 :]]
        raise AssertionError(f"no line of {kind}")

    return changed


def another_call(line: dict) -> dict:
    line["message"]["tool_calls"][0]["function"]["name"] = "collect_cash"
    return line


def broken(line: dict) -> dict:
    return {**line, "message": {"tool_calls": [7]}}


MODEL_MANIPULATIONS: dict[str, tuple[Callable[[Files], Files], str]] = {
    "another call": (change_lines("messages.jsonl", of_kind("assistant", another_call)), "is not what"),
    "an answer left out": (
        change_lines("messages.jsonl", of_kind("assistant", lambda line: None)), "lines of assistant",
    ),
    "fewer tokens": (
        change_lines("messages.jsonl", of_kind("assistant", lambda line: {**line, "billed_tokens": 1})),
        "billed tokens",
    ),
    "a result left out": (
        change_lines("messages.jsonl", of_kind("tool", lambda line: None)), "lines of tool",
    ),
    "no conversation": (
        lambda files: {name: content for name, content in files.items() if "messages" not in name},
        "lines of",
    ),
    "another model": (change_json("llm/run.json", set_("options", "model", to="gpt-9")), "says model"),
    "a line that is none": (change_lines("messages.jsonl", lambda lines: [b"7\n", *lines]), "cannot be"),
    "a message that is none": (change_lines("messages.jsonl", of_kind("assistant", broken)), "cannot be"),
    "a deep line": (
        change_lines("messages.jsonl", lambda lines: [b"[" * 100_000 + b"\n", *lines]), "cannot be",
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", MODEL_MANIPULATIONS)
def test_a_manipulated_run_of_a_model_is_caught(model_entry: Files, tmp_path: Path, way: str) -> None:
    manipulate, told = MODEL_MANIPULATIONS[way]
    found = problems(rewritten(tmp_path / "entry.zip", manipulate(dict(model_entry))))
    assert found
    assert told in found


def test_one_conversation_under_two_names_is_caught(model_entry: Files, tmp_path: Path) -> None:
    """The same run a second time, as that of another model."""
    manifest = json.loads(model_entry["entry.json"])
    [row] = manifest["rows"]
    manifest["rows"].append({**row, "folder": "runs/001-other", "model": "other"})
    manifest["plan"]["players"].append(["llm", "other"])
    copies = {
        n.replace(row["folder"], "runs/001-other"): c for n, c in model_entry.items() if n != "entry.json"
    }
    record = json.loads(copies[find(copies, "run.json")])
    record["options"]["model"] = "other"
    copies[find(copies, "run.json")] = json.dumps(record).encode()
    files = {**model_entry, **copies, "entry.json": json.dumps(manifest).encode()}
    assert "has the same conversation as" in problems(rewritten(tmp_path / "entry.zip", files))


def test_a_scripted_agent_with_a_sub_agent_is_watched_too(tmp_path: Path) -> None:
    scenario = Scenario.load("vb1").model_copy(update={"days": 14})
    options = AgentOptions(seed=0)
    episode, run = start(tmp_path / "vb1", scenario, "random", options)
    play(episode, make_agent("random", options), run)
    assert read_record(tmp_path / "vb1").result.sub_agent_calls > 0
    pack([tmp_path / "vb1"], tmp_path / "entry.zip")
    assert verify(tmp_path / "entry.zip").problems == []
