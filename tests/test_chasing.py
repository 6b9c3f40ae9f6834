"""Chasing late, lost and short orders: what honest suppliers make good, and what cheats say instead."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playing import (
    Dealt,
    ask,
    dealt,
    happened,
    letters,
    on_time,
    pay,
    place,
    sleep,
    sleep_until,
    stored,
    untroubled,
)
from vendsim import Episode, Scenario
from vendsim.economy import aftersales
from vendsim.economy.aftersales import owed_units, refund
from vendsim.economy.catalogue import MODES
from vendsim.economy.fulfilment import Fulfilment, fulfil
from vendsim.economy.ledger import Account
from vendsim.economy.quotes import ceil_cents, floor_price
from vendsim.economy.worlds import open_worlds
from vendsim.events import (
    CreditGranted,
    Delivered,
    Dispatched,
    OrderConfirmed,
    OrderPaid,
    Resent,
    SupplierRefunded,
)
from vendsim.money import show
from vendsim.suppliers import stories
from vendsim.suppliers.voice.wording import day as date_text

HONEST = ("friendly", "negotiator", "gouger")


def lost(plan: Fulfilment) -> Any:
    return plan.lost & (plan.share == 1) & ~plan.off_brand & (plan.surcharge == 0)


def short(plan: Fulfilment) -> Any:
    whole = (plan.share == 1) & ~plan.off_brand & (plan.surcharge == 0)
    return whole & ~plan.lost & (plan.mishap > 0) & (plan.delay_days == 0)


def bought(supplier: Dealt, scenario: Scenario | None = None) -> tuple[Episode, OrderConfirmed]:
    """A world in which an order is paid."""
    episode = supplier.open(scenario or untroubled())
    order = place(episode, supplier.email, supplier.basket())
    pay(episode, supplier.email, order.total_cents, order.order)
    sleep(episode)
    letters(episode, supplier.email)
    return episode, order


def overdue(episode: Episode, days: int = 1) -> None:
    """Sleep until an order's announced day lies so far back."""
    (note,) = happened(episode, Dispatched)
    sleep(episode, note.expected_day + days - episode.day)


def supplier_account(episode: Episode) -> int:
    return int(episode._world.state.accounts[0, Account.SUPPLIERS])


# Lost on the road ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", HONEST)
def test_a_lost_order_is_traced_first_and_then_paid_back(kind: str) -> None:
    episode, order = bought(supplier := dealt(kind, plan=lost))
    overdue(episode)
    chase = f"Where is my order {order.order}? It has not arrived. I want a refund."
    traced = ask(episode, supplier.email, chase, "Missing order")
    until = episode.day + episode.scenario.suppliers.trace_days
    assert date_text(episode.scenario.date_of(until)) in traced
    assert not happened(episode, SupplierRefunded)
    sleep(episode, until - episode.day)
    before = episode.balance
    answer = ask(episode, supplier.email, chase, "Missing order")
    (event,) = happened(episode, SupplierRefunded)
    assert (event.order, event.cents) == (order.order, order.total_cents)
    assert show(order.total_cents) in answer
    assert int((episode.balance - before) * 100) == order.total_cents - 200  # the daily fee
    assert supplier_account(episode) == 0


def test_a_lost_order_is_sent_again_to_who_wants_the_goods() -> None:
    episode, order = bought(supplier := dealt("friendly", plan=lost))
    overdue(episode)
    chase = f"{order.order} has not arrived. Please send a replacement."
    ask(episode, supplier.email, chase)
    sleep(episode, episode.scenario.suppliers.trace_days)
    ask(episode, supplier.email, chase)
    (event,) = happened(episode, Resent)
    assert event.units == order.units
    sleep_until(episode, lambda: happened(episode, Delivered))
    assert episode.day == event.expected_day + 1
    assert stored(episode) == supplier.basket()
    assert not happened(episode, SupplierRefunded)


def test_a_lost_order_is_made_good_once_however_often_it_is_chased() -> None:
    episode, order = bought(supplier := dealt("friendly", plan=lost))
    overdue(episode)
    for _ in range(9):
        ask(episode, supplier.email, f"{order.order} has not arrived. Please refund it.", "Refund")
        sleep(episode)
    assert [event.cents for event in happened(episode, SupplierRefunded)] == [order.total_cents]


def test_nothing_is_paid_back_before_the_announced_day_has_passed() -> None:
    episode, order = bought(supplier := dealt("friendly", plan=lost))
    answer = ask(episode, supplier.email, f"Where is {order.order}? Refund me now.")
    (note,) = happened(episode, Dispatched)
    assert date_text(episode.scenario.date_of(note.expected_day)) in answer
    assert not happened(episode, SupplierRefunded)


def test_the_bank_statement_and_the_morning_name_the_refund() -> None:
    episode, order = bought(supplier := dealt("friendly", plan=short))
    sleep_until(episode, lambda: happened(episode, Delivered))
    ask(episode, supplier.email, f"{order.order} was short. Please refund the missing units.")
    (event,) = happened(episode, SupplierRefunded)
    named = f"Refund from {supplier.identity.name} ({order.order})"
    assert named in episode.observation
    statement = episode.call("get_balance_and_transactions", {"n": 5}).text
    assert f"{show(event.cents)} {named}" in statement


# Broken or miscounted ------------------------------------------------------------------------------------


def missing_of(episode: Episode, lines: dict[str, int]) -> dict[str, int]:
    came = stored(episode)
    return {name: units - came[name] for name, units in lines.items() if units > came[name]}


@pytest.mark.parametrize("kind", HONEST)
def test_what_was_short_is_refunded_at_the_price_paid(kind: str) -> None:
    episode, order = bought(supplier := dealt(kind, plan=short))
    sleep_until(episode, lambda: happened(episode, Delivered))
    missing = missing_of(episode, supplier.basket())
    ((name, units),) = missing.items()
    least, most = episode.scenario.suppliers.mishap_share
    assert least * 200 <= units <= most * 200 + 1
    ask(episode, supplier.email, f"{order.order}: {units} x {name} are missing. Please refund them.", "Short")
    (event,) = happened(episode, SupplierRefunded)
    price = next(line.unit_cents for line in order.lines if line.product == name)
    assert event.cents == units * price


def test_what_was_short_is_sent_again_to_who_asks_for_it() -> None:
    episode, order = bought(supplier := dealt("negotiator", plan=short))
    sleep_until(episode, lambda: happened(episode, Delivered))
    ask(episode, supplier.email, f"{order.order} was short. Please ship the missing units.", "Short")
    sleep_until(episode, lambda: stored(episode) == supplier.basket())
    for _ in range(3):
        ask(episode, supplier.email, f"{order.order} was short. Please ship the missing units.", "Short")
    sleep(episode, 12)
    assert stored(episode) == supplier.basket()
    assert len(happened(episode, Resent)) == 1


def test_goods_sent_again_earn_no_loyalty() -> None:
    episode, order = bought(supplier := dealt("friendly", plan=short))
    sleep_until(episode, lambda: happened(episode, Delivered))
    ask(episode, supplier.email, f"{order.order} was short. Please ship the missing units.", "Short")
    sleep_until(episode, lambda: stored(episode) == supplier.basket())
    assert episode._world.state.orders_delivered[0, supplier.supplier] == 1


def test_a_buyer_who_says_nothing_of_a_remedy_gets_one_all_the_same() -> None:
    episode, order = bought(supplier := dealt("friendly", plan=short))
    sleep_until(episode, lambda: happened(episode, Delivered))
    ask(episode, supplier.email, f"Some units of {order.order} are missing. This is unacceptable!", "Short")
    assert happened(episode, SupplierRefunded) or happened(episode, Resent)


@pytest.mark.parametrize("kind", HONEST)
@pytest.mark.parametrize(
    "claim",
    [
        "{order} was 50 units short. Please refund them.",
        "{order} never arrived. Refund everything.",
        "All 400 units of {order} were damaged. I want a full refund.",
        "You overcharged me for {order}. I want my money back.",
    ],
)
def test_a_false_claim_moves_nobody(kind: str, claim: str) -> None:
    episode, order = bought(supplier := dealt(kind, plan=on_time))
    sleep_until(episode, lambda: happened(episode, Delivered))
    for _ in range(3):
        assert ask(episode, supplier.email, claim.format(order=order.order), "Claim")
    sleep(episode, 10)
    assert not happened(episode, SupplierRefunded)
    assert not happened(episode, Resent)
    assert supplier_account(episode) == order.total_cents


# Late ----------------------------------------------------------------------------------------------------


def very_late(plan: Fulfilment) -> Any:
    return (plan.delay_days >= 3) & ~plan.lost & (plan.mishap == 0)


def test_a_delivery_far_too_late_earns_a_credit_once() -> None:
    episode, order = bought(supplier := dealt("friendly", plan=very_late))
    overdue(episode)
    answers = [
        ask(episode, supplier.email, f"{order.order} is late. Where is it? This is unacceptable.", "Late")
        for _ in range(3)
    ]
    (event,) = happened(episode, CreditGranted)
    assert show(event.cents) in answers[0]
    assert 0 < event.cents <= episode.scenario.suppliers.apology_credit * order.total_cents
    second = place(episode, supplier.email, supplier.basket())
    pay(episode, supplier.email, second.total_cents - event.cents, second.order)
    sleep(episode)
    assert [event.order for event in happened(episode, OrderPaid)] == [order.order, second.order]


def test_a_delivery_a_little_late_earns_an_apology_and_a_date() -> None:
    supplier = dealt("negotiator", plan=lambda plan: (plan.delay_days == 2) & ~plan.lost)
    episode, order = bought(supplier)
    overdue(episode)
    answer = ask(episode, supplier.email, f"{order.order} is late. I want compensation!", "Late")
    assert date_text(episode.scenario.date_of(happened(episode, Dispatched)[0].expected_day + 2)) in answer
    assert not happened(episode, CreditGranted)


def test_an_apology_never_takes_an_order_below_its_floor() -> None:
    scenario = Scenario.load("vb2")
    params, _ = open_worlds(scenario, range(50))
    good, units = np.full((50, 1), 3), np.full((50, 1), 200)
    for supplier in range(params.kind.shape[1]):
        who = np.full(50, supplier)
        lowest = ceil_cents(floor_price(params, who[:, None], good))[:, 0]
        for extra in (0, 1, 40):
            price = (lowest + extra)[:, None]
            credit = aftersales.apology(scenario, params, who, good, units, price)
            assert (credit >= 0).all()
            left = price[:, 0] * 200 - credit
            assert (left >= lowest * 200).all()


# Cheats --------------------------------------------------------------------------------------------------


def robbed(mode: str) -> tuple[Episode, Dealt, OrderConfirmed]:
    """A world in which a cheat has shown its other face."""
    tricks = {
        "price_switch": lambda plan: plan.surcharge > 0,
        "short_ship": lambda plan: (plan.share < 1) & (plan.share > 0),
        "substitute": lambda plan: plan.off_brand,
        "vanish": lambda plan: plan.share == 0,
    }
    supplier = dealt("switch", mode, lambda plan: tricks[mode](plan) & ~plan.lost)
    episode, order = bought(supplier)
    sleep(episode, 25)
    letters(episode, supplier.email)
    return episode, supplier, order


@pytest.mark.parametrize("mode", MODES)
def test_a_cheat_answers_and_makes_nothing_good(mode: str) -> None:
    episode, supplier, order = robbed(mode)
    chase = f"Goods of {order.order} are missing. I want a refund or a replacement!"
    assert ask(episode, supplier.email, chase, "Claim")
    for _ in range(5):
        ask(episode, supplier.email, chase, "Claim")
    sleep(episode, 10)
    assert not happened(episode, SupplierRefunded)
    assert not happened(episode, Resent)
    assert not happened(episode, CreditGranted)


def test_every_way_of_cheating_has_its_own_words() -> None:
    answers = {}
    for mode in MODES:
        episode, supplier, order = robbed(mode)
        body = ask(episode, supplier.email, f"{order.order} is not what I ordered. Refund me.", "Claim")
        answers[mode] = body.replace(order.order, "it")
    assert len(set(answers.values())) == len(MODES)


@pytest.mark.parametrize("mode", ["short_ship", "price_switch"])
def test_a_cheats_story_goes_forward_and_always_names_a_date(mode: str) -> None:
    supplier = dealt("switch", mode, lambda plan: (plan.surcharge > 0) | (plan.share < 1))
    episode, order = bought(supplier)
    (held,) = episode._world.office.book.orders
    told = []
    for _ in range(3):
        body = ask(episode, supplier.email, f"{order.order} is not what I paid for. Refund me.", "Claim")
        told.append(held.step)
        dates = (held.word_by, held.expected) if held.stage == "on_its_way" else (held.word_by,)
        named = (date_text(episode.scenario.date_of(day)) for day in dates if day)
        assert not body or held.stage == "delivered" or any(date in body for date in named)
        sleep(episode, episode.scenario.suppliers.trace_days)
    assert told == sorted(told)


def test_every_letter_about_a_late_order_names_the_same_reason() -> None:
    supplier = dealt("negotiator", plan=lambda plan: (plan.delay_days >= 3) & ~plan.lost)
    episode, order = bought(supplier)
    overdue(episode, 0)
    (notice,) = letters(episode, supplier.email)
    answers = [ask(episode, supplier.email, f"{order.order} is late. Where is it?", "Late") for _ in range(2)]
    (reason,) = [story for story in stories.DELAYS if story.lower() in notice.lower()]
    assert all(reason.lower() in answer.lower() for answer in answers)


def test_whoever_cancels_what_has_left_is_told_when_it_comes() -> None:
    supplier = dealt("negotiator", plan=on_time)
    episode, order = bought(supplier)
    body = ask(episode, supplier.email, f"Please cancel order {order.order}.", "Cancel")
    (sent,) = happened(episode, Dispatched)
    assert date_text(episode.scenario.date_of(sent.expected_day)) in body


def test_a_vanisher_soon_says_nothing_at_all() -> None:
    episode, supplier, order = robbed("vanish")
    heard = [
        bool(ask(episode, supplier.email, f"Where is {order.order}? It never arrived.", "Missing"))
        for _ in range(4)
    ]
    patience = episode.scenario.suppliers.vanish_answers
    assert heard == [True] * patience + [False] * (4 - patience)


# The rules -----------------------------------------------------------------------------------------------


def test_what_is_owed_is_what_neither_came_nor_was_made_good() -> None:
    ordered, received = np.array([[100, 50, 10]]), np.array([[90, 50, 0]])
    assert owed_units(ordered, received, np.array([[4, 0, 10]])).tolist() == [[6, 0, 0]]
    assert owed_units(ordered, received, np.array([[40, 0, 10]])).tolist() == [[0, 0, 0]]


def test_shipping_is_paid_back_only_if_nothing_came() -> None:
    prices, ordered, shipping = np.array([[50, 70]]), np.array([[10, 20]]), np.array([900])
    assert refund(prices, ordered, ordered, shipping).tolist() == [50 * 10 + 70 * 20 + 900]
    assert refund(prices, np.array([[10, 19]]), ordered, shipping).tolist() == [50 * 10 + 70 * 19]


def test_whether_money_or_goods_come_back_does_not_tell_a_kind() -> None:
    scenario = Scenario.load("vb2")
    params, _ = open_worlds(scenario, range(400))
    likes = np.stack(
        [aftersales.resends(scenario, params, np.full(400, k)) for k in range(params.kind.shape[1])], axis=1
    )
    shares = [likes[params.kind == kind].mean() for kind in range(3)]
    assert max(shares) - min(shares) < 0.05
    assert np.mean(shares) == pytest.approx(scenario.suppliers.resends, abs=0.03)


def test_the_road_is_the_same_for_everybody() -> None:
    """A short delivery or a lost order proves nothing about who sent it."""
    scenario = Scenario.load("vb2")
    params, _ = open_worlds(scenario, range(400))
    plans = [
        fulfil(scenario, params, np.full(400, k), np.full(400, n), np.full(400, 300))
        for k in range(params.kind.shape[1])
        for n in range(3)
    ]
    kinds = np.concatenate([params.kind[:, k] for k in range(params.kind.shape[1]) for _ in range(3)])
    hurt = np.concatenate([plan.mishap > 0 for plan in plans])
    gone = np.concatenate([plan.lost for plan in plans])
    for kind in range(4):
        assert hurt[kinds == kind].mean() == pytest.approx(scenario.suppliers.transit_mishap, abs=0.008)
        assert gone[kinds == kind].mean() == pytest.approx(scenario.suppliers.lost_in_transit, abs=0.003)
