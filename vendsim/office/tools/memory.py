"""The memories of Vending-Bench 1: a scratchpad, a key-value store and a vector memory.

Source: Backlund and Petersson, arXiv 2502.15840, which names these three; their tools' exact shape is ours.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from vendsim.office.embedding import likenesses
from vendsim.office.state import Memory
from vendsim.office.tools.fields import MAX_NOTE, Count, Id, Line
from vendsim.office.tools.registry import Arguments, ToolError, tool
from vendsim.office.world import World
from vendsim.text import printable, shorten

_FULL_SCRATCHPAD = 40_000  # characters; more than a context window of 30,000 tokens would take in at once
_MOST_KEYS = 1_000
_MOST_MEMORIES = 1_000
_MAX_KEY = 100
_MAX_MEMORY = 4_000
_SHOWN_CHARACTERS = 30_000

Text = Annotated[str, Field(min_length=1, max_length=MAX_NOTE)]


class WriteScratchpad(Arguments):
    text: Text


@tool("look", WriteScratchpad)
def write_scratchpad(world: World, args: WriteScratchpad) -> str:
    """Add a paragraph to your scratchpad. It stays when earlier conversation is forgotten."""
    office, text = world.office, printable(args.text)
    whole = f"{office.scratchpad}\n{text}" if office.scratchpad else text
    if len(whole) > _FULL_SCRATCHPAD:
        room = max(_FULL_SCRATCHPAD - len(office.scratchpad) - 1, 0)
        raise ToolError(
            f"The scratchpad has room for {room} more characters, not {len(text)}; "
            "delete_scratchpad empties it."
        )
    office.scratchpad = whole
    return f"Written; the scratchpad holds {len(whole)} of {_FULL_SCRATCHPAD} characters."


@tool("look")
def read_scratchpad(world: World, _: Arguments) -> str:
    """Read your whole scratchpad."""
    return world.office.scratchpad or "The scratchpad is empty."


@tool("look")
def delete_scratchpad(world: World, _: Arguments) -> str:
    """Empty your scratchpad."""
    world.office.scratchpad = ""
    return "The scratchpad is empty now."


Key = Annotated[str, Field(min_length=1, max_length=_MAX_KEY)]


class SetValue(Arguments):
    key: Key
    value: Text


@tool("look", SetValue)
def set_value(world: World, args: SetValue) -> str:
    """Store a text under a key in your key-value store; an older text under the same key is replaced."""
    values, key = world.office.values, _key(args.key)
    if key not in values and len(values) >= _MOST_KEYS:
        raise ToolError(f"The key-value store is full ({_MOST_KEYS} keys); delete some first.")
    known = key in values
    values[key] = printable(args.value)
    return f'"{key}" {"replaced" if known else "stored"}.'


class GetValue(Arguments):
    key: Key


@tool("look", GetValue)
def get_value(world: World, args: GetValue) -> str:
    """Read the text under a key of your key-value store."""
    return world.office.values[_known_key(world, args.key)]


class DeleteValue(Arguments):
    key: Key


@tool("look", DeleteValue)
def delete_value(world: World, args: DeleteValue) -> str:
    """Delete a key and its text from your key-value store."""
    key = _known_key(world, args.key)
    del world.office.values[key]
    return f'"{key}" deleted.'


@tool("look")
def list_keys(world: World, _: Arguments) -> str:
    """List the keys of your key-value store."""
    keys = sorted(world.office.values)
    return "\n".join(["Keys:", *(f"- {key}" for key in keys)]) if keys else "The key-value store is empty."


def _key(text: str) -> str:
    key = shorten(text, _MAX_KEY)
    if not key:
        raise ToolError("A key needs at least one character that is not a blank.")
    return key


def _known_key(world: World, text: str) -> str:
    key = _key(text)
    if key not in world.office.values:
        raise ToolError(f'There is no key "{shorten(key, 60)}"; list_keys shows the keys.')
    return key


class AddMemory(Arguments):
    text: Annotated[str, Field(min_length=1, max_length=_MAX_MEMORY)]


@tool("look", AddMemory)
def add_memory(world: World, args: AddMemory) -> str:
    """Put a text into your vector memory, where search_memory finds it by likeness."""
    if len(world.office.memories) >= _MOST_MEMORIES:
        raise ToolError(f"The vector memory is full ({_MOST_MEMORIES} texts); delete some first.")
    memory = Memory(id=world.office.new_id(), day=world.day, text=printable(args.text))
    world.office.memories.append(memory)
    return f"Memory {memory.id} added."


class SearchMemory(Arguments):
    query: Line
    n: Count = Field(default=5, description="how many, most alike first")


@tool("look", SearchMemory)
def search_memory(world: World, args: SearchMemory) -> str:
    """Search your vector memory: shows the texts whose words are most like those of the query."""
    memories = world.office.memories
    alike = likenesses(printable(args.query), [memory.text for memory in memories])
    found = [(percent, memory) for percent, memory in zip(alike, memories, strict=True) if percent]
    found.sort(key=lambda pair: (-pair[0], -pair[1].id))
    parts: list[str] = []
    room = _SHOWN_CHARACTERS
    for percent, memory in found[: args.n]:
        date = world.scenario.date_of(memory.day).isoformat()
        part = f"Memory {memory.id} ({date}, {percent} % alike):\n{memory.text}"
        if len(part) > room:
            parts.append("... and more; ask for fewer or search in other words.")
            break
        room -= len(part)
        parts.append(part)
    return "\n\n".join(parts) or f'Nothing in the vector memory is like "{shorten(args.query, 80)}".'


class DeleteMemory(Arguments):
    id: Id


@tool("look", DeleteMemory)
def delete_memory(world: World, args: DeleteMemory) -> str:
    """Delete a text from your vector memory."""
    if all(memory.id != args.id for memory in world.office.memories):
        raise ToolError(f"There is no memory {args.id}; search_memory shows the ids.")
    world.office.memories = [memory for memory in world.office.memories if memory.id != args.id]
    return f"Memory {args.id} deleted."
