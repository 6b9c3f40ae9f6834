"""What the operator sees, as numbers in [-1, 1] (see `layout.GROUPS`), and which choices are possible.

Every scale is a quotient x / (x + half), which all machines compute alike.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from vendsim.data import products
from vendsim.draws import BoolArray, FloatArray, IntArray
from vendsim.economy.catalogue import catalogue
from vendsim.economy.weather import calendar
from vendsim.economy.which import which
from vendsim.formula import formula, single, where
from vendsim.manager.decide import can_ask, can_bargain, can_order, has_free_order
from vendsim.manager.knowledge import CONFIRMED, FREE, PAID, Knowledge
from vendsim.manager.layout import CLAIMS, ORDERS, PRICE_LEVELS, REFUNDS, Layout
from vendsim.scenario import Scenario

AnyArray: TypeAlias = npt.NDArray[Any]
Float32Array: TypeAlias = npt.NDArray[np.float32]
MaskArray: TypeAlias = npt.NDArray[np.int8]
_DRINKS = ("soda", "water", "bottle_soda", "sports", "juice", "tea_coffee", "energy")
_GIFTS = ("travel", "souvenir", "collectible")
IGNORED_DAYS = 5.0  # the scale of a claim's age


@formula
def squash(x: AnyArray, half: float) -> AnyArray:
    """x / (x + half) for x >= 0: 0 at 0, one half at ``half``, below 1."""
    return x / (x + half)


@formula
def narrow(x: AnyArray, half: float) -> Float32Array:
    """The same in single precision, for what there is much of."""
    return single(x) / (single(x) + single(half))


@formula
def warmth(high: IntArray) -> FloatArray:
    """A day's high in F on the scale of the observation."""
    return np.minimum(np.maximum((high - 64) / 40, -1.0), 1.0)


@formula
def share_that_came(came: IntArray, paid: IntArray) -> FloatArray:
    """Share of the units paid for that came; 1 where nothing was paid."""
    return where(paid > 0, np.minimum(came / np.maximum(paid, 1), 1.0), 1.0)


@formula
def claim_age(age: IntArray) -> FloatArray:
    """A claim's age in days on the scale of the observation."""
    return np.minimum(age / IGNORED_DAYS, 1.0)


@formula
def claim_excess(cents: IntArray, price: IntArray) -> FloatArray:
    """What is demanded over the price, on the scale of the observation."""
    return squash(cents / np.maximum(price, 1), 2)


def observe(
    scenario: Scenario, layout: Layout, known: Knowledge, out: Float32Array, everything: bool = True
) -> None:
    """Write the observations (N, width) of all worlds into ``out``, whose rows must follow one another.

    Without ``everything``, ``out`` must hold the last observation: of products and suppliers only news is
    written, and no longer news afterwards.
    """
    fields = layout.fields
    _write(out, fields, "general", _general(scenario, known))
    _write(out, fields, "slot", _slots(scenario, layout, known))
    _write(out, fields, "claim", _claims(known))
    out[:, fields["supplier.holds"]] = known.quote_until >= known.day[:, None]
    numbers = out.reshape(-1)
    for group, news, what in (
        ("product", known.product_news, _products),
        ("supplier", known.supplier_news, _suppliers),
    ):
        world, member = which(news | everything)
        place = world * out.shape[1] + member
        for name, value in what(known, world * news.shape[1] + member).items():
            numbers[fields[f"{group}.{name}"].start :][place] = value.astype(np.float32)
        news[:] = False


def _write(out: Float32Array, fields: dict[str, slice], group: str, values: dict[str, AnyArray]) -> None:
    for name, value in values.items():
        out[:, fields[f"{group}.{name}"]] = value


def _column(x: AnyArray) -> AnyArray:
    return x[:, None]


def _general(scenario: Scenario, known: Knowledge) -> dict[str, AnyArray]:
    day = known.day
    to_pay = (known.order_total * (known.order_stage == CONFIRMED)).sum(axis=1)
    return {
        "year": _column((day - 1) / scenario.days),
        "weekday": np.eye(7).take(calendar(scenario).weekday.take(day), axis=0),
        "season": season(scenario).take(day, axis=0),
        "bank": np.stack([squash(known.bank, 50_000), squash(known.bank, 500_000)], axis=1),
        "coins": _column(squash(known.coins, 10_000)),
        "card": _column(squash(known.card, 10_000)),
        "unpaid": _column(np.minimum(known.unpaid_days / scenario.money.unpaid_days_limit, 1)),
        "high": _column(warmth(known.high)),
        "wet": _column(known.wet),
        "since_trip": _column(squash(day - known.last_trip, 7)),
        "takings": _column(squash(known.takings, 10_000)),
        "to_pay": _column(squash(to_pay, 50_000)),
        "open_orders": _column((known.order_stage != FREE).sum(axis=1) / ORDERS),
        "claims": _column((known.claim_day > 0).sum(axis=1) / CLAIMS),
    }


@lru_cache(maxsize=8)
def season(scenario: Scenario) -> FloatArray:
    """(days + 2, 2) sine and cosine of each day's place in the calendar year, on a grid of 1/1024."""
    place = np.array([scenario.date_of(day).timetuple().tm_yday for day in range(scenario.days + 2)])
    angle = 2 * np.pi * place / 365.25
    return np.rint(np.stack([np.sin(angle), np.cos(angle)], axis=1) * 1024) / 1024


def _slots(scenario: Scenario, layout: Layout, known: Knowledge) -> dict[str, AnyArray]:
    plan = known.plan_product
    planned, product = plan >= 0, np.maximum(plan, 0)
    at = product + np.arange(0, plan.shape[0] * layout.products, layout.products)[:, None]
    rate = known.rate.take(at) * planned
    return {
        "product": (plan + 1).astype(np.float32) / np.float32(layout.products),
        "price": known.plan_level.astype(np.float32) / np.float32(len(PRICE_LEVELS)),
        "as_planned": planned & (known.slot_product == plan) & (known.slot_units > 0),
        "units": known.slot_units.astype(np.float32) / np.array(scenario.machine.capacity, dtype=np.float32),
        "stored": narrow(known.stored.take(at) * planned, 24),
        "awaited": narrow(known.awaited.take(at) * planned, 24),
        "sold": narrow(known.sold, 4),
        "rate": rate / (rate + np.float32(3)),
        "tried": narrow(known.tried.take(at) * planned, 14),
        "retail": narrow(catalogue().retail.take(product) * planned, 300),
        "large": np.broadcast_to(np.array(scenario.machine.is_large), plan.shape),
    }


def _products(known: Knowledge, at: IntArray) -> dict[str, AnyArray]:
    """All (n,); ``at`` counts through the products of all worlds."""
    return {
        "rate": narrow(known.rate.take(at), 3),
        "tried": narrow(known.tried.take(at), 14),
        "held": narrow(known.stored.take(at), 24),
    }


def _suppliers(known: Knowledge, at: IntArray) -> dict[str, AnyArray]:
    """All (n,); ``at`` counts through the places of all worlds."""
    quoted, assortment = known.quoted_on.take(at) > 0, known.assortment.take(at)
    drinks, food, gifts = (
        share.take(assortment) * quoted for share in assortment_shares(known.assortments).T
    )
    owes = np.zeros(known.letter.shape, dtype=bool)
    world, row = which(known.order_stage == PAID)
    owes[world, known.order_place[world, row]] = True
    return {
        "asked": known.asked_on.take(at) > 0,
        "waiting": known.letter.take(at) > 0,
        "quoted": quoted,
        "level": narrow(known.level.take(at), 1.5),
        "bargained": narrow(known.bargained.take(at), 2),
        "won": narrow(known.won.take(at), 2),
        "minimum": narrow(known.min_order.take(at), 10_000),
        "shipping": narrow(known.shipping.take(at), 2_000),
        "lead": narrow(known.lead.take(at), 5),
        "paid": narrow(known.orders_paid.take(at), 5),
        "came": share_that_came(known.units_came.take(at), known.units_paid.take(at)),
        "owes": owes.take(at),
        "drinks": drinks,
        "food": food,
        "gifts": gifts,
        "closed": known.closed.take(at),
    }


def assortment_shares(assortments: BoolArray) -> FloatArray:
    """(A, 3) share of all drinks, of all food and of all other goods that assortments (A, P) hold."""
    groups = _product_groups()
    shares: FloatArray = (assortments.astype(float) @ groups) / groups.sum(axis=0)
    return shares


@cache
def _product_groups() -> FloatArray:
    """(P, 3) which products are drinks, food and other goods."""
    category = [row.category for row in products()]
    return np.array([[c in _DRINKS, c not in _DRINKS + _GIFTS, c in _GIFTS] for c in category], dtype=float)


def _claims(known: Knowledge) -> dict[str, AnyArray]:
    there = known.claim_day[:, :REFUNDS] > 0
    age = np.where(there, known.day[:, None] - known.claim_day[:, :REFUNDS], 0)
    cents = np.where(there, known.claim_cents[:, :REFUNDS], 0)
    return {
        "open": there,
        "age": claim_age(age),
        "cents": squash(cents, 300),
        "excess": claim_excess(cents, known.claim_price[:, :REFUNDS]),
    }


def possible(layout: Layout, known: Knowledge, out: MaskArray) -> None:
    """Write the masks (N, mask_size) of all worlds into ``out``: 1 for choices that are possible today."""
    _mask_products(layout, known, out)
    out[:, layout.options_of("price")] = 1
    out[:, layout.options_of("units")] = 1
    out[:, layout.options_of("trip")] = 1
    orders = out[:, layout.options_of("supplier")]
    orders[:, 0] = 1
    orders[:, 1:] = can_order(known) & has_free_order(known)[:, None]
    letters = _heads(layout, "letter", out)
    letters[:, :, 0] = 1
    letters[:, :, 1 : 1 + layout.suppliers] = can_ask(known)[:, None]
    letters[:, :, 1 + layout.suppliers :] = can_bargain(known)[:, None]
    refunds = _heads(layout, "refund", out)
    refunds[:, :, 0] = 1
    cents = np.minimum(known.claim_price[:, :REFUNDS], known.claim_cents[:, :REFUNDS])
    refunds[:, :, 1] = (known.claim_day[:, :REFUNDS] > 0) & (cents <= known.bank[:, None])


def _heads(layout: Layout, group: str, out: MaskArray) -> MaskArray:
    """(N, heads, options) a view of the mask of heads of equal size."""
    heads = layout.columns[group]
    return out[:, layout.options_of(group)].reshape(len(out), heads.stop - heads.start, -1)


def _mask_products(layout: Layout, known: Knowledge, out: MaskArray) -> None:
    in_sight = known.offered | (known.stored > 0)  # (N, P)
    for options, slots in layout.blocks:
        start, stop = int(layout.starts[slots.start]), int(layout.starts[slots.stop])
        block = out[:, start:stop].reshape(len(out), slots.stop - slots.start, -1)
        block[:, :, 0] = 1
        block[:, :, 1:] = in_sight.take(options, axis=1)[:, None]
    # What is in a slot can be planned for it, even where it is lacking otherwise.
    product = known.slot_product
    at = np.maximum(product, 0) + np.arange(0, in_sight.size, layout.products)[:, None]  # flat in (N, P)
    world, slot = which((product >= 0) & ~in_sight.take(at))
    out[world, layout.starts[slot] + layout.option_of[slot, product[world, slot]]] = 1
