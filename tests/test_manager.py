"""The numeric business: what is seen, what is possible, and that a batch is so many single worlds."""

from __future__ import annotations

import copy
import warnings
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.envs.registration import EnvSpec
from gymnasium.error import ResetNeeded
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import AutoresetMode

import vendsim
from numeric import random_choices
from vendsim.economy.catalogue import catalogue
from vendsim.economy.ledger import Account
from vendsim.envs.business import USUAL_DAY
from vendsim.envs.manager_env import ManagerEnv
from vendsim.envs.manager_vector import ManagerVectorEnv
from vendsim.envs.wrappers import (
    ContinuousActions,
    ContinuousActionsVector,
    MaskInObservation,
    MaskInObservationVector,
)
from vendsim.manager.day import play_day
from vendsim.manager.decide import estimate
from vendsim.manager.house import Careful, Competent
from vendsim.manager.knowledge import WRITTEN
from vendsim.manager.layout import CLAIMS, LETTERS, layout
from vendsim.manager.look import observe
from vendsim.manager.worlds import Worlds, open_business, replace_worlds

VB2 = vendsim.Scenario.load("vb2")
FORM = layout(VB2)
NAMES = ("Manager", "Pricing", "Restock")


def look(worlds: Worlds) -> tuple[np.ndarray, np.ndarray]:
    """Observation and mask, written from nothing."""
    n = worlds.known.worlds
    seen = np.full((n, FORM.width), np.nan, dtype=np.float32)
    mask = np.full((n, FORM.mask_size), -1, dtype=np.int8)
    observe(VB2, worlds.known, seen, mask)
    return seen, mask


def played(seeds: np.ndarray, days: int) -> Worlds:
    """Worlds after some days of random choices."""
    worlds = open_business(VB2, seeds)
    for day in range(days):
        play_day(worlds, random_choices(FORM, look(worlds)[1], seeds, day))
    return worlds


def head(action: np.ndarray, name: str) -> np.ndarray:
    return action[:, FORM.columns[name]]


# gymnasium ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_gymnasiums_own_checker_finds_nothing(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(gymnasium.make(f"vendsim/{name}-v0").unwrapped)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("mode", list(AutoresetMode))
def test_make_vec_gives_the_native_batch_with_the_autoreset_asked_for(name: str, mode: AutoresetMode) -> None:
    envs = gymnasium.make_vec(f"vendsim/{name}-v0", num_envs=2, autoreset_mode=mode)
    assert isinstance(envs.unwrapped, ManagerVectorEnv)
    assert envs.metadata["autoreset_mode"] is mode
    observation, _ = envs.reset(seed=1)
    assert observation in envs.observation_space
    assert envs.step(envs.action_space.sample())[0] in envs.observation_space


def test_a_world_must_be_opened_before_it_is_played_and_again_after_its_end() -> None:
    env = ManagerEnv(VB2.model_copy(update={"days": 2}))
    with pytest.raises(ResetNeeded):
        env.step(env.action_space.sample())
    env.reset(seed=0)
    assert [env.step(np.zeros(len(FORM.nvec), dtype=int))[2] for _ in range(2)] == [False, True]
    with pytest.raises(ResetNeeded):
        env.step(env.action_space.sample())


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"reward": "fame"}, "balance_change"),
        ({"worlds": (5, 5)}, "first < last"),
        ({"scenario": "vb9"}, "vb9"),
    ],
)
def test_wrong_options_are_refused_in_one_sentence(options: dict[str, Any], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        ManagerEnv(**options).reset(seed=0)


def test_buffers_of_the_caller_are_written_into() -> None:
    seen = np.zeros((3, FORM.width), dtype=np.float32)
    mask = np.zeros((3, FORM.mask_size), dtype=np.int8)
    envs = ManagerVectorEnv(3, observation=seen, mask=mask, copy=False)
    observation, info = envs.reset(seed=0)
    assert observation is seen
    assert info["action_mask"] is mask
    with pytest.raises(ValueError, match="buffer"):
        ManagerVectorEnv(2, observation=seen)


# one world, many worlds -----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("Manager", AutoresetMode.NEXT_STEP),
        ("Manager", AutoresetMode.SAME_STEP),
        ("Pricing", AutoresetMode.NEXT_STEP),
        ("Restock", AutoresetMode.SAME_STEP),
    ],
)
def test_environment_i_of_a_batch_is_the_single_one_bit_for_bit(name: str, mode: AutoresetMode) -> None:
    n, days = 2, 370  # past the end of the year, so that worlds end and begin
    envs = gymnasium.make_vec(f"vendsim/{name}-v0", num_envs=n, autoreset_mode=mode).unwrapped
    singles = [gymnasium.make(f"vendsim/{name}-v0").unwrapped for _ in range(n)]
    observation, info = envs.reset(seed=[40 + i for i in range(n)])
    firsts = [env.reset(seed=40 + i) for i, env in enumerate(singles)]
    over, endings = np.zeros(n, dtype=bool), 0
    alone = [first[0] for first in firsts]
    generator = np.random.default_rng(7)
    for _ in range(days):
        for i, env in enumerate(singles):
            assert (observation[i] == alone[i]).all()
            assert (info["action_mask"][i] == env.action_masks()).all()
            assert envs.world[i] == env.world
        actions = np.stack([space.sample() for space in [env.action_space for env in singles]])
        actions = generator.integers(0, envs.single_action_space.nvec, actions.shape)
        observation, reward, terminated, truncated, info = envs.step(actions)
        for i, env in enumerate(singles):
            if mode is AutoresetMode.NEXT_STEP and over[i]:
                alone[i], expected, ended, cut = env.reset()[0], 0.0, False, False
            else:
                alone[i], expected, ended, cut, _ = env.step(actions[i])
            assert reward[i] == expected
            assert (terminated[i], truncated[i]) == (ended, cut)
            if mode is AutoresetMode.SAME_STEP and (ended or cut):
                assert (info["final_obs"][i] == alone[i]).all()
                alone[i] = env.reset()[0]
        over = terminated | truncated
        endings += int(over.sum())
    assert endings >= n


def test_without_autoreset_ended_worlds_wait_until_they_are_reset() -> None:
    short = VB2.model_copy(update={"days": 2})
    envs = ManagerVectorEnv(3, scenario=short, autoreset_mode=AutoresetMode.DISABLED)
    single = ManagerEnv(scenario=short)
    idle = np.zeros((3, len(FORM.nvec)), dtype=int)
    envs.reset(seed=[7, 8, 9])
    single.reset(seed=8)
    assert [envs.step(idle)[2].all() for _ in range(2)] == [False, True]
    with pytest.raises(ResetNeeded, match="reset_mask"):
        envs.step(idle)
    _, info = envs.reset(options={"reset_mask": [False, True, False]})
    assert info["day"].tolist() == [2, 1, 2]
    with pytest.raises(ResetNeeded):
        envs.step(idle)
    observation, _ = envs.reset(options={"reset_mask": [True, False, True]})
    assert (observation[1] == single.reset()[0]).all()
    assert envs.world[1] == single.world
    envs.step(idle)


def test_a_reset_of_some_worlds_takes_their_seeds() -> None:
    envs, single = ManagerVectorEnv(3), ManagerEnv()
    before = envs.reset(seed=7)[1]["world"]
    envs.reset(seed=[50, 60, 70], options={"reset_mask": [True, False, True]})
    assert envs.world[1] == before[1]
    single.reset(seed=70)
    assert envs.world[2] == single.world
    envs.reset(options={"reset_mask": [False, False, True]})
    single.reset()
    assert envs.world[2] == single.world


@pytest.mark.slow
def test_a_batch_under_random_possible_choices_is_every_world_alone_over_a_year() -> None:
    seeds = np.array([3, 14, 159, 2653])
    together, alone = open_business(VB2, seeds), [open_business(VB2, seeds[i : i + 1]) for i in range(4)]
    for day in range(VB2.days):
        choices = random_choices(FORM, look(together)[1], seeds, day)
        play_day(together, choices)
        for i, world in enumerate(alone):
            play_day(world, choices[i : i + 1])
            assert (world.state.accounts[0] == together.state.accounts[i]).all()
    seen, mask = look(together)
    for i, world in enumerate(alone):
        one_seen, one_mask = look(world)
        assert (one_seen[0] == seen[i]).all()
        assert (one_mask[0] == mask[i]).all()


def test_worlds_put_in_the_place_of_others_are_as_if_they_had_been_there_from_the_start() -> None:
    worlds = played(np.arange(4), 40)
    replace_worlds(worlds, np.array([1, 3]), open_business(VB2, np.array([8, 9])))
    fresh = open_business(VB2, np.array([8, 9]))
    for day in range(20):
        choices = random_choices(FORM, look(fresh)[1], np.array([8, 9]), day)
        everywhere = np.zeros((4, len(FORM.nvec)), dtype=np.int64)
        everywhere[[1, 3]] = choices
        play_day(worlds, everywhere)
        play_day(fresh, choices)
    assert (look(worlds)[0][[1, 3]] == look(fresh)[0]).all()
    assert (worlds.state.accounts[[1, 3]] == fresh.state.accounts).all()


def test_worlds_are_drawn_from_the_range_given() -> None:
    envs = ManagerVectorEnv(64, VB2.model_copy(update={"days": 1}), worlds=(500, 520))
    envs.reset(seed=3)
    met = set(envs.world.tolist())
    for _ in range(6):
        envs.step(np.zeros((64, len(FORM.nvec)), dtype=np.int64))
        met |= set(envs.world.tolist())
    assert met == set(range(500, 520))


# what is seen ---------------------------------------------------------------------------------------------


def test_the_observation_kept_up_to_date_is_the_one_written_anew() -> None:
    seeds = np.arange(20, 32)
    worlds = open_business(VB2, seeds)
    kept = np.zeros((len(seeds), FORM.width), dtype=np.float32)
    possible = np.zeros((len(seeds), FORM.mask_size), dtype=np.int8)
    for day in range(120):
        observe(VB2, worlds.known, kept, possible, everything=day == 0)
        seen, mask = look(copy.deepcopy(worlds))
        assert (seen == kept).all()
        assert (mask == possible).all()
        assert np.isfinite(seen).all()
        assert seen.min() >= -1
        assert seen.max() <= 1
        assert set(np.unique(mask)) <= {0, 1}
        assert mask[:, FORM.starts[:-1]].all()  # doing nothing is always possible
        play_day(worlds, random_choices(FORM, mask, seeds, day), kept, possible)


def test_which_place_a_supplier_has_differs_from_world_to_world() -> None:
    who = open_business(VB2, np.arange(200)).backstage.who
    assert (np.sort(who, axis=1) == np.arange(FORM.suppliers)).all()
    shares = np.stack([(who == k).mean(axis=0) for k in range(FORM.suppliers)])
    assert shares.max() < 0.12  # of 26 places, each about 4 %


@pytest.mark.parametrize("privileged", [False, True])
def test_hidden_parameters_are_in_the_information_only_when_asked_for(privileged: bool) -> None:
    _, info = ManagerEnv(privileged_info=privileged).reset(seed=0)
    assert ("privileged" in info) is privileged
    assert set(info) - {"privileged"} == {"action_mask", "day", "balance", "world"}
    envs = ManagerVectorEnv(2, privileged_info=privileged)
    assert ("privileged" in envs.reset(seed=0)[1]) is privileged


def test_a_supplier_shows_nothing_of_itself_before_it_has_quoted() -> None:
    worlds = played(np.arange(30), 25)
    seen, _ = look(worlds)
    silent = worlds.known.quoted_on == 0
    assert silent.any()
    for name in ("level", "minimum", "shipping", "lead", "drinks", "food", "gifts", "holds", "won"):
        assert not seen[:, FORM.fields[f"supplier.{name}"]][silent].any()


# what is possible and what is done ------------------------------------------------------------------------


def test_impossible_choices_count_as_nothing() -> None:
    seeds = np.arange(10)
    bold, meek = open_business(VB2, seeds), open_business(VB2, seeds)
    generator = np.random.default_rng(0)
    for _ in range(60):
        mask = look(bold)[1]
        choice = generator.integers(0, FORM.nvec, (len(seeds), len(FORM.nvec)))
        allowed = mask[np.arange(len(seeds))[:, None], FORM.starts[:-1] + choice] > 0
        play_day(bold, choice)
        play_day(meek, np.where(allowed, choice, 0))
    assert (look(bold)[0] == look(meek)[0]).all()
    assert (bold.state.accounts == meek.state.accounts).all()


def test_no_cent_and_no_unit_comes_from_nowhere() -> None:
    worlds = open_business(VB2, np.arange(50))
    for day in range(150):
        play_day(worlds, random_choices(FORM, look(worlds)[1], np.arange(50), day))
        assert (worlds.state.accounts.sum(axis=1) == 0).all()
        assert (worlds.state.accounts[:, : Account.CARD + 1] >= 0).all()
        known, state = worlds.known, worlds.state
        assert (known.stored == state.store_units[:, : FORM.products].sum(axis=2)).all()
        assert (known.slot_units == state.slot_units.sum(axis=2)).all()
        assert (known.slot_units <= np.array(VB2.machine.capacity)).all()
        assert (known.awaited >= 0).all()
        assert (known.bank == state.accounts[:, Account.BANK]).all()


def test_an_order_never_costs_more_than_the_bank_holds_when_it_is_written() -> None:
    seeds, written = np.arange(20), 0
    worlds = open_business(VB2, seeds)
    for day in range(60):
        choice = random_choices(FORM, look(worlds)[1], seeds, day)
        head(choice, "units")[:] = 5
        bank, level = worlds.known.bank.copy(), worlds.known.level.astype(float)
        play_day(worlds, choice)
        known = worlds.known
        world, row = np.nonzero((known.order_stage == WRITTEN) & (known.order_day == day + 1))
        units, product = known.order_units[world, row], np.maximum(known.order_product[world, row], 0)
        level = level[world, known.order_place[world, row], None]
        cost = (estimate(catalogue().wholesale[product], level) * units).sum(axis=1)
        assert (cost <= bank[world]).all()
        written += len(world)
    assert written > 20


def test_at_most_so_many_letters_a_day_and_only_to_those_who_owe_no_answer() -> None:
    seeds = np.arange(10)
    worlds = open_business(VB2, seeds)
    known = worlds.known
    for day in range(30):
        waiting, asked_on = known.letter > 0, known.asked_on.copy()
        play_day(worlds, random_choices(FORM, look(worlds)[1], seeds, day))
        written = known.asked_on == day + 1
        assert (written.sum(axis=1) <= LETTERS).all()
        assert written.any()
        assert not (written & waiting & (asked_on < day + 1)).any()


def test_rewards_add_up_to_the_score_less_the_first_money() -> None:
    for reward in ("balance_change", "wealth_change"):
        envs = ManagerVectorEnv(6, reward=reward)  # type: ignore[arg-type]
        _, info = envs.reset(seed=11)
        total, final = np.zeros(6), np.full(6, np.nan)
        for day in range(VB2.days):
            actions = random_choices(FORM, info["action_mask"], np.arange(6), day)
            _, gained, ended, _, info = envs.step(actions)
            total += np.where(np.isnan(final), gained, 0)
            final = np.where(ended, info["balance"], final)
        assert np.allclose(total, final - VB2.money.start_cents / 100)


def test_gross_profit_is_what_sales_bring_beyond_what_the_goods_cost() -> None:
    """Nobody goes to the machine, so that its goods and prices tell what was sold."""
    envs, cost = ManagerVectorEnv(6, reward="gross_profit"), np.rint(catalogue().wholesale)
    envs.reset(seed=11, options={"first_day": 61})
    known, state, sales = envs.knowledge, envs._open().worlds.state, 0
    for _ in range(10):
        before, product = known.slot_units.copy(), known.slot_product.copy()
        _, reward, ended, _, _ = envs.step(np.zeros(envs.action_space.shape, dtype=np.int64))
        assert not ended.any()
        sold = before - known.slot_units
        gained = np.take_along_axis(state.price, product, axis=1) - cost[product]
        assert np.allclose(reward, (sold * gained * (product >= 0)).sum(axis=1) / 100 / USUAL_DAY)
        sales += sold.sum()
    assert sales > 200


def test_claims_beyond_those_kept_still_cost_goodwill_when_they_were_valid() -> None:
    worlds = open_business(VB2, np.array([0]))
    worlds.backstage.untracked[0, 0] = 3
    for _ in range(VB2.customers.ignored_days):
        assert worlds.state.goodwill[0] == 1
        play_day(worlds, np.zeros((1, len(FORM.nvec)), dtype=np.int64))
    play_day(worlds, np.zeros((1, len(FORM.nvec)), dtype=np.int64))
    assert worlds.state.goodwill[0] < 0.92
    assert CLAIMS > 0


# other shapes ---------------------------------------------------------------------------------------------


def test_continuous_actions_reach_every_option_of_every_head() -> None:
    env = ContinuousActions(ManagerEnv())
    assert env.action_space.shape == FORM.nvec.shape
    reached = [env.action(np.full(len(FORM.nvec), x)) for x in np.linspace(-1, 1, 2001)]
    for h, options in enumerate(FORM.nvec):
        assert {int(a[h]) for a in reached} == set(range(options))
    env.reset(seed=0)
    assert env.step(env.action_space.sample())[0] in env.observation_space


def test_the_mask_can_stand_in_the_observation() -> None:
    for env in (MaskInObservation(ManagerEnv()), MaskInObservationVector(ManagerVectorEnv(2))):
        observation, info = env.reset(seed=0)
        assert observation in env.observation_space
        assert (observation["action_mask"] == info["action_mask"]).all()
        assert env.step(env.action_space.sample())[0] in env.observation_space


def test_wrappers_of_a_batch_do_what_those_of_single_worlds_do() -> None:
    short = VB2.model_copy(update={"days": 2})
    many = ContinuousActionsVector(
        MaskInObservationVector(ManagerVectorEnv(2, short, autoreset_mode=AutoresetMode.SAME_STEP))
    )
    alone = ContinuousActions(MaskInObservation(ManagerEnv(short)))
    many.reset(seed=[3, 4])
    alone.reset(seed=3)
    actions = np.random.default_rng(0).uniform(-1, 1, (2, len(FORM.nvec)))
    for day in range(2):
        seen, reward, ended, _, info = many.step(actions)
        expected, single_reward, single_ended, _, _ = alone.step(actions[0])
        assert (reward[0], ended[0]) == (single_reward, single_ended)
        last = info["final_obs"][0] if day else {name: part[0] for name, part in seen.items()}
        assert all((last[name] == part).all() for name, part in expected.items())


def test_a_wrapped_environment_can_be_made_again_from_its_specification() -> None:
    env = ContinuousActions(MaskInObservation(gymnasium.make("vendsim/Manager-v0", worlds=(0, 6))))
    twin = gymnasium.make(EnvSpec.from_json(env.spec.to_json()))
    assert isinstance(twin, ContinuousActions)
    assert np.array_equal(env.reset(seed=1)[0]["observations"], twin.reset(seed=1)[0]["observations"])


# the house ------------------------------------------------------------------------------------------------


def year_of(operator: Any, worlds: Worlds) -> np.ndarray:
    """(N,) final balances in dollars."""
    n = worlds.known.worlds
    operator.begin(worlds.known, np.arange(n))
    final = np.zeros(n)
    for _ in range(VB2.days):
        running = ~worlds.state.ended
        play_day(worlds, operator.act(worlds.known))
        final = np.where(running, worlds.state.accounts[:, Account.BANK] / 100, final)
    return final


@pytest.mark.slow
def test_the_scripted_operators_earn_what_their_models_earn() -> None:
    seeds = np.arange(100, 140)
    careful = year_of(Careful(VB2), open_business(VB2, seeds))
    worlds = open_business(VB2, seeds)
    competent = year_of(Competent(worlds), worlds)
    assert 5_000 < careful.mean() < 16_000  # the band that it was designed for
    assert 9_000 < competent.mean() < 16_000
