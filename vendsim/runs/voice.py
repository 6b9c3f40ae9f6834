"""Supplier mail in the words of a model behind an OpenAI-compatible endpoint.

The model is given a letter that is already written and the tone of its author. It learns nothing about how
anybody does business, and what it says is used only where `voiced.allowed` finds that it says the same. A run
never stops because of it: what fails, or says something else, falls back to the template and is counted.
"""

from __future__ import annotations

from pathlib import Path

from vendsim import models
from vendsim.runs.answer_log import VOICE_FILE, AnswerLog
from vendsim.runs.asking import Patience, RecordedModel
from vendsim.runs.record import RunRecord, VoiceCounts
from vendsim.suppliers.voiced import Draft, allowed, tidied

_INSTRUCTIONS = """\
You put a supplier's business mail into the words of its author: {contact} of {name}, whose tone is: {tone}.
The user message is a draft that says what was decided. Write the same mail in your own words.
- Say everything that the draft says and nothing more: no new offer, promise, reason, date or number.
- Keep every figure, order number, product name, mail address and date. What belongs together stays together:
  each price with its product, each sum with what it is for.
- Copy lines with the price of a product unchanged, each on a line of its own.
- Plain text, English, about as long as the draft.
- Answer with the mail alone: from the greeting to the signature, no subject, no comment."""


def make_voice(
    record: RunRecord, folder: Path, patience: Patience | None = None, *, asks: bool = True
) -> ModelVoice | None:
    """The voice of a run's suppliers, which counts into the record; None if its scenario names none.

    One that does not ask speaks from the log of the folder alone (see `RecordedModel`).
    """
    settings = record.config.get("voice")
    if settings is None or record.voice is None:
        return None
    endpoint, log = models.Voice.model_validate(settings), AnswerLog(folder / VOICE_FILE)
    return ModelVoice(RecordedModel(endpoint, log, patience or Patience(), asks), record.voice)


class ModelVoice:
    """A `Rephrase` that counts what became of each letter."""

    def __init__(self, model: RecordedModel, counts: VoiceCounts) -> None:
        self._model, self._counts = model, counts

    def __call__(self, draft: Draft) -> str | None:
        """The letter as the model says it, or None if it failed or said something else."""
        speaker = draft.speaker
        instructions = _INSTRUCTIONS.format(contact=speaker.contact, name=speaker.name, tone=speaker.tone)
        reply = self._model.reply(instructions, draft.text, speaker.name)
        self._counts.usd = self._model.usd
        if reply is None:
            self._counts.failed += 1
            return None
        text = tidied(reply)
        if not allowed(text, draft):
            self._counts.refused += 1
            return None
        self._counts.voiced += 1
        return text
