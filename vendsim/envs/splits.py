"""Which worlds there are to train and to be judged on, and in which order an environment draws them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from vendsim.draws import IntArray, Stream, bits
from vendsim.economy.which import rank
from vendsim.mistakes import did_you_mean

SPLITS = {"test": (0, 1_000), "validation": (1_000, 2_000), "train": (1_000_000, 2**31)}
Selection = str | tuple[int, int] | Sequence[int]
_ROUNDS = 4  # of the Feistel network


@dataclass(frozen=True)
class Range:
    """The worlds an environment draws from: seeds ``first`` to ``last - 1``, or those listed."""

    first: int
    last: int
    listed: tuple[int, ...] = ()

    @classmethod
    def of(cls, worlds: Selection | None) -> Range:
        """The name of a split, a range (first, last) as a tuple or as text "first:last", or a list of seeds.

        None stands for training worlds. Raises ValueError for anything else, and for an empty or negative
        range.
        """
        if isinstance(worlds, str):
            text = re.fullmatch(r"(\d+):(\d+)", worlds)
            worlds = (int(text[1]), int(text[2])) if text else worlds
        if worlds is None or isinstance(worlds, str):
            if worlds is not None and worlds not in SPLITS:
                there_are = ", ".join(f'"{name}"' for name in SPLITS)
                raise ValueError(
                    f'there is no split "{worlds}"; there are {there_are}, and ranges "0:50"'
                    f"{did_you_mean(worlds, SPLITS)}"
                )
            return cls(*SPLITS[worlds or "train"])
        if not isinstance(worlds, Iterable):
            raise ValueError(f'worlds are a split such as "train", a range (0, 50) or a list, not {worlds!r}')
        seeds = [as_seed(seed, "of a world") for seed in worlds]
        if not isinstance(worlds, tuple):
            if not seeds or len(set(seeds)) < len(seeds):
                raise ValueError("a list of worlds names at least one, and none twice")
            return cls(0, len(seeds), tuple(seeds))
        if len(seeds) != 2 or seeds[0] >= seeds[1]:
            raise ValueError(f"worlds are a range (first, last) with 0 <= first < last, not {worlds!r}")
        return cls(seeds[0], seeds[1])

    def seeds(self) -> IntArray:
        """(n,) every world, in order."""
        places = np.arange(self.first, self.last)
        return np.array(self.listed, dtype=np.int64)[places] if self.listed else places

    def draw(self, seed: IntArray, episode: IntArray) -> IntArray:
        """(N,) the worlds of the ``episode``-th draws (N,) of environments seeded ``seed`` (N,).

        Each environment plays every world once before one comes again.
        """
        size = self.last - self.first
        place = self.first + _permuted(seed, episode // size, episode % size, size)
        return np.array(self.listed, dtype=np.int64)[place] if self.listed else place


def check_training(seed: int, allow_reserved: bool = False) -> int:
    """A seed that may be trained on. Raises ValueError for one that is reserved for evaluation.

    Reserved are the splits "test" and "validation"; ``allow_reserved`` insists on using one all the same.
    """
    seed = as_seed(seed, "of a world")
    reserved = [name for name in ("test", "validation") if seed in range(*SPLITS[name])]
    if reserved and not allow_reserved:
        raise ValueError(
            f"seed {seed} is reserved for evaluation ({reserved[0]}); train on seeds from"
            f" {SPLITS['train'][0]:,} on, or insist with allow_reserved=True"
        )
    return seed


def in_json(worlds: Selection | None) -> Selection | None:
    """The same selection in a form that JSON, which knows no tuples, keeps."""
    if isinstance(worlds, tuple):
        return f"{worlds[0]}:{worlds[1]}"
    return worlds if worlds is None or isinstance(worlds, str) else [int(world) for world in worlds]


def as_seed(seed: int, what: str) -> int:
    """A seed as Python's own number. Raises ValueError for what is none; ``what`` says whose it is."""
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed < 2**63:
        raise ValueError(f"the seed {what} is a whole number from 0 to 2**63 - 1, not {seed!r}")
    return int(seed)


class Deck:
    """From which environments are dealt their worlds: by one seed for all of them, or each by its own.

    Those dealt by one seed play every world of the range once, together, before one comes again.

    Args:
        worlds: the range.
        count: N, of environments.
        seeds: one for all, or one for each.
    """

    def __init__(self, worlds: Range, count: int, seeds: int | Sequence[int]) -> None:
        self._range, each = worlds, not isinstance(seeds, int)
        self._seed = np.array(seeds, dtype=np.int64).reshape(-1)  # (D,) of the parts that are dealt from
        self._dealt = np.zeros(len(self._seed), dtype=np.int64)  # (D,) worlds so far
        self._part: IntArray = np.arange(count) if each else np.zeros(count, dtype=np.int64)  # (N,)

    def deal(self, rows: IntArray) -> IntArray:
        """(n,) the next worlds of the environments ``rows`` (n,)."""
        part = self._part[rows]
        by_part = np.argsort(part, kind="stable")
        turn = np.empty_like(part)
        turn[by_part] = rank(part[by_part])
        worlds = self._range.draw(self._seed[part], self._dealt[part] + turn)
        np.add.at(self._dealt, part, 1)
        return worlds

    def seed(self, rows: IntArray, seeds: Sequence[int]) -> None:
        """From now on the environments ``rows`` (n,) are dealt by ``seeds`` (n,) of their own."""
        self._part[rows] = len(self._seed) + np.arange(len(rows))
        self._seed = np.concatenate([self._seed, np.array(seeds, dtype=np.int64)])
        self._dealt = np.concatenate([self._dealt, np.zeros(len(rows), dtype=np.int64)])


def _permuted(seed: IntArray, turn: IntArray, place: IntArray, size: int) -> IntArray:
    """(N,) where the keyed permutation of ``size`` places puts each ``place`` (N,).

    A Feistel network over at least ``size`` places, walked until it comes back into them.
    """
    half = np.uint64(max(1, (size.bit_length() + 1) // 2))
    low = np.uint64((1 << int(half)) - 1)
    x, outside = place.astype(np.uint64), np.arange(len(place))
    while len(outside):
        left, right = x[outside] >> half, x[outside] & low
        for number in range(_ROUNDS):
            mixed = bits(seed[outside], Stream.NEXT_WORLD, turn[outside], number, right) & low
            left, right = right, left ^ mixed
        x[outside] = (left << half) | right
        outside = outside[x[outside] >= size]
    return x.astype(np.int64)
