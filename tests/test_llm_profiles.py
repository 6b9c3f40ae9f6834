"""What each endpoint is sent and gets back, as its profile says."""

import json
import os

import pytest

from vendsim.agent import AgentOptions
from vendsim_agents.llm import AgentError, LanguageModel
from vendsim_agents.llm.answers import NO_TEXT
from vendsim_agents.llm.endpoint import Endpoint, Patience
from vendsim_agents.llm.profile import Rules, choose_profile, list_profiles, load_profile
from vendsim_agents.llm.requests import Requests

NAMED = (
    "anthropic", "deepseek", "gemini", "generic", "llamacpp", "moonshot", "ollama", "openai",
    "openai-responses", "openrouter", "sglang", "vllm", "zai",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch):
    for name in [name for name in os.environ if "API_KEY" in name or name == "OPENAI_BASE_URL"]:
        monkeypatch.delenv(name)


def rules_of(profile, model):
    return load_profile(profile).rules(model)


def body_for(profile, model, **options):
    requests = Requests(model, rules_of(profile, model), AgentOptions(model=model, **options))
    return json.loads(requests.body([], []))


def sent(messages, rules):
    return json.loads(Requests("m", rules, AgentOptions()).body(messages, []))["messages"]


def calling(arguments="{}", **extra):
    call = {"id": "1", "type": "function", "function": {"name": "look", "arguments": arguments}}
    return {"role": "assistant", "content": None, "tool_calls": [call], **extra}


def test_there_is_a_profile_for_every_endpoint_that_is_promised():
    assert list_profiles() == NAMED


@pytest.mark.parametrize("name", NAMED)
def test_every_profile_says_what_it_is_and_how_it_is_used(name):
    profile = load_profile(name)
    assert profile.title
    assert "--model" in profile.example
    assert f"--profile {name}" in profile.example or name == "generic"


@pytest.mark.parametrize(
    ("base_url", "name"),
    [
        (None, "openai"),
        ("https://api.z.ai/api/paas/v4", "zai"),
        ("https://open.bigmodel.cn/api/paas/v4", "zai"),
        ("https://api.deepseek.com", "deepseek"),
        ("https://api.moonshot.cn/v1", "moonshot"),
        ("https://generativelanguage.googleapis.com/v1beta/openai", "gemini"),
        ("https://API.anthropic.com/v1/", "anthropic"),
        ("https://openrouter.ai/api/v1", "openrouter"),
        ("http://localhost:8000/v1", "generic"),
        ("https://api.openai.com.evil.example/v1", "generic"),
        ("https://notopenrouter.ai/v1", "generic"),
    ],
)
def test_the_base_url_chooses_the_profile(base_url, name):
    assert choose_profile(None, base_url).name == name


def test_a_named_profile_wins_over_the_base_url():
    assert choose_profile("vllm", "https://api.openai.com/v1").name == "vllm"


def test_glm_5_thinks_and_keeps_its_thoughts_wherever_it_runs():
    assert body_for("zai", "glm-5")["thinking"] == {"type": "enabled", "clear_thinking": False}
    kept = {"enable_thinking": True, "clear_thinking": False}
    assert body_for("vllm", "zai-org/GLM-5-FP8")["chat_template_kwargs"] == kept
    assert body_for("sglang", "glm-5")["chat_template_kwargs"] == kept
    assert "chat_template_kwargs" not in body_for("vllm", "Qwen3-32B")


def test_a_generic_endpoint_is_sent_nothing_but_what_all_know():
    assert set(body_for("generic", "m")) == {"model", "messages", "tools"}


def test_the_limit_on_an_answer_is_called_what_the_endpoint_calls_it():
    assert body_for("openai", "gpt-5.2", max_tokens=9)["max_completion_tokens"] == 9
    assert body_for("zai", "glm-5", max_tokens=9)["max_tokens"] == 9


def test_parallel_calls_are_switched_off_where_that_may_be_said():
    assert body_for("openai", "gpt-5.2")["parallel_tool_calls"] is False
    assert "parallel_tool_calls" not in body_for("openai", "o3")


def test_what_the_user_sends_wins_over_the_profile():
    body = body_for("zai", "glm-5", extra_body={"thinking": {"type": "disabled"}, "do_sample": False})
    assert body["thinking"] == {"type": "disabled"}
    assert body["do_sample"] is False


@pytest.mark.parametrize(
    ("profile", "options", "sentence"),
    [
        ("openai", {"model": "gpt-5.2", "temperature": 0.3}, "gpt-5.2 takes no temperature"),
        ("moonshot", {"model": "kimi-k2.5", "extra_body": {"temperature": 1}}, "takes no temperature"),
        ("deepseek", {"model": "m", "extra_body": {"tool_choice": "required"}}, "'required'"),
        ("gemini", {"model": "m", "extra_body": {"tool_choice": {"type": "function"}}}, "'named'"),
        ("zai", {"model": "m", "extra_body": {"parallel_tool_calls": True}}, "parallel_tool_calls"),
        ("generic", {"model": "m", "extra_body": {"messages": []}}, "messages cannot be set by hand"),
        ("generic", {"model": "m", "extra_body": {"stream": True}}, "stream cannot be set by hand"),
    ],
)
def test_what_the_endpoint_would_refuse_is_refused_before_the_run(monkeypatch, profile, options, sentence):
    monkeypatch.setenv("A_KEY", "sk-0123456789")
    with pytest.raises(AgentError, match=sentence):
        LanguageModel(
            AgentOptions(profile=profile, base_url="http://127.0.0.1:1/v1", api_key_env="A_KEY", **options)
        )


def test_messages_go_back_exactly_as_they_came():
    message = calling(reasoning_content="hm", reasoning_details=[1], x={"y": None}, refusal=None)
    message["tool_calls"][0]["extra_content"] = {"google": {"thought_signature": "c2ln"}}
    for name in sorted(set(NAMED) - {"openai-responses"}):
        assert sent([message], rules_of(name, "m")) == [message]


def test_deepseek_gets_an_empty_reasoning_where_there_was_none():
    bare, null, thinking = calling(), calling(reasoning_content=None), calling(reasoning_content="hm")
    got = sent([bare, null, thinking], rules_of("deepseek", "deepseek-v4-pro"))
    assert [message["reasoning_content"] for message in got] == ["", "", "hm"]
    assert "reasoning_content" not in sent([{"role": "user", "content": "x"}], rules_of("deepseek", "m"))[0]


@pytest.mark.parametrize("arguments", ['{"a": ', "[1]", "", "null", None, 7, "[" * 100_000])
def test_vllm_gets_an_object_in_place_of_arguments_that_are_none(arguments):
    message = calling(arguments)
    got = sent([message, calling('{"a": 1}')], rules_of("vllm", "m"))
    assert [m["tool_calls"][0]["function"]["arguments"] for m in got] == ["{}", '{"a": 1}']
    assert message["tool_calls"][0]["function"]["arguments"] == arguments


def test_a_profile_of_ones_own_rules_content_and_fields():
    rules = Rules(empty_content="text", drop=("reasoning",))
    assert sent([calling(reasoning="hm")], rules)[0] == {**calling(), "content": NO_TEXT}
    assert "content" not in sent([calling()], Rules(empty_content="leave out"))[0]


def test_a_profile_may_be_a_file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('title = "Mine"\nexample = ""\nbase_url = "http://127.0.0.1:9/v1"\nsend = {top_k = 5}\n')
    endpoint = Endpoint(AgentOptions(model="m", profile=str(path)), Patience())
    assert endpoint.address.base_url == "http://127.0.0.1:9/v1"
    assert endpoint.rules.send == {"top_k": 5}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("title = ", "is not valid TOML"),
        ('title = "x"\nexample = ""\ncolour = "red"', "colour"),
        ('title = "x"\nexample = ""\n[models."m"]\ntemperature = "hot"', "temperature"),
        ('title = "x"\nexample = ""\n[prices]\ninput = -1\noutput = 1', "prices.input"),
    ],
)
def test_a_wrong_profile_is_one_sentence(tmp_path, text, sentence):
    path = tmp_path / "wrong.toml"
    path.write_text(text)
    with pytest.raises(AgentError, match=sentence) as error:
        load_profile(str(path))
    assert "\n" not in str(error.value)


def test_an_unknown_profile_is_told_which_there_are():
    with pytest.raises(AgentError, match='no profile "zia"; built in are anthropic, deepseek'):
        load_profile("zia")


def test_a_provider_on_the_internet_wants_its_own_key():
    with pytest.raises(AgentError, match="set ZAI_API_KEY"):
        LanguageModel(AgentOptions(model="glm-5", profile="zai"))


def test_a_profile_without_an_address_asks_for_one():
    with pytest.raises(AgentError, match="vllm needs --base-url"):
        LanguageModel(AgentOptions(model="glm-5", profile="vllm"))


def test_what_was_encoded_before_is_sent_as_it_is_now_said():
    requests = Requests("m", Rules(), AgentOptions())
    messages = [{"role": "user", "content": f"message {i}, äöü 🥤"} for i in range(300)]
    for end in range(0, 300, 7):
        assert json.loads(requests.body(messages[:end], []))["messages"] == messages[:end]
    for start in range(0, 300, 7):
        fresh = [{"role": "user", "content": f"other {start} {i}"} for i in range(20)]
        wanted = messages[start:] + fresh
        assert json.loads(requests.body(wanted, []))["messages"] == wanted
