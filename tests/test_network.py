"""The network that reads mail computes in whole numbers: exactly, and from the words it was trained on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pytest
from numpy.typing import NDArray

from vendsim.suppliers.reading import network
from vendsim.suppliers.reading.features import WORDS, features_of
from vendsim.suppliers.reading.mail import parse

Ints = NDArray[np.int64]

MAILS = [
    "Please send 48 Coke and 24 Snickers at $0.95 to 1680 Mission St, San Francisco, CA 94103.",
    "Hi Brenda,\n\nDeal. All four, 24 of each, please.\nWhere is PO-1003? What is the freight?\n\nCharles",
    "| item | qty |\n|---|---|\n| Coke | 48 |\n| Takis | 24 |\n\nIs that in stock? " * 9,
    "?",
]


def weights_of(seed: int, name: str) -> Ints:
    return network._weights(seed)[name].astype(np.int64)


def seen(text: str) -> tuple[list[list[int]], list[int]]:
    mail = parse("", text)
    parts = [at for at, part in enumerate(mail.parts) for _ in part.tokens]
    return features_of(mail, network.vocabulary()), parts


def in_whole_numbers(features: Sequence[Sequence[int]], parts: Sequence[int], seed: int) -> dict[str, Ints]:
    """The same network, token by token, in integers of 64 bits."""
    whole = partial(weights_of, seed)
    table, length = whole("embedding"), len(parts)
    highest, steps = network.HIGHEST, network.WEIGHT_STEPS
    states = np.array([sum(table[i] for i in row) for row in features]).clip(-highest, highest)

    def pooled(layer: int, states: Ints) -> Ints:
        hidden = states.clip(0)
        rows = []
        for t in range(length):
            own = np.max([hidden[i] for i in range(length) if parts[i] == parts[t]], axis=0)
            sums = own @ whole(f"of_part{layer}") + hidden.max(axis=0) @ whole(f"of_mail{layer}")
            rows.append((states[t] + (sums + whole(f"pool{layer}_bias")) // steps).clip(-highest, highest))
        return np.array(rows)

    for layer, dilation in enumerate(network.DILATIONS):
        if layer in network.POOLED_BEFORE:
            states = pooled(layer, states)
        hidden, nothing = states.clip(0), np.zeros(states.shape[1], dtype=np.int64)
        rows = []
        for t in range(length):
            near = [hidden[i] if 0 <= i < length else nothing for i in (t - dilation, t, t + dilation)]
            sums = np.concatenate(near) @ whole(f"conv{layer}") + whole(f"conv{layer}_bias")
            rows.append((states[t] + sums // steps).clip(-highest, highest))
        states = np.array(rows)
    hidden = pooled(len(network.DILATIONS), states).clip(0)
    sums = hidden.max(axis=0) @ whole("summary") + whole("summary_bias")
    inputs = dict.fromkeys(("acts", "topics", "roles", "offsets"), hidden)
    inputs["intents"] = (sums // steps).clip(0, highest)
    return {name: given @ whole(name) + whole(f"{name}_bias") for name, given in inputs.items()}


@pytest.mark.parametrize("text", MAILS)
def test_floats_give_what_whole_numbers_give(text: str) -> None:
    features, parts = seen(text)
    said = network.scores(features, parts)
    exact = [in_whole_numbers(features, parts, seed) for seed in network.SEEDS]
    for name in exact[0]:
        assert (getattr(said, name) == sum(one[name] for one in exact)).all(), name


@pytest.mark.parametrize("seed", network.SEEDS)
def test_no_sum_can_leave_the_range_in_which_floats_are_exact(seed: int) -> None:
    """Whatever the mail: every input at its highest where the weight is positive, or where it is negative."""
    whole = partial(weights_of, seed)
    of_part = {layer: whole(f"of_part{layer}") for layer in network.POOLED_BEFORE}
    products = {
        f"conv{layer}": (whole(f"conv{layer}"), whole(f"conv{layer}_bias"))
        for layer in range(len(network.DILATIONS))
    }
    products |= {
        f"pool{layer}": (np.concatenate([own, whole(f"of_mail{layer}")]), whole(f"pool{layer}_bias"))
        for layer, own in of_part.items()
    }
    products |= {
        name: (whole(name), whole(f"{name}_bias"))
        for name in ("summary", "acts", "topics", "roles", "offsets", "intents")
    }
    for name, (matrix, bias) in products.items():
        for signed in (matrix.clip(0), (-matrix).clip(0)):
            assert (network.HIGHEST * signed.sum(axis=0) + np.abs(bias)).max() < 2**24 / len(network.SEEDS), (
                name
            )


def test_a_word_that_was_learned_is_seen_as_itself() -> None:
    known = network.vocabulary()
    rows = weights_of(0, "embedding").shape[0]
    assert all(WORDS <= row < rows for row in known.values())
    assert {"please", "book", "deal", "refund", "shipping"} <= known.keys()
    (please,), _ = seen("please")
    assert known["please"] in please
