"""Where a run with a model stops, and what is known of its cost beforehand."""

import json

import openai  # noqa: F401  (its import must not count against the hours)
import pytest

from fake_endpoint import FakeEndpoint, Fault, Reply
from test_llm_agent import QUICK, Shop, answering, look, looks_thrice, play
from vendsim.agent import AgentOptions, Budget, Prices, StopRun
from vendsim.scenario import Context
from vendsim_agents.llm import AgentError, LanguageModel

PRICES = Prices(input=2.0, cached=0.5, output=10.0)  # dollars a million


def model_with(url, budget=Budget(), prices=PRICES, patience=QUICK):  # noqa: B008 (frozen)
    return LanguageModel(
        AgentOptions(model="test-model", base_url=url, budget=budget, prices=prices), patience
    )


def stopped(model, desk, **budget):
    """Play until the budget is used up; returns the agent and the reason."""
    with FakeEndpoint(model) as endpoint:
        agent = model_with(endpoint.url, Budget(**budget))
        with pytest.raises(StopRun) as stop:
            play(agent, desk)
    return agent, str(stop.value)


def counted(prompt, output, cached=0):
    usage = {"prompt_tokens": prompt, "completion_tokens": output, "total_tokens": prompt + output}
    return Reply(look(), {**usage, "prompt_tokens_details": {"cached_tokens": cached}})


def test_a_run_stops_when_its_messages_are_used_up():
    agent, reason = stopped(looks_thrice, Shop(days=100), max_messages=30)
    assert 30 <= agent.use.messages <= 32  # the turn under way is finished
    assert reason == "the budget of 30 messages is used up"


def test_a_run_stops_when_its_output_tokens_are_used_up():
    agent, reason = stopped(lambda body: counted(700, 90), Shop(days=100), max_output_tokens=1000)
    assert agent.use.output_tokens == 1080
    assert reason == "the budget of 1,000 output tokens is used up"


def test_a_run_stops_before_it_costs_more_than_it_may():
    agent, reason = stopped(lambda body: counted(100_000, 10_000), Shop(days=100), max_usd=1.0)
    assert agent.use.usd == pytest.approx(0.9)  # the fourth would have been the one too many
    assert reason == "the next request would exceed the budget of $1.00"


def test_a_run_stops_when_its_hours_are_over():
    desk = Shop(days=10**6)
    _, reason = stopped(looks_thrice, desk, max_hours=3.0 / 3600)
    assert desk.day > 1
    assert reason.startswith("the budget of 0.000833")


def test_a_wait_that_would_outlast_the_hours_is_not_begun():
    fault = Fault(429, headers={"Retry-After": "3000"})
    desk = Shop()
    stopped(answering(look(), fault), desk, max_hours=0.5)
    assert desk.events == ["waiting"]


def test_after_a_first_answer_only_the_budget_ends_the_patience():
    patience = QUICK.__class__(first_answer=0.01, first_wait=0.01, longest_wait=0.02, timeout=5)
    with FakeEndpoint(answering(look(), then=lambda body: Fault(503))) as endpoint:
        agent = model_with(endpoint.url, Budget(max_hours=5.0 / 3600), patience=patience)
        with pytest.raises(StopRun):
            play(agent, Shop())
    assert len(endpoint.requests) > 5


def test_what_is_cached_costs_less():
    desk = Shop(days=1)
    with FakeEndpoint(answering(counted(1000, 100, cached=800))) as endpoint:
        agent = model_with(endpoint.url)
        play(agent, desk)
    first = (200 * 2.0 + 800 * 0.5 + 100 * 10.0) / 1e6
    rest = sum(
        (line["usage"]["prompt_tokens"] * 2.0 + line["billed_tokens"] * 10.0) / 1e6
        for line in desk.lines("assistant")[1:]
    )
    assert agent.use.usd == pytest.approx(first + rest)
    assert agent.use.cached_tokens == 800


def test_deepseeks_way_of_telling_what_was_cached_is_known():
    usage = {"prompt_tokens": 1000, "completion_tokens": 10, "prompt_cache_hit_tokens": 640}
    with FakeEndpoint(answering(Reply(look(), usage))) as endpoint:
        agent = model_with(endpoint.url)
        play(agent, Shop(days=1))
    assert agent.use.cached_tokens == 640


def test_a_cost_that_the_endpoint_tells_is_believed():
    usage = {"prompt_tokens": 1000, "completion_tokens": 10, "cost": 0.25}
    with FakeEndpoint(lambda body: Reply(looks_thrice(body), usage)) as endpoint:
        agent = model_with(endpoint.url, prices=None)
        play(agent, Shop(days=1))
    assert agent.use.usd == pytest.approx(1.0)


def test_thoughts_that_only_the_total_counts_are_billed():
    usage = {"prompt_tokens": 1000, "completion_tokens": 10, "total_tokens": 1500}
    desk = Shop(days=1)
    with FakeEndpoint(answering(Reply(look(), usage))) as endpoint:
        play(model_with(endpoint.url), desk)
    assert desk.billed[0] == 500


def test_without_prices_a_limit_in_dollars_is_refused():
    with pytest.raises(AgentError, match="price of test-model is not known; give --price-in"):
        model_with("http://127.0.0.1:1/v1", Budget(max_usd=5), prices=None)


def test_without_prices_nothing_is_claimed_about_the_cost():
    with FakeEndpoint(looks_thrice) as endpoint:
        agent = model_with(endpoint.url, prices=None)
        play(agent, Shop(days=1))
    assert agent.use.usd is None


def test_the_budget_counts_on_after_a_run_was_taken_up_again():
    desk = Shop(days=100)
    with FakeEndpoint(looks_thrice) as endpoint:
        first = model_with(endpoint.url)
        play(first, desk, days=2)
        second = model_with(endpoint.url, Budget(max_messages=40))
        second.restore(json.loads(json.dumps(first.snapshot())))
        with pytest.raises(StopRun):
            play(second, desk)
    assert 40 <= second.use.messages == len(desk.said) <= 42


def test_a_dry_run_asks_nobody_and_agrees_with_a_real_run():
    desk = Shop(days=60, context=Context(tokens=6000, keep=0.61))

    def thinks(body):
        return looks_thrice(body) | {"reasoning_content": "x" * 500}

    with FakeEndpoint(thinks) as endpoint:
        agent = model_with(endpoint.url)
        estimate = agent.estimate(60, desk.system_prompt, desk.tools, desk.context)
        assert endpoint.requests == []
        play(agent, desk)
    low, _, high = estimate.rows
    assert low.messages == 1 + 60 + 2 * 60 * 7
    a_request = agent.use.prompt_tokens / agent.use.answers
    assert 0.5 < (low.prompt_tokens / low.answers) / a_request < 2
    assert low.output_tokens < high.output_tokens
    assert all(0 < row.usd < row.usd_uncached for row in estimate.rows)
    assert all(row.cached_tokens < row.prompt_tokens for row in estimate.rows)
