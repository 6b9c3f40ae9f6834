"""Run folders as tests compare them."""

from __future__ import annotations

import json
from pathlib import Path


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a run folder, but for the wall clock, which is all that may differ between two."""
    files = {file.name: file.read_bytes() for file in folder.iterdir()}
    record = json.loads(files["run.json"])
    record["wall_clock"] = "not compared"
    return {**files, "run.json": json.dumps(record).encode()}


def contents(bench: Path) -> dict[str, dict[str, bytes]]:
    """Every run of a bench."""
    return {folder.name: content(folder) for folder in sorted(bench.iterdir()) if folder.is_dir()}
