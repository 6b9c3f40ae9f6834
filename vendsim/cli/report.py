"""``vendsim report``: runs as one page to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vendsim.cli.errors import CommandError, UsageError


def report(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="Run folders, or folders with runs inside.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The HTML file.")] = Path("report.html"),
) -> None:
    """Write one self-contained HTML page that shows a run, or compares several runs.

    Example: vendsim report runs/vb2-careful-seed0 -o year.html
    """
    from vendsim.page.html import page_html
    from vendsim.page.model import page_model
    from vendsim.runs.finding import find_runs

    try:
        runs = find_runs(folders)
        model = page_model(runs)
    except (ValueError, OSError) as error:
        raise UsageError(str(error)) from error
    names = [f"{run['agent']}, {run['scenario']} seed {run['seed']}" for run in model["runs"]]
    title = names[0] if len(names) == 1 else f"{len(names)} runs"
    try:
        out.write_text(page_html(model, f"{title} – vendsim"), encoding="utf-8")
    except OSError as error:
        raise CommandError(f"cannot write {out}: {error.strerror or error}") from error
    typer.echo(out)
