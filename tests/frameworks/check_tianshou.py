"""`vendsim/Pricing-v0` with one level for all prices under Tianshou's DQN; run by scripts/frameworks.py."""

from typing import Any

import gymnasium
import numpy as np
import torch
from documented import run_example
from short_years import SHORT
from tianshou.data import Batch
from tianshou.env import DummyVectorEnv
from versions import print_versions

WORLDS, STEPS = 3, 25


def vector_environments_equal_single_worlds(make: Any) -> None:
    """Observations, masks, rewards and ends; a world that has ended is reset by its index."""
    envs = DummyVectorEnv([lambda: make(scenario=SHORT)] * WORLDS)
    singles = [gymnasium.make("vendsim/Pricing-v0", discrete=True, scenario=SHORT) for _ in range(WORLDS)]
    seeds = list(range(WORLDS))
    envs.seed(seeds)  # opens a first world
    for env, seed in zip(singles, seeds, strict=True):
        env.reset(seed=seed)
    seen, expected = envs.reset()[0], [env.reset() for env in singles]
    rng, ends = np.random.default_rng(0), 0
    for _ in range(STEPS):
        for row, (observation, info) in enumerate(expected):
            np.testing.assert_array_equal(seen[row]["obs"], observation)
            np.testing.assert_array_equal(seen[row]["mask"], info["action_mask"])
        actions = rng.integers(0, 3, WORLDS)
        seen, reward, terminated, truncated, _ = envs.step(actions)
        for row, env in enumerate(singles):
            observation, single_reward, over, cut_off, info = env.step(actions[row])
            assert (reward[row], terminated[row], truncated[row]) == (single_reward, over, cut_off)
            expected[row] = (observation, info)
        if done := np.flatnonzero(terminated | truncated).tolist():
            ends += len(done)
            seen[done] = envs.reset(done)[0]
            for row in done:
                expected[row] = singles[row].reset()
    assert ends >= 2 * WORLDS, f"only {ends} episodes ended"


def the_example_runs() -> dict[str, Any]:
    """That of the documentation: it trains across ends of episodes, by possible actions only."""
    torch.manual_seed(0)
    np.random.seed(0)
    names = run_example("Tianshou")
    assert names["result"].update_step > 0
    gathered: Batch = names["buffer"].sample(0)[0]
    assert np.take_along_axis(gathered.obs.mask, gathered.act[:, None], axis=1).all()
    assert gathered.truncated.sum() >= 4
    assert all(weights.isfinite().all() for weights in names["policy"].parameters())
    return names


if __name__ == "__main__":
    print_versions("tianshou", "gymnasium", "torch", "numpy")
    vector_environments_equal_single_worlds(the_example_runs()["business"])
