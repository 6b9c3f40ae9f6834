"""What a failure of an endpoint means: wait, make room, or tell the user.

- `AgentError`: the run cannot go on; one sentence for a person.
- `ContextTooLongError`: the conversation must be shorter.
- `RejectedError`: the endpoint does not take this request; perhaps another.
- `TransientError`: the same request may work later.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openai import APIStatusError

    from vendsim_agents.llm.address import Address


class AgentError(RuntimeError):
    """The agent cannot go on. The message is one sentence that a person can act on and holds no key."""


class ContextTooLongError(Exception):
    """The endpoint says that the conversation does not fit into its context window."""


class RejectedError(AgentError):
    """The endpoint rejects this request, for a reason of its own."""


class TransientError(Exception):
    """A failure that may pass.

    ``sort`` is one of "rate limit", "server error", "timeout", "connection", "unreadable"; ``retry_after`` is
    the wait in seconds the endpoint asked for, if any.
    """

    def __init__(self, sort: str, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.sort = sort
        self.retry_after = retry_after

    @property
    def rate_limit(self) -> bool:
        """Whether the endpoint had too many requests."""
        return self.sort == "rate limit"


# The wordings of OpenAI, Anthropic, Gemini, DeepSeek, Moonshot, Z.ai, OpenRouter, vLLM, SGLang and llama.cpp.
_TOO_LONG = re.compile(
    r"context[ _](length|window|size|limit)|too long|too many tokens|token limit|maximum number of tokens"
    r"|max(imum)? (model |allowed |input )?length|request too large",
    re.IGNORECASE,
)
_TOO_LONG_STATUSES = (400, 413, 422, 500)
_PASSING_STATUSES = (408, 409, 425, 429)
_RATE_STATUSES = (429, 529)  # 529: Anthropic's "overloaded"


def meaning(error: APIStatusError, address: Address) -> Exception:
    """What to raise for an HTTP error: one of the four exceptions above."""
    status = error.status_code
    said = address.in_short(_said(error))
    if _is_too_long(status, f"{error.code} {said}"):
        return ContextTooLongError(said)
    if status == 402 or error.code == "insufficient_quota":
        return AgentError(f"{address.place} says that the account has no credit left (HTTP {status})")
    if status in _PASSING_STATUSES or status >= 500:
        sort = "rate limit" if status in _RATE_STATUSES else "server error"
        return TransientError(sort, f"HTTP {status}: {said}", retry_after(error.response.headers))
    if status == 401:
        return AgentError(_refused_key(address))
    if status == 404:
        return AgentError(
            f'{address.place} does not know the model "{address.model}" or is no chat-completions endpoint'
            f" (HTTP 404: {said}); check the model and the base URL"
        )
    return RejectedError(f"{address.place} rejected the request (HTTP {status}): {said}")


def _said(error: APIStatusError) -> str:
    message = error.body.get("message") if isinstance(error.body, dict) else error.body
    return message if isinstance(message, str) and message else f"status {error.status_code}"


def _is_too_long(status: int, text: str) -> bool:
    if status == 429:  # a limit on tokens a minute that this one request exceeds: waiting never helps
        return "request too large" in text.lower()
    return status == 413 or (status in _TOO_LONG_STATUSES and _TOO_LONG.search(text) is not None)


def _refused_key(address: Address) -> str:
    if address.key is None:
        return f"{address.place} wants a key (HTTP 401), and {address.key_name} is not set; set it to one"
    return f"{address.place} refused the key in {address.key_name} (HTTP 401); set it to a valid one"


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds the endpoint asks to wait (a number or an HTTP date), or None."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) * unit
        except ValueError:
            continue
        return seconds if seconds > 0 and math.isfinite(seconds) else None
    try:
        until = parsedate_to_datetime(headers.get("retry-after", ""))
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    seconds = (until - datetime.now(UTC)).total_seconds()
    return seconds if seconds > 0 else None
