"""The two ways in which a command ends badly. The message is one sentence for a person."""

from __future__ import annotations


class CommandError(Exception):
    """What was asked for could not be done."""

    exit_code = 1


class UsageError(CommandError):
    """What was asked for makes no sense."""

    exit_code = 2
