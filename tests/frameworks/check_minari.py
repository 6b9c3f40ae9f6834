"""Minari data sets of runs and of numeric policies: loaded again, they hold what was played."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import minari
import numpy as np
from short_years import NUMERIC
from versions import print_versions

import vendsim
from vendsim.manager.house import steady
from vendsim.runs import read_record

FOLDER = Path(tempfile.mkdtemp())
YEAR = vendsim.Scenario.load("vb2")
WORLDS = [1_000_000, 1_000_001]


def vendsim_command(*arguments: object) -> str:
    command = [sys.executable, "-m", "vendsim", *map(str, arguments)]
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def check_policies(env: str) -> None:
    """The house in two worlds, as `evaluate` judges it; the environment is made again from the data set."""
    name, start = env.replace("-v0", "-house-v0").lower(), 500 if env == "vendsim/Manager-v0" else 0
    chosen = ("--policy", "house", "--env", env, "--worlds", f"{WORLDS[0]}:{WORLDS[1] + 1}")
    assert "2 episodes" in vendsim_command("export", "minari", name, *chosen)
    made = minari.load_dataset(name)
    earned = vendsim.evaluate(steady(YEAR), WORLDS, env).score - start
    returns = [float(episode.rewards.sum()) for episode in made]
    assert np.allclose(returns, earned), (returns, earned)
    metadata = made.storage.metadata
    assert np.isclose(metadata["ref_max_score"], earned.mean())
    assert metadata["ref_min_score"] < metadata["ref_max_score"]
    scores = minari.get_normalized_score(made, np.array(returns))
    assert np.isclose(scores.mean(), 1)
    again = made.recover_environment()
    assert (again.observation_space, made.action_space) == (made.observation_space, again.action_space)
    _, info = again.reset(options={"world": WORLDS[0]})
    assert np.array_equal(info["action_mask"], made[0].infos["action_mask"][0])
    rewards = [again.step(action)[1] for action in made[0].actions[:20]]
    assert np.allclose(rewards, made[0].rewards[:20])
    for episode in made:
        assert all(made.observation_space.contains(seen) for seen in episode.observations)
        assert all(made.action_space.contains(action) for action in episode.actions)
        assert episode.terminations[-1] == (start == 500) != episode.truncations[-1]


def check_runs() -> None:
    for seed in (0, 1):
        vendsim_command(
            "run", "--agent", "trusting", "--seed", seed, "--days", 30, "--out", f"runs/{seed}", "--quiet"
        )
    told = vendsim_command("export", "minari", "vendsim/runs-v0", "runs")
    assert "2 episodes" in told
    made = minari.load_dataset("vendsim/runs-v0")
    for seed, episode in enumerate(made):
        result = read_record(FOLDER / "runs" / str(seed)).result
        assert result is not None
        assert np.isclose(sum(episode.rewards), result.final_balance - 500)
        assert len(episode.actions) == result.tool_calls
        assert json.loads(episode.actions[-1])["name"] == "wait_for_next_day"
        assert episode.observations[0].startswith("[Day 1 of 30")
    assert made.storage.metadata["ref_max_score"] > made.storage.metadata["ref_min_score"]


if __name__ == "__main__":
    print_versions("vendsim", "minari", "gymnasium", "numpy")
    os.environ["MINARI_DATASETS_PATH"] = str(FOLDER / "datasets")
    for numeric in NUMERIC:
        check_policies(numeric)
    check_runs()
    print("two worlds of a policy in each numeric environment, and two runs, written and read again")
