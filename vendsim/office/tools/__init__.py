"""The tools of the desk. Importing this package declares them all."""

from vendsim.office.tools import machine, mail, money, planning, research, sleep
from vendsim.office.tools.incoming import echo
from vendsim.office.tools.registry import TOOLS, Arguments, Tool, ToolError, parse

__all__ = [
    "TOOLS", "Arguments", "Tool", "ToolError", "echo", "machine", "mail", "money", "parse", "planning",
    "research", "sleep",
]  # fmt: skip
