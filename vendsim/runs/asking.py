"""Asking a model behind an OpenAI-compatible endpoint about supplier mail: patiently, and nothing twice.

A run never stops because of it: what fails is told, written down and counted, and the world goes on without.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vendsim import models
from vendsim import usage as counts
from vendsim.agent import Prices
from vendsim.keys import without
from vendsim.runs.answer_log import Answer, AnswerLog
from vendsim.runs.secrets import describe
from vendsim.tokens import estimated_tokens

if TYPE_CHECKING:
    from openai import OpenAI

_LONGEST_REPLY = 60_000  # characters kept of an answer; no mail is that long
_LONGEST_REASON = 300
_PASSING = (408, 409, 425, 429)


@dataclass(frozen=True, slots=True)
class Patience:
    """How much a mail may cost before the run goes on without an answer."""

    tries: int = 2
    pause: float = 1.0  # seconds between tries
    failures: int = 5  # mails in a row, after which the endpoint counts as gone
    knocks: int = 20  # and only every so many mails it is tried again


class UnrecordedMailError(Exception):
    """A model that is not to be asked was needed for a mail that its log does not have."""


class RecordedModel:
    """A model whose log is asked first, and its endpoint for what is not in it.

    One that does not ask answers from the log alone, writes nothing, and raises UnrecordedMailError for what
    is not in it.
    """

    def __init__(
        self, endpoint: models.ModelEndpoint, log: AnswerLog, patience: Patience, asks: bool = True
    ) -> None:
        self._endpoint, self._log, self._patience, self._asks = endpoint, log, patience, asks
        self._failures = 0  # mails in a row
        self._usd: float | None = 0.0  # of the mail that is asked about
        self._client: OpenAI | None = None

    def reply(self, instructions: str, question: str, supplier: str) -> str | None:
        """The model's text, or None if there is none. ``supplier`` is whose mail it is, for errors."""
        messages = [{"role": "system", "content": instructions}, {"role": "user", "content": question}]
        key = hashlib.sha256(json.dumps([self._endpoint.model, messages]).encode()).hexdigest()
        answer = self._log.find(key)
        if answer is None and not self._asks:
            raise UnrecordedMailError(f"{self._log.path.name} does not hold a mail of {supplier}")
        if answer is None:
            self._usd = 0.0
            reply, failure = self._answer(messages)
            answer = Answer(
                key=key,
                model=self._endpoint.model,
                question=question,
                reply=reply,
                failure=failure,
                usd=self._usd,
            )
            self._log.add(answer)
        return answer.reply

    @property
    def usd(self) -> float | None:
        """Dollars that all answers have cost, also in earlier sittings; None: nobody knows."""
        return self._log.usd

    def _answer(self, messages: list[dict[str, str]]) -> tuple[str | None, str | None]:
        """The model's text, or why there is none."""
        gone = self._failures >= self._patience.failures
        if gone and self._failures % self._patience.knocks:
            self._failures += 1
            return None, "the endpoint kept failing and was not asked"
        reply, failure = self._ask_patiently(messages)
        self._failures = 0 if failure is None else self._failures + 1
        return reply, failure

    def _ask_patiently(self, messages: list[dict[str, str]]) -> tuple[str | None, str | None]:
        failure = ""
        for attempt in range(self._patience.tries):
            if attempt:
                time.sleep(self._patience.pause)
            try:
                return self._ask(messages), None
            except Exception as error:  # whatever it is, the run goes on without
                failure = self._without_key(describe(error, self._endpoint.api_key_env))[:_LONGEST_REASON]
                if not _may_pass(error):
                    break
        return None, failure

    def _ask(self, messages: list[dict[str, str]]) -> str:
        came = self._post(messages)
        answer = json.loads(came)
        self._charge(answer.get("usage"), messages, came)
        text = answer["choices"][0]["message"]["content"]
        if not isinstance(text, str) or not text.strip():
            raise ValueError("the answer has no text")
        # Half an emoji cannot be written down; an echoed key must not be.
        text = text[:_LONGEST_REPLY].encode("utf-8", "replace").decode("utf-8")
        return self._without_key(text)

    def _post(self, messages: list[dict[str, str]]) -> str:
        import openai

        body = {"model": self._endpoint.model, "messages": messages}
        try:
            return str(self._sdk().post("/chat/completions", cast_to=str, body=body))
        except openai.APITimeoutError:
            self._charge(None, messages, "")  # an answer may be made and charged all the same
            raise

    def _charge(self, usage: Any, messages: list[dict[str, str]], came: str) -> None:
        """Count what an answer cost: as it says, or by the prices of the scenario."""
        told = counts.usd(usage)
        given = self._endpoint.price_in, self._endpoint.price_out
        if not told and None not in given:
            prompt = counts.prompt_tokens(usage) or estimated_tokens(json.dumps(messages))
            output = counts.output_tokens(usage) or estimated_tokens(came)
            told = Prices(input=given[0] or 0.0, output=given[1] or 0.0).usd(prompt, 0, output)
        self._usd = None if told is None or self._usd is None else self._usd + told

    def _sdk(self) -> OpenAI:
        if self._client is None:
            import openai

            seconds = self._endpoint.timeout
            self._client = openai.OpenAI(
                api_key=self._key or "none",
                base_url=self._endpoint.base_url,
                max_retries=0,  # the patience is ours
                timeout=openai.Timeout(seconds, connect=min(seconds, 10.0)),
            )
        return self._client

    @property
    def _key(self) -> str:
        name = self._endpoint.api_key_env
        return os.environ.get(name, "").strip() if name else ""

    def _without_key(self, text: str) -> str:
        return without(text, self._key)


def _may_pass(error: Any) -> bool:
    """Whether the same request may work later: anything but a plain no of the endpoint."""
    status = getattr(error, "status_code", None)
    return not isinstance(status, int) or status >= 500 or status in _PASSING
