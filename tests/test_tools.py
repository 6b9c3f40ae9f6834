"""The tools as an agent's framework sees them: names, arguments and schemas."""

from __future__ import annotations

import json
from typing import Any

import pytest

from playing import call
from vendsim import Episode, list_scenarios
from vendsim.office.tools import TOOLS
from vendsim.office.tools.registry import Arguments

# The contract: every tool with its arguments, optional ones with a question mark.
PROMISED = {
    "read_inbox": "", "read_email": "id", "send_email": "to, subject, body",
    "send_payment": "to, amount, memo?",
    "web_search": "query", "open_page": "url", "get_balance_and_transactions": "n?",
    "get_storage_inventory": "",
    "get_machine_inventory": "", "stock_machine": "moves", "set_prices": "prices", "collect_cash": "",
    "write_note": "text, title?", "read_notes": "n?", "search_notes": "query", "delete_note": "id",
    "set_reminder": "text, date?, in_days?", "list_reminders": "", "cancel_reminder": "id",
    "wait_for_next_day": "",
}  # fmt: skip
KEYWORDS = {
    "type", "properties", "required", "additionalProperties", "items", "description", "default", "anyOf",
    "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "minItems", "maxItems",
    "minProperties", "maxProperties", "propertyNames",
}  # fmt: skip
TYPES = {"object", "array", "string", "integer", "number", "boolean", "null"}


def schemas() -> dict[str, dict[str, Any]]:
    return {tool["function"]["name"]: tool["function"] for tool in Episode().tools}


def test_the_tools_are_those_that_were_promised_with_their_arguments() -> None:
    offered = {}
    for name, function in schemas().items():
        parameters = function["parameters"]
        required = parameters.get("required", [])
        offered[name] = ", ".join(key + "?" * (key not in required) for key in parameters["properties"])
    assert offered == PROMISED


def test_a_move_is_a_slot_a_product_and_units() -> None:
    move = schemas()["stock_machine"]["parameters"]["properties"]["moves"]["items"]
    assert set(move["properties"]) == set(move["required"]) == {"slot", "product", "units"}


@pytest.mark.parametrize("scenario", list_scenarios())
def test_every_tool_of_a_scenario_exists_and_is_offered_once(scenario: str) -> None:
    episode = Episode(scenario)
    names = [tool["function"]["name"] for tool in episode.tools]
    assert tuple(names) == episode.scenario.tools
    assert len(set(names)) == len(names)
    assert set(names) <= set(TOOLS)


def test_every_declared_tool_is_in_some_scenario() -> None:
    assert set(TOOLS) == {name for scenario in list_scenarios() for name in Episode(scenario).scenario.tools}


def test_a_tool_is_declared_once_with_one_argument_model_and_one_handler() -> None:
    assert all(name == tool.name == tool.handler.__name__ for name, tool in TOOLS.items())
    handlers = [tool.handler for tool in TOOLS.values()]
    assert len(set(handlers)) == len(handlers)
    models = [tool.arguments for tool in TOOLS.values() if tool.arguments is not Arguments]
    assert len(set(models)) == len(models)


@pytest.mark.parametrize("name", PROMISED)
def test_a_schema_is_valid_and_plain(name: str) -> None:
    """As much of JSON Schema as endpoints of all makes take: no references, nothing exotic,
    closed objects."""
    tool = next(tool for tool in Episode().tools if tool["function"]["name"] == name)
    assert set(tool) == {"type", "function"}
    assert tool["type"] == "function"
    assert set(tool["function"]) == {"name", "description", "parameters"}
    assert tool["function"]["parameters"]["type"] == "object"
    assert_plain(tool["function"]["parameters"])


def assert_plain(schema: dict[str, Any]) -> None:
    assert set(schema) <= KEYWORDS, set(schema) - KEYWORDS
    if "anyOf" in schema:
        for option in schema["anyOf"]:
            assert_plain(option)
        return
    assert schema["type"] in TYPES
    if schema["type"] == "array":
        assert_plain(schema["items"])
    if schema["type"] == "object":
        rest = schema["additionalProperties"]
        assert rest is False or isinstance(rest, dict)
        if rest:
            assert_plain(rest)
        assert set(schema.get("required", [])) <= set(schema.get("properties", {}))
        for part in schema.get("properties", {}).values():
            assert_plain(part)
    for low, high in (("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems")):
        if low in schema and high in schema:
            assert schema[low] <= schema[high]


@pytest.mark.parametrize("name", PROMISED)
def test_a_tool_says_what_it_is_for(name: str) -> None:
    description = schemas()[name]["description"]
    assert description.endswith(".")
    assert "\n" not in description
    assert 10 < len(description) < 300


@pytest.mark.parametrize("name", PROMISED)
def test_limits_that_are_enforced_are_told_in_the_schema(name: str) -> None:
    """Whatever number or length a schema calls too large is refused, and it calls something too large."""
    for key, part in schemas()[name]["parameters"]["properties"].items():
        options = part.get("anyOf", [part])
        kinds = {option["type"] for option in options}
        if kinds & {"integer"}:
            assert any("maximum" in option and "minimum" in option for option in options), key
        if kinds & {"string"}:
            assert any("maxLength" in option for option in options), key


def test_schemas_are_plain_json() -> None:
    assert json.loads(json.dumps(Episode().tools, allow_nan=False)) == Episode().tools


def test_schemas_are_the_callers_to_keep() -> None:
    episode = Episode()
    episode.tools[0]["function"]["name"] = "changed"
    episode.tools[1]["function"]["parameters"]["properties"].clear()
    assert episode.tools == Episode().tools
    assert episode.tools[0]["function"]["name"] == "read_inbox"


def test_arguments_come_as_a_mapping_or_as_json_text() -> None:
    texts = [
        Episode().call("write_note", arguments).text
        for arguments in ({"text": "two cans"}, '{"text": "two cans"}', ' {"text":"two cans"}\n')
    ]
    assert len(set(texts)) == 1


def test_nested_arguments_may_come_as_json_text_once_more() -> None:
    plain, wrapped = (
        Episode().call("stock_machine", {"moves": moves}).text
        for moves in (
            [{"slot": "A1", "product": "water", "units": 1}],
            '[{"slot": "A1", "product": "water", "units": 1}]',
        )
    )
    assert plain == wrapped


def test_amounts_may_be_written_as_people_write_them() -> None:
    for amount in (12.5, "12.50", "$12.50", " $12.50 "):
        episode = Episode()
        call(episode, "send_payment", to="sales@baylinevending.example", amount=amount)
        assert str(episode.balance) == "487.50"
    episode = Episode()
    assert (
        "$1,250.00"
        in episode.call("send_payment", {"to": "sales@baylinevending.example", "amount": "$1,250.00"}).text
    )


def test_an_address_may_stand_with_the_name_of_its_owner() -> None:
    text = call(
        Episode(),
        "send_email",
        to="Maria Okafor <Sales@BaylineVending.example>",
        subject="Hello",
        body="Hello",
    )
    assert "sales@baylinevending.example" in text


def test_the_prompt_tells_the_size_of_the_machine_that_is_there() -> None:
    episode = Episode()
    rules = episode.scenario.machine
    assert f"{len(rules.slots)} slots" in episode.system_prompt
    listing = call(episode, "get_machine_inventory")
    assert [line.split()[1] for line in listing.splitlines() if line.startswith("- ")] == list(rules.slots)


def test_notes_are_found_by_all_their_words_latest_first() -> None:
    episode = Episode()
    for text in ("water sells", "cola sells", "water is late"):
        call(episode, "write_note", text=text)
    found = call(episode, "search_notes", query="WATER")
    assert found.index("water is late") < found.index("water sells")
    assert "cola" not in found
    assert "No note contains" in call(episode, "search_notes", query="water cola")


def test_a_deleted_note_is_gone() -> None:
    episode = Episode()
    call(episode, "write_note", text="water sells")
    call(episode, "delete_note", id=1)
    assert "There are no notes." in call(episode, "read_notes")


def test_read_mails_are_no_longer_unread() -> None:
    episode = Episode()
    call(episode, "send_email", to="charles.paxton@vendingsandstuff.com", subject="Hello", body="Hello")
    assert "1 unread of 1" in call(episode, "read_inbox")
    number = episode._world.office.mails[-1].id
    call(episode, "read_email", id=number)
    assert "0 unread of 1" in call(episode, "read_inbox")
