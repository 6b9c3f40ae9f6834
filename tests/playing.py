"""How tests play: through tool calls, as an agent does, and with an eye on the events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import numpy as np

from vendsim import Episode, Reply, Scenario
from vendsim.data import SupplierIdentity, products, supplier_identities
from vendsim.economy.aftersales import reply_days
from vendsim.economy.catalogue import KINDS, MODES, SWITCH, supplier_table
from vendsim.economy.fulfilment import Fulfilment, fulfil
from vendsim.economy.params import Params
from vendsim.economy.worlds import open_worlds
from vendsim.events import Delivered, Event, OrderConfirmed
from vendsim_agents import texts

ADDRESS = "1680 Mission St, San Francisco, CA 94103"
NAMES = tuple(product.name for product in products())
SEEDS = 200  # worlds among which a test may choose
QUIET_DAYS = 60  # in which a supplier chosen for a test stays in business

E = TypeVar("E", bound=Event)


# Calls ---------------------------------------------------------------------------------------------------


def call(episode: Episode, tool: str, **arguments: Any) -> str:
    """The text of a call that must succeed."""
    reply = episode.call(tool, arguments)
    assert reply.error is None, reply.error
    return reply.text


def refuse(episode: Episode, tool: str, arguments: Any = None) -> Reply:
    """A call that must be refused."""
    reply = episode.call(tool, arguments)
    assert reply.error is not None, reply.text
    return reply


def sleep(episode: Episode, nights: int = 1) -> str:
    """Wait; the last morning's digest."""
    for _ in range(nights):
        call(episode, "wait_for_next_day")
    return episode.observation


def sleep_until(episode: Episode, condition: Callable[[], Any], nights: int = 40) -> None:
    """Wait until something is the case, for some days at most."""
    for _ in range(nights):
        if condition():
            return
        call(episode, "wait_for_next_day")
    raise AssertionError(f"nothing happened within {nights} days")


def write(episode: Episode, to: str, body: str, subject: str = "Hello") -> None:
    """Send a mail."""
    call(episode, "send_email", to=to, subject=subject, body=body)


def pay(episode: Episode, to: str, cents: int, memo: str = "") -> None:
    """Send money."""
    call(episode, "send_payment", to=to, amount=cents / 100, memo=memo)


def letters(episode: Episode, sender: str) -> list[str]:
    """The bodies of all unread mails of one sender, once the morning's post is in."""
    while episode.time < "08:30":
        call(episode, "get_balance_and_transactions")
    bodies = []
    for number in texts.unread_ids(call(episode, "read_inbox")):
        mail = texts.read_mail_text(call(episode, "read_email", id=number))
        if mail.sender == sender:
            bodies.append(mail.body)
    return bodies


def ask(episode: Episode, to: str, body: str, subject: str = "Hello") -> str:
    """Write to a supplier and read what has come from it by the next morning."""
    write(episode, to, body, subject)
    sleep(episode)
    return "\n\n".join(letters(episode, to))


def happened(episode: Episode, kind: type[E]) -> list[E]:
    """All events of a kind so far."""
    return [event for event in episode.events if isinstance(event, kind)]


def stored(episode: Episode) -> dict[str, int]:
    """Units in storage, by product."""
    return {name: item.units for name, item in texts.storage(call(episode, "get_storage_inventory")).items()}


def rich(scenario: str = "vb2", dollars: int = 10_000) -> Scenario:
    """A scenario with more money to start with."""
    base = Scenario.load(scenario)
    money = base.money.model_copy(update={"start_cents": dollars * 100})
    return base.model_copy(update={"money": money})


def untroubled(scenario: str = "vb2") -> Scenario:
    """A rich scenario in which no customer complains."""
    base = rich(scenario)
    calm = base.customers.model_copy(update={"claim_rate": 0.0, "stale_claim_rate": 0.0})
    return base.model_copy(update={"customers": calm})


# Orders --------------------------------------------------------------------------------------------------


def rows(lines: dict[str, int], prices: dict[str, int] | None = None) -> str:
    """Order lines as people write them; prices in cents."""
    return "\n".join(
        f"- {units} x {name}" + (f" @ ${prices[name] / 100:.2f}" if prices and name in prices else "")
        for name, units in lines.items()
    )


def order_text(lines: dict[str, int], prices: dict[str, int] | None = None, address: bool = True) -> str:
    """An order mail."""
    ship = f"\n\nPlease ship to: {ADDRESS}." if address else ""
    return f"Hello,\n\nI would like to place this order:\n\n{rows(lines, prices)}{ship}\n\nCharles Paxton"


def place(episode: Episode, to: str, lines: dict[str, int]) -> OrderConfirmed:
    """Order without naming prices; the confirmation."""
    before = len(happened(episode, OrderConfirmed))
    text = ask(episode, to, order_text(lines), "Order")
    confirmed = happened(episode, OrderConfirmed)[before:]
    assert len(confirmed) == 1, text
    return confirmed[0]


def price_list(episode: Episode, to: str) -> dict[str, int]:
    """A supplier's whole list, in cents."""
    body = "Hello,\n\nCould you send me your product list with wholesale prices?"
    return texts.unit_prices(ask(episode, to, body, "Wholesale inquiry"), NAMES)


def quote(episode: Episode, to: str, lines: dict[str, int]) -> dict[str, int]:
    """A quote for quantities, in cents a unit."""
    body = f"Hello,\n\nPlease quote me your best prices for:\n{rows(lines)}\n\nThanks"
    return texts.unit_prices(ask(episode, to, body, "Quote request"), NAMES)


# Who is who: tests may look, agents may not --------------------------------------------------------------


@dataclass(frozen=True)
class Dealt:
    """A supplier in a world."""

    seed: int
    supplier: int

    @property
    def identity(self) -> SupplierIdentity:
        """Who it seems to be."""
        return supplier_identities()[self.supplier]

    @property
    def email(self) -> str:
        """Its mail address."""
        return self.identity.email

    @property
    def goods(self) -> list[str]:
        """What it sells."""
        return [NAMES[i] for i in np.flatnonzero(supplier_table().carries[self.supplier])]

    @property
    def others(self) -> list[str]:
        """What it does not sell."""
        return [NAMES[i] for i in np.flatnonzero(~supplier_table().carries[self.supplier])]

    def open(self, scenario: str | Scenario = "vb2") -> Episode:
        """The world, on its first morning."""
        return Episode(scenario, self.seed)

    def basket(self, count: int = 2, units: int = 200) -> dict[str, int]:
        """So many units of the first products it sells: more than any minimum order."""
        return dict.fromkeys(self.goods[:count], units)


@cache
def worlds() -> Params:
    """The hidden parameters of the worlds to choose from."""
    params, _ = open_worlds(Scenario.load("vb2"), list(range(SEEDS)))
    return params


@cache
def _closing_day() -> np.ndarray:
    """(N, K) the day on which each supplier goes out of business."""
    return worlds().exit_day


def prompt() -> np.ndarray:
    """(N, K) who answers by the next morning."""
    return reply_days(Scenario.load("vb2"), worlds()) == 0


@cache
def dealt(
    kind: str,
    mode: str | None = None,
    plan: Callable[[Fulfilment], Any] | None = None,
    number: int = 0,
    at_once: bool = True,
) -> Dealt:
    """The first supplier of a kind (and mode) that stays in business for a while, answers by the next
    morning, and whose ``number``-th paid order goes as ``plan`` says; a cheat cheats ``at_once``."""
    params = worlds()
    fits = (params.kind == KINDS.index(kind)) & (_closing_day() > QUIET_DAYS) & prompt()
    if at_once:
        fits &= (params.kind != SWITCH) | ((params.cheats_from == 1) & ~params.one_line)
    if mode is not None:
        fits &= params.mode == MODES.index(mode)
    if plan is not None:
        vb2 = Scenario.load("vb2")
        for k in range(params.kind.shape[1]):
            column = np.full(SEEDS, k)
            fits[:, k] &= plan(fulfil(vb2, params, column, np.full(SEEDS, number), np.ones(SEEDS)))
    seed, supplier = np.argwhere(fits)[0].tolist()
    return Dealt(seed, supplier)


def closing(first_day: int, last_day: int) -> tuple[Dealt, int]:
    """A supplier that goes out of business in a span of days, and the day."""
    day = _closing_day()
    seed, supplier = np.argwhere((day >= first_day) & (day <= last_day) & prompt())[0].tolist()
    return Dealt(seed, supplier), int(day[seed, supplier])


def on_time(plan: Fulfilment) -> Any:
    """Everything comes, and when it was said to."""
    return (
        (plan.share == 1.0)
        & ~plan.off_brand
        & (plan.surcharge == 0)
        & (plan.delay_days == 0)
        & unharmed(plan)
    )


def unharmed(plan: Fulfilment) -> Any:
    """The road takes nothing."""
    return ~plan.lost & (plan.mishap == 0)


def in_business(seller: Dealt, scenario: Scenario | None = None) -> Episode:
    """A machine with two products on sale and a lot in storage."""
    episode = seller.open(scenario or untroubled())
    order = place(episode, seller.email, seller.basket())
    pay(episode, seller.email, order.total_cents, order.order)
    sleep_until(episode, lambda: happened(episode, Delivered))
    first, second = seller.goods[:2]
    call(episode, "stock_machine", moves=[
        {"slot": "A1", "product": first, "units": 12}, {"slot": "A2", "product": second, "units": 12},
    ])  # fmt: skip
    call(episode, "set_prices", prices={first: 1.5, second: 1.5})
    return episode


# Whole years ---------------------------------------------------------------------------------------------


class Diary:
    """An agent's desk that remembers every reply."""

    def __init__(self, episode: Episode) -> None:
        self.episode = episode
        self.replies: list[Reply] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.episode, name)

    def call(self, name: str, arguments: Any) -> Reply:
        """Carry out a call and write its reply down."""
        reply = self.episode.call(name, arguments)
        self.replies.append(reply)
        return reply


def play_year(agent: Any, episode: Episode) -> Diary:
    """Let an agent play to the end."""
    diary = Diary(episode)
    while not diary.done:
        agent.play_day(diary)
    return diary
