"""The options of commands that play with a language model, declared once."""

from __future__ import annotations

import json
import os
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from vendsim.agent import AgentOptions, Budget, Prices
from vendsim.cli.errors import UsageError

ENDPOINT, _ANSWERS, _BUDGET = "Models: endpoint", "Models: answers", "Models: budget"

ModelName = Annotated[str | None, typer.Option("--model", help="The model's name.", rich_help_panel=ENDPOINT)]
BaseUrl = Annotated[
    str | None,
    typer.Option(help="The endpoint, such as http://localhost:8000/v1.", rich_help_panel=ENDPOINT),
]
KeyVariable = Annotated[
    str | None,
    typer.Option(
        "--api-key-env",
        metavar="VAR",
        help="The environment variable that holds the key.",
        rich_help_panel=ENDPOINT,
    ),
]
ProfileName = Annotated[
    str | None,
    typer.Option(
        help="What the endpoint wants: a name from docs/models.md, or a TOML file.",
        show_default="by the base URL",
        rich_help_panel=ENDPOINT,
    ),
]
Temperature = Annotated[
    float | None, typer.Option(min=0, max=2, help="Sampling temperature.", rich_help_panel=_ANSWERS)
]
MaxTokens = Annotated[
    int | None, typer.Option(min=1, help="Longest answer, in tokens.", rich_help_panel=_ANSWERS)
]
ExtraBody = Annotated[
    str | None,
    typer.Option(
        metavar="JSON",
        help='Further fields of every request, such as \'{"reasoning_effort": "high"}\'.',
        rich_help_panel=_ANSWERS,
    ),
]
Stream = Annotated[
    bool | None,
    typer.Option(
        "--stream/--no-stream",
        help="Ask for answers as they are made: long thinking outlasts proxies.",
        show_default="the profile's",
        rich_help_panel=_ANSWERS,
    ),
]
AllowSilence = Annotated[
    bool | None,
    typer.Option(
        "--allow-silence", help="Go on when the model calls no tool for days.", rich_help_panel=_ANSWERS
    ),
]
AllowLoops = Annotated[
    bool | None,
    typer.Option(
        "--allow-loops", help="Go on when the model repeats the same calls.", rich_help_panel=_ANSWERS
    ),
]
PriceIn = Annotated[
    float | None,
    typer.Option(
        min=0,
        metavar="USD",
        help="Dollars per million input tokens.",
        show_default="the profile's",
        rich_help_panel=_BUDGET,
    ),
]
PriceCached = Annotated[
    float | None,
    typer.Option(
        min=0,
        metavar="USD",
        help="The same for cached ones.",
        show_default="as input",
        rich_help_panel=_BUDGET,
    ),
]
PriceOut = Annotated[
    float | None,
    typer.Option(min=0, metavar="USD", help="Dollars per million output tokens.", rich_help_panel=_BUDGET),
]
MaxMessages = Annotated[
    int | None,
    typer.Option(min=1, help="Stop after so many messages of the conversation.", rich_help_panel=_BUDGET),
]
MaxOutputTokens = Annotated[
    int | None, typer.Option(min=1, help="Stop after so many output tokens.", rich_help_panel=_BUDGET)
]
MaxUsd = Annotated[
    float | None,
    typer.Option(metavar="USD", help="Stop before so many dollars are spent.", rich_help_panel=_BUDGET),
]
MaxUsdTotal = Annotated[
    float | None,
    typer.Option(min=0, metavar="USD", help="The same for all runs together.", rich_help_panel=_BUDGET),
]
MaxHours = Annotated[
    float | None,
    typer.Option(help="Stop after so many hours of this sitting.", rich_help_panel=_BUDGET),
]


def model_options(
    *,
    api_key_env: str | None,
    extra_body: str | None,
    price_in: float | None,
    price_cached: float | None,
    price_out: float | None,
    max_messages: int | None,
    max_output_tokens: int | None,
    max_usd: float | None,
    max_hours: float | None,
    **others: Any,
) -> dict[str, Any]:
    """What was given, as fields of `AgentOptions`. Raises UsageError."""
    if not others.get("dry_run"):
        check_key_variable(api_key_env)
    budget = {
        "max_messages": max_messages,
        "max_output_tokens": max_output_tokens,
        "max_usd": max_usd,
        "max_hours": max_hours,
    }
    given_budget = {name: value for name, value in budget.items() if value is not None}
    given = {
        **others,
        "api_key_env": api_key_env,
        "extra_body": _table(extra_body),
        "prices": _prices(price_in, price_cached, price_out),
        "budget": _checked(Budget, given_budget) if given_budget else None,
    }
    return {name: value for name, value in given.items() if value is not None}


def agent_options(**fields: Any) -> AgentOptions:
    """The options of an agent. Raises UsageError."""
    return _checked(AgentOptions, fields)


def check_key_variable(name: str | None) -> None:
    """Refuse a variable that is not set. Raises UsageError."""
    if name is not None and name not in os.environ:
        # The value is not repeated: people put the key itself here.
        raise UsageError("--api-key-env must name an environment variable that is set")


def _table(text: str | None) -> dict[str, Any] | None:
    if text is None:
        return None
    try:
        table = json.loads(text)
    except ValueError:
        table = None
    if not isinstance(table, dict):
        raise UsageError('--extra-body must be a JSON object, such as \'{"reasoning_effort": "high"}\'')
    return table


def _prices(price_in: float | None, price_cached: float | None, price_out: float | None) -> Prices | None:
    if price_in is None and price_cached is None and price_out is None:
        return None
    if price_in is None or price_out is None:
        raise UsageError("--price-in and --price-out belong together")
    cached = {} if price_cached is None else {"cached": price_cached}
    return Prices(input=price_in, output=price_out, **cached)


def _checked(model: type[Any], fields: dict[str, Any]) -> Any:
    try:
        return model(**fields)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0]).replace("_", "-")
        raise UsageError(f"--{name}: {first['msg'][0].lower()}{first['msg'][1:]}") from None
