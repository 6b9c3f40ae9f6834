"""Reading free-text mail: a corpus of real-looking mails, and laws that hold for any text."""

from __future__ import annotations

import re
import time
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail_corpus import BLIND, TUNED, corpus, right_fields, right_intents
from vendsim.data import Product, products, supplier_identities
from vendsim.suppliers.reading import MailReading, read_mail
from vendsim.suppliers.reading.acts import canonical
from vendsim.suppliers.reading.kinds import Before
from vendsim.suppliers.reading.mail import parse
from vendsim.suppliers.reading.on_table import OnTable
from vendsim.suppliers.reading.phrases import Act, patterns, phrases

ADDRESS = "1680 Mission St, San Francisco, CA 94103"

MAILS = corpus("mails.jsonl", "mails_extra.jsonl")
ALL = corpus(*TUNED, *BLIND)
ORDERS = [mail for mail in MAILS if mail["expect"]["intent"] == "order"][::6]
NOT_ORDERS = corpus("not_orders.jsonl")


def read(mail: dict[str, Any]) -> MailReading:
    return _read(mail["subject"], mail["body"])


_read = cache(read_mail)  # of the corpora, which several tests read


def order(body: str) -> MailReading:
    return read_mail("Order", f"{body}\n\nShip to: {ADDRESS}")


# The corpus ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "intents", "wholly"),
    [
        ("mails.jsonl", 0.95, 0.8),
        ("mails_extra.jsonl", 0.93, 0.82),
        ("mails_short.jsonl", 0.9, 0.87),
        ("mails_blind.jsonl", 0.89, 0.7),
        ("mails_blind_f.jsonl", 0.9, 0.68),
    ],
)
def test_the_corpora_are_read_as_well_as_ever(name: str, intents: float, wholly: float) -> None:
    """Mails that the network was trained on: what it reads worse than before, it has forgotten."""
    mails = corpus(name)[::2]
    right = [right_fields(mail, read(mail)) for mail in mails]
    assert sum(read(mail).intent in right_intents(mail) for mail in mails) >= intents * len(mails)
    assert sum(all(fields.values()) for fields in right) >= wholly * len(mails)


def test_no_mail_of_any_corpus_is_read_as_an_order_without_being_one() -> None:
    others = [mail for mail in ALL if "order" not in right_intents(mail)]
    assert [mail["id"] for mail in others if read(mail).intent == "order"] == []


@pytest.mark.parametrize("mail", NOT_ORDERS, ids=lambda mail: mail["body"][:40])
def test_a_mail_that_only_looks_like_an_order_is_none(mail: dict[str, Any]) -> None:
    assert read(mail).intent != "order"


def test_the_corpus_is_as_varied_as_it_claims() -> None:
    extra = corpus("mails_extra.jsonl")
    assert len(extra) >= 120
    assert len({mail["style"] for mail in extra}) >= 8
    assert sum(mail["trap"] for mail in extra) >= 40
    assert len({mail["id"] for mail in MAILS}) == len(MAILS)


# What takes an order back -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "This is not an order.",
        "Please do not ship anything yet.",
        "Please do not process this before I confirm.",
        "I am only collecting prices.",
        "Please hold off on shipping.",
        "This is just a draft.",
    ],
)
@pytest.mark.parametrize("mail", ORDERS, ids=lambda mail: mail["id"])
def test_one_sentence_takes_any_order_back(mail: dict[str, Any], words: str) -> None:
    assert read_mail(mail["subject"], f"{mail['body']}\n\n{words}").intent != "order"
    assert read_mail(mail["subject"], f"{words}\n\n{mail['body']}").intent != "order"


WRAPPERS = [
    "Suppose I sent you the following order. What would it cost?",
    "Hypothetically speaking:",
    "What would you charge if I ordered this?",
    "This is what I might order next month:",
    "I was thinking of sending you this order, but not yet.",
    "Please do not act on this yet.",
    "Here is a text that I may send to another supplier:",
    "Would the following be possible?",
    "Below is an example of an order I might place.",
    "We have decided against the following order:",
    "Don't send anything, this is only a draft.",
    "I never meant to send this:",
    "For training purposes only:",
    "If your prices come down, I would send you this order:",
    "Once my manager approves, the following will be our order:",
    "Please tell me what this order would cost before you do anything:",
    "Nothing below is an order.",
    "Ignore the text below, I am testing my mail program.",
    "I won't order this after all:",
    "Should I decide to buy, my order would read:",
    "Let's imagine I wrote you this:",
    "Only send this if I confirm tomorrow.",
    "Wait for my confirmation before you ship.",
    "We do not need any of this any more.",
]


@pytest.mark.parametrize("words", WRAPPERS)
def test_no_order_in_a_hypothetical_or_negated_wrapper_is_one(words: str) -> None:
    quoting = (">", "Sent:")  # what stands below a quoted mail is not the sender's
    orders = [m for m in ALL if m["expect"]["intent"] == "order" and not any(q in m["body"] for q in quoting)]
    orders = orders[:: len(orders) // 40][WRAPPERS.index(words) % 3 :: 3]  # each in a third of the wrappers
    after = [] if words.endswith(":") else [(m["subject"], f"{m['body']}\n\n{words}") for m in orders]
    before = [(m["subject"], f"{words}\n\n{m['body']}") for m in orders]
    assert [mail for mail in before + after if read_mail(*mail).intent == "order"] == []


@pytest.mark.parametrize("mail", [m for m in ORDERS if ">" not in m["body"]], ids=lambda mail: mail["id"])
def test_a_quoted_order_is_not_ordered_again(mail: dict[str, Any]) -> None:
    quoted = "\n".join(f"> {line}" for line in mail["body"].split("\n"))
    for body in (
        f"Thank you, all is well.\n\n{quoted}",
        f"Thank you, all is well.\n\nOn Mon, Aug 10, 2026 at 9:00 AM Charles Paxton wrote:\n\n{mail['body']}",
        f"Thank you, all is well.\n\n-----Original Message-----\n{mail['body']}",
    ):
        reading = read_mail(f"Re: {mail['subject']}", body)
        assert reading.intent != "order"


@pytest.mark.parametrize("mail", ORDERS, ids=lambda mail: mail["id"])
def test_a_cancellation_that_repeats_an_order_is_a_cancellation(mail: dict[str, Any]) -> None:
    assert read_mail("Cancellation", f"Please cancel my order PO-77:\n\n{mail['body']}").intent == "cancel"


@pytest.mark.parametrize(
    "filler", ["Thank you for everything.\n", "\u2603 \ufffd \U0001f9c3 ", "48 Coke, ", "my order "]
)
def test_a_mail_of_sixty_thousand_characters_is_no_order_and_costs_no_second(filler: str) -> None:
    body = f"Please send 48 Cola Classic to {ADDRESS}.\n" + (filler * 60_000)[:60_000]
    started = time.process_time()
    assert read_mail("Order", body).intent != "order"
    assert time.process_time() - started < 1.0


def test_a_mail_too_long_to_be_read_to_its_end_is_no_order() -> None:
    body = f"Please send 48 Cola Classic to {ADDRESS}.\n" + "Thank you for everything.\n" * 400
    assert read_mail("Order", body).intent != "order"


# Short answers in a thread ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "intent"),
    [
        ("All right, agreed.", "accept"),
        ("I can live with that.", "accept"),
        ("Fine by me.", "accept"),
        ("What would it be for 120 of each?", "ask_quote"),
        ("And for 200?", "ask_quote"),
        ("Has the Coke gone up?", "ask_quote"),
        ("Did the Coke leave your warehouse?", "status"),
        ("Could you look into where my parcel has got to?", "status"),
        ("What's the least I have to buy?", "ask_terms"),
        ("I opened the carton and counted 20 instead of 24.", "complaint"),
        ("I typed 27 Coke on PO-1044 but it must be 72.", "amend"),
    ],
)
def test_a_short_answer_is_understood(body: str, intent: str) -> None:
    assert read_mail("Re: your mail", body).intent == intent


@pytest.mark.parametrize(
    "body",
    [
        "All right, agreed in principle, but I want 10% off.",
        "All right, agreed on quantity, the price is still too high.",
        "I can live with that if you ship free.",
        "I can live with that delay.",
        "Fine by me to wait until Friday.",
        "Your proposal would be accepted if the price were $0.50.",
        "The terms are accepted by my boss only at $0.50.",
        "I accept your quote, as long as the price is $0.50.",
        "We accept the terms, provided you deliver by Friday.",
        "I am not agree with your price.",
        "Decision: ACCEPT or REJECT will follow tomorrow.",
        "We shall take them to court.",
        "Right. Agreed? Or not?",
    ],
)
def test_half_a_yes_is_no_acceptance(body: str) -> None:
    assert read_mail("Re: your quote", body).intent not in ("accept", "order", "amend")


# Products -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("product", products(), ids=lambda product: product.id)
@pytest.mark.parametrize(
    "form", ["Please send 48 {}.", "Please send:\n- {}: 48 units", "Please send 48 units of {} today."]
)
def test_every_name_of_a_product_is_understood(product: Product, form: str) -> None:
    for name in (product.name, *product.aliases, product.id, product.name.upper()):
        assert [(x.product, x.units) for x in order(form.format(name)).lines] == [(product.id, 48)], name


@pytest.mark.parametrize(
    "form",
    [
        "Please ship the following:\n{}",
        "Please ship the following:\n| Product | Price | Qty |\n|---|---|---|\n{}",
    ],
)
def test_the_whole_catalogue_can_be_ordered_in_one_mail(form: str) -> None:
    row = "| {} | ${:.2f} | {} |" if "|" in form else "- {} @ ${:.2f} x {}"
    rows = [row.format(p.name, p.wholesale, i + 5) for i, p in enumerate(products())]
    reading = order(form.format("\n".join(rows)))
    assert reading.intent == "order"
    assert [(line.product, line.units, line.unit_price) for line in reading.lines] == [
        (p.id, i + 5, Decimal(f"{p.wholesale:.2f}")) for i, p in enumerate(products())
    ]


@pytest.mark.parametrize(
    ("phrase", "product"),
    [
        ("Cola Classic 20oz", "coke_20"),
        ("20oz bottles of Coke", "coke_20"),
        ("Coke Zero 20oz", "dietcoke_20"),
        ("Diet Coke 12 fl oz", "dietcoke_12"),
        ("Doritos family size", "doritos_fam"),
        ("Lay's (8 oz)", "lays_fam"),
        ("BBQ potato chips", "laysbbq_15"),
        ("orange sports drinks", "sports_20o"),
        ("Dorritos", "doritos_175"),
        ("Snikers bars", "snickers"),
        ("toaster pastries", "poptart"),
        ("peanut candies", "mmpeanut"),
    ],
)
def test_size_order_and_spelling_of_a_name(phrase: str, product: str) -> None:
    assert [line.product for line in order(f"Please send 24 {phrase}.").lines] == [product]


@pytest.mark.parametrize(
    "phrase", ["unicorn energy bars", "Cherry Coke", "Sprite Zero", "Coke 2 liter", "Mars bars"]
)
def test_a_product_outside_the_catalogue_is_named_and_not_guessed(phrase: str) -> None:
    reading = order(f"Please send 24 {phrase}.")
    assert reading.lines == ()
    assert reading.unknown == (phrase.lower(),)


@pytest.mark.parametrize(
    "phrase", ["products", "assorted snacks", "items", "drinks", "goods", "soft drinks", "units of stock"]
)
def test_goods_in_general_are_no_unknown_product(phrase: str) -> None:
    assert order(f"We sell about 200 {phrase} a week.").unknown == ()
    assert order(f"Please send 200 {phrase}.").unknown == ()


@pytest.mark.parametrize("supplier", supplier_identities(), ids=lambda supplier: supplier.id)
def test_the_name_of_a_supplier_is_no_product(supplier: Any) -> None:
    reading = read_mail(
        f"To {supplier.name}", f"Hello {supplier.name}, dear {supplier.contact},\nwhat are your prices?"
    )
    assert reading.lines == ()
    assert reading.unknown == ()


# Numbers and prices -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("48 Coke", 48),
        ("48x Coke", 48),
        ("Coke x48", 48),
        ("forty-eight Coke", 48),
        ("a hundred and twenty Coke", 120),
        ("two dozen Coke", 24),
        ("half a dozen Coke", 6),
        ("1,200 Coke", 1200),
        ("2 cases of Coke", 72),
        ("half a case of Coke", 18),
        ("2 cases (72 cans) of Coke", 72),
        ("2 cases of 24 Coke", 48),
        ("3 12-packs of Coke", 36),
        ("48 12oz cans of Coke", 48),
        ("Cola Classic 12oz can (48)", 48),
        ("Cola Classic 12oz can: 48", 48),
    ],
)
def test_a_quantity_is_understood(text: str, units: int) -> None:
    assert [(line.product, line.units) for line in order(f"Please send {text}.").lines] == [
        ("coke_12", units)
    ]


@pytest.mark.parametrize(
    "number", ["24.5 x", "-24 x", "24-36", "24,12", "0", "½", "99999999999999999999", "2½"]
)
def test_a_quantity_that_no_one_can_ship_is_unclear(number: str) -> None:
    reading = order(f"Please send {number} Cola Classic 12oz can.")
    assert [line.units for line in reading.lines] == [None]
    assert reading.unclear == ("the quantity of Cola Classic 12oz can",)


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("48 Coke at $0.62", "0.62"),
        ("48 Coke @ .62", "0.62"),
        ("48 Coke for 62 cents each", "0.62"),
        ("48 Coke, $0.62/can", "0.62"),
        ("48 Coke at USD 0.62", "0.62"),
        ("36 Coke at $22.32 per case", "0.62"),
        ("48 Coke for $29.76 in total", "0.62"),
        ("48 Coke - $0.62 - $29.76", "0.62"),
        ("48 Coke at $0.00", "0"),
        ("48 Coke at $1,000,000 each", "1000000"),
    ],
)
def test_a_price_is_per_unit(text: str, price: str) -> None:
    assert [line.unit_price for line in order(f"Please send {text}.").lines] == [Decimal(price)]


@pytest.mark.parametrize(
    "text",
    [
        "72 Coke and 64 Doritos for $90 in total",
        "the following:\n\nCoke ..... 72\nDoritos .... 64\n\nTotal expected: $90.",
        "72 Coke and 64 Doritos. I approve a total of up to $90",
    ],
)
def test_a_total_of_several_products_is_the_price_of_none(text: str) -> None:
    reading = order(f"Please send {text}.")
    assert [(x.product, x.units, x.unit_price) for x in reading.lines] == [
        ("coke_12", 72, None),
        ("doritos_175", 64, None),
    ]
    assert reading.total_budget == 90


def test_a_total_that_only_adds_up_the_lines_is_no_budget() -> None:
    reading = order("Please send:\n- 72 Coke @ $0.62\n- 64 Doritos @ $0.50\n\nTotal: $76.64")
    assert [line.unit_price for line in reading.lines] == [Decimal("0.62"), Decimal("0.50")]
    assert reading.total_budget is None


def test_respectively_deals_out_in_order() -> None:
    reading = read_mail("", "I could do 144 Coke and 96 Snickers at $0.60 and $0.95 respectively.")
    assert [(x.product, x.units, x.unit_price) for x in reading.lines] == [
        ("coke_12", 144, Decimal("0.60")),
        ("snickers", 96, Decimal("0.95")),
    ]


def test_a_negative_price_is_unclear() -> None:
    reading = order("Please send 48 Cola Classic at -$0.50 each.")
    assert reading.lines[0].unit_price is None
    assert reading.unclear == ("the price of Cola Classic 12oz can",)


def test_streets_zip_codes_phones_and_dates_are_no_quantities() -> None:
    reading = order(
        "Please send Cola Classic by August 20, 2026. Call 415-555-0142 at 9:30 am. "
        "The machine is at 1421 Bay St, San Francisco, CA 94123, slot A1."
    )
    assert [line.units for line in reading.lines] == [None]


# Lists --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lead", ["Could you please share:", "Please tell me about the following:"])
def test_a_list_of_wishes_asks_about_each(lead: str) -> None:
    reading = read_mail("Hello", f"{lead}\n\n- Minimum order quantities\n- Payment terms\n- Bulk discounts")
    assert reading.intent == "ask_terms"
    assert reading.asks_about == ("minimum_order", "payment_terms", "volume_discount")


def test_a_list_of_facts_asks_about_nothing() -> None:
    assert read_mail("Hello", "My records say:\n\n- Payment terms: prepaid\n- Lead time").asks_about == ()


def test_prices_listed_below_a_rival_are_his() -> None:
    body = "Another distributor quoted:\n- Coke: $0.50\n\nI could pay $0.60 for 72 Coke."
    assert read_mail("Re: Quote", body).rival_quote
    assert read_mail("Re: Quote", body).lines[0].unit_price == Decimal("0.60")


# Laws for any text --------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80), st.text(max_size=1000))
def test_any_text_is_read_without_an_error_and_always_alike(subject: str, body: str) -> None:
    assert read_mail(subject, body) == read_mail(subject, body)


TRADE_WORDS = """
48 24.5 -24 two dozen $0.62 each @ per case cases of the Coke Sprite Snickers Doritos 20oz x
, . ; : - ( ) | > ? ! please send ship order cancel not if could you I would like quote price for to it
PO-1042 #77 1680 Mission St total instead of
"""
FRAGMENTS = st.sampled_from([*TRADE_WORDS.split(), "\n"])


@settings(max_examples=300, deadline=None)
@given(st.lists(FRAGMENTS, max_size=60))
def test_any_jumble_of_trade_words_gives_whole_positive_units(fragments: list[str]) -> None:
    reading = read_mail("", " ".join(fragments))
    assert all(line.units is None or line.units > 0 for line in reading.lines)
    assert all(line.unit_price is None or line.unit_price >= 0 for line in reading.lines)


@settings(max_examples=300, deadline=None)
@given(st.lists(FRAGMENTS, max_size=40))
def test_no_jumble_under_a_plain_refusal_is_an_order(fragments: list[str]) -> None:
    assert read_mail("Order", "This is not an order. " + " ".join(fragments)).intent != "order"


@pytest.mark.parametrize(
    "pattern",
    [
        "a", "1 ", "1x", "½", "$", "- ", "|", "| a ", "a,b\n", "\t", "(", "'", "中", "é", "\u200b", "\ud800",
        "48 coke ", "please send ", "i would ", "can you do ", "my my ", "two hundred and ", "peanut butter ",
        "if you can do $1 i will ", "#1 ", "a@", "> a\n", "on a wrote:\n", "*", "`", "   ",
        "yes ", "ok , yes ", "book it then please ",
    ],
)  # fmt: skip
def test_the_time_of_a_hostile_body_grows_with_its_length_and_no_faster(pattern: str) -> None:
    body = (pattern * 20_000)[:20_000]
    read_mail("", "warm up")
    short = _seconds_to_read(body[:2_500])
    assert _seconds_to_read(body) < 3 * 8 * max(short, 0.005)  # eight times the words; quadratic would be 64


def _seconds_to_read(body: str) -> float:
    """Of processor time; only comparable with each other, as machines differ."""
    started = time.process_time()
    read_mail(body[:200], body)
    read_mail("", body[: len(body) // 10], OnTable({"coke_12": 24}, before=Before.ASKED))
    return time.process_time() - started


# What only the thread can resolve -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "units", "cases", "refers_to"),
    [
        ("Make it 96.", 96, None, ()),
        ("Make it 4 cases instead.", None, 4, ()),
        ("Make it 96 instead of 48.", 96, None, ()),
        ("Let's do 48 of each.", 48, None, ("all",)),
        ("I'll take it.", None, None, ("last_quote",)),
        ("I'll take it, and the other one too.", None, None, ("last_quote", "other")),
        ("I accept your offer for both.", None, None, ("last_quote", "all")),
        ("Same as last time, please.", None, None, ("last_order",)),
        ("Make it 96 Coke.", None, None, ()),
    ],
)
def test_what_is_pointed_at_is_handed_on(
    body: str, units: int | None, cases: int | None, refers_to: tuple[str, ...]
) -> None:
    reading = read_mail("Re: Quote", body)
    assert (reading.bare_units, reading.bare_cases, reading.refers_to) == (units, cases, refers_to)


@pytest.mark.parametrize(
    ("body", "changes"),
    [
        ("Please add another 24 Coke to PO-4010 and remove the Doritos.",
         [("coke_12", 24, "add"), ("doritos_175", None, "remove")]),
        ("On PO-4010, make it 96 Coke instead of 48.", [("coke_12", 96, "set")]),
        ("Please increase the Coke on my order PO-4010 by 24.", [("coke_12", 24, "add")]),
        ("Please change my order PO-4010 Coke from 72 to 36.", [("coke_12", 36, "set")]),
    ],
)  # fmt: skip
def test_an_order_is_changed_to_or_by_a_quantity(body: str, changes: list[tuple[str, int, str]]) -> None:
    reading = read_mail("PO-4010", body)
    assert reading.intent == "amend"
    assert [(line.product, line.units, line.change) for line in reading.lines] == changes
    assert reading.unclear == ()


@pytest.mark.parametrize(
    ("body", "problems", "wants", "missing"),
    [
        ("I ordered 64 bags of nacho chips and only 30 arrived. Please send the missing bags or refund me.",
         ("short",), ("refund", "replacement"), 34),
        ("The box had 40 Doritos in it instead of 64. I'd like my money back.", ("short",), ("refund",), 24),
        ("Half of the Coke cans were dented. Please replace them.", ("damaged",), ("replacement",), None),
        ("You sent Pepsi instead of the Coke I ordered. What happened?", ("wrong",), ("explanation",), None),
        ("Order PO-7012 was due on Tuesday and nothing has arrived.", ("late",), (), None),
    ],
)  # fmt: skip
def test_a_complaint_says_what_is_wrong_and_what_would_make_it_good(
    body: str, problems: tuple[str, ...], wants: tuple[str, ...], missing: int | None
) -> None:
    reading = read_mail("Delivery", body)
    assert (reading.problems, reading.wants, reading.missing_units) == (problems, wants, missing)


@pytest.mark.parametrize(
    "body", ["And the other one too, please.", "and the other one too", "The other one as well."]
)
def test_the_other_one_too_is_no_complaint(body: str) -> None:
    reading = read_mail("Re: quote", body)
    assert reading.intent != "complaint"
    assert reading.missing_units is None
    assert "other" in reading.refers_to


def test_an_order_that_hangs_on_its_own_prices_alone_is_one() -> None:
    reading = read_mail("Order", "48 Cola Classic at $0.60? If so, please book it to 1680 Mission St.")
    assert reading.intent == "order"
    assert [(line.units, line.unit_price) for line in reading.lines] == [(48, Decimal("0.6"))]
    assert read_mail("Price", "48 Cola Classic at $0.60? If so, I'd book it tomorrow.").intent != "order"


def test_what_is_put_off_of_other_goods_keeps_no_order_from_being_one() -> None:
    order_of_cola = "Please book 48 Cola Classic, delivered to 1680 Mission St."
    assert read_mail("Order", f"{order_of_cola} Do not book the Snickers yet.").intent == "order"
    assert read_mail("Order", f"{order_of_cola} Do not book it yet.").intent != "order"


@pytest.mark.parametrize(
    ("body", "units"),
    [
        ("PO-1001: please add 24 Cola Classic, so 96 Cola Classic in all.", 96),
        ("Please send two or three cases of Cola Classic to 1680 Mission St.", None),
    ],
)
def test_quantities_are_what_is_meant_in_the_end(body: str, units: int | None) -> None:
    assert [line.units for line in read_mail("Order", body).lines] == [units]


@pytest.mark.parametrize(
    "body",
    [
        "PO-1001 came today, nothing missing, nothing dented.",
        "Thanks for the refund, Maria, it is here. I have no complaint.",
    ],
)
def test_praise_is_no_complaint(body: str) -> None:
    assert not {"complain", "remedy"} & {act.kind for act in read_mail("Delivery", body).acts}


def test_no_line_of_an_order_is_passed_over() -> None:
    named = read_mail("Order", "Please send 48 orange and 16 Gatorade blue to 1680 Mission St.")
    assert named.unknown == ("orange",)
    rows = (
        "24 Cookie Bar 1.79oz at 1.27\n24 Peanut Butter Cups 1.5oz at 1.53\n\nSum 67.20 and 8 for shipping."
    )
    order = read_mail("Order", f"Please book:\n\n{rows}\n\n1680 Mission St")
    assert [(line.product, line.units) for line in order.lines] == [("twix", 24), ("reeses", 24)]


# Numbers without a sign, and goods that are refused ---------------------------------------------------------


def test_goods_that_are_refused_are_not_bought() -> None:
    reading = read_mail("order", "24 Coke and 24 Sprite please, no Snickers this time. 1680 Mission St")
    bought = {line.product for line in reading.lines if line.product}
    assert "snickers" not in bought
    assert {"coke_12", "sprite_12"} <= bought


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ("Would 70 cents for the Oreos and 90 for the Snickers be all right with you?", 90),
        ("Snickers are $1.22 elsewhere. Match that and I'm in for 150.", 150),
        ("Please quote 24 Coke and 12 Gatorade. Is there a price break at 48? And at 96?", 96),
    ],
    ids=["cents", "a sum", "a break"],
)
def test_a_number_that_counts_nothing_is_no_quantity(body: str, number: int) -> None:
    assert number not in {line.units for act in read_mail("prices", body).acts for line in act.lines}


def test_who_decides_later_has_not_ordered() -> None:
    body = "can u get me 48 coke n 24 sprite same day? do u take venmo? lmk n then ill decide"
    assert read_mail("48 today?", body).intent not in ("order", "accept")


@pytest.mark.parametrize(
    "subject", ["Re: 24 Coke, 12 water", "RE: Quote: 24 cola, 24 water", "Aw: 48 Sprite"]
)
def test_the_subject_of_a_reply_asks_nothing_anew(subject: str) -> None:
    reading = read_mail(subject, "What is your minimum order?")
    assert not [line for act in reading.acts for line in act.lines]
    assert reading.lines == ()


def test_phrases_together_find_what_each_of_them_finds() -> None:
    mails = corpus(*TUNED)[::25]
    parts = [part for mail in mails for part in parse(mail["subject"], mail["body"]).parts]
    sentences = {canonical(part.tokens) for part in parts}
    found: set[Act] = set()
    single = phrases()
    for act, pattern in patterns().items():
        for sentence in sentences:
            alone = any(re.search(phrase, sentence) for phrase in single[act])
            assert bool(pattern.search(sentence)) == alone, (act, sentence)
            found |= {act} if alone else set()
    assert len(found) > len(Act) / 2


@pytest.mark.parametrize(
    ("question", "topics"),
    [
        ("How long do goods take to arrive, and how long do they keep?", {"lead_time", "shelf_life"}),
        (
            "What is your smallest order, how fast is delivery, and do you send an invoice?",
            {"minimum_order", "lead_time", "invoice"},
        ),
        ("Do you replace what is damaged, and would you give me credit?", {"damage", "credit"}),
        ("Is there a minimum, and when would it arrive?", {"minimum_order", "lead_time"}),
    ],
)
def test_each_question_of_a_sentence_is_heard(question: str, topics: set[str]) -> None:
    acts = read_mail("", question).acts
    assert {topic for act in acts for topic in act.topics} == topics


@pytest.mark.parametrize(
    ("topic", "question"),
    [
        ("lower_minimum", "Would you let a regular customer order below the minimum once?"),
        ("lower_minimum", "Is the $150 minimum really carved in stone for a first order?"),
        ("lower_minimum", "Is there any wiggle room on your minimum?"),
        ("minimum_order", "Can you tell me your minimum?"),
        ("free_shipping", "Would you be willing to knock the shipping off for the wait?"),
        ("free_shipping", "Could you refund the $9 delivery charge, given the delay?"),
        ("free_from", "What order value would qualify for free shipping?"),
        ("price_holds", "Could you hold your price for two weeks?"),
        ("price_holds", "Is there a price guarantee of any kind?"),
        ("case_size", "How many come in a case?"),
        ("sizes", "Do they fit a standard slot?"),
        ("best_sellers", "Which of them sell best?"),
        ("best_sellers", "What would you suggest I add to reach the minimum?"),
        ("changes", "Could I change an order after I have sent it?"),
        ("mixing", "May I mix the flavors?"),
        ("pick_up", "Can I pick it up myself on Saturday?"),
        ("fees", "Is there a fee for cancelling?"),
        ("paperwork", "Do I need a reseller's permit?"),
        ("storage", "Must the bars be kept cool?"),
        ("company", "How many years have you been in business?"),
        ("make", "Do they come in assorted flavors?"),
        ("no_promise", "Do you guarantee the delivery date?"),
        ("loyalty", "Do regular customers get anything off?"),
        ("loyalty", "Would your prices be lower for returning customers?"),
        ("account", "Do I have to be a member to buy from you?"),
        ("punctuality", "How often do your deliveries come late?"),
        ("stock_left", "How many have you got left?"),
        ("lower_minimum", "Is the $120 minimum fixed?"),
        ("lower_minimum", "Can the first order be below the $120?"),
        ("lower_minimum", "$200 minimum is too steep, can you go to a $100 minimum?"),
        ("price_holds", "Can you keep the quote open until October?"),
        ("price_holds", "Do the prices last through September?"),
        ("price_holds", "And would you lock the price until Friday?"),
        ("case_size", "And how many bars are in a box?"),
        ("sizes", "Does it count as a large or a small product?"),
        ("best_sellers", "Which ones would you recommend for a first order?"),
        ("pick_up", "I would be glad to know whether I could pick my boxes up in person."),
        ("loyalty", "Do you have any kind of loyalty discount for people who order every week?"),
        ("other", "Who packs your boxes, a nephew of yours?"),
        ("price", "Could you confirm the total?"),
        ("offer", "Does that work for you?"),
        ("offer", "Deal?"),
    ],
)
def test_a_question_is_sorted_by_what_it_is_about(topic: str, question: str) -> None:
    acts = read_mail("", f"Hi Renee,\n\n{question}\n\nThanks, Charles").acts
    assert topic in {found for act in acts for found in act.topics}


@pytest.mark.parametrize(
    "text", ["By the way I never meant consignment.", "What would you send along with the water?"]
)
def test_samples_and_consignment_are_asked_for_in_so_many_words(text: str) -> None:
    acts = read_mail("", f"Hi Renee,\n\n{text}\n\nThanks, Charles").acts
    assert not {"samples", "consignment"} & {topic for act in acts for topic in act.topics}
