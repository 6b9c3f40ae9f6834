"""Answers to mail about prices: lists, quotes, counter-offers. Design: economy section 3, "Concession"."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vendsim.economy import aftersales, quotes
from vendsim.economy.catalogue import supplier_table
from vendsim.events import OfferMade
from vendsim.suppliers.book import Item, Offer
from vendsim.suppliers.decisions import (
    Agreed,
    AskedForSubstance,
    Countered,
    Decision,
    Line,
    PriceList,
    Question,
    QuoteGiven,
    TermsStated,
    UnaskedOffer,
)
from vendsim.suppliers.reading import MailReading
from vendsim.suppliers.trade import Trade, identity, lines, price, product, quote, terms
from vendsim.suppliers.wishes import Wishes, understand


def give_quote(trade: Trade, supplier: int, reading: MailReading, wishes: Wishes) -> Decision:
    """Unit prices for what was asked about, or the whole list for a general inquiry."""
    if not wishes.items:
        if wishes.questions or wishes.not_carried:
            missing = (f"{name}, which we do not carry" for name in wishes.not_carried)
            return Question((*wishes.questions, *missing))
        return _price_list(trade, supplier)
    unit_cents, until = quote(trade, supplier, wishes.items)
    put_on_table(trade, supplier, wishes.items, unit_cents, ordered=False)
    asked = terms(trade, supplier) if reading.asks_about else None
    return QuoteGiven(lines(wishes.items, unit_cents), until, wishes.not_carried, wishes.questions, asked)


def _price_list(trade: Trade, supplier: int) -> PriceList:
    carried = [Item(product=i, units=0) for i in np.flatnonzero(supplier_table().carries[supplier]).tolist()]
    unit_cents, until = quote(trade, supplier, carried)
    return PriceList(lines(carried, unit_cents), until, terms(trade, supplier))


def offers(trade: Trade) -> list[tuple[int, Decision]]:
    """What suppliers write unasked to win or win back a customer, at the prices they would quote as well."""
    writing = np.flatnonzero(aftersales.offers_unasked(trade.scenario, trade.params, trade.state)[0]).tolist()
    return [(supplier, offer) for supplier in writing if (offer := _offer(trade, supplier))]


def _offer(trade: Trade, supplier: int) -> Decision | None:
    """Some of what the buyer buys most, as far as this supplier has it."""
    bought: dict[int, int] = {}
    for line in (line for order in trade.book.orders if order.paid_cents for line in order.lines):
        bought[line.product] = bought.get(line.product, 0) + line.units
    mine = sorted((p for p in bought if trade.carries(supplier, p)), key=lambda p: (-bought[p], p))
    items = [Item(product=p, units=0) for p in mine[: trade.scenario.suppliers.offer_lines]]
    if not items:
        return None
    unit_cents, until = quote(trade, supplier, items)
    thread = trade.book.thread(supplier)
    if thread.offer is None:
        thread.topic = items
    trade.events.append(
        OfferMade(day=trade.today, time=trade.time, supplier=identity(supplier).name,
                  products=tuple(product(item.product).name for item in items))
    )  # fmt: skip
    return UnaskedOffer(lines(items, unit_cents), until)


def state_terms(trade: Trade, supplier: int, reading: MailReading) -> Decision:
    """Minimum order, shipping, lead time."""
    return TermsStated(terms(trade, supplier), reading.asks_about)


def bargain(trade: Trade, supplier: int, reading: MailReading, wishes: Wishes) -> Decision:
    """One round: a substantive ask may bring the price down, once a day, and never below the floor."""
    if not wishes.items:
        if wishes.questions:
            return Question(wishes.questions)
        wishes = Wishes.of_offer(trade, supplier) or wishes
    moved = concede(trade, supplier, reading, wishes)
    if not wishes.items:
        return _price_list(trade, supplier) if moved else AskedForSubstance()
    if not moved and not wishes.targets:
        return AskedForSubstance()
    unit_cents, until = quote(trade, supplier, wishes.items)
    put_on_table(trade, supplier, wishes.items, unit_cents, ordered=False)
    if wishes.affords(unit_cents):
        return Agreed(lines(wishes.items, unit_cents), until)
    return Countered(counter_lines(wishes, unit_cents), until, moved, has_order=False)


def concede(trade: Trade, supplier: int, reading: MailReading, wishes: Wishes) -> bool:
    """Take a substantive ask into account; whether the price came down.

    Substantive are a quantity with a target below our price, repeating an order that was paid, and once in
    a thread a rival's quote. Ordering at the price we quoted is none.
    """
    thread = trade.book.thread(supplier)
    rival = reading.rival_quote and not thread.rival_heard
    thread.rival_heard |= reading.rival_quote
    pushed = bool(wishes.targets) and wishes.push(price(trade, supplier, wishes.items).unit[0].tolist())
    repeated = reading.repeat_last and bool(trade.book.orders_of(supplier, "on_its_way", "delivered"))
    if not (pushed or repeated or rival):
        return False
    before = int(trade.state.rounds[0, supplier])
    asks = np.zeros_like(trade.state.closed)
    asks[0, supplier] = True
    quotes.concede(trade.params, trade.state, asks)
    return int(trade.state.rounds[0, supplier]) > before


def quote_exists(trade: Trade, supplier: int, reading: MailReading) -> bool:
    """Whether some other supplier ever named a price as low as each that the mail claims."""
    rivals = [thread for other, thread in trade.book.threads.items() if other != supplier]
    claims = understand(trade, supplier, reading).targets
    if not claims:
        return any(thread.lowest for thread in rivals)
    return all(
        any(thread.lowest.get(product_index, cents + 1) <= cents for thread in rivals)
        for product_index, cents in claims.items()
    )


def counter_lines(wishes: Wishes, unit_cents: Sequence[int]) -> tuple[Line, ...]:
    """Our prices beside what the buyer had offered."""
    return tuple(
        Line(product(item.product).name, cents, item.units or None, wishes.target_below(item.product, cents))
        for item, cents in zip(wishes.items, unit_cents, strict=True)
    )


def counter_order(trade: Trade, supplier: int, wishes: Wishes, moved: bool) -> Countered:
    """An order at prices below ours: nothing is booked, ours are on the table."""
    unit_cents, until = quote(trade, supplier, wishes.items)
    put_on_table(trade, supplier, wishes.items, unit_cents, ordered=True)
    return Countered(counter_lines(wishes, unit_cents), until, moved, has_order=True)


def refuse_change(trade: Trade, supplier: int, wishes: Wishes, moved: bool) -> Countered:
    """A change of an order at prices below ours: the order stays as it is."""
    unit_cents, until = quote(trade, supplier, wishes.items)
    return Countered(counter_lines(wishes, unit_cents), until, moved, has_order=True)


def put_on_table(
    trade: Trade, supplier: int, items: Sequence[Item], unit_cents: Sequence[int], ordered: bool
) -> None:
    """Remember what is talked about, as an offer that a "yes" can accept if every line has a quantity."""
    thread = trade.book.thread(supplier)
    thread.topic = list(items)
    complete = all(item.units > 0 for item in items)
    offer = Offer(items=list(items), ordered=ordered, unit_cents=list(unit_cents))
    thread.offer = offer if complete else None


def affordable(trade: Trade, supplier: int, wishes: Wishes) -> bool:
    """Whether today's prices meet every target and the budget that the buyer named."""
    priced = price(trade, supplier, wishes.items)
    within = wishes.budget_cents is None or int(priced.total[0]) <= wishes.budget_cents
    return within and wishes.affords(priced.unit[0].tolist())
