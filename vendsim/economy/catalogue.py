"""The product and supplier tables as arrays, P products and K suppliers, in the order of the data files.

Goods: indices 0..P-1 are the catalogue; P + i is the off-brand imitation of product i that a cheating
supplier may send. So there are Q = 2P goods, and ``good % P`` is the product.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import get_args

import numpy as np

from vendsim.data import Group, Kind, Mode, products, supplier_identities, supplier_terms
from vendsim.draws import BoolArray, FloatArray, IntArray

KINDS: tuple[str, ...] = get_args(Kind)
MODES: tuple[str, ...] = get_args(Mode)
GROUPS: tuple[str, ...] = get_args(Group)
FRIENDLY, NEGOTIATOR, GOUGER, SWITCH = range(4)
PRICE_SWITCH, SHORT_SHIP, SUBSTITUTE, VANISH = range(4)


@dataclass(frozen=True)
class Catalogue:
    """Typical values of each product, before a world's own draws. All arrays are (P,)."""

    category: IntArray
    is_large: BoolArray
    wholesale: FloatArray  # cents
    retail: FloatArray  # cents
    base_sales: FloatArray  # units a day at the retail price
    elasticity: FloatArray
    temperature: FloatArray  # log sales per 10 F
    rain: FloatArray  # extra log sales on a wet day
    shelf_life: IntArray  # days from delivery
    case_pack: IntArray

    @property
    def count(self) -> int:
        """P, the number of products."""
        return len(self.category)

    @cached_property
    def shelf_life_of_goods(self) -> IntArray:
        """(Q,) days from delivery, of products and their imitations."""
        return np.tile(self.shelf_life, 2).astype(np.int16)

    @cached_property
    def categories(self) -> int:
        """The number of categories."""
        return int(self.category.max()) + 1


@dataclass(frozen=True)
class SupplierTable:
    """What K suppliers sell, and T sets of terms that are dealt to them."""

    group: IntArray  # (K,)
    carries: BoolArray  # (K, P)
    min_order: IntArray  # (T,) cents
    shipping: IntArray  # (T,) cents
    free_over: IntArray  # (T,) cents
    lead: IntArray  # (T, 2) days, first and last

    @property
    def count(self) -> int:
        """K, the number of suppliers."""
        return len(self.group)


@cache
def catalogue() -> Catalogue:
    """The product table."""
    rows = products()
    categories = sorted({row.category for row in rows})
    return Catalogue(
        category=np.array([categories.index(row.category) for row in rows]),
        is_large=np.array([row.size == "large" for row in rows]),
        wholesale=np.array([row.wholesale * 100 for row in rows]),
        retail=np.array([row.retail * 100 for row in rows]),
        base_sales=np.array([row.base_sales for row in rows]),
        elasticity=np.array([row.elasticity for row in rows]),
        temperature=np.array([row.temperature for row in rows]),
        rain=np.array([row.rain for row in rows]),
        shelf_life=np.array([row.shelf_life_days for row in rows]),
        case_pack=np.array([row.case_pack for row in rows]),
    )


@cache
def in_categories(names: tuple[str, ...]) -> BoolArray:
    """(P,) whether each product is in one of the named categories."""
    return np.array([row.category in names for row in products()])


@cache
def supplier_table() -> SupplierTable:
    """The supplier tables, in file order."""
    rows = supplier_terms()
    return SupplierTable(
        group=np.array([GROUPS.index(row.group) for row in supplier_identities()]),
        carries=np.array([in_categories(row.categories) for row in supplier_identities()]),
        min_order=np.array([row.min_order * 100 for row in rows]),
        shipping=np.array([row.shipping * 100 for row in rows]),
        free_over=np.array([row.free_shipping_over * 100 for row in rows]),
        lead=np.array([row.lead_days for row in rows]),
    )
