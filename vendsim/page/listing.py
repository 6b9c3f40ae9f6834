"""The run folders below some paths, and what a list of them says of each."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from vendsim.page.model import summary
from vendsim.runs.daily import DAILY_FILE
from vendsim.runs.finding import find_runs
from vendsim.runs.reading import EVENTS_FILE
from vendsim.runs.record import read_record


def find_folders(paths: Sequence[Path]) -> list[Path]:
    """The run folders so far; a path without one may get one later."""
    found: list[Path] = []
    for path in paths:
        try:
            found += find_runs([path])
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def listed(folders: Iterable[Path]) -> list[dict[str, Any]]:
    """One row per run, the latest first; folders that cannot be read are left out."""
    rows = []
    for folder in folders:
        try:
            record = read_record(folder)
        except ValueError:
            continue
        row = summary(folder, record)
        day, cents = _last_day(folder, round(record.config["money"]["start_cents"]))
        rows.append(
            (record.wall_clock.started, {**row, "closed": day, "balance": cents, "last": _last(folder)})
        )
    return [row for _, row in sorted(rows, key=lambda pair: pair[0], reverse=True)]


def _last_day(folder: Path, start: int) -> tuple[int, int]:
    """The last closed day and its balance in cents."""
    path = folder / DAILY_FILE
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    rows = list(csv.DictReader(text[: text.rfind("\n") + 1].splitlines()))
    return (int(rows[-1]["day"]), round(float(rows[-1]["bank_balance"]) * 100)) if rows else (0, start)


def _last(folder: Path) -> str:
    """The latest event that has words."""
    from vendsim.events import ANY_EVENT
    from vendsim.page.words import words

    path = folder / EVENTS_FILE
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 200_000))
        lines = file.read().split(b"\n")[1:-1]
    for line in reversed(lines):
        try:
            event = ANY_EVENT.validate_json(line)
        except ValueError:
            continue
        if sentence := words(event):
            return f"Day {event.day}: {sentence}"
    return ""
