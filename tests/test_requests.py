"""Every request of a run can be read from its folder, byte for byte as the endpoint received it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import providers
from fake_endpoint import FakeEndpoint, Message, Provider, call_tool, say
from scripted_models import dice
from vendsim import AgentOptions, Scenario
from vendsim.runs import make_agent, play, resume
from vendsim.runs.requests import read_conversation, requests
from vendsim.runs.starting import start
from vendsim.scenario import Context
from vendsim_agents.llm import LanguageModel, Patience

QUICK = Patience(first_answer=5, first_wait=0.01, longest_wait=0.05, timeout=5)

QUIRKS = [
    Provider(), providers.REASONING_CONTENT, providers.EMPTY_REASONING, providers.NO_NULL_CONTENT,
    providers.NO_UNKNOWN_FIELDS, providers.PARSES_ARGUMENTS, providers.NO_USER_AFTER_TOOL,
    providers.THOUGHT_SIGNATURES,
]  # fmt: skip


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_KEY", "sk-0")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def small(name: str = "vb2", days: int = 20, tokens: int = 3_800, **context: Any) -> Scenario:
    """A short run with so small a memory that it is trimmed every day or two."""
    kept = Context(tokens=tokens, keep=0.4, **context)
    return Scenario.load(name).model_copy(update={"days": days, "context": kept})


def options(endpoint: FakeEndpoint, **more: Any) -> AgentOptions:
    return AgentOptions(
        model="m", base_url=endpoint.url, api_key_env="SHOP_KEY", allow_silence=True, allow_loops=True, **more
    )


def play_at(endpoint: FakeEndpoint, folder: Path, scenario: Scenario, **more: Any) -> Path:
    chosen = options(endpoint, **more)
    episode, run = start(folder, scenario, "llm", chosen)
    play(episode, LanguageModel(chosen, QUICK), run)
    return folder


def assert_rebuilt(folder: Path, endpoint: FakeEndpoint) -> list[dict[str, Any]]:
    """Every request that was answered, as it stands in the folder, is the bytes that were received."""
    rebuilt = list(requests(read_conversation(folder)))
    assert len(rebuilt) == len(endpoint.answered) > 10
    for request, body in zip(rebuilt, endpoint.answered, strict=True):
        messages = json.dumps(request.messages, ensure_ascii=False, separators=(",", ":")).encode()
        assert body.raw.startswith(b'{"messages":' + messages + b",")
    return list(read_conversation(folder))


@pytest.mark.parametrize("provider", QUIRKS, ids=lambda provider: provider.name)
def test_what_an_endpoint_received_stands_in_the_folder(tmp_path: Path, provider: Provider) -> None:
    verbatim = provider.name != "no user after tool"
    with FakeEndpoint(dice, provider=provider, verbatim=verbatim) as endpoint:
        lines = assert_rebuilt(play_at(endpoint, tmp_path / "run", small(days=10)), endpoint)
    kinds = {line["kind"] for line in lines}
    assert "trimmed" in kinds
    if provider.name in ("no null content", "parses arguments", "no unknown fields", "empty reasoning"):
        assert any(line.get("sent") or line["kind"] == "repaired" for line in lines)


def test_a_sub_agent_has_requests_of_its_own(tmp_path: Path) -> None:
    def model(body: dict[str, Any]) -> Message:
        names = {tool["function"]["name"] for tool in body["tools"]}
        turns = sum(message["role"] == "assistant" for message in body["messages"])
        if "wait_for_next_day" not in names:
            return call_tool("get_machine_inventory") if turns % 2 == 0 else say("All slots are empty.")
        if turns % 3 == 2:
            return call_tool("wait_for_next_day")
        return call_tool("run_sub_agent", {"instructions": f"Look at the machine, the {turns}th time."})

    with FakeEndpoint(model) as endpoint:
        folder = play_at(endpoint, tmp_path / "run", small("vb1", days=8, tokens=5_000, messages=2_000))
        assert_rebuilt(folder, endpoint)
    speakers = {request.speaker for request in requests(read_conversation(folder))}
    assert speakers == {None, "sub_agent"}


def test_a_run_that_was_cut_off_and_gone_on_with_has_them_too(tmp_path: Path) -> None:
    asked = 0

    def model(body: Any) -> Message:
        nonlocal asked
        asked += 1
        if asked in (15, 30):
            raise_in.append(asked)
        return dice(body)

    raise_in: list[int] = []
    with FakeEndpoint(model) as endpoint:
        chosen = options(endpoint)
        episode, run = start(tmp_path / "run", small(), "llm", chosen)
        agent = make_agent("llm", chosen)
        while True:
            try:
                play(episode, _Falling(agent, raise_in), run)
                break
            except KeyboardInterrupt:
                episode, agent, run = resume(tmp_path / "run")
        assert asked > 30
        assert_rebuilt(tmp_path / "run", endpoint)


class _Falling:
    """An agent that is interrupted in the middle of a day, after some answers."""

    def __init__(self, agent: Any, answers: list[int]) -> None:
        self._agent, self._answers = agent, answers

    def __getattr__(self, name: str) -> Any:
        return getattr(self._agent, name)

    async def play_day(self, desk: Any) -> None:
        await self._agent.play_day(_FallingDesk(desk, self._answers))


class _FallingDesk:
    def __init__(self, desk: Any, answers: list[int]) -> None:
        self._desk, self._answers = desk, answers

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk, name)

    def call(self, *arguments: Any) -> Any:
        if self._answers:
            self._answers.clear()
            raise KeyboardInterrupt
        return self._desk.call(*arguments)


def test_tokens_and_log_probabilities_are_kept_where_an_endpoint_tells_them() -> None:
    from vendsim_agents.llm.answers import read_answer

    def answer(**choice: Any) -> Any:
        message = {"role": "assistant", "content": "hello"}
        return read_answer(json.dumps({"choices": [{"message": message, "finish_reason": "stop", **choice}]}))

    logprobs = {"content": [{"token": "hel", "logprob": -0.5}, {"token": "lo", "logprob": -1}]}
    told = answer(token_ids=[5, 6], logprobs=logprobs).sampled
    assert told == {"token_ids": [5, 6], "logprobs": [-0.5, -1]}
    assert answer().sampled is None
    assert answer(token_ids="5 6", logprobs={"content": [7]}).sampled is None


def test_a_folder_of_an_older_version_is_told_in_a_sentence() -> None:
    lines = [
        {"kind": "system", "message": {"role": "system", "content": "s"}, "day": 1, "time": "08:00"},
        {"kind": "repaired", "way": "newest plain", "day": 1, "time": "08:00"},
    ]
    with pytest.raises(ValueError, match=r"line 2 of the conversation \(repaired\) cannot be read"):
        list(requests(lines))
