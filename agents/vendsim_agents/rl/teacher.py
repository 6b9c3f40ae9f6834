"""Whom the learner imitates before it learns by itself."""

from __future__ import annotations

from vendsim.manager.house import Careful
from vendsim.manager.layout import PRICE_LEVELS
from vendsim.scenario import Scenario

_LEVEL = 1 + PRICE_LEVELS.index(1.2)  # of all prices; the best single one on training worlds
_LOYALTY = 1.1  # times the profit of a new product that a planned one counts


def teacher() -> Careful:
    """`Careful` with all slots in use, a trip every day, and nothing to remember from day to day.

    What it does follows from what it knows this morning, so that whoever sees the same can do the same: all
    prices stay at one level, and a product keeps its slot while it is worth one. It knows no more than any
    operator. For the worlds of the scenario vb2.
    """
    vb2 = Scenario.load("vb2")
    return Careful(vb2, small=6, large=6, trip_every=1, fixed_level=_LEVEL, loyalty=_LOYALTY)
