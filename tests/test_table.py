"""Words that point at what lies on the table are read as the goods that they mean."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vendsim.suppliers.reading.kinds import Before, Kind, Known
from vendsim.suppliers.reading.mail import parse
from vendsim.suppliers.reading.on_table import OnTable, known_of
from vendsim.suppliers.reading.table import sorts_in, written_out

QUOTED = OnTable(
    {"coke_12": 36, "water_169": 48, "sports_20": 24, "rb_84": 12}, ("oreo_24", "famous_2", "jerky_15")
)


def spelt(body: str, table: OnTable = QUOTED) -> str:
    """A mail as it is read: goods by their ids."""
    tokens = written_out(parse("", body), table).tokens
    return " ".join(f"<{token.product}>" if token.kind is Kind.PRODUCT else token.text for token in tokens)


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ("the first two please", "<coke_12> and <water_169> please"),
        ("only the last one", "only <rb_84>"),
        ("the former, not the latter", "<coke_12> , not <rb_84>"),
        ("skip the second", "skip <water_169>"),
        ("Kit Kat, the rest out", "<kitkat> , <coke_12> and <water_169> and <sports_20> and <rb_84> out"),
        ("no Coke, the other three stay", "no <coke_12> , <water_169> and <sports_20> and <rb_84> stay"),
        ("Red Bull, everything else stays", "<rb_84> , <coke_12> and <water_169> and <sports_20> stays"),
        ("everything but the energy", "<coke_12> and <water_169> and <sports_20> but the <rb_84>"),
        ("both cans, 48 of each", "both <coke_12> and <rb_84> , 48 of each"),
        ("double the water", "96 <water_169>"),
        ("half of the Coke", "18 <coke_12>"),
        ("double it", "72 <coke_12> and 96 <water_169> and 48 <sports_20> and 24 <rb_84>"),
        ("what about the jerky?", "what about the <jerky_15> ?"),
        ("both cookies, 30 each", "both <oreo_24> and <famous_2> , 30 each"),
        ("48 CC\n24 SW", "48 <coke_12> 24 <water_169>"),
        ("24 classic", "24 <coke_12>"),
        ("the drinks in cans: 48 Coke, 24 Red Bull", "the drinks in cans : 48 <coke_12> , 24 <rb_84>"),
        ("halve the water", "24 <water_169>"),
        ("double the water to 96", "double the <water_169> to 96"),
        ("Coke at 36, yes to all four", "<coke_12> at 36 , yes to "
         "<coke_12> and <water_169> and <sports_20> and <rb_84>"),
    ],
)  # fmt: skip
def test_what_is_pointed_at_is_named(body: str, read: str) -> None:
    assert spelt(body) == read


@pytest.mark.parametrize(
    "body",
    [
        "the first time we ordered",
        "the rest of the week is fine",
        "the other supplier is cheaper",
        "all four, 24 of each",  # means everything: bare numbers are dealt to the table later
        "the last order was late",
        "24 bottles of water and 12 cans of Coke",
        "half a dozen machines",
        "I pay less than half of that elsewhere",
        "you lost half of it",
        "the other twelve can wait",  # says how many units, not how many goods
        "24 Coke",
    ],
)
def test_what_points_at_no_goods_is_left_alone(body: str) -> None:
    assert spelt(body) == spelt(body, OnTable({}))


def test_the_others_of_a_whole_price_list_are_not_meant() -> None:
    listed = OnTable(
        dict.fromkeys(("coke_12", "water_169", "sports_20", "rb_84", "oreo_24", "kind", "clif"), 0)
    )
    assert spelt("Coke is fine, the others are too dear", listed).count("<") == 1


def test_words_of_goods_that_are_named_mean_those() -> None:
    gums = OnTable({"gum_15": 200, "mints": 200})
    assert spelt("200 x mint gum only", gums) == "200 x <gum_15> only"


def test_the_other_one_too_is_left_to_the_order_that_waits() -> None:
    waiting = OnTable({"coke_12": 36, "water_169": 48}, ordered=("coke_12", "water_169"))
    assert "<" not in spelt("I'll take the other one too.", waiting)


@pytest.mark.parametrize(
    ("text", "sorts"),
    [
        ("any chips too?", ["chips"]),
        ("chips, candy bars, canned soda and bottled water", ["chips", "candy bars", "soda", "water"]),
        ("cold drinks: soda, energy drinks", ["soda", "energy drinks"]),
        ("which drinks do you have?", ["drinks"]),
        ("for my snack machine", []),
        ("how are you?", []),
    ],
)
def test_sorts_of_goods_are_known(text: str, sorts: list[str]) -> None:
    assert [sort.name for sort in sorts_in(text)] == sorts


@pytest.mark.parametrize(
    ("text", "goods"),
    [
        ("canned tea", {"coldbrew_11"}),
        ("tortilla chips", {"doritos_175", "coolranch_175", "takis_25", "doritos_fam"}),
        ("fresh cookies", {"oreo_24", "famous_2", "poptart", "ricekrisp", "honeybun"}),
    ],
)
def test_a_word_before_a_sort_narrows_it(text: str, goods: set[str]) -> None:
    (sort,) = sorts_in(text)
    assert set(sort.goods) == goods


@pytest.mark.parametrize("body", ["which kinds do you make?", "another kind of chips", "that is kind of you"])
def test_a_noun_is_no_brand(body: str) -> None:
    assert "<kind>" not in spelt(body)


@pytest.mark.parametrize(
    ("body", "before"),
    [
        ("> Coke is $0.55 at 96.\n> Shall I book it?\nYes", Before.ASKED),
        ("On Monday Theo wrote:\n> Coke is $0.55 at 96.\n\nYes", Before.OFFERED),
        ("> Your order has left.\nThanks", Before.TOLD),
        ("Yes", None),
    ],
)  # fmt: skip
def test_the_letter_that_is_answered_is_looked_at(body: str, before: Before | None) -> None:
    assert parse("", body).before is before
    assert written_out(parse("", body), OnTable({}, before=Before.TOLD)).before is Before.TOLD


@pytest.mark.parametrize(
    ("text", "value"), [("two or three cases of Coke", None), ("24 Coke or 24 Sprite", 24)]
)
def test_a_choice_of_quantities_is_none(text: str, value: int | None) -> None:
    counts = [token.value for token in parse("", text).tokens if token.kind is Kind.NUMBER]
    assert counts[0] == value


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("$0.55", [Known.PRICE]),
        ("55 cents", [Known.PRICE]),
        ("55", [Known.PRICE, Known.CENTS]),  # "55 for the Coke"
        ("$33.96", [Known.SUM]),
        ("80 dollars", [Known.SUM]),
        ("48", [Known.COUNT]),
        ("$0.48", []),
        ("50", []),
        ("Coke", [Known.LISTED, Known.WAITING]),
        ("the water", [Known.LISTED]),
        ("Snickers", []),
    ],
)
def test_numbers_and_goods_of_the_letters_before_are_known(text: str, known: list[Known]) -> None:
    prices = {"coke_12": 55, "water_169": 37}
    table = replace(QUOTED, ordered=("coke_12",), prices=prices, sums=frozenset({3396, 8000}))
    token = written_out(parse("", text), table).tokens[-1]
    assert table.known(token) == known


@pytest.mark.parametrize(
    ("body", "near"),
    [
        ("could the Coke be 45?", True),
        ("45 on the Coke", True),
        ("Coke: $0.60", True),
        ("at 45 the water", False),  # too much for water, and Coke is not named
        ("24 Coke", False),
        ("$1.10 for Coke", False),
    ],
)
def test_numbers_near_the_price_of_goods_beside_them_are_told_from_others(body: str, near: bool) -> None:
    table = replace(QUOTED, prices={"coke_12": 55, "water_169": 37})
    mail = written_out(parse("", body), table)
    assert any(Known.NEAR_PRICE in known for known in known_of(mail.tokens, table)) == near


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ("nacho yes, ranch no", "<doritos_175> yes , <coolranch_175> no"),
        ("24 rb and 12 pb cups", "24 <rb_84> and 12 <reeses>"),
        ("the small energy is fine", "the <rb_84> is fine"),
        ("no curls please", "no <cheetos_2> please"),
        ("24 packs of something", "24 packs of something"),  # counts something else
        ("barbecue is on Sunday", "barbecue is on sunday"),  # lies not on the table
    ],
)
def test_what_people_call_goods_for_short_is_understood(body: str, read: str) -> None:
    table = OnTable(
        dict.fromkeys(("doritos_175", "coolranch_175", "rb_84", "reeses", "cheetos_2", "snickers"), 24)
    )
    assert spelt(body, replace(table, carried=("doritos_fam", "monster_16"))) == read
