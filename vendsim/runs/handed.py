"""The desk as an agent in this process is handed it: what a model sees, and nothing behind it.

A desk must reach the episode, and with it everything that is hidden. So that no attribute of what the agent
holds leads there, the desks with a world behind them are kept in a table of this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from vendsim.agent import Desk, Reply, SubAgentDesk
from vendsim.mistakes import did_you_mean
from vendsim.scenario import Context

_DESKS: WeakKeyDictionary[HandedDesk, Any] = WeakKeyDictionary()
_SEATS: WeakKeyDictionary[HandedSubAgentDesk, SubAgentDesk] = WeakKeyDictionary()


class HandedDesk:
    """A `Desk`, and `Watched`; see there."""

    __slots__ = ("__weakref__",)

    def __getattr__(self, name: str) -> Any:
        """Told in words for whoever writes an agent; reached only where there is no such attribute."""
        if name in (tool["function"]["name"] for tool in self.tools):
            raise AttributeError(f'the desk has no {name}; tools are called as desk.call("{name}")')
        shown = [known for known in dir(type(self)) if not known.startswith("_")]
        raise AttributeError(f"the desk has no {name}{did_you_mean(name, shown)}")

    @property
    def system_prompt(self) -> str:
        """What the agent is told before the first day."""
        return str(_DESKS[self].system_prompt)

    @property
    def observation(self) -> str:
        """The text of the current morning."""
        return str(_DESKS[self].observation)

    @property
    def tools(self) -> list[dict[str, Any]]:
        """OpenAI-style tool schemas."""
        tools: list[dict[str, Any]] = _DESKS[self].tools
        return tools

    @property
    def context(self) -> Context:
        """How much of its conversation a language model may keep."""
        context: Context = _DESKS[self].context
        return context

    @property
    def day(self) -> int:
        """The current day, from 1."""
        return int(_DESKS[self].day)

    @property
    def done(self) -> bool:
        """Whether the run has ended."""
        return bool(_DESKS[self].done)

    @property
    def is_last_day(self) -> bool:
        """Whether the run ends with this day."""
        return bool(_DESKS[self].is_last_day)

    @property
    def was_killed(self) -> bool:
        """Whether the run goes on after a process that was killed in the middle of something."""
        return bool(_DESKS[self].was_killed)

    @property
    def asks_suppliers(self) -> bool:
        """Whether a call may have to wait for a model of the suppliers' mail."""
        return bool(_DESKS[self].asks_suppliers)

    @property
    def supplier_usd(self) -> float | None:
        """Dollars that such models have cost so far; None: nobody knows."""
        usd: float | None = _DESKS[self].supplier_usd
        return usd

    @property
    def sub_agent(self) -> HandedSubAgentDesk | None:
        """The sub-agent's desk, in scenarios that have one."""
        seat = _DESKS[self].sub_agent
        return None if seat is None else hand_seat(seat)

    def call(self, name: str, arguments: Mapping[str, Any] | str | None = None) -> Reply:
        """Carry out one tool call."""
        reply: Reply = _DESKS[self].call(name, arguments)
        return reply

    def bill_tokens(self, output_tokens: int) -> None:
        """Count output tokens towards the weekly bill."""
        _DESKS[self].bill_tokens(output_tokens)

    def count_messages(self, count: int) -> None:
        """Count messages that are not part of a tool call."""
        _DESKS[self].count_messages(count)

    def log(self, kind: str, **line: Any) -> None:
        """Record a line of the conversation."""
        _DESKS[self].log(kind, **line)

    def note(self, kind: str, **line: Any) -> None:
        """Record a transient event."""
        _DESKS[self].note(kind, **line)

    def recall(self) -> Mapping[str, Any] | None:
        """The line that was logged at this point before the run was cut off."""
        line: Mapping[str, Any] | None = _DESKS[self].recall()
        return line

    def show(self, text: str, loud: bool = False) -> None:
        """Show whoever watches what the agent is waiting for, or what nobody should miss."""
        _DESKS[self].show(text, loud)


class HandedSubAgentDesk:
    """A `SubAgentDesk`; see there."""

    __slots__ = ("__weakref__",)

    @property
    def system_prompt(self) -> str:
        """What the sub-agent is told before its first task."""
        return _SEATS[self].system_prompt

    @property
    def tools(self) -> list[dict[str, Any]]:
        """OpenAI-style schemas of the tools that it alone has."""
        return _SEATS[self].tools

    @property
    def task(self) -> str | None:
        """The task or question it is at."""
        return _SEATS[self].task

    @property
    def calls_left(self) -> int:
        """How many tools it may still call before it must report."""
        return _SEATS[self].calls_left

    def call(self, name: str, arguments: Mapping[str, Any] | str | None = None) -> Reply:
        """Carry out one tool call."""
        return _SEATS[self].call(name, arguments)

    def report(self, text: str) -> Reply:
        """End its turn."""
        return _SEATS[self].report(text)


def hand(desk: Desk) -> HandedDesk:
    """The desk to give to an agent in place of ``desk``."""
    handed = HandedDesk()
    _DESKS[handed] = desk
    return handed


def hand_seat(seat: SubAgentDesk) -> HandedSubAgentDesk:
    """The same for the desk of its sub-agent."""
    handed = HandedSubAgentDesk()
    _SEATS[handed] = seat
    return handed
