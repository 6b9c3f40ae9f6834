"""One working day of the careful operator: the desk, what is known, and what is left in the account."""

from __future__ import annotations

from typing import Any

from vendsim.agent import Desk
from vendsim_agents import texts
from vendsim_agents.careful.memory import Memory

_OPENS = 8 * 60


class DayOver(Exception):
    """The day ended under a call."""


class Day:
    """What every part of the operator works with."""

    def __init__(self, desk: Desk, memory: Memory) -> None:
        self.desk, self.memory = desk, memory
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
            self.call("list_reminders")
