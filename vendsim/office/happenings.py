"""What the news of a year that moves can tell: local events, a rival, price lists, clearances, trends.

Design: who reads knows an event some days before it comes. Trends are counted badly, on purpose: they name
what has really gained or lost appeal more often than not.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from vendsim.compiling.records import OneWorld
from vendsim.data import products, supplier_identities
from vendsim.draws import Stream, normal
from vendsim.economy import change
from vendsim.economy.params import Params
from vendsim.economy.rules import rules_of
from vendsim.formula import Record
from vendsim.office.web.facts import Happening, News, PriceMove, Trend
from vendsim.scenario import Scenario

_RIVAL_NOTICE, _LIST_NOTICE = 7, 5  # days before it opens, and before a list comes out
_WORTH_TELLING = 2  # per cent by which prices move
_TREND_EVERY, _TREND_NAMES, _TREND_NOISE = 25, 4, 0.35  # days; names; spread of the error in log appeal


def news_of_the_year(scenario: Scenario, params: Params) -> News:
    """All of it, in one world (N = 1)."""
    rules, world = rules_of(scenario).plain, OneWorld(params, 0)
    if not rules.demand_moves and not rules.costs_move:
        return News()
    happenings = (one for tell in (_events, _rival, _clearances) for one in tell(scenario, rules, world))
    lists, trends = _lists(scenario, rules, world), _trends(scenario, rules, world)
    return News(tuple(happenings), tuple(lists), tuple(trends))


def _events(scenario: Scenario, rules: Record, world: Record) -> Iterator[Happening]:
    settings = scenario.change
    for period in range((scenario.days - 1) // settings.event_every + 1):
        kind, first, days = change.event_in(rules, world, period)
        if kind >= 0:
            yield Happening(
                settings.events[kind].name,
                first - settings.event_notice,
                first + days - 1,
                scenario.date_of(first),
                scenario.date_of(first + days - 1),
            )


def _rival(scenario: Scenario, rules: Record, world: Record) -> Iterator[Happening]:
    first, last = change.rival_days(rules, world)
    if first <= last:
        names = _categories()
        sells = tuple(name for c, name in enumerate(names) if change.rival_sells(rules, world, c))
        dates = scenario.date_of(first), scenario.date_of(last)
        yield Happening("rival", first - _RIVAL_NOTICE, last, *dates, categories=sells)


def _clearances(scenario: Scenario, rules: Record, world: Record) -> Iterator[Happening]:
    days, names = scenario.change.list_days, _categories()
    for number in range((scenario.days - 1) // days + 1 if scenario.change.clearance_share else 0):
        first, last = number * days + 1, (number + 1) * days
        for k, who in enumerate(supplier_identities()):
            cleared = tuple(
                category for c, category in enumerate(names)
                if category in who.categories and change.is_cleared(rules, world, k, c, number)
            )  # fmt: skip
            if cleared and world.exit_day[k] > last:
                dates = scenario.date_of(first), scenario.date_of(last)
                per_cent = round(100 * scenario.change.clearance)
                yield Happening("clearance", first, last, *dates, who.name, cleared, per_cent)


def _lists(scenario: Scenario, rules: Record, world: Record) -> Iterator[PriceMove]:
    days, names = scenario.change.list_days, _categories()
    for number in range(1, (scenario.days - 1) // days + 1 if scenario.change.market_spread else 0):
        moves = []
        for c, category in enumerate(names):
            before, now = (change.market(rules, world, c, n) for n in (number - 1, number))
            moves.append((category, round(100 * (now / before - 1))))
        told = tuple(move for move in moves if abs(move[1]) >= _WORTH_TELLING)
        first = number * days + 1
        yield PriceMove(first - _LIST_NOTICE, first + days - 1, scenario.date_of(first), told)


def _trends(scenario: Scenario, rules: Record, world: Record) -> Iterator[Trend]:
    names = np.array([product.name for product in products()])
    for day in range(_TREND_EVERY, scenario.days + 1 if scenario.change.taste_spread else 0, _TREND_EVERY):
        appeal = np.log([change.taste(rules, world, product, day) for product in range(len(names))])
        error = normal(world.seed, Stream.WEB, _TREND_EVERY, day, np.arange(len(names)))
        order = np.argsort(appeal + _TREND_NOISE * error, kind="stable")
        rising, falling = order[::-1][:_TREND_NAMES], order[:_TREND_NAMES]
        yield Trend(day, tuple(names[rising].tolist()), tuple(names[falling].tolist()))


def _categories() -> list[str]:
    """The names of the categories by number."""
    return sorted({product.category for product in products()})
