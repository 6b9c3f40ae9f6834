"""The double-entry ledger of a run, from its events, and the statements drawn from it. All in cents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from vendsim import events
from vendsim.events import Event

BANK, COINS, CARD = "Bank", "Machine coins", "Card takings due"
OWNER, CUSTOMERS, SUPPLIERS, LOCATION, TOKENS = "Owner", "Customers", "Suppliers", "Location", "Output tokens"


@dataclass(frozen=True, slots=True)
class Posting:
    """Money that went from one account to another."""

    day: int
    time: str
    source: str
    target: str
    cents: int
    text: str


def postings(start_cents: int, happened: Iterable[Event]) -> list[Posting]:
    """Every posting of a run. The bank account ends each day at the balance that `DayClosed` tells."""
    opening = Posting(1, "00:00", OWNER, BANK, start_cents, "Starting money")
    return [opening, *(entry for event in happened for entry in _of(event) if entry.cents)]


def _of(event: Event) -> Iterator[Posting]:
    def post(source: str, target: str, cents: int, text: str) -> Posting:
        return Posting(event.day, event.time, source, target, cents, text)

    match event:
        case events.Paid(to_kind="supplier"):
            yield post(BANK, SUPPLIERS, event.cents, _memo(f"Payment to {event.to}", event.memo))
        case events.Paid():
            yield post(BANK, CUSTOMERS, event.cents, _memo(f"Refund to {event.to}", event.memo))
        case events.SupplierRefunded():
            yield post(SUPPLIERS, BANK, event.cents, f"Refund from {event.supplier} ({event.order})")
        case events.DisputeDecided():
            yield post(SUPPLIERS, BANK, event.cents, f"Returned after a dispute ({event.order})")
        case events.CashCollected():
            yield post(COINS, BANK, event.cents, "Coins collected")
        case events.DayClosed():
            yield post(CUSTOMERS, COINS, event.revenue_cents - event.card_cents, "Sales in cash")
            yield post(CUSTOMERS, CARD, event.card_cents, "Sales by card")
            yield post(CARD, BANK, event.credited_cents, "Card takings credited")
            yield post(BANK, LOCATION, event.fee_cents, "Location fee")
        case events.TokensBilled():
            yield post(BANK, TOKENS, event.paid_cents, "Output tokens")


def _memo(text: str, memo: str) -> str:
    return f"{text} ({memo})" if memo else text


class Costs:
    """What the units of each product cost on average, shipping included, as they were delivered."""

    def __init__(self) -> None:
        self._lines: dict[str, dict[str, float]] = {}  # by order and product: cents a unit, landed
        self._units: defaultdict[str, int] = defaultdict(int)
        self._average: dict[str, float] = {}

    def see(self, event: Event) -> None:
        """Take note of an order or a delivery."""
        if isinstance(event, events.OrderConfirmed) and event.lines:
            goods = sum(line.units * line.unit_cents for line in event.lines)
            landed = event.total_cents / goods if goods else 1.0
            self._lines[event.order] = {
                line.product: line.unit_cents * max(landed, 1.0) for line in event.lines
            }
        if isinstance(event, events.Delivered):
            lines = self._lines.get(event.order, {})
            usual = sum(lines.values()) / len(lines) if lines else 0.0
            had, before = self._units[event.product], self._average.get(event.product, 0.0)
            self._units[event.product] += event.units
            cost = lines.get(event.product, usual)
            self._average[event.product] = (had * before + event.units * cost) / max(had + event.units, 1)

    def sold(self, product: str, units: int) -> float:
        """The cost of units that leave, in cents."""
        self._units[product] = max(self._units[product] - units, 0)
        return units * self.of(product)

    def of(self, product: str) -> float:
        """Cents a unit; 0 if none was ever delivered."""
        return self._average.get(product, 0.0)


STATEMENT = (
    "Revenue",
    "Cost of goods sold",
    "Location fees",
    "Output tokens",
    "Refunds to customers",
    "Refunds from suppliers",
    "Paid for nothing",
    "Unsold stock at the end",
)


def statement(happened: Sequence[Event], days: int, lost: Iterable[tuple[int, int]]) -> list[list[int]]:
    """One row of cents per day, with the columns of `STATEMENT`; costs are negative.

    ``lost``: day and cents of what was paid to cheats for goods that never came, known after the end.
    """
    table = [[0] * len(STATEMENT) for _ in range(days)]
    costs = Costs()

    def add(event_day: int, column: str, cents: float) -> None:
        if 1 <= event_day <= days:
            table[event_day - 1][STATEMENT.index(column)] += round(cents)

    last_count: events.StockCounted | None = None
    for event in happened:
        costs.see(event)
        match event:
            case events.DayClosed():
                add(event.day, "Revenue", event.revenue_cents)
                add(event.day, "Location fees", -event.fee_cents)
            case events.Sold():
                add(event.day, "Cost of goods sold", -costs.sold(event.product, event.units))
            case events.TokensBilled():
                add(event.day, "Output tokens", -event.paid_cents)
            case events.Paid(to_kind="customer"):
                add(event.day, "Refunds to customers", -event.cents)
            case events.SupplierRefunded() | events.DisputeDecided():
                add(event.day, "Refunds from suppliers", event.cents)
            case events.PaymentLost():
                add(min(event.day, days), "Paid for nothing", -event.cents)
            case events.StockCounted():
                last_count = event
            case events.Ended() if last_count:
                add(days, "Unsold stock at the end", -stock_value(last_count, costs))
    for day, cents in lost:
        add(min(day, days), "Paid for nothing", -cents)
    return table


def stock_value(count: events.StockCounted, costs: Costs) -> float:
    """What the goods in machine and storage cost, in cents."""
    machine = sum(slot.units * costs.of(slot.product) for slot in count.slots)
    return machine + sum(good.units * costs.of(good.product) for good in count.storage)
