"""How rules are compiled, and where compiled code is kept.

Every function marked ``@formula`` or ``@rule`` is registered with numba here: compiled code that calls one
compiles the very lines that Python runs. No fast mathematics, and no threads inside: results must not depend
on either.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from functools import cache, wraps
from hashlib import sha256
from pathlib import Path
from typing import Any

import numba
from numba.extending import overload, register_jitable

from vendsim import formula
from vendsim.compiling import processor  # noqa: F401 (registers its hints)
from vendsim.compiling.alone import alone

_SECONDS = "half a minute to a minute"


@cache
def jit(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function compiled on its first call, or taken from what an earlier process has compiled.

    Only what Python calls needs this; what compiled code calls are formulas and rules.
    """

    @cache
    def compiled() -> Any:
        _register()
        settings: Any = numba.config
        before, settings.CACHE_DIR = settings.CACHE_DIR, str(_cache_folder())
        try:
            return numba.njit(function, cache=True, nogil=True, error_model="numpy")
        finally:
            settings.CACHE_DIR = before

    @wraps(function)
    def call(*arguments: Any) -> Any:
        ready = compiled()
        if getattr(ready, "signatures", True):  # not compiled at all if numba was told so
            return ready(*arguments)
        with alone(_cache_folder() / f"{function.__name__}.lock"):  # of many processes, one compiles
            return ready(*arguments)

    call.compiled = compiled  # type: ignore[attr-defined]
    return call


@cache
def _cache_folder() -> Path:
    """Where compiled code is kept: in the first place that can be written, under a digest of all sources.

    numba alone would go by the file of the calling function, and miss that a formula elsewhere has changed.
    """
    name = _digest()
    for place in _places():
        folder = place / name
        if _is_writable(folder):
            if not any(folder.rglob("*.nbi")):
                print(
                    f"vendsim: compiling the numeric worlds, once for this version and machine ({_SECONDS}); "
                    f"kept in {folder}",
                    file=sys.stderr,
                )
            return folder
    raise OSError("no folder can be written to for compiled code; set NUMBA_CACHE_DIR to one")


def _places() -> Iterable[Path]:
    """Where numba was told to, beside Python's own compiled code, with the user's caches, for this boot."""
    told = getattr(numba.config, "CACHE_DIR", "")
    if told:
        yield Path(told) / "vendsim"
        return
    yield Path(__file__).parent / "__pycache__"
    caches = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    yield (Path(caches) if caches else Path(os.path.expanduser("~")) / ".cache") / "vendsim"
    yield Path(tempfile.gettempdir()) / f"vendsim-{os.getuid() if hasattr(os, 'getuid') else 'cache'}"


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError as error:
        logging.getLogger(__name__).debug("compiled code is not kept in %s: %s", folder, error)
        return False


def _digest() -> str:
    digest = sha256()
    for source in _sources():
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _sources() -> list[Path]:
    """All files in which compiled code may stand."""
    package = Path(formula.__file__).parent
    rooms = [package / room for room in ("compiling", "economy", "manager")]
    files = [source for room in rooms for source in sorted(room.rglob("*.py"))]
    return [package / "formula.py", package / "draws.py", *files]


@overload(formula.where, strict=False)
def _where(condition: Any, yes: Any, no: Any) -> Any:
    return lambda condition, yes, no: yes if condition else no


@overload(formula.real, strict=False)
def _real(x: Any) -> Any:
    return lambda x: numba.float64(x)


@overload(formula.single, strict=False)
def _single(x: Any) -> Any:
    return lambda x: numba.float32(x)


@overload(formula.whole, strict=False)
def _whole(x: Any) -> Any:
    return lambda x: numba.int64(x)


_registered: set[Any] = set()


def _register() -> None:
    """Make all formulas and rules known to numba that are not yet."""
    for function, body in formula.COMPILABLE.items():
        if function not in _registered:
            register_jitable(error_model="numpy")(body)
            if body is not function:
                overload(function, strict=False)(_calls(body))
            _registered.add(function)


def _calls(body: Any) -> Any:
    """What numba asks of a function that stands for another: it is given types, and names the other."""
    return lambda *types, **named: body
