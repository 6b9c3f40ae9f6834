"""Supplier mail in the words of a model behind an OpenAI-compatible endpoint.

The model is given a letter that is already written and the tone of its author. It learns nothing about how
anybody does business, and what it says is used only where `voiced.allowed` finds that it says the same. A run
never stops because of it: what fails, or says something else, falls back to the template and is counted.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendsim import scenario as scenarios
from vendsim.keys import without
from vendsim.runs.record import RunRecord, VoiceCounts
from vendsim.runs.secrets import describe
from vendsim.runs.voice_log import VOICE_FILE, VoiceEntry, VoiceLog
from vendsim.suppliers.voiced import Draft, allowed, tidied

if TYPE_CHECKING:
    from openai import OpenAI

_INSTRUCTIONS = """\
You put a supplier's business mail into the words of its author: {contact} of {name}, whose tone is: {tone}.
The user message is a draft that says what was decided. Write the same mail in your own words.
- Say everything that the draft says and nothing more: no new offer, promise, reason, date or number.
- Keep every figure, order number, product name, mail address and date. What belongs together stays together:
  each price with its product, each sum with what it is for.
- Copy lines with the price of a product unchanged, each on a line of its own.
- Plain text, English, about as long as the draft.
- Answer with the mail alone: from the greeting to the signature, no subject, no comment."""

_LONGEST_REPLY = 60_000  # characters kept of an answer; no mail is that long
_LONGEST_REASON = 300
_PASSING = (408, 409, 425, 429)


@dataclass(frozen=True, slots=True)
class Patience:
    """How much a mail may cost before its template is used."""

    tries: int = 2
    pause: float = 1.0  # seconds between tries
    failures: int = 5  # mails in a row, after which the endpoint counts as gone
    knocks: int = 20  # and only every so many mails it is tried again


class UnrecordedMailError(Exception):
    """A voice that asks nobody was given a mail that its log does not have."""


def make_voice(
    record: RunRecord, folder: Path, patience: Patience | None = None, *, asks: bool = True
) -> ModelVoice | None:
    """The voice of a run's suppliers, which counts into the record; None if its scenario names none.

    One that does not ask speaks from the log of the folder alone, writes nothing, and raises
    UnrecordedMailError for what is not in it.
    """
    settings = record.config.get("voice")
    if settings is None or record.voice is None:
        return None
    log = VoiceLog(folder / VOICE_FILE)
    voice = scenarios.Voice.model_validate(settings)
    return ModelVoice(voice, log, record.voice, patience or Patience(), asks)


class ModelVoice:
    """A `Rephrase`: asks the log first and the endpoint for what is not in it."""

    def __init__(
        self,
        settings: scenarios.Voice,
        log: VoiceLog,
        counts: VoiceCounts,
        patience: Patience,
        asks: bool = True,
    ) -> None:
        self._settings, self._log, self._counts, self._patience = settings, log, counts, patience
        self._asks = asks
        self._failures = 0  # mails in a row
        self._client: OpenAI | None = None

    def __call__(self, draft: Draft) -> str | None:
        """The letter as the model says it, or None if it failed or said something else."""
        template, speaker = draft.text, draft.speaker
        instructions = _INSTRUCTIONS.format(contact=speaker.contact, name=speaker.name, tone=speaker.tone)
        messages = [{"role": "system", "content": instructions}, {"role": "user", "content": template}]
        key = hashlib.sha256(json.dumps([self._settings.model, messages]).encode()).hexdigest()
        entry = self._log.find(key)
        if entry is None and not self._asks:
            raise UnrecordedMailError(f"{VOICE_FILE} does not hold a mail of {speaker.name}")
        if entry is None:
            reply, failure = self._answer(messages)
            entry = VoiceEntry(
                key=key, model=self._settings.model, template=template, reply=reply, failure=failure
            )
            self._log.add(entry)
        return self._judge(entry.reply, draft)

    def _judge(self, reply: str | None, draft: Draft) -> str | None:
        if reply is None:
            self._counts.failed += 1
            return None
        text = tidied(reply)
        if not allowed(text, draft):
            self._counts.refused += 1
            return None
        self._counts.voiced += 1
        return text

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
            except Exception as error:  # whatever it is, the run goes on with the template
                failure = self._without_key(describe(error, self._settings.api_key_env))[:_LONGEST_REASON]
                if not _may_pass(error):
                    break
        return None, failure

    def _ask(self, messages: list[dict[str, str]]) -> str:
        body = {"model": self._settings.model, "messages": messages}
        choice = json.loads(self._sdk().post("/chat/completions", cast_to=str, body=body))["choices"][0]
        text = choice["message"]["content"]
        if not isinstance(text, str) or not text.strip():
            raise ValueError("the answer has no text")
        # Half an emoji cannot be written down; an echoed key must not be.
        text = text[:_LONGEST_REPLY].encode("utf-8", "replace").decode("utf-8")
        return self._without_key(text)

    def _sdk(self) -> OpenAI:
        if self._client is None:
            import openai

            seconds = self._settings.timeout
            self._client = openai.OpenAI(
                api_key=self._key or "none",
                base_url=self._settings.base_url,
                max_retries=0,  # the patience is ours
                timeout=openai.Timeout(seconds, connect=min(seconds, 10.0)),
            )
        return self._client

    @property
    def _key(self) -> str:
        name = self._settings.api_key_env
        return os.environ.get(name, "").strip() if name else ""

    def _without_key(self, text: str) -> str:
        return without(text, self._key)


def _may_pass(error: Any) -> bool:
    """Whether the same request may work later: anything but a plain no of the endpoint."""
    status = getattr(error, "status_code", None)
    return not isinstance(status, int) or status >= 500 or status in _PASSING
