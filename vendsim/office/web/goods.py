"""How buyers call what is sold, and how the trade sorts it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vendsim.data import Product, products
from vendsim.office.web.facts import SupplierFacts

CALLED = {
    "soda": "canned soda",
    "water": "bottled and sparkling water",
    "bottle_soda": "bottled soda",
    "sports": "sports drinks",
    "juice": "juice",
    "tea_coffee": "iced tea and coffee drinks",
    "energy": "energy drinks",
    "chips": "chips",
    "family_chips": "family size chips",
    "candy": "candy bars",
    "gum_mints": "gum and mints",
    "cookies": "cookies and pastry",
    "nuts_bars": "nuts and bars",
    "jerky": "jerky and meat sticks",
    "fresh": "fresh sandwiches and fruit",
    "travel": "travel goods",
    "souvenir": "souvenirs",
    "collectible": "collectibles",
}


@dataclass(frozen=True)
class Topic:
    """A part of the trade that directories and advertisements have pages for."""

    slug: str
    title: str
    search_words: str  # what a buyer would type
    trade: str  # what a firm in it is called
    categories: tuple[str, ...]


TOPICS = (
    Topic(
        "snacks",
        "Wholesale snacks",
        "bulk snacks and chips",
        "snack wholesaler",
        ("chips", "family_chips", "cookies", "nuts_bars", "jerky"),
    ),
    Topic("candy", "Wholesale candy", "bulk candy and gum", "candy wholesaler", ("candy", "gum_mints")),
    Topic(
        "drinks",
        "Wholesale soda, water and energy drinks",
        "bulk soda, water and energy drinks",
        "beverage distributor",
        ("soda", "water", "bottle_soda", "sports", "juice", "tea_coffee", "energy"),
    ),
    Topic(
        "fresh",
        "Fresh food and sandwiches",
        "fresh sandwiches and fruit cups",
        "fresh food supplier",
        ("fresh",),
    ),
    Topic(
        "gifts",
        "Wholesale souvenirs, travel goods and novelties",
        "bulk souvenirs, gifts and travel items",
        "souvenir wholesaler",
        ("travel", "souvenir", "collectible"),
    ),
)


def called(category: str) -> str:
    """What buyers call a category."""
    return CALLED.get(category, category.replace("_", " "))


def listed(words: Sequence[str]) -> str:
    """["a", "b", "c"] -> "a, b and c"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def range_of(supplier: SupplierFacts) -> str:
    """What a supplier carries, in words."""
    return ", ".join(called(category) for category in supplier.categories)


def carried(supplier: SupplierFacts, topic: Topic) -> list[str]:
    """What a supplier has of this topic, as buyers call it."""
    return [called(category) for category in topic.categories if category in supplier.categories]


def share_carried(supplier: SupplierFacts, topic: Topic) -> float:
    """How much of this topic a supplier has, by categories, from 0 to 1."""
    return len(carried(supplier, topic)) / len(topic.categories)


def products_in(categories: Iterable[str]) -> list[Product]:
    """The catalogue's products of these categories, category by category."""
    return [product for category in categories for product in products() if product.category == category]


def cents(price: float) -> int:
    """A catalogue price in whole cents."""
    return round(price * 100)
