"""Short tasks for slime: ``--custom-generate-function-path vendsim.bridges.slime.generate``.

A row's metadata names its task: ``{"seed": 1000000, "length": "week"}``. The tokens of the model are trained
on; what it was told is appended without. Written after slime's sources (2026), tried with stand-ins for its
functions: slime itself needs GPUs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from slime.rollout.sglang_rollout import GenerateState, generate_turn

from vendsim.bridges.calling import TextTask, Told
from vendsim.envs.short_tasks import ShortTask

_CALL_ENDS = "</tool_call>"
_ANSWER = "\x00ANSWER\x00"


async def generate(args: Any, sample: Any, sampling_params: Mapping[str, Any]) -> Any:
    """Play one task; returns the sample with its tokens, its loss mask and the task's score as its reward.

    It ends when the task is over, when the model calls no tool, or when ``max_new_tokens`` are used up.
    """
    tokenizer, row = GenerateState(args).tokenizer, sample.metadata or {}
    length, seed, insist = row.get("length", "week"), int(row["seed"]), bool(row.get("allow_reserved"))
    task = await asyncio.to_thread(ShortTask, length, seed, allow_reserved=insist)
    text, budget = TextTask(task), sampling_params["max_new_tokens"]
    sample.prompt = tokenizer.apply_chat_template(
        text.prompt, tools=task.tools, add_generation_prompt=True, tokenize=False
    )
    sample.tokens = tokenizer.encode(sample.prompt, add_special_tokens=False)
    while True:
        left = budget - sample.response_length
        turn = {**sampling_params, "max_new_tokens": left, "stop": [_CALL_ENDS]}
        output = await generate_turn(args, sample, turn)
        written = output["text"]
        if output["meta_info"]["finish_reason"]["type"] != "stop" or "<tool_call>" not in written:
            break
        written = written if written.rstrip().endswith(_CALL_ENDS) else written + _CALL_ENDS
        told = await asyncio.to_thread(text.answer, written)
        if text.done:
            break
        message = _between(tokenizer, told)
        tokens = tokenizer.encode(message, add_special_tokens=False)
        if len(tokens) >= budget - sample.response_length:
            sample.status = type(sample).Status.TRUNCATED
            break
        sample.append_response_tokens(args, tokens=tokens, trainable=False, text=message)
    sample.reward = task.score
    return sample


def _between(tokenizer: Any, told: Told) -> str:
    """The template's text between the end of a call and the beginning of the next answer."""
    turn = [{"role": "user", "content": "."}, {"role": "assistant", "content": _ANSWER}]
    more = [*turn, {"role": told.role, "content": told.text}]
    text: str = tokenizer.apply_chat_template(more, add_generation_prompt=True, tokenize=False)
    return text[text.index(_ANSWER) + len(_ANSWER) :]
