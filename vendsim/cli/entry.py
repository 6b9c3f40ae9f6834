"""``vendsim pack`` and ``verify``: submissions that can be checked."""

from __future__ import annotations

import json as jsonlib
from pathlib import Path
from statistics import fmean
from typing import Annotated

import typer

from vendsim.cli.errors import CommandError, UsageError
from vendsim.cli.lists import print_table
from vendsim.cli.seeds import parse_seeds
from vendsim.runs.entries import EntryError, Verdict
from vendsim.runs.entries import pack as pack_runs
from vendsim.runs.entries import verify as verify_entry


def pack(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="Run folders, or folders with runs inside.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write.")] = Path("entry.zip"),
    seeds: Annotated[
        str | None,
        typer.Option(help="The seeds that were to be played, like 0-4.", show_default="those found"),
    ] = None,
) -> None:
    """Pack runs into one file that others can verify; unfinished runs go with it and count.

    Example: vendsim pack runs/bench -o entry.zip
    """
    try:
        manifest = pack_runs(folders, out, parse_seeds(seeds) if seeds else None)
    except ValueError as error:
        raise UsageError(str(error)) from error
    except EntryError as error:
        raise CommandError(str(error)) from error
    typer.echo(f"{out}: {len(manifest.rows)} runs; check it with: vendsim verify {out}")


def verify(
    entry: Annotated[Path, typer.Argument(metavar="ENTRY.zip", help="A file of `vendsim pack`.")],
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Replay every run of an entry, compute every figure anew, and say what is proven and what only claimed.

    Example: vendsim verify entry.zip
    """
    try:
        verdict = verify_entry(entry)
    except EntryError as error:
        raise CommandError(str(error)) from error
    if json:
        typer.echo(jsonlib.dumps(_facts(verdict)))
    else:
        _print(verdict)
    if verdict.problems:
        more = len(verdict.problems) - 1
        raise CommandError(f"{entry}: {verdict.problems[0]}{f' (and {more} more)' if more else ''}")


def _facts(verdict: Verdict) -> dict[str, object]:
    rows = [{**row.model_dump(), "harness": verdict.harnesses[row.folder]} for row in verdict.rows]
    return {
        "verified": not verdict.problems,
        "problems": verdict.problems,
        "notes": verdict.notes,
        "claimed": verdict.claimed,
        "seeds": verdict.seeds,
        "rows": rows,
    }


def _print(verdict: Verdict) -> None:
    for row in verdict.rows:
        standing = f"${row.score:,.2f}" if row.score is not None else f"${row.final_balance:,.2f} so far"
        harness = verdict.harnesses[row.folder]
        typer.echo(f"{row.player}, {row.scenario}, seed {row.seed}: {standing} ({row.status}; {harness})")
    for player in dict.fromkeys(row.player for row in verdict.rows):
        scores = [
            row.final_balance if row.score is None else row.score
            for row in verdict.rows
            if row.player == player
        ]
        typer.echo(f"{player}: mean ${fmean(scores):,.2f} of {len(scores)} runs, unfinished ones included")
    proven = "no: " if verdict.problems else ""
    print_table(
        {
            "Proven": f"{proven}scores, days, calls, billed tokens, scenario, seeds, the plan is complete",
            "Only claimed": "; ".join(verdict.claimed),
        }
    )
    for note in verdict.notes:
        typer.echo(f"Note: {note}")
    for problem in verdict.problems:
        typer.echo(f"PROBLEM: {problem}")
