"""``vendsim replay``: is a recorded score the true one?"""

from __future__ import annotations

import json as jsonlib
from pathlib import Path
from typing import Annotated

import typer

from vendsim.cli.errors import CommandError, UsageError
from vendsim.runs.finding import find_runs
from vendsim.runs.replay import Replay
from vendsim.runs.replay import replay as replay_run


def replay(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="Run folders, or folders with runs inside.")
    ],
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object a run.")] = False,
) -> None:
    """Play recorded calls against the world again, and prove that the recorded score is the true one.

    Example: vendsim replay runs/vb2-careful-seed0
    """
    try:
        paths = find_runs(folders)
        discrepancies = [found for path in paths if (found := _replay(path, json))]
    except ValueError as error:
        raise UsageError(str(error)) from error
    if discrepancies:
        more = len(discrepancies) - 1
        raise CommandError(f"{discrepancies[0]}{f' (and {more} more of {len(paths)} runs)' if more else ''}")


def _replay(path: Path, json: bool) -> str | None:
    """The discrepancy, if there is one."""
    done = replay_run(path)
    if json:
        typer.echo(jsonlib.dumps(_facts(path, done)))
    elif done.discrepancy is None:
        typer.echo("\n".join([_sentence(path, done), *done.notes]))
    else:
        typer.echo(f"{path}: NOT as recorded: {done.discrepancy}.")
    return f"{path} is not as recorded: {done.discrepancy}" if done.discrepancy else None


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
