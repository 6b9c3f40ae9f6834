"""The careful operator's judgement: what sells, whom to trust, what to buy."""

from __future__ import annotations

from vendsim_agents.careful.memory import Memory, Supplier

# Units a day an operator would guess for one product of a kind at the usual price, before having sold any.
_GUESS = {
    "soda": 2.2, "water": 2.4, "bottle-soda": 2.0, "sports": 2.0, "juice": 1.1, "tea-coffee": 1.5,
    "energy": 2.1, "chips": 2.0, "family-chips": 1.8, "candy": 1.9, "gum-mints": 0.9, "cookies": 1.2,
    "nuts-bars": 1.2, "jerky": 1.2,
}  # fmt: skip
_PER_CATEGORY = 3
_DEAREST = 2.0  # first price lists above, in usual costs, are not worth the paper


def worthwhile(level: float) -> bool:
    """Whether a first price list is worth bargaining about; that it is cheap says nothing of its sender."""
    return level <= _DEAREST


def rate(memory: Memory, name: str) -> float:
    """Units a day to expect of a product: the guess of its kind, giving way to what was seen."""
    product = memory.products[name]
    guess, weight = _GUESS.get(product.category, 0.3), 6
    return (guess * weight + product.sold) / (weight + product.days_on_sale)


def cost(memory: Memory, name: str) -> int | None:
    """The best unit price we can buy at, or None when nobody offers the product."""
    offers = [s.prices[name] for s in memory.suppliers.values() if s.status != "dropped" and name in s.prices]
    return min(offers) if offers else None


def price(memory: Memory, name: str) -> int:
    """Our price for a product, ending in 0 or 5 cents."""
    return round(memory.products[name].retail * memory.markup / 5) * 5


def daily_profit(memory: Memory, name: str) -> float:
    """Cents a day that a slot of this product should earn."""
    unit_cost = cost(memory, name)
    return 0.0 if unit_cost is None else rate(memory, name) * (price(memory, name) - unit_cost)


def wanted(memory: Memory, slots: int, large: bool) -> list[str]:
    """The best products for the slots of one size, spread over categories."""
    names = [
        n for n, p in memory.products.items() if p.large == large and p.category in _GUESS and cost(memory, n)
    ]
    chosen: list[str] = []
    for name in sorted(names, key=lambda n: (-daily_profit(memory, n), n)):
        category = memory.products[name].category
        if sum(memory.products[c].category == category for c in chosen) < _PER_CATEGORY:
            chosen.append(name)
        if len(chosen) == slots:
            break
    return chosen


def basket(memory: Memory, names: list[str], days: int) -> dict[str, int]:
    """Units of each product that would last so many days, beyond what we hold and what is coming."""
    need = {}
    for name in names:
        short = round(rate(memory, name) * days) - memory.held(name) - memory.on_order(name)
        if short >= 4:
            need[name] = short
    return need


def running_low(memory: Memory, names: list[str], days: int) -> bool:
    """Whether some product would be gone before an order placed now arrives."""
    return any(memory.held(n) + memory.on_order(n) < rate(memory, n) * days for n in names)


def best_supplier(memory: Memory, need: dict[str, int]) -> str | None:
    """Who sells the most valuable share of a basket most cheaply; only those whose bargaining is done."""
    best, best_score = None, 0.0
    for email, supplier in sorted(memory.suppliers.items()):
        if supplier.status != "settled":
            continue
        offered = {n: units for n, units in need.items() if n in supplier.prices}
        saved = sum(units * (price(memory, n) - supplier.prices[n]) for n, units in offered.items())
        if saved > best_score and value(supplier, need) >= supplier.minimum:
            best, best_score = email, saved
    return best


def value(supplier: Supplier, need: dict[str, int]) -> int:
    """What a supplier's part of a basket costs, without shipping."""
    return sum(units * supplier.prices[n] for n, units in need.items() if n in supplier.prices)


def affordable(supplier: Supplier, need: dict[str, int], cash: int) -> dict[str, int]:
    """The part of a basket that a supplier sells, scaled down to the money we have."""
    offered = {n: units for n, units in need.items() if n in supplier.prices}
    total = value(supplier, offered)
    if total <= cash:
        return offered
    scaled = {n: int(units * cash / total) for n, units in offered.items()}
    return {n: units for n, units in scaled.items() if units >= 4}
