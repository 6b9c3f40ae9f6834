"""``vendsim tools``, ``prompt``, ``agents`` and ``scenarios``: what there is."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from vendsim.cli.errors import UsageError
from vendsim.cli.scenario_text import as_toml
from vendsim.episode import Episode
from vendsim.runs import describe_agents
from vendsim.scenario import Scenario, list_scenarios


def load_scenario(name: str) -> Scenario:
    """The scenario, or `UsageError`."""
    try:
        return Scenario.load(name)
    except ValueError as error:
        raise UsageError(str(error)) from error


def tools(
    scenario: Annotated[str, typer.Option(help="A scenario's name, or a path to a TOML file.")] = "vb2",
) -> None:
    """Print the schemas of the tools as JSON, as OpenAI-style endpoints take them."""
    typer.echo(json.dumps(Episode(load_scenario(scenario)).tools, indent=2))


def prompt(
    scenario: Annotated[str, typer.Option(help="A scenario's name, or a path to a TOML file.")] = "vb2",
    seed: Annotated[int, typer.Option(min=0, help="Which world; it shows in the first morning only.")] = 0,
    json_: Annotated[
        bool, typer.Option("--json", help="All that a model is sent first: system prompt, morning, tools.")
    ] = False,
) -> None:
    """Print the system prompt, as a model gets it."""
    episode = Episode(load_scenario(scenario), seed)
    if not json_:
        typer.echo(episode.system_prompt)
        return
    messages = [
        {"role": "system", "content": episode.system_prompt},
        {"role": "user", "content": episode.observation},
    ]
    typer.echo(json.dumps({"messages": messages, "tools": episode.tools}, indent=2))


def agents() -> None:
    """List the installed agents."""
    print_table(describe_agents())


def scenarios(
    show: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Print one whole, as a TOML file that can be copied and changed."),
    ] = None,
) -> None:
    """List the built-in scenarios; the first is the default.

    Example: vendsim scenarios --show vb2 > mine.toml
    """
    if show is not None:
        typer.echo(as_toml(load_scenario(show)), nl=False)
        return
    print_table({name: Scenario.load(name).title for name in list_scenarios()})


def print_table(lines: dict[str, str]) -> None:
    """Names and what they stand for, in two columns."""
    width = max(map(len, lines), default=0)
    for name, text in lines.items():
        typer.echo(f"{name:<{width}}  {text}")
