"""A person at the page: the run plays in a thread of its own and waits there for what they do."""

from __future__ import annotations

import asyncio
import json
import queue
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from vendsim.agent import Agent, Reply, StopRun
from vendsim.episode import Episode
from vendsim.runs import RunFolder, play
from vendsim.runs.disk import on_disk, replace

_SECONDS = 120  # that a call may take
DRAFT_FILE = "draft.json"  # of a run folder: what a person has begun to write, by tool and field
_LONGEST_DRAFT = 100_000  # characters of all of it


class Seat:
    """Where the page asks and the run answers."""

    def __init__(self, episode: Episode, agent: Agent, folder: RunFolder) -> None:
        self._episode, self._agent, self._folder = episode, agent, folder
        agent.asked = self  # type: ignore[attr-defined]
        self._calls: queue.Queue[tuple[str, Mapping[str, Any]] | None] = queue.Queue()
        self._waits = threading.Event()
        self._lock = threading.Lock()
        self._told: list[dict[str, Any]] = []
        self._asked: Mapping[str, Any] = {}  # of the call that is being made
        self._prompt = ""
        self._tools: list[dict[str, Any]] = []
        self._error: str | None = None
        self._drafts = _read_drafts(folder.path / DRAFT_FILE)
        self._thread = threading.Thread(target=self._play, daemon=True)

    def start(self) -> None:
        """Begin, or go on, and come to the first decision."""
        self._thread.start()
        self._waits.wait(_SECONDS)

    def stop(self) -> None:
        """Stop for now, resumably."""
        if self._thread.is_alive():
            self._calls.put(None)
            self._thread.join(10)

    def _play(self) -> None:
        try:
            play(self._episode, self._agent, self._folder)
        except Exception as error:
            self._error = f"{type(error).__name__}: {error}"
        self._waits.set()

    def introduce(self, prompt: str) -> None:
        """What a model is told before its first day."""
        self._prompt = prompt

    def begin(self, text: str) -> None:
        """A morning, or a task of the sub-agent."""
        self._told.append({"name": None, "text": text, "error": None})

    def show(self, name: str, reply: Reply) -> None:
        """What came of a call."""
        self._told.append({"name": name, "asked": self._asked, "text": reply.text, "error": reply.error})
        self._asked = {}

    def next_call(self, tools: list[dict[str, Any]]) -> tuple[str, Mapping[str, Any]]:
        """Wait for the page."""
        self._tools = tools
        self._waits.set()
        call = self._calls.get()
        if call is None:
            raise StopRun("you stopped for now")
        self._asked = call[1]
        return call

    def state(self, since: int = 0) -> dict[str, Any]:
        """What a model would know: the texts it was told, and its tools."""
        episode = self._episode
        return {
            "day": episode.day,
            "days": episode.scenario.days,
            "time": episode.time,
            "done": episode.done,
            "prompt": self._prompt,
            "tools": [tool["function"] for tool in self._tools],
            "told": self._told[since:],
            "count": len(self._told),
            "folder": str(self._folder.path),
            "error": self._error,
            "drafts": self._drafts,
        }

    def keep_draft(self, tool: str, fields: Mapping[str, Any]) -> None:
        """Keep what a person has begun to write, across restarts; no fields: it is done with."""
        drafts = {**self._drafts, tool: dict(fields)}
        if not fields:
            del drafts[tool]
        text = json.dumps(drafts, ensure_ascii=False)
        if len(text) > _LONGEST_DRAFT:
            return
        self._drafts = drafts
        with on_disk(self._folder.path):
            replace(self._folder.path / DRAFT_FILE, text)

    def act(self, name: str, arguments: Mapping[str, Any]) -> None:
        """Make one call and wait until the run waits again."""
        with self._lock:
            if not self._thread.is_alive():
                return
            self._waits.clear()
            self._calls.put((name, arguments))
            self._waits.wait(_SECONDS)

    def routes(self) -> list[Route]:
        """What the page asks for."""

        async def show(request: Request) -> Response:
            return JSONResponse(self.state(int(request.query_params.get("since", "0"))))

        async def act(request: Request) -> Response:
            if not request.headers.get("content-type", "").startswith("application/json"):
                return JSONResponse({"error": "a call is JSON"}, 415)
            call = await request.json()
            if not isinstance(call, dict) or not isinstance(call.get("arguments"), dict):
                return JSONResponse({"error": "a call has a name and arguments"}, 400)
            since = len(self._told)
            await asyncio.to_thread(self.act, str(call.get("name")), call["arguments"])
            return JSONResponse(self.state(since))

        async def draft(request: Request) -> Response:
            told = await request.json()
            if not isinstance(told, dict) or not isinstance(told.get("arguments"), dict):
                return JSONResponse({"error": "a draft has a name and arguments"}, 400)
            self.keep_draft(str(told.get("name")), told["arguments"])
            return JSONResponse({})

        return [
            Route("/seat", show),
            Route("/act", act, methods=["POST"]),
            Route("/draft", draft, methods=["POST"]),
        ]


def _read_drafts(file: Path) -> dict[str, Any]:
    try:
        drafts = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return drafts if isinstance(drafts, dict) else {}
