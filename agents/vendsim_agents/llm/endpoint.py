"""The endpoint of a language model: one request at a time, asked again with patience when it fails."""

from __future__ import annotations

import asyncio
import math
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from vendsim.agent import AgentOptions
from vendsim_agents.llm.address import Address, find_address
from vendsim_agents.llm.answers import Answer, Message, UnreadableAnswerError, read_answer
from vendsim_agents.llm.connections import Connection, connect, release
from vendsim_agents.llm.failures import AgentError, RejectedError, TransientError, meaning
from vendsim_agents.llm.profile import Rules, choose_profile
from vendsim_agents.llm.requests import Requests, check_options, has_bad_arguments


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to go on asking an endpoint that fails, in seconds.

    Before its first answer something may simply be set up wrongly; after it, only a budget ends the waiting.
    """

    first_answer: float = 300.0  # from the first failure until the agent gives up
    first_wait: float = 1.0  # doubled after each failure
    longest_wait: float = 60.0  # unless the endpoint itself asks for longer
    timeout: float = 600.0  # for one answer; reasoning models think long
    connect_timeout: float = 10.0


OnWait = Callable[[TransientError, float], None]


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

    async def answer(
        self, messages: Sequence[Message], tools: Sequence[dict[str, Any]], patient: bool, on_wait: OnWait
    ) -> Answer:
        """The model's next message. ``on_wait`` hears the failure and the seconds before every wait.

        ``patient`` says that this conversation has been answered before. Raises ContextTooLongError or
        RejectedError when these messages will not do, AgentError when waiting does not help.
        """
        try:
            return await self._answer(messages, tools, patient, on_wait)
        except RejectedError:
            if self.rules.bad_arguments == "empty object" or not any(map(has_bad_arguments, messages)):
                raise
            # An endpoint that parses what a model once sent as arguments would never answer again.
            self._follow(self.rules.model_copy(update={"bad_arguments": "empty object"}))
            return await self._answer(messages, tools, patient, on_wait)

    async def _answer(
        self, messages: Sequence[Message], tools: Sequence[dict[str, Any]], patient: bool, on_wait: OnWait
    ) -> Answer:
        body = self._requests.body(messages, tools)
        limiter = self._connected().limiter
        wait, deadline = self._patience.first_wait, math.inf
        while True:
            try:
                async with limiter.place():
                    answer = await self._ask(body)
                limiter.answered()
                return answer
            except TransientError as failure:
                pause = wait if failure.retry_after is None else failure.retry_after
                if failure.rate_limit:
                    limiter.refused(pause)
                if not patient:
                    deadline = min(deadline, time.monotonic() + self._patience.first_answer)
                if time.monotonic() + pause > deadline:
                    raise AgentError(self._gave_up(failure)) from None
                on_wait(failure, pause)
                await asyncio.sleep(pause)
                wait = min(2 * wait, self._patience.longest_wait)

    async def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection = None
            await release(self.address)

    def _follow(self, rules: Rules) -> None:
        self.rules = rules
        self._requests = Requests(self.address.model, rules, self._options)

    async def _ask(self, body: bytes) -> Answer:
        import openai

        seconds = self._patience.timeout
        timeout = openai.Timeout(seconds, connect=min(seconds, self._patience.connect_timeout))
        try:
            text = await self._connected().post("/chat/completions", body, timeout)
            return read_answer(self.address.without_key(text))
        except UnreadableAnswerError as error:
            raise TransientError("unreadable", self.address.in_short(str(error))) from None
        except openai.APIStatusError as error:
            raise meaning(error, self.address) from None
        except openai.APITimeoutError:
            raise TransientError("timeout", f"no answer within {seconds:g} seconds") from None
        except openai.APIError as error:
            reason = str(error.__cause__ or error.message)
            raise TransientError("connection", self.address.in_short(reason)) from None

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
