"""The short account in words with which a run ends."""

from __future__ import annotations

import shlex
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from vendsim.money import show
from vendsim.report.account import Loss, losses, months
from vendsim.runs import RunRecord

_SHOWN = 7  # days of a transcript in which a loss can be understood


def print_account(path: Path, record: RunRecord) -> None:
    """Months, the largest losses, and where to read on. Raises ValueError for a folder of another version."""
    console = Console(highlight=False, soft_wrap=True)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("month", "days", "sales", "spending", "balance"):
        table.add_column(name, justify="left" if name == "month" else "right")
    try:
        found, lost = months(path), losses(path, record)
    except KeyError as missing:
        raise ValueError(f"the daily table has no column {missing}") from None
    for month in found:
        first, last = month.days
        sums = (month.sales, month.spending, month.balance)
        table.add_row(f"{month.first:%b %Y}", f"{first}-{last}", *(f"${sum_:,.2f}" for sum_ in sums))
    console.print()
    console.print(table)
    if lost:
        console.print("Largest losses")
        for loss in lost:
            console.print(f"  {_line(loss)}", markup=False)
    console.print("\nRead on")
    folder = shlex.quote(str(path))
    if lost:
        days = f"{lost[0].day}-{min(lost[0].day + _SHOWN, found[-1].days[1])}"
        console.print(f"  vendsim transcript {folder} --days {days}", markup=False)
    console.print(f"  vendsim report {folder}   # a page to look at", markup=False)
    console.print(f"  vendsim replay {folder}   # proves the score", markup=False)


def _line(loss: Loss) -> str:
    others = loss.times - 1
    more = f" (and {others} more like it, {show(loss.cents)} in all)" if others else ""
    return f"{f'day {loss.day}':<8} {loss.cause}{more}"
