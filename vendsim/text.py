"""The characters and names that the world speaks in, the same on every machine.

The characters are a fixed, printable set: ``str.isprintable`` follows the Unicode tables of the interpreter,
which change between Python versions; the ranges here do not. They cover what agents write: Latin, Greek,
Cyrillic, Hebrew, Arabic, Devanagari, Thai, Japanese, Chinese, Korean, common symbols and emoji.
"""

from __future__ import annotations

import re
from functools import cache

# Written out because the standard names follow the reader's locale.
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip

_RANGES = (
    (0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x17F), (0x391, 0x3A1), (0x3A3, 0x3C9), (0x400, 0x45F), (0x490, 0x4FF),
    (0x5D0, 0x5EA), (0x621, 0x63A), (0x641, 0x64A), (0x660, 0x669), (0x904, 0x939), (0x93E, 0x94D),
    (0xE01, 0xE3A), (0xE40, 0xE5B), (0x2010, 0x2015), (0x2018, 0x201F), (0x2020, 0x2022), (0x2026, 0x2026),
    (0x2030, 0x2030), (0x2032, 0x2033), (0x2039, 0x203A), (0x20AC, 0x20AC), (0x2116, 0x2116),
    (0x2122, 0x2122), (0x2150, 0x215E), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2460, 0x2473),
    (0x2500, 0x257F), (0x25A0, 0x25FF), (0x2600, 0x26FF), (0x2705, 0x2705), (0x2713, 0x2718),
    (0x274C, 0x274C), (0x3001, 0x3011), (0x3041, 0x3096), (0x30A1, 0x30FC), (0x4E00, 0x9FA5),
    (0xAC00, 0xD7A3), (0xFF01, 0xFF5E), (0x1F300, 0x1F64F), (0x1F680, 0x1F6C5),
)  # fmt: skip

_OUTSIDE = re.compile("[^\n" + "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in _RANGES) + "]")


@cache
def characters() -> frozenset[str]:
    """All of them, some 30,000."""
    return frozenset("\n").union(*(map(chr, range(first, last + 1)) for first, last in _RANGES))


def printable(text: str) -> str:
    """``text`` with line breaks unified, tabs as spaces, and anything outside the set as "?"."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    return _OUTSIDE.sub("?", text)


def shorten(text: str, limit: int) -> str:
    """``text`` on one line and at most ``limit`` characters, for echoing inside a sentence."""
    line = " ".join(printable(text).split())
    return line if len(line) <= limit else line[: limit - 3] + "..."


def clock_text(minute: int) -> str:
    """Minutes after midnight as HH:MM."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
