"""All environments under the newest and the oldest supported gymnasium; run by scripts/frameworks.py."""

import warnings

import gymnasium
import numpy as np
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import AutoresetMode
from short_years import NUMERIC, SHORT
from versions import print_versions

from vendsim.envs.manager_vector import ManagerVectorEnv

SEEDS, STEPS = [3, 4, 5], 250


def the_checker_finds_nothing() -> None:
    """Warnings are errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in (*NUMERIC, "vendsim/Newsvendor-v0", "vendsim/Tools-v0"):
            check_env(gymnasium.make(name).unwrapped)


def a_batch_equals_single_worlds(name: str, mode: AutoresetMode) -> None:
    """Through several ends of episodes, observation for observation."""
    envs = gymnasium.make_vec(name, num_envs=len(SEEDS), scenario=SHORT, autoreset_mode=mode)
    assert isinstance(envs.unwrapped, ManagerVectorEnv), type(envs.unwrapped)
    singles = [gymnasium.make(name, scenario=SHORT) for _ in SEEDS]
    seen, info = envs.reset(seed=SEEDS)
    for row, (env, seed) in enumerate(zip(singles, SEEDS, strict=True)):
        first, single_info = env.reset(seed=seed)
        np.testing.assert_array_equal(seen[row], first)
        np.testing.assert_array_equal(info["action_mask"][row], single_info["action_mask"])

    rng = np.random.default_rng(0)
    over, ends = [False] * len(SEEDS), 0
    for _ in range(STEPS):
        actions = rng.integers(0, envs.single_action_space.nvec, envs.action_space.shape)
        seen, reward, terminated, truncated, info = envs.step(actions)
        assert seen in envs.observation_space
        for row, env in enumerate(singles):
            if over[row]:  # NEXT_STEP: this step opened the next world
                expected, single_reward, over[row] = env.reset()[0], 0.0, False
                assert not terminated[row]
                assert not truncated[row]
            else:
                expected, single_reward, over_for_good, cut_off, _ = env.step(actions[row])
                assert (terminated[row], truncated[row]) == (over_for_good, cut_off)
                ended = over_for_good or cut_off
                ends += ended
                if ended and mode is AutoresetMode.SAME_STEP:
                    np.testing.assert_array_equal(info["final_obs"][row], expected)
                    expected = env.reset()[0]
                else:
                    over[row] = ended
            assert reward[row] == single_reward
            np.testing.assert_array_equal(seen[row], expected)
    assert ends >= 2 * len(SEEDS), f"only {ends} episodes ended in {STEPS} steps"


if __name__ == "__main__":
    print_versions("gymnasium", "numpy", "vendsim")
    the_checker_finds_nothing()
    for each in NUMERIC:
        for autoreset in (AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP):
            a_batch_equals_single_worlds(each, autoreset)
