"""The learner's network, where PyTorch is installed (extra ``rl``)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from numeric import random_choices
from vendsim.manager.layout import layout
from vendsim.manager.observe import observe, possible
from vendsim.manager.worlds import open_business, play_day
from vendsim.scenario import Scenario
from vendsim_agents.policy_file import load

torch = pytest.importorskip("torch", reason="PyTorch is in the extra [rl] only")
VB2 = Scenario.load("vb2")
FORM = layout(VB2)


def test_a_trained_policy_plays_from_its_file_as_it_did_in_training(tmp_path: Path) -> None:
    from vendsim_agents.rl.ppo import Choices, Network, save

    torch.manual_seed(1)
    network, choices = Network(FORM, 32), Choices(FORM)
    with torch.no_grad():
        for weights in network.parameters():
            weights += 0.3 * torch.randn_like(weights)
    save(network, tmp_path / "policy.npz")
    act = load(tmp_path / "policy.npz", luck=False)
    seeds = np.arange(6)
    worlds = open_business(VB2, seeds)
    for day in range(60):
        seen = np.zeros((len(seeds), FORM.width), dtype=np.float32)
        mask = np.zeros((len(seeds), FORM.mask_size), dtype=np.int8)
        observe(VB2, FORM, worlds.known, seen)
        possible(FORM, worlds.known, mask)
        if day % 20 == 0:
            with torch.no_grad():
                logs = choices.logs(network(torch.tensor(seen))[0], choices.masks(torch.tensor(mask)))
            best = torch.cat([logs[name].argmax(-1) for name in FORM.columns], 1)
            assert (act(seen, mask) == best.numpy()).mean() > 0.999  # float32 sums in another order
        play_day(worlds, random_choices(FORM, mask, seeds, day))


def test_training_runs_and_writes_a_policy_and_its_curve(tmp_path: Path) -> None:
    from vendsim_agents.rl.ppo import Arguments, train

    train(Arguments(out=tmp_path / "policy.npz", minutes=0.05, worlds=4, days=8, batches=2, width=8))
    assert load(tmp_path / "policy.npz")
    assert (tmp_path / "policy.csv").read_text().startswith("minutes,")
