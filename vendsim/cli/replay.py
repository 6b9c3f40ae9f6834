"""``vendsim replay``: is a recorded score the true one?"""

from __future__ import annotations

import json as jsonlib
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from vendsim.cli.errors import CommandError, UsageError
from vendsim.report.checking import mark_replayed
from vendsim.runs.disk import FolderError
from vendsim.runs.finding import find_runs
from vendsim.runs.replay import Replay
from vendsim.runs.replay import replay as replay_run
from vendsim.version import __version__


def replay(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="Run folders, or folders with runs inside.")
    ],
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object per run.")] = False,
) -> None:
    """Replay the recorded calls against the world, and prove that the recorded score is the true one.

    A run that is proved is marked so in its folder, for `vendsim leaderboard`.

    Example: vendsim replay runs/vb2-careful-seed0
    """
    try:
        paths = find_runs(folders)
        failed = [path for path in paths if not _replay(path, json)]
    except ValueError as error:
        raise UsageError(str(error)) from error
    if failed:
        raise typer.Exit(CommandError.exit_code)  # each has been told of


def _replay(path: Path, json: bool) -> bool:
    """Whether the run is as recorded; prints what it is or is not."""
    done = replay_run(path)
    holds = done.discrepancy is None
    if holds and done.finished:
        with suppress(FolderError):  # somebody else's folder may be read-only
            mark_replayed(path, __version__)
    if json:
        typer.echo(jsonlib.dumps(_facts(path, done)))
    elif holds:
        typer.echo("\n".join([_sentence(path, done), *done.notes]))
    if not holds:
        typer.echo(f"vendsim: {path} is not as recorded: {done.discrepancy}", err=True)
    return holds


def _facts(path: Path, done: Replay) -> dict[str, object]:
    result = done.result
    return {
        "run_dir": str(path),
        "as_recorded": done.discrepancy is None,
        "discrepancy": done.discrepancy,
        "finished": done.finished,
        "score": result.score,
        "final_balance": result.final_balance,
        "days": result.days,
        "end_reason": result.end_reason,
        "calls": done.calls,
        "notes": done.notes,
    }


def _sentence(path: Path, done: Replay) -> str:
    result = done.result
    world = f"{result.scenario}, seed {result.seed}"
    if not done.finished or result.score is None:
        return (
            f"{path}: {done.calls:,} calls give the recorded replies and events so far (day {result.days} of"
            f" {world}, ${result.final_balance:,.2f} in the bank); the run is not finished."
        )
    return (
        f"{path}: ${result.score:,.2f} after {result.days} days of {world} ({result.end_reason}) is the true"
        f" score: {done.calls:,} calls give every recorded reply, event and cent."
    )
