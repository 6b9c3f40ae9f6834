"""A scenario as compiled code looks it up: its sections, the calendar and the tables made of them."""

from __future__ import annotations

from typing import Any

from vendsim.draws import normal_values
from vendsim.economy import quantiles
from vendsim.economy.catalogue import catalogue
from vendsim.economy.compiled.jit import numbers, record
from vendsim.economy.customers import claim_thresholds
from vendsim.economy.demand import counted_factors
from vendsim.economy.quotes import quote_noise, volume_breaks
from vendsim.economy.weather import calendar, climate
from vendsim.scenario import Scenario, derived


@derived
def rules_of(scenario: Scenario) -> Any:
    """(1,) record with all of it, read by name."""
    table, dates, typical = catalogue(), calendar(scenario), climate(scenario.weather)
    counted, distribution = counted_factors(scenario), quantiles.table(scenario.demand.dispersion)
    thresholds, breaks = claim_thresholds(scenario), volume_breaks(scenario.suppliers)
    return record(
        {
            "demand": numbers(scenario.demand, "log_largest_uplift"),
            "weather": numbers(scenario.weather),
            "customers": numbers(scenario.customers),
            "money": numbers(scenario.money),
            "suppliers": numbers(scenario.suppliers),
            "last_day": scenario.days, "closes": scenario.clock.closes,
            "weekday": dates.weekday, "month": dates.month,
            "typical_high": typical.high, "rain_after": typical.rain_after, "heat_season": typical.heat,
            "category": table.category, "rain": table.rain, "retail": table.retail,
            "is_large": table.is_large, "shelf_life": table.shelf_life_of_goods,
            "crowding": counted.crowding, "variety": counted.variety, "lowest_peak": counted.lowest_peak,
            "normals": normal_values(),
            "quantiles": distribution.rows, "quantiles_first": distribution.first,
            "fresh_claims": thresholds.fresh, "stale_claims": thresholds.stale,
            "quote_noise": quote_noise(scenario.suppliers),
            "volume_breaks": breaks.honest, "adversarial_breaks": breaks.adversarial,
        }
    )  # fmt: skip
