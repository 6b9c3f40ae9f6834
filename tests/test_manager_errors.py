"""What is wrong with the arguments of a numeric environment is said when it is made, and in one sentence."""

import gymnasium
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
