"""Opening worlds: parameters and first state for a list of seeds."""

from __future__ import annotations

import numpy as np

from vendsim.draws import UintArray
from vendsim.economy.normalise import normalise
from vendsim.economy.params import Params, draw_params
from vendsim.economy.state import State, new_state
from vendsim.scenario import Scenario


def open_worlds(scenario: Scenario, seeds: list[int] | np.ndarray) -> tuple[Params, State]:
    """N worlds on the morning of their first day."""
    params = draw_params(scenario, as_seeds(seeds))
    normalise(scenario, params)
    return params, new_state(scenario, params)


def as_seeds(seeds: list[int] | np.ndarray) -> UintArray:
    """(N,) seeds as the worlds take them."""
    return np.array([int(seed) % 2**64 for seed in seeds], dtype=np.uint64)
