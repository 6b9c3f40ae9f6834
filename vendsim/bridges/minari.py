"""Offline data sets in the form of Minari: from run folders, and from policies of the numeric environments.

Returns are what a run earned: its final balance less what it began with, and in the smaller numeric tasks
what the wealth of the business grew by. Reference scores are those of random players and of scripted ones in
the same worlds: of the agent ``careful`` in texts, of the house in numbers.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import gymnasium
import minari
import numpy as np
from gymnasium import spaces
from minari.data_collector import EpisodeBuffer

from vendsim.agent import AgentOptions
from vendsim.envs.evaluation import Operator, Played, Policy, at_random, evaluate, task_named
from vendsim.envs.splits import Range, Selection
from vendsim.envs.tasks import task
from vendsim.episode import Episode
from vendsim.manager.house import steady
from vendsim.runs.agents import make_agent
from vendsim.runs.calls import Call, read_calls
from vendsim.runs.record import RunRecord, read_record
from vendsim.runs.supplier_models import supplier_models
from vendsim.runs.unrecorded import BareDesk
from vendsim.scenario import Scenario
from vendsim.text import characters


def from_policy(
    name: str,
    policy: Policy | Operator,
    worlds: Selection,
    scenario: str | Path | Scenario = "vb2",
    env: str = "vendsim/Manager-v0",
) -> Any:
    """A data set of a numeric environment: an episode in each of the ``worlds``.

    ``name`` is Minari's, such as "vendsim/manager-house-v0"; policy and ``env`` are as `evaluate` takes them.
    With a scenario by name the data set can make the environment again. Raises ValueError for a world or an
    environment that is none.
    """
    rules, seeds, kind = Scenario.load(scenario), Range.of(worlds).seeds().tolist(), task_named(env)
    part = task(kind, rules)
    start = rules.money.start_cents / 100 if part.days is None else 0.0  # the score of a year counts it
    low, high = (
        evaluate(player, seeds, env, rules).mean - start for player in (at_random(part.nvec), steady(rules))
    )
    # Only a name can be written down.
    known = {"scenario": str(scenario), "reward": part.judged_by}
    made_again = None if isinstance(scenario, Scenario) else gymnasium.make(env, **known)
    made = minari.create_dataset_from_buffers(
        name,
        [_episode(policy, kind, rules, seed) for seed in seeds],
        env=made_again,
        observation_space=spaces.Box(-1, 1, (part.width,), np.float32),
        action_space=spaces.MultiDiscrete(part.nvec),
        description=f"{env} of {rules.name}, worlds {seeds[0]} to {seeds[-1]}",
        requirements=["vendsim"],
    )
    return _with_references(made, low, high)


def _with_references(dataset: Any, low: float, high: float) -> Any:
    """The data set with its reference scores, which Minari keeps by itself only where it can make the env."""
    dataset.storage.update_metadata({"ref_min_score": low, "ref_max_score": high})
    return dataset


def _episode(policy: Policy | Operator, kind: str, scenario: Scenario, seed: int) -> EpisodeBuffer:
    """One world, played to its end."""
    played = Played(policy, kind, scenario, np.array([seed]))
    observations, masks, actions = [played.observation[0]], [played.mask[0]], []
    rewards: list[float] = []
    while not played.business.ended[0] and len(rewards) != played.task.days:
        action, reward = played.play_day()
        rewards.append(float(reward[0]))
        actions.append(action[0].astype(np.int64))
        observations.append(played.observation[0])
        masks.append(played.mask[0])
    infos, ended = {"action_mask": np.array(masks)}, bool(played.business.ended[0])
    return _buffer(seed, np.array(observations), np.array(actions), rewards, infos, ended)


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


def _buffer(
    seed: int, observations: Any, actions: Any, rewards: list[float], infos: Any, ended: bool = True
) -> EpisodeBuffer:
    before = [False] * (len(rewards) - 1)
    return EpisodeBuffer(
        seed=seed,
        observations=observations,
        actions=actions,
        rewards=rewards,
        terminations=[*before, ended],
        truncations=[*before, not ended],
        infos=infos,
    )
