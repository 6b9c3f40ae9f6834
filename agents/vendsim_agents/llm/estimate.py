"""What a run will take, reckoned before anything is spent.

The conversation is played through in numbers: it grows by an answer and a result a turn, and is trimmed as
the real one is. What nobody can know beforehand, how much a model thinks, is spread over three rows.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from vendsim.agent import Estimate, EstimateRow, Prices
from vendsim.scenario import Context
from vendsim_agents.llm.conversation import FIRST_GUESS

ACTIONS_A_DAY = 7  # published transcripts: about 2 hours a call, so about 7 actions a day
OUTPUT_TOKENS = (150, 600, 2000)  # of an answer: a bare call, some thinking, much of it
RESULT_TOKENS = 250  # of the result of a call; measured: 760 characters on average for the careful agent
MORNING_TOKENS = 170  # measured: 580 characters


def estimate(
    days: int, system_prompt: str, tools: Sequence[dict[str, Any]], context: Context, prices: Prices | None
) -> Estimate:
    """What so many days will take, with the assumptions it rests on."""
    fixed = _fixed(system_prompt, tools)
    rows = tuple(_row(days, fixed, output, context, prices) for output in OUTPUT_TOKENS)
    shown = ", ".join(f"{output:,}" for output in OUTPUT_TOKENS)
    return Estimate(
        rows=rows,
        assumptions=(
            f"{ACTIONS_A_DAY} calls a day, as published transcripts show, and none has to be made again",
            f"{shown} output tokens an answer, thinking included; all of them stay in the context",
            f"{RESULT_TOKENS} tokens a result, {MORNING_TOKENS} a morning, {fixed:,} for prompt and tools",
            f"a context of {context.tokens:,} tokens, trimmed to {context.keep:.0%} when it is full",
            "cached: all that the request before held, unless the conversation was trimmed in between",
        ),
    )


def reckon(
    days: int,
    system_prompt: str,
    tools: Sequence[dict[str, Any]],
    output: int,
    context: Context,
    prices: Prices | None,
) -> EstimateRow:
    """What so many days will take at so many output tokens an answer."""
    return _row(days, _fixed(system_prompt, tools), output, context, prices)


def _fixed(system_prompt: str, tools: Sequence[dict[str, Any]]) -> int:
    """Tokens of what every request begins with."""
    return int((len(system_prompt) + len(json.dumps(tools))) / FIRST_GUESS)


def _row(days: int, fixed: int, output: int, context: Context, prices: Prices | None) -> EstimateRow:
    size, seen, prompt, cached = fixed + MORNING_TOKENS, 0, 0, 0
    answers = days * ACTIONS_A_DAY
    for answer in range(answers):
        if size > context.tokens:
            size = fixed + int((size - fixed) * context.keep)
            seen = fixed
        prompt += size
        cached += seen
        seen = size
        size += output + RESULT_TOKENS + (MORNING_TOKENS if answer % ACTIONS_A_DAY == 0 else 0)
    return EstimateRow(
        messages=1 + days + 2 * answers,
        answers=answers,
        prompt_tokens=prompt,
        cached_tokens=cached,
        output_tokens=answers * output,
        usd=prices.usd(prompt, cached, answers * output) if prices else None,
        usd_uncached=prices.usd(prompt, 0, answers * output) if prices else None,
    )
