"""Letters that talk about letters, prices and lists of their thread, and what they change there."""

from __future__ import annotations

import pytest

from playing import ADDRESS, ask, pay, sleep
from test_thread_orders import CHIPS, COKE, NUTS, QUOTED, SPRITE, WATER, Shop

BOTTLE = "Cola Classic 20oz bottle"

# Letters about letters -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mail",
    [
        "Did you get my letter of Monday?",
        "I'm still waiting for an answer to my last mail.",
        "You didn't answer my question.",
        "No reply yet to my message from Tuesday - is everything all right?",
        "My letter of the 10th seems to have got lost. Could you look?",
    ],
)
def test_who_waits_for_our_letter_gets_it_once_more(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    said = ask(shop.episode, shop.email, mail, "Re: Quote")
    assert all(f"{units} x {name}" in said for name, units in QUOTED.items())
    assert shop.thread.offer
    assert not shop.open_orders()


@pytest.mark.parametrize("mail", ["Did you receive my mail?", "I wrote twice and never got an answer."])
def test_who_waits_for_our_letter_is_asked_again_what_we_asked(mail: str) -> None:
    shop = Shop()
    order = shop.ordered({COKE: 24})
    shop.proposed({COKE: 48})
    said = ask(shop.episode, shop.email, mail, "Re: Quote")
    assert order in said
    assert f"48 x {COKE}" in said
    ask(shop.episode, shop.email, "Yes please.", "Re: Quote")
    assert shop.open_orders() == [{COKE: 48}]


@pytest.mark.parametrize(
    "mail",
    [
        "You skipped my question about returns.",
        "There was no answer to my question whether you deliver on Saturdays.",
    ],
)
def test_a_question_that_was_passed_over_is_answered(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    said = ask(shop.episode, shop.email, mail, "Re: Quote")
    assert "return" in said.lower() if "returns" in mail else "days" in said
    assert COKE not in said


@pytest.mark.parametrize(
    "mail",
    [
        "I wrote you about 36 water at 0.40 and there is no answer.",
        "Still waiting to hear from you: no reply yet on 36 water at $0.40.",
    ],
)
def test_a_bid_that_was_passed_over_is_answered(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    said = ask(shop.episode, shop.email, mail, "Re: Quote")
    assert f"36 x {WATER}" in said
    assert CHIPS not in said


@pytest.mark.parametrize(
    "mail",
    ["I have not heard back from my partner yet.", "Thanks for your answer, I will think about it."],
)
def test_who_waits_for_somebody_else_gets_no_offer_again(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    assert COKE not in ask(shop.episode, shop.email, mail, "Re: Quote")


# Prices that an order hangs on ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mail", "booked"),
    [
        ("Book it if it is under 60 with shipping.", QUOTED),
        ("Go ahead, unless it comes to more than $60.", QUOTED),
        ("I'll take all of it provided the total is no more than $55.", QUOTED),
        ("If you can do 1.20 on the cola, book 48.", {COKE: 48}),
        ("24 chips if they are under 1.50 each, please ship.", {CHIPS: 24}),
        ("Cola 24, water 24, only if it is under 1.30. Prices as you gave me.", {COKE: 24, WATER: 24}),
    ],
)
def test_an_order_whose_price_condition_is_met_is_booked(mail: str, booked: dict[str, int]) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Quote")
    assert shop.open_orders() == [booked]


@pytest.mark.parametrize(
    "mail",
    [
        "Book it if it is under 40 with shipping.",
        "Only book it if it comes to less than $50.",
        "If you can do 0.55 on the cola, book 48.",
        "24 chips if they are under 1.00 each, please ship.",
        "Say I take 36 cola, 24 water and 24 chips. Take 12% off and you have a deal today.",
    ],
)
def test_an_order_whose_price_condition_is_not_met_is_answered_with_the_price(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    said = ask(shop.episode, shop.email, mail, "Re: Quote")
    assert "you offered" in said
    assert not shop.open_orders()
    ask(shop.episode, shop.email, "OK, book it at your price.", "Re: Quote")
    assert shop.open_orders()


def test_a_sum_that_a_condition_names_counts_with_the_shipping_even_if_it_is_the_minimum() -> None:
    shop = Shop(minimum_cents=5_000)
    shop.trade.params.shipping[0, shop.supplier] = 900
    shop.trade.params.free_over[0, shop.supplier] = 20_000
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, "Book it if it is under 50 with shipping.", "Re: Quote")
    assert not shop.open_orders()


@pytest.mark.parametrize(
    "mail",
    [
        "If it is under 60 with shipping, let me know.",
        "Would you book it if it is under 60?",
        "I'd take 48 cola if you can do 1.20.",
        "Book it for me only if my partner agrees that it is under $60.",
        "Book it if it is under $60 and you can deliver on Friday.",
        "We order 24 cola each week if the price is under 1.25.",
        "If the cola is under 1.25 next week, I will order 48.",
        "Do not book it unless it is under 60 and I have said yes.",
    ],
)
def test_what_hangs_on_more_than_a_price_is_not_booked(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Quote")
    assert not shop.open_orders()


def test_a_change_at_a_price_that_is_too_low_is_made_at_ours_by_a_yes() -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    shop.ordered({COKE: 24, WATER: 24})
    ask(shop.episode, shop.email, "Please add 24 chips at 0.90.", "Re: Order")
    assert shop.open_orders() == [{COKE: 24, WATER: 24}]
    ask(shop.episode, shop.email, "OK, do that.", "Re: Order")
    assert shop.open_orders() == [{COKE: 24, WATER: 24, CHIPS: 24}]


@pytest.mark.parametrize(
    ("mail", "after"),
    [
        ("Add 24 chips if they are under 1.25, otherwise leave it.", {COKE: 24, WATER: 24, CHIPS: 24}),
        ("Make the cola 48 if you can do 1.20 on it.", {COKE: 48, WATER: 24}),
        ("Swap 12 of the cola for chips if you've got them under 1.00.", {COKE: 24, WATER: 24}),
    ],
)
def test_a_change_is_made_if_its_price_condition_is_met(mail: str, after: dict[str, int]) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    shop.ordered({COKE: 24, WATER: 24})
    ask(shop.episode, shop.email, mail, "Re: Order")
    assert shop.open_orders() == [after]


# Orders that are filled up -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mail", "after"),
    [
        ("12 chips at 1.15 and however many waters it takes to get to $60. Book it.", {CHIPS: 12, WATER: 99}),
        ("24 cola please, and fill up the rest with water to reach your minimum.", {COKE: 24, WATER: 46}),
        ("Please book the cola, 24, and make up the difference with water.", {COKE: 24, WATER: 46}),
        ("Book 24 cola and enough water to hit $80.", {COKE: 24, WATER: 110}),
        ("Please send 24 water (or 80 if you need it to clear 50) and 12 cola.", {WATER: 80, COKE: 12}),
        ("Please send 48 cola, or 60 if that is needed to reach the minimum.", {COKE: 48}),
    ],
)
def test_an_order_is_filled_up_with_what_its_buyer_says(mail: str, after: dict[str, int]) -> None:
    shop = Shop(minimum_cents=5_000)
    shop.quoted(QUOTED)
    said = ask(shop.episode, shop.email, mail, "Re: Quote")
    assert shop.open_orders() == [after]
    assert "minimum" not in said


@pytest.mark.parametrize("mail", ["Can you fill the rest with water?", "I filled the machine with water."])
def test_who_orders_nothing_fills_nothing_up(mail: str) -> None:
    shop = Shop(minimum_cents=5_000)
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Quote")
    assert not shop.open_orders()


def test_an_order_that_is_too_small_is_answered_with_its_prices() -> None:
    shop = Shop(minimum_cents=12_000)
    said = ask(shop.episode, shop.email, "Please send 12 water and 12 cola.", "Order")
    assert f"12 x {WATER}" in said
    assert f"12 x {COKE}" in said


# What words and numbers mean in their thread -------------------------------------------------------------


def test_a_number_of_an_order_is_no_quantity() -> None:
    shop = Shop()
    first, second = shop.ordered({COKE: 24}), shop.ordered({WATER: 24})
    ask(shop.episode, shop.email, f"Kill {second.removeprefix('PO-')} please, I don't want it.", "Re: Order")
    assert shop.open_orders() == [{COKE: 24}]
    assert first


@pytest.mark.parametrize("mail", ["24 cokes please.", "Please book the cola, 24 bottles."])
def test_a_name_without_a_size_is_what_lies_on_the_table(mail: str) -> None:
    shop = Shop()
    shop.quoted({BOTTLE: 12, WATER: 24})
    ask(shop.episode, shop.email, mail, "Re: Quote")
    assert shop.open_orders() == [{BOTTLE: 24}]


def test_a_list_of_its_own_is_announced_by_all_of_it() -> None:
    shop = Shop()
    shop.ordered({COKE: 24, CHIPS: 12})
    mail = f"Not just the water. ALL of it:\n24 cola\n48 water\nat your last prices. To {ADDRESS}."
    said = ask(shop.episode, shop.email, mail, "the whole order")
    assert CHIPS not in said


def test_the_rest_at_your_price_is_the_rest_of_the_letter() -> None:
    shop = Shop()
    shop.quoted({CHIPS: 12, WATER: 24})
    mail = (
        "What would you do on 24 cola and 24 peanuts, and 12 Sprite? $1 for the cola, the rest at your price."
    )
    said = ask(shop.episode, shop.email, mail, "Re: Quote")
    assert COKE in said
    assert CHIPS not in said


def test_the_only_sum_of_a_bid_is_what_it_offers_for_everything() -> None:
    shop = Shop()
    shop.quoted({COKE: 12, WATER: 12, CHIPS: 12})
    mail = "Would you do the three for $25 before shipping, given that I am likely to reorder if they sell?"
    said = ask(shop.episode, shop.email, mail, "Re: Quote")
    assert "you offered $25.00" in said


def test_goods_followed_by_a_no_at_the_end_of_a_sentence_are_not_wanted() -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    ask(
        shop.episode, shop.email, "I decide now: chips no. All the rest is good, please book it.", "Re: Quote"
    )
    assert CHIPS not in {name for order in shop.open_orders() for name in order}


def test_a_yes_to_an_order_that_has_left_is_answered_with_where_it_is() -> None:
    shop = Shop()
    order = shop.ordered({COKE: 24})
    pay(shop.episode, shop.email, shop.trade.book.orders[-1].total_cents, order)
    sleep(shop.episode)
    said = ask(shop.episode, shop.email, "Yes.", "Re: Order")
    assert order in said
    assert "how many" not in said


# Corrections of what we proposed --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mail", "after"),
    [
        ("No, 24 of the cola.", {COKE: 24, CHIPS: 24}),
        ("I asked for 24 cola. Please correct and book.", {COKE: 24, CHIPS: 24}),
        ("Fine on the 1.19 for the cola, book it, but chips 36.", {COKE: 48, CHIPS: 36}),
        ("Yes to the cola, no to the chips.", {COKE: 48}),
    ],
)
def test_a_correction_of_a_proposal_keeps_the_rest_of_it(mail: str, after: dict[str, int]) -> None:
    shop = Shop()
    shop.suggested({COKE: 48, CHIPS: 24})
    ask(shop.episode, shop.email, mail, "Re: Order")
    assert shop.open_orders() == [after]


@pytest.mark.parametrize("mail", ["Not quite, I said 24 cola.", "We wanted only 24 cola."])
def test_a_correction_without_a_yes_is_proposed(mail: str) -> None:
    shop = Shop()
    shop.suggested({COKE: 48, CHIPS: 24})
    said = ask(shop.episode, shop.email, mail, "Re: Order")
    assert f"24 x {COKE}" in said
    assert f"24 x {CHIPS}" in said
    assert not shop.open_orders()


def test_goods_that_are_right_are_not_refused_with_others() -> None:
    shop = Shop()
    shop.suggested({COKE: 48, CHIPS: 24})
    said = ask(shop.episode, shop.email, "No cola, the chips are right.", "Re: Order")
    assert f"24 x {CHIPS}" in said
    assert COKE not in said


# The last order ------------------------------------------------------------------------------------------


def shop_that_delivered() -> Shop:
    """A supplier that the buyer has bought from, and now talks with about other goods."""
    shop = Shop()
    order = shop.ordered({COKE: 24, WATER: 24, CHIPS: 12})
    pay(shop.episode, shop.email, shop.trade.book.orders[-1].total_cents, order)
    sleep(shop.episode, 6)
    shop.quoted({NUTS: 0})
    return shop


@pytest.mark.parametrize(
    ("mail", "after"),
    [
        ("Same as last time please, but no chips and double the cola.", {COKE: 48, WATER: 24}),
        ("Same again, please swap the chips for peanuts.", {COKE: 24, WATER: 24, NUTS: 12}),
        ("Same order again but half the water.", {COKE: 24, WATER: 12, CHIPS: 12}),
    ],
)
def test_the_last_order_is_repeated_with_changes(mail: str, after: dict[str, int]) -> None:
    shop = shop_that_delivered()
    ask(shop.episode, shop.email, mail, "Next order")
    assert shop.open_orders() == [after]


@pytest.mark.parametrize(
    "mail",
    [
        "Next order: same as last time but no chips and double the cola. What is that? Don't book it yet.",
        "What would my last order cost today with 48 cola and no chips?",
    ],
)
def test_the_price_of_the_last_order_with_changes_is_told(mail: str) -> None:
    shop = shop_that_delivered()
    said = ask(shop.episode, shop.email, mail, "Next order")
    assert said.count(f"48 x {COKE}") == 1
    assert f"24 x {WATER}" in said
    assert not shop.open_orders()


# Prices asked for ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mail",
    [
        "Please quote cola, 24 units, and separately 96 units.",
        "What do you charge for cola and peanuts, in quantities of 24 and of 96 each?",
    ],
)
def test_prices_at_two_quantities_are_both_told(mail: str) -> None:
    shop = Shop()
    said = ask(shop.episode, shop.email, mail, "Inquiry")
    assert f"24 x {COKE}" in said
    assert f"96 x {COKE}" in said
    assert shop.thread.offer is None


@pytest.mark.parametrize(
    "mail",
    ["What was the cola again?", "Could you look at the cola again?", "Is that your best on the cola?"],
)
def test_the_price_of_a_part_of_an_offer_is_told_and_the_offer_stays(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    said = ask(shop.episode, shop.email, mail, "Re: Quote")
    assert COKE in said
    assert CHIPS not in said
    ask(shop.episode, shop.email, "OK, book it all please.", "Re: Quote")
    assert shop.open_orders() == [QUOTED]


# Yes with a change, and what is only asked ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("mail", "after"),
    [
        ("Sounds good, let's do it, only bump the water up to 36 please.", {COKE: 24, WATER: 36, CHIPS: 12}),
        ("Deal, but make the water 36.", {COKE: 24, WATER: 36, CHIPS: 12}),
        ("Half of everything and we have a deal.", {COKE: 12, WATER: 12, CHIPS: 6}),
    ],
)
def test_a_yes_to_a_quote_with_a_change_takes_the_rest_of_it(mail: str, after: dict[str, int]) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Quote")
    assert shop.open_orders() == [after]


@pytest.mark.parametrize(
    ("mail", "after"),
    [
        ("Just the water for now, please. I'll come back for the rest.", {WATER: 24}),
        ("Yes, but hold the chips.", {COKE: 24, WATER: 24}),
    ],
)
def test_a_yes_to_a_part_is_one_to_that_part(mail: str, after: dict[str, int]) -> None:
    shop = Shop()
    shop.suggested(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Quote")
    ask(shop.episode, shop.email, "Yes.", "Re: Quote")
    assert after in shop.open_orders()


@pytest.mark.parametrize(
    "mail",
    [
        "Yes go ahead, and please tell me when it will be here.",
        "Exactly. By the way, do you also carry peanuts?",
    ],
)
def test_a_yes_with_something_to_be_told_is_one(mail: str) -> None:
    shop = Shop()
    shop.suggested(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Quote")
    assert shop.open_orders() == [QUOTED]


@pytest.mark.parametrize(
    ("mail", "asked"),
    [
        ("I miscounted. I need 36 water, the rest is fine.", False),
        ("36 water please, everything else as it is.", True),
    ],
)
def test_an_unpaid_order_whose_rest_is_fine_is_changed(mail: str, asked: bool) -> None:
    shop = Shop()
    shop.ordered(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Order")
    assert (shop.open_orders() == [QUOTED]) == asked
    ask(shop.episode, shop.email, "Yes, change it.", "Re: Order")
    assert shop.open_orders() == [{**QUOTED, WATER: 36}]


def test_an_unpaid_order_is_doubled_and_not_booked_again() -> None:
    shop = Shop()
    shop.ordered(QUOTED)
    ask(shop.episode, shop.email, "Double it please.", "Re: Order")
    assert shop.open_orders() == [QUOTED]
    ask(shop.episode, shop.email, "Yes.", "Re: Order")
    assert shop.open_orders() == [{name: 2 * units for name, units in QUOTED.items()}]


@pytest.mark.parametrize(
    "mail",
    [
        "Same as last time without the water, what would it cost?",
        "What would the same again come to, without the water?",
    ],
)
def test_a_repetition_whose_price_is_asked_is_not_booked(mail: str) -> None:
    shop = shop_that_delivered()
    said = ask(shop.episode, shop.email, mail, "Next order")
    assert not shop.open_orders()
    assert f"12 x {CHIPS}" in said
    assert WATER not in said


def test_a_bid_in_a_list_of_questions_is_answered() -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    mail = (
        "1. Can you do 1.10 on the cola? 2. How many bags in a case of chips? 3. Can I get it on a Saturday?"
    )
    assert "you offered $1.10" in ask(shop.episode, shop.email, mail, "Re: Quote")


def test_who_wants_to_add_to_an_order_that_has_left_is_told_so() -> None:
    shop = Shop()
    order = shop.ordered(QUOTED)
    pay(shop.episode, shop.email, shop.trade.book.orders[-1].total_cents, order)
    sleep(shop.episode)
    said = ask(shop.episode, shop.email, "Can I still add 12 peanuts to it?", "Re: Order")
    assert order in said
    assert f"12 x {NUTS}" in said


def test_a_condition_that_asks_for_free_shipping_gets_a_yes_or_no() -> None:
    shop = Shop()
    shop.trade.params.shipping[0, shop.supplier] = 900
    shop.quoted(QUOTED)
    said = ask(shop.episode, shop.email, "If you throw in free shipping I'll sign today.", "Re: Quote")
    assert "shipping" in said.lower() or "freight" in said.lower()


@pytest.mark.parametrize(
    "mail",
    [
        "Yes to that, and send me a quote for 24 peanuts as well.",
        "Yes, book it. And how much would 24 peanuts be?",
    ],
)
def test_goods_whose_price_is_asked_beside_a_yes_are_not_booked(mail: str) -> None:
    shop = Shop()
    shop.suggested(QUOTED)
    said = ask(shop.episode, shop.email, mail, "Re: Quote")
    assert shop.open_orders() == [QUOTED]
    assert f"24 x {NUTS}" in said


def test_book_it_is_an_order_whatever_is_asked_beside_it() -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, "Ok. Book it. Also what else do people buy at the wharf?", "Re: Quote")
    assert shop.open_orders() == [QUOTED]


@pytest.mark.parametrize(
    "mail",
    [
        "Ship that to your other customers, we are full.",
        "Ship it when my partner says so. Who is your boss?",
        "Did you book it? I hope not.",
        "Order it from somebody else, I said.",
    ],
)
def test_what_only_begins_like_book_it_is_no_order(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Quote")
    assert not shop.open_orders()


@pytest.mark.parametrize(
    "mail",
    ["I never asked for chips. Please quote again without.", "No chips were asked for. Correct that please."],
)
def test_who_never_ordered_complains_of_what_we_quoted(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    said = ask(shop.episode, shop.email, mail, "Re: Quote")
    assert f"24 x {COKE}" in said
    assert CHIPS not in said


def test_the_usual_order_and_something_with_it() -> None:
    shop = shop_that_delivered()
    ask(shop.episode, shop.email, "Usual order please, plus 24 peanuts.", "Next order")
    assert shop.open_orders() == [{COKE: 24, WATER: 24, CHIPS: 12, NUTS: 24}]


def test_who_asks_whether_an_order_is_booked_is_told_beside_other_questions() -> None:
    shop = Shop()
    order = shop.ordered(QUOTED)
    mail = "Is my order booked? What is the number and how do I pay?"
    assert order in ask(shop.episode, shop.email, mail, "Re: Order")


def test_goods_that_are_skipped_beside_a_bid_for_others_are_not_offered_again() -> None:
    shop = Shop()
    shop.quoted({BOTTLE: 16, WATER: 24})
    mail = (
        "I meant the bottles at 2.10, 16 of them. But you're too far off. Skip the cokes. 24 water at 0.40?"
    )
    said = ask(shop.episode, shop.email, mail, "Re: Quote")
    assert f"24 x {WATER}" in said
    assert BOTTLE not in said


@pytest.mark.parametrize(
    "mail",
    [
        "Do you carry any other jerky or meat sticks below the $4.87 item?",
        "Is the 1.19 for the cola with the deposit? And is there shipping?",
    ],
)
def test_a_price_in_a_question_is_no_offer_above_ours(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    before = dict(shop.thread.deals)
    assert "you offered" not in ask(shop.episode, shop.email, mail, "Re: Quote")
    assert shop.thread.deals == before


# Small words within a thread -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mail",
    [
        "Thanks. I'll have the cola and chips but skip the water, I still have some.",
        "We want the cola and the chips, no water.",
    ],
)
def test_what_is_taken_beside_what_is_skipped_is_proposed_or_booked(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Quote")
    ask(shop.episode, shop.email, "Yes.", "Re: Quote")
    assert shop.open_orders() == [{COKE: 24, CHIPS: 12}]


def test_goods_that_are_replaced_make_room_for_as_many() -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    mail = "My wife says the cola is too sweet, replace it with Sprite, otherwise fine, book it."
    ask(shop.episode, shop.email, mail, "Re: Quote")
    assert shop.open_orders() == [{WATER: 24, CHIPS: 12, SPRITE: 24}]


def test_fewer_are_fewer() -> None:
    shop = Shop()
    shop.ordered(QUOTED)
    ask(shop.episode, shop.email, "I'd like 12 fewer cola and no chips.", "Re: Order")
    assert shop.open_orders() == [{COKE: 12, WATER: 24}]


def test_an_order_that_is_left_as_it_is_is_not_proposed_again() -> None:
    shop = Shop()
    shop.ordered(QUOTED)
    ask(shop.episode, shop.email, "Leave the order as it is.", "Re: Order")
    assert shop.thread.offer is None
    assert shop.open_orders() == [QUOTED]


def test_a_change_that_names_no_order_is_made_to_the_one_that_has_its_goods() -> None:
    shop = Shop()
    shop.ordered({COKE: 24})
    shop.ordered({WATER: 24})
    ask(shop.episode, shop.email, "Drop the water one. And the cola make 36.", "Re: Order")
    assert shop.open_orders() == [{COKE: 36}]


def test_who_complains_of_a_price_before_paying_is_answered_about_the_price() -> None:
    shop = Shop()
    shop.ordered(QUOTED)
    mail = "The cola price on the confirmation is not what we agreed, it was 1.10."
    said = ask(shop.episode, shop.email, mail, "Re: Order")
    assert "you offered $1.10" in said
    assert "how many" not in said


def test_what_is_put_off_is_not_proposed() -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    said = ask(shop.episode, shop.email, "Cola 24, rest later.", "Re: Quote")
    assert COKE in said
    assert CHIPS not in said


@pytest.mark.parametrize(
    ("mail", "line"),
    [
        ("If I add 24 peanuts, what does it come to?", f"24 x {NUTS}"),
        ("What does it cost to add 12 more water?", f"36 x {WATER}"),
        ("What are the prices? I'd double the chips and add 24 peanuts to get over 60.", f"24 x {NUTS}"),
    ],
)
@pytest.mark.parametrize("booked", [False, True])
def test_what_is_thought_of_adding_is_priced_with_the_rest(mail: str, line: str, booked: bool) -> None:
    shop = Shop()
    (shop.ordered if booked else shop.quoted)(QUOTED)
    said = ask(shop.episode, shop.email, mail, "Re: Quote")
    assert line in said
    assert f"24 x {COKE}" in said
    assert shop.open_orders() == ([QUOTED] if booked else [])


def test_the_first_and_the_last_are_two() -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, "book the first and the last", "Re: Quote")
    assert shop.open_orders() == [{COKE: 24, CHIPS: 12}]


@pytest.mark.parametrize("mail", ["Is it too late to cancel?", "What happens if I cancel now?"])
def test_who_asks_about_cancelling_cancels_nothing(mail: str) -> None:
    shop = Shop()
    shop.ordered(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Order")
    assert shop.open_orders() == [QUOTED]


@pytest.mark.parametrize(
    ("mail", "after"),
    [("If the total is 53.64 then yes.", [QUOTED]), ("If it comes to less than $40, yes.", [])],
)
def test_a_yes_that_hangs_on_the_total_is_one_if_that_is_so(mail: str, after: list[dict[str, int]]) -> None:
    shop = Shop()
    shop.suggested(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Order")
    assert shop.open_orders() == after


def test_these_and_only_these_are_no_refusal() -> None:
    shop = Shop()
    shop.suggested(QUOTED)
    said = ask(shop.episode, shop.email, "What? I never wanted water. Cola and chips only.", "Re: Order")
    assert f"24 x {COKE}" in said
    assert WATER not in said


def test_an_unsure_order_of_what_is_left_of_an_unpaid_one_is_a_change_of_it() -> None:
    shop = Shop()
    order = shop.ordered(QUOTED)
    assert order in ask(shop.episode, shop.email, "No chips. Cola 36. Water ok.", "Re: Order")
    ask(shop.episode, shop.email, "Yes.", "Re: Order")
    assert shop.open_orders() == [{COKE: 36, WATER: 24}]


def test_who_never_ordered_asks_when_it_would_come() -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    assert "days" in ask(shop.episode, shop.email, "When would it arrive if I ordered today?", "Re: Quote")


# Some of what lies there, and no more ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "mail", ["Cola and water, 24 each, book it.", "24 each of the cola and the water please, go ahead."]
)
def test_so_many_of_each_of_some_goods_takes_no_others(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Quote")
    assert shop.open_orders() == [{COKE: 24, WATER: 24}]


def test_only_these_of_an_unpaid_order_is_a_change_that_drops_the_others() -> None:
    shop = Shop()
    shop.ordered({SPRITE: 24, NUTS: 24})
    ask(shop.episode, shop.email, "Then lemon-lime only, 24.", "Re: Order")
    assert shop.open_orders() == [{SPRITE: 24, NUTS: 24}]
    ask(shop.episode, shop.email, "Yes.", "Re: Order")
    assert shop.open_orders() == [{SPRITE: 24}]


def test_the_price_of_an_unpaid_order_lays_no_second_one_on_the_table() -> None:
    shop = Shop()
    order = shop.ordered(QUOTED)
    said = ask(shop.episode, shop.email, "What would the total be again?", "Re: Order")
    assert order in said
    ask(shop.episode, shop.email, "OK, book it.", "Re: Order")
    assert shop.open_orders() == [QUOTED]


def test_goods_in_place_of_cancelled_ones_are_for_the_same_order() -> None:
    shop = Shop()
    shop.ordered(QUOTED)
    mail = "Please cancel the chips, and I'd like 12 peanuts in place of them."
    ask(shop.episode, shop.email, mail, "Re: Order")
    ask(shop.episode, shop.email, "Yes.", "Re: Order")
    assert shop.open_orders() == [{COKE: 24, WATER: 24, NUTS: 12}]


@pytest.mark.parametrize("mail", ["Good. Then yes.", "Fine. Yes."])
def test_a_yes_in_two_sentences_is_one(mail: str) -> None:
    shop = Shop()
    shop.suggested(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Order")
    assert shop.open_orders() == [QUOTED]


@pytest.mark.parametrize("mail", ["Okay, 53.64 it is. Book it.", "Agreed, $53.64. Please book it."])
def test_our_own_total_beside_a_yes_is_no_offer(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Quote")
    assert shop.open_orders() == [QUOTED]


def test_another_quantity_that_is_asked_about_is_priced() -> None:
    shop = Shop()
    shop.quoted({COKE: 24})
    assert f"96 x {COKE}" in ask(shop.episode, shop.email, "And at 96?", "Re: Quote")


def test_who_cancels_everything_cancels_all_of_it() -> None:
    shop = Shop()
    shop.ordered(QUOTED)
    mail = "Cancel everything. Do not ship the 24 cola to 1680 Mission St."
    ask(shop.episode, shop.email, mail, "Re: Order")
    assert not shop.open_orders()


def test_who_wants_something_corrected_says_no_yes() -> None:
    shop = Shop()
    shop.suggested(QUOTED)
    mail = "PO-5858: you delivered 24 Pepsi but invoiced 36. Please correct."
    ask(shop.episode, shop.email, mail, "PO-5858")
    assert not shop.open_orders()


@pytest.mark.parametrize(
    "mail",
    [
        "Please book 24 cola and 24 water. If it is entered as written, please send the order number.",
        "24 cola and 24 water please. Once the order is booked, send me the number and the total.",
    ],
)
def test_what_we_are_to_send_once_it_is_booked_is_no_condition(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Quote")
    assert shop.open_orders() == [{COKE: 24, WATER: 24}]


@pytest.mark.parametrize(
    "mail",
    [
        "Good prices! I'll take 24 of the first, 36 of the second and none of the third.",
        "24 cola and 36 water please, none of the chips.",
    ],
)
def test_none_of_something_is_none(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Quote")
    assert shop.open_orders() == [{COKE: 24, WATER: 36}]


def test_what_is_later_is_only_what_stands_before_it() -> None:
    shop = Shop()
    shop.suggested(QUOTED)
    said = ask(shop.episode, shop.email, "yes to cola and water, chips later", "Re: Order")
    assert COKE in said
    assert WATER in said
    assert CHIPS not in said


def test_what_may_be_an_order_with_something_off_is_answered_about_the_price() -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    said = ask(
        shop.episode, shop.email, "Please book the order but with 10% off as a welcome gift?", "Re: Quote"
    )
    assert "you offered" in said
    assert not shop.open_orders()


def test_a_sort_is_not_what_lies_on_the_table_if_that_is_named_beside_it() -> None:
    shop = Shop()
    monster, energy, tea = "Monster-style Energy 16oz", "Energy Drink 8.4oz can", "Lemon Iced Tea 16oz"
    shop.quoted({monster: 16, tea: 16})
    ask(shop.episode, shop.email, "Please book 24 energy drink, 16 monster and 16 lemon tea.", "Re: Quote")
    assert shop.open_orders() == [{energy: 24, monster: 16, tea: 16}]


@pytest.mark.parametrize(
    ("mail", "booked"),
    [
        (f"Yes please, but the address is {ADDRESS} this time.", True),
        (f"Yes, and please ship it to {ADDRESS}.", True),
        (f"OK but the last goods you sent to {ADDRESS} were broken.", False),
    ],
)
def test_a_yes_may_tell_where_the_goods_go(mail: str, booked: bool) -> None:
    shop = Shop()
    shop.suggested(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Quote")
    assert shop.open_orders() == ([QUOTED] if booked else [])


@pytest.mark.parametrize(
    ("mail", "after"),
    [
        (f"{ADDRESS}. Actually make it 40 water and 24 chips.", [{WATER: 40, CHIPS: 24}]),
        (f"{ADDRESS}. Would 40 water and 24 chips be cheaper?", []),
    ],
)
def test_an_order_that_lacks_its_address_is_completed_with_other_quantities(
    mail: str, after: list[dict[str, int]]
) -> None:
    shop = Shop()
    shop.thread.address_known = False
    ask(shop.episode, shop.email, "Please book 24 water and 12 chips classic.", "new account?")
    ask(shop.episode, shop.email, mail, "Re: new account?")
    assert shop.open_orders() == after


def test_goods_that_are_wanted_only_below_a_price_are_not_booked_above_it() -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    mail = "Book the water whatever it costs; the cola only under 1.15."
    assert "you offered $1.15" in ask(shop.episode, shop.email, mail, "Re: Quote")
    assert not shop.open_orders()


@pytest.mark.parametrize(
    ("mail", "after"),
    [
        ("Top the order up to $70 with cola please.", {**QUOTED, COKE: 38}),
        ("Please add water until the order reaches $80.", {**QUOTED, WATER: 81}),
    ],
)
@pytest.mark.parametrize("booked", [False, True])
def test_what_lies_there_is_filled_up_by_a_yes(mail: str, after: dict[str, int], booked: bool) -> None:
    shop = Shop()
    (shop.ordered if booked else shop.quoted)(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Order")
    assert shop.open_orders() == ([QUOTED] if booked else [])
    ask(shop.episode, shop.email, "Yes.", "Re: Order")
    assert shop.open_orders() == [after]


@pytest.mark.parametrize(
    "mail", ["$148.50 sent for PO-6620. ship it.", "I have paid for the other one. Send it."]
)
def test_send_it_beside_a_payment_is_no_order_of_what_was_quoted(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, mail, "paid")
    assert not shop.open_orders()
