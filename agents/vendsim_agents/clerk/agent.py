"""The clerk: decisions of ``vendsim/Manager-v0`` carried out in the text world, through ordinary tool calls.

It keeps `Knowledge` from texts alone, shows it as the numeric environment does (observation and mask), takes
an action, and does what follows from it in the order of the numeric day: mail, payments, refunds, letters, an
order; in the evening, when the day's deliveries are in, the trip to the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from vendsim.agent import Desk
from vendsim.data import products
from vendsim.manager import books as ledger
from vendsim.manager.books import Errands, Trip
from vendsim.manager.layout import BARGAIN_UNITS
from vendsim.manager.look import observe
from vendsim.scenario import Scenario
from vendsim_agents import letters, texts
from vendsim_agents.clerk import reading
from vendsim_agents.hands import with_hands
from vendsim_agents.working_day import DayOver

Choose = Callable[[npt.NDArray[np.float32], npt.NDArray[np.int8]], npt.NDArray[np.int64]]
"""From an observation (D,) and a mask (M,) to an action (H,)."""

_QUERY = "vending machine wholesale supplier directory San Francisco A-Z"
_ASK = "Price list"  # subjects; replies repeat them
_BARGAIN = "Your prices"
_ORDER = "Order of "  # and the date
_ASKED = 15  # per cent off, when bargaining: more than anybody gives at once, and within reach


class Clerk:
    """Plays a year by decisions as numbers.

    ``addresses`` fixes which supplier has which place in the arrays; without it, places are dealt in the
    order of the web's directory. Plays in scenarios with the tools and the clock of `vb2`.
    """

    def __init__(
        self, choose: Choose, scenario: str | Scenario = "vb2", addresses: Sequence[str] = ()
    ) -> None:
        self.scenario = Scenario.load(scenario)
        self.books = ledger.open_books(self.scenario)
        self.addresses = list(addresses)  # by place
        self._choose = choose
        self._customers: list[str] = []  # everybody who has written
        self._claimants: list[str] = []  # with the claims that are kept track of
        self._stored_on = 0  # day on which storage was last compared with the books
        clock = self.scenario.clock
        self._minutes = {"look": clock.look_minutes, "desk": clock.desk_minutes, "trip": clock.trip_minutes}

    # Memory -------------------------------------------------------------------------------------------

    def snapshot(self) -> dict[str, Any]:
        """All memory as plain data."""
        return {
            "books": ledger.books_to_json(self.books),
            "addresses": self.addresses,
            "customers": self._customers,
            "claimants": self._claimants,
            "stored_on": self._stored_on,
        }

    def restore(self, blob: dict[str, Any]) -> None:
        """Take up a snapshot."""
        self.books = ledger.books_from_json(self.scenario, blob["books"])
        self.addresses = list(blob["addresses"])
        self._customers, self._claimants = list(blob["customers"]), list(blob["claimants"])
        self._stored_on = blob["stored_on"]

    # The day ------------------------------------------------------------------------------------------

    def play_day(self, desk: Desk) -> None:
        """Read, decide, do, sleep."""
        self._desk = with_hands(desk)
        self._now, self._today = self.scenario.clock.opens, desk.day
        self._set_calendar(texts.read_morning(desk.observation))
        try:
            self._read_digest(desk.observation)
            if not self.addresses:
                self._find_suppliers()
            self._pass_time_until(self.scenario.suppliers.post[1])
            self._read_mail()
            observation, mask = self.look()
            self._carry_out(self._choose(observation, mask))
            self._call("wait_for_next_day")
        except DayOver:
            return

    def _set_calendar(self, morning: texts.Morning) -> None:
        """How long the run lasts and when it began, as every text says."""
        began = morning.today - timedelta(days=morning.day - 1)
        if (morning.days, began) != (self.scenario.days, self.scenario.start_date):
            self.scenario = self.scenario.model_copy(update={"days": morning.days, "start_date": began})

    def look(self) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int8]]:
        """The observation (D,) and the mask (M,) of what is known."""
        form = self.books.layout
        observation = np.zeros((1, form.width), dtype=np.float32)
        mask = np.zeros((1, form.mask_size), dtype=np.int8)
        observe(self.scenario, self.books.known, observation, mask)
        return observation[0], mask[0]

    def _call(self, name: str, **arguments: Any) -> str:
        reply = self._desk.call(name, arguments)
        if self._desk.done or reply.day != self._today:
            raise DayOver
        self._now = texts.minutes_of(reply.text)
        return reply.text

    def _fits(self, effort: str, times: int = 1) -> bool:
        """Whether so many calls still fit into the day."""
        return self._now + times * self._minutes[effort] <= self.scenario.clock.closes

    def _pass_time_until(self, minute: int, leave: int = 0) -> None:
        """Wait with as few calls as possible; ``leave`` minutes of the day are needed afterwards."""
        latest = self.scenario.clock.closes - leave
        while self._now < minute:
            far = minute - self._now >= self._minutes["trip"]
            fits = self._now + self._minutes["trip"] <= latest
            self._call("get_machine_inventory" if far and fits else "list_reminders")

    def _find_suppliers(self) -> None:
        """The page that lists most of them gives the places, in its order."""
        best: list[str] = []
        wanted = self.books.layout.suppliers
        for url in texts.search_urls(self._call("web_search", query=_QUERY)):
            if "directory" in url and len(best) < wanted and self._fits("look"):
                found = texts.mail_addresses(self._call("open_page", url=url))
                best = max(best, found, key=len)
        self.addresses = best[:wanted]

    # Reading ------------------------------------------------------------------------------------------

    def _read_digest(self, text: str) -> None:
        known = self.books.known
        if self._today == 1:
            return
        for order in reading.arrivals(text):
            if self._stored_on != known.day[0]:
                for product, units in order.units.items():
                    ledger.receive(self.books, product, units)
            ledger.close_order(self.books, order.number, sum(order.units.values()))
        ledger.take_up_report(self.books, reading.report(text))

    def _read_mail(self) -> None:
        """Everything unread, as it was written; then claims that are over are forgotten."""
        ids = texts.unread_ids(self._call("read_inbox"))
        while ids:
            for number in sorted(ids):
                if not self._fits("look"):
                    return
                self._read(texts.read_mail_text(self._call("read_email", id=number)))
            ids = texts.unread_ids(self._call("read_inbox")) if len(ids) >= 40 else []
        self._forget_claims(ledger.drop_old_claims(self.books))

    def _forget_claims(self, gone: Sequence[bool]) -> None:
        self._claimants = [name for name, is_gone in zip(self._claimants, gone, strict=True) if not is_gone]

    def _read(self, mail: texts.Mail) -> None:
        if mail.sender in self.addresses:
            self._read_supplier(mail, self.addresses.index(mail.sender))
        elif mail.sender.startswith("postmaster"):
            self._read_bounce(mail)
        elif mail.sender not in self._customers:
            self._customers.append(mail.sender)
            claim = reading.claim(mail.body)
            if claim and ledger.open_claim(self.books, *claim):
                self._claimants.append(mail.sender)

    def _read_supplier(self, mail: texts.Mail, place: int) -> None:
        """An answer to one of our letters; what suppliers write unasked changes nothing."""
        answered = mail.subject.removeprefix("Re: ")
        if answered == mail.subject:
            return
        row = self._order_row(answered, place)
        if row is not None:
            confirmed = texts.confirmation(mail.body)
            if confirmed:
                number = int(confirmed.order.removeprefix("PO-"))
                ledger.confirm_order(self.books, row, number, confirmed.total)
            else:
                ledger.drop_order(self.books, row)
        elif answered in (_ASK, _BARGAIN):
            self._read_prices(mail.body, place)

    def _order_row(self, subject: str, place: int) -> int | None:
        if not subject.startswith(_ORDER):
            return None
        written = date.fromisoformat(subject.removeprefix(_ORDER))
        return ledger.written_on(self.books.known, place, self._day_of(written))

    def _read_prices(self, body: str, place: int) -> None:
        cents, until = reading.prices(body), reading.last_date(body, self._date_of(self._today))
        if not cents or until is None:
            return
        ledger.take_up_quote(self.books, place, cents, self._day_of(until), reading.terms(body))

    def _read_bounce(self, mail: texts.Mail) -> None:
        subject = mail.subject.removeprefix("Undelivered: ")
        for address in texts.mail_addresses(mail.body):
            if address in self.addresses:
                place = self.addresses.index(address)
                ledger.note_closing(self.books, place, self._order_row(subject, place))

    def _date_of(self, day: int) -> date:
        return self.scenario.date_of(day)

    def _day_of(self, when: date) -> int:
        return 1 + (when - self._date_of(1)) // timedelta(days=1)

    # Doing --------------------------------------------------------------------------------------------

    def _carry_out(self, action: npt.NDArray[np.int64]) -> None:
        choices = np.asarray(action)
        self.books.scenario = self.scenario
        errands = ledger.foresee_desk(self.books, choices)
        self._pay(errands)
        self._refund(errands)
        self._write(errands)
        ledger.work_at_desk(self.books, choices)
        if choices[self.books.layout.columns["trip"]].any():
            self._visit()

    def _pay(self, errands: Errands) -> None:
        known = self.books.known
        for row in errands.pay:
            address = self.addresses[known.order_place[0, row]]
            total, number = int(known.order_total[0, row]), int(known.order_number[0, row])
            self._call("send_payment", to=address, amount=total / 100, memo=f"PO-{number}")

    def _refund(self, errands: Errands) -> None:
        known = self.books.known
        refunded = errands.refund[: len(self._claimants)]
        for claim, (address, pays) in enumerate(zip(self._claimants, refunded, strict=True)):
            if pays:
                cents = min(int(known.claim_price[0, claim]), int(known.claim_cents[0, claim]))
                self._call("send_payment", to=address, amount=cents / 100, memo="Refund")
        self._forget_claims(refunded)

    def _write(self, errands: Errands) -> None:
        for place in errands.ask:
            self._mail(place, _ASK, letters.price_list())
        for place in errands.bargain:
            goods = ledger.index_goods_of(self.books, place)
            self._mail(place, _BARGAIN, letters.less(_by_name(dict.fromkeys(goods, BARGAIN_UNITS)), _ASKED))
        if errands.order_place >= 0:
            subject = f"{_ORDER}{self._date_of(self._today).isoformat()}"
            self._mail(errands.order_place, subject, letters.order(_by_name(errands.order)))

    def _mail(self, place: int, subject: str, body: str) -> None:
        self._call("send_email", to=self.addresses[place], subject=subject, body=body)

    def _visit(self) -> None:
        """Goods that came today are taken along, so the trip begins when no more can come."""
        books, known = self.books, self.books.known
        needed = self._minutes["look"] + 3 * self._minutes["trip"]
        self._pass_time_until(self.scenario.suppliers.arrives[1], leave=needed)
        self._compare_storage()
        trip = ledger.foresee_visit(books)
        moves = [
            *self._moves(-trip.out, known.slot_product[0]),
            *self._moves(trip.put, known.plan_product[0]),
        ]
        if known.coins[0] > 0:
            self._call("collect_cash")
        if moves:
            self._call("stock_machine", moves=moves)
        ledger.visit(books)
        prices = self._prices(trip)
        if prices:
            self._call("set_prices", prices=prices)

    def _compare_storage(self) -> None:
        listed = reading.stored(self._call("get_storage_inventory"))
        for product, units in listed.items():
            more = units - int(self.books.known.stored[0, product])
            if more > 0:
                ledger.receive(self.books, product, more)
        self._stored_on = self._today

    def _moves(self, units: npt.NDArray[Any], product: npt.NDArray[Any]) -> list[dict[str, Any]]:
        return [
            {
                "slot": self.scenario.machine.slots[slot],
                "product": products()[product[slot]].name,
                "units": int(units[slot]),
            }
            for slot in np.flatnonzero(units).tolist()
        ]

    def _prices(self, trip: Trip) -> dict[str, float]:
        books, known = self.books, self.books.known
        prices = {}
        for slot in trip.priced:
            product = int(known.plan_product[0, slot])
            cents = int(books.layout.price_cents[product, known.plan_level[0, slot] - 1])
            prices[products()[product].name] = cents / 100
        return prices


def _by_name(numbers: Mapping[int, int]) -> dict[str, int]:
    return {products()[product].name: number for product, number in numbers.items()}
