"""The protocol by which policies of the numeric business are judged, and from which worlds they learn."""

from __future__ import annotations

import itertools
from pathlib import Path

import gymnasium
import numpy as np
import pytest
from gymnasium.envs.registration import EnvSpec
from gymnasium.error import ResetNeeded

import vendsim
from vendsim.economy.ledger import Account
from vendsim.envs.business import USUAL_DAY
from vendsim.envs.manager_env import ManagerEnv, PricingEnv, RestockEnv
from vendsim.envs.manager_vector import ManagerVectorEnv
from vendsim.envs.splits import SPLITS, Range
from vendsim.manager.house import steady
from vendsim.manager.layout import PRICE_LEVELS, layout
from vendsim.scenario import Scenario
from vendsim_agents.rl import baselines, horizon

SHORT = Scenario.load("vb2").model_copy(update={"days": 4})
MONTHS = Scenario.load("vb2").model_copy(update={"days": 120})
HEADS = len(layout(SHORT).nvec)


def idle(observation: np.ndarray, mask: np.ndarray) -> np.ndarray:
    return np.zeros((len(observation), HEADS), dtype=np.int64)


@pytest.mark.parametrize("size", [1, 2, 50, 1000])
def test_every_world_of_a_range_is_played_once_before_one_comes_again(size: int) -> None:
    worlds, seed = Range.of((100, 100 + size)), np.zeros(size, dtype=np.int64)
    for turn in range(3):
        drawn = worlds.draw(seed, turn * size + np.arange(size))
        assert sorted(drawn.tolist()) == list(range(100, 100 + size))


def test_different_seeds_draw_in_a_different_order() -> None:
    first = [Range.of("train").draw(np.full(20, seed), np.arange(20)).tolist() for seed in range(5)]
    assert len({world for row in first for world in row}) == 100


def test_an_environment_plays_a_range_without_repeating_a_world() -> None:
    env = ManagerEnv(SHORT, worlds=(0, 6))
    met = [env.reset(seed=3)[1]["world"]] + [env.reset()[1]["world"] for _ in range(5)]
    assert sorted(met) == list(range(6))


def test_a_batch_plays_a_range_together_without_repeating_a_world() -> None:
    envs = ManagerVectorEnv(5, SHORT.model_copy(update={"days": 1}), worlds="0:50")
    met = envs.reset(seed=3)[1]["world"].tolist()
    while len(met) < 50:
        _, _, ended, _, info = envs.step(np.zeros((5, HEADS), dtype=np.int64))
        met += [] if ended.any() else info["world"].tolist()
    assert sorted(met) == list(range(50))


def test_seeds_open_training_worlds_and_different_ones() -> None:
    envs = ManagerVectorEnv(16, SHORT)
    firsts = [envs.reset(seed=seed)[1]["world"].tolist() for seed in range(5)]
    assert len({world for row in firsts for world in row}) == 80
    assert min(map(min, firsts)) >= 1_000_000
    assert envs.reset(seed=4)[1]["world"].tolist() == firsts[4]


def test_a_reset_opens_the_worlds_that_are_asked_for() -> None:
    env, envs = ManagerEnv(SHORT), ManagerVectorEnv(3, SHORT)
    assert env.reset(seed=1, options={"world": 12})[1]["world"] == 12
    _, info = envs.reset(options={"worlds": [5, 7, 9]})
    assert info["world"].tolist() == [5, 7, 9]
    mask = [True, False, False]
    assert envs.reset(options={"worlds": [1, 2, 3], "reset_mask": mask})[1]["world"].tolist() == [1, 7, 9]
    for wrong in ({"world": -1}, {"world": 2**63}, {"world": 1.5}):
        with pytest.raises(ValueError, match="seed of a world"):
            env.reset(options=wrong)
    with pytest.raises(ValueError, match="3 environments, but 2 worlds"):
        envs.reset(options={"worlds": [1, 2]})


def test_splits_lie_apart_and_are_known_by_name() -> None:
    edges = sorted(SPLITS.values())
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(edges))
    assert ManagerEnv(SHORT, worlds="test").reset(seed=0)[1]["world"] < 1_000
    assert ManagerEnv(SHORT).reset()[1]["world"] >= 1_000_000


def test_listed_worlds_are_the_only_ones() -> None:
    envs = ManagerVectorEnv(8, SHORT, worlds=[5, 9, 2**40])
    _, info = envs.reset(seed=0)
    assert set(info["world"].tolist()) <= {5, 9, 2**40}
    assert info["world"].tolist() == envs.world.tolist()


def test_a_range_of_worlds_survives_json() -> None:
    for made in (
        gymnasium.make("vendsim/Manager-v0", worlds=(3, 9)),
        gymnasium.make_vec("vendsim/Manager-v0", num_envs=2, worlds=(3, 9)),
    ):
        assert made.spec is not None
        kept = EnvSpec.from_json(made.spec.to_json()).kwargs["worlds"]
        assert Range.of(kept) == Range.of((3, 9))


@pytest.mark.parametrize("wrong", ["tset", "5:1", (5, 1), (3, 3), [], [1, 1], [-1], (0, 1, 2), [1.5], [True]])
def test_worlds_that_cannot_be_are_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"world|split"):
        Range.of(wrong)  # type: ignore[arg-type]


def test_an_evaluation_plays_each_world_once_and_tells_what_each_earned() -> None:
    found = vendsim.evaluate(idle, split=[7, 3, 11], scenario=SHORT)
    assert found.worlds.tolist() == [7, 3, 11]
    assert found.days.tolist() == [4, 4, 4]
    start, fee = SHORT.money.start_cents, SHORT.money.daily_fee_cents
    assert found.balance.tolist() == [(start - 4 * fee) / 100] * 3
    assert found.mean == found.balance.mean()
    assert found.normalised(found.mean - 10, found.mean + 30) == pytest.approx(0.25)
    assert "3 worlds" in str(found)


def test_the_test_split_is_a_thousand_worlds() -> None:
    assert Range.of("test").seeds().tolist() == list(range(1_000))


def test_worlds_that_nobody_can_play_all_are_not_begun() -> None:
    for split in ("train", (0, 10_000_000)):
        with pytest.raises(ValueError, match="too many to play each of them"):
            vendsim.evaluate(idle, split)  # type: ignore[arg-type]


@pytest.mark.parametrize("env", ["Manager", "Pricing", "Restock"])
def test_every_world_is_played_once_when_they_are_no_multiple_of_what_is_played_at_a_time(env: str) -> None:
    name, rules = f"vendsim/{env}-v0", SHORT.model_copy(update={"days": 1})
    heads = gymnasium.make(name).action_space.shape
    found = vendsim.evaluate(
        lambda seen, mask: np.zeros((len(seen), *heads), dtype=int), (0, 1_003), name, rules
    )
    assert found.worlds.tolist() == list(range(1_003))
    assert (found.days == 1).all()


def test_an_evaluation_equals_the_environment() -> None:
    env, total = ManagerEnv(SHORT), 0.0
    env.reset(options={"world": 7})
    over = False
    while not over:
        _, reward, over, _, info = env.step(np.zeros(HEADS, dtype=np.int64))
        total += float(reward)
    assert vendsim.evaluate(idle, split=[7], scenario=SHORT).balance.tolist() == [info["balance"]]


def test_a_task_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="vendsim/Manager-v0"):
        vendsim.evaluate(idle, env="vendsim/Tools-v0")


def test_privileged_parameters_are_copies_that_cannot_be_written() -> None:
    for env in (ManagerEnv(SHORT, privileged_info=True), ManagerVectorEnv(2, SHORT, privileged_info=True)):
        _, info = env.reset(seed=0)
        kept = info["privileged"]
        before = {name: values.copy() for name, values in kept.items()}
        with pytest.raises(ValueError, match="read-only"):
            kept["wholesale"][0] = 1.0
        env.reset(seed=1)
        assert all(np.array_equal(kept[name], values) for name, values in before.items())


def test_scripted_operators_are_judged_like_policies() -> None:
    rows = vendsim.evaluate(steady(MONTHS), split=[7, 3], scenario=MONTHS)
    envs = ManagerVectorEnv(2, MONTHS)
    envs.reset(options={"worlds": [7, 3]})
    operator, over = steady(MONTHS), np.zeros(2, dtype=bool)
    operator.begin(envs.knowledge, np.arange(2))
    while not over.all():
        over, info = envs.step(operator.act(envs.knowledge))[2::2]
    assert rows.balance.tolist() == info["balance"].tolist()
    assert rows.score.tolist() == rows.balance.tolist()


@pytest.mark.parametrize("name", ["Pricing", "Restock"])
def test_a_smaller_task_is_a_quarter_of_a_year_in_a_running_business(name: str) -> None:
    options = {"scenario": MONTHS, "reward": "normalised", "disable_env_checker": True}
    env = gymnasium.make(f"vendsim/{name}-v0", **options).unwrapped
    _, info = env.reset(options={"world": 7})
    assert info["day"] == 21
    before, gained, over, action = info["balance"], 0.0, False, np.zeros(env.action_space.shape, dtype=int)
    while not over:
        _, reward, terminated, over, info = env.step(action)
        gained += reward
        assert not terminated
    assert info["day"] == 21 + 30
    assert before != info["balance"]
    nothing = vendsim.evaluate(lambda seen, mask: action[None], [7], f"vendsim/{name}-v0", MONTHS)
    assert nothing.days.tolist() == [30]
    assert nothing.score[0] == pytest.approx(gained * USUAL_DAY)
    assert nothing.balance.tolist() == [info["balance"]]
    with pytest.raises(ResetNeeded):
        env.step(action)


@pytest.mark.parametrize("make", ["make", "make_vec"])
def test_episodes_begin_on_the_day_that_is_asked_for(make: str) -> None:
    env = getattr(gymnasium, make)("vendsim/Restock-v0", scenario=MONTHS)
    for day in (1, 40):
        assert np.all(env.reset(options={"first_day": day})[1]["day"] == day)
    assert np.all(env.reset()[1]["day"] == 40)
    for wrong in (0, 121, 1.5, True):
        with pytest.raises(ValueError, match="first_day must be a whole number from 1 to 120"):
            env.reset(options={"first_day": wrong})


def test_no_episode_begins_with_a_business_that_has_closed() -> None:
    env = RestockEnv(MONTHS)
    _, info = env.reset(options={"world": 8, "first_day": 40})  # where the house runs out of money before
    assert info["day"] == 40
    worlds = env._open().worlds
    assert worlds.known.bank[0] == worlds.state.accounts[0, Account.BANK]
    assert worlds.state.accounts[0, Account.OWNER] == -2 * MONTHS.money.start_cents
    assert worlds.state.accounts[0].sum() == 0
    assert not env.step(np.zeros(env.action_space.shape, dtype=int))[2]


def test_prices_begin_anywhere_and_are_set_at_once() -> None:
    envs = ManagerVectorEnv(1, MONTHS)
    assert envs.reset(seed=1)[1]["day"] == 1
    env = PricingEnv(MONTHS)
    env.reset(options={"world": 7})
    known = env._open().worlds.known
    level = known.plan_level[0].copy()
    assert len(set(level.tolist())) > 4
    mask = env.action_masks().reshape(12, 1 + len(PRICE_LEVELS))
    assert mask[:, 0].all()
    assert (mask[:, 1:] == (level > 0)[:, None]).all()
    wanted = np.array([0, 3, 11] * 4)
    env.step(wanted)
    assert (known.plan_level[0] == np.where(wanted > 0, wanted, level))[level > 0].all()


def test_an_order_covers_the_days_that_are_asked_for() -> None:
    def held(cover: int) -> float:
        env = RestockEnv(MONTHS)
        env.reset(options={"world": 7})
        for _ in range(8):
            env.step(np.array([1, *[cover] * 12, 1]))
        known = env._open().worlds.known
        return float(known.awaited.sum() + known.stored.sum() + known.slot_units.sum())

    nothing, week, month = (held(cover) for cover in (0, 1, 3))
    assert nothing <= week < month


def test_baselines_are_one_table_a_task() -> None:
    rows = baselines.table("pricing", SHORT, "0:2")
    told = baselines.markdown("pricing", rows)
    assert next(who for who, _ in rows) == "random possible choices"
    assert "the house" in told
    assert "near-oracle" in told


def test_policies_trained_alike_are_one_row_whose_interval_is_over_their_seeds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(baselines, "load", lambda file: baselines.constant(np.full(12, len(file.stem) % 2)))
    files = [Path("pricing-0.npz"), Path("pricing-10.npz"), Path("restock-0.npz")]
    rows = dict(baselines.table("pricing", MONTHS, "0:2", files))
    trained = rows["trained, 2 seeds"]
    means = [
        vendsim.evaluate(baselines.constant(np.full(12, move)), "0:2", "vendsim/Pricing-v0", MONTHS).mean
        for move in (1, 0)
    ]
    assert trained.mean == pytest.approx(np.mean(means))
    assert trained.interval is not None
    assert trained.interval.low < min(means) < max(means) < trained.interval.high
    assert "| trained, 2 seeds |" in baselines.markdown("pricing", list(rows.items()))


def test_a_discount_that_sees_too_little_takes_a_late_loss_for_a_gain() -> None:
    assert horizon.least_discount(np.array([10.0, 0.0, -11.0])) == pytest.approx(0.96)  # 0.96 ** 2 > 10 / 11
    assert horizon.least_discount(np.array([1.0, -0.5])) == pytest.approx(0.01)


def test_what_a_deviation_changes_is_followed_from_its_first_day() -> None:
    _, waiting = horizon.DEVIATIONS["restock"]
    more = horizon.differences("restock", vendsim.Scenario.load("vb2"), "1000:1003", waiting)
    assert more.shape == (horizon.DAYS, 3)
    assert more[:14].sum() > 0 > more.sum()  # what is not bought is missed later
