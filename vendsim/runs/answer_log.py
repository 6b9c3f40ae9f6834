"""``voice.jsonl`` and ``reader.jsonl``: what a model has answered about supplier mail, by content.

Append-only, one object per line. A request that stands in it is never made again, so that a resumed run goes
on as before, and a run in a folder that holds a copy of it is the same to the byte without the endpoint.
Failures stand in it too: a mail for which there was no answer has none again.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import AliasChoices, BaseModel, Field, ValidationError

from vendsim.runs.disk import on_disk

VOICE_FILE = "voice.jsonl"
READER_FILE = "reader.jsonl"
ANSWER_FILES = frozenset({VOICE_FILE, READER_FILE})
"""What a folder may hold before its run starts: the answers of a run that is to be repeated."""


class Answer(BaseModel, defer_build=True):
    """One request and its outcome."""

    key: str  # SHA-256 of model and prompt
    model: str  # name of the model
    question: str = Field(validation_alias=AliasChoices("question", "template"))  # what it was asked
    reply: str | None  # as the model gave it, usable or not; None: there was none
    failure: str | None = None  # why there was none
    usd: float | None = None  # dollars that it cost, failed tries included; None: nobody knows


class AnswerLog:
    """The file of one run folder, read when it is first needed. If a key stands twice, the first counts."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._answers: dict[str, Answer] | None = None
        self._length = 0  # of the whole lines, in bytes

    def find(self, key: str) -> Answer | None:
        """What is known about a request."""
        return self._read().get(key)

    @property
    def usd(self) -> float | None:
        """Dollars that all answers cost; None: nobody knows of some."""
        costs = [answer.usd for answer in self._read().values()]
        return None if None in costs else sum(usd for usd in costs if usd is not None)

    def add(self, answer: Answer) -> None:
        """Append an outcome. Raises FolderError if it cannot be written."""
        self._read()[answer.key] = answer
        line = f"{answer.model_dump_json()}\n".encode()
        with on_disk(self.path), self.path.open("ab") as file:
            file.truncate(self._length)  # what a crash left unfinished
            file.write(line)
        self._length += len(line)

    def _read(self) -> dict[str, Answer]:
        if self._answers is None:
            self._answers = {}
            for line in self._whole_lines():
                try:
                    answer = Answer.model_validate_json(line)
                except ValidationError:
                    continue  # damaged: as if it had never been asked
                self._answers.setdefault(answer.key, answer)
        return self._answers

    def _whole_lines(self) -> list[bytes]:
        if not self.path.exists():
            return []
        with on_disk(self.path):
            content = self.path.read_bytes()
        self._length = content.rfind(b"\n") + 1
        return content[: self._length].splitlines()
