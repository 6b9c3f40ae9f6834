"""What moves over a year: tastes, seasons, local events, a rival machine, wholesale prices, clearances.

Everything is a pure function of the world's seed and the day, so nothing of it is kept in the state. Tastes
and wholesale prices wander between keyed draws: on the way from one normal draw to the next the weights of
the two are the cosine and the sine of an angle, so that the spread is the same on every day, and the factor
is divided by its expectation over all values that a draw can have: its mean is exactly 1 on every day.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from vendsim.change import LONGEST_MARKET, LONGEST_TASTE, MOST_EVENTS, Change
from vendsim.data import products
from vendsim.draws import (
    FloatArray,
    Stream,
    begin,
    extend,
    normal_cell,
    normal_values,
    stream_key,
    unit,
    whole_between,
)
from vendsim.formula import Record, rule
from vendsim.scenario import derived

_TASTE, _MARKET = stream_key(Stream.DRIFT), stream_key(Stream.MARKET)
_EVENT, _RIVAL = stream_key(Stream.LOCAL_EVENT), stream_key(Stream.RIVAL)
_CLEARANCE = stream_key(Stream.CLEARANCE)


# Tables -------------------------------------------------------------------------------------------------


@derived
def tables_of_change(rules: Change) -> dict[str, Any]:
    """What the rules look up besides the settings; of one shape in all scenarios."""
    rows, categories = products(), sorted({row.category for row in products()})
    season = np.ones((12, len(rows)))
    for goods, months in rules.seasons:
        chosen = [goods in (row.category, row.id) for row in rows]
        season[:, chosen] *= np.array(months)[:, None]
    days, kinds = np.zeros((MOST_EVENTS, 2), dtype=np.int64), len(rules.events)
    crowd, degrees = np.ones(MOST_EVENTS), np.zeros(MOST_EVENTS)
    wants = np.ones((MOST_EVENTS, len(categories)))
    for kind, event in enumerate(rules.events):
        days[kind], crowd[kind], degrees[kind] = event.days, event.crowd, event.degrees
        for category, factor in event.wants:
            wants[kind, categories.index(category)] = factor
    return {
        "taste": _ways(rules.taste_spread, rules.taste_days, LONGEST_TASTE),
        "market": _ways(rules.market_spread, rules.market_lists, LONGEST_MARKET),
        "season": season, "event_kinds": kinds, "event_days": days, "event_crowd": crowd,
        "event_degrees": degrees, "event_wants": wants,
        "demand_moves": rules.taste_spread > 0 or bool(rules.seasons) or rules.rival_share > 0 or kinds > 0,
        "costs_move": rules.market_spread > 0 or rules.clearance_share > 0,
    }  # fmt: skip


@lru_cache(maxsize=64)
def _ways(spread: float, steps: int, longest: int) -> FloatArray:
    """(longest, 3) for each step: the weights of the last and of the next draw, and what makes the mean 1."""
    angle = np.arange(steps) / steps * (np.pi / 2)
    weights = spread * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    mean = np.exp(weights[:, :, None] * normal_values()).mean(axis=2)
    ways = np.concatenate([weights, -np.log(mean).sum(axis=1, keepdims=True)], axis=1)
    return ways[np.arange(longest) % steps]


@rule
def _wandered(rules: Record, drawn: Any, draw: int, way: Any) -> float:
    """A factor on its ``way`` from one normal draw to the next."""
    before = rules.normals[normal_cell(extend(drawn, np.uint64(draw)))]
    after = rules.normals[normal_cell(extend(drawn, np.uint64(draw + 1)))]
    factor: float = np.exp(way[0] * before + way[1] * after + way[2])
    return factor


# Demand -------------------------------------------------------------------------------------------------


@rule
def taste(rules: Record, params: Record, product: int, day: int) -> float:
    """How much a product appeals on a day, as a factor with mean 1."""
    days = rules.change.taste_days
    of_product = extend(begin(params.seed, _TASTE), np.uint64(product))
    return _wandered(rules, of_product, (day - 1) // days, rules.taste[(day - 1) % days])


@rule
def event_in(rules: Record, params: Record, period: int) -> tuple[int, int, int]:
    """The event of a period: its kind, -1 for none, its first day and its length in days."""
    if rules.event_kinds == 0:
        return -1, 0, 0
    drawn = extend(begin(params.seed, _EVENT), np.uint64(period))
    if unit(drawn) >= rules.change.event_share:
        return -1, 0, 0
    kind = whole_between(0, rules.event_kinds - 1, unit(extend(drawn, np.uint64(1))))
    shortest, longest = rules.event_days[kind][0], rules.event_days[kind][1]
    length = whole_between(shortest, longest, unit(extend(drawn, np.uint64(2))))
    every = rules.change.event_every
    first = period * every + 1 + whole_between(0, every - length, unit(extend(drawn, np.uint64(3))))
    return kind, first, length


@rule
def event_on(rules: Record, params: Record, day: int) -> int:
    """The kind of event on a day; -1: none."""
    kind, first, length = event_in(rules, params, (day - 1) // rules.change.event_every)
    return kind if first <= day < first + length else -1


@rule
def degrees_on(rules: Record, params: Record, day: int) -> float:
    """What an event adds to the day's high, in F."""
    event = event_on(rules, params, day)
    return rules.event_degrees[event] if event >= 0 else 0.0


@rule
def rival_days(rules: Record, params: Record) -> tuple[int, int]:
    """First and last day of the rival's machine; no day at all where nobody opens one."""
    change, drawn = rules.change, begin(params.seed, _RIVAL)
    if unit(extend(drawn, np.uint64(0))) >= change.rival_share:
        return 1, 0
    u, v = unit(extend(drawn, np.uint64(1))), unit(extend(drawn, np.uint64(2)))
    first = whole_between(change.rival_opens[0], change.rival_opens[1], u)
    return first, first + whole_between(change.rival_stays[0], change.rival_stays[1], v) - 1


@rule
def rival_sells(rules: Record, params: Record, category: int) -> bool:
    """Whether the rival's machine has goods of a category."""
    drawn = extend(extend(begin(params.seed, _RIVAL), np.uint64(3)), np.uint64(category))
    return unit(drawn) < rules.change.rival_sells


@rule
def crowd_on(rules: Record, params: Record, day: int) -> float:
    """Factor on the number of shoppers on a day."""
    event, (opens, closes) = event_on(rules, params, day), rival_days(rules, params)
    crowd = rules.event_crowd[event] if event >= 0 else 1.0
    return crowd * (1.0 - rules.change.rival_crowd) if opens <= day <= closes else crowd


@rule
def demand_on(rules: Record, params: Record, product: int, day: int) -> float:
    """Factor on what each shopper wants of a product on a day."""
    category, event = rules.category[product], event_on(rules, params, day)
    factor = taste(rules, params, product, day) * rules.season[rules.month[day]][product]
    if event >= 0:
        factor *= rules.event_wants[event][category]
    opens, closes = rival_days(rules, params)
    if opens <= day <= closes and rival_sells(rules, params, category):
        factor *= 1.0 - rules.change.rival_appeal
    return factor


# Costs --------------------------------------------------------------------------------------------------


@rule
def last_day_of_list(rules: Record, day: int) -> int:
    """The last day of the price lists that stand on a day."""
    return ((day - 1) // rules.change.list_days + 1) * rules.change.list_days


@rule
def market(rules: Record, params: Record, category: int, price_list: int) -> float:
    """What goods of a category cost with a price list (0: the first), as a factor with mean 1."""
    lists = rules.change.market_lists
    of_category = extend(begin(params.seed, _MARKET), np.uint64(category))
    return _wandered(rules, of_category, price_list // lists, rules.market[price_list % lists])


@rule
def is_cleared(rules: Record, params: Record, supplier: int, category: int, price_list: int) -> bool:
    """Whether a supplier clears a category with a price list."""
    of_supplier = extend(begin(params.seed, _CLEARANCE), np.uint64(supplier))
    drawn = extend(extend(of_supplier, np.uint64(category)), np.uint64(price_list))
    return unit(drawn) < rules.change.clearance_share


@rule
def cost_on(rules: Record, params: Record, supplier: int, product: int, day: int) -> float:
    """Factor on the wholesale cost W that a supplier reckons with on a day."""
    if rules.costs_move == 0:
        return 1.0
    category, price_list = rules.category[product], (day - 1) // rules.change.list_days
    factor = market(rules, params, category, price_list)
    if is_cleared(rules, params, supplier, category, price_list):
        factor *= 1.0 - rules.change.clearance
    return factor
