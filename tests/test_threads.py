"""What suppliers remember of a conversation, how fast they answer, and when they write unasked."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from playing import (
    ADDRESS,
    NAMES,
    Dealt,
    Diary,
    ask,
    closing,
    dealt,
    happened,
    letters,
    on_time,
    order_text,
    pay,
    place,
    quote,
    sleep,
    untroubled,
    worlds,
    write,
)
from vendsim import Episode, Scenario
from vendsim.data import products, supplier_identities
from vendsim.economy import aftersales
from vendsim.economy.quotes import ceil_cents, floor_price
from vendsim.events import MailArrived, OfferMade, OrderConfirmed, PaymentLost
from vendsim.suppliers.voice import tones
from vendsim_agents import texts
from vendsim_agents.careful import Careful

PLEASE_SHIP = f" Ship to {ADDRESS}."


def start(kind: str = "friendly") -> tuple[Episode, Dealt]:
    supplier = dealt(kind, plan=on_time)
    return supplier.open(untroubled()), supplier


def confirmed(episode: Episode) -> list[dict[str, int]]:
    """Units by product of every confirmation so far."""
    return [{line.product: line.units for line in event.lines} for event in happened(episode, OrderConfirmed)]


# What is said within a thread ----------------------------------------------------------------------------


def test_a_bare_yes_books_the_quote_on_the_table() -> None:
    episode, supplier = start()
    lines = supplier.basket()
    quoted = quote(episode, supplier.email, lines)
    text = ask(episode, supplier.email, "I'll take it." + PLEASE_SHIP, "Re: Quote")
    assert confirmed(episode) == [lines]
    assert texts.unit_prices(text, NAMES) == quoted


def test_make_it_96_changes_the_only_line_of_an_open_order() -> None:
    episode, supplier = start()
    (name,) = supplier.basket(1)
    order = place(episode, supplier.email, {name: 200})
    ask(episode, supplier.email, "Make it 196.", "Re: Order")
    assert [event.order for event in happened(episode, OrderConfirmed)] == [order.order] * 2
    assert confirmed(episode)[-1] == {name: 196}


def test_make_it_96_is_asked_about_when_it_may_mean_two_things() -> None:
    episode, supplier = start()
    place(episode, supplier.email, supplier.basket(2))
    answer = ask(episode, supplier.email, "Make it 196.", "Re: Order")
    assert len(confirmed(episode)) == 1
    assert "which product" in answer


def test_make_it_96_before_a_yes_changes_what_is_quoted() -> None:
    episode, supplier = start()
    (name,) = supplier.basket(1)
    quote(episode, supplier.email, {name: 200})
    answer = ask(episode, supplier.email, "Make it 296.", "Re: Quote")
    assert f"296 x {name}" in answer
    assert not confirmed(episode)
    ask(episode, supplier.email, "Yes, I'll take it." + PLEASE_SHIP, "Re: Quote")
    assert confirmed(episode) == [{name: 296}]


def test_so_many_of_each_are_ordered_of_all_that_was_quoted() -> None:
    episode, supplier = start()
    names = supplier.goods[:2]
    ask(episode, supplier.email, f"What do you charge for {names[0]} and {names[1]}?", "Prices")
    answer = ask(episode, supplier.email, "Yes please, 120 of each.", "Re: Prices")
    assert "address" in answer
    assert not confirmed(episode)
    ask(episode, supplier.email, f"The address is {ADDRESS}.", "Re: Prices")
    assert confirmed(episode) == [dict.fromkeys(names, 120)]


def test_the_other_one_too_is_added_to_the_open_order() -> None:
    episode, supplier = start()
    first, second = supplier.goods[:2]
    quote(episode, supplier.email, {first: 200, second: 120})
    order = place(episode, supplier.email, {first: 200})
    ask(episode, supplier.email, "I'll take the other one too.", "Re: Order")
    assert confirmed(episode)[-1] == {first: 200, second: 120}
    assert happened(episode, OrderConfirmed)[-1].order == order.order


def test_the_other_one_is_asked_about_when_there_is_none() -> None:
    episode, supplier = start()
    place(episode, supplier.email, supplier.basket(1))
    assert "which other product" in ask(episode, supplier.email, "I'll take the other one too.", "Re: Order")
    assert len(confirmed(episode)) == 1


def test_cases_without_a_product_are_counted_in_its_own_cases() -> None:
    episode, supplier = start()
    (name,) = supplier.basket(1)
    pack = next(product.case_pack for product in products() if product.name == name)
    order = place(episode, supplier.email, {name: 200})
    ask(episode, supplier.email, "Please make it 20 cases.", "Re: Order")
    assert confirmed(episode)[-1] == {name: 20 * pack}
    assert happened(episode, OrderConfirmed)[-1].order == order.order


def test_a_price_without_a_product_bargains_for_what_is_on_the_table() -> None:
    episode, supplier = start("negotiator")
    (name,) = supplier.basket(1)
    first = quote(episode, supplier.email, {name: 200})[name]
    answer = ask(episode, supplier.email, f"Could you do ${first * 0.85 / 100:.2f} each?", "Re: Quote")
    assert texts.unit_prices(answer, NAMES)[name] < first
    assert not confirmed(episode)


def test_a_yes_to_a_part_that_names_quantities_books_that_part() -> None:
    episode, supplier = start()
    names = supplier.goods[:2]
    quote(episode, supplier.email, dict.fromkeys(names, 200))
    ask(episode, supplier.email, f"Agreed, I'll take 200 x {names[0]} only." + PLEASE_SHIP, "Re: Quote")
    assert all(order == {names[0]: 200} for order in confirmed(episode))


def test_a_yes_that_names_one_of_two_without_a_quantity_is_asked_about() -> None:
    episode, supplier = start()
    names = supplier.goods[:2]
    quote(episode, supplier.email, dict.fromkeys(names, 200))
    ask(episode, supplier.email, f"I accept your price for {names[0]}." + PLEASE_SHIP, "Re: Quote")
    assert not confirmed(episode)


def test_lines_can_be_added_to_and_taken_out_of_an_open_order() -> None:
    episode, supplier = start()
    first, second, third = supplier.goods[:3]
    place(episode, supplier.email, {first: 200, second: 200})
    ask(episode, supplier.email, f"Please add 100 x {third} to my order.", "Re: Order")
    assert confirmed(episode)[-1] == {first: 200, second: 200, third: 100}
    ask(episode, supplier.email, f"Please remove {second} from my order.", "Re: Order")
    assert confirmed(episode)[-1] == {first: 200, third: 100}


def test_a_yes_after_a_quote_has_run_out_gets_the_new_price_first() -> None:
    """What bargaining won is forgotten 30 days after the last order; a quote outlives that by its week."""
    episode, supplier = start("negotiator")
    name = supplier.goods[0]
    target = quote(episode, supplier.email, {name: 300})[name] * 0.85 / 100
    for _ in range(3):
        ask(
            episode, supplier.email, f"I could take 300 x {name}, but only at ${target:.2f} each. OK for you?"
        )
    order = place(episode, supplier.email, {name: 300})
    pay(episode, supplier.email, order.total_cents, order.order)
    sleep(episode, 28)
    won = quote(episode, supplier.email, {name: 300})[name]
    sleep(episode, 12)
    answer = ask(episode, supplier.email, "I'll take it." + PLEASE_SHIP, "Re: Quote")
    assert texts.unit_prices(answer, NAMES)[name] > won
    assert len(confirmed(episode)) == 1
    ask(episode, supplier.email, "Agreed.", "Re: Quote")
    assert len(confirmed(episode)) == 2
    assert happened(episode, OrderConfirmed)[-1].lines[0].unit_cents > won


def test_order_numbers_are_never_used_twice() -> None:
    episode = Episode(untroubled(), seed=1)
    for _ in range(3):
        for k in range(6):
            write(episode, Dealt(1, k).email, order_text(Dealt(1, k).basket()), "Order")
        sleep(episode, 2)
    numbers = [event.order for event in happened(episode, OrderConfirmed)]
    assert len(numbers) >= 15
    assert len(numbers) == len(set(numbers))


# Pace ----------------------------------------------------------------------------------------------------


def slow_one() -> Dealt:
    slow = np.argwhere((aftersales.reply_days(Scenario.load("vb2"), worlds()) > 0) & (worlds().kind < 2))
    return Dealt(*slow[0].tolist())


def test_a_slow_supplier_takes_a_day_longer() -> None:
    supplier = slow_one()
    episode = supplier.open(untroubled())
    write(episode, supplier.email, "Could you send me your price list?")
    sleep(episode)
    assert letters(episode, supplier.email) == []
    sleep(episode)
    assert len(letters(episode, supplier.email)) == 1


def test_prices_of_the_day_on_which_a_slow_supplier_was_written_to_count() -> None:
    supplier = slow_one()
    episode = supplier.open(untroubled())
    lines = supplier.basket()
    write(episode, supplier.email, f"Please quote {lines}".translate({123: None, 125: None, 39: None}))
    sleep(episode, 2)
    letters(episode, supplier.email)
    sleep(episode, episode.scenario.suppliers.quote_days)
    write(episode, supplier.email, order_text(lines), "Order")
    sleep(episode, 2)
    assert len(confirmed(episode)) == 1


def test_money_without_an_order_makes_a_slow_supplier_look_through_its_tray() -> None:
    supplier = slow_one()
    episode = supplier.open(untroubled())
    write(episode, supplier.email, order_text(supplier.basket()), "Order")
    pay(episode, supplier.email, 200_000, "for today's order")
    sleep(episode)
    assert len(confirmed(episode)) == 1
    assert not happened(episode, PaymentLost)


def test_pace_does_not_tell_a_kind() -> None:
    scenario = Scenario.load("vb2")
    slow = aftersales.reply_days(scenario, worlds()) > 0
    shares = [slow[worlds().kind == kind].mean() for kind in range(4)]
    assert shares == pytest.approx([scenario.suppliers.slow_share] * 4, abs=0.04)
    assert 0.1 < slow.mean(axis=0).min() <= slow.mean(axis=0).max() < 0.4  # nor does a name


# Offers that nobody asked for ----------------------------------------------------------------------------


def eager() -> Scenario:
    """A world in which everybody writes offers all the time."""
    base = untroubled()
    suppliers = base.suppliers.model_copy(update={"offers_a_year": 365.0 * 8})
    return base.model_copy(update={"suppliers": suppliers})


def in_trade() -> tuple[Episode, Dealt]:
    supplier = dealt("friendly", plan=on_time)
    episode = supplier.open(eager())
    order = place(episode, supplier.email, supplier.basket(3))
    pay(episode, supplier.email, order.total_cents, order.order)
    sleep(episode, 6)
    return episode, supplier


def offered(episode: Episode) -> list[tuple[Dealt, dict[str, int]]]:
    """Every offer that came, by supplier and price."""
    found = []
    letters(episode, "nobody")
    for mail in episode._world.office.mails:
        if mail.subject == "An offer for your machine":
            who = next(k for k, s in enumerate(supplier_identities()) if s.email in mail.sender)
            found.append((Dealt(episode.seed, who), texts.unit_prices(mail.body, NAMES)))
    return found


def test_nobody_offers_anything_to_a_stranger_to_the_trade() -> None:
    episode = Episode(eager(), seed=0)
    sleep(episode, 20)
    assert not happened(episode, OfferMade)


def test_competitors_offer_what_the_buyer_buys_at_prices_above_their_floor() -> None:
    episode, supplier = in_trade()
    bought = set(supplier.basket(3))
    params = episode._world.params
    assert len(offered(episode)) > 5
    for who, prices in offered(episode):
        assert who.supplier != supplier.supplier
        assert prices
        assert set(prices) <= bought & set(who.goods)
        for name, cents in prices.items():
            good, seller = np.array([[NAMES.index(name)]]), np.array([[who.supplier]])
            assert cents >= ceil_cents(floor_price(params, seller, good))[0, 0]


def test_on_a_sunday_only_warm_tones_write_unasked() -> None:
    episode, _ = in_trade()
    register = {who.name: tones()[who.tone].register for who in supplier_identities()}
    by_day: dict[bool, set[str]] = {True: set(), False: set()}
    for event in happened(episode, OfferMade):
        by_day[event.day == 7].add(register[event.supplier])  # a Sunday
    assert by_day[True] == {"warm"}
    assert by_day[False] == {"warm", "plain", "formal"}


def test_an_offer_holds_when_it_is_taken_up() -> None:
    episode, _ = in_trade()
    prompt = aftersales.reply_days(episode.scenario, episode._world.params)[0] == 0
    who, prices = next((w, p) for w, p in reversed(offered(episode)) if prompt[w.supplier])
    lines = dict.fromkeys(prices, 200)
    ask(episode, who.email, order_text(lines), "Your offer")
    event = happened(episode, OrderConfirmed)[-1]
    assert event.supplier == who.identity.name
    assert all(line.unit_cents <= prices[line.product] for line in event.lines)


def test_a_quantity_in_answer_to_an_offer_is_understood() -> None:
    episode, _ = in_trade()
    prompt = aftersales.reply_days(episode.scenario, episode._world.params)[0] == 0
    who, prices = next((w, p) for w, p in reversed(offered(episode)) if prompt[w.supplier])
    ask(episode, who.email, "Yes please, 200 of each.", "Re: An offer for your machine")
    ask(episode, who.email, "Agreed, I'll take it." + PLEASE_SHIP, "Re: An offer for your machine")
    assert confirmed(episode)[-1] == dict.fromkeys(prices, 200)


def test_a_few_offers_come_in_a_year(year_of: Callable[..., Diary]) -> None:
    came = [len(happened(year_of(Careful, seed).episode, OfferMade)) for seed in (0, 1)]
    assert all(1 <= count <= 12 for count in came)


# Suppliers that are gone ---------------------------------------------------------------------------------


def test_money_that_a_supplier_held_is_lost_with_it() -> None:
    supplier, day = closing(8, 40)
    episode = supplier.open(untroubled())
    sleep(episode, 1)
    order = place(episode, supplier.email, supplier.basket())
    pay(episode, supplier.email, order.total_cents // 2, order.order)
    sleep(episode, day + 1 - episode.day)
    assert [event.cents for event in happened(episode, PaymentLost)] == [order.total_cents // 2]
    write(episode, supplier.email, "Where is my order?", "Order")
    sleep(episode, 2)
    bounced = happened(episode, MailArrived)[-1]
    assert bounced.subject == "Undelivered: Order"
