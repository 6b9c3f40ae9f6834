"""Everything the page shows of a run, from its folder, as plain data.

Short things (series, marks, orders, subjects) stand open in the model; long ones (bodies, transcript,
machine) are packed per month and unpacked by the browser when they are looked at. Money is in cents.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from vendsim import events
from vendsim.data import products, supplier_identities
from vendsim.events import Event
from vendsim.money import show
from vendsim.page.books import STATEMENT, Costs, postings, statement, stock_value
from vendsim.page.memory import notes_and_reminders
from vendsim.page.pack import pack
from vendsim.page.pins import RULES, cheated, find_pins
from vendsim.page.sight import sights
from vendsim.page.words import MARKS, mark_of, words
from vendsim.report.transcript import read_transcript
from vendsim.runs.calls import Call, read_calls
from vendsim.runs.reading import read_events
from vendsim.runs.record import RunRecord, read_record
from vendsim.scenario import Scenario
from vendsim.suppliers.reading import read_mail

VERSION = 1


def page_model(folders: Sequence[Path]) -> dict[str, Any]:
    """The model of a page about these run folders.

    Raises ValueError, in one sentence, if one cannot be read.
    """
    return {"version": VERSION, "rules": RULES, "marks": MARKS, "runs": [run_model(f) for f in folders]}


def run_id(folder: Path) -> str:
    """A short name for a folder that holds in an address."""
    return hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:8]


def summary(folder: Path, record: RunRecord | None = None) -> dict[str, Any]:
    """The row of a run in a list of runs."""
    record = record or read_record(folder)
    result, use = record.result, record.use
    return {
        "id": run_id(folder),
        "folder": folder.name,
        "agent": record.player,
        "scenario": record.scenario,
        "seed": record.seed,
        "days": record.days,
        "status": record.status,
        "why": record.error or record.stop,
        "world": _world(record),
        "ending": result.end_reason if result else None,
        "score": round(result.score * 100) if result and result.score is not None else None,
        "usd": use.usd if use else None,
    }


def _world(record: RunRecord) -> str:
    """The same for runs of one and the same world."""
    config = {name: value for name, value in record.config.items() if name not in ("days", "voice")}
    text = json.dumps([config, record.seed], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def run_model(folder: Path) -> dict[str, Any]:
    """The model of one run."""
    record = read_record(folder)
    scenario = Scenario.model_validate(record.config)
    happened, calls = list(read_events(folder)), list(read_calls(folder))
    closed = [event for event in happened if isinstance(event, events.DayClosed)]
    kept = notes_and_reminders(scenario, happened, calls)
    lost = [(day, cents) for day, cents, _ in cheated(record)]
    model: dict[str, Any] = {
        **summary(folder, record),
        "start": scenario.start_date.isoformat(),
        "slots": list(scenario.machine.slots),
        "large": list(scenario.machine.is_large),
        "capacity": [scenario.machine.small_units, scenario.machine.large_units],
        "closed": len(closed),
        "last": next((f"Day {e.day}: {text}" for e in reversed(happened) if (text := words(e))), ""),
        "start_cents": scenario.money.start_cents,
        "result": _result(record),
        "series": _series(closed, happened),
        "happenings": _marks(record, happened),
        "assortments": _assortments(happened),
        "ledger": [
            [p.day, p.time, p.source, p.target, p.cents, p.text]
            for p in postings(scenario.money.start_cents, happened)
        ],
        "statement": {"columns": STATEMENT, "days": statement(happened, len(closed), lost)},
        "suppliers": _suppliers(happened),
        "orders": _orders(happened),
        "mails": _mails(happened),
        "notes": [note.head for note in kept.notes],
        "reminders": [asdict(reminder) for reminder in kept.reminders],
        "sight": sights(folder),
        "pins": [asdict(pin) for pin in find_pins(record, happened, calls)],
    }
    model["months"] = [
        {"first": first, "last": last, "label": label, "packed": pack(data)}
        for first, last, label, data in _months(folder, scenario, happened, kept.notes, calls)
    ]
    return model


def _result(record: RunRecord) -> list[tuple[str, str]]:
    result = record.result
    if result is None:
        return []
    rows = [
        ("Score", "not yet" if result.score is None else f"${result.score:,.2f}"),
        ("Final balance", f"${result.final_balance:,.2f}"),
        ("Days completed", f"{result.days:,}"),
        ("Units sold", f"{result.units_sold:,}"),
        ("Revenue", f"${result.revenue:,.2f}"),
        ("Paid to suppliers", f"${result.paid_to_suppliers:,.2f}"),
        ("Refunds to customers", f"${result.refunds:,.2f}"),
        ("Output tokens", f"{result.output_tokens:,} (${result.token_cost:,.2f})"),
        ("Tool calls", f"{result.tool_calls:,} ({result.tool_errors:,} refused)"),
        ("Mails", f"{result.mails_sent:,} sent, {result.mails_received:,} received"),
    ]
    if record.use:
        cost = "price not known" if record.use.usd is None else f"${record.use.usd:,.2f}"
        rows.append(("Model", f"{record.use.answers:,} answers, {cost}"))
    return rows


def _series(closed: Sequence[events.DayClosed], happened: Sequence[Event]) -> dict[str, list[Any]]:
    """One value per closed day."""
    counts = {event.day: event for event in happened if isinstance(event, events.StockCounted)}
    costs, value = Costs(), {}
    first_price: dict[str, int] = {}
    for event in happened:
        costs.see(event)
        if isinstance(event, events.StockCounted):
            value[event.day] = round(stock_value(event, costs))
            for slot in event.slots:
                if slot.price_cents:
                    first_price.setdefault(slot.product, slot.price_cents)
    return {
        "bank": [event.bank_cents for event in closed],
        "coins": [event.coins_cents for event in closed],
        "units": [event.units_sold for event in closed],
        "revenue": [event.revenue_cents for event in closed],
        "high": [event.high_f for event in closed],
        "wet": [int(event.wet) for event in closed],
        "price": [_price_index(counts.get(event.day), first_price) for event in closed],
        "stock": [value.get(event.day, 0) for event in closed],
        "filled": [len(counts[event.day].slots) if event.day in counts else None for event in closed],
    }


def _price_index(count: events.StockCounted | None, first: Mapping[str, int]) -> float | None:
    """Today's prices in the machine against the first that each product had, which are 100."""
    ratios = [s.price_cents / first[s.product] for s in count.slots if s.price_cents] if count else []
    return round(100 * sum(ratios) / len(ratios), 1) if ratios else None


def _marks(record: RunRecord, happened: Iterable[Event]) -> list[tuple[int, str, str, str]]:
    """Day, time, kind and words of what is marked at the balance; cheats are known at the end only."""
    marks = [
        (event.day, event.time, kind, words(event) or "")
        for event in happened
        if (kind := mark_of(event)) is not None
    ]
    marks += [
        (day, "", "scam", f"{show(cents)} paid for {about} bought nothing")
        for day, cents, about in cheated(record)
    ]
    return sorted(marks)


def _assortments(happened: Iterable[Event]) -> list[tuple[int, list[str]]]:
    """The products in the machine, from the first day on which they were these."""
    changes: list[tuple[int, list[str]]] = []
    for event in happened:
        if isinstance(event, events.StockCounted):
            products = sorted({slot.product for slot in event.slots})
            if not changes or changes[-1][1] != products:
                changes.append((event.day, products))
    return changes


def _suppliers(happened: Sequence[Event]) -> list[dict[str, Any]]:
    """Every supplier with which the agent had to do; what it is stands there after the end only."""
    by_address = {who.email: who.name for who in supplier_identities()}
    found: dict[str, dict[str, Any]] = {}

    def of(name: str) -> dict[str, Any]:
        return found.setdefault(
            name,
            {"name": name, "email": "", "quotes": [], "asked": [], "paid": [], "lost": 0, "closed": None},
        )

    for event in happened:
        match event:
            case events.Quoted():
                lines = [(event.day, line.product, line.unit_cents) for line in event.lines]
                of(event.supplier)["quotes"] += lines
            case events.OrderConfirmed():
                of(event.supplier)["paid"] += [(event.day, x.product, x.unit_cents) for x in event.lines]
            case events.MailSent() if event.to in by_address:
                of(by_address[event.to])["asked"] += _asked(event)
            case events.PaymentLost():
                of(event.supplier)["lost"] += event.cents
            case events.SupplierClosed() if event.supplier in found:
                found[event.supplier]["closed"] = event.day
            case events.SuppliersRevealed():
                for supplier in event.suppliers:
                    floors = {floor.product: floor.cents for floor in supplier.floors}
                    of(supplier.supplier).update(kind=supplier.kind, floors=floors)
    address = {name: email for email, name in by_address.items()}
    return [{**supplier, "email": address.get(supplier["name"], "")} for supplier in found.values()]


def _asked(mail: events.MailSent) -> list[tuple[int, str | None, int]]:
    """The unit prices that a mail of the agent asks for; no product: for what was talked about."""
    if "$" not in mail.body and "." not in mail.body:
        return []
    return [(mail.day, product, cents) for product, cents in _prices_in(mail.subject, mail.body[:20_000])]


@lru_cache(maxsize=8_192)  # reading is most of the work, and a live page is made anew every few seconds
def _prices_in(subject: str, body: str) -> tuple[tuple[str | None, int], ...]:
    """Product and cents a unit of what a mail names a price for."""
    names = {product.id: product.name for product in products()}
    reading = read_mail(subject, body)
    lines: list[tuple[str | None, int]] = [
        (names.get(line.product or ""), round(line.unit_price * 100))
        for line in reading.lines
        if line.unit_price is not None
    ]
    if reading.bare_price is not None:
        lines.append((None, round(reading.bare_price * 100)))
    return tuple(lines)


def _orders(happened: Iterable[Event]) -> list[dict[str, Any]]:
    """Every order with its course, one day per step."""
    orders: dict[str, dict[str, Any]] = {}
    for event in happened:
        name = getattr(event, "order", None)
        if isinstance(event, events.OrderConfirmed):
            lines = [(line.product, line.units, line.unit_cents) for line in event.lines]
            order = orders.setdefault(event.order, {"order": event.order, "came": [], "confirmed": event.day})
            order.update(supplier=event.supplier, total=event.total_cents, units=event.units, lines=lines)
        if name is None or name not in orders:
            continue
        order = orders[name]
        match event:
            case events.OrderPaid():
                order["paid"] = event.day
            case events.Dispatched():
                order.update(sent=event.day, expected=event.expected_day)
            case events.Delivered():
                order["came"].append((event.day, event.product, event.units))
            case events.OrderClosed():
                order.update(ended=event.day, why=event.reason)
            case events.SupplierRefunded() | events.DisputeDecided() if event.cents:
                order["refunded"] = event.cents
    return list(orders.values())


def _mails(happened: Iterable[Event]) -> list[tuple[int, int, str, str, str, str]]:
    """Id, day, time, "in" or "out", the other side and the subject."""
    rows = []
    names = {who.email: who.name for who in supplier_identities()}
    customers = _customers(happened)
    for event in happened:
        if isinstance(event, events.MailSent):
            other = names.get(event.to, customers.get(event.to, event.to))
            rows.append((event.mail, event.day, event.time, "out", other, event.subject))
        elif isinstance(event, events.MailArrived):
            other = _party(event.sender, names)
            rows.append((event.mail, event.day, event.time, "in", other, event.subject))
    return rows


def _customers(happened: Iterable[Event]) -> dict[str, str]:
    return {
        _address(event.sender): event.sender.partition(" <")[0]
        for event in happened
        if isinstance(event, events.MailArrived) and "<" in event.sender
    }


def _party(sender: str, names: Mapping[str, str]) -> str:
    return names.get(_address(sender), sender.partition(" <")[0] or sender)


def _address(sender: str) -> str:
    return sender.rpartition("<")[2].rstrip(">")


@dataclass(frozen=True, slots=True)
class _Month:
    first: int
    last: int
    label: str


def _calendar(scenario: Scenario, last_day: int) -> list[_Month]:
    months: list[_Month] = []
    for day in range(1, last_day + 1):
        on: date = scenario.date_of(day)
        label = f"{on:%B %Y}"
        if months and months[-1].label == label:
            months[-1] = _Month(months[-1].first, day, label)
        else:
            months.append(_Month(day, day, label))
    return months


def _months(
    folder: Path, scenario: Scenario, happened: Sequence[Event], notes: Sequence[Any], calls: Sequence[Call]
) -> Iterator[tuple[int, int, str, dict[str, Any]]]:
    entries = read_transcript(folder)
    last = max([1, *(event.day for event in happened[-1:]), *(entry.day for entry in entries[-1:])])
    spoken, told = defaultdict(list), defaultdict(list)
    number = -1
    for entry in entries:
        number += entry.kind == "calls"
        row = [entry.day, entry.time, entry.kind, entry.text, entry.speaker, int(entry.failed)]
        spoken[entry.day].append([*row, number if entry.kind == "calls" else None])
    for event in happened:
        if sentence := words(event):
            told[event.day].append([event.time, event.kind, sentence])
    machine = dict(_machines(happened))
    bodies = {
        e.mail: (e.day, e.body) for e in happened if isinstance(e, events.MailSent | events.MailArrived)
    }
    for month in _calendar(scenario, last):
        days = range(month.first, month.last + 1)
        yield (
            month.first,
            month.last,
            month.label,
            {
                "machine": {day: machine[day] for day in days if day in machine},
                "told": {day: told[day] for day in days if day in told},
                "entries": [row for day in days for row in spoken.get(day, ())],
                "mails": {mail: body for mail, (day, body) in bodies.items() if day in days},
                "notes": {note.id: note.text for note in notes if note.day in days},
            },
        )


def _machines(happened: Iterable[Event]) -> Iterator[tuple[int, dict[str, Any]]]:
    """What the machine and the storage were on each evening, and what each slot sold that day."""
    sold: dict[str, tuple[str, int, int]] = {}
    for event in happened:
        if isinstance(event, events.Sold):
            sold[event.slot] = (event.product, event.units, event.price_cents)
        elif isinstance(event, events.StockCounted):
            slots = {s.slot: (s.product, s.units, s.price_cents, s.age) for s in event.slots}
            storage = [(g.product, g.units, g.age) for g in event.storage]
            yield event.day, {"slots": slots, "sold": sold, "storage": storage}
            sold = {}
