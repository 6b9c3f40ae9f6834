"""What the business is worth, and the score of a run.

Vending-Bench 1 scores net worth: cash, cash in the machine, and unsold stock at wholesale cost.
Source: Backlund and Petersson, arXiv 2502.15840. Vending-Bench 2 scores the bank balance alone.
Design: ours is that stock counts at no more than was paid for it and not past its date, so that cash
turned into goods on the last days is never worth more than it was.
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


def score_cents(scenario: Scenario, params: Params, state: State, bought: Bought) -> int:
    """What a run in one world (N = 1) is scored on, as it stands now."""
    accounts = state.accounts[0]
    if scenario.score == "bank_balance":
        return int(accounts[Account.BANK])
    cash = accounts[Account.BANK] + accounts[Account.COINS] + accounts[Account.CARD]
    return int(cash) + stock_cents(scenario, params, state, 0, bought)
