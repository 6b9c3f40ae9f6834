"""What a morning teaches: sales, deliveries, and orders that never came."""

from __future__ import annotations

from vendsim_agents import texts
from vendsim_agents.careful import judgement as judge
from vendsim_agents.careful.day import Day
from vendsim_agents.careful.memory import Claim, Memory, Order

_LATE_DAYS = 14  # after which a paid order counts as lost
_FORGIVEN = 0.25  # share of an order that may be missing: the road breaks things
_UNANSWERED_DAYS = 3  # after which an order that nobody confirmed is forgotten


def learn(day: Day) -> None:
    """Take up the morning's digest."""
    _count_sales(day.memory, day.morning.sales)
    for delivery in day.morning.deliveries:
        _book_delivery(day, delivery)
    _give_up_on_late_orders(day)


def _count_sales(memory: Memory, sales: dict[str, texts.Sale]) -> None:
    profit = 0
    for name in set(memory.slots.values()):
        memory.products[name].days_on_sale += memory.units.get(name, 0) > 0
    for name, sale in sales.items():
        if name in memory.products:
            memory.products[name].sold += sale.units
            memory.units[name] = max(memory.units.get(name, 0) - sale.units, 0)
            profit += sale.units * (sale.price - (judge.cost(memory, name) or sale.price // 2))
    memory.note_sales(sales)
    memory.takings.append(profit)


def _book_delivery(day: Day, delivery: texts.Delivery) -> None:
    """Count what came, and claim what did not. Whoever sends much less, or something else, has had our last
    order."""
    memory = day.memory
    memory.stored[delivery.product] = memory.stored.get(delivery.product, 0) + delivery.units
    order = next((o for o in memory.orders if o.number == delivery.order), None)
    if order is None:
        return
    order.received[delivery.product] = order.received.get(delivery.product, 0) + delivery.units
    wrong = delivery.product not in order.lines
    complete = order.received.keys() >= order.lines.keys()
    missing = sum(order.missing().values()) if complete else 0
    if wrong or missing > _FORGIVEN * sum(order.lines.values()):
        memory.suppliers[order.email].status = "dropped"
    if missing:
        _claim(day, order)
    if wrong or complete:
        memory.orders.remove(order)


def _claim(day: Day, order: Order) -> None:
    missing = {name: units for name, units in order.missing().items() if units > 0}
    claim = Claim(email=order.email, number=order.number, missing=missing, due=day.number)
    day.memory.claims.append(claim)


def _give_up_on_late_orders(day: Day) -> None:
    memory = day.memory
    for order in list(memory.orders):
        if order.paid and day.number > order.paid + _LATE_DAYS:
            memory.suppliers[order.email].status = "dropped"
            _claim(day, order)
            memory.orders.remove(order)
        elif not order.paid and day.number > order.placed + _UNANSWERED_DAYS:
            memory.orders.remove(order)
