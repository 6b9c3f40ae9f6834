"""``vendsim bench``: many episodes side by side."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from vendsim.cli.board import Scoreboard
from vendsim.cli.errors import CommandError, UsageError
from vendsim.cli.interrupts import Interrupted
from vendsim.cli.lists import load_scenario
from vendsim.cli.model_options import (
    ENDPOINT,
    AllowLoops,
    AllowSilence,
    BaseUrl,
    ExtraBody,
    KeyVariable,
    MaxHours,
    MaxMessages,
    MaxOutputTokens,
    MaxTokens,
    MaxUsd,
    MaxUsdTotal,
    PriceCached,
    PriceIn,
    PriceOut,
    ProfileName,
    Stream,
    Temperature,
    agent_options,
    model_options,
)
from vendsim.cli.result import draw_picture
from vendsim.cli.run import shortened
from vendsim.cli.seeds import parse_seeds
from vendsim.runs.bench import (
    Outcome,
    RayError,
    Task,
    is_done,
    make_plan,
    play_as_coroutines,
    play_in_processes,
    play_on_ray,
    purse_of,
)

_MODEL_RUNS = 16  # at a time, unless --workers says otherwise: enough to press most endpoints


def bench(
    agent: Annotated[
        list[str] | None,
        typer.Option(
            help="Who plays, as in `vendsim run`; may be repeated.",
            show_default="llm with --model",
        ),
    ] = None,
    model: Annotated[
        list[str] | None, typer.Option(help="The model's name; may be repeated.", rich_help_panel=ENDPOINT)
    ] = None,
    seeds: Annotated[str, typer.Option(help="Which worlds, like 0-4 or 0,3,7-9.")] = "0-4",
    scenario: Annotated[str, typer.Option(help="A name or a path to a TOML file.")] = "vb2",
    days: Annotated[
        int | None, typer.Option(min=1, help="Play fewer days.", show_default="the scenario's")
    ] = None,
    out: Annotated[Path, typer.Option(help="The folder that all run folders are in.")] = Path("runs/bench"),
    workers: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Runs at a time.",
            show_default=f"one per core; {_MODEL_RUNS} with models",
        ),
    ] = None,
    profile: ProfileName = None,
    base_url: BaseUrl = None,
    api_key_env: KeyVariable = None,
    temperature: Temperature = None,
    max_tokens: MaxTokens = None,
    extra_body: ExtraBody = None,
    stream: Stream = None,
    allow_silence: AllowSilence = None,
    allow_loops: AllowLoops = None,
    max_usd: MaxUsd = None,
    max_usd_total: MaxUsdTotal = None,
    max_messages: MaxMessages = None,
    max_output_tokens: MaxOutputTokens = None,
    max_hours: MaxHours = None,
    price_in: PriceIn = None,
    price_cached: PriceCached = None,
    price_out: PriceOut = None,
    ray: Annotated[
        str | None,
        typer.Option(
            metavar="[ADDRESS]",
            help="Play on a Ray cluster: the one at this address, or else on this machine.",
            rich_help_panel="More than one machine",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the leaderboard as one JSON object.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress.")] = False,
) -> None:
    """Play several agents or models in the same worlds, many runs at once.

    Budgets are for each run, except --max-usd-total. The same command goes on where it was cut off: finished
    runs are left alone.

    Example: vendsim bench --agent careful --agent naive --seeds 0-9
    """
    if ray is not None and workers is not None:
        raise UsageError("--workers does not go with --ray: a cluster knows how many cores it has")
    options = model_options(
        profile=profile,
        base_url=base_url,
        api_key_env=api_key_env,
        temperature=temperature,
        max_tokens=max_tokens,
        extra_body=extra_body,
        stream=stream,
        allow_silence=allow_silence,
        allow_loops=allow_loops,
        max_usd=max_usd,
        max_messages=max_messages,
        max_output_tokens=max_output_tokens,
        max_hours=max_hours,
        price_in=price_in,
        price_cached=price_cached,
        price_out=price_out,
    )
    if not agent and not model:
        raise UsageError("say who plays: --agent careful, --agent my_agent.py:Mine, or --model NAME")
    world = shortened(load_scenario(scenario), days)
    try:
        plan = make_plan(
            agent or ["llm"], model or [], parse_seeds(seeds), world, agent_options(**options), out
        )
    except (ValueError, RuntimeError) as error:
        raise UsageError(str(error)) from error
    except ImportError as error:
        raise CommandError(f"an agent cannot be loaded: {error}") from error
    board = Scoreboard(plan, quiet)
    try:
        with board:
            _play(plan, workers, ray, board, max_usd_total)
    except RayError as error:
        raise CommandError(str(error)) from error
    except KeyboardInterrupt:
        hint = f"go on with: {shlex.join(['vendsim', *sys.argv[1:]])}"
        raise Interrupted(hint=hint) from None
    _report(plan, board, out, json)


def _play(
    plan: Sequence[Task], workers: int | None, ray: str | None, board: Scoreboard, max_usd: float | None
) -> None:
    """Play what is not done yet. ``ray``: the address of a cluster; empty: any; None: not on one."""
    left = []
    for task in plan:
        if is_done(task):
            board.ended(task, Outcome("done"))
        else:
            left.append(task)
    purse = None if max_usd is None else purse_of(plan, max_usd)
    if left and ray is not None:
        play_on_ray(left, ray or None, board, purse)
        return
    scripted = [task for task in left if not task.asks_model]
    models = [task for task in left if task.asks_model]
    if scripted:
        play_in_processes(scripted, workers or os.cpu_count() or 1, board)
    if models:
        play_as_coroutines(models, workers or _MODEL_RUNS, board, purse)


def _report(plan: Sequence[Task], board: Scoreboard, out: Path, json: bool) -> None:
    from vendsim.report.leaderboard import make_leaderboard
    from vendsim.report.tables import print_leaderboard

    folders = [run.folder for run in plan]
    made = make_leaderboard(folders)
    picture = draw_picture(folders, out) if made.scenarios else None
    if json:
        typer.echo(made.model_dump_json(indent=2))
    elif made.scenarios:
        print_leaderboard(made)
        typer.echo(f"Picture: {picture or 'none'}")
    failed = [name for name, outcome in board.outcomes.items() if outcome.status == "failed"]
    if failed:
        why, more = board.outcomes[failed[0]].why, len(failed) - 1
        others = f", and {more} more failed" if more else ""
        raise CommandError(
            f"{failed[0]} failed: {why}{others}; the same command goes on with what is not done"
        )
