"""``vendsim export``: runs as data for trainers."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from vendsim.cli.errors import CommandError, UsageError
from vendsim.cli.lists import load_scenario
from vendsim.extras import needs
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


@app.command()
def minari(
    name: Annotated[str, typer.Argument(help="Name of the data set, like vendsim/runs-v0.")],
    folders: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[DIR...]", help="Run folders, or folders with runs inside."),
    ] = None,
    policy: Annotated[
        str | None, typer.Option(help="Instead of runs: let house, careful or random play in numbers.")
    ] = None,
    env: Annotated[str, typer.Option(help="What it plays.")] = "vendsim/Manager-v0",
    worlds: Annotated[str, typer.Option(help="Its worlds, first:last.")] = "1000000:1000010",
    scenario: Annotated[str, typer.Option(help="Its scenario.")] = "vb2",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FOLDER", help="Where data sets are kept.")
    ] = None,
) -> None:
    """Write a Minari data set, from run folders or from a numeric policy, with reference scores.

    Example: vendsim export minari vendsim/runs-v0 runs/bench -o datasets
    """
    if (policy is None) == (not folders):
        raise UsageError("name run folders, or a --policy")
    if out is not None:
        os.environ["MINARI_DATASETS_PATH"] = str(out.resolve())  # before Minari is imported
    try:
        from vendsim.bridges.minari import from_policy, from_runs
    except ImportError as error:
        raise CommandError(f"vendsim export minari needs {error.name}; {needs('minari')}") from error
    try:
        made = (
            from_runs(name, find_runs(folders))
            if folders
            else from_policy(name, _numeric_policy(str(policy), env, scenario), worlds, scenario, env)
        )
    except ValueError as error:
        raise UsageError(str(error)) from error
    typer.echo(f"{name}: {made.total_episodes:,} episodes, {made.total_steps:,} steps")


def _numeric_policy(name: str, env: str, scenario: str) -> Any:
    from vendsim.envs.evaluation import at_random, task_named
    from vendsim.envs.tasks import task
    from vendsim.manager.house import Careful, steady

    rules = load_scenario(scenario)
    if name in ("careful", "house"):
        return Careful(rules) if name == "careful" else steady(rules)
    if name == "random":
        return at_random(task(task_named(env), rules).nvec)
    raise UsageError(f'there is no policy "{name}"; there are house, careful and random, others in Python')


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
