"""``vendsim mcp``: the tools of a year as an MCP server."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from vendsim.bridges.hosting import BusyError, FolderError, Host, NoRunError
from vendsim.bridges.mcp_configurations import configuration
from vendsim.cli.errors import CommandError, UsageError
from vendsim.cli.lists import load_scenario
from vendsim.cli.run import shortened
from vendsim.cli.serve import is_local
from vendsim.extras import needs
from vendsim.runs.record import RunRecord
from vendsim.scenario import Scenario


def mcp(
    name: Annotated[
        str | None,
        typer.Option(
            "--run",
            help="The run to open or go on with; with --http: the only one.",
            show_default="a new one",
        ),
    ] = None,
    out: Annotated[Path, typer.Option(help="Where the run folders are.")] = Path("runs/mcp"),
    scenario: Annotated[str, typer.Option(help="A name or a path to a TOML file.")] = "vb2",
    seed: Annotated[int, typer.Option(min=0, help="Which world.")] = 0,
    days: Annotated[
        int | None, typer.Option(min=1, help="Play fewer days.", show_default="the scenario's")
    ] = None,
    agent: Annotated[str, typer.Option(help="How the player is listed.")] = "mcp",
    http: Annotated[
        bool, typer.Option("--http", help="Over HTTP, a run for each address /runs/NAME/mcp.")
    ] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="With --http; 0: any that is free.")] = 8701,
    host: Annotated[str, typer.Option(help="With --http: address to listen at.")] = "127.0.0.1",
    print_config: Annotated[
        str | None,
        typer.Option(
            metavar="AGENT", help="Print what to paste for claude, codex, opencode, gemini, openclaw."
        ),
    ] = None,
) -> None:
    """Let an MCP client play, such as a coding agent: over standard input and output, or --http.

    Example: vendsim mcp --run first --print-config claude
    """
    world = shortened(load_scenario(scenario), days)
    if print_config is not None:
        command = [sys.executable, "-m", "vendsim", "mcp", *_asked(name, out, scenario, seed, days, agent)]
        try:
            typer.echo(configuration(print_config, command))
        except ValueError as error:
            raise UsageError(str(error)) from None
        return
    try:
        from vendsim.bridges.mcp import make_app, opener
    except ImportError as error:
        raise CommandError(f"vendsim mcp needs the package mcp; {needs('mcp')}") from error
    runs = Host(out)
    try:
        opened = opener(runs, world, agent, seed)
    except ValueError as error:
        raise UsageError(str(error)) from None
    if http:
        from vendsim.cli.listening import listen

        only = opened if name is None else _nothing_but(name, opened)
        app = make_app(runs, only, None if is_local(host) else ["*"])
        listen(app, host, port, lambda url: f"vendsim: runs in {out} at {url}/runs/NAME/mcp")
    else:
        _over_stdio(runs, name or _fresh(out, world, seed), opened)


def _nothing_but(name: str, opened: Callable[[str], None]) -> Callable[[str], None]:
    """Opens one run alone, so that nobody rehearses in another of the same world."""

    def opened_if_it_is(wanted: str) -> None:
        if wanted != name:
            raise ValueError(f"this server has the run {name} alone, no {wanted}")
        opened(wanted)

    return opened_if_it_is


def _over_stdio(runs: Host, name: str, opened: Callable[[str], None]) -> None:
    import anyio

    from vendsim.bridges.mcp import McpRun, serve_stdio

    try:
        run = McpRun(runs, name, opened)
    except (ValueError, BusyError, FolderError, NoRunError) as error:
        raise CommandError(str(error)) from error
    typer.echo(f"vendsim: run {name} over standard input and output", err=True)
    try:
        anyio.run(serve_stdio, run)
    finally:
        runs.close_all()
        typer.echo(f"vendsim: {standing(runs.record(name), runs.root / name)}", err=True)


def standing(record: RunRecord, path: Path) -> str:
    """How a run stands, and what is not known of it."""
    result = record.result
    how = f"${result.final_balance:,.2f} on day {result.days} of {record.days}" if result else record.status
    known = record.harness is not None and record.harness.tokens_reported
    tokens = "" if known else "; the client reported no tokens, so that only its calls were billed"
    return f"{path}: {record.status}, {how}{tokens}"


def _fresh(out: Path, world: Scenario, seed: int) -> str:
    number, name = 1, f"{world.name}-seed{seed}"
    while (out / name).exists():
        number += 1
        name = f"{world.name}-seed{seed}-{number}"
    return name


def _asked(name: str | None, out: Path, scenario: str, seed: int, days: int | None, agent: str) -> list[str]:
    """The options again, with whole paths: the agent starts the server wherever it is."""
    world = str(Path(scenario).resolve()) if scenario.endswith(".toml") else scenario
    asked = ["--out", str(out.resolve()), "--scenario", world, "--seed", str(seed), "--agent", agent]
    return [*asked, *(["--days", str(days)] if days else []), *(["--run", name] if name else [])]
