"""``vendsim check``: whether a model can play, before a year of it is paid for."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from vendsim.agent import ChecksModel, Finding
from vendsim.cli.errors import CommandError, UsageError
from vendsim.cli.lists import load_scenario
from vendsim.cli.model_options import (
    BaseUrl,
    ExtraBody,
    KeyVariable,
    MaxTokens,
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
from vendsim.episode import Episode
from vendsim.runs import make_agent

_SIGNS = {"ok": ("ok", "green"), "warn": ("look", "yellow"), "fail": ("NO", "red")}


def check(
    model: ModelName = None,
    profile: ProfileName = None,
    base_url: BaseUrl = None,
    api_key_env: KeyVariable = None,
    temperature: Temperature = None,
    max_tokens: MaxTokens = None,
    extra_body: ExtraBody = None,
    stream: Stream = None,
    price_in: PriceIn = None,
    price_cached: PriceCached = None,
    price_out: PriceOut = None,
    scenario: Annotated[str, typer.Option(help="A name or a path to a TOML file.")] = "vb2",
    window: Annotated[
        bool | None,
        typer.Option(
            "--window/--no-window",
            help="Also send a conversation of full length, which costs as much.",
            show_default="for servers on this machine",
        ),
    ] = None,
) -> None:
    """Try out a model with two or three requests: key, tool calls, thinking, usage, speed, price of a year.

    Example: vendsim check --profile zai --model glm-5
    """
    options = model_options(
        model=model,
        profile=profile,
        base_url=base_url,
        api_key_env=api_key_env,
        temperature=temperature,
        max_tokens=max_tokens,
        extra_body=extra_body,
        stream=stream,
        max_usd=None,
        max_messages=None,
        max_output_tokens=None,
        max_hours=None,
        price_in=price_in,
        price_cached=price_cached,
        price_out=price_out,
    )
    episode = Episode(load_scenario(scenario))
    try:
        agent = make_agent("llm", agent_options(**options))
    except (ValueError, RuntimeError) as error:
        raise UsageError(str(error)) from error
    except ImportError as error:
        raise CommandError(f"the llm agent cannot be loaded: {error}") from error
    assert isinstance(agent, ChecksModel)  # as the llm agent is
    if asyncio.run(_check(agent, episode, window)):
        raise CommandError("the check failed; the lines with NO say why")


async def _check(agent: ChecksModel, episode: Episode, window: bool | None) -> bool:
    """Print what is found; returns whether something does not work."""
    failed = False
    findings = agent.check(episode.system_prompt, episode.tools, episode.scenario.context, window, _say)
    try:
        async for finding in findings:
            failed |= finding.verdict == "fail"
            _print(finding)
    finally:
        await agent.close()
    return failed


def _say(waiting: str) -> None:
    typer.echo(f"vendsim: {waiting}", err=True)


def _print(finding: Finding) -> None:
    sign, colour = _SIGNS[finding.verdict]
    typer.echo(f"{typer.style(f'{sign:<5}', fg=colour)} {finding.about:<10} {finding.text}")
