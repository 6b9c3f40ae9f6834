"""The night and the opening of worlds, compiled: the same results as the array code, bit for bit, faster.

Needs numba (``pip install "vendsim[fast]"``); importing this without it raises ImportError. The first use in
a new installation compiles for some seconds, later ones read what was compiled. Worlds are played as records:

    params_records, params = as_records(params)
    state_records, state = as_records(state, "shipments")
    night = close_day(scenario, params_records, state_records)  # and ``state`` shows the next morning
"""

from vendsim.compiling.records import as_records
from vendsim.economy.compiled.night import close_day
from vendsim.economy.compiled.opening import open_worlds

__all__ = ["as_records", "close_day", "open_worlds"]
