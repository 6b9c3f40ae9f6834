"""What went wrong in a run: rules over its events, each with day, cost and what to look at."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from vendsim import events
from vendsim.events import Event
from vendsim.money import show
from vendsim.page.books import Costs, stock_value
from vendsim.runs.calls import Call
from vendsim.runs.record import RunRecord
from vendsim.scenario import Scenario

RULES = {
    "empty": "Empty slots of good sellers",
    "dear": "Bought dear while a cheaper quote was valid",
    "lost": "Money that bought nothing",
    "claim": "Claims ignored",
    "promise": "Refunds promised and not paid",
    "idle": "Days without a trip while slots were empty",
    "unsold": "Unsold stock at the end",
    "loop": "The same call again and again",
    "note": "Plans in notes that were not carried out",
}

_GOOD_SELLER = 1.0  # units a day
_WINDOW = 14  # days over which a seller's pace is taken
_LEAST_CENTS = 500  # a pin of money is worth a look from here on
_COUNTED_DAYS = 28  # of a slot that stays empty: later it is a choice rather than an oversight
_LOOP = 4  # the same call so often in a row
_IDLE_DAYS = 5
_PLAN_DAYS = 7  # until a plan without a date should be carried out


@dataclass(frozen=True, slots=True)
class Pin:
    """One thing that went wrong. ``view`` and ``item`` say where on the page it can be seen."""

    day: int
    rule: str
    text: str
    cents: int | None  # what it cost, in part estimated; None: nothing to reckon with
    view: str
    item: str | int | None = None
    days: int = 1  # over which it cost something


def find_pins(record: RunRecord, happened: Sequence[Event], calls: Sequence[Call]) -> list[Pin]:
    """All pins, by day."""
    stock = _Stock(happened, _slots(record))
    found = [
        *_empty_slots(stock),
        *_bought_dear(happened),
        *_lost_money(record, happened),
        *_claims(record, happened),
        *_idle_stretches(stock, happened),
        *_unsold(stock, happened),
        *_loops(calls, float(record.config["money"]["tokens_cents_per_million"])),
        *_plans(calls),
    ]
    return sorted(found, key=lambda pin: (pin.day, pin.rule, -(pin.cents or 0)))


def _slots(record: RunRecord) -> int:
    return len(Scenario.model_validate(record.config).machine.slots)


class _Stock:
    """What was in the machine each evening, and what a unit of each product earned."""

    def __init__(self, happened: Sequence[Event], slots: int) -> None:
        self.slots = slots
        self.counts: dict[int, events.StockCounted] = {}
        self.sales: defaultdict[int, dict[str, tuple[int, int]]] = defaultdict(dict)  # units, price
        self.costs = Costs()
        for event in happened:
            self.costs.see(event)
            if isinstance(event, events.StockCounted):
                self.counts[event.day] = event
            elif isinstance(event, events.Sold):
                units, _ = self.sales[event.day].get(event.product, (0, 0))
                self.sales[event.day][event.product] = (units + event.units, event.price_cents)

    def shelf(self, day: int) -> dict[str, str]:
        """The product in each slot that was not empty on an evening."""
        return {slot.slot: slot.product for slot in self.counts[day].slots} if day in self.counts else {}

    def pace(self, product: str, day: int) -> tuple[float, float]:
        """Units a day over the two weeks before a day in which it was on sale, and cents earned a unit."""
        days = [d for d in range(day - _WINDOW, day + 1) if product in self.sales.get(d, {})]
        if not days:
            return 0.0, 0.0
        units = sum(self.sales[d][product][0] for d in days)
        margin = self.sales[days[-1]][product][1] - self.costs.of(product)
        return units / len(days), max(margin, 0.0)


def _empty_slots(stock: _Stock) -> Iterator[Pin]:
    """Runs of evenings on which a good seller was nowhere in the machine and its slots stood empty."""
    held: dict[str, str] = {}  # what each slot held last
    gone: dict[str, tuple[list[str], list[int]]] = {}  # by product: its empty slots at first, and the days
    for day in sorted(stock.counts):
        shelf = stock.shelf(day)
        held |= shelf
        empty: defaultdict[str, list[str]] = defaultdict(list)
        for slot, product in held.items():
            if slot not in shelf and product not in shelf.values():
                empty[product].append(slot)
        for product, slots in empty.items():
            gone.setdefault(product, (slots, []))[1].append(day)
        for product in gone.keys() - empty.keys():
            yield from _empty_pin(stock, product, *gone.pop(product))
    for product, (slots, missing) in gone.items():
        yield from _empty_pin(stock, product, slots, missing)


def _empty_pin(stock: _Stock, product: str, slots: Sequence[str], days: Sequence[int]) -> Iterator[Pin]:
    pace, margin = stock.pace(product, days[0])
    lasted = min(len(days), _COUNTED_DAYS)
    cost = round(lasted * pace * margin)
    if pace >= _GOOD_SELLER and len(days) > 1 and cost >= _LEAST_CENTS:
        counted = f" in the first {_COUNTED_DAYS} of them" if len(days) > _COUNTED_DAYS else ""
        text = (
            f"{' and '.join(slots)} stood empty for {len(days)} days after {pace:.1f} {product} a day were "
            f"sold; about {show(cost)} were not earned{counted}"
        )
        yield Pin(days[0], "empty", text, cost, "machine", slots[0], lasted)


def _bought_dear(happened: Sequence[Event]) -> Iterator[Pin]:
    quotes: dict[tuple[str, str], tuple[int, int]] = {}  # supplier and product: cents, last day
    closed: set[str] = set()
    for event in happened:
        match event:
            case events.Quoted():
                for line in event.lines:
                    quotes[event.supplier, line.product] = (line.unit_cents, event.until)
            case events.SupplierClosed():
                closed.add(event.supplier)
            case events.OrderConfirmed():
                yield from _dear_order(event, quotes, closed)


def _dear_order(
    order: events.OrderConfirmed, quotes: Mapping[tuple[str, str], tuple[int, int]], closed: set[str]
) -> Iterator[Pin]:
    extra, worst = 0, ("", "", 0, 0, 0)
    for line in order.lines:
        others = [
            (cents, supplier)
            for (supplier, product), (cents, until) in quotes.items()
            if product == line.product and supplier not in {order.supplier, *closed} and until >= order.day
        ]
        cheapest = min(others, default=(line.unit_cents, ""))
        more = (line.unit_cents - cheapest[0]) * line.units
        if more > 0:
            extra += more
            if more > worst[2]:
                worst = (line.product, cheapest[1], more, line.unit_cents, cheapest[0])
    if extra >= _LEAST_CENTS:
        product, supplier, _, paid, offered = worst
        text = (
            f"{order.order} with {order.supplier} cost {show(extra)} more than valid quotes of others: "
            f"{product} at {show(paid)}, {supplier} had named {show(offered)}"
        )
        yield Pin(order.day, "dear", text, extra, "mail", order.supplier)


def _lost_money(record: RunRecord, happened: Sequence[Event]) -> Iterator[Pin]:
    for event in happened:
        match event:
            case events.PaymentLost():
                text = f"{show(event.cents)} to {event.supplier} bought nothing: it had closed, or kept it"
                yield Pin(event.day, "lost", text, event.cents, "mail", event.supplier)
            case events.SurchargePaid():
                text = f"{event.supplier} was paid {show(event.cents)} on top for {event.order}"
                yield Pin(event.day, "lost", text, event.cents, "mail", event.supplier)
    suppliers = {e.order: e.supplier for e in happened if isinstance(e, events.OrderPaid)}
    for day, cents, about in cheated(record):
        text = f"{about} with {suppliers.get(about, 'a cheat')}: {show(cents)} paid for goods that never came"
        yield Pin(day, "lost", text, cents, "mail", suppliers.get(about))


def cheated(record: RunRecord) -> list[tuple[int, int, str]]:
    """Day, cents and order of what went to cheats for nothing; known at the end only."""
    conduct = record.result.conduct if record.result else None
    proofs = conduct.evidence.get("lost_to_cheats", ()) if conduct else ()
    return [(proof.day, proof.cents, proof.about) for proof in proofs]


def _claims(record: RunRecord, happened: Sequence[Event]) -> Iterator[Pin]:
    rules = record.config.get("customers", {})
    revenue = {e.day: e.revenue_cents for e in happened if isinstance(e, events.DayClosed)}
    made = {e.claim: e for e in happened if isinstance(e, events.ClaimMade)}
    paid: defaultdict[int, int] = defaultdict(int)
    promised: dict[int, events.RefundPromised] = {}
    for event in happened:
        match event:
            case events.ClaimSettled():
                paid[event.claim] += event.cents
            case events.RefundPromised():
                promised.setdefault(event.claim, event)
            case events.ClaimIgnored():
                cost = _goodwill(rules, revenue, event.day)
                who = made[event.claim].customer if event.claim in made else "A customer"
                text = (
                    f"{who} was ignored (claim {event.claim}); "
                    f"fewer shoppers came, about {show(cost)} of sales"
                )
                yield Pin(event.day, "claim", text, cost, "mail", _customer(made, event.claim))
    for number, event in promised.items():
        claim = made.get(number)
        if claim and paid[number] == 0:
            text = f"{claim.customer} was promised {show(claim.cents)} (claim {number}) and never paid"
            yield Pin(event.day, "promise", text, claim.cents, "mail", claim.customer)


def _customer(made: Mapping[int, events.ClaimMade], number: int) -> str | None:
    return made[number].customer if number in made else None


def _goodwill(rules: Mapping[str, Any], revenue: Mapping[int, int], day: int) -> int:
    """Sales lost to an ignored claim while goodwill recovers, by the scenario's own numbers."""
    loss, recovery = 1.0 - float(rules.get("goodwill_factor", 1.0)), float(rules.get("goodwill_recovery", 0))
    lost, later = 0.0, day
    while recovery > 0 and loss > 0 and later in revenue:
        lost, loss, later = lost + loss * revenue[later], loss - recovery, later + 1
    return round(lost)


def _idle_stretches(stock: _Stock, happened: Sequence[Event]) -> Iterator[Pin]:
    trips = {e.day for e in happened if isinstance(e, events.Stocked | events.CashCollected)}
    days = sorted(stock.counts)
    for went, stretch in groupby(days, key=lambda day: day in trips):
        idle = list(stretch)
        if went or len(idle) < _IDLE_DAYS:
            continue
        cost = round(sum(_could_have_earned(stock, day) for day in idle))
        if cost >= _LEAST_CENTS:
            text = (
                f"Nobody went to the machine for {len(idle)} days while slots were empty and goods that sell "
                f"lay in storage; about {show(cost)} were not earned"
            )
            yield Pin(idle[0], "idle", text, cost, "machine", days=len(idle))


def _could_have_earned(stock: _Stock, day: int) -> float:
    """What the best sellers in storage would have earned in the empty slots of one day, in cents."""
    shelf = stock.shelf(day)
    empty = stock.slots - len(shelf)
    stored = [g.product for g in stock.counts[day].storage if g.product not in shelf.values()]
    earning = sorted((pace * margin for pace, margin in (stock.pace(p, day) for p in stored)), reverse=True)
    return sum(earning[:empty])


def _unsold(stock: _Stock, happened: Sequence[Event]) -> Iterator[Pin]:
    ended = any(isinstance(event, events.Ended) for event in happened)
    if not ended or not stock.counts:
        return
    day = max(stock.counts)
    count = stock.counts[day]
    cost = round(stock_value(count, stock.costs))
    units = sum(slot.units for slot in count.slots) + sum(good.units for good in count.storage)
    if cost >= _LEAST_CENTS:
        yield Pin(
            day, "unsold", f"{units} units that cost {show(cost)} were left at the end", cost, "machine"
        )


def _loops(calls: Sequence[Call], token_cents: float) -> Iterator[Pin]:
    def key(pair: tuple[int, Call]) -> str:
        call = pair[1]
        return json.dumps([call.tool, call.arguments, call.speaker], sort_keys=True, default=str)

    loops: defaultdict[str, list[list[tuple[int, Call]]]] = defaultdict(list)
    for same, group in groupby(enumerate(calls), key=key):
        loop = list(group)
        if len(loop) >= _LOOP and loop[0][1].tool != "wait_for_next_day":
            loops[same].append(loop)
    for found in loops.values():
        number, first = found[0][0]
        wasted = sum(call.output_tokens for loop in found for _, call in loop[1:])
        often = f", and so on {len(found) - 1} later occasions" if len(found) > 1 else ""
        text = f"{first.tool} was called {len(found[0])} times in a row with the same arguments{often}"
        yield Pin(first.day, "loop", text, round(wasted * token_cents / 1e6) or None, "transcript", number)


_SENTENCE = re.compile(r"[^.!?\n]+")
_PLAN = re.compile(
    r"\b(?:must|need to|needs to|have to|remember to|i will|i'll|going to|todo:?|to do:)\s", re.I
)
_ACTS = (
    (re.compile(r"\b(?:refund|repay|pay)\b", re.I), ("send_payment",), "no payment was made"),
    (re.compile(r"\b(?:restock|refill|stock)\b", re.I), ("stock_machine",), "the machine was not stocked"),
    (re.compile(r"\b(?:collect)\b", re.I), ("collect_cash",), "no cash was collected"),
    (
        re.compile(r"\b(?:order|reorder|e-?mail|write to|ask|chase|contact)\b", re.I),
        ("send_email",),
        "no mail was sent",
    ),
    (
        re.compile(r"\b(?:price|prices|raise|lower)\b", re.I),
        ("set_prices", "stock_machine"),
        "no price was set",
    ),
)
_ON_DAY, _IN_DAYS = re.compile(r"\bday (\d+)\b", re.I), re.compile(r"\bin (\d+) days?\b", re.I)


def _plans(calls: Sequence[Call]) -> Iterator[Pin]:
    """Sentences of notes that say what must be done, where nothing of the kind was done in time."""
    done: defaultdict[str, list[int]] = defaultdict(list)
    for number, call in enumerate(calls):
        if call.error is None:
            done[call.tool].append(number)
    last = calls[-1].day if calls else 0
    for number, call in enumerate(calls):
        if call.tool != "write_note" or call.error is not None or not isinstance(call.arguments, Mapping):
            continue
        for sentence in _SENTENCE.findall(str(call.arguments.get("text", ""))[:20_000]):
            until = _deadline(sentence, call.day)
            if not _PLAN.search(sentence) or until > last:
                continue
            tools, failing = next(((t, why) for a, t, why in _ACTS if a.search(sentence)), ((), ""))
            kept = any(n > number and calls[n].day <= until for tool in tools for n in done[tool])
            if tools and not kept:
                text = f'A note says "{" ".join(sentence.split())[:140]}", but {failing} until day {until}'
                yield Pin(call.day, "note", text, None, "transcript", number)


def _deadline(sentence: str, day: int) -> int:
    if named := _ON_DAY.search(sentence):
        return max(int(named.group(1)), day)
    if ahead := _IN_DAYS.search(sentence):
        return day + int(ahead.group(1))
    return day + (1 if "tomorrow" in sentence.lower() else _PLAN_DAYS)
