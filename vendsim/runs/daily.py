"""The columns of ``daily.csv``: the accounts of each day. Money in dollars with two decimals."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from vendsim.events import DayClosed
from vendsim.money import dollars
from vendsim.scenario import Scenario

DAILY_FILE = "daily.csv"

_COLUMNS: dict[str, Callable[[DayClosed], int | Decimal]] = {
    "bank_balance": lambda e: dollars(e.bank_cents),
    "cash_in_machine": lambda e: dollars(e.coins_cents),
    "card_pending": lambda e: dollars(e.card_pending_cents),
    "units_sold": lambda e: e.units_sold,
    "revenue": lambda e: dollars(e.revenue_cents),
    "card_revenue": lambda e: dollars(e.card_cents),
    "card_credited": lambda e: dollars(e.credited_cents),
    "fee": lambda e: dollars(e.fee_cents),
    "unpaid_days": lambda e: e.unpaid_days,
    "machine_units": lambda e: e.machine_units,
    "storage_units": lambda e: e.storage_units,
    "high_f": lambda e: e.high_f,
    "wet": lambda e: int(e.wet),
}

HEADER = ",".join(("day", "date", *_COLUMNS))


def row(scenario: Scenario, event: DayClosed) -> str:
    """One line of the file, without its line break."""
    values = (event.day, scenario.date_of(event.day), *(value(event) for value in _COLUMNS.values()))
    return ",".join(str(value) for value in values)


@dataclass(frozen=True, slots=True)
class Day:
    """What a picture needs of one row."""

    day: int
    date: date
    bank_balance: float  # dollars


def read_days(folder: Path) -> list[Day]:
    """The days of a run so far; a row that is still being written is left out."""
    path = folder / DAILY_FILE
    if not path.is_file():
        return []
    text = path.read_text(encoding="utf-8")
    whole = text[: text.rfind("\n") + 1]
    return [
        Day(int(line["day"]), date.fromisoformat(line["date"]), float(line["bank_balance"]))
        for line in csv.DictReader(whole.splitlines())
    ]


def read_rows(folder: Path) -> list[dict[str, int | float | str]]:
    """Every column of the days of a run so far; ``date`` as text, money in dollars."""
    path = folder / DAILY_FILE
    if not path.is_file():
        return []
    text = path.read_text(encoding="utf-8")
    rows = csv.DictReader(text[: text.rfind("\n") + 1].splitlines())
    return [{name: _number(name, value) for name, value in row.items()} for row in rows]


def _number(name: str, value: str) -> int | float | str:
    if name == "date":
        return value
    return float(value) if "." in value else int(value)
