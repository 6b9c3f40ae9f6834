"""Money is integer cents; dollars exist only in what people write and read."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation


def dollars(cents: int) -> Decimal:
    """1250 -> Decimal("12.50")."""
    return Decimal(int(cents)).scaleb(-2)


def show(cents: int) -> str:
    """125000 -> "$1,250.00", -5 -> "-$0.05"."""
    sign = "-" if cents < 0 else ""
    return f"{sign}${dollars(abs(int(cents))):,.2f}"


def to_cents(amount: Decimal | float | int | str) -> int:
    """Dollars to whole cents, halves up.

    Raises ValueError if ``amount`` is not a finite number.
    """
    try:
        value = Decimal(str(amount).strip().lstrip("$").replace(",", ""))
    except InvalidOperation:
        raise ValueError(f"{str(amount)[:40]!r} is not an amount of dollars") from None
    if not value.is_finite():
        raise ValueError(f"{value} is not a finite amount of dollars")
    if abs(value) >= Decimal(10) ** 12:
        raise ValueError("the amount is too large")
    return int((value * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
