"""The tools of the desk. Importing this package declares them all."""

from vendsim.office.tools import machine, mail, money, planning, research, sleep
from vendsim.office.tools.registry import TOOLS, Tool, ToolError, parse

__all__ = ["TOOLS", "Tool", "ToolError", "machine", "mail", "money", "parse", "planning", "research", "sleep"]
