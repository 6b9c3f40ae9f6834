"""Trained policies as files: weights of a network with the layout they were trained on, nothing else.

A file is a NumPy archive (``.npz``) that holds no pickled object, so that opening one runs no foreign code.
In it stand ``format``, ``network`` (see `policy_networks`), ``activation`` and ``layout`` as text (the layout
as JSON: the numbers of an observation and the heads of an action, in order), ``luck``, and the weights. The
network gives a logit for each option. A decision takes the likeliest possible option of each head or, with
luck, draws one; luck is keyed by the time of the year, so that the same mornings always bring the same
decisions.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vendsim.draws import Stream, uniform
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
    Layout,
    layout,
)
from vendsim.scenario import Scenario
from vendsim_agents.policy_choices import IMPOSSIBLE, Choose
from vendsim_agents.policy_networks import NETWORKS, Logits, Weights

FORMAT = "vendsim-policy-3"
_LUCK = 11  # part of the key of a decision's luck
_MOMENTS = 1_000_000  # parts of a run that luck tells apart

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


def save(
    path: Path | str,
    scenario: Scenario,
    network: str,
    weights: Weights,
    activation: str = "relu",
    luck: bool = True,
) -> None:
    """Write a policy, which is played with or without ``luck``.

    Raises ValueError, in one sentence, when the weights do not fit the network or the scenario's layout.
    """
    arrays = {name: np.asarray(values, dtype=np.float32) for name, values in weights.items()}
    _build(layout(scenario), network, arrays, activation)
    words = {
        "format": FORMAT, "network": network, "activation": activation, "layout": layout_text(scenario),
        "luck": "drawn" if luck else "likeliest",
    }  # fmt: skip
    with open(path, "wb") as file:  # a name without .npz stays as it is
        np.savez(file, **{name: np.array(text) for name, text in words.items()}, **arrays)  # type: ignore[arg-type]


def load(path: Path | str, scenario: str | Path | Scenario = "vb2", luck: bool | None = None) -> Policy:
    """The policy in a file: observation (B, D) and mask (B, M) to action (B, H), int64; or (D,) to (H,).

    ``luck`` says whether options are drawn; the default is what the file says. Raises ValueError, in one
    sentence, when the file is none, or was trained on another layout.
    """
    rules = Scenario.load(scenario)
    form = layout(rules)
    content = _read(Path(path))
    if str(content.get("format")) != FORMAT:
        raise ValueError(f"{path} is no policy file of this version (its format should be {FORMAT})")
    _compare(path, json.loads(str(content.get("layout", "{}"))), json.loads(layout_text(rules)))
    weights = {name: values for name, values in content.items() if values.dtype.kind == "f"}
    network = str(content.get("network"))
    try:
        logits = _build(form, network, weights, str(content.get("activation")))
    except ValueError as error:
        raise ValueError(f"{path} cannot be played: {error}") from None
    drawn = str(content.get("luck")) == "drawn" if luck is None else luck
    return _player(form, logits, NETWORKS[network].choose, drawn)


def _build(form: Layout, network: str, weights: Weights, activation: str) -> Logits:
    if network not in NETWORKS:
        raise ValueError(f"the network must be one of {', '.join(NETWORKS)}, not {network!r}")
    return NETWORKS[network].build(form, weights, activation)


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


def _player(form: Layout, logits: Logits, choose: Choose, luck: bool) -> Policy:
    year = form.fields["general.year"].start

    def act(observation: npt.NDArray[Any], mask: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        seen = np.atleast_2d(np.asarray(observation, dtype=np.float32))
        scores = logits(seen)
        if luck:
            moment = np.rint(seen[:, year] * _MOMENTS).astype(np.int64)[:, None]
            u = uniform(_LUCK, Stream.AGENT, moment, np.arange(form.mask_size)[None, :])
            scores = scores - np.log(-np.log(u + 1e-12))
        chosen = choose(form, seen, np.where(np.atleast_2d(mask) > 0, scores, IMPOSSIBLE))
        return chosen.reshape(*np.shape(observation)[:-1], len(form.nvec))

    return act
