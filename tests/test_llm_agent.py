"""The llm agent against a strict chat-completions server on loopback."""

import asyncio
import copy
import json
import logging
import time
from collections.abc import Mapping
from email.utils import formatdate

import pytest

from fake_endpoint import FakeEndpoint, Fault, Provider, Reply, call_tool, call_tools, prompt_tokens, say
from vendsim.agent import AgentOptions
from vendsim.agent import Reply as ToolReply
from vendsim.scenario import Context
from vendsim_agents.llm import AgentError, LanguageModel, Patience
from vendsim_agents.llm.failures import retry_after

QUICK = Patience(first_answer=5, first_wait=0.01, longest_wait=0.05, timeout=5)
KEY = "sk-very-secret-0123456789"


class Shop:
    """A desk over a world of one tool: `look` takes five minutes and tells how often it was called today."""

    system_prompt = "You keep a small shop. Use the tools."
    done = False
    sub_agent = None

    def __init__(self, days=3, context=Context(tokens=69_000, keep=0.61), padding=0):  # noqa: B008 (frozen)
        self.days, self.context, self.padding = days, context, padding
        self.day, self.looks = 1, 0
        self.calls, self.billed, self.log_lines, self.tail = [], [], [], []

    @property
    def observation(self):
        return f"Morning of day {self.day}. The shop is quiet, customer {self.day * 7919} waves."

    @property
    def tools(self):
        subject = {"type": "string", "description": "What to look at."}
        look = {"type": "object", "properties": {"subject": subject}, "required": ["subject"]}
        wait = {"type": "object", "properties": {}}
        return [_tool("look", "Look at something.", look), _tool("wait_for_next_day", "Sleep.", wait)]

    def call(self, name, arguments):
        self.calls.append((name, arguments))
        error = self._do(name, arguments)
        told = self.observation if name == "wait_for_next_day" else f"{self.looks} looks today" + self._pad()
        return ToolReply(f"Day {self.day}, 08:00. {error or told}", error, self.day, "08:00")

    def _do(self, name, arguments):
        try:
            given = arguments if isinstance(arguments, Mapping) else json.loads(arguments)
        except ValueError:
            return "the arguments are not valid JSON."
        if name == "wait_for_next_day":
            self.day, self.looks, self.done = self.day + 1, 0, self.day >= self.days
            return None
        if name != "look" or not isinstance(given, dict) or not isinstance(given.get("subject"), str):
            return f"{name} cannot be done like that."
        self.looks += 1
        return None

    def _pad(self):
        return " and dust" * self.padding

    def bill_tokens(self, output_tokens):
        self.billed.append(output_tokens)

    def count_messages(self, count):
        pass

    def log(self, kind, **line):
        self.log_lines.append(json.dumps({"kind": kind, **line}))
        if self.tail:
            assert self.tail.pop(0) == self.logged[-1]

    def note(self, kind, **line):
        self.log_lines.append(json.dumps({"kind": kind, **line, "at": "now"}))

    def recall(self):
        return self.tail[0] if self.tail else None

    @property
    def logged(self):
        return [json.loads(line) for line in self.log_lines]

    def lines(self, kind):
        return [line for line in self.logged if line["kind"] == kind]

    def heard(self, role):
        return [line["message"] for line in self.lines(role)]

    @property
    def said(self):
        return [line["message"] for line in self.logged if "message" in line]

    @property
    def events(self):
        return [line["kind"] for line in self.logged if "message" not in line]


def _tool(name, description, parameters):
    return {
        "type": "function",
        "function": {"name": name, "description": description, "parameters": parameters},
    }


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch):
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def model_at(url, patience=QUICK, **options):
    return LanguageModel(AgentOptions(model="test-model", base_url=url, **options), patience)


def play(agent, desk, days=10**9):
    async def play_days():
        try:
            while not desk.done and desk.day <= days:
                await agent.play_day(desk)
        finally:
            await agent.close()

    asyncio.run(play_days())


def look(**extra):
    return call_tool("look", {"subject": "shelf"}, **extra)


def looks_thrice(body):
    """A model without memory of its own: three looks a day, then sleep."""
    last = body["messages"][-1]["content"]
    return call_tool("wait_for_next_day") if "3 looks today" in last else look()


def looks_and_falls_silent(body):
    """A model without memory of its own: one look a day, then silence until the day is ended for it."""
    last = body["messages"][-1]
    fresh = last["role"] == "user" and "calling one of the tools" not in last["content"]
    return look() if fresh else say("Hm.")


def answering(*answers, then=looks_thrice):
    """A model that gives these answers in turn and then plays on."""
    queue = list(answers)
    return lambda body: queue.pop(0) if queue else then(body)


def run(model, desk, **server):
    """Play the desk to its end; returns the server once it is sure that nothing broke the protocol."""
    with FakeEndpoint(model, **server) as endpoint:
        play(model_at(endpoint.url), desk)
    assert endpoint.complaints == []
    return endpoint


# The whole way


def test_a_model_plays_a_whole_run_over_http():
    desk = Shop(days=5)
    run(looks_thrice, desk)
    names = [name for name, _ in desk.calls]
    assert names == (["look"] * 3 + ["wait_for_next_day"]) * 5


def test_the_conversation_starts_with_the_system_prompt_and_the_morning():
    desk = Shop(days=1)
    first = run(looks_thrice, desk).requests[0]
    assert [m["role"] for m in first["messages"]] == ["system", "user"]
    assert first["messages"][0]["content"] == desk.system_prompt
    assert first["messages"][1]["content"] == Shop().observation
    assert first["model"] == "test-model"
    assert first["tools"] == desk.tools


def test_a_day_is_over_when_the_next_morning_comes():
    desk = Shop(days=5)
    with FakeEndpoint(looks_thrice) as endpoint:
        play(model_at(endpoint.url), desk, days=1)
    assert (desk.day, len(desk.calls)) == (2, 4)


def test_every_message_is_logged_once_and_in_order():
    desk = Shop(days=3)
    endpoint = run(looks_thrice, desk)
    assert desk.said[:-2] == endpoint.requests[-1]["messages"]
    assert [m["role"] for m in desk.said[-2:]] == ["assistant", "tool"]


# What models answer


def test_unknown_fields_of_an_answer_come_back_unchanged():
    def demands_reasoning(body):
        answers = [m for m in body["messages"] if m["role"] == "assistant"]
        return None if all(m.get("reasoning_content") for m in answers) else "reasoning_content is missing"

    answer = look(reasoning_content="hm, \u00e4\U0001f600", reasoning_details=[{"n": 1.5}], refusal=None)
    answer["tool_calls"][0]["extra_content"] = {"google": {"thought_signature": "c2ln"}}
    endpoint = run(
        answering(answer, then=lambda body: call_tool("wait_for_next_day", reasoning_content="sleep")),
        Shop(days=2),
        provider=Provider(complain=demands_reasoning),
    )
    assert endpoint.requests[1]["messages"][2] == answer


def test_of_several_calls_in_one_turn_only_the_first_is_carried_out():
    desk = Shop(days=1)
    two = call_tools(("look", '{"subject": "a"}'), ("wait_for_next_day", "{}"), ("look", '{"subject": "b"}'))
    endpoint = run(answering(two), desk)
    assert desk.calls[:2] == [("look", '{"subject": "a"}'), ("look", '{"subject": "shelf"}')]
    results = [m["content"] for m in endpoint.requests[1]["messages"] if m["role"] == "tool"]
    assert "1 looks today" in results[0]
    assert all("one call is made at a time" in text for text in results[1:])


def test_an_answer_without_a_call_gets_a_reminder():
    desk = Shop(days=1)
    run(answering(say("Shall I begin?")), desk)
    assert "calling one of the tools" in desk.heard("user")[1]["content"]
    assert desk.calls[0][0] == "look"


def test_after_three_answers_without_a_call_the_day_is_ended():
    desk = Shop(days=2)
    endpoint = run(answering(*[say("Hm.")] * 3), desk)
    assert desk.calls[0] == ("wait_for_next_day", {})
    assert desk.events == ["reminded", "reminded", "day_ended"]
    told = endpoint.requests[3]["messages"][-1]
    assert told["role"] == "user"
    assert "Morning of day 2" in told["content"]


def test_a_call_in_between_starts_the_count_of_silent_answers_anew():
    desk = Shop(days=1)
    run(answering(say("a"), say("b"), look(), say("c"), say("d")), desk)
    assert desk.events == ["reminded"] * 4


@pytest.mark.parametrize("text", [None, "", "  \n"])
def test_an_empty_answer_is_reminded_like_any_other_without_a_call(text):
    desk = Shop(days=1)
    run(answering(say(text, reasoning_content="thinking")), desk)
    assert len(desk.heard("user")) == 2


@pytest.mark.parametrize("arguments", ['{"subject": "she', "[1, 2]", '"look"', "null", '{"subject": NaN}'])
def test_malformed_arguments_reach_the_desk_as_they_came_and_the_run_goes_on(arguments):
    desk = Shop(days=1)
    run(answering(call_tools(("look", arguments))), desk)
    assert desk.calls[0] == ("look", arguments)
    assert len(desk.calls) == 5


def test_no_arguments_are_an_empty_object():
    desk = Shop(days=1)
    run(lambda body: call_tools(("wait_for_next_day", "")), desk)
    assert desk.calls == [("wait_for_next_day", "{}")]


def test_an_unknown_tool_is_told_to_the_model():
    desk = Shop(days=1)
    run(answering(call_tool("fly")), desk)
    assert "fly cannot be done" in desk.heard("tool")[0]["content"]


def test_half_an_emoji_does_not_stop_the_run():
    run(answering(say("cut off \ud83d"), look(reasoning_content="\udc00")), Shop(days=1))


@pytest.mark.parametrize(
    "raw",
    [
        "<html>busy</html>",
        "[]",
        "{}",
        '{"choices": []}',
        '{"choices": [{"message": null}]}',
        '{"choices": [{"message": {"content": "x", "score": NaN}}]}',
        '{"choices": [{"message": {"content": "x", "score": 1e999}}]}',
        '{"choices": [{"message": {"tool_calls": [{"id": "1"}]}}]}',
        '{"choices": [{"message": {"tool_calls": 7}}]}',
        '{"error": {"message": "upstream is overloaded", "code": 502}}',
        "[" * 100_000,
    ],
)
def test_an_unreadable_answer_is_asked_for_again(raw):
    desk = Shop(days=1)
    endpoint = run(answering(Fault(200, raw=raw)), desk)
    assert desk.events == ["waiting"]
    assert endpoint.requests[0] == endpoint.requests[1]


def test_a_model_that_goes_round_in_circles_is_counted():
    desk = Shop(days=4)
    run(lambda body: call_tool("wait_for_next_day"), desk)
    assert desk.events == []
    desk = Shop(days=7)
    run(lambda body: call_tool("wait_for_next_day"), desk)
    assert desk.events == ["loop"] * 3
    desk = Shop(days=12)
    run(looks_twice_and_sleeps, desk)
    assert desk.events.count("loop") == 22
    desk = Shop(days=2)
    run(answering(*[call_tool("look", {"subject": str(i)}) for i in range(30)]), desk)
    assert desk.events == []


def looks_twice_and_sleeps(body):
    last = body["messages"][-1]["content"]
    return call_tool("wait_for_next_day") if "2 looks today" in last else look()


@pytest.mark.parametrize(
    ("message", "reason", "event"),
    [
        (say("I cannot help with that.", refusal="policy"), "stop", "refusal"),
        (say("I can"), "content_filter", "refusal"),
        (say("First I look at the"), "length", "cut_off"),
        (call_tools(("look", '{"subject": "she')), "length", "cut_off"),
    ],
)
def test_a_refusal_or_a_cut_off_answer_is_told_and_the_run_goes_on(message, reason, event):
    desk = Shop(days=1)
    run(answering(Reply(message, None, reason)), desk)
    assert event in desk.events
    assert desk.done


# Tokens


def test_output_tokens_are_billed_as_the_endpoint_counts_them():
    desk = Shop(days=3)
    endpoint = run(looks_thrice, desk)
    assert sum(desk.billed) == endpoint.output_tokens > 0
    assert len(desk.billed) == len(desk.heard("assistant"))


def test_the_log_of_an_answer_shows_its_usage_and_what_was_billed():
    desk = Shop(days=1)
    usage = {"prompt_tokens": 900, "completion_tokens": 77, "details": {"reasoning_tokens": 60}}
    run(answering(Reply(look(), usage)), desk)
    assert desk.lines("assistant")[0]["usage"] == usage
    assert desk.lines("assistant")[0]["billed_tokens"] == desk.billed[0] == 77


@pytest.mark.parametrize("usage", [None, {}, {"completion_tokens": None}, {"completion_tokens": -5}])
def test_output_tokens_are_estimated_when_the_endpoint_does_not_count(usage):
    desk = Shop(days=1)
    run(answering(Reply(look(reasoning_content="word " * 400), usage)), desk)
    assert 250 < desk.billed[0] < 1000


# Context


def test_the_context_stays_small_over_hundreds_of_turns_and_turns_stay_whole():
    desk = Shop(days=100, context=Context(tokens=3000, keep=0.61), padding=20)
    endpoint = run(looks_thrice, desk, window=3300)
    assert len(endpoint.requests) == 400
    assert endpoint.too_long == 0
    assert max(len(body["messages"]) for body in endpoint.requests) < 70


def test_a_trim_keeps_about_the_share_of_messages_it_should():
    desk = Shop(days=60, context=Context(tokens=6000, keep=0.61), padding=10)
    run(looks_thrice, desk)
    lengths, trims = 0, []
    for line in desk.logged:
        if line["kind"] == "trimmed":
            trims.append(1 - line["messages"] / (lengths - 1))
            lengths -= line["messages"] - 1
        elif "message" in line:
            lengths += 1
    assert len(trims) >= 3
    assert all(0.55 < share <= 0.61 for share in trims)


def test_the_context_is_used_up_to_the_limit_before_it_is_trimmed():
    desk = Shop(days=60, context=Context(tokens=6000, keep=0.61), padding=10)
    endpoint = run(looks_thrice, desk)
    fullest = max(prompt_tokens(body) for body in endpoint.requests)
    assert 5700 < fullest < 6200


def test_after_a_trim_a_user_message_says_so():
    desk = Shop(days=40, context=Context(tokens=2000, keep=0.61))
    endpoint = run(looks_thrice, desk)
    system, note = endpoint.requests[-1]["messages"][:2]
    assert system["content"] == desk.system_prompt
    assert note["role"] == "user"
    assert "trimmed" in note["content"]


def test_the_morning_is_never_forgotten_during_its_day():
    desk = Shop(days=3, context=Context(tokens=1000, keep=0.61), padding=20)
    mornings = []

    def busy(body):
        mornings.append(desk.observation in json.dumps(body["messages"]))
        return call_tool("wait_for_next_day" if desk.looks >= 40 else "look", {"subject": str(desk.looks)})

    run(busy, desk)
    assert "trimmed" in desk.events
    assert all(mornings)


def test_without_counts_from_the_endpoint_the_context_is_trimmed_by_estimate():
    desk = Shop(days=60, context=Context(tokens=3000, keep=0.61), padding=20)
    endpoint = run(lambda body: Reply(looks_thrice(body), None), desk)
    assert max(prompt_tokens(body) for body in endpoint.requests) < 4000


def test_a_window_that_a_refusal_names_is_kept_to():
    desk = Shop(days=30, padding=20)
    endpoint = run(looks_thrice, desk, window=2000)
    assert endpoint.too_long == 1
    assert desk.events.count("trimmed") > 2
    assert {line["window"] for line in desk.lines("trimmed")} == {2000}


@pytest.mark.parametrize(
    ("status", "wording"),
    [
        (400, "The input token count (70000) exceeds the maximum number of tokens allowed (65536)."),
        (400, "Invalid request: Your request exceeded model token limit: 8192"),
        (400, "the request exceeds the available context size, try increasing it"),
        (400, "The decoder prompt (length 70000) is longer than the maximum model length of 65536."),
        (400, "prompt is too long: 208310 tokens > 200000 maximum"),
        (400, "Prompt exceeds max length"),
        (413, "payload rejected"),
        (422, "input is too long for this model"),
        (429, "Request too large for test-model on tokens per min (TPM): Limit 30000, Requested 40000."),
    ],
)
def test_the_wordings_of_a_full_context_are_known(status, wording):
    desk = Shop(days=2)
    run(answering(look(), look(), Fault(status, wording)), desk)
    assert desk.events == ["trimmed"]


def test_a_window_too_small_for_one_turn_ends_the_run_with_a_sentence():
    with pytest.raises(AgentError, match="too small for a single turn"):
        run(looks_thrice, Shop(), window=10)


# Failures that pass


def test_a_rate_limit_is_waited_for_as_long_as_the_endpoint_asks():
    desk = Shop(days=1)
    limit = Fault(429, "slow down", "rate_limit_exceeded", {"Retry-After": "0.4"})
    endpoint = run(answering(limit), desk)
    assert endpoint.times[1] - endpoint.times[0] >= 0.4
    assert desk.events == ["waiting"]


def test_server_errors_are_asked_again_after_growing_waits():
    desk = Shop(days=1)
    run(answering(*[Fault(status) for status in (500, 502, 503, 504, 529)]), desk)
    assert [line["seconds"] for line in desk.lines("waiting")] == [0.01, 0.02, 0.04, 0.05, 0.05]
    assert len(desk.calls) == 4


def test_each_failure_costs_exactly_one_request():
    endpoint = run(answering(Fault(500)), Shop(days=1))
    assert len(endpoint.requests) == 5


def test_a_failed_request_bills_nothing_and_changes_nothing():
    quiet, stormy = Shop(days=2), Shop(days=2)
    run(looks_thrice, quiet)
    run(answering(look(), Fault(500), Fault(drop=True)), stormy)
    assert stormy.billed == quiet.billed
    assert stormy.said == quiet.said
    assert stormy.lines("assistant") == quiet.lines("assistant")
    assert stormy.calls == quiet.calls


def test_a_dropped_connection_is_tried_again():
    desk = Shop(days=1)
    run(answering(look(), Fault(drop=True), Fault(drop=True)), desk)
    assert len(desk.calls) == 4
    assert desk.events == ["waiting", "waiting"]


def test_an_endpoint_that_does_not_answer_in_time_is_asked_again():
    desk = Shop(days=1)
    patience = Patience(first_answer=5, first_wait=0.01, longest_wait=0.05, timeout=0.8)
    with FakeEndpoint(answering(Fault(hang=2.0))) as endpoint:
        play(model_at(endpoint.url, patience), desk)
    assert desk.events == ["waiting"]
    assert len(desk.calls) == 4


def test_patience_has_an_end():
    patience = Patience(first_answer=0.4, first_wait=0.01, longest_wait=0.05, timeout=5)
    with (
        FakeEndpoint(lambda body: Fault(503, "overloaded")) as endpoint,
        pytest.raises(AgentError, match=r"kept failing \(last: HTTP 503: overloaded\)"),
    ):
        play(model_at(endpoint.url, patience), Shop())
    assert 3 <= len(endpoint.requests) <= 15


def test_a_wait_longer_than_the_patience_is_not_begun():
    fault = Fault(429, headers={"Retry-After": "7200"})
    with FakeEndpoint(lambda body: fault) as endpoint, pytest.raises(AgentError, match="7200 seconds"):
        play(model_at(endpoint.url), Shop())


def test_nobody_listening_is_one_sentence_with_the_address():
    with FakeEndpoint(looks_thrice) as endpoint:
        pass
    patience = Patience(first_answer=0.05, first_wait=0.01)
    with pytest.raises(AgentError, match=endpoint.url):
        play(model_at(endpoint.url, patience), Shop())


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "2.5"}, 2.5),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "0"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, None),
    ],
)
def test_the_wait_an_endpoint_asks_for_is_read_with_care(headers, seconds):
    assert retry_after(headers) == seconds


def test_the_wait_an_endpoint_asks_for_may_be_a_date():
    assert 50 < retry_after({"retry-after": formatdate(time.time() + 60, usegmt=True)}) <= 60


# Failures that do not pass


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Fault(401, f"Incorrect API key provided: {KEY}"), "refused the key in SHOP_KEY"),
        (Fault(403, f"{KEY} may not use this model"), r"rejected the request \(HTTP 403\): \[key\] may not"),
        (Fault(404, "The model does not exist"), 'does not know the model "test-model"'),
        (Fault(402, "Insufficient balance"), "no credit left"),
        (Fault(429, "You exceeded your current quota", "insufficient_quota"), "no credit left"),
        (Fault(400, "tools[0] is wrong"), r"rejected the request \(HTTP 400\): tools\[0\] is wrong"),
        (Fault(404, raw="<html>\n<h1>no such page</h1></html>"), "does not know the model"),
    ],
)
def test_an_error_that_will_not_pass_is_one_sentence_at_once(monkeypatch, fault, sentence):
    monkeypatch.setenv("SHOP_KEY", KEY)
    with FakeEndpoint(lambda body: fault) as endpoint, pytest.raises(AgentError, match=sentence) as error:
        play(model_at(endpoint.url, api_key_env="SHOP_KEY"), Shop())
    assert len(endpoint.requests) == 1
    assert KEY not in str(error.value)
    assert "\n" not in str(error.value)
    assert error.value.__cause__ is None


def test_a_missing_key_is_named_when_the_endpoint_wants_one():
    with FakeEndpoint(lambda body: Fault(401)) as endpoint, pytest.raises(AgentError, match="is not set"):
        play(model_at(endpoint.url, api_key_env="SHOP_KEY"), Shop())


def test_without_a_model_there_is_no_agent():
    with pytest.raises(AgentError, match="--model"):
        LanguageModel(AgentOptions(base_url="http://127.0.0.1:1/v1"))


def test_without_a_key_and_a_base_url_there_is_no_agent():
    with pytest.raises(AgentError, match="set SHOP_KEY"):
        LanguageModel(AgentOptions(model="m", api_key_env="SHOP_KEY"))


@pytest.mark.parametrize(
    "url", ["localhost:8000/v1", "ftp://host/v1", "http://", "http://host:80a/v1", "http://["]
)
def test_a_base_url_that_is_none_is_refused_at_once(url):
    with pytest.raises(AgentError, match="base URL"):
        LanguageModel(AgentOptions(model="m", base_url=url))


# Keys


def test_the_key_comes_from_the_variable_that_was_named(monkeypatch):
    monkeypatch.setenv("SHOP_KEY", f"{KEY}\n")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-another")
    with FakeEndpoint(looks_thrice) as endpoint:
        play(model_at(endpoint.url, api_key_env="SHOP_KEY"), Shop(days=1))
    assert set(endpoint.keys) == {KEY}


def test_a_local_server_needs_no_key():
    with FakeEndpoint(looks_thrice) as endpoint:
        play(model_at(endpoint.url), Shop(days=1))
    assert set(endpoint.keys) == {"none"}


def test_a_key_that_cannot_be_sent_is_refused_without_showing_it(monkeypatch):
    monkeypatch.setenv("SHOP_KEY", "sk-s\u00e9cret\x07")
    with pytest.raises(AgentError, match="SHOP_KEY") as error:
        LanguageModel(AgentOptions(model="m", api_key_env="SHOP_KEY"))
    assert "cret" not in str(error.value)


def test_the_key_is_nowhere_but_in_the_request(monkeypatch, caplog):
    monkeypatch.setenv("SHOP_KEY", KEY)
    caplog.set_level(logging.DEBUG)
    desk = Shop(days=2)
    faults = [Fault(status, f"key {KEY} is throttled") for status in (429, 500)]
    faults += [Fault(200, raw=json.dumps({"error": {"message": f"key {KEY}"}})), Fault(drop=True)]
    with FakeEndpoint(answering(*faults)) as endpoint:
        agent = model_at(endpoint.url, api_key_env="SHOP_KEY")
        play(agent, desk)
    assert desk.events == ["waiting"] * 4
    written = (*desk.log_lines, json.dumps(agent.snapshot()), caplog.text, repr(vars(agent._endpoint)))
    assert all(KEY not in text for text in written)


def test_a_password_in_the_base_url_is_not_shown():
    with FakeEndpoint(lambda body: Fault(400, "no")) as endpoint:
        url = endpoint.url.replace("http://", "http://someone:hunter2@")
        with pytest.raises(AgentError) as error:
            play(model_at(url), Shop())
    assert "hunter2" not in str(error.value)


# Going on


def test_a_run_taken_up_at_any_checkpoint_goes_on_the_same():
    context = Context(tokens=1500, keep=0.61)
    with FakeEndpoint(looks_and_falls_silent) as endpoint:
        desk, agent, saved = Shop(days=12, context=context), model_at(endpoint.url), []
        for day in range(12):
            saved.append((json.dumps(agent.snapshot()), copy.deepcopy(vars(desk))))
            play(agent, desk, days=day + 1)
        whole = list(endpoint.requests)
        assert {"trimmed", "day_ended"} <= set(desk.events)
        for blob, world in saved:
            for later in (0, 1, 2, 5, 30):
                endpoint.requests.clear()
                again, second = Shop(), model_at(endpoint.url)
                vars(again).update(copy.deepcopy(world))
                again.tail = desk.logged[len(again.log_lines) :][:later]
                recorded = [line["kind"] for line in again.tail].count("assistant")
                known = len(again.heard("assistant")) + recorded
                second.restore(json.loads(blob))
                play(second, again)
                assert endpoint.requests == whole[known:]
                assert again.logged == desk.logged
                assert (again.billed, second.use) == (desk.billed, agent.use)
    assert endpoint.complaints == []


def test_a_snapshot_is_not_changed_by_playing_on():
    desk = Shop(days=3)
    with FakeEndpoint(looks_thrice) as endpoint:
        agent = model_at(endpoint.url)
        play(agent, desk, days=1)
        blob = agent.snapshot()
        before = json.dumps(blob)
        play(agent, desk, days=2)
    assert json.dumps(blob) == before


# The real world


class EpisodeDesk:
    """The desk of a real episode."""

    def __init__(self, episode):
        self.episode, self.context = episode, episode.scenario.context
        self.call = episode.call
        self.logged, self.billed = [], 0

    system_prompt = property(lambda self: self.episode.system_prompt)
    observation = property(lambda self: self.episode.observation)
    tools = property(lambda self: self.episode.tools)
    day = property(lambda self: self.episode.day)
    done = property(lambda self: self.episode.done)
    sub_agent = property(lambda self: self.episode.sub_agent)
    count_messages = property(lambda self: self.episode.count_messages)

    def bill_tokens(self, output_tokens):
        self.billed += output_tokens
        self.episode.bill_tokens(output_tokens=output_tokens)

    def log(self, kind, **line):
        self.logged.append(json.loads(json.dumps({"kind": kind, **line})))

    def recall(self):
        return None


def test_a_model_plays_some_days_of_the_real_world():
    import vendsim

    episode = vendsim.Episode(seed=0)
    desk = EpisodeDesk(episode)
    day = [
        call_tool("read_inbox"),
        call_tool("web_search", {"query": "wholesale soda supplier"}),
        call_tools(("read_email", '{"id": 999')),
        call_tool("no_such_tool"),
        call_tools(("get_storage_inventory", ""), ("collect_cash", "{}")),
        call_tool("write_note", {"text": "Nothing sold yet."}),
        call_tool("wait_for_next_day"),
    ]
    script = copy.deepcopy(day * 3)
    with FakeEndpoint(answering(*script)) as endpoint:
        agent = model_at(endpoint.url)
        play(agent, desk, days=3)
    assert endpoint.complaints == []
    assert episode.day == 4
    assert desk.billed == endpoint.output_tokens
    told = [line["message"]["content"] for line in desk.logged if line["kind"] in ("tool", "user")]
    assert "no_such_tool" in told[4]
    assert told[-1] == desk.observation
