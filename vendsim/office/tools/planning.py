"""Notes and reminders."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from vendsim.events import NoteWritten
from vendsim.office.state import Note, Reminder
from vendsim.office.tools.fields import MAX_NOTE, Count, Id, Line, no_bool
from vendsim.office.tools.registry import Arguments, ToolError, tool
from vendsim.office.world import World
from vendsim.text import printable, shorten

_MOST_NOTES = 2_000
_MOST_REMINDERS = 500
_SHOWN_CHARACTERS = 30_000


class WriteNote(Arguments):
    text: Annotated[str, Field(min_length=1, max_length=MAX_NOTE)]
    title: Annotated[str, Field(max_length=200)] = ""


@tool("look", WriteNote)
def write_note(world: World, args: WriteNote) -> str:
    """Write a note to yourself. Notes stay when earlier conversation is forgotten."""
    if len(world.office.notes) >= _MOST_NOTES:
        raise ToolError(f"The notebook is full ({_MOST_NOTES} notes); delete some first.")
    note = Note(
        id=world.office.new_id(), day=world.day, minute=world.office.minute, title=shorten(args.title, 200),
        text=printable(args.text),
    )  # fmt: skip
    world.office.notes.append(note)
    world.events.append(
        NoteWritten(day=world.day, time=world.time, note=note.id, title=note.title, text=note.text)
    )
    return f"Note {note.id} written."


class ReadNotes(Arguments):
    n: Count = Field(default=5, description="how many, latest first")


@tool("look", ReadNotes)
def read_notes(world: World, args: ReadNotes) -> str:
    """Read your latest notes."""
    return _show(world, world.office.notes[::-1][: args.n]) or "There are no notes."


class SearchNotes(Arguments):
    query: Line


@tool("look", SearchNotes)
def search_notes(world: World, args: SearchNotes) -> str:
    """Find notes that contain all the words, latest first."""
    words = printable(args.query).lower().split()
    found = [n for n in world.office.notes if all(w in f"{n.title} {n.text}".lower() for w in words)]
    return _show(world, found[::-1]) or f'No note contains "{shorten(args.query, 80)}".'


def _show(world: World, notes: list[Note]) -> str:
    parts: list[str] = []
    room = _SHOWN_CHARACTERS
    for note in notes:
        title = f" {note.title}" if note.title else ""
        part = f"Note {note.id} ({world.scenario.date_of(note.day).isoformat()}){title}:\n{note.text}"
        if len(part) > room:
            parts.append(f"... and {len(notes) - len(parts)} more; ask for fewer or search.")
            break
        room -= len(part)
        parts.append(part)
    return "\n\n".join(parts)


class DeleteNote(Arguments):
    id: Id


@tool("look", DeleteNote)
def delete_note(world: World, args: DeleteNote) -> str:
    """Delete a note."""
    if all(note.id != args.id for note in world.office.notes):
        raise ToolError(f"There is no note {args.id}; read_notes shows the ids.")
    world.office.notes = [note for note in world.office.notes if note.id != args.id]
    return f"Note {args.id} deleted."


class SetReminder(Arguments):
    text: Annotated[str, Field(min_length=1, max_length=1_000)]
    date: Annotated[str, Field(max_length=40)] | None = Field(
        default=None, description="YYYY-MM-DD; give this or in_days"
    )
    in_days: Annotated[int, Field(ge=1, le=3650), no_bool] | None = Field(
        default=None, description="days from today; give this or date"
    )


@tool("look", SetReminder)
def set_reminder(world: World, args: SetReminder) -> str:
    """Be reminded in the morning digest of a later day."""
    if (args.date is None) == (args.in_days is None):
        raise ToolError("Give either date (YYYY-MM-DD) or in_days, not both and not neither.")
    day = world.day + args.in_days if args.in_days is not None else _day_of(world, args.date or "")
    if day > world.scenario.days:
        last = world.scenario.date_of(world.scenario.days).isoformat()
        raise ToolError(f"That day lies after the end of the run; the last day is {last}.")
    if len(world.office.reminders) >= _MOST_REMINDERS:
        raise ToolError(f"There are already {_MOST_REMINDERS} reminders; cancel some first.")
    reminder = Reminder(id=world.office.new_id(), day=day, text=shorten(args.text, 1_000))
    world.office.reminders.append(reminder)
    return f"Reminder {reminder.id} set for {world.date_text(day)}."


def _day_of(world: World, text: str) -> int:
    try:
        when = date.fromisoformat(text.strip())
    except ValueError:
        raise ToolError(f'"{shorten(text, 40)}" is not a date; write it as YYYY-MM-DD.') from None
    day = (when - world.scenario.start_date).days + 1
    if day <= world.day:
        raise ToolError(f"{when.isoformat()} is not a later day; today is {world.date_text(world.day)}.")
    return day


@tool("look")
def list_reminders(world: World, _: Arguments) -> str:
    """List the reminders that are still to come."""
    if not world.office.reminders:
        return "There are no reminders."
    due = sorted(world.office.reminders, key=lambda r: (r.day, r.id))
    return "\n".join(f"- reminder {r.id}, {world.date_text(r.day)}: {r.text}" for r in due)


class CancelReminder(Arguments):
    id: Id


@tool("look", CancelReminder)
def cancel_reminder(world: World, args: CancelReminder) -> str:
    """Cancel a reminder."""
    if all(reminder.id != args.id for reminder in world.office.reminders):
        raise ToolError(f"There is no reminder {args.id}; list_reminders shows the ids.")
    world.office.reminders = [r for r in world.office.reminders if r.id != args.id]
    return f"Reminder {args.id} cancelled."
