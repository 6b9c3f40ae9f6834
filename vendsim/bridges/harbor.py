"""Harbor: a task folder for ``harbor run`` (docs/harbor.md), and the verifier inside it.

    python3 -m vendsim.bridges.harbor build tasks --wheel dist/vendsim-0.1.0-py3-none-any.whl
    harbor run -p tasks/vendsim-month -a oracle

The world runs in a container of its own, of which an agent sees the tools alone. The verifier runs in a third
one: it is given the run folder, and believes nothing in it but the calls, which it plays again.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from vendsim.agent import AgentOptions
from vendsim.economy.reference import share_of_bound
from vendsim.runs.agents import make_agent
from vendsim.runs.calls import read_calls
from vendsim.runs.loop import play
from vendsim.runs.record import read_record
from vendsim.runs.replay import replay
from vendsim.runs.starting import start
from vendsim.runs.unrecorded import playable
from vendsim.scenario import Scenario
from vendsim.version import __version__

NAMES = {"vendsim-year": "vb2", "vendsim-month": "month"}  # folders, and the scenarios played in them
ORACLE = "careful"


def build(out: Path, wheel: Path, seed: int = 0) -> list[Path]:
    """Write the task folders: the year, and its first 30 days.

    Args:
        out: where; the folders must not be there yet.
        wheel: of vendsim, which goes into the images of the world and of the verifier.
        seed: which world.

    Raises OSError for a folder that is there already, or a wheel that is not.
    """
    return [_build(out / name, wheel, Scenario.load(scenario), seed) for name, scenario in NAMES.items()]


def _build(folder: Path, wheel: Path, scenario: Scenario, seed: int) -> Path:
    name = folder.name.removeprefix("vendsim-")
    facts = {"name": name, "scenario": scenario.name, "days": scenario.days, "seed": seed}
    template = Path(str(files("vendsim.bridges") / "harbor_task"))
    shutil.copytree(template, folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".py"]:
        file.write_text(Template(file.read_text("utf-8")).substitute(facts, version=__version__), "utf-8")
    for image in ("environment/world", "tests"):
        shutil.copy(wheel, folder / image)
    expected = {"scenario": scenario.model_dump(mode="json"), "seed": seed}
    (folder / "tests" / "expected.json").write_text(json.dumps(expected), "utf-8")
    (folder / "solution" / "calls.json").write_text(json.dumps(_oracle(scenario, seed)), "utf-8")
    for script in ("solution/solve.sh", "tests/test.sh"):
        (folder / script).chmod(0o755)
    return folder


def _oracle(scenario: Scenario, seed: int) -> list[tuple[str, Any]]:
    """The calls of the scripted agent in this world."""
    options = AgentOptions(seed=seed)
    with tempfile.TemporaryDirectory() as scratch:
        run = Path(scratch) / "run"
        episode, folder = start(run, playable(scenario), ORACLE, options)
        play(episode, make_agent(ORACLE, options), folder)
        return [(call.tool, call.arguments or {}) for call in read_calls(run)]


def verify(run: Path, expected: Path) -> tuple[dict[str, float], str]:
    """What a run is worth, and why.

    The reward is the balance as a share of what the near-oracle policy ends with in the same world; 0 for a
    run that is not the one that was set, or that the world contradicts. One that was not played to its end
    counts as it stands.
    """
    nothing = {"reward": 0.0, "balance": 0.0, "days": 0.0, "finished": 0.0}
    task = json.loads(expected.read_text("utf-8"))
    scenario = Scenario.model_validate(task["scenario"])
    try:
        record = read_record(run)
        if (record.seed, Scenario.model_validate(record.config)) != (task["seed"], scenario):
            return nothing, "this is another world than the one that was set"
        played = replay(run)
    except ValueError as error:
        return nothing, str(error)
    if played.discrepancy is not None:
        return nothing, played.discrepancy
    result = played.result
    share = share_of_bound(scenario, task["seed"], result.final_balance)
    finished = float(result.end_reason is not None)
    rewards = {"reward": share or 0.0, "balance": result.final_balance, "days": float(result.days)}
    why = f"{played.calls} calls give ${result.final_balance:,.2f} after {result.days} days"
    return {**rewards, "finished": finished}, why


def main(arguments: Sequence[str] | None = None) -> int:
    """The commands ``build`` and ``verify``."""
    parser = argparse.ArgumentParser(prog="python3 -m vendsim.bridges.harbor", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    building = commands.add_parser("build", help="write the task folders")
    building.add_argument("out", type=Path, help="where to write them")
    building.add_argument(
        "--wheel", type=Path, required=True, help="of vendsim; pip wheel --no-deps makes one"
    )
    building.add_argument("--seed", type=int, default=0, help="which world (0)")
    verifying = commands.add_parser("verify", help="play a run again, and write what it is worth")
    verifying.add_argument("run", type=Path)
    verifying.add_argument("--expected", type=Path, required=True)
    verifying.add_argument("--reward", type=Path, required=True, help="the file to write")
    given = parser.parse_args(arguments)
    if given.command == "build":
        try:
            for folder in build(given.out, given.wheel, given.seed):
                print(folder)
        except (OSError, ValueError) as error:
            parser.error(str(error))
        return 0
    rewards, why = verify(given.run, given.expected)
    given.reward.write_text(json.dumps(rewards), "utf-8")
    print(f"{why}: reward {rewards['reward']:.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
