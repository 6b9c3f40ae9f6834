"""What the operator sees, as numbers in [-1, 1] (see `layout.GROUPS`), and which choices are possible.

Every scale is a quotient x / (x + half), which all machines compute alike.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from vendsim.data import products
from vendsim.draws import BoolArray, FloatArray, IntArray
from vendsim.economy.catalogue import catalogue
from vendsim.economy.weather import calendar
from vendsim.manager.decide import can_ask, can_bargain, can_order, has_free_order
from vendsim.manager.knowledge import CONFIRMED, FREE, PAID, Knowledge
from vendsim.manager.layout import CLAIMS, ORDERS, PRICE_LEVELS, REFUNDS, Layout
from vendsim.scenario import Scenario

AnyArray: TypeAlias = npt.NDArray[Any]
Float32Array: TypeAlias = npt.NDArray[np.float32]
MaskArray: TypeAlias = npt.NDArray[np.int8]
_DRINKS = ("soda", "water", "bottle_soda", "sports", "juice", "tea_coffee", "energy")
_GIFTS = ("travel", "souvenir", "collectible")
_IGNORED_DAYS = 5.0  # the scale of a claim's age


def squash(x: AnyArray, half: float) -> FloatArray:
    """x / (x + half) for x >= 0: 0 at 0, one half at ``half``, below 1."""
    return x / (x + half)


def observe(scenario: Scenario, layout: Layout, known: Knowledge, out: Float32Array) -> None:
    """Write the observations (N, width) of all worlds into ``out``."""
    fields = layout.fields
    _write(out, fields, "general", _general(scenario, known))
    _write(out, fields, "slot", _slots(scenario, layout, known))
    _write(out, fields, "product", _products(known))
    _write(out, fields, "supplier", _suppliers(known))
    _write(out, fields, "claim", _claims(known))


def _write(out: Float32Array, fields: dict[str, slice], group: str, values: dict[str, AnyArray]) -> None:
    for name, value in values.items():
        out[:, fields[f"{group}.{name}"]] = value


def _column(x: AnyArray) -> AnyArray:
    return x[:, None]


def _general(scenario: Scenario, known: Knowledge) -> dict[str, AnyArray]:
    day, n = known.day, known.worlds
    weekday = np.zeros((n, 7), dtype=np.float32)
    weekday[np.arange(n), calendar(scenario).weekday[day]] = 1
    to_pay = np.where(known.order_stage == CONFIRMED, known.order_total, 0).sum(axis=1)
    return {
        "year": _column((day - 1) / scenario.days),
        "weekday": weekday,
        "season": _season(scenario)[day],
        "bank": np.stack([squash(known.bank, 50_000), squash(known.bank, 500_000)], axis=1),
        "coins": _column(squash(known.coins, 10_000)),
        "card": _column(squash(known.card, 10_000)),
        "unpaid": _column(np.minimum(known.unpaid_days / scenario.money.unpaid_days_limit, 1)),
        "high": _column(np.clip((known.high - 64) / 40, -1, 1)),
        "wet": _column(known.wet),
        "since_trip": _column(squash(day - known.last_trip, 7)),
        "takings": _column(squash(known.takings, 10_000)),
        "to_pay": _column(squash(to_pay, 50_000)),
        "open_orders": _column((known.order_stage != FREE).sum(axis=1) / ORDERS),
        "claims": _column((known.claim_day > 0).sum(axis=1) / CLAIMS),
    }


def _season(scenario: Scenario) -> FloatArray:
    """(days + 2, 2) sine and cosine of each day's place in the calendar year, on a grid of 1/1024."""
    place = np.array([scenario.date_of(day).timetuple().tm_yday for day in range(scenario.days + 2)])
    angle = 2 * np.pi * place / 365.25
    return np.rint(np.stack([np.sin(angle), np.cos(angle)], axis=1) * 1024) / 1024


def _slots(scenario: Scenario, layout: Layout, known: Knowledge) -> dict[str, AnyArray]:
    world, plan = np.arange(known.worlds)[:, None], known.plan_product
    planned, product = plan >= 0, np.maximum(plan, 0)
    return {
        "product": (plan + 1) / layout.products,
        "price": known.plan_level / len(PRICE_LEVELS),
        "as_planned": planned & (known.slot_product == plan) & (known.slot_units > 0),
        "units": known.slot_units / np.array(scenario.machine.capacity),
        "stored": squash(known.stored[world, product] * planned, 24),
        "awaited": squash(known.awaited[world, product] * planned, 24),
        "sold": squash(known.sold, 4),
        "rate": squash(known.rate[world, product].astype(np.float64) * planned, 3),
        "tried": squash(known.tried[world, product] * planned, 14),
        "retail": squash(catalogue().retail[product] * planned, 300),
        "large": np.broadcast_to(np.array(scenario.machine.is_large), plan.shape),
    }


def _products(known: Knowledge) -> dict[str, AnyArray]:
    return {
        "rate": squash(known.rate.astype(np.float64), 3),
        "tried": squash(known.tried, 14),
        "held": squash(known.stored, 24),
    }


def _suppliers(known: Knowledge) -> dict[str, AnyArray]:
    quoted = known.quoted_on > 0
    share = np.where(quoted[:, :, None], _shares(known.assortments)[known.assortment], 0)  # (N, K, 3)
    paid_for = np.maximum(known.units_paid, 1)
    return {
        "asked": known.asked_on > 0,
        "waiting": known.letter > 0,
        "quoted": quoted,
        "holds": quoted & (known.quote_until >= known.day[:, None]),
        "level": squash(known.level.astype(np.float64), 1.5),
        "bargained": squash(known.bargained, 2),
        "won": squash(known.won, 2),
        "minimum": squash(known.min_order, 10_000),
        "shipping": squash(known.shipping, 2_000),
        "lead": squash(known.lead, 5),
        "paid": squash(known.orders_paid, 5),
        "came": np.where(known.units_paid > 0, np.minimum(known.units_came / paid_for, 1), 1),
        "owes": _owes(known),
        "drinks": share[:, :, 0],
        "food": share[:, :, 1],
        "gifts": share[:, :, 2],
        "closed": known.closed,
    }


def _shares(assortments: BoolArray) -> FloatArray:
    """(A, 3) share of all drinks, of all food and of all other goods that an assortment holds."""
    category = [row.category for row in products()]
    groups = np.array([[c in _DRINKS, c not in _DRINKS + _GIFTS, c in _GIFTS] for c in category], dtype=float)
    return (assortments.astype(float) @ groups) / groups.sum(axis=0)


def _owes(known: Knowledge) -> BoolArray:
    owes = np.zeros(known.letter.shape, dtype=bool)
    world, row = np.nonzero(known.order_stage == PAID)
    owes[world, known.order_place[world, row]] = True
    return owes


def _claims(known: Knowledge) -> dict[str, AnyArray]:
    there = known.claim_day[:, :REFUNDS] > 0
    age = np.where(there, known.day[:, None] - known.claim_day[:, :REFUNDS], 0)
    cents = np.where(there, known.claim_cents[:, :REFUNDS], 0)
    times = cents / np.maximum(known.claim_price[:, :REFUNDS], 1)
    return {
        "open": there,
        "age": np.minimum(age / _IGNORED_DAYS, 1),
        "cents": squash(cents, 300),
        "excess": squash(times, 2),
    }


def possible(layout: Layout, known: Knowledge, out: MaskArray) -> None:
    """Write the masks (N, mask_size) of all worlds into ``out``: 1 for choices that are possible today."""
    n = known.worlds
    in_sight = known.offered | (known.stored > 0)  # (N, P)
    _mask_products(layout, known, in_sight, out)
    out[:, layout.options_of("price")] = 1
    out[:, layout.options_of("units")] = 1
    orders = out[:, layout.options_of("supplier")]
    orders[:, 0] = 1
    orders[:, 1:] = can_order(known) & has_free_order(known)[:, None]
    letters = np.concatenate([np.ones((n, 1), dtype=bool), can_ask(known), can_bargain(known)], axis=1)
    options = out[:, layout.options_of("letter")]
    for start in range(0, options.shape[1], letters.shape[1]):
        options[:, start : start + letters.shape[1]] = letters
    refunds = out[:, layout.options_of("refund")]
    refunds[:, 0::2] = 1
    cents = np.minimum(known.claim_price, known.claim_cents)[:, :REFUNDS]
    refunds[:, 1::2] = (known.claim_day[:, :REFUNDS] > 0) & (cents <= known.bank[:, None])
    out[:, layout.options_of("trip")] = 1


def _mask_products(layout: Layout, known: Knowledge, in_sight: BoolArray, out: MaskArray) -> None:
    start = int(layout.starts[layout.columns["product"].start])
    world = np.arange(known.worlds)
    for slot in range(layout.slots):
        options = layout.options[slot]
        fitting = options[options >= 0]
        part = out[:, start : start + 1 + len(fitting)]
        part[:, 0] = 1
        part[:, 1:] = in_sight[:, fitting]
        here = known.slot_product[:, slot]
        option = layout.option_of[slot, np.maximum(here, 0)]
        part[world[here >= 0], option[here >= 0]] = 1
        start += 1 + len(fitting)


def masked(layout: Layout, mask: MaskArray, action: IntArray) -> IntArray:
    """``action`` (N, H) with every impossible choice replaced by its head's 0."""
    chosen = mask[np.arange(len(action))[:, None], layout.starts[:-1] + action]
    return np.where(chosen > 0, action, 0)
