"""The numeric environments under TorchRL; run by scripts/frameworks.py."""

from typing import Any

import gymnasium
import numpy as np
import torch
from documented import run_example
from short_years import NUMERIC, SHORT, all_possible
from tensordict import TensorDictBase
from torch.distributions import Categorical
from torchrl.collectors import Collector
from torchrl.envs import (
    ActionMask,
    Compose,
    DTypeCastTransform,
    EnvBase,
    GymEnv,
    GymWrapper,
    TransformedEnv,
    check_env_specs,
)
from versions import print_versions

from vendsim.bridges.torchrl import BusinessEnv, MaskedHeads
from vendsim.envs.wrappers import MaskInObservation

WORLDS, STEPS = 4, 100


def batch(name: str, **options: Any) -> BusinessEnv:
    """`WORLDS` short worlds in one batch."""
    return BusinessEnv(gymnasium.make_vec(name, num_envs=WORLDS, scenario=SHORT), **options)


def only_possible(played: TensorDictBase, nvec: Any) -> bool:
    """Whether all actions of a rollout (..., steps) were possible."""
    flat = played.reshape(-1)
    return all_possible(flat["action"].numpy(), flat["action_mask"].numpy(), nvec)


def single_worlds_fit() -> None:
    """TorchRL's own wrapper of gymnasium, with masks in the observation and without."""
    check_env_specs(GymEnv("vendsim/Manager-v0", scenario=SHORT))
    for name in ("vendsim/Manager-v0", "vendsim/Restock-v0"):  # Pricing-v0: see docs/frameworks.md
        single = MaskInObservation(gymnasium.make(name, scenario=SHORT))
        masks = DTypeCastTransform(torch.float32, torch.bool, in_keys=["action_mask"])
        wrapped = GymWrapper(single, categorical_action_encoding=True)
        env = TransformedEnv(wrapped, Compose(masks, ActionMask()))
        check_env_specs(env)
        played = env.rollout(STEPS, break_when_any_done=False)
        assert played["next", "done"].sum() >= 2
        assert only_possible(played, single.action_space.nvec)


def a_batch_equals_single_worlds(name: str) -> None:
    """Until its first end: masks, observations, rewards, true next observations."""
    base = batch(name, seed=3)
    base.reset()
    worlds = base.envs.world
    base.set_seed(3)
    check_env_specs(batch(name))
    played = TransformedEnv(base, ActionMask()).rollout(STEPS, break_when_any_done=False)
    assert only_possible(played, base.envs.single_action_space.nvec)
    assert played["next", "done"].sum() >= 2 * WORLDS
    for row in range(WORLDS):
        env = gymnasium.make(name, scenario=SHORT)
        seen, info = env.reset(options={"world": worlds[row]})
        for day in played[row].unbind(0):
            np.testing.assert_array_equal(day["observation"], seen)
            np.testing.assert_array_equal(day["action_mask"], info["action_mask"])
            seen, reward, terminated, truncated, info = env.step(day["action"].numpy())
            np.testing.assert_array_equal(day["next", "observation"], seen)
            assert day["next", "reward"].item() == np.float32(reward)
            assert day["next", "terminated"].item() == terminated
            assert day["next", "truncated"].item() == truncated
            assert day["next", "done"].item() == (terminated or truncated)
            if terminated or truncated:
                break  # the next worlds of a batch are drawn by one seed


def a_seed_decides() -> None:
    """Which worlds a reset opens; the next reset opens others."""
    env = batch("vendsim/Manager-v0")
    env.set_seed(7)
    env.reset()
    first = env.envs.world
    env.reset()
    assert (env.envs.world != first).all()
    env.set_seed(7)
    env.reset()
    np.testing.assert_array_equal(env.envs.world, first)


def masked_heads_are_categoricals() -> None:
    """One a head, over what is possible."""
    torch.manual_seed(0)
    nvec = [3, 5, 2]
    logits, mask = torch.randn(6, 10), torch.rand(6, 10) < 0.5
    mask[:, [0, 3, 8]] = True
    heads = MaskedHeads(logits, mask, nvec)
    alone = [
        Categorical(logits=part.masked_fill(~allowed, -torch.inf))
        for part, allowed in zip(logits.split(nvec, -1), mask.split(nvec, -1), strict=True)
    ]
    sample = heads.sample()
    torch.testing.assert_close(
        heads.log_prob(sample), sum(one.log_prob(sample[:, i]) for i, one in enumerate(alone))
    )
    torch.testing.assert_close(heads.entropy(), sum(one.entropy() for one in alone))
    torch.testing.assert_close(heads.mode, torch.stack([one.probs.argmax(-1) for one in alone], -1))
    many = heads.sample((1000,)).reshape(-1, 3)
    assert all_possible(many.numpy(), mask.repeat(1000, 1).numpy(), np.array(nvec))


def a_collector_gathers() -> None:
    """Frames of a random policy, all possible, across ends of episodes."""
    env = TransformedEnv(batch("vendsim/Manager-v0"), ActionMask())
    gathered = list(Collector(env, env.rand_action, frames_per_batch=200, total_frames=400))
    assert [tuple(part.shape) for part in gathered] == [(WORLDS, 50)] * 2
    assert all(only_possible(part, env.envs.single_action_space.nvec) for part in gathered)
    assert sum(int(part["next", "done"].sum()) for part in gathered) >= WORLDS


def the_example_runs() -> None:
    """That of the documentation: its policy takes only what is possible, and learns."""
    torch.manual_seed(0)
    names = run_example("TorchRL")
    assert only_possible(names["batch"], names["nvec"])
    assert all(value.isfinite().all() for value in names["losses"].values())
    env: EnvBase = names["env"]
    with torch.no_grad():
        played = env.rollout(20, names["actor"])
    assert only_possible(played, names["nvec"])


if __name__ == "__main__":
    print_versions("torchrl", "tensordict", "gymnasium", "torch", "numpy")
    single_worlds_fit()
    for each in NUMERIC:
        a_batch_equals_single_worlds(each)
    a_seed_decides()
    masked_heads_are_categoricals()
    a_collector_gathers()
    the_example_runs()
