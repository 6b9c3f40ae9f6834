"""verifiers: ``vf-eval vendsim-taskset`` (docs/verifiers.md), and the same taskset for trainers.

A task is one of `vendsim.envs.short_tasks`: a day, a week, a month or the year, dealt by its seed. It is
played in the process of its tool server; score and end come to the host in the state that verifiers keeps for
both. The morning is the first message of the user.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any, cast

import verifiers.v1 as vf
from mcp.server.mcpserver import MCPServer
from mcp.types import CallToolResult, TextContent
from mcp.types import Tool as McpTool

from vendsim.bridges.wire import REMINDER, declared
from vendsim.envs.short_tasks import Length, ShortTask
from vendsim.envs.splits import Range, check_training

_SILENT = 3  # times in a row that a model stops calling tools without having called one


class BusinessState(vf.State):
    """What host and tool server tell each other."""

    output_tokens: int = 0  # of the model so far
    calls: int = 0  # carried out so far
    done: bool = False
    score: float = 0.0
    gain: float = 0.0  # dollars


class BusinessData(vf.TaskData):
    """Which task."""

    length: Length
    seed: int
    scenario: str
    allow_reserved: bool

    def opened(self) -> ShortTask:
        """The task on its first morning; for a month in the middle of a year this takes seconds."""
        return ShortTask(self.length, self.seed, self.scenario, allow_reserved=self.allow_reserved)


class BusinessTools(vf.Toolset[vf.ToolsetConfig, BusinessState]):
    """The tools of one task, from their one declaration."""

    TOOL_PREFIX = None

    async def setup_task(self, task: BusinessData) -> None:
        """Open the task."""
        self._task = await asyncio.to_thread(task.opened)
        self._billed = 0

    def register(self, mcp: MCPServer) -> None:
        """Answer for the server, which would otherwise guess schemas from Python functions."""
        server = cast(Any, mcp)
        server.list_tools, server.call_tool = self.list_tools, self._with_state(self.call_tool)

    async def list_tools(self) -> list[McpTool]:
        """The declaration, as MCP says it."""
        return declared(self._task.tools, McpTool)

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> CallToolResult:
        """Carry out a call, and say how the task stands."""
        tokens, self._billed = self.state.output_tokens - self._billed, self.state.output_tokens
        reply = self._task.call(name, arguments, tokens)
        self.state.calls += 1
        self.state.done = self._task.done
        self.state.score, self.state.gain = self._task.score, self._task.gain
        content = TextContent(type="text", text=reply.text)
        return CallToolResult(content=[content], is_error=reply.error is not None)


class BusinessTaskConfig(vf.TaskConfig):
    """Where the tool server runs."""

    tools: vf.ToolsetConfig = vf.ToolsetConfig()


class BusinessTask(vf.Task[BusinessData, BusinessState, BusinessTaskConfig]):
    """One task, rewarded with its score."""

    @classmethod
    def toolsets(cls, config: BusinessTaskConfig) -> list[vf.Toolset[Any, Any]]:
        """One tool server for each rollout."""
        return [BusinessTools(config.tools)]

    @property
    def key(self) -> str:
        """The same task has the same name, wherever it stands in a selection."""
        return f"{self.data.scenario}-{self.data.length}-{self.data.seed}"

    @vf.intercept
    async def counted(self, response: vf.Response, trace: vf.Trace) -> None:
        """Take down the output tokens, which the business pays for with the next call."""
        if response.usage is not None:
            trace.state.output_tokens += response.usage.completion_tokens

    @vf.stop
    async def over(self, trace: vf.Trace) -> bool:
        """The last day has ended, or the business has."""
        return bool(trace.state.done)

    @vf.reward
    async def share_of_best(self, trace: vf.Trace) -> float:
        """What the task gained, as a share of what the best operator would earn in these days."""
        return float(trace.state.score)

    @vf.metric
    async def gain(self, trace: vf.Trace) -> float:
        """Dollars."""
        return float(trace.state.gain)

    @vf.metric
    async def finished(self, trace: vf.Trace) -> float:
        """1 if the task was played to its end, else 0."""
        return float(trace.state.done)


class BusinessConfig(vf.TasksetConfig):
    """Which tasks there are."""

    length: Length = "week"
    """A year begins on its first day, the others in a business that is running already."""
    scenario: str = "vb2"
    """A name, or a path to a TOML file."""
    seeds: str = "train"
    """"train", "validation", "test", or a range such as "1000000:1000050"; one seed is one task."""
    allow_reserved: bool = False
    """Take seeds that are reserved for evaluation: not while training."""
    task: BusinessTaskConfig = BusinessTaskConfig()


class BusinessTaskset(vf.Taskset[BusinessTask, BusinessConfig]):
    """Tasks in the order of their seeds."""

    INFINITE = True  # for all practical purposes: nobody shuffles two thousand million seeds

    def load(self) -> Iterator[BusinessTask]:
        """Raises ValueError for a seed that is reserved for evaluation, unless that is allowed."""
        config = self.config
        chosen = Range.of(config.seeds)
        for seed in range(chosen.first, chosen.last):
            data = BusinessData(
                name=f"{config.length}-{seed}",
                length=config.length,
                seed=check_training(seed, config.allow_reserved),
                scenario=config.scenario,
                allow_reserved=config.allow_reserved,
            )
            yield BusinessTask(data, config.task)


class BusinessEnvConfig(vf.EnvConfig):
    """The one who plays: on this machine, because a model with these tools alone runs no code."""

    agent: vf.AgentConfig = vf.AgentConfig(runtime=vf.SubprocessConfig())


class BusinessEnv(vf.Env[BusinessEnvConfig]):
    """Tells the first morning, and reminds a model that stops calling tools."""

    async def run(self, task: BusinessTask, agents: vf.Agents) -> None:
        """Play one task."""
        opened = await asyncio.to_thread(task.data.opened)
        told = task.with_system_prompt(opened.system_prompt)
        async with agents.agent.interaction(told) as interaction:
            state, message, silent = interaction.trace.state, opened.observation, 0
            while silent < _SILENT and not state.done:
                calls = state.calls
                segment = await interaction.turn(message)
                if segment.terminated:
                    break
                state, message = interaction.trace.state, REMINDER
                silent = silent + 1 if state.calls == calls else 0


if __name__ == "__main__":  # how verifiers starts a tool server
    BusinessTools.run()
