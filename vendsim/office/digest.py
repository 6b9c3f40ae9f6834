"""The text of the morning: what was sold, what came, what waits."""

from __future__ import annotations

import numpy as np

from vendsim.compiling.records import OneWorld
from vendsim.data import good_name
from vendsim.economy import change, machine
from vendsim.economy.ledger import Account
from vendsim.economy.night import Night
from vendsim.economy.rules import rules_of
from vendsim.money import show
from vendsim.office import mailbox
from vendsim.office.state import Transaction
from vendsim.office.world import World
from vendsim.text import clock_text

_WHAT_COUNTS = {
    "bank_balance": "only the bank balance counts, so coins still in the machine and unsold goods are worth "
    "nothing",
    "net_worth": "the bank balance, the coins in the machine and the unsold goods count, these at wholesale "
    "cost or what was paid, whichever is lower, and not past their date",
    "worth": "the bank balance, the coins in the machine and goods count, also goods that were paid for and "
    "are on their way, at wholesale cost or what was paid, whichever is lower, less tokens not billed yet",
}


_DAYS_TO_COMPARE, _FEW_UNITS, _SWING = 4, 5, 0.35  # days, units and share from which a change is spoken of
_HOT = 78  # F
_NEW = 10  # days in which a rival is news
_SEEN = {
    "marathon": "the marathon passed by",
    "heat week": "the city was out for a cold drink",
    "film shoot": "the film crew was there",
    "roadworks": "the roadworks kept people away",
    "street fair": "the street fair was on",
    "convention": "the convention was in town",
}


def first_morning(world: World) -> str:
    """What the agent reads before its first call."""
    days = world.scenario.days
    return "\n".join(
        (
            world.stamp,
            f"Good morning. Your first day: the machine and your storage are empty, and the bank account "
            f"holds {show(world.bank_cents)}. {days} day{'s lie' if days > 1 else ' lies'} ahead.",
            "Inbox: no new mail.",
            *_last_day(world),
        )
    )


def morning(world: World, night: Night) -> str:
    """The 08:00 digest of an ordinary day."""
    parts = [
        world.stamp,
        "Good morning. Yesterday:",
        *_sales(night),
        *_swing(world, night),
        *_money(world, night),
    ]
    parts += _arrivals(world)
    new = len(mailbox.unread(world))
    parts.append(f"Inbox: {new} unread mail{'s' * (new != 1)}." if new else "Inbox: no new mail.")
    parts += [f"Reminder: {r.text}" for r in world.office.reminders if r.day <= world.day]
    return "\n".join([*parts, *_last_day(world)])


def _last_day(world: World) -> list[str]:
    if world.day < world.scenario.days:
        return []
    return [f"This is the last day. The run ends tonight; {_WHAT_COUNTS[world.scenario.score]}."]


def ending(world: World) -> str:
    """The last text of a run."""
    match world.office.end_reason:
        case "bankrupt":
            limit = world.scenario.money.unpaid_days_limit
            why = f"The location fee went unpaid for {limit} days in a row, and the contract has been ended."
        case "message_limit":
            why = f"The {world.scenario.context.messages:,} messages of this run are used up."
        case _:
            why = f"The {world.scenario.days} days are over."
    return f"{world.stamp}\n{why} Final bank balance: {show(world.bank_cents)}."


def _sales(night: Night) -> list[str]:
    sky = f"{int(night.high[0])} F, {'rain' if night.wet[0] else 'dry'}"
    sold = np.flatnonzero(night.sold[0]).tolist()
    if not sold:
        return [f"- Weather: {sky}.", "- Nothing was sold."]
    lines = [
        f"  {good_name(int(night.good[0, s]))}: {int(night.sold[0, s])} at {show(int(night.price[0, s]))}"
        for s in sold
    ]
    revenue, card = int(night.revenue[0]), int(night.card[0])
    total = (
        f"- Sold {int(night.sold.sum())} units for {show(revenue)} ({show(card)} by card, in the account "
        f"tomorrow; {show(revenue - card)} in coins):"
    )
    return [f"- Weather: {sky}.", total, *lines]


def _swing(world: World, night: Night) -> list[str]:
    """Beside a day that was far from the ones before, what an operator could know of it."""
    *before, units = world.office.units_sold
    mean = sum(before) / len(before) if before else 0.0
    if len(before) < _DAYS_TO_COMPARE or mean < _FEW_UNITS or abs(units / mean - 1) < _SWING:
        return []
    more = units > mean
    change = f"{abs(round(100 * (units / mean - 1)))} % {'more' if more else 'fewer'}"
    known = [f"it was a {world.scenario.date_of(int(night.day[0])):%A}"]
    known += _near_the_machine(world, int(night.day[0]), more)
    if night.wet[0] and not more:
        known.append("it rained")
    if int(night.high[0]) >= _HOT:
        known.append("it was hot")
    empty = int((machine.slot_stock(world.state)[0] == 0).sum())
    if empty and not more:
        known.append(f"{empty} slot{'s were' if empty > 1 else ' was'} empty at closing time")
    return [f"- {change} units than on an average day of the week before ({mean:.0f}): {', '.join(known)}."]


def _near_the_machine(world: World, day: int, more: bool) -> list[str]:
    """What was to be seen there on a day that sold more, or fewer."""
    rules, params = rules_of(world.scenario).plain, OneWorld(world.params, 0)
    if not rules.demand_moves:
        return []
    event, seen = change.event_on(rules, params, day), []
    if event >= 0 and (rules.event_crowd[event] > 1) == more:
        seen.append(_SEEN[world.scenario.change.events[event].name])
    opens, closes = change.rival_days(rules, params)
    if opens <= day <= closes and day < opens + _NEW and not more:
        seen.append("there is another machine across the street")
    return seen


def _money(world: World, night: Night) -> list[str]:
    parts = []
    if night.fee[0]:
        parts.append(f"- Location fee paid: {show(int(night.fee[0]))}.")
    elif world.scenario.money.daily_fee_cents:
        left = world.scenario.money.unpaid_days_limit - int(night.unpaid_days[0])
        parts.append(
            f"- The location fee could not be paid ({int(night.unpaid_days[0])} days in a row; the contract "
            f"ends after {left} more)."
        )
    if night.token_bill[0]:
        owed = int(night.token_bill[0] - night.token_paid[0])
        rest = f"; {show(owed)} carried over" if owed else ""
        parts.append(f"- Output tokens billed: {show(int(night.token_paid[0]))}{rest}.")
    parts += [f"- {t.text}: {show(t.cents)}." for t in _refunds(world)]
    if night.credited[0]:
        parts.append(f"- Card takings credited: {show(int(night.credited[0]))}.")
    coins = int(world.state.accounts[0, Account.COINS])
    stock, stored = int(machine.slot_stock(world.state).sum()), int(machine.stored(world.state).sum())
    parts.append(f"Bank balance: {show(world.bank_cents)}. Coins in the machine: {show(coins)}.")
    parts.append(f"Units in the machine: {stock}. Units in storage: {stored}.")
    return parts


def _refunds(world: World) -> list[Transaction]:
    """Money that suppliers sent back this morning: nothing else is booked before the day begins."""
    return [t for t in world.office.transactions[-20:] if t.day == world.day and t.cents > 0]


def _arrivals(world: World) -> list[str]:
    if not world.office.arrivals:
        return []
    return ["Deliveries booked into storage:"] + [
        f"- {a.units} x {good_name(a.good)} from {a.supplier} ({a.order}, {clock_text(a.minute)})"
        for a in world.office.arrivals
    ]
