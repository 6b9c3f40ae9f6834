"""How tests play and compare numeric worlds: choices keyed by seed and day, so that all can be repeated."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
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


def differences(one: Any, other: Any, where: str = "") -> list[str]:
    """Arrays of two dataclasses of one kind that differ in a value, in shape or in their type."""
    found = []
    for field in fields(one):
        a, b, name = getattr(one, field.name), getattr(other, field.name), f"{where}{field.name}"
        if is_dataclass(a):
            found += differences(a, b, f"{name}.")
        elif a.dtype != b.dtype or not np.array_equal(a, b):
            found.append(name)
    return found
