"""``vendsim serve``: the tools of a year over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vendsim.cli.errors import CommandError
from vendsim.extras import needs
from vendsim.scenario import Scenario, list_scenarios


def serve(
    out: Annotated[Path, typer.Option(help="Where the run folders are.")] = Path("runs/served"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free.")] = 8700,
    host: Annotated[str, typer.Option(help="Address to listen at; others than this machine's need care.")] = (
        "127.0.0.1"
    ),
) -> None:
    """Let any program play over HTTP: sessions, calls and results as plain JSON.

    Example: vendsim serve --port 8700
    """
    try:
        from vendsim.bridges.hosting import Host
        from vendsim.bridges.http import make_app
        from vendsim.cli.listening import listen
    except ImportError as error:
        raise CommandError(f"vendsim serve needs {error.name}; {needs('serve')}") from error
    app = make_app(Host(out), built_in, None if is_local(host) else ["*"])
    listen(app, host, port, lambda url: f"vendsim: serving {out} at {url}, described at {url}/docs")


def built_in(name: str) -> Scenario:
    """A scenario by its name; a path would let others read files here. Raises ValueError."""
    if name not in list_scenarios():
        raise ValueError(f'there is no scenario "{name}"; there are {", ".join(list_scenarios())}')
    return Scenario.load(name)


def is_local(host: str) -> bool:
    """Whether only this machine can reach the address."""
    return host in ("127.0.0.1", "localhost", "::1")
