"""Where in somebody's code an error came up."""

from __future__ import annotations

import sysconfig
import traceback
from pathlib import Path

_OTHERS = (str(Path(__file__).parent.parent), sysconfig.get_path("stdlib"), "<frozen")


def where(error: BaseException) -> str:
    """The place in the code of the agent at which an error came up: "my_agent.py, line 12"."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "no line is known"
    own = [frame for frame in frames if not frame.filename.startswith(_OTHERS)]
    frame = (own or frames)[-1]
    return f"{Path(frame.filename).name}, line {frame.lineno}"
