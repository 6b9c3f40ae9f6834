"""``vendsim view``: the page on loopback, live."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from vendsim.cli.errors import CommandError, UsageError
from vendsim.extras import needs


def view(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="Run folders, or folders with runs inside.")
    ],
    port: Annotated[int, typer.Option(min=0, max=65535, help="On 127.0.0.1; 0: a free one.")] = 0,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open it in a browser.")] = True,
) -> None:
    """Look at runs in the browser, live while they go on; served on this machine only.

    Example: vendsim view runs
    """
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"{folder} is not a folder")
    try:
        from vendsim.page.server import Shown, make_app, new_token, serve
    except ImportError as error:
        raise CommandError(f"vendsim view needs {error.name}; {needs('view')}") from error
    token = new_token()

    def ready(bound: int) -> None:
        address = f"http://127.0.0.1:{bound}/{token}/"
        typer.echo(f"{address}\nEnd with Ctrl-C.")
        if open_browser:
            webbrowser.open(address)

    try:
        serve(make_app(Shown(folders), token), port, ready)
    except OSError as error:
        raise CommandError(f"cannot serve on port {port}: {error.strerror or error}") from error
