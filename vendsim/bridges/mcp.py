"""``vendsim mcp``: the tools of a year as an MCP server, over stdio or streamable HTTP.

A run is named by the address (``/runs/NAME/mcp``), because newer clients (protocol 2026-07-28) keep no
sessions; older ones are served by the same application. What an agent is told before its first day comes as
the server's instructions, as a prompt and as a resource; the mornings come with the replies. Whatever goes
wrong reaches the model as the text of a result, because clients keep errors of the protocol to themselves.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import anyio
import mcp_types as types
from anyio.abc import TaskStatus
from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import JSONResponse
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from vendsim.agent import AgentOptions
from vendsim.bridges.hosting import BusyError, FolderError, Host, NoRunError
from vendsim.bridges.http import LOOPBACK
from vendsim.bridges.wire import declared
from vendsim.runs.outside import OutsideRun
from vendsim.runs.record import Harness
from vendsim.scenario import Scenario
from vendsim.version import __version__

TOKENS = "vendsim/output_tokens"  # in the _meta of a call: output tokens since the call before
PROMPT = "business"
PROMPT_URI, MORNING_URI = "vendsim://prompt", "vendsim://morning"
BEGIN = (
    "Everything happens through the tools of this server. A reply that ends a day tells the next morning;"
    " go on until a reply says that the run has ended."
)
_TOLD = (BusyError, NoRunError, FolderError, ValueError)  # with a sentence for whoever plays


class McpRun:
    """One run of a host, as an MCP server.

    Args:
        host: where the run is, or will be.
        name: of the run.
        opened: opens it if there is none of the name; raises ValueError, BusyError or FolderError.
    """

    def __init__(self, host: Host, name: str, opened: Callable[[str], None]) -> None:
        self._host, self._name = host, name
        if name not in host.names():
            opened(name)
        ended = host.record(name).status == "done"
        self._tools: list[dict[str, Any]] = []
        if not ended:
            with host.at(name) as run:
                self._tools = run.desk.tools
        self.server: Server[Any] = Server(
            "vendsim",
            version=__version__,
            instructions=_ENDED.format(name=name) if ended else self._opening(),
            on_list_tools=self._list_tools,
            on_call_tool=self._call,
            on_list_prompts=self._list_prompts,
            on_get_prompt=self._get_prompt,
            on_list_resources=self._list_resources,
            on_read_resource=self._read_resource,
        )

    async def _list_tools(self, context: Any, _: Any) -> types.ListToolsResult:
        """The tools as they were at the opening: they stay the same, and a call may be under way just now."""
        ended = await anyio.to_thread.run_sync(lambda: self._ended)
        return types.ListToolsResult(tools=[] if ended else declared(self._tools, types.Tool))

    async def _call(self, context: Any, call: types.CallToolRequestParams) -> types.CallToolResult:
        client = context.session.client_params
        tokens = (context.meta or {}).get(TOKENS)
        caller = client.client_info.name if client else None
        text, failed = await anyio.to_thread.run_sync(
            self._carry_out, call.name, call.arguments or {}, tokens, caller
        )
        return types.CallToolResult(content=[types.TextContent(type="text", text=text)], is_error=failed)

    def _carry_out(
        self, tool: str, arguments: dict[str, Any], tokens: Any, caller: str | None
    ) -> tuple[str, bool]:
        """The text of a result, and whether the call failed."""
        if self._ended:
            return _ENDED.format(name=self._name), True
        try:
            with self._host.at(self._name) as run:
                self._note_client(run, caller, tokens)
                with run.turn() as desk:
                    if _is_count(tokens):
                        desk.bill_tokens(tokens)
                    reply = desk.call(tool, arguments)
                ended = f"\n\n{_ENDED.format(name=self._name)}" if desk.done else ""
                return f"{reply.text}{ended}", reply.error is not None
        except _TOLD as error:
            return str(error), True

    def _note_client(self, run: OutsideRun, caller: str | None, tokens: Any) -> None:
        harness = run.record.harness
        if harness is not None:
            known = harness.model_copy(
                update={
                    "client": harness.client or caller,
                    "tokens_reported": harness.tokens_reported or _is_count(tokens),
                }
            )
            run.set_harness(known)

    @property
    def _ended(self) -> bool:
        return self._host.record(self._name).status == "done"

    async def _list_prompts(self, context: Any, _: Any) -> types.ListPromptsResult:
        about = "What the business is, and the current morning: how to begin or go on."
        return types.ListPromptsResult(prompts=[types.Prompt(name=PROMPT, description=about)])

    async def _get_prompt(self, context: Any, asked: types.GetPromptRequestParams) -> types.GetPromptResult:
        if asked.name != PROMPT:
            raise ValueError(f'there is no prompt "{asked.name}"; there is {PROMPT}')
        text = await anyio.to_thread.run_sync(self._opening)
        message = types.PromptMessage(role="user", content=types.TextContent(type="text", text=text))
        return types.GetPromptResult(messages=[message])

    async def _list_resources(self, context: Any, _: Any) -> types.ListResourcesResult:
        named = {PROMPT_URI: "system prompt", MORNING_URI: "the current morning"}
        resources = [
            types.Resource(uri=uri, name=name, mime_type="text/plain") for uri, name in named.items()
        ]
        return types.ListResourcesResult(resources=resources)

    async def _read_resource(
        self, context: Any, asked: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        def text() -> str:
            with self._host.at(self._name) as run:
                return run.desk.system_prompt if uri == PROMPT_URI else run.desk.observation

        uri = str(asked.uri)
        if uri not in (PROMPT_URI, MORNING_URI):
            raise ValueError(f'there is no resource "{uri}"; there are {PROMPT_URI} and {MORNING_URI}')
        contents = types.TextResourceContents(uri=uri, text=await anyio.to_thread.run_sync(text))
        return types.ReadResourceResult(contents=[contents])

    def _opening(self) -> str:
        if self._ended:
            return _ENDED.format(name=self._name)
        with self._host.at(self._name) as run:
            return f"{run.desk.system_prompt}\n\n{BEGIN}\n\n{run.desk.observation}"


_ENDED = "The run {name} has ended; nothing more can be done in it. Stop here."


def opener(host: Host, scenario: Scenario, agent: str, seed: int) -> Callable[[str], None]:
    """Opens runs that are not there yet. Raises ValueError for a scenario that cannot be played like that."""
    if scenario.sub_agent is not None:
        raise ValueError(f"{scenario.name} has a sub-agent, which an MCP client cannot play; choose another")

    def opened(name: str) -> None:
        host.create(name, scenario, agent, AgentOptions(seed=seed), Harness(kind="mcp"))

    return opened


async def serve_stdio(run: McpRun) -> None:
    """Serve one run on standard input and output, until the client leaves."""
    async with stdio_server() as (read, write):
        await run.server.run(read, write, run.server.create_initialization_options())


def make_app(host: Host, opened: Callable[[str], None], hosts: list[str] | None = None) -> Starlette:
    """The application with one address per run: /runs/NAME/mcp.

    Args:
        host: the runs.
        opened: as in `McpRun`.
        hosts: names under which the server may be addressed; None: those of this machine alone.
    """
    runs = _Runs(host, opened)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with runs.open():
            yield
        host.close_all()

    return Starlette(
        routes=[Mount("/runs/{name}/mcp", app=runs)],
        # A page in a browser must not reach a server on this machine under a name of its own.
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=hosts or LOOPBACK)],
        lifespan=lifespan,
    )


class _Runs:
    """The session managers of all runs, each begun when its address is first asked."""

    def __init__(self, host: Host, opened: Callable[[str], None]) -> None:
        self._host, self._opened = host, opened
        self._managers: dict[str, StreamableHTTPSessionManager] = {}
        self._lock = anyio.Lock()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        async with anyio.create_task_group() as self._group:
            yield
            self._group.cancel_scope.cancel()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = scope["path_params"]["name"]
        try:
            async with self._lock:
                manager = self._managers.get(name) or await self._begin(name)
        except _TOLD as error:
            await JSONResponse({"error": str(error)}, 409)(scope, receive, send)
            return
        await manager.handle_request(scope, receive, send)

    async def _begin(self, name: str) -> StreamableHTTPSessionManager:
        run = await anyio.to_thread.run_sync(McpRun, self._host, name, self._opened)
        manager = StreamableHTTPSessionManager(run.server, json_response=True, stateless=True)
        await self._group.start(self._keep, manager)
        self._managers[name] = manager
        return manager

    async def _keep(
        self,
        manager: StreamableHTTPSessionManager,
        *,
        task_status: TaskStatus[None] = anyio.TASK_STATUS_IGNORED,
    ) -> None:
        async with manager.run():
            task_status.started()
            await anyio.sleep_forever()


def _is_count(tokens: Any) -> bool:
    return type(tokens) is int and 0 < tokens <= 10**9
