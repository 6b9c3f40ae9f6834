"""The columns of ``daily.csv``: the accounts of each day. Money in dollars with two decimals.

The balance of a day adds up from its row and the balance of the day before: plus what is in ``INFLOWS``,
minus what is in ``OUTFLOWS``.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from vendsim import events
from vendsim.money import dollars
from vendsim.scenario import Scenario

DAILY_FILE = "daily.csv"

COLUMNS = {
    "day": "day of the run, from 1",
    "date": "its date",
    "bank_balance": "dollars in the bank when the day has closed",
    "cash_in_machine": "dollars in coins that are still in the machine",
    "card_pending": "dollars paid by card that the bank has not credited yet",
    "units_sold": "units sold on the day",
    "revenue": "dollars that customers paid on the day, in coins and by card",
    "card_revenue": "dollars of it by card",
    "card_credited": "dollars of card sales that reached the bank on the day",
    "fee": "dollars of the daily fee that were paid",
    "unpaid_days": "nights in a row with an unpaid fee",
    "machine_units": "units in the machine",
    "storage_units": "units in storage",
    "high_f": "highest temperature of the day, °F",
    "wet": "1 if it rained, else 0",
    "coins_collected": "dollars in coins that were brought to the bank on the day",
    "paid_to_suppliers": "dollars paid to suppliers on the day",
    "supplier_refunds": "dollars that suppliers paid back on the day",
    "refunds": "dollars paid to customers on the day",
    "token_bill": "dollars paid for output tokens on the day",
    "orders": "orders that suppliers confirmed on the day",
    "units_delivered": "units that reached storage on the day",
}
INFLOWS = ("card_credited", "coins_collected", "supplier_refunds")
OUTFLOWS = ("fee", "paid_to_suppliers", "refunds", "token_bill")

HEADER = ",".join(COLUMNS)


class DayBook:
    """Sums up the events of a day until it closes."""

    def __init__(self, scenario: Scenario, before: Iterable[events.Event] = ()) -> None:
        self._scenario = scenario
        self._sums: Counter[str] = Counter()
        for event in before:
            self.row(event)

    def row(self, event: events.Event) -> str | None:
        """Count an event; if it closes the day, its line of the file, without the line break."""
        match event:
            case events.Paid():
                self._sums["paid_to_suppliers" if event.to_kind == "supplier" else "refunds"] += event.cents
            case events.CashCollected():
                self._sums["coins_collected"] += event.cents
            case events.SupplierRefunded() | events.DisputeDecided():
                self._sums["supplier_refunds"] += event.cents
            case events.TokensBilled():
                self._sums["token_bill"] += event.paid_cents
            case events.OrderConfirmed():
                self._sums[f"order {event.order}"] = 1  # an order that was changed is confirmed again
            case events.Delivered():
                self._sums["units_delivered"] += event.units
            case events.DayClosed():
                return self._closed(event)
            case _:
                pass
        return None

    def _closed(self, event: events.DayClosed) -> str:
        sums, self._sums = self._sums, Counter()
        values = {
            "day": event.day,
            "date": self._scenario.date_of(event.day),
            "bank_balance": dollars(event.bank_cents),
            "cash_in_machine": dollars(event.coins_cents),
            "card_pending": dollars(event.card_pending_cents),
            "units_sold": event.units_sold,
            "revenue": dollars(event.revenue_cents),
            "card_revenue": dollars(event.card_cents),
            "card_credited": dollars(event.credited_cents),
            "fee": dollars(event.fee_cents),
            "unpaid_days": event.unpaid_days,
            "machine_units": event.machine_units,
            "storage_units": event.storage_units,
            "high_f": event.high_f,
            "wet": int(event.wet),
            "orders": sum(name.startswith("order ") for name in sums),
            "units_delivered": sums["units_delivered"],
        }
        return ",".join(str(values[name] if name in values else dollars(sums[name])) for name in COLUMNS)


def rows(scenario: Scenario, of: Iterable[events.Event]) -> Iterator[str]:
    """The lines that events make, below the header."""
    book = DayBook(scenario)
    return (line for event in of if (line := book.row(event)) is not None)


@dataclass(frozen=True, slots=True)
class Day:
    """One row, as far as pictures and accounts need it. Dollars."""

    day: int
    date: date
    bank_balance: float


def read_table(folder: Path) -> list[dict[str, str]]:
    """The rows of a run so far, by column; a row that is still being written is left out."""
    path = folder / DAILY_FILE
    if not path.is_file():
        return []
    text = path.read_text(encoding="utf-8")
    return list(csv.DictReader(text[: text.rfind("\n") + 1].splitlines()))


def read_days(folder: Path) -> list[Day]:
    """The days of a run so far. Raises ValueError, in one sentence, for a file that is no such table."""
    try:
        return [
            Day(int(row["day"]), date.fromisoformat(row["date"]), float(Decimal(row["bank_balance"])))
            for row in read_table(folder)
        ]
    except (KeyError, TypeError, ValueError, ArithmeticError):
        raise ValueError(f"{folder / DAILY_FILE} is not a table of days") from None


def read_rows(folder: Path) -> list[dict[str, int | float | str]]:
    """Every column of the days of a run so far; ``date`` as text, money in dollars."""
    return [{name: _number(name, value) for name, value in row.items()} for row in read_table(folder)]


def _number(name: str, value: str) -> int | float | str:
    if name == "date":
        return value
    return float(value) if "." in value else int(value)
