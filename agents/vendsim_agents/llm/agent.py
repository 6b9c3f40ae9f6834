"""The agent that lets a language model play, one tool call at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vendsim.agent import AgentOptions, Desk, Estimate, ModelUse
from vendsim.scenario import Context
from vendsim_agents.llm.answers import Answer, ToolCall
from vendsim_agents.llm.dialogue import Dialogue, Model
from vendsim_agents.llm.endpoint import Endpoint, Patience
from vendsim_agents.llm.estimate import estimate
from vendsim_agents.llm.failures import AgentError
from vendsim_agents.llm.loops import LoopWatch
from vendsim_agents.llm.metering import Meter
from vendsim_agents.llm.sub_agent import SubAgentPlayer

SILENT_ANSWERS = 3  # in a row without a tool call; then the day is ended for the model

REMINDER = "Go on by calling one of the tools. Nobody reads what is written outside of tool calls."
DAY_ENDED = f"{SILENT_ANSWERS} answers in a row called no tool, so wait_for_next_day was called instead."
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
        self._meter = Meter(options.budget, self._prices)
        model = Model(self._endpoint, self._meter)
        self._dialogue = Dialogue(model)
        self._sub_agent = SubAgentPlayer(model)
        self._silent_answers = 0
        self._loops = LoopWatch()

    @property
    def use(self) -> ModelUse:
        """What has been asked of the model so far."""
        return self._meter.use

    def estimate(
        self, days: int, system_prompt: str, tools: Sequence[dict[str, Any]], context: Context
    ) -> Estimate:
        """What a run of so many days will take."""
        return estimate(days, system_prompt, tools, context, self._prices)

    async def play_day(self, desk: Desk) -> None:
        """Let the model act until the next morning or the end."""
        if not self._dialogue.started:
            self._dialogue.start(desk, desk.system_prompt)
            self._dialogue.tell(desk, desk.observation)
        tools = desk.tools
        day = desk.day
        while desk.day == day and not desk.done:
            answer = await self._dialogue.answer(desk, tools, pinned=desk.observation)
            if answer.calls:
                self._silent_answers = 0
                await self._carry_out(desk, answer)
            else:
                self._silent_answers += 1
                self._urge(desk)

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
            "use": self.use.model_dump(mode="json"),
        }

    def restore(self, blob: dict[str, Any]) -> None:
        """Take up a snapshot."""
        self._dialogue.restore(blob["conversation"])
        self._sub_agent.restore(blob["sub_agent"])
        self._silent_answers = blob["silent_answers"]
        self._loops = LoopWatch(blob["latest_calls"])
        self._meter.use = ModelUse.model_validate(blob["use"])

    async def _carry_out(self, desk: Desk, answer: Answer) -> None:
        """The first call of an answer; when it ends the day, the morning is told by a user message."""
        day, call = desk.day, answer.calls[0]
        text = await self._call(desk, call)
        new_morning = desk.day != day and not desk.done and self._endpoint.rules.morning == "user"
        if new_morning:
            text = text.replace(desk.observation, MORNING_FOLLOWS)
        self._dialogue.give_results(desk, answer.calls, text)
        if self._loops.is_loop(call.name, call.text):
            desk.log("loop", tool=call.name)
        if new_morning:
            self._dialogue.tell(desk, desk.observation)

    async def _call(self, desk: Desk, call: ToolCall) -> str:
        """The result of a call; where it hands over to the sub-agent, that works first."""
        reply = desk.call(call.name, call.text)
        if desk.sub_agent is None or desk.sub_agent.task is None:
            return reply.text
        return await self._sub_agent.work(desk, desk.sub_agent)

    def _urge(self, desk: Desk) -> None:
        if self._silent_answers < SILENT_ANSWERS:
            desk.log("reminded")
            desk.count_messages(2)  # what it said, and the reminder; a call counts itself
            self._dialogue.tell(desk, REMINDER)
            return
        self._silent_answers = 0
        desk.log("day_ended", reason=DAY_ENDED)
        reply = desk.call("wait_for_next_day", {})
        self._dialogue.tell(desk, f"{DAY_ENDED}\n\n{reply.text}")
