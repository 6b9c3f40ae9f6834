"""What processors are bad at, made easy for them: waiting for memory, and guessing what seldom happens.

In plain Python, hints do nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vendsim.formula import rule


def ask_for_next(array: Any, i: int) -> None:
    """Ask for the row behind the ``i``-th, if there is one."""


def ask_for(array: Any, row: int) -> None:
    """Ask for one short row."""


@rule
def marked(flags: Sequence[int], places: list[int]) -> int:
    """How many of ``flags`` are set; their places are the first so many of ``places``.

    Without a branch for each: a few that are set among many are what processors guess wrong.
    """
    count = 0
    for place in range(len(flags)):
        places[count] = place
        count += flags[place] != 0
    return count
