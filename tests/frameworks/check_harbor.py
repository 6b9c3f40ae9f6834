"""The task folders under Harbor; run by scripts/frameworks.py."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from harbor.agents.oracle import OracleAgent
from harbor.environments.base import BaseEnvironment, ExecResult
from harbor.lint.compose import ComposeLoadError
from harbor.lint.models import DEFAULT_RULES
from harbor.lint.task import lint_task
from harbor.models.agent.context import AgentContext
from harbor.models.task.task import Task
from harbor.models.task.verifier_mode import resolve_verifier_environment_definition
from harbor.models.trial.paths import TrialPaths
from harbor.verifier.verifier import Verifier
from versions import print_versions

from vendsim.bridges.harbor import NAMES, build, verify

SEED = 3
PATIENCE = 120.0  # seconds until a server answers


def careful(days: int, where: Path) -> float:
    """What `vendsim run --agent careful` ends with, in dollars."""
    command = [sys.executable, "-m", "vendsim", "run", "--agent", "careful", "--seed", str(SEED)]
    chosen = ["--days", str(days)] if days < 365 else []
    subprocess.run([*command, *chosen, "--out", where], check=True, stdout=subprocess.DEVNULL)
    return float(json.loads((where / "run.json").read_text())["result"]["final_balance"])


def folders_are_tasks(tasks: list[Path]) -> None:
    """Harbor reads them, finds nothing to say, and would run the verifier apart from the agent."""
    for folder in tasks:
        task = Task(folder)
        assert task.name == f"vendsim/{folder.name.removeprefix('vendsim-')}"
        [server] = task.config.environment.mcp_servers
        assert server.url == "http://world:8701/runs/play/mcp/"
        [artifact] = task.config.artifacts
        assert artifact.service == "world"
        apart = resolve_verifier_environment_definition(task.config, task.paths)
        assert apart is not None
        assert apart.directory == task.paths.tests_dir
        assert linted(folder) == []


def linted(folder: Path) -> list[Any]:
    """What Harbor finds fault with; of the compose file only where there is Docker Compose to read it."""
    try:
        found = lint_task(folder)
    except ComposeLoadError:
        copy = Path(shutil.copytree(folder, f"linted-{folder.name}"))
        (copy / "environment" / "docker-compose.yaml").unlink()
        found = lint_task(copy)
    return [finding for finding in found if finding.rule in DEFAULT_RULES]  # as `harbor lint` does


def the_agent_gets_nothing_of_the_world(tasks: list[Path]) -> None:
    """No code, no seed and no expected world in what goes into its image, and one run alone at the server."""
    for folder in tasks:
        environment = folder / "environment"
        own = [
            path for path in environment.iterdir() if path.is_file() and path.name != "docker-compose.yaml"
        ]
        assert [path.name for path in own] == ["Dockerfile"]
        assert "COPY" not in (environment / "Dockerfile").read_text()
        assert "volumes" not in (environment / "docker-compose.yaml").read_text()
        assert not any(word in (folder / "instruction.md").read_text() for word in ("seed", "vb2"))


def command_of(dockerfile: Path) -> list[str]:
    """What an image runs."""
    [line] = [line for line in dockerfile.read_text().splitlines() if line.startswith("CMD ")]
    return json.loads(line.removeprefix("CMD "))


@contextmanager
def world(folder: Path, data: Path) -> Iterator[str]:
    """The world's command as its image runs it, but for address and folder."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = str(found.getsockname()[1])
    changed = {"0.0.0.0": "127.0.0.1", "8701": port, "/data/runs": str(data)}
    program, *arguments = command_of(folder / "environment" / "world" / "Dockerfile")
    assert program == "vendsim"
    command = [sys.executable, "-m", "vendsim", *(changed.get(word, word) for word in arguments)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + PATIENCE
        while socket.socket().connect_ex(("127.0.0.1", int(port))):
            assert time.monotonic() < until, "the world does not answer"
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/runs/play/mcp/"
    finally:
        server.terminate()
        server.wait()


def rehearsals_are_refused(url: str) -> None:
    """Another run would be the same world once more."""
    request = Request(url.replace("/play/", "/rehearsal/"), b"{}", {"Content-Type": "application/json"})
    with pytest.raises(HTTPError, match="409"):
        urlopen(request)


class Machine(BaseEnvironment):
    """In place of a container: a folder of this machine, in which the places of a container lie."""

    def __init__(self, root: Path, places: dict[str, Path], environment: dict[str, str]) -> None:
        self.root, self.environment = root, environment
        self.places = {name: places.get(name, root / name.strip("/")) for name in PLACES}
        self.logger = logging.getLogger("harbor")
        self.default_user = None
        for place in self.places.values():
            place.mkdir(parents=True, exist_ok=True)

    @property
    def os(self) -> Any:
        from harbor.models.task.config import TaskOS

        return TaskOS.LINUX

    def here(self, text: str) -> str:
        """A path or a command, with the places of a container replaced."""
        return re.sub("|".join(self.places), lambda found: str(self.places[found[0]]), text)

    async def exec(self, command: str, cwd: Any = None, env: Any = None, **_: Any) -> ExecResult:
        known = os.environ | self.environment | (env or {})
        done = await asyncio.to_thread(
            subprocess.run, ["bash", "-c", self.here(command)], env=known, capture_output=True, text=True
        )
        return ExecResult(stdout=done.stdout, stderr=done.stderr, return_code=done.returncode)

    async def upload_dir(self, source_dir: Any, target_dir: str) -> None:
        copy = Path(shutil.copytree(source_dir, self.here(target_dir), dirs_exist_ok=True))
        for script in copy.glob("*.sh"):  # what is written in them, too
            script.write_text(self.here(script.read_text()).replace("python3", shlex.quote(sys.executable)))

    async def upload_file(self, source_path: Any, target_path: str) -> None:
        shutil.copy(source_path, self.here(target_path))

    async def download_dir(self, source_dir: str, target_dir: Any) -> None:
        shutil.copytree(self.here(source_dir), target_dir, dirs_exist_ok=True)

    async def download_file(self, source_path: str, target_path: Any) -> None:
        shutil.copy(self.here(source_path), target_path)

    def is_path_mounted(self, *_: Any) -> bool:
        return False

    def _validate_definition(self) -> None: ...

    async def start(self, force_build: bool = False) -> None: ...

    async def stop(self, delete: bool = False) -> None: ...

    @staticmethod
    def type() -> str:
        return "machine"


PLACES = ("/logs/verifier", "/logs/agent", "/data/runs", "/solution", "/tests")


def oracle_and_verifier_agree(folder: Path, where: Path) -> dict[str, float]:
    """Harbor's own oracle agent and verifier, each on a "machine" of its own, against the served world."""
    task, data = Task(folder), where / "data"
    trial = TrialPaths(where / "trial")
    trial.mkdir()
    with world(folder, data) as url:
        rehearsals_are_refused(url)
        agent = OracleAgent(logs_dir=trial.agent_dir, task_dir=folder, trial_paths=trial)
        main = Machine(where / "main", {}, {"WORLD_URL": url})
        asyncio.run(agent.run(task.instruction, main, AgentContext()))
        assert "has ended" in _log(main), _log(main)
    apart = Machine(where / "apart", {"/data/runs": data}, {})
    found = asyncio.run(Verifier(task=task, trial_paths=trial, environment=apart).verify())
    assert found.rewards is not None
    return dict(found.rewards)


def _log(machine: Machine) -> str:
    return "".join(path.read_text() for path in machine.places["/logs/agent"].rglob("*") if path.is_file())


def what_was_tampered_with_counts_nothing(folder: Path, run: Path, where: Path) -> None:
    """A balance written by hand, a reply, a call more, another world, no run at all."""
    expected = folder / "tests" / "expected.json"

    def changed(name: str, file: str, old: str, new: str) -> dict[str, float]:
        copy = Path(shutil.copytree(run, where / name))
        text = (copy / file).read_text()
        assert old in text, (file, old)
        (copy / file).write_text(text.replace(old, new, 1))
        return verify(copy, expected)[0]

    assert changed("reply", "calls.jsonl", "The inbox is empty", "The inbox is full")["reward"] == 0
    assert changed("seed", "run.json", f'"seed": {SEED}', f'"seed": {SEED + 1}')["reward"] == 0
    assert changed("world", "run.json", '"start_cents": 50000', '"start_cents": 5000000')["reward"] == 0
    assert changed("sales", "events.jsonl", '"kind":"sold"', '"kind":"stocked"')["reward"] == 0
    more = Path(shutil.copytree(run, where / "more"))
    lines = (more / "calls.jsonl").read_text().splitlines()
    (more / "calls.jsonl").write_text("\n".join([*lines, lines[-1]]) + "\n")
    assert verify(more, expected)[0]["reward"] == 0
    assert verify(where / "nothing", expected)[0]["reward"] == 0


if __name__ == "__main__":
    print_versions("harbor")
    here = Path.cwd()
    wheel = here / "vendsim-0.1.0-py3-none-any.whl"
    wheel.write_bytes(b"goes into images, which are not built here")
    folders = build(here / "tasks", wheel, SEED)
    assert [folder.name for folder in folders] == list(NAMES)
    folders_are_tasks(folders)
    the_agent_gets_nothing_of_the_world(folders)
    for each, length in zip(folders, (365, 30), strict=True):
        trial_folder = here / f"trial-{length}"
        rewards = oracle_and_verifier_agree(each, trial_folder)
        assert rewards["balance"] == careful(length, here / f"careful-{length}"), rewards
        assert 0 < rewards["reward"] < 1
        assert (rewards["days"], rewards["finished"]) == (length, 1.0)
        print(f"{each.name}: the oracle ends with ${rewards['balance']:,.2f}, as careful does")
    what_was_tampered_with_counts_nothing(folders[1], here / "trial-30" / "data" / "play", here)
    print("not run: the containers; their commands ran as processes of this machine")
