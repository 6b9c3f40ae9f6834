"""``vendsim play``: a person runs the business."""

from __future__ import annotations

import shlex
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from vendsim.agent import Agent, AgentOptions
from vendsim.cli.errors import CommandError, UsageError
from vendsim.cli.interrupts import terminable
from vendsim.cli.lists import load_scenario
from vendsim.cli.result import draw_result, print_result
from vendsim.cli.run import new_run, resumed_run, shortened
from vendsim.episode import Episode
from vendsim.extras import needs
from vendsim.runs import RunFolder, read_record
from vendsim.runs import play as play_run


def play(
    scenario: Annotated[str, typer.Option(help="A name or a path to a TOML file.")] = "month",
    seed: Annotated[int, typer.Option(min=0, help="Which world.")] = 0,
    days: Annotated[int | None, typer.Option(min=1, help="Play fewer days.")] = None,
    out: Annotated[Path | None, typer.Option(help="The run folder, new or empty.")] = None,
    resume: Annotated[Path | None, typer.Option(metavar="DIR", help="Go on where you stopped.")] = None,
    terminal: Annotated[
        bool, typer.Option("--terminal", help="In the terminal instead of a browser.")
    ] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="On 127.0.0.1; 0: a free one.")] = 0,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open it in a browser.")] = True,
) -> None:
    """Run the business yourself, with the same tools, clock and texts as a model.

    Example: vendsim play --seed 3
    """
    if resume is not None:
        run = resumed_run(resume, {})
    else:
        world = shortened(load_scenario(scenario), days)
        run = new_run("human", world, out, AgentOptions(seed=seed))
    folder = run[2]
    if terminal:
        with terminable():
            play_run(*run)
    else:
        _serve(run, port, open_browser)
    record = read_record(folder.path)
    if record.status == "done":
        print_result(folder.path, record, draw_result(folder.path), json=False)
    else:
        typer.echo(f"Go on with: vendsim play --resume {shlex.quote(str(folder.path))}")


def _serve(run: tuple[Episode, Agent, RunFolder], port: int, open_browser: bool) -> None:
    try:
        from vendsim.page.seat import Seat
        from vendsim.page.server import Shown, make_app, new_token, serve
    except ImportError as error:
        raise CommandError(
            f"the page needs {error.name}; play with --terminal, or {needs('view')}"
        ) from error
    seat, token = Seat(*run), new_token()
    seat.start()

    def ready(bound: int) -> None:
        address = f"http://127.0.0.1:{bound}/{token}/"
        typer.echo(f"{address}\nCtrl-C stops for now.")
        if open_browser:
            webbrowser.open(address)

    try:
        serve(make_app(Shown([]), token, seat.routes(), play=True), port, ready)
    except KeyboardInterrupt:
        pass
    except OSError as error:
        raise UsageError(f"cannot serve on port {port}: {error.strerror or error}") from error
    finally:
        seat.stop()
