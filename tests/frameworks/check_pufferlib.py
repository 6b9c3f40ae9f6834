"""The numeric environments under PufferLib's emulation (pufferlib-core); run by scripts/frameworks.py."""

from typing import Any

import gymnasium
import numpy as np
import pufferlib.emulation
import pufferlib.vector
import torch
from documented import run_example
from short_years import NUMERIC, SHORT, all_possible, sample
from versions import print_versions

from vendsim.envs.wrappers import MaskInObservation

STEPS = 90


def business(name: str, buf: Any = None, seed: int = 0) -> pufferlib.emulation.GymnasiumPufferEnv:
    """One short world, as docs/frameworks.md makes long ones."""
    env = MaskInObservation(gymnasium.make(name, scenario=SHORT))
    return pufferlib.emulation.GymnasiumPufferEnv(env, buf=buf, seed=seed)


def a_batch_equals_single_worlds(name: str) -> None:
    """Through ends of episodes, where the next step opens a new world."""
    seeds = [3, 4, 5, 6]
    vecenv = pufferlib.vector.make(business, [name], backend=pufferlib.vector.Serial, num_envs=len(seeds))
    nvec = vecenv.single_action_space.nvec
    singles = [gymnasium.make(name, scenario=SHORT) for _ in seeds]
    expected = [env.reset(seed=seed) for env, seed in zip(singles, seeds, strict=True)]
    flat, _ = vecenv.reset(seed=seeds[0])
    rng, over, ends = np.random.default_rng(0), [False] * len(seeds), 0
    for _ in range(STEPS):
        masks, seen = np.split(flat, [nvec.sum()], axis=1)
        for row, (observation, info) in enumerate(expected):
            np.testing.assert_array_equal(seen[row], observation)
            np.testing.assert_array_equal(masks[row], info["action_mask"])
        actions = sample(rng, masks == 1, nvec)
        flat, reward, terminal, truncation, _ = vecenv.step(actions)
        for row, env in enumerate(singles):
            if over[row]:
                expected[row], over[row] = env.reset(), False
                assert reward[row] == 0.0
                assert not terminal[row]
                assert not truncation[row]
            else:
                observation, single_reward, terminated, truncated, info = env.step(actions[row])
                expected[row] = (observation, info)
                assert reward[row] == np.float32(single_reward)
                assert (terminal[row], truncation[row]) == (terminated, truncated)
                over[row] = terminated or truncated
                ends += over[row]
    assert ends >= 2 * len(seeds), f"only {ends} episodes ended"


def the_example_runs() -> None:
    """That of the documentation: its policy takes only what is possible."""
    torch.manual_seed(0)
    names = run_example("PufferLib")
    flat, action = names["taken"]
    nvec = np.array(names["nvec"])
    assert all_possible(action.numpy(), flat[:, : nvec.sum()].numpy() == 1, nvec)


if __name__ == "__main__":
    print_versions("pufferlib-core", "gymnasium", "torch", "numpy")
    for each in NUMERIC:
        a_batch_equals_single_worlds(each)
    the_example_runs()
