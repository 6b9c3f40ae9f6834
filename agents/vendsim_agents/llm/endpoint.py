"""The endpoint of a language model: one request at a time, asked again with patience when it fails."""

from __future__ import annotations

import asyncio
import hashlib
import math
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from vendsim import usage as counts
from vendsim.agent import AgentOptions, StopRun
from vendsim_agents.llm.address import Address, find_address
from vendsim_agents.llm.answers import (
    Answer,
    BodyError,
    Message,
    UnreadableAnswerError,
    WindowFullError,
    read_answer,
)
from vendsim_agents.llm.connections import Connection, HttpError, LineError, connect, is_here, release
from vendsim_agents.llm.failures import (
    AgentError,
    ContextTooLongError,
    RejectedError,
    StubbornError,
    TransientError,
    meaning,
)
from vendsim_agents.llm.profile import Rules, choose_profile
from vendsim_agents.llm.requests import Requests, check_options, has_bad_arguments
from vendsim_agents.llm.responses import as_chat

MOST_TOKENS = 200_000  # of an answer without a limit; more is no count
LONG_ANSWER = 8_192  # tokens; an endpoint that was told no limit and has gone beyond is told this one
SAME_AGAIN = 2  # times that a rejected request is made again as it is, once the endpoint has answered

STUBBORN = 6  # times that an endpoint crashes at a request in a row, before it is made otherwise
_NO_CONTENT = re.compile(
    r"content.{0,80}(null|none|empty|string|requir|missing)|(null|none|empty|missing).{0,40}content"
)
GATEWAY_TIMEOUTS = (408, 504, 524)  # of a proxy that gave up on a model which may still answer
LATE = 5.0  # seconds, after which such a model has probably been asked

FULL_AGAIN = 8  # times that "the window is full" is not believed of one that is not even half full


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to go on asking an endpoint that fails, in seconds of one sitting.

    Before its first answer something may simply be set up wrongly; after it, an outage has to pass.
    """

    first_answer: float = 300.0  # from the first failure until the agent gives up
    outage: float = 6 * 3600.0  # the same, after an answer; then the run stops, to be resumed
    longest_asked: float = 3600.0  # the longest wait that an endpoint may ask for, after an answer
    first_wait: float = 1.0  # doubled after each failure
    longest_wait: float = 60.0  # unless the endpoint itself asks for longer
    timeout: float = 600.0  # for one answer; for one silence where answers are streamed
    longest_stream: float = 3600.0  # for one answer that is streamed
    connect_timeout: float = 10.0
    useless_answers: int = 30  # in a row, which may all have been charged; then the run stops
    slow: float = 60.0  # between two words to whoever watches; the first comes sooner


class Listener(Protocol):
    """Who is told how a request gets on."""

    def wait(self, failure: TransientError, seconds: float) -> None:
        """It failed and is made again after so many seconds; raises StopRun if there is no time for that."""

    def lost(self, usage: Mapping[str, Any] | None, text: str) -> None:
        """An answer may have been made and charged that never arrived, or only a part of it did."""

    def show(self, text: str) -> None:
        """Words for whoever watches."""

    @property
    def nearly_full(self) -> bool:
        """Whether the conversation may really have filled the window."""

    @property
    def seconds_left(self) -> float:
        """Until the time of this sitting is over."""

    def check_time(self) -> None:
        """Raise StopRun when it is."""


class Endpoint:
    """Answers to conversations, from the model and the place the options name.

    Raises AgentError when they cannot work: no model, a base URL that is none, no key where one is needed.
    """

    def __init__(self, options: AgentOptions, patience: Patience) -> None:
        base_url = options.base_url or os.environ.get("OPENAI_BASE_URL") or None
        if base_url and not options.profile:
            options = options.model_copy(update={"base_url": base_url})
        profile = choose_profile(options.profile, base_url)
        self.address: Address = find_address(options, profile)
        self._options = options
        self._follow(profile.rules(self.address.model))
        check_options(options, self.rules, profile.name)
        self._patience = patience
        self._connection: Connection | None = None
        self._limit: int | None = self.rules.answer_limit  # of an answer, where the user set none
        self.window: int | None = None  # tokens, once it is known
        self.answered = False  # in this sitting
        self._failing_since = math.inf  # on the monotonic clock

    async def answer(
        self,
        messages: Sequence[Message],
        tools: Sequence[dict[str, Any]],
        listener: Listener,
        same_again: int = SAME_AGAIN,
        stubborn: int | None = STUBBORN,
    ) -> Answer:
        """The model's next message.

        Raises ContextTooLongError or RejectedError when these messages will not do (a rejected one is made
        ``same_again`` times more, once the endpoint has answered, and one at which it fails ``stubborn``
        times), AgentError when waiting does not help, StopRun when it has not helped so far.
        """
        while True:
            try:
                return await self._answer(messages, tools, listener, same_again, stubborn)
            except RejectedError as error:
                rules = self._humoured(error.said, messages)
                if rules is None:
                    raise
                self._follow(rules)

    @property
    def is_here(self) -> bool:
        """Whether the endpoint is on this machine."""
        return is_here(self.address)

    @property
    def most_tokens(self) -> int:
        """How many tokens an answer can have."""
        return self._requests.limit or self._limit or MOST_TOKENS

    @property
    def limit(self) -> int | None:
        """How many tokens an answer is told that it may have; None: nothing is said."""
        return self._requests.limit or self.answer_limit

    @property
    def answer_limit(self) -> int | None:
        """The limit where the user set none: a part of the window, where that is known."""
        if self._limit is None or self._requests.limits_answers:
            return None
        return self._limit if self.window is None else max(1, min(self._limit, self.window // 4))

    def saw_long_answer(self) -> None:
        """From now on set a limit: a small model may go on for ever."""
        if self._limit is None:
            self._limit = LONG_ANSWER

    def tell_mornings_in_results(self) -> None:
        """From now on let no user message follow the result of a call."""
        self._follow(self.rules.model_copy(update={"morning": "tool"}))

    async def _answer(
        self,
        messages: Sequence[Message],
        tools: Sequence[dict[str, Any]],
        listener: Listener,
        same_again: int,
        stubborn: int | None,
    ) -> Answer:
        patience = self._patience
        body = self._requests.body(messages, tools, self.answer_limit)
        limiter = self._connected().limiter(self.address.model)
        wait, useless, full, crashes = patience.first_wait, 0, 0, 0
        while True:
            with _Ticker(patience.slow, listener.show) as ticker:
                try:
                    async with asyncio.timeout(_bounded(listener.seconds_left)), limiter.place():
                        answer = await self._ask(body, ticker)
                except TransientError as error:
                    failure = error
                except ContextTooLongError as error:
                    if error.charged:
                        listener.lost(error.usage, "")
                        full += 1
                    if not error.charged or listener.nearly_full or full > FULL_AGAIN:
                        raise
                    failure = TransientError("unreadable", str(error))
                except RejectedError as error:
                    if not self.answered or same_again <= 0 or self._humoured(error.said, messages):
                        raise
                    same_again -= 1
                    failure = TransientError("puzzling", str(error), last=error)
                except TimeoutError:
                    if ticker.is_asked:
                        listener.lost(None, "")
                    listener.check_time()
                    continue
                except asyncio.CancelledError:
                    if ticker.is_asked:  # what was asked for may be made and charged all the same
                        listener.lost(None, "")
                    raise
                else:
                    limiter.answered()
                    self.answered, self._failing_since = True, math.inf
                    return answer
            useless += failure.charged
            if failure.charged or failure.late:
                listener.lost(failure.usage, failure.text)
            pause = wait if failure.retry_after is None else failure.retry_after
            if failure.rate_limit:
                limiter.refused(min(pause, patience.longest_asked))
            self._failing_since = min(self._failing_since, time.monotonic())
            self._judge(failure, pause, useless)
            crashes = crashes + 1 if failure.crash else 0
            if stubborn is not None and crashes >= stubborn:
                raise StubbornError(str(failure))
            listener.wait(failure, pause)
            await asyncio.sleep(pause)
            wait = min(2 * wait, patience.longest_wait)

    def _judge(self, failure: TransientError, pause: float, useless: int) -> None:
        """Raise AgentError when waiting does not help, StopRun when it has not helped so far."""
        patience = self._patience
        over = time.monotonic() + pause - self._failing_since
        if not self.answered:
            if over > patience.first_answer:
                raise failure.last or AgentError(self._gave_up(failure))
            return
        if failure.soon_hopeless and failure.last is not None and over > patience.first_answer:
            raise failure.last
        if pause > patience.longest_asked:
            raise StopRun(
                f"{self.address.place} asks to wait {pause:.0f} seconds ({failure}); resume after that"
            )
        if over > patience.outage:
            hours = patience.outage / 3600
            raise StopRun(f"{self.address.place} has failed for {hours:.2g} hours (last: {failure})")
        if useless >= patience.useless_answers:
            raise StopRun(
                f"{self.address.place} sent {useless} answers in a row that are not the model's and may"
                f" all be charged (last: {failure})"
            )

    async def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection = None
            await release(self.address)

    def _follow(self, rules: Rules) -> None:
        self.rules = rules
        self._requests = Requests(self.address.model, rules, self._options)

    def _humoured(self, said: str, messages: Sequence[Message]) -> Rules | None:
        """Rules under which a rejected request may be taken, if what is said names what to change."""
        rules, low = self.rules, said.lower()
        if rules.bad_arguments != "empty object" and any(map(has_bad_arguments, messages)):
            # An endpoint that parses what a model once sent as arguments would never answer again.
            return rules.model_copy(update={"bad_arguments": "empty object"})
        for field in ("reasoning_content", "reasoning"):
            lacks = any(m["role"] == "assistant" and m.get(field) is None for m in messages)
            if field in low and lacks and not (rules.fill_texts and field in rules.fill):
                return rules.model_copy(update={"fill": {**rules.fill, field: ""}, "fill_texts": True})
        silent = any(m["role"] == "assistant" and not m.get("content") for m in messages)
        if rules.empty_content == "as received" and silent and _NO_CONTENT.search(low):
            return rules.model_copy(update={"empty_content": "text"})
        if "max_completion_tokens" in low and rules.max_tokens_field == "max_tokens":
            return rules.model_copy(update={"max_tokens_field": "max_completion_tokens"})
        if rules.max_tokens_field in low and self.answer_limit is not None:
            self._limit = None
            return rules.model_copy(update={"answer_limit": None})
        return None

    async def _ask(self, body: bytes, ticker: _Ticker) -> Answer:
        import openai

        patience, streamed = self._patience, self._requests.streams
        seconds = patience.timeout
        timeout = openai.Timeout(seconds, connect=min(seconds, patience.connect_timeout))
        total = patience.longest_stream if streamed else seconds
        path = "/responses" if self.rules.api == "responses" else "/chat/completions"
        ticker.asked()
        began = time.monotonic()
        try:
            async with asyncio.timeout(total):
                text = await self._connected().post(path, body, timeout, ticker.heard)
        except TimeoutError:
            raise TransientError(
                "timeout", f"no whole answer within {total:g} seconds", charged=True
            ) from None
        except HttpError as error:
            found = meaning(error.status, error.text, self.address, error.headers, self.answered)
            if isinstance(found, TransientError):
                found.crash = error.status == 500
                found.late = error.status in GATEWAY_TIMEOUTS and time.monotonic() - began > LATE
            raise found from None
        except LineError as error:
            raise self._line_failure(error, seconds) from None
        return self._read(text, body)

    def _read(self, text: str, body: bytes) -> Answer:
        """The answer in a response. Raises what it means when there is none."""

        def mark() -> str:
            return hashlib.sha256(body).hexdigest()[:10]

        try:
            if self.rules.api == "responses":
                text = as_chat(text)
            return read_answer(text, self.address.without_key, mark)
        except WindowFullError as error:
            raise ContextTooLongError(str(error), charged=True, usage=error.usage) from None
        except UnreadableAnswerError as error:
            reason = self.address.in_short(str(error))
            raise TransientError(
                "unreadable", reason, charged=True, usage=error.usage, text=error.text
            ) from None
        except BodyError as error:
            found = meaning(200, error.body, self.address, None, self.answered)
            if isinstance(found, TransientError) and counts.output_tokens(error.usage):
                found.charged, found.usage = True, error.usage
            raise found from None

    def _line_failure(self, error: LineError, seconds: float) -> Exception:
        said = self.address.in_short(str(error))
        if error.hopeless:
            return AgentError(
                f"{self.address.place} shows a certificate that is not trusted ({said});"
                " SSL_CERT_FILE may name a file with its authority"
            )
        if error.sort == "timeout":
            said = (
                f"nothing for {seconds:g} seconds" if error.text else f"no answer within {seconds:g} seconds"
            )
        return TransientError(error.sort, said, charged=error.sent, text=error.text)

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = connect(self.address)
        return self._connection

    def _gave_up(self, failure: TransientError) -> str:
        asked = f" and asks to wait {failure.retry_after:.0f} seconds" if failure.retry_after else ""
        return (
            f"{self.address.place} kept failing{asked} (last: {failure}); gave up, because it has not"
            f" answered at all within {self._patience.first_answer:.0f} seconds"
        )


class _Ticker:
    """Says every so often what a request is waiting for."""

    def __init__(self, every: float, show: Callable[[str], None]) -> None:
        self._every, self._show = every, show
        self._began = time.monotonic()
        self.is_asked, self._bytes = False, 0
        self._handle: asyncio.TimerHandle | None = None

    def __enter__(self) -> _Ticker:
        self._next(self._every / 6)
        return self

    def __exit__(self, *_: object) -> None:
        if self._handle is not None:
            self._handle.cancel()

    def asked(self) -> None:
        """The request is on its way: before, it waited for its turn."""
        self.is_asked = True

    def heard(self, count: int) -> None:
        """So many bytes have come so far."""
        self._bytes = count

    def _next(self, seconds: float) -> None:
        self._handle = asyncio.get_running_loop().call_later(seconds, self._tick)

    def _tick(self) -> None:
        seconds = time.monotonic() - self._began
        so_long = f"{seconds:.0f} s" if seconds < 60 else f"{seconds / 60:.0f} min"
        what = "the model's answer" if self.is_asked else "the endpoint's rate limit"
        came = f", {self._bytes:,} bytes so far" if self._bytes else ""
        self._show(f"waiting for {what} for {so_long}{came}")
        self._next(self._every)


def _bounded(seconds: float) -> float | None:
    return None if math.isinf(seconds) else seconds
