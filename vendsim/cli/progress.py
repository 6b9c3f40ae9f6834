"""What is seen of ``vendsim run`` while it plays, on stderr: a bar in a terminal, and lines elsewhere.

Without a terminal there is a line for every simulated week, and one every so often for what is waited for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from vendsim.agent import ModelUse
from vendsim.runs import Progress
from vendsim.runs.loop import OnProgress

_WEEK = 7
_WORTH_A_LINE = 5.0  # seconds of waiting; less is nobody's concern
_SILENCE = 3.0  # seconds that a silence counts for each time it is told: many answers are slow, once
_EVERY = 60.0  # seconds between two lines about the same wait


@contextmanager
def progress_bar(days: int, start: Progress, quiet: bool) -> Iterator[OnProgress]:
    """A bar over the days, with balance, calls and cost; yields what to tell it."""
    console = Console(stderr=True, highlight=False, quiet=quiet)
    if quiet or not console.is_terminal:
        yield _Lines(days, start, lambda text: console.print(text, markup=False, soft_wrap=True))
        return
    bar = Bar(
        TextColumn("day {task.fields[day]:>3} of {task.total}"),
        BarColumn(bar_width=None),
        TextColumn("${task.fields[balance]:,.2f}"),
        TextColumn("{task.fields[calls]:,} calls"),
        TextColumn("{task.fields[cost]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("[yellow]{task.fields[waiting]}"),
        console=console,
        transient=True,
    )
    task = bar.add_task(
        "year",
        total=days,
        completed=start.day - 1,
        day=start.day,
        balance=start.balance,
        calls=start.calls,
        cost="",
        waiting="",
    )

    def tell(now: Progress) -> None:
        if now.warning:
            console.print(f"vendsim: {now.warning}", markup=False, style="bold yellow")
        bar.update(
            task,
            completed=now.day - 1,
            day=now.day,
            balance=now.balance,
            calls=now.calls,
            cost=spending(now.use, now.day),
            waiting=escape(now.waiting or ""),
        )

    with bar:
        yield tell


class _Lines:
    """The same for a log file."""

    def __init__(self, days: int, start: Progress, say: Callable[[str], None]) -> None:
        self._days, self._say = days, say
        self._next = (start.day - 1) // _WEEK * _WEEK + _WEEK + 1  # the morning after the next whole week
        self._waited = 0.0  # seconds, since the last answer
        self._told_at: float | None = None

    def __call__(self, now: Progress) -> None:
        if now.warning:
            self._say(f"vendsim: {now.warning}")
        elif now.waiting:
            self._wait(now)
        else:
            self._waited, self._told_at = 0.0, None
        if now.day >= self._next:
            self._next = (now.day - 1) // _WEEK * _WEEK + _WEEK + 1
            cost = spending(now.use, now.day)
            shown = [f"${now.balance:,.2f}", f"{now.calls:,} calls", *([cost] if cost else [])]
            self._say(f"day {now.day} of {self._days}: {', '.join(shown)}")

    def _wait(self, now: Progress) -> None:
        self._waited += now.seconds or _SILENCE
        due = self._told_at is None or time.monotonic() - self._told_at >= _EVERY
        if due and self._waited >= _WORTH_A_LINE:
            self._told_at = time.monotonic()
            self._say(f"day {now.day}: {now.waiting}")


def spending(use: ModelUse | None, day: int) -> str:
    """What a model has taken so far: dollars, tokens a day, and how much of its input was cached."""
    if use is None or not use.answers:
        return ""
    parts = []
    if use.usd is not None:
        usd = use.usd + use.usd_lost
        parts.append(f"${usd:,.2f} (${usd / day:,.2f} a day)")
    parts.append(f"{(use.prompt_tokens + use.output_tokens) / day:,.0f} tokens a day")
    if use.cached_tokens:
        parts.append(f"{use.cached_tokens / use.prompt_tokens:.0%} cached")
    return ", ".join(parts)
