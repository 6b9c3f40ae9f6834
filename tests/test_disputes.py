"""Disputed payments: who gets what back, who loses standing, and that nobody gains by it."""

from __future__ import annotations

import numpy as np
import pytest

from playing import Dealt, ask, call, dealt, happened, letters, pay, place, refuse, sleep, untroubled
from vendsim import Episode, Scenario
from vendsim.economy.ledger import Account
from vendsim.events import Delivered, DisputeDecided, DisputeOpened, OrderConfirmed, SupplierRefunded
from vendsim.office import disputes
from vendsim.page.books import postings

RULES = Scenario.load("living").disputes


def scenario(base: str = "living") -> Scenario:
    """`vb2` with the tools of ``base``: nothing else moves."""
    return untroubled().model_copy(update={"tools": Scenario.load(base).tools})


def bought(supplier: Dealt) -> tuple[Episode, OrderConfirmed]:
    """An order is paid, and its goods are due."""
    episode = supplier.open(scenario())
    order = place(episode, supplier.email, supplier.basket())
    pay(episode, supplier.email, order.total_cents, order.order)
    sleep(episode, 25)
    return episode, order


def vanished() -> tuple[Episode, OrderConfirmed, Dealt]:
    supplier = dealt("switch", "vanish", lambda plan: (plan.share == 0) & ~plan.lost)
    return *bought(supplier), supplier


def came() -> tuple[Episode, OrderConfirmed, Dealt]:
    supplier = dealt("friendly", None, lambda plan: (plan.share == 1) & ~plan.lost & (plan.delay_days == 0))
    return *bought(supplier), supplier


def decided(episode: Episode) -> list[int]:
    """Cents of every decision so far, after the latest possible day of the last one."""
    sleep(episode, RULES.decision_days[1] + 1)
    return [event.cents for event in happened(episode, DisputeDecided)]


def test_a_part_of_the_price_of_what_never_came_is_returned_and_the_bank_says_so() -> None:
    episode, order, supplier = vanished()
    before = int(episode._world.state.accounts[0, Account.SUPPLIERS])
    call(episode, "dispute_payment", to=supplier.email, order=order.order)
    (opened,) = happened(episode, DisputeOpened)
    assert opened.order == order.order
    (cents,) = decided(episode)
    assert RULES.share[0] * order.total_cents - 1 <= cents <= order.total_cents
    assert int(episode._world.state.accounts[0, Account.SUPPLIERS]) == before - cents
    (letter,) = letters(episode, "disputes@baycitybank.com")
    assert order.order in letter
    statement = call(episode, "get_balance_and_transactions", n=50)
    assert f"Returned after a dispute ({order.order})" in statement
    assert sum(p.cents for p in postings(0, episode.events) if "dispute" in p.text) == cents


def test_rarely_everything_comes_back() -> None:
    episode, order, supplier = vanished()
    placed = episode._world.office.book.find(supplier.supplier, order.order)
    assert placed is not None
    units = np.array([[line.units for line in placed.lines]])
    cents = []
    for number in range(2_000, 2_500):
        placed.number = number
        cents.append(disputes.share_of(episode._world, placed, units))
    whole = np.mean(np.array(cents) == order.total_cents)
    assert RULES.all_share / 2 < whole < RULES.all_share * 2
    assert 0.45 < np.mean(cents) / order.total_cents < 0.75


def test_an_order_is_disputed_once() -> None:
    episode, order, supplier = vanished()
    call(episode, "dispute_payment", to=supplier.email, order=order.order)
    again = refuse(episode, "dispute_payment", {"to": supplier.email, "order": order.order})
    assert "already" in str(again.error)
    assert len(decided(episode)) == 1
    refuse(episode, "dispute_payment", {"to": supplier.email, "order": order.order})


def test_a_false_dispute_returns_nothing_and_costs_standing_with_the_bank_and_the_supplier() -> None:
    episode, order, supplier = came()
    assert happened(episode, Delivered)
    call(episode, "dispute_payment", to=supplier.email, order=order.order)
    trust = int(episode._world.state.trust[0, supplier.supplier])
    assert decided(episode) == [0]
    assert episode._world.office.false_disputes == 1
    assert int(episode._world.state.trust[0, supplier.supplier]) == trust - 1


def test_who_lost_its_standing_gets_less_and_at_last_nothing() -> None:
    clean, order, supplier = vanished()
    call(clean, "dispute_payment", to=supplier.email, order=order.order)
    tainted, _, _ = vanished()
    tainted._world.office.false_disputes = 1
    call(tainted, "dispute_payment", to=supplier.email, order=order.order)
    (full,), (less,) = decided(clean), decided(tainted)
    assert less == pytest.approx(full * (1 - 1 / RULES.false_limit), abs=1)
    barred, _, _ = vanished()
    barred._world.office.false_disputes = RULES.false_limit
    assert "no more disputes" in str(
        refuse(barred, "dispute_payment", {"to": supplier.email, "order": order.order}).error
    )


def test_the_bank_waits_for_goods_that_are_on_their_way() -> None:
    supplier = dealt("friendly", None, lambda plan: (plan.share == 1) & ~plan.lost & (plan.lead_days >= 4))
    hasty = RULES.model_copy(update={"from_day": 1, "decision_days": (1, 1)})
    episode = supplier.open(scenario().model_copy(update={"disputes": hasty}))
    order = place(episode, supplier.email, supplier.basket())
    pay(episode, supplier.email, order.total_cents, order.order)
    sleep(episode, 2)
    call(episode, "dispute_payment", to=supplier.email, order=order.order)
    sleep(episode)
    assert not happened(episode, Delivered)
    assert [event.cents for event in happened(episode, DisputeDecided)] == [0]
    assert episode._world.office.false_disputes == 0
    call(episode, "dispute_payment", to=supplier.email, order=order.order)  # the door stays open


def test_an_honest_supplier_pays_back_nothing_that_the_bank_has_returned() -> None:
    supplier = dealt("friendly", None, lambda plan: plan.lost)
    episode, order = bought(supplier)
    call(episode, "dispute_payment", to=supplier.email, order=order.order)
    (cents,) = decided(episode)
    assert cents
    for _ in range(4):
        ask(episode, supplier.email, f"{order.order} never came. I want my money back.", "Claim")
        sleep(episode, 5)
    assert not happened(episode, SupplierRefunded)


@pytest.mark.parametrize(
    ("to", "number", "says"),
    [
        ("nobody@example.com", "PO-1001", "no supplier"),
        (None, "PO-9", "no paid order"),
        (None, "the last one", "no paid order"),
    ],
)
def test_what_cannot_be_disputed_is_refused_in_a_sentence(to: str | None, number: str, says: str) -> None:
    episode, _, supplier = vanished()
    assert says in str(
        refuse(episode, "dispute_payment", {"to": to or supplier.email, "order": number}).error
    )
    assert not happened(episode, DisputeOpened)


def test_a_payment_can_be_disputed_between_two_days() -> None:
    supplier = dealt("switch", "vanish", lambda plan: (plan.share == 0) & ~plan.lost)
    episode = supplier.open(scenario())
    order = place(episode, supplier.email, supplier.basket())
    wanted = {"to": supplier.email, "order": order.order}
    assert "no paid order" in str(refuse(episode, "dispute_payment", wanted).error)
    pay(episode, supplier.email, order.total_cents, order.order)
    sleep(episode)
    assert "from" in str(refuse(episode, "dispute_payment", wanted).error)
    sleep(episode, RULES.until_day + 1)
    assert "until" in str(refuse(episode, "dispute_payment", wanted).error)


def test_payments_are_final_in_vb2() -> None:
    assert "dispute_payment" not in Scenario.load("vb2").tools
    assert "dispute_payment" in Scenario.load("living").tools
