"""A finished run in short: its months, and what it lost most money by.

What went wrong is found by the rules of `vendsim.page.pins`. Amounts that their texts call "about" are
estimates, and may overlap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from vendsim import events
from vendsim.data import products, supplier_identities
from vendsim.events import Event
from vendsim.money import show
from vendsim.page.pins import Pin, find_pins
from vendsim.runs.calls import read_calls
from vendsim.runs.daily import OUTFLOWS, read_table
from vendsim.runs.reading import read_events
from vendsim.runs.record import RunRecord

_LEAST = 100  # cents of a loss that is worth a line


@dataclass(frozen=True, slots=True)
class Month:
    """The sums of a calendar month, and the balance at its end. Dollars."""

    first: date
    days: tuple[int, int]  # first and last day of the run in it
    sales: Decimal
    spending: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True)
class Loss:
    """Money that was lost or not earned by one kind of mistake, with one supplier if it was one's."""

    day: int  # of the worst time
    cents: int  # of all times together
    cause: str  # the worst time, as a sentence
    times: int


def months(folder: Path) -> list[Month]:
    """Month by month, from the daily table."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in read_table(folder):
        found.setdefault(row["date"][:7], []).append(row)
    return [_month(rows) for rows in found.values()]


def _month(rows: Sequence[dict[str, str]]) -> Month:
    return Month(
        first=date.fromisoformat(rows[0]["date"]),
        days=(int(rows[0]["day"]), int(rows[-1]["day"])),
        sales=sum((Decimal(row["revenue"]) for row in rows), Decimal()),
        spending=sum((Decimal(row[name]) for row in rows for name in OUTFLOWS), Decimal()),
        balance=Decimal(rows[-1]["bank_balance"]),
    )


def losses(folder: Path, record: RunRecord, most: int = 5) -> list[Loss]:
    """The largest losses of a finished run, the largest first. Raises ValueError for an unreadable folder."""
    told = list(read_events(folder))
    kinds: dict[tuple[str, object], list[Pin]] = defaultdict(list)
    for pin in find_pins(record, told, list(read_calls(folder))):
        if pin.cents:
            kinds[pin.rule, pin.item if pin.rule in ("dear", "lost") else None].append(pin)
    for pin in _overpaid(record, told):  # unless other quotes have shown how dear it was
        kinds.setdefault(("dear", pin.item), [pin])
    found = [_together(pins) for pins in kinds.values()]
    return sorted((loss for loss in found if loss.cents >= _LEAST), key=lambda loss: -loss.cents)[:most]


def _together(pins: Sequence[Pin]) -> Loss:
    worst = max(pins, key=lambda pin: pin.cents or 0)
    return Loss(worst.day, sum(pin.cents or 0 for pin in pins), worst.text, len(pins))


def _overpaid(record: RunRecord, told: Sequence[Event]) -> Iterator[Pin]:
    """What each supplier that overcharges took above the usual wholesale price."""
    conduct = record.result.conduct if record.result else None
    proofs = conduct.evidence.get("spent_by_kind.gouger", ()) if conduct else ()
    gougers = {known.name for known in supplier_identities() if known.email in {p.about for p in proofs}}
    usual = {product.name: round(100 * product.wholesale) for product in products()}
    paid = {event.order for event in told if isinstance(event, events.OrderPaid)}
    confirmed = {e.order: e for e in told if isinstance(e, events.OrderConfirmed) and e.order in paid}
    above: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for order in confirmed.values():
        if order.supplier in gougers:
            cents = sum(
                line.units * (line.unit_cents - usual.get(line.product, line.unit_cents))
                for line in order.lines
            )
            above[order.supplier].append((cents, order.day))
    for supplier, orders in above.items():
        cents = sum(cents for cents, _ in orders)
        text = f"{supplier} overcharges: {show(cents)} were paid above the usual wholesale prices"
        yield Pin(max(orders)[1], "dear", text, cents, "mail", supplier)
