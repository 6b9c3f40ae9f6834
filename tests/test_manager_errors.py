"""What is wrong with the arguments of a numeric environment is said when it is made, and in one sentence."""

import gymnasium
import numpy as np
import pytest

import vendsim  # noqa: F401 (registers the environments)


@pytest.mark.parametrize("make", [gymnasium.make, gymnasium.make_vec])
def test_an_empty_range_of_worlds_is_refused_when_the_environment_is_made(make):
    with pytest.raises(ValueError, match="0 <= first < last"):
        make("vendsim/Manager-v0", worlds=(5, 1))


@pytest.mark.parametrize("name", ["Manager", "Pricing", "Restock"])
def test_an_action_of_another_shape_is_refused_and_loses_nothing(name):
    env = gymnasium.make(f"vendsim/{name}-v0", disable_env_checker=True)
    _, info = env.reset(seed=1)
    with pytest.raises(ValueError, match="an action has the shape"):
        env.step([0, 0])
    _, _, _, _, after = env.step(env.action_space.sample() * 0)
    assert after["day"] == info["day"] + 1


@pytest.mark.parametrize("name", ["Manager", "Pricing", "Restock", "Tools"])
def test_an_option_of_reset_that_does_not_exist_is_refused(name):
    env = gymnasium.make(f"vendsim/{name}-v0", disable_env_checker=True)
    with pytest.raises(ValueError, match='no option "nope"'):
        env.reset(seed=1, options={"nope": 1})


def test_a_batch_refuses_actions_of_another_shape_options_that_do_not_exist_and_scattered_buffers():
    envs = gymnasium.make_vec("vendsim/Manager-v0", num_envs=2)
    with pytest.raises(ValueError, match="only reset_mask"):
        envs.reset(options={"nope": 1})
    envs.reset(seed=1)
    with pytest.raises(ValueError, match="actions have the shape"):
        envs.step([[0, 0]])
    width = envs.single_observation_space.shape[0]
    every_other = np.zeros((4, width), dtype=np.float32)[::2]
    with pytest.raises(ValueError, match="rows must follow"):
        gymnasium.make_vec("vendsim/Manager-v0", num_envs=2, observation=every_other)
