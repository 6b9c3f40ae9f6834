"""``--dry-run``: what a run with a model would take and cost."""

from __future__ import annotations

import typer

from vendsim.agent import Agent, AsksModel, EstimateRow
from vendsim.cli.errors import UsageError
from vendsim.episode import Episode


def print_estimate(agent: Agent, episode: Episode, json: bool) -> None:
    """Print what playing the episode would take. Raises UsageError for an agent that asks no model."""
    if not isinstance(agent, AsksModel):
        raise UsageError("--dry-run is for agents that ask a language model; this one costs nothing")
    scenario = episode.scenario
    estimate = agent.estimate(scenario.days, episode.system_prompt, episode.tools, scenario.context)
    if json:
        typer.echo(estimate.model_dump_json())
        return
    typer.echo(f"{scenario.days} days of {scenario.name}, estimated; the endpoint was not asked.\n")
    head = ("tokens an answer", "messages", "answers", "input", "of it cached", "output", "cost", "uncached")
    rows = [head, *(_cells(row) for row in estimate.rows)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        typer.echo("  ".join(f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)))
    typer.echo("\nAssumed:")
    for assumption in estimate.assumptions:
        typer.echo(f"- {assumption}")
    if estimate.rows[0].usd is None:
        typer.echo("\nThe price is not known; give --price-in and --price-out in dollars a million tokens.")


def _cells(row: EstimateRow) -> tuple[str, ...]:
    numbers = (row.messages, row.answers, row.prompt_tokens, row.cached_tokens, row.output_tokens)
    costs = (_usd(row.usd), _usd(row.usd_uncached))
    return (f"{row.output_tokens // row.answers:,}", *(f"{number:,}" for number in numbers), *costs)


def _usd(dollars: float | None) -> str:
    return "?" if dollars is None else f"${dollars:,.2f}"
