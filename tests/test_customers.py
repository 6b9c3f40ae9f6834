"""Customers who want their money back: what they write, what pays them off, what ignoring them costs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from playing import (
    NAMES,
    Dealt,
    Diary,
    call,
    dealt,
    happened,
    in_business,
    letters,
    on_time,
    pay,
    place,
    play_year,
    prompt,
    rich,
    sleep,
    sleep_until,
    worlds,
    write,
)
from vendsim import AgentOptions, Episode, Scenario
from vendsim.data import products
from vendsim.economy import customers
from vendsim.economy.catalogue import KINDS
from vendsim.events import ClaimIgnored, ClaimMade, ClaimSettled, DayClosed, Delivered, Sold, Stocked
from vendsim.money import show
from vendsim.office.state import Claim
from vendsim.suppliers.voice.wording import day as day_text
from vendsim_agents import texts
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
    blob["scenario"]["customers"] |= {"claim_rate": 0.5, "valid_share": 1.0, "later_share": 0.0} | customers
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


# What the operator's records say of it --------------------------------------------------------------------


@dataclass(frozen=True)
class Letter:
    """A complaint as the operator reads it."""

    claim: Claim
    written: date
    text: str

    @property
    def valid(self) -> bool:
        return self.claim.cause != customers.UNFOUNDED

    @property
    def product(self) -> str:
        return next(name for name in sorted(NAMES, key=len, reverse=True) if name in self.text)

    @property
    def bought(self) -> date:
        """The first date in the letter that is not printed on the goods."""
        days = [self.written - timedelta(days=age) for age in range(1, 9)]
        return next(it for it in days if day_text(it) in self.text.replace(self.printed_text, "", 1))

    @property
    def paid(self) -> int:
        """In the sentence with the way of paying."""
        (how,) = re.findall(r"[^.\n]*(?:\.\d\d[^.\n]*)*\b(?:by card|in cash)\b[^.\n]*", self.text)
        return texts.cents(re.search(texts.MONEY, how)[1])  # type: ignore[index]

    @property
    def printed_text(self) -> str:
        claim = self.claim
        return "" if claim.printed is None else day_text(START + timedelta(days=claim.printed - 1))


START = Scenario.load("vb2").start_date


def complaints(diary: Diary) -> list[Letter]:
    """All first letters of customers."""
    claims = {claim.email: claim for claim in diary.episode._world.office.claims}
    found = {}
    for mail in diary.episode._world.office.mails:
        sender = mail.sender.rpartition("<")[2].rstrip(">")
        if sender in claims and sender not in found:
            written = START + timedelta(days=mail.day - 1)
            found[sender] = Letter(claims[sender], written, f"{mail.subject}\n{mail.body}")
    return list(found.values())


def sales(diary: Diary) -> dict[date, dict[str, texts.Sale]]:
    """What the morning digests said, by the day of the sales."""
    found: dict[date, dict[str, texts.Sale]] = {}
    for reply in diary.replies:
        if "Good morning. Yesterday:" in reply.text:
            morning = texts.read_morning(reply.text)
            found.setdefault(morning.today - timedelta(days=1), morning.sales)
    return found


def fits(letter: Letter, records: dict[date, dict[str, texts.Sale]]) -> bool:
    """Whether product, day and price of a letter are those of a sale."""
    sale = records.get(letter.bought, {}).get(letter.product)
    return sale is not None and sale.price == letter.paid


@pytest.fixture(scope="module")
def busy() -> Diary:
    """A year of the careful operator in which six customers in a hundred write, half of them rightly."""
    base = Scenario.load("vb2")
    rules = base.customers.model_copy(update={"claim_rate": 0.06, "valid_share": 0.5})
    return play_year(Careful(AgentOptions()), Episode(base.model_copy(update={"customers": rules}), seed=1))


def test_every_valid_complaint_is_borne_out_by_the_morning_digests(busy: Diary) -> None:
    records, letters = sales(busy), [it for it in complaints(busy) if it.valid]
    assert len(letters) > 50
    assert [it.text for it in letters if not fits(it, records)] == []


def test_some_unfounded_complaints_contradict_the_digests_and_some_do_not(busy: Diary) -> None:
    records, letters = sales(busy), [it for it in complaints(busy) if not it.valid]
    assert len(letters) > 50
    false = sum(not fits(it, records) for it in letters) / len(letters)
    assert 0.3 < false < 0.65


def test_records_contradict_a_price_a_product_or_a_day(busy: Diary) -> None:
    records = sales(busy)
    wrong = {"price": 0, "product": 0, "day": 0}
    for it in complaints(busy):
        if not it.valid and not fits(it, records):
            sold_when = [day for day, sold in records.items() if it.product in sold]
            if it.product in records[it.bought]:
                wrong["price"] += 1
            elif any(abs((day - it.written).days) <= 5 for day in sold_when):
                wrong["day"] += 1
            else:
                wrong["product"] += 1
    assert all(count >= 5 for count in wrong.values()), wrong


def test_a_letter_that_comes_late_tells_nothing(busy: Diary) -> None:
    """Some of the valid ones come as late as those that name a wrong day."""
    late = {it.valid for it in complaints(busy) if (it.written - it.bought).days > 1}
    assert late == {True, False}
    assert max((it.written - it.bought).days for it in complaints(busy)) <= 5


def test_coins_or_card_fit_the_days_takings(busy: Diary) -> None:
    closed = {event.day: event for event in busy.events if isinstance(event, DayClosed)}
    for it in complaints(busy):
        if it.valid:
            day = closed[it.claim.bought]
            taken = day.card_cents if "by card" in it.text else day.revenue_cents - day.card_cents
            other = day.revenue_cents - taken
            assert taken >= it.paid or taken >= other


def test_a_slot_that_a_valid_complaint_names_holds_the_product(busy: Diary) -> None:
    named = 0
    holds: dict[str, str] = {}
    letters = {it.claim.bought: it for it in complaints(busy) if it.valid}
    for event in busy.events:
        if isinstance(event, Stocked) and event.units > 0:
            holds[event.slot] = event.product
        elif isinstance(event, DayClosed) and event.day in letters:
            slot = re.search(r"\b[A-D][1-3]\b", letters[event.day].text)
            if slot:
                named += 1
                assert holds[slot[0]] == letters[event.day].product
    assert named > 10


def test_some_call_goods_stale_that_were_in_date(busy: Diary) -> None:
    """Delivery dates, which storage and machine show, tell; valid ones are tested with sandwiches."""
    sold = {(event.day, event.product): event for event in busy.events if isinstance(event, Sold)}
    stale = [it for it in complaints(busy) if not it.valid and it.claim.printed is not None]
    assert len(stale) > 5
    for it in stale:
        assert it.claim.printed is not None
        assert it.printed_text in it.text
        assert it.claim.printed < it.claim.bought
        assert sold[it.claim.bought, it.product].stale_units == 0


def test_storage_and_machine_say_when_goods_were_delivered(business: dict[str, Any]) -> None:
    episode = Episode.restore(business)
    came = episode.day - 1  # the goods went into the machine on the morning after
    shown = f"delivered {(START + timedelta(days=came - 1)).isoformat()}"
    assert call(episode, "get_storage_inventory").count(shown) == 2
    assert call(episode, "get_machine_inventory").count(shown) == 2


# The first letter ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def year(year_of: Callable[..., Diary]) -> Diary:
    return year_of(Careful, 0)


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


# What they write back ------------------------------------------------------------------------------------


def written_back(episode: Episode, claim: ClaimMade, nights: int = 1) -> list[str]:
    sleep(episode, nights)
    return letters(episode, address(episode, claim))


def test_a_customer_who_is_asked_tells_the_details_again(business: dict[str, Any]) -> None:
    episode = world(business)
    (claim, *_) = one_day_of_claims(episode)
    letters(episode, address(episode, claim))
    write(episode, address(episode, claim), "When was that, and which slot? Please tell me what you paid.")
    (answer,) = written_back(episode, claim)
    for detail in (
        claim.product,
        show(150),
        show(claim.cents),
        day_text(START + timedelta(days=episode.day - 3)),
    ):
        assert detail in answer
    assert re.search(r"\b[AB][1-3]\b", answer)


def test_the_same_question_is_answered_twice_and_no_more(business: dict[str, Any]) -> None:
    episode = world(business)
    (claim, *_) = one_day_of_claims(episode)
    letters(episode, address(episode, claim))
    answers = []
    for _ in range(4):
        write(episode, address(episode, claim), "Which slot was it?")
        answers.append(
            len([it for it in written_back(episode, claim) if claim.product in it and "slot" in it])
        )
    assert sum(answers) <= 2


def test_too_small_a_refund_is_answered_with_what_is_missing(business: dict[str, Any]) -> None:
    episode = world(business)
    (claim, *_) = one_day_of_claims(episode)
    letters(episode, address(episode, claim))
    pay(episode, address(episode, claim), 60)
    (answer,) = written_back(episode, claim)
    assert show(60) in answer
    assert show(90) in answer or show(150) in answer


def test_a_promise_that_is_not_kept_is_reminded_of_once(business: dict[str, Any]) -> None:
    episode = world(business)
    (claim, *_) = one_day_of_claims(episode)
    letters(episode, address(episode, claim))
    write(episode, address(episode, claim), "Sorry! I will refund you today.")
    assert [len(written_back(episode, claim)) for _ in range(6)] == [0, 0, 1, 0, 0, 0]


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_customers_may_thank_and_protest(business: dict[str, Any], share: float) -> None:
    episode = world(business, thanks_share=share, protest_share=share)
    paid, refused, *_ = one_day_of_claims(episode)
    for claim in (paid, refused):
        letters(episode, address(episode, claim))
    pay(episode, address(episode, paid), paid.cents)
    write(episode, address(episode, refused), "I am sorry, but I will not refund this.")
    sleep(episode)
    for claim in (paid, refused):
        assert len(letters(Episode.restore(episode.snapshot()), address(episode, claim))) == share


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


FRESH = "Turkey & Swiss Sandwich"  # keeps for some days only


def selling_fresh() -> Dealt:
    """A friendly supplier of sandwiches that stays in business for a while."""
    params = worlds()
    return next(
        it
        for seed, supplier in np.argwhere(params.kind == KINDS.index("friendly")).tolist()
        if FRESH in (it := Dealt(seed, supplier)).goods
        and params.exit_day[seed, supplier] > 365
        and prompt()[seed, supplier]
    )


def test_sandwiches_that_lay_too_long_draw_complaints_that_the_records_bear_out() -> None:
    seller = selling_fresh()
    episode = seller.open(untroubled_but_stale())
    order = place(episode, seller.email, {FRESH: 200})
    pay(episode, seller.email, order.total_cents, order.order)
    sleep_until(episode, lambda: happened(episode, Delivered))
    (came,) = {event.day for event in happened(episode, Delivered)}
    sleep(episode, 9)
    slots = ("C1", "C2", "C3", "D1", "D2", "D3")
    call(episode, "stock_machine", moves=[{"slot": it, "product": FRESH, "units": 8} for it in slots])
    call(episode, "set_prices", prices={FRESH: 2.0})
    sleep(episode, 12)
    claims = episode._world.office.claims
    assert len(claims) >= 2
    assert {claim.cause for claim in claims} == {customers.STALE}
    (life,) = (product.shelf_life_days for product in products() if product.name == FRESH)
    best_before = START + timedelta(days=came - 1 + life)
    for claim in claims:
        (first, *_) = letters(Episode.restore(episode.snapshot()), claim.email)
        assert FRESH in first
        assert day_text(best_before) in first
        assert show(200) in first


def untroubled_but_stale() -> Scenario:
    """Nobody complains but those who were sold something past its date, and of them everybody."""
    base = rich()
    calm = {"claim_rate": 0.0, "stale_claim_rate": 1.0, "later_share": 0.0}
    rules = base.customers.model_copy(update=calm)
    return base.model_copy(update={"customers": rules})


def test_a_customer_can_be_paid_only_under_the_address_of_the_letter(business: dict[str, Any]) -> None:
    episode = world(business)
    (claim, *_) = one_day_of_claims(episode)
    wrong = address(episode, claim).replace("@", "x@")
    assert episode.call("send_payment", {"to": wrong, "amount": 1}).error
    call(episode, "send_payment", to=address(episode, claim).upper(), amount=1)
