"""One working day of the careful operator: the desk, what is known, and what is left in the account."""

from __future__ import annotations

from typing import Any

from vendsim.agent import Desk
from vendsim_agents import texts
from vendsim_agents.careful.memory import Memory
from vendsim_agents.hands import with_hands

_OPENS = 8 * 60


class DayOver(Exception):
    """The day ended under a call."""


class Day:
    """What every part of the operator works with."""

    def __init__(self, desk: Desk, memory: Memory) -> None:
        self.desk, self.memory = with_hands(desk), memory
        self.tools = tuple(tool["function"]["name"] for tool in desk.tools)
        self.morning = texts.read_morning(desk.observation)
        self.number = self.morning.day
        self.left = self.morning.days - self.number  # days after this one
        self.bank = self.morning.bank  # cents
        self.clock = _OPENS  # minutes after midnight

    def call(self, name: str, **arguments: Any) -> str:
        """One tool call; raises DayOver when it ended the day."""
        reply = self.desk.call(name, arguments)
        if self.desk.done or reply.day != self.number:
            raise DayOver
        self.clock = texts.minutes_of(reply.text)
        return reply.text

    def pass_time_until(self, minute: int) -> None:
        """Look at the reminders until a time of day has come; the cheapest thing to do."""
        while self.clock < minute:
            self.call(self.offered("list_reminders", "list_keys"))

    def keep(self, title: str, text: str) -> None:
        """Write down what would be needed to take over from here."""
        if self.offered("write_note", "set_value") == "write_note":
            self.call("write_note", title=title, text=text)
        else:
            self.call("set_value", key="state of affairs", value=f"{title}\n{text}")

    def offered(self, *names: str) -> str:
        """The first of some tools that this scenario has; the first if it has none of them."""
        return next((name for name in names if name in self.tools), names[0])
