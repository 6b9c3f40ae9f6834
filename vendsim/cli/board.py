"""What is seen of a bench while it is played: on stderr, a row for every run that is under way."""

from __future__ import annotations

import time
from collections.abc import Sequence
from types import TracebackType

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from vendsim.cli.progress import spending
from vendsim.runs import Progress, read_record
from vendsim.runs.bench import Outcome, Task

_EVERY = 60.0  # seconds between two lines about the runs under way


class Scoreboard:
    """Watches a bench, and remembers what became of its runs.

    Where a person is watching, every run under way has a row; elsewhere, as in a log file, there is a line
    for each that is over, and one every so often about those under way.
    """

    def __init__(self, plan: Sequence[Task], quiet: bool) -> None:
        self.outcomes: dict[str, Outcome] = {}  # by the run's name
        self._console = Console(stderr=True, quiet=quiet, highlight=False)
        self._rows: dict[str, TaskID] = {}
        self._days: dict[str, int] = {}  # of the runs under way
        self._runs = len(plan)
        self._told_at = time.monotonic()
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            TextColumn("{task.fields[standing]}"),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
            disable=quiet or not self._console.is_terminal,
            transient=True,
        )
        self._all = self._bars.add_task("runs", total=len(plan), standing="")

    def __enter__(self) -> Scoreboard:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def progressed(self, task: Task, progress: Progress) -> None:
        """A run has made a step."""
        if progress.warning:
            self._console.print(f"{task.name}: {progress.warning}", markup=False, soft_wrap=True)
        standing = (
            f"${progress.balance:,.2f}  {progress.calls:,} calls  {spending(progress.use, progress.day)}"
        )
        if progress.waiting:
            standing += f"  {escape(progress.waiting)}"
        self._days[task.name] = progress.day
        self._tell_standing(task, progress)
        if task.name not in self._rows:
            self._rows[task.name] = self._bars.add_task(
                escape(task.name), total=task.scenario.days, standing=standing
            )
        self._bars.update(self._rows[task.name], completed=progress.day - 1, standing=standing)

    def _tell_standing(self, task: Task, progress: Progress) -> None:
        """A line about the runs under way every so often, where there are no rows to show it."""
        now = time.monotonic()
        if self._console.is_terminal or now - self._told_at < _EVERY:
            return
        self._told_at = now
        under_way = len(self._days)
        days = f"{min(self._days.values())}-{max(self._days.values())}" if under_way > 1 else progress.day
        line = f"{len(self.outcomes)} of {self._runs} runs are over, {under_way} under way on day {days}"
        if progress.waiting:
            line += f"; {task.name}: {progress.waiting}"
        self._console.print(line, markup=False, soft_wrap=True)

    def ended(self, task: Task, outcome: Outcome) -> None:
        """A run is over, for good or for now."""
        self.outcomes[task.name] = outcome
        self._days.pop(task.name, None)
        if task.name in self._rows:
            self._bars.remove_task(self._rows.pop(task.name))
        self._bars.advance(self._all)
        self._console.print(f"{task.name}: {_how(task, outcome)}", markup=False, soft_wrap=True)


def _how(task: Task, outcome: Outcome) -> str:
    if outcome.status != "done":
        return f"{outcome.status}: {outcome.why}"
    result = read_record(task.folder).result
    assert result is not None  # the record of a finished run has one
    return f"${result.final_balance:,.2f} after {result.days} days ({result.end_reason})"
