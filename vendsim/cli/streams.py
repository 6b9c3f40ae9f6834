"""Text on terminals and in pipes that cannot show every character."""

from __future__ import annotations

import codecs
import sys
from io import TextIOWrapper

_PLAIN = {
    "–": "-",
    "—": "-",
    "─": "-",
    "━": "-",
    "…": "...",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "×": "x",
    "•": "*",
}


def _plainly(error: UnicodeError) -> tuple[str, int]:
    """What to write for characters that an encoding lacks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_PLAIN.get(c, "?") for c in error.object[error.start : error.end]), error.end


def speak_anywhere() -> None:
    """From now on, what a stream cannot encode is written more plainly, and raises nothing."""
    codecs.register_error("vendsim-plainly", _plainly)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="vendsim-plainly")
