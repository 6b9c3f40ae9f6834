"""How many messages a run may have, and its end when they are used up.

Vending-Bench 1 caps a run at 2,000 messages (arXiv 2502.15840). Design: what the agent says and what it is
answered are one message each, so that a tool call, of whatever kind of agent, is two; the system prompt, the
first morning and what agent and sub-agent do between themselves are none. The run ends with the call that
uses them up: the day on which that is answered closes as the last day of a run does.
"""

from __future__ import annotations

from vendsim.office.night import pass_night
from vendsim.office.world import World

MESSAGES_A_TURN = 2


def complete_turn(world: World) -> str:
    """Count a call and its answer; the last words of the run if that uses up its messages, else nothing."""
    world.office.tally.messages += MESSAGES_A_TURN
    limit = world.scenario.context.messages
    used_up = limit is not None and world.office.tally.messages >= limit
    return pass_night(world, last=True) if used_up and not world.done else ""
