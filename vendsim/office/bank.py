"""The bank account: every movement is a balanced posting and a line of the statement."""

from __future__ import annotations

import numpy as np

from vendsim.economy.ledger import Account, post
from vendsim.office.state import Transaction
from vendsim.office.world import World


def pay_out(world: World, target: Account, cents: int, text: str) -> None:
    """Move money from the bank; the caller has checked that it is there."""
    post(world.state.accounts, Account.BANK, target, np.array([cents]))
    note(world, -cents, text)


def pay_in(world: World, source: Account, cents: int, text: str) -> None:
    """Move money into the bank."""
    post(world.state.accounts, source, Account.BANK, np.array([cents]))
    note(world, cents, text)


def note(world: World, cents: int, text: str) -> None:
    """A line of the statement for a posting that was just made."""
    enter(world, cents, text, world.bank_cents, world.day, world.office.minute)


def enter(world: World, cents: int, text: str, balance_cents: int, day: int, minute: int) -> None:
    """A line of the statement with its own date and balance."""
    world.office.transactions.append(
        Transaction(day=day, minute=minute, text=text, cents=cents, balance_cents=balance_cents)
    )
