"""What an operator knows, as arrays: the numeric counterpart of a desk full of mail and notes.

Everything here follows from the digest, the mail and the operator's own doings; nothing hidden is in it.
The numeric worlds keep it (`manager.worlds`), and so can anyone who plays the same business through texts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vendsim.draws import BoolArray, FloatArray, IntArray
from vendsim.formula import formula, where
from vendsim.manager.layout import CLAIMS, ORDERS, Layout
from vendsim.scenario import Scenario

FREE, WRITTEN, CONFIRMED, PAID = 0, 1, 2, 3  # stages of an open order
LEARNING = 0.15  # weight of a day's sales in what is expected of the next; design: ours


@dataclass
class Knowledge:
    """N worlds, S slots, P products, K suppliers by place, O open orders, C open claims. Money in cents."""

    day: IntArray  # (N,) today, from 1
    bank: IntArray  # (N,)
    coins: IntArray  # (N,) in the machine
    card: IntArray  # (N,) takings not yet credited
    takings: IntArray  # (N,) revenue of yesterday
    unpaid_days: IntArray  # (N,)
    high: IntArray  # (N,) yesterday's, F
    wet: BoolArray  # (N,) yesterday
    last_trip: IntArray  # (N,) day, 0: never
    plan_product: IntArray  # (N, S) product meant for each slot, -1: none
    plan_level: IntArray  # (N, S) price level, from 1; 0: none chosen
    slot_product: IntArray  # (N, S) product in each slot, -1: none
    slot_units: IntArray  # (N, S)
    sold: IntArray  # (N, S) units of each slot's product sold yesterday, at its first slot
    stored: IntArray  # (N, P) units in storage; imitations apart
    awaited: IntArray  # (N, P) units on order or on the way
    rate: FloatArray  # (N, P) units a day to expect
    tried: IntArray  # (N, P) days on sale so far
    asked_on: IntArray  # (N, K) day of the last letter, 0: never
    letter: IntArray  # (N, K) what the unanswered letter is about: NOTHING, ASK, BARGAIN
    quoted_on: IntArray  # (N, K) day of the last quote, 0: never
    quote_until: IntArray  # (N, K) last day on which an order at the quoted prices may be written
    level: FloatArray  # (N, K) quoted prices over typical wholesale prices, 0: no quote
    bargained: IntArray  # (N, K) letters that asked for better prices
    won: IntArray  # (N, K) times it came down
    min_order: IntArray  # (N, K) as stated with the first quote
    shipping: IntArray  # (N, K)
    lead: IntArray  # (N, K) days
    assortment: IntArray  # (N, K) row of ``assortments`` that the first quote listed
    orders_paid: IntArray  # (N, K)
    units_paid: IntArray  # (N, K) in orders that have come or were given up
    units_came: IntArray  # (N, K) of them
    closed: BoolArray  # (N, K) mail came back
    order_stage: IntArray  # (N, O)
    order_place: IntArray  # (N, O) supplier
    order_number: IntArray  # (N, O)
    order_total: IntArray  # (N, O)
    order_day: IntArray  # (N, O) of writing, then of payment
    order_product: IntArray  # (N, O, S)
    order_units: IntArray  # (N, O, S)
    claim_day: IntArray  # (N, C) on which a claim came in, 0: none; oldest first
    claim_price: IntArray  # (N, C) what was paid for the unit
    claim_cents: IntArray  # (N, C) demanded
    offered: BoolArray  # (N, P) products that some quote has listed
    product_news: BoolArray  # (N, P) products about which something is new since the last look
    supplier_news: BoolArray  # (N, K) and suppliers
    assortments: BoolArray  # (A, P) which products an assortment holds; shared by all worlds

    @property
    def worlds(self) -> int:
        """N."""
        return len(self.day)

    def sells(self, world: IntArray, place: IntArray, product: IntArray) -> BoolArray:
        """Whether suppliers have listed products; the indices broadcast."""
        row = self.assortment[world, place].astype(np.int64) * self.assortments.shape[1]
        return self.assortments.take(row + product) & (self.quoted_on[world, place] > 0)


def new_knowledge(scenario: Scenario, layout: Layout, worlds: int, assortments: BoolArray) -> Knowledge:
    """The first morning: nobody is known, nothing is planned."""
    n, s, p, k = worlds, layout.slots, layout.products, layout.suppliers

    def small(*shape: int, fill: int = 0) -> IntArray:
        return np.full((n, *shape), fill, dtype=np.int16)

    def money(*shape: int) -> IntArray:
        return np.zeros((n, *shape), dtype=np.int32)

    def flags(*shape: int) -> BoolArray:
        return np.zeros((n, *shape), dtype=bool)

    return Knowledge(
        day=small(fill=1), bank=np.full(n, scenario.money.start_cents, dtype=np.int64),
        coins=np.zeros(n, dtype=np.int64), card=np.zeros(n, dtype=np.int64),
        takings=np.zeros(n, dtype=np.int64), unpaid_days=small(), high=small(fill=64), wet=flags(),
        last_trip=small(), plan_product=small(s, fill=-1), plan_level=small(s),
        slot_product=small(s, fill=-1), slot_units=small(s), sold=small(s),
        stored=small(p), awaited=small(p), rate=np.zeros((n, p), dtype=np.float32), tried=small(p),
        asked_on=small(k), letter=small(k), quoted_on=small(k), quote_until=small(k),
        level=np.zeros((n, k), dtype=np.float32), bargained=small(k),
        won=small(k), min_order=money(k), shipping=money(k),
        lead=small(k), assortment=small(k), orders_paid=small(k), units_paid=money(k), units_came=money(k),
        closed=flags(k), order_stage=small(ORDERS), order_place=small(ORDERS), order_number=small(ORDERS),
        order_total=money(ORDERS), order_day=small(ORDERS), order_product=small(ORDERS, s),
        order_units=small(ORDERS, s), claim_day=small(CLAIMS), claim_price=money(CLAIMS),
        claim_cents=money(CLAIMS), offered=flags(p), product_news=~flags(p), supplier_news=~flags(k),
        assortments=assortments,
    )  # fmt: skip


@formula
def learned(expected: FloatArray, days: IntArray, sold: IntArray, left: IntArray) -> FloatArray:
    """Units a day to expect after one more day, on top of ``days`` of experience.

    A product that sold out may have sold more, so it never lowers what is expected.
    """
    error = sold - expected
    error = where(left > 0, error, np.maximum(error, 0.0))
    return expected + np.maximum(LEARNING, 1.0 / (days + 1)) * error
