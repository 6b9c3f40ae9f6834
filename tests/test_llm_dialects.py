"""Other ways of saying the same: calls as text, streams, errors and answers, as seen at providers.

Each case is played through the real loop against a server on loopback.
"""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from fake_endpoint import FakeEndpoint, Fault, Message, call_tool, say
from test_llm_agent import QUICK, Shop, answering, look, looks_thrice, model_at, play
from test_llm_faults import body, profile, raw, run, with_id
from vendsim.agent import AgentOptions
from vendsim_agents.llm import AgentError, LanguageModel
from vendsim_agents.llm.failures import named_window
from vendsim_agents.llm.text_calls import calls_in

Z = '{"subject": "Z"}'
CALL = f'{{"name": "look", "arguments": {Z}}}'


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


# Calls as text, in the markers of many families

CALLS = [
    f"I look. <tool_call>{CALL}</tool_call>",
    f"<tool_call>{CALL}</tool_call>\n<tool_response>\n3 looks\n</tool_response>",
    f'<tool_call>\n{{"name": "look", "arguments": {Z[:-1]},}}}}\n</tool_call>',
    "<tool_call>{'name': 'look', 'arguments': {'subject': 'Z'}}</tool_call>",
    f"<tool_call>{CALL}</tool_call>[|endofturn|]",
    f"<think>I should look.</think>\n<tool_call>{CALL}</tool_call><|im_end|>",
    "<tool_call>look<arg_key>subject</arg_key><arg_value>Z</arg_value></tool_call>",
    "<tool_calls>\n<tool_call>look<tool_sep>\n<arg_key>subject</arg_key>\n<arg_value>Z</arg_value>\n</tool_call>\n</tool_calls>",
    f"<tool_calls>[{CALL}]</tool_calls>",
    f"<tool_calls>\n{CALL}\n</tool_calls>",
    f"<TOOLCALL>[{CALL}]</TOOLCALL>",
    f"<longcat_tool_call>{CALL}</longcat_tool_call>",
    "<seed:tool_call>\n<function=look>\n<parameter=subject>Z</parameter>\n</function>\n</seed:tool_call>",
    "<tool_call>\n<function=look>\n<parameter=subject>\nZ\n</parameter>\n</function>\n</tool_call>",
    f"<function=look>{Z}</function>",
    '<function_calls>\n<invoke name="look">\n<parameter name="subject">Z</parameter>\n</invoke>\n'
    "</function_calls>",
    '<function_calls>\nlook(subject="Z")\n</function_calls>',
    f'<|python_tag|>{{"name": "look", "parameters": {Z}}}; {{"name": "look", "parameters": {Z}}}<|eom_id|>',
    '<|python_tag|>look.call(subject="Z")',
    '<|python_start|>[look(subject="Z")]<|python_end|>',
    '<|tool_call_start|>[look(subject="Z")]<|tool_call_end|>',
    f"<|tool_call|>[{CALL}]<|/tool_call|>",
    f"functools[{CALL}]",
    f'<|action_start|><|plugin|>\n{{"name": "look", "parameters": {Z}}}<|action_end|>',
    f'Action: ```json\n[\n  {{"tool_name": "look", "parameters": {Z}}}\n]```',
    f'<|START_ACTION|>[{{"tool_call_id": "0", "tool_name": "look", "parameters": {Z}}}]<|END_ACTION|>',
    f'<|tools_prefix|>[{{"look": {Z}}}]<|tools_suffix|>',
    f"[TOOL_CALLS]look{Z}",
    f"[TOOL_CALLS]look[ARGS]{Z}[TOOL_CALLS]look[ARGS]{Z}",
    "I look. <|tool_calls_section_begin|><|tool_call_begin|>functions.look:0<|tool_call_argument_begin|>"
    f"{Z}<|tool_call_end|><|tool_calls_section_end|>",
    f"<|channel|>analysis<|message|>I look.<|end|><|start|>assistant<|channel|>commentary to=functions.look "
    f"<|constrain|>json<|message|>{Z}<|call|>",
    f"<|start|>assistant to=functions.look<|channel|>commentary json<|message|>{Z}<|call|>",
    f"Thought: I look.\nAction: look\nAction Input: {Z}\nObservation: 3 looks",
    f">>>look\n{Z}",
    f"look\n{Z}",
    '[look(subject="Z")]',
    '```tool_code\nprint(default_api.look(subject="Z"))\n```',
    f"I look:\n```json\n{CALL}\n```",
    f'{{"tool_calls": [{{"id": "1", "type": "function", "function": {CALL}}}]}}',
    f'{{"action": "look", "action_input": {Z}}}',
]


def test_calls_are_read_in_the_markers_of_every_family(tmp_path: Any) -> None:
    desk = Shop(days=1)
    with FakeEndpoint(answering(*map(say, CALLS)), verbatim=False) as endpoint:
        rules = profile(tmp_path, "text_calls = true")
        play(model_at(endpoint.url, profile=rules, allow_loops=True), desk)
    assert endpoint.complaints == []
    unread = [said["content"] for said in desk.heard("assistant")[: len(CALLS)]]
    read = [line["message"]["content"] for line in desk.lines("assistant") if "calls_in_text" in line]
    assert [text for text in unread if text not in read] == []
    carried_out = [json.loads(arguments) for name, arguments in desk.calls if name == "look"]
    assert carried_out[: len(CALLS)] == [{"subject": "Z"}] * len(CALLS)


@pytest.mark.parametrize(
    "talk",
    [
        f"To look I would write <tool_call>{CALL}</tool_call> but I do not.",
        f"An example:\n<tool_call>{CALL}</tool_call>",
        f"The format is\n```json\n{CALL}\n```",
        f"I have already called:\n<tool_call>{CALL}</tool_call>",
        f"Please do not use\n<tool_call>{CALL}</tool_call>",
        f"Should I call this?\n<tool_call>{CALL}</tool_call>",
        f"Yesterday I called\n<tool_call>{CALL}</tool_call>\nand it said 3.",
        f"`<tool_call>{CALL}</tool_call>`",
        'I could call look(subject="Z") tomorrow.',
        'My last message was\n\n[look(subject="Z")]',
        "Action: look is what I would do",
        f"<think>maybe <tool_call>{CALL}</tool_call></think> I wait.",
        "look\nat this",
    ],
)
def test_talk_about_a_call_is_none(talk: str) -> None:
    assert calls_in(talk, {"look"}) == []


@pytest.mark.parametrize(
    "text",
    [
        "format " * 30_000, "<tool_call>" + "\n" * 100_000, " " * 200_000 + "x", "look{" + "{}" * 50_000,
        "[" * 50_000, "<|tool_call|>" + "</a> " * 30_000 + "x", "<tool_call>" * 10_000,
        "Action: look\nAction Input: {" * 3_000, "Action: look" + "\n" * 50_000 + "x", "1 " * 100_000,
        "[TOOL_CALLS]look{" * 5_000, "<tool_call>x" + "\n" * 50_000 + "x", "```" + "\n" * 50_000 + "x",
        "<tool_call>look" + "<arg_key>a</arg_key><arg_value>" * 3_000, "look" + "\n" * 50_000 + "x",
        '<invoke name="look">' + '<parameter name="a">' * 5_000,
        "<|channel|>analysis<|message|>" * 5_000, "<|channel|>commentary to=functions.look" + " " * 50_000,
    ],
    ids=range(18),
)  # fmt: skip
def test_a_long_text_is_searched_in_passing(text: str) -> None:
    began = time.process_time()
    calls_in(text, {"look"})
    assert time.process_time() - began < 2.0


# Answers in other shapes

ITEM = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": Z}}


def told(**message: Any) -> Fault:
    return raw(body({"role": "assistant", "content": None, **message}, "tool_calls"))


@pytest.mark.parametrize(
    "answer",
    [
        told(tool_calls=json.dumps([ITEM])),
        told(tool_calls={"0": ITEM}),
        told(tool_calls=ITEM),
        told(tool_calls=[None, ITEM]),
        told(tool_calls=[{"id": "q", "name": "look", "input": {"subject": "Z"}}]),
        told(tool_calls=[{"id": "q", "function": {"name": "look", "parameters": {"subject": "Z"}}}]),
        told(tool_calls=[{**ITEM, "function": {"name": "functions.look", "arguments": Z}}]),
        told(tool_calls=[{**ITEM, "function": {"name": "look<|channel|>commentary", "arguments": Z}}]),
        told(tool_calls=[{**ITEM, "function": {"name": " look\n", "arguments": Z}}]),
        told(content=[{"type": "text", "text": "I look."},
                      {"type": "tool_use", "id": "t", "name": "look", "input": {"subject": "Z"}}]),
        raw(json.dumps({"choices": [{"delta": {"tool_calls": [ITEM]}, "finish_reason": "tool_calls"}]})),
    ],
)  # fmt: skip
def test_a_call_is_found_wherever_it_stands(answer: Fault) -> None:
    desk = Shop(days=1)
    endpoint = run(answering(answer), desk)
    assert desk.events == []
    assert desk.calls[0][0] == "look"
    assert json.loads(desk.calls[0][1]) == {"subject": "Z"}
    assert desk.looks == 0  # the next morning
    assert len(endpoint.requests) == 4  # it was one of the three looks of the day


@pytest.mark.parametrize(
    "answer",
    [
        raw(body({"role": "assistant", "content": "I was abo"}, reason="terminated")),
        raw(body({"role": "assistant", "content": "I was abo"}, reason="tokens_exhausted")),
        raw(body(reason={"type": "error"})),
        raw(body(reason=7)),
        raw(json.dumps({**json.loads(body()), "status": "failed"})),
        raw(json.dumps({**json.loads(body()), "success": False})),
        raw("<!DOCTYPE html><html><form>Log in</form></html>"),
        raw("\u001f\u008b\u0008 no gzip", headers={"Content-Encoding": "gzip"}),
        raw('data: {"choices": [{"delta": {"content": "I"}}]}\n\ndata: upstream error\n\n'),
        raw('event: error\ndata: {"type": "error", "error": {"type": "overloaded_error"}}\n\n'),
        Fault(204, raw=""),
        Fault(302, raw="", headers={"Location": "/login"}),
        *[Fault(status, raw="<html>no</html>") for status in (420, 423, 424, 449, 498, 499, 507, 530, 598)],
        Fault(400, "Model is loading, please wait"),
        Fault(404, "The model test-model is currently being deployed"),
        Fault(400, "Concurrency limit reached"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_asked_for_again_and_changes_nothing(answer: Fault) -> None:
    desk, quiet = Shop(days=1), Shop(days=1)
    run(looks_thrice, quiet)
    asked = iter(range(100))
    run(lambda body: answer if next(asked) in (1, 2, 3, 4) else looks_thrice(body), desk)
    assert [event for event in desk.events if event != "partial_answer"] == ["waiting"] * 4
    assert desk.said == quiet.said


# Streams in pieces that are cut otherwise


def stream(*pieces: Message, last: str = "[DONE]", before: str = "data: ") -> Fault:
    events = [{"choices": [{"index": 0, "delta": piece}]} for piece in pieces]
    events.append({"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]})
    return raw("".join(f"{before}{json.dumps(event)}\n\n" for event in events) + f"data: {last}\n\n")


def piece(arguments: str | None, **more: Any) -> Message:
    function = {"arguments": arguments, **({"name": more.pop("name")} if "name" in more else {})}
    return {"tool_calls": [{"index": 0, "function": function, **more}]}


@pytest.mark.parametrize(
    "answer",
    [
        stream(piece('{"sub', id="a", name="look"), piece('ject": "Z"}', id="a", name="look")),
        stream(piece('{"sub', id="a", name="look"), piece('ject": "Z"}', id="b")),
        stream(piece('{"sub', id="a", name="look"), piece('ject": "Z"}', index=1)),
        stream(piece('{"sub', id="a", name="look", index=None), piece('ject": "Z"}', index=None)),
        stream(piece(None, id="a", name="lo"), piece(Z, name="ok")),
        stream(piece('{"sub', id="a", name="look"), piece(Z, id="a", name="look")),
        stream(piece(Z, id="a", name="look"), {"tool_calls": [{**ITEM, "id": "a"}]}),
        stream(piece(Z, id="a", name="look"), before="event: message\nid: 4\ndata:"),
        raw("\n".join(json.dumps(event) for event in (
            {"choices": [{"delta": piece('{"sub', id="a", name="look")}]},
            {"choices": [{"delta": piece('ject": "Z"}'), "finish_reason": "tool_calls"}]},
        ))),
        raw('data: {"choices": [{"finish_reason": "tool_calls",\ndata: "delta": ' + json.dumps(
            piece(Z, id="a", name="look")) + "}]}\n\ndata: [DONE]\n\n"),
    ],
    ids=["repeated", "ids", "indexes", "no index", "name", "again", "twice", "events", "lines", "two lines"],
)  # fmt: skip
def test_a_call_in_pieces_is_one_call(answer: Fault) -> None:
    desk = Shop(days=1)
    run(answering(answer), desk)
    assert desk.events == []
    assert json.loads(desk.calls[0][1]) == {"subject": "Z"}


def test_a_stream_that_ends_within_a_call_is_asked_for_again() -> None:
    cut = {"choices": [{"index": 0, "delta": piece('{"sub', id="a", name="look")}]}
    desk = Shop(days=1)
    run(answering(raw(f"data: {json.dumps(cut)}\n\ndata: [DONE]\n\n")), desk)
    assert desk.events == ["partial_answer", "waiting"]


# Errors in other words


@pytest.mark.parametrize(
    ("words", "window"),
    [
        ("Input validation error: `inputs` must have less than 4095 tokens. Given: 5000", 4095),
        ("Please reduce the length of the messages or completion.", None),
        ("Input tokens exceed the configured limit of 272000 tokens.", 272_000),
        ("InternalError.Algo.InvalidParameter: Range of input length should be [1, 98304]", 98_304),
        ("Prompt has 9000 tokens, but the configured maximum is 8000", 8000),
        ("number of input tokens (9000) has exceeded max_prefill_tokens (8192) limit", 8192),
        ("Total tokens of image and text exceed max message tokens", None),
        ("Context overflow", None),
        ("max_tokens must be at least 1, got -300", None),
    ],
)
def test_too_long_is_understood_in_many_words(words: str, window: int | None) -> None:
    desk = Shop(days=2)
    run(answering(look(), look(), Fault(400, words)), desk)
    assert desk.events == ["trimmed"]
    assert named_window(words) == window


@pytest.mark.parametrize(
    "fault",
    [
        Fault(429, "Your prepayment credits are depleted."),
        Fault(401, "Inactive subscription or usage limit reached"),
        Fault(403, "The free tier of the model has been exhausted.", "AllocationQuota.FreeTierOnly"),
        Fault(400, "Organization has been restricted: spend_limit_reached"),
        Fault(412, "Account suspended, possibly due to reaching the monthly spending limit"),
    ],
)
def test_no_credit_is_understood_in_many_words(fault: Fault) -> None:
    with FakeEndpoint(lambda _: fault) as endpoint, pytest.raises(AgentError, match="no credit left"):
        play(model_at(endpoint.url), Shop())


@pytest.mark.parametrize("status", [301, 302, 303])
def test_an_address_that_leads_elsewhere_is_said(status: int) -> None:
    moved = Fault(status, raw="", headers={"Location": "/elsewhere"})
    with (
        FakeEndpoint(lambda _: moved) as endpoint,
        pytest.raises(AgentError, match=r"redirects to /elsewhere.*--base-url"),
    ):
        play(model_at(endpoint.url), Shop())


def test_a_window_that_has_no_room_for_the_answer_asks_for_a_shorter_one() -> None:
    """As vLLM with a small window: the first request is refused because of the answer it asks for."""

    def model(asked: Any) -> Any:
        if asked.get("max_tokens", 0) > 2048:
            return Fault(400, "This model's maximum context length is 8192 tokens. However, you requested "
                         "9000 tokens (808 in the messages, 8192 in the completion).")  # fmt: skip
        return looks_thrice(asked)

    desk = Shop(days=1)
    fields = frozenset({"max_tokens", "parallel_tool_calls"})
    with FakeEndpoint(model, fields=fields) as endpoint:
        agent = LanguageModel(AgentOptions(model="m", base_url=endpoint.url, profile="vllm"), QUICK)
        play(agent, desk)
    assert desk.events == []
    assert [request["max_tokens"] for request in endpoint.requests][:2] == [8192, 2048]


def test_thinking_under_another_name_is_no_outage() -> None:
    thinking = {"role": "assistant", "content": "", "thinking": "I wonder about the shelf."}
    desk = Shop(days=1)
    run(answering(raw(body(thinking, usage={"prompt_tokens": 700, "completion_tokens": 0}))), desk)
    assert desk.events == ["reminded"]
    run(answering(with_id(call_tool("look", {"subject": "Z"}))), Shop(days=1))
