"""Entries as files in memory, to be changed as a cheat would."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from test_replay import record_run
from vendsim import Episode, Scenario
from vendsim.runs.entries import EntryError, pack, verify
from vendsim.runs.entries.packing import write

Files = dict[str, bytes]


def scripted_entry(folder: Path) -> Path:
    """``runs`` with four days of two scripted agents, and ``entry.zip`` with both runs."""
    for agent in ("careful", "random"):
        record_run(folder / "runs" / agent, agent, days=4)
    pack([folder / "runs"], folder / "entry.zip")
    return folder


def read(path: Path) -> Files:
    with zipfile.ZipFile(path) as entry:
        return {name: entry.read(name) for name in entry.namelist()}


def rewritten(path: Path, files: Files) -> Path:
    """An entry with these files, whose list of them is right, as a cheat would see to."""
    manifest = json.loads(files["entry.json"])
    manifest["files"] = {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != "entry.json"
    }
    write(path, {**files, "entry.json": json.dumps(manifest).encode()})
    return path


def problems(path: Path) -> str:
    try:
        return "; ".join(verify(path).problems)
    except EntryError as error:
        return str(error)


def change_json(name: str, change: Callable[[dict[str, Any]], None]) -> Callable[[Files], Files]:
    def manipulate(files: Files) -> Files:
        content = json.loads(files[find(files, name)])
        change(content)
        return {**files, find(files, name): json.dumps(content).encode()}

    return manipulate


def change_lines(name: str, change: Callable[[list[bytes]], list[bytes]]) -> Callable[[Files], Files]:
    def manipulate(files: Files) -> Files:
        lines = change(files[find(files, name)].splitlines(keepends=True))
        return {**files, find(files, name): b"".join(lines)}

    return manipulate


def find(files: Files, name: str) -> str:
    return next(known for known in files if known.endswith(name))


def set_(*path: str, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(content: Any) -> None:
        for step in path[:-1]:
            content = content[int(step) if isinstance(content, list) else step]
        content[path[-1]] = to

    return change


def both(*changes: Callable[[Files], Files]) -> Callable[[Files], Files]:
    def manipulate(files: Files) -> Files:
        for change in changes:
            files = change(files)
        return files

    return manipulate


def unfinished(files: Files) -> Files:
    """The careful run as one that failed before its last night; the rest is honest."""
    lines = files[find(files, "careful/calls.jsonl")].splitlines(keepends=True)
    last = max(i for i, line in enumerate(lines) if json.loads(line)["tool"] == "wait_for_next_day")
    record = json.loads(files[find(files, "careful/run.json")])
    episode = Episode(Scenario.model_validate(record["config"]), record["seed"])
    for line in lines[:last]:
        call = json.loads(line)
        episode.call(call["tool"], call["arguments"])
    result = episode.result()
    events = b"".join(f"{event.model_dump_json()}\n".encode() for event in episode.events)
    days = files[find(files, "careful/daily.csv")].splitlines(keepends=True)[: result.days + 1]
    record |= {"status": "failed", "result": None, "error": "the endpoint is gone"}
    manifest = json.loads(files["entry.json"])
    for row in manifest["rows"]:
        if row["agent"] == "careful":
            row |= {"status": "failed", "score": None, "final_balance": result.final_balance}
            row |= {"days": result.days, "tool_calls": result.tool_calls}
    return {
        **files,
        find(files, "careful/calls.jsonl"): b"".join(lines[:last]),
        find(files, "careful/events.jsonl"): events,
        find(files, "careful/daily.csv"): b"".join(days),
        find(files, "careful/run.json"): json.dumps(record).encode(),
        "entry.json": json.dumps(manifest).encode(),
    }
