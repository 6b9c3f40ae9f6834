"""`vendsim export minari`: data sets of runs and of numeric policies, read again as Minari gives them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

import vendsim
from test_replay import record_run
from vendsim.cli.export import app
from vendsim.envs.evaluation import at_random
from vendsim.envs.tasks import task
from vendsim.manager.house import steady
from vendsim.runs import read_record
from vendsim.runs.calls import read_calls

pytest.importorskip("minari", reason="minari is not installed (the extra [minari])")

import minari

from vendsim.bridges.minari import from_policy

SHORT = vendsim.Scenario.load("vb2").model_copy(update={"days": 180})
WORLDS = [1_000_000, 1_000_001]
DAYS = {"Manager": 180, "Pricing": 45, "Restock": 45}

pytestmark = pytest.mark.filterwarnings("ignore:.*:UserWarning:minari")


@pytest.fixture(autouse=True)
def kept_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINARI_DATASETS_PATH", str(tmp_path / "datasets"))


@pytest.mark.parametrize("name", DAYS)
def test_a_data_set_of_a_policy_holds_what_the_policy_earns(name: str) -> None:
    env, nvec = f"vendsim/{name}-v0", task(name.lower(), SHORT).nvec
    from_policy(f"vendsim/{name}-v0", at_random(nvec, seed=1), WORLDS, SHORT, env)
    made = minari.load_dataset(f"vendsim/{name}-v0")
    start, again = 500 if name == "Manager" else 0, at_random(nvec, seed=1)
    found = [vendsim.evaluate(again, [world], env, SHORT).mean - start for world in WORLDS]
    house = vendsim.evaluate(steady(SHORT), WORLDS, env, SHORT).mean - start
    episodes = list(made)
    assert found[0] != pytest.approx(found[1])
    assert [episode.rewards.sum() for episode in episodes] == pytest.approx(found)
    assert made.storage.metadata["ref_max_score"] == pytest.approx(house)
    assert made.storage.metadata["ref_min_score"] < house
    for episode in episodes:
        assert len(episode.rewards) == DAYS[name]
        assert bool(episode.terminations[-1]) == (name == "Manager") != bool(episode.truncations[-1])
        assert all(made.observation_space.contains(seen) for seen in episode.observations)
        masks = np.split(episode.infos["action_mask"][:-1], np.cumsum(nvec)[:-1], axis=1)
        possible = [
            np.take_along_axis(m, a[:, None], 1) for m, a in zip(masks, episode.actions.T, strict=True)
        ]
        assert np.all(possible)


def exported(*arguments: Any) -> str:
    done = CliRunner().invoke(app, ["minari", *map(str, arguments)])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_command_lets_a_policy_play_and_the_data_set_makes_its_environment_again(tmp_path: Path) -> None:
    chosen = ("--policy", "house", "--env", "vendsim/Restock-v0", "--worlds", "1000000:1000001")
    told = exported("vendsim/restock-house-v0", *chosen, "-o", tmp_path / "datasets")
    assert told.endswith("vendsim/restock-house-v0: 1 episodes, 91 steps\n")
    made = minari.load_dataset("vendsim/restock-house-v0")
    env = made.recover_environment()
    assert (env.observation_space, made.action_space) == (made.observation_space, env.action_space)
    assert made.storage.metadata["ref_max_score"] == pytest.approx(made[0].rewards.sum())


def test_the_command_makes_episodes_in_texts_of_runs(tmp_path: Path) -> None:
    folder = record_run(tmp_path / "runs/one", "trusting", days=4)
    assert "1 episodes" in exported("vendsim/runs-v0", tmp_path / "runs", "-o", tmp_path / "datasets")
    [episode] = minari.load_dataset("vendsim/runs-v0")
    calls, result = list(read_calls(folder)), read_record(folder).result
    assert [json.loads(action)["name"] for action in episode.actions] == [call.tool for call in calls]
    assert list(episode.observations[1:]) == [call.reply for call in calls]
    assert episode.observations[0].startswith("[Day 1 of 4")
    assert sum(episode.rewards) == pytest.approx(result.final_balance - 500)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "name run folders, or a --policy"),
        (("absent",), "there is no run in absent"),
        (("--policy", "oracle"), 'no policy "oracle"'),
        (("--policy", "house", "--env", "vendsim/Tools-v0"), "vendsim/Manager-v0, vendsim/Pricing-v0"),
        (("--policy", "house", "--worlds", "many"), 'no split "many"'),
    ],
)
def test_what_is_no_data_set_is_refused(arguments: tuple[str, ...], words: str) -> None:
    done = CliRunner().invoke(app, ["minari", "vendsim/x-v0", *arguments])
    assert done.exit_code != 0
    assert words in str(done.exception)
