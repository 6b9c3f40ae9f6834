"""A model that calls no tool: what the likely cause is, in one sentence for a person."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from vendsim_agents.llm.answers import NO_TEXT, Answer, Message, said, thought
from vendsim_agents.llm.conversation import FIRST_GUESS
from vendsim_agents.llm.text_calls import looks_like_a_call

_SHOWN = 100  # characters of what a model says
_LEFT_OUT = 0.6  # of what was sent; a server that counts less has left something out


def likely_cause(answer: Answer, messages: Sequence[Message], tools: Sequence[dict[str, Any]]) -> str:
    """Why an answer calls no tool. ``messages`` are those that it answers."""
    words = said(answer.message).replace(NO_TEXT, "").strip()
    if sign := looks_like_a_call(words) or looks_like_a_call(thought(answer.message)):
        return (
            f"the calls arrive as text ({sign} ...): start the server with this model's tool-call parser,"
            " or choose its profile (llamacpp, ollama, sglang, vllm; text_calls = true in one of your own)"
        )
    told, without, whole = answer.prompt_tokens, _tokens(messages), _tokens(messages) + _tokens(tools)
    if told and told < _LEFT_OUT * whole and told < 1.4 * without:
        return (
            f"the server counted {told:,} tokens where about {whole:,} were sent: its chat template leaves"
            " the tools out; it needs one that supports tools"
        )
    if told and told < _LEFT_OUT * whole:
        return (
            f"the server counted {told:,} tokens where about {whole:,} were sent: its context is too small,"
            " and it cuts off what does not fit without a word"
        )
    if answer.cut_off:
        return "its answers are cut off before they call a tool: allow longer ones with --max-tokens"
    if answer.refused:
        return "its answers are refused or filtered"
    if not words and thought(answer.message):
        return "it thinks and then says nothing: its template or reasoning parser may not fit this model"
    shown = words[:_SHOWN] + ("..." if len(words) > _SHOWN else "")
    return f'it answers in words: "{" ".join(shown.split())}"' if shown else "its answers are empty"


def _tokens(value: Any) -> int:
    return int(len(json.dumps(value, ensure_ascii=False)) / FIRST_GUESS)
