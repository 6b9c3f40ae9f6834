"""Submissions that can be checked: run folders packed into one file, and what of it can be proven."""

from vendsim.runs.entries.manifest import EntryError
from vendsim.runs.entries.packing import pack
from vendsim.runs.entries.verifying import Verdict, verify

__all__ = ["EntryError", "Verdict", "pack", "verify"]
