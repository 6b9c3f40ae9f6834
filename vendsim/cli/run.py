"""``vendsim run``: one episode, played and written down."""

from __future__ import annotations

import json as jsonlib
import os
import re
import shlex
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from vendsim.agent import Agent, AgentOptions
from vendsim.cli.errors import CommandError, UsageError
from vendsim.cli.lists import load_scenario, print_table
from vendsim.episode import Episode, EpisodeResult
from vendsim.runs import (
    FolderError,
    Progress,
    RunFolder,
    RunRecord,
    make_agent,
    make_voice,
    play,
    read_record,
)
from vendsim.runs import resume as resume_run
from vendsim.runs.secrets import describe
from vendsim.runs.voice_log import VOICE_FILE


def run(
    agent: Annotated[
        str | None, typer.Option(help="Who plays; `vendsim agents` lists them.", show_default="careful")
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
        typer.Option(help="The run folder, new or empty.", show_default="runs/SCENARIO-AGENT-seedSEED"),
    ] = None,
    resume: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Go on with a run that was cut off.")
    ] = None,
    model: Annotated[str | None, typer.Option(help="For language models: the model's name.")] = None,
    base_url: Annotated[str | None, typer.Option(help="For language models: the endpoint.")] = None,
    api_key_env: Annotated[
        str | None,
        typer.Option(metavar="VAR", help="For language models: the environment variable that holds the key."),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print the result as one JSON object, the last line of stdout.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar.")] = False,
) -> None:
    """Play one year of business and draw its balance.

    Example: vendsim run --agent careful --seed 3
    """
    _check_key_variable(api_key_env)
    if resume is not None:
        given = {
            "--agent": agent,
            "--scenario": scenario,
            "--seed": seed,
            "--days": days,
            "--out": out,
            "--model": model,
        }
        _refuse_with_resume(given)
        path = resume
        if _record(path).status != "done":
            _play(*_resumed(path, base_url, api_key_env), quiet)
    else:
        options = AgentOptions(seed=seed or 0, model=model, base_url=base_url, api_key_env=api_key_env)
        path = _play(*_new(agent or "careful", scenario or "vb2", days, out, options), quiet)
    _report(path, _draw(path), json)


def _check_key_variable(name: str | None) -> None:
    if name is not None and name not in os.environ:
        # The value is not repeated: people put the key itself here.
        raise UsageError("--api-key-env must name an environment variable that is set")


def _refuse_with_resume(given: Mapping[str, object]) -> None:
    superfluous = [name for name, value in given.items() if value is not None]
    if superfluous:
        raise UsageError(f"--resume takes {', '.join(superfluous)} from the run folder; leave it out")


def _new(
    agent: str, scenario_name: str, days: int | None, out: Path | None, options: AgentOptions
) -> tuple[Episode, Agent, RunFolder]:
    scenario = load_scenario(scenario_name)
    if days is not None:
        if days > scenario.days:
            raise UsageError(f"--days {days} is more than the {scenario.days} days of {scenario.name}")
        scenario = scenario.model_copy(update={"days": days})
    player = _make_agent(agent, options)
    path = _empty_folder(out) if out else _fresh_folder(f"{scenario.name}-{agent}-seed{options.seed}")
    record = RunRecord.new(scenario, options.seed, agent, options, datetime.now(UTC))
    episode = Episode(scenario, options.seed, voice=make_voice(record, path))
    try:
        return episode, player, RunFolder.create(path, scenario, record)
    except FolderError as error:
        raise CommandError(str(error)) from error


def _record(path: Path) -> RunRecord:
    try:
        return read_record(path)
    except ValueError as error:
        raise UsageError(str(error)) from error


def _resumed(path: Path, base_url: str | None, api_key_env: str | None) -> tuple[Episode, Agent, RunFolder]:
    try:
        return resume_run(path, base_url, api_key_env)
    except (ValueError, RuntimeError) as error:
        raise UsageError(str(error)) from error
    except (FolderError, ImportError) as error:
        raise CommandError(str(error)) from error


def _make_agent(name: str, options: AgentOptions) -> Agent:
    try:
        return make_agent(name, options)
    except (ValueError, RuntimeError) as error:
        raise UsageError(str(error)) from error
    except ImportError as error:
        raise CommandError(f'the agent "{name}" cannot be loaded: {error}') from error


def _empty_folder(path: Path) -> Path:
    """The folder a run may fill: new, or empty but for the voice of a run that is to be repeated."""
    if path.is_dir() and any(entry.name != VOICE_FILE for entry in path.iterdir()):
        raise UsageError(f"{path} is not empty; choose another --out, or go on with --resume {path}")
    if path.exists() and not path.is_dir():
        raise UsageError(f"{path} is a file; --out names a folder")
    return path


def _fresh_folder(name: str) -> Path:
    """runs/NAME, or with the first number behind it that is free."""
    safe = re.sub(r"[^\w.-]+", "-", name)
    number = 1
    while True:
        path = Path("runs") / (safe if number == 1 else f"{safe}-{number}")
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
        with _terminable(), progress_bar(episode.scenario.days, start, quiet) as tell:
            play(episode, agent, folder, tell)
    except KeyboardInterrupt:
        raise CommandError(f"interrupted on day {episode.day}; {go_on}") from None
    except FolderError as error:
        raise CommandError(f"{error}; {go_on}") from error
    except Exception as error:
        what = describe(error, folder.record.options.api_key_env)
        raise CommandError(f"the run failed on day {episode.day}: {what}; {go_on}") from error
    return folder.path


@contextmanager
def _terminable() -> Iterator[None]:
    """SIGTERM, with which batch systems end a job, like Ctrl-C."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _draw(path: Path) -> Path | None:
    """The picture of the run; a run is done even if it cannot be drawn."""
    from vendsim.report.balance import draw_balances

    target = path / "balance.png"
    try:
        draw_balances([path], target)
    except (ImportError, OSError, ValueError) as error:
        typer.echo(f"vendsim: the picture could not be drawn: {error}", err=True)
        return None
    return target


def _report(path: Path, picture: Path | None, json: bool) -> None:
    record = _record(path)
    result = record.result
    assert result is not None  # the record of a finished run has one
    if json:
        facts = {
            **result.model_dump(mode="json"),
            "agent": record.agent,
            "run_dir": str(path),
            "picture": str(picture) if picture else None,
        }
        typer.echo(jsonlib.dumps(facts))
        return
    rows = {
        "Agent": record.agent,
        "World": f"{result.scenario}, seed {result.seed}",
        "Final balance": f"${result.final_balance:,.2f}",
        **_score_row(record, result),
        "Days": f"{result.days} ({result.end_reason})",
        "Units sold": f"{result.units_sold:,}",
        "Revenue": f"${result.revenue:,.2f}",
        "Paid to suppliers": f"${result.paid_to_suppliers:,.2f}",
        "Tool calls": f"{result.tool_calls:,} ({result.tool_errors:,} refused)",
        **_voice_row(record),
        "Run folder": str(path),
        "Picture": str(picture or "none"),
    }
    print_table(rows)


def _score_row(record: RunRecord, result: EpisodeResult) -> dict[str, str]:
    """The score, where it is something else than the final balance."""
    if result.score is None or record.config.get("score") == "bank_balance":
        return {}
    return {"Score": f"${result.score:,.2f} ({str(record.config['score']).replace('_', ' ')})"}


def _voice_row(record: RunRecord) -> dict[str, str]:
    """How many supplier mails a model has worded, if one was to."""
    if record.voice is None:
        return {}
    counts = record.voice
    fallen_back = f"{counts.refused:,} refused, {counts.failed:,} failed"
    return {"Voiced mail": f"{counts.voiced:,} ({fallen_back}: template used)"}
