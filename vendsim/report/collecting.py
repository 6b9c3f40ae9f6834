"""Which runs are counted, and by what they belong together."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from vendsim.report.checking import contradiction
from vendsim.runs.entries import EntryError, verify
from vendsim.runs.finding import find_runs
from vendsim.runs.record import RunRecord, read_record

_MOST_NAMED = 3  # settings by which a label tells scenarios of one name apart


class Skipped(BaseModel):
    """A folder that was left out, and why, as a sentence that names it."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    folder: str
    reason: str


def finished_runs(paths: Sequence[Path]) -> tuple[list[tuple[Path, RunRecord]], list[Skipped]]:
    """Folders and records of all finished runs in and below ``paths``, and what was left out.

    Left out is also a run whose record contradicts what happened in it.
    """
    records: list[tuple[Path, RunRecord]] = []
    skipped = []
    for path, found in _look(paths):
        if isinstance(found, RunRecord):
            records.append((path, found))
        else:
            skipped.append(Skipped(folder=str(path), reason=found))
    return records, skipped


def entered_runs(entries: Sequence[Path]) -> tuple[list[RunRecord], list[Skipped]]:
    """Records of all runs in files of `vendsim pack`, with results computed anew, and what was left out.

    An entry that does not hold is left out whole. A run that is not finished counts, with its balance so far.
    """
    records: list[RunRecord] = []
    skipped = []
    for path in dict.fromkeys(entry.resolve() for entry in entries):
        try:
            verdict = verify(path)
        except EntryError as error:
            skipped.append(Skipped(folder=str(path), reason=str(error)))
            continue
        if verdict.problems:
            skipped.append(Skipped(folder=str(path), reason=f"{path} does not hold: {verdict.problems[0]}"))
        else:
            records += map(_scored, verdict.records)
    return records, skipped


def _scored(record: RunRecord) -> RunRecord:
    """The record with a score, if it is only that of today."""
    assert record.result is not None  # it has been replayed
    if record.result.score is not None:
        return record
    so_far = record.result.model_copy(update={"score": record.result.final_balance})
    return record.model_copy(update={"result": so_far})


def _look(paths: Sequence[Path]) -> Iterator[tuple[Path, RunRecord | str]]:
    seen: set[Path] = set()
    for path in paths:
        try:
            folders = find_runs([path])
        except ValueError as error:
            yield path, str(error)
            continue
        for folder in folders:
            if folder.resolve() not in seen:
                seen.add(folder.resolve())
                yield folder, _record_or_reason(folder)


def _record_or_reason(folder: Path) -> RunRecord | str:
    try:
        record = read_record(folder)
    except ValueError as error:
        return str(error)
    if record.status == "done" and record.result is not None:
        return contradiction(folder, record) or record
    why = f": {record.error}" if record.error else ""
    return f"the run in {folder} is not finished ({record.status}{why})"


def by_scenario(records: Sequence[RunRecord]) -> dict[str, list[RunRecord]]:
    """Runs of one and the same scenario, by its label."""
    groups: dict[str, list[RunRecord]] = {}
    for record, label in zip(records, scenario_labels(records), strict=True):
        groups.setdefault(label, []).append(record)
    return dict(sorted(groups.items()))


def scenario_labels(records: Sequence[RunRecord]) -> list[str]:
    """A name for the scenario of every record. Two scenarios that share only their name get two labels."""
    keys = [json.dumps(record.config, sort_keys=True) for record in records]
    configs = dict(sorted(zip(keys, (record.config for record in records), strict=True)))
    settings = {key: _flat(config) for key, config in configs.items()}
    labels: dict[str, str] = {}
    for key, config in configs.items():
        label = _label(key, config["name"], settings)
        namesakes = sum(known.partition(" #")[0] == label for known in labels.values())
        labels[key] = f"{label} #{namesakes + 1}" if namesakes else label
    return [labels[key] + _read_by(record) for key, record in zip(keys, records, strict=True)]


def _read_by(record: RunRecord) -> str:
    """The mark of a scenario whose mail a model has read."""
    return f" (mail read by {record.reading_model})" if record.reading_model else ""


def _label(key: str, name: str, settings: Mapping[str, Mapping[str, Any]]) -> str:
    """The scenario's name, with the settings in which it differs from others of that name."""
    namesakes = [other for other in settings.values() if other.get("name") == name]
    names = dict.fromkeys(setting for other in namesakes for setting in other)
    differing = [n for n in names if len({json.dumps(other.get(n)) for other in namesakes}) > 1]
    if not differing:
        return name
    own = settings[key]
    shown = [f"{n} {own.get(n, 'unset')}" for n in differing[:_MOST_NAMED]]
    more = [f"{len(differing) - _MOST_NAMED} more"] if len(differing) > _MOST_NAMED else []
    return f"{name} ({', '.join(shown + more)})"


def _flat(config: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested settings by dotted names."""
    flat: dict[str, Any] = {}
    for name, value in config.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = value
    return flat
