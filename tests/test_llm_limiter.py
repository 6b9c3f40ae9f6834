"""Many runs at one endpoint: they share a limiter and a connection, and none takes the others down."""

import asyncio
import threading
import time

import pytest

from fake_endpoint import FakeEndpoint, Fault
from test_llm_agent import QUICK, Shop, looks_thrice, model_at
from vendsim.agent import AgentOptions
from vendsim.limiter import Limiter
from vendsim_agents.llm import AgentError, LanguageModel
from vendsim_agents.llm.connections import _open


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch):
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


class Narrow:
    """A model that takes no more than some requests at once."""

    def __init__(self, most):
        self.most, self.under_way, self.refusals = most, 0, 0
        self.lock = threading.Lock()

    def __call__(self, body):
        with self.lock:
            if self.under_way >= self.most:
                self.refusals += 1
                return Fault(429, "too many at once", headers={"Retry-After": "0.05"})
            self.under_way += 1
        time.sleep(0.01)
        with self.lock:
            self.under_way -= 1
        return looks_thrice(body)


async def play_all(agents, desks):
    async def play(agent, desk):
        try:
            while not desk.done:
                await agent.play_day(desk)
        finally:
            await agent.close()

    done = await asyncio.gather(*map(play, agents, desks), return_exceptions=True)
    assert _open[asyncio.get_running_loop()] == {}  # the last one closed the connection
    return done


def test_many_runs_at_an_endpoint_that_takes_few_requests_all_end():
    model, desks = Narrow(3), [Shop(days=4) for _ in range(24)]
    with FakeEndpoint(model) as endpoint:
        asyncio.run(play_all([model_at(endpoint.url) for _ in desks], desks))
    assert all(desk.done for desk in desks)
    assert endpoint.complaints == []
    assert model.refusals < len(endpoint.requests) / 4


def test_a_run_that_fails_takes_no_other_down():
    desks = [Shop(days=3) for _ in range(3)]

    def choosy(body):
        return Fault(404, "no such model") if body["model"] == "wrong" else looks_thrice(body)

    with FakeEndpoint(choosy) as endpoint:
        wrong = LanguageModel(AgentOptions(model="wrong", base_url=endpoint.url), QUICK)
        agents = [model_at(endpoint.url), wrong, model_at(endpoint.url)]
        done = asyncio.run(play_all(agents, desks))
    assert isinstance(done[1], AgentError)
    assert (desks[0].done, desks[2].done) == (True, True)


def test_a_refusal_halves_what_may_be_under_way_and_answers_let_it_grow():
    async def press():
        limiter = Limiter(most=8)
        async with limiter.place(), limiter.place(), limiter.place(), limiter.place():
            limiter.refused(0.05)
        assert limiter.allowed == 2
        started = time.monotonic()
        async with limiter.place():
            assert time.monotonic() - started >= 0.04
        for _ in range(60):
            limiter.answered()
        assert limiter.allowed == 8
        limiter.refused(0.0)
        assert limiter.allowed == 1

    asyncio.run(press())
