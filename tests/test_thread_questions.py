"""Questions among business: each is answered from facts, in the letter that answers the rest."""

from __future__ import annotations

import pytest

from playing import ask
from test_thread_orders import CHIPS, COKE, NUTS, QUOTED, WATER, Shop
from vendsim.suppliers.reading import read_mail


@pytest.mark.parametrize(
    "mail",
    [
        "Could we begin with a dozen waters and a dozen colas, just to see how they go?",
        "What would 24 chips and 24 water cost? Is that enough for your minimum?",
        "Thinking about 12 coke and 6 chips for a first try, what do you say?",
    ],
)
def test_goods_below_the_minimum_are_priced_and_what_is_missing_is_told(mail: str) -> None:
    shop = Shop(minimum_cents=10_000)
    said = ask(shop.episode, shop.email, mail)
    assert "$100.00" in said
    assert " each" in said or " per unit" in said
    assert "booked" not in said
    assert not shop.open_orders()


@pytest.mark.parametrize("minimum_cents", [2_000, 10_000])
def test_what_lies_on_the_table_is_held_against_the_minimum(minimum_cents: int) -> None:
    shop = Shop(minimum_cents)
    shop.quoted(QUOTED)
    said = ask(shop.episode, shop.email, "Does that reach your minimum order?", "Re: Quote")
    assert f"${minimum_cents / 100:.2f}" in said
    assert ("more" in said or "missing" in said or "short" in said) == (minimum_cents > 2_000)


@pytest.mark.parametrize(
    ("mail", "enough"),
    [
        ("Would the water alone and 48 sprite make the minimum?", True),
        ("Just tell me if 12 chips and 6 sprite are enough for your minimum order.", False),
    ],
)
def test_what_a_question_names_is_held_against_the_minimum(mail: str, enough: bool) -> None:
    shop = Shop(minimum_cents=4_000)
    shop.quoted(QUOTED)
    said = ask(shop.episode, shop.email, mail, "Re: Quote")
    assert "$40.00" in said
    assert ("more" in said or "missing" in said or "short" in said) is not enough


def test_the_hour_of_a_delivery_is_answered_beside_its_state() -> None:
    shop = Shop()
    order = shop.ordered({COKE: 48})
    said = ask(
        shop.episode, shop.email, f"Where is {order}? Can the driver leave it by the door in the morning?"
    )
    assert order in said
    assert "during the day" in said or "carrier" in said


@pytest.mark.parametrize(
    ("mail", "told"),
    [
        ("Prices for cola and water please, along with minimum, lead time and case sizes.", "36 of"),
        (
            "What do you charge for chips, and what about delivery time and damaged goods?",
            "days after payment",
        ),
    ],
)
def test_of_several_things_in_one_question_each_is_answered(mail: str, told: str) -> None:
    shop = Shop(minimum_cents=10_000)
    said = ask(shop.episode, shop.email, mail)
    assert told in said
    assert "$100.00" in said


@pytest.mark.parametrize(
    ("mail", "known", "stranger"),
    [
        ("Price for water, pretzels and peanuts?", (WATER, NUTS), "pretzels"),
        ("How much are your waters, muffins and classic chips?", (WATER, CHIPS), "muffins"),
        ("Do you keep orange juice or lemonade, and at what price?", ("Orange Juice 15oz",), "lemonade"),
    ],
)
def test_of_goods_asked_for_in_a_row_the_one_we_lack_is_named(
    mail: str, known: tuple[str, ...], stranger: str
) -> None:
    shop = Shop()
    said = ask(shop.episode, shop.email, mail)
    assert all(name in said for name in (*known, stranger))


def test_chocolate_is_asked_for_beside_cola() -> None:
    shop = Shop()
    said = ask(shop.episode, shop.email, "We need cola, chips and chocolate bars. What do they cost?")
    assert COKE in said
    assert "Peanut Caramel Bar" in said


@pytest.mark.parametrize(
    ("mail", "told"),
    [
        ("I like it, but is there any wiggle room on the chips?", "price"),
        ("The chips I want later, maybe in spring. Will the price still be the same?", "quote"),
    ],
)
def test_what_is_asked_about_prices_is_answered_beside_them(mail: str, told: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    answer = ask(shop.episode, shop.email, mail, "Re: Your offer")
    assert told in answer.rpartition("2026" if "2026" in answer else "August")[2].lower()


def test_an_old_subject_asks_nothing_again() -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    said = ask(shop.episode, shop.email, "Thanks, we will think about it.", "Re: Do you deliver to Bay St?")
    assert "address" not in said.lower()


def test_a_credit_is_told() -> None:
    shop = Shop()
    shop.thread.credit_cents = 464
    assert "$4.64" in ask(shop.episode, shop.email, "Will my credit be taken off by itself next time?")


def test_how_long_the_goods_meant_keep() -> None:
    shop = Shop()
    said = ask(shop.episode, shop.email, "How long does the popcorn keep? And the beef jerky?")
    assert "White Cheddar Popcorn 1oz 120 days" in said
    assert COKE not in said


@pytest.mark.parametrize(
    ("mail", "topic"),
    [
        ("24 cola please, and is that the real brand, yes or no?", "make"),
        ("Could one order hold several products, mixed as I like?", "mixing"),
        ("Is it all right if I pay next Tuesday?", "payment_terms"),
        ("prices for chips n whats the min", "minimum_order"),
        ("Could you do the freight for 6 instead?", "free_shipping"),
    ],
)
def test_short_questions_beside_business_have_their_topic(mail: str, topic: str) -> None:
    assert topic in {topic for act in read_mail("", mail).acts for topic in act.topics}
