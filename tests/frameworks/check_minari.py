"""Minari data sets of runs and of numeric policies: loaded again, they hold what was played."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import minari
import numpy as np
from versions import print_versions

import vendsim
from vendsim.bridges.minari import from_policy
from vendsim.manager.house import Careful
from vendsim.runs import read_record

FOLDER = Path(tempfile.mkdtemp())
SHORT = vendsim.Scenario.load("vb2").model_copy(update={"days": 40})
WORLDS = [1_000_000, 1_000_001]


def vendsim_command(*arguments: object) -> str:
    command = [sys.executable, "-m", "vendsim", *map(str, arguments)]
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def check_policies() -> None:
    from_policy("vendsim/manager-careful-v0", Careful(SHORT), WORLDS, scenario=SHORT)
    made = minari.load_dataset("vendsim/manager-careful-v0")
    earned = vendsim.evaluate(Careful(SHORT), WORLDS, scenario=SHORT).balance - 500
    returns = [float(episode.rewards.sum()) for episode in made]
    assert np.allclose(returns, earned), (returns, earned)
    assert [len(episode.rewards) for episode in made] == [40, 40]
    metadata = made.storage.metadata
    assert np.isclose(metadata["ref_max_score"], earned.mean())
    assert metadata["ref_min_score"] < metadata["ref_max_score"]
    scores = minari.get_normalized_score(made, np.array(returns))
    assert np.isclose(scores.mean(), 1)
    for episode in made:
        assert all(made.observation_space.contains(seen) for seen in episode.observations)
        assert all(made.action_space.contains(action) for action in episode.actions)
        assert episode.terminations[-1]


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
    check_policies()
    check_runs()
    print("two worlds of a policy and two runs, written and read again")
