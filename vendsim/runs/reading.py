"""Reading what a run has left behind, also while it goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from vendsim.events import ANY_EVENT, Event

EVENTS_FILE = "events.jsonl"


def read_events(folder: Path) -> Iterator[Event]:
    """The events of a run so far; one that is still being written is left out.

    Raises ValueError, in one sentence, for a line that is no event.
    """
    path = folder / EVENTS_FILE
    if not path.is_file():
        return
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.endswith(b"\n"):
                return
            try:
                yield ANY_EVENT.validate_json(line)
            except ValidationError:
                raise ValueError(f"{path}, line {number} is not an event that this version knows") from None
