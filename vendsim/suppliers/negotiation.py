"""Answers about prices: lists, quotes, counter-offers. Design: economy section 3, "Concession"."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

import numpy as np

from vendsim.economy import aftersales, bargaining
from vendsim.economy.bargaining import NOTHING, RIVAL, WORDS
from vendsim.events import OfferMade
from vendsim.suppliers.book import Deal, Item, Offer
from vendsim.suppliers.days_off import day_off
from vendsim.suppliers.decisions import (
    Agreed,
    AskedForSubstance,
    BasketWeighed,
    Countered,
    Decision,
    Line,
    OpenPoints,
    OrderHeld,
    PriceList,
    Question,
    QuoteGiven,
    UnaskedOffer,
)
from vendsim.suppliers.trade import (
    Priced,
    Trade,
    carried_by,
    identity,
    lines,
    price,
    product,
    quote,
    shipping_of,
    terms,
)
from vendsim.suppliers.voice import tones
from vendsim.suppliers.wishes import Wishes


def give_quote(trade: Trade, supplier: int, wishes: Wishes) -> Decision:
    """Unit prices for what was asked about."""
    if not wishes.items:
        if not wishes.questions:
            return OpenPoints(wishes.not_carried, ())
        missing = (f"{name}, which we do not carry" for name in wishes.not_carried)
        return Question((*wishes.questions, *missing))
    if of_offer := _of_the_offer(trade, supplier, wishes):
        return of_offer
    others = _at_other_quantities(trade, supplier, wishes)
    told, holding = dict(trade.book.thread(supplier).told), _holding(trade, supplier)
    unit_cents, until = quote(trade, supplier, wishes.items)
    put_on_table(trade, supplier, wishes.items, unit_cents, ordered=False)
    if others:  # which of the quantities it shall be is open
        trade.book.thread(supplier).offer = None
    priced = price(trade, supplier, wishes.items)
    now = zip(wishes.items, unit_cents, strict=True)
    complete = not wishes.open and not others
    return QuoteGiven(
        (*lines(wishes.items, unit_cents), *others),
        until,
        wishes.not_carried,
        wishes.questions,
        priced.shipping if complete else 0,
        priced.total if complete else 0,
        dearer=any(item.product in holding and cents > told[item.product] for item, cents in now),
        together=_together(priced),
    )


def _of_the_offer(trade: Trade, supplier: int, wishes: Wishes) -> Decision | None:
    """The prices of some goods of an offer, which stays as it is: "What was the cola?"."""
    offer = trade.book.thread(supplier).offer
    asked = {item.product for item in wishes.items}
    offered = {item.product for item in offer.items} if offer else set()
    if offer is None or wishes.clear or not asked < offered:
        return None
    unit_cents, until = quote(trade, supplier, offer.items)
    offer.unit_cents = unit_cents
    told = [
        line
        for item, line in zip(offer.items, lines(offer.items, unit_cents), strict=True)
        if item.product in asked
    ]
    return QuoteGiven(tuple(told), until, wishes.not_carried, wishes.questions)


def _at_other_quantities(trade: Trade, supplier: int, wishes: Wishes) -> tuple[Line, ...]:
    """What some goods cost at the other quantities that are asked about, all at once: "at 48, and at 96"."""
    most = max((len(units) for units in wishes.also.values()), default=0)
    found: list[Line] = []
    for at in range(most):
        basket = [
            Item(product=item.product, units=others[at] if len(others) > at else item.units)
            for item in wishes.items
            for others in [wishes.also.get(item.product, ())]
        ]
        unit_cents, _ = quote(trade, supplier, basket)
        changed = [len(wishes.also.get(item.product, ())) > at for item in basket]
        found += [line for line, new in zip(lines(basket, unit_cents), changed, strict=True) if new]
    return tuple(found)


def weigh(trade: Trade, supplier: int, goods_cents: int, topics: Set[str]) -> BasketWeighed | None:
    """How goods stand to the minimum order, if they are below it or that is asked, and to free shipping."""
    told = terms(trade, supplier)
    least = 0 if trade.book.thread(supplier).trial_order else told.min_order_cents
    spoken_of = least > goods_cents or not topics.isdisjoint(_OF_MINIMUM)
    charged = not topics.isdisjoint(_OF_SHIPPING) and shipping_of(trade, supplier, goods_cents) > 0
    to_free = max(told.free_shipping_cents - goods_cents, 0) if charged else 0
    weighed = BasketWeighed(goods_cents, least if spoken_of else 0, to_free)
    return weighed if weighed.min_order_cents or to_free else None


_OF_MINIMUM = ("minimum_order", "lower_minimum")
_OF_SHIPPING = ("free_from", "free_shipping")


def price_list(trade: Trade, supplier: int) -> Decision:
    """The whole assortment; what was talked about before stays on the table."""
    carried = [Item(product=i, units=0) for i in carried_by(supplier)]
    unit_cents, until = quote(trade, supplier, carried)
    return PriceList(lines(carried, unit_cents), until, terms(trade, supplier))


def offers(trade: Trade) -> list[tuple[int, Decision]]:
    """What suppliers write unasked to win or win back a customer, at the prices they would quote as well.

    On days off only those whose tone is warm do.
    """
    writing = np.flatnonzero(aftersales.offers_unasked(trade.scenario, trade.params, trade.state)[0]).tolist()
    if day_off(trade.scenario.date_of(trade.today)):
        writing = [supplier for supplier in writing if tones()[identity(supplier).tone].register == "warm"]
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


def bargain(trade: Trade, supplier: int, wishes: Wishes) -> tuple[Decision, ...]:
    """A serious offer may bring prices down, once a day, and never below the floor."""
    if not wishes.items:
        if wishes.questions or wishes.not_carried:
            return (
                Question((*wishes.questions, *(f"{n}, which we do not carry" for n in wishes.not_carried))),
            )
        wishes = wishes.only(_spoken_of(trade, supplier, wishes))
        if wishes.budget_cents is not None and wishes.clear:
            wishes = wishes.only(wishes.clear)  # what a sum is offered for has quantities
    wishes = _of_table(trade, supplier, wishes)
    if wishes.open:  # a sum for goods whose quantities nobody knows is a budget, not a bid
        wishes = replace(wishes, budget_cents=None)
    wishes = without_restated_sum(trade, supplier, wishes)
    before = {item.product: trade.book.thread(supplier).told.get(item.product) for item in wishes.items}
    holding = _holding(trade, supplier)
    named, wishes = wishes.names_prices, _without_dear_offers(trade, supplier, wishes)
    wishes = with_targets(trade, supplier, wishes)
    moved = concede(trade, supplier, wishes)
    if not wishes.items:
        return (price_list(trade, supplier) if moved else AskedForSubstance(),)
    if not moved and not wishes.names_prices:
        new = any(cents is None for cents in before.values())
        quotes = wishes.clear or named or new
        return (give_quote(trade, supplier, wishes) if quotes else AskedForSubstance(),)
    take_bids(trade, supplier, wishes)
    unit_cents, until = quote(trade, supplier, wishes.items)
    put_on_table(trade, supplier, wishes.items, unit_cents, ordered=False)
    rest = open_points(wishes)
    if wishes.names_prices and _meets(trade, supplier, wishes, unit_cents):
        offered = wishes.bids or wishes.budget_cents is not None
        agreed = Agreed(lines(wishes.items, unit_cents), until) if offered else None
        return (agreed or give_quote(trade, supplier, wishes), *rest)
    countered = Countered(counter_lines(wishes, unit_cents), until, moved, has_order=False)
    return (_worded(countered, wishes, before, holding, price(trade, supplier, wishes.items)), *rest)


def _without_dear_offers(trade: Trade, supplier: int, wishes: Wishes) -> Wishes:
    """Wishes without offers of what we ask anyway, or of much more: a retail price, or ours repeated."""
    told, unit = trade.book.thread(supplier).told, price(trade, supplier, wishes.items).unit
    ours = {item.product: cents for item, cents in zip(wishes.items, unit, strict=True)}
    bids = {
        index: cents
        for index, cents in wishes.bids.items()
        if cents != told.get(index) and cents < _DEAR * ours.get(index, cents)
    }
    return replace(wishes, bids=bids)


_DEAR = 1.5  # times our price: above it nobody offers what was never asked


def _spoken_of(trade: Trade, supplier: int, wishes: Wishes) -> list[Item]:
    """What lies on the table; where prices are named, only the goods that they are for."""
    thread = trade.book.thread(supplier)
    table = thread.offer.items if thread.offer else thread.topic
    return [item for item in table if wishes.named(item.product)] or list(table)


def _of_table(trade: Trade, supplier: int, wishes: Wishes) -> Wishes:
    """A bid without quantities for goods on the table is about the quantities, and the discount, there."""
    thread = trade.book.thread(supplier)
    offer = thread.offer.items if thread.offer else []
    units = {item.product: item.units for item in offer or thread.topic}
    named = {item.product for item in wishes.items}
    if offer and not wishes.clear and named <= units.keys():
        return wishes.only([item for item in offer if wishes.changes.get(item.product) != "remove"])
    return wishes.only(
        [Item(product=item.product, units=item.units or units.get(item.product, 0)) for item in wishes.items]
    )


def without_restated_sum(trade: Trade, supplier: int, wishes: Wishes) -> Wishes:
    """Wishes without a sum that is on the table anyway: it is no offer of its own.

    That is what the lines cost at the prices named beside it, at those that we told or at today's, and what
    the offer or an unpaid order comes to, each with or without the shipping.
    """
    if wishes.budget_cents is None:
        return wishes
    thread = trade.book.thread(supplier)
    sums = {order.total_cents for order in trade.book.orders_of(supplier, "awaiting_payment")}
    if offer := thread.offer:
        pairs = zip(offer.items, offer.unit_cents, strict=True)
        sums |= _with_shipping(trade, supplier, sum(cents * item.units for item, cents in pairs))
    if wishes.items and not wishes.open:
        today = price(trade, supplier, wishes.items)
        sums |= _with_shipping(trade, supplier, today.goods)
        for known in ({**thread.told, **wishes.repeated}, {**wishes.repeated, **wishes.bids}):
            each = [known.get(item.product) for item in wishes.items]
            goods = sum((cents or 0) * item.units for cents, item in zip(each, wishes.items, strict=True))
            sums |= set() if None in each else _with_shipping(trade, supplier, goods)
    off = min((abs(wishes.budget_cents - known) for known in sums), default=wishes.budget_cents)
    return replace(wishes, budget_cents=None) if off <= _ROUNDED * len(wishes.items) else wishes


def _with_shipping(trade: Trade, supplier: int, goods_cents: int) -> set[int]:
    return {goods_cents, goods_cents + shipping_of(trade, supplier, goods_cents)}


_ROUNDED = 2  # cents a line by which a sum may be off


def open_points(wishes: Wishes) -> tuple[Decision, ...]:
    """What an answer leaves out, if anything."""
    if not wishes.not_carried and not wishes.questions:
        return ()
    return (OpenPoints(wishes.not_carried, wishes.questions),)


def with_targets(trade: Trade, supplier: int, wishes: Wishes) -> Wishes:
    """A percentage off as offers for the single products, from today's prices.

    Beside a rival's price it is said of that one: "get within 10 % of their 3.10".
    """
    if not wishes.per_cent:
        return wishes
    unit = price(trade, supplier, wishes.items).unit
    bids = {
        item.product: cents * (10_000 - wishes.per_cent) // 10_000
        for item, cents in zip(wishes.items, unit, strict=True)
        if item.product not in wishes.rivals
    }
    return replace(wishes, bids={**bids, **wishes.bids})


def concede(trade: Trade, supplier: int, wishes: Wishes) -> bool:
    """Take offers below our prices into account, as `bargaining` has it; whether a price came down.

    Ordering at the price we quoted is no offer. A rival's price counts for more if that supplier has named
    it and it still holds, and as an offer of the buyer's own if not.
    """
    items = wishes.clear
    if not items or not wishes.names_prices:
        return False
    priced = price(trade, supplier, items)
    asked = [
        _asked_cents(wishes, item, cents, priced.total)
        for item, cents in zip(items, priced.unit, strict=True)
    ]
    pulls, reach = [], trade.scenario.suppliers.reach
    for item, wanted, ours in zip(items, asked, priced.unit, strict=True):
        rival = wishes.rivals.get(item.product, ours)
        if rival < ours and _is_on_record(trade, supplier, item.product, rival):
            pulls.append(RIVAL)
        elif wanted < int(reach * ours):
            bargaining.offend(trade.scenario, trade.state, 0, supplier)
            return False
        else:
            pulls.append(WORDS if wanted < ours else NOTHING)
    if not any(pulls):
        return False
    return bargaining.offer(
        trade.scenario, trade.params, trade.state, 0, supplier, [item.product for item in items],
        [item.units for item in items], pulls,
    )  # fmt: skip


def _asked_cents(wishes: Wishes, item: Item, ours: int, total: int) -> float:
    """What the buyer wants to pay for a unit: its offer, its share of a sum, or a rival's price."""
    whole = ours * wishes.budget_cents / max(total, 1) if wishes.budget_cents is not None else ours
    return min(wishes.bids.get(item.product, ours), whole, wishes.rivals.get(item.product, ours))


def _is_on_record(trade: Trade, supplier: int, index: int, cents: int) -> bool:
    """Whether another supplier has named this buyer a price as low, in a quote that holds."""
    return any(
        (held := thread.quotes.get(index)) is not None
        and trade.written_on <= held.until
        and thread.told.get(index, cents + 1) <= cents
        and not trade.state.closed[0, other]
        for other, thread in trade.book.threads.items()
        if other != supplier
    )


def take_bids(trade: Trade, supplier: int, wishes: Wishes) -> None:
    """Where we would go below what the buyer offers, it is the offer that counts.

    Prices that the buyer knows already are not raised, however much is offered.
    """
    thread, conceded = trade.book.thread(supplier), trade.state.conceded[0, supplier]
    priced = price(trade, supplier, wishes.items)
    offered = {item.product: cents for item, cents in zip(wishes.items, priced.unit, strict=True)}
    for index, ours in offered.items():
        bid = wishes.bids.get(index, wishes.repeated.get(index, 0))
        if bid > ours and bid <= thread.told.get(index, bid):
            thread.deals[index] = Deal(unit_cents=bid, conceded=int(conceded[index]))
    budget, known = wishes.budget_cents, all(index in thread.told for index in offered)
    if budget is None or wishes.open or priced.total >= budget or not priced.goods:
        return
    if known and sum(thread.told[i.product] * i.units for i in wishes.items) + priced.shipping <= budget:
        return
    for index, ours in offered.items():
        spread = min(ours * (budget - priced.shipping) // priced.goods, thread.told.get(index, budget))
        thread.deals[index] = Deal(unit_cents=max(spread, ours), conceded=int(conceded[index]))


def _meets(trade: Trade, supplier: int, wishes: Wishes, unit_cents: Sequence[int]) -> bool:
    """Whether our prices are no higher than all that the buyer has named."""
    pairs = [(item.product, cents) for item, cents in zip(wishes.items, unit_cents, strict=True)]
    if any(cents > named[0] for index, cents in pairs if (named := wishes.named(index))):
        return False
    return wishes.budget_cents is None or price(trade, supplier, wishes.items).total <= wishes.budget_cents


def _together(priced: Priced) -> bool:
    """Whether prices of several goods are lower because they are bought together."""
    return priced.volume > 0 and len(priced.unit) > 1


def _holding(trade: Trade, supplier: int) -> set[int]:
    """Products of which a price that we named still holds."""
    quotes = trade.book.thread(supplier).quotes
    return {index for index, held in quotes.items() if trade.written_on <= held.until}


def _worded(
    countered: Countered, wishes: Wishes, before: dict[int, int | None], holding: set[int], priced: Priced
) -> Countered:
    """Words that fit the numbers: what came down, stayed, or is told for the first time."""
    now = {item.product: line.unit_cents for item, line in zip(wishes.items, countered.lines, strict=True)}
    told = {index: cents for index, cents in before.items() if cents is not None}
    first = len(told) < len(before) or any(now[index] > cents for index, cents in told.items())
    dearer = any(now[index] > cents for index, cents in told.items() if index in holding)
    moved = not first and any(now[index] < cents for index, cents in told.items())
    asked = wishes.budget_cents or 0
    less = 0 < asked < priced.total  # a sum that is enough is none to speak of
    complete = not wishes.open
    return replace(
        countered,
        moved=moved,
        first=first,
        dearer=dearer,
        together=_together(priced),
        shipping_cents=priced.shipping if complete else 0,
        sum_cents=priced.total if complete or less else 0,
        asked_sum_cents=asked if less else 0,
    )


def counter_lines(wishes: Wishes, unit_cents: Sequence[int]) -> tuple[Line, ...]:
    """Our prices beside what the buyer had named."""
    rows = []
    for item, cents in zip(wishes.items, unit_cents, strict=True):
        asked, whose = wishes.named(item.product) or (cents, "mine")
        below = asked < cents
        rows.append(
            Line(product(item.product).name, cents, item.units or None, asked if below else None,
                 whose if below else "mine")
        )  # fmt: skip
    return tuple(rows)


def counter_order(
    trade: Trade, supplier: int, wishes: Wishes, before: dict[int, int | None], *, sure: bool = True
) -> Countered:
    """An order at prices below ours: nothing is booked, and ours are on the table.

    What is not ``sure`` to be an order is answered as a bid.
    """
    holding = _holding(trade, supplier)
    unit_cents, until = quote(trade, supplier, wishes.items)
    put_on_table(trade, supplier, wishes.items, unit_cents, ordered=sure)
    countered = Countered(counter_lines(wishes, unit_cents), until, False, has_order=sure)
    return _worded(countered, wishes, before, holding, price(trade, supplier, wishes.items))


def hold(trade: Trade, supplier: int, items: Sequence[Item]) -> OrderHeld:
    """Keep lines on the table for a buyer who wants to wait."""
    unit_cents, until = quote(trade, supplier, items)
    put_on_table(trade, supplier, items, unit_cents, ordered=False)
    priced = price(trade, supplier, items)
    complete = all(item.units for item in items)
    return OrderHeld(
        lines(items, unit_cents), until, priced.shipping if complete else 0, priced.total if complete else 0
    )


def put_on_table(
    trade: Trade, supplier: int, items: Sequence[Item], unit_cents: Sequence[int], ordered: bool
) -> None:
    """Remember what is talked about, as an offer that a "yes" can accept if every line has a quantity."""
    thread = trade.book.thread(supplier)
    thread.topic = list(items)
    complete = all(item.units > 0 for item in items)
    offer = Offer(items=list(items), ordered=ordered, unit_cents=list(unit_cents))
    thread.offer = offer if complete else None


def quote_exists(trade: Trade, supplier: int, rivals: dict[int, int]) -> bool:
    """Whether some other supplier ever named a price as low as each that the buyer claims."""
    others = [thread for other, thread in trade.book.threads.items() if other != supplier]
    return all(
        any(thread.lowest.get(index, cents + 1) <= cents for thread in others)
        for index, cents in rivals.items()
    )
