"""What gymnasium's own environments offer: shapes, masks, specifications, access to each world of a batch."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.envs.registration import EnvSpec
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import AutoresetMode, SyncVectorEnv

import vendsim
from vendsim.envs.manager_env import ManagerEnv, PricingEnv
from vendsim.envs.manager_vector import ManagerVectorEnv, PricingVectorEnv
from vendsim.manager.layout import layout

SHORT = vendsim.Scenario.load("vb2").model_copy(update={"days": 3})
MONTHS = SHORT.model_copy(update={"days": 60})
FORM = layout(SHORT)
IDLE = np.zeros((2, len(FORM.nvec)), dtype=np.int64)


@pytest.mark.parametrize(
    "options",
    [{"privileged_info": True}, {"flatten": False}, {"scenario": MONTHS}],
    ids=lambda each: "".join(each),
)
def test_the_checker_of_gymnasium_finds_nothing(options: dict[str, Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(gymnasium.make("vendsim/Manager-v0", **options).unwrapped)
        check_env(gymnasium.make("vendsim/Pricing-v0", discrete=True, **options).unwrapped)


def test_observations_by_field_are_the_same_numbers() -> None:
    flat, named = ManagerVectorEnv(2, SHORT), ManagerVectorEnv(2, SHORT, flatten=False)
    numbers, parts = flat.reset(seed=1)[0], named.reset(seed=1)[0]
    assert parts in named.observation_space
    assert parts["product.rate"].shape == (2, FORM.products)
    assert np.array_equal(np.concatenate(list(parts.values()), axis=1), numbers)
    single = ManagerEnv(SHORT, flatten=False)
    one = single.reset(seed=1)[0]
    assert one in single.observation_space
    assert list(one) == list(parts)


def test_last_observations_of_a_batch_come_by_field_too() -> None:
    envs = ManagerVectorEnv(2, SHORT, flatten=False, autoreset_mode=AutoresetMode.SAME_STEP)
    envs.reset(seed=1)
    info = [envs.step(IDLE)[4] for _ in range(3)][-1]
    assert info["final_obs"][1] in envs.single_observation_space


@pytest.mark.parametrize("kind", ["single", "batch", "sync"])
def test_a_space_samples_what_the_mask_allows(kind: str) -> None:
    env: Any = {
        "single": ManagerEnv, "batch": lambda rules: ManagerVectorEnv(2, rules),
        "sync": lambda rules: SyncVectorEnv([lambda: ManagerEnv(rules)] * 2),
    }[kind](SHORT)  # fmt: skip
    _, info = env.reset(seed=0)
    for _ in range(3):
        action = env.action_space.sample(info["action_mask"])
        assert action in env.action_space
        chosen = np.atleast_2d(action) + FORM.starts[:-1]
        assert np.take_along_axis(np.atleast_2d(info["action_mask"]), chosen, axis=1).all()
    assert env.action_space.sample(info["action_mask"].astype(bool)) in env.action_space
    assert "12 product, 12 price" in repr(env.action_space)
    assert len(repr(env.action_space)) < 150
    with pytest.raises(ValueError, match="mask"):
        env.action_space.sample(info["action_mask"][..., 1:])


def test_one_move_of_all_prices_is_a_discrete_action() -> None:
    heads, one = PricingEnv(MONTHS), PricingEnv(MONTHS, discrete=True)
    many = PricingVectorEnv(2, MONTHS, discrete=True)
    heads.reset(seed=5)
    _, info = one.reset(seed=5)
    many.reset(seed=[5, 6])
    assert isinstance(one.action_space, gymnasium.spaces.Discrete)
    assert one.action_space.sample(info["action_mask"]) in one.action_space
    for move in (1, 0, 2):
        seen = heads.step(np.full(12, move))[0]
        assert np.array_equal(one.step(move)[0], seen)
        rows, _, _, _, infos = many.step(np.array([move, 1]))
        assert np.array_equal(rows[0], seen)
    assert many.action_space.sample(infos["action_mask"]) in many.action_space
    sync = SyncVectorEnv([lambda: PricingEnv(MONTHS, discrete=True)] * 2)
    assert sync.action_space.sample(infos["action_mask"]) in many.action_space


def test_make_vec_takes_what_make_takes() -> None:
    envs = gymnasium.make_vec(
        "vendsim/Manager-v0", num_envs=2, scenario=SHORT, max_episode_steps=2, render_mode="ansi",
        disable_env_checker=True, worlds=(0, 9),
    )  # fmt: skip
    envs.reset(seed=0)
    ends = [envs.step(IDLE)[2:4] for _ in range(3)]
    assert [truncated.tolist() for _, truncated in ends] == [[False] * 2, [True] * 2, [False] * 2]
    assert not any(terminated.any() for terminated, _ in ends)
    assert len(envs.render()) == 2
    again = gymnasium.make_vec("vendsim/Manager-v0", num_envs=2, worlds=(0, 9), max_episode_steps=2)
    twin = gymnasium.make_vec(EnvSpec.from_json(again.spec.to_json()))
    assert np.array_equal(again.reset(seed=1)[0], twin.reset(seed=1)[0])


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"scenario": SHORT}, SHORT.model_dump(mode="json")),
        ({"scenario": Path("shop.toml")}, "shop.toml"),
        ({"worlds": range(2, 5)}, [2, 3, 4]),
        ({"worlds": np.array([4, 9])}, [4, 9]),
        ({"autoreset_mode": AutoresetMode.SAME_STEP}, "SameStep"),
    ],
    ids=str,
)
def test_whatever_an_environment_was_made_with_its_specification_is_json(
    options: dict[str, Any], told: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shop.toml").write_text('extends = "vb2"\nname = "shop"\ndays = 3\n')
    monkeypatch.chdir(tmp_path)
    envs = gymnasium.make_vec("vendsim/Manager-v0", num_envs=2, **options)
    kept = EnvSpec.from_json(envs.spec.to_json())
    assert kept.kwargs[next(iter(options))] == told
    twin = gymnasium.make_vec(kept)
    for which in (envs, twin):
        which.reset(seed=1)
    actions = np.zeros(envs.action_space.shape, dtype=int)
    for _ in range(4):
        one, other = envs.step(actions), twin.step(actions)
        assert np.array_equal(one[0], other[0])
        assert one[4]["world"].tolist() == other[4]["world"].tolist()


@pytest.mark.parametrize("name", ["tools", "manager"])
def test_a_scenario_of_ones_own_survives_the_specification_of_a_single_world(name: str) -> None:
    env = gymnasium.make(f"vendsim/{name.capitalize()}-v0", scenario=SHORT)
    twin = gymnasium.make(EnvSpec.from_json(env.spec.to_json()))
    assert np.array_equal(env.reset(seed=1)[0], twin.reset(seed=1)[0])
    assert twin.unwrapped._scenario == SHORT


@pytest.mark.parametrize("mode", [AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP])
@pytest.mark.parametrize("name", ["Manager", "Pricing", "Restock"])
def test_what_is_told_of_single_worlds_and_batches_is_the_same(name: str, mode: AutoresetMode) -> None:
    options = {"num_envs": 2, "scenario": SHORT, "max_episode_steps": 2, "privileged_info": True}
    ours = gymnasium.make_vec(f"vendsim/{name}-v0", autoreset_mode=mode, **options)
    vector = {"vectorization_mode": "sync", "vector_kwargs": {"autoreset_mode": mode}}
    theirs = gymnasium.make_vec(f"vendsim/{name}-v0", **options, **vector)
    (_, one), (_, other) = ours.reset(seed=[1, 2]), theirs.reset(seed=[1, 2])
    assert_same(one, other)
    for _ in range(4):
        actions = ours.action_space.sample(one["action_mask"])
        (*_, one), (*_, other) = ours.step(actions), theirs.step(actions)
        assert_same(one, other)


def assert_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Two infos: names, types, shapes and values, at every depth."""
    assert set(one) == set(other)
    for name, values in one.items():
        if isinstance(values, dict):
            assert_same(values, other[name])
        elif name == "final_obs":
            assert all(np.array_equal(*pair) for pair in zip(values, other[name], strict=True))
        else:
            assert values.dtype == other[name].dtype, name
            assert np.array_equal(values, other[name]), name


def test_users_can_give_each_world_of_a_batch_an_attribute() -> None:
    envs = ManagerVectorEnv(3, SHORT)
    envs.set_attr("level", [1, 2, 3])
    assert envs.get_attr("level") == (1, 2, 3)
    envs.set_attr("level", 4)
    assert envs.get_attr("level") == (4, 4, 4)
    envs.set_attr("weights", np.array([1.0, 2.0]))  # an array is one value, as in gymnasium
    assert [row.tolist() for row in envs.get_attr("weights")] == [[1.0, 2.0]] * 3
    with pytest.raises(ValueError, match="3 environments, but 2 values"):
        envs.set_attr("level", [1, 2])


def test_worlds_of_a_batch_can_be_asked_one_by_one() -> None:
    envs = ManagerVectorEnv(3, SHORT)
    envs.reset(seed=2)
    assert envs.get_attr("world") == tuple(envs.world.tolist())
    assert [row.tolist() for row in envs.call("action_masks")] == envs.action_masks().tolist()
    assert envs.get_attr("action_space") == (envs.single_action_space,) * 3
    envs.set_attr("render_mode", "ansi")
    assert all(isinstance(text, str) for text in envs.call("render"))
    for wrong, error in (("nope", AttributeError), ("step", AttributeError)):
        with pytest.raises(error, match=wrong):
            envs.get_attr(wrong)
    with pytest.raises(ValueError, match="share"):
        envs.set_attr("render_mode", ["ansi", None, None])
