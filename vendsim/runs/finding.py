"""Run folders among the paths that people give."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vendsim.runs.record import RUN_FILE


def find_runs(paths: Sequence[Path]) -> list[Path]:
    """The run folders among ``paths`` and anywhere inside them, in the order given and then by name.

    Raises ValueError, in one sentence, for a path without any.
    """
    found: list[Path] = []
    for path in paths:
        is_run = (path / RUN_FILE).is_file()
        inside = [path] if is_run else sorted(file.parent for file in path.rglob(RUN_FILE))
        if not inside:
            raise ValueError(f"there is no run in {path}")
        found += inside
    return list(dict.fromkeys(found))
