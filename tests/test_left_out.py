"""What is on the table after a letter: goods that are left out are gone, and a change keeps the rest."""

from __future__ import annotations

import pytest

from playing import ask
from test_thread_orders import CHIPS, COKE, NUTS, SHIP, WATER, Shop

NACHO, BAR = "Nacho Tortilla Chips 1.75oz", "Peanut Caramel Bar 1.86oz"
QUOTED = {COKE: 24, WATER: 24, NACHO: 36}
LEFT = {COKE: 24, WATER: 24}


@pytest.mark.parametrize(
    ("mail", "booked"),
    [
        ("Drop the coke and the nacho, send 48 water.", {WATER: 48}),
        ("Only the nachos I leave out, otherwise yes, book it.", LEFT),
        ("Nachos I do NOT want. 24 coke and 24 water, please book.", LEFT),
        ("I'm skipping the nachos, the rest as quoted.", LEFT),
        ("Skip the coke and the water, the rest please.", {NACHO: 36}),
        ("Just 48 water instead, the coke and the nachos are off.", {WATER: 48}),
        ("Then let's not argue about the nachos. Please send 24 coke and 24 water.", LEFT),
        (
            "You gave me the size of the bars, but not of the water. I'd take 24 coke and 24 "
            "water. No nachos.",
            LEFT,
        ),
        ("Yes to the coke and water. No to the nachos, they are too dear.", LEFT),
        ("Nachos at 1.10 are no bargain. Forget that one. The other two, please book.", LEFT),
    ],
)
def test_goods_left_out_of_an_order_are_not_in_it(mail: str, booked: dict[str, int]) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, mail + SHIP, "Re: Quote")
    assert shop.open_orders() == [booked]


@pytest.mark.parametrize(
    "mail",
    [
        "Coke .60, water .30, nachos forget it. Deal?",
        "How about 0.35 for the water and 0.90 for the coke? Nachos at 95 cents are a no either way.",
        "No chips this time, the coke at 90 cents and the water at 40 would be great. What do you say?",
        "The nachos at 1.10 do not work for me. Forget that one. Water 40 cents, coke 90 "
        "cents. I'd take 24 of each.",
        "If you come to 0.90 on the coke and 0.40 on the water, then I leave the nachos "
        "away and order the other two.",
        "Not interested in the nachos, but the coke and water I'd take.",
        "Your nachos are too dear for us, so only the other two.",
        "Could you requote without the nachos?",
    ],
)
def test_goods_left_out_of_a_bid_or_a_question_leave_the_table(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    answer = ask(shop.episode, shop.email, mail, "Re: Quote")
    assert not shop.open_orders()
    assert NACHO not in answer
    assert {item.units for item in shop.thread.offer.items} == {24}
    assert len(shop.thread.offer.items) == 2


@pytest.mark.parametrize(
    "mail",
    [
        "Skip the coke, the water and the nachos.",
        "I accept, but leave out coke, water and nachos.",
        "I have filled up on water and coke, so no to those two. And nacho at 1.05, no thanks.",
        "No to the coke, no to the water, no nachos. How long would you keep these prices?",
    ],
)
def test_who_leaves_out_everything_orders_nothing_and_gets_no_new_quote(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    answer = ask(shop.episode, shop.email, mail + SHIP, "Re: Quote")
    assert not shop.open_orders()
    assert shop.thread.offer is None
    assert COKE not in answer


@pytest.mark.parametrize(
    ("mail", "after"),
    [
        ("I need the order without the 24 coke, everything else in it unchanged.", {WATER: 24, NACHO: 36}),
        (
            "There are 24 coke in it that I did not put on my list. Could you take them off?",
            {WATER: 24, NACHO: 36},
        ),
        ("Drop the coke and water, nachos stay as they are.", {NACHO: 36}),
        ("The nachos are rather slow here. Would you leave those out, please?", LEFT),
    ],
)
def test_goods_taken_off_an_order_leave_the_rest_as_it_was(mail: str, after: dict[str, int]) -> None:
    shop = Shop()
    shop.ordered(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Quote")
    proposed = {item.product for item in shop.thread.offer.items} if shop.thread.offer else set()
    assert shop.open_orders() == [after] or len(proposed) == len(after)


@pytest.mark.parametrize(
    ("mail", "booked"),
    [
        ("Make it 36 of the coke and book it.", {**QUOTED, COKE: 36}),
        ("Make that 36 coke, and 12 peanuts on top. Otherwise fine.", {**QUOTED, COKE: 36, NUTS: 12}),
        (
            "I'll take it as you listed it, but only half of the coke (12 instead of 24), put in 48 peanuts. "
            "Everything goes to 1680 Mission St, San Francisco.",
            {**QUOTED, COKE: 12, NUTS: 48},
        ),
        ("Please swap the nachos for 24 peanuts, all else as it is.", {**LEFT, NUTS: 24}),
    ],
)
def test_a_change_of_a_quote_keeps_what_it_does_not_name(mail: str, booked: dict[str, int]) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, mail + SHIP, "Re: Quote")
    assert shop.open_orders() == [booked]


@pytest.mark.parametrize(
    ("mail", "booked"),
    [
        (
            "Same again but without the coke, I have still two dozens of it, and double the nachos.",
            {WATER: 24, NACHO: 72},
        ),
        ("As before but 48 water and no nachos.", {COKE: 24, WATER: 48}),
        (
            "The same as last time, only without the coke; make it 48 nachos, and leave the water as it was.",
            {WATER: 24, NACHO: 48},
        ),
        (
            "I'd like the usual: two dozen water, a dozen nachos and 12 peanuts.",
            {WATER: 24, NACHO: 12, NUTS: 12},
        ),
    ],
)
def test_a_repeated_order_is_changed_as_its_letter_says(mail: str, booked: dict[str, int]) -> None:
    shop = Shop()
    shop.ordered(QUOTED)
    shop.trade.book.orders[-1].stage = "delivered"
    ask(shop.episode, shop.email, mail + SHIP, "Re: Quote")
    assert shop.open_orders() == [booked]


def test_all_that_was_quoted_with_the_quantity_that_was_missing() -> None:
    shop = Shop()
    shop.quoted({**QUOTED, BAR: 0})
    mail = "My order is everything in your mail in the quantities written there, and for the snickers put 60."
    ask(shop.episode, shop.email, "OK, your prices are accepted. " + mail + SHIP, "Re: Quote")
    assert shop.open_orders() == [{**QUOTED, BAR: 60}]


def test_no_change_is_proposed_that_would_be_refused() -> None:
    shop = Shop(5_000)
    order = shop.ordered({COKE: 24, NACHO: 36})
    answer = ask(shop.episode, shop.email, "Could you take the coke off? I'm not sure yet.", "Re: Quote")
    assert order in answer
    assert "$50.00" in answer
    assert shop.open_orders() == [{COKE: 24, NACHO: 36}]


def test_an_order_too_small_alone_is_taken_together_with_what_else_its_letter_wants() -> None:
    shop = Shop(4_000)
    shop.suggested({COKE: 18, WATER: 24})
    mail = "Yes, but make it 12 coke, the water stays. And would 24 snickers at $1.00 each be possible?"
    answer = ask(shop.episode, shop.email, mail, "Re: Quote")
    assert all(name in answer for name in (COKE, WATER, BAR))
    assert "minimum" not in answer
    assert CHIPS not in answer


def test_24_of_those_is_of_what_was_named_last() -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    answer = ask(
        shop.episode, shop.email, "Nachos at 1.01, is that your best? If I take 48 of those?", "Re: Quote"
    )
    assert f"48 x {NACHO}" in answer
