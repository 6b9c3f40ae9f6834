"""Whatever an agent sends: one clear sentence back, nothing raised, and only time has passed."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playing import NAMES, Dealt, call, dealt, happened, on_time, pay, place, refuse, rich, sleep, sleep_until
from vendsim import Episode, Reply
from vendsim.events import Delivered, PriceSet
from vendsim.text import characters

NAN, INFINITY = float("nan"), float("inf")
SUPPLIER = "sales@baylinevending.example"
JARGON = re.compile(
    r"pydantic|valid(?:ation)? error|Traceback|input should|instance of|NoneType|<class|\bdict\b|\bint\b|"
    r"\bstr\b|\bfloat\b|unable to parse|Exception"
)


def nested(depth: int) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for _ in range(depth):
        tree = {"a": tree}
    return tree


def state(episode: Episode) -> dict[str, Any]:
    """Everything but the clock and the counters of calls."""
    blob = episode.snapshot()
    blob["office"].pop("minute")
    blob["office"].pop("tally")
    return blob


def assert_is_one_clear_sentence(reply: Reply) -> None:
    assert reply.error is not None, reply.text
    assert reply.error.endswith(".")
    assert "\n" not in reply.error
    assert len(reply.error) < 450
    assert not JARGON.search(reply.error), reply.error
    assert set(reply.text) <= characters()
    assert reply.error in reply.text


def assert_refused(episode: Episode, tool: Any, arguments: Any) -> Reply:
    before, minute = state(episode), episode.time
    reply = episode.call(tool, arguments)
    assert_is_one_clear_sentence(reply)
    assert state(episode) == before
    assert reply.time > minute
    return reply


@pytest.fixture
def episode() -> Episode:
    return Episode(seed=3)


def delivered_world() -> tuple[Episode, Dealt]:
    """A world with 200 units each of two small products in storage, some of them in the machine."""
    supplier = dealt("friendly", plan=on_time)
    episode = supplier.open(rich())
    order = place(episode, supplier.email, supplier.basket())
    pay(episode, supplier.email, order.total_cents, order.order)
    sleep_until(episode, lambda: happened(episode, Delivered))
    first, second = supplier.goods[:2]
    moves = [
        {"slot": "A1", "product": first, "units": 12},
        {"slot": "A2", "product": second, "units": 5},
    ]
    call(episode, "stock_machine", moves=moves)
    call(episode, "set_prices", prices={first: 2, second: 2.25})
    sleep(episode)
    return episode, supplier


@pytest.fixture(scope="module")
def stocked_blob() -> dict[str, Any]:
    return delivered_world()[0].snapshot()


@pytest.fixture
def stocked(stocked_blob: dict[str, Any]) -> Episode:
    return Episode.restore(stocked_blob)


# Names of tools ------------------------------------------------------------------------------------------


class Unprintable:
    def __repr__(self) -> str:
        raise RuntimeError("no representation")


@pytest.mark.parametrize(
    "name",
    ["fly", "", "READ_INBOX", " read_inbox", "read_inbox\n", "x" * 1_000_000, "\ud800", "\x00", "__class__",
    None, 3,
     True, NAN, ["read_inbox"], {"name": "read_inbox"}, b"read_inbox", Unprintable(), 10**5000],
    ids=lambda name: type(name).__name__,
)  # fmt: skip
def test_an_unknown_tool_is_refused_with_the_list_of_tools(episode: Episode, name: Any) -> None:
    assert "read_inbox, read_email" in assert_refused(episode, name, {}).text


# Arguments that are no arguments -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    ["[]", "3", '"id"', "true", "{", "{'id': 1}", '{"id": 1}}', "[" * 100_000, '{"id":' * 100_000, "\ud800",
    "\x00",
     '{"id": ' + "9" * 5_000 + "}", [1], 3, True, 1.5, b'{"id": 1}', Unprintable(), "x" * 1_000_000],
    ids=lambda arguments: type(arguments).__name__,
)  # fmt: skip
def test_arguments_must_be_a_json_object(episode: Episode, arguments: Any) -> None:
    assert_refused(episode, "read_email", arguments)


@pytest.mark.parametrize("depth", [30, 500, 990, 5_000, 100_000])
@pytest.mark.parametrize("arguments", ["value", "text"])
def test_how_deep_is_too_deep_does_not_depend_on_the_interpreter(depth: int, arguments: str) -> None:
    given = nested(depth) if arguments == "value" else '{"a":' * depth + "1" + "}" * depth
    reply = assert_refused(Episode(), "read_email", given)
    assert "nested too deeply" in reply.text


def test_a_deep_value_inside_an_argument_is_refused(episode: Episode) -> None:
    assert_refused(episode, "read_email", {"id": nested(50_000)})
    assert_refused(episode, "stock_machine", {"moves": "[" * 50_000})


def test_an_argument_given_twice_is_ambiguous(episode: Episode) -> None:
    reply = assert_refused(
        episode, "send_payment", f'{{"to": "{SUPPLIER}", "amount": 1, "memo": "", "amount": 400}}'
    )
    assert '"amount" is given twice' in reply.text


def test_an_unknown_argument_is_named_with_those_that_exist(episode: Episode) -> None:
    reply = assert_refused(episode, "send_payment", {"to": SUPPLIER, "amount": 1, "currency": "EUR"})
    assert '"currency"' in reply.text
    assert "to, amount, memo" in reply.text


def test_a_missing_argument_is_named(episode: Episode) -> None:
    assert '"body" is missing' in assert_refused(episode, "send_email", {"to": SUPPLIER, "subject": ""}).text


def test_a_missing_part_of_a_move_is_named_with_what_a_move_has(stocked: Episode) -> None:
    reply = assert_refused(stocked, "stock_machine", {"moves": [{"slot": "A1"}]})
    assert "slot, product, units" in reply.text


def test_every_tool_refuses_an_argument_it_does_not_have() -> None:
    episode = Episode()
    for tool in episode.scenario.tools:
        assert_is_one_clear_sentence(refuse(episode, tool, {"x\n\ud800\u202e": NAN}))


def test_no_arguments_may_be_sent_as_nothing_or_as_null(episode: Episode) -> None:
    for nothing in (None, "", "null", "{}", {}):
        assert episode.call("read_inbox", nothing).error is None


# Numbers -------------------------------------------------------------------------------------------------

NO_ID = [0, -1, 1.5, NAN, INFINITY, -INFINITY, 10**30, 10**5000, "abc", "", "1.5", None, True, [1], {"id": 1}]


@pytest.mark.parametrize("number", NO_ID, ids=lambda number: type(number).__name__)
@pytest.mark.parametrize(
    ("tool", "argument"),
    [("read_email", "id"), ("delete_note", "id"), ("cancel_reminder", "id"), ("read_notes", "n"),
     ("get_balance_and_transactions", "n")],
)  # fmt: skip
def test_a_number_that_is_no_count_is_refused(
    episode: Episode, tool: str, argument: str, number: Any
) -> None:
    assert_refused(episode, tool, {argument: number})


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400"])
def test_numbers_that_json_text_can_smuggle_in_are_refused(episode: Episode, text: str) -> None:
    assert_refused(episode, "send_payment", f'{{"to": "{SUPPLIER}", "amount": {text}}}')
    assert_refused(episode, "read_email", f'{{"id": {text}}}')


def test_a_limit_is_told_with_the_value_that_broke_it(episode: Episode) -> None:
    reply = refuse(episode, "get_balance_and_transactions", {"n": -7})
    assert '"n" must be a whole number from 1 to 1000, not -7.' in reply.text


# Money ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "amount",
    [0, -5, 0.001, 0.0049, NAN, INFINITY, -INFINITY, 1e300, 10**400, 501, 500.01, True, None, "", "lots",
    "12,50",
     "1.250,00", "-5", "$-5", "nan", "inf", "1e400", [5], {"usd": 5}],
    ids=repr,
)  # fmt: skip
def test_a_payment_that_cannot_be_made_moves_no_money(episode: Episode, amount: Any) -> None:
    assert_refused(episode, "send_payment", {"to": SUPPLIER, "amount": amount})


def test_money_one_does_not_have_is_named_beside_what_one_has(episode: Episode) -> None:
    text = refuse(episode, "send_payment", {"to": SUPPLIER, "amount": 500.01}).text
    assert "$500.00" in text
    assert "$500.01" in text


@pytest.mark.parametrize(
    "to",
    ["", " ", "nobody", "nobody@nowhere.example", "@", "a@b", "a b@c.example", f"{SUPPLIER}, {SUPPLIER}",
    "x" * 10**6,
     "\ud800@b.example", "sales@baylinevending.example.evil.example", "charles.paxton@vendingsandstuff.com",
     "postmaster@vendingsandstuff.com", None, 3, [SUPPLIER]],
    ids=lambda to: str(to)[:30].encode("ascii", "replace").decode(),
)  # fmt: skip
def test_nobody_cannot_be_paid(episode: Episode, to: Any) -> None:
    assert_refused(episode, "send_payment", {"to": to, "amount": 1})


@pytest.mark.parametrize(
    "to", ["", "nobody", "nobody@nowhere.example", "a@b@c.example", "x" * 10**6, "\x00@b.example", None, 3]
)
def test_nobody_cannot_be_written_to(episode: Episode, to: Any) -> None:
    assert_refused(episode, "send_email", {"to": to, "subject": "Hello", "body": "Hello"})


# Goods and prices ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "price",
    [0, -1, 1e9, 1000.01, 0.04, 0.001, NAN, INFINITY, -INFINITY, 1e300, 10**400, True, None, "", "cheap",
    [2], {"usd": 2}],
    ids=repr,
)  # fmt: skip
def test_a_price_the_machine_cannot_show_is_refused(stocked: Episode, price: Any) -> None:
    assert_refused(stocked, "set_prices", {"prices": {"A1": price}})


def test_two_prices_for_one_product_are_refused(stocked: Episode) -> None:
    first = dealt("friendly", plan=on_time).goods[0]
    reply = assert_refused(stocked, "set_prices", {"prices": {"A1": 2.5, first: 3}})
    assert first in reply.text
    call(stocked, "set_prices", prices={"A1": 2.5, first: 2.5})


def test_one_bad_price_refuses_itself_alone(stocked: Episode) -> None:
    first, second = dealt("friendly", plan=on_time).goods[:2]
    reply = call(stocked, "set_prices", prices={"A1": 2.55, "A2": 1e9, "E9": 2})
    assert {event.product for event in happened(stocked, PriceSet) if event.price_cents == 255} == {first}
    assert "Not done:" in reply
    assert '"A2"' in reply
    assert 'Slot "E9"' in reply or '"E9"' in reply
    assert second not in reply.partition("Not done:")[0]


@pytest.mark.parametrize(
    "prices", [{}, [], 3, "A1", None, {"Z9": 2}, {"": 2}, {"B1": 2}, {"Unicorn": 2}, {"x" * 10**6: 2},
    {"A1\ud800": 2}]
)  # fmt: skip
def test_prices_of_nothing_are_refused(stocked: Episode, prices: Any) -> None:
    assert_refused(stocked, "set_prices", {"prices": prices})


@pytest.mark.parametrize(
    "slot", ["E4", "A0", "A4", "", " ", "A", "1A", "A1\x00", "\ud800", "x" * 10**6, None, 3]
)
def test_a_slot_that_does_not_exist_is_refused(stocked: Episode, slot: Any) -> None:
    assert_refused(stocked, "stock_machine", {"moves": [{"slot": slot, "product": NAMES[0], "units": 1}]})


def test_the_refusal_of_a_slot_names_those_that_exist(stocked: Episode) -> None:
    moves = [{"slot": "E4", "product": NAMES[0], "units": 1}]
    assert (
        'Slot "E4" does not exist; slots are A1 to D3.'
        in refuse(stocked, "stock_machine", {"moves": moves}).text
    )


@pytest.mark.parametrize(
    "units",
    [0, 1.5, NAN, INFINITY, 10**9, -(10**9), 10**5000, 13, 188, -6, True, None, "many", [1]],
    ids=lambda units: str(type(units).__name__),
)
def test_units_that_are_not_there_or_do_not_fit_are_refused(stocked: Episode, units: Any) -> None:
    """Slot A2 takes 12 and holds at most 5 of the 200; nothing here can be carried."""
    second = dealt("friendly", plan=on_time).goods[1]
    assert_refused(stocked, "stock_machine", {"moves": [{"slot": "A2", "product": second, "units": units}]})


@pytest.mark.parametrize(
    "moves",
    [[], {}, 3, None, "A1", "[1", [3], ["A1"], [[]], [{}], [None], [{"slot": "A1", "product": "x",
    "units": 1}] * 1000],
    ids=lambda moves: str(moves)[:20],
)  # fmt: skip
def test_moves_must_be_a_list_of_moves(stocked: Episode, moves: Any) -> None:
    assert_refused(stocked, "stock_machine", {"moves": moves})


def test_one_impossible_move_refuses_itself_alone(stocked: Episode) -> None:
    first, second = dealt("friendly", plan=on_time).goods[:2]
    moves = [
        {"slot": "A3", "product": first, "units": 12},
        {"slot": "B1", "product": second, "units": 13},
        {"slot": "A3", "product": first, "units": 1},
        {"slot": "A3", "product": first, "units": -2},
    ]
    made, _, refused = call(stocked, "stock_machine", moves=moves).partition("Not done:")
    assert "A3: put 12 in" in made
    assert "A3: took 2 out" in made
    assert "B1" not in made
    assert "Slot B1 has room for 12" in refused
    assert "Slot A3 has room for 0" in refused


def test_when_every_move_is_impossible_the_call_is_an_error(stocked: Episode) -> None:
    second = dealt("friendly", plan=on_time).goods[1]
    moves = [{"slot": slot, "product": second, "units": 13} for slot in ("B1", "B2")]
    before = state(stocked)
    assert refuse(stocked, "stock_machine", {"moves": moves}).text.count("has room for 12") == 2
    assert state(stocked) == before


def test_a_product_of_the_wrong_size_is_refused_with_the_right_rows(stocked: Episode) -> None:
    first = dealt("friendly", plan=on_time).goods[0]
    reply = assert_refused(
        stocked, "stock_machine", {"moves": [{"slot": "C1", "product": first, "units": 1}]}
    )
    assert "A, B" in reply.text


def test_an_empty_name_means_no_product(stocked: Episode) -> None:
    assert_refused(stocked, "stock_machine", {"moves": [{"slot": "A3", "product": "", "units": 1}]})


def test_a_near_miss_gets_a_suggestion_that_works(stocked: Episode) -> None:
    first = dealt("friendly", plan=on_time).goods[0]
    reply = assert_refused(
        stocked, "stock_machine", {"moves": [{"slot": "A3", "product": first[:-4] + "x", "units": 1}]}
    )
    assert f'"{first}"' in reply.text


def test_a_product_sold_elsewhere_is_not_in_storage(stocked: Episode) -> None:
    last = NAMES[-1]
    assert_refused(stocked, "stock_machine", {"moves": [{"slot": "A3", "product": last, "units": 1}]})


# Texts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("send_email", {"to": SUPPLIER, "subject": "s", "body": "x" * 10**6}),
        ("send_email", {"to": SUPPLIER, "subject": "x" * 10**6, "body": "b"}),
        ("send_email", {"to": SUPPLIER, "subject": "s", "body": ""}),
        ("send_payment", {"to": SUPPLIER, "amount": 1, "memo": "x" * 10**6}),
        ("web_search", {"query": "x" * 10**6}),
        ("web_search", {"query": ""}),
        ("open_page", {"url": "x" * 10**6}),
        ("open_page", {"url": "https://nowhere.example/"}),
        ("write_note", {"text": "x" * 10**6}),
        ("write_note", {"text": ""}),
        ("write_note", {"text": "x", "title": "x" * 10**6}),
        ("search_notes", {"query": "x" * 10**6}),
        ("set_reminder", {"text": "x" * 10**6, "in_days": 1}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_text_that_is_empty_or_a_megabyte_long_is_refused(
    episode: Episode, tool: str, arguments: dict[str, Any]
) -> None:
    assert_refused(episode, tool, arguments)


@pytest.mark.parametrize(
    "when",
    [{}, {"in_days": 0}, {"in_days": -3}, {"in_days": 366}, {"in_days": 10**30}, {"in_days": True},
    {"in_days": NAN},
     {"date": "tomorrow"}, {"date": "2026-08-10"}, {"date": "2026-08-09"}, {"date": "2026-13-45"},
     {"date": "2099-01-01"},
     {"date": "0000-00-00"}, {"date": ""}, {"date": 20260901}, {"in_days": 2, "date": "2026-09-01"}],
    ids=str,
)  # fmt: skip
def test_a_reminder_for_no_day_to_come_is_refused(episode: Episode, when: dict[str, Any]) -> None:
    assert_refused(episode, "set_reminder", {"text": "order", **when})


EVERY_SCRIPT = (
    "naïve £ € ¥ Ελληνικά Кириллица עברית العربية हिन्दी ไทย 日本語 中文 한국어 ½ → ∑ ★ 😀 👩‍👩‍👧 "
    "\u0000 \u0007 \u200b \u202e \ufeff \ud83d \udc00 \U0010ffff \x85 \u2028 \r\n \t end"
)  # fmt: skip


@pytest.mark.parametrize("tool", ["send_email", "write_note", "set_reminder", "web_search", "search_notes"])
def test_any_unicode_is_taken_and_read_back_in_the_worlds_characters(episode: Episode, tool: str) -> None:
    arguments: dict[str, Any] = {
        "send_email": {"to": "charles.paxton@vendingsandstuff.com", "subject": EVERY_SCRIPT,
        "body": EVERY_SCRIPT},
        "write_note": {"text": EVERY_SCRIPT, "title": EVERY_SCRIPT[:100]},
        "set_reminder": {"text": EVERY_SCRIPT, "in_days": 1},
        "web_search": {"query": EVERY_SCRIPT},
        "search_notes": {"query": EVERY_SCRIPT},
    }[tool]  # fmt: skip
    texts = [episode.call(tool, arguments).text]
    texts += [call(episode, reader) for reader in ("read_inbox", "read_notes", "list_reminders")]
    texts += [episode.call("read_email", {"id": number}).text for number in (1, 2)]
    texts += [sleep(episode)]
    assert all(set(text) <= characters() for text in texts)
    json.dumps(episode.snapshot(), allow_nan=False).encode("utf-8")


def test_a_mail_in_any_script_to_a_supplier_is_answered(episode: Episode) -> None:
    call(episode, "send_email", to=SUPPLIER, subject=EVERY_SCRIPT, body=EVERY_SCRIPT * 30)
    sleep(episode, nights=2)  # some suppliers take a day longer
    assert any(mail.folder == "inbox" for mail in episode._world.office.mails)


def test_events_keep_to_the_worlds_characters_too(episode: Episode) -> None:
    call(episode, "write_note", text="x", title=EVERY_SCRIPT[:100])
    episode.call(EVERY_SCRIPT, {EVERY_SCRIPT: EVERY_SCRIPT})
    for event in episode.events:
        assert set(event.model_dump_json()) <= characters()


# Anything at all -----------------------------------------------------------------------------------------

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None), max_size=30)
    | st.sampled_from(["A1", "D3", SUPPLIER, "2026-09-01", *NAMES[:3]]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
ARGUMENT_NAMES = st.sampled_from(
    ["id", "n", "to", "subject", "body", "amount", "memo", "query", "url", "moves", "prices", "text", "title",
     "date", "in_days", "x"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    calls=st.lists(
        st.tuples(
            st.sampled_from(Episode().scenario.tools) | st.text(max_size=5),
            st.dictionaries(ARGUMENT_NAMES, ANYTHING, max_size=4) | ANYTHING,
        ),
        max_size=20,
    )
)
def test_anything_at_all_is_answered(stocked_blob: dict[str, Any], calls: list[tuple[str, Any]]) -> None:
    episode = Episode.restore(stocked_blob)
    for name, arguments in calls:
        before, day = state(episode), episode.day
        reply = episode.call(name, arguments)
        assert set(reply.text) <= characters()
        if reply.error is not None:
            assert_is_one_clear_sentence(reply)
            if reply.day == day:
                assert state(episode) == before


# The clock and the end -----------------------------------------------------------------------------------


def test_a_refused_call_costs_its_time(episode: Episode) -> None:
    assert refuse(episode, "stock_machine", {"moves": []}).time == "09:15"
    assert refuse(episode, "send_email", {}).time == "09:40"
    assert refuse(episode, "fly").time == "09:45"


def test_refused_calls_alone_end_a_day(episode: Episode) -> None:
    for _ in range(14 * 60 // 5 + 1):
        episode.call("wait_for_next_day", {"days": 3})
    assert (episode.day, episode.time) == (2, "08:05")


def test_calls_after_the_end_change_nothing() -> None:
    episode = Episode()
    while not episode.done:
        sleep(episode)
    before, events = episode.snapshot(), len(episode.events)
    for tool in (*episode.scenario.tools, "fly", None):
        reply = episode.call(tool, {})  # type: ignore[arg-type]
        assert reply.error == "The run has ended."
        assert reply.text.startswith("[Day 260 of 365")
    assert episode.snapshot() == before
    assert len(episode.events) == events


@pytest.mark.parametrize(
    "tokens", [-1, 1.5, NAN, INFINITY, 10**9 + 1, 10**400, True, "5", None, [5]], ids=repr
)
def test_a_bill_for_no_number_of_tokens_is_a_value_error(episode: Episode, tokens: Any) -> None:
    before = episode.snapshot()
    with pytest.raises(ValueError, match="output tokens"):
        episode.bill_tokens(tokens)
    assert episode.snapshot() == before


@pytest.mark.parametrize("seed", [1.5, "0", None, True, NAN, [0]])
def test_a_seed_that_is_no_whole_number_is_a_value_error(seed: Any) -> None:
    with pytest.raises(ValueError, match="seed"):
        Episode("vb2", seed)


@pytest.mark.parametrize("seed", [-1, 2**64, 10**30])
def test_any_whole_number_is_a_seed(seed: int) -> None:
    assert Episode("vb2", seed).seed == seed


@pytest.mark.parametrize("blob", [{}, {"version": 1}, {"version": 99}, [], None, "x", 3])
def test_what_is_not_a_snapshot_is_a_value_error(blob: Any) -> None:
    with pytest.raises(ValueError, match="snapshot"):
        Episode.restore(blob)


def test_a_price_of_a_billion_never_sells_and_never_stands(stocked: Episode) -> None:
    prices = {event.product for event in happened(stocked, PriceSet)}
    refuse(stocked, "set_prices", {"prices": {"A1": 1e9}})
    assert {event.product for event in happened(stocked, PriceSet)} == prices
    call(stocked, "set_prices", prices={"A1": 1000, "A2": 1000})
    sleep(stocked)
    assert "Nothing was sold" in sleep(stocked)
