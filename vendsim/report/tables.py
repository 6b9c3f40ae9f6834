"""A leaderboard as text: for a terminal, as Markdown, as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import Literal, TypeVar

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from vendsim.report.intervals import Interval
from vendsim.report.standings import Board, Difference, Leaderboard, Standing
from vendsim.report.verdict import unproved

WHOSE_WORLD = (
    "vendsim's own worlds, not Andon Labs' benchmark; these balances are not comparable with theirs."
)

T = TypeVar("T")

_Columns = dict[str, Callable[[Standing], str]]

_SCORES: _Columns = {
    "agent": lambda s: s.player,
    "runs": lambda s: f"{s.runs:,}",
    "mean": lambda s: money(s.mean),
    "std. error": lambda s: money(s.standard_error),
    "95 % (t)": lambda s: span(s.t95),
    "95 % (bootstrap)": lambda s: span(s.bootstrap95),
    "median": lambda s: money(s.median),
    "min": lambda s: money(s.min),
    "max": lambda s: money(s.max),
    "sd": lambda s: money(s.sd),
}
_CONDUCT: _Columns = {
    "bankrupt": lambda s: f"{s.bankruptcies:,}",
    "days survived": lambda s: f"{s.days_survived:,.1f}",
    "calls": lambda s: f"{s.calls:,.0f}",
    "input tokens": lambda s: "–" if s.input_tokens is None else f"{s.input_tokens:,.0f}",
    "output tokens": lambda s: f"{s.output_tokens:,.0f}",
    "token bill": lambda s: money(s.token_cost),
    "$ a run": lambda s: "–" if s.usd is None else f"${s.usd:,.2f}",
    "replayed": lambda s: f"{s.replayed} of {s.runs}",
}
_DIFFERENCES: dict[str, Callable[[Difference], str]] = {
    "better": lambda d: d.better,
    "worse": lambda d: d.worse,
    "worlds": lambda d: f"{d.worlds:,}",
    "won": lambda d: f"{d.wins:,}",
    "mean difference": lambda d: money(d.mean),
    "95 % (t)": lambda d: span(d.t95),
    "95 % (bootstrap)": lambda d: span(d.bootstrap95),
    "significant": lambda d: "yes" if d.told_apart else "no",
}
_TITLES = {"bank_balance": "Final balance", "net_worth": "Net worth", "worth": "Worth"}
_WIDE = 200  # characters
_GAP = 2  # between two columns
_TEXT = {"agent", "better", "worse", "significant"}  # columns; the others are numbers


def print_leaderboard(leaderboard: Leaderboard, everything: bool = False) -> None:
    """For a terminal; as wide as it has to be where there is none. ``everything``: all differences."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _WIDE
    for board in leaderboard.scenarios:
        agent = {"agent": _SCORES["agent"]}
        _print(console, _SCORES, board.standings, f"{_TITLES[board.score]} on {board.scenario}")
        _print(console, agent | _CONDUCT, board.standings, "The runs (counts and dollars are means per run)")
        if shown := board.shown(everything):
            _print(console, _DIFFERENCES, shown, _title_of_differences(board, len(shown)))
        for sentence in board.verdict:
            console.print(f"- {sentence}", markup=False, soft_wrap=not console.is_terminal)
        for sentence in filter(None, (*board.notes, unproved(board.standings))):
            console.print(sentence, markup=False, soft_wrap=not console.is_terminal)
        console.print()


def _title_of_differences(board: Board, shown: int) -> str:
    """What the table has, and how to see what it has not."""
    title = "Differences, paired by world"
    if shown == len(board.differences):
        return title
    with_whom = " and ".join(dict.fromkeys(filter(None, ("the best", board.baseline))))
    return f"{title}: with {with_whom} (--all shows all {len(board.differences)})"


def markdown(leaderboard: Leaderboard, everything: bool = False) -> str:
    """Tables that can be pasted into a README or an issue."""
    parts = []
    for board in leaderboard.scenarios:
        parts += [
            f"### {_TITLES[board.score]} on {board.scenario}",
            _pipes(_SCORES | _CONDUCT, board.standings),
        ]
        if shown := board.shown(everything):
            parts += [f"{_title_of_differences(board, len(shown))}:", _pipes(_DIFFERENCES, shown)]
        parts += ["\n".join(f"- {sentence}" for sentence in board.verdict), *board.notes]
        parts += filter(None, [unproved(board.standings)])
    return "\n\n".join([*parts, f"*{WHOSE_WORLD}*"]) + "\n"


def as_csv(leaderboard: Leaderboard) -> str:
    """One row for every agent in every scenario, plain numbers, empty where there is none."""
    text = io.StringIO()
    rows = [_row(board, standing) for board in leaderboard.scenarios for standing in board.standings]
    if rows:
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return text.getvalue()


def _row(board: Board, standing: Standing) -> dict[str, object]:
    row: dict[str, object] = {"scenario": board.scenario}
    for name in Standing.model_fields:
        value = getattr(standing, name)
        if name in ("t95", "bootstrap95"):
            row |= {f"{name}_low": value and value.low, f"{name}_high": value and value.high}
        else:
            row[name] = value
    return row


def _print(console: Console, columns: dict[str, Callable[[T], str]], rows: Sequence[T], title: str) -> None:
    """A table; columns that do not fit beside the others come below, under the names again."""
    cells = {name: [value(row) for row in rows] for name, value in columns.items()}
    named = [name for name in columns if name in _TEXT and name != "significant"]
    for number, block in enumerate(_blocks(cells, named, console.width)):
        table = Table(
            title=title if number == 0 else None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False
        )
        for name in block:
            justify: Literal["left", "right"] = "left" if name in _TEXT else "right"
            table.add_column(Text(name), justify=justify, no_wrap=name not in named, overflow="fold")
        for index in range(len(rows)):
            table.add_row(*(Text(cells[name][index]) for name in block))
        console.print(table)


def _blocks(cells: dict[str, list[str]], named: list[str], width: int) -> list[list[str]]:
    """The columns, in as many tables as the width makes necessary. Names may be folded, numbers never."""
    widths = {name: max(map(len, (name, *texts))) + _GAP for name, texts in cells.items()}
    most = width // 2 // max(1, len(named))  # that a name may take
    head = sum(min(widths[name], most) for name in named)
    blocks: list[list[str]] = []
    room = 0
    for name in (name for name in cells if name not in named):
        if not blocks or widths[name] > room:
            blocks.append([*named])
            room = width - head
        blocks[-1].append(name)
        room -= widths[name]
    return blocks


def _pipes(columns: dict[str, Callable[[T], str]], rows: Sequence[T]) -> str:
    lines = [list(columns), ["---" if name in _TEXT else "---:" for name in columns]]
    lines += [[value(row).replace("|", "\\|") for value in columns.values()] for row in rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def money(dollars: float | None) -> str:
    """Whole dollars; "–" for none."""
    if dollars is None:
        return "–"
    return f"-${-dollars:,.0f}" if round(dollars) < 0 else f"${abs(dollars):,.0f}"


def span(interval: Interval | None) -> str:
    """An interval in whole dollars."""
    return "–" if interval is None else f"{money(interval.low)} to {money(interval.high)}"
