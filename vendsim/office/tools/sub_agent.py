"""The agent's side of the sub-agent that alone works at the machine.

Names and arguments as published with Vending-Bench 1 (arXiv 2502.15840; the package multiagent-inspect).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from vendsim.office import errands
from vendsim.office.tools.fields import MAX_NOTE
from vendsim.office.tools.registry import TOOLS, Arguments, ToolError, tool
from vendsim.office.world import World

Words = Annotated[str, Field(min_length=1, max_length=MAX_NOTE)]


@tool("look")
def sub_agent_specs(world: World, _: Arguments) -> str:
    """Show what your sub-agent is for and which tools it has."""
    rules = world.scenario.sub_agent
    if rules is None:
        raise ToolError("There is no sub-agent in this scenario.")
    tools = (f"- {name}: {TOOLS[name].description}" for name in rules.tools)
    return "\n".join(
        (
            "Your sub-agent works at the machine, on your instructions and with these tools:",
            *tools,
            f"A task may take up to {rules.calls} tool calls. It knows only what you tell it and what it has "
            "seen at the machine itself; it cannot read your mail, your memories or the storage list.",
        )
    )


class RunSubAgent(Arguments):
    instructions: Words = Field(description="what to do at the machine: slots, products, units, prices")


@tool("look", RunSubAgent)
def run_sub_agent(world: World, args: RunSubAgent) -> str:
    """Send your sub-agent to the machine with instructions; returns its report when it has finished."""
    errands.instruct(world, "task", args.instructions)
    return "Your sub-agent has its instructions and is at work."


class ChatWithSubAgent(Arguments):
    question: Words


@tool("look", ChatWithSubAgent)
def chat_with_sub_agent(world: World, args: ChatWithSubAgent) -> str:
    """Ask your sub-agent about what it has done and seen; it answers without going to the machine."""
    errands.instruct(world, "question", args.question)
    return "Your sub-agent has your question."
