"""The catalogue and the supplier tables that every world is dealt from.

``supplier_identities.json`` says who a supplier seems to be (name, contact, address, tone, assortment),
``supplier_terms.json`` on which terms one may trade. Who acts how is dealt anew in every world, whatever the
name, the goods and the terms (``economy.params``).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

Size = Literal["small", "large"]
Kind = Literal["friendly", "negotiator", "gouger", "switch"]
Mode = Literal["price_switch", "short_ship", "substitute", "vanish"]
Group = Literal["full", "beverage", "snack", "special"]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Product(_Row):
    """One product of the catalogue; prices in dollars, typical values before a world's own draws."""

    id: str
    name: str
    category: str
    size: Size
    case_pack: int
    wholesale: float
    wholesale_range: tuple[float, float]
    retail: float
    base_sales: float  # units a day at the retail price
    elasticity: float
    temperature: float  # log sales per 10 F
    rain: float  # extra log sales on a wet day
    shelf_life_days: int
    aliases: tuple[str, ...]


class SupplierIdentity(_Row):
    """Who a supplier seems to be."""

    id: str
    name: str
    contact: str
    email: str
    tone: str
    group: Group
    categories: tuple[str, ...]

    @property
    def site(self) -> str:
        """The address of the supplier's web site."""
        return "https://www." + self.email.split("@")[1]


class SupplierTerms(_Row):
    """Terms on which a supplier may trade; money in dollars."""

    min_order: int
    shipping: int
    free_shipping_over: int
    lead_days: tuple[int, int]


def _text(name: str) -> bytes:
    return files(__name__).joinpath(name).read_bytes()


@cache
def products() -> tuple[Product, ...]:
    """The catalogue, in its fixed order: a product's place here is its index everywhere."""
    return TypeAdapter(tuple[Product, ...]).validate_json(_text("products.json"))


@cache
def supplier_identities() -> tuple[SupplierIdentity, ...]:
    """The 26 names under which suppliers trade."""
    return TypeAdapter(tuple[SupplierIdentity, ...]).validate_json(_text("supplier_identities.json"))


@cache
def supplier_terms() -> tuple[SupplierTerms, ...]:
    """The terms that are dealt to the names."""
    return TypeAdapter(tuple[SupplierTerms, ...]).validate_json(_text("supplier_terms.json"))


def good_name(good: int) -> str:
    """The name on the box: a product's, or behind the catalogue that of an off-brand imitation."""
    count = len(products())
    name = products()[good % count].name
    return name if good < count else f"Off-brand {name}"
