"""The agent that lets a language model play, one tool call at a time."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from typing import Any

from vendsim import usage as counts
from vendsim.agent import AgentOptions, Budget, Desk, Estimate, Finding, ModelUse, Reply, StopRun, Watched
from vendsim.scenario import Context
from vendsim_agents.llm.answers import Answer, ToolCall
from vendsim_agents.llm.checking import check
from vendsim_agents.llm.dialogue import Dialogue, Model, recorded_answer
from vendsim_agents.llm.endpoint import Endpoint, Patience
from vendsim_agents.llm.estimate import estimate
from vendsim_agents.llm.failures import AgentError
from vendsim_agents.llm.loops import LoopWatch
from vendsim_agents.llm.metering import Meter
from vendsim_agents.llm.silence import likely_cause
from vendsim_agents.llm.sub_agent import SubAgentPlayer

SILENT_ANSWERS = 3  # in a row without a tool call; then the day is ended for the model
SILENT_DAYS = 3  # in a row in which it called no tool at all; then the run stops
LOOPING_DAYS = 3  # in a row that were ended because it went round in circles; then the run stops

REMINDER = "Go on by calling one of the tools. Nobody reads what is written outside of tool calls."
DAY_ENDED = f"{SILENT_ANSWERS} answers in a row called no tool, so wait_for_next_day was called instead."
LOOP_ENDED = "wait_for_next_day was called instead of going on, because {why}. Do something else now."
MORNING_FOLLOWS = "A new day has begun; the morning's report follows."


class LanguageModel:
    """Plays with any model behind an OpenAI-compatible chat-completions endpoint.

    The options name the model, the endpoint's profile or base URL (OpenAI's when there is neither) and the
    environment variable with the key. Raises AgentError, in one sentence, when they cannot work or when the
    endpoint fails for good.
    """

    def __init__(self, options: AgentOptions, patience: Patience | None = None) -> None:
        self._endpoint = Endpoint(options, patience or Patience())
        rules = self._endpoint.rules
        self._prices = options.prices or rules.prices
        if options.budget.max_usd is not None and self._prices is None and not rules.tells_cost:
            raise AgentError(f"the price of {options.model} is not known; give --price-in and --price-out")
        self._options = options
        self._meter = Meter(options.budget, self._prices)
        model = Model(self._endpoint, self._meter)
        self._dialogue = Dialogue(model)
        self._sub_agent = SubAgentPlayer(model)
        self._silent_answers = 0
        self._loops = LoopWatch()
        # Of this sitting alone: a run that stopped because of them is given another chance.
        self._silent_days = self._looping_days = 0
        self._called_today = self._looped_today = self._warned = False

    @property
    def use(self) -> ModelUse:
        """What has been asked of the model so far."""
        return self._meter.use

    def estimate(
        self, days: int, system_prompt: str, tools: Sequence[dict[str, Any]], context: Context
    ) -> Estimate:
        """What a run of so many days will take."""
        return estimate(days, system_prompt, tools, context, self._prices)

    def use_of(self, memory: Mapping[str, Any] | None, lines: Iterable[Mapping[str, Any]]) -> ModelUse:
        """What a run that was killed has asked, the request that was perhaps on its way among it."""
        meter = Meter(Budget(), self._prices)
        if memory is not None:
            meter.use = ModelUse.model_validate(memory["use"])
        prompt = 0
        for line in lines:
            if line["kind"] == "assistant":
                prompt = counts.prompt_tokens(line["usage"]) or prompt
                meter.count_answer(recorded_answer(line), prompt, line["billed_tokens"])
            elif line["kind"] == "lost_answer":
                meter.count_lost(line["usd"])
        meter.count_lost(meter.price_of_lost(prompt, meter.last_output))
        return meter.use

    def check(
        self,
        system_prompt: str,
        tools: Sequence[dict[str, Any]],
        context: Context,
        window: bool | None,
        say: Callable[[str], None],
    ) -> AsyncIterator[Finding]:
        """Try out the endpoint; with a long request where it is on this machine, or ``window`` says so."""
        long_request = self._endpoint.is_here if window is None else window
        return check(self._endpoint, self._prices, system_prompt, tools, context, long_request, say)

    async def play_day(self, desk: Desk) -> None:
        """Let the model act until the next morning or the end."""
        if not self._dialogue.started:
            self._dialogue.start(desk, desk.system_prompt)
            self._dialogue.tell(desk, desk.observation)
        tools = desk.tools
        day = desk.day
        self._called_today = self._looped_today = False
        while desk.day == day and not desk.done:
            answer = await self._dialogue.answer(desk, tools, pinned=desk.observation)
            if answer.calls:
                self._silent_answers = 0
                self._called_today = True
                await self._carry_out(desk, answer, tools)
            else:
                self._silent_answers += 1
                await self._urge(desk, answer, tools)
        if self._called_today:
            self._silent_days = 0
        if not self._looped_today:
            self._looping_days = 0

    async def close(self) -> None:
        """Let go of the connection to the endpoint."""
        await self._endpoint.close()

    def snapshot(self) -> dict[str, Any]:
        """The conversation and the counters, as plain JSON-able data."""
        return {
            "conversation": self._dialogue.snapshot(),
            "sub_agent": self._sub_agent.snapshot(),
            "silent_answers": self._silent_answers,
            "latest_calls": self._loops.latest,
            "endpoint": self._endpoint.address.bare_url,
            "use": self.use.model_dump(mode="json"),
        }

    def restore(self, blob: dict[str, Any]) -> None:
        """Take up a snapshot. Raises AgentError where the environment would lead it to another endpoint."""
        begun_at, here = blob.get("endpoint"), self._endpoint.address.bare_url
        if begun_at is not None and begun_at != here and self._options.base_url is None:
            raise AgentError(
                f"the run was played at {begun_at}, and OPENAI_BASE_URL or the profile now lead to {here};"
                " say with --base-url where it is to go on"
            )
        self._dialogue.restore(blob["conversation"])
        self._sub_agent.restore(blob["sub_agent"])
        self._silent_answers = blob["silent_answers"]
        self._loops = LoopWatch(blob["latest_calls"])
        self._meter.use = ModelUse.model_validate(blob["use"])

    async def _carry_out(self, desk: Desk, answer: Answer, tools: Sequence[dict[str, Any]]) -> None:
        """The first call of an answer; when it ends the day, the morning is told by a user message."""
        day, call = desk.day, answer.calls[0]
        text, refused = await self._call(desk, call, tools)
        new_morning = desk.day != day and not desk.done and self._endpoint.rules.morning == "user"
        if new_morning:
            text = text.replace(desk.observation, MORNING_FOLLOWS)
        self._dialogue.give_results(desk, answer, text)
        if self._loops.is_loop(call.name, call.text):
            desk.log("loop", tool=call.name)
        if new_morning:
            self._dialogue.tell(desk, desk.observation)
        elif desk.day == day and not desk.done and not self._options.allow_loops:
            why = self._loops.why_end(day, call.name, call.text, refused)
            if why is not None:
                await self._end_loop(desk, answer, why)

    async def _call(self, desk: Desk, call: ToolCall, tools: Sequence[dict[str, Any]]) -> tuple[str, bool]:
        """The result of a call, and whether it was refused; a sub-agent that is called works first."""
        self._meter.count_call()
        reply = await _carried_out(desk, tool_meant(call.name, tools), call.text)
        if desk.sub_agent is None or desk.sub_agent.task is None:
            return reply.text, reply.error is not None
        return await self._sub_agent.work(desk, desk.sub_agent), False

    async def _end_loop(self, desk: Desk, answer: Answer, why: str) -> None:
        """End the day of a model that goes round in circles, or the run if it does so day after day."""
        self._looped_today = True
        if not answer.recorded:
            self._looping_days += 1
        if self._looping_days >= LOOPING_DAYS:
            self._looping_days = 0
            raise StopRun(
                f"the model goes round in circles: {LOOPING_DAYS} days in a row were ended, the last because"
                f" {why} (--allow-loops goes on)"
            )
        await self._end_day(desk, LOOP_ENDED.format(why=why))

    async def _end_day(self, desk: Desk, reason: str) -> None:
        desk.log("day_ended", reason=reason)
        reply = await _carried_out(desk, "wait_for_next_day", {})
        self._dialogue.tell(desk, f"{reason}\n\n{reply.text}")

    async def _urge(self, desk: Desk, answer: Answer, tools: Sequence[dict[str, Any]]) -> None:
        """Remind a silent model, end its day, or stop the run if it has been silent for days."""
        silent = not self._options.allow_silence and not self._called_today and not answer.recorded
        if self._silent_answers < SILENT_ANSWERS:
            desk.log("reminded")
            desk.count_messages(2)  # what it said, and the reminder; a call counts itself
            self._dialogue.tell(desk, REMINDER)
            return
        cause = likely_cause(answer, self._dialogue.conversation.messages[:-1], tools)
        if not self._called_today and not answer.recorded and not self._warned:
            self._warned = True
            if isinstance(desk, Watched):
                desk.show(f"the model calls no tool: {cause}", loud=True)
        self._silent_days += silent
        last_day = self.use.calls == 0 and getattr(desk, "is_last_day", False)
        if silent and (self._silent_days >= SILENT_DAYS or last_day):
            self._silent_days = 0
            never = "has never called" if self.use.calls == 0 else f"has not called for {SILENT_DAYS} days"
            raise StopRun(f"the model {never} a tool: {cause} (--allow-silence goes on)")
        self._silent_answers = 0
        await self._end_day(desk, DAY_ENDED)


def tool_meant(name: str, tools: Sequence[dict[str, Any]]) -> str:
    """The tool that is called, where a server left some of its markers around the name."""
    names = {tool["function"]["name"] for tool in tools}
    if name in names:
        return name
    bare = re.sub(r"<.*|\A(?:functions|tools|default_api)\.|\s", "", name, flags=re.DOTALL)
    return bare if bare in names else name


async def _carried_out(desk: Desk, name: str, arguments: Mapping[str, Any] | str) -> Reply:
    """The reply to a call; other runs go on while this one waits for a model of the suppliers' mail."""
    if not getattr(desk, "asks_suppliers", False):
        return desk.call(name, arguments)
    carrying_out = asyncio.ensure_future(asyncio.to_thread(desk.call, name, arguments))
    try:
        return await asyncio.shield(carrying_out)
    except asyncio.CancelledError:
        await asyncio.wait([carrying_out])  # the folder must not be closed in the middle of a call
        raise
