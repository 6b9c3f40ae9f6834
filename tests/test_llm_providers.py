"""Days and months against a strict server, with the quirks of each provider and with random faults."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import providers
from fake_endpoint import FakeEndpoint, Provider, Weather
from scripted_models import Operator, dice
from vendsim import AgentOptions, Episode, Scenario
from vendsim.runs import RunFolder, RunRecord, play, read_record
from vendsim_agents.llm import LanguageModel, Patience

HASTY = Patience(first_answer=30, first_wait=0.005, longest_wait=0.02, timeout=0.7)
CALM = Patience(first_answer=30, first_wait=0.005, longest_wait=0.02, timeout=30)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def scenario_of(days: int, context_tokens: int | None = None) -> Scenario:
    scenario = Scenario.load("vb2").model_copy(update={"days": days})
    if context_tokens is None:
        return scenario
    context = scenario.context.model_copy(update={"tokens": context_tokens})
    return scenario.model_copy(update={"context": context})


def play_against(
    endpoint: FakeEndpoint, path: Path, scenario: Scenario, patience: Patience = CALM, **options: Any
) -> RunRecord:
    """A run at the endpoint; its record."""
    with endpoint:
        asked = AgentOptions(model="test-model", base_url=endpoint.url, **options)
        record = RunRecord.new(scenario, 0, "llm", asked, datetime.now(UTC))
        folder = RunFolder.create(path, scenario, record)
        play(Episode(scenario, 0), LanguageModel(asked, patience), folder)
    return read_record(path)


def profile_file(folder: Path, rules: str) -> str:
    path = folder / "mine.toml"
    path.write_text(f'title = "Mine"\nexample = ""\n{rules}\n')
    return str(path)


@pytest.mark.parametrize(
    ("provider", "rules"),
    [
        (providers.REASONING_CONTENT, ""),
        (providers.REASONING, ""),
        (providers.REASONING_DETAILS, ""),
        (providers.THOUGHT_SIGNATURES, ""),
        (providers.EMPTY_REASONING, 'fill = { reasoning_content = "" }'),
        (providers.NO_NULL_CONTENT, 'empty_content = "text"'),
        (providers.NO_UNKNOWN_FIELDS, 'drop = ["reasoning", "reasoning_content", "annotations"]'),
        (providers.PARSES_ARGUMENTS, 'bad_arguments = "empty object"'),
        (providers.NO_USER_AFTER_TOOL, 'morning = "tool"'),
    ],
    ids=lambda value: value.name if isinstance(value, Provider) else "",
)
def test_days_at_every_provider_pass_without_a_complaint(
    tmp_path: Path, provider: Provider, rules: str
) -> None:
    endpoint = FakeEndpoint(_mute(dice) if provider is providers.EMPTY_REASONING else dice, provider=provider)
    record = play_against(
        endpoint, tmp_path / "run", scenario_of(16, 6000), profile=profile_file(tmp_path, rules)
    )
    assert endpoint.complaints == []
    assert record.status == "done"
    assert {"trimmed", "extra_calls", "reminded"} <= set(record.lines)
    if provider is providers.NO_USER_AFTER_TOOL:
        return
    first_user = next(i for i, m in enumerate(endpoint.requests[-1]["messages"]) if m["role"] == "user")
    assert first_user == 1


def _mute(model: Any) -> Any:
    """A model that never tells its thoughts."""

    def silent(body: Any) -> Any:
        answer = model(body)
        return {name: value for name, value in answer.items() if name != "reasoning_content"}

    return silent


def test_an_endpoint_that_turns_out_to_parse_arguments_is_humoured(tmp_path: Path) -> None:
    endpoint = FakeEndpoint(dice, provider=providers.PARSES_ARGUMENTS)
    record = play_against(endpoint, tmp_path / "run", scenario_of(10))
    assert record.status == "done"
    assert len(endpoint.complaints) == 1


def test_random_faults_change_nothing_but_what_is_said_of_them(tmp_path: Path) -> None:
    quiet = play_against(FakeEndpoint(dice), tmp_path / "quiet", scenario_of(20))
    stormy_endpoint = FakeEndpoint(dice, weather=Weather(rate=0.3, seed=5))
    stormy = play_against(stormy_endpoint, tmp_path / "stormy", scenario_of(20), HASTY)
    assert len(stormy_endpoint.faults) >= 6
    assert stormy.lines["waiting"] >= sum(stormy_endpoint.faults.values()) > 20
    assert stormy.result == quiet.result
    assert stormy.use == quiet.use
    for name in ("events.jsonl", "daily.csv", "calls.jsonl"):
        assert (tmp_path / "stormy" / name).read_bytes() == (tmp_path / "quiet" / name).read_bytes()
    assert spoken(tmp_path / "stormy") == spoken(tmp_path / "quiet")


def spoken(path: Path) -> list[str]:
    """The lines of a conversation that do not tell of the moment."""
    lines = (path / "messages.jsonl").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if "at" not in json.loads(line)]


EVERYTHING = Provider(
    "everything",
    adorn=lambda message: providers.THOUGHT_SIGNATURES.adorn(providers.REASONING_CONTENT.adorn(message)),
    complain=lambda body: (
        providers.THOUGHT_SIGNATURES.complain(body) or providers.REASONING_CONTENT.complain(body)
    ),
)


@pytest.mark.slow
def test_three_months_are_played_well_through_quirks_and_faults(tmp_path: Path) -> None:
    endpoint = FakeEndpoint(Operator(), provider=EVERYTHING, weather=Weather(rate=0.1, seed=5), keep=False)
    record = play_against(endpoint, tmp_path / "run", scenario_of(90, 24_000), HASTY)
    assert endpoint.complaints == []
    assert record.result is not None
    assert record.use is not None
    assert (record.status, record.result.days, record.result.end_reason) == ("done", 90, "completed")
    assert record.result.final_balance > 2000
    assert record.use.answers > 400
    assert record.lines["trimmed"] >= 1
    assert record.lines["waiting"] > 0.05 * record.use.answers
    assert len(endpoint.faults) == 8  # each kind of fault came up
