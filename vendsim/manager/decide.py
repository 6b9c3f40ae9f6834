"""What an operator may do, and what it reckons with: it takes knowledge, but no world."""

from __future__ import annotations

import numpy as np

from vendsim.draws import BoolArray, FloatArray, IntArray
from vendsim.formula import formula, whole

RESERVE_FEES = 2  # daily fees that an order leaves in the bank: those of the nights until it is paid


@formula
def may_ask(closed: BoolArray, letter: IntArray, quote_until: IntArray, day: IntArray) -> BoolArray:
    """Whether a letter can ask a supplier for prices: alive, nothing unanswered, no quote that holds."""
    return (closed == 0) & (letter == 0) & (quote_until < day)


@formula
def may_bargain(closed: BoolArray, letter: IntArray, quoted_on: IntArray) -> BoolArray:
    """Whether a supplier can be bargained with: it has quoted, is alive, and owes no answer."""
    return (closed == 0) & (letter == 0) & (quoted_on > 0)


@formula
def may_order(closed: BoolArray, quoted_on: IntArray, bank: IntArray, least: IntArray) -> BoolArray:
    """Whether a supplier can get an order: it has quoted, is alive, and the bank holds its smallest one.

    ``least`` is that with shipping, in cents.
    """
    return (closed == 0) & (quoted_on > 0) & (bank >= least)


@formula
def estimate(typical: FloatArray, level: FloatArray) -> IntArray:
    """Cents a unit at a typical wholesale price and a level of prices."""
    return whole(np.ceil(np.rint(typical * level * 16) / 16))


@formula
def affordable(units: IntArray, purse: IntArray, cost: IntArray) -> IntArray:
    """Units of a line that is part of an order of ``cost`` cents, cut to a purse."""
    share = np.minimum(np.maximum(purse / np.maximum(cost, 1), 0.0), 1.0)
    return whole(np.floor(units * share))
