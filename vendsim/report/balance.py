"""The bank balance over the year: one line per agent, with its runs and their spread behind."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, DateLocator, DayLocator, date2num
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from vendsim.report.references import Entry, Reference
from vendsim.report.series import Run, Series, read_series
from vendsim.report.spreading import spread

# Okabe and Ito's colours, which people with any colour vision can tell apart; yellow is left out because it
# is too pale for a line on white. Source: Okabe, Ito, "Color Universal Design", 2008.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
# Every line has a dash of its own too, because colours are lost in grey print.
_DASHES: tuple[Any, ...] = ("-", (0, (5, 1.5)), (0, (1, 1.2)), (0, (6, 1.5, 1, 1.5)), (0, (9, 2, 3, 2)))
_INK, _FAINT = "#333333", "#757575"
_WIDTH, _HEIGHT, _DPI = 10.0, 5.6, 150  # inches
_LABEL, _SMALL = 9.0, 7.0  # points
_TITLE_WIDTH, _LABEL_WIDTH, _PRINT_WIDTH = 80, 44, 170  # characters, after which a text is folded
_LINE = 1.35  # height of a line of text, in its size
_DATE = "%b %d"  # of a tick that is no first of a month
_FEW_DAYS = 8  # that each get a date at the axis
_USED = 0.8  # of the height is left for the axes, about
_SAMPLE = (1.015, 1.085)  # where the piece of line beside a label begins and ends, of the axes' width
_STRIP, _STRIP_INCHES = (
    0.26,
    1.5,
)  # width of the reference's axes: of ours, and what the figure gains in inches
_METADATA: dict[str, dict[str, Any]] = {  # nothing that changes from day to day
    ".png": {},
    ".svg": {"Date": None},
    ".pdf": {"CreationDate": None},
}
_OURS = "A vendsim world: this project's own economy, not Andon Labs' benchmark; balances are not comparable."


def draw_balances(folders: Sequence[Path], target: Path, reference: Reference | None = None) -> None:
    """Draw the runs into ``target``; its ending chooses PNG, SVG or PDF. The same runs give the same bytes.

    Raises ValueError, in one sentence, if there is nothing to draw or the ending is another.
    """
    if target.suffix.lower() not in _METADATA:
        raise ValueError(f'the picture must end in {", ".join(_METADATA)}, not "{target.suffix}"')
    series = _closed(folders)
    ending = target.suffix.lower()
    beside = target.with_name(f".{target.stem}.new{ending}")  # a kill leaves no half a picture
    try:
        with mpl.rc_context({"svg.hashsalt": "vendsim", "svg.fonttype": "none"}):
            _draw(series, reference).savefig(beside, metadata=_METADATA[ending])
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def balance_figure(folders: Sequence[Path], reference: Reference | None = None) -> Figure:
    """The same picture as a figure. Raises ValueError, in one sentence, if there is nothing to draw."""
    return _draw(_closed(folders), reference)


def _closed(folders: Sequence[Path]) -> list[Series]:
    series = read_series(folders)
    if not series:
        raise ValueError("no day of these runs has closed yet, so there is nothing to draw")
    return series


def _draw(series: Sequence[Series], reference: Reference | None) -> Figure:
    small_print = _small_print(series, reference)
    room = (len(small_print) * _LINE * _SMALL + 4) / 72  # inches
    lines = max(_folded(_end_label(one, series)).count("\n") + 1 for one in series)
    height = max(_HEIGHT, room + 1.2 + len(series) * lines * _LINE * _LABEL / 72)
    layout = ConstrainedLayoutEngine(rect=(0, room / height, 1, 1 - room / height))
    figure = Figure(figsize=(_WIDTH + (_STRIP_INCHES if reference else 0), height), dpi=_DPI, layout=layout)
    ratios = [1, _STRIP] if reference else [1]
    axes, *strip = figure.subplots(1, len(ratios), sharey=True, squeeze=False, width_ratios=ratios)[0]
    for number, one in enumerate(series):
        _draw_series(axes, one, _COLOURS[number % len(_COLOURS)], _dash(number))
    _dress(axes, series)
    axes.set_ylim(0, 1.05 * _highest(series))
    _label_ends(axes, series, height - room)
    if reference:
        _draw_reference(strip[0], reference, height - room)
    figure.text(
        0.008, 4 / 72 / height, "\n".join(small_print), va="bottom", fontsize=_SMALL, color=_FAINT,
        linespacing=_LINE - 0.15,
    )  # fmt: skip
    return figure


def _draw_series(axes: Axes, series: Series, colour: str, dash: Any) -> None:
    for run in series.runs:
        if not series.alone:
            axes.plot(run.dates, run.balance, "-", color=colour, linewidth=0.7, alpha=0.35)
        if run.bankrupt:
            size = 9 if series.alone else 5
            axes.plot(
                run.dates[-1:], run.balance[-1:], "X", color=colour, markersize=size, clip_on=False, zorder=5
            )
    if series.band:
        axes.fill_between(series.dates, *series.band, color=colour, alpha=0.14, linewidth=0)
    dates, line = _main_line(series)
    axes.plot(dates, line, linestyle=dash, color=colour, linewidth=1.9, zorder=4)
    if len(line) == 1:
        axes.plot(dates, line, "o", color=colour)


def _main_line(series: Series) -> tuple[Any, Any]:
    """Dates and dollars of the line that carries the label."""
    alone = series.alone
    return (alone.dates, alone.balance) if alone else (series.dates, series.mean)


def _dress(axes: Axes, series: Sequence[Series]) -> None:
    first, last = min(one.dates[0] for one in series), max(_main_line(one)[0][-1] for one in series)
    if last - first < np.timedelta64(_FEW_DAYS, "D"):  # else the hours of the day would be named
        locator: DateLocator = DayLocator()  # type: ignore[no-untyped-call]
    else:
        locator = AutoDateLocator(minticks=4, maxticks=13)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    january = "%b\n%Y"
    axes.xaxis.set_major_formatter(
        ConciseDateFormatter(  # type: ignore[no-untyped-call]
            locator,
            formats=["%Y", "%b", *[_DATE] * 4],
            zero_formats=["", january, "%b", *[_DATE] * 3],
            show_offset=False,
        )
    )
    axes.set_xlabel(
        f"{first} to {last}" if first < last else str(first), loc="left", fontsize=8, color=_FAINT
    )
    if len({one.dates[0] for one in series}) == 1:
        _number_days(axes, series)
    if first == last:  # a single day: a point in the middle, not at an edge
        axes.set_xlim(first - np.timedelta64(12, "h"), last + np.timedelta64(12, "h"))
        axes.set_xticks([date2num(first)])  # type: ignore[no-untyped-call]
    axes.yaxis.set_major_formatter(StrMethodFormatter("${x:,.0f}"))
    axes.set_ylabel("Balance at the end of the day", color=_INK)
    axes.set_title(textwrap.fill(_title(series), _TITLE_WIDTH), loc="left", fontsize=13, color=_INK)
    axes.grid(axis="y", color="#e4e4e4", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(length=0, colors=_INK)
    axes.tick_params(axis="x", pad=7)  # clear of the lowest balance
    axes.margins(x=0.01)


def _shifted(by: float, values: Any) -> Any:
    return values + by


def _number_days(axes: Axes, series: Sequence[Series]) -> None:
    """Days of the run above the months; transcripts and tables count in them."""
    start = float(date2num(series[0].dates[0])) - 1  # type: ignore[no-untyped-call]
    days = axes.secondary_xaxis("top", functions=(partial(_shifted, -start), partial(_shifted, start)))
    days.set_xlabel("Day", fontsize=8, color=_FAINT)
    days.xaxis.set_major_locator(
        MaxNLocator(integer=True, nbins=12, steps=[1, 2, 3, 5, 6, 10], min_n_ticks=1)
    )
    days.tick_params(length=0, labelsize=8, colors=_FAINT)
    days.spines["top"].set_visible(False)


def _highest(series: Sequence[Series]) -> float:
    return max(1.0, *(float(run.balance.max()) for one in series for run in one.runs))


def _title(series: Sequence[Series]) -> str:
    scenarios = ", ".join(dict.fromkeys(one.scenario for one in series))
    if len(series) == 1 and (run := series[0].alone):
        return f"Bank balance of {series[0].player} on {scenarios}, seed {run.record.seed}"
    if len(series) == 1:
        return f"Bank balance of {series[0].player} on {scenarios}: {len(series[0].runs)} runs"
    return f"Bank balance on {scenarios}: {sum(len(one.runs) for one in series)} runs"


def _label_ends(axes: Axes, series: Sequence[Series], height: float) -> None:
    """A label at the right edge for every line, joined to its end, with a piece of the line to know it by."""
    ends = {number: _end_in_axes(axes, one) for number, one in enumerate(series)}
    labels = {number: _folded(_end_label(one, series)) for number, one in enumerate(series)}
    lowest_first = sorted(ends, key=lambda number: ends[number][1])
    lines = max(label.count("\n") + 1 for label in labels.values())
    gap = lines * _LINE * _LABEL / 72 / (_USED * height)
    places = spread([ends[number][1] for number in lowest_first], gap, 0.0, 1.0)
    for number, place in zip(lowest_first, places, strict=True):
        colour = _COLOURS[number % len(_COLOURS)]
        (x, y), (left, right) = ends[number], _SAMPLE
        free: dict[str, Any] = {"transform": axes.transAxes, "clip_on": False, "color": colour}
        axes.plot([x, left], [y, place], linewidth=0.6, alpha=0.6, **free)
        axes.plot([left, right], [place, place], linestyle=_dash(number), linewidth=1.9, **free)
        axes.text(
            right + 0.008,
            place,
            labels[number],
            va="center",
            fontsize=_LABEL,
            color=colour,
            transform=axes.transAxes,
        )


def _folded(label: str) -> str:
    """A label in lines; the balance at its end stays whole."""
    return textwrap.fill(label, _LABEL_WIDTH, break_long_words=True, break_on_hyphens=True)


def _end_in_axes(axes: Axes, series: Series) -> tuple[float, float]:
    """Where a line ends, as fractions of the axes."""
    dates, line = _main_line(series)
    (left, right), upper = axes.get_xlim(), axes.get_ylim()[1]
    day = float(date2num(dates[-1]))  # type: ignore[no-untyped-call]
    return (day - left) / (right - left), float(line[-1]) / upper


def _dash(number: int) -> Any:
    return _DASHES[number % len(_DASHES)]


def _end_label(series: Series, all_series: Sequence[Series]) -> str:
    run = series.alone
    name = series.player
    if len({one.scenario for one in all_series}) > 1:
        name += f" on {series.scenario}"
    if run is None:
        return f"{name}: ${series.mean[-1]:,.0f} ({_count(series.runs)})"
    ending = f"bankrupt on day {run.days}" if run.bankrupt else f"${run.balance[-1]:,.0f}"
    return ending if len(all_series) == 1 else f"{name}, seed {run.record.seed}: {ending}"


def _count(runs: Sequence[Run]) -> str:
    bankrupt = sum(run.bankrupt for run in runs)
    unfinished = sum(not run.ended for run in runs)
    parts = [f"{len(runs)} runs"]
    parts += [f"{bankrupt} bankrupt"] if bankrupt else []
    parts += [f"{unfinished} unfinished"] if unfinished else []
    return ", ".join(parts)


def _draw_reference(axes: Axes, reference: Reference, height: float) -> None:
    """Published balances beside our chart: marks on our scale, apart from our lines."""
    upper = axes.get_ylim()[1]
    shown = sorted(_within(reference, upper), key=lambda entry: entry.mean)
    ends = [entry.mean / upper for entry in shown]
    gap = _LINE * _SMALL / 72 / (_USED * height)
    for entry, end, place in zip(shown, ends, spread(ends, gap, 0.0, 1.0), strict=True):
        axes.plot([0, 0.1], [end, end], color=_FAINT, linewidth=1.6, transform=axes.transAxes)
        axes.plot([0.1, 0.18], [end, place], color=_FAINT, linewidth=0.5, transform=axes.transAxes)
        axes.text(
            0.2, place, entry.label, va="center", fontsize=_SMALL, color=_FAINT, transform=axes.transAxes
        )
    axes.set_title(reference.title.replace(" for ", "\nfor "), loc="left", fontsize=_SMALL, color=_INK)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.spines["left"].set_color("#c8c8c8")
    axes.tick_params(length=0, labelleft=False, labelbottom=False)
    axes.set_xticks([])


def _within(reference: Reference, upper: float) -> list[Entry]:
    """What fits on our axis: others' balances do not stretch it."""
    return [entry for entry in reference.entries if 0 <= entry.mean <= upper]


def _off_the_axis(series: Sequence[Series], reference: Reference) -> list[str]:
    """What published balances the picture does not reach, as a sentence if there are any."""
    shown = _within(reference, 1.05 * _highest(series))
    above = [entry for entry in reference.entries if entry not in shown]
    if not above:
        return []
    most = max(above, key=lambda entry: entry.mean)
    reach = f"up to {most.model} ${most.mean:,.0f}"
    verb = "is" if len(above) == 1 else "are"
    return [f"{len(above)} of {len(reference.entries)} {verb} off the axis, {reach}."]


def _small_print(series: Sequence[Series], reference: Reference | None) -> list[str]:
    lines = []
    several = [one for one in series if not one.alone]
    runs = [run for one in several for run in one.runs]
    if several:
        band = "; band: the middle half of them" if any(one.band for one in several) else ""
        said = [f"Thick: mean over the runs of an agent; thin: each run{band}."]
        said += ["A bankrupt run keeps its last balance."] if any(r.bankrupt for r in runs) else []
        said += (
            ["The mean ends where the first unfinished run does."] if not all(r.ended for r in runs) else []
        )
        lines.append(" ".join(said))
    published = [reference.note, *_off_the_axis(series, reference)] if reference else []
    return [line for text in (*lines, _OURS, *published) for line in textwrap.wrap(text, _PRINT_WIDTH)]
