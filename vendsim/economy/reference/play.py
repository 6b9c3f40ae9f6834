"""A year under a scripted policy, all seeds as one batch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from vendsim.draws import BoolArray, FloatArray, IntArray
from vendsim.economy import aftersales, machine, orders, shipments
from vendsim.economy.catalogue import catalogue
from vendsim.economy.fulfilment import fulfil
from vendsim.economy.ledger import Account, post
from vendsim.economy.night import Night, close_day
from vendsim.economy.params import Params
from vendsim.economy.reference.haggling import bargain_before_buying, bargain_before_order
from vendsim.economy.reference.planning import Plan, asked_suppliers, make_plan, no_plan, replan, unit_cost
from vendsim.economy.reference.policies import Policy, policy
from vendsim.economy.state import State
from vendsim.economy.worlds import open_worlds
from vendsim.scenario import Scenario

_MAIL_DAYS = 2  # from the first mail to the first payment, without bargaining
_RESERVE_DAYS = 10  # location fees kept in the bank
_LEARNING = 0.15  # weight of a day's sales in what is expected of the next
_SHELF_SHARE = 0.6  # of a product's shelf life that an order may cover
_LARGEST_DISCOUNT = 0.15  # volume and loyalty together: a padded order still meets the minimum


@dataclass(frozen=True)
class Result:
    """How a policy did in N worlds."""

    policy: str
    seeds: tuple[int, ...]
    final_cents: IntArray  # (N,) bank balance at the end
    days: IntArray  # (N,) played
    units: IntArray  # (N,) sold over the year

    def summary(self) -> dict[str, float]:
        """Mean, sd and range of the final balance in dollars, and units sold a day."""
        final = self.final_cents / 100
        return {
            "mean": round(float(final.mean()), 2),
            "sd": round(float(final.std(ddof=1)), 2) if len(final) > 1 else 0.0,
            "min": round(float(final.min()), 2),
            "max": round(float(final.max()), 2),
            "units_per_day": round(float((self.units / self.days).mean()), 2),
        }


@dataclass
class Books:
    """What an operator knows from one day to the next, in N worlds."""

    plan: Plan
    asked: BoolArray  # (N, K) suppliers it deals with
    buys_from: IntArray  # (N,) day on which bargaining with them is over
    planned_on: IntArray  # (N,) day of the plan, 0: none yet
    expected_on: IntArray  # (N,) day for which the last order was announced
    rate: FloatArray  # (N, P) units a day it has come to expect
    refund: IntArray  # (N,) cents that suppliers will pay back for orders lost in transit
    refund_on: IntArray  # (N,) day on which they do


def play(who: Policy | str, scenario: Scenario | str = "vb2", seeds: Iterable[int] = range(20)) -> Result:
    """Play a year under a policy in the world of every seed.

    Raises ValueError when there is no such policy or scenario.
    """
    row, rules, seeds = policy(who) if isinstance(who, str) else who, Scenario.load(scenario), tuple(seeds)
    params, state = open_worlds(rules, list(seeds))
    books = _open_books(rules, row, params, state)
    final, days, units = (np.zeros(len(seeds), dtype=np.int64) for _ in range(3))
    while not state.ended.all():
        running = ~state.ended
        if row.suppliers:
            _work(rules, row, params, state, books, int(days.max()) + 1)
        stocked = machine.slot_stock(state) > 0
        night = close_day(rules, params, state)
        _refund(state, night)
        _learn(books, night, stocked)
        days += running
        units += night.sold.sum(axis=1) * running
        final = np.where(running, state.accounts[:, Account.BANK], final)
    return Result(row.name, seeds, final, days, units)


def _open_books(scenario: Scenario, row: Policy, params: Params, state: State) -> Books:
    nothing = np.zeros(params.worlds, dtype=np.int64)
    return Books(
        plan=no_plan(scenario, params),
        asked=asked_suppliers(row, params, state),
        buys_from=nothing + 1 + _MAIL_DAYS + row.rounds,
        planned_on=nothing,
        expected_on=nothing,
        rate=np.zeros(params.wholesale.shape),
        refund=nothing,
        refund_on=nothing,
    )


def _work(scenario: Scenario, row: Policy, params: Params, state: State, books: Books, day: int) -> None:
    """One day's work: mail in the morning, then the machine and new orders after the day's deliveries."""
    _collect_refunds(state, books, day)
    bargain_before_buying(scenario, row, params, state, books.asked, books.buys_from, day)
    _decide(scenario, row, params, state, books, day)
    shipments.deliver(state, shipments.due(state, scenario.clock.closes))
    restocks = day % row.restock_days == 0
    if restocks or day == scenario.days:
        _visit(scenario, state, books.plan)
    if restocks:
        _buy(scenario, row, params, state, books)


def _collect_refunds(state: State, books: Books, day: int) -> None:
    """What honest suppliers owe for lost orders, paid once they have given up looking for them."""
    due = np.where(day >= books.refund_on, books.refund, 0)
    post(state.accounts, Account.SUPPLIERS, Account.BANK, due)
    books.refund = books.refund - due


def _decide(scenario: Scenario, row: Policy, params: Params, state: State, books: Books, day: int) -> None:
    """Plan when bargaining is over and at every review; look for new suppliers when one has closed down."""
    supplier = books.plan.supplier
    lost = (supplier >= 0) & state.closed[np.arange(state.worlds), np.maximum(supplier, 0)]
    if lost.any():
        books.asked = np.where(lost[:, None], asked_suppliers(row, params, state), books.asked)
        books.buys_from = np.where(lost, day + _MAIL_DAYS + row.rounds, books.buys_from)
        books.plan.supplier = np.where(lost, -1, supplier)
    review = (day - books.planned_on >= row.review_days) & (row.review_days > 0)
    now = (day >= books.buys_from) & ((books.planned_on < books.buys_from) | review)
    if now.any():
        books.plan = replan(
            now, make_plan(scenario, row, params, state, books.asked & now[:, None]), books.plan
        )
        books.rate = np.where(now[:, None], books.plan.rate, books.rate)
        books.planned_on = np.where(now, day, books.planned_on)


def _visit(scenario: Scenario, state: State, plan: Plan) -> None:
    """A trip to the machine: take the coins, put in what the plan wants, set prices."""
    post(state.accounts, Account.COINS, Account.BANK, state.accounts[:, Account.COINS].copy())
    state.price[:, : catalogue().count] = plan.price
    stock, world = machine.slot_stock(state), np.arange(state.worlds)
    for slot in range(stock.shape[1]):
        misplaced = np.where(state.slot_good[:, slot] != plan.slot_product[:, slot], stock[:, slot], 0)
        if misplaced.any():
            machine.unload(state, slot, misplaced)
    for slot, capacity in enumerate(scenario.machine.capacity):
        wanted = plan.slot_product[:, slot]
        room = capacity - machine.slot_stock(state)[:, slot]
        units = np.where(wanted >= 0, np.minimum(room, machine.stored(state)[world, wanted]), 0)
        if units.any():
            machine.load(state, slot, wanted, units)


def _buy(scenario: Scenario, row: Policy, params: Params, state: State, books: Books) -> None:
    """Order up to the wanted cover, when something runs low and no announced order is still to come."""
    plan, world = books.plan, np.arange(state.worlds)
    supplier = np.maximum(plan.supplier, 0)
    lead = params.lead[world, supplier, 1].astype(np.int64)
    days = np.minimum(row.cover_days + lead, scenario.days - state.day)[:, None]
    days = np.minimum(days, _SHELF_SHARE * catalogue().shelf_life)  # (N, P)
    rate, have = np.where(plan.rate > 0, books.rate, 0.0), _position(state)
    need = np.maximum(np.rint(rate * days).astype(np.int64) - have, 0)
    low = ((need > 0) & (have < rate * (lead + row.restock_days + 2)[:, None])).any(axis=1)
    useful = state.day + lead < scenario.days
    buys = (plan.supplier >= 0) & low & useful & (state.day >= books.expected_on) & ~state.ended
    wanted = np.where(buys[:, None], need, 0)
    bargain_before_order(scenario, row, params, state, books.asked, supplier, wanted)
    price = unit_cost(scenario, row, params, state, supplier)
    bank = state.accounts[:, Account.BANK] - _RESERVE_DAYS * scenario.money.daily_fee_cents
    units = _fit(need, price, params.min_order[world, supplier], bank - params.shipping[world, supplier])
    _order(scenario, params, state, books, supplier, np.where(buys[:, None], units, 0), price, bank)


def _position(state: State) -> IntArray:
    """(N, P) units of each product in storage, in the machine and on the way."""
    count, world = catalogue().count, np.arange(state.worlds)[:, None]
    have = machine.stored(state).copy()
    np.add.at(have, (world, np.maximum(state.slot_good, 0)), machine.slot_stock(state))
    np.add.at(have, (world, state.shipments.good), state.shipments.units)
    return have[:, :count]


def _fit(need: IntArray, price: IntArray, minimum: IntArray, purse: IntArray) -> IntArray:
    """(N, P) what is needed, padded to the supplier's minimum, then cut to what the purse (N,) holds."""
    value = np.maximum((need * price).sum(axis=1), 1)
    padded = np.ceil(need * np.maximum(1.0, minimum / (1 - _LARGEST_DISCOUNT) / value)[:, None])
    cost = np.maximum((padded * price).sum(axis=1), 1.0)
    return np.floor(padded * np.clip(purse / cost, 0.0, 1.0)[:, None]).astype(np.int64)


def _order(
    scenario: Scenario, params: Params, state: State, books: Books, supplier: IntArray, units: IntArray,
    price: IntArray, purse: IntArray,
) -> None:  # fmt: skip
    """Order ``units`` (N, P) and pay, where the supplier's minimum and the purse (N,) allow it."""
    lines = np.argsort(-units, axis=1, kind="stable")[:, : len(scenario.machine.slots)]  # (N, M) products
    ordered = np.take_along_axis(units, lines, axis=1)
    quoted = np.take_along_axis(price, lines, axis=1)
    bill = orders.price_order(scenario, params, state, supplier, lines, ordered, quoted)
    paid = (bill.goods > 0) & (bill.total <= purse) & orders.meets_minimum(params, supplier, bill.goods)
    post(state.accounts, Account.BANK, Account.SUPPLIERS, np.where(paid, bill.total, 0))
    number = orders.record_payment(scenario, params, state, supplier, paid, bill.total, lines, ordered)
    coming = fulfil(scenario, params, supplier, number, state.day)
    share = coming.share / (1 + coming.surcharge)  # surcharges are refused, so the quantity is cut
    orders.send(state, supplier, lines, np.where(paid[:, None], ordered, 0), state.day, coming, share)
    books.expected_on = np.where(paid, state.day + coming.lead_days, books.expected_on)
    lost = paid & coming.lost & aftersales.makes_good(params, supplier)
    given_up = books.expected_on + scenario.suppliers.trace_days + 2  # two mornings of letters
    books.refund = books.refund + np.where(lost, bill.total, 0)
    books.refund_on = np.where(lost, given_up, books.refund_on)


def _refund(state: State, night: Night) -> None:
    """Pay valid claims, as far as the bank goes; unfounded ones are refused."""
    due = np.where(night.claims.valid, night.claims.cents, 0).sum(axis=(1, 2))
    paid = np.where(state.ended, 0, np.minimum(due, state.accounts[:, Account.BANK]))
    post(state.accounts, Account.BANK, Account.CUSTOMERS, paid)


def _learn(books: Books, night: Night, stocked: BoolArray) -> None:
    """Expect of every product what it has sold lately while it was there."""
    for slot in range(stocked.shape[1]):
        seen = np.flatnonzero(stocked[:, slot] & (night.good[:, slot] < books.rate.shape[1]))
        good, sold = night.good[seen, slot], night.sold[seen, slot]
        books.rate[seen, good] += _LEARNING * (sold - books.rate[seen, good])
