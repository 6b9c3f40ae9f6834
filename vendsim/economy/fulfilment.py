"""What a supplier really sends for a paid order, when, and what survives the road. Design: economy section 3.

Honest kinds send what was paid for, sometimes late. Switch kinds are honest on some first orders; otherwise
they do what their mode says, or send nothing. The road is the same for all: now and then a consignment is
lost, or part of a line is broken or miscounted, so that a short delivery alone proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from vendsim.draws import BoolArray, FloatArray, IntArray, Stream, bits, extend, unit, whole_between
from vendsim.economy.catalogue import PRICE_SWITCH, SHORT_SHIP, SUBSTITUTE, VANISH
from vendsim.economy.params import Params
from vendsim.formula import formula, where, whole
from vendsim.scenario import Scenario, Suppliers


@dataclass(frozen=True)
class Fulfilment:
    """How one order goes in each of N worlds. All (N,)."""

    share: FloatArray  # of the ordered units that will be sent
    off_brand: BoolArray  # imitations are sent instead
    line: FloatArray  # the line that this is about, as a place in [0, 1); ALL_LINES: all of them
    surcharge: FloatArray  # share of the total that is demanded on top after payment, 0: none
    lead_days: IntArray  # announced
    delay_days: IntArray  # beyond what was announced
    minute: IntArray  # of arrival
    lost: BoolArray  # in transit, all of it
    mishap: FloatArray  # share of one line that does not arrive, 0: none
    mishap_line: FloatArray  # which line, as a place in [0, 1)


def fulfil(
    scenario: Scenario, params: Params, supplier: IntArray, number: IntArray, day: IntArray,
    world: IntArray | None = None,
) -> Fulfilment:  # fmt: skip
    """How the ``number``-th paid order (n,), from 0, with ``supplier`` (n,) goes if paid by ``day`` (n,).

    ``world`` (n,) are the worlds; without it, there is one order in each.
    """
    rules = scenario.suppliers
    world = np.arange(params.worlds) if world is None else world
    mode = params.mode[world, supplier]
    drawn = bits(params.seed[world], _DRAWN, supplier, number)  # a row for each stream
    u, road, delayed, lead_in, arrival = unit(drawn)
    (fraction, asked, which), (happens, missing, line), (late_by, _, _) = unit(
        extend(drawn[:3, None], _PARTS)
    )
    cheat = day >= params.cheats_from[world, supplier]
    one_line = params.one_line[world, supplier]
    nothing = cheat & sends_nothing(rules, mode, number, u)
    trick = cheat & ~nothing & plays_its_trick(rules, number, u)
    lead, delay = params.lead[world, supplier], params.delay[world, supplier]
    late = delayed < params.delay_probability[world, supplier]
    first, last = np.array(rules.arrives)
    more = surcharge(rules, trick, mode, one_line, asked)
    return Fulfilment(
        share=np.where(nothing, 0.0, share_sent(rules, trick, mode, fraction)),
        off_brand=trick & (mode == SUBSTITUTE),
        line=np.where(one_line & (more == 0), which, ALL_LINES),
        surcharge=more,
        lead_days=whole_between(lead[:, 0], lead[:, 1], lead_in),
        delay_days=np.where(late, whole_between(delay[:, 0], delay[:, 1], late_by), 0),
        minute=whole_between(first, last, arrival),
        lost=road < rules.lost_in_transit,
        mishap=mishap(rules, happens, missing),
        mishap_line=line,
    )


ALL_LINES = -1.0

_DRAWN = (Stream.CHEAT, Stream.TRANSIT, Stream.DELAY, Stream.LEAD, Stream.ARRIVAL)
_PARTS = np.arange(1, 4, dtype=np.uint64)[:, None]  # further draws of the first three streams


@formula
def closes_within(exit_day: IntArray, today: IntArray, days: int) -> BoolArray:
    """Whether a supplier closes in one of the ``days`` nights from today's on."""
    return (exit_day >= today) & (exit_day < today + days)


@formula
def sends_nothing(rules: Suppliers, mode: IntArray, number: IntArray, u: FloatArray) -> BoolArray:
    """Whether a cheat keeps the money of its ``number``-th order, at a uniform ``u``."""
    vanishes = (mode == VANISH) & (u >= rules.first_honest)
    return where(number == 0, vanishes, u < rules.later_nothing)


@formula
def plays_its_trick(rules: Suppliers, number: IntArray, u: FloatArray) -> BoolArray:
    """Whether a cheat that sends something does what its mode says, at the same uniform."""
    return where(number == 0, u >= rules.first_honest, u < rules.later_nothing + rules.later_signature)


@formula
def share_sent(rules: Suppliers, trick: BoolArray, mode: IntArray, u: FloatArray) -> FloatArray:
    """Share of the ordered units that somebody sends who sends something."""
    short, least = trick & ((mode == SHORT_SHIP) | (mode == VANISH)), rules.short_fraction[0]
    fraction = least + (rules.short_fraction[1] - least) * u
    return where(short, np.rint(fraction * 1024) / 1024, 1.0)


@formula
def surcharge(rules: Suppliers, trick: BoolArray, mode: IntArray, one_line: BoolArray, u: FloatArray) -> Any:
    """Share of the total that is demanded on top after payment; less where only one line is dearer now."""
    asked = rules.surcharge[0] + (rules.surcharge[1] - rules.surcharge[0]) * u
    asked = where(one_line, rules.one_line_surcharge * asked, asked)
    return where(trick & (mode == PRICE_SWITCH), np.rint(asked * 100) / 100, 0.0)


@formula
def mishap(rules: Suppliers, happens: FloatArray, u: FloatArray) -> FloatArray:
    """Share of one line that does not survive the road, at two uniforms."""
    share = rules.mishap_share[0] + (rules.mishap_share[1] - rules.mishap_share[0]) * u
    return where(happens < rules.transit_mishap, np.rint(share * 1024) / 1024, 0.0)


@formula
def sent_units(units: IntArray, share: FloatArray) -> IntArray:
    """Units that leave the warehouse when ``share`` of them is sent."""
    return whole(np.floor(units * share))


@formula
def line_hit(place: FloatArray, lines: IntArray) -> IntArray:
    """Which of the ``lines`` sent a mishap hits, from 0."""
    return whole(np.floor(place * lines))


@formula
def units_missing(sent: IntArray, share: FloatArray) -> IntArray:
    """Units of the line hit that do not arrive."""
    return whole(np.ceil(sent * share))


def meant_lines(there: BoolArray, plan: Fulfilment) -> BoolArray:
    """(N, M) the lines, of those ``there`` (N, M), that a supplier's plan is about."""
    place = line_hit(plan.line, there.sum(axis=1))
    return (plan.line == ALL_LINES)[:, None] | (there & (np.cumsum(there, axis=1) - 1 == place[:, None]))


def arriving_units(sent: IntArray, plan: Fulfilment) -> IntArray:
    """(N, M) units of each line that survive the road, of those ``sent`` (N, M)."""
    there = sent > 0
    place = line_hit(plan.mishap_line, there.sum(axis=1))
    hit = there & (np.cumsum(there, axis=1) - 1 == place[:, None])
    missing = np.where(hit, units_missing(sent, plan.mishap[:, None]), 0)
    return np.where(plan.lost[:, None], 0, sent - missing)
