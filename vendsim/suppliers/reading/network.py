"""The trained network, in whole numbers: the same answers on every machine.

A token's embeddings are summed to a vector, its state. Six convolutions, each looking farther, add to it what
its neighbourhood says; halfway and at the end the strongest signals of its sentence and of the whole mail are
added. Every layer sees only the positive part of a state. Weights are multiples of 1/128, states of 1/32
between -8 and 8, so that every sum of products is a whole number below 2**24, exact in float32 in any order.
Trained by `training/train.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

DILATIONS = (1, 2, 4, 8, 16, 1)
POOLED_BEFORE = (3, 6)  # convolutions before which the sentence and the mail are looked at as wholes; 6: last
WEIGHT_STEPS = 128  # a weight is a whole number of these parts
HIGHEST = 255  # of a state, in its steps of 1/32
ACTIVATION_STEPS = 32
SEEDS = (0, 1, 2)
"""The trainings whose scores are added up: where one errs by chance, the other seldom does."""
POINT = WEIGHT_STEPS * ACTIVATION_STEPS * len(SEEDS)
"""A difference of one in the scores of each network."""


@dataclass(frozen=True)
class Scores:
    """How strongly each label is meant, in whole numbers; T tokens."""

    acts: Floats  # (T, len(ACTS))
    topics: Floats  # (T, len(TOPICS)), of tokens that ask
    roles: Floats  # (T, len(ROLES))
    offsets: Floats  # (T, len(OFFSETS))
    intents: Floats  # (len(INTENTS),)


@cache
def _weights(seed: int) -> dict[str, Floats]:
    """The weights of one training, by name."""
    with files(__package__).joinpath("weights", f"network{seed}.npz").open("rb") as file:
        arrays = np.load(file, allow_pickle=False)
        return {name: arrays[name].astype(np.float32) for name in arrays.files}


@cache
def vocabulary() -> Mapping[str, int]:
    """The rows of the words that the network knows."""
    return dict(json.loads(files(__package__).joinpath("weights", "words.json").read_text(encoding="utf-8")))


@cache
def no_names() -> frozenset[str]:
    """Words that the network knows and that no mail of its training used in the name of any goods."""
    text = files(__package__).joinpath("weights", "names.json").read_text(encoding="utf-8")
    return frozenset(vocabulary()) - frozenset(json.loads(text))


def scores(features: Sequence[Sequence[int]], parts: Sequence[int]) -> Scores:
    """What the networks say of a mail, added up: the features of its tokens, and the part that each is in.

    Not to be written into: who sends many suppliers the same mail gets the same arrays.
    """
    return _added_up(tuple(map(tuple, features)), tuple(parts))


@lru_cache(maxsize=128)
def _added_up(features: tuple[tuple[int, ...], ...], parts: tuple[int, ...]) -> Scores:
    said = [_scores(_weights(seed), features, np.asarray(parts)) for seed in SEEDS]
    sums = [np.sum([getattr(one, field.name) for one in said], axis=0) for field in fields(Scores)]
    for array in sums:
        array.setflags(write=False)
    return Scores(*sums)


def gist(features: Sequence[Sequence[int]]) -> Floats:
    """What the networks make of a clause, in whole numbers: the means and the highest of its states.

    Not to be written into, as `scores`.
    """
    return _gist(tuple(map(tuple, features)))


@lru_cache(maxsize=128)
def _gist(features: tuple[tuple[int, ...], ...]) -> Floats:
    states = [_states(_weights(seed), features, np.zeros(len(features), dtype=np.int64)) for seed in SEEDS]
    means = (np.floor(one.mean(axis=0, dtype=np.float64)) for one in states)
    found = np.concatenate([*means, *(one.max(axis=0) for one in states)])
    found.setflags(write=False)
    return found


def _states(
    weights: Mapping[str, Floats], features: Sequence[Sequence[int]], parts: NDArray[np.int64]
) -> Floats:
    """The positive parts of the tokens' last states; (T, WIDTH)."""
    states = _embedded(weights["embedding"], features)
    for layer, dilation in enumerate(DILATIONS):
        if layer in POOLED_BEFORE:
            states = _pooled(weights, layer, states, parts)
        states = _convolved(weights[f"conv{layer}"], weights[f"conv{layer}_bias"], states, dilation)
    return _positive(_pooled(weights, len(DILATIONS), states, parts))


def _scores(
    weights: Mapping[str, Floats], features: Sequence[Sequence[int]], parts: NDArray[np.int64]
) -> Scores:
    hidden = _states(weights, features, parts)
    whole = hidden.max(axis=0)
    sums = whole @ weights["summary"] + weights["summary_bias"]
    summary = np.clip(np.floor(sums / WEIGHT_STEPS), 0, HIGHEST)
    return Scores(
        acts=_product(hidden, weights["acts"]) + weights["acts_bias"],
        topics=_product(hidden, weights["topics"]) + weights["topics_bias"],
        roles=_product(hidden, weights["roles"]) + weights["roles_bias"],
        offsets=_product(hidden, weights["offsets"]) + weights["offsets_bias"],
        intents=summary @ weights["intents"] + weights["intents_bias"],
    )


_AT_ONCE = 2**18
"""Multiplications in one product at most: larger ones are spread over threads by the libraries below NumPy,
which costs more than it brings here, above all where many worlds are played side by side."""


def _product(left: Floats, right: Floats) -> Floats:
    """The matrix product, some rows at a time."""
    rows = max(_AT_ONCE // right.size, 1)
    if len(left) <= rows:
        return left @ right
    return np.concatenate([left[i : i + rows] @ right for i in range(0, len(left), rows)])


def _positive(states: Floats) -> Floats:
    return np.maximum(states, 0)


def _bounded(states: Floats) -> Floats:
    return np.clip(states, -HIGHEST, HIGHEST)


def _embedded(table: Floats, features: Sequence[Sequence[int]]) -> Floats:
    lengths = [len(row) for row in features]
    flat = np.fromiter((i for row in features for i in row), dtype=np.int64, count=sum(lengths))
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    return _bounded(np.add.reduceat(table[flat], starts, axis=0))


def _convolved(weight: Floats, bias: Floats, states: Floats, dilation: int) -> Floats:
    """Each token with its neighbours ``dilation`` away; weight (3 * D, D)."""
    hidden = _positive(states)
    width = hidden.shape[1]
    sums = _product(hidden, weight[width : 2 * width]) + bias
    sums[dilation:] += _product(hidden[:-dilation], weight[:width])
    sums[:-dilation] += _product(hidden[dilation:], weight[2 * width :])
    return _bounded(states + np.floor(sums / WEIGHT_STEPS))


def _pooled(weights: Mapping[str, Floats], layer: int, states: Floats, parts: NDArray[np.int64]) -> Floats:
    """Each token with the strongest signals of its sentence and of the mail."""
    hidden = _positive(states)
    changes = np.diff(parts, prepend=-1) != 0
    of_part = np.maximum.reduceat(hidden, np.flatnonzero(changes), axis=0)[np.cumsum(changes) - 1]
    of_mail = hidden.max(axis=0) @ weights[f"of_mail{layer}"]
    seen = _product(of_part, weights[f"of_part{layer}"]) + of_mail + weights[f"pool{layer}_bias"]
    return _bounded(states + np.floor(seen / WEIGHT_STEPS))
