"""The models that a scenario names for its suppliers: one that words their mail, one that reads it."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

from vendsim.runs.answer_log import READER_FILE, VOICE_FILE, AnswerLog
from vendsim.runs.asking import Patience
from vendsim.runs.folder import Checkpoint
from vendsim.runs.reader import ModelReader, make_reader
from vendsim.runs.record import ReaderCounts, RunRecord, VoiceCounts
from vendsim.runs.voice import ModelVoice, make_voice


class SupplierModels(TypedDict):
    """As an `Episode` takes them."""

    voice: ModelVoice | None
    reader: ModelReader | None


def supplier_models(
    record: RunRecord, folder: Path, patience: Patience | None = None, *, asks: bool = True
) -> SupplierModels:
    """Both models of a run, which count into its record; see `make_voice` and `make_reader`."""
    return SupplierModels(
        voice=make_voice(record, folder, patience, asks=asks),
        reader=make_reader(record, folder, patience, asks=asks),
    )


def supplier_usd(record: RunRecord, folder: Path) -> float | None:
    """Dollars that both models of a run have cost so far; None: nobody knows."""
    logs = [(record.voice, VOICE_FILE), (record.reader, READER_FILE)]
    costs = [AnswerLog(folder / name).usd for counts, name in logs if counts is not None]
    return None if None in costs else sum(usd for usd in costs if usd is not None)


def counted_until(record: RunRecord, checkpoint: Checkpoint | None) -> RunRecord:
    """The record with what became of the suppliers' mail until a checkpoint, from which a run goes on."""
    counts: dict[str, VoiceCounts | ReaderCounts] = {}
    if record.voice is not None:
        counts["voice"] = (checkpoint and checkpoint.voice) or VoiceCounts()
    if record.reader is not None:
        counts["reader"] = (checkpoint and checkpoint.reader) or ReaderCounts()
    return record.model_copy(update=counts)
