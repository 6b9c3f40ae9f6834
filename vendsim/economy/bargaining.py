"""Bargaining: which offers bring a price down, how far, and what a buyer's word is worth.

Prices come down product by product, in parts of a round (`quotes.share_kept`). Only serious offers move them:
quantities worth the supplier's minimum order, at a price within reach. A buyer for whom a price came down has
given its word to buy about as much before long; whoever keeps it is brought further down to, whoever does not
less far. One world's rules, for texts and numbers alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from vendsim.compiling.records import OneWorld
from vendsim.economy.catalogue import FRIENDLY, GOUGER
from vendsim.economy.params import Params
from vendsim.economy.quotes import PARTS
from vendsim.economy.rules import rules_of
from vendsim.economy.state import State
from vendsim.economy.trade import listed_price_now
from vendsim.formula import Record, formula, rule, where
from vendsim.scenario import Scenario, Suppliers

NOTHING, WORDS, RIVAL = 0, 1, 2
"""What speaks for a lower price of a line: nothing, the buyer's own offer, a rival's quote on record."""


@formula
def parts_open(rules: Suppliers, kind: Any, most: Any, paid: Any, delivered: Any, trust: Any) -> Any:
    """How many parts of a round a supplier comes down by for a buyer's own offers.

    New customers all get the same. Deliveries taken and kept words earn more, broken ones cost, but at a
    gouger, which takes concessions back with every order, until its prices lie above the first ones.
    """
    words = most * rules.word_parts
    earned = np.minimum(rules.delivery_parts * delivered + PARTS * trust, PARTS * rules.rounds_earned)
    taken = np.maximum(PARTS * (most - rules.gouger_rounds * paid), -PARTS * rules.gouger_creep)
    return where(kind == GOUGER, np.minimum(words, taken), np.maximum(words + earned, 0))


@rule
def limit_of_parts(rules: Record, params: Record, state: Record, supplier: int) -> int:
    """The same for a supplier today."""
    return int(
        parts_open(
            rules.suppliers, params.kind[supplier], int(params.max_rounds[supplier]),
            int(state.orders_paid[supplier]), int(state.orders_delivered[supplier]),
            int(state.trust[supplier]),
        )
    )  # fmt: skip


@rule
def hear_offer(
    rules: Record, params: Record, state: Record, supplier: int, products: Any, units: Any, pulls: Any
) -> bool:
    """Take an offer into account, at most one a day; whether any price came down.

    ``pulls`` says what speaks for a lower price of each line; lines of product -1 are none.
    """
    _judge_word(rules, state, supplier)
    if state.last_concession[supplier] >= state.day:
        return False
    worth = 0
    for line in range(len(products)):
        if products[line] >= 0:
            worth += units[line] * listed_price_now(rules, params, state, supplier, products[line])
    if worth < params.min_order[supplier]:
        return False
    state.last_concession[supplier] = state.day
    limit = limit_of_parts(rules, params, state, supplier)
    if not _come_down(rules, state.conceded[supplier], products, units, pulls, limit):
        _hear_again(rules, state, supplier)
        return False
    if state.pledge[supplier] == 0:
        state.pledge[supplier] = int(worth * rules.suppliers.pledge_share)
        state.pledge_until[supplier] = state.day + rules.suppliers.pledge_days
    return True


@rule
def _come_down(rules: Record, conceded: Any, products: Any, units: Any, pulls: Any, limit: int) -> bool:
    """Bring the prices of an offer's lines down, and part of the way those of their categories."""
    moves = False
    for line in range(len(products)):
        if products[line] >= 0:
            moves = moves or _step(rules, conceded[products[line]], units[line], pulls[line], limit) > 0
    if not moves:
        return False
    for product in range(len(conceded)):  # first those not named, which follow what is named and moves
        most, named = 0, False
        for line in range(len(products)):
            of_line = max(products[line], 0)
            named = named or products[line] == product
            if rules.category[of_line] == rules.category[product] and products[line] >= 0:
                most = max(most, _step(rules, conceded[of_line], units[line], pulls[line], limit))
        if most > 0 and not named:
            part = (most + rules.suppliers.related_part - 1) // rules.suppliers.related_part  # rounded up
            conceded[product] = max(conceded[product], min(conceded[product] + part, limit))
    for line in range(len(products)):
        if products[line] >= 0:
            named_one = products[line]
            conceded[named_one] += _step(rules, conceded[named_one], units[line], pulls[line], limit)
    return True


@rule
def _step(rules: Record, conceded: int, units: int, pull: int, limit: int) -> int:
    """By how much an offer brings the product of one of its lines down, of which ``conceded`` is so far."""
    if pull == NOTHING or units < rules.suppliers.serious_units:
        return 0
    by_rival = pull == RIVAL
    step = rules.suppliers.rival_parts if by_rival else rules.suppliers.word_parts
    return int(max(min(step, limit + step * by_rival - conceded), 0))


@rule
def _hear_again(rules: Record, state: Record, supplier: int) -> None:
    """An offer that moved nothing: the first since an order is forgiven, pressing on costs trust."""
    _lose_trust(rules, state, supplier, state.refused[supplier])
    state.refused[supplier] = 1


@rule
def _lose_trust(rules: Record, state: Record, supplier: int, by: int) -> None:
    state.trust[supplier] = max(state.trust[supplier] - by, -rules.suppliers.rounds_earned)


@rule
def take_offence(rules: Record, state: Record, supplier: int) -> None:
    """An absurd offer: for some days there is no bargaining."""
    state.last_concession[supplier] = state.day + rules.suppliers.offended_days


@rule
def _judge_word(rules: Record, state: Record, supplier: int) -> None:
    """A word whose time is over was broken."""
    if state.pledge[supplier] > 0 and state.day > state.pledge_until[supplier]:
        state.pledge[supplier] = 0
        _lose_trust(rules, state, supplier, 1)


@rule
def keep_word(rules: Record, state: Record, supplier: int, cents: int) -> None:
    """A payment counts towards what the buyer has given its word for."""
    _judge_word(rules, state, supplier)
    if state.pledge[supplier] > 0:
        state.pledge[supplier] = max(state.pledge[supplier] - cents, 0)
        kept = state.pledge[supplier] == 0
        state.trust[supplier] = min(state.trust[supplier] + kept, rules.suppliers.rounds_earned)


@rule
def record_payment(
    rules: Record, params: Record, state: Record, supplier: int, cents: int, products: Any, units: Any
) -> int:
    """Book the payment of an order with its supplier; returns how many it has had before.

    Friendly suppliers come down for a customer without being asked; gougers grow dearer.
    """
    number = int(state.orders_paid[supplier])
    keep_word(rules, state, supplier, cents)
    state.orders_paid[supplier], state.refused[supplier] = number + 1, 0
    state.last_order[supplier] = state.day
    limit, conceded = limit_of_parts(rules, params, state, supplier), state.conceded[supplier]
    if params.kind[supplier] == FRIENDLY:
        for line in range(len(products)):
            product = max(products[line], 0)
            if units[line] > 0 and conceded[product] < limit:
                conceded[product] = min(conceded[product] + PARTS, limit)
    elif params.kind[supplier] == GOUGER:
        for product in range(len(conceded)):
            conceded[product] = min(conceded[product], limit)
    return number


def offer(
    scenario: Scenario, params: Params, state: State, world: int, supplier: int,
    products: Sequence[int], units: Sequence[int], pulls: Sequence[int],
) -> bool:  # fmt: skip
    """`hear_offer` in one world of many."""
    constants, now = OneWorld(params, world), OneWorld(state, world)
    moved = hear_offer(rules_of(scenario).plain, constants, now, supplier, products, units, pulls)
    now.settle()
    return moved


def offend(scenario: Scenario, state: State, world: int, supplier: int) -> None:
    """`take_offence` in one world of many."""
    now = OneWorld(state, world)
    take_offence(rules_of(scenario).plain, now, supplier)
    now.settle()


def disappoint(scenario: Scenario, state: State, world: int, supplier: int) -> None:
    """A supplier was accused of what it had not done: it trusts the buyer less."""
    now = OneWorld(state, world)
    _lose_trust(rules_of(scenario).plain, now, supplier, 1)
    now.settle()
