"""Offline data sets in the form of Minari: from run folders, and from policies of the numeric environments.

Returns are what a run earned: its final balance less what it began with. Reference scores are those of the
random and of the careful player in the same worlds.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import minari
import numpy as np
from gymnasium import spaces
from minari.data_collector import EpisodeBuffer

from vendsim.agent import AgentOptions
from vendsim.envs.business import Business
from vendsim.envs.evaluation import Operator, Policy, at_random, evaluate
from vendsim.envs.splits import Range, Selection
from vendsim.episode import Episode
from vendsim.manager.house import Careful
from vendsim.manager.layout import layout
from vendsim.runs.agents import make_agent
from vendsim.runs.calls import Call, read_calls
from vendsim.runs.record import RunRecord, read_record
from vendsim.runs.supplier_models import supplier_models
from vendsim.runs.unrecorded import BareDesk
from vendsim.scenario import Scenario
from vendsim.text import characters


def from_policy(
    name: str, policy: Policy | Operator, worlds: Selection, scenario: str | Path | Scenario = "vb2"
) -> Any:
    """A data set of vendsim/Manager-v0: a year in each of the ``worlds``, of a policy as `evaluate` takes it.

    ``name`` is Minari's, such as "vendsim/manager-careful-v0". Raises ValueError for a world that is none.
    """
    rules, seeds = Scenario.load(scenario), Range.of(worlds).seeds()
    form, start = layout(rules), rules.money.start_cents / 100
    listed = seeds.tolist()
    low = evaluate(at_random(form.nvec), listed, scenario=rules).mean - start
    high = evaluate(Careful(rules), listed, scenario=rules).mean - start
    made = minari.create_dataset_from_buffers(
        name,
        [_episode(policy, rules, seed) for seed in listed],
        observation_space=spaces.Box(-1, 1, (form.width,), np.float32),
        action_space=spaces.MultiDiscrete(form.nvec),
        description=f"vendsim/Manager-v0 of {rules.name}, worlds {listed[0]} to {listed[-1]}",
        requirements=["vendsim"],
    )
    return _with_references(made, low, high)


def _with_references(dataset: Any, low: float, high: float) -> Any:
    """The data set with its reference scores, which Minari keeps by itself only where it can make the env."""
    dataset.storage.update_metadata({"ref_min_score": low, "ref_max_score": high})
    return dataset


def _episode(policy: Policy | Operator, scenario: Scenario, seed: int) -> EpisodeBuffer:
    """One world, played to its end."""
    form = layout(scenario)
    seen: Any = np.zeros((1, form.width), dtype=np.float32)
    mask: Any = np.zeros((1, form.mask_size), dtype=np.int8)
    business, rows = Business(scenario, np.array([seed]), "balance_change", seen, mask), np.arange(1)
    if not callable(policy):
        policy.begin(business.worlds.known, rows)
    observations, masks, actions, rewards = [seen[0].copy()], [mask[0].copy()], [], []
    while not business.ended[0]:
        if callable(policy):
            action = np.asarray(policy(seen.copy(), mask.copy()))
        else:
            action = policy.act(business.worlds.known)
        rewards.append(float(business.play(action)[0]))
        actions.append(action[0].astype(np.int64))
        observations.append(seen[0].copy())
        masks.append(mask[0].copy())
    infos = {"action_mask": np.array(masks)}
    return _buffer(seed, np.array(observations), np.array(actions), rewards, infos)


def from_runs(name: str, folders: Sequence[Path]) -> Any:
    """A data set of run folders, in texts: the actions are tool calls as JSON, as in vendsim/Tools-v0.

    Raises ValueError for runs that are not finished, or of more than one scenario, or with a sub-agent.
    """
    records = [read_record(folder) for folder in folders]
    if not records or any(record.status != "done" for record in records):
        raise ValueError("a data set is made of finished runs")
    configs = {json.dumps(record.config, sort_keys=True) for record in records}
    if len(configs) > 1:
        raise ValueError("the runs are of several scenarios; make a data set of each")
    scenario = Scenario.model_validate(records[0].config)
    if scenario.sub_agent is not None:
        raise ValueError(f"{scenario.name} has a sub-agent, whose calls no data set has")
    seeds = sorted({record.seed for record in records})
    text = spaces.Text(100_000, min_length=0, charset=characters())
    made = minari.create_dataset_from_buffers(
        name,
        [_of_run(folder, record) for folder, record in zip(folders, records, strict=True)],
        observation_space=text,
        action_space=text,
        algorithm_name=", ".join(dict.fromkeys(record.player for record in records)),
        description=f"runs of {scenario.name}: replies as observations, tool calls as actions",
        requirements=["vendsim"],
    )
    low, high = (fmean(_earned(agent, scenario, seed) for seed in seeds) for agent in ("random", "careful"))
    return _with_references(made, low, high)


def _of_run(folder: Path, record: RunRecord) -> EpisodeBuffer:
    scenario = Scenario.model_validate(record.config)
    episode = Episode(scenario, record.seed, **supplier_models(record, folder, asks=False))
    observations, actions, rewards = [episode.observation], [], []
    for call in read_calls(folder):
        before = episode.balance
        episode.bill_tokens(call.output_tokens)
        episode.count_messages(call.messages)
        reply = episode.call(call.tool, call.arguments)
        if reply.text != call.reply:
            raise ValueError(f"{folder} was played by another version of vendsim, or changed")
        observations.append(reply.text)
        actions.append(_action(call))
        rewards.append(float(episode.balance - before))
    return _buffer(record.seed, observations, actions, rewards, None)


def _action(call: Call) -> str:
    return json.dumps({"name": call.tool, "arguments": call.arguments}, ensure_ascii=False)


def _earned(agent: str, scenario: Scenario, seed: int) -> float:
    """Dollars that a scripted agent earns in a world."""
    player, desk = make_agent(agent, AgentOptions(seed=seed)), BareDesk(Episode(scenario, seed))
    while not desk.episode.done:
        player.play_day(desk)  # scripted agents use no more of a desk
    return float(desk.episode.balance) - scenario.money.start_cents / 100


def _buffer(seed: int, observations: Any, actions: Any, rewards: list[float], infos: Any) -> EpisodeBuffer:
    over = [False] * (len(rewards) - 1) + [True]
    return EpisodeBuffer(
        seed=seed,
        observations=observations,
        actions=actions,
        rewards=rewards,
        terminations=over,
        truncations=[False] * len(over),
        infos=infos,
    )
