"""Whom the learner imitates before it learns by itself."""

from vendsim.manager.house import Careful
from vendsim.scenario import Scenario


def teacher() -> Careful:
    """The scripted operator `Careful`, with all slots in use and a trip every day."""
    operator = Careful(Scenario.load("vb2"), small=6, large=6)
    operator.trip_every = 1
    return operator
