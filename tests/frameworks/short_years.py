"""Short worlds for the checks, and what is possible in them."""

import numpy as np
import numpy.typing as npt

import vendsim

NUMERIC = ("vendsim/Manager-v0", "vendsim/Pricing-v0", "vendsim/Restock-v0")
SHORT = vendsim.Scenario.load("vb2").model_copy(update={"days": 40})


def sample(
    rng: np.random.Generator, masks: npt.NDArray[np.bool_], nvec: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """(N, heads) random options, all of them possible by the masks (N, options)."""
    scores = np.where(masks, rng.random(masks.shape), -1.0)
    heads = np.split(scores, np.cumsum(nvec)[:-1], axis=1)
    return np.stack([head.argmax(axis=1) for head in heads], axis=1)


def all_possible(
    actions: npt.NDArray[np.int64], masks: npt.NDArray[np.bool_], nvec: npt.NDArray[np.int64]
) -> bool:
    """Whether the actions (N, heads) take only options that the masks (N, options) allow."""
    first = np.cumsum(nvec) - nvec
    return bool(np.take_along_axis(np.asarray(masks), first + actions, axis=1).all())
