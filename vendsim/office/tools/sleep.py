"""Ending the day."""

from __future__ import annotations

from vendsim.office.night import pass_night
from vendsim.office.tools.registry import Arguments, tool
from vendsim.office.world import World


@tool("none")
def wait_for_next_day(world: World, _: Arguments) -> str:
    """Stop for today and sleep until 08:00. Sales, fees and new mail are reported in the morning."""
    return pass_night(world)
