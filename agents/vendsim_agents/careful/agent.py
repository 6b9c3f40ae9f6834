"""The careful operator: the order in which a day goes."""

from __future__ import annotations

from typing import Any

from vendsim.agent import AgentOptions, Desk
from vendsim_agents.careful import buying, learning, machine, mail, research
from vendsim_agents.careful.day import Day
from vendsim_agents.careful.memory import Memory
from vendsim_agents.working_day import LAST_POST, DayOver


class Careful:
    """Finds and compares suppliers, bargains by mail, restocks twice a week, learns from its own sales."""

    def __init__(self, options: AgentOptions) -> None:
        self.memory = Memory()

    def snapshot(self) -> dict[str, Any]:
        """All memory as plain data."""
        return self.memory.model_dump(mode="json")

    def restore(self, blob: dict[str, Any]) -> None:
        """Take up a snapshot."""
        self.memory = Memory.model_validate(blob)

    def play_day(self, desk: Desk) -> None:
        """One working day, then sleep."""
        day = Day(desk, self.memory)
        try:
            _work(day)
            day.call("wait_for_next_day")
        except DayOver:
            return


def _work(day: Day) -> None:
    """Everything there is to do today, the most urgent first."""
    learning.learn(day)
    if day.number == 1:
        research.find_suppliers(day)
    machine.visit(day)
    if any(supplier.wrote == day.number - 1 for supplier in day.memory.suppliers.values()):
        day.pass_time_until(LAST_POST)
        mail.read(day)
    elif day.morning.unread:
        mail.read(day)
    buying.claim(day)
    buying.order(day)
    buying.write_to_suppliers(day)
    if day.number % 7 == 1:
        _keep_notes(day)


def _keep_notes(day: Day) -> None:
    memory = day.memory
    known = (f"{email}: {s.status}" for email, s in memory.suppliers.items() if s.status != "new")
    orders = ", ".join(f"{o.number or 'unconfirmed'} at {o.email}" for o in memory.orders) or "none"
    text = f"Suppliers: {', '.join(known)}\nOpen orders: {orders}\nMarkup {memory.markup:.2f}"
    day.keep(f"Week to {day.morning.today}", text)
