"""Serving an application until somebody ends it."""

from __future__ import annotations

import socket
from collections.abc import Callable

import typer
import uvicorn
from starlette.applications import Starlette

from vendsim.cli.errors import CommandError


def listen(app: Starlette, host: str, port: int, words: Callable[[str], str]) -> None:
    """Serve until Ctrl-C or SIGTERM; ``words`` says where, on stderr. Raises CommandError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise CommandError(f"cannot listen at {host}, port {port}: {error.strerror}") from error
        listener.listen()  # before it is said where, so that whoever reads it can connect
        shown = f"[{host}]" if ":" in host else host
        typer.echo(words(f"http://{shown}:{listener.getsockname()[1]}"), err=True)
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=5)
        uvicorn.Server(config).run(sockets=[listener])
