"""The endpoint of a language model: one request at a time, asked again with patience when it fails."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from vendsim.agent import AgentOptions
from vendsim_agents.llm.answers import Answer, Message, UnreadableAnswerError, read_answer
from vendsim_agents.llm.failures import Address, AgentError, TransientError, meaning

if TYPE_CHECKING:
    from openai import OpenAI


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to go on asking an endpoint that fails, in seconds."""

    total: float = 3600.0  # from the first failure of a request until the agent gives up
    first_wait: float = 1.0  # doubled after each failure
    longest_wait: float = 60.0  # unless the endpoint itself asks for longer
    timeout: float = 600.0  # for one answer; reasoning models think long
    connect_timeout: float = 10.0


class Endpoint:
    """Answers to conversations, from the model and the place the options name.

    Raises AgentError when they cannot work: no model, a base URL that is none, no key where one is needed.
    """

    def __init__(self, options: AgentOptions, patience: Patience) -> None:
        self._address = _address(options)
        self._patience = patience
        self._client: OpenAI | None = None

    def answer(
        self,
        messages: Sequence[Message],
        tools: Sequence[dict[str, Any]],
        on_wait: Callable[[str, float], None],
    ) -> Answer:
        """The model's next message. ``on_wait`` hears the reason and the seconds before every wait.

        Raises ContextTooLongError when the messages do not fit, AgentError when waiting does not help.
        """
        wait, deadline = self._patience.first_wait, math.inf
        while True:
            try:
                return self._ask(messages, tools)
            except TransientError as failure:
                deadline = min(deadline, time.monotonic() + self._patience.total)
                pause = failure.retry_after or wait
                if time.monotonic() + pause > deadline:
                    raise AgentError(self._gave_up(failure)) from None
                on_wait(str(failure), pause)
                time.sleep(pause)
                wait = min(2 * wait, self._patience.longest_wait)

    def _ask(self, messages: Sequence[Message], tools: Sequence[dict[str, Any]]) -> Answer:
        import openai

        body = {"model": self._address.model, "messages": messages, "tools": tools}
        try:
            # The typed create() walks through every message of every request, 45 ms of it at a full
            # context, and parses the answer into its own types; the raw text is what we keep anyway.
            return read_answer(self._sdk().post("/chat/completions", cast_to=str, body=body))
        except UnreadableAnswerError as error:
            raise TransientError(self._address.without_key(str(error))) from None
        except openai.APIStatusError as error:
            raise meaning(error, self._address) from None
        except openai.APIError as error:
            raise TransientError(self._address.without_key(str(error.__cause__ or error.message))) from None

    def _sdk(self) -> OpenAI:
        if self._client is None:
            import openai

            self._client = openai.OpenAI(
                api_key=self._address.key or "none",
                base_url=self._address.base_url,
                max_retries=0,  # the patience is ours
                timeout=openai.Timeout(self._patience.timeout, connect=self._patience.connect_timeout),
            )
        return self._client

    def _gave_up(self, failure: TransientError) -> str:
        asked = f" and asks to wait {failure.retry_after:.0f} seconds" if failure.retry_after else ""
        return (
            f"{self._address.place} kept failing{asked} (last: {failure}); gave up after being patient for up"
            f" to {self._patience.total:.0f} seconds"
        )


def _address(options: AgentOptions) -> Address:
    if not options.model:
        raise AgentError("the llm agent needs the name of a model; give one with --model")
    base_url = options.base_url or os.environ.get("OPENAI_BASE_URL") or None
    if base_url is not None and not _is_url(base_url):
        raise AgentError("the base URL is none; it should look like http://localhost:8000/v1")
    key_name = options.api_key_env or "OPENAI_API_KEY"
    key = os.environ.get(key_name, "").strip() or None
    if key is None and base_url is None:
        raise AgentError(f"no key: set {key_name}, or name a server that needs none with --base-url")
    if key is not None and not (key.isascii() and key.isprintable()):
        raise AgentError(f"the key in {key_name} has characters that no key has; copy it again")
    return Address(options.model, base_url, key_name, key)


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        return False
