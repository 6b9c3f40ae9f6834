"""The agents that know nothing: the floor, and the rough user."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from vendsim import AgentOptions, Episode, Reply
from vendsim_agents.idle import Idle
from vendsim_agents.random_calls import RandomCalls


class Desk:
    """An episode, with every call that was made at it."""

    def __init__(self, episode: Episode) -> None:
        self.episode = episode
        self.calls: list[tuple[str, Mapping[str, Any], Reply]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.episode, name)

    def call(self, name: str, arguments: Mapping[str, Any]) -> Reply:
        reply = self.episode.call(name, arguments)
        self.calls.append((name, arguments, reply))
        return reply


def random_days(days: int, agent: RandomCalls | None = None, desk: Desk | None = None) -> Desk:
    desk, agent = desk or Desk(Episode(seed=5)), agent or RandomCalls(AgentOptions(seed=5))
    for _ in range(days):
        if not desk.done:
            agent.play_day(desk)
    return desk


@pytest.fixture(scope="module")
def desk() -> Desk:
    return random_days(60)


def test_idling_lasts_until_ten_fees_in_a_row_are_unpaid() -> None:
    episode, agent = Episode(), Idle(AgentOptions())
    while not episode.done:
        agent.play_day(Desk(episode))
    assert (episode.result().end_reason, episode.result().days) == ("bankrupt", 260)


def test_random_calls_are_valid(desk: Desk) -> None:
    schemas = {tool["function"]["name"]: tool["function"]["parameters"] for tool in desk.tools}
    for name, arguments, _ in desk.calls:
        assert_valid(arguments, schemas[name])


def test_random_calls_reach_every_tool(desk: Desk) -> None:
    assert {name for name, _, _ in desk.calls} == set(desk.scenario.tools)


def test_random_calls_use_what_was_read(desk: Desk) -> None:
    done = {name for name, _, reply in desk.calls if reply.error is None}
    assert {"open_page", "send_email"} <= done


def test_random_calls_are_the_same_for_the_same_seed(desk: Desk) -> None:
    assert random_days(60).calls == desk.calls


def test_random_calls_go_on_after_a_snapshot_as_without_it(desk: Desk) -> None:
    agent = RandomCalls(AgentOptions(seed=5))
    first = random_days(20, agent)
    again = RandomCalls(AgentOptions(seed=5))
    again.restore(json.loads(json.dumps(agent.snapshot())))
    resumed = Desk(Episode.restore(json.loads(json.dumps(first.snapshot()))))
    assert first.calls + random_days(40, again, resumed).calls == desk.calls


def assert_valid(value: Any, schema: dict[str, Any]) -> None:
    """As much of JSON schema as the tools use."""
    if "anyOf" in schema:
        assert any(is_valid(value, option) for option in schema["anyOf"])
        return
    if "enum" in schema:
        assert value in schema["enum"]
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float),
             "boolean": bool, "null": type(None)}  # fmt: skip
    assert isinstance(value, kinds[schema["type"]])
    if schema["type"] == "object":
        fixed, free = schema.get("properties", {}), schema.get("additionalProperties", True)
        assert set(schema.get("required", [])) <= set(value)
        for key, part in value.items():
            assert key in fixed or free
            assert_valid(part, fixed.get(key) or free) if key in fixed or isinstance(free, dict) else None
    elif schema["type"] == "array":
        assert schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
        for item in value:
            assert_valid(item, schema["items"])
    elif schema["type"] == "string":
        assert schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value))
    elif schema["type"] in ("integer", "number"):
        assert schema.get("minimum", value) <= value <= schema.get("maximum", value)


def is_valid(value: Any, schema: dict[str, Any]) -> bool:
    try:
        assert_valid(value, schema)
    except AssertionError:
        return False
    return True
