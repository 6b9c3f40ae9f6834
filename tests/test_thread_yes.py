"""Letters that say yes, no, or yes on a condition, and what they ask about the booking of it."""

from __future__ import annotations

import pytest

from playing import ADDRESS, ask, pay
from test_thread_orders import CHIPS, COKE, QUOTED, SHIP, SPRITE, WATER, Shop, items
from vendsim.suppliers.trade import price

TWO = {COKE: 24, WATER: 24}

# Yes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mail",
    [
        "Yes. That's the third yes. How many does it take at your place?",
        "Yes Maria, exactly so. This is the word :)",
        "yep, confirmed. go go go",
        "Yes, at your prices. Please, just book it.",
        "yes please, exactly as you listed it - two lines - and without the chips. Same address as before.",
        "Yes Theo, book it and send me the number please.",
        "Absolutely Theo. That's what I've been saying since Tuesday.",
    ],
)
def test_a_yes_with_a_name_or_a_word_behind_it_is_booked(mail: str) -> None:
    shop = Shop()
    shop.suggested(TWO)
    ask(shop.episode, shop.email, mail, "Re: Quote")
    assert shop.open_orders() == [TWO]


@pytest.mark.parametrize(
    "mail",
    [
        "Yes, Maria, a thousand times yes! You'll have the money as soon as it's booked, and I'll save up my "
        "next changes of mind for next month.",
        "I did say yes, didn't I? Here it is again: yes, please change it to exactly that and book it.",
        "My answer is yes. Sorry for the zigzag.",
    ],
)
def test_a_yes_that_is_said_again_is_booked(mail: str) -> None:
    shop = Shop()
    shop.ordered(QUOTED)
    shop.proposed(TWO)
    ask(shop.episode, shop.email, mail, "Re: Your order")
    assert shop.open_orders() == [TWO]


def test_a_proposal_that_is_ordered_with_its_total_is_booked() -> None:
    shop = Shop()
    name = shop.ordered(QUOTED)
    shop.proposed(TWO)
    total = price(shop.trade, shop.supplier, shop.thread.offer.items).total / 100
    mail = (
        f"I did say yes on Monday! So again: 24 water, 24 cola, no chips, ${total:.2f}. Change it please, I "
    )
    ask(shop.episode, shop.email, mail + "don't want to pay the old sum.", f"{name} once more")
    assert shop.open_orders() == [{WATER: 24, COKE: 24}]


@pytest.mark.parametrize(
    "mail",
    [
        "24 cola and 24 water for {}, I need to sleep over that.",
        "Hm. {} for 24 cola and 24 water is too much for me.",
        "I'll think about the 24 cola and 24 water, {}.",
        "So {}: 24 cola, 24 water. I have to ask my partner first.",
        "Book it if the sum is below 5 dollars, otherwise send it as a quote. 24 cola, 24 water, {}.",
        "24 cola, 24 water, {}. Not yet.",
    ],
)
def test_who_names_our_total_and_doubts_orders_nothing(mail: str) -> None:
    shop = Shop()
    shop.suggested(TWO)
    total = price(shop.trade, shop.supplier, shop.thread.offer.items).total / 100
    ask(shop.episode, shop.email, mail.format(f"${total:.2f}"), "Re: Quote")
    assert not shop.open_orders()


@pytest.mark.parametrize("mail", ["yes all of it, w the chips. {}", "Yes to everything, the {} it is."])
def test_who_names_our_total_takes_all_of_it(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    total = price(shop.trade, shop.supplier, shop.thread.offer.items).total / 100
    ask(shop.episode, shop.email, mail.format(f"{total:.2f}") + ". send me the order no and i pay", "quote")
    assert shop.open_orders() == [QUOTED]


def test_a_yes_to_both_takes_what_was_quoted_beside_a_proposal_too() -> None:
    shop = Shop()
    shop.suggested(TWO)
    shop.thread.topic = [*shop.thread.topic, *items({CHIPS: 36})]
    ask(shop.episode, shop.email, "fine, book both, one order one shipping. but make the cola 12", "Re: list")
    assert shop.open_orders() == [{COKE: 12, WATER: 24, CHIPS: 36}]


@pytest.mark.parametrize(
    "mail",
    [
        "hold it a few days pls, waiting on cash. is that ok or u cancel it",
        "I asked you to hold it, not cancel it.",
        "Can you wait until Friday, or would you cancel the order?",
    ],
)
def test_a_cancellation_that_is_feared_is_none(mail: str) -> None:
    shop = Shop()
    shop.ordered(TWO)
    ask(shop.episode, shop.email, mail, "Re: Order")
    assert shop.open_orders() == [TWO]


@pytest.mark.parametrize(
    "mail",
    [
        "The order arrived yesterday, 48 pieces, nothing is missing. Thank you for the credit.",
        "It came on Saturday: 24 and 24, all complete, I have counted.",
        "Everything is there and in order. Nothing was broken.",
    ],
)
def test_praise_is_no_complaint(mail: str) -> None:
    shop = Shop()
    order = shop.trade.book.find(shop.supplier, shop.ordered(TWO))
    order.stage, order.received = "delivered", {item.product: item.units for item in order.items}
    said = ask(shop.episode, shop.email, mail, "Received").lower()
    assert not any(word in said for word in ("count", "wrong", "missing", "swap", "complain"))


@pytest.mark.parametrize(
    "mail",
    [
        "ugh machines empty n waiting. can u send faster or take smth off the price",
        "it's late!! any discount?",
    ],
)
def test_who_waits_for_a_late_order_claims_and_does_not_haggle(mail: str) -> None:
    shop = Shop()
    order = shop.trade.book.find(shop.supplier, shop.ordered(TWO))
    today = shop.trade.today
    order.stage, order.promised, order.expected, order.arrives = "on_its_way", today + 1, today + 6, today + 6
    said = ask(shop.episode, shop.email, mail, order.name)
    assert order.name in said
    assert COKE not in said


def test_the_same_but_for_some_goods_is_the_last_order_without_them() -> None:
    shop = Shop()
    order = shop.trade.book.find(shop.supplier, shop.ordered(QUOTED))
    order.stage = "delivered"
    ask(shop.episode, shop.email, "all ok thx. next: same minus the chips, plus 48 sprite", "got it")
    assert shop.open_orders() == [{**TWO, SPRITE: 48}]


def test_an_order_that_stands_either_way_is_booked() -> None:
    shop = Shop()
    shop.suggested(QUOTED)
    mail = (
        "Yes to the quantities. Please book it as you listed it. If you can put the prices back to what you "
    )
    mail += "wrote on Monday I would be glad; if not, book it at the prices of today and send me the number."
    ask(shop.episode, shop.email, mail, "Re: First order")
    assert shop.open_orders() == [QUOTED]


def test_the_same_for_some_goods_is_just_these() -> None:
    shop = Shop()
    order = shop.trade.book.find(shop.supplier, shop.ordered({**QUOTED, SPRITE: 12}))
    order.stage = "delivered"
    mail = "So please send the same as last time for the cola and the water, only double: 48 cola, 48 water."
    ask(shop.episode, shop.email, mail + " And no chips." + SHIP, "More of the same")
    assert shop.open_orders() == [{COKE: 48, WATER: 48}]


def test_prices_to_be_kept_are_no_question_of_goods() -> None:
    shop = Shop()
    shop.suggested(QUOTED)
    mail = "Not yes and not no, please wait until Wednesday. Can you keep 1.19, 0.47 and 0.88 until that day?"
    said = ask(shop.episode, shop.email, mail, "Re: Order")
    assert not shop.open_orders()
    assert "which product" not in said


def test_half_each_is_half_of_what_was_quoted() -> None:
    shop = Shop()
    shop.quoted({COKE: 64, WATER: 64, CHIPS: 64})
    ask(shop.episode, shop.email, "ok do the cola and water but half each, no chips. book it" + SHIP, "trial")
    assert shop.open_orders() == [{COKE: 32, WATER: 32}]


@pytest.mark.parametrize(
    "mail",
    [
        "Make 36 cola then and 24 water, with the price you wrote. Ship to 1680 Mission St, 94103. "
        "I pay as soon as I have your confirmation.",
        "Who needs seventy. Never mind. Book this: 36 cola at 1.19, 24 water at 47 if it must be." + SHIP,
        "gimme 36 cola, 24 water. 1680 mission st, 94103. whats the total + order nr so i can pay today",
    ],
)
def test_an_order_of_what_was_quoted_is_booked_where_its_buyer_means_to_pay(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Quote")
    assert shop.open_orders() == [{COKE: 36, WATER: 24}]


@pytest.mark.parametrize(
    ("mail", "booked"),
    [
        ("Good prices. I'll have the lot, same place as always, 1680 Mission St.", [QUOTED]),
        ("I'll take it just like that. To 1680 Mission St, 94103, and who do I make it out to?", [QUOTED]),
        ("Good. I will have a look at your quote. My address is 1680 Mission St, 94103.", []),
    ],
)
def test_a_quote_that_is_taken_with_an_address_is_booked(mail: str, booked: list[dict[str, int]]) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Quote")
    assert shop.open_orders() == booked


# No -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mail",
    [
        "30 cola, 24 water, I wrote. Your 116 for the cola is too much, so I stay with others for now.",
        "You keep sending me 40 pieces at a higher price. We're done. All the best.",
        "I don't need chips. At 1.20 for the cola we are not going to meet. Thank you, no order this time.",
        "I meant 60 cents on the chips. And the 24 is cola. I'm out for this round. Forget the water.",
        "35 was cents! And I said no to the chips! I'll pass. Good luck with everything.",
        "Three dozen cans, two dozen chips. I found another home for my colas so let's drop it. Bye!",
        "1.19 is too much, and water is 0.36 elsewhere. So no deal from me. Don't be angry, I wish you well.",
    ],
)
def test_a_letter_that_turns_down_all_is_answered_with_a_word(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    said = ask(shop.episode, shop.email, mail, "Re: Quote")
    assert not shop.open_orders()
    assert "$" not in said
    assert "could not work out" not in said


@pytest.mark.parametrize(
    ("mail", "booked"),
    [
        ("No chips. Book the cola and the water please.", [TWO]),
        ("We're done talking. Book it all.", [QUOTED]),
        ("No deal at 1.19. If you can do 1.05 on the cola I take 24.", []),
    ],
)
def test_a_no_to_something_is_none_to_all(mail: str, booked: list[dict[str, int]]) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    said = ask(shop.episode, shop.email, mail, "Re: Quote")
    assert shop.open_orders() == booked
    assert "$" in said


def test_who_tells_how_the_goods_came_is_not_told_that_nothing_is_on_order() -> None:
    shop = Shop()
    order = shop.ordered(TWO)
    shop.trade.book.find(shop.supplier, order).stage = "delivered"
    said = ask(
        shop.episode, shop.email, "All of it came, 48 pieces. I'll let you know how they sell.", "Thanks"
    )
    assert "order" not in said


@pytest.mark.parametrize(
    "mail",
    [
        "Could you keep these prices for a second order in ten days' time? I'd need about the same again.",
        "All came. Next week I'd want the same again, I think.",
        "If the water and the colas sell I'll want the same again next week minus the chips.",
    ],
)
def test_what_may_be_bought_one_day_is_put_aside(mail: str) -> None:
    shop = Shop(minimum_cents=6_000)
    order = shop.ordered({COKE: 48, WATER: 24, CHIPS: 12})
    shop.trade.book.find(shop.supplier, order).stage = "delivered"
    said = ask(shop.episode, shop.email, mail, "Re: Order")
    assert not shop.open_orders()
    assert f"48 x {COKE}" in said
    assert "minimum" not in said


# On a condition -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mail", "booked"),
    [
        ("24 cola, 24 water, 12 chips. If it's under 100, book it. If it's over, drop the chips.", QUOTED),
        ("24 cola, 24 water, 12 chips. If it's under 50, book it. If it's over, drop the chips.", TWO),
        ("Book all three if the total is under $50, otherwise skip the chips.", TWO),
        ("24 cola, 24 water, and 12 chips if you can make them 90, if not leave em.", TWO),
        ("24 cola, 24 water. Oh and chips: 12 at 1.00 if that still stands, none if it went up.", TWO),
        ("24 cola, 24 water. Oh and chips: 12 at 1.15 if that still stands, none if it went up.", QUOTED),
        ("Please book the cola and the water, as long as it stays over your minimum of course.", TWO),
    ],
)
def test_what_a_condition_leaves_out_is_left_out(mail: str, booked: dict[str, int]) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    said = ask(shop.episode, shop.email, mail + SHIP, "Re: Quote")
    assert shop.open_orders() == [booked]
    assert "what you mean" not in said


def test_goods_of_a_bid_that_an_order_may_go_without_do_not_stay_on_the_table() -> None:
    shop = Shop()
    mail = (
        f"Please send me 24 cola and 24 water to {ADDRESS}. Bayline has the chips for 59 cents. Would you "
        "match that, then I'd take 12 of those as well? If not, please just leave them out and send the rest."
    )
    ask(shop.episode, shop.email, mail, "Order")
    assert shop.open_orders() == [TWO]
    assert shop.thread.offer is None


@pytest.mark.parametrize(
    ("mail", "after"),
    [
        ("24 cola and 12 chips. if that is under 60 (goods), fill up with water till it's over.", 38),
        ("24 cola, 12 chips. And a pack of water if it's still short. Please book.", 17),
    ],
)
def test_an_order_is_filled_up_only_as_far_as_it_takes(mail: str, after: int) -> None:
    shop = Shop(minimum_cents=5_000)
    shop.quoted({COKE: 24, CHIPS: 12})
    ask(shop.episode, shop.email, mail + SHIP, "Re: Quote")
    assert shop.open_orders() == [{COKE: 24, CHIPS: 12, WATER: after}]


# Booking --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mail",
    [
        "yesss book it :) what's the order number?",
        "Yes, book it. Which number does it have, and who do I pay?",
    ],
)
def test_what_a_confirmation_tells_is_not_said_to_be_unknown(mail: str) -> None:
    shop = Shop()
    shop.suggested(TWO)
    said = ask(shop.episode, shop.email, mail, "Re: Quote")
    assert shop.open_orders() == [TWO]
    assert "know" not in said
    assert "You ask" not in said


@pytest.mark.parametrize("mail", ["Is it booked? I have no number yet.", "Did you book it?"])
def test_who_asks_whether_it_is_booked_is_told_so(mail: str) -> None:
    shop = Shop()
    shop.suggested(TWO)
    assert f"24 x {COKE}" in ask(shop.episode, shop.email, mail, "Re: Quote")
    assert not shop.open_orders()
    order = shop.ordered(TWO)
    assert order in ask(shop.episode, shop.email, mail, "Re: Quote")


@pytest.mark.parametrize(
    "mail",
    ["yes please, exactly as listed - two lines, $39.84.", "Yes. Cola and water as you wrote. Chips none."],
)
def test_a_yes_to_what_an_order_holds_is_told_that_it_is_booked(mail: str) -> None:
    shop = Shop()
    order = shop.ordered(TWO)
    said = ask(shop.episode, shop.email, mail, "Re: Quote")
    assert order in said
    assert shop.open_orders() == [TWO]


def test_a_change_that_would_be_too_small_is_not_proposed() -> None:
    shop = Shop(minimum_cents=5_000)
    order = shop.ordered(QUOTED)
    said = ask(shop.episode, shop.email, "Maybe take the chips off it? I am not sure.", "Re: Order")
    assert "$50.00" in said
    assert order in said
    assert shop.open_orders() == [QUOTED]


def test_no_change_is_offered_of_an_order_that_leaves_for_the_money_beside_it() -> None:
    shop = Shop()
    order = shop.ordered(QUOTED)
    pay(shop.episode, shop.email, shop.trade.book.orders[-1].total_cents, order)
    mail = f"just paid for {order}. is it too late to swap the chips for another dozen cola?"
    said = ask(shop.episode, shop.email, mail, "paid!")
    assert f"36 x {COKE}" not in said
    assert shop.trade.book.orders[-1].stage == "on_its_way"


def test_goods_that_shall_be_out_before_the_money_comes_are_taken_out() -> None:
    shop = Shop()
    shop.ordered(QUOTED)
    ask(shop.episode, shop.email, "Please remove the chips. I pay when they are out.", "Re: Order")
    assert shop.open_orders() == [TWO]
