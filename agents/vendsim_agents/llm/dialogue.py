"""One conversation with a model: what is said is written down, counted, trimmed and answered here.

An agent may lead several, each with its own system prompt and tools, over one endpoint and one meter.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from vendsim.agent import Desk
from vendsim.scenario import Context
from vendsim_agents.llm.answers import Answer, Message, ToolCall, make_answer
from vendsim_agents.llm.conversation import Conversation
from vendsim_agents.llm.endpoint import Endpoint
from vendsim_agents.llm.failures import AgentError, ContextTooLongError, RejectedError, TransientError
from vendsim_agents.llm.metering import Meter

TRIMMED = "Earlier messages of this conversation were trimmed to fit the context window."
ONE_AT_A_TIME = "Not carried out: one call is made at a time. Make this call again if it is still wanted."
REJECTIONS = 2  # in a row, after which a request that is rejected is not tried in a shorter form any more

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Model:
    """Whom an agent asks, and what it may cost."""

    endpoint: Endpoint
    meter: Meter


class Dialogue:
    """A conversation that goes on.

    ``speaker`` names it in the run folder when an agent leads more than one. ``context`` is how much of it is
    kept; None: as much as the desk says.
    """

    def __init__(self, model: Model, speaker: str | None = None, context: Context | None = None) -> None:
        self.conversation = Conversation()
        self._model = model
        self._speaker = speaker
        self._context = context

    @property
    def started(self) -> bool:
        """Whether anything has been said."""
        return bool(self.conversation.messages)

    def start(self, desk: Desk, system_prompt: str) -> None:
        """Begin anew, with what the model is told first of all."""
        self.conversation = Conversation()
        self._add(desk, {"role": "system", "content": system_prompt})

    def tell(self, desk: Desk, text: str) -> None:
        """Add a user message."""
        self._add(desk, {"role": "user", "content": text})

    def give_results(self, desk: Desk, calls: Sequence[ToolCall], result: str) -> None:
        """Add the result of the first call of an answer, and tell that the others were not carried out."""
        self._add(desk, _result(calls[0], result))
        for call in calls[1:]:
            self._add(desk, _result(call, ONE_AT_A_TIME))
        if len(calls) > 1:
            self._log(desk, "extra_calls", calls=len(calls) - 1)

    async def answer(self, desk: Desk, tools: Sequence[dict[str, Any]], pinned: str = "") -> Answer:
        """The model's next message, billed and added.

        ``pinned`` is a text that is never forgotten. Raises StopRun when the budget is used up, and
        AgentError when the endpoint cannot be made to answer.
        """
        self.conversation.set_tools(tools)
        answer = await self._next(desk, tools, pinned)
        prompt_tokens = answer.prompt_tokens or self.conversation.tokens
        billed = self.conversation.output_tokens(answer)
        self._log(
            desk,
            "assistant",
            message=answer.message,
            finish_reason=answer.finish_reason,
            usage=answer.usage,
            billed_tokens=billed,
        )
        self.conversation.add_answer(answer)
        self._model.meter.count_message()
        self._model.meter.count_answer(answer, prompt_tokens, billed)
        desk.bill_tokens(billed)
        if answer.refused:
            self._log(desk, "refusal")
        if answer.cut_off:
            self._log(desk, "cut_off")
        return answer

    def snapshot(self) -> dict[str, Any]:
        """All of it as plain JSON-able data."""
        return self.conversation.snapshot()

    def restore(self, blob: dict[str, Any]) -> None:
        """Take up a snapshot."""
        self.conversation = Conversation.restore(blob)

    async def _next(self, desk: Desk, tools: Sequence[dict[str, Any]], pinned: str) -> Answer:
        """An answer that was recorded before the run was cut off, or a new one."""
        context = self._context or desk.context
        rejections = 0
        while True:
            recorded = desk.recall()
            if recorded is not None and recorded["kind"] == "assistant":
                return make_answer(recorded["message"], recorded["usage"], recorded["finish_reason"])
            was_trimmed = recorded is not None and recorded["kind"] == "trimmed"
            too_long = was_trimmed or self.conversation.tokens > context.tokens
            if too_long and self._trim(desk, context, pinned):
                continue
            self._model.meter.check(self.conversation.tokens)
            try:
                return await self._ask(desk, tools)
            except ContextTooLongError as error:
                if not self._trim(desk, context, pinned):
                    raise AgentError(
                        f"the context window of the model is too small for a single turn ({error})"
                    ) from None
            except RejectedError:
                # Once a model has answered, it may be something in the conversation that its endpoint minds.
                rejections += 1
                if rejections > REJECTIONS or not self._trim(desk, context, pinned):
                    raise

    async def _ask(self, desk: Desk, tools: Sequence[dict[str, Any]]) -> Answer:
        def on_wait(failure: TransientError, seconds: float) -> None:
            _logger.info("the model's endpoint failed (%s); asking again in %.1f s", failure, seconds)
            desk.note("waiting", sort=failure.sort, reason=str(failure), seconds=round(seconds, 3))
            self._model.meter.check_time(seconds)

        answered = self.conversation.answered
        return await self._model.endpoint.answer(self.conversation.messages, tools, answered, on_wait)

    def _trim(self, desk: Desk, context: Context, pinned: str) -> bool:
        dropped = self.conversation.trim(context.keep, TRIMMED, pinned)
        if dropped:
            note = self.conversation.messages[1]
            self._log(desk, "trimmed", messages=dropped, note=note["content"])
        return dropped > 0

    def _add(self, desk: Desk, message: Message) -> None:
        self._log(desk, message["role"], message=message)
        self.conversation.add(message)
        self._model.meter.count_message()

    def _log(self, desk: Desk, kind: str, **line: Any) -> None:
        desk.log(kind, **({"speaker": self._speaker} if self._speaker else {}), **line)


def _result(call: ToolCall, text: str) -> Message:
    return {"role": "tool", "tool_call_id": call.id, "content": text}
