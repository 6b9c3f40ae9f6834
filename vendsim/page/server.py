"""The page served on loopback, live while runs go on. Extra ``view``."""

from __future__ import annotations

import asyncio
import hmac
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route

from vendsim.page.html import page_html, policy_of_server
from vendsim.page.listing import find_folders, listed
from vendsim.page.model import run_id, run_model
from vendsim.page.pins import RULES
from vendsim.page.words import MARKS

HOSTS = ("127.0.0.1", "localhost")
POLL_SECONDS = 1.0
_IDLE_SHARE = 10  # a page that is looked at waits this many times as long as making it anew took
_APPENDED = ("run.json", "events.jsonl", "messages.jsonl")


def new_token() -> str:
    """What stands in the address, so that no other page can guess it."""
    return secrets.token_urlsafe(24)


class Shown:
    """The run folders below some paths, looked for again whenever somebody asks."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._models: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {}
        self._rest: dict[str, float] = {}  # until when a run is left alone, so that looking costs runs little

    def folders(self) -> dict[str, Path]:
        """Run folders by their id."""
        return {run_id(folder): folder for folder in find_folders(self._paths)}

    def rows(self) -> list[dict[str, Any]]:
        """The list of runs."""
        return listed(self.folders().values())

    def model(self, name: str) -> dict[str, Any] | None:
        """The model of a run, made anew when its folder has grown; None: there is no such run."""
        folder = self.folders().get(name)
        if folder is None:
            return None
        state = stamp(folder)
        if name not in self._models or self._models[name][0] != state:
            began = time.monotonic()
            self._models[name] = (state, run_model(folder))
            self._rest[name] = time.monotonic() + _IDLE_SHARE * (time.monotonic() - began)
        return self._models[name][1]

    def rests(self, name: str) -> bool:
        """Whether a run was made anew so lately that it is not yet time to do it again."""
        return time.monotonic() < self._rest.get(name, 0.0)


def stamp(folder: Path) -> tuple[Any, ...]:
    """Changes when a folder has grown."""
    files = [folder / name for name in _APPENDED]
    return tuple((f.stat().st_size, f.stat().st_mtime_ns) if f.exists() else None for f in files)


def make_app(shown: Shown, token: str, extra: Sequence[BaseRoute] = (), play: bool = False) -> Starlette:
    """The application; everything lives below ``/TOKEN/``, and any other address is not found."""
    base = f"/{token}/"

    async def page(_: Request) -> Response:
        model = {"served": {"base": base, "play": play}, "rules": RULES, "marks": MARKS}
        return HTMLResponse(page_html(model), headers=_headers())

    async def runs(_: Request) -> Response:
        return JSONResponse(await asyncio.to_thread(shown.rows), headers=_headers())

    async def run(request: Request) -> Response:
        try:
            model = await asyncio.to_thread(shown.model, request.path_params["name"])
        except ValueError as error:
            return PlainTextResponse(str(error), 500, headers=_headers())
        if model is None:
            return PlainTextResponse("there is no such run", 404, headers=_headers())
        return Response(json.dumps(model), media_type="application/json", headers=_headers())

    async def changes(_: Request) -> Response:
        return StreamingResponse(_changes(shown), media_type="text/event-stream", headers=_headers())

    inner = [Route("/", page), Route("/runs", runs), Route("/run/{name}", run), Route("/changes", changes)]
    app = Starlette(
        routes=[Mount("/{token}", routes=[*(inner if not play else inner[:1]), *extra])],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(HOSTS))],
    )
    return _Guarded(app, token)  # type: ignore[return-value]


class _Guarded:
    """Lets through what has the token in its address, compared in constant time."""

    def __init__(self, app: Starlette, token: str) -> None:
        self._app, self._token = app, token

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        given = str(scope.get("path", "")).split("/")[1:2] if scope["type"] == "http" else [self._token]
        if hmac.compare_digest("".join(given).encode(), self._token.encode()):
            await self._app(scope, receive, send)
        else:
            await PlainTextResponse("not found", 404)(scope, receive, send)


def _headers() -> dict[str, str]:
    return {
        "Content-Security-Policy": policy_of_server(),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }


async def _changes(shown: Shown) -> AsyncIterator[str]:
    """Server-sent events: the list of runs and which of them have grown."""
    before: dict[str, Any] | None = None
    while True:
        folders = await asyncio.to_thread(shown.folders)
        now = {name: stamp(folder) for name, folder in folders.items()}
        if before is None:
            before = now
        changed = [n for n, state in now.items() if before.get(n) != state and not shown.rests(n)]
        if changed:
            rows = await asyncio.to_thread(shown.rows)
            yield f"data: {json.dumps({'rows': rows, 'changed': changed})}\n\n"
        else:
            yield ": still here\n\n"
        before = {**before, **{name: now[name] for name in changed}}
        await asyncio.sleep(POLL_SECONDS)


def serve(app: Any, port: int, ready: Callable[[int], None]) -> None:
    """Serve on loopback until interrupted; ``ready`` is told the port. Port 0: a free one.

    Raises OSError if the port cannot be had.
    """
    import socket

    import uvicorn

    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    listening.listen()
    ready(listening.getsockname()[1])
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=1)
    uvicorn.Server(config).run(sockets=[listening])
