"""What the acts of a letter ask about, and how much of it the rest of the letter answers."""

from __future__ import annotations

from vendsim.suppliers.reading.labels import OF_THE_REST
from vendsim.suppliers.reading.model import Act, ActKind

OF_THE_DAY = OF_THE_REST | {"availability", "catalogue", "other"}
"""What needs no answer of its own among the topics."""
_OF_AN_ORDER: frozenset[ActKind] = frozenset({"complain", "remedy", "status", "cancel", "paid"})


def topics_of(act: Act) -> tuple[str, ...]:
    """What an act asks about; complaints and the like ask about an order, whatever their words."""
    return () if act.kind in _OF_AN_ORDER else act.topics
