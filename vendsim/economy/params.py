"""What is constant in a world, drawn from its seed at reset.

Design: economy section 2, "Per-seed draws", and section 3, "Who is who". Everything that ``exp`` or ``log``
feeds is rounded to a grid here, so that worlds are the same on every machine. The grids are such that narrow
types hold every number exactly; arithmetic on them is done in float64 (`vendsim.formula.real`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vendsim.draws import (
    BoolArray,
    FloatArray,
    IntArray,
    Stream,
    UintArray,
    between,
    integers,
    lognormal,
    permutations,
    uniform,
)
from vendsim.economy.catalogue import GOUGER, MODES, SWITCH, catalogue, in_categories, supplier_table
from vendsim.scenario import Demand, Scenario, Suppliers

NEVER = 30_000  # a day after every run
SALES_GRID = 4096  # steps of base sales per unit a day
_MULTIPLES_GRID = 4096  # steps of multiples of W and of a supplier's pace


@dataclass
class Params:
    """Constants of N worlds, P products, K suppliers. Hidden from agents, all of it."""

    seed: UintArray  # (N,)
    wholesale: FloatArray  # (N, P) honest unit cost W, cents
    reference: FloatArray  # (N, P) reference price R, cents
    base_sales: FloatArray  # (N, P) units a day at R, B
    elasticity: FloatArray  # (N, P) E
    temperature: FloatArray  # (N, P) tau, log sales per 10 F
    footfall: FloatArray  # (N,) T, shoppers a day; inf: unlimited
    variety_peak: FloatArray  # (N,) n*
    weekday: FloatArray  # (N, 7) Monday first
    month: FloatArray  # (N, 12)
    kind: IntArray  # (N, K) index into catalogue.KINDS
    mode: IntArray  # (N, K) index into catalogue.MODES, -1: none
    open: FloatArray  # (N, K) opening quote as a multiple of W
    floor: FloatArray  # (N, K) lowest price as a multiple of W
    pace: FloatArray  # (N, K) of concessions, per round
    max_rounds: IntArray  # (N, K) concessions that a new customer can get
    cheats_from: IntArray  # (N, K) day from which a supplier plays tricks; NEVER: it plays none
    one_line: BoolArray  # (N, K) whether its tricks are played on one line of an order only
    min_order: IntArray  # (N, K) cents
    shipping: IntArray  # (N, K) cents
    free_over: IntArray  # (N, K) cents
    stated_lead: IntArray  # (N, K, 2) days, first and last, that a supplier advertises
    lead: IntArray  # (N, K, 2) days, first and last, that it means to take
    delay_probability: FloatArray  # (N, K)
    delay: IntArray  # (N, K, 2) days, first and last
    exit_day: IntArray  # (N, K) day on which a supplier goes out of business; NEVER: not for many years

    @property
    def worlds(self) -> int:
        """N."""
        return len(self.seed)

    @property
    def adversarial(self) -> BoolArray:
        """(N, K) gougers and cheats."""
        return self.kind >= GOUGER


def to_grid(x: FloatArray, steps: int) -> FloatArray:
    """``x`` rounded to multiples of 1/steps."""
    return np.rint(x * steps) / steps


def draw_params(scenario: Scenario, seeds: UintArray) -> Params:
    """The constants of the worlds with these seeds, base sales not yet normalised."""
    rules, table = scenario.demand, catalogue()
    seed = np.atleast_1d(seeds).astype(np.uint64)
    s, product = seed[:, None], np.arange(table.count)[None, :]
    level = between(*rules.location_level, s, Stream.LOCATION)
    low, high = rules.variety_peak
    return Params(
        seed=seed,
        wholesale=to_grid(
            table.wholesale * lognormal(rules.wholesale_spread, s, Stream.WHOLESALE, product), 16
        ).astype(np.float32),
        reference=np.rint(
            table.retail * level * lognormal(rules.reference_spread, s, Stream.REFERENCE, product)
        ).astype(np.float32),
        base_sales=table.base_sales
        * lognormal(rules.base_sales_spread, s, Stream.BASE_SALES, product)
        * np.exp(-0.5 * rules.base_sales_spread**2),
        elasticity=to_grid(
            np.clip(
                table.elasticity * lognormal(rules.elasticity_spread, s, Stream.ELASTICITY, product),
                *rules.elasticity_range,
            ),
            1024,
        ).astype(np.float32),
        temperature=to_grid(
            table.temperature * lognormal(rules.temperature_spread, s, Stream.TEMPERATURE, product), 1024
        ).astype(np.float32),
        footfall=_footfall(rules, seed),
        variety_peak=integers(low, high, seed, Stream.VARIETY).astype(np.float64),
        weekday=_calendar(rules.weekday, rules.calendar_spread, s, Stream.WEEKDAY),
        month=_calendar(rules.month, rules.calendar_spread, s, Stream.MONTH),
        **_deal_suppliers(scenario.suppliers, seed),
    )


def _footfall(rules: Demand, seed: UintArray) -> FloatArray:
    if rules.footfall is False:
        return np.full(len(seed), np.inf)
    return to_grid(rules.footfall * between(*rules.footfall_spread, seed, Stream.FOOTFALL), 16)


def _calendar(typical: tuple[float, ...], spread: float, seed: UintArray, stream: Stream) -> FloatArray:
    """Typical multipliers with a world's own deviations, keeping their mean."""
    base = np.array(typical)
    drawn = base * lognormal(spread, seed, stream, np.arange(len(base))[None, :])
    return to_grid(drawn * (base.mean() / drawn.mean(axis=1, keepdims=True)), 4096).astype(np.float32)


def _deal_suppliers(rules: Suppliers, seed: UintArray) -> dict[str, np.ndarray]:
    """Deal kinds and terms to identities, and draw each one's own numbers.

    All that a new customer can see is drawn alike for all kinds: first prices, how far and how fast they come
    down, terms, and when a firm closes. Kinds differ in what they do once they have been paid.
    """
    table = supplier_table()
    s, supplier = seed[:, None], np.arange(table.count)[None, :]
    kind = np.repeat(np.arange(len(rules.kinds)), rules.kinds)[permutations(seed, Stream.DEAL, table.count)]
    terms = integers(0, len(table.min_order) - 1, s, Stream.TERMS, supplier)
    return {
        "kind": kind.astype(np.int8),
        "open": _within(rules.opening, s, Stream.OPENING, supplier),
        "floor": _within(rules.floor, s, Stream.FLOOR, supplier),
        "pace": _within(rules.pace, s, Stream.PACE, supplier),
        "max_rounds": integers(*rules.rounds, s, Stream.ROUNDS, supplier).astype(np.int16),
        "min_order": table.min_order[terms].astype(np.int16),
        "shipping": table.shipping[terms].astype(np.int16),
        "free_over": table.free_over[terms].astype(np.int16),
        "stated_lead": table.lead[terms].astype(np.int8),
        "lead": table.lead[terms].astype(np.int8),
        **_draw_manners(rules, s, supplier, kind == SWITCH),
        "exit_day": _exit_day(rules.exit_hazard, s, supplier),
    }


def _draw_manners(
    rules: Suppliers, seed: UintArray, supplier: IntArray, cheats: BoolArray
) -> dict[str, np.ndarray]:
    """How each cheat (N, K) cheats, and since when; and how often everybody is late.

    A cheat cheats from the first day on, after some months, on one line of an order only, or is only late.
    """
    u = uniform(seed, Stream.MANNER, supplier)
    at_once, months, one_line = np.cumsum(rules.manners)[:3]
    waits, late = (u >= at_once) & (u < months), cheats & (u >= one_line)
    since = np.where(waits, integers(*rules.patience_days, seed, Stream.MANNER, supplier, 1), 1)
    probability = between(*rules.delay_probability, seed, Stream.MANNER, supplier, 3)
    return {
        "mode": np.where(cheats, integers(0, len(MODES) - 1, seed, Stream.MANNER, supplier, 2), -1).astype(
            np.int8
        ),
        "cheats_from": np.where(cheats & ~late, since, NEVER).astype(np.int16),
        "one_line": cheats & (u >= months) & ~late,
        "delay_probability": np.where(late, rules.late_cheats, probability),
        "delay": np.where(late[..., None], rules.late_cheats_days, rules.delay_days).astype(np.int8),
    }


def _within(bounds: tuple[float, float], seed: UintArray, stream: Stream, entity: IntArray) -> FloatArray:
    """Multiples of W, evenly over the points of the grid within the bounds."""
    first, last = np.ceil(bounds[0] * _MULTIPLES_GRID), np.floor(bounds[1] * _MULTIPLES_GRID)
    return (integers(first, last, seed, stream, entity) / _MULTIPLES_GRID).astype(np.float32)


def _exit_day(hazard: float, seed: UintArray, supplier: IntArray) -> IntArray:
    """The day of an exit that is equally likely on every day: the geometric distribution, inverted."""
    alive = 1.0 - uniform(seed, Stream.EXIT, supplier)  # probability of having survived until then
    with np.errstate(divide="ignore"):
        days = np.log(alive) / np.log1p(-hazard)
    return np.minimum(np.floor(np.rint(days * 1024) / 1024) + 1, NEVER).astype(np.int16)


def is_thin(scenario: Scenario) -> BoolArray:
    """(P,) products whose demand is capped however dear they are."""
    return in_categories(scenario.demand.thin_categories)
