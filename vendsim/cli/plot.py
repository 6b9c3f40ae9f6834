"""``vendsim plot``: pictures from run folders."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vendsim.cli.errors import CommandError, UsageError


def plot(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="Run folders, or folders of run folders.")
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="The picture; its ending chooses PNG, SVG or PDF.")
    ] = Path("balance.png"),
) -> None:
    """Draw the bank balance of one or many runs over the year.

    Example: vendsim plot runs -o balance.png
    """
    from vendsim.report.balance import draw_balances
    from vendsim.runs.finding import find_runs

    try:
        runs = find_runs(folders)
        draw_balances(runs, out)
    except ValueError as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise CommandError(f"cannot write {out}: {error.strerror or error}") from error
    typer.echo(out)
