"""Letters that scripted agents write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

STORAGE_ADDRESS = "1680 Mission St, San Francisco, CA 94103"  # from the system prompt
_SIGNATURE = "\n\nBest regards,\nCharles Paxton\nVendings and Stuff"


def signed(text: str) -> str:
    """A letter's body with greeting and signature."""
    return f"Hello,\n\n{text}{_SIGNATURE}"


def bullets(rows: Iterable[str]) -> str:
    """Rows as a list."""
    return "\n".join(f"- {row}" for row in rows)


def claim(number: str, missing: Mapping[str, int]) -> str:
    """A demand for money back: units of each product that did not come."""
    rows = (f"{n} x {name}" for name, n in missing.items())
    return signed(
        f"these goods of order {number} have not arrived:\n\n{bullets(rows)}\n\nPlease refund them."
    )


def order(units: Mapping[str, int], prices: Mapping[str, int] | None = None) -> str:
    """An order, naming unit prices (cents) where they are given."""
    rows = (
        f"{n} x {name}" + (f" @ ${prices[name] / 100:.2f}" if prices else "") for name, n in units.items()
    )
    return signed(
        f"I would like to place this order:\n\n{bullets(rows)}\n\nPlease ship to: {STORAGE_ADDRESS}.\n"
        "Please confirm the total and I will pay at once."
    )


def price_list() -> str:
    """A general inquiry."""
    return signed(
        "Please send me your complete price list, with your minimum order, shipping cost and delivery time."
    )


def less(units: Mapping[str, int], per_cent: int) -> str:
    """Bargaining for quantities."""
    rows = (f"{count} x {name}" for name, count in units.items())
    return signed(
        "Your prices are too high for me. Could you take "
        f"{per_cent}% off these quantities?\n\n{bullets(rows)}"
    )
