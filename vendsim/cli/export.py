"""``vendsim export``: runs as data for trainers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TextIO

import typer

from vendsim.cli.errors import CommandError, UsageError
from vendsim.runs import FolderError
from vendsim.runs.finding import find_runs
from vendsim.runs.segments import segments as segments_of

app = typer.Typer(
    help="Write runs as data for trainers: segments of conversations, or a Minari data set.",
    no_args_is_help=True,
)


@app.command()
def segments(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="Run folders, or folders with runs inside.")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="JSON lines.", show_default="stdout")
    ] = None,
) -> None:
    """Write the conversations of models between trims, with masks and rewards, one JSON object per line.

    Example: vendsim export segments runs/bench -o segments.jsonl
    """
    try:
        runs = find_runs(folders)
    except ValueError as error:
        raise UsageError(str(error)) from error
    count, answers = 0, 0
    try:
        with _written(out) as file:
            for run in runs:
                for segment in segments_of(run):
                    file.write(json.dumps(segment.to_json(), ensure_ascii=False) + "\n")
                    count, answers = count + 1, answers + sum(segment.mask)
    except (ValueError, FolderError) as error:
        raise CommandError(f"{run}: {error}") from error
    typer.echo(f"vendsim: {count:,} segments with {answers:,} answers of {len(runs):,} runs", err=True)


@contextmanager
def _written(path: Path | None) -> Iterator[TextIO]:
    if path is None:
        yield sys.stdout
        return
    try:
        with path.open("w", encoding="utf-8") as file:
            yield file
    except OSError as error:
        raise CommandError(f"cannot write {path}: {error.strerror or error}") from error
