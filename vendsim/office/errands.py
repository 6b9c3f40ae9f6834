"""What agent and sub-agent tell each other, and whose turn it is.

Whoever decides for the sub-agent (a model, a script, a person) sits outside; the world only hands the words
over, and lets one of the two act at a time.
"""

from __future__ import annotations

from typing import Literal

from vendsim.events import SubAgentInstructed, SubAgentReported
from vendsim.office.state import Errand
from vendsim.office.world import World
from vendsim.text import printable

_HEADINGS = {"task": "Your task:", "question": "A question, to be answered in words without tools:"}
AGENT_WAITS = "Your sub-agent is at work; its report comes first."
_WORDS_ONLY = "This is a question, answered in words; tools can be called when there is a task."
_MAX_REPORT = 20_000  # characters


def instruct(world: World, purpose: Literal["task", "question"], text: str) -> None:
    """Give the sub-agent a task or a question; its turn begins."""
    words = printable(text)
    world.office.errand = Errand(purpose=purpose, text=f"{world.stamp}\n{_HEADINGS[purpose]}\n{words}")
    world.events.append(SubAgentInstructed(day=world.day, time=world.time, purpose=purpose, text=words))


def calls_left(world: World) -> int:
    """How many tools the sub-agent may still call before it reports."""
    errand, rules = world.office.errand, world.scenario.sub_agent
    if rules is None or errand is None or errand.purpose == "question":
        return 0
    return max(rules.calls - errand.calls, 0)


def barred(world: World) -> str | None:
    """Why the sub-agent cannot call a tool at the moment; None if it can."""
    errand, rules = world.office.errand, world.scenario.sub_agent
    if rules is None or errand is None or calls_left(world):
        return None
    if errand.purpose == "question":
        return _WORDS_ONLY
    return f"The {rules.calls} calls of this task are used up; report what was done and what is left."


def report(world: World, text: str) -> str:
    """End the sub-agent's turn; what the agent is told: the nights that passed meanwhile, and the report."""
    errand = world.office.errand
    assert errand is not None  # the caller has looked
    words = printable(text).strip()[:_MAX_REPORT] or "(nothing)"
    world.office.errand = None
    if not world.done:
        world.events.append(SubAgentReported(day=world.day, time=world.time, text=words))
    nights = ["While your sub-agent was at work, you slept.", *errand.mornings] if errand.mornings else []
    verb = "reports" if errand.purpose == "task" else "answers"
    return "\n\n".join([*nights, f"Your sub-agent {verb}:\n{words}"])
