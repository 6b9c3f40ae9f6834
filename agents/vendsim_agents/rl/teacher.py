"""Whom the learner imitates before it learns by itself."""

from __future__ import annotations

from vendsim.manager.house import Careful, steady
from vendsim.scenario import Scenario


def teacher() -> Careful:
    """The steady operator of the scenario vb2, whose decisions follow from what it knows this morning."""
    return steady(Scenario.load("vb2"))
