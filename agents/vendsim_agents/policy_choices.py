"""From scores of all options to a decision: the best-scored option of each head, with or without doubles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from vendsim.manager.layout import Layout

Array = npt.NDArray[Any]
Actions = npt.NDArray[np.int64]
Choose = Callable[[Layout, Array, Array], Actions]  # layout, observations (B, width), scores (B, options)
IMPOSSIBLE = -1e9  # the score of an option that cannot be chosen


def each_alone(form: Layout, observation: Array, scores: Array) -> Actions:
    """(B, H) the best option of each head."""
    edges = zip(form.starts[:-1].tolist(), form.starts[1:].tolist(), strict=True)
    return np.stack([scores[:, start:end].argmax(axis=1) for start, end in edges], axis=1)


def without_doubles(form: Layout, observation: Array, scores: Array) -> Actions:
    """(B, H) the best options, head after head: none plans a product that another slot has or gets, and none
    writes to a supplier that gets an earlier letter.
    """
    scores, letters = scores.copy(), form.columns["letter"]
    planned = np.rint(observation[:, form.fields["slot.product"]] * form.products).astype(np.int64) - 1
    for products, slots in form.blocks:
        block = _heads(form, scores, slots)
        there = (planned[:, slots, None] == products).any(axis=1)  # (B, products)
        block[:, :, 1:] = np.where(there[:, None], IMPOSSIBLE, block[:, :, 1:])
        for i in range(block.shape[1] - 1):
            option = block[:, i].argmax(axis=1)
            rows = np.flatnonzero(option)
            block[rows, i + 1 :, option[rows]] = IMPOSSIBLE
    mail = _heads(form, scores, letters)
    for i in range(mail.shape[1] - 1):
        option = mail[:, i].argmax(axis=1)
        rows = np.flatnonzero(option)
        place = (option[rows] - 1) % form.suppliers
        mail[rows, i + 1 :, 1 + place] = mail[rows, i + 1 :, 1 + form.suppliers + place] = IMPOSSIBLE
    return each_alone(form, observation, scores)


def _heads(form: Layout, scores: Array, heads: slice) -> Array:
    """(B, heads, options) a view of the scores of neighbouring heads of one size."""
    start, end = int(form.starts[heads.start]), int(form.starts[heads.stop])
    return scores[:, start:end].reshape(len(scores), heads.stop - heads.start, -1)
