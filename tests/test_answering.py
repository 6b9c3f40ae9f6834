"""Every act of a mail is answered, in one letter, over what the thread has been about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from playing import NAMES, Dealt, dealt, happened, on_time, pay, sleep, untroubled, worlds
from vendsim import Episode, Scenario
from vendsim.data import products
from vendsim.draws import Stream, uniform
from vendsim.events import OrderClosed, OrderConfirmed
from vendsim.suppliers import decisions as d
from vendsim.suppliers import favours, negotiation
from vendsim.suppliers.answering import Answer, answer, left_over
from vendsim.suppliers.book import Item, Quote
from vendsim.suppliers.desk import Desk
from vendsim.suppliers.questions import OF_THE_DAY
from vendsim.suppliers.reading.model import Act, ActLine
from vendsim.suppliers.reading.topics import topics
from vendsim.suppliers.trade import price
from vendsim.suppliers.voice import Speaker, phrase
from vendsim.suppliers.voice.sheets import sheet
from vendsim.suppliers.wishes import Wishes

IDS = {row.name: row.id for row in products()}
SHIP = Act(kind="address", text="1680 Mission St")


class Talk:
    """A conversation with one supplier, in acts; the address is known."""

    def __init__(self, kind: str = "friendly", address: bool = True, **rules: Any) -> None:
        self.who: Dealt = dealt(kind, plan=on_time)
        base = untroubled()
        suppliers = base.suppliers.model_copy(update=rules)
        self.episode: Episode = self.who.open(base.model_copy(update={"suppliers": suppliers}))
        self.goods = self.who.goods
        self.trade.params.min_order[0, self.who.supplier] = 5_000  # small orders will do
        self.thread.address_known = address
        self.answers: list[Answer] = []

    @property
    def trade(self) -> Any:
        return self.episode._world.trade

    @property
    def thread(self) -> Any:
        return self.trade.book.thread(self.who.supplier)

    def __call__(self, *acts: Act) -> list[d.Decision]:
        """A mail, and its answers."""
        self.answers = answer(self.trade, self.who.supplier, acts)
        return [it.decision for it in self.answers]

    def letter(self) -> str:
        speaker = Speaker(self.who.identity.name, self.who.identity.contact, self.who.identity.tone, 0)
        return phrase([it.decision for it in self.answers], speaker, 1, 0)

    def booked(self) -> list[dict[str, int]]:
        return [
            {line.product: line.units for line in event.lines}
            for event in happened(self.episode, OrderConfirmed)
        ]

    def unit(self, units: dict[str, int]) -> dict[str, int]:
        """What it would cost now, in cents."""
        items = [Item(product=NAMES.index(name), units=n) for name, n in units.items()]
        return dict(zip(units, price(self.trade, self.who.supplier, items).unit, strict=True))


def act(kind: Any, *lines: ActLine, text: str = "", **more: Any) -> Act:
    return Act(kind=kind, text=text, lines=lines, **more)


def line(
    name: str | None = None, units: int | None = None, cents: float | None = None, **more: Any
) -> ActLine:
    dollars = None if cents is None else Decimal(str(cents)) / 100
    return ActLine(product=IDS[name] if name else None, units=units, unit_price=dollars, **more)


def of(kind: type[Any], said: list[d.Decision]) -> Any:
    """The one decision of a kind."""
    (found,) = [it for it in said if isinstance(it, kind)]
    return found


# Several acts in one mail --------------------------------------------------------------------------------


def test_an_order_with_questions_beside_it_is_booked_and_they_are_answered() -> None:
    talk = Talk()
    said = talk(
        act("order", line(talk.goods[0], 200)),
        act("ask", topics=("returns", "credit")),
        act("ask_price", line(talk.goods[1])),
    )
    assert isinstance(said[0], d.Confirmed)
    assert of(d.TermsStated, said).asks_about == ("returns",)
    assert [it.topic for it in of(d.Answered, said).answers] == ["credit"]
    assert of(d.QuoteGiven, said).lines[0].product == talk.goods[1]
    letter = talk.letter()
    assert "PO-" in letter
    assert "nothing" not in letter.lower()


def test_each_order_number_belongs_to_its_own_act() -> None:
    talk = Talk()
    first, second = (of(d.Confirmed, talk(act("order", line(name, 200)))) for name in talk.goods[:2])
    said = talk(act("paid", order_id=first.order), act("cancel", order_id=second.order))
    assert of(d.CancelledNow, said).order == second.order
    stages = [order.stage for order in talk.trade.book.orders]
    assert stages == ["awaiting_payment", "cancelled"]


def test_money_goes_to_the_order_that_was_not_cancelled() -> None:
    talk = Talk()
    first, second = (of(d.Confirmed, talk(act("order", line(name, 200)))) for name in talk.goods[:2])
    talk(act("paid", order_id=first.order), act("cancel", order_id=second.order))
    pay(talk.episode, talk.who.email, first.total_cents, first.order)
    sleep(talk.episode)
    assert [order.stage for order in talk.trade.book.orders] == ["on_its_way", "cancelled"]
    assert not happened(talk.episode, OrderClosed) or first.order not in {
        event.order for event in happened(talk.episode, OrderClosed)
    }


def test_a_complaint_an_order_and_a_question_are_all_answered() -> None:
    talk = Talk()
    old = of(d.Confirmed, talk(act("order", line(talk.goods[0], 200))))
    said = talk(
        act("complain", order_id=old.order, problems=("late",)),
        act("order", line(talk.goods[1], 200)),
        act("ask", topics=("lead_time",)),
    )
    assert {type(it) for it in said} == {d.Confirmed, d.StatusGiven, d.TermsStated}


def test_small_talk_never_outweighs_an_order() -> None:
    talk = Talk()
    talk(act("ask_price", line(talk.goods[0], 200), line(talk.goods[1], 120)))
    said = talk(act("greet"), act("accept", text="a handshake it is"), act("status", order_id="PO-9999"))
    assert of(d.Confirmed, said)
    assert talk.booked() == [{talk.goods[0]: 200, talk.goods[1]: 120}]


@pytest.mark.parametrize("kind", ["greet", "inform", "decline", "address", "hold", "condition"])
def test_words_alone_get_a_word_back(kind: str) -> None:
    assert len(Talk()(act(kind))) == 1


def test_every_act_of_business_has_an_answer() -> None:
    talk = Talk()
    mail = (
        act("greet"), act("ask", topics=("samples",)), act("ask_list"),
        act("bid", line(talk.goods[0], 90, 1)),
        act("status"), act("order", line(talk.goods[1], 200)), act("cancel", order_id="PO-4711"),
        act("inform", line(talk.goods[0], cents=50, whose="rival")), act("ask", topics=("meeting",)),
    )  # fmt: skip
    talk(*mail)
    answered = {place for it in talk.answers for place in it.acts}
    assert set(range(1, len(mail))) <= answered


# The thread is state -------------------------------------------------------------------------------------


def test_numbers_without_products_mean_what_was_quoted_in_its_order() -> None:
    talk = Talk()
    first, second, third = talk.goods[:3]
    talk(act("ask_price", line(first, 72), line(second, 72)))
    talk(act("order", line(units=72), line(units=60), line(third, 124)))
    assert talk.booked() == [{first: 72, second: 60, third: 124}]


def test_all_of_them_so_many_of_each() -> None:
    talk = Talk()
    talk(act("ask_price", *(line(name) for name in talk.goods[:4])))
    said = talk(act("order", line(units=100), text="All four, 100 of each, please"))
    assert of(d.Confirmed, said)
    assert talk.booked() == [dict.fromkeys(talk.goods[:4], 100)]


def test_an_earlier_order_again_with_changes_is_a_new_order() -> None:
    talk = Talk()
    first, second, third = talk.goods[:3]
    old = of(d.Confirmed, talk(act("order", line(first, 200), line(second, 200))))
    said = talk(
        act("repeat", line(second, change="remove"), line(third, 136, change="add"), order_id=old.order)
    )
    assert of(d.Confirmed, said).order != old.order
    assert talk.booked() == [{first: 200, second: 200}, {first: 200, third: 136}]


def test_only_so_many_of_one_in_a_repeated_order() -> None:
    talk = Talk()
    first, second = talk.goods[:2]
    talk(act("order", line(first, 200), line(second, 200)))
    talk(act("repeat", line(second, 24)))
    assert talk.booked()[-1] == {first: 200, second: 24}


def test_an_earlier_order_that_nobody_knows_is_asked_about_and_nothing_booked() -> None:
    talk = Talk()
    said = talk(act("repeat", line(talk.goods[0], 200, change="add"), order_id="PO-4711"))
    assert "earlier order" in of(d.OpenPoints, said).questions[0]
    assert of(d.Question, Talk()(act("repeat"))).about
    assert not talk.booked()


def test_a_short_name_is_looked_up_in_the_thread_and_then_in_the_list() -> None:
    talk = Talk()
    names = {row.name: f"{row.name} {' '.join(row.aliases)}".lower() for row in products()}
    name = next(n for n in talk.goods if sum(n.split()[0].lower() in names[g] for g in talk.goods) == 1)
    said = talk(act("order", ActLine(phrase=f"the {name.split()[0].lower()}", units=400)))
    assert of(d.Confirmed, said).lines[0].product == name


def test_a_name_that_means_nothing_is_asked_about_beside_what_is_booked() -> None:
    talk = Talk()
    said = talk(act("order", line(talk.goods[0], 200), ActLine(phrase="moon cheese", units=24)))
    assert of(d.Confirmed, said)
    assert "moon cheese" in of(d.OpenPoints, said).questions[0]


def test_what_is_not_carried_is_said_beside_what_is_booked() -> None:
    talk = Talk()
    said = talk(act("order", line(talk.goods[0], 200), line(talk.who.others[0], 24)))
    assert of(d.Confirmed, said)
    assert of(d.OpenPoints, said).not_carried == (talk.who.others[0],)


def test_a_yes_that_takes_a_part_takes_that_part() -> None:
    talk = Talk()
    first, second = talk.goods[:2]
    talk(act("ask_price", line(first, 200), line(second, 200)))
    talk(act("accept"), act("order", line(first, 200)))
    assert talk.booked() == [{first: 200}]


def test_a_yes_with_something_more() -> None:
    talk = Talk()
    first, second, third = talk.goods[:3]
    talk(act("ask_price", line(first, 200), line(second, 200)))
    talk(act("accept"), act("order", line(third, 50, change="add")))
    assert talk.booked() == [{first: 200, second: 200, third: 50}]


def test_a_mention_of_an_order_does_not_make_a_new_one_a_status_report() -> None:
    talk = Talk()
    old = of(d.Confirmed, talk(act("order", line(talk.goods[0], 200))))
    said = talk(act("inform", order_id=old.order), act("order", line(talk.goods[1], 200)))
    assert of(d.Confirmed, said).order != old.order


# In doubt ------------------------------------------------------------------------------------------------


def test_a_likely_order_is_asked_back_about_and_any_yes_books_it() -> None:
    talk = Talk()
    said = talk(act("order", line(talk.goods[0], 200), sure=False))
    asked = of(d.ShallIBook, said)
    assert asked.sum_cents == asked.lines[0].unit_cents * 200 + asked.shipping_cents
    assert not talk.booked()
    assert of(d.Confirmed, talk(act("accept"))).total_cents == asked.sum_cents


@pytest.mark.parametrize("kind", ["hold", "condition"])
def test_an_order_that_waits_for_something_is_not_booked_until_a_yes(kind: str) -> None:
    talk = Talk()
    talk(act("order", line(talk.goods[0], 200)), act(kind))
    assert not talk.booked()
    talk(act("accept"))
    assert talk.booked() == [{talk.goods[0]: 200}]


def test_a_yes_on_hold_books_nothing() -> None:
    talk = Talk()
    talk(act("ask_price", line(talk.goods[0], 200)))
    assert of(d.OrderHeld, talk(act("accept"), act("hold")))
    assert not talk.booked()


def test_an_address_alone_completes_the_order_that_lacks_it() -> None:
    talk = Talk(address=False)
    assert of(d.Question, talk(act("order", line(talk.goods[0], 200)))).about == ("the delivery address",)
    assert of(d.Confirmed, talk(act("greet"), SHIP))


def test_an_address_in_a_question_does_not_complete_it() -> None:
    talk = Talk(address=False)
    talk(act("order", line(talk.goods[0], 200)))
    talk(act("ask", topics=("shipping",)), SHIP)
    assert not talk.booked()


# Prices --------------------------------------------------------------------------------------------------


def test_a_bid_below_our_price_is_countered_and_above_it_taken() -> None:
    talk = Talk("negotiator")
    name = talk.goods[0]
    ours = of(d.QuoteGiven, talk(act("ask_price", line(name, 200)))).lines[0].unit_cents
    said = talk(act("bid", line(name, 200, ours * 0.8)))
    assert of(d.Countered, said).lines[0].asked_cents == int(ours * 0.8)
    sleep(talk.episode)
    now = talk.unit({name: 200})[name]
    assert now < ours
    assert of(d.Agreed, talk(act("bid", line(name, 200, ours - 1)))).lines[0].unit_cents <= ours - 1


def test_nobody_goes_below_what_the_buyer_offers() -> None:
    talk = Talk("negotiator")
    name = talk.goods[0]
    ours = of(d.QuoteGiven, talk(act("ask_price", line(name, 200)))).lines[0].unit_cents
    sleep(talk.episode)
    agreed = of(d.Agreed, talk(act("bid", line(name, 200, ours - 1))))
    assert agreed.lines[0].unit_cents == ours - 1
    assert of(d.Confirmed, talk(act("accept"))).lines[0].unit_cents == ours - 1


def test_an_order_at_the_price_of_a_quote_is_booked_at_another_quantity_within_a_cent_or_two() -> None:
    talk = Talk()
    name = talk.goods[0]
    quoted = of(d.QuoteGiven, talk(act("ask_price", line(name, 600)))).lines[0].unit_cents
    said = of(d.Confirmed, talk(act("order", line(name, 560, quoted, whose="yours"))))
    assert quoted <= said.lines[0].unit_cents <= max(quoted + 2, quoted * 1.02 + 1)
    assert ("quantity" in said.notes) == (said.lines[0].unit_cents > quoted)


def test_an_order_at_the_buyers_own_price_waits_for_a_yes_to_ours() -> None:
    talk = Talk()
    said = talk(act("order", line(talk.goods[0], 200, 5)))
    assert of(d.Countered, said).has_order
    assert not talk.booked()
    assert of(d.Confirmed, talk(act("accept")))


def test_a_wish_for_a_better_price_beside_a_firm_order_does_not_stop_it() -> None:
    talk = Talk("negotiator")
    said = talk(act("order", line(talk.goods[0], 200)), act("bid", line(talk.goods[0], cents=5)))
    assert of(d.Confirmed, said).notes in (("lowered",), ("lowest",))


@pytest.mark.parametrize("of_all", [False, True])
def test_a_percentage_and_a_sum_for_the_lot_are_bids(of_all: bool) -> None:
    talk = Talk("negotiator")
    first, second = talk.goods[:2]
    before = of(d.QuoteGiven, talk(act("ask_price", line(first, 100), line(second, 100))))
    sleep(talk.episode)
    asked = before.sum_cents * 3 // 4
    offer: dict[str, Any] = {"total": Decimal(asked) / 100} if of_all else {"percent": Decimal(30)}
    said = of(d.Countered, talk(act("bid", **offer)))
    assert said.moved
    assert all(now.unit_cents <= then.unit_cents for now, then in zip(said.lines, before.lines, strict=True))
    assert said.asked_sum_cents == (asked if of_all else 0)


@pytest.mark.parametrize("on_record", [False, True])
def test_a_rivals_quote_counts_for_more_than_words_if_it_is_on_record(on_record: bool) -> None:
    talk = Talk("negotiator")
    name, product = talk.goods[0], NAMES.index(talk.goods[0])
    cents = talk.unit({name: 200})[name] * (5 if on_record else 8) // 10
    if on_record:
        other = talk.trade.book.thread((talk.who.supplier + 1) % 26)
        other.quotes[product] = Quote(listed_cents=cents, until=talk.episode.day)
        other.told[product] = cents
    talk(act("bid", line(name, 200, cents, whose="rival")))
    assert f"you mentioned ${cents / 100:.2f}" in talk.letter()
    rules = talk.episode.scenario.suppliers
    parts = talk.trade.state.conceded[0, talk.who.supplier, product]
    assert parts == (rules.rival_parts if on_record else rules.word_parts)


def test_bids_and_questions_about_prices_are_answered_in_one_list() -> None:
    talk = Talk()
    first, second = talk.goods[:2]
    said = talk(act("bid", line(first, 90, 1)), act("ask_price", line(second, 50)))
    assert {row.product for row in of(d.Countered, said).lines} == {first, second}


def test_a_bid_for_one_of_two_quoted_goods_leaves_both_on_the_table() -> None:
    talk = Talk()
    first, second = talk.goods[:2]
    talk(act("ask_price", line(first, 100), line(second, 100)))
    said = of(d.Countered, talk(act("bid", line(first, cents=5))))
    assert [row.units for row in said.lines] == [100, 100]
    talk(act("accept"))
    assert talk.booked() == [{first: 100, second: 100}]


def test_words_fit_numbers_in_a_first_letter() -> None:
    talk = Talk("gouger")
    said = of(d.Countered, talk(act("bid", line(talk.goods[0], 90, 1))))
    assert said.first
    assert not said.moved
    for word in ("lower our", "remains", "unchanged", "stays", "came down", "brought the prices down"):
        assert word not in talk.letter()


def test_a_budget_without_quantities_is_no_bid() -> None:
    talk = Talk()
    assert of(d.QuoteGiven, talk(act("ask_price", line(talk.goods[0]), total=Decimal(100))))


def test_a_quote_says_what_everything_comes_to() -> None:
    talk = Talk()
    quote = of(d.QuoteGiven, talk(act("ask_price", line(talk.goods[0], 100))))
    assert quote.sum_cents == 100 * quote.lines[0].unit_cents + quote.shipping_cents
    assert f"${quote.sum_cents / 100:,.2f}" in talk.letter()


def test_whether_something_is_there_is_answered_with_its_price_or_a_no() -> None:
    talk = Talk(favour_share=0.0)
    ask = act("ask", line(talk.goods[0]), line(talk.who.others[0]), topics=("availability", "samples"))
    said = talk(ask)
    assert of(d.QuoteGiven, said).not_carried == (talk.who.others[0],)
    assert [it.topic for it in of(d.Answered, said).answers] == ["samples"]


def test_what_is_declined_is_left_out_of_what_is_taken() -> None:
    talk = Talk()
    first, second = talk.goods[:2]
    talk(act("ask_price", line(first, 200), line(second, 200)))
    talk(act("decline", line(second)), act("accept"))
    assert talk.booked() == [{first: 200}]


def test_who_is_just_short_of_free_shipping_is_told() -> None:
    talk = Talk()
    name, who = talk.goods[0], talk.who.supplier
    goods = talk.unit({name: 100})[name] * 100
    talk.trade.params.shipping[0, who], talk.trade.params.free_over[0, who] = 900, goods + 500
    assert of(d.Confirmed, talk(act("order", line(name, 100)))).to_free_cents == 500


@pytest.mark.parametrize("problem", ["damaged", "overcharged", "late"])
def test_a_claim_that_is_refused_is_refused_for_what_it_says(problem: str) -> None:
    talk = Talk()
    order = of(d.Confirmed, talk(act("order", line(talk.goods[0], 100))))
    pay(talk.episode, talk.who.email, order.total_cents, order.order)
    sleep(talk.episode, 20)
    said = of(d.ComplaintRejected, talk(act("complain", order_id=order.order, problems=(problem,))))
    assert said.about == problem


def test_more_of_a_declined_price_is_no_bid() -> None:
    talk = Talk()
    talk(act("ask_price", line(talk.goods[0], 100)))
    assert of(d.Declined, talk(act("decline", line(talk.goods[0]))))
    assert not talk.booked()


# Questions, prices and bids ------------------------------------------------------------------------------


def test_goods_asked_for_by_sort_are_all_quoted() -> None:
    talk = Talk()
    by_category = {row.name: row.category for row in products() if row.name in talk.goods}
    sorts = {"chips": ("chips", "family_chips"), "cookies": ("cookies",)}
    wanted = {name for name, category in by_category.items() if category in sum(sorts.values(), ())}
    assert wanted
    quoted = of(d.QuoteGiven, talk(act("ask_price", text="what do chips and cookies cost ?")))
    assert {it.product for it in quoted.lines} == wanted


def test_a_sort_of_which_something_is_named_is_not_quoted_as_a_whole() -> None:
    talk = Talk()
    chips = next(row.name for row in products() if row.name in talk.goods and row.category == "chips")
    said = talk(act("ask_price", line(chips, 24), text=f"which chips , such as {chips.lower()} ?"))
    assert [it.product for it in of(d.QuoteGiven, said).lines] == [chips]


@pytest.mark.parametrize("text", ["and what about chips , you did not mention them", "do you sell chips"])
def test_goods_that_a_letter_only_speaks_of_are_quoted_if_they_never_were(text: str) -> None:
    talk = Talk()
    talk.thread.letters = 1
    assert of(d.QuoteGiven, talk(act("inform", text=text))).lines
    assert of(d.Noted, talk(act("inform", text=text)))


@pytest.mark.parametrize("kind", ["inform", "ask_price", "hold"])
def test_a_sum_that_is_only_told_is_no_bid(kind: str) -> None:
    talk = Talk()
    told = act(kind, total=Decimal(30), text="i have thirty dollars to spend")
    said = talk(act("ask_price", line(talk.goods[0], 200)), told)
    assert of(d.QuoteGiven, said).lines


def test_a_sum_above_the_price_is_not_spoken_of() -> None:
    talk = Talk("negotiator")
    (name,) = talk.goods[:1]
    bid = act("bid", line(name, 200, 1), total=Decimal(9_000))
    assert of(d.Countered, talk(bid)).asked_sum_cents == 0


def test_a_lower_price_that_is_said_to_be_ours_is_an_offer() -> None:
    talk = Talk()
    (name,) = talk.goods[:1]
    talk(act("ask_price", line(name, 200)))
    said = talk(
        act("inform", line(name, None, 1, whose="yours")),
        act("ask", topics=("other",), text="is that your last word ?"),
    )
    assert of(d.Countered, said).lines[0].asked_cents == 1


@pytest.mark.parametrize("more", [0, 400])
def test_who_names_our_price_or_a_retail_price_makes_no_offer(more: int) -> None:
    talk = Talk("negotiator")
    (name,) = talk.goods[:1]
    ours = of(d.QuoteGiven, talk(act("ask_price", line(name)))).lines[0].unit_cents
    said = talk(act("bid", line(name, None, ours + more), text="would that hold in three weeks ?"))
    assert of(d.QuoteGiven, said).lines[0].unit_cents == ours


def test_a_rivals_higher_price_is_no_proposal_to_agree_to() -> None:
    talk = Talk("negotiator")
    (name,) = talk.goods[:1]
    assert of(d.QuoteGiven, talk(act("bid", line(name, 200, 9_000, whose="rival")))).lines


def test_goods_that_are_declined_leave_the_table() -> None:
    talk = Talk()
    first, second = talk.goods[:2]
    talk(act("ask_price", line(first, 120), line(second, 120)))
    said = talk(act("decline", line(second)), act("bid", line(first, None, 1)))
    assert [it.product for it in of(d.Countered, said).lines] == [first]
    assert of(d.Confirmed, talk(act("accept"))).lines[0].product == first
    assert talk.booked() == [{first: 120}]


def test_a_declined_price_may_be_met_all_the_same() -> None:
    talk = Talk()
    first, second = talk.goods[:2]
    talk(act("ask_price", line(first, 120), line(second, 120)))
    said = talk(act("decline", line(second, None, 1, whose="rival")), act("bid", text="will you meet that ?"))
    assert [it.product for it in of(d.Countered, said).lines] == [second]


def test_of_each_means_the_goods_that_the_letter_names() -> None:
    talk = Talk()
    first, second, third = talk.goods[:3]
    talk(act("ask_price", line(first), line(second), line(third)))
    said = talk(act("inform", line(first), line(third)), act("ask_price", line(None, 36), refers_to=("all",)))
    assert {it.product: it.units for it in of(d.QuoteGiven, said).lines} == {first: 36, third: 36}


@pytest.mark.parametrize("kind", ["bid", "hold", "ask_price", "inform"])
def test_how_long_prices_hold_is_answered_wherever_it_is_asked(kind: str) -> None:
    talk = Talk()
    talk(act("ask_price", line(talk.goods[0], 200)))
    said = talk(act(kind, text="could you hold your price for two weeks ?", topics=("price_holds",)))
    assert [it.topic for it in of(d.Answered, said).answers] == ["price_holds"]


def test_an_exception_from_the_minimum_gets_a_yes_or_a_no() -> None:
    said = Talk(favour_share=0.0)(act("ask", topics=("lower_minimum",)))
    assert [it.topic for it in of(d.Answered, said).answers] == ["lower_minimum"]


def test_who_asks_what_the_minimum_is_is_told() -> None:
    said = Talk(favour_share=1.0)(act("ask", topics=("minimum_order",)))
    assert of(d.TermsStated, said).asks_about == ("minimum_order",)
    assert not any(isinstance(it, d.Answered) for it in said)


@pytest.mark.parametrize("kind", ["ask", "bid", "order"])
def test_free_shipping_that_is_granted_stands_in_the_prices_beside_it(kind: str) -> None:
    talk = Talk(favour_share=1.0)
    talk.trade.params.shipping[0, talk.who.supplier] = 900
    talk.trade.params.free_over[0, talk.who.supplier] = 32_000
    asked = act(kind, text="would you waive the shipping on a first order ?", topics=("free_shipping",))
    lines = [] if kind == "ask" else [line(talk.goods[0], 60)]
    said = talk(act("ask_price", line(talk.goods[0], 60)), asked.model_copy(update={"lines": tuple(lines)}))
    priced = next(it for it in said if isinstance(it, d.QuoteGiven | d.Confirmed))
    assert priced.shipping_cents == 0
    assert [it.does for it in of(d.Answered, said).answers] == [True]


def test_whoever_asks_from_what_sum_shipping_is_free_is_told_the_terms() -> None:
    said = Talk(favour_share=1.0)(act("ask", topics=("free_from",)))
    assert of(d.TermsStated, said).asks_about == ("shipping",)


def test_an_offer_that_waits_says_what_it_comes_to() -> None:
    talk = Talk()
    quoted = of(d.QuoteGiven, talk(act("ask_price", line(talk.goods[0], 200))))
    assert of(d.OrderHeld, talk(act("accept"), act("hold"))).sum_cents == quoted.sum_cents > 0


def test_words_that_only_begin_a_list_of_questions_order_nothing() -> None:
    said = Talk()(act("order", text="send me :", sure=False), act("ask_list"))
    assert [type(it) for it in said] == [d.PriceList]


def test_a_list_is_not_preceded_by_parts_of_it() -> None:
    talk = Talk()
    assert [type(it) for it in talk(act("ask_price", line(talk.goods[0])), act("ask_list"))] == [d.PriceList]


def test_thanks_and_requests_without_a_question_are_no_question() -> None:
    said = Talk()(act("ask", topics=("other",), text="please drop me a line when it ships ."), act("greet"))
    assert not any(isinstance(it, d.Answered) for it in said)


def test_only_what_is_asked_is_said_of_the_terms() -> None:
    talk = Talk()
    talk(act("ask", topics=("returns",), text="do you take back what does not sell ?"))
    assert "minimum order" not in talk.letter()


@pytest.mark.parametrize(
    ("topic", "told"),
    [
        ("case_size", "case_packs"), ("sizes", "sizes"), ("best_sellers", "best_sellers"),
        ("changes", "changes"), ("mixing", "mixing"), ("pick_up", "pick_up"), ("no_promise", "no_promise"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["bid", "ask_price", "ask", "order"])
def test_a_question_among_other_words_is_answered(topic: str, told: str, kind: str) -> None:
    talk = Talk()
    said = talk(act(kind, line(talk.goods[0], 200, 1 if kind == "bid" else None), topics=(topic,)))
    assert told in [it.topic for it in of(d.Answered, said).answers]


def test_a_complaint_is_no_question_about_what_is_taken_back() -> None:
    talk = Talk()
    order = of(d.Confirmed, talk(act("order", line(talk.goods[0], 200))))
    text = "two boxes came crushed , can you refund them ?"
    said = talk(act("complain", order_id=order.order, problems=("damaged",), text=text))
    assert not any(isinstance(it, d.TermsStated) for it in said)


def test_who_never_ordered_may_ask_what_would_be_done() -> None:
    text = "if a delivery arrives short , do you refund the rest ?"
    said = Talk()(act("remedy", text=text, wants=("refund",)))
    assert [it.asks_about for it in said if isinstance(it, d.TermsStated)] == [("returns",)]
    assert not any(isinstance(it, d.Question) for it in said)


# What has to be asked for --------------------------------------------------------------------------------

ASKABLE = (
    "free_shipping", "lower_minimum", "samples", "case_size", "standing_order", "specials", "best_sellers",
)  # fmt: skip


@pytest.mark.parametrize("topic", ASKABLE)
def test_who_does_not_do_it_says_so(topic: str) -> None:
    talk = Talk(favour_share=0.0)
    talk.trade.params.shipping[0, talk.who.supplier] = 900
    assert not of(d.Answered, talk(act("ask", topics=(topic,)))).answers[0].does


def test_who_never_charges_for_shipping_says_so() -> None:
    talk = Talk(favour_share=0.0)
    talk.trade.params.shipping[0, talk.who.supplier] = 0
    assert of(d.TermsStated, talk(act("ask", topics=("free_shipping",)))).asks_about == ("shipping",)


def test_the_first_order_ships_free_once_for_who_asked() -> None:
    talk = Talk("gouger", favour_share=1.0)
    talk.trade.params.shipping[0, talk.who.supplier] = 900
    talk.trade.params.free_over[0, talk.who.supplier] = 32_000
    asked = of(d.Answered, talk(act("ask", topics=("free_shipping",))))
    assert asked.answers[0].does
    assert of(d.Confirmed, talk(act("order", line(talk.goods[0], 60)))).shipping_cents == 0
    assert of(d.Confirmed, talk(act("order", line(talk.goods[0], 60)))).shipping_cents == 900


@pytest.mark.parametrize("topic", ["samples", "lower_minimum"])
def test_a_first_order_on_trial_may_be_small_for_who_asked(topic: str) -> None:
    talk = Talk("gouger", favour_share=1.0)
    talk.trade.params.min_order[0, talk.who.supplier] = 30_000
    small = act("order", line(talk.goods[0], 12))
    assert of(d.BelowMinimum, talk(small))
    assert of(d.Answered, talk(act("ask", topics=(topic,)))).answers[0].does
    order = of(d.Confirmed, talk(small))
    pay(talk.episode, talk.who.email, order.total_cents, order.order)
    sleep(talk.episode)
    assert of(d.BelowMinimum, talk(small))
    assert not of(d.Answered, talk(act("ask", topics=(topic,)))).answers[0].does


def test_full_cases_are_cheaper_for_who_asked_and_never_below_the_floor() -> None:
    talk = Talk("gouger", favour_share=1.0, case_discount=0.1)
    name = talk.goods[0]
    pack = next(row.case_pack for row in products() if row.name == name)
    before = talk.unit({name: 10 * pack})[name]
    talk(act("ask", topics=("volume_discount",)))
    assert talk.unit({name: 10 * pack})[name] < before
    assert talk.unit({name: 10 * pack + 1})[name] == before


def test_a_special_is_cheaper_until_it_ends() -> None:
    talk = Talk("gouger", favour_share=1.0)
    usual = {name: talk.unit({name: 50})[name] for name in talk.goods}
    said = talk(act("ask", topics=("specials",)))
    (special,) = of(d.Answered, said).answers[0].goods
    cheap = talk.unit({special: 50})[special]
    assert cheap < usual[special]
    assert of(d.QuoteGiven, said).lines[0].unit_cents <= cheap * 1.05 + 1
    sleep(talk.episode, talk.episode.scenario.suppliers.special_days + 1)
    assert talk.unit({special: 50})[special] == usual[special]


def test_regular_orders_are_cheaper_for_who_asked() -> None:
    talk = Talk("gouger", favour_share=1.0, standing_discount=0.1)
    name = talk.goods[0]
    talk(act("ask", topics=("standing_order",)))
    order = of(d.Confirmed, talk(act("order", line(name, 200))))
    before = talk.unit({name: 200})[name]
    pay(talk.episode, talk.who.email, order.total_cents, order.order)
    sleep(talk.episode, 2)
    assert talk.unit({name: 200})[name] < before * 0.95


def test_a_hint_names_what_really_sells_well_among_what_is_carried() -> None:
    talk = Talk(favour_share=1.0)
    said = of(d.Answered, talk(act("ask", topics=("best_sellers",))))
    sales = talk.trade.params.base_sales[0]
    ranked = sorted(talk.goods, key=lambda name: -sales[NAMES.index(name)])
    assert set(said.answers[0].goods) <= set(ranked[: max(6, len(ranked) // 2)])


@pytest.mark.parametrize("topic", ASKABLE)
def test_what_somebody_does_does_not_tell_a_kind(topic: str) -> None:
    params, key = worlds(), favours._TRAITS[topic]
    u = uniform(params.seed[:, None], Stream.FAVOUR, np.arange(params.kind.shape[1])[None, :], key)
    does = u < 0.3
    shares = [does[params.kind == kind].mean() for kind in range(4)]
    assert shares == pytest.approx([0.3] * 4, abs=0.05)


def test_favours_never_take_a_price_below_its_floor() -> None:
    talk = Talk("negotiator", favour_share=1.0, case_discount=0.9, special_discount=(0.9, 0.9))
    before = {name: talk.unit({name: 72})[name] for name in talk.goods}
    talk(act("ask", topics=("specials", "case_size", "standing_order")))
    params, who = talk.trade.params, talk.who.supplier
    for name in talk.goods:
        floor = params.floor[0, who] * params.wholesale[0, NAMES.index(name)]
        assert floor <= talk.unit({name: 72})[name] <= before[name]


def test_an_order_that_is_confirmed_once_more_is_not_booked_twice() -> None:
    talk = Talk()
    order = of(d.Confirmed, talk(act("order", line(talk.goods[0], 200)))).order
    again = act("order", line(talk.goods[0], 200), order_id=order)
    assert of(d.AlreadyConfirmed, talk(again)).order == order
    assert isinstance(of(d.Confirmed, talk(act("order", line(talk.goods[0], 200)))), d.Confirmed)
    assert len({event.order for event in happened(talk.episode, OrderConfirmed)}) == 2


def test_a_change_without_quantities_is_asked_about() -> None:
    talk = Talk()
    talk(act("order", line(talk.goods[0], 200)))
    said = talk(act("amend", line(talk.goods[0]), text="a bit less of it"))
    assert talk.goods[0] in of(d.OpenPoints, said).questions[0]
    assert "booked" not in talk.letter()
    kept = talk(act("amend", line(talk.goods[0]), text="keep it on the order"))
    assert isinstance(kept[0], d.AlreadyConfirmed)


def test_whoever_says_that_an_unpaid_order_is_wrong_is_asked_whether_to_change_it() -> None:
    talk = Talk()
    order = of(d.Confirmed, talk(act("order", line(talk.goods[0], 200)))).order
    said = talk(act("complain", line(talk.goods[0], 120), problems=("wrong",)))
    assert of(d.ShallIBook, said).order == order
    assert talk.booked() == [{talk.goods[0]: 200}]
    assert of(d.StatusGiven, talk(act("complain", problems=("wrong",)))).orders[0].order == order


def test_a_list_as_it_was_written_is_taken_whole_with_what_is_said_otherwise() -> None:
    talk = Talk()
    first, second = talk.goods[:2]
    talk(act("ask_price", line(first, 100), line(second, 100)))
    talk(act("accept", line(first, 120), text="should be 120 . with that corrected , please book it"))
    assert talk.booked() == [{first: 120, second: 100}]


def test_a_yes_with_a_change_takes_the_rest_as_it_was() -> None:
    talk = Talk()
    first, second = talk.goods[:2]
    talk(act("ask_price", line(first, 100), line(second, 100)))
    talk(act("accept", text="agreed on both"), act("amend", line(first, 120), text="raise it to 120"))
    assert talk.booked() == [{first: 120, second: 100}]


@pytest.mark.parametrize("topic", sorted({*topics()} - OF_THE_DAY))
def test_every_topic_has_an_answer_of_its_own(topic: str) -> None:
    talk = Talk()
    said = talk(act("ask", line(talk.goods[0]), topics=(topic,)))
    told = {it.topic for one in said if isinstance(one, d.Answered) for it in one.answers}
    terms = {it for one in said if isinstance(one, d.TermsStated) for it in one.asks_about}
    assert told | terms
    talk.letter()
    assert all(
        it.topic in sheet("topics")[{True: "yes", False: "no", None: "about"}[it.does]]
        for one in said
        if isinstance(one, d.Answered)
        for it in one.answers
    )


# Questions beside the business -----------------------------------------------------------------------------


@pytest.mark.parametrize("topic", ["pick_up", "fees", "paperwork", "price_holds", "make", "company"])
def test_a_question_beside_the_business_gets_an_answer_of_its_own(topic: str) -> None:
    talk = Talk()
    said = talk(act("ask_price", line(talk.goods[0], 100)), act("ask", topics=(topic,)))
    assert of(d.QuoteGiven, said)
    assert [it.topic for it in of(d.Answered, said).answers] == [topic]


def test_a_question_about_nothing_we_know_is_answered_with_its_own_words() -> None:
    question = "Who packs your boxes, a nephew of yours?"
    asked = act("ask", topics=("other",), text=question, other_questions=(question,))
    (answer,) = of(d.Answered, Talk()(asked)).answers
    assert (answer.topic, answer.quoted) == ("unanswered", question)


def test_questions_that_have_their_topics_are_not_quoted_as_unanswered() -> None:
    topics = ("shelf_life", "delivery_days", "credit", "other")
    told = of(d.Answered, Talk()(act("ask", topics=topics, other_questions=("is it ?",)))).answers
    assert {it.topic for it in told} == {"shelf_life", "delivery_days", "credit"}


@pytest.mark.parametrize("topic", ["offer", "price", "order"])
def test_what_the_rest_of_a_letter_answers_is_not_answered_twice(topic: str) -> None:
    talk = Talk()
    said = talk(act("ask_price", line(talk.goods[0], 100)), act("ask", topics=(topic,), text="deal ?"))
    assert [type(it) for it in said] == [d.QuoteGiven]


def test_who_asks_about_cases_and_dates_gets_numbers() -> None:
    talk = Talk(favour_share=0.0)
    rows = {row.name: row for row in products()}
    first, second = talk.goods[:2]
    asked = act("ask", line(first), line(second), topics=("case_size", "shelf_life"))
    facts = {it.topic: it.goods for it in of(d.Answered, talk(asked)).answers}
    assert facts["case_packs"] == tuple(f"{rows[name].case_pack} of {name}" for name in (first, second))
    assert facts["keeps"] == tuple(f"{name} {rows[name].shelf_life_days} days" for name in (first, second))
    talk(act("ask_price", line(second, 100)))
    facts = {it.topic: it.goods for it in of(d.Answered, talk(act("ask", topics=("case_size",)))).answers}
    assert facts["case_packs"] == (f"{rows[second].case_pack} of {second}",)


def test_who_asks_for_a_quantity_discount_is_told_from_when_on() -> None:
    said = of(d.TermsStated, Talk()(act("ask", topics=("volume_discount",))))
    assert said.breaks == Scenario.load("vb2").suppliers.volume_breaks


# Questions beside others, and prices that hold -----------------------------------------------------------


def test_what_regular_customers_get_is_no_special() -> None:
    talk = Talk(favour_share=0.0)
    (answered,) = talk(act("ask", topics=("loyalty",)))
    assert [(it.topic, it.does) for it in answered.answers] == [("loyalty", True)]
    assert "loyal" in talk.letter() or "regular" in talk.letter().lower() or "order" in talk.letter()


@pytest.mark.parametrize("topic", ["free_shipping", "lower_minimum"])
def test_a_request_against_the_terms_gets_a_yes_or_no(topic: str) -> None:
    talk = Talk(favour_share=0.0)
    talk.trade.params.shipping[0, talk.who.supplier] = 900
    (answered,) = talk(act("ask", topics=(topic,)))
    assert [(it.topic, it.does) for it in answered.answers] == [(topic, False)]


def test_what_does_not_spoil_keeps_for_years() -> None:
    magnet = next(i for i, row in enumerate(products()) if row.id == "magnet")
    (answered,) = favours.answer_topics(Talk().trade, 0, ("shelf_life",), goods=(magnet,))
    assert isinstance(answered, d.Answered)
    assert answered.answers[-1].goods == ("Golden Gate Magnet for years",)


def test_a_bid_without_quantities_has_the_discount_of_what_was_quoted() -> None:
    talk = Talk()
    units = dict.fromkeys(talk.goods[:3], 100)
    quoted = of(d.QuoteGiven, talk(act("ask_price", *(line(name, n) for name, n in units.items()),
                                      line(talk.goods[3]))))  # fmt: skip
    before = {it.product: it.unit_cents for it in quoted.lines}
    bids = [line(name, cents=before[name] * 0.9, whose="mine") for name in units]
    countered = of(d.Countered, talk(act("bid", *bids)))
    assert {it.product: it.units for it in countered.lines} == units
    assert all(it.unit_cents <= before[it.product] for it in countered.lines)
    assert not countered.dearer


def test_a_smaller_order_says_why_its_price_is_higher() -> None:
    talk = Talk("negotiator")
    name = talk.goods[0]
    (told,) = talk(act("ask_price", line(name, 2_000)))
    bid = act("bid", line(name, 20, cents=told.lines[0].unit_cents * 0.8, whose="mine"))
    countered = of(d.Countered, talk(bid))
    assert countered.lines[0].unit_cents > told.lines[0].unit_cents
    assert countered.dearer
    assert "order" in talk.letter()


def test_a_quote_for_less_says_why_its_price_is_higher() -> None:
    talk = Talk("negotiator")
    name, other = talk.goods[:2]
    talk(act("ask_price", line(name, 2_000)))
    again = of(d.QuoteGiven, talk(act("ask_price", line(name, 20))))
    assert again.dearer
    assert not of(d.QuoteGiven, talk(act("ask_price", line(name, 20)))).dearer
    assert not of(d.QuoteGiven, talk(act("ask_price", line(other, 20)))).dearer


def test_prices_that_hang_on_the_whole_basket_say_so() -> None:
    talk = Talk("negotiator")
    name, other = talk.goods[:2]
    assert of(d.QuoteGiven, talk(act("ask_price", line(name, 2_000), line(other, 2_000)))).together
    assert not of(d.QuoteGiven, talk(act("ask_price", line(name, 2_000)))).together
    assert not of(d.QuoteGiven, talk(act("ask_price", line(name), line(other)))).together


def test_a_sum_that_only_adds_up_the_named_prices_changes_none_of_them() -> None:
    talk = Talk()
    units = {talk.goods[0]: 120, talk.goods[1]: 60}
    (quoted,) = talk(act("ask_price", *(line(name, n) for name, n in units.items())))
    named = {it.product: it.unit_cents - (it.product == talk.goods[0]) for it in quoted.lines}
    total = sum(cents * units[name] for name, cents in named.items())
    lines = [line(name, n, cents=named[name], whose="mine") for name, n in units.items()]
    said = talk(act("order", *lines, total=Decimal(total) / 100, sure=False), SHIP)
    assert all(
        it.unit_cents <= next(old.unit_cents for old in quoted.lines if old.product == it.product)
        for it in of(d.ShallIBook, said).lines
    )


# Refusals and farewells -----------------------------------------------------------------------------------


def test_a_price_told_in_a_farewell_is_no_offer() -> None:
    talk = Talk()
    talk(act("ask_price", line(talk.goods[0], 60)))
    found = act(
        "inform", line(talk.goods[0], None, 1, whose="yours"), text="i have found it at 0.01 , so bye"
    )
    answers = answer(talk.trade, talk.who.supplier, [found], idle=True)
    assert [type(it.decision) for it in answers] == [d.Noted]
    (countered,) = talk(found)
    assert isinstance(countered, d.Countered)


def test_goods_spoken_of_in_a_farewell_are_not_quoted() -> None:
    talk = Talk()
    talk.thread.letters = 2
    elsewhere = act("inform", line(talk.goods[0]), text="i have bought it elsewhere")
    answers = answer(talk.trade, talk.who.supplier, [elsewhere], idle=True)
    assert [type(it.decision) for it in answers] == [d.Noted]


@pytest.mark.parametrize("kind", ["remedy", "cancel", "complain"])
def test_a_refusal_by_somebody_who_never_ordered_is_not_asked_which_order_it_is_about(kind: str) -> None:
    talk = Talk()
    lines = [line(talk.goods[0])] if kind == "cancel" else []
    assert [type(it) for it in talk(act("decline"), act(kind, *lines, text="take me off the list"))] == [
        d.Declined
    ]


def test_goods_that_were_never_ordered_are_declined_rather_than_cancelled() -> None:
    talk = Talk()
    assert [type(it) for it in talk(act("cancel", line(talk.goods[0])))] == [d.Declined]
    assert [type(it) for it in talk(act("cancel"))] == [d.NothingToCancel]


def test_whoever_orders_nothing_is_not_sent_the_offer_again() -> None:
    talk = Talk()
    talk(act("ask_price", line(talk.goods[0], 200)))
    assert [type(it) for it in talk(act("hold", text="i am not ordering anything"))] == [d.NothingBooked]
    talk(act("accept"))
    assert talk.booked() == [{talk.goods[0]: 200}]


def test_quantities_that_are_only_thought_of_are_priced() -> None:
    talk = Talk()
    talk(act("ask_price", line(talk.goods[0], 24)))
    quoted = of(d.QuoteGiven, talk(act("hold", line(None, 48), text="no order , just the price for 48")))
    assert [it.units for it in quoted.lines] == [48]
    other = of(d.QuoteGiven, talk(act("hold", line(talk.goods[1], 60), text="what would 60 cost later on ?")))
    assert [(it.product, it.units) for it in other.lines] == [(talk.goods[1], 60)]
    assert not talk.booked()


def test_a_condition_that_names_a_price_is_a_bid() -> None:
    talk = Talk()
    told = of(d.QuoteGiven, talk(act("ask_price", line(talk.goods[0])))).lines[0].unit_cents
    said = talk(
        act("ask", topics=("shipping",)),
        act(
            "condition", line(talk.goods[0], 72, told - 5), text="if i could have it for less i would take 72"
        ),
    )
    assert of(d.Countered, said).lines[0].asked_cents == told - 5
    assert of(d.TermsStated, said).asks_about == ("shipping",)


@pytest.mark.parametrize("text", ["unless you come near that i decline", "if you can not , i will pass"])
def test_a_refusal_that_hangs_on_the_price_is_a_bid(text: str) -> None:
    talk = Talk()
    told = of(d.QuoteGiven, talk(act("ask_price", line(talk.goods[0], 60)))).lines[0].unit_cents
    rival = line(talk.goods[0], None, told - 5, whose="rival", change="remove")
    assert of(d.Countered, talk(act("decline", rival, text=text))).lines[0].asked_cents == told - 5
    assert [type(it) for it in talk(act("decline", rival, text="too dear , no deal"))] == [d.Declined]


def test_a_lower_price_for_so_many_units_is_a_bid_beside_any_question() -> None:
    talk = Talk()
    told = of(d.QuoteGiven, talk(act("ask_price", line(talk.goods[0], 8)))).lines[0].unit_cents
    said = talk(
        act("inform", line(talk.goods[0], 8, told - 5, whose="yours"), text="8 at so much would interest me"),
        act("decline", line(talk.goods[1], change="remove")),
        act("ask", topics=("minimum_order",)),
    )
    assert of(d.Countered, said).lines[0].asked_cents == told - 5


def test_a_price_that_we_never_told_is_no_price_of_ours() -> None:
    talk = Talk()
    asked = line(talk.goods[0], None, 1, whose="yours")
    countered = of(d.Countered, talk(act("bid", asked, text="if your price is anywhere near 0.01")))
    assert (countered.lines[0].asked_cents, countered.lines[0].asked_whose) == (1, "rival")


def test_a_sum_offered_for_what_was_quoted_is_for_the_goods_with_quantities() -> None:
    talk = Talk()
    talk(act("ask_price", line(talk.goods[0], 60), line(talk.goods[1])))
    countered = of(d.Countered, talk(act("bid", total=Decimal(1), text="would you do it for 1 dollar ?")))
    assert [it.product for it in countered.lines] == [talk.goods[0]]


def test_goods_left_out_of_a_bid_are_not_offered_again() -> None:
    talk = Talk()
    quoted = talk(act("ask_price", *(line(name, 60) for name in talk.goods[:3])))
    less = line(talk.goods[0], None, of(d.QuoteGiven, quoted).lines[0].unit_cents - 1)
    said = talk(act("bid", less, line(talk.goods[1], change="remove")))
    offered = [it.product for decision in said for it in getattr(decision, "lines", ())]
    assert offered == [talk.goods[0], talk.goods[2]]


# What is bargained over ------------------------------------------------------------------------------------


def test_a_counter_offer_says_what_everything_comes_to() -> None:
    talk = Talk("negotiator")
    said = of(d.Countered, talk(act("bid", line(talk.goods[0], 100, 1))))
    assert said.sum_cents == 100 * said.lines[0].unit_cents + said.shipping_cents
    assert f"${said.sum_cents / 100:,.2f}" in talk.letter()


def test_a_rivals_price_is_to_be_matched_although_ours_is_repeated_beside_it() -> None:
    talk = Talk()
    (name,) = talk.goods[:1]
    ours = of(d.QuoteGiven, talk(act("ask_price", line(name, 100)))).lines[0].unit_cents
    said = talk(
        act("bid", line(name, None, ours, whose="yours"), text=f"{ours} cents ? match or i am out ."),
        act("inform", line(name, None, 1, whose="rival"), text="the other one is at 1 cent ."),
    )
    assert (of(d.Countered, said).lines[0].asked_cents, of(d.Countered, said).lines[0].asked_whose) == (
        1,
        "rival",
    )


def test_a_percentage_beside_a_rivals_price_is_not_taken_off_ours() -> None:
    talk = Talk("negotiator")
    (name,) = talk.goods[:1]
    said = talk(
        act("inform", line(name, None, 10, whose="rival"), text="they are at 10 cents ."),
        act("bid", line(None, 100), percent=Decimal(10), text="get within 10 % of that and i take a hundred"),
    )
    assert not [it for it in said if isinstance(it, d.Agreed)]
    assert of(d.Countered, said).lines[0].asked_cents == 10


@pytest.mark.parametrize("whose", ["mine", "yours"])
def test_what_may_be_an_order_at_a_lower_price_is_answered_about_the_price(whose: Any) -> None:
    talk = Talk()
    (name,) = talk.goods[:1]
    said = talk(act("accept", line(name, 100, 10, whose=whose), sure=False, text="at 10 cents or nothing"))
    assert not of(d.Countered, said).has_order
    assert talk.thread.offer is not None
    assert not talk.thread.offer.ordered  # an address alone books nothing


@pytest.mark.parametrize("kind", ["order", "accept"])
@pytest.mark.parametrize(
    "question",
    [
        act("ask_price", text="how much ?"),
        act("ask_price", text="price per can for each please"),
        act("ask", topics=("other",), text="what is the total with shipping ?"),
        act("ask", topics=("shipping",), text="what would that come to , delivered ?"),
    ],
)
def test_who_asks_what_it_costs_is_told_and_not_asked_for_an_address(kind: Any, question: Act) -> None:
    talk = Talk(address=False)
    said = talk(
        act(kind, line(talk.goods[0], 100), line(talk.goods[1], 100), text="a hundred of each"), question
    )
    quote = of(d.QuoteGiven, said)
    assert [row.units for row in quote.lines] == [100, 100]
    assert quote.sum_cents
    assert not [it for it in said if isinstance(it, (d.Question, d.ShallIBook))]
    assert not talk(SHIP) or not talk.booked()  # an address alone makes no order of it


def test_a_clear_order_to_a_known_address_is_booked_although_the_total_is_asked_for() -> None:
    talk = Talk()
    total = act("ask", topics=("other",), text="what is the total ?")
    said = talk(act("order", line(talk.goods[0], 200), text="please book two hundred"), total)
    assert of(d.Confirmed, said).total_cents


@pytest.mark.parametrize("whose", ["rival", "yours"])
def test_what_others_charge_for_goods_outside_the_basket_is_only_told(whose: Any) -> None:
    talk = Talk()
    first, second = talk.goods[:2]
    said = talk(
        act("inform", line(second, None, 1, whose=whose), text="i get the other one for a cent elsewhere ."),
        act("ask_price", line(first, 100), text="what is your best on a hundred of the first ?"),
    )
    assert [row.product for row in of(d.QuoteGiven, said).lines] == [first]


def test_a_better_price_asked_for_beside_an_order_is_answered_in_the_confirmation() -> None:
    talk = Talk()
    first, second = talk.goods[:2]
    said = talk(
        act("order", line(first, 200), line(second, 200)),
        act("ask_price", line(second), text="would you do something for me on the second ?"),
    )
    assert of(d.Confirmed, said)
    assert not [it for it in said if isinstance(it, d.QuoteGiven)]


@pytest.mark.parametrize("kind", ["ask_price", "bid"])
def test_goods_asked_for_with_a_quantity_are_not_declined(kind: Any) -> None:
    talk = Talk()
    first, second = talk.goods[:2]
    said = talk(
        act("decline", line(first, change="remove"), text="the first is too dear for one or two ."),
        act(kind, line(first, 48), line(second, 24), text="what if i take 48 and 24 instead ?"),
    )
    assert {row.product: row.units for row in of(d.QuoteGiven, said).lines} == {first: 48, second: 24}


def test_our_own_prices_are_no_rivals_in_whatever_order_they_stand() -> None:
    talk = Talk()
    first, second = talk.goods[:2]
    quote = of(d.QuoteGiven, talk(act("ask_price", line(first, 48), line(second, 24))))
    one, other = (row.unit_cents for row in quote.lines)
    said = talk(
        act("inform", line(first, None, other, whose="rival"), line(second, None, one, whose="rival")),
        act("ask_price", line(first, 48), line(second, 24), text="what can you do for 48 and 24 ?"),
    )
    assert [row.asked_cents for row in of(d.QuoteGiven, said).lines] == [None, None]


def test_goods_with_a_quantity_that_no_answer_names_are_asked_about() -> None:
    talk = Talk()
    first, second = talk.goods[:2]
    talk(act("ask_price", line(first, 48)))
    desk = Desk(talk.trade, talk.who.supplier, (act("bid", line(first, 48), line(second, 18)),), [])
    quote = negotiation.give_quote(talk.trade, talk.who.supplier, Wishes(items=(_item(first, 48),)))
    desk.say([0], quote)
    left_over(desk)
    asked = [it.decision.questions for it in desk.answers if isinstance(it.decision, d.OpenPoints)]
    assert asked == [(f'what you mean by "18 {second}"',)]


@pytest.mark.parametrize("kind", ["order", "bid", "ask_price"])
def test_nothing_is_asked_about_goods_that_an_answer_names(kind: Any) -> None:
    talk = Talk()
    said = talk(act(kind, *(line(name, 48) for name in talk.goods[:3])))
    assert not [it for it in said if isinstance(it, d.OpenPoints)]


def test_an_order_below_the_minimum_is_answered_as_a_whole() -> None:
    talk = Talk()
    first, second = talk.goods[:2]
    said = talk(act("order", line(first, 1)), act("ask_price", line(second)))
    assert of(d.BelowMinimum, said)
    assert not [it for it in said if isinstance(it, d.OpenPoints)]


def _item(name: str, units: int) -> Item:
    return Item(product=NAMES.index(name), units=units)
