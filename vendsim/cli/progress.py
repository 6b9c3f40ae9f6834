"""The progress bar of ``vendsim run``: on stderr, and only where a person is watching."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from vendsim.runs import Progress
from vendsim.runs.loop import OnProgress


@contextmanager
def progress_bar(days: int, start: Progress, quiet: bool) -> Iterator[OnProgress]:
    """A bar over the days, with balance and calls; yields what to tell it."""
    console = Console(stderr=True)
    bar = Bar(
        TextColumn("day {task.fields[day]:>3} of {task.total}"),
        BarColumn(bar_width=None),
        TextColumn("${task.fields[balance]:,.2f}"),
        TextColumn("{task.fields[calls]:,} calls"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=quiet or not console.is_terminal,
        transient=True,
    )
    task = bar.add_task(
        "year", total=days, completed=start.day - 1, day=start.day, balance=start.balance, calls=start.calls
    )

    def tell(now: Progress) -> None:
        bar.update(task, completed=now.day - 1, day=now.day, balance=now.balance, calls=now.calls)

    with bar:
        yield tell
