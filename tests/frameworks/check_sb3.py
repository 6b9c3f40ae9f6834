"""The numeric environments under Stable-Baselines3 and sb3-contrib; run by scripts/frameworks.py."""

import subprocess
import sys
import warnings
from typing import Any

import gymnasium
import numpy as np
from documented import run_example
from gymnasium.vector import AutoresetMode
from sb3_contrib import MaskablePPO
from sb3_contrib.common.maskable.evaluation import evaluate_policy as evaluate_masked
from short_years import NUMERIC, SHORT, all_possible, sample
from stable_baselines3 import PPO
from stable_baselines3.common.env_checker import check_env
from stable_baselines3.common.env_util import make_vec_env
from stable_baselines3.common.evaluation import evaluate_policy
from stable_baselines3.common.vec_env import VecEnvWrapper, VecMonitor
from versions import print_versions

from vendsim.bridges.stable_baselines3 import BusinessVecEnv

WORLDS = 6


def batch(name: str = "vendsim/Manager-v0", seed: int | None = None, **options: Any) -> BusinessVecEnv:
    """`WORLDS` short worlds in one batch."""
    envs = gymnasium.make_vec(
        name, num_envs=WORLDS, scenario=SHORT, autoreset_mode=AutoresetMode.SAME_STEP, **options
    )
    return BusinessVecEnv(envs, seed=seed)


class OnlyPossible(VecEnvWrapper):
    """Fails when an action takes what the mask rules out."""

    def reset(self) -> Any:
        """As the batch does."""
        return self.venv.reset()

    def step_async(self, actions: Any) -> None:
        """Look at the actions, then hand them on."""
        assert all_possible(actions, np.stack(self.env_method("action_masks")), self.action_space.nvec)
        self.venv.step_async(actions)

    def step_wait(self) -> Any:
        """As the batch does."""
        return self.venv.step_wait()


def the_checker_finds_nothing() -> None:
    """Warnings are errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in NUMERIC:
            check_env(gymnasium.make(name, scenario=SHORT))


def the_adapter_equals_single_worlds(name: str) -> None:
    """In the same worlds: masks, observations, rewards, last observations, infos."""
    ours = batch(name)
    theirs = make_vec_env(name, WORLDS, seed=3, env_kwargs={"scenario": SHORT, "render_mode": None})
    chosen = [{"world": 100 + row} for row in range(WORLDS)]
    for envs in (ours, theirs):
        envs.set_options(chosen)
    np.testing.assert_array_equal(ours.reset(), theirs.reset())
    rng, ends, running = np.random.default_rng(0), 0, np.ones(WORLDS, dtype=bool)
    while running.any():
        masks = np.stack(ours.env_method("action_masks"))
        np.testing.assert_array_equal(masks[running], np.stack(theirs.env_method("action_masks"))[running])
        actions = sample(rng, masks, ours.action_space.nvec)
        seen, reward, ended, infos = ours.step(actions)
        expected, single_reward, single_ended, single_infos = theirs.step(actions)
        np.testing.assert_array_equal(reward[running], single_reward[running])
        np.testing.assert_array_equal(ended[running], single_ended[running])
        np.testing.assert_array_equal(seen[running & ~ended], expected[running & ~ended])
        for row in np.flatnonzero(running).tolist():
            keys = {"day", "balance", "world"}
            keys |= {"terminal_observation", "TimeLimit.truncated"} if ended[row] else set()
            for key in keys:
                np.testing.assert_array_equal(infos[row][key], single_infos[row][key], err_msg=key)
        ends += int((ended & running).sum())
        running &= ~ended  # the next worlds are drawn by one seed here, by one for each there
    assert ends == WORLDS, f"only {ends} episodes ended"


def worlds_have_attributes_of_their_own() -> None:
    """Set for all or for some, by any kind of index; what a batch shares only for all."""
    envs = batch()
    envs.reset()
    assert not envs.has_attr("level")
    envs.set_attr("level", 1)
    envs.set_attr("level", 2, indices=np.array([1, 3]))
    envs.set_attr("level", 3, indices=0)
    assert envs.get_attr("level") == [3, 2, 1, 2, 1, 1]
    assert envs.get_attr("level", indices=np.array([3, 0])) == [2, 3]
    worlds = envs.get_attr("world")
    assert envs.get_attr("world", indices=np.int64(2)) == [worlds[2]]
    envs.set_attr("render_mode", "ansi")
    assert len(envs.env_method("render", indices=np.array([0, 5]))) == 2
    try:
        envs.set_attr("render_mode", None, indices=[0])
    except ValueError as error:
        assert "share" in str(error)  # noqa: PT017 (no pytest here)
    else:
        raise AssertionError("one world has a render_mode of its own")


def an_episode_cut_off_is_told_as_one() -> None:
    """With its last observation, its return by the monitor, and the world that it was played in."""
    envs = VecMonitor(batch("vendsim/Pricing-v0", seed=1))
    envs.reset()
    worlds, ended = envs.get_attr("world"), np.zeros(WORLDS, dtype=bool)
    while not ended.all():
        _, _, ended, infos = envs.step(np.zeros((WORLDS, len(envs.action_space.nvec)), dtype=int))
    for info, world, following in zip(infos, worlds, envs.get_attr("world"), strict=True):
        assert info["TimeLimit.truncated"]
        assert info["world"] == world != following
        assert info["terminal_observation"].shape == envs.observation_space.shape
        assert info["episode"]["l"] == SHORT.days // 4


def the_seed_of_a_model_decides() -> None:
    """Which worlds are opened, too."""

    def rollout(seed: int) -> tuple[Any, Any]:
        envs = batch()
        model = PPO("MlpPolicy", envs, n_steps=8, batch_size=48, seed=seed).learn(48)
        return envs.envs.world, model.rollout_buffer.observations

    (worlds, seen), (again, seen_again), (others, _) = rollout(5), rollout(5), rollout(6)
    np.testing.assert_array_equal(worlds, again)
    np.testing.assert_array_equal(seen, seen_again)
    assert (worlds != others).all()


def a_policy_trains_is_saved_and_judged(algorithm: type[PPO] | type[MaskablePPO], path: str) -> None:
    """And is the same after loading."""
    masked = algorithm is MaskablePPO
    guarded = OnlyPossible(batch(worlds=(0, 1000))) if masked else batch(worlds=(0, 1000))
    model = algorithm("MlpPolicy", VecMonitor(guarded), n_steps=64, batch_size=128, n_epochs=2, seed=1)
    before = [each.clone() for each in model.policy.parameters()]
    model.learn(3_000)
    assert any((a != b).any() for a, b in zip(before, model.policy.parameters(), strict=True))
    lengths = {episode["l"] for episode in model.ep_info_buffer}
    assert len(model.ep_info_buffer) >= 2 * WORLDS, model.ep_info_buffer
    assert max(lengths) <= SHORT.days, lengths

    model.save(path)
    loaded = algorithm.load(path)
    judge = evaluate_masked if masked else evaluate_policy
    returns = [
        judge(
            each,
            VecMonitor(batch(seed=100, reward="final_balance", worlds="validation")),
            2 * WORLDS,
            return_episode_rewards=True,
        )
        for each in (model, loaded)
    ]
    assert returns[0] == returns[1]
    print(f"{algorithm.__name__}: final balances after {SHORT.days} days {np.round(returns[0][0], 2)}")


def a_single_world_is_enough() -> None:
    """Without the adapter: Stable-Baselines3 finds the masks of the environment itself."""
    env = gymnasium.make("vendsim/Manager-v0", scenario=SHORT)
    MaskablePPO("MlpPolicy", env, n_steps=64, batch_size=64, n_epochs=1).learn(64)


def the_examples_run() -> None:
    """That of the documentation and that of the agents, the latter with little training."""
    model = run_example("Stable-Baselines3")["model"]
    assert model.num_timesteps > 0
    subprocess.run(
        [sys.executable, "-m", "vendsim_agents.rl.maskable_ppo", "--cpu-minutes", "0.1", "--worlds", "1"],
        check=True,
    )


if __name__ == "__main__":
    print_versions("stable-baselines3", "sb3-contrib", "gymnasium", "torch", "numpy")
    the_checker_finds_nothing()
    for each in NUMERIC:
        the_adapter_equals_single_worlds(each)
    worlds_have_attributes_of_their_own()
    an_episode_cut_off_is_told_as_one()
    the_seed_of_a_model_decides()
    a_policy_trains_is_saved_and_judged(PPO, "plain.zip")
    a_policy_trains_is_saved_and_judged(MaskablePPO, "masked.zip")
    a_single_world_is_enough()
    the_examples_run()
