"""A finished run in short: its months, and what it lost most money by.

What goods that were not there would have brought, and what an ignored claim drove away, are estimates; they
are told as "about".
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from vendsim import events
from vendsim.data import products, supplier_identities
from vendsim.events import Event
from vendsim.office.conduct import Conduct, Evidence
from vendsim.runs.daily import OUTFLOWS, read_table
from vendsim.runs.folder import read_events
from vendsim.runs.record import RunRecord
from vendsim.scenario import Scenario

_LONGEST_STOCK_OUT = 45  # days; whoever restocks later than that had given the product up
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
    """Money that was lost or not earned, and why."""

    first_day: int
    last_day: int
    cents: int
    cause: str
    estimated: bool = False


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
    """The largest losses of a finished run, the largest first."""
    scenario = Scenario.model_validate(record.config)
    told = list(read_events(folder))
    stock = _Stock.of(told)
    found = [*_stock_outs(stock), *_leftovers(stock, scenario.days), *_ignored(told, scenario, stock)]
    if record.result is not None and record.result.conduct is not None:
        found += [*_cheated(record.result.conduct, told), *_overpaid(record.result.conduct, told)]
    found = [loss for loss in found if loss.cents >= _LEAST]
    return sorted(found, key=lambda loss: (-loss.cents, loss.first_day))[:most]


def _cheated(conduct: Conduct, told: Sequence[Event]) -> Iterator[Loss]:
    """Payments for which nothing, or something else, came."""
    causes = {
        "lost_to_cheats": "{} cheated: the goods paid for did not come, or were not those ordered",
        "paid_into_nothing": "{} had closed, or kept money that fitted no order",
    }
    for figure, cause in causes.items():
        for supplier, proofs in _by_supplier(conduct.evidence.get(figure, ()), told).items():
            days = [proof.day for proof in proofs]
            yield Loss(min(days), max(days), sum(p.cents for p in proofs), cause.format(supplier))


def _by_supplier(proofs: Sequence[Evidence], told: Sequence[Event]) -> dict[str, list[Evidence]]:
    """Evidence by the name of the supplier, whether it is about an order or an address."""
    sellers = {event.order: event.supplier for event in told if isinstance(event, events.OrderConfirmed)}
    found: dict[str, list[Evidence]] = defaultdict(list)
    for proof in proofs:
        found[sellers.get(proof.about) or _supplier(proof.about)].append(proof)
    return found


def _supplier(about: str) -> str:
    """A name for a mail address, or for whatever else was noted."""
    return next((known.name for known in supplier_identities() if known.email == about), about)


def _overpaid(conduct: Conduct, told: Sequence[Event]) -> Iterator[Loss]:
    """What suppliers that overcharge took above the usual wholesale price."""
    gougers = {_supplier(proof.about) for proof in conduct.evidence.get("spent_by_kind.gouger", ())}
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
            above[order.supplier].append((order.day, cents))
    for supplier, orders in above.items():
        days = [day for day, _ in orders]
        cause = f"{supplier} overcharges: paid above the usual wholesale price"
        yield Loss(min(days), max(days), sum(cents for _, cents in orders), cause)


@dataclass
class _Stock:
    """Where the units of each product went, as far as events tell."""

    in_machine: Counter[str] = field(default_factory=Counter)
    in_storage: Counter[str] = field(default_factory=Counter)
    cost: dict[str, int] = field(default_factory=dict)  # cents a unit, as last ordered
    revenue: Counter[str] = field(default_factory=Counter)  # cents
    sold_on: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))  # days
    out_since: dict[str, int] = field(default_factory=dict)
    outs: list[tuple[str, int, int]] = field(default_factory=list)  # product, first and last day without it
    days: int = 0

    @classmethod
    def of(cls, told: Sequence[Event]) -> _Stock:
        stock = cls()
        for event in told:
            stock.add(event)
        return stock

    def add(self, event: Event) -> None:
        """Follow the units of one event."""
        match event:
            case events.OrderConfirmed():
                self.cost |= {line.product: line.unit_cents for line in event.lines}
            case events.Delivered():
                self.in_storage[event.product] += event.units
            case events.Stocked():
                self.in_storage[event.product] -= event.units
                self.in_machine[event.product] += event.units
                if event.units > 0 and (since := self.out_since.pop(event.product, None)):
                    self.outs.append((event.product, since, event.day))
                if self.in_machine[event.product] <= 0:  # taken out on purpose
                    self.out_since.pop(event.product, None)
            case events.Sold():
                self.in_machine[event.product] -= event.units
                self.revenue[event.product] += event.units * event.price_cents
                self.sold_on[event.product].add(event.day)
                if self.in_machine[event.product] <= 0:
                    self.out_since[event.product] = event.day + 1
            case events.DayClosed():
                self.days = event.day
            case _:
                pass

    def daily_revenue(self, product: str) -> float:
        """Cents that a product brought on a day on which it sold."""
        return self.revenue[product] / max(1, len(self.sold_on[product]))


def _stock_outs(stock: _Stock) -> Iterator[Loss]:
    """Sales missed from the day after a product sold out until it was stocked again, all in one."""
    missed = [
        (round((last - first) * stock.daily_revenue(product)), product, first, last - 1)
        for product, first, last in stock.outs
        if 0 < last - first <= _LONGEST_STOCK_OUT
    ]
    if not missed:
        return
    cents, product, first, last = max(missed, key=lambda one: (one[0], -one[2]))
    worst = f"worst: {product} on days {first}-{last}, ${cents / 100:,.2f}"
    times = f"{len(missed)} times" if len(missed) > 1 else "once"
    cause = f"sales missed because a product was sold out, {times} ({worst})"
    begin, end = min(one[2] for one in missed), max(one[3] for one in missed)
    yield Loss(begin, end, sum(one[0] for one in missed), cause, estimated=True)


def _leftovers(stock: _Stock, last_day: int) -> Iterator[Loss]:
    """What was paid for goods that nobody bought until the end."""
    left = stock.in_machine + stock.in_storage
    cents = sum(units * stock.cost.get(product, 0) for product, units in left.items())
    units = sum(left.values())
    yield Loss(stock.days, stock.days, cents, f"{units:,} units were left over at the end", estimated=True)


def _ignored(told: Sequence[Event], scenario: Scenario, stock: _Stock) -> Iterator[Loss]:
    """What the customers who heard of an ignored claim would have bought until goodwill is back."""
    rules = scenario.customers
    daily = sum(stock.revenue.values()) / max(1, stock.days)
    gap, lost = 1 - rules.goodwill_factor, 0.0
    while gap > 0 and rules.goodwill_recovery > 0:
        lost += gap * daily
        gap -= rules.goodwill_recovery
    days = [event.day for event in told if isinstance(event, events.ClaimIgnored)]
    if days:
        claims = f"{len(days)} justified {'claim' if len(days) == 1 else 'claims'}"
        cause = f"{claims} ignored: customers stayed away"
        yield Loss(min(days), max(days), round(len(days) * lost), cause, estimated=True)
