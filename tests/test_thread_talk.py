"""Letters that talk about letters, prices and lists of their thread, and what they change there."""

from __future__ import annotations

import pytest

from playing import ask
from test_thread_orders import CHIPS, COKE, QUOTED, WATER, Shop

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
