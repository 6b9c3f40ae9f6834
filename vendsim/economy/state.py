"""What changes in a world. Plain arrays with N worlds in front; all of it serialises to JSON."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeVar

import numpy as np

from vendsim.draws import BoolArray, FloatArray, IntArray
from vendsim.economy.catalogue import catalogue, supplier_table
from vendsim.economy.ledger import open_ledger
from vendsim.economy.lots import LOTS
from vendsim.economy.params import Params
from vendsim.economy.weather import Sky, calendar, first_sky
from vendsim.scenario import Scenario

_NEVER = -30_000  # a day long before the first


@dataclass
class Shipments:
    """Goods on the way, one entry per order line; entries without units are free. All (N, M)."""

    units: IntArray
    good: IntArray
    supplier: IntArray
    order: IntArray  # order number, chosen by whoever dispatched; negative: goods sent a second time
    day: IntArray  # of arrival
    minute: IntArray  # of arrival, after midnight


@dataclass
class State:
    """N worlds, S slots, Q goods, K suppliers, L lots per stack."""

    day: IntArray  # (N,) current day, from 1
    ended: BoolArray  # (N,)
    accounts: IntArray  # (N, accounts) cents
    unpaid_days: IntArray  # (N,) consecutive days whose fee was not paid
    tokens: IntArray  # (N,) output tokens since the last token bill
    token_debt: IntArray  # (N,) cents of token bills that could not be paid yet
    sky: Sky  # the weather of the last closed day
    mood: FloatArray  # (N,) log Z of the last closed day, before mean correction
    goodwill: FloatArray  # (N,) share of shoppers that still comes
    price: IntArray  # (N, Q) cents; 0: never set
    slot_good: IntArray  # (N, S) good in each slot, -1: none
    slot_units: IntArray  # (N, S, L)
    slot_day: IntArray  # (N, S, L) day of delivery
    store_units: IntArray  # (N, Q, L)
    store_day: IntArray  # (N, Q, L)
    closed: BoolArray  # (N, K) out of business
    conceded: IntArray  # (N, K, P) concessions made, in parts of a round
    last_concession: IntArray  # (N, K) day of the last offer that counted, or until when none does
    trust: IntArray  # (N, K) words that the buyer has kept, less those it has broken
    refused: BoolArray  # (N, K) whether an offer since the last order moved nothing
    pledge: IntArray  # (N, K) cents that it has given its word to spend; 0: none
    pledge_until: IntArray  # (N, K) last day for that
    last_order: IntArray  # (N, K) day of the last paid order
    orders_paid: IntArray  # (N, K)
    orders_delivered: IntArray  # (N, K)
    shipments: Shipments

    @property
    def worlds(self) -> int:
        """N."""
        return len(self.day)


_TYPES = {
    "ended": bool, "closed": bool, "wet": bool, "refused": bool,
    "mood": np.float64, "goodwill": np.float64, "anomaly": np.float64,
    "price": np.int32, "conceded": np.int8, "pledge": np.int32, "store_units": np.int32, "order": np.int32,
    "day": np.int64, "accounts": np.int64, "tokens": np.int64, "token_debt": np.int64,
}  # fmt: skip
_SMALL = np.int16  # units in slots, days, goods, suppliers, counts


def new_state(scenario: Scenario, params: Params) -> State:
    """The morning of the first day: money, an empty machine, an empty storage."""
    n, slots = params.worlds, len(scenario.machine.slots)
    goods, suppliers = 2 * catalogue().count, supplier_table().count
    month = np.full(n, calendar(scenario).month[0])

    def full(name: str, *shape: int, fill: int = 0) -> Any:
        return np.full((n, *shape), fill, dtype=_TYPES.get(name, _SMALL))

    return State(
        day=full("day", fill=1),
        ended=full("ended"),
        accounts=open_ledger(n, scenario.money.start_cents),
        unpaid_days=full("unpaid_days"),
        tokens=full("tokens"),
        token_debt=full("token_debt"),
        sky=first_sky(scenario.weather, params.seed, month),
        mood=full("mood"),
        goodwill=full("goodwill", fill=1),
        price=full("price", goods),
        slot_good=full("slot_good", slots, fill=-1),
        slot_units=full("slot_units", slots, LOTS),
        slot_day=full("slot_day", slots, LOTS),
        store_units=full("store_units", goods, LOTS),
        store_day=full("store_day", goods, LOTS),
        closed=full("closed", suppliers),
        conceded=full("conceded", suppliers, catalogue().count),
        last_concession=full("last_concession", suppliers, fill=_NEVER),
        trust=full("trust", suppliers),
        refused=full("refused", suppliers),
        pledge=full("pledge", suppliers),
        pledge_until=full("pledge_until", suppliers),
        last_order=full("last_order", suppliers, fill=_NEVER),
        orders_paid=full("orders_paid", suppliers),
        orders_delivered=full("orders_delivered", suppliers),
        shipments=Shipments(*(full("order" if f.name == "order" else "", 8) for f in fields(Shipments))),
    )


T = TypeVar("T")


def to_json(record: Any) -> dict[str, Any]:
    """A dataclass of arrays (and of such dataclasses) as plain lists; floats survive exactly."""
    return {
        field.name: to_json(value) if is_dataclass(value) else value.tolist()
        for field in fields(record)
        for value in [getattr(record, field.name)]
    }


def from_json(kind: type[T], blob: dict[str, Any]) -> T:
    """The inverse of `to_json` for `State`. Raises KeyError when a field is missing."""
    nested = {"sky": Sky, "shipments": Shipments}
    values = {
        field.name: from_json(nested[field.name], blob[field.name])
        if field.name in nested
        else np.array(blob[field.name], dtype=_type_of(kind, field.name))
        for field in fields(kind)  # type: ignore[arg-type]
    }
    return kind(**values)


def _type_of(kind: type, name: str) -> Any:
    """The type of a field's array; shipments count their days like everything but the state itself."""
    return _SMALL if kind is Shipments and name == "day" else _TYPES.get(name, _SMALL)
