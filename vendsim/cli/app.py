"""The commands together, and what happens when one ends badly."""

from __future__ import annotations

import logging
import sys
from typing import Annotated

import typer

from vendsim.cli import (
    bench,
    check,
    entry,
    export,
    leaderboard,
    lists,
    mcp,
    play,
    plot,
    replay,
    report,
    run,
    serve,
    transcript,
    view,
)
from vendsim.cli.errors import CommandError
from vendsim.cli.interrupts import Interrupted, terminable
from vendsim.cli.streams import speak_anywhere
from vendsim.runs.secrets import describe_crash
from vendsim.version import __version__

app = typer.Typer(
    help="A year of business with one vending machine, for agents of every kind.\n\nBegin with: vendsim run",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)
app.command()(run.run)
app.command()(bench.bench)
app.command()(check.check)
app.command()(leaderboard.leaderboard)
app.command()(plot.plot)
app.command()(report.report)
app.command()(view.view)
app.command()(play.play)
app.command()(replay.replay)
app.command()(transcript.transcript)
app.command()(entry.pack)
app.command()(entry.verify)
app.add_typer(export.app, name="export")
app.command()(serve.serve)
app.command()(mcp.mcp)
app.command()(lists.prompt)
app.command()(lists.tools)
app.command()(lists.agents)
app.command()(lists.scenarios)

_CTRL_C = 130
_OPTIONAL_VALUES = ("--ray",)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"vendsim {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool,
        typer.Option("--version", "-V", callback=_print_version, is_eager=True, help="Print the version."),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the whole traceback of an error, in every command.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line and exit: 0 done, 1 failed, 2 bad usage, 130 interrupted, 143 terminated."""
    arguments = sys.argv[1:] or ["--help"]
    debug = "--debug" in arguments  # anywhere, because people add it to the end of the line that failed
    arguments = _completed([argument for argument in arguments if argument != "--debug"])
    speak_anywhere()
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # where its cache is, is of no interest here
    try:
        with terminable():
            code = app(args=arguments, prog_name="vendsim", standalone_mode=False)
            if code == _CTRL_C:  # typer's way to say so
                raise Interrupted
    except Exception as error:
        if debug and not isinstance(error, Interrupted):
            raise
        typer.echo(f"vendsim: {_message(error)}", err=True)
        sys.exit(getattr(error, "exit_code", 1))
    sys.exit(code or 0)


def _completed(arguments: list[str]) -> list[str]:
    """The arguments, with an empty value for an option that may stand without one: typer cannot do that."""
    following = [*arguments[1:], "-"]
    return [
        f"{argument}=" if argument in _OPTIONAL_VALUES and after.startswith("-") else argument
        for argument, after in zip(arguments, following, strict=True)
    ]


def _message(error: Exception) -> str:
    """One line. Errors of the option parser carry their text in ``format_message``."""
    if isinstance(error, CommandError):
        return str(error)
    if isinstance(error, typer.Abort):
        return "interrupted"
    if hasattr(error, "format_message"):
        return " ".join(error.format_message().split())
    return f"this is a fault of vendsim: {describe_crash(error)}; --debug shows the whole traceback"
