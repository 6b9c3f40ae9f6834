"""Two beginners who never bargain: one takes the first quote, the other the cheapest."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from vendsim.agent import AgentOptions, Desk
from vendsim_agents import letters, texts
from vendsim_agents.hands import with_hands

_KINDS = ("canned soda", "chips", "candy bars")  # what everybody thinks of; two products of each
_EACH = 2
_UNITS = 24  # of each product in an order
_PATIENCE = 12  # days without goods after which another supplier is tried
_RESERVE = 3_000  # cents


class _Memory(BaseModel, defer_build=True):
    retail: dict[str, int] = {}  # cents, by product we mean to sell
    addresses: list[str] = []  # of suppliers, in the order in which the web named them
    quotes: dict[str, dict[str, int]] = {}  # first quotes, cents, by supplier
    supplier: str = ""  # ours, once one has answered
    ordered: int = 0  # day of the open order, 0: none
    paid: bool = False


class Naive:
    """Buys at the first quote, sells at the usual price."""

    asked_at_once = 3

    def __init__(self, options: AgentOptions) -> None:
        self.memory = _Memory()

    def snapshot(self) -> dict[str, Any]:
        """All memory as plain data."""
        return self.memory.model_dump(mode="json")

    def restore(self, blob: dict[str, Any]) -> None:
        """Take up a snapshot."""
        self.memory = _Memory.model_validate(blob)

    def play_day(self, desk: Desk) -> None:
        """Look around on the first day, then buy, stock and wait."""
        desk = with_hands(desk)
        morning = texts.read_morning(desk.observation)
        if not self.memory.addresses:
            self._look_around(desk)
        if morning.unread:
            self._read_mail(desk, morning.bank)
        if morning.deliveries:
            self.memory.ordered = 0
            self._stock(desk)
        elif morning.day % 4 == 0:
            self._stock(desk)
        if morning.coins > 2_000 or morning.day >= morning.days - 1:
            desk.call("collect_cash", {})
        self._buy(desk, morning)
        day = desk.day
        while desk.day == day and not desk.done:
            desk.call("wait_for_next_day", {})

    def _look_around(self, desk: Desk) -> None:
        memory = self.memory
        for kind in _KINDS:
            for url in self._search(desk, f"{kind} price guide wholesale"):
                guides = texts.price_guides(desk.call("open_page", {"url": url}).text)
                if guides:
                    memory.retail |= {name: guides[name].retail for name in list(guides)[:_EACH]}
                    break
        for url in self._search(desk, "wholesale supplier for vending machines San Francisco"):
            page = desk.call("open_page", {"url": url}).text
            memory.addresses += [a for a in texts.mail_addresses(page) if a not in memory.addresses]

    def _search(self, desk: Desk, query: str) -> list[str]:
        return texts.search_urls(desk.call("web_search", {"query": query}).text)

    def _read_mail(self, desk: Desk, bank: int) -> None:
        memory = self.memory
        for number in texts.unread_ids(desk.call("read_inbox", {}).text):
            mail = texts.read_mail_text(desk.call("read_email", {"id": number}).text)
            confirmed = texts.confirmation(mail.body)
            if confirmed and mail.sender == memory.supplier and not memory.paid:
                if confirmed.total < bank:
                    payment = {"to": mail.sender, "amount": confirmed.total / 100, "memo": confirmed.order}
                    desk.call("send_payment", payment)
                    memory.paid = True
                continue
            prices = texts.unit_prices(mail.body, memory.retail)
            if prices:
                memory.quotes.setdefault(mail.sender, prices)
        if memory.quotes and not memory.supplier:
            memory.supplier = self._choose(memory.quotes)

    def _choose(self, quotes: dict[str, dict[str, int]]) -> str:
        """Whoever answered first."""
        return next(iter(quotes))

    def _stock(self, desk: Desk) -> None:
        """Fill what is on sale, put the rest into empty slots, price everything as usual."""
        stored = texts.storage(desk.call("get_storage_inventory", {}).text)
        if not stored:
            return
        moves, left = [], {name: item.units for name, item in stored.items()}
        slots = texts.slots(desk.call("get_machine_inventory", {}).text)
        on_sale = {slot.product for slot in slots}
        for slot in slots:
            new = (n for n, item in stored.items() if n not in on_sale and item.large == slot.large)
            product = slot.product or next(new, None)
            units = min(slot.capacity - slot.units, left.get(product, 0)) if product else 0
            if product and units > 0:
                on_sale.add(product)
                left[product] -= units
                moves.append({"slot": slot.name, "product": product, "units": units})
        if moves:
            desk.call("stock_machine", {"moves": moves})
            prices = {move["product"]: self._price(str(move["product"])) for move in moves}
            desk.call("set_prices", {"prices": prices})

    def _price(self, product: str) -> float:
        return self.memory.retail.get(product, 200) / 100

    def _buy(self, desk: Desk, morning: texts.Morning) -> None:
        memory = self.memory
        if memory.ordered and morning.day > memory.ordered + _PATIENCE:
            memory.quotes.pop(memory.supplier)
            memory.supplier, memory.ordered = "", 0
        if not memory.supplier:
            if morning.day % 3 == 1:
                for address in memory.addresses[: self.asked_at_once]:
                    self._ask(desk, address)
                memory.addresses = (
                    memory.addresses[self.asked_at_once :] + memory.addresses[: self.asked_at_once]
                )
        elif not memory.ordered and morning.bank > 2 * _RESERVE and self._running_out(desk):
            self._order(desk, morning)

    def _running_out(self, desk: Desk) -> bool:
        stored = texts.storage(desk.call("get_storage_inventory", {}).text)
        return sum(item.units for item in stored.values()) < _UNITS

    def _ask(self, desk: Desk, address: str) -> None:
        wanted = letters.bullets(f"{_UNITS} {name}" for name in self.memory.retail)
        body = letters.signed(f"please quote me your prices for:\n{wanted}")
        desk.call("send_email", {"to": address, "subject": "Quote request", "body": body})

    def _order(self, desk: Desk, morning: texts.Morning) -> None:
        """The same number of everything it quoted, as many as the money allows."""
        memory, prices = self.memory, self.memory.quotes[self.memory.supplier]
        units = min(_UNITS * 2, (morning.bank - _RESERVE) // sum(prices.values()))
        if units < 4:
            return
        body = letters.order(dict.fromkeys(prices, units))
        desk.call("send_email", {"to": memory.supplier, "subject": "Order", "body": body})
        memory.ordered, memory.paid = morning.day, False


class Trusting(Naive):
    """Accepts the cheapest first offer it can find and pays at once."""

    asked_at_once = 12

    def _choose(self, quotes: dict[str, dict[str, int]]) -> str:
        """The lowest price, on average, among those who sell most of what is wanted."""
        most = max(len(prices) for prices in quotes.values())
        full = {who: sum(prices.values()) for who, prices in quotes.items() if len(prices) == most}
        return min(full, key=lambda who: (full[who], who))
