"""What agents that keep books share: a working day at the desk, orders under way, goods that are held."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from vendsim.agent import Desk
from vendsim_agents import letters, texts
from vendsim_agents.hands import with_hands

_OPENS = 8 * 60
LAST_POST = 8 * 60 + 31  # answers may arrive until half past eight
_CLAIM_DAYS = 7  # for which sales are kept, to check complaints against


class DayOver(Exception):
    """The day ended under a call."""


class WorkingDay:
    """The desk, the morning's digest, and what is left in the account."""

    def __init__(self, desk: Desk) -> None:
        self.desk = with_hands(desk)
        self.tools = tuple(tool["function"]["name"] for tool in desk.tools)
        self.morning = texts.read_morning(desk.observation)
        self.number, self.today = self.morning.day, self.morning.today
        self.left = self.morning.days - self.number  # days after this one
        self.bank = self.morning.bank  # cents
        self.clock = _OPENS  # minutes after midnight

    def call(self, name: str, **arguments: Any) -> str:
        """One tool call; raises DayOver when it ended the day."""
        reply = self.desk.call(name, arguments)
        if self.desk.done or reply.day != self.number:
            raise DayOver
        self.clock = texts.minutes_of(reply.text)
        return reply.text

    def pass_time_until(self, minute: int) -> None:
        """Look at the reminders until a time of day has come; the cheapest thing to do."""
        while self.clock < minute:
            self.call(self.offered("list_reminders", "list_keys"))

    def offered(self, *names: str) -> str:
        """The first of some tools that this scenario has; the first if it has none of them."""
        return next((name for name in names if name in self.tools), names[0])

    def refund(self, mail: texts.Mail, sold_lately: list[dict[str, int]]) -> None:
        """Refund the price of what we did sell lately; decline politely otherwise."""
        prices = (price for sold in sold_lately for name, price in sold.items() if name in mail.body)
        price = next(prices, None)
        if price is not None and price <= self.bank:
            self.call("send_payment", to=mail.sender, amount=price / 100, memo="Refund")
            self.bank -= price
            return
        body = letters.signed("I checked my records and cannot find this sale, so I cannot refund it.")
        self.call("send_email", to=mail.sender, subject=f"Re: {mail.subject}"[:200], body=body)


class PlacedOrder(BaseModel, defer_build=True):
    """An order from the letter that placed it to the goods. Money in cents."""

    email: str
    lines: dict[str, int]  # units by product
    value: int  # at the prices we named
    placed: int  # day
    number: str = ""  # once confirmed
    paid: int = 0  # day
    received: dict[str, int] = {}


class Holdings(BaseModel, defer_build=True):
    """What is in the machine and in storage, and what was sold of it. Prices in cents."""

    slots: dict[str, str] = {}  # product of each slot
    units: dict[str, int] = {}  # in the machine, by product
    stored: dict[str, int] = {}
    prices: dict[str, int] = {}  # set at the machine
    sold_lately: list[dict[str, int]] = []  # prices of what was sold on each of the last days
    customers: list[str] = []  # addresses of those whose claims are dealt with

    def held(self, name: str) -> int:
        """Units in machine and storage."""
        return self.units.get(name, 0) + self.stored.get(name, 0)

    def note_sales(self, sales: dict[str, texts.Sale]) -> None:
        """Remember for some days what was sold at which price."""
        prices = {name: sale.price for name, sale in sales.items()}
        self.sold_lately = [prices, *self.sold_lately][:_CLAIM_DAYS]

    def count_storage(self, day: WorkingDay) -> dict[str, texts.Stored]:
        """See for ourselves what lies in storage."""
        stored = texts.storage(day.call("get_storage_inventory"))
        self.stored = {name: item.units for name, item in stored.items()}
        return stored

    def count_machine(self, day: WorkingDay) -> list[texts.Slot]:
        """See for ourselves what stands in the machine."""
        slots = texts.slots(day.call("get_machine_inventory"))
        self.units = {}
        for slot in slots:
            if slot.product:
                self.units[slot.product] = self.units.get(slot.product, 0) + slot.units
        return slots

    def stock(self, day: WorkingDay, moves: list[dict[str, Any]]) -> None:
        """Carry goods from storage to the machine, or back."""
        if not moves:
            return
        day.call("stock_machine", moves=moves)
        for move in moves:
            name, units = move["product"], move["units"]
            self.units[name] = self.units.get(name, 0) + units
            self.stored[name] = self.stored.get(name, 0) - units
