"""Trained policies as files: what is saved plays as it was, and a file that does not fit says so."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vendsim import AgentOptions, Episode
from vendsim.data import supplier_identities
from vendsim.manager.layout import layout
from vendsim.runs import make_agent
from vendsim.scenario import Scenario
from vendsim_agents.policy_choices import each_alone, without_doubles
from vendsim_agents.policy_file import load, save

SCENARIO = Scenario.load("vb2")


def some_layers(hidden: int = 16, seed: int = 0) -> dict[str, np.ndarray]:
    form, draw = layout(SCENARIO), np.random.default_rng(seed)
    weights = {}
    for i, (size, out) in enumerate(pairwise((form.width, hidden, form.mask_size))):
        weights[f"weight_{i}"] = draw.normal(size=(out, size)).astype(np.float32)
        weights[f"bias_{i}"] = draw.normal(size=out).astype(np.float32)
    return weights


def test_a_saved_policy_takes_the_best_possible_option_of_each_head(tmp_path: Path) -> None:
    form, layers = layout(SCENARIO), some_layers()
    save(tmp_path / "policy.npz", SCENARIO, "layered", layers, activation="relu")
    act = load(tmp_path / "policy.npz", luck=False)
    draw = np.random.default_rng(1)
    observation = draw.uniform(-1, 1, size=(5, form.width)).astype(np.float32)
    mask = (draw.random((5, form.mask_size)) < 0.3).astype(np.int8)
    mask[:, form.starts[:-1]] = 1
    hidden = np.maximum(observation @ layers["weight_0"].T + layers["bias_0"], 0)
    logits = hidden @ layers["weight_1"].T + layers["bias_1"]
    action = act(observation, mask)
    assert action.shape == (5, len(form.nvec))
    for world in range(5):
        for head, (start, end) in enumerate(zip(form.starts[:-1], form.starts[1:], strict=True)):
            possible = [int(i) for i in np.flatnonzero(mask[world, start:end])]
            best = max(possible, key=lambda option: logits[world, start + option])
            assert action[world, head] == best
    assert (act(observation[2], mask[2]) == action[2]).all()


def test_luck_is_keyed_by_the_day_and_finds_only_possible_options(tmp_path: Path) -> None:
    form = layout(SCENARIO)
    save(tmp_path / "policy.npz", SCENARIO, "layered", {k: 0.01 * v for k, v in some_layers().items()})
    act = load(tmp_path / "policy.npz")
    observation = np.zeros((300, form.width), dtype=np.float32)
    observation[:, form.fields["general.year"].start] = np.arange(300) / SCENARIO.days
    mask = (np.random.default_rng(2).random((300, form.mask_size)) < 0.5).astype(np.int8)
    mask[:, form.starts[:-1]] = 1
    action = act(observation, mask)
    assert (act(observation, mask) == action).all()
    assert mask[np.arange(300)[:, None], form.starts[:-1] + action].all()
    assert len(np.unique(action[:, -1])) == 2  # equal chances bring both options of the trip


def test_luck_is_the_same_on_the_same_share_of_a_run(tmp_path: Path) -> None:
    """However long the run is that the policy was loaded for: the text world tells its length later."""
    form = layout(SCENARIO)
    save(tmp_path / "policy.npz", SCENARIO, "layered", {k: 0.01 * v for k, v in some_layers().items()})
    short = load(tmp_path / "policy.npz", SCENARIO.model_copy(update={"days": 40}))
    observation = np.zeros((40, form.width), dtype=np.float32)
    observation[:, form.fields["general.year"].start] = np.arange(40) / 40
    mask = np.ones((40, form.mask_size), dtype=np.int8)
    action = short(observation, mask)
    assert (load(tmp_path / "policy.npz")(observation, mask) == action).all()
    assert len(np.unique(action, axis=0)) == 40  # every day has its own


def test_a_file_says_whether_it_is_played_with_luck(tmp_path: Path) -> None:
    form = layout(SCENARIO)
    save(tmp_path / "policy.npz", SCENARIO, "layered", some_layers(), luck=False)
    draw = np.random.default_rng(3)
    observation = draw.uniform(-1, 1, size=(50, form.width)).astype(np.float32)
    mask = np.ones((50, form.mask_size), dtype=np.int8)
    as_saved = load(tmp_path / "policy.npz")(observation, mask)
    assert (as_saved == load(tmp_path / "policy.npz", luck=False)(observation, mask)).all()
    assert (as_saved != load(tmp_path / "policy.npz", luck=True)(observation, mask)).any()


def test_decisions_without_doubles_plan_no_product_twice_and_write_to_nobody_twice() -> None:
    form, draw = layout(SCENARIO), np.random.default_rng(4)
    observation = np.zeros((200, form.width), dtype=np.float32)
    planned = np.where(draw.random((200, form.slots)) < 0.3, form.options[:, 7], -1)
    planned[:, 1:] = -1  # only the first slot has a plan
    observation[:, form.fields["slot.product"]] = (planned + 1) / form.products
    scores = draw.normal(size=(200, form.mask_size)) + 3 * draw.normal(size=form.mask_size)
    action = without_doubles(form, observation, scores)
    product = form.options[np.arange(form.slots), action[:, form.columns["product"]]]
    place = (action[:, form.columns["letter"]] - 1) % form.suppliers
    for world in range(200):
        wanted = [*product[world][product[world] >= 0], *planned[world][planned[world] >= 0]]
        assert len(set(wanted)) == len(wanted)
        written = place[world][action[world, form.columns["letter"]] > 0].tolist()
        assert len(set(written)) == len(written)
    assert (action[:, 0] > 0).any()
    assert (
        each_alone(form, observation, scores)[:, form.columns["trip"]] == action[:, form.columns["trip"]]
    ).all()


def test_a_policy_of_another_layout_is_refused_in_one_sentence(tmp_path: Path) -> None:
    save(tmp_path / "policy.npz", SCENARIO, "layered", some_layers())
    fewer = SCENARIO.machine.model_copy(update={"slots_per_row": 2})
    with pytest.raises(ValueError, match="trained on another layout"):
        load(tmp_path / "policy.npz", SCENARIO.model_copy(update={"machine": fewer}))


def without(name: str) -> dict[str, np.ndarray]:
    return {key: values for key, values in some_layers().items() if key != name}


def spoilt(weights: dict[str, np.ndarray], **change: Any) -> dict[str, Any]:
    return {"scenario": SCENARIO, "network": "layered", "weights": weights, "activation": "tanh"} | change


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (spoilt({k: v for k, v in some_layers().items() if k.endswith("0")}), "logits"),
        (spoilt(without("weight_0")), "missing"),
        (spoilt(some_layers(hidden=3) | {"bias_0": np.zeros(4)}), "does not follow"),
        (spoilt(some_layers(), activation="sine"), "activation"),
        (spoilt(some_layers(), network="crystal ball"), "network"),
        (spoilt(some_layers(), network="shared"), "weights"),
    ],
)
def test_layers_that_do_not_fit_are_not_saved(tmp_path: Path, arguments: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        save(tmp_path / "policy.npz", **arguments)
    assert not (tmp_path / "policy.npz").exists()


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut off"])
def test_a_file_that_is_no_policy_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "policy.npz").write_bytes(content)
    with pytest.raises(ValueError, match="no policy file"):
        load(tmp_path / "policy.npz")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"absent\.npz"):
        load(tmp_path / "absent.npz")


def test_pickled_objects_are_never_opened(tmp_path: Path) -> None:
    np.savez(tmp_path / "policy.npz", format=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ValueError, match="no policy file"):
        load(tmp_path / "policy.npz")


# At the desk ---------------------------------------------------------------------------------------------


def a_policy(tmp_path: Path) -> str:
    save(tmp_path / "policy.npz", SCENARIO, "layered", some_layers())
    return f"policy:{tmp_path / 'policy.npz'}"


def test_a_policy_plays_the_text_world_without_a_refused_call(tmp_path: Path) -> None:
    agent, episode = make_agent(a_policy(tmp_path), AgentOptions()), Episode("vb2", seed=1)
    while episode.day < 10 and not episode.done:
        agent.play_day(episode)
    result = episode.result()
    assert result.tool_errors == 0
    assert result.mails_sent > 0
    assert {event.day for event in episode.events if event.kind == "mail_sent"} >= {1, 2}


def test_a_policy_finds_every_supplier_on_the_first_day(tmp_path: Path) -> None:
    agent, episode = make_agent(a_policy(tmp_path), AgentOptions()), Episode("vb2", seed=1)
    agent.play_day(episode)
    assert sorted(agent.snapshot()["addresses"]) == sorted(who.email for who in supplier_identities())


def test_a_policy_goes_on_where_its_run_was_cut_off(tmp_path: Path) -> None:
    name = a_policy(tmp_path)
    agent, episode = make_agent(name, AgentOptions()), Episode("vb2", seed=1)
    for _ in range(8):
        agent.play_day(episode)
    checkpoint = json.loads(json.dumps({"episode": episode.snapshot(), "agent": agent.snapshot()}))
    another, later = make_agent(name, AgentOptions()), Episode.restore(checkpoint["episode"])
    another.restore(checkpoint["agent"])
    for _ in range(8):
        agent.play_day(episode)
        another.play_day(later)
        assert later.observation == episode.observation
    assert another.snapshot() == agent.snapshot()


@pytest.mark.parametrize(
    ("name", "usage"),
    [("policy", "policy:FILE"), ("policy:", "policy:FILE"), ("careful:fast", "leave :fast out")],
)
def test_an_agent_that_is_called_in_another_way_says_how(name: str, usage: str) -> None:
    with pytest.raises(ValueError, match=usage):
        make_agent(name, AgentOptions())
