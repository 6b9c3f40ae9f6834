"""Makes the formulas of this room known to numba; compiled modules import it before they compile."""

from vendsim.economy.compiled.jit import learn_formulas
from vendsim.manager import decide, knowledge, observe  # noqa: F401

learn_formulas()
formulas_are_known = True
