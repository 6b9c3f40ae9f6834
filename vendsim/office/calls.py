"""One tool call, from what was sent to what it gave back.

Whatever an agent sends, this answers and does not raise. A bad call costs its time and changes nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vendsim.agent import Reply
from vendsim.events import Event
from vendsim.office import clock
from vendsim.office.night import pass_night
from vendsim.office.tools import TOOLS, Arguments, Tool, ToolError, echo, parse
from vendsim.office.world import World
from vendsim.text import printable

MAX_REPLY = 60_000  # characters; no tool gives more


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a call. ``error``: None, or one sentence on why it was not carried out."""

    text: str
    error: str | None
    morning: str = ""  # the digest, if the call had to wait until the next morning


def make_call(
    world: World,
    offered: tuple[str, ...],
    name: Any,
    arguments: Any,
    event: Callable[..., Event],
    barred: str | None = None,
) -> Outcome:
    """Carry out a call of one of the tools ``offered``; ``event`` makes the event that tells of it.

    ``barred``: why no call can be carried out at the moment, in one sentence.
    """
    tool, checked, error = _check(offered, name, arguments)
    if barred:
        checked, error = None, barred
    minutes = _minutes(world, tool, error)
    morning = _sleep_if_late(world, minutes)
    if world.done:
        return Outcome("", "The run ended before the call could be made.", morning)
    text, day, time, place = f"Error: {error}", world.day, world.time, len(world.events)
    if tool and checked:
        text, error = _carry_out(world, tool, checked)
    clock.advance(world, 0 if world.done else minutes)
    told = event(day=day, time=time, tool=tool.name if tool else "unknown", error=error)
    world.events.insert(place, told)  # before what it brought about
    return Outcome(text, error, morning)


def reply(world: World, text: str, error: str | None = None, news: str = "") -> Reply:
    """What is told to whoever called, under the date and the time, and ``news`` in a line of its own."""
    head = "\n".join(part for part in (world.stamp, news) if part)
    whole = printable(text if text.startswith(world.stamp) else f"{head}\n{text}")
    if len(whole) > MAX_REPLY:
        whole = whole[: MAX_REPLY - 20] + "\n... (cut off here)"
    return Reply(whole, error, world.day, world.time)


def _check(
    offered: tuple[str, ...], name: Any, arguments: Any
) -> tuple[Tool | None, Arguments | None, str | None]:
    """The tool, its checked arguments, and what is wrong with either."""
    tool = TOOLS[name] if isinstance(name, str) and name in offered else None
    if tool is None:
        what = f"There is no tool {echo(name)}" if isinstance(name, str) else "A tool's name must be text"
        return None, None, f"{what}; the tools are {', '.join(offered)}."
    try:
        return tool, parse(tool, arguments), None
    except ToolError as error:
        return tool, None, printable(str(error))


def _minutes(world: World, tool: Tool | None, error: str | None) -> int:
    """What a call costs; one that is refused is never free, so that time passes whatever is sent."""
    rules = world.scenario.clock
    minutes = tool.minutes(rules) if tool else 0
    return max(minutes, rules.look_minutes) if error else minutes


def _sleep_if_late(world: World, minutes: int) -> str:
    """A call that would run past the end of the working day waits until the next morning."""
    if world.office.minute + minutes <= world.scenario.clock.closes:
        return ""
    return pass_night(world)


def _carry_out(world: World, tool: Tool, arguments: Arguments) -> tuple[str, str | None]:
    try:
        return tool.handler(world, arguments), None
    except ToolError as error:
        message = printable(str(error))
        return f"Error: {message}", message
