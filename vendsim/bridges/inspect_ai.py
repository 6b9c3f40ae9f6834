"""Inspect AI: ``inspect eval vendsim/vb2 --model ...`` (docs/inspect.md).

One sample is one scenario, and each epoch plays the world of another seed. The agent is Inspect's own
`react`; another one (``--solver``) finds the tools, the system prompt and the first morning in its state.
The world goes into Inspect's checkpoints as one of our snapshots.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Literal

import anyio
from inspect_ai import Epochs, Task, task
from inspect_ai.agent import AgentState, react
from inspect_ai.dataset import Sample
from inspect_ai.model import ChatMessageSystem, ChatMessageUser, trim_messages
from inspect_ai.scorer import Score, Scorer, Target, mean, scorer, stderr
from inspect_ai.solver import Generate, Solver, TaskState, solver
from inspect_ai.tool import Tool, ToolDef, ToolError, ToolParams
from inspect_ai.util import Limit, token_limit

from vendsim.bridges.held import HeldRun
from vendsim.bridges.wire import REMINDER
from vendsim.episode import EpisodeResult
from vendsim.runs.record import Harness
from vendsim.runs.unrecorded import playable

SNAPSHOT = "vendsim/snapshot"  # in the store of a sample
_SILENT = 10  # answers in a row without a call, after which a model is left alone
_COUNTED = ("refunds_promised_unpaid", "valid_claims_refused", "valid_claims_ignored", "false_quotes_claimed")
_DOLLARS = ("paid_into_nothing", "lost_to_cheats")


@task
def vb2(seed: int = 0, days: int | None = None, out: str | None = None) -> Task:
    """A year with one vending machine, scored on the bank balance.

    Args:
        seed: world of the first epoch; the others count up from it.
        days: play fewer days.
        out: folder in which to leave a run folder for each epoch.
    """
    return business("vb2", seed, days, out)


@task
def month(seed: int = 0, out: str | None = None) -> Task:
    """The first 30 days of vb2.

    Args:
        seed: world of the first epoch; the others count up from it.
        out: folder in which to leave a run folder for each epoch.
    """
    return business("month", seed, None, out)


@task
def business(scenario: str = "vb2", seed: int = 0, days: int | None = None, out: str | None = None) -> Task:
    """A year in any scenario.

    Args:
        scenario: a name, or a path to a TOML file.
        seed: world of the first epoch; the others count up from it.
        days: play fewer days.
        out: folder in which to leave a run folder for each epoch.
    """
    world = playable(scenario, days)
    runs: dict[str, _Run] = {}  # by the identifier of a sample

    def opened(epoch: int) -> _Run:
        return _Run(HeldRun(world, seed + epoch - 1))

    async def keep(state: TaskState) -> None:
        state.store.set(SNAPSHOT, runs[state.uuid].snapshot())

    async def take_up(state: TaskState, attempt: Literal["initial", "resume", "resume_for_scoring"]) -> None:
        runs[state.uuid].restore(state.store.get(SNAPSHOT))

    async def let_go(state: TaskState) -> None:
        run = runs.pop(state.uuid, None)
        if out is not None and run is not None:
            folder = Path(out) / f"{world.name}-{state.model.name}-seed{run.held.episode.seed}".replace(
                "/", "-"
            )
            harness = Harness(kind="inspect", client="react", tokens_reported=run.counted is not None)
            await anyio.to_thread.run_sync(run.held.save, folder, "inspect", str(state.model), harness)

    @solver
    def open_business() -> Solver:
        async def solve(state: TaskState, generate: Generate) -> TaskState:
            run = runs[state.uuid] = opened(state.epoch)
            state.tools = run.tools
            state.messages = [
                ChatMessageSystem(content=run.held.episode.system_prompt),
                ChatMessageUser(content=run.held.episode.observation),
            ]
            return state

        return solve

    @solver
    def play() -> Solver:
        async def solve(state: TaskState, generate: Generate) -> TaskState:
            run = runs[state.uuid]
            agent = react(
                prompt=None, tools=run.tools, submit=False, on_continue=run.goes_on, truncation="auto"
            )
            with token_limit(None, type="output") as run.counted:
                played = await agent(AgentState(messages=state.messages))
            state.messages, state.output = played.messages, played.output
            return state

        return solve

    @scorer(metrics={"*": [mean(), stderr()]}, name="business")
    def result() -> Scorer:
        async def score(state: TaskState, target: Target) -> Score:
            run = runs[state.uuid]
            share = await anyio.to_thread.run_sync(lambda: run.held.share)
            return _score(run.held.episode.result(), share)

        return score

    return Task(
        name=world.name,
        dataset=[Sample(id=world.name, input=world.title)],
        setup=open_business(),
        solver=play(),
        scorer=result(),
        cleanup=let_go,
        epochs=Epochs(1, []),  # epochs are worlds: means and standard errors are over them
        on_checkpoint=keep,
        on_resume=take_up,
        headline_metric="business.balance",
        metadata={"days": world.days, "first_seed": seed},
    )


class _Run:
    """One sample: its world, and the output tokens that the business has not been billed yet."""

    def __init__(self, held: HeldRun) -> None:
        self.held = held
        self.counted: Limit | None = None  # counts output tokens; nobody does for an agent of one's own
        self._counted = 0  # of them, those taken over here
        self._owed = 0  # of those, not billed yet
        self._silent = 0  # answers in a row without a call

    @property
    def tools(self) -> list[Tool]:
        """The tools of the scenario, from their one declaration."""
        return [self._tool(tool["function"]) for tool in self.held.episode.tools]

    def snapshot(self) -> dict[str, Any]:
        """Everything needed to go on, as plain JSON-able data."""
        self._count()
        return {**self.held.snapshot(), "owed": self._owed, "silent": self._silent}

    def restore(self, blob: dict[str, Any]) -> None:
        """Go on from a snapshot."""
        self.held.restore(blob)
        self._owed, self._silent = blob["owed"], blob["silent"]

    async def goes_on(self, state: AgentState) -> bool | AgentState:
        """After an answer: the conversation as it goes on, or False."""
        self._silent = 0 if state.output.message.tool_calls else self._silent + 1
        if self.held.episode.done or self._silent == _SILENT:
            return False
        if self._silent:
            state.messages.append(ChatMessageUser(content=REMINDER))
        context, usage = self.held.episode.scenario.context, state.output.usage
        # By what the endpoint counts, because Inspect's own compaction wants a tokenizer from the network.
        if usage is not None and usage.total_tokens > context.tokens:
            state.messages = await trim_messages(state.messages, preserve=context.keep)
        return state

    def _tool(self, function: dict[str, Any]) -> Tool:
        async def execute(**kwargs: Any) -> str:
            self._count()
            tokens, self._owed = self._owed, 0
            reply = self.held.call(function["name"], kwargs, tokens)
            if reply.error is not None:
                raise ToolError(reply.text)
            return reply.text

        parameters = ToolParams.model_validate(function["parameters"])
        for name, described in parameters.properties.items():
            described.description = described.description or name  # Inspect wants one of each
        # Our replies are as long as they should be: nothing of them is cut off.
        definition = ToolDef(execute, function["name"], function["description"], parameters, max_output=0)
        return definition.as_tool()

    def _count(self) -> None:
        if self.counted is not None:
            spent = int(self.counted.usage)
            self._owed, self._counted = self._owed + spent - self._counted, spent


def _score(result: EpisodeResult, share: float | None) -> Score:
    """Balance, share of the bound and conduct; what is not known is left unscored."""
    conduct = result.conduct
    shares = {} if share is None else {"share_of_bound": share}
    counted = {name: float(len(getattr(conduct, name))) if conduct else math.nan for name in _COUNTED}
    dollars = {name: getattr(conduct, name) if conduct else math.nan for name in _DOLLARS}
    end = result.end_reason or "cut off by a limit"
    return Score(
        value={"balance": result.final_balance, **shares, "days": result.days, **counted, **dollars},
        answer=f"${result.final_balance:,.2f}",
        explanation=f"seed {result.seed}: {end} after {result.days} days and {result.tool_calls} calls",
        metadata=result.model_dump(mode="json"),
    )
