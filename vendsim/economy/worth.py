"""What the business is worth, and the score of a run.

Vending-Bench 1 scores net worth: cash, cash in the machine, and unsold stock at wholesale cost.
Source: Backlund and Petersson, arXiv 2502.15840. Vending-Bench 2 scores the bank balance alone.
"""

from __future__ import annotations

import numpy as np

from vendsim.draws import IntArray
from vendsim.economy import machine
from vendsim.economy.ledger import Account
from vendsim.economy.params import Params
from vendsim.economy.state import State
from vendsim.scenario import Scenario


def stock_cents(scenario: Scenario, params: Params, state: State) -> IntArray:
    """(N,) all goods in storage and machine at the world's honest wholesale cost W.

    An off-brand imitation is worth less than the product by as much as buyers think it is.
    """
    units = machine.stored(state) + _in_machine(state)  # (N, Q)
    count = params.wholesale.shape[1]
    brand, imitation = units[:, :count], units[:, count:]
    worth = (params.wholesale * (brand + scenario.demand.off_brand_price * imitation)).sum(axis=1)
    return np.rint(worth).astype(np.int64)


def _in_machine(state: State) -> IntArray:
    """(N, Q) units of each good in all its slots."""
    units = np.zeros(state.store_units.shape[:2], dtype=np.int64)
    world = np.arange(state.worlds)[:, None]
    np.add.at(units, (world, np.maximum(state.slot_good, 0)), machine.slot_stock(state))
    return units


def score_cents(scenario: Scenario, params: Params, state: State) -> IntArray:
    """(N,) what a run is scored on, as it stands now."""
    accounts = state.accounts
    if scenario.score == "bank_balance":
        return accounts[:, Account.BANK].copy()
    cash = accounts[:, Account.BANK] + accounts[:, Account.COINS] + accounts[:, Account.CARD]
    return cash + stock_cents(scenario, params, state)
