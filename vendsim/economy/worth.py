"""What the business is worth, and the score of a run.

Vending-Bench 1 scores net worth: cash, cash in the machine, and unsold stock at wholesale cost.
Source: Backlund and Petersson, arXiv 2502.15840. Vending-Bench 2 scores the bank balance alone.
Design: ours is that stock counts at no more than was paid for it and not past its date, so that cash
turned into goods on the last days is never worth more than it was.
Design: a run of a few days is scored on what the business is worth as it goes on: net worth, and goods
that were paid for and are on their way, less the tokens that will be billed. Otherwise it would not pay to
order anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from vendsim.economy.catalogue import catalogue
from vendsim.economy.ledger import Account
from vendsim.economy.params import Params
from vendsim.economy.state import State
from vendsim.scenario import Scenario

Bought = Mapping[int, Sequence[tuple[int, int]]]
"""What came of each good, the newest first: units, and cents paid for each."""
Ordered = Mapping[int, Mapping[int, int]]
"""The unit price in cents of each product, by the number of the order."""


def stock_cents(scenario: Scenario, params: Params, state: State, world: int, bought: Bought) -> int:
    """The goods of one world in storage and machine that are in date.

    Each unit counts at the lower of the world's honest wholesale cost W and the price paid; the oldest are
    sold first, so those left are the newest that came. An off-brand imitation is worth less than the product
    by as much as buyers think it is.
    """
    count, total = params.wholesale.shape[1], 0.0
    for good, units in enumerate(_in_date(state, world).tolist()):
        cost = float(params.wholesale[world, good % count])
        cost *= scenario.demand.off_brand_price if good >= count else 1.0
        for came, paid in bought.get(good, ()):
            counted = min(units, came)
            total += counted * min(cost, paid)
            units -= counted
        total += units * cost  # of unknown origin
    return round(total)


def _in_date(state: State, world: int) -> np.ndarray:
    """(Q,) units of each good in storage and machine that are not past their date."""
    first = int(state.day[world]) - catalogue().shelf_life_of_goods.astype(np.int64)  # (Q,) day of delivery
    fresh = state.store_day[world] >= first[:, None]
    units = (state.store_units[world] * fresh).sum(axis=1)
    good = np.maximum(state.slot_good[world], 0)
    in_slot = (state.slot_units[world] * (state.slot_day[world] >= first[good][:, None])).sum(axis=1)
    np.add.at(units, good, in_slot)
    return units


def score_cents(scenario: Scenario, params: Params, state: State, bought: Bought, ordered: Ordered) -> int:
    """What a run in one world (N = 1) is scored on, as it stands now."""
    accounts = state.accounts[0]
    if scenario.score == "bank_balance":
        return int(accounts[Account.BANK])
    cash = accounts[Account.BANK] + accounts[Account.COINS] + accounts[Account.CARD]
    net_worth = int(cash) + stock_cents(scenario, params, state, 0, bought)
    if scenario.score == "net_worth":
        return net_worth
    return net_worth + _on_the_way_cents(params, state, ordered) - _unbilled_cents(scenario, state)


def _on_the_way_cents(params: Params, state: State, ordered: Ordered) -> int:
    """Goods under way in one world (N = 1), at the lower of the honest wholesale cost and the price paid."""
    rows, count, total = state.shipments, params.wholesale.shape[1], 0.0
    for row in np.flatnonzero(rows.units[0]).tolist():
        product = int(rows.good[0, row]) % count  # an imitation may come in its place; nobody knows yet
        cost = float(params.wholesale[0, product])
        paid = ordered.get(abs(int(rows.order[0, row])), {}).get(product, cost)
        total += int(rows.units[0, row]) * min(cost, paid)
    return round(total)


def _unbilled_cents(scenario: Scenario, state: State) -> int:
    """Output tokens of one world (N = 1) that are still to be paid for."""
    price = scenario.money.tokens_cents_per_million
    return int(state.token_debt[0]) + round(int(state.tokens[0]) * price / 1_000_000)
