"""A leaderboard as text: for a terminal, as Markdown, as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import TypeVar

from rich import box
from rich.console import Console
from rich.table import Table

from vendsim.report.intervals import Interval
from vendsim.report.standings import Board, Difference, Leaderboard, Standing

WHOSE_WORLD = (
    "vendsim's own worlds, not Andon Labs' benchmark; these balances are not comparable with theirs."
)

T = TypeVar("T")

_Columns = dict[str, Callable[[Standing], str]]

_SCORES: _Columns = {
    "agent": lambda s: s.player,
    "runs": lambda s: f"{s.runs:,}",
    "mean": lambda s: money(s.mean),
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
    "cost": lambda s: "–" if s.usd is None else f"${s.usd:,.2f}",
}
_DIFFERENCES: dict[str, Callable[[Difference], str]] = {
    "better": lambda d: d.better,
    "worse": lambda d: d.worse,
    "worlds": lambda d: f"{d.worlds:,}",
    "won": lambda d: f"{d.wins:,}",
    "mean difference": lambda d: money(d.mean),
    "95 % (t)": lambda d: span(d.t95),
    "95 % (bootstrap)": lambda d: span(d.bootstrap95),
    "told apart": lambda d: "yes" if d.told_apart else "no",
}
_TITLES = {"bank_balance": "Final balance", "net_worth": "Net worth"}
_WIDE = 200  # characters
_TEXT = {"agent", "better", "worse", "told apart"}  # columns; the others are numbers


def print_leaderboard(leaderboard: Leaderboard) -> None:
    """For a terminal; as wide as it has to be where there is none."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _WIDE
    for board in leaderboard.scenarios:
        agent = {"agent": _SCORES["agent"]}
        console.print(_rich(_SCORES, board.standings, f"{_TITLES[board.score]} on {board.scenario}"))
        console.print(_rich(agent | _CONDUCT, board.standings, "The runs; counts are means a run"))
        if board.differences:
            console.print(_rich(_DIFFERENCES, board.differences, "Differences, paired by world"))
        for sentence in (board.verdict, *board.notes):
            console.print(sentence, soft_wrap=not console.is_terminal)
        console.print()


def markdown(leaderboard: Leaderboard) -> str:
    """Tables that can be pasted into a README or an issue."""
    parts = []
    for board in leaderboard.scenarios:
        parts += [
            f"### {_TITLES[board.score]} on {board.scenario}",
            _pipes(_SCORES | _CONDUCT, board.standings),
        ]
        if board.differences:
            parts.append(_pipes(_DIFFERENCES, board.differences))
        parts += [board.verdict, *board.notes]
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


def _rich(columns: dict[str, Callable[[T], str]], rows: Sequence[T], title: str) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        table.add_column(
            name, justify="left" if name in _TEXT else "right", no_wrap=not name.startswith("95 %")
        )
    for row in rows:
        table.add_row(*(value(row) for value in columns.values()))
    return table


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
