"""The constants that the rules of a day look up, as one record each, read by name."""

from __future__ import annotations

import numpy as np

from vendsim.compiling.records import Constants, record
from vendsim.draws import BoolArray
from vendsim.economy.bargaining import WORDS
from vendsim.economy.catalogue import catalogue, supplier_table
from vendsim.economy.night import workroom
from vendsim.economy.rules import by_day
from vendsim.economy.weather import calendar
from vendsim.manager.layout import (
    BARGAIN_UNITS,
    CLAIMS,
    HEADS,
    INDEX_GOODS,
    ORDER_UNITS,
    ORDERS,
    index_goods,
    layout,
)
from vendsim.manager.observe import assortment_shares, season
from vendsim.scenario import Scenario, derived


@derived
def tables(scenario: Scenario) -> Constants:
    """What stands in tables, and where the heads of an action and their options begin."""
    form, table, carries = layout(scenario), catalogue(), supplier_table().carries
    goods, cost = index_goods()
    heads = {name: form.columns[name].start for name, _, _ in HEADS}
    options = {f"{name}_options": form.options_of(name).start for name, _, _ in HEADS}
    options["product_options"] = form.starts[: form.slots + 1]
    is_large = np.array(scenario.machine.is_large)
    of_each_size = np.stack([~is_large, is_large])
    return Constants(record(
        heads
        | options
        | {
            "options": form.options, "option_of": form.option_of, "price_cents": form.price_cents,
            "order_units": ORDER_UNITS, "capacity": scenario.machine.capacity,
            "is_large": is_large, "is_large_product": table.is_large,
            "slots_of_size": of_each_size.sum(axis=1),
            "slots_by_size": np.argsort(~of_each_size, axis=1, kind="stable"),
            "retail": table.retail, "wholesale": table.wholesale,
            "assortments": carries, "shares": assortment_shares(carries), "index_goods": goods,
            "index_cost": cost, "bargain_units": np.full(INDEX_GOODS, BARGAIN_UNITS),
            "bargain_pulls": np.full(INDEX_GOODS, WORDS),
            "unpaid_days_limit": scenario.money.unpaid_days_limit, "days": scenario.days,
            "weekday": by_day(calendar(scenario).weekday.astype(np.int8)), "season": by_day(season(scenario)),
        }
    ))  # fmt: skip


def tables_of(scenario: Scenario, assortments: BoolArray) -> Constants:
    """The same for an operator that has seen these ``assortments`` (K, P) only."""
    shares = assortment_shares(assortments)
    return tables(scenario).but(assortments=assortments, shares=shares)


@derived
def places(scenario: Scenario) -> Constants:
    """Where the fields of an observation begin."""
    fields = layout(scenario).fields
    return Constants(record({name.replace(".", "_"): field.start for name, field in fields.items()}))


def room(scenario: Scenario) -> Constants:
    """Room for one world to calculate in; what is in it means nothing from one function to the next."""
    form = layout(scenario)
    return Constants(record(
        {  # first, because numba warns where one record only continues another
            "lines": np.zeros(max(form.slots, INDEX_GOODS), dtype=np.int64),
            "flags": np.zeros(max(form.slots, CLAIMS, ORDERS), dtype=np.uint8),
            "places": np.zeros(max(form.products, form.suppliers), dtype=np.int64),
        }
        | workroom(scenario)
    ))  # fmt: skip
