"""The shape of a day's decision and of what an operator sees, as numbers.

One place says which heads an action has, which fields an observation has, and where they stand; decoding,
masks, observation and documentation all read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from vendsim.draws import BoolArray, IntArray
from vendsim.economy.catalogue import catalogue, supplier_table
from vendsim.scenario import Scenario

PRICE_LEVELS = (
    0.8,
    0.9,
    1.0,
    1.1,
    1.2,
    1.3,
    1.4,
    1.5,
    1.6,
    1.7,
    1.8,
)  # multiples of the typical retail price
ORDER_UNITS = (0, 6, 12, 24, 48, 96)  # of the product planned for a slot
PRICE_STEP = 5  # cents; prices end in 0 or 5
LETTERS = 3  # to suppliers a day, orders apart: as many as fit into a morning of 25-minute calls
REFUNDS = 4  # the oldest open claims, one head each
CLAIMS = 12  # open claims that an operator keeps track of
ORDERS = 6  # open orders that an operator keeps track of
INDEX_GOODS = 12  # popular products by whose prices suppliers are compared, and that are bargained for
BARGAIN_UNITS = 24  # of each of them
WRITE_OFF_DAYS = 30  # after payment, when an order that never came is given up
NOTHING, ASK, BARGAIN = 0, 1, 2  # what a letter is about


@dataclass(frozen=True)
class Head:
    """One group of equal heads of the action."""

    name: str
    count: int
    what: str  # its options, for the manual


@dataclass(frozen=True)
class Field:
    """One field of the observation, ``count`` numbers in a row for each member of its group."""

    name: str
    count: int
    what: str  # meaning, unit and scale, for the manual


@dataclass(frozen=True)
class Layout:
    """Sizes and places for one scenario: S slots, P products, K suppliers."""

    slots: int
    products: int
    suppliers: int
    options: (
        IntArray  # (S, most) product of each option of a slot's product head; option 0 is "keep", -1: none
    )
    option_of: IntArray  # (S, P) the inverse; 0 where a product does not fit
    blocks: tuple[tuple[IntArray, slice], ...]  # products that fit neighbouring slots, and these slots
    price_cents: IntArray  # (P, levels) price of a product at each level
    nvec: IntArray  # (H,) options of each head
    starts: IntArray  # (H + 1,) where a head's part of the mask begins
    columns: dict[str, slice]  # the heads of each group
    fields: dict[str, slice]  # the numbers of each group of observation fields
    width: int  # numbers in an observation

    @property
    def mask_size(self) -> int:
        """Options over all heads."""
        return int(self.starts[-1])

    def options_of(self, group: str) -> slice:
        """The part of the mask that belongs to a group of heads."""
        heads = self.columns[group]
        return slice(int(self.starts[heads.start]), int(self.starts[heads.stop]))


HEADS = (
    ("product", "slots", "0 keeps the plan of the slot; i > 0 plans the i-th product of the slot's size"),
    ("price", "slots", "0 keeps the price; i > 0 asks a multiple of the typical retail price: "
     + ", ".join(f"{level:g}" for level in PRICE_LEVELS)),
    ("units", "slots", "how much of the slot's planned product goes into today's order: "
     + ", ".join(map(str, ORDER_UNITS)) + " units"),
    ("supplier", 1, "who gets today's order: 0 nobody, k the supplier in place k"),
    ("letter", LETTERS, "0 none; k asks the supplier in place k for prices; K + k, of K suppliers, bargains"),
    ("refund", REFUNDS, "1 pays the price back to the customer with the i-th oldest open claim"),
    ("trip", 1, "1 goes to the machine this evening: coins, goods, prices"),
)  # fmt: skip

GENERAL = (
    ("year", 1, "share of the year that is over"),
    ("weekday", 7, "one-hot, Monday first"),
    ("season", 2, "sine and cosine of the day of the year"),
    ("bank", 2, "bank balance, b / (b + $500) and b / (b + $5,000)"),
    ("coins", 1, "cash in the machine, c / (c + $100)"),
    ("card", 1, "card takings not yet credited, c / (c + $100)"),
    ("unpaid", 1, "days in a row without paying the fee, as a share of the limit"),
    ("high", 1, "yesterday's high: (F - 64) / 40, clipped"),
    ("wet", 1, "1 if it rained yesterday"),
    ("since_trip", 1, "days since the last trip, d / (d + 7)"),
    ("takings", 1, "yesterday's revenue, r / (r + $100)"),
    ("to_pay", 1, "confirmed order to be paid this morning, c / (c + $500)"),
    ("open_orders", 1, f"open orders / {ORDERS}"),
    ("claims", 1, f"open claims / {CLAIMS}"),
)
SLOT = (
    ("product", 1, "(number of the planned product + 1) / P; 0: no plan"),
    ("price", 1, f"planned price level, from 1, / {len(PRICE_LEVELS)}; 0: none"),
    ("as_planned", 1, "1 if the slot holds the planned product"),
    ("units", 1, "units in the slot / its capacity"),
    ("stored", 1, "units of the planned product in storage, u / (u + 24)"),
    ("awaited", 1, "units of it on order or on the way, u / (u + 24)"),
    ("sold", 1, "units of the slot's product sold yesterday, u / (u + 4)"),
    (
        "rate",
        1,
        "units a day that the planned product sells when it is there, as experience says, r / (r + 3)",
    ),
    ("tried", 1, "days of that experience, d / (d + 14)"),
    ("retail", 1, "typical retail price of the planned product, p / (p + $3)"),
    ("large", 1, "1 for slots of large products"),
)
PRODUCT = (
    ("rate", 1, "units a day when on sale, as experience says, r / (r + 3)"),
    ("tried", 1, "days of that experience, d / (d + 14)"),
    ("held", 1, "units in storage, u / (u + 24)"),
)
SUPPLIER = (
    ("asked", 1, "1 after the first letter"),
    ("waiting", 1, "1 while a letter is unanswered"),
    ("quoted", 1, "1 after the first quote"),
    ("holds", 1, "1 while the last quote holds"),
    ("level", 1, "quoted prices over typical wholesale prices, q / (q + 1.5)"),
    ("bargained", 1, "letters that asked it for better prices, n / (n + 2)"),
    ("won", 1, "times it came down, n / (n + 2)"),
    ("minimum", 1, "smallest order, c / (c + $100)"),
    ("shipping", 1, "flat shipping, c / (c + $20)"),
    ("lead", 1, "stated days to deliver, d / (d + 5)"),
    ("paid", 1, "orders paid, n / (n + 5)"),
    ("came", 1, "share of the units paid for that came as ordered; 1 where nothing was paid"),
    ("owes", 1, "1 while a paid order has not come"),
    ("drinks", 1, "share of all drinks that it sells, once it has quoted"),
    ("food", 1, "share of all snacks and other food"),
    ("gifts", 1, "share of all other goods"),
    ("closed", 1, "1 when mail to it came back"),
)
CLAIM = (
    ("open", 1, "1 if there is such a claim"),
    ("age", 1, "days since it came in / 5, clipped"),
    ("cents", 1, "what is demanded, c / (c + $3)"),
    ("excess", 1, "what is demanded over the price, m / (m + 2)"),
)  # fmt: skip
GROUPS = (
    ("general", GENERAL), ("slot", SLOT), ("product", PRODUCT), ("supplier", SUPPLIER), ("claim", CLAIM),
)  # fmt: skip


@lru_cache(maxsize=8)
def layout(scenario: Scenario) -> Layout:
    """The layout of a scenario."""
    table, is_large = catalogue(), np.array(scenario.machine.is_large)
    slots, products, suppliers = len(is_large), table.count, supplier_table().count
    fitting = [np.flatnonzero(table.is_large == large) for large in (False, True)]
    most = 1 + max(len(row) for row in fitting)
    options = np.full((slots, most), -1)
    option_of = np.zeros((slots, products), dtype=np.int64)
    for slot, large in enumerate(is_large.astype(int)):
        options[slot, 1 : 1 + len(fitting[large])] = fitting[large]
        option_of[slot, fitting[large]] = 1 + np.arange(len(fitting[large]))
    sizes = {
        "product": [1 + len(fitting[large]) for large in is_large.astype(int)],
        "price": [1 + len(PRICE_LEVELS)] * slots,
        "units": [len(ORDER_UNITS)] * slots,
        "supplier": [1 + suppliers],
        "letter": [1 + 2 * suppliers] * LETTERS,
        "refund": [2] * REFUNDS,
        "trip": [2],
    }
    nvec = np.concatenate([sizes[name] for name, _, _ in HEADS])
    columns, at = {}, 0
    for name, _, _ in HEADS:
        columns[name] = slice(at, at + len(sizes[name]))
        at += len(sizes[name])
    repeats = {"general": 1, "slot": slots, "product": products, "supplier": suppliers, "claim": REFUNDS}
    fields, at = {}, 0
    for group, rows in GROUPS:
        for name, count, _ in rows:
            size = count * repeats[group]
            fields[f"{group}.{name}"] = slice(at, at + size)
            at += size
    levels = np.rint(table.retail[:, None] * np.array(PRICE_LEVELS) / PRICE_STEP) * PRICE_STEP
    return Layout(
        slots, products, suppliers, options, option_of, _blocks(is_large, fitting), levels.astype(np.int64),
        nvec.astype(np.int64),        np.concatenate([[0], np.cumsum(nvec)]), columns, fields, at,
    )  # fmt: skip


def _blocks(is_large: BoolArray, fitting: list[IntArray]) -> tuple[tuple[IntArray, slice], ...]:
    """Runs of slots of one size."""
    edges = [0, *(1 + np.flatnonzero(is_large[1:] != is_large[:-1])).tolist(), len(is_large)]
    return tuple((fitting[int(is_large[first])], slice(first, last)) for first, last in pairwise(edges))


@lru_cache(maxsize=1)
def index_goods() -> tuple[IntArray, IntArray]:
    """(K, G) the popular products of each assortment by which its prices are judged, (K,) their typical cost.

    An assortment with fewer products repeats none: -1 fills the row. Costs in cents.
    """
    baskets = [index_basket(sold) for sold in supplier_table().carries]
    return np.stack([goods for goods, _ in baskets]), np.array([cost for _, cost in baskets])


def index_basket(sold: BoolArray) -> tuple[IntArray, int]:
    """(G,) the index goods of one assortment (P,), and their typical cost in cents."""
    popular = np.argsort(-catalogue().base_sales, kind="stable")
    goods = np.full(INDEX_GOODS, -1)
    best = popular[sold[popular]][:INDEX_GOODS]
    goods[: len(best)] = best
    return goods, int(np.rint(catalogue().wholesale[best]).sum())
