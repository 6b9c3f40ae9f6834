"""Where in somebody's code an error came up."""

from __future__ import annotations

import sysconfig
import traceback
from pathlib import Path

_NEVER_THEIRS = (str(Path(__file__).parent.parent), "<frozen")
_PYTHON = sysconfig.get_path("stdlib")
_INSTALLED = {"site-packages", "dist-packages"}


def where(error: BaseException) -> str:
    """The place in the code of the agent at which an error came up: "my_agent.py, line 12"."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "no line is known"
    theirs = [frame for frame in frames if not frame.filename.startswith(_NEVER_THEIRS)]
    installed = [frame for frame in theirs if _INSTALLED & set(Path(frame.filename).parts)]
    own = [f for f in theirs if f not in installed and not f.filename.startswith(_PYTHON)]
    frame = (own or installed or frames)[-1]
    return f"{Path(frame.filename).name}, line {frame.lineno}"
