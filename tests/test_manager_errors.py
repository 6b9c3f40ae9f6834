"""What is wrong with the arguments of a numeric environment is said when it is made, and in one sentence."""

import gymnasium
import numpy as np
import pytest

import vendsim  # noqa: F401 (registers the environments)
from vendsim.envs.manager_env import ManagerEnv
from vendsim.envs.manager_vector import ManagerVectorEnv


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
    with pytest.raises(ValueError, match="only reset_mask, worlds, first_day"):
        envs.reset(options={"nope": 1})
    envs.reset(seed=1)
    with pytest.raises(ValueError, match="actions have the shape"):
        envs.step([[0, 0]])
    width = envs.single_observation_space.shape[0]
    every_other = np.zeros((4, width), dtype=np.float32)[::2]
    with pytest.raises(ValueError, match="rows must follow"):
        gymnasium.make_vec("vendsim/Manager-v0", num_envs=2, observation=every_other)


def test_actions_that_are_no_whole_numbers_are_refused_and_change_nothing():
    env = gymnasium.make("vendsim/Manager-v0", disable_env_checker=True).unwrapped
    _, info = env.reset(seed=1)
    half = np.zeros(env.action_space.shape)
    half[2] = -0.5
    with pytest.raises(ValueError, match=r"whole numbers, not -0\.5"):
        env.step(half)
    with pytest.raises(ValueError, match="whole numbers, not nan"):
        env.step(half * np.nan)
    after = env.step(np.zeros(env.action_space.shape))[4]  # whole numbers, if in another type
    assert after["day"] == info["day"] + 1


@pytest.mark.parametrize("name", ["Manager", "Pricing", "Restock"])
def test_actions_of_other_types_are_refused_and_truth_values_are_numbers(name):
    env = gymnasium.make(f"vendsim/{name}-v0", disable_env_checker=True).unwrapped
    env.reset(seed=1)
    idle = np.zeros(env.action_space.shape)
    for wrong in (idle.astype(object), idle.astype(complex), idle.astype(str)):
        with pytest.raises(ValueError, match="whole numbers, not"):
            env.step(wrong)
    env.step(idle.astype(bool))


def test_no_action_is_no_choice_of_one_move():
    env = gymnasium.make("vendsim/Pricing-v0", discrete=True, disable_env_checker=True).unwrapped
    env.reset(seed=1)
    with pytest.raises(ValueError, match="whole numbers, not None"):
        env.step(None)


def test_what_is_wrong_with_a_head_is_said_by_its_name():
    env = gymnasium.make("vendsim/Pricing-v0", disable_env_checker=True).unwrapped
    env.reset(seed=1)
    action = np.zeros(12, dtype=int)
    action[1] = 99
    with pytest.raises(ValueError, match=r"head 1 \(price of slot A2\) has options 0 to 11, not 99"):
        env.step(action)


@pytest.mark.parametrize("seed", [2**63, -1, 1.5])
def test_a_seed_that_cannot_be_is_refused(seed):
    for env in (ManagerEnv(), ManagerVectorEnv(2)):
        with pytest.raises(ValueError, match=r"seed of a reset is a whole number from 0 to 2\*\*63 - 1"):
            env.reset(seed=seed)


def test_only_pricing_has_a_discrete_action():
    with pytest.raises(ValueError, match=r"only vendsim/Pricing-v0 takes discrete=True"):
        ManagerEnv(discrete=True)
