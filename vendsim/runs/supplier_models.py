"""The models that a scenario names for its suppliers: one that words their mail, one that reads it."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

from vendsim.runs.asking import Patience
from vendsim.runs.reader import ModelReader, make_reader
from vendsim.runs.record import RunRecord
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
