"""Server and client under OpenEnv; run by scripts/frameworks.py."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from chores import TOKENS, worked
from openenv.core.env_server.mcp_types import CallToolAction, ListToolsAction
from openenv.validation import Level, run_validation
from openenv.validation.types import ProviderCapability
from versions import print_versions

from vendsim import Episode
from vendsim.bridges.openenv import Client, Morning
from vendsim.envs.short_tasks import LENGTHS, ShortTask

FIRST = 1_000_000  # seed of the first task
WHERE = Path(sys.executable).parent
PACKAGE = Path(__file__).parents[2] / "integrations" / "openenv"
PATIENCE = 120.0  # seconds until a server answers


@contextmanager
def serving() -> Iterator[str]:
    """The command of the documentation, on a port that is free."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = str(found.getsockname()[1])
    command = [WHERE / "uvicorn", "vendsim.bridges.openenv:app", "--port", port, "--log-level", "warning"]
    server = subprocess.Popen(command)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url)
        yield url
    finally:
        server.terminate()
        server.wait()


def _wait(url: str) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(f"{url}/health")
            return
        except OSError:
            assert time.monotonic() < until, "the server does not answer"
            time.sleep(0.2)


def played(env: Any, calls: dict[str, Any], seed: int, length: str) -> tuple[list[str], list[float]]:
    """The texts and the rewards of a task."""
    result = env.reset(seed=seed, length=length)
    assert isinstance(result.observation, Morning)
    assert "vending" in result.observation.system_prompt
    texts, rewards = [result.observation.text], []
    while not result.done:
        tool, arguments = calls[texts[-1]]
        action = CallToolAction(tool_name=tool, arguments=arguments, metadata={"output_tokens": TOKENS})
        result = env.step(action)
        texts.append(result.observation.result)
        rewards.append(result.reward)
        assert (result.observation.error is None) == (tool != "read_email")  # of a mail that there is not
    return texts, rewards


def sessions_at_the_same_time_do_not_meddle(url: str) -> None:
    """Two clients, a day and a week: each as alone, with the score as its last reward."""
    tasks = [ShortTask("day", FIRST), ShortTask("week", FIRST + 1)]
    calls = [worked(task) for task in tasks]
    with Client(base_url=url).sync() as one, Client(base_url=url).sync() as other:
        other.reset(seed=FIRST + 1, length="week")
        day = played(one, calls[0], FIRST, "day")
        week = played(other, calls[1], FIRST + 1, "week")
        state = other.state()
        assert (state.step_count, state.day - state.days + 1) == (len(calls[1]), tasks[1].start.day)
    for (texts, rewards), task, made in zip((day, week), tasks, calls, strict=True):
        assert texts[:-1] == list(made)
        assert rewards[:-1] == [0.0] * (len(made) - 1)
        assert abs(rewards[-1] - min(max(task.score, 0.0), 1.0)) < 1e-9


def tools_are_declared_once(url: str) -> None:
    """Over the session and in openenv.yaml."""
    declared = [tool["function"] for tool in Episode("vb2").tools]
    with Client(base_url=url).sync() as env:
        env.reset(seed=FIRST, length="day")
        shown = env.step(ListToolsAction()).observation.tools
    assert [(tool.name, tool.description, tool.input_schema) for tool in shown] == [
        (function["name"], function["description"], function["parameters"]) for function in declared
    ]
    manifest = yaml.safe_load((PACKAGE / "openenv.yaml").read_text())["validation"]
    assert manifest["capabilities"]["declared_tools"] == [function["name"] for function in declared]


def what_cannot_be_is_refused(url: str) -> None:
    """In a sentence; the session goes on."""
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"seed": 3}, "reserved for evaluation"),
        ({"length": "hour"}, "day, week, month, year"),
        ({"scenario": "vb1"}, "sub-agent"),
        ({"scenario": "/etc/passwd.toml"}, "no file of the server"),
        ({"speed": 2}, "reset knows no speed"),
    ]
    with Client(base_url=url).sync() as env:
        for options, why in wrong:
            with pytest.raises(RuntimeError, match=why):
                env.reset(**({"seed": FIRST} | options))
        assert env.reset(seed=FIRST, length="day").observation.text
        assert env.reset(seed=3, length="day", allow_reserved=True).observation.text
        drawn = {env.reset(length="day") and env.state().seed for _ in range(2)}
        assert all(seed >= FIRST for seed in drawn)


class _Process:
    """In place of Docker: the server as a process of this machine, for the graders of a running subject."""

    name = "process"
    capabilities = frozenset({ProviderCapability.IMAGE_BUILD})
    supported_network_modes = frozenset({"public"})

    def __init__(self, url: str) -> None:
        self.base_url = url

    def build(self, *_: Any) -> str:
        return "sha256:" + "0" * 64

    def start(self, *_: Any) -> _Process:
        return self

    def inspect(self) -> dict[str, Any]:
        return {}

    def logs(self, max_bytes: int = 0) -> str:
        return ""

    def stop(self) -> None:
        pass


def validation_is_green(url: str) -> None:
    """`openenv validate`: the running server, the package, and the graders of a running package."""
    command = [WHERE / "openenv", "validate"]
    subprocess.run([*command, "--url", url], check=True, stdout=subprocess.DEVNULL)
    # In a copy, because a validation wants its folder to stay as it is.
    package = Path(shutil.copytree(PACKAGE, "package"))
    subprocess.run([*command, package, "--level", "static"], check=True, stdout=subprocess.DEVNULL)
    report = run_validation(package, max_level=Level.SEMANTIC, provider=_Process(url))
    found = {result.check_id: (result.status.value, result.evidence) for result in report.results}
    wrong = {check: said for check, said in found.items() if said[0] not in ("pass", "skip")}
    assert not wrong, wrong
    passed = {check for check, (status, _) in found.items() if status == "pass"}
    assert passed >= {
        "static.manifest",
        "runtime.startup",
        "runtime.reward_well_formed",
        "runtime.observation_schema",
        "runtime.state_contract",
    }, found
    print(f"openenv validate: passed {', '.join(sorted(passed))}; skipped {len(found) - len(passed)}")
    print("not run: the container; its server was run as a process of this machine")


if __name__ == "__main__":
    print_versions("openenv", "fastmcp", "uvicorn")
    assert list(LENGTHS) == ["day", "week", "month", "year"]
    with serving() as address:
        tools_are_declared_once(address)
        sessions_at_the_same_time_do_not_meddle(address)
        what_cannot_be_is_refused(address)
        validation_is_green(address)
