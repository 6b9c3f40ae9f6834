"""The agent that lets a language model play, one tool call at a time."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial
from typing import Any

from vendsim.agent import AgentOptions, Desk
from vendsim_agents.llm.answers import Answer, Message, ToolCall
from vendsim_agents.llm.conversation import Conversation
from vendsim_agents.llm.endpoint import Endpoint, Patience
from vendsim_agents.llm.failures import AgentError, ContextTooLongError

SILENT_ANSWERS = 3  # in a row without a tool call; then the day is ended for the model

REMINDER = "Go on by calling one of the tools. Nobody reads what is written outside of tool calls."
ONE_AT_A_TIME = "Not carried out: one call is made at a time. Make this call again if it is still wanted."
DAY_ENDED = f"{SILENT_ANSWERS} answers in a row called no tool, so wait_for_next_day was called instead."
TRIMMED = (
    "Earlier messages of this conversation were trimmed to fit the context window. Rely on what was written"
    " to the notes."
)

_logger = logging.getLogger(__name__)


class LanguageModel:
    """Plays with any model behind an OpenAI-compatible chat-completions endpoint.

    The options name the model, the base URL (OpenAI's when there is none) and the environment variable with
    the key. Raises AgentError, in one sentence, when they cannot work or when the endpoint fails for good.
    """

    def __init__(self, options: AgentOptions, patience: Patience | None = None) -> None:
        self._endpoint = Endpoint(options, patience or Patience())
        self._conversation = Conversation()
        self._silent_answers = 0

    def play_day(self, desk: Desk) -> None:
        """Let the model act until the next morning or the end."""
        tools = desk.tools
        self._conversation.set_tools(tools)
        if not self._conversation.messages:
            self._add(desk, {"role": "system", "content": desk.system_prompt})
            self._add(desk, {"role": "user", "content": desk.observation})
        day = desk.day
        while desk.day == day and not desk.done:
            self._play_turn(desk, tools)
            desk.checkpoint()

    def snapshot(self) -> dict[str, Any]:
        """The conversation and the counters, as plain JSON-able data."""
        return {"conversation": self._conversation.snapshot(), "silent_answers": self._silent_answers}

    def restore(self, blob: dict[str, Any]) -> None:
        """Take up a snapshot."""
        self._conversation = Conversation.restore(blob["conversation"])
        self._silent_answers = blob["silent_answers"]

    def _play_turn(self, desk: Desk, tools: Sequence[dict[str, Any]]) -> None:
        answer = self._ask(desk, tools)
        billed = self._conversation.add_answer(answer)
        desk.bill_tokens(billed)
        desk.log({**answer.message, "usage": answer.usage, "billed_tokens": billed})
        if answer.calls:
            self._silent_answers = 0
            self._carry_out(desk, answer.calls)
        else:
            self._silent_answers += 1
            self._urge(desk)

    def _ask(self, desk: Desk, tools: Sequence[dict[str, Any]]) -> Answer:
        while self._conversation.tokens > desk.context.tokens and self._trim(desk):
            pass
        while True:
            try:
                return self._endpoint.answer(self._conversation.messages, tools, partial(_note_wait, desk))
            except ContextTooLongError as error:
                if not self._trim(desk):
                    raise AgentError(
                        f"the context window of the model is too small for a single turn ({error})"
                    ) from None

    def _trim(self, desk: Desk) -> bool:
        dropped = self._conversation.trim(desk.context.keep, TRIMMED, desk.observation)
        if dropped:
            desk.log({"role": "harness", "event": "trimmed", "messages": dropped})
            desk.log(self._conversation.messages[1])
        return dropped > 0

    def _carry_out(self, desk: Desk, calls: Sequence[ToolCall]) -> None:
        reply = desk.call(calls[0].name, calls[0].text)
        self._add(desk, _result(calls[0], reply.text))
        for call in calls[1:]:
            self._add(desk, _result(call, ONE_AT_A_TIME))

    def _urge(self, desk: Desk) -> None:
        if self._silent_answers < SILENT_ANSWERS:
            self._add(desk, {"role": "user", "content": REMINDER})
            return
        self._silent_answers = 0
        desk.log({"role": "harness", "event": "day ended", "reason": DAY_ENDED})
        reply = desk.call("wait_for_next_day", {})
        self._add(desk, {"role": "user", "content": f"{DAY_ENDED}\n\n{reply.text}"})

    def _add(self, desk: Desk, message: Message) -> None:
        self._conversation.add(message)
        desk.log(message)


def _result(call: ToolCall, text: str) -> Message:
    return {"role": "tool", "tool_call_id": call.id, "content": text}


def _note_wait(desk: Desk, reason: str, seconds: float) -> None:
    _logger.warning("the model's endpoint failed (%s); asking again in %.1f s", reason, seconds)
    desk.log({"role": "harness", "event": "waiting", "reason": reason, "seconds": round(seconds, 3)})
