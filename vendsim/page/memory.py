"""What an agent had written down for itself, as it stood on any day: notes, reminders, other memories."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from vendsim import events
from vendsim.events import Event
from vendsim.runs.calls import Call
from vendsim.scenario import Scenario


@dataclass(slots=True)
class Note:
    """One note, or one text in another store."""

    id: str
    day: int
    time: str
    title: str
    text: str
    until: int | None = None  # day on which it was deleted or replaced

    @property
    def head(self) -> dict[str, Any]:
        """Everything but the text, which may be long."""
        return {"id": self.id, "day": self.day, "time": self.time, "title": self.title, "until": self.until}


@dataclass(slots=True)
class Reminder:
    """One reminder."""

    day: int  # on which it was set
    due: int
    text: str
    until: int | None = None  # day on which it was cancelled


@dataclass(slots=True)
class Kept:
    """All of it."""

    notes: list[Note] = field(default_factory=list)
    reminders: list[Reminder] = field(default_factory=list)


_NUMBER = re.compile(r"\b(\d+)\b")


def notes_and_reminders(scenario: Scenario, happened: Sequence[Event], calls: Sequence[Call]) -> Kept:
    """Everything that was written down in a run."""
    kept = Kept()
    ids: dict[int, Reminder] = {}
    for event in happened:
        if isinstance(event, events.NoteWritten):
            kept.notes.append(Note(str(event.note), event.day, event.time, event.title, event.text))
    for call in calls:
        if call.error is None and isinstance(call.arguments, Mapping):
            _apply(scenario, kept, ids, call, call.arguments)
    return kept


def _apply(
    scenario: Scenario, kept: Kept, ids: dict[int, Reminder], call: Call, arguments: Mapping[str, Any]
) -> None:
    given = arguments.get
    match call.tool:
        case "delete_note" | "delete_memory":
            _end(kept, str(given("id")), call.day)
        case "set_reminder":
            reminder = Reminder(call.day, _due(scenario, call.day, arguments), str(given("text", "")))
            kept.reminders.append(reminder)
            answer = call.reply.partition("\n")[2]
            if number := _NUMBER.search(answer):
                ids[int(number.group(1))] = reminder
        case "cancel_reminder":
            if str(given("id")).isdigit() and (reminder_ := ids.get(int(str(given("id"))))):
                reminder_.until = call.day
        case "write_scratchpad":
            _replace(kept, call, "scratchpad", "Scratchpad", str(given("text", "")))
        case "delete_scratchpad":
            _end(kept, "scratchpad", call.day)
        case "set_value":
            key = str(given("key", ""))
            _replace(kept, call, f"key {key}", f"Key {key}", str(given("value", "")))
        case "delete_value":
            _end(kept, f"key {given('key', '')}", call.day)
        case "add_memory":
            if number := _NUMBER.search(call.reply.partition("\n")[2]):
                text = str(given("text", ""))
                kept.notes.append(Note(number.group(1), call.day, call.time, "Vector memory", text))


def _replace(kept: Kept, call: Call, store: str, title: str, text: str) -> None:
    _end(kept, store, call.day)
    kept.notes.append(Note(f"{store} #{len(kept.notes)}", call.day, call.time, title, text))


def _end(kept: Kept, name: str, day: int) -> None:
    for note in kept.notes:
        if note.until is None and note.day <= day and note.id.partition(" #")[0] == name:
            note.until = day


def _due(scenario: Scenario, day: int, arguments: Mapping[str, Any]) -> int:
    try:
        if arguments.get("in_days") is not None:
            return day + int(arguments["in_days"])
        return (date.fromisoformat(str(arguments["date"])) - scenario.start_date).days + 1
    except (KeyError, ValueError, TypeError):
        return day
