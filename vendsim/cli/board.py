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

_WORTH_A_LINE = 30.0  # seconds that a run waits in a row
_EVERY = 120.0  # seconds between two lines about it


class Scoreboard:
    """Watches a bench, and remembers what became of its runs.

    Where a person is watching, every run under way has a row; elsewhere, as in a log file, there is only a
    line for each that is over.
    """

    def __init__(self, plan: Sequence[Task], quiet: bool) -> None:
        self.outcomes: dict[str, Outcome] = {}  # by the run's name
        self._console = Console(stderr=True, quiet=quiet, highlight=False)
        self._rows: dict[str, TaskID] = {}
        self._told: dict[str, tuple[float, float]] = {}  # by run: seconds waited, when that was told last
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
            self._tell_wait(task, progress)
        else:
            self._told.pop(task.name, None)
        if task.name not in self._rows:
            self._rows[task.name] = self._bars.add_task(
                escape(task.name), total=task.scenario.days, standing=standing
            )
        self._bars.update(self._rows[task.name], completed=progress.day - 1, standing=standing)

    def _tell_wait(self, task: Task, progress: Progress) -> None:
        """A line about a long wait every so often, where there are no rows to show it."""
        if self._console.is_terminal:
            return
        waited, told_at = self._told.get(task.name, (0.0, 0.0))
        waited, now = waited + progress.seconds, time.monotonic()
        if waited >= _WORTH_A_LINE and now - told_at >= _EVERY:
            told_at = now
            line = f"{task.name}: day {progress.day}: {progress.waiting}"
            self._console.print(line, markup=False, soft_wrap=True)
        self._told[task.name] = (waited, told_at)

    def ended(self, task: Task, outcome: Outcome) -> None:
        """A run is over, for good or for now."""
        self.outcomes[task.name] = outcome
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
