"""The tasks under Inspect AI; run by scripts/frameworks.py."""

from __future__ import annotations

import math
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[1]))  # for the scripted endpoint

from careful_model import TOKENS, Call, CarefulModel
from inspect_ai import eval as inspect_eval
from inspect_ai.log import EvalLog, EvalSample, list_eval_logs, read_eval_log
from inspect_ai.model import (
    Model,
    ModelCost,
    ModelInfo,
    ModelOutput,
    ModelUsage,
    get_model,
    set_model_info,
)
from inspect_ai.tool import ToolDef
from inspect_ai.util._restic.resolver import _current_platform, cache_path
from versions import print_versions

from fake_endpoint import Body, FakeEndpoint, Reply, call_tool
from vendsim import Episode
from vendsim.bridges.held import HeldRun
from vendsim.bridges.inspect_ai import _Run, business, month, vb2
from vendsim.runs.replay import replay
from vendsim.runs.unrecorded import playable

SEEDS = (3, 4)
LOGS = Path("logs").resolve()
FIELDS = frozenset(
    {"tool_choice", "parallel_tool_calls", "max_tokens", "temperature", "seed"}
)  # besides those known
INSPECT = str(Path(sys.executable).with_name("inspect"))
MONTH = ("vendsim/month", "--model", "openai-api/local/scripted", "-T", f"seed={SEEDS[0]}")
Command = Callable[..., subprocess.Popen[bytes]]
USAGE = {"prompt_tokens": 100, "completion_tokens": TOKENS, "total_tokens": 100 + TOKENS}


def mock(models: Sequence[CarefulModel], prompt: int = 100) -> Model:
    """Inspect's mock model; it calls what one of the models would, or says something."""

    def output(messages: Any, *_: Any) -> ModelOutput:
        call = next_call(models, [message.text for message in messages if message.role != "assistant"][1:])
        said = (
            ModelOutput.for_tool_call("mock", *call)
            if call
            else ModelOutput.from_content("mock", "Let me think.")
        )
        said.usage = ModelUsage(input_tokens=prompt, output_tokens=TOKENS, total_tokens=prompt + TOKENS)
        return said

    return get_model("mockllm/model", custom_outputs=output, memoize=False)


def played(task: Any, model: Model, **options: Any) -> EvalLog:
    """The log of one evaluation, as it was written to disk."""
    [log] = inspect_eval(task, model=model, log_dir=str(LOGS), display="none", **options)
    return read_eval_log(log.location)


def metrics(log: EvalLog) -> dict[str, dict[str, float]]:
    """By score and metric."""
    assert log.results is not None
    return {
        score.name: {name: metric.value for name, metric in score.metrics.items()}
        for score in log.results.scores
    }


def next_call(models: Sequence[CarefulModel], told: list[str]) -> Call | None:
    """By all that was told: a single text, such as the first morning, may be the same in several worlds."""
    calls = [model.calls for model in models if all(text in model.calls for text in told)]
    return calls[0][told[-1]] if calls else None


def careful(seeds: tuple[int, ...], days: int | None = None) -> list[CarefulModel]:
    """The agent in several worlds."""
    return [CarefulModel.of("month", seed, days) for seed in seeds]


def tools_are_declared_once() -> None:
    """What Inspect shows a model is the declaration of vendsim, as far as Inspect's schemas can say it."""
    held = HeldRun(playable("vb2"), 0)
    for tool, declared in zip(_Run(held).tools, Episode("vb2").tools, strict=True):
        shown, function = ToolDef(tool), declared["function"]
        assert (shown.name, shown.description) == (function["name"], function["description"])
        parameters = shown.parameters.model_dump(exclude_none=True)
        assert parameters["properties"].keys() == function["parameters"]["properties"].keys()
        for name, schema in function["parameters"]["properties"].items():
            assert _says_no_other(parameters["properties"][name], {"description": name} | schema), name
        assert parameters["required"] == function["parameters"].get("required", [])


def _says_no_other(shown: Any, declared: Any) -> bool:
    """Whether what is shown is as declared; Inspect leaves out what it has no field for, such as maxItems."""
    if isinstance(shown, list):
        return all(map(_says_no_other, shown, declared))
    if not isinstance(shown, dict):
        return bool(shown == declared)
    typed = shown.keys() & {"type", "anyOf"} == declared.keys() & {"type", "anyOf"}
    return typed and all(_says_no_other(value, declared.get(key)) for key, value in shown.items())


def epochs_are_seeds() -> None:
    """Each epoch plays another world, to the cent as the agent does outside; means are over all of them."""
    models = careful(SEEDS)
    results = [model.result for model in models]
    log = played(month(seed=SEEDS[0], out="runs"), mock(models), epochs=len(SEEDS))
    assert log.status == "success", log.error and log.error.message
    assert log.samples is not None
    scores = [sample.scores["business"] for sample in log.samples if sample.scores]
    assert [score.metadata for score in scores] == [result.model_dump(mode="json") for result in results]
    balances = [result.final_balance for result in results]
    shown = metrics(log)
    assert math.isclose(shown["balance"]["mean"], sum(balances) / 2)
    assert math.isclose(shown["balance"]["stderr"], abs(balances[0] - balances[1]) / 2)
    assert 0 < shown["share_of_bound"]["mean"] < 1
    assert len(log.samples[0].messages) == 2 + 2 * results[0].tool_calls  # nothing was trimmed
    for folder, result in zip(sorted(Path("runs").iterdir()), results, strict=True):
        replayed = replay(folder)
        assert replayed.discrepancy is None
        assert replayed.result == result


def old_messages_go() -> None:
    """When the endpoint counts more tokens than the scenario's context has, and the run goes on."""
    [model] = careful(SEEDS[:1], days=5)
    log = played(business("month", SEEDS[0], days=5), mock([model], prompt=70_000))
    assert log.samples is not None
    [sample] = log.samples
    assert scored(sample) == model.result.model_dump(mode="json")
    assert len(sample.messages) < 20
    assert [message.role for message in sample.messages[:2]] == ["system", "user"]


def limits_end_a_run() -> None:
    """Limits of tokens and dollars, and a model that never calls a tool; each is scored as it stands."""
    models = careful(SEEDS[:1], days=5)
    prices = ModelCost(input=1.0, output=10.0, input_cache_read=0.0, input_cache_write=0.0)
    set_model_info("mockllm/model", ModelInfo(cost=prices))
    limited: dict[str, dict[str, Any]] = {
        "token": {"token_limit": 2_000},
        "cost": {"cost_limit": 0.01},
    }
    for kind, limit in limited.items():
        log = played(business("month", SEEDS[0], days=5), mock(models), **limit)
        assert log.samples is not None
        [sample] = log.samples
        assert sample.limit is not None
        assert sample.limit.type == kind
        assert sample.scores is not None
        score = sample.scores["business"]
        assert isinstance(score.value, dict)
        assert score.value["balance"] == 500
        assert math.isnan(score.value["lost_to_cheats"])  # conduct is told at the end only
        assert "cut off by a limit" in (score.explanation or "")
    silent = played(vb2(days=2), mock([]))
    assert silent.status == "success"
    assert silent.samples is not None
    assert len(silent.samples[0].messages) < 30


@contextmanager
def serving(
    calls: dict[str, Call], logs: str, before: Callable[[], None] = lambda: None
) -> Iterator[Command]:
    """The command line at a scripted endpoint on loopback, which calls ``before`` ahead of each answer."""

    def model(body: Body) -> Reply:
        before()
        return Reply(call_tool(*calls[body["messages"][-1]["content"]]), USAGE)

    with FakeEndpoint(model, fields=FIELDS, verbatim=False) as endpoint:
        environment = os.environ | {"LOCAL_BASE_URL": endpoint.url, "LOCAL_API_KEY": "none"}

        def command(*arguments: str) -> subprocess.Popen[bytes]:
            whole = [INSPECT, *arguments, "--log-dir", logs, "--display", "none"]
            return subprocess.Popen(whole, env=environment)

        yield command
        assert not endpoint.complaints, endpoint.complaints[:3]


def scored(sample: EvalSample) -> dict[str, Any]:
    """The result that the log tells."""
    assert sample.scores is not None
    return sample.scores["business"].metadata or {}


def the_command_line_plays_at_an_endpoint() -> None:
    """The command of the documentation against a server on loopback; the log opens and can be published."""
    [model] = careful(SEEDS[:1])
    with serving(model.calls, "cli") as command:
        assert command("eval", *MONTH).wait() == 0
    [info] = list_eval_logs("cli")
    log = read_eval_log(info)
    assert log.samples is not None
    assert [scored(sample) for sample in log.samples] == [model.result.model_dump(mode="json")]
    subprocess.run([INSPECT, "view", "bundle", "--log-dir", "cli", "--output-dir", "page"], check=True)
    assert (Path("page") / "index.html").is_file()


def a_killed_run_goes_on_from_its_checkpoint() -> None:
    """After kill -9 in the middle of the month: not from its first day, and to the same end."""
    if not restic_is_here():
        print("inspect: not run: going on from checkpoints, which needs restic 0.18 (of GitHub)")
        return
    [model] = careful(SEEDS[:1])
    asked = 0
    playing: list[subprocess.Popen[bytes]] = []

    def kill_at_100() -> None:
        nonlocal asked
        asked += 1
        if asked == 100:
            playing[0].kill()

    with serving(model.calls, "killed", kill_at_100) as command:
        playing.append(command("eval", *MONTH, "--checkpoint", "turn:30"))
        assert playing[0].wait() == -signal.SIGKILL
        [info] = list_eval_logs("killed")
        assert command("eval-retry", info.name, "--checkpoint", "turn:30").wait() == 0
    [log] = [found for each in list_eval_logs("killed") if (found := read_eval_log(each)).status == "success"]
    assert log.samples is not None
    assert [scored(sample) for sample in log.samples] == [model.result.model_dump(mode="json")]
    assert asked < len(model.calls) + 30  # of the hundred, only those after the checkpoint are asked again


def restic_is_here() -> bool:
    """Whether Inspect finds the program that it makes checkpoints with; a new one of the system serves."""
    wanted = cache_path(_current_platform())
    installed = shutil.which("restic")
    if not wanted.exists() and installed and is_new(installed):
        wanted.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(installed, wanted)
    return wanted.exists()


def is_new(restic: str) -> bool:
    """Whether it has all that Inspect asks for: 0.14, which Debian 12 has, does not."""
    said = subprocess.run([restic, "version"], capture_output=True, text=True, check=True).stdout
    number = re.search(r"(\d+)\.(\d+)", said)
    return number is not None and (int(number[1]), int(number[2])) >= (0, 18)


if __name__ == "__main__":
    print_versions("inspect-ai", "openai")
    os.environ["XDG_CACHE_HOME"] = str(Path("cache").resolve())
    tools_are_declared_once()
    epochs_are_seeds()
    old_messages_go()
    limits_end_a_run()
    the_command_line_plays_at_an_endpoint()
    a_killed_run_goes_on_from_its_checkpoint()
