"""``vendsim check``: the few requests that show what would go wrong in a year, before it is paid for."""

from __future__ import annotations

import json
import math
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

from vendsim import usage as counts
from vendsim.agent import Finding, Prices, StopRun
from vendsim.scenario import Context
from vendsim_agents.llm.answers import Answer, Message, said, thought
from vendsim_agents.llm.conversation import FIRST_GUESS
from vendsim_agents.llm.endpoint import Endpoint
from vendsim_agents.llm.estimate import reckon
from vendsim_agents.llm.failures import AgentError, ContextTooLongError, TransientError
from vendsim_agents.llm.silence import likely_cause
from vendsim_agents.llm.text_calls import calls_in

TASK = "This is a test of the connection. Call the tool get_balance_and_transactions with n = 3 now."
GO_ON = "Good. Now call the tool wait_for_next_day."
RESULT = "Bank balance: $500.00. No transactions yet."
YEAR = 365


class _Impatient:
    """Hears failures, lets the first few pass only, and says what is waited for."""

    nearly_full = False
    seconds_left = math.inf

    def __init__(self, place: str, say: Callable[[str], None]) -> None:
        self.failures: list[str] = []
        self.lost_answers = 0
        self._place, self._say = place, say

    def wait(self, failure: TransientError, seconds: float) -> None:
        """Give up after three."""
        self.failures.append(str(failure))
        if len(self.failures) >= 3:
            raise StopRun(f"{self._place} failed three times (last: {failure})")
        self._say(f"{failure}; asking again in {seconds:.0f} s")

    def lost(self, usage: Mapping[str, Any] | None, text: str) -> None:
        """Count an answer that may be charged."""
        self.lost_answers += 1

    def show(self, text: str) -> None:
        """Tell whoever watches."""
        self._say(text)

    def check_time(self) -> None:
        """There is time."""


async def check(
    endpoint: Endpoint,
    prices: Prices | None,
    system_prompt: str,
    tools: Sequence[dict[str, Any]],
    context: Context,
    long_request: bool,
    say: Callable[[str], None],
) -> AsyncIterator[Finding]:
    """What works at an endpoint and what does not, as it turns out; ``say`` is told what is waited for."""
    place = endpoint.address.place
    key = "no key is set" if endpoint.address.key is None else f"the key in {endpoint.address.key_name}"
    messages: list[Message] = [
        {"role": "system", "content": system_prompt},
        {"role": "user", "content": TASK},
    ]
    hears = _Impatient(place, say)
    try:
        began = time.monotonic()
        answer = await endpoint.answer(messages, tools, hears)
        seconds = time.monotonic() - began
    except (AgentError, StopRun, ContextTooLongError) as error:
        yield Finding("fail", "answers", str(error))
        return
    yield Finding("ok", "answers", f'{place} answers for "{endpoint.address.model}" ({key})')
    for failure in hears.failures:
        yield Finding("warn", "answers", f"at first it failed: {failure}")
    answer, findings = _tool_call(answer, messages, tools, endpoint)
    for finding in findings:
        yield finding
    yield _thinking(answer)
    for finding in _numbers(answer, messages, tools, prices, seconds, endpoint):
        yield finding
    output = counts.output_tokens(answer.usage, endpoint.most_tokens) or 0
    yield _price(output, system_prompt, tools, context, prices, answer)
    yield await _taken_back(endpoint, messages, answer, tools, _Impatient(place, say))
    if long_request:
        yield await _window(endpoint, system_prompt, tools, context, _Impatient(place, say))


def _tool_call(
    answer: Answer, messages: Sequence[Message], tools: Sequence[dict[str, Any]], endpoint: Endpoint
) -> tuple[Answer, list[Finding]]:
    if answer.calls:
        call = answer.calls[0]
        kind = "an object" if isinstance(call.arguments, dict) else "JSON text"
        known = any(tool["function"]["name"] == call.name for tool in tools)
        if not known:
            return answer, [Finding("warn", "tool call", f'it calls "{call.name}", which is no tool')]
        return answer, [Finding("ok", "tool call", f"it calls {call.name}; the arguments come as {kind}")]
    names = {tool["function"]["name"] for tool in tools}
    if calls_in(said(answer.message), names) and endpoint.rules.text_calls:
        words = "its calls arrive as text and are read from it"
        return answer, [Finding("warn", "tool call", words)]
    return answer, [Finding("fail", "tool call", likely_cause(answer, messages, tools))]


def _thinking(answer: Answer) -> Finding:
    if any(
        answer.message.get(name) for name in ("reasoning_content", "reasoning", "reasoning_details", "output")
    ):
        words = len(thought(answer.message))
        return Finding(
            "ok", "thinking", f"comes along ({words:,} characters to read) and is sent back as it came"
        )
    return Finding("ok", "thinking", "none is shown")


def _numbers(
    answer: Answer,
    messages: Sequence[Message],
    tools: Sequence[dict[str, Any]],
    prices: Prices | None,
    seconds: float,
    endpoint: Endpoint,
) -> list[Finding]:
    told, output = answer.prompt_tokens, counts.output_tokens(answer.usage, endpoint.most_tokens)
    sent = int(len(json.dumps([messages, list(tools)], ensure_ascii=False)) / FIRST_GUESS)
    if told is None or output is None:
        usage = Finding("warn", "usage", "tokens are not told (or make no sense) and will be estimated")
    elif told < 0.6 * sent:
        usage = Finding(
            "fail", "usage", f"{told:,} tokens counted where about {sent:,} were sent: some is left out"
        )
    else:
        cached = counts.cached_tokens(answer.usage)
        seen = "cached tokens are not told" if cached is None else f"{cached:,} cached"
        usage = Finding("ok", "usage", f"{told:,} tokens in ({seen}), {output:,} out")
    speed = f"{seconds:.1f} s for an answer" + (f", {output / seconds:.0f} tokens a second" if output else "")
    usd = counts.usd(answer.usage)
    if usd is not None:
        price = Finding("ok", "cost", f"told with each answer: ${usd:.4f} for this one")
    elif prices is not None:
        known = prices.usd(told or sent, 0, output or 0)
        price = Finding("ok", "cost", f"${known:.4f} for this answer, by the price list")
    else:
        price = Finding("warn", "cost", "not known: give --price-in and --price-out")
    return [usage, Finding("ok", "speed", speed), price]


def _price(
    output: int,
    system_prompt: str,
    tools: Sequence[dict[str, Any]],
    context: Context,
    prices: Prices | None,
    answer: Answer,
) -> Finding:
    if prices is None:
        told = counts.usd(answer.usage)
        if told is None or not answer.prompt_tokens:
            return Finding("warn", "a year", "cannot be priced")
        rate = told / (answer.prompt_tokens + output) * 1e6
        prices = Prices(input=rate, output=rate)
    row = reckon(YEAR, system_prompt, tools, max(output, 50), context, prices)
    return Finding(
        "ok",
        "a year",
        f"about ${row.usd:,.0f} if what was sent before is cached, ${row.usd_uncached:,.0f} if not,"
        f" at {max(output, 50):,} tokens an answer",
    )


async def _taken_back(
    endpoint: Endpoint,
    messages: Sequence[Message],
    answer: Answer,
    tools: Sequence[dict[str, Any]],
    hears: _Impatient,
) -> Finding:
    """Whether the answer is accepted in the next request, with all that it brought along."""
    results: list[Message] = [
        {"role": "tool", "tool_call_id": call.id, "content": RESULT} for call in answer.calls
    ]
    more = results or [{"role": "user", "content": GO_ON}]
    try:
        await endpoint.answer([*messages, answer.message, *more], tools, hears, same_again=0)
    except (AgentError, StopRun, ContextTooLongError) as error:
        return Finding("fail", "goes back", f"the endpoint does not take its own answer back: {error}")
    return Finding("ok", "goes back", "the answer is accepted in the next request")


async def _window(
    endpoint: Endpoint,
    system_prompt: str,
    tools: Sequence[dict[str, Any]],
    context: Context,
    hears: _Impatient,
) -> Finding:
    """Whether a full conversation fits into the window: a server may cut it off without a word."""
    room = context.tokens - int(len(json.dumps(list(tools))) / FIRST_GUESS)
    lines = (f"Note {number}: the shelf is full, the street is quiet." for number in range(10**6))
    text, size = [], len(system_prompt)
    for line in lines:
        size += len(line) + 1
        if size / FIRST_GUESS > 0.9 * room:
            break
        text.append(line)
    long = [
        {"role": "system", "content": system_prompt},
        {"role": "user", "content": "\n".join([*text, TASK])},
    ]
    about = int(size / FIRST_GUESS) + context.tokens - room
    try:
        answer = await endpoint.answer(long, tools, hears, same_again=0)
    except ContextTooLongError as error:
        named = f" ({error.window:,} tokens)" if error.window else ""
        return Finding(
            "warn",
            "window",
            f"smaller than {context.tokens:,} tokens{named}; the conversation is kept shorter",
        )
    except (AgentError, StopRun) as error:
        return Finding("fail", "window", f"a long conversation fails: {error}")
    told = answer.prompt_tokens
    if told is not None and told < 0.5 * about:
        return Finding(
            "fail",
            "window",
            f"of about {about:,} tokens the server read {told:,}: it cuts off the rest without a word",
        )
    return Finding("ok", "window", f"a conversation of about {about:,} tokens fits")
