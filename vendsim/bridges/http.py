"""``vendsim serve``: the tools of a year as plain JSON over HTTP, one session a run folder.

    POST /sessions                     open a run, or go on with one
    POST /sessions/NAME/calls          one tool call
    GET  /sessions/NAME/result         how it went, once it is over

The whole description is at /openapi.json, and to read at /docs.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from vendsim.agent import AgentOptions
from vendsim.bridges.hosting import BusyError, Host, NoRunError
from vendsim.bridges.openapi import description, page
from vendsim.bridges.wire import WireCall, act, answer, opening, read_call
from vendsim.runs.calls import read_calls
from vendsim.runs.disk import FolderError
from vendsim.runs.record import Harness
from vendsim.scenario import Scenario

LOOPBACK = ["127.0.0.1", "localhost", "[::1]", "testserver"]
_LONGEST = 1_000_000  # bytes of a request


class NewSession(BaseModel):
    """What a session is to be. With the name of a run that is there, it goes on, and nothing else is sent."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(default=None, description="Of the run folder; left out, one is made up.")
    scenario: str | None = Field(default=None, description='A built-in scenario; "vb2" if left out.')
    seed: int | None = Field(default=None, ge=0, description="Which world; 0 if left out.")
    days: int | None = Field(default=None, ge=1, description="Play fewer days.")
    agent: str | None = Field(default=None, max_length=100, description="How the player is listed.")
    model: str | None = Field(default=None, max_length=200, description="The model it says it uses.")


class NumberedCall(WireCall):
    """A tool call."""

    number: int | None = Field(
        default=None,
        ge=1,
        description="Which call of the run this is, from 1. A call that was carried out already is answered "
        "again instead of being carried out twice, as after a lost connection.",
    )


def make_app(host: Host, scenarios: Callable[[str], Scenario], hosts: list[str] | None = None) -> Starlette:
    """The application.

    Args:
        host: the runs.
        scenarios: finds a scenario by name, or raises ValueError.
        hosts: names under which the server may be addressed; None: those of this machine alone.
    """
    sessions = _Sessions(host, scenarios)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        host.close_all()

    document = description(NewSession, NumberedCall)
    return Starlette(
        routes=[
            Route("/", lambda request: RedirectResponse("/docs")),
            Route("/docs", lambda request: HTMLResponse(page(document))),
            Route("/openapi.json", lambda request: JSONResponse(document)),
            Route("/sessions", _answering(sessions.list), methods=["GET"]),
            Route("/sessions", _answering(sessions.open), methods=["POST"]),
            Route("/sessions/{name}", _answering(sessions.show), methods=["GET"]),
            Route("/sessions/{name}", _answering(sessions.close), methods=["DELETE"]),
            Route("/sessions/{name}/calls", _answering(sessions.call), methods=["POST"]),
            Route("/sessions/{name}/result", _answering(sessions.result), methods=["GET"]),
        ],
        # A page in a browser must not reach a server on this machine under a name of its own.
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=hosts or LOOPBACK)],
        lifespan=lifespan,
    )


class _Refusal(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


Body = dict[str, Any]


class _Sessions:
    """What the addresses do; each takes the name in the address and what was sent, and gives JSON."""

    def __init__(self, host: Host, scenarios: Callable[[str], Scenario]) -> None:
        self._host = host
        self._scenarios = scenarios

    def list(self, name: str, body: Body) -> Any:
        """All runs of the server."""
        return {"sessions": [self._standing(known) for known in self._host.names()]}

    def open(self, name: str, body: Body) -> Any:
        """Open a run, or go on with one."""
        try:
            wanted = NewSession.model_validate(body)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise _Refusal(422, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
        if wanted.name in self._host.names():
            if superfluous := wanted.model_fields_set - {"name"}:
                raise _Refusal(
                    409,
                    f"there is a run {wanted.name} already, with its own {', '.join(sorted(superfluous))}; "
                    "choose another name, or send the name alone to go on with it",
                )
        else:
            wanted = wanted.model_copy(update={"name": self._create(wanted)})
        assert wanted.name is not None
        return self.show(wanted.name, {})

    def show(self, name: str, body: Body) -> Any:
        """All that a player needs to begin or go on."""
        if self._host.record(name).status == "done":
            return self._standing(name)
        with self._host.at(name) as run:
            made = run.calls
            return {"session": name, "calls": made, **opening(run.desk)}

    def call(self, name: str, body: Body) -> Any:
        """Carry out one call."""
        try:
            call = read_call(body, NumberedCall)
        except ValueError as error:
            raise _Refusal(422, str(error)) from None
        assert isinstance(call, NumberedCall)
        record = self._host.record(name)
        if record.status == "done":
            if call.number and (told := self._told(name, call.number)):
                return told
            raise _Refusal(410, f"run {name} has ended; its result is at /sessions/{name}/result")
        with self._host.at(name) as run:
            made = run.calls
            if call.number and call.number <= made and (told := self._told(name, call.number)):
                return told
            if call.number and call.number > made + 1:
                raise _Refusal(409, f"call {call.number} is not the next of run {name}, which is {made + 1}")
            if call.output_tokens and run.record.harness and not run.record.harness.tokens_reported:
                run.set_harness(run.record.harness.model_copy(update={"tokens_reported": True}))
            try:
                with run.turn() as desk:
                    reply = answer(desk, act(desk, call))
            except ValueError as error:
                raise _Refusal(409, str(error)) from None
            return {"number": made + 1, **reply}

    def result(self, name: str, body: Body) -> Any:
        """How a run that is over went."""
        record = self._host.record(name)
        if record.status != "done" or record.result is None:
            raise _Refusal(409, f"run {name} is not over; its result is told at its end")
        return record.result.model_dump(mode="json")

    def close(self, name: str, body: Body) -> Any:
        """Let go of a run, which can be gone on with."""
        self._host.close(name)
        return self._standing(name)

    def _create(self, wanted: NewSession) -> str:
        try:
            scenario = self._scenarios(wanted.scenario or "vb2")
        except ValueError as error:
            raise _Refusal(422, str(error)) from None
        if wanted.days is not None:
            if wanted.days > scenario.days:
                raise _Refusal(422, f"days {wanted.days} is more than the {scenario.days} of {scenario.name}")
            scenario = scenario.model_copy(update={"days": wanted.days})
        options = AgentOptions(seed=wanted.seed or 0, model=wanted.model)
        harness = Harness(kind="http", client=wanted.agent)
        return self._host.create(wanted.name, scenario, wanted.agent or "http", options, harness)

    def _standing(self, name: str) -> Any:
        record = self._host.record(name)
        facts = {
            "scenario": record.scenario,
            "seed": record.seed,
            "days": record.days,
            "status": record.status,
        }
        return {"session": name, **facts, "done": record.status == "done"}

    def _told(self, name: str, number: int) -> Any:
        """The answer to a call that was carried out before."""
        for made, call in enumerate(read_calls(self._host.root / name), start=1):
            if made == number:
                return {"number": number, "text": call.reply, "error": call.error, "repeated": True}
        return None


def _answering(act: Callable[[str, Body], Any]) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint: JSON in, JSON out, and every refusal as {"error": one sentence}."""

    async def endpoint(request: Request) -> Response:
        try:
            body = await _body(request) if request.method == "POST" else {}
            found = await run_in_threadpool(act, request.path_params.get("name", ""), body)
        except _Refusal as refusal:
            return JSONResponse({"error": str(refusal)}, refusal.status)
        except NoRunError as error:
            return JSONResponse({"error": str(error)}, 404)
        except (BusyError, FolderError) as error:
            return JSONResponse({"error": str(error)}, 409)
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 422)
        return JSONResponse(found)

    return endpoint


async def _body(request: Request) -> Body:
    content = b""
    async for chunk in request.stream():
        content += chunk
        if len(content) > _LONGEST:
            raise _Refusal(413, f"a request has at most {_LONGEST:,} bytes")
    try:
        body = json.loads(content) if content.strip() else {}
    except (ValueError, RecursionError):
        raise _Refusal(400, "the body is not JSON") from None
    if not isinstance(body, dict):
        raise _Refusal(400, "the body must be a JSON object")
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json" and content:
        raise _Refusal(415, "send Content-Type: application/json")
    return body
