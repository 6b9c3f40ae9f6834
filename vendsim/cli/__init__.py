"""The command line. Thin: commands parse, call, and print."""

from vendsim.cli.app import main

__all__ = ["main"]
