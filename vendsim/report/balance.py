"""The bank balance over the year, one line a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.ticker import StrMethodFormatter

from vendsim.runs.daily import Day, read_days
from vendsim.runs.record import read_record

# Okabe and Ito's colours, which people with any colour vision can tell apart; yellow is left out because it
# is too pale for a line on white. Source: Okabe, Ito, "Color Universal Design", 2008.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
_Dash = Literal["-", "--", ":", "-."]
_DASHES: tuple[_Dash, ...] = ("-", "--", ":", "-.")
_MOST_LABELS = 8  # runs that still get their label at the end of the line
_LABEL_HEIGHT = 0.045  # of the axes
_INK, _FAINT = "#333333", "#8a8a8a"
_SMALL_PRINT = (
    "A vendsim world: this project's own economy, not Andon Labs' benchmark; balances are not comparable."
)


@dataclass(frozen=True, slots=True)
class Run:
    """What the picture shows of one run."""

    agent: str
    scenario: str
    seed: int
    days: list[Day]
    bankrupt: bool

    @property
    def label(self) -> str:
        """Who played where."""
        return f"{self.agent}, seed {self.seed}"


def draw_balances(folders: Sequence[Path], target: Path) -> None:
    """Draw the runs into ``target``; its ending chooses the format.

    Raises ValueError, in one sentence, if there is nothing to draw or the format is unknown.
    """
    runs = [run for run in map(_read, folders) if run.days]
    if not runs:
        raise ValueError("no day of these runs has closed yet, so there is nothing to draw")
    above_small_print = ConstrainedLayoutEngine(rect=(0, 0.025, 1, 0.975))
    figure = Figure(figsize=(10, 5.6), dpi=150, layout=above_small_print)
    axes = figure.add_subplot()
    styles = _styles(runs)
    for run in runs:
        _draw_run(axes, run, *styles[run.agent], alone=len(runs) == 1)
    _dress(axes, runs)
    _name_runs(axes, runs, styles)
    figure.text(0.995, 0.004, _SMALL_PRINT, ha="right", va="bottom", fontsize=7, color=_FAINT)
    figure.savefig(target)


def _read(folder: Path) -> Run:
    record = read_record(folder)
    bankrupt = record.result is not None and record.result.end_reason == "bankrupt"
    return Run(record.agent, record.scenario, record.seed, read_days(folder), bankrupt)


def _styles(runs: Sequence[Run]) -> dict[str, tuple[str, _Dash]]:
    """A colour and a dash for every agent; the dash tells them apart in print."""
    agents = dict.fromkeys(run.agent for run in runs)
    return {
        agent: (_COLOURS[i % len(_COLOURS)], _DASHES[i // len(_COLOURS) % len(_DASHES)])
        for i, agent in enumerate(agents)
    }


def _draw_run(axes: Axes, run: Run, colour: str, dash: str, alone: bool) -> None:
    dates = np.array([day.date for day in run.days], dtype="datetime64[D]")
    balance = [day.bank_balance for day in run.days]
    axes.plot(dates, balance, dash, color=colour, linewidth=1.8 if alone else 1.3)
    if len(dates) == 1:
        axes.plot(dates, balance, "o", color=colour)
    if alone:
        axes.fill_between(dates, balance, color=colour, alpha=0.08, linewidth=0)
    if run.bankrupt:
        axes.plot(dates[-1], balance[-1], "X", color=colour, markersize=9, clip_on=False, zorder=5)


def _dress(axes: Axes, runs: Sequence[Run]) -> None:
    locator = AutoDateLocator(minticks=4, maxticks=13)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    january = "%b\n%Y"
    axes.xaxis.set_major_formatter(
        ConciseDateFormatter(  # type: ignore[no-untyped-call]
            locator, zero_formats=["", january, "%b", "%b-%d", "%H:%M", "%H:%M"], show_offset=False
        )
    )
    axes.set_xlabel(_span(runs), loc="left", fontsize=8, color=_FAINT)
    axes.yaxis.set_major_formatter(StrMethodFormatter("${x:,.0f}"))
    axes.set_ylabel("Balance at the end of the day", color=_INK)
    axes.set_title(_title(runs), loc="left", fontsize=13, color=_INK)
    axes.grid(axis="y", color="#e4e4e4", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(length=0, colors=_INK)
    axes.set_ylim(bottom=0)
    axes.margins(x=0.01)


def _span(runs: Sequence[Run]) -> str:
    first = min(run.days[0].date for run in runs)
    last = max(run.days[-1].date for run in runs)
    return f"{first.isoformat()} to {last.isoformat()}"


def _title(runs: Sequence[Run]) -> str:
    scenarios = ", ".join(dict.fromkeys(run.scenario for run in runs))
    if len(runs) == 1:
        return f"Bank balance of {runs[0].agent} on {scenarios}, seed {runs[0].seed}"
    return f"Bank balance on {scenarios}: {len(runs)} runs"


def _name_runs(axes: Axes, runs: Sequence[Run], styles: dict[str, tuple[str, _Dash]]) -> None:
    if len(runs) <= _MOST_LABELS:
        _label_ends(axes, runs, styles)
    else:
        _add_legend(axes, runs, styles)


def _label_ends(axes: Axes, runs: Sequence[Run], styles: dict[str, tuple[str, _Dash]]) -> None:
    """A label beside the end of every line, pushed apart where lines end close together."""
    upper = axes.get_ylim()[1]
    lowest = 0.0
    for run in sorted(runs, key=lambda run: (run.days[-1].bank_balance, run.label)):
        height = max(run.days[-1].bank_balance / upper, lowest)
        axes.annotate(
            _end_label(run, len(runs) == 1),
            xy=(1.01, height),
            xycoords="axes fraction",
            va="center",
            fontsize=9,
            color=styles[run.agent][0],
        )
        lowest = height + _LABEL_HEIGHT


def _end_label(run: Run, alone: bool) -> str:
    last = run.days[-1]
    ending = f"bankrupt on day {last.day}" if run.bankrupt else f"${last.bank_balance:,.0f}"
    return ending if alone else f"{run.label}: {ending}"


def _add_legend(axes: Axes, runs: Sequence[Run], styles: dict[str, tuple[str, _Dash]]) -> None:
    handles = []
    for agent, (colour, dash) in styles.items():
        own = [run for run in runs if run.agent == agent]
        mean = sum(run.days[-1].bank_balance for run in own) / len(own)
        broke = sum(run.bankrupt for run in own)
        label = f"{agent}: ${mean:,.0f} on average of {len(own)}" + (f", {broke} bankrupt" if broke else "")
        handles.append(Line2D([], [], color=colour, linestyle=dash, linewidth=2, label=label))
    axes.legend(handles=handles, loc="upper left", frameon=False, labelcolor=_INK)
