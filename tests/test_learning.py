"""The learner's network, where PyTorch is installed (extra ``rl``)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from numeric import random_choices
from vendsim.manager.day import play_day
from vendsim.manager.layout import layout
from vendsim.manager.look import observe
from vendsim.manager.worlds import open_business
from vendsim.scenario import Scenario
from vendsim_agents.policy_file import load

torch = pytest.importorskip("torch", reason="PyTorch is in the extra [rl] only")
VB2 = Scenario.load("vb2")
FORM = layout(VB2)


def small(folder: Path, width: int = 8, narrow: int = 8) -> Any:
    """A training that takes seconds."""
    from vendsim_agents.rl.ppo import Arguments

    return Arguments(
        out=folder / "policy.npz", minutes=0.05, fast=False, threads=1, worlds=4, exam_worlds=2, days=8,
        batch=16, memory=200, value_updates=1, width=width, narrow=narrow,
    )  # fmt: skip


def test_a_trained_policy_plays_from_its_file_as_it_did_in_training(tmp_path: Path) -> None:
    from vendsim_agents.rl.ppo import Training

    training = Training(small(tmp_path, width=32, narrow=16))
    network, choices = training.network, training.choices
    with torch.no_grad():
        for weights in network.parameters():
            weights += 0.3 * torch.randn_like(weights)
    training.save()
    act = load(tmp_path / "policy.npz", luck=False)
    seeds = np.arange(6)
    worlds = open_business(VB2, seeds)
    for day in range(60):
        seen = np.zeros((len(seeds), FORM.width), dtype=np.float32)
        mask = np.zeros((len(seeds), FORM.mask_size), dtype=np.int8)
        observe(VB2, worlds.known, seen, mask)
        if day % 20 == 0:
            with torch.no_grad():
                scores = network(torch.tensor(seen))[0]
                best = choices.draw(scores, torch.tensor(seen), torch.tensor(mask), luck=0.0)
            assert (act(seen, mask) == best.numpy()).mean() > 0.99  # float32 sums in another order
        play_day(worlds, random_choices(FORM, mask, seeds, day))


def test_probabilities_of_what_is_drawn_add_up_to_one() -> None:
    """The second head of each group, over all its options, after the choice of the first."""
    from vendsim_agents.rl.ppo import Choices, Network

    torch.manual_seed(2)
    network, choices = Network(FORM, 16, 8, 4), Choices(FORM)
    worlds = open_business(VB2, np.arange(2))
    known = worlds.known
    known.offered[:] = True
    known.plan_product[:, 0] = FORM.options[0, 5]
    seen = np.zeros((2, FORM.width), dtype=np.float32)
    mask = np.zeros((2, FORM.mask_size), dtype=np.int8)
    observe(VB2, known, seen, mask)
    observed, possibilities = torch.tensor(seen), torch.tensor(mask)
    with torch.no_grad():
        scores = network(observed)[0]
        action = choices.draw(scores, observed, possibilities)
        for head in [group.start + 1 for group in FORM.columns.values() if group.stop > group.start + 1]:
            total = torch.zeros(2)
            for option in range(int(FORM.nvec[head])):
                action[:, head], before = option, action[:, head].clone()
                total += choices.judge(scores, observed, possibilities, action)[0][:, head].exp()
                action[:, head] = before
            assert torch.allclose(total, torch.ones(2), atol=1e-4)


def test_training_runs_and_writes_a_policy_and_its_curve(tmp_path: Path) -> None:
    from vendsim_agents.rl.ppo import Training

    Training(small(tmp_path)).run()
    assert load(tmp_path / "policy.npz")
    curve = (tmp_path / "policy.csv").read_text()
    assert curve.startswith("minutes,")
    assert {"imitation", "PPO"} <= {line.split(",")[2] for line in curve.splitlines()}
