"""What an endpoint says that an answer took, checked for sense: it is money in both worlds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

MOST_TOKENS = 10_000_000  # of one request or answer; more is no count
HIDDEN_TOKENS = 1_024  # of an answer that only the total counts; believed without a profile that says so

_COSTS = ("cost", "estimated_cost", "total_cost")  # OpenRouter, DeepInfra; Perplexity has a table
_TICKS = 1e10  # that are a dollar at xAI (docs.x.ai/developers/cost-tracking)

Usage = Mapping[str, Any]


def prompt_tokens(usage: Usage | None) -> int | None:
    """Tokens of the request, or None when the endpoint did not count them."""
    return _first(usage, "prompt_tokens", "input_tokens")


def cached_tokens(usage: Usage | None) -> int | None:
    """Tokens of the request that the endpoint says it had seen; None: it does not say.

    Told in a table of details (OpenAI, vLLM, Z.ai), or beside the rest by DeepSeek, Moonshot and Anthropic.
    """
    if not isinstance(usage, Mapping):
        return None
    tables = [usage.get("prompt_tokens_details"), usage.get("input_tokens_details")]
    told = [_count(table, "cached_tokens") for table in tables]
    names = ("prompt_cache_hit_tokens", "cached_tokens", "cache_read_input_tokens")
    told += [_count(usage, name) for name in names]
    cached = max((count for count in told if count is not None), default=None)
    prompt = prompt_tokens(usage)
    return cached if cached is None or prompt is None else min(cached, prompt)


def output_tokens(usage: Usage | None, most: int | None = None, hidden: bool = False) -> int | None:
    """Tokens the model generated, or None when the endpoint did not count them, or not in earnest.

    ``most`` is the limit that was set on the answer. ``hidden``: what a model thought is counted into the
    total alone (Gemini); elsewhere a total that says much more than its parts is no count.
    """
    completion, total = _first(usage, "completion_tokens", "output_tokens"), _first(usage, "total_tokens")
    prompt = prompt_tokens(usage)
    if completion is not None and total is not None and prompt is not None:
        rest = total - prompt
        if rest > completion and (hidden or rest - completion <= HIDDEN_TOKENS):
            completion = rest
    if completion is not None and most is not None and completion > most + most // 8:
        return None
    return completion


def told_nothing_generated(usage: Usage | None) -> bool:
    """Whether the endpoint says itself that no token was generated."""
    if not isinstance(usage, Mapping):
        return False
    told = usage.get("completion_tokens", usage.get("output_tokens"))
    return told is not None and _number(told) == 0


def usd(usage: Usage | None) -> float | None:
    """What the endpoint says that the answer cost in dollars; None: it does not say.

    With a key of one's own at the provider, the provider's own charge comes on top.
    """
    if not isinstance(usage, Mapping):
        return None
    told = [usage.get(name) for name in _COSTS]
    tables = [value.get("total_cost", value.get("total")) for value in told if isinstance(value, Mapping)]
    cost = next((number for value in [*told, *tables] if (number := _number(value)) is not None), None)
    if cost is None and (ticks := _number(usage.get("cost_in_usd_ticks"))) is not None:
        cost = ticks / _TICKS
    details = usage.get("cost_details")
    upstream = _number(details.get("upstream_inference_cost")) if isinstance(details, Mapping) else None
    if usage.get("is_byok"):
        return None if upstream is None or upstream < 0 else max(cost or 0.0, 0.0) + upstream
    if not cost and upstream and upstream > 0:
        return upstream
    return None if cost is None or cost < 0 else cost


def _first(usage: Usage | None, *names: str) -> int | None:
    counts = (_count(usage, name) for name in names)
    return next((count for count in counts if count), None)


def _count(table: Any, name: str) -> int | None:
    number = _number(table.get(name)) if isinstance(table, Mapping) else None
    return None if number is None or not 0 <= number <= MOST_TOKENS else int(number)


def _number(value: Any) -> float | None:
    """A number, also one that comes as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
