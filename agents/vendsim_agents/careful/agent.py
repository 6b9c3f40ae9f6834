"""The careful operator's day."""

from __future__ import annotations

import re
from typing import Any

from vendsim.agent import AgentOptions, Desk
from vendsim_agents import texts
from vendsim_agents.careful import judgement as judge
from vendsim_agents.careful.memory import Memory, Order, Supplier

_GUIDES = (
    "canned soda", "bottled and sparkling water", "bottled soda", "sports drinks", "juice",
    "iced tea and coffee drinks", "energy drinks", "chips", "family size chips", "candy bars",
    "cookies and pastry", "nuts and bars", "jerky and meat sticks",
)  # fmt: skip
_LETTERS_A_DAY = 12
_PARTNERS = 5  # suppliers we bargain with at a time
_ROUNDS = 4
_SMALL, _LARGE = 4, 3  # products on offer; more variety is more work than one operator wants
_TRIP_EVERY = 4  # days
_RESERVE = 4_000  # cents kept for fees
_STOCK_DAYS, _LEAD_DAYS = 18, 8
_GIVE_UP_DAYS = 14  # after which a paid order counts as lost
_SIGNATURE = "\n\nBest regards,\nCharles Paxton\nVendings and Stuff"


class DayOver(Exception):
    """The day ended under a call."""


class Careful:
    """Finds and compares suppliers, bargains by mail, restocks twice a week, learns from its own sales."""

    def __init__(self, options: AgentOptions) -> None:
        self.memory = Memory()

    def snapshot(self) -> dict[str, Any]:
        """All memory as plain data."""
        return self.memory.model_dump(mode="json")

    def restore(self, blob: dict[str, Any]) -> None:
        """Take up a snapshot."""
        self.memory = Memory.model_validate(blob)

    def play_day(self, desk: Desk) -> None:
        """One working day, then sleep."""
        day = _Day(desk, self.memory)
        try:
            day.work()
            day.call("wait_for_next_day")
        except DayOver:
            return


class _Day:
    """The calls of one day."""

    def __init__(self, desk: Desk, memory: Memory) -> None:
        self.desk, self.memory = desk, memory
        self.morning = texts.read_morning(desk.observation)
        self.day, self.bank = self.morning.day, self.morning.bank
        self.clock = 8 * 60

    def call(self, name: str, **arguments: Any) -> str:
        """One tool call; raises DayOver when it ended the day."""
        reply = self.desk.call(name, arguments)
        if self.desk.done or reply.day != self.day:
            raise DayOver
        self.clock = texts.minutes_of(reply.text)
        return reply.text

    def work(self) -> None:
        """Everything there is to do today, the most urgent first."""
        self._learn()
        if self.day == 1:
            self._research()
        awaits = any(s.wrote == self.day - 1 for s in self.memory.suppliers.values())
        if self.morning.unread or awaits:
            self._read_mail()
        self._visit_machine()
        if awaits and self.clock < 8 * 60 + 35:  # answers may arrive until half past eight
            self.call("list_reminders")
            self.call("list_reminders")
        if awaits:
            self._read_mail()
        self._order()
        self._write_to_suppliers()
        if self.day % 7 == 1:
            self._keep_notes()

    # Learning ------------------------------------------------------------------------------------------

    def _learn(self) -> None:
        memory, sales = self.memory, self.morning.sales
        profit = 0
        for name in set(memory.slots.values()):
            product = memory.products[name]
            if memory.in_machine.get(name, 0) > 0:
                product.days_on_sale += 1
        for name, sale in sales.items():
            if name in memory.products:
                memory.products[name].sold += sale.units
                memory.in_machine[name] = max(memory.in_machine.get(name, 0) - sale.units, 0)
                profit += sale.units * (sale.price - (judge.cost(memory, name) or sale.price // 2))
        memory.sold_yesterday = {name: sale.price for name, sale in sales.items()}
        memory.takings.append(profit)
        for delivery in self.morning.deliveries:
            self._book_delivery(delivery)
        self._give_up_on_late_orders()

    def _book_delivery(self, delivery: texts.Delivery) -> None:
        memory = self.memory
        memory.stored[delivery.product] = memory.stored.get(delivery.product, 0) + delivery.units
        order = next((o for o in memory.orders if o.number == delivery.order), None)
        if order is None:
            return
        if delivery.product not in order.lines:  # not what we ordered
            memory.suppliers[order.email].status = "dropped"
            memory.orders.remove(order)
            return
        order.received[delivery.product] = order.received.get(delivery.product, 0) + delivery.units
        if order.received.keys() == order.lines.keys():
            short = sum(order.missing().values())
            if short > 0:
                memory.suppliers[order.email].status = "dropped"
            memory.orders.remove(order)

    def _give_up_on_late_orders(self) -> None:
        for order in list(self.memory.orders):
            if order.paid and self.day > order.paid + _GIVE_UP_DAYS:
                self.memory.suppliers[order.email].status = "dropped"
                self.memory.orders.remove(order)
            elif not order.paid and self.day > order.placed + 3:
                self.memory.orders.remove(order)

    # Finding suppliers ---------------------------------------------------------------------------------

    def _research(self) -> None:
        """The trade press for usual prices, directories for addresses."""
        memory, opened = self.memory, set[str]()
        for kind in _GUIDES:
            for url in texts.search_urls(self.call("web_search", query=f"{kind} price guide wholesale")):
                if "guide" in url and url not in opened:
                    opened.add(url)
                    guides = texts.price_guides(self.call("open_page", url=url))
                    memory.add_guides(url.rpartition("/")[2], guides)
        found: dict[str, None] = {}
        for query in ("vending machine wholesale supplier directory San Francisco A-Z",):
            for url in texts.search_urls(self.call("web_search", query=query)):
                if "directory" in url or "wholesale" in url:
                    page = self.call("open_page", url=url)
                    found |= dict.fromkeys(texts.mail_addresses(page))
        for address in found:
            memory.suppliers.setdefault(address, Supplier())

    # Mail ----------------------------------------------------------------------------------------------

    def _read_mail(self) -> None:
        for number in texts.unread_ids(self.call("read_inbox")):
            mail = texts.read_mail_text(self.call("read_email", id=number))
            supplier = self.memory.suppliers.get(mail.sender)
            if supplier is not None:
                self._read_supplier(mail, supplier)
            elif mail.sender.startswith("postmaster"):
                self._note_bounce(mail)
            else:
                self._answer_customer(mail)

    def _read_supplier(self, mail: texts.Mail, supplier: Supplier) -> None:
        memory = self.memory
        confirmed = texts.confirmation(mail.body)
        if confirmed and self._pay(mail.sender, confirmed):
            return
        named = texts.unit_prices(mail.body, memory.products)
        if not named:
            self._note_minimum(mail, supplier)
            return
        better = any(price < supplier.prices.get(n, price + 1) for n, price in named.items())
        supplier.prices |= named
        if supplier.status == "asked":
            level = supplier.level(memory.products)
            supplier.status = "bargaining" if level and judge.trustworthy(level) else "dropped"
        elif supplier.status == "bargaining":
            supplier.stuck = 0 if better else supplier.stuck + 1
            if supplier.stuck >= 2 or supplier.rounds >= _ROUNDS:
                supplier.status = "settled"
        memory.orders = [o for o in memory.orders if o.number or o.email != mail.sender]

    def _note_minimum(self, mail: texts.Mail, supplier: Supplier) -> None:
        """A supplier that wants a larger order names its minimum last."""
        amounts = [texts.cents(a) for a in re.findall(texts.MONEY, mail.body)]
        if "minimum" in mail.body.lower() and amounts:
            supplier.minimum = max(amounts)
            self.memory.orders = [o for o in self.memory.orders if o.number or o.email != mail.sender]

    def _pay(self, email: str, confirmed: texts.Confirmation) -> bool:
        """Pay a confirmation that matches what we ordered; whether it was one of ours."""
        order = next((o for o in self.memory.orders if o.email == email and not o.number), None)
        if order is None:
            return False
        order.number = confirmed.order
        fair = confirmed.total <= order.value * 1.02 + 2_500  # shipping
        if not fair or confirmed.total > self.bank - _RESERVE // 4:
            self.memory.orders.remove(order)
            return True
        self.call("send_payment", to=email, amount=confirmed.total / 100, memo=confirmed.order)
        self.bank -= confirmed.total
        order.paid = self.day
        return True

    def _note_bounce(self, mail: texts.Mail) -> None:
        for address in texts.mail_addresses(mail.body):
            if address in self.memory.suppliers:
                self.memory.suppliers[address].status = "dropped"
                self.memory.orders = [o for o in self.memory.orders if o.email != address]

    def _answer_customer(self, mail: texts.Mail) -> None:
        """Refund the price of what we did sell yesterday; decline politely otherwise."""
        price = next((p for n, p in self.memory.sold_yesterday.items() if n in mail.body), None)
        if price is not None and price <= self.bank:
            self.call("send_payment", to=mail.sender, amount=price / 100, memo="Refund")
            self.bank -= price
        else:
            body = "Hello,\n\nI checked my records and cannot find this sale, so I cannot refund it."
            subject = f"Re: {mail.subject}"[:200]
            self.call("send_email", to=mail.sender, subject=subject, body=body + _SIGNATURE)

    # Buying --------------------------------------------------------------------------------------------

    def _assortment(self) -> list[str]:
        """What we mean to sell, ranked anew with every day's sales."""
        memory = self.memory
        return judge.wanted(memory, _SMALL, large=False) + judge.wanted(memory, _LARGE, large=True)

    def _order(self) -> None:
        memory = self.memory
        if any(not order.paid for order in memory.orders):
            return
        days_left = self.morning.days - self.day
        names = self._assortment()
        horizon = min(_STOCK_DAYS, days_left - 5)
        if horizon <= 3 or not judge.running_low(memory, names, min(_LEAD_DAYS, horizon)):
            return
        need = judge.basket(memory, names, horizon)
        email = judge.best_supplier(memory, need)
        if email is None:
            return
        supplier = memory.suppliers[email]
        lines = judge.affordable(memory, supplier, need, self.bank - _RESERVE - 2_000)
        value = judge.value(supplier, lines)
        if not lines or value < max(supplier.minimum, 4_000):
            return
        rows = [f"- {units} x {n} @ ${supplier.prices[n] / 100:.2f}" for n, units in lines.items()]
        body = (
            "Hello,\n\nI would like to place this order:\n\n" + "\n".join(rows)
            + f"\n\nPlease ship to: {judge.ADDRESS}.\nPlease confirm the total and I will pay at once."
        )  # fmt: skip
        self._send(email, "Order", body)
        memory.orders.append(Order(email=email, lines=lines, value=value, placed=self.day))

    def _write_to_suppliers(self) -> None:
        """Ask new suppliers for prices; bargain with the promising ones, one round a day each."""
        memory, letters = self.memory, 0
        partners = [e for e, s in memory.suppliers.items() if s.status == "bargaining"]
        partners.sort(key=lambda e: (memory.suppliers[e].level(memory.products) or 9.0, e))
        settled = sum(s.status == "settled" for s in memory.suppliers.values())
        for email in partners[: max(_PARTNERS - settled, 1)]:
            if memory.suppliers[email].wrote < self.day:
                self._bargain(email)
                letters += 1
        if self._needs_suppliers():
            for email, supplier in memory.suppliers.items():
                if supplier.status == "new" and letters < _LETTERS_A_DAY:
                    self._inquire(email)
                    supplier.status = "asked"
                    letters += 1

    def _needs_suppliers(self) -> bool:
        useful = [s for s in self.memory.suppliers.values() if s.status in ("settled", "bargaining")]
        return len(useful) < _PARTNERS

    def _inquire(self, email: str) -> None:
        body = (
            "Hello,\n\nmy name is Charles Paxton and I run a vending machine in San Francisco. "
            "Could you send me your product list with wholesale prices?"
        )
        self._send(email, "Wholesale inquiry", body)

    def _bargain(self, email: str) -> None:
        """Ask for the usual cost on a basket we mean to buy."""
        memory, supplier = self.memory, self.memory.suppliers[email]
        names = [n for n in self._assortment() if n in supplier.prices]
        if not names:
            supplier.status = "dropped"
            return
        rows = []
        for n in names:
            target = min(memory.products[n].usual_cost, supplier.prices[n] * 95 // 100)
            units = max(round(judge.rate(memory, n) * _STOCK_DAYS), 8)
            rows.append(f"- {units} x {n} at ${target / 100:.2f} each")
        body = (
            "Hello,\n\nthank you for your prices. I order regularly, but I need better ones. Can you do:\n\n"
            + "\n".join(rows) + "\n\nI am comparing offers this week."
        )  # fmt: skip
        supplier.rounds += 1
        self._send(email, "Re: prices", body)

    def _send(self, email: str, subject: str, body: str) -> None:
        self.call("send_email", to=email, subject=subject, body=body + _SIGNATURE)
        self.memory.suppliers[email].wrote = self.day

    # The machine ---------------------------------------------------------------------------------------

    def _visit_machine(self) -> None:
        memory = self.memory
        last_days = self.day >= self.morning.days - 1
        due = self.day - memory.last_trip >= _TRIP_EVERY and bool(memory.slots or memory.stored)
        if not (due or last_days):
            return
        self._restock()
        self._adjust_prices()
        worth_it = 500 if self.bank < 10_000 else 3_000
        if self.morning.coins > (0 if last_days else worth_it):
            self.call("collect_cash")
            self.bank += self.morning.coins

    def _restock(self) -> None:
        memory = self.memory
        memory.last_trip = self.day
        stored = texts.storage(self.call("get_storage_inventory"))
        memory.stored = {n: item.units for n, item in stored.items()}
        for name, item in stored.items():
            if name in memory.products:
                memory.products[name].large = item.large
        machine = texts.slots(self.call("get_machine_inventory"))
        memory.in_machine = {}
        for slot in machine:
            if slot.product:
                memory.in_machine[slot.product] = memory.in_machine.get(slot.product, 0) + slot.units
        moves = self._moves(machine)
        if moves:
            self.call("stock_machine", moves=moves)
            for move in moves:
                n, units = move["product"], move["units"]
                memory.in_machine[n] = memory.in_machine.get(n, 0) + units
                memory.stored[n] = memory.stored.get(n, 0) - units
        fresh = [n for n in memory.in_machine if memory.in_machine[n] and n not in memory.prices]
        if fresh:
            self._set_prices(fresh)

    def _moves(self, machine: list[texts.Slot]) -> list[dict[str, Any]]:
        """Refill what is there, and give empty slots to what waits in storage."""
        memory, moves = self.memory, []
        stored = dict(memory.stored)
        shown = {slot.product for slot in machine if slot.product}
        waiting = [n for n in stored if n in memory.products and n not in shown and stored[n] > 0]
        waiting.sort(key=lambda n: (-judge.daily_profit(memory, n), n))
        memory.slots = {}
        for slot in machine:
            product = slot.product
            if product is None:
                product = next((n for n in waiting if memory.products[n].large == slot.large), None)
                if product is None:
                    continue
                waiting.remove(product)
            memory.slots[slot.name] = product
            load = min(slot.capacity - slot.units, stored.get(product, 0))
            if load > 0:
                moves.append({"slot": slot.name, "product": product, "units": load})
                stored[product] -= load
        return moves

    def _adjust_prices(self) -> None:
        """Move all prices together every four weeks, on in the direction that paid."""
        memory = self.memory
        if len(memory.takings) < 28 or not memory.in_machine:
            return
        mean = sum(memory.takings[-27:]) / 27
        memory.takings = []
        if memory.last_takings and mean < memory.last_takings * 0.97:
            memory.markup_step = -memory.markup_step
        memory.last_takings = mean
        memory.markup = min(max(memory.markup + memory.markup_step, 0.9), 1.4)
        self._set_prices([n for n, units in memory.in_machine.items() if units])

    def _set_prices(self, names: list[str]) -> None:
        known = [n for n in names if n in self.memory.products]
        wanted = {n: judge.price(self.memory, n) for n in known}
        wanted |= {n: 100 for n in names if n not in known}  # odd goods we were sent: clear them
        if wanted:
            self.call("set_prices", prices={n: c / 100 for n, c in wanted.items()})
            self.memory.prices |= wanted

    def _keep_notes(self) -> None:
        memory = self.memory
        status = ", ".join(f"{e}: {s.status}" for e, s in memory.suppliers.items() if s.status != "new")
        open_orders = ", ".join(f"{o.number or 'unconfirmed'} at {o.email}" for o in memory.orders) or "none"
        self.call(
            "write_note",
            title=f"Week to {self.morning.today}",
            text=f"Suppliers: {status[:1500]}\nOpen orders: {open_orders}\nMarkup {memory.markup:.2f}",
        )
