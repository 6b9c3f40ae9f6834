"""Orders and changes that lean on what lies on the table: the rest, what is left out, swaps, ways out."""

from __future__ import annotations

import re
from typing import Any

import pytest

from mail_corpus import corpus
from playing import ADDRESS, ask, dealt, happened, on_time, sleep, untroubled
from vendsim.data import products
from vendsim.events import OrderClosed
from vendsim.suppliers import negotiation, placing
from vendsim.suppliers.book import Item
from vendsim.suppliers.opening import pointed_at
from vendsim.suppliers.reading import read_mail
from vendsim.suppliers.trade import price
from vendsim.suppliers.wishes import Wishes

INDEX = {product.name: i for i, product in enumerate(products())}
COKE, WATER, CHIPS = "Cola Classic 12oz can", "Spring Water 16.9oz", "Potato Chips Classic 1.5oz"
SPRITE, NUTS = "Lemon-Lime 12oz can", "Salted Peanuts 1.75oz"
QUOTED = {COKE: 24, WATER: 24, CHIPS: 12}
SHIP = f" Ship to {ADDRESS}."


class Shop:
    """A supplier of everything, to whom an address is known; what is quoted and ordered is set up by hand."""

    def __init__(self, minimum_cents: int = 0) -> None:
        seller = next(
            found
            for kind in ("friendly", "stubborn", "list")
            for found in [dealt(kind, plan=on_time)]
            if {COKE, WATER, CHIPS, SPRITE, NUTS} <= set(found.goods)
        )
        self.email, self.supplier = seller.email, seller.supplier
        self.episode = seller.open(untroubled())
        self.trade.params.min_order[0, self.supplier] = minimum_cents
        self.thread.address_known = True

    @property
    def trade(self) -> Any:
        return self.episode._world.trade

    @property
    def thread(self) -> Any:
        return self.trade.book.thread(self.supplier)

    def quoted(self, lines: dict[str, int]) -> None:
        """Put an offer on the table."""
        negotiation.give_quote(self.trade, self.supplier, Wishes(items=items(lines)))

    def ordered(self, lines: dict[str, int]) -> str:
        """Book an order; its number."""
        placing.place(self.trade, self.supplier, Wishes(items=items(lines)), placing.Manner())
        return str(self.trade.book.orders[-1].name)

    def proposed(self, lines: dict[str, int]) -> None:
        """Ask whether to change the last order to these lines."""
        order = self.trade.book.orders[-1]
        placing.shall_i_book(self.trade, self.supplier, items(lines), order=order)

    def suggested(self, lines: dict[str, int]) -> None:
        """Ask whether to book these lines."""
        placing.shall_i_book(self.trade, self.supplier, items(lines))

    def open_orders(self) -> list[dict[str, int]]:
        """What waits for its money."""
        waiting = self.trade.book.orders_of(self.supplier, "awaiting_payment")
        return [{products()[it.product].name: it.units for it in order.items} for order in waiting]


def items(lines: dict[str, int]) -> tuple[Item, ...]:
    return tuple(Item(product=INDEX[name], units=units) for name, units in lines.items())


# What is left out, and what stays -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mail",
    [
        "Make the coke 36, the rest as you listed it." + SHIP,
        "Please book: 36 Cola Classic, everything else as quoted." + SHIP,
        "36 coke, and then the water and the chips like before please. book it",
        "yes, but coke 36. the other two same as before",
    ],
)
def test_the_rest_of_an_offer_stays_as_it_lies_there(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Quote")
    assert shop.open_orders() == [{COKE: 36, WATER: 24, CHIPS: 12}] or shop.open_orders() == [
        {COKE: 36, CHIPS: 12, WATER: 24}
    ]


@pytest.mark.parametrize(
    "mail",
    [
        "I'll take everything except the chips." + SHIP,
        "Yes to the coke and water, I'll pass on the chips." + SHIP,
        "Book the coke and the water, no chips please." + SHIP,
        "not the chips. the other two yes, book them",
        "skip the chips, 24 coke and 24 water please." + SHIP,
        "Please book 24 coke and 24 water, and leave out the chips." + SHIP,
    ],
)
def test_goods_declined_in_the_same_letter_are_neither_booked_nor_asked_about(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    answer = ask(shop.episode, shop.email, mail, "Re: Quote")
    assert shop.open_orders() == [{COKE: 24, WATER: 24}]
    assert CHIPS not in answer


@pytest.mark.parametrize("mail", ["OK, book the lot then." + SHIP, "I'll take it." + SHIP])
def test_goods_declined_in_an_earlier_letter_stay_away(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, "Thanks! No chips please. How long does delivery take?", "Re: Quote")
    ask(shop.episode, shop.email, mail, "Re: Quote")
    assert shop.open_orders() == [{COKE: 24, WATER: 24}]


def test_everything_else_in_an_order_is_not_what_else_was_talked_about() -> None:
    shop = Shop()
    shop.quoted({**QUOTED, NUTS: 24})
    number = shop.ordered(QUOTED)
    answer = ask(
        shop.episode, shop.email, f"In {number} make the water 36. Everything else stays exactly as it is.",
        number,
    )  # fmt: skip
    assert shop.open_orders() == [{COKE: 24, WATER: 36, CHIPS: 12}]
    assert NUTS not in answer


FOUR = {**QUOTED, NUTS: 12}


@pytest.mark.parametrize(
    ("mail", "after"),
    [
        ("Fine, book it, but 12 more water.", {COKE: 24, WATER: 36, CHIPS: 12}),
        ("Yes please, and 12 more chips with it.", {COKE: 24, WATER: 24, CHIPS: 24}),
        ("I'll take the coke, plus another 12 chips on top of yours.", {COKE: 24, CHIPS: 24}),
    ],
)
def test_more_of_what_was_quoted_comes_on_top(mail: str, after: dict[str, int]) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, mail + SHIP, "Re: Quote")
    assert shop.open_orders() == [after]


def test_more_of_what_was_not_quoted_is_that_much() -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, "I'd like to order 24 more Lemon-Lime." + SHIP, "Re: Quote")
    assert shop.open_orders() == [{SPRITE: 24}]


@pytest.mark.parametrize(
    "mail",
    [
        "Leave the coke at 24. Yes to all four lines, please book them." + SHIP,
        "OK, double the water to 48 next time; for now all 4 as quoted. Book it please." + SHIP,
    ],
)
def test_all_that_is_counted_is_all_of_the_offer(mail: str) -> None:
    shop = Shop()
    shop.quoted(FOUR)
    ask(shop.episode, shop.email, mail, "Re: Quote")
    (order,) = shop.open_orders()
    assert order.keys() == FOUR.keys()


@pytest.mark.parametrize(
    "mail",
    [
        "Double the water to 48, the coke and chips as before. Please book." + SHIP,
        "It's 24 cokes, not 32; only the water goes to 48. With that, please book it." + SHIP,
        "Please book the water at 48 and not 24, the other two as quoted." + SHIP,
    ],
)
def test_a_quantity_that_is_named_is_no_other_one(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Quote")
    assert [dict(sorted(order.items())) for order in shop.open_orders()] == [{CHIPS: 12, COKE: 24, WATER: 48}]


@pytest.mark.parametrize(
    "mail",
    [
        "Yes, please book it, {total} all in.",
        "24 coke, 24 water and 12 chips at your prices, that's {goods} plus shipping. Please book.",
        "Book the lot as listed. I make it {goods} for the goods.",
    ],
)
def test_a_sum_that_is_on_the_table_is_no_offer(mail: str) -> None:
    shop = Shop()
    shop.trade.params.shipping[0, shop.supplier] = 900
    shop.trade.params.free_over[0, shop.supplier] = 30_000
    shop.quoted(QUOTED)
    bill = price(shop.trade, shop.supplier, items(QUOTED))
    text = mail.format(goods=f"${bill.goods / 100:.2f}", total=f"${bill.total / 100:.2f}")
    ask(shop.episode, shop.email, text + SHIP, "Re: Quote")
    assert shop.open_orders() == [QUOTED]
    (order,) = shop.trade.book.orders
    assert (order.goods_cents, order.total_cents) == (bill.goods, bill.goods + 900)


@pytest.mark.parametrize("mail", ["I pay less than half of that for coke elsewhere.", "We lost half of it."])
def test_a_part_that_is_only_told_of_is_not_ordered(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Quote")
    assert not shop.open_orders()
    assert shop.thread.offer.items == list(items(QUOTED))


def test_an_order_stays_on_the_table_beside_prices_of_other_goods() -> None:
    shop = Shop(30_000)
    answer = ask(
        shop.episode, shop.email, f"Please book 24 coke. What would 24 {NUTS} be?" + SHIP, "Order"
    )  # fmt: skip
    assert NUTS in answer
    assert shop.thread.offer.items == list(items({COKE: 24}))


# Changes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mail", "after"),
    [
        ("{}: drop the chips, add Salted Peanuts instead.", {COKE: 24, WATER: 24, NUTS: 12}),
        ("replace the 12 chips in {} with Salted Peanuts, same number", {COKE: 24, WATER: 24, NUTS: 12}),
        ("In {} make the coke 48 and take the 12 chips off, rest as is.", {COKE: 48, WATER: 24}),
        ("Change {}: no chips, 12 more coke.", {COKE: 36, WATER: 24}),
        ("remove the chips and water from {}, everything else stays", {COKE: 24}),
        ("Cancel the chips from {}.", {COKE: 24, WATER: 24}),
        ("I don't want the chips any more, cancel that line from {} please.", {COKE: 24, WATER: 24}),
        ("Keep {} the way it is please.", QUOTED),
        ("In {} swap half of the coke for Lemon-Lime.", {COKE: 12, WATER: 24, CHIPS: 12, SPRITE: 12}),
        ("I wanted 30 chips in {}, not 12. The water is correct.", {COKE: 24, WATER: 24, CHIPS: 30}),
        ("{}: replace 6 of the chips with Salted Peanuts.", {COKE: 24, WATER: 24, CHIPS: 6, NUTS: 6}),
        ("Make the water 44 in {}. Everything else is right now: 24 cokes, 12 chips.",
         {COKE: 24, WATER: 44, CHIPS: 12}),
    ],
)  # fmt: skip
def test_an_open_order_is_changed_as_its_buyer_says(mail: str, after: dict[str, int]) -> None:
    shop = Shop()
    number = shop.ordered(QUOTED)
    ask(shop.episode, shop.email, mail.format(number), "Re: Order")
    assert shop.open_orders() == [after]


@pytest.mark.parametrize(
    ("mail", "after"),
    [
        ("Yes, exactly. I'll pay for {} today.", {COKE: 48, WATER: 24, CHIPS: 12}),
        ("Yes, but make the chips 24.", {COKE: 48, WATER: 24, CHIPS: 24}),
        ("Right, do that, and drop the water.", {COKE: 48, CHIPS: 12}),
        ("No, leave it as it was.", QUOTED),
    ],
)
def test_a_yes_to_a_proposed_change_is_made_to_the_proposal(mail: str, after: dict[str, int]) -> None:
    shop = Shop()
    number = shop.ordered(QUOTED)
    shop.proposed({COKE: 48, WATER: 24, CHIPS: 12})
    ask(shop.episode, shop.email, mail.format(number), "Re: Order")
    assert shop.open_orders() == [after]


def test_a_change_that_would_change_nothing_is_not_proposed() -> None:
    shop = Shop()
    number = shop.ordered(QUOTED)
    answer = ask(shop.episode, shop.email, f"Maybe we keep {CHIPS} at 12 in {number}.", "Re: Order")
    assert shop.open_orders() == [QUOTED]
    assert "Shall" not in answer


def test_a_change_that_does_not_say_what_should_be_different_is_asked_about() -> None:
    shop = Shop()
    number = shop.ordered(QUOTED)
    answer = ask(shop.episode, shop.email, f"Please change the chips in {number}. I'll pay then.", number)
    assert shop.open_orders() == [QUOTED]
    assert f"how many units of {CHIPS}" in answer
    assert "booked" not in answer


def test_a_change_that_makes_an_order_too_small_waits_for_more() -> None:
    shop = Shop()
    number = shop.ordered(QUOTED)
    least = price(shop.trade, shop.supplier, items(QUOTED)).goods
    shop.trade.params.min_order[0, shop.supplier] = least
    answer = ask(shop.episode, shop.email, f"In {number} make the chips 6.", number)
    assert shop.open_orders() == [QUOTED]
    assert "booked" not in answer
    ask(shop.episode, shop.email, f"Then make the water in {number} 48.", number)
    assert shop.open_orders() == [{COKE: 24, WATER: 48, CHIPS: 6}]


def test_an_order_is_not_cancelled_where_it_is_changed() -> None:
    shop = Shop()
    number = shop.ordered(QUOTED)
    ask(
        shop.episode, shop.email,
        f"Please reduce the chips on {number} from 12 to 6 and leave the rest. If you can't change it any "
        f"more, I'd ask you to cancel {number} altogether.", number,
    )  # fmt: skip
    assert shop.open_orders() == [{COKE: 24, WATER: 24, CHIPS: 6}]


# Cancellations --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mail", "left"),
    [
        ("Please cancel {0} and {1}.", []),
        ("cancel both orders please", []),
        ("I want to cancel all my open orders with you.", []),
        ("cancel {1}. keep {0}.", [QUOTED]),
        ("Please cancel {1}.", [QUOTED]),
    ],
)
def test_all_orders_that_are_named_are_cancelled_and_no_other(mail: str, left: list[dict[str, int]]) -> None:
    shop = Shop()
    first, second = shop.ordered(QUOTED), shop.ordered({SPRITE: 48})
    ask(shop.episode, shop.email, mail.format(first, second), "Orders")
    assert shop.open_orders() == left
    assert len(happened(shop.episode, OrderClosed)) == 2 - len(left)


@pytest.mark.parametrize(
    "mail",
    [
        "Please cancel {}. Instead I need 48 Lemon-Lime and 24 water." + SHIP,
        "Scrap {}. New order: 48 Lemon-Lime, 24 water. Same address as before.",
        "Please cancel {}. What I do need is 48 Lemon-Lime and 24 water." + SHIP,
    ],
)
def test_an_order_beside_a_cancellation_is_booked(mail: str) -> None:
    shop = Shop()
    number = shop.ordered(QUOTED)
    ask(shop.episode, shop.email, mail.format(number), "Re: Order")
    assert shop.open_orders() == [{SPRITE: 48, WATER: 24}]


@pytest.mark.parametrize(
    "mail",
    [
        "Please cancel {}. I no longer need 48 Lemon-Lime either." + SHIP,
        "cancel {} please. We do not want the 24 coke and the 24 water any more." + SHIP,
    ],
)
def test_what_is_no_longer_needed_is_not_ordered(mail: str) -> None:
    shop = Shop()
    number = shop.ordered(QUOTED)
    ask(shop.episode, shop.email, mail.format(number), "Re: Order")
    assert shop.open_orders() == []


# Orders with a way out -----------------------------------------------------------------------------------


SMALL, GROWN = {COKE: 24, WATER: 24}, {COKE: 96, WATER: 24}


@pytest.mark.parametrize(
    ("mail", "after"),
    [
        ("Book 24 coke and 24 water. Should that not reach your minimum, make the coke 96.", GROWN),
        ("We take 24 coke and 24 water; if the sum is too small, raise the coke to 96.", GROWN),
        ("24 coke 24 water. if its short add 72 coke", GROWN),
    ],
)  # fmt: skip
def test_an_order_that_is_too_small_grows_as_its_buyer_says(mail: str, after: dict[str, int]) -> None:
    shop = Shop()
    least = price(shop.trade, shop.supplier, items({COKE: 60, WATER: 24})).goods
    shop.trade.params.min_order[0, shop.supplier] = least
    ask(shop.episode, shop.email, mail + SHIP, "Order")
    assert shop.open_orders() == [after]


def test_an_order_grows_by_as_much_as_it_takes() -> None:
    shop = Shop()
    least = price(shop.trade, shop.supplier, items(SMALL)).goods + 500
    shop.trade.params.min_order[0, shop.supplier] = least
    ask(
        shop.episode, shop.email,
        "Book 24 water and 24 coke. Bump the water up if it falls short of the minimum." + SHIP, "Order",
    )  # fmt: skip
    (order,) = shop.open_orders()
    assert order[COKE] == 24
    before = items({**order, WATER: order[WATER] - 1})
    assert price(shop.trade, shop.supplier, items(order)).goods >= least
    assert price(shop.trade, shop.supplier, before).goods < least


def test_an_order_that_is_large_enough_stays_as_it_is() -> None:
    shop = Shop()
    ask(
        shop.episode, shop.email,
        "Book 24 water and 24 coke. Bump the water up if it falls short of the minimum." + SHIP, "Order",
    )  # fmt: skip
    assert shop.open_orders() == [{WATER: 24, COKE: 24}]


@pytest.mark.parametrize(
    "mail",
    [
        "Please book 24 coke and 24 water." + SHIP + " Could you waive the shipping? If not, book it anyway.",
        "Could you do free shipping? If you can't, send it all the same: 24 coke, 24 water." + SHIP,
    ],
)
def test_an_order_that_stands_either_way_is_booked(mail: str) -> None:
    shop = Shop()
    ask(shop.episode, shop.email, mail, "Order")
    assert shop.open_orders() == [{COKE: 24, WATER: 24}]


@pytest.mark.parametrize(
    ("terms", "topic"),
    [
        ("on net 30 terms", "credit"),
        ("cash on delivery", "credit"),
        ("and I will pay once I have sold it", "credit"),
        ("on approval", "consignment"),
        ("sale or return", "consignment"),
        ("minus 90 %", "volume_discount"),
        ("with a 50 % discount", "volume_discount"),
        ("buy one get one free", "volume_discount"),
    ],
)
def test_terms_of_its_buyer_are_heard_and_not_booked_past(terms: str, topic: str) -> None:
    shop, mail = Shop(), f"Please book 48 coke and 24 water, {terms}.{SHIP}"
    conditions = [act for act in read_mail("Order", mail).acts if act.kind == "condition"]
    assert (topic,) in [act.topics for act in conditions]
    reply = ask(shop.episode, shop.email, mail, "Order")
    assert not shop.open_orders()
    assert re.search(
        {"credit": "credit|payment", "volume_discount": "2%"}.get(topic, "outright|consign"), reply
    )


@pytest.mark.parametrize(
    "terms",
    ["at 5 % off as you offered", "on account of the heat", "I will pay upon receipt of your invoice"],
)
def test_what_is_no_term_of_its_own_keeps_no_order_from_being_booked(terms: str) -> None:
    shop = Shop()
    ask(shop.episode, shop.email, f"Please book 48 coke and 24 water, {terms}.{SHIP}", "Order")
    assert shop.open_orders() == [{COKE: 48, WATER: 24}]


@pytest.mark.parametrize(
    "mail",
    [
        "What would 24 coke and 24 water come to? If it's under your minimum I'd add 24 chips.",
        "If the price is under $0.60 add 24 coke.",
        "If you are ever short of coke, put me on the list for 24.",
    ],
)
def test_a_way_out_without_an_order_orders_nothing(mail: str) -> None:
    reading = read_mail("Question", mail + SHIP)
    assert not any(act.sure for act in reading.acts if act.kind in ("order", "accept", "repeat"))


@pytest.mark.parametrize(
    "mail",
    [
        "24 coke, 24 water, 12 chips: is that what you quoted? I'd have it shipped to 1680 Mission St.",
        "Once I'm paid I'll book the coke and the water." + SHIP,
        "I take it the coke is still $0.80?",
        "We normally need 48 coke and 24 water a week. What can you do on price?" + SHIP,
        "So far I need 24 coke and 24 water; I'll let you know." + SHIP,
        "If I don't hear from you I'll order elsewhere anyway: 24 coke, 24 water.",
        "Please don't take the 24 coke off the list, I may order it tomorrow." + SHIP,
        "Keep the chips at 12 in the quote please, I haven't decided on the rest.",
    ],
)
def test_no_look_alike_of_an_order_is_booked(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Quote")
    assert not shop.open_orders()


def test_no_look_alike_of_the_corpus_is_booked_though_an_offer_lies_on_the_table() -> None:
    for mail in corpus("not_orders.jsonl"):
        shop = Shop()
        shop.quoted(QUOTED)
        ask(shop.episode, shop.email, mail["body"], mail["subject"])
        assert not shop.open_orders(), mail["body"]


# A yes to a question --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mail",
    [
        "Yes to the corrected order at that sum. The money is on its way to you.",
        "Yes.\n\nMy money of last week covers it in full. Please confirm the change, my machine is empty.",
        "So once more, yes. I have answered this before and would like to have it settled now.",
        "Correct, thank you.",
        "Absolutely, thanks Theo.",
        "Please make that change.",
        "Yes, consider this my approval.",
        "Yes, those quantities are right.",
        "Right, that's how I want it.",
        "yes pls, and when does it come?",
        "Yes, you understood me correctly.",
        "Sounds good, go ahead with it.",
    ],
)
def test_a_plain_yes_to_a_question_is_one_whatever_stands_beside_it(mail: str) -> None:
    shop = Shop()
    shop.ordered(QUOTED)
    shop.proposed({COKE: 12, WATER: 24})
    ask(shop.episode, shop.email, mail, "Re: Your order")
    assert shop.open_orders() == [{COKE: 12, WATER: 24}]


@pytest.mark.parametrize(
    "mail",
    [
        "Yes, but only if you drop the shipping.",
        "Yes? I did not ask for that.",
        "Yes, I received your letter. When would it arrive?",
        "Yes please send me the whole list first.",
        "Yes, I paid the other one on Monday.",
        "Yes, got your letter.",
        "Yes, the snacks arrived on Friday.",
        "Yes, my address is still the same, but wait with the change.",
        "Yes, yes, you told me that already. What about the shipping?",
        "Yes, still thinking about it.",
        "Yes, that was a good letter.",
        "Yes, I agree that the heat is terrible.",
        "OK, I will look at it tonight.",
        "Sure, who is asking?",
        "Yes please, a catalogue would be useful.",
        "OK. When do your people work?",
        "Yes, the payment for the earlier order left on Monday.",
    ],
)
def test_half_a_yes_is_none(mail: str) -> None:
    shop = Shop()
    shop.ordered(QUOTED)
    shop.proposed({COKE: 12, WATER: 24})
    ask(shop.episode, shop.email, mail, "Re: Your order")
    assert shop.open_orders() == [QUOTED]


@pytest.mark.parametrize(
    "mail",
    [
        "Please book 24 cola classic at that price. No chips this time, as you will understand.",
        "I would like:\n- Cola Classic: 24\n- Chips: none this time, I still have stock",
    ],
)
def test_what_there_is_none_of_this_time_is_not_booked(mail: str) -> None:
    shop = Shop()
    shop.quoted({COKE: 24, CHIPS: 12})
    ask(shop.episode, shop.email, mail + SHIP, "Re: Quote")
    assert shop.open_orders() == [{COKE: 24}]


def test_no_look_alike_of_the_corpus_but_a_plain_yes_accepts_what_we_asked() -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    shop.thread.offer.asked = True
    table = pointed_at(shop.trade, shop.supplier)
    mails = corpus("not_orders.jsonl")
    letters = {mail["body"]: read_mail(mail["subject"], mail["body"], table) for mail in mails}
    bought = [
        body
        for body, reading in letters.items()
        if any(act.kind in ("order", "accept", "repeat") and act.sure for act in reading.acts)
    ]
    assert bought == ["Yes.", "Yes, please do."]


# What the letters before told ----------------------------------------------------------------------------


@pytest.mark.parametrize("booked", [False, True])
def test_every_amount_of_our_letter_is_known_when_it_is_answered(booked: bool) -> None:
    shop = Shop(minimum_cents=5_000)
    goods = "48 Cola Classic and 96 Spring Water"
    letter = ask(shop.episode, shop.email, f"Please book {goods}.{SHIP}" if booked else f"What are {goods}?")
    table = pointed_at(shop.trade, shop.supplier)
    amounts = {round(float(amount) * 100) for amount in re.findall(r"\$([0-9]+\.[0-9]{2})", letter)}
    assert len(amounts) >= 2
    assert amounts <= {*table.prices.values()} | table.sums
    assert bool(table.ordered) == booked


# What the rest of a letter leaves alone --------------------------------------------------------------------


@pytest.mark.parametrize(
    "mail",
    [
        "Yes, I got your mail, but I am still thinking.",
        "Thanks for the summary. I will come back to you.",
        "Yes, if you can send it by Friday. My machine is empty.",
    ],
)
def test_a_yes_that_is_none_changes_nothing(mail: str) -> None:
    shop = Shop()
    shop.ordered(QUOTED)
    shop.proposed({**QUOTED, CHIPS: 36})
    ask(shop.episode, shop.email, mail, "Re: Order")
    assert shop.open_orders() == [QUOTED]


@pytest.mark.parametrize(
    "mail",
    [
        "Please book 24 coke at that price, to the usual address. No water this time.",
        "24 coke at your price please, address as last time. I will leave the water.",
    ],
)
def test_a_usual_address_repeats_no_earlier_order(mail: str) -> None:
    shop = Shop()
    shop.ordered({WATER: 48})
    shop.quoted({COKE: 24})
    ask(shop.episode, shop.email, mail, "Re: Quote")
    assert shop.open_orders() == [{WATER: 48}, {COKE: 24}]


@pytest.mark.parametrize(
    "mail",
    [
        "The same as last time please, but chips 24. Coke: none this time, I still have some.",
        "Please repeat my last order with 24 chips. No coke this time, I still have stock.",
    ],
)
def test_goods_that_are_declined_are_not_repeated(mail: str) -> None:
    shop = Shop()
    shop.ordered(QUOTED)
    shop.trade.book.orders[-1].stage = "delivered"
    answer = ask(shop.episode, shop.email, mail, "Next order")
    assert {WATER: 24, CHIPS: 24} in shop.open_orders() or "24 x Spring Water" in answer
    assert COKE not in answer


@pytest.mark.parametrize(
    "mail",
    [
        "I will take the three articles at your prices, and six Salted Peanuts with them." + SHIP,
        "Pray book the three products as you have listed them, and add 6 salted peanuts." + SHIP,
    ],
)
def test_as_many_articles_as_lie_on_the_table_are_all_of_them(mail: str) -> None:
    shop = Shop()
    shop.quoted(QUOTED)
    answer = ask(shop.episode, shop.email, mail, "Re: Quote")
    assert shop.open_orders() == [{**QUOTED, NUTS: 6}]
    assert "articles" not in answer
    assert "which" not in answer.lower()


@pytest.mark.parametrize(
    "mail",
    [
        "I would like 12 coke and 12 Salted Peanuts. Any minimum? If I took 48 coke, would you do $0.50?",
        "Please book 12 Cola Classic." + SHIP + " And 48 of them, could you let me have those at $0.50 each?",
    ],
)
def test_a_bid_for_another_quantity_is_answered_beside_an_order_that_is_too_small(mail: str) -> None:
    shop = Shop(minimum_cents=15_000)
    answer = ask(shop.episode, shop.email, mail, "First order")
    assert shop.open_orders() == []
    assert "$150.00" in answer
    assert "48 x Cola Classic" in answer or re.search(r"48.{0,12}Cola Classic", answer)


@pytest.mark.parametrize(
    "mail",
    [
        "Cancel the chips, I only need the rest.",
        "Please cancel the chips but keep the others.",
        "Scrap the chips, I just want the rest.",
    ],
)
def test_what_is_said_to_be_needed_is_not_cancelled(mail: str) -> None:
    shop = Shop()
    shop.ordered(QUOTED)
    ask(shop.episode, shop.email, mail, "Re: Order")
    assert shop.open_orders() == [{COKE: 24, WATER: 24}]


def test_an_order_that_is_cancelled_as_such_is_cancelled_whole() -> None:
    shop = Shop()
    shop.ordered(QUOTED)
    ask(
        shop.episode,
        shop.email,
        "Cancel my order, I do not need the chips or the cola any more.",
        "Re: Order",
    )
    assert shop.open_orders() == []


def test_a_yes_that_was_none_leaves_the_change_to_be_confirmed() -> None:
    shop = Shop()
    shop.ordered(QUOTED)
    shop.proposed({COKE: 12, WATER: 24})
    ask(shop.episode, shop.email, "Yes, got your letter.", "Re: Your order")
    ask(shop.episode, shop.email, "Yes, change it.", "Re: Your order")
    assert shop.open_orders() == [{COKE: 12, WATER: 24}]


def test_a_changed_order_stays_open_as_long_as_a_new_one() -> None:
    shop = Shop()
    number = shop.ordered({COKE: 24})
    sleep(shop.episode, shop.episode.scenario.suppliers.quote_days)
    ask(shop.episode, shop.email, f"Please make {number} 48 cola instead of 24.", "Change")
    assert shop.open_orders() == [{COKE: 48}]
    sleep(shop.episode)
    assert shop.open_orders() == [{COKE: 48}]


def test_nobody_is_told_that_nothing_is_on_order_while_something_is() -> None:
    shop = Shop()
    shop.ordered({COKE: 24})
    shop.trade.book.orders[-1].stage = "on_its_way"
    for mail in ("No more for now, I'll decide on the chips later.", "Let me think about the water first."):
        answer = ask(shop.episode, shop.email, mail, "Later")
        assert not any(words in answer for words in ("nothing is booked", "on order", "no order", "anything"))
