"""Action spaces that know what they are about, and take the mask as the environments give it.

gymnasium's vector environments of single ones get spaces that do so, too: `batch_space` is told how.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from gymnasium import spaces
from gymnasium.vector.utils import batch_space

from vendsim.draws import IntArray

Groups = tuple[tuple[str, int], ...]  # names of neighbouring heads of one kind, and how many they are


class Heads(spaces.MultiDiscrete):
    """A ``MultiDiscrete``; ``sample(mask)`` also takes the flat mask, (options,) or one of equal size."""

    def __init__(self, nvec: IntArray, groups: Groups) -> None:
        super().__init__(nvec)
        self.groups = groups

    def sample(self, mask: Any = None, probability: Any = None) -> npt.NDArray[Any]:
        """A random action; with a mask one that is possible. As in gymnasium otherwise."""
        return super().sample(_parts(mask, self.nvec), _parts(probability, self.nvec))

    def __repr__(self) -> str:
        return f"MultiDiscrete({len(self.nvec)} heads: {_told(self.groups)})"


class OneHead(spaces.Discrete):
    """A ``Discrete`` whose batches take the masks of many environments."""


class HeadsOfMany(spaces.Box):
    """The actions (N, heads) of N environments; ``sample(mask)`` takes their masks (N, options)."""

    def __init__(self, single: Heads, count: int) -> None:
        self._single = single
        high = np.tile(single.nvec - 1, (count, 1))
        super().__init__(np.zeros_like(high), high, dtype=np.int64)

    def sample(self, mask: Any = None, probability: Any = None) -> npt.NDArray[Any]:
        """Random actions; with masks possible ones."""
        if mask is None:
            return super().sample(None, probability)
        wanted, flags = (self.shape[0], int(self._single.nvec.sum())), np.asarray(mask)
        if flags.shape != wanted:
            raise ValueError(
                f"the mask of {wanted[0]} environments has the shape {wanted}, not {flags.shape}"
            )
        luck = self.np_random.random(flags.shape) * (flags > 0)
        edges = np.cumsum(self._single.nvec)[:-1]
        return np.stack([head.argmax(axis=1) for head in np.split(luck, edges, axis=1)], axis=1)

    def __repr__(self) -> str:
        heads = f"{self.shape[1]} heads: {_told(self._single.groups)}"
        return f"Box({self.shape[0]} times {heads}, int64)"


def _parts(mask: Any, nvec: IntArray) -> tuple[npt.NDArray[Any], ...] | None:
    """A mask head by head, as gymnasium takes it."""
    if mask is None or isinstance(mask, tuple):
        return mask
    flat = np.asarray(mask).reshape(-1)
    flat = flat.astype(np.int8) if flat.dtype == bool else flat
    if len(flat) != nvec.sum():
        raise ValueError(f"the mask has one entry for each of the {nvec.sum()} options, not {len(flat)}")
    return tuple(np.split(flat, np.cumsum(nvec)[:-1]))


@batch_space.register(Heads)
def _many(space: Heads, n: int = 1) -> HeadsOfMany:
    return HeadsOfMany(space, n)


@batch_space.register(OneHead)
def _one_of_many(space: OneHead, n: int = 1) -> Heads:
    return Heads(np.full(n, space.n), (("choices", n),))


def _told(groups: Groups) -> str:
    return ", ".join(f"{count} {name}" for name, count in groups)
