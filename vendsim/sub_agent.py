"""The sub-agent's seat in a world, for whoever decides for it: a second model, a script, a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vendsim.agent import Reply
from vendsim.events import SubAgentCalled
from vendsim.office import errands
from vendsim.office.calls import make_call, reply
from vendsim.office.prompt import sub_agent_prompt
from vendsim.office.state import Errand
from vendsim.office.tally import fold
from vendsim.office.tools import TOOLS
from vendsim.office.turns import complete_turn
from vendsim.office.world import World
from vendsim.scenario import SubAgent as Rules

_ENDED = "The run has ended; report what was done."
_LEFT = "It was too late for that today, so it was left to this morning."


class SubAgent:
    """Acts from the moment the agent calls ``run_sub_agent`` or ``chat_with_sub_agent`` until it reports.

    Until then the agent waits: its own calls are refused. The reply to ``report`` is what the agent is told
    as the result of its call.
    """

    def __init__(self, world: World, rules: Rules) -> None:
        self._world = world
        self._rules = rules

    @property
    def system_prompt(self) -> str:
        """What the sub-agent is told before its first task."""
        return sub_agent_prompt(self._world.scenario)

    @property
    def tools(self) -> list[dict[str, Any]]:
        """OpenAI-style schemas of the tools that it alone has."""
        return [TOOLS[name].schema for name in self._rules.tools]

    @property
    def task(self) -> str | None:
        """What the agent wants: a task or a question, as the sub-agent reads it. None: it is not its turn."""
        errand = self._world.office.errand
        return errand.text if errand else None

    @property
    def calls_left(self) -> int:
        """How many tools it may still call before it must report; none for a question."""
        return errands.calls_left(self._world)

    def call(self, name: str, arguments: Mapping[str, Any] | str | None = None) -> Reply:
        """Carry out one tool call, as `Episode.call` does for the agent.

        Raises RuntimeError when it is not the sub-agent's turn.
        """
        world, errand = self._world, self._open_errand()
        if world.done:
            return reply(world, _ENDED, "The run has ended.")
        barred = errands.barred(world)
        outcome = make_call(world, self._rules.tools, name, arguments, SubAgentCalled, barred)
        errand.calls += 1
        fold(world)
        if not outcome.morning:
            return reply(world, outcome.text, outcome.error)
        errand.mornings.append(outcome.morning)
        return reply(world, f"{_ENDED if world.done else _LEFT}\n{outcome.text}".rstrip(), outcome.error)

    def report(self, text: str) -> Reply:
        """End the turn with what the agent is to read. Raises RuntimeError when it is not its turn."""
        world = self._world
        self._open_errand()
        told = errands.report(world, text)
        last_words = complete_turn(world)
        fold(world)
        return reply(world, f"{told}\n\n{last_words}" if last_words else told)

    def _open_errand(self) -> Errand:
        errand = self._world.office.errand
        if errand is None:
            raise RuntimeError("the sub-agent has no task; the agent must call run_sub_agent first")
        return errand
