"""The night and the opening of worlds, compiled: the same results as the array code, bit for bit, faster.

Needs numba (``pip install "vendsim[fast]"``); importing this without it raises ImportError. The first use in
a new installation compiles for some seconds, later ones read what was compiled.
"""

from vendsim.economy.compiled.night import close_day
from vendsim.economy.compiled.opening import open_worlds

__all__ = ["close_day", "open_worlds"]
