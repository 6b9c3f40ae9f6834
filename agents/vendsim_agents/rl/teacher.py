"""Whom the learner imitates before it learns by itself."""

from __future__ import annotations

import numpy as np

from vendsim.draws import BoolArray, FloatArray, IntArray
from vendsim.manager.house import Careful
from vendsim.manager.knowledge import Knowledge
from vendsim.manager.layout import PRICE_LEVELS
from vendsim.scenario import Scenario

_LEVEL = 1 + PRICE_LEVELS.index(1.2)  # of all prices; the best single one on training worlds
_LOYALTY = 1.1  # times the profit of a new product that a planned one counts


class Teacher(Careful):
    """`Careful` with all slots in use, a trip every day, and nothing to remember from day to day.

    What it does follows from what it knows this morning, so that whoever sees the same can do the same: all
    prices stay at one level, and a product keeps its slot while it is worth one. It knows no more than any
    operator.
    """

    trip_every = 1

    def _try_prices(self, known: Knowledge) -> None:
        self._level[:] = _LEVEL

    def _assortment(self, known: Knowledge, rate: FloatArray, trusted: BoolArray) -> IntArray:
        """(N, S) what each slot is meant for; the first free slot gets the best of the new products."""
        plan = known.plan_product
        rate, (world, slot) = rate.copy(), np.nonzero(plan >= 0)
        rate[world, plan[world, slot]] *= _LOYALTY
        wanted = super()._assortment(known, rate, trusted)  # by rank
        same = plan[:, :, None] == wanted[:, None, :]
        slots = np.where(same.any(axis=2), plan, -1)
        new = (wanted >= 0) & ~same.any(axis=1)
        for large, _ in self._offered:
            here = np.flatnonzero(self._is_large == large)
            free = slots[:, here] < 0
            first = np.argsort(~new[:, here], axis=1, kind="stable")
            ranked = np.take_along_axis(np.where(new, wanted, -1)[:, here], first, axis=1)
            turn = np.maximum(np.cumsum(free, axis=1) - 1, 0)
            slots[:, here] = np.where(free, np.take_along_axis(ranked, turn, axis=1), slots[:, here])
        return slots


def teacher() -> Teacher:
    """One for the worlds of the scenario vb2."""
    return Teacher(Scenario.load("vb2"), small=6, large=6)
