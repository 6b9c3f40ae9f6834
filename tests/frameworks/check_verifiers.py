"""The taskset under verifiers; run by scripts/frameworks.py."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parents[1]))  # for the scripted endpoint

import verifiers.v1 as vf
from chores import CHORES, TOKENS, worked
from verifiers.v1.utils.loaders import default_harness_id, environment_class, load_taskset
from versions import print_versions

from fake_endpoint import Body, FakeEndpoint, Reply, call_tool, say
from vendsim import Episode
from vendsim.bridges.verifiers import (
    BusinessConfig,
    BusinessData,
    BusinessEnv,
    BusinessTaskset,
    BusinessTools,
)
from vendsim.envs.short_tasks import LENGTHS, ShortTask

FIRST = 1_000_000  # seed of the first task
FIELDS = {"stream", "stream_options", "tool_choice", "parallel_tool_calls", "temperature", "max_tokens"}
USAGE = {"prompt_tokens": 100, "completion_tokens": TOKENS, "total_tokens": 100 + TOKENS}


def the_taskset_is_found() -> None:
    """By the name that the documentation gives, with its own environment and a harness that runs no code."""
    taskset = load_taskset(BusinessConfig(id="vendsim-taskset"))
    assert isinstance(taskset, BusinessTaskset)
    assert environment_class("vendsim-taskset") is BusinessEnv
    assert default_harness_id("vendsim-taskset") == "vendsim-taskset"
    seeds = [task.data.seed for task in islice(taskset, 3)]
    assert seeds == [FIRST, FIRST + 1, FIRST + 2]


def seeds_of_evaluation_are_refused() -> None:
    """Unless one insists."""
    for seeds in ("test", "validation", "0:5", "1999:2001"):
        with pytest.raises(ValueError, match="reserved for evaluation"):
            list(islice(BusinessTaskset(BusinessConfig(seeds=seeds)), 2))
    insisting = BusinessTaskset(BusinessConfig(seeds="test", allow_reserved=True))
    assert [task.data.seed for task in islice(insisting, 2)] == [0, 1]


def every_length_has_the_declared_tools() -> None:
    """The tool server of a task shows the declaration, and carries out calls as the task itself does."""

    async def check(length: Any) -> None:
        data = BusinessData(length=length, seed=FIRST, scenario="vb2", allow_reserved=False)
        server, alone = BusinessTools(vf.ToolsetConfig()), data.opened()
        await server.setup_task(data)
        declared = [tool["function"] for tool in Episode("vb2").tools]
        shown = await server.list_tools()
        assert [(tool.name, tool.description, tool.input_schema) for tool in shown] == [
            (function["name"], function["description"], function["parameters"]) for function in declared
        ]
        for name, arguments in CHORES:
            told = await server.call_tool(name, arguments)
            reply = alone.call(name, arguments)
            assert (told.content[0].text, told.is_error) == (reply.text, reply.error is not None)
        assert server.state.score == alone.score
        assert server.state.done == alone.done == (length == "day")

    for length in LENGTHS:
        asyncio.run(check(length))


def the_command_line_plays(length: str, count: int) -> None:
    """The command of the documentation at a server on loopback: rewards are those of the tasks themselves."""
    expected = []
    for seed in range(FIRST, FIRST + count):
        task = ShortTask(length, seed)
        worked(task)
        expected.append((task.score, task.gain, 1.0))
    is_lazy = True

    def model(body: Body) -> Reply:
        nonlocal is_lazy
        made = sum(message["role"] == "tool" for message in body["messages"])
        if is_lazy and made:
            is_lazy = False  # it says something once, and is reminded
            return Reply(say("Let me think."), USAGE)
        return Reply(call_tool(*CHORES[made % len(CHORES)]), USAGE)

    with FakeEndpoint(model, fields=frozenset(FIELDS), verbatim=False) as endpoint:
        where = Path(sys.executable).parent
        environment = os.environ | {"SCRIPTED_KEY": "none", "PATH": f"{where}:{os.environ['PATH']}"}
        command = [
            where / "vf-eval",
            "vendsim-taskset",
            "-n",
            str(count),
            "-m",
            "scripted",
            "--no-push",
            "--no-rich",
        ]
        asked = ["--client.base-url", endpoint.url, "--client.api-key-var", "SCRIPTED_KEY"]
        chosen = ["--env.taskset.length", length, "--run.name", length, "-o", "outputs"]
        subprocess.run([*command, *asked, *chosen], env=environment, check=True, stdout=subprocess.DEVNULL)
        assert not endpoint.complaints, endpoint.complaints[:3]
    lines = (Path("outputs") / length / "traces.jsonl").read_text().splitlines()
    [*traces] = [trace for line in lines for trace in json.loads(line)["traces"]]
    assert all(trace["ok"] and trace["stop_condition"] == "over" for trace in traces)
    traces.sort(key=lambda trace: trace["task"]["data"]["seed"])
    for trace, (score, gain, finished) in zip(traces, expected, strict=True):
        [reward] = trace["rewards"].values()
        # What it said beside its calls costs less than a cent.
        assert abs(reward["score"] - score) < 1e-4, (reward, score)
        assert abs(trace["metrics"]["gain"] - gain) <= 0.01 + 1e-9
        assert trace["metrics"]["finished"] == finished


if __name__ == "__main__":
    print_versions("verifiers", "mcp", "openai", "uv")
    the_taskset_is_found()
    seeds_of_evaluation_are_refused()
    every_length_has_the_declared_tools()
    the_command_line_plays("day", 2)
    the_command_line_plays("week", 1)
