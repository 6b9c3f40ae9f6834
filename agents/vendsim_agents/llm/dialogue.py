"""One conversation with a model: what is said is written down, counted, trimmed and answered here.

An agent may lead several, each with its own system prompt and tools, over one endpoint and one meter.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from vendsim import usage as counts
from vendsim.agent import Desk, Watched
from vendsim.keys import cleaned
from vendsim.scenario import Context
from vendsim_agents.llm.answers import Answer, Message, ToolCall, make_answer, said, thought
from vendsim_agents.llm.conversation import WAYS, Conversation
from vendsim_agents.llm.endpoint import LONG_ANSWER, Endpoint
from vendsim_agents.llm.failures import (
    AgentError,
    ContextTooLongError,
    RejectedError,
    StubbornError,
    TransientError,
)
from vendsim_agents.llm.metering import Meter
from vendsim_agents.llm.sent import SentForms
from vendsim_agents.llm.streams import assembled, is_event_stream
from vendsim_agents.llm.text_calls import calls_in

TRIMMED = "Earlier messages of this conversation were trimmed to fit the context window."
ONE_AT_A_TIME = "Not carried out: one call is made at a time. Make this call again if it is still wanted."
USUAL_ANSWER = 4_096  # tokens kept free in a window for an answer without a limit
ALWAYS_PLAIN = 2  # turns in a row that had to be repaired, after which all are before they are refused
SMALLEST_WINDOW = 1_024  # tokens; less is not what an endpoint meant

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
        self._sent = SentForms()
        self._plain_turns = 0  # in a row that were only taken in their plainest form
        self._cut_at: tuple[int, int] | None = None  # tokens of the last answer that was cut off: prompt, all

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

    def give_results(self, desk: Desk, answer: Answer, result: str) -> None:
        """Add the result of the first call of an answer, and tell that the others were not carried out."""
        first, *others = answer.calls
        if answer.in_words:  # its message has no calls that results could belong to
            lines = [
                f"Result of {first.name}: {result}",
                *(f"{call.name}: {ONE_AT_A_TIME}" for call in others),
            ]
            self.tell(desk, "\n\n".join(lines))
        else:
            self._add(desk, _result(first, result))
            for call in others:
                self._add(desk, _result(call, ONE_AT_A_TIME))
        if others:
            self._log(desk, "extra_calls", calls=len(others))

    async def answer(self, desk: Desk, tools: Sequence[dict[str, Any]], pinned: str = "") -> Answer:
        """The model's next message, billed and added.

        ``pinned`` is a text that is never forgotten. Raises StopRun when the budget is used up, and
        AgentError when the endpoint cannot be made to answer.
        """
        self.conversation.set_tools(tools)
        answer, recorded = await self._next(desk, tools, pinned)
        if recorded is None:
            billed, sent = None, self._sent.news(self.conversation.messages, self._model.endpoint.rules)
        else:
            billed = recorded.get("billed_tokens")
            sent = self._sent.take(self.conversation.messages, recorded.get("sent") or {})
        if not answer.calls and self._model.endpoint.rules.text_calls:
            answer = self._with_text_calls(answer, tools)
        prompt_tokens = answer.prompt_tokens or self.conversation.tokens
        if billed is None:
            billed = self._output_tokens(answer)
        in_words = [{"name": call.name, "arguments": call.text} for call in answer.calls if answer.in_words]
        self._log(
            desk,
            "assistant",
            message=answer.message,
            finish_reason=answer.finish_reason,
            usage=answer.usage,
            billed_tokens=billed,
            **({"calls_in_text": in_words} if in_words else {}),
            **({"sent": sent} if sent else {}),
            **({"sampled": answer.sampled} if answer.sampled else {}),
        )
        self.conversation.add_answer(answer, billed)
        self._model.meter.count_message()
        self._model.meter.count_answer(answer, prompt_tokens, billed)
        desk.bill_tokens(billed)
        if billed > LONG_ANSWER:
            self._model.endpoint.saw_long_answer()
        if answer.refused:
            self._log(desk, "refusal")
        if answer.cut_off:
            self._log(desk, "cut_off")
            self._learn_from_cut(answer, billed)
        if in_words:
            self._log(desk, "text_calls", calls=len(in_words))
        return answer

    def snapshot(self) -> dict[str, Any]:
        """All of it as plain JSON-able data."""
        known = {"window": self._model.endpoint.window, "morning": self._model.endpoint.rules.morning}
        sent = self._sent.snapshot(self.conversation.messages)
        return {**self.conversation.snapshot(), **known, "plain_turns": self._plain_turns, "sent": sent}

    def restore(self, blob: dict[str, Any]) -> None:
        """Take up a snapshot."""
        self.conversation = Conversation.restore(blob)
        self._learn_window(blob.get("window"))
        self._sent = SentForms()
        self._sent.take(self.conversation.messages, blob.get("sent") or {})
        self._plain_turns = blob.get("plain_turns", 0)
        if blob.get("morning") == "tool":
            self._model.endpoint.tell_mornings_in_results()

    async def _next(
        self, desk: Desk, tools: Sequence[dict[str, Any]], pinned: str
    ) -> tuple[Answer, Mapping[str, Any] | None]:
        """An answer recorded before the run was cut off, with its line; or a new one."""
        context = self._context or desk.context
        while True:
            recorded = desk.recall()
            kind = recorded["kind"] if recorded is not None else None
            if recorded is not None and kind == "assistant":
                return recorded_answer(recorded), recorded
            if recorded is not None and kind == "lost_answer":
                self._count_lost(desk, recorded["usd"], recorded["reason"])
                continue
            if recorded is not None and kind == "repaired":
                if self._repair(desk, recorded["way"], pinned):
                    continue
            elif recorded is not None and kind == "trimmed":
                self._learn_window(recorded.get("window"))
            too_long = kind == "trimmed" or self.conversation.tokens > self._room(context)
            if too_long and self._make_room(desk, context, pinned):
                continue
            if self._plain_turns >= ALWAYS_PLAIN and self._repair(desk, "newest plain", pinned):
                continue
            self._count_killed(desk)
            self._model.meter.count_besides(getattr(desk, "supplier_usd", 0.0))
            self._model.meter.check(self.conversation.tokens)
            try:
                return await self._ask(desk, tools, self.conversation.messages), None
            except ContextTooLongError as error:
                limit = self._model.endpoint.limit
                self._learn_window(error.window)
                asks_for_less = self._model.endpoint.limit != limit
                if asks_for_less and self.conversation.tokens <= self._room(context):
                    continue  # what was too long was the answer that was asked for
                if not self._make_room(desk, context, pinned, refused=True):
                    raise AgentError(
                        f"the context window of the model is too small for a single turn ({error})"
                    ) from None
            except RejectedError as error:
                answer = await self._ask_otherwise(desk, tools, pinned, error)
                if answer is not None:
                    return answer, None

    async def _ask(
        self, desk: Desk, tools: Sequence[dict[str, Any]], messages: Sequence[Message], **more: Any
    ) -> Answer:
        room = self._room(self._context or desk.context)
        listener = _Listener(self, desk, self.conversation.tokens > room // 2)
        return await self._model.endpoint.answer(messages, tools, listener, **more)

    async def _ask_otherwise(
        self, desk: Desk, tools: Sequence[dict[str, Any]], pinned: str, rejected: RejectedError
    ) -> Answer | None:
        """Say it in other ways, the least changed first; a way is kept when it was answered.

        None: no way was, and the request may only have failed, so that it is to be made again as it was.
        """
        stubborn = isinstance(rejected, StubbornError)
        for way in WAYS if self.conversation.answered else ():
            messages = self.conversation.otherwise(way, pinned)
            if messages is None:
                continue
            self._model.meter.check(self.conversation.tokens)
            desk.note("waiting", sort="rejected", reason=str(rejected), seconds=0.0, tried=way)
            try:
                answer = await self._ask(
                    desk, tools, messages, same_again=0, stubborn=1 if stubborn else None
                )
            except (RejectedError, ContextTooLongError):
                continue
            if stubborn and (unchanged := await self._well_again(desk, tools, answer)) is not None:
                return unchanged
            self._repair(desk, way, pinned)
            return answer
        if stubborn:
            return None
        raise rejected

    async def _well_again(self, desk: Desk, tools: Sequence[dict[str, Any]], other: Answer) -> Answer | None:
        """The answer to the conversation as it is, if the endpoint only failed for a while.

        Then ``other``, which answers it in another form, was asked for in vain.
        """
        try:
            answer = await self._ask(desk, tools, self.conversation.messages, same_again=0, stubborn=1)
        except (RejectedError, ContextTooLongError):
            return None
        _Listener(self, desk, False).lost(other.usage, "")
        return answer

    def _repair(self, desk: Desk, way: str, pinned: str) -> bool:
        """Change the conversation in one of the `WAYS`; what that tells of the endpoint is kept to."""
        before = self.conversation.messages
        if not self.conversation.say_otherwise(way, pinned):
            return False
        after = self.conversation.messages
        pairs = enumerate(zip(before, after, strict=False))
        kept = next((i for i, (one, other) in pairs if one != other), min(len(before), len(after)))
        self._log(desk, "repaired", way=way, kept=kept, new=after[kept:])
        self._sent.forget(after[kept:])
        self._plain_turns = self._plain_turns + 1 if way == "newest plain" else 0
        if way == "results merged":
            self._model.endpoint.tell_mornings_in_results()
        return True

    def _make_room(self, desk: Desk, context: Context, pinned: str, refused: bool = False) -> bool:
        """Forget the oldest turns, or the newest answer if that alone fills the window.

        ``refused``: the endpoint has said that the conversation is too long.
        """
        window = self._model.endpoint.window
        room = self._room(context)
        dropped = self.conversation.trim(context.keep, TRIMMED, pinned, room)
        if dropped:
            note = self.conversation.messages[1]
            named = {} if window is None else {"window": window}
            self._log(desk, "trimmed", messages=dropped, note=note["content"], **named)
            return True
        answers = (m for m in reversed(self.conversation.messages) if m["role"] == "assistant")
        newest = next(answers, None)
        if newest is None or not (refused or self.conversation.size_of(newest) > room // 4):
            return False
        return self._repair(desk, "newest left out", pinned)

    def _room(self, context: Context) -> int:
        """Tokens that the conversation may have."""
        window = self._model.endpoint.window
        if window is None:
            return context.tokens
        answer = min(self._model.endpoint.limit or USUAL_ANSWER, window // 4)
        return min(context.tokens, window - answer)

    def _learn_window(self, tokens: int | None) -> None:
        endpoint = self._model.endpoint
        if tokens is not None and tokens >= SMALLEST_WINDOW:
            endpoint.window = tokens if endpoint.window is None else min(endpoint.window, tokens)

    def _learn_from_cut(self, answer: Answer, output: int) -> None:
        """An answer that was cut off before its limit has reached the end of the window.

        Without a limit it may have been the provider's own; two that end at the same place tell.
        """
        prompt, limit = answer.prompt_tokens, self._model.endpoint.limit
        if prompt is None:
            return
        before, self._cut_at = self._cut_at, (prompt, prompt + output)
        if limit is not None:
            full = output < limit - limit // 16
        else:
            full = (
                before is not None and abs(before[1] - prompt - output) <= 8 and abs(before[0] - prompt) > 50
            )
        if full:
            self._learn_window(prompt + output)

    def _output_tokens(self, answer: Answer) -> int:
        """How many tokens the model generated, estimated where it came without a count that makes sense."""
        endpoint = self._model.endpoint
        told = counts.output_tokens(answer.usage, endpoint.most_tokens, endpoint.rules.thoughts_in_total)
        return told or self.conversation.size_of(answer.message)

    def _with_text_calls(self, answer: Answer, tools: Sequence[dict[str, Any]]) -> Answer:
        names = {tool["function"]["name"] for tool in tools}
        words = said(answer.message)
        found = calls_in(words, names)
        if not found and not answer.message.get("content"):
            found = calls_in(thought(answer.message), names)
        if not found:
            return answer
        return answer.with_calls(tuple(ToolCall("", name, arguments) for name, arguments in found))

    def _count_killed(self, desk: Desk) -> None:
        """Count the request that was on its way when the run was killed: nobody could write that down."""
        meter = self._model.meter
        if meter.has_asked:
            return
        meter.has_asked = True
        if getattr(desk, "was_killed", False):
            usd = round(meter.price_of_lost(self.conversation.tokens, meter.last_output), 6)
            if usd > 0:
                self._count_lost(desk, usd, "the run was killed, perhaps in the middle of a request")

    def _count_lost(self, desk: Desk, usd: float, reason: str) -> None:
        self._model.meter.count_lost(usd)
        self._log(desk, "lost_answer", usd=usd, reason=reason)

    def _add(self, desk: Desk, message: Message) -> None:
        self._log(desk, message["role"], message=message)
        self.conversation.add(message)
        self._model.meter.count_message()

    def _log(self, desk: Desk, kind: str, **line: Any) -> None:
        desk.log(kind, **({"speaker": self._speaker} if self._speaker else {}), **line)


class _Listener:
    """Hears how a request gets on, writes it down and counts what it may have cost."""

    def __init__(self, dialogue: Dialogue, desk: Desk, nearly_full: bool) -> None:
        self._dialogue, self._desk = dialogue, desk
        self.nearly_full = nearly_full
        self._meter = dialogue._model.meter

    def wait(self, failure: TransientError, seconds: float) -> None:
        """Note a wait, unless it would outlast the sitting."""
        _logger.info("the model's endpoint failed (%s); asking again in %.1f s", failure, seconds)
        self._desk.note("waiting", sort=failure.sort, reason=str(failure), seconds=round(seconds, 3))
        self._meter.check_time(seconds)
        self._meter.check(self._dialogue.conversation.tokens)

    def lost(self, usage: Mapping[str, Any] | None, text: str) -> None:
        """Count what an answer may have cost that never arrived, and keep the part of it that did."""
        came = _partial(text)
        if came:
            clean = self._dialogue._model.endpoint.address.without_key
            self._desk.note("partial_answer", partial=cleaned(came, clean))
        dialogue = self._dialogue
        prompt = counts.prompt_tokens(usage) or dialogue.conversation.tokens
        output = counts.output_tokens(usage, dialogue._model.endpoint.most_tokens)
        if output is None:  # nobody knows how long it was when it was lost
            output = max(dialogue.conversation.size_of(came) if came else 0, self._meter.last_output)
        usd = self._meter.price_of_lost(prompt, output, counts.usd(usage))
        if usd > 0:
            dialogue._count_lost(
                self._desk, round(usd, 6), "an answer that may be charged did not arrive whole"
            )

    def show(self, text: str) -> None:
        """Tell whoever watches."""
        if isinstance(self._desk, Watched):
            self._desk.show(text)

    @property
    def seconds_left(self) -> float:
        """Of this sitting."""
        return self._meter.seconds_left

    def check_time(self) -> None:
        """Raise StopRun when there are none."""
        self._meter.check_time()


def _partial(text: str) -> Message:
    """What came of a streamed answer before the line dropped."""
    if not is_event_stream(text):
        return {}
    choices = assembled(text).get("choices") or [{}]
    message = choices[0].get("message")
    return dict(message) if isinstance(message, dict) else {}


def recorded_answer(line: Mapping[str, Any]) -> Answer:
    """The answer in a line of the journal."""
    answer = make_answer(line["message"], line["usage"], line["finish_reason"], recorded=True)
    answer = replace(answer, sampled=line.get("sampled"))
    found = line.get("calls_in_text")
    if not found:
        return answer
    return answer.with_calls(tuple(ToolCall("", call["name"], call["arguments"]) for call in found))


def _result(call: ToolCall, text: str) -> Message:
    return {"role": "tool", "tool_call_id": call.id, "content": text}
