"""How scripted agents work at the machine where only a sub-agent may: they play both parts.

A language model has its sub-agent played by a second conversation; a script that knows what it wants is its
own sub-agent. It pays what that costs: the instructions take a turn and its time, and the sub-agent does no
more in one task than it may.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from vendsim.agent import Desk, Reply, SubAgentDesk

_REPORT = "Done; you have seen it yourself."
_LONGEST = 20_000  # characters of instructions


def with_hands(desk: Desk) -> Desk:
    """A desk at which every tool can be called, the machine's through the sub-agent where there is one."""
    return desk if desk.sub_agent is None else cast(Desk, _Hands(desk, desk.sub_agent))


class _Hands:
    """Calls at the machine that follow each other are one task; everything else is the desk's own."""

    def __init__(self, desk: Desk, sub_agent: SubAgentDesk) -> None:
        self._desk = desk
        self._sub_agent = sub_agent
        self._tools = tuple(tool["function"]["name"] for tool in sub_agent.tools)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk, name)

    def call(self, name: str, arguments: Mapping[str, Any] | str) -> Reply:
        """Carry out one tool call."""
        sub_agent = self._sub_agent
        at_machine = name in self._tools
        if sub_agent.task is not None and not (at_machine and sub_agent.calls_left):
            sub_agent.report(_REPORT)
        if not at_machine:
            return self._desk.call(name, arguments)
        if sub_agent.task is None:
            begun = self._desk.call("run_sub_agent", {"instructions": _instructions(name, arguments)})
            if sub_agent.task is None:
                return begun
        return sub_agent.call(name, arguments)


def _instructions(name: str, arguments: Mapping[str, Any] | str) -> str:
    words = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return f"Go to the machine and begin with {name} {words}"[:_LONGEST]
