"""What suppliers reckon with on a day where wholesale prices move, for arrays."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from vendsim.draws import FloatArray, IntArray
from vendsim.economy.change import cost_on
from vendsim.economy.params import Params
from vendsim.economy.rules import rules_of
from vendsim.scenario import Scenario


def costs_on(
    scenario: Scenario, params: Params, world: IntArray, supplier: IntArray, product: IntArray, day: IntArray
) -> FloatArray:
    """Factor on the cost W by `change.cost_on`; the indices broadcast. One 1 where no prices move."""
    rules = rules_of(scenario).plain
    if rules.costs_move == 0:
        return np.ones(1)
    shape = np.broadcast_shapes(world.shape, supplier.shape, product.shape, day.shape)
    every = [np.broadcast_to(index, shape).ravel().tolist() for index in (world, supplier, product, day)]
    of = [SimpleNamespace(seed=seed) for seed in params.seed.tolist()]
    factors = [cost_on(rules, of[i], k, p, today) for i, k, p, today in zip(*every, strict=True)]
    return np.array(factors).reshape(shape)
