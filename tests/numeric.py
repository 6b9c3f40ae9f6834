"""How tests play the numeric worlds: choices keyed by seed and day, so that every test can repeat them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from vendsim.draws import Stream, uniform
from vendsim.manager.layout import Layout


def random_choices(
    form: Layout, mask: npt.NDArray[Any], seeds: npt.NDArray[Any], day: int
) -> npt.NDArray[np.int64]:
    """(N, H) for each world a random possible action, the same for the same seed and day."""
    option = np.arange(form.mask_size)[None, :]
    luck = uniform(seeds[:, None], Stream.AGENT, 77, day, option) * (mask > 0)
    heads = zip(form.starts[:-1].tolist(), form.starts[1:].tolist(), strict=True)
    return np.stack([luck[:, start:stop].argmax(axis=1) for start, stop in heads], axis=1)
