"""A scenario as rules look it up: its sections, the calendar and the tables made of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from vendsim.compiling.records import Constants, numbers, record
from vendsim.draws import normal_values
from vendsim.economy import quantiles
from vendsim.economy.catalogue import catalogue
from vendsim.economy.change import tables_of_change
from vendsim.economy.customers import claim_thresholds
from vendsim.economy.demand import counted_factors
from vendsim.economy.quotes import quote_noise, volume_breaks
from vendsim.economy.weather import calendar, climate
from vendsim.scenario import Scenario, derived

_LONGEST = 3_650 + 2  # days of a run, and those before and after it
_BREAKS = 8  # volume discounts
_UNITS = 256  # that a machine sells in a day


def padded(values: Any, length: int, fill: float = 0) -> Any:
    """``values`` (n, ...) with rows of ``fill`` up to ``length``: lengths of lists are numbers, not types."""
    array = np.asarray(values)
    missing = max(length - len(array), 0)
    return np.concatenate([array, np.full((missing, *array.shape[1:]), fill, dtype=array.dtype)])


def by_day(values: Any) -> Any:
    """Values for each day of a run, as long as the longest one."""
    return padded(values, _LONGEST)


@derived
def rules_of(scenario: Scenario) -> Constants:
    """All of it, read by name."""
    table, dates, typical = catalogue(), calendar(scenario), climate(scenario.weather)
    counted, distribution = counted_factors(scenario), quantiles.table(scenario.demand.dispersion)
    thresholds = claim_thresholds(scenario)
    return Constants(record(
        {
            "demand": numbers(scenario.demand, "log_largest_uplift"),
            "weather": numbers(scenario.weather),
            "customers": numbers(scenario.customers),
            "money": numbers(scenario.money),
            "suppliers": numbers(scenario.suppliers),
            "last_day": scenario.days, "closes": scenario.clock.closes,
            "weekday": by_day(dates.weekday.astype(np.int8)), "month": by_day(dates.month.astype(np.int8)),
            "typical_high": typical.high, "rain_after": typical.rain_after, "heat_season": typical.heat,
            "category": table.category, "rain": table.rain, "retail": table.retail,
            "is_large": table.is_large, "shelf_life": table.shelf_life_of_goods,
            "crowding": counted.crowding, "variety": counted.variety, "lowest_peak": counted.lowest_peak,
            "normals": normal_values(),
            "change": numbers(scenario.change),
            **tables_of_change(scenario.change),
            "quantiles": distribution.rows, "quantiles_first": distribution.first,
            "fresh_claims": padded(thresholds.fresh.T, _UNITS),
            "stale_claims": padded(thresholds.stale.T, _UNITS),
            "quote_noise": quote_noise(scenario.suppliers),
            "volume_breaks": padded(volume_breaks(scenario.suppliers), _BREAKS, np.inf),
        }
    ))  # fmt: skip
