"""Trained policies as files: what is saved plays as it was, and a file that does not fit says so."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vendsim.manager.layout import layout
from vendsim.scenario import Scenario
from vendsim_agents.policy_file import Layer, load, save

SCENARIO = Scenario.load("vb2")


def some_layers(hidden: int = 16, seed: int = 0) -> list[Layer]:
    form, draw = layout(SCENARIO), np.random.default_rng(seed)
    sizes = (form.width, hidden, form.mask_size)
    return [
        (draw.normal(size=(out, size)).astype(np.float32), draw.normal(size=out).astype(np.float32))
        for size, out in pairwise(sizes)
    ]


def test_a_saved_policy_takes_the_best_possible_option_of_each_head(tmp_path: Path) -> None:
    form, layers = layout(SCENARIO), some_layers()
    save(tmp_path / "policy.npz", SCENARIO, layers, activation="relu")
    act = load(tmp_path / "policy.npz")
    draw = np.random.default_rng(1)
    observation = draw.uniform(-1, 1, size=(5, form.width)).astype(np.float32)
    mask = (draw.random((5, form.mask_size)) < 0.3).astype(np.int8)
    mask[:, form.starts[:-1]] = 1
    hidden = np.maximum(observation @ layers[0][0].T + layers[0][1], 0)
    logits = hidden @ layers[1][0].T + layers[1][1]
    action = act(observation, mask)
    assert action.shape == (5, len(form.nvec))
    for world in range(5):
        for head, (start, end) in enumerate(zip(form.starts[:-1], form.starts[1:], strict=True)):
            possible = [int(i) for i in np.flatnonzero(mask[world, start:end])]
            best = max(possible, key=lambda option: logits[world, start + option])
            assert action[world, head] == best
    assert (act(observation[2], mask[2]) == action[2]).all()


def test_a_policy_of_another_layout_is_refused_in_one_sentence(tmp_path: Path) -> None:
    save(tmp_path / "policy.npz", SCENARIO, some_layers())
    fewer = SCENARIO.machine.model_copy(update={"slots_per_row": 2})
    with pytest.raises(ValueError, match="trained on another layout"):
        load(tmp_path / "policy.npz", SCENARIO.model_copy(update={"machine": fewer}))


def spoilt(layers: list[Layer], **change: Any) -> dict[str, Any]:
    return {"scenario": SCENARIO, "layers": layers, "activation": "tanh"} | change


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (spoilt(some_layers()[:1]), "logits"),
        (spoilt(some_layers()[1:]), "does not follow"),
        (spoilt(some_layers(), activation="sine"), "activation"),
    ],
)
def test_layers_that_do_not_fit_are_not_saved(tmp_path: Path, arguments: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        save(tmp_path / "policy.npz", **arguments)
    assert not (tmp_path / "policy.npz").exists()


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut off"])
def test_a_file_that_is_no_policy_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "policy.npz").write_bytes(content)
    with pytest.raises(ValueError, match="no policy file"):
        load(tmp_path / "policy.npz")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"absent\.npz"):
        load(tmp_path / "absent.npz")


def test_pickled_objects_are_never_opened(tmp_path: Path) -> None:
    np.savez(tmp_path / "policy.npz", format=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ValueError, match="no policy file"):
        load(tmp_path / "policy.npz")
