"""``vendsim transcript``: a run to read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from vendsim.cli.errors import UsageError

_WIDTH = 110  # characters, where there is no terminal


def transcript(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A run folder.")],
    day: Annotated[int | None, typer.Option(min=1, help="Only this day.")] = None,
    pager: Annotated[bool, typer.Option(help="Page through it, in a terminal.")] = True,
) -> None:
    """Show a run as something to read: what the agent was told, thought, said and did, day by day.

    Example: vendsim transcript runs/vb2-careful-seed0 --day 3
    """
    from rich.console import Console

    from vendsim.report.transcript import print_transcript, read_transcript

    try:
        entries = read_transcript(folder)
    except (ValueError, OSError) as error:
        raise UsageError(str(error)) from error
    last = max((entry.day for entry in entries), default=0)
    if day is not None:
        entries = [entry for entry in entries if entry.day == day]
    if not entries:
        raise UsageError(f"there is no day {day} in {folder}; it goes to day {last}")
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _WIDTH
    if console.is_terminal and pager:
        os.environ.setdefault("LESS", "-RFX")  # colours, and no paging of what fits, as git has it
        with console.pager(styles=True):
            print_transcript(folder, entries, console)
    else:
        print_transcript(folder, entries, console)
