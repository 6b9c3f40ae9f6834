"""The text world as a gymnasium environment."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from typing import Any

import gymnasium
import pytest
from gymnasium.error import ResetNeeded
from gymnasium.utils.env_checker import check_env

from vendsim import Episode, Scenario
from vendsim.envs.tools_env import ToolsEnv

WAIT = json.dumps({"name": "wait_for_next_day", "arguments": {}})
INBOX = json.dumps({"name": "read_inbox"})


def make(days: int = 3, **options: Any) -> ToolsEnv:
    return ToolsEnv(Scenario.load("vb2").model_copy(update={"days": days}), **options)


def _fresh_world(env: ToolsEnv) -> int:
    env.reset()
    return env.world


def play_out(env: ToolsEnv, action: str = WAIT) -> list[float]:
    """The rewards of an episode in which one call is made over and over."""
    env.reset(seed=4)
    rewards, ended = [], False
    while not ended:
        _, reward, ended, truncated, _ = env.step(action)
        assert not truncated
        rewards.append(float(reward))
    return rewards


def test_gymnasium_finds_nothing_to_complain_about() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(gymnasium.make("vendsim/Tools-v0", scenario="vb2").unwrapped)


def test_the_environment_can_be_made_without_importing_the_package() -> None:
    code = "import gymnasium; gymnasium.make('vendsim:vendsim/Tools-v0').reset(seed=0)"
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)


def test_importing_the_package_registers_the_environment() -> None:
    code = "import vendsim, gymnasium; gymnasium.make('vendsim/Tools-v0').reset(seed=0)"
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)


def test_a_seed_is_a_world() -> None:
    env = make()
    observation, _ = env.reset(seed=11)
    episode = Episode("vb2", 11)
    assert env.world == 11
    assert observation == make().reset(seed=11)[0]
    assert env.step(INBOX)[0] == episode.call("read_inbox", {}).text.replace("of 365", "of 3")


def test_without_a_seed_worlds_come_from_the_environments_own_generator() -> None:
    first, second = make(), make()
    first.reset(seed=1)
    second.reset(seed=1)
    worlds = [_fresh_world(first) for _ in range(3)]
    assert worlds == [_fresh_world(second) for _ in range(3)]
    assert len(set(worlds)) == 3


def test_worlds_without_a_seed_are_training_worlds() -> None:
    class Lowest:
        """A generator that always draws the first number there is."""

        def integers(self, low: int, high: int | None = None) -> int:
            return 0 if high is None else low

    env = make()
    env._np_random = Lowest()  # type: ignore[assignment]
    env.reset()
    assert env.world == 1_000_000


def test_infos_do_not_tell_the_seed() -> None:
    env = make()
    _, info = env.reset(seed=987_654_321)
    assert "987654321" not in str(info)


def test_the_reward_is_the_final_balance_at_the_end_and_nothing_before() -> None:
    assert play_out(make(days=3)) == [0.0, 0.0, 494.0]


def test_dense_rewards_add_up_to_what_was_gained() -> None:
    assert play_out(make(days=3, reward="balance_change")) == [-2.0, -2.0, -2.0]


def test_bankruptcy_ends_the_episode() -> None:
    env = make(days=365)
    play_out(env)
    with pytest.raises(ResetNeeded):
        env.step(WAIT)
    assert len(play_out(env)) == 260


def test_the_last_info_says_how_it_ended() -> None:
    env = make(days=1)
    env.reset(seed=0)
    *_, info = env.step(WAIT)
    assert info["end_reason"] == "completed"


def test_stepping_needs_a_reset() -> None:
    with pytest.raises(ResetNeeded):
        make().step(WAIT)


@pytest.mark.parametrize(
    "action",
    [
        "",
        "hello",
        "[]",
        "3",
        "null",
        "{}",
        '{"name": 7}',
        '{"name": "fly"}',
        '{"arguments": {}}',
        '{"name": "read_email", "arguments": [1]}',
        '{"name": "read_email", "arguments": {"id": NaN}}',
        "[" * 100_000,
        "\ud800",
    ],
)
def test_a_bad_action_is_answered_with_an_error(action: str) -> None:
    env = make()
    env.reset(seed=0)
    observation, reward, ended, _, info = env.step(action)
    assert "Error" in observation
    assert observation in env.observation_space
    assert info["error"]
    assert (reward, ended) == (0.0, False)


def test_nonsense_alone_ends_an_episode_too() -> None:
    assert len(play_out(make(days=1), "nonsense")) == 14 * 60 / 5 + 1


def test_calls_are_carried_out_in_the_world() -> None:
    env = make()
    env.reset(seed=0)
    env.step(json.dumps({"name": "write_note", "arguments": {"text": "two cans for a dollar"}}))
    observation, *_ = env.step(json.dumps({"name": "read_notes", "arguments": {}}))
    assert "two cans for a dollar" in observation


def test_tokens_are_billed_in_the_world() -> None:
    env = make(days=8)
    env.reset(seed=0)
    env.bill_tokens(1_000_000)
    for _ in range(7):
        _, _, _, _, info = env.step(WAIT)
    assert info["balance"] == 500 - 7 * 2 - 100


def test_what_an_agent_must_know_stands_in_the_first_info() -> None:
    env = make()
    _, info = env.reset(seed=0)
    assert info["system_prompt"] == env.system_prompt == Episode(make()._scenario).system_prompt
    assert info["tools"] == env.tools


def test_infos_are_the_callers_to_keep() -> None:
    env = make()
    _, info = env.reset(seed=0)
    info["tools"][0]["function"]["name"] = "changed"
    assert env.tools[0]["function"]["name"] != "changed"


def test_spaces_of_two_environments_are_sampled_apart() -> None:
    first, second = make(), make()
    first.action_space.seed(1)
    second.action_space.seed(1)
    first.action_space.sample()
    assert first.action_space.np_random is not second.action_space.np_random


def test_rendering_shows_what_the_agent_read() -> None:
    env = make(render_mode="ansi")
    observation, _ = env.reset(seed=0)
    assert str(env.render()).endswith(observation)


def test_an_unknown_reward_is_refused() -> None:
    with pytest.raises(ValueError, match="score, final_balance, balance_change"):
        make(reward="profit")


def test_the_manual_states_the_sizes_of_the_spaces() -> None:
    env = make()
    for space in (env.action_space, env.observation_space):
        assert f"Text({space.min_length}, {space.max_length})" in (ToolsEnv.__doc__ or "")


def test_asynchronous_vectors_refuse_the_shared_memory_that_would_lose_texts() -> None:
    with pytest.raises(ValueError, match="shared_memory=False"):
        gymnasium.make_vec("vendsim/Tools-v0", num_envs=1, vectorization_mode="async")
