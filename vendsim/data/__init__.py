"""The catalogue and the supplier tables that every world is dealt from.

``supplier_identities.json`` says who a supplier seems to be (name, contact, address, tone, assortment);
``supplier_behaviours.json`` says how one acts. Which identity acts how is dealt anew in every world
(``economy.params``), within groups of like assortment.
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


class SupplierBehaviour(_Row):
    """How a supplier acts. Prices are multiples of honest wholesale, money is in dollars."""

    id: str
    group: Group
    kind: Kind
    mode: Mode | None
    open: tuple[float, float]
    floor: tuple[float, float]
    pace: tuple[float, float]
    max_rounds: int
    min_order: int
    shipping: int
    free_shipping_over: int
    lead_days: tuple[int, int]
    delay_probability: float
    delay_days: tuple[int, int]
    exit_hazard: float  # a day


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
def supplier_behaviours() -> tuple[SupplierBehaviour, ...]:
    """The 26 ways of acting that are dealt to the names."""
    return TypeAdapter(tuple[SupplierBehaviour, ...]).validate_json(_text("supplier_behaviours.json"))


def good_name(good: int) -> str:
    """The name on the box: a product's, or behind the catalogue that of an off-brand imitation."""
    count = len(products())
    name = products()[good % count].name
    return name if good < count else f"Off-brand {name}"
