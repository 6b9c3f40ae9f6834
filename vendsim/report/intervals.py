"""How far the mean of a few values can be trusted: 95 % intervals.

They need scipy (the extra ``[stats]``); without it, and for fewer than two values, there are none.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

import numpy as np
from pydantic import BaseModel, ConfigDict

LEVEL = 0.95
RESAMPLES = 9999
_SEED = 0  # of the resampling: the same runs give the same interval


class Interval(BaseModel):
    """From ``low`` to ``high``, both within."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


def have_scipy() -> bool:
    """Whether intervals can be had at all."""
    return find_spec("scipy") is not None


def t_interval(values: Sequence[float]) -> Interval | None:
    """Student's interval of the mean: right if the values scatter like a bell, whatever their number."""
    if len(values) < 2 or not have_scipy():
        return None
    from scipy.special import stdtrit  # scipy.stats takes seconds to import

    mean, error = float(np.mean(values)), float(np.std(values, ddof=1)) / len(values) ** 0.5
    reach = float(stdtrit(len(values) - 1, (1 + LEVEL) / 2)) * error
    return Interval(low=round(mean - reach, 2), high=round(mean + reach, 2))


def bootstrap_interval(values: Sequence[float]) -> Interval | None:
    """Percentiles of the means of resamples: needs no bell, but flatters when there are only a few values.

    Source of the choice: Agarwal et al., "Deep Reinforcement Learning at the Edge of the Statistical
    Precipice", NeurIPS 2021.
    """
    if len(values) < 2 or not have_scipy():
        return None
    ordered = np.sort(np.asarray(values, dtype=float))  # the order of the folders must not matter
    drawn = np.random.default_rng(_SEED).integers(0, len(ordered), (RESAMPLES, len(ordered)))
    low, high = np.percentile(ordered[drawn].mean(axis=1), [50 * (1 - LEVEL), 50 * (1 + LEVEL)])
    return Interval(low=round(float(low), 2), high=round(float(high), 2))
