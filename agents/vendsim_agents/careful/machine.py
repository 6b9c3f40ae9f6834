"""Trips to the machine: restocking, prices, coins."""

from __future__ import annotations

from typing import Any

from vendsim_agents import texts
from vendsim_agents.careful import judgement as judge
from vendsim_agents.careful.day import Day
from vendsim_agents.careful.memory import Memory

_TRIP_EVERY = 4  # days
_PRICE_TRIAL = 28  # days that a level of prices is tried
_WORTH_COLLECTING, _WORTH_WHEN_POOR, _POOR = 3_000, 500, 10_000  # cents
_CLEARANCE = 100  # cents, for odd goods that we were sent


def visit(day: Day) -> None:
    """Go to the machine when it is time, and on the last days for the coins."""
    last_days = day.left <= 1
    if not last_days and day.number - day.memory.last_trip < _TRIP_EVERY:
        return
    if day.memory.slots or day.memory.stored:
        _restock(day)
    _adjust_prices(day)
    enough = _WORTH_WHEN_POOR if day.bank < _POOR else _WORTH_COLLECTING
    if day.morning.coins > (0 if last_days else enough):
        day.call("collect_cash")
        day.bank += day.morning.coins


def _restock(day: Day) -> None:
    memory = day.memory
    memory.last_trip = day.number
    for name, item in memory.count_storage(day).items():
        if name in memory.products:
            memory.products[name].large = item.large
    memory.stock(day, _moves(memory, memory.count_machine(day)))
    _set_prices(day, [name for name, units in memory.units.items() if units and name not in memory.prices])


def _moves(memory: Memory, slots: list[texts.Slot]) -> list[dict[str, Any]]:
    """Refill what is there, and give empty slots to what waits in storage."""
    stored, moves = dict(memory.stored), []
    shown = {slot.product for slot in slots}
    waiting = [n for n in stored if n in memory.products and n not in shown and stored[n] > 0]
    waiting.sort(key=lambda n: (-judge.daily_profit(memory, n), n))
    memory.slots = {}
    for slot in slots:
        product = slot.product
        if product is None:
            product = next((n for n in waiting if memory.products[n].large == slot.large), None)
            if product is None:
                continue
            waiting.remove(product)
        if product in memory.products:
            memory.slots[slot.name] = product
        load = min(slot.capacity - slot.units, stored.get(product, 0))
        if load > 0:
            moves.append({"slot": slot.name, "product": product, "units": load})
            stored[product] -= load
    return moves


def _adjust_prices(day: Day) -> None:
    """Move all prices together now and then, on in the direction that paid."""
    memory = day.memory
    if len(memory.takings) < _PRICE_TRIAL or not memory.units:
        return
    mean = sum(memory.takings) / len(memory.takings)
    memory.takings = []
    if mean < memory.last_takings * 0.97:
        memory.markup_step = -memory.markup_step
    memory.last_takings = mean
    memory.markup = min(max(memory.markup + memory.markup_step, 0.9), 1.4)
    _set_prices(day, [name for name, units in memory.units.items() if units])


def _set_prices(day: Day, names: list[str]) -> None:
    memory = day.memory
    prices = {n: judge.price(memory, n) if n in memory.products else _CLEARANCE for n in names}
    if prices:
        day.call("set_prices", prices={name: cents / 100 for name, cents in prices.items()})
        memory.prices |= prices
