"""Trained policies as files: weights of a small network with the layout they were trained on, nothing else.

A file is a NumPy archive (``.npz``) without pickled objects, so that opening one runs no foreign code. In it
stand ``format``, ``activation`` and ``layout`` as text (the layout as JSON: the numbers of an observation and
the heads of an action, in order), and ``weight_0``, ``bias_0``, ``weight_1``, ... of the layers, weights as
(out, in). The last layer gives a logit for each option; a decision is the best possible option of each head.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vendsim.manager.layout import (
    CLAIMS,
    GROUPS,
    HEADS,
    INDEX_GOODS,
    LETTERS,
    ORDER_UNITS,
    ORDERS,
    PRICE_LEVELS,
    REFUNDS,
    layout,
)
from vendsim.scenario import Scenario

FORMAT = "vendsim-policy-1"
ACTIVATIONS: dict[str, Callable[[npt.NDArray[Any]], npt.NDArray[Any]]] = {
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
}
_IMPOSSIBLE = -1e9

Layer = tuple[npt.NDArray[Any], npt.NDArray[Any]]  # weight (out, in), bias (out,)
Policy = Callable[[npt.NDArray[Any], npt.NDArray[Any]], npt.NDArray[np.int64]]


def layout_text(scenario: Scenario) -> str:
    """What every number of an observation and of an action means in a scenario, as JSON text."""
    form = layout(scenario)
    facts = {
        "observation": [[f"{group}.{name}", what] for group, rows in GROUPS for name, _, what in rows],
        "width": form.width,
        "heads": [[name, what] for name, _, what in HEADS],
        "options": form.nvec.tolist(),
        "constants": [list(PRICE_LEVELS), list(ORDER_UNITS), LETTERS, REFUNDS, CLAIMS, ORDERS, INDEX_GOODS],
    }
    return json.dumps(facts)


def save(path: Path | str, scenario: Scenario, layers: Sequence[Layer], activation: str = "tanh") -> None:
    """Write a policy: hidden layers with ``activation`` between them, then the layer of the logits.

    Raises ValueError, in one sentence, when the layers do not fit one another or the scenario's layout.
    """
    form = layout(scenario)
    arrays = {f"weight_{i}": np.asarray(w, dtype=np.float32) for i, (w, _) in enumerate(layers)}
    arrays |= {f"bias_{i}": np.asarray(b, dtype=np.float32) for i, (_, b) in enumerate(layers)}
    _check([(arrays[f"weight_{i}"], arrays[f"bias_{i}"]) for i in range(len(layers))], activation, form.width,
           form.mask_size)  # fmt: skip
    words = {"format": FORMAT, "activation": activation, "layout": layout_text(scenario)}
    with open(path, "wb") as file:  # a name without .npz stays as it is
        np.savez(file, **{name: np.array(text) for name, text in words.items()}, **arrays)  # type: ignore[arg-type]


def load(path: Path | str, scenario: str | Path | Scenario = "vb2") -> Policy:
    """The policy in a file: observation (..., D) and mask (..., M) to action (..., H), int64.

    Raises ValueError, in one sentence, when the file is none, or was trained on another layout.
    """
    rules = Scenario.load(scenario)
    form = layout(rules)
    content = _read(Path(path))
    if str(content.get("format")) != FORMAT:
        raise ValueError(f"{path} is no policy file of this version (its format should be {FORMAT})")
    _compare(path, json.loads(str(content.get("layout", "{}"))), json.loads(layout_text(rules)))
    activation = str(content.get("activation"))
    count = sum(name.startswith("weight_") for name in content)
    try:
        layers = [(content[f"weight_{i}"], content[f"bias_{i}"]) for i in range(count)]
        _check(layers, activation, form.width, form.mask_size)
    except (KeyError, ValueError) as error:
        raise ValueError(f"{path} cannot be played: {error}") from None
    return _network(layers, ACTIVATIONS[activation], form.starts)


def _read(path: Path) -> dict[str, npt.NDArray[Any]]:
    try:
        with np.load(path, allow_pickle=False) as archive:
            return dict(archive)
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror or error}") from None
    except (ValueError, TypeError, EOFError, zipfile.BadZipFile):
        raise ValueError(f"{path} is no policy file; agents/ exports them as .npz") from None


def _compare(path: Path | str, theirs: dict[str, Any], ours: dict[str, Any]) -> None:
    """A policy that reads other numbers than it was trained on would play nonsense, so it is refused."""
    for name, value in ours.items():
        if theirs.get(name) != value:
            other = theirs.get("width"), len(theirs.get("options", ()))
            raise ValueError(
                f"{path} was trained on another layout (its {name} differ; {other[0]} numbers and {other[1]} "
                f"heads, here {ours['width']} and {len(ours['options'])}); train it anew with this version"
            )


def _check(layers: Sequence[Layer], activation: str, width: int, options: int) -> None:
    if activation not in ACTIVATIONS:
        raise ValueError(f"the activation must be one of {', '.join(ACTIVATIONS)}, not {activation!r}")
    size = width
    for weight, bias in layers:
        if weight.ndim != 2 or weight.shape[1] != size or bias.shape != weight.shape[:1]:
            raise ValueError(f"a layer of shape {weight.shape} does not follow {size} numbers")
        size = weight.shape[0]
    if not layers or size != options:
        raise ValueError(f"the last layer gives {size} logits; the heads have {options} options")


def _network(
    layers: Sequence[Layer],
    activate: Callable[[npt.NDArray[Any]], npt.NDArray[Any]],
    starts: npt.NDArray[Any],
) -> Policy:
    def act(observation: npt.NDArray[Any], mask: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        x = np.asarray(observation, dtype=np.float32)
        for weight, bias in layers[:-1]:
            x = activate(x @ weight.T + bias)
        weight, bias = layers[-1]
        logits = np.where(np.asarray(mask) > 0, x @ weight.T + bias, _IMPOSSIBLE)
        parts = zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)
        return np.stack([np.argmax(logits[..., start:end], axis=-1) for start, end in parts], axis=-1)

    return act
