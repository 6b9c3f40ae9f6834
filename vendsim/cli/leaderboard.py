"""``vendsim leaderboard``: from finished runs to a result."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vendsim.cli.errors import UsageError


def leaderboard(
    folders: Annotated[
        list[Path],
        typer.Argument(
            metavar="DIR...", help="Run folders, folders with runs inside, or entries of `vendsim pack`."
        ),
    ],
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print a CSV table, one row per agent.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print everything as one JSON object.")] = False,
    baseline: Annotated[
        str | None,
        typer.Option(
            metavar="AGENT",
            help="Compare every agent with this one, besides the best.",
            show_default="careful, if it has played",
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Compare every two agents.")] = False,
) -> None:
    """Compare agents over their finished runs: means, intervals, paired differences.

    What is shown is added up from the events of each run; a run whose record contradicts them is left out.
    An entry is verified first, and left out if it does not hold; its unfinished runs count.

    Example: vendsim leaderboard runs/bench
    """
    from vendsim.report import tables
    from vendsim.report.leaderboard import make_leaderboard

    if markdown + csv + json > 1:
        raise UsageError("choose one of --markdown, --csv and --json")
    try:
        made = make_leaderboard(folders, baseline, everything)
    except ValueError as error:
        raise UsageError(str(error)) from error
    for left_out in made.skipped:
        typer.echo(f"vendsim: left out: {left_out.reason}", err=True)
    if not made.scenarios:
        raise UsageError("there is no finished run to compare")
    if markdown:
        typer.echo(tables.markdown(made, everything), nl=False)
    elif csv:
        typer.echo(tables.as_csv(made), nl=False)
    elif json:
        typer.echo(made.model_dump_json(indent=2))
    else:
        tables.print_leaderboard(made, everything)
