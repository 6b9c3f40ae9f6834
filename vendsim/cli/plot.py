"""``vendsim plot``: pictures from run folders."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vendsim.cli.errors import CommandError, UsageError


def plot(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="Run folders, or folders with runs inside.")
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="The picture; its ending chooses PNG, SVG or PDF.")
    ] = Path("balance.png"),
    reference: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Mark published balances at the right edge: vb2-published."),
    ] = None,
) -> None:
    """Draw the bank balance over the year: one line per agent, with its runs and their spread.

    Example: vendsim plot runs -o balance.png
    """
    from vendsim.report.balance import draw_balances
    from vendsim.report.references import load_reference
    from vendsim.runs.finding import find_runs

    try:
        runs = find_runs(folders)
        draw_balances(runs, out, load_reference(reference) if reference else None)
    except ValueError as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise CommandError(f"cannot write {out}: {error.strerror or error}") from error
    typer.echo(out)
