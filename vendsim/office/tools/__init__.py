"""The tools of the desk. Importing this package declares them all."""

from vendsim.office.tools import machine, mail, memory, money, planning, research, sleep, sub_agent
from vendsim.office.tools.incoming import echo
from vendsim.office.tools.registry import TOOLS, Arguments, Tool, ToolError, parse

__all__ = [
    "TOOLS", "Arguments", "Tool", "ToolError", "echo", "machine", "mail", "memory", "money", "parse",
    "planning", "research", "sleep", "sub_agent",
]  # fmt: skip
