"""Whether one letter says what another says, as far as code can tell.

`facts`: sums, quantities, dates, order numbers and products, however they are written, and what belongs to
what. `stances`: what is claimed to have happened or not: shipped, booked, agreed, late.
"""

from vendsim.suppliers.fidelity.facts import same_facts
from vendsim.suppliers.fidelity.stances import same_stances

__all__ = ["same_facts", "same_stances"]
