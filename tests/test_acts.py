"""A mail is a list of acts: what players of whole years wrote, and what each of their words does."""

from __future__ import annotations

from decimal import Decimal

import pytest

from vendsim.suppliers.reading import read_mail
from vendsim.suppliers.reading.model import Act

ADDRESS = "1680 Mission St, San Francisco, CA 94103"


def acts(body: str, subject: str = "Re: quote") -> dict[str, Act]:
    """The acts of a mail by kind."""
    return {act.kind: act for act in read_mail(subject, body).acts}


def goods(act: Act) -> list[tuple[str | None, int | None]]:
    return [(line.product or line.phrase, line.units) for line in act.lines]


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ("I have paid for PO-1001 today. Please cancel PO-1002.", {"paid", "cancel"}),
        ("Please cancel PO-1010. Please book 24 Dr Spice and 96 Water instead, to 1680 Mission St.",
         {"cancel", "order"}),
        ("Please book 48 Coke, same address. What does shipping cost?", {"order", "ask"}),
        ("The order is late. Please refund me. And what are your prices for Snickers?",
         {"complain", "remedy", "ask_price"}),
        ("Can you do $0.50 for 96 Coke? How long does delivery take?", {"bid", "ask"}),
    ],
)  # fmt: skip
def test_a_mail_that_does_several_things_is_read_as_doing_them(body: str, kinds: set[str]) -> None:
    assert kinds <= acts(body).keys()


def test_each_order_id_belongs_to_its_act() -> None:
    read = acts("I have paid for PO-1001 today. Please cancel PO-1002.", "two orders")
    assert (read["paid"].order_id, read["cancel"].order_id) == ("PO-1001", "PO-1002")


def test_a_list_number_is_no_quantity() -> None:
    bid = acts("(1) can I pay 30 days later? (2) can you get Dr Spice down to 0.60?")["bid"]
    assert [(line.product, line.units, line.unit_price) for line in bid.lines] == [
        ("drpep_12", None, Decimal("0.60"))
    ]


def test_a_rivals_price_is_not_the_senders_offer() -> None:
    read = acts("I pay $1.13 for Gatorade at SunCoast, can you do $1.00?", "Gatorade")
    mine = [line.unit_price for act in read.values() for line in act.lines if line.whose == "mine"]
    assert [price for price in mine if price is not None] == [Decimal("1.00")]


@pytest.mark.parametrize(
    "body",
    [
        "Yes. Please book that order. " + ADDRESS,
        "All four, 24 of each, please.",
        "A handshake it is.",
        "Done, same address.",
        "Thanks Walt! Please book that, to " + ADDRESS,
    ],
)
def test_a_yes_in_other_words_is_one(body: str) -> None:
    assert {"accept", "order"} & acts(body).keys()


@pytest.mark.parametrize(
    "body",
    [
        "Yes, thank you for the quote, I will think about it.",
        "Yes, if you can do $0.50 instead.",
        "Deal, provided shipping is free.",
        "Before I say yes: what would the total be for 48 coke and 48 water?",
        "Thanks for booking PO-1012: 48 Cola Classic and 24 Spring Water, all noted here.",
    ],
)
def test_what_only_looks_like_a_yes_books_nothing(body: str) -> None:
    reading = read_mail("Re: quote", body)
    assert reading.intent not in ("order", "accept")
    held = {"hold", "condition"} & {act.kind for act in reading.acts}
    assert held or all(not act.sure for act in reading.acts if act.kind in ("order", "accept", "repeat"))


def test_bare_numbers_are_handed_on_for_the_thread() -> None:
    read = acts("All four, 24 of each, please.")
    (line,) = [line for kind in ("accept", "order") if kind in read for line in read[kind].lines]
    assert (line.product, line.phrase, line.units) == (None, None, 24)


def test_what_is_left_out_is_marked() -> None:
    read = acts("Please add another 24 Coke to PO-4010 and remove the Doritos.")["amend"]
    assert [(line.product, line.units, line.change) for line in read.lines] == [
        ("coke_12", 24, "add"),
        ("doritos_175", None, "remove"),
    ]


def test_every_word_belongs_to_one_act_and_every_act_has_words() -> None:
    reading = read_mail("Order", f"Hi Theo, please send 48 Coke to {ADDRESS}. Thanks, Charles")
    assert all(act.text for act in reading.acts)
    assert goods(next(act for act in reading.acts if act.kind == "order")) == [("coke_12", 48)]


@pytest.mark.parametrize(
    "body",
    [
        "Cancel it and start afresh with this: 24 Coke, 24 Sprite.",
        "Please cancel the order and begin again: 24 Coke, 24 Sprite.",
        "Please cancel PO-1001 and take this new order: 24 Coke, 24 Sprite.",
    ],
)
def test_a_list_behind_a_cancellation_is_another_order(body: str) -> None:
    done = acts(body)
    assert done["cancel"].lines == ()
    assert {(line.product, line.units) for line in done["order"].lines} == {
        ("coke_12", 24),
        ("sprite_12", 24),
    }


@pytest.mark.parametrize(
    "body",
    [
        "Please send one full case each of Coke, Sprite and Diet Coke.",
        "Please send 36 cans each of Coke, Sprite and Diet Coke.",
    ],
)
def test_so_many_of_each_are_that_many_of_every_one(body: str) -> None:
    order = acts(body)["order"]
    assert {(line.product, line.units) for line in order.lines if line.product} == {
        ("coke_12", 36), ("sprite_12", 36), ("dietcoke_12", 36)
    }  # fmt: skip
