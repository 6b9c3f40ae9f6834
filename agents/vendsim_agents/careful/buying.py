"""Writing to suppliers: inquiries, bargaining, orders."""

from __future__ import annotations

from vendsim_agents import letters
from vendsim_agents.careful import judgement as judge
from vendsim_agents.careful.day import Day
from vendsim_agents.careful.memory import Memory, Order

_LETTERS_A_DAY = 12
_CUT = 75  # per cent of a price: whoever asks for less is not taken seriously
_PARTNERS = 5  # suppliers to bargain or trade with at a time
_SMALL, _LARGE = 4, 3  # products on offer; more variety is more work than one operator wants
_RESERVE = 6_000  # cents kept for fees and shipping
_STOCK_DAYS = 18  # of sales that an order is meant to last
_LEAD_DAYS = 8  # from an order to the goods, with some patience
_CLAIM_LETTERS = 2
_TRACE_DAYS = 6  # between them
_SMALLEST_ORDER = 4_000  # cents


def assortment(memory: Memory) -> list[str]:
    """What we mean to sell, ranked anew with every day's sales."""
    return judge.wanted(memory, _SMALL, large=False) + judge.wanted(memory, _LARGE, large=True)


def order(day: Day) -> None:
    """Reorder before something runs out, one order at a time."""
    memory, names = day.memory, assortment(day.memory)
    horizon = min(_STOCK_DAYS, day.left - 5)
    if any(not o.paid for o in memory.orders) or horizon <= 3:
        return
    if not judge.running_low(memory, names, min(_LEAD_DAYS, horizon)):
        return
    need = judge.basket(memory, names, horizon)
    email = judge.best_supplier(memory, need)
    if email is None:
        return
    supplier = memory.suppliers[email]
    lines = judge.affordable(supplier, need, day.bank - _RESERVE)
    value = judge.value(supplier, lines)
    if lines and value >= max(supplier.minimum, _SMALLEST_ORDER):
        _send(day, email, "Order", letters.order(lines, supplier.prices))
        memory.orders.append(Order(email=email, lines=lines, value=value, placed=day.number))


def write_to_suppliers(day: Day) -> None:
    """Bargain with the promising ones, one round a day each; ask new ones while too few are left."""
    memory = day.memory
    bargaining = [email for email, s in memory.suppliers.items() if s.status == "bargaining"]
    bargaining.sort(key=lambda email: (memory.suppliers[email].level(memory.products) or 9.0, email))
    settled = sum(s.status == "settled" for s in memory.suppliers.values())
    for email in bargaining[: max(_PARTNERS - settled, 1)]:
        if memory.suppliers[email].wrote < day.number:
            _bargain(day, email)
    if settled + len(bargaining) < _PARTNERS:
        new = [email for email, s in memory.suppliers.items() if s.status == "new"]
        for email in new[:_LETTERS_A_DAY]:
            _inquire(day, email)


def claim(day: Day) -> None:
    """Ask for the money for what did not come; once more, if need be, when they have had time to look."""
    for claim in [c for c in day.memory.claims if c.due <= day.number]:
        _send(day, claim.email, f"Order {claim.number}", letters.claim(claim.number, claim.missing))
        claim.letters, claim.due = claim.letters + 1, day.number + _TRACE_DAYS
        if claim.letters >= _CLAIM_LETTERS:
            day.memory.claims.remove(claim)


def _inquire(day: Day, email: str) -> None:
    day.memory.suppliers[email].status = "asked"
    text = (
        "my name is Charles Paxton and I run a vending machine in San Francisco. Could you send me your "
        "product list with wholesale prices?"
    )
    _send(day, email, "Wholesale inquiry", letters.signed(text))


def _bargain(day: Day, email: str) -> None:
    """Ask for the usual cost on a basket we mean to buy."""
    memory, supplier = day.memory, day.memory.suppliers[email]
    rows = []
    for name in (n for n in assortment(memory) if n in supplier.prices):
        price = supplier.prices[name]
        target = min(max(memory.products[name].usual_cost, price * _CUT // 100), price * 95 // 100)
        units = max(round(judge.rate(memory, name) * _STOCK_DAYS), 8)
        rows.append(f"{units} x {name} at ${target / 100:.2f} each")
    if not rows:
        supplier.status = "dropped"
        return
    supplier.rounds += 1
    text = (
        "thank you for your prices. I order regularly, but I need better ones. Can you do:\n\n"
        f"{letters.bullets(rows)}\n\nI am comparing offers this week."
    )
    _send(day, email, "Re: prices", letters.signed(text))


def _send(day: Day, email: str, subject: str, body: str) -> None:
    day.call("send_email", to=email, subject=subject, body=body)
    day.memory.suppliers[email].wrote = day.number
