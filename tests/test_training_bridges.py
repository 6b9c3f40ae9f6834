"""What trainers play text by text: calls in texts, and slime's generate with stand-ins for its functions."""

from __future__ import annotations

import asyncio
import sys
from enum import Enum
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from vendsim.bridges.calling import MOST_CALLS_A_DAY, TextTask
from vendsim.envs.short_tasks import ShortTask

SEED = 1_000_000
WAIT = '<tool_call>\n{"name": "wait_for_next_day", "arguments": {}}\n</tool_call>'


def test_a_call_in_a_text_is_carried_out_and_anything_else_reminded() -> None:
    text, outside = TextTask(ShortTask("week", SEED)), ShortTask("week", SEED)
    assert text.prompt[1]["content"] == outside.observation
    assert text.answer("I wonder.").role == "user"
    told = text.answer(f"Good night.\n{WAIT}")
    assert (told.role, told.text) == ("tool", outside.call("wait_for_next_day", {}).text)


@pytest.mark.parametrize("call", ["{", "[]", '{"arguments": {}}', '{"name": "fly"}', "[" * 5_000, "7"])
def test_a_call_that_is_none_is_told_by_the_world(call: str) -> None:
    text = TextTask(ShortTask("week", SEED))
    told = text.answer(f"<tool_call>{call}</tool_call>")
    assert told.role == "tool"
    assert "[Day" in told.text


def test_a_model_that_never_ends_a_day_is_stopped() -> None:
    text = TextTask(ShortTask("day", SEED))
    for _ in range(MOST_CALLS_A_DAY):
        assert not text.done
        text.answer("Hm.")
    assert text.done
    assert not text.task.done


class Status(Enum):
    PENDING, COMPLETED, TRUNCATED = range(3)


class Sample:
    """What `generate` uses of slime's."""

    Status = Status

    def __init__(self, **metadata: Any) -> None:
        self.metadata, self.status = metadata, Status.PENDING
        self.prompt, self.tokens, self.loss_mask = "", [], []
        self.reward: float | None = None

    @property
    def response_length(self) -> int:
        return len(self.loss_mask)

    def append_response_tokens(self, args: Any, tokens: list[int], trainable: bool, text: str) -> None:
        self.tokens = [*self.tokens, *tokens]
        self.loss_mask += [int(trainable)] * len(tokens)


class Characters:
    """A tokenizer whose tokens are characters."""

    def apply_chat_template(self, messages: Any, add_generation_prompt: bool = False, **_: Any) -> str:
        text = "".join(f"<{m['role']}>{m['content']}</{m['role']}>" for m in messages)
        return text + ("<assistant>" if add_generation_prompt else "")

    def encode(self, text: str, **_: Any) -> list[int]:
        return list(map(ord, text))


def slime(monkeypatch: pytest.MonkeyPatch, answers: list[str]) -> Any:
    """Our bridge, with a model that writes these answers."""

    async def generate_turn(args: Any, sample: Sample, params: dict[str, Any]) -> dict[str, Any]:
        written = answers.pop(0) if answers else "That is all."
        kept, kind = written[: params["max_new_tokens"]], "stop"
        if len(kept) < len(written):
            kind, sample.status = "length", Status.TRUNCATED
        sample.append_response_tokens(args, list(map(ord, kept)), True, kept)
        return {"text": kept, "meta_info": {"finish_reason": {"type": kind}}}

    rollout = ModuleType("slime.rollout.sglang_rollout")
    rollout.GenerateState = lambda args: SimpleNamespace(tokenizer=Characters())
    rollout.generate_turn = generate_turn
    for name, module in (("slime", ModuleType("slime")), ("slime.rollout", ModuleType("slime.rollout"))):
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setitem(sys.modules, "slime.rollout.sglang_rollout", rollout)
    monkeypatch.delitem(sys.modules, "vendsim.bridges.slime", raising=False)
    from vendsim.bridges.slime import generate

    return generate


def written(sample: Sample) -> str:
    """What is trained on."""
    response = sample.tokens[-sample.response_length :]
    return "".join(chr(token) for token, kept in zip(response, sample.loss_mask, strict=True) if kept)


def test_slime_trains_on_what_the_model_wrote_and_on_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [WAIT] * 7
    generate, outside = slime(monkeypatch, list(answers)), ShortTask("week", SEED)
    told = [outside.call("wait_for_next_day", {}).text for _ in range(7)]
    sample = asyncio.run(generate(None, Sample(seed=SEED, length="week"), {"max_new_tokens": 100_000}))
    assert written(sample) == "".join(answers)
    assert sample.reward == outside.score
    whole = "".join(map(chr, sample.tokens))
    assert whole.startswith(sample.prompt)
    assert all(text in whole for text in told[:-1])
    assert "</assistant><tool>" in whole


def test_slime_ends_a_sample_whose_tokens_are_used_up(monkeypatch: pytest.MonkeyPatch) -> None:
    generate = slime(monkeypatch, [WAIT] * 7)
    sample = asyncio.run(generate(None, Sample(seed=SEED, length="week"), {"max_new_tokens": 300}))
    assert sample.status is Status.TRUNCATED
    assert sample.response_length <= 300
    assert sample.reward is not None


def test_slime_ends_with_an_answer_without_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    generate = slime(monkeypatch, [WAIT, "I am done."])
    sample = asyncio.run(generate(None, Sample(seed=SEED, length="week"), {"max_new_tokens": 100_000}))
    assert written(sample) == f"{WAIT}I am done."


def test_slime_refuses_seeds_for_evaluation(monkeypatch: pytest.MonkeyPatch) -> None:
    generate = slime(monkeypatch, [])
    with pytest.raises(ValueError, match="reserved for evaluation"):
        asyncio.run(generate(None, Sample(seed=5), {"max_new_tokens": 10}))
