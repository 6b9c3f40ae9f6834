"""From run folders to an entry."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from vendsim.runs.entries.manifest import MANIFEST, PACKED, EntryError, Manifest, Plan, Row, row
from vendsim.runs.finding import find_runs
from vendsim.runs.record import read_record
from vendsim.runs.replay import replay

_WHEN = (1980, 1, 1, 0, 0, 0)  # the same runs give the same bytes


def pack(paths: Sequence[Path], target: Path, seeds: Sequence[int] | None = None) -> Manifest:
    """Write an entry with all runs in and below ``paths``, finished or not.

    The plan is every player in every scenario that is found, with ``seeds``, or else with every seed that is
    found. Raises EntryError, in one sentence, for a run that does not replay, one that the plan lacks, or one
    that is missing, and ValueError for a path without runs.
    """
    folders = _named(find_runs(paths))
    rows = [_row(name, folder) for name, folder in folders.items()]
    plan = Plan(
        players=tuple(dict.fromkeys((row.agent, row.model) for row in rows)),
        digests=tuple(dict.fromkeys(row.digest for row in rows)),
        seeds=tuple(sorted(set(seeds if seeds is not None else (row.seed for row in rows)))),
    )
    if found := departure(plan, rows):
        raise EntryError(found)
    contents = {
        f"{name}/{file}": (folder / file).read_bytes()
        for name, folder in folders.items()
        for file in PACKED
        if (folder / file).is_file()
    }
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    manifest = Manifest(plan=plan, rows=tuple(rows), files=hashes)
    write(target, {MANIFEST: manifest.model_dump_json(indent=1).encode(), **contents})
    return manifest


def write(target: Path, contents: dict[str, bytes]) -> None:
    """A zip file with these files. Raises EntryError."""
    try:
        with zipfile.ZipFile(target, "w") as entry:
            for name, content in contents.items():
                info = zipfile.ZipInfo(name, _WHEN)
                info.compress_type = zipfile.ZIP_DEFLATED
                entry.writestr(info, content)
    except OSError as error:
        raise EntryError(f"cannot write {target}: {error.strerror or error}") from error


def departure(plan: Plan, rows: Sequence[Row]) -> str | None:
    """In what the runs depart from the plan; None: in nothing."""
    played = [row.cell for row in rows]
    for cell in plan.cells():
        agent, model, _, seed = cell
        who = f"{agent} {model}" if model else agent
        if played.count(cell) > 1:
            return f"the plan has one run of {who} with seed {seed}, and there are {played.count(cell)}"
        if cell not in played:
            return f"the plan has a run of {who} with seed {seed} that is not there"
    for other in rows:
        if other.cell not in plan.cells():
            return f"{other.folder} ({other.player}, seed {other.seed}) is not in the plan"
    return None


def _named(folders: Sequence[Path]) -> dict[str, Path]:
    """The folders by the names that they have in the entry."""
    named: dict[str, Path] = {}
    for number, folder in enumerate(folders):
        name = re.sub(r"[^\w.-]+", "-", folder.resolve().name, flags=re.ASCII)
        named[f"runs/{number:03d}-{name}"] = folder
    return named


def _row(name: str, folder: Path) -> Row:
    played = replay(folder)
    if played.discrepancy:
        raise EntryError(f"{folder} is not as recorded, so it proves nothing: {played.discrepancy}")
    return row(name, read_record(folder), played.result)
