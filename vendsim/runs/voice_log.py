"""``voice.jsonl``: what the model that words supplier mail has answered, by content.

Append-only, one object a line. A request that stands in it is never made again, so that a resumed run reads
the same mail as before, and a run in a folder that holds a copy of it is the same to the byte without the
endpoint. Failures stand in it too: a mail that fell back to its template falls back again.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ValidationError

from vendsim.runs.disk import on_disk

VOICE_FILE = "voice.jsonl"


class VoiceEntry(BaseModel):
    """One request and its outcome."""

    key: str  # SHA-256 of model and prompt
    model: str
    template: str
    reply: str | None  # as the model gave it, allowed or not; None: there was none
    failure: str | None = None  # why there was none


class VoiceLog:
    """The file of one run folder, read when it is first needed. If a key stands twice, the first counts."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries: dict[str, VoiceEntry] | None = None
        self._length = 0  # of the whole lines, in bytes

    def find(self, key: str) -> VoiceEntry | None:
        """What is known about a request."""
        return self._read().get(key)

    def add(self, entry: VoiceEntry) -> None:
        """Append an outcome. Raises FolderError if it cannot be written."""
        self._read()[entry.key] = entry
        line = f"{entry.model_dump_json()}\n".encode()
        with on_disk(self._path), self._path.open("ab") as file:
            file.truncate(self._length)  # what a crash left unfinished
            file.write(line)
        self._length += len(line)

    def _read(self) -> dict[str, VoiceEntry]:
        if self._entries is None:
            self._entries = {}
            for line in self._whole_lines():
                try:
                    entry = VoiceEntry.model_validate_json(line)
                except ValidationError:
                    continue  # damaged: as if it had never been asked
                self._entries.setdefault(entry.key, entry)
        return self._entries

    def _whole_lines(self) -> list[bytes]:
        if not self._path.exists():
            return []
        with on_disk(self._path):
            content = self._path.read_bytes()
        self._length = content.rfind(b"\n") + 1
        return content[: self._length].splitlines()
