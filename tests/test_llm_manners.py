"""More manners of endpoints: odd shapes of answers, turns that must come back otherwise, other words."""

import asyncio
import json
import re

import pytest

from fake_endpoint import FakeEndpoint, Fault, Provider, Reply, say
from test_llm_agent import QUICK, Shop, answering, look, looks_thrice, model_at, play
from test_llm_faults import PRICES, USAGE, body, paying, raw, run
from vendsim.agent import AgentOptions
from vendsim_agents.llm import AgentError, LanguageModel, Patience

DAY = ["look"] * 3 + ["wait_for_next_day"]


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch):
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def names(desk):
    return [name for name, _ in desk.calls]


def stream(*events, done=True):
    return "".join(f"data: {json.dumps(e)}\n\n" for e in events) + ("data: [DONE]\n\n" if done else "")


def delta(piece, reason=None):
    return {"id": "x", "choices": [{"index": 0, "delta": piece, "finish_reason": reason}]}


def piece(arguments, **more):
    return {"tool_calls": [{"function": {"arguments": arguments}, **more}]}


def first_piece(arguments='{"subject": "sh', name="look", **more):
    call = {"index": 0, "id": "c1", "type": "function", "function": {"name": name, "arguments": arguments}}
    return {"role": "assistant", "content": None, "tool_calls": [{**call, **more}]}


REST = 'elf"}'
WHOLE = {"id": "c", "type": "function", "function": {"name": "look", "arguments": '{"subject": "shelf"}'}}


@pytest.mark.parametrize(
    "told",
    [
        'data: {"error": {"message": "overloaded", "code": 529}}\n\n',
        ': PROCESSING\n\nevent: error\ndata: {"error": {"message": "overloaded"}}\n\n',
        ": PROCESSING\n\n",
        stream(delta({"role": "assistant", "content": "I was about"}), done=False),
        stream(delta(first_piece()), done=False),
        stream(delta({"role": "assistant", "content": ""}), delta({}, "network_error")),
        body({"role": "assistant", "content": "", "error": {"message": "upstream"}}),
        body({"role": "assistant", "content": ""}, reason="tool_calls"),
        body({"role": "assistant", "content": "half"}, reason="server_shutdown"),
        body({"role": "assistant", "content": ""}, reason={"type": "stop"}),
        body({"role": "assistant", "tool_calls": [None]}),
        "",
    ],
)
def test_what_breaks_off_or_says_nothing_is_asked_for_again(told):
    desk = Shop(days=2)
    run(answering(look(), *[raw(told)] * 2), desk)
    assert names(desk) == DAY * 2
    assert [event for event in desk.events if event != "partial_answer"] == ["waiting"] * 2


@pytest.mark.parametrize(
    "told",
    [
        stream(delta(first_piece()), delta(piece(REST, index=0), "stop")).replace("\n", "\r\n"),
        stream(delta(first_piece()), delta(piece(REST)), delta({}, "tool_calls")).replace("data: ", "data:"),
        stream(delta(first_piece()), delta(first_piece(REST)), delta({}, "tool_calls")),
        stream(
            delta({"content": "one\u2028two\x85"}), delta(first_piece()), delta(piece(REST, index=0), "stop")
        ).encode().decode("unicode_escape"),
        stream(*(delta(first_piece(json.dumps({"subject": s}), id="")) for s in ("shelf", "b"))),
        ": keep-alive\n\n" + body({"role": "assistant", "tool_calls": [WHOLE]}),
        body({"role": "assistant", "tool_calls": WHOLE}),
        body({"role": "assistant", "tool_calls": [None, WHOLE]}),
        body({"role": "assistant", "tool_calls": [{"id": "c", **WHOLE["function"]}]}),
        json.dumps(
            {
                "choices": [
                    {"message": {"role": "assistant", "content": "I look."}, "finish_reason": "tool_calls"},
                    {"message": {"role": "assistant", "tool_calls": [WHOLE]}, "finish_reason": "tool_calls"},
                ]
            }
        ),
    ],
    ids=["crlf", "no index", "twice", "separators", "one index", "comment", "table", "null", "flat", "two"],
)  # fmt: skip
def test_a_call_in_an_odd_shape_is_read_and_carried_out(told):
    desk = Shop(days=1)
    run(answering(raw(told)), desk)
    assert names(desk) == DAY
    assert json.loads(desk.calls[0][1]) == {"subject": "shelf"}
    assert "waiting" not in desk.events


# What an endpoint takes back only in another form: after two turns it is sent so at once.


def odd(**more):
    def model(body):
        answer = looks_thrice(body)
        answer["tool_calls"][0].update(more)
        return answer

    return model


def calls(body):
    return [call for message in body["messages"] for call in message.get("tool_calls") or ()]


def user_after_tool(body):
    roles = [message["role"] for message in body["messages"]]
    return "tool user" in " ".join(roles)


def same_ids(body):
    ids = [call["id"] for call in calls(body)]
    return len(set(ids)) < len(ids)


@pytest.mark.parametrize(
    ("model", "words", "refused"),
    [
        (odd(index=0), "index: extra", lambda b: any("index" in call for call in calls(b))),
        (odd(), "bad id", lambda b: not all(re.fullmatch(r"\w{9}", call["id"]) for call in calls(b))),
        (odd(id="call_0"), "ids must be unique", same_ids),
        (odd(), "content must not be null", lambda b: any(m["content"] is None for m in b["messages"])),
        (odd(), "Unexpected role 'user' after role 'tool'", user_after_tool),
    ],
    ids=["index", "nine", "unique", "null", "roles"],
)
def test_a_turn_goes_back_in_the_form_that_an_endpoint_takes(model, words, refused):
    desk = Shop(days=4)
    provider = Provider(complain=lambda body: words if refused(body) else None)
    with FakeEndpoint(model, verbatim=False, provider=provider) as endpoint:
        play(model_at(endpoint.url), desk)
    assert names(desk) == DAY * 4
    assert len(endpoint.complaints) <= 6
    assert "left out" not in "".join(desk.log_lines)  # nothing was forgotten


def test_a_run_taken_up_in_the_middle_of_repairs_goes_on_the_same():
    def complaint(body):
        odd_call = any("index" in call for call in calls(body))
        return "roles" if user_after_tool(body) else "index" if odd_call else None

    odd_one = Provider(complain=complaint)
    with FakeEndpoint(odd(index=0), verbatim=False, provider=odd_one, keep=False) as endpoint:
        whole = Shop(days=5)
        play(model_at(endpoint.url), whole)
        logged = [line for line in whole.logged if "at" not in line]
        for cut in range(5, len(logged), 7):
            desk = Shop(days=5)
            desk.tail = logged[:cut]
            play(model_at(endpoint.url), desk)
            assert [line for line in desk.logged if "at" not in line] == logged


def test_what_crashes_an_endpoint_is_got_past():
    desk = Shop(days=2)

    def poisoned(body):
        texts = [message["content"] for message in body["messages"]]
        return Fault(500, "the template failed") if "poison" in texts else healthy(body)

    healthy = answering(look(), say("poison"))
    run(poisoned, desk)
    assert names(desk) == DAY * 2
    assert [line["way"] for line in desk.lines("repaired")] == ["newest left out"]


def test_a_server_that_crashes_for_a_while_loses_nothing():
    desk = Shop(days=2)
    run(answering(look(), *[Fault(500, "internal error")] * 30), desk)
    assert names(desk) == DAY * 2
    assert set(desk.events) <= {"waiting", "repaired"}
    assert {line["way"] for line in desk.lines("repaired")} <= {"newest plain"}


# Money


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (
            400,
            {"error": {"message": "Budget has been exceeded! Current cost: 10", "type": "budget_exceeded"}},
        ),
        (403, {"error": {"message": "Key limit exceeded (total limit).", "code": 403}}),
        (403, {"error": "Your newly created team doesn't have any credits or licenses yet."}),
        (429, {"error": "Your team has used all available credits or reached its monthly spending limit."}),
        (412, {"error": {"message": "Account is suspended: reached the monthly spending limit."}}),
        (400, {"code": "Arrearage", "message": "make sure your account is in good standing."}),
        (403, {"reason": "NOT_ENOUGH_BALANCE"}),
        (429, {"error": {"code": "1309", "message": "Your coding plan package has expired"}}),
        (400, {"error": {"message": "You have reached your specified API usage limits."}}),
    ],
)
def test_an_account_that_cannot_pay_is_not_waited_for(status, told):
    no_credit = Fault(status, raw=json.dumps(told))
    with FakeEndpoint(answering(look(), then=lambda _: no_credit)) as endpoint:
        with pytest.raises(AgentError, match="no credit left"):
            play(model_at(endpoint.url), Shop())
        assert len(endpoint.requests) == 2


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (429, "API key rate limit exceeded"),
        (429, "You exceeded your current quota, please check your plan and billing details."),
        (429, "Usage limit reached for 5 hour. Your limit will reset at 03:11"),
        (500, "The request took too long"),
        (504, "context deadline exceeded"),
    ],
)
def test_what_only_sounds_like_it_is_waited_for(status, words):
    desk = Shop(days=1)
    run(answering(look(), Fault(status, words)), desk)
    assert names(desk) == DAY
    assert desk.events == ["waiting"]


@pytest.mark.parametrize(
    "told",
    [{"estimated_cost": 0.25}, {"cost_in_usd_ticks": 2_500_000_000}, {"cost": {"total_cost": 0.25}}],
)
def test_a_cost_in_other_words_is_found(told):
    model = lambda body: Reply(looks_thrice(body), {**USAGE, **told})  # noqa: E731
    use, stop = paying(model, Shop(days=1), prices=None, profile="openrouter")
    assert (use.usd, stop) == (pytest.approx(4 * 0.25), None)


def test_an_answer_that_came_too_late_is_counted_as_long_as_the_last():
    desk = Shop(days=1)
    patience = Patience(first_answer=5, first_wait=0.01, timeout=0.8)
    long = Reply(look(), {"prompt_tokens": 1000, "completion_tokens": 20_000})
    use, _ = paying(answering(long, Fault(hang=1.2)), desk, patience=patience)
    assert use.usd_lost > 20_000 * PRICES.output / 1e6


def test_a_run_that_was_killed_counts_the_request_that_was_under_way():
    with FakeEndpoint(looks_thrice) as endpoint:
        agent = LanguageModel(AgentOptions(model="m", base_url=endpoint.url, prices=PRICES), QUICK)
        desk = Shop(days=2)
        desk.was_killed = True
        play(agent, desk)
    assert len(desk.lines("lost_answer")) == 1
    assert agent.use.usd_lost == desk.lines("lost_answer")[0]["usd"] > 0


def test_what_a_killed_run_has_cost_is_read_from_what_it_left():
    with FakeEndpoint(looks_thrice) as endpoint:
        options = AgentOptions(model="m", base_url=endpoint.url, prices=PRICES)
        agent, desk = LanguageModel(options, QUICK), Shop(days=4)
        play(agent, desk, days=2)
        memory, begun = json.loads(json.dumps(agent.snapshot())), len(desk.logged)
        play(agent, desk)
    found = LanguageModel(options, QUICK).use_of(memory, desk.logged[begun:])
    assert found.usd == pytest.approx(agent.use.usd)
    assert found.usd_lost > 0  # a request may have been under way


def test_a_request_that_is_given_up_counts():
    desk = Shop(days=1)

    async def interrupted(agent):
        playing = asyncio.ensure_future(agent.play_day(desk))
        while len(desk.lines("assistant")) < 1:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)
        playing.cancel()
        await asyncio.wait([playing])
        await agent.close()

    with FakeEndpoint(answering(look(), Fault(hang=3))) as endpoint:
        agent = LanguageModel(AgentOptions(model="m", base_url=endpoint.url, prices=PRICES), QUICK)
        asyncio.run(interrupted(agent))
    assert agent.use.usd_lost > 0


# One model's limits are not another's


def test_two_models_behind_one_endpoint_and_key_are_limited_apart():
    waits = {"slow": 0.6, "fast": 0.0}
    refused = []

    def model(body):
        name = body["model"]
        if name == "slow" and name not in refused:
            refused.append(name)
            return Fault(429, "slow down", "rate_limit_exceeded", {"Retry-After": str(waits[name])})
        return looks_thrice(body)

    async def side_by_side(url):
        ended = {}

        async def one(name):
            agent, desk = LanguageModel(AgentOptions(model=name, base_url=url), QUICK), Shop(days=2)
            while not desk.done:
                await agent.play_day(desk)
            await agent.close()
            ended[name] = desk.events

        await asyncio.gather(one("slow"), one("fast"))
        return ended

    with FakeEndpoint(model) as endpoint:
        ended = asyncio.run(side_by_side(endpoint.url))
        asked = [(when, body["model"]) for when, body in zip(endpoint.times, endpoint.requests, strict=True)]
    assert ended == {"slow": ["waiting"], "fast": []}
    first = min(when for when, _ in asked)
    assert sum(when - first < waits["slow"] for when, name in asked if name == "fast") >= 4
    assert sum(when - first < waits["slow"] for when, name in asked if name == "slow") == 1
