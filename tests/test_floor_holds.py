"""The floor holds: whatever is written or paid, nobody sells below it, ships unpaid goods or pays money out.

``data/manipulation.jsonl`` holds the attempts, one a line: what has happened before (``after``), mails and
payments, each on a day (mails without one are sent one a day). Every attempt is played against a supplier of
every kind and every way of cheating, and ends with a "yes" to whatever lies on the table and a payment of one
cent.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from playing import (
    ADDRESS,
    NAMES,
    SEEDS,
    Dealt,
    ask,
    call,
    dealt,
    happened,
    on_time,
    order_text,
    place,
    quote,
    sleep,
    untroubled,
    write,
)  # fmt: skip
from vendsim import Episode, Scenario
from vendsim.economy.catalogue import MODES
from vendsim.economy.ledger import Account
from vendsim.economy.quotes import PARTS
from vendsim.events import CreditGranted, Delivered, Dispatched
from vendsim.office import bank
from vendsim.office.tools.fields import MAX_MAIL
from vendsim.suppliers.book import Order
from vendsim_agents import texts

Attempt = dict[str, Any]
ATTEMPTS: dict[str, Attempt] = {
    attempt["id"]: attempt
    for attempt in map(
        json.loads, (Path(__file__).parent / "data" / "manipulation.jsonl").read_text("utf-8").splitlines()
    )
}
PEOPLE = (("friendly", None), ("negotiator", None), ("gouger", None), *(("switch", mode) for mode in MODES))
PAID_FOR = ("on_hold", "on_its_way", "delivered", "refunded")
GONE = ("on_its_way", "delivered", "refunded")
REFUND = re.compile(r"Refund from (.+) \((PO-\d+)\)")
YES = f"Agreed, we accept. Please go ahead with the order and ship it to {ADDRESS}."
# The buyer's own words in a supplier's letter.
ECHO = re.compile(r'"[^"]*"|\(you (?:offered|wrote|mentioned) [^)]*\)')


# A world with everybody in it ----------------------------------------------------------------------------


@cache
def people() -> tuple[Dealt, ...]:
    """A supplier of every kind and mode, all in one world, none of which closes while we watch."""
    for seed in range(SEEDS):
        try:
            here = tuple(
                dealt(kind, mode, lambda _, s=seed: np.arange(SEEDS) == s, at_once=False)
                for kind, mode in PEOPLE
            )
        except IndexError:
            continue
        if all(len(who.goods) > 1 and who.others for who in here):
            return here
    raise AssertionError("no world has everybody")


def patient(road: dict[str, float] | None = None) -> Scenario:
    """Enough money and time for seven deals a day, and a road as rough as one likes."""
    base = untroubled()
    clock = base.clock.model_copy(update={"desk_minutes": 1})
    money = base.money.model_copy(update={"start_cents": 10_000_000})
    suppliers = base.suppliers.model_copy(update=road or {})
    return base.model_copy(update={"clock": clock, "money": money, "suppliers": suppliers})


# After which beginnings goods are really owed: some of each order, or all of it.
ROUGH = {"short": {"transit_mishap": 1.0}, "lost": {"lost_in_transit": 1.0}}
AFTER = ("stranger", "confirmed", "paid", "delivered", *ROUGH)


@dataclass(frozen=True)
class Start:
    """A world to begin an attempt in, and the units of each order that had arrived by then."""

    snapshot: dict[str, Any]
    delivered: Counter[str]


@cache
def start(after: str) -> Start:
    """A world in which everybody is a stranger, or has one order: confirmed, paid, delivered, or delivered in
    part or not at all."""
    episode = Episode(patient(ROUGH.get(after)), people()[0].seed)
    if after != "stranger":
        for who in people():
            write(episode, who.email, order_text(who.basket()), "Order")
        sleep(episode)
    if after in ("paid", "delivered", *ROUGH):
        for who in people():
            send_money(episode, who, last_order(episode, who).total_cents, last_order(episode, who).name)
        sleep(episode, 1 if after == "paid" else 25)
    return Start(episode.snapshot(), arrived(episode))


def arrived(episode: Episode) -> Counter[str]:
    """Units that have come, by order."""
    units: Counter[str] = Counter()
    for event in happened(episode, Delivered):
        units[event.order] += event.units
    return units


def orders_of(episode: Episode, who: Dealt, *stages: str) -> list[Order]:
    """A supplier's orders, oldest first."""
    every = [order for order in episode._world.office.book.orders if order.supplier == who.supplier]
    return [order for order in every if not stages or order.stage in stages]


def last_order(episode: Episode, who: Dealt) -> Order:
    """A supplier's newest order."""
    return orders_of(episode, who)[-1]


def send_money(episode: Episode, who: Dealt, cents: int, memo: str) -> None:
    """Try to pay; amounts that the bank refuses are part of the attempts."""
    episode.call("send_payment", {"to": who.email, "amount": cents / 100, "memo": memo})


# The laws ------------------------------------------------------------------------------------------------


class Watch:
    """Checks all laws after every night."""

    def __init__(self, begun: Start, sellers: Sequence[Dealt]) -> None:
        self.episode = Episode.restore(begun.snapshot)
        self.begun, self.sellers = begun, sellers
        self.lines: dict[int, Any] = {
            order.number: order.model_dump()["lines"] for order in self.episode._world.office.book.orders
        }
        self.letters = len(self.episode._world.office.mails)
        self.conceded, self.paid = self.state.conceded.copy(), self.state.orders_paid.copy()
        self.bank = int(self.state.accounts[0, Account.BANK])
        self.back = 0  # refunded so far

    @property
    def state(self) -> Any:
        """The economy."""
        return self.episode._world.state

    def night(self, nights: int = 1) -> None:
        """Sleep, and look whether every law still holds."""
        for _ in range(nights):
            sleep(self.episode)
            self.check()

    def check(self) -> None:
        """All laws."""
        for who in self.sellers:
            self.no_line_below_its_floor(who)
            self.nothing_unpaid_leaves(who)
            self.no_credit_out_of_nothing(who)
            self.nothing_is_made_good_twice(who)
        self.nobody_pays_out_what_it_does_not_owe()
        self.one_concession_a_day()
        self.no_letter_below_a_floor()

    def no_line_below_its_floor(self, who: Dealt) -> None:
        """floor * (1 - volume) * (1 - loyalty), with the discounts that the order itself can explain."""
        for order in orders_of(self.episode, who):
            confirmed = order.model_dump()["lines"]
            if self.lines.get(order.number) != confirmed:
                self.lines[order.number] = confirmed
                for line in order.lines:
                    lowest = self.lowest(who, line.product, self.discount(who, order.goods_cents))
                    assert line.unit_cents >= lowest, (who, order.name, line, lowest)
                    assert 0 < line.units <= self.episode.scenario.suppliers.most_units_per_line
                assert order.goods_cents == sum(line.unit_cents * line.units for line in order.lines)

    def discount(self, who: Dealt, goods_cents: int) -> float:
        """What is left of a price after the highest discounts that an order of this value can have had."""
        loyal = 1 - self.loyalty(who)
        reached = (share for least, share in self.volume_breaks(who)
                   if least * loyal * (1 - share) <= goods_cents)  # fmt: skip
        return loyal * (1 - max(reached))

    def nothing_unpaid_leaves(self, who: Dealt) -> None:
        """All that a supplier has sent has been paid to it, and no order sends more than was ordered."""
        gone = orders_of(self.episode, who, *GONE)
        assert sum(order.total_cents for order in gone) <= self.received(who)
        announced = {event.order for event in happened(self.episode, Dispatched)}
        moving, came = self.state.shipments, self.begun.delivered + arrived(self.episode)
        for order in orders_of(self.episode, who):
            on_the_way = int(moving.units[0][abs(moving.order[0]) == order.number].sum())
            assert came[order.name] + on_the_way <= (order.units if order in gone else 0)
            assert order in gone or order.name not in announced

    def no_credit_out_of_nothing(self, who: Dealt) -> None:
        """A credit is money that came and bought nothing, or an apology for a delay; an honest supplier's is
        all of it."""
        spent = sum(order.total_cents for order in orders_of(self.episode, who, *PAID_FOR))
        credit = self.episode._world.office.book.thread(who.supplier).credit_cents
        left = self.received(who) + self.apologies(who) - spent
        assert 0 <= credit <= left
        if self.episode._world.params.mode[0, who.supplier] < 0:
            assert credit == left

    def apologies(self, who: Dealt) -> int:
        """Cents credited for deliveries that were far too late: each order's once, a small share of it."""
        granted = [
            event for event in happened(self.episode, CreditGranted) if event.supplier == who.identity.name
        ]
        assert len({event.order for event in granted}) == len(granted)
        rules = self.episode.scenario.suppliers
        for event in granted:
            order = next(o for o in orders_of(self.episode, who, *GONE) if o.name == event.order)
            assert order.arrives - order.promised >= rules.apology_days
            assert event.cents <= rules.apology_credit * order.goods_cents + 1
            assert self.is_honest(who)
        return sum(event.cents for event in granted)

    def is_honest(self, who: Dealt) -> bool:
        """Whether a supplier is one that makes things good."""
        return bool(self.episode._world.params.mode[0, who.supplier] < 0)

    def nothing_is_made_good_twice(self, who: Dealt) -> None:
        """Of no line do more units come, come again and get refunded than were paid for; nothing that came is
        refunded, at no more than it cost; and cheats refund nothing."""
        moving, refunds = self.state.shipments, self.refunds(who)
        assert self.is_honest(who) or not refunds
        for order in orders_of(self.episode, who):
            owed = 0
            for line in order.lines:
                came, again, back = (
                    units.get(line.product, 0) for units in (order.received, order.resent, order.refunded)
                )
                on_its_way = (moving.order[0] == -order.number) & (moving.good[0] == line.product)
                assert again == moving.units[0][on_its_way].sum()
                assert min(came, again, back) >= 0
                assert came + again + back <= line.units
                owed += back * line.unit_cents
            nothing_came = not any((order.received | order.resent).values())
            assert refunds[order.name] <= owed + order.shipping_cents * nothing_came
            assert refunds[order.name] <= order.paid_cents
            assert bool(refunds[order.name]) == bool(owed)

    def refunds(self, who: Dealt) -> Counter[str]:
        """Cents that the bank statement says came back from a supplier, by order."""
        back: Counter[str] = Counter()
        for line in self.episode._world.office.transactions:
            found = REFUND.fullmatch(line.text)
            if found and found[1] == who.identity.name:
                back[found[2]] += line.cents
        return back

    def nobody_pays_out_what_it_does_not_owe(self) -> None:
        """Nothing is on sale, so the bank balance rises by refunds alone, whose own law is above."""
        statement = self.episode._world.office.transactions
        assert all(line.cents < 0 or REFUND.fullmatch(line.text) for line in statement)
        back = sum(sum(self.refunds(who).values()) for who in self.sellers)
        assert sum(line.cents for line in statement if line.cents > 0) == back
        bank = int(self.state.accounts[0, Account.BANK])
        assert bank <= self.bank + back - self.back
        self.bank, self.back = bank, back
        paid = -sum(line.cents for line in statement if line.text.startswith("Payment to "))
        assert self.state.accounts[0, Account.SUPPLIERS] == paid - back

    def one_concession_a_day(self) -> None:
        """At most one round a night beside those that come with an order, and not more than a supplier ever
        makes."""
        params, paid = self.episode._world.params, self.state.orders_paid - self.paid
        assert (self.state.conceded - self.conceded <= PARTS * (1 + paid[:, :, None])).all()
        rules = self.episode.scenario.suppliers
        most = params.max_rounds * rules.word_parts + PARTS * rules.rounds_earned + rules.rival_parts
        assert (self.state.conceded <= most[:, :, None]).all()
        self.paid = self.state.orders_paid.copy()
        self.conceded = self.state.conceded.copy()

    def no_letter_below_a_floor(self) -> None:
        """No unit price is lower than any order could have it, and no smaller sum stands in a letter at all,
        unless the buyer has paid something that it may be an account of."""
        mails = self.episode._world.office.mails
        for mail in mails[self.letters :]:
            for who in self.sellers:
                if mail.folder == "inbox" and who.email in mail.sender:
                    self.check_letter(who, ECHO.sub("", mail.body))
        self.letters = len(mails)

    def check_letter(self, who: Dealt, body: str) -> None:
        """One letter, without what it repeats of the buyer's words."""
        discount = (1 - self.loyalty(who)) * (1 - max(share for _, share in self.volume_breaks(who)))
        for row in body.splitlines():
            for name, cents in texts.unit_prices(row, NAMES).items():
                assert cents >= self.lowest(who, NAMES.index(name), discount), row
        if not self.received(who):
            cheapest = min(self.lowest(who, NAMES.index(name), discount) for name in who.goods)
            assert all(texts.cents(figure) >= cheapest for figure in re.findall(texts.MONEY, body)), body

    def received(self, who: Dealt) -> int:
        """Cents that the bank statement says went to a supplier."""
        statement = self.episode._world.office.transactions
        return -sum(line.cents for line in statement if line.text.split(" (")[0] == f"Payment to {who.email}")

    def loyalty(self, who: Dealt) -> float:
        """A supplier's discount for the orders it has delivered."""
        rules = self.episode.scenario.suppliers
        delivered = int(self.state.orders_delivered[0, who.supplier])
        return min(rules.loyalty_limit, rules.loyalty_per_order * delivered)

    def volume_breaks(self, who: Dealt) -> tuple[tuple[int, float], ...]:
        """(order value in cents, discount), with none for small orders."""
        rules = self.episode.scenario.suppliers
        return ((0, 0.0), *rules.volume_breaks)

    def lowest(self, who: Dealt, product: int, discount: float) -> int:
        """The floor in whole cents, after discounts."""
        params = self.episode._world.params
        cents = params.floor[0, who.supplier] * params.wholesale[0, product] * discount
        return math.ceil(round(cents * 1024) / 1024)


# Playing an attempt --------------------------------------------------------------------------------------


def filled(text: str, episode: Episode, who: Dealt) -> str:
    """A text of the corpus, addressed to one supplier."""
    orders = orders_of(episode, who)
    names = {
        "{p}": who.goods[0],
        "{q}": who.goods[1],
        "{foreign}": who.others[0],
        "{address}": ADDRESS,
        "{order}": orders[-1].name if orders else "PO-1001",
        "{supplier}": who.identity.name,
        "{contact}": who.identity.contact,
    }
    for name, value in names.items():
        text = text.replace(name, value)
    return text[:MAX_MAIL]


def body_of(mail: dict[str, Any]) -> str:
    """The text of a mail; a part that is repeated stands as [text, times]."""
    parts = [mail["body"]] if isinstance(mail["body"], str) else mail["body"]
    return "".join(part if isinstance(part, str) else part[0] * part[1] for part in parts)


def play(watch: Watch, mails: Sequence[dict[str, Any]], pays: Sequence[dict[str, Any]]) -> None:
    """Send each mail and payment on its day to everybody, take what is on the table, pay a cent for it."""
    by_day = [mail.get("day", n) for n, mail in enumerate(mails)]
    episode = watch.episode
    for day in range(max([*by_day, *(pay["day"] for pay in pays)]) + 1):
        for who in watch.sellers:
            for mail in (mail for mail, when in zip(mails, by_day, strict=True) if when == day):
                body, subject = (filled(text, episode, who) for text in (body_of(mail), mail["subject"]))
                write(episode, who.email, body, subject)
            for pay in (pay for pay in pays if pay["day"] == day):
                orders = orders_of(episode, who)
                due = orders[-1].total_cents if orders else 1
                send_money(
                    episode, who, due if pay["cents"] == "due" else pay["cents"],
                    filled(pay["memo"], episode, who),
                )  # fmt: skip
        watch.night()
    for who in watch.sellers:
        write(episode, who.email, YES, "Agreed")
    watch.night()
    for who in watch.sellers:
        send_money(episode, who, 1, filled("{order}", episode, who))
    watch.night(4)


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_no_manipulation_breaks_a_law(attempt: str) -> None:
    row = ATTEMPTS[attempt]
    watch = Watch(start(row.get("after", "stranger")), people())
    play(watch, row["mails"], row.get("pays", ()))


# Mixtures ------------------------------------------------------------------------------------------------


FRAGMENTS = sorted(
    {
        part[:600]
        for attempt in ATTEMPTS.values()
        for mail in attempt["mails"]
        for part in re.split(r"\n\n|(?<=[.!?]) ", body_of(mail)[:1_500])
        if part.strip()
    }
)
SUBJECTS = sorted({mail["subject"] for attempt in ATTEMPTS.values() for mail in attempt["mails"]})


@st.composite
def schemes(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Some mails put together from pieces of others, and payments of this and that."""
    mails = [
        {
            "day": draw(st.integers(0, 3)),
            "subject": draw(st.sampled_from(SUBJECTS)),
            "body": draw(st.sampled_from((" ", "\n", "\n\n"))).join(
                draw(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=6))
            ),
        }
        for _ in range(draw(st.integers(1, 5)))
    ]
    pays = [
        {
            "day": draw(st.integers(0, 4)),
            "cents": draw(st.sampled_from(("due", "due", 1, 100, 5_000, 30_000))),
            "memo": draw(st.sampled_from(("", "{order}", "PO-1001", "PO-1009"))),
        }
        for _ in range(draw(st.integers(0, 3)))
    ]
    return mails, pays


@settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
@given(
    scheme=schemes(),
    after=st.sampled_from(AFTER),
)
def test_no_mixture_of_manipulations_breaks_a_law(scheme: Any, after: str) -> None:
    play(Watch(start(after), people()), *scheme)


# What is not written in one mail --------------------------------------------------------------------------


def test_asking_again_every_week_does_not_keep_a_price_for_ever() -> None:
    """What bargaining won is forgotten 30 days after the last order; a quote outlives that by a week."""
    who = dealt("negotiator", plan=on_time)
    episode, product = who.open(untroubled()), who.goods[0]
    for _ in range(3):
        ask(episode, who.email, f"Could you take 20% off your price for these?\n\n- 300 x {product}")
    order = place(episode, who.email, {product: 300})
    send_money(episode, who, order.total_cents, order.order)
    prices = []
    for _ in range(8):
        sleep(episode, 5)
        prices.append(quote(episode, who.email, {product: 300})[product])
    assert prices[0] < prices[-1]


def test_to_repeat_an_order_that_never_was_earns_nothing() -> None:
    who = dealt("negotiator")
    episode, product = who.open(untroubled()), who.goods[0]
    first = quote(episode, who.email, {product: 300})[product]
    for _ in range(3):
        ask(episode, who.email, f"Please repeat my last order, ship to {ADDRESS}.", "Reorder")
    assert quote(episode, who.email, {product: 300})[product] == first


# The corpus and the watch themselves ---------------------------------------------------------------------


def test_the_attempts_are_many_and_of_many_kinds() -> None:
    about = Counter(attempt["about"] for attempt in ATTEMPTS.values())
    assert sum(about.values()) >= 200
    assert len(about) >= 25
    assert min(about.values()) >= 4


@pytest.mark.parametrize("after", ROUGH)
def test_what_is_owed_is_paid_once_and_passes_the_watch(after: str) -> None:
    watch = Watch(start(after), people())
    for _ in range(4):
        for who in people():
            name = last_order(watch.episode, who).name
            write(watch.episode, who.email, f"Goods of {name} never arrived. Please refund them.", "Claim")
        watch.night(2)
    for who in people():
        assert bool(watch.refunds(who)) == watch.is_honest(who)


def test_the_longest_attempts_fill_a_mail() -> None:
    lengths = [len(body_of(mail)) for attempt in ATTEMPTS.values() for mail in attempt["mails"]]
    assert 18_000 < max(lengths) <= MAX_MAIL


def cheapen(watch: Watch, order: Order) -> None:
    """One unit price a cent below the floor, with sums that add up."""
    line, who = order.lines[0], next(who for who in watch.sellers if who.supplier == order.supplier)
    line.unit_cents = watch.lowest(who, line.product, watch.discount(who, order.goods_cents)) - 1
    order.goods_cents = sum(line.unit_cents * line.units for line in order.lines)


def send_unpaid(watch: Watch, order: Order) -> None:
    """An order leaves that nobody has paid for."""
    order.stage = "on_its_way"


def grant(watch: Watch, order: Order) -> None:
    """A credit that nobody paid in."""
    watch.episode._world.office.book.thread(order.supplier).credit_cents += 1


def refund(watch: Watch, order: Order) -> None:
    """A supplier gives money back."""
    watch.state.accounts[0, Account.SUPPLIERS] -= 300
    watch.state.accounts[0, Account.BANK] += 300


def yield_twice(watch: Watch, order: Order) -> None:
    """More than one round in one night."""
    watch.state.conceded[0, order.supplier, order.lines[0].product] += PARTS + 1


def underquote(watch: Watch, order: Order) -> None:
    """A letter with a price below the floor."""
    who = next(who for who in watch.sellers if who.supplier == order.supplier)
    office, day = watch.episode._world.office, watch.episode.day
    letter = office.mails[0].model_copy(
        update={
            "id": office.new_id(), "day": day, "sender": who.email, "folder": "inbox",
            "body": f"- {who.goods[0]} at $0.02 each",
        }
    )  # fmt: skip
    office.mails.append(letter)


def refund_on_record(watch: Watch, order: Order) -> None:
    """A supplier gives money back for goods that came, with everything booked as it should be."""
    world, name = watch.episode._world, people()[0].identity.name
    bank.pay_in(world, Account.SUPPLIERS, 300, f"Refund from {name} ({order.name})")


def refund_twice(watch: Watch, order: Order) -> None:
    """The books say that more units were refunded than were ordered."""
    order.refunded[order.lines[0].product] = order.lines[0].units + 1


@pytest.mark.parametrize(
    "breach",
    [cheapen, send_unpaid, grant, refund, yield_twice, underquote, refund_on_record, refund_twice],
)
def test_the_watch_sees_a_law_broken(breach: Callable[[Watch, Order], None]) -> None:
    watch = Watch(start("confirmed"), people())
    watch.night()
    breach(watch, last_order(watch.episode, people()[0]))
    with pytest.raises(AssertionError):
        watch.check()


def test_an_honest_deal_passes_the_watch_and_brings_the_goods() -> None:
    watch = Watch(start("confirmed"), people())
    for who in people():
        order = last_order(watch.episode, who)
        send_money(watch.episode, who, order.total_cents, order.name)
    watch.night(20)
    assert len(happened(watch.episode, Delivered)) >= 6
    assert call(watch.episode, "get_storage_inventory")
