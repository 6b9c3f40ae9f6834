"""How to install what is optional, as a command that works where it is printed."""

from __future__ import annotations

import re
import shlex
import sys
from importlib.metadata import PackageNotFoundError, requires
from importlib.util import find_spec


def needs(extra: str) -> str:
    """ "install it with: ..." for one of the extras of ``pyproject.toml``.

    The packages themselves are named, so that it works from a clone as well, and the Python that is running,
    so that it works in whatever environment this is.
    """
    packages = packages_of(extra) or [f"vendsim[{extra}]"]
    wanted = " ".join(map(shlex.quote, packages))
    python = shlex.quote(sys.executable)
    pip = f"{python} -m pip" if find_spec("pip") else f"python3 -m pip --python {python}"
    return f"install it with: {pip} install {wanted}"


def packages_of(extra: str) -> list[str]:
    """What an extra brings, as pip takes it."""
    try:
        declared = requires("vendsim") or []
    except PackageNotFoundError:  # a checkout that was never installed
        declared = []
    condition = re.compile(rf"extra\s*==\s*['\"]{re.escape(extra)}['\"]")
    return [line.partition(";")[0].strip() for line in declared if condition.search(line.partition(";")[2])]
