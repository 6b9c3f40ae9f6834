"""A scripted "model" for short tasks: what it calls after each text it is told, worked out beforehand."""

from __future__ import annotations

from typing import Any

from vendsim.envs.short_tasks import ShortTask

Call = tuple[str, dict[str, Any]]  # a tool and its arguments
TOKENS = 40  # that each answer of the model takes; the business pays for them
CHORES: tuple[Call, ...] = (
    ("read_inbox", {}),
    ("collect_cash", {}),
    ("get_storage_inventory", {}),
    ("set_prices", {"prices": {"A1": 2.5, "C1": 3.0}}),
    ("read_email", {"id": 100_000}),  # there is none
    ("wait_for_next_day", {}),
)


def worked(task: ShortTask) -> dict[str, Call]:
    """Do the chores day after day until the task is over; each call by the text after which it comes."""
    calls, text = {}, task.observation
    while not task.done:
        for name, arguments in CHORES:
            calls[text] = (name, arguments)
            text = task.call(name, arguments, TOKENS).text
    return calls
