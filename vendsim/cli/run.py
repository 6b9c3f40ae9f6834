"""``vendsim run``: one episode, played and written down."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from vendsim.agent import Agent, AgentOptions
from vendsim.cli.errors import CommandError, UsageError
from vendsim.cli.estimate import print_estimate
from vendsim.cli.interrupts import Interrupted
from vendsim.cli.lists import load_scenario
from vendsim.cli.model_options import (
    AllowLoops,
    AllowSilence,
    BaseUrl,
    ExtraBody,
    KeyVariable,
    MaxHours,
    MaxMessages,
    MaxOutputTokens,
    MaxTokens,
    MaxUsd,
    ModelName,
    PriceCached,
    PriceIn,
    PriceOut,
    ProfileName,
    Stream,
    Temperature,
    agent_options,
    model_options,
)
from vendsim.cli.result import draw_result, print_result
from vendsim.episode import Episode
from vendsim.runs import (
    FolderError,
    Progress,
    RunFolder,
    RunRecord,
    make_agent,
    play,
    read_record,
)
from vendsim.runs import resume as resume_run
from vendsim.runs.agents import asks_model, refuse_unasked
from vendsim.runs.bench.plan import folder_name
from vendsim.runs.folder import TRACEBACK_FILE
from vendsim.runs.secrets import describe_crash
from vendsim.runs.starting import is_taken, start
from vendsim.scenario import Scenario


def run(
    agent: Annotated[
        str | None,
        typer.Option(
            help="Who plays: a name that `vendsim agents` lists, or my_agent.py:Mine.",
            show_default="careful; llm with --model, --profile or --base-url",
        ),
    ] = None,
    scenario: Annotated[
        str | None, typer.Option(help="A name or a path to a TOML file.", show_default="vb2")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Which world.", show_default="0")] = None,
    days: Annotated[
        int | None, typer.Option(min=1, help="Play fewer days.", show_default="the scenario's")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="The run folder, new or empty.", show_default="runs/SCENARIO-AGENT-MODEL-seedSEED"),
    ] = None,
    resume: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Go on with a run that was cut off.")
    ] = None,
    model: ModelName = None,
    profile: ProfileName = None,
    base_url: BaseUrl = None,
    api_key_env: KeyVariable = None,
    temperature: Temperature = None,
    max_tokens: MaxTokens = None,
    extra_body: ExtraBody = None,
    stream: Stream = None,
    allow_silence: AllowSilence = None,
    allow_loops: AllowLoops = None,
    max_usd: MaxUsd = None,
    max_messages: MaxMessages = None,
    max_output_tokens: MaxOutputTokens = None,
    max_hours: MaxHours = None,
    price_in: PriceIn = None,
    price_cached: PriceCached = None,
    price_out: PriceOut = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="For models: only estimate what the run would take and cost.")
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print the result as one JSON object, the last line of stdout.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar.")] = False,
) -> None:
    """Play one year of business and draw its balance.

    Example: vendsim run --agent careful --seed 3
    """
    fixed = {"model": model, "temperature": temperature, "max_tokens": max_tokens}
    options = model_options(
        **fixed,
        extra_body=extra_body,
        stream=stream,
        allow_silence=allow_silence,
        allow_loops=allow_loops,
        dry_run=dry_run or None,
        profile=profile,
        base_url=base_url,
        api_key_env=api_key_env,
        max_usd=max_usd,
        max_messages=max_messages,
        max_output_tokens=max_output_tokens,
        max_hours=max_hours,
        price_in=price_in,
        price_cached=price_cached,
        price_out=price_out,
    )
    if resume is not None:
        world = {"agent": agent, "scenario": scenario, "seed": seed, "days": days, "out": out}
        _refuse_with_resume({**world, **fixed, "extra_body": extra_body, "dry_run": dry_run or None})
        path = resume
        if _record(path).status != "done":
            _play(*resumed_run(path, options), quiet)
    else:
        chosen, player = (
            _who_plays(options) if agent is None else agent,
            agent_options(seed=seed or 0, **options),
        )
        world_of = shortened(load_scenario(scenario or "vb2"), days)
        if dry_run:
            print_estimate(_make_agent(chosen, player), Episode(world_of, player.seed), json)
            return
        path = _play(*new_run(chosen, world_of, out, player), quiet)
    print_result(path, _record(path), draw_result(path), json)


def _who_plays(options: Mapping[str, object]) -> str:
    """The agent when none is named: whoever names a model or an endpoint wants it to play."""
    return "llm" if options.keys() & {"model", "base_url", "profile"} else "careful"


def _refuse_with_resume(given: Mapping[str, object]) -> None:
    superfluous = [f"--{name.replace('_', '-')}" for name, value in given.items() if value is not None]
    if superfluous:
        raise UsageError(f"--resume takes {', '.join(superfluous)} from the run folder; leave it out")


def shortened(scenario: Scenario, days: int | None) -> Scenario:
    """The scenario, cut to fewer days if so many are given. Raises UsageError."""
    if days is None:
        return scenario
    if days > scenario.days:
        raise UsageError(f"--days {days} is more than the {scenario.days} days of {scenario.name}")
    return scenario.with_(days=days)


def new_run(
    agent: str, scenario: Scenario, out: Path | None, options: AgentOptions
) -> tuple[Episode, Agent, RunFolder]:
    """A run about to start, in the folder given or a fresh one. Raises CommandError."""
    player = _make_agent(agent, options)
    path = (
        _empty_folder(out)
        if out
        else _fresh_folder(f"{scenario.name}-{folder_name(agent, options.model, options.seed)}")
    )
    try:
        episode, folder = start(path, scenario, agent, options)
    except FolderError as error:
        raise CommandError(str(error)) from error
    return episode, player, folder


def _record(path: Path) -> RunRecord:
    try:
        return read_record(path)
    except ValueError as error:
        raise UsageError(str(error)) from error


def resumed_run(path: Path, options: Mapping[str, object]) -> tuple[Episode, Agent, RunFolder]:
    """A run that goes on. Raises CommandError."""
    try:
        episode, agent, folder = resume_run(path, **options)
        if folder.damage:
            typer.echo(f"vendsim: {folder.damage}; playing again from the record, from day 1", err=True)
        return episode, agent, folder
    except (ValueError, RuntimeError) as error:
        raise UsageError(str(error)) from error
    except (FolderError, ImportError) as error:
        raise CommandError(str(error)) from error


def _make_agent(name: str, options: AgentOptions) -> Agent:
    try:
        agent = make_agent(name, options)
        if not asks_model(agent):
            refuse_unasked(options, [name])
        return agent
    except (ValueError, RuntimeError) as error:
        raise UsageError(str(error)) from error
    except ImportError as error:
        raise CommandError(f'the agent "{name}" cannot be loaded: {error}') from error


def _empty_folder(path: Path) -> Path:
    """The folder a run may fill: new, or with only the recorded answers of a run to be repeated."""
    if is_taken(path):
        raise UsageError(f"{path} is not empty; choose another --out, or go on with --resume {path}")
    if path.exists() and not path.is_dir():
        raise UsageError(f"{path} is a file; --out names a folder")
    return path


def _fresh_folder(name: str) -> Path:
    """runs/NAME, or with the first number behind it that is free."""
    number = 1
    while True:
        path = Path("runs") / (name if number == 1 else f"{name}-{number}")
        try:
            path.mkdir(parents=True)
        except FileExistsError:
            number += 1
        except OSError as error:
            raise CommandError(f"cannot write to {path}: {error.strerror or error}") from error
        else:
            return path


def _play(episode: Episode, agent: Agent, folder: RunFolder, quiet: bool) -> Path:
    """Play to the end; returns where the run is written down."""
    from vendsim.cli.progress import progress_bar

    go_on = f"go on with: vendsim run --resume {shlex.quote(str(folder.path))}"
    start = Progress(episode.day, episode.balance, episode.result().tool_calls)
    try:
        with progress_bar(episode.scenario.days, start, quiet) as tell:
            play(episode, agent, folder, tell)
    except KeyboardInterrupt:
        raise Interrupted(f"day {episode.day}", go_on) from None
    except FolderError as error:
        raise CommandError(f"{error}; {go_on}") from error
    except Exception as error:
        what = describe_crash(error, folder.record.options.api_key_env)
        kept = f"the traceback is in {folder.path / TRACEBACK_FILE}"
        raise CommandError(f"the run failed on day {episode.day}: {what}; {kept}; {go_on}") from error
    return folder.path
