"""The sub-agent as a second conversation with the same model, which alone has the tools at the machine.

It remembers its own conversation from task to task, within a window of the same size, and is billed like the
first. Its answer without a tool call is its report.
"""

from __future__ import annotations

from typing import Any

from vendsim.agent import Desk, SubAgentDesk
from vendsim_agents.llm.answers import said
from vendsim_agents.llm.dialogue import Dialogue, Model

SPEAKER = "sub_agent"
REFUSED_CALLS = 3  # beyond those that a task allows, after which it is stopped
STOPPED = "I was stopped before I had reported: no more tools could be called."


class SubAgentPlayer:
    """Works for the agent at the sub-agent's desk."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._dialogue = Dialogue(model, SPEAKER)

    async def work(self, desk: Desk, seat: SubAgentDesk) -> str:
        """Do the task or answer the question that is open; what the agent reads as the result of its call."""
        task, tools = seat.task or "", seat.tools
        if not self._dialogue.started:
            self._dialogue.start(desk, seat.system_prompt)
        self._dialogue.tell(desk, task)
        refused = 0
        while True:
            answer = await self._dialogue.answer(desk, tools, pinned=task)
            if not answer.calls:
                return seat.report(said(answer.message)).text
            refused += not seat.calls_left
            self._model.meter.count_call()
            result = seat.call(answer.calls[0].name, answer.calls[0].text)
            self._dialogue.give_results(desk, answer, result.text)
            if refused >= REFUSED_CALLS or desk.done:
                return self._stop(desk, seat)

    def _stop(self, desk: Desk, seat: SubAgentDesk) -> str:
        """Report in its place. It begins anew with the next task: as it stands, it would go on calling."""
        desk.log("no_report", speaker=SPEAKER)
        self._dialogue = Dialogue(self._model, SPEAKER)
        return seat.report(STOPPED).text

    def snapshot(self) -> dict[str, Any]:
        """Its conversation as plain JSON-able data."""
        return self._dialogue.snapshot()

    def restore(self, blob: dict[str, Any]) -> None:
        """Take up a snapshot."""
        self._dialogue.restore(blob)
