"""Manners of endpoints that were reported in public: none may cost a day, an uncounted cent, or the run."""

import json
import time
from itertools import pairwise

import pytest

from fake_endpoint import FakeEndpoint, Fault, Provider, Reply, call_tool, call_tools, say
from test_llm_agent import KEY, QUICK, Shop, answering, look, looks_thrice, model_at, play
from vendsim.agent import AgentOptions, Budget, Prices, StopRun
from vendsim.scenario import Context
from vendsim_agents.llm import AgentError, LanguageModel, Patience

USAGE = {"prompt_tokens": 700, "completion_tokens": 30, "total_tokens": 730}
PRICES = Prices(input=2.0, output=10.0)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch):
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def body(message=None, reason="stop", usage=USAGE, **choice):
    """The text of a response."""
    message = {"role": "assistant", "content": ""} if message is None else message
    told = {"choices": [{"index": 0, "message": message, "finish_reason": reason, **choice}], "usage": usage}
    return json.dumps(told)


def raw(text, **more):
    return Fault(200, raw=text, **more)


def run(model, desk, **server):
    """Play to the end at a server that lets answers come back changed, and complains of nothing."""
    with FakeEndpoint(model, verbatim=False, **server) as endpoint:
        play(model_at(endpoint.url), desk)
    assert endpoint.complaints == []
    return endpoint


def with_id(call):
    call["tool_calls"][0]["id"] = "call_1"
    return call


# 1: an outage in the clothes of an answer


@pytest.mark.parametrize(
    "told",
    [
        body(reason="network_error"),
        body(reason="error"),
        body({"role": "assistant", "content": "I was about to"}, reason="error"),
        body(reason="model_context_window_exceeded"),
        body(reason="MALFORMED_FUNCTION_CALL"),
        body(reason="stop", native_finish_reason="MALFORMED_FUNCTION_CALL"),
        body(reason="abort"),
        body(reason="something_new"),
        body(reason=None),
        body(usage={"prompt_tokens": 700, "completion_tokens": 0}),
        body(error={"code": 502, "message": "Upstream error"}),
        body({"role": "assistant", "content": "Half of"}, error={"message": "provider disconnected"}),
        json.dumps({"error": {"message": "Overloaded", "type": "overloaded_error"}, "choices": []}),
        json.dumps({"code": 500, "msg": "404 NOT_FOUND", "success": False}),
        json.dumps({"base_resp": {"status_code": 1000, "status_msg": "unknown error"}}),
        json.dumps({"detail": "worker died"}),
    ],
)
def test_what_is_not_known_to_be_the_models_is_asked_for_again(told):
    desk = Shop(days=2)
    run(answering(look(), *[raw(told)] * 4), desk)
    assert [name for name, _ in desk.calls] == (["look"] * 3 + ["wait_for_next_day"]) * 2
    assert desk.events == ["waiting"] * 4
    assert all(line["reason"] for line in desk.lines("waiting"))


@pytest.mark.parametrize("reason", ["stop", "tool_calls", "STOP", "eos", None, "function_call"])
def test_an_answer_that_says_something_is_taken_whatever_ended_it(reason):
    desk = Shop(days=1)
    call = with_id(look())
    run(answering(raw(body(call, reason))), desk)
    assert desk.events == []


# 2: nothing bricks a run


def refuses(what):
    """A provider that complains of every request in which the condition holds of a message."""
    return Provider(complain=lambda body: "messages: invalid" if any(map(what, body["messages"])) else None)


def illegal_name(message):
    names = [call["function"]["name"] for call in message.get("tool_calls") or ()]
    return any(not name or " " in name for name in names)


def secret_tool_result(message):
    return message["role"] == "tool" and "3 looks today" in message["content"]


@pytest.mark.parametrize(
    ("answer", "provider"),
    [
        (call_tool("wait for next day"), refuses(illegal_name)),
        (call_tool(""), refuses(illegal_name)),
        ({**say("Hm."), "tool_calls": []}, refuses(lambda m: m.get("tool_calls") == [])),
        ({**say("Hm."), "odd": {"x": 1}}, refuses(lambda m: "odd" in m)),
        (say("Hm."), refuses(lambda m: m.get("content") == "Hm.")),
        (look(), refuses(secret_tool_result)),
        (
            say("Hm."),
            Provider(
                complain=lambda body: (
                    "The reasoning_content in the thinking mode must be passed back to the API."
                    if any(
                        m["role"] == "assistant" and "reasoning_content" not in m for m in body["messages"]
                    )
                    else None
                )
            ),
        ),
    ],
    ids=["space", "no name", "no calls", "field", "text", "result", "reasoning"],
)
def test_what_an_endpoint_says_and_refuses_to_hear_again_is_got_past(answer, provider):
    desk = Shop(days=2)
    with FakeEndpoint(answering(look(), answer), provider=provider, verbatim=False) as endpoint:
        play(model_at(endpoint.url), desk)
    assert desk.done
    assert "trimmed" not in desk.events
    assert any("2 looks today" in m["content"] for m in desk.heard("tool"))


@pytest.mark.parametrize("name", ["", None, 7])
def test_a_call_without_an_id_is_given_one(name):
    call = look()
    call["tool_calls"][0]["id"] = name
    desk = Shop(days=1)
    endpoint = run(answering(raw(body(call, "tool_calls")), raw(body(call, "tool_calls"))), desk)
    assert desk.events == []
    ids = [m["tool_call_id"] for m in endpoint.requests[-1]["messages"] if m["role"] == "tool"]
    assert len(set(ids)) == len(ids) >= 3


def test_an_answer_that_alone_fills_the_window_is_left_out_and_told():
    desk = Shop(days=2, context=Context(tokens=3000, keep=0.61))
    endpoint = run(answering(look(), say("word " * 4000)), desk, window=3500)
    assert desk.done
    assert [line["way"] for line in desk.lines("repaired")] == ["newest left out"]
    assert "Your last answer was left out" in json.dumps(endpoint.requests[2]["messages"])


def test_a_rejection_that_nothing_mends_forgets_nothing():
    desk = Shop(days=3)
    model = answering(*[look()] * 6, then=lambda body: Fault(400, "messages: invalid"))
    with FakeEndpoint(model) as endpoint:
        agent = model_at(endpoint.url)
        with pytest.raises(AgentError, match="messages: invalid"):
            play(agent, desk)
    assert not {"trimmed", "repaired"} & set(desk.events)
    assert len(agent._dialogue.conversation.messages) == len(desk.said)


def test_a_run_that_was_rejected_is_got_past_when_it_is_resumed():
    """What the endpoint minds lies before the checkpoint, and it has not answered in the new sitting."""
    desk = Shop(days=4)
    with FakeEndpoint(answering(say("Hm.", odd=1)), verbatim=False) as endpoint:
        first = model_at(endpoint.url)
        play(first, desk, days=1)
        endpoint.provider = refuses(lambda m: "odd" in m)
        second = model_at(endpoint.url)
        second.restore(json.loads(json.dumps(first.snapshot())))
        play(second, desk)
    assert desk.done
    assert [line["way"] for line in desk.lines("repaired")] == ["all plain"]


# 3: the cap in dollars


def paying(model, desk, usd=100.0, prices=PRICES, patience=QUICK, **options):
    with FakeEndpoint(model, verbatim=False) as endpoint:
        asked = AgentOptions(
            model="m", base_url=endpoint.url, budget=Budget(max_usd=usd), prices=prices, **options
        )
        agent = LanguageModel(asked, patience)
        stop = None
        try:
            play(agent, desk)
        except StopRun as error:
            stop = str(error)
    return agent.use, stop


@pytest.mark.parametrize(
    "useless",
    [
        raw(body(reason="error")),
        raw(json.dumps({"choices": [], "usage": USAGE})),
        raw(body({"role": "assistant", "tool_calls": [{"id": "1"}]})),
        Fault(half=True),
        Fault(hang=1.2),
    ],
    ids=["reason", "no message", "no function", "cut", "late"],
)
def test_what_may_have_been_charged_for_nothing_counts_against_the_cap(useless):
    desk = Shop(days=1)
    patience = Patience(first_answer=5, first_wait=0.01, longest_wait=0.02, timeout=0.8)
    use, _ = paying(answering(look(), useless, useless), desk, patience=patience)
    assert desk.done
    lost = [line["usd"] for line in desk.lines("lost_answer")]
    assert len(lost) == 2
    assert min(lost) > 0
    assert use.usd_lost == pytest.approx(sum(lost))


def test_useless_answers_end_the_run_before_the_cap_is_passed():
    use, stop = paying(answering(look(), then=lambda body: raw(body_of(700, 90_000))), Shop(), usd=3.0)
    assert "would exceed the budget of $3.00" in stop
    assert (use.usd or 0) + use.usd_lost <= 3.0 + 1.0  # the one that was under way


def body_of(prompt, output):
    return body(reason="error", usage={"prompt_tokens": prompt, "completion_tokens": output})


def test_useless_answers_end_the_run_without_a_cap_too():
    patience = Patience(first_answer=5, first_wait=0.001, longest_wait=0.002, timeout=5, useless_answers=7)
    with (
        FakeEndpoint(answering(look(), then=lambda _: raw(body(reason="error")))) as endpoint,
        pytest.raises(StopRun, match="7 answers in a row that are not the model's"),
    ):
        play(model_at(endpoint.url, patience), Shop())
    assert len(endpoint.requests) == 8


@pytest.mark.parametrize(
    ("usage", "usd"),
    [
        ({"cost": "0.25"}, 0.25),
        ({"cost": 0.01, "is_byok": True, "cost_details": {"upstream_inference_cost": 0.24}}, 0.25),
        ({"cost": 0, "cost_details": {"upstream_inference_cost": 0.25}}, 0.25),
        ({"cost": 0.25, "cost_details": {"upstream_inference_cost": None}}, 0.25),
    ],
)
def test_the_cost_that_an_endpoint_tells_is_found(usage, usd):
    use, stop = paying(lambda b: Reply(looks_thrice(b), {**USAGE, **usage}), Shop(days=1), prices=None,
                       profile="openrouter")  # fmt: skip
    assert stop is None
    assert use.usd == pytest.approx(4 * usd)


@pytest.mark.parametrize(
    "usage", [{}, {"cost": None}, {"cost": "n/a"}, {"cost": -1}, {"cost": 0, "is_byok": True}]
)
def test_a_cost_that_nobody_knows_is_said_at_once_where_a_cap_is_set(usage):
    desk = Shop()
    _, stop = paying(
        lambda b: Reply(looks_thrice(b), {**USAGE, **usage}), desk, prices=None, profile="openrouter"
    )
    assert "does not say what an answer cost" in stop
    assert "--price-in" in stop
    assert len(desk.heard("assistant")) == 1


@pytest.mark.parametrize(
    ("usage", "cached"),
    [
        ({"cached_tokens": 640}, 640),
        ({"prompt_tokens_details": {"cached_tokens": 640}}, 640),
        ({"prompt_tokens_details": None, "prompt_cache_hit_tokens": 640}, 640),
        ({"cached_tokens": 10**6}, 700),
    ],
)
def test_what_was_cached_is_found_wherever_it_is_told(usage, cached):
    use, _ = paying(answering(Reply(look(), {**USAGE, **usage})), Shop(days=1))
    assert use.cached_tokens == cached


@pytest.mark.parametrize(
    ("usage", "billed"),
    [
        ({"prompt_tokens": 700, "completion_tokens": 30, "total_tokens": 60_730}, 30),
        ({"prompt_tokens": 700, "completion_tokens": 30, "total_tokens": 1430}, 730),
        ({"prompt_tokens": 700, "completion_tokens": 10**9}, None),
        ({"prompt_tokens": 700, "completion_tokens": "31"}, 31),
        ({"prompt_tokens": "x", "completion_tokens": [1]}, None),
    ],
)
def test_tokens_are_checked_for_sense_before_the_business_pays_for_them(usage, billed):
    desk = Shop(days=1)
    paying(answering(raw(body(with_id(look()), "tool_calls", usage))), desk)
    assert desk.billed[0] == billed or (billed is None and 10 < desk.billed[0] < 200)


def test_numbers_that_are_none_in_the_usage_cost_no_answer():
    text = body(with_id(look()), "tool_calls").replace("730", "Infinity").replace("700", "NaN")
    desk = Shop(days=1)
    run(answering(raw("\ufeff" + text)), desk)
    assert desk.events == []
    assert "Infinity" not in "".join(desk.log_lines)


# 4 and 8: errors are read for what they mean


@pytest.mark.parametrize(
    "fault",
    [
        Fault(429, raw='{"error": {"code": "1113", "message": "余额不足或无可用资源包,请充值。"}}'),
        raw('{"error": {"code": 402, "message": "This request requires more credits"}}'),
        raw(body(error={"code": 402, "message": "Payment required"})),
        Fault(401, "Insufficient balance"),
        Fault(403, raw='{"detail": [{"msg": "Your credit balance is too low to access the API"}]}'),
        Fault(
            400,
            raw='[{"error": {"metadata": {"raw": "{\\"error\\": {\\"code\\": \\"insufficient_quota\\"}}"}}}]',
        ),
        raw('{"base_resp": {"status_code": 1008, "status_msg": "insufficient balance"}}'),
    ],
)
def test_an_empty_account_is_not_waited_for(fault):
    with (
        FakeEndpoint(answering(look(), then=lambda _: fault)) as endpoint,
        pytest.raises(AgentError, match="no credit left"),
    ):
        play(model_at(endpoint.url), Shop())
    assert len(endpoint.requests) == 2


@pytest.mark.parametrize(
    "fault",
    [
        Fault(
            400,
            raw='{"error": {"message": "Provider returned error", "code": 400, "metadata": {"raw": "busy"}}}',
        ),
        Fault(400, raw=""),
        Fault(400, "messages: something else"),
        Fault(
            403,
            raw="<html><head><title>Attention</title></head><body>Sorry, you have been blocked</body></html>",
        ),
        Fault(401, "invalid token"),
        Fault(404, "no endpoint found"),
        Fault(500, "The request took too long to process"),
        Fault(500, raw="<html><body><h1>Error</h1> context deadline exceeded</body></html>"),
        Fault(429, "You exceeded your current quota, please retry in 1s"),
        Fault(429, raw='[{"error": {"message": "slow", "status": "RESOURCE_EXHAUSTED"}}]'),
    ],
)
def test_a_failure_that_passes_changes_nothing(fault):
    quiet, desk = Shop(days=2), Shop(days=2)
    asked = iter(range(100))
    run(looks_thrice, quiet)
    run(lambda body: fault if next(asked) in (5, 6) else looks_thrice(body), desk)
    assert desk.said == quiet.said
    assert desk.events == ["waiting"] * 2


@pytest.mark.parametrize(
    "words",
    [
        '{"detail": "Input validation error: the context length is exceeded"}',
        json.dumps({"error": {"metadata": {"raw": '{"error": "prompt is too long: 9 tokens > 8 maximum"}'}}}),
        '[{"error": {"message": "The input exceeds the maximum number of tokens allowed (65536)."}}]',
        '{"error": {"code": "1261", "message": "Prompt 超长"}}',
        '{"error": {"message": "输入长度超过模型最大长度"}}',
        "<html><body>Request too large for the context window</body></html>",
    ],
)
def test_too_long_is_understood_wherever_it_is_said(words):
    desk = Shop(days=2)
    run(answering(look(), look(), Fault(400, raw=words)), desk)
    assert desk.events == ["trimmed"]


def test_the_words_of_an_error_reach_the_person_wherever_they_stand():
    fault = Fault(
        422, raw='{"detail": [{"loc": ["body", "tools"], "msg": "tools are not enabled on this server"}]}'
    )
    with FakeEndpoint(lambda _: fault) as endpoint, pytest.raises(AgentError, match="tools are not enabled"):
        play(model_at(endpoint.url), Shop())


# 5: silence, and calls in words


def test_a_model_that_never_calls_a_tool_stops_the_run_and_says_why():
    desk = Shop(days=30)
    with FakeEndpoint(lambda _: say("Let me think about what to do.")) as endpoint:
        agent = model_at(endpoint.url)
        with pytest.raises(
            StopRun, match='has never called a tool: it answers in words: "Let me think'
        ) as stop:
            play(agent, desk)
    assert "--allow-silence" in str(stop.value)
    assert len(endpoint.requests) == 9
    assert agent.use.calls == 0


def test_silence_is_allowed_where_it_is_wanted():
    desk = Shop(days=6)
    with FakeEndpoint(lambda _: say("Hm.")) as endpoint:
        play(model_at(endpoint.url, allow_silence=True), desk)
    assert desk.done


def test_a_run_that_stopped_because_of_silence_gets_another_chance():
    desk = Shop(days=5)
    with FakeEndpoint(lambda _: say("Hm.")) as endpoint:
        agent = model_at(endpoint.url)
        with pytest.raises(StopRun):
            play(agent, desk)
        blob = agent.snapshot()
        endpoint.model = looks_thrice
        second = model_at(endpoint.url)
        second.restore(blob)
        play(second, desk)
    assert desk.done


@pytest.mark.parametrize(
    ("answer", "usage", "cause"),
    [
        (say("Hm."), {"prompt_tokens": 30, "completion_tokens": 2}, "its chat template leaves the tools out"),
        (say('Now <tool_call>{"name": "look"'), None, "the calls arrive as text"),
        (say("I am", reasoning_content="x"), None, 'it answers in words: "I am"'),
        (say(None, reasoning_content="hm"), None, "it thinks and then says nothing"),
    ],
)
def test_the_likely_cause_of_silence_is_told(answer, usage, cause):
    with FakeEndpoint(lambda _: Reply(answer, usage)) as endpoint, pytest.raises(StopRun, match=cause):
        play(model_at(endpoint.url), Shop(days=9))


def profile(tmp_path, text):
    path = tmp_path / "mine.toml"
    path.write_text(f'title = "Mine"\nexample = ""\n{text}\n')
    return str(path)


def test_calls_in_words_are_carried_out_where_the_profile_allows_it(tmp_path):
    words = [
        '<tool_call>{"name": "look", "arguments": {"subject": "a"}}</tool_call>',
        "<tool_call>look\n<arg_key>subject</arg_key>\n<arg_value>b</arg_value>\n</tool_call>",
        'Well.\n<tool_call>{"name": "look", "arguments": {"subject": "c"}}</tool_call>',
    ]
    desk = Shop(days=1)
    model = answering(*map(say, words))
    with FakeEndpoint(model) as endpoint:
        play(model_at(endpoint.url, profile=profile(tmp_path, "text_calls = true")), desk)
    assert endpoint.complaints == []
    assert [json.loads(text)["subject"] for _, text in desk.calls[:3]] == ["a", "b", "c"]
    assert desk.events == ["text_calls"] * 3
    assert endpoint.requests[1]["messages"][-1]["content"].startswith("Result of look: ")
    assert desk.lines("assistant")[0]["calls_in_text"] == [{"name": "look", "arguments": '{"subject": "a"}'}]


def test_calls_in_words_are_only_words_elsewhere():
    desk = Shop(days=1)
    run(answering(say('<tool_call>{"name": "look", "arguments": {"subject": "a"}}</tool_call>')), desk)
    assert desk.events == ["reminded"]


# 6: loops


def test_a_loop_within_a_day_ends_the_day_and_is_told():
    desk = Shop(days=2)
    endpoint = run(answering(*[look()] * 8), desk)
    assert [line["reason"] for line in desk.lines("day_ended")] == [
        "wait_for_next_day was called instead of going on, because the same call was made 8 times in a row."
        " Do something else now."
    ]
    told = endpoint.requests[8]["messages"][-1]["content"]
    assert "the same call was made 8 times in a row" in told
    assert "Morning of day 2" in told


def test_loops_day_after_day_end_the_run():
    desk = Shop(days=30)
    with FakeEndpoint(lambda _: look()) as endpoint, pytest.raises(StopRun, match="goes round in circles"):
        play(model_at(endpoint.url), desk)
    assert len(endpoint.requests) == 24


def test_a_longer_round_and_calls_that_are_all_refused_are_loops_too():
    rounds = iter(range(10**6))
    desk = Shop(days=1)
    run(lambda _: call_tool("look", {"subject": str(next(rounds) % 11)}), desk)
    assert len(desk.calls) < 50
    desk = Shop(days=1)
    run(lambda _: call_tool("fly", {"to": next(rounds)}), desk)
    assert len(desk.calls) < 30


def test_loops_are_only_counted_where_they_are_allowed():
    desk = Shop(days=1)
    with FakeEndpoint(answering(*[look()] * 40)) as endpoint:
        play(model_at(endpoint.url, allow_loops=True), desk)
    assert "day_ended" not in desk.events


# 7: what a model said goes back as it said it


@pytest.mark.parametrize("name", ["vllm", "sglang", "llamacpp", "generic"])
def test_arguments_that_are_an_object_go_back_as_one(name):
    call = with_id(look())
    call["tool_calls"][0]["function"]["arguments"] = {"subject": "shelf"}
    desk = Shop(days=1)
    fields = frozenset({"max_tokens", "parallel_tool_calls"})
    with FakeEndpoint(answering(raw(body(call))), verbatim=False, fields=fields) as endpoint:
        play(model_at(endpoint.url, profile=name), desk)
    assert json.loads(desk.calls[0][1]) == {"subject": "shelf"}
    sent = endpoint.requests[1]["messages"][2]["tool_calls"][0]["function"]["arguments"]
    assert sent == {"subject": "shelf"}


def test_an_endpoint_that_wants_them_as_text_gets_them_as_text():
    call = with_id(look())
    call["tool_calls"][0]["function"]["arguments"] = {"subject": "shelf"}
    provider = refuses(
        lambda m: any(not isinstance(c["function"]["arguments"], str) for c in m.get("tool_calls") or ())
    )
    with FakeEndpoint(answering(raw(body(call))), provider=provider, verbatim=False) as endpoint:
        play(model_at(endpoint.url), desk := Shop(days=1))
    assert desk.done
    sent = endpoint.requests[1]["messages"][2]["tool_calls"][0]["function"]["arguments"]
    assert json.loads(sent) == {"subject": "shelf"}


# 10: waits have an end


def test_a_body_that_drips_is_no_answer():
    patience = Patience(first_answer=5, first_wait=0.01, longest_wait=0.05, timeout=0.6)
    desk = Shop(days=1)
    with FakeEndpoint(answering(look(), Fault(drip=5.0))) as endpoint:
        play(model_at(endpoint.url, patience), desk)
    assert [line["sort"] for line in desk.lines("waiting")] == ["timeout"]


def test_the_hours_end_in_the_middle_of_a_request():
    began = time.monotonic()
    with FakeEndpoint(answering(look(), Fault(drip=20.0))) as endpoint, pytest.raises(StopRun, match="hours"):
        play(model_at(endpoint.url, budget=Budget(max_hours=2.0 / 3600)), Shop())
    assert time.monotonic() - began < 8


def test_patience_is_that_of_the_sitting():
    """An address that is dead when a run is resumed is not waited for as if it had answered yesterday."""
    desk = Shop(days=3)
    with FakeEndpoint(looks_thrice) as endpoint:
        first = model_at(endpoint.url)
        play(first, desk, days=1)
    second = model_at(endpoint.url, Patience(first_answer=0.1, first_wait=0.02))
    second.restore(first.snapshot())
    with pytest.raises(AgentError, match="gave up"):
        play(second, desk)


@pytest.mark.parametrize(
    ("patience", "fault", "told"),
    [
        (
            Patience(first_wait=0.01, longest_asked=60),
            Fault(429, headers={"Retry-After": "3700"}),
            "wait 3700 s",
        ),
        (Patience(first_wait=0.01, longest_wait=0.02, outage=0.3), Fault(503, "down"), "has failed for"),
    ],
)
def test_an_outage_has_an_end_that_is_told(patience, fault, told):
    with (
        FakeEndpoint(answering(look(), then=lambda _: fault)) as endpoint,
        pytest.raises(StopRun, match=told),
    ):
        play(model_at(endpoint.url, patience), Shop())


# 11: keys


@pytest.mark.parametrize("key", ["x", "t_", "EMPTY", "none", "sk-no-key-required", "wait_for_next_day"])
def test_a_dummy_key_changes_nothing_that_is_said(monkeypatch, key):
    monkeypatch.setenv("SHOP_KEY", key)
    desk = Shop(days=2)
    with FakeEndpoint(lambda b: looks_thrice(b) | {"reasoning_content": f"{key} next"}) as endpoint:
        play(model_at(endpoint.url, api_key_env="SHOP_KEY"), desk)
    assert endpoint.complaints == []
    assert [name for name, _ in desk.calls] == (["look"] * 3 + ["wait_for_next_day"]) * 2


def test_a_real_key_is_blotted_out_of_what_was_said_and_never_of_names(monkeypatch):
    monkeypatch.setenv("SHOP_KEY", KEY)
    desk = Shop(days=1)
    said = call_tools(("look", json.dumps({"subject": KEY})), reasoning_content=f"Bearer {KEY}.")
    with FakeEndpoint(answering(said), verbatim=False) as endpoint:
        play(model_at(endpoint.url, api_key_env="SHOP_KEY"), desk)
    assert all(KEY not in line for line in desk.log_lines)
    assert json.loads(desk.calls[0][1]) == {"subject": "[key]"}


# 13: servers


def test_an_answer_cut_off_by_a_full_window_teaches_the_window(tmp_path):
    """The limit on answers is 400 tokens, and this one ends after 100: there was no room for more."""
    cut = Reply(say("and so on " * 30), {"prompt_tokens": 1500, "completion_tokens": 100}, "length")
    desk = Shop(days=20, padding=10)
    with FakeEndpoint(answering(look(), cut), fields=frozenset({"max_tokens"})) as endpoint:
        agent = model_at(endpoint.url, max_tokens=400)
        play(agent, desk)
    assert endpoint.complaints == []
    assert agent.snapshot()["conversation"]["window"] == 1600
    assert max(len(json.dumps(b["messages"])) // 4 for b in endpoint.requests[3:]) < 1600


def test_where_a_window_is_known_a_trim_counts_tokens():
    """Small turns first and large ones last: 61 % of the messages would be nearly all of the tokens."""
    desk = Shop(days=40, padding=1)

    def model(body):
        desk.padding = 60 if desk.day > 2 else 1
        return looks_thrice(body)

    with FakeEndpoint(model, window=4000, verbatim=False) as endpoint:
        play(model_at(endpoint.url), desk)
    sizes = [len(json.dumps(b["messages"])) // 4 for b in endpoint.requests]
    drops = [after / before for before, after in pairwise(sizes) if after < before]
    assert endpoint.too_long <= 2
    assert drops
    assert max(drops) < 0.8


def test_a_long_answer_where_nobody_set_a_limit_sets_one():
    long = Reply(say("x" * 100), {"prompt_tokens": 700, "completion_tokens": 9000})
    with FakeEndpoint(answering(long), fields=frozenset({"max_tokens"})) as endpoint:
        play(model_at(endpoint.url), Shop(days=1))
    assert endpoint.complaints == []
    assert "max_tokens" not in endpoint.requests[0]
    assert endpoint.requests[1]["max_tokens"] == 8192


def test_a_changed_base_url_of_the_environment_is_not_followed_quietly(monkeypatch):
    with FakeEndpoint(looks_thrice) as endpoint:
        monkeypatch.setenv("OPENAI_BASE_URL", endpoint.url)
        first = LanguageModel(AgentOptions(model="m"), QUICK)
        play(first, desk := Shop(days=2), days=1)
        monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
        second = LanguageModel(AgentOptions(model="m"), QUICK)
        with pytest.raises(AgentError, match="say with --base-url"):
            second.restore(first.snapshot())
        third = model_at(endpoint.url)
        third.restore(first.snapshot())
        play(third, desk)


def test_an_answer_that_is_streamed_unasked_is_read():
    from fake_endpoint import as_events

    call = with_id(look(reasoning_content="thinking about it"))
    whole = {"choices": [{"message": call, "finish_reason": "tool_calls"}], "usage": USAGE}
    events = "".join(f"data: {event}\n\n" for event in as_events(whole, 3))
    desk = Shop(days=1)
    run(answering(raw(f": keep-alive\n\n{events}", headers={"Content-Type": "text/event-stream"})), desk)
    assert desk.events == []
    assert desk.heard("assistant")[0] == call
    assert desk.billed[0] == 30


@pytest.mark.parametrize(
    ("name", "value"),
    [("ALL_PROXY", "socks9://127.0.0.1:1"), ("SSL_CERT_FILE", "/no/such/file"), ("HTTPS_PROXY", "::::")],
)
def test_a_proxy_or_certificate_that_cannot_be_used_is_one_sentence(monkeypatch, name, value):
    monkeypatch.delenv("NO_PROXY")
    monkeypatch.setenv(name, value)
    with pytest.raises(AgentError, match=f"{name}.* of the environment"):
        play(LanguageModel(AgentOptions(model="m", base_url="http://203.0.113.7/v1"), QUICK), Shop())
    with FakeEndpoint(looks_thrice) as endpoint:  # no proxy leads to this machine
        play(model_at(endpoint.url), Shop(days=1))


# 14: streams

STREAM = frozenset({"stream", "stream_options"})


def test_a_streamed_run_is_the_same_run():
    whole, streamed = Shop(days=3), Shop(days=3)
    answer = look(
        reasoning_content="hm, \u00e4\U0001f600 " * 20, reasoning_details=[{"type": "x", "text": "y"}]
    )
    run(answering(json.loads(json.dumps(answer))), whole)
    with FakeEndpoint(answering(answer), fields=STREAM, verbatim=False) as endpoint:
        play(model_at(endpoint.url, stream=True), streamed)
    assert endpoint.complaints == []
    assert endpoint.requests[0]["stream_options"] == {"include_usage": True}
    said = [desk.heard("assistant")[0] for desk in (whole, streamed)]
    for message in said:
        del message["tool_calls"][0]["id"]  # it follows from the request, which asks for a stream or does not
    assert said[0] == said[1]
    assert streamed.billed == whole.billed
    assert streamed.calls == whole.calls


def test_what_came_of_a_stream_before_it_broke_off_is_kept_and_counted():
    desk = Shop(days=1)
    with FakeEndpoint(
        answering(look(), look(reasoning_content="a long thought " * 40)), fields=STREAM, verbatim=False
    ) as endpoint:
        asked = AgentOptions(model="m", base_url=endpoint.url, prices=PRICES, stream=True)
        agent, inner = LanguageModel(asked, QUICK), endpoint.model

        def breaking(body):
            endpoint.cut = 3 if len(endpoint.requests) == 2 else None
            return inner(body)

        endpoint.model = breaking
        play(agent, desk)
    assert desk.done
    assert desk.lines("partial_answer")[0]["partial"]["reasoning_content"].startswith("a long thought")
    assert agent.use.usd_lost > 0
