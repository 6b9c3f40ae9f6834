"""Segments of conversations as tokens to train on, by the tokenizer of a model (transformers' interface)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Tokens:
    """One sequence of T tokens."""

    ids: list[int]  # (T,)
    mask: list[int]  # (T,) 1: sampled by the model here, and to be trained on
    logprobs: list[float | None]  # (T,) as told in the rollout; None: not told, or not masked
    left_out: int  # answers whose tokens come out otherwise than they were sampled; they are not masked


def tokenise(segment: Mapping[str, Any], tokenizer: Any, **template: Any) -> Tokens:
    """A segment of `vendsim export segments` as tokens.

    Args:
        segment: one of its lines, as data.
        tokenizer: a fast tokenizer of transformers with a chat template, the same that the endpoint used.
        template: more for the template, such as ``enable_thinking``, as the endpoint was told.

    Where the endpoint told the tokens it sampled, an answer is only masked if the text is cut into the very
    same ones: otherwise its log-probabilities would be those of another sequence. Raises ValueError for a
    template that writes earlier messages anew, because then no single sequence holds several answers.
    """
    messages = [_for_template(message) for message in segment["messages"]]
    more = {"tools": segment["tools"] or None, "tokenize": False, **template}
    whole = tokenizer.apply_chat_template(messages, **more)
    encoded = tokenizer(whole, add_special_tokens=False, return_offsets_mapping=True)
    ids, offsets = list(encoded["input_ids"]), encoded["offset_mapping"]
    mask, left_out = [0] * len(ids), 0
    logprobs: list[float | None] = [None] * len(ids)
    for place, written in enumerate(segment["mask"]):
        if not written:
            continue
        prompt = tokenizer.apply_chat_template(messages[:place], add_generation_prompt=True, **more)
        upto = tokenizer.apply_chat_template(messages[: place + 1], **more)
        if not (upto.startswith(prompt) and whole.startswith(upto)):
            raise ValueError(
                f"the chat template writes messages before the {place}th anew; use one that keeps prefixes"
            )
        end = len(upto.rstrip())  # what templates write behind the end of an answer is not sampled
        span = [i for i, (first, last) in enumerate(offsets) if len(prompt) <= first and last <= end]
        told = segment["sampled"][place] or {}
        sampled = told.get("token_ids")
        if sampled is not None and [ids[i] for i in span] != sampled:
            left_out += 1
            continue
        for number, i in enumerate(span):
            mask[i] = 1
            if "logprobs" in told and len(told["logprobs"]) == len(span):
                logprobs[i] = told["logprobs"][number]
    return Tokens(ids, mask, logprobs, left_out)


def _for_template(message: Mapping[str, Any]) -> dict[str, Any]:
    """A message as servers hand it to a template: with arguments as objects, not as text."""
    calls = [
        {**call, "function": {**call["function"], "arguments": _parsed(call["function"].get("arguments"))}}
        for call in message.get("tool_calls") or ()
    ]
    return {**message, "tool_calls": calls} if calls else dict(message)


def _parsed(arguments: Any) -> Any:
    try:
        return json.loads(arguments) if isinstance(arguments, str) else arguments
    except ValueError:
        return arguments
