"""One working day of the careful operator: the desk, and what is known."""

from __future__ import annotations

from vendsim.agent import Desk
from vendsim_agents.careful.memory import Memory
from vendsim_agents.working_day import WorkingDay


class Day(WorkingDay):
    """What every part of the operator works with."""

    def __init__(self, desk: Desk, memory: Memory) -> None:
        super().__init__(desk)
        self.memory = memory

    def keep(self, title: str, text: str) -> None:
        """Write down what would be needed to take over from here."""
        if self.offered("write_note", "set_value") == "write_note":
            self.call("write_note", title=title, text=text)
        else:
            self.call("set_value", key="state of affairs", value=f"{title}\n{text}")
