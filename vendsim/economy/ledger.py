"""Accounts in integer cents, changed only by postings that balance.

Every posting moves an amount from one account to another, so the sum over a world's accounts is always
zero, and every cent of a year can be explained.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from vendsim.draws import IntArray


class Account(IntEnum):
    """Columns of the ledger. The first three belong to the business, the others are whom it deals with."""

    BANK = 0
    COINS = 1  # cash in the machine
    CARD = 2  # card takings not yet credited
    OWNER = 3  # where the starting money came from
    CUSTOMERS = 4
    SUPPLIERS = 5
    LOCATION = 6
    TOKENS = 7


def open_ledger(worlds: int, start_cents: int) -> IntArray:
    """(N, accounts) ledgers with the starting money in the bank."""
    accounts = np.zeros((worlds, len(Account)), dtype=np.int64)
    post(accounts, Account.OWNER, Account.BANK, np.full(worlds, start_cents))
    return accounts


def post(accounts: IntArray, source: Account, target: Account, cents: IntArray) -> None:
    """Move ``cents`` (N,), none negative, from one account to another."""
    accounts[:, source] -= cents
    accounts[:, target] += cents
