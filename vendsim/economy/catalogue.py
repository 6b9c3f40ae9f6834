"""The product and supplier tables as arrays, P products and K suppliers, in the order of the data files.

Goods: indices 0..P-1 are the catalogue; P + i is the off-brand imitation of product i that a cheating
supplier may send. So there are Q = 2P goods, and ``good % P`` is the product.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import get_args

import numpy as np

from vendsim.data import Group, Kind, Mode, products, supplier_behaviours, supplier_identities
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
    """Rows of behaviour, all arrays (K,) or (K, 2) for ranges; ``carries`` is by identity, (K, P)."""

    group: IntArray
    kind: IntArray
    mode: IntArray  # -1: none
    open: FloatArray
    floor: FloatArray
    pace: FloatArray
    max_rounds: IntArray
    min_order: IntArray  # cents
    shipping: IntArray  # cents
    free_over: IntArray  # cents
    lead: IntArray  # days, first and last
    delay_probability: FloatArray
    delay: IntArray  # days, first and last
    exit_hazard: FloatArray  # a day
    carries: BoolArray

    @property
    def count(self) -> int:
        """K, the number of suppliers."""
        return len(self.kind)


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
    """The supplier tables: behaviours in file order, assortments by identity."""
    rows = supplier_behaviours()
    return SupplierTable(
        group=np.array([GROUPS.index(row.group) for row in rows]),
        kind=np.array([KINDS.index(row.kind) for row in rows]),
        mode=np.array([-1 if row.mode is None else MODES.index(row.mode) for row in rows]),
        open=np.array([row.open for row in rows]),
        floor=np.array([row.floor for row in rows]),
        pace=np.array([row.pace for row in rows]),
        max_rounds=np.array([row.max_rounds for row in rows]),
        min_order=np.array([row.min_order * 100 for row in rows]),
        shipping=np.array([row.shipping * 100 for row in rows]),
        free_over=np.array([row.free_shipping_over * 100 for row in rows]),
        lead=np.array([row.lead_days for row in rows]),
        delay_probability=np.array([row.delay_probability for row in rows]),
        delay=np.array([row.delay_days for row in rows]),
        exit_hazard=np.array([row.exit_hazard for row in rows]),
        carries=np.array([in_categories(row.categories) for row in supplier_identities()]),
    )
