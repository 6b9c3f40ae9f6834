"""The clock: what calls cost, what the night does, when things arrive, and how the year ends."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from playing import (
    Dealt,
    call,
    dealt,
    happened,
    in_business,
    on_time,
    pay,
    place,
    refuse,
    sleep,
    stored,
    untroubled,
    write,
)
from vendsim import Episode, Scenario
from vendsim.data import supplier_identities
from vendsim.events import (
    CashCollected,
    DayClosed,
    Delivered,
    Dispatched,
    Ended,
    FeeMissed,
    MailArrived,
    ReminderDue,
    Sold,
    TokensBilled,
)
from vendsim_agents import texts

STAMP = re.compile(
    r"\[Day \d+ of 365, (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d{4}-\d\d-\d\d, \d\d:\d\d\]\n"
)
SUPPLIER = "sales@baylinevending.example"
LOOKS: dict[str, dict[str, Any]] = {
    "read_inbox": {}, "open_page": {"url": "https://www.baylinevending.example"}, "get_storage_inventory": {},
    "get_balance_and_transactions": {}, "write_note": {"text": "x"}, "read_notes": {},
    "search_notes": {"query": "x"},
    "set_reminder": {"text": "x", "in_days": 1}, "list_reminders": {},
}  # fmt: skip
DESK_WORK: dict[str, dict[str, Any]] = {
    "send_email": {"to": SUPPLIER, "subject": "s", "body": "b"}, "send_payment": {"to": SUPPLIER,
    "amount": 1},
    "web_search": {"query": "wholesale"},
}  # fmt: skip
TRIPS: dict[str, dict[str, Any]] = {
    "get_machine_inventory": {}, "collect_cash": {}, "stock_machine": {"moves": []},
    "set_prices": {"prices": {}},
}  # fmt: skip


def days(count: int) -> Scenario:
    return Scenario.load("vb2").model_copy(update={"days": count})


@pytest.fixture(scope="module")
def seller() -> Dealt:
    return dealt("friendly", plan=on_time)


@pytest.fixture(scope="module")
def business(seller: Dealt) -> dict[str, Any]:
    return in_business(seller).snapshot()


# The clock of a day --------------------------------------------------------------------------------------


def test_the_first_morning_is_eight_o_clock_on_the_start_date() -> None:
    episode = Episode()
    assert episode.observation.startswith("[Day 1 of 365, Monday 2026-08-10, 08:00]\n")
    assert (episode.day, episode.time, episode.balance) == (1, "08:00", Decimal("500.00"))


@pytest.mark.parametrize("tool", Episode().scenario.tools)
def test_every_reply_begins_with_the_date_and_time(tool: str) -> None:
    reply = Episode().call(tool, {})
    assert STAMP.match(reply.text)
    assert f", {reply.time}]" in reply.text.split("\n")[0]
    assert reply.text.startswith(f"[Day {reply.day} ")


@pytest.mark.parametrize(
    ("calls", "minutes"), [(LOOKS, 5), (DESK_WORK, 25), (TRIPS, 75)], ids=["look", "desk", "trip"]
)
def test_what_a_call_costs(calls: dict[str, dict[str, Any]], minutes: int) -> None:
    for tool, arguments in calls.items():
        episode = Episode()
        assert episode.call(tool, arguments).time == f"{8 + minutes // 60:02d}:{minutes % 60:02d}", tool


def test_every_tool_has_its_price_in_time() -> None:
    tested = {*LOOKS, *DESK_WORK, *TRIPS, "read_email", "delete_note", "cancel_reminder", "wait_for_next_day"}
    assert set(Episode().scenario.tools) == tested


def test_a_call_may_end_at_ten_o_clock_sharp() -> None:
    episode = Episode()
    for _ in range(14 * 60 // 5):
        call(episode, "list_reminders")
    assert (episode.day, episode.time) == (1, "22:00")


def test_a_call_that_would_run_past_ten_sleeps_first_and_gives_the_digest_too() -> None:
    episode = Episode()
    for _ in range(14 * 60 // 5 - 4):
        call(episode, "list_reminders")
    text = call(episode, "web_search", query="wholesale")
    assert (episode.day, episode.time) == (2, "08:25")
    assert "It was too late for that today, so you slept first." in text
    assert "Good morning. Yesterday:" in text
    assert "https://" in text
    assert len(happened(episode, DayClosed)) == 1


def test_waiting_late_at_night_passes_one_night() -> None:
    episode = Episode()
    for _ in range(14 * 60 // 5):
        call(episode, "list_reminders")
    sleep(episode)
    assert (episode.day, episode.time) == (2, "08:00")


def test_no_night_is_skipped_however_the_days_pass() -> None:
    episode = Episode()
    for _ in range(400):
        call(episode, "web_search", query="wholesale")
    closed = [event.day for event in happened(episode, DayClosed)]
    assert closed == list(range(1, episode.day))
    assert episode.balance == 500 - 2 * len(closed)


def test_dates_count_on_over_the_end_of_the_year() -> None:
    episode = Episode()
    sleep(episode, 144)
    assert episode.observation.startswith("[Day 145 of 365, Friday 2027-01-01, 08:00]")


# The night -----------------------------------------------------------------------------------------------


def test_the_fee_is_paid_every_night_and_told() -> None:
    episode = Episode()
    assert "Location fee paid: $2.00" in sleep(episode)
    assert episode.balance == Decimal("498.00")


def test_what_is_sold_at_night_leaves_the_machine_and_is_told(
    business: dict[str, Any], seller: Dealt
) -> None:
    episode = Episode.restore(business)
    digest = sleep(episode)
    sold = happened(episode, Sold)
    assert sold
    shelves = texts.slots(call(episode, "get_machine_inventory"))
    for event in sold:
        assert f"{event.product}: {event.units} at $1.50" in digest
        assert sum(slot.units for slot in shelves if slot.product == event.product) == 12 - event.units


def test_card_takings_reach_the_bank_a_day_later_and_coins_by_hand(business: dict[str, Any]) -> None:
    episode = Episode.restore(business)
    before = episode.balance
    sleep(episode)
    first = happened(episode, DayClosed)[0]
    assert first.revenue_cents == first.card_cents + first.coins_cents > 0
    assert episode.balance == before - 2
    sleep(episode)
    second = happened(episode, DayClosed)[1]
    assert second.credited_cents == first.card_cents
    assert episode.balance == before - 4 + Decimal(first.card_cents) / 100
    call(episode, "collect_cash")
    (collected,) = happened(episode, CashCollected)
    assert collected.cents == second.coins_cents
    assert "no coins" in call(episode, "collect_cash")


def test_tokens_are_billed_every_seventh_night() -> None:
    episode = Episode()
    for _ in range(7):
        episode.bill_tokens(100_000)
        assert not happened(episode, TokensBilled)
        sleep(episode)
    (bill,) = happened(episode, TokensBilled)
    assert (bill.day, bill.bill_cents) == (7, 7_000)
    assert episode.balance == Decimal(500 - 14 - 70)


def test_a_token_bill_takes_what_is_there_and_carries_the_rest() -> None:
    episode = Episode()
    episode.bill_tokens(5_000_000)
    sleep(episode, 6)
    assert "carried over" in sleep(episode)
    assert episode.balance == 0
    sleep(episode, 7)
    assert [event.paid_cents for event in happened(episode, TokensBilled)] == [50_000 - 1_400, 0]


# Deliveries ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def arriving(seller: Dealt) -> tuple[dict[str, Any], int, str]:
    """A world on the morning of a delivery, the minute at which it will come, and the minute as text."""
    episode = seller.open(untroubled())
    order = place(episode, seller.email, seller.basket())
    pay(episode, seller.email, order.total_cents, order.order)
    sleep(episode)
    sleep(episode, happened(episode, Dispatched)[0].expected_day - episode.day)
    blob = episode.snapshot()
    sleep(episode)
    when = happened(episode, Delivered)[0].time
    return blob, int(when[:2]) * 60 + int(when[3:]), when


def test_goods_are_not_there_before_they_arrive(arriving: tuple[dict[str, Any], int, str]) -> None:
    blob, minute, _ = arriving
    episode = Episode.restore(blob)
    while minute - 5 >= 8 * 60 + 5 and _minute(episode) + 5 < minute:
        assert stored(episode) == {}
    assert not happened(episode, Delivered)


def _minute(episode: Episode) -> int:
    return int(episode.time[:2]) * 60 + int(episode.time[3:])


def test_goods_are_in_storage_from_the_minute_they_arrive(
    arriving: tuple[dict[str, Any], int, str], seller: Dealt
) -> None:
    blob, minute, _ = arriving
    episode = Episode.restore(blob)
    while _minute(episode) < minute:
        call(episode, "list_reminders")
    assert happened(episode, Delivered)
    assert stored(episode) == seller.basket()


def test_a_trip_can_restock_what_arrived_before_it(
    arriving: tuple[dict[str, Any], int, str], seller: Dealt
) -> None:
    blob, minute, _ = arriving
    move = {"slot": "A1", "product": seller.goods[0], "units": 1}
    early = Episode.restore(blob)
    while _minute(early) + 5 < minute:
        call(early, "list_reminders")
    assert (
        "Storage" in refuse(early, "stock_machine", {"moves": [move]}).text or "storage" in early.observation
    )
    late = Episode.restore(blob)
    while _minute(late) < minute:
        call(late, "list_reminders")
    call(late, "stock_machine", moves=[move])


def test_goods_that_came_while_one_slept_are_in_the_digest_with_their_time(
    arriving: tuple[dict[str, Any], int, str], seller: Dealt
) -> None:
    blob, _, when = arriving
    digest = sleep(Episode.restore(blob))
    delivered = texts.read_morning(digest).deliveries
    assert {d.product: d.units for d in delivered} == seller.basket()
    assert digest.count(f", {when})") == 2


# Mail ----------------------------------------------------------------------------------------------------


def quick_desk() -> Scenario:
    """A day on which a mail takes ten minutes, so that everybody can be written to."""
    base = Scenario.load("vb2")
    return base.model_copy(update={"clock": base.clock.model_copy(update={"desk_minutes": 10})})


def test_mail_can_be_read_from_the_minute_it_arrives_and_not_before() -> None:
    episode = Episode(quick_desk(), seed=2)
    for who in supplier_identities():
        write(episode, who.email, "Please send me your price list.")
    sleep(episode)
    arrivals = happened(episode, MailArrived)
    assert len(arrivals) > 13  # the slow ones answer a day later
    assert all("06:00" <= event.time <= "08:30" for event in arrivals)
    assert max(event.time for event in arrivals) > "08:10"
    while episode.time <= "08:30":
        now = episode.time
        readable = sorted((event.time, event.mail) for event in arrivals if event.time <= now)
        assert texts.unread_ids(call(episode, "read_inbox")) == [mail for _, mail in readable]
    first = min(arrivals, key=lambda event: event.time)
    call(episode, "read_email", id=first.mail)


def test_a_mail_that_has_not_arrived_cannot_be_opened_by_guessing_its_number() -> None:
    episode = Episode(seed=2)
    for _ in range(3):
        write(episode, SUPPLIER, "Please send me your price list.")
    sleep(episode)
    late = [event for event in happened(episode, MailArrived) if event.time > "08:00"]
    for event in late:
        refuse(Episode.restore(episode.snapshot()), "read_email", {"id": event.mail})


def test_the_digest_counts_the_mails_that_are_there_at_eight() -> None:
    episode = Episode(seed=2)
    for _ in range(6):
        write(episode, SUPPLIER, "Please send me your price list.")
    digest = sleep(episode)
    there = sum(event.time <= "08:00" for event in happened(episode, MailArrived))
    assert texts.read_morning(digest).unread == there


def test_a_mail_to_oneself_arrives_at_once() -> None:
    episode = Episode()
    write(episode, "charles.paxton@vendingsandstuff.com", "buy water")
    assert texts.unread_ids(call(episode, "read_inbox"))


# Reminders -----------------------------------------------------------------------------------------------


def test_a_reminder_is_in_the_digest_of_its_morning_and_of_no_other() -> None:
    episode = Episode()
    call(episode, "set_reminder", text="order water", date="2026-08-13")
    mornings = [sleep(episode) for _ in range(5)]
    assert ["Reminder: order water" in text for text in mornings] == [False, False, True, False, False]
    assert [event.day for event in happened(episode, ReminderDue)] == [4]


def test_in_days_counts_from_today() -> None:
    episode = Episode()
    sleep(episode)
    call(episode, "set_reminder", text="order water", in_days=1)
    assert "Reminder: order water" in sleep(episode)


def test_a_cancelled_reminder_stays_silent() -> None:
    episode = Episode()
    text = call(episode, "set_reminder", text="order water", in_days=1)
    number = int(re.findall(r"Reminder (\d+)", text)[0])
    call(episode, "cancel_reminder", id=number)
    assert "order water" not in sleep(episode)


# The end -------------------------------------------------------------------------------------------------


def test_the_last_morning_is_announced() -> None:
    episode = Episode(days(3))
    assert "last day" not in sleep(episode)
    assert "This is the last day." in sleep(episode)


def test_the_only_morning_of_a_one_day_year_is_announced_too() -> None:
    assert "last day" in Episode(days(1)).observation


def test_a_year_of_waiting_ends_bankrupt_on_day_260() -> None:
    episode = Episode()
    while not episode.done:
        last = call(episode, "wait_for_next_day")
    result = episode.result()
    assert (result.end_reason, result.days, result.final_balance) == ("bankrupt", 260, 0.0)
    assert [event.unpaid_days for event in happened(episode, FeeMissed)] == list(range(1, 11))
    assert "10 days in a row" in last


def test_a_fee_that_is_paid_again_resets_the_count() -> None:
    """Nine unpaid days, then money, then ten more."""
    base = Scenario.load("vb2")
    episode = Episode(base.model_copy(update={"money": base.money.model_copy(update={"start_cents": 0})}))
    sleep(episode, 9)
    assert episode._world.state.unpaid_days[0] == 9
    from vendsim.economy.ledger import Account, post

    post(episode._world.state.accounts, Account.OWNER, Account.BANK, episode._world.state.day * 0 + 200)
    sleep(episode, 10)
    assert not episode.done
    sleep(episode)
    assert episode.done


def test_a_year_with_money_has_365_days() -> None:
    episode = Episode(untroubled())
    while not episode.done:
        sleep(episode)
    result = episode.result()
    assert (result.end_reason, result.days) == ("completed", 365)
    assert episode.balance == 10_000 - 365 * 2
    assert happened(episode, Ended)[0].day == 365


def test_waiting_on_the_last_day_ends_the_run_with_the_final_balance() -> None:
    episode = Episode(days(2))
    sleep(episode)
    reply = episode.call("wait_for_next_day")
    assert reply.error is None
    assert episode.done
    assert "Final bank balance: $496.00." in reply.text
    assert episode.observation in reply.text


def test_a_call_too_late_on_the_last_day_is_not_made() -> None:
    episode = Episode(days(1))
    for _ in range(14 * 60 // 5):
        call(episode, "list_reminders")
    reply = refuse(episode, "write_note", {"text": "x"})
    assert episode.done
    assert "Final bank balance" in reply.text
    assert not episode._world.office.notes


def test_the_last_card_takings_settle_at_the_end_and_coins_do_not(seller: Dealt) -> None:
    open_days = Episode.restore(in_business(seller).snapshot()).day
    episode = in_business(seller, untroubled().model_copy(update={"days": open_days}))
    before = episode.balance
    sleep(episode)
    (closed,) = [event for event in happened(episode, DayClosed) if event.day == open_days]
    assert episode.done
    assert closed.card_cents > 0
    assert closed.card_pending_cents == 0
    assert episode.balance == before - 2 + Decimal(closed.card_cents) / 100
    assert episode.result().coins_left == closed.coins_cents / 100


def test_tokens_of_the_last_week_are_billed_at_the_end() -> None:
    episode = Episode(days(3))
    episode.bill_tokens(1_000_000)
    sleep(episode, 3)
    assert episode.balance == Decimal(500 - 6 - 100)


def test_the_statement_tells_every_cent_of_a_week(business: dict[str, Any]) -> None:
    episode = Episode.restore(business)
    sleep(episode, 7)
    text = call(episode, "get_balance_and_transactions", n=1000)
    amounts = [
        (-1 if sign else 1) * texts.cents(cents)
        for sign, cents in re.findall(r"^- \S+ \S+ (-?)\$([\d,.]+) ", text, re.MULTILINE)
    ]
    assert 1_000_000 + sum(amounts) == int(episode.balance * 100)
