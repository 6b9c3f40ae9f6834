"""How rules run fast: compiled by numba, on worlds kept as records, in several threads. No rule lives here.

Only this room knows numba and where compiled code is kept. Importing `jit` or `processor` needs numba
(the extra ``[fast]``).
"""

from __future__ import annotations

from typing import Any

from vendsim.extras import needs

_SLOWLY = "so worlds are computed without compiled code, with the same results but hundreds of times slower"
NO_JIT = f"NUMBA_DISABLE_JIT is set, {_SLOWLY}"


def obstacle() -> str | None:
    """Why nothing can be compiled here, in one sentence; None where it can."""
    try:
        import numba
    except ImportError:
        return f"numba is not installed, {_SLOWLY}; {needs('fast')}"
    settings: Any = numba.config
    return NO_JIT if settings.DISABLE_JIT else None
