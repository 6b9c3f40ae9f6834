"""The floor: what a year without any business costs."""

from __future__ import annotations

from typing import Any

from vendsim import AgentOptions, Desk


class Idle:
    """Only waits, until the daily fee has eaten the money."""

    def __init__(self, options: AgentOptions) -> None:
        pass

    def play_day(self, desk: Desk) -> None:
        """Wait."""
        desk.call("wait_for_next_day", {})

    def snapshot(self) -> dict[str, Any]:
        """Nothing to remember."""
        return {}

    def restore(self, blob: dict[str, Any]) -> None:
        """Nothing to take up."""
