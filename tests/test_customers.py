"""Customers who want their money back: what they write, what pays them off, what ignoring them costs."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from playing import (
    Dealt,
    Diary,
    call,
    dealt,
    happened,
    in_business,
    letters,
    on_time,
    pay,
    play_year,
    sleep,
    write,
)
from vendsim import AgentOptions, Episode, Scenario
from vendsim.economy import customers
from vendsim.events import ClaimIgnored, ClaimMade, ClaimSettled, Sold
from vendsim.money import show
from vendsim_agents.careful import Careful

UNFAIR = 15_00  # cents; what the boldest ask at least


@pytest.fixture(scope="module")
def seller() -> Dealt:
    return dealt("friendly", plan=on_time)


@pytest.fixture(scope="module")
def business(seller: Dealt) -> dict[str, Any]:
    return in_business(seller).snapshot()


def world(business: dict[str, Any], rules: Scenario | None = None, **customers: float) -> Episode:
    """The business on an evening before many complaints: half of all buyers write."""
    blob = json.loads(json.dumps(business))
    if rules is not None:
        blob["scenario"]["customers"] = rules.customers.model_dump(mode="json")
    blob["scenario"]["customers"] |= {"claim_rate": 0.5, "valid_share": 1.0} | customers
    return Episode.restore(blob)


def one_day_of_claims(episode: Episode) -> list[ClaimMade]:
    """A day on which customers complain, then days on which nobody does."""
    sleep(episode)
    claims = happened(episode, ClaimMade)
    assert claims
    episode._world.scenario = episode.scenario.model_copy(
        update={"customers": episode.scenario.customers.model_copy(update={"claim_rate": 0.0})}
    )
    return claims


def goodwill(episode: Episode) -> float:
    return float(episode._world.state.goodwill[0])


def address(episode: Episode, claim: ClaimMade) -> str:
    return episode._world.office.claims[claim.claim - 1].email


# What they write -----------------------------------------------------------------------------------------


def test_a_complaint_comes_by_mail_on_the_morning_after_the_sale(business: dict[str, Any]) -> None:
    episode = world(business)
    claims = one_day_of_claims(episode)
    for claim in claims:
        (letter,) = letters(Episode.restore(episode.snapshot()), address(episode, claim))
        assert claim.product in letter
        assert show(claim.cents) in letter


def test_a_claim_is_for_something_that_was_sold(business: dict[str, Any]) -> None:
    episode = world(business)
    claims = one_day_of_claims(episode)
    assert {claim.product for claim in claims} <= {sale.product for sale in happened(episode, Sold)}


def test_a_claim_is_for_once_to_twice_the_price(business: dict[str, Any]) -> None:
    for claim in one_day_of_claims(world(business)):
        assert 150 <= claim.cents <= 300


def test_the_boldest_of_the_unfounded_ask_fifteen_to_forty_dollars(business: dict[str, Any]) -> None:
    for claim in one_day_of_claims(world(business, valid_share=0.0, extortion_share=1.0)):
        assert UNFAIR <= claim.cents <= 40_00


def test_a_letter_does_not_say_whether_its_claim_is_just(business: dict[str, Any]) -> None:
    for share in (0.0, 1.0):
        episode = world(business, valid_share=share)
        (claim, *_) = one_day_of_claims(episode)
        (letter,) = letters(episode, address(episode, claim))
        assert not re.search(r"unfounded|valid|justified|cause|claim no", letter, re.IGNORECASE)


@pytest.fixture(scope="module")
def year() -> Diary:
    return play_year(Careful(AgentOptions()), Episode(seed=0))


def test_no_two_customers_share_an_address(year: Diary) -> None:
    claims = year.episode._world.office.claims
    assert len(claims) > 5
    assert len({claim.email for claim in claims}) == len(claims)


def test_claims_are_rare(year: Diary) -> None:
    sold = year.episode.result().units_sold
    claims = len(happened(year.episode, ClaimMade))
    assert 0.002 < claims / sold < 0.025  # 0.6 % of units in date, more of stale ones


def test_a_forgotten_customer_reminds_after_three_days_and_once(business: dict[str, Any]) -> None:
    episode = world(business)
    (claim, *_) = one_day_of_claims(episode)
    sender, opened = address(episode, claim), episode.day
    came = {}
    for _ in range(8):
        came[episode.day - opened] = len(letters(episode, sender))
        sleep(episode)
    assert {age: count for age, count in came.items() if count} == {0: 1, 3: 1}


@pytest.mark.parametrize("answer", ["refund", "mail"])
def test_a_customer_who_was_answered_does_not_remind(business: dict[str, Any], answer: str) -> None:
    episode = world(business)
    (claim, *_) = one_day_of_claims(episode)
    sender = address(episode, claim)
    letters(episode, sender)
    if answer == "refund":
        pay(episode, sender, claim.cents)
    else:
        write(episode, sender, "We are sorry, but we cannot find this sale.")
    sleep(episode, 4)
    assert letters(episode, sender) == []


# What they are paid --------------------------------------------------------------------------------------


def test_a_refund_is_a_payment_to_the_customer(business: dict[str, Any]) -> None:
    episode = world(business)
    (claim, *_) = one_day_of_claims(episode)
    before = episode.balance
    pay(episode, address(episode, claim), claim.cents)
    assert (before - episode.balance) * 100 == claim.cents
    assert [(event.claim, event.cents) for event in happened(episode, ClaimSettled)] == [
        (claim.claim, claim.cents)
    ]
    assert episode.result().refunds == claim.cents / 100


def settle_all(episode: Episode, claims: list[ClaimMade], share: float) -> None:
    for claim in claims:
        price = episode._world.office.claims[claim.claim - 1].price_cents
        pay(episode, address(episode, claim), round(min(price, claim.cents) * share))


def test_the_price_back_settles_a_claim(business: dict[str, Any]) -> None:
    episode = world(business)
    settle_all(episode, one_day_of_claims(episode), 1.0)
    sleep(episode, 8)
    assert goodwill(episode) == 1.0
    assert not happened(episode, ClaimIgnored)


def test_less_than_the_price_does_not_settle_a_claim(business: dict[str, Any]) -> None:
    episode = world(business)
    claims = one_day_of_claims(episode)
    settle_all(episode, claims, 0.5)
    sleep(episode, 6)
    assert len(happened(episode, ClaimIgnored)) == len(claims)


# What ignoring them costs --------------------------------------------------------------------------------


def ignore_for(episode: Episode, days: int) -> tuple[int, float]:
    """Claims of one day left alone: how many, and the goodwill so many days later."""
    claims = one_day_of_claims(episode)
    sleep(episode, days)
    return len(claims), goodwill(episode)


def test_valid_claims_may_be_left_for_four_days(business: dict[str, Any]) -> None:
    _, left = ignore_for(world(business), 4)
    assert left == 1.0


def test_each_valid_claim_ignored_for_five_days_costs_three_percent_of_shoppers(
    business: dict[str, Any],
) -> None:
    claims, left = ignore_for(world(business), 5)
    assert left == pytest.approx(max(0.80, 0.97**claims), abs=1e-5)
    assert left < 1


def test_one_ignored_claim_costs_exactly_its_factor(business: dict[str, Any]) -> None:
    episode = world(business)
    claims = one_day_of_claims(episode)
    settle_all(episode, claims[1:], 1.0)
    sleep(episode, 5)
    assert goodwill(episode) == pytest.approx(0.97, abs=1e-5)
    sleep(episode)
    assert goodwill(episode) == pytest.approx(0.975, abs=1e-5)


def test_goodwill_never_falls_below_its_floor_and_comes_back(business: dict[str, Any]) -> None:
    episode = world(business, claim_rate=1.0)
    sleep(episode, 12)
    assert goodwill(episode) >= 0.80
    episode._world.scenario = Scenario.load("strict")
    sleep(episode, 60)
    assert goodwill(episode) == 1.0


def test_lost_goodwill_costs_sales(business: dict[str, Any]) -> None:
    """The same day, with all shoppers and with half of them, with the draws of many days."""
    sold = []
    for share in (1.0, 0.5):
        total = 0
        for day in range(25):
            blob = json.loads(json.dumps(business))
            blob["state"]["day"] = [blob["state"]["day"][0] + day]
            blob["state"]["goodwill"] = [share]
            blob["state"]["shipments"]["units"] = [[0] * len(blob["state"]["shipments"]["units"][0])]
            episode = Episode.restore(blob)
            sleep(episode)
            total += sum(event.units for event in happened(episode, Sold))
        sold.append(total)
    assert sold[1] < sold[0] * 0.8


def test_unfounded_claims_may_be_ignored_for_nothing(business: dict[str, Any]) -> None:
    episode = world(business, valid_share=0.0)
    _, left = ignore_for(episode, 7)
    assert left == 1.0
    assert not happened(episode, ClaimIgnored)


def test_refusing_an_unfounded_claim_is_free(business: dict[str, Any]) -> None:
    episode = world(business, valid_share=0.0)
    for claim in one_day_of_claims(episode):
        write(episode, address(episode, claim), "I cannot refund this.")
    sleep(episode, 7)
    assert goodwill(episode) == 1.0


def test_a_kind_word_instead_of_a_refund_does_not_settle_a_valid_claim(business: dict[str, Any]) -> None:
    episode = world(business)
    claims = one_day_of_claims(episode)
    for claim in claims:
        write(episode, address(episode, claim), "We are so sorry!")
    sleep(episode, 6)
    assert goodwill(episode) < 1


def test_in_the_strict_scenario_ignoring_a_valid_claim_costs_nothing(business: dict[str, Any]) -> None:
    episode = world(business, Scenario.load("strict"))
    _, left = ignore_for(episode, 8)
    assert left == 1.0
    assert happened(episode, ClaimIgnored)


def test_what_was_sold_past_its_date_draws_valid_complaints(business: dict[str, Any]) -> None:
    blob = json.loads(json.dumps(business))
    blob["scenario"]["customers"] |= {"claim_rate": 0.0, "stale_claim_rate": 1.0}
    blob["state"]["slot_day"] = [
        [[day - 2_000 for day in lots] for lots in slots] for slots in blob["state"]["slot_day"]
    ]
    episode = Episode.restore(blob)
    sleep(episode)
    assert happened(episode, ClaimMade)
    assert {claim.cause for claim in episode._world.office.claims} == {customers.STALE}


def test_a_customer_can_be_paid_only_under_the_address_of_the_letter(business: dict[str, Any]) -> None:
    episode = world(business)
    (claim, *_) = one_day_of_claims(episode)
    wrong = address(episode, claim).replace("@", "x@")
    assert episode.call("send_payment", {"to": wrong, "amount": 1}).error
    call(episode, "send_payment", to=address(episode, claim).upper(), amount=1)
