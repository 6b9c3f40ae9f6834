"""The expert operator: the order in which a day goes, and what it writes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from vendsim.agent import AgentOptions, Desk
from vendsim_agents import letters, texts
from vendsim_agents.careful.research import KINDS
from vendsim_agents.expert import judgement as judge
from vendsim_agents.expert import news
from vendsim_agents.expert.memory import Memory, Order, Supplier
from vendsim_agents.working_day import LAST_POST, DayOver, WorkingDay

SKILLS = ("trips", "trials", "bargaining", "prices", "caution", "news", "disputes")

_LETTERS, _ASKED = 10, 20  # letters a day; suppliers to know
_CUT = 0.72  # the share of a price that is asked for
_HOLDS = 6  # days for which a quote can be shown to others
_PATIENCE, _MARGIN = 2, 1.3  # days to wait for an answer; over the minimum order, as prices come down
_RIVALS, _SERIOUS = 8, 6  # suppliers whose prices are kept fresh; units worth talking about
_PROMISED = 0.8  # of what we mean to buy, so that the word is kept at a lower price, too
_COVER, _LEAD = 14, 7  # days of sales that an order is to last; from an order to the goods
_RESERVE = 5_000  # cents kept for fees
_SHIPPING, _DEARER = 2_500, 1.08  # what a total may lie above the goods; and the goods above what we reckoned
_LATE, _AGAIN, _CLAIMS = 12, 6, 3  # days until goods count as lost, and between claims; how many claims
_FORGIVEN = 0.25  # share of an order that the road may have lost
_SHOPS = (
    "what it costs in a shop: drinks, snacks, candy", "shop prices near the machine Marina",
    "lobby shop vending prices", "souvenirs and travel goods prices Fisherman's Wharf",
)  # fmt: skip
_A_SHELF = 5  # prices that make a page a shop's
_FADING = 0.985  # of what was sold, a day: tastes change


class Expert:
    """Bargains, samples suppliers, drops cheats, claims, compares prices, reads news, rotates goods."""

    def __init__(self, options: AgentOptions, without: Collection[str] = ()) -> None:
        self.memory = Memory()
        self.skills = frozenset(SKILLS) - frozenset(without)

    def snapshot(self) -> dict[str, Any]:
        """All memory as plain data."""
        return self.memory.model_dump(mode="json")

    def restore(self, blob: dict[str, Any]) -> None:
        """Take up a snapshot."""
        self.memory = Memory.model_validate(blob)

    def play_day(self, desk: Desk) -> None:
        """One working day, then sleep."""
        try:
            self.begin(desk).work()
        except DayOver:
            return

    def begin(self, desk: Desk) -> Day:
        """A working day."""
        return Day(desk, self.memory, self.skills)


class Day(WorkingDay):
    """One working day, and what is known."""

    def __init__(self, desk: Desk, memory: Memory, skills: Collection[str]) -> None:
        super().__init__(desk)
        self.memory, self.skills = memory, skills
        self.filled: dict[str, int] = {}  # units in each slot, if we have counted them today
        self.mixes: dict[str, list[str]] = {}  # by what is on near the machine

    def work(self) -> None:
        """Everything there is to do today, the most urgent first."""
        self._learn()
        if self.number == 1:
            self._research()
        if self.number == 2 and "prices" in self.skills:
            self._look_at_shops()
        if "news" in self.skills and self.memory.has_news and self.number % 3 == 1:
            self._read_news()
        self._visit()
        if any(supplier.wrote == self.number - 1 for supplier in self.memory.suppliers.values()):
            self.pass_time_until(LAST_POST)
            self._read_mail()
        elif self.morning.unread:
            self._read_mail()
        self._claim()
        self._order()
        self.write()
        self.call("wait_for_next_day")

    # What a morning teaches ---------------------------------------------------------------------------

    def _learn(self) -> None:
        memory, yesterday = self.memory, self.today - timedelta(days=1)
        for name, good in memory.goods.items():
            sale = self.morning.sales.get(name)
            units, there = (sale.units if sale else 0), memory.units.get(name, 0)
            good.sold, good.days = good.sold * _FADING, good.days * _FADING
            wanted = news.wanted_on(memory, yesterday, good.category)
            if there and (wanted <= judge.FULL or units < there):  # what a crowd empties tells little
                good.sold += units / (wanted * good.heard)
                good.days += 1.0 if units < there else 0.7  # sold out: more could have been sold
            memory.units[name] = max(there - units, 0)
        memory.note_sales(self.morning.sales)
        for delivery in self.morning.deliveries:
            self._book(delivery)

    def _book(self, delivery: texts.Delivery) -> None:
        memory = self.memory
        memory.stored[delivery.product] = memory.stored.get(delivery.product, 0) + delivery.units
        order = next((o for o in memory.orders if o.number == delivery.order), None)
        if order is None:
            return
        order.received[delivery.product] = order.received.get(delivery.product, 0) + delivery.units
        supplier, missing = memory.suppliers[order.email], order.missing()
        if delivery.product not in order.lines:
            self._blame(supplier)
        if not missing:
            self._praise(supplier)
            memory.orders.remove(order)
        elif set(order.received) >= set(order.lines):
            if sum(missing.values()) > _FORGIVEN * sum(order.lines.values()):
                self._blame(supplier)
            else:
                self._praise(supplier)

    def _praise(self, supplier: Supplier) -> None:
        """An order that came as it should."""
        supplier.good += 1

    def _blame(self, supplier: Supplier) -> None:
        """One deed is enough for the cautious; others go on buying."""
        supplier.bad += "caution" in self.skills

    def _claim(self) -> None:
        """Ask a few times for what was paid for and did not come; whoever owes it then has lost us."""
        for order in list(self.memory.orders):
            supplier = self.memory.suppliers[order.email]
            some = bool(order.received) and set(order.received) >= set(order.lines)
            if not order.paid:
                if self.number > order.placed + 4:
                    self.memory.orders.remove(order)
            elif (some or self.number > order.paid + _LATE) and self.number >= order.claimed + _AGAIN:
                if order.claims == _CLAIMS:
                    if not order.received:
                        self._blame(supplier)
                    self.memory.orders.remove(order)
                    if "dispute_payment" in self.tools and "disputes" in self.skills:
                        self.desk.call("dispute_payment", {"to": order.email, "order": order.number})
                    continue
                order.claims, order.claimed = order.claims + 1, self.number
                self.mail(order.email, f"Order {order.number}", letters.claim(order.number, order.missing()))

    # Research -----------------------------------------------------------------------------------------

    def _research(self) -> None:
        """What goods usually cost, and who sells them."""
        opened: set[str] = set()
        for kind in (*KINDS, "gum and mints"):
            for url in texts.search_urls(self.call("web_search", query=f"{kind} price guide wholesale")):
                if "priceguide" in url and url not in opened:
                    opened.add(url)
                    page = self.call("open_page", url=url)
                    self.memory.add_guides(url.rpartition("/")[2], texts.price_guides(page))
        query = "vending machine wholesale supplier directory San Francisco A-Z"
        for url in texts.search_urls(self.call("web_search", query=query)):
            if "directory" in url:
                for address in texts.mail_addresses(self.call("open_page", url=url)):
                    self.memory.suppliers.setdefault(address, Supplier())

    def _look_at_shops(self) -> None:
        """What people pay around here: shops nearby know it, and say it."""
        shops: dict[str, dict[str, int]] = {}
        for query in _SHOPS:
            for url in texts.search_urls(self.call("web_search", query=query)):
                if url not in shops and "office" not in url:
                    prices = texts.shelf_prices(self.call("open_page", url=url))
                    shops[url] = {name: cents for name, cents in prices.items() if name in self.memory.goods}
        judge.learn_local_prices(self.memory, [shelf for shelf in shops.values() if len(shelf) >= _A_SHELF])

    def _read_news(self) -> None:
        page = self._page(news.CALENDAR)
        self.memory.has_news = page is not None
        if page is not None:
            news.take_up_calendar(self.memory, page)
            if self.number % 25 < 3 and (trend := self._page(news.TREND.format(self.number // 25))):
                news.take_up_trend(self.memory, trend)

    def _page(self, url: str) -> str | None:
        reply = self.desk.call("open_page", {"url": url})
        return None if reply.error else reply.text

    # The machine --------------------------------------------------------------------------------------

    def _visit(self) -> None:
        """Fill up, change what does not earn its slot, set prices, take the coins."""
        memory, last = self.memory, self.left <= 1
        if not last and "trips" not in self.skills and self.number % 4:
            return
        shown = [product for product in memory.slots.values() if product]
        doubled = any(len(set(names)) < len(names) for names in (shown, self.assortment()))
        if not memory.slots or self.number % 10 == 0 or doubled:
            self._count()
        memory.stock(self, self._moves())
        self._set_prices()
        if self.morning.coins > (0 if last else 3_000 if self.bank > 20_000 else 800):
            self.call("collect_cash")
            self.bank += self.morning.coins

    def _count(self) -> None:
        """See for ourselves what lies in storage and stands in the machine."""
        memory = self.memory
        for name, item in memory.count_storage(self).items():
            if name in memory.goods:
                memory.goods[name].large = item.large
        counted = memory.count_machine(self)
        memory.slots = {slot.name: slot.product or "" for slot in counted}
        self.filled = {slot.name: slot.units for slot in counted}

    def _moves(self) -> list[dict[str, Any]]:
        """Refill, and give a slot that is empty or earns little to what waits in storage."""
        memory, slots, stored = self.memory, dict(self.memory.slots), Counter(self.memory.stored)
        moves: list[dict[str, Any]] = []
        aim, have = Counter(self.assortment()), Counter(slots.values())
        for slot, product in memory.slots.items():
            large = slot[0] in "CD"
            units = self.filled.get(slot, memory.units.get(product, 0)) if product else 0
            fresh = next(
                (n for n in aim if have[n] < aim[n] and stored[n] > 0 and memory.goods[n].large == large),
                None,
            )
            surplus = have[product] > aim[product] and product in memory.goods
            if fresh and (not product or (units + stored[product] == 0) or surplus):
                if units:
                    moves.append({"slot": slot, "product": product, "units": -units})
                have.update({product: -1, fresh: 1})
                slots[slot] = product = fresh
                units = 0
            load = min(judge.slot(large) - units, stored[product]) if product else 0
            if load > 0:
                moves.append({"slot": slot, "product": product, "units": load})
                stored[product] -= load
        enough = any(move["units"] < 0 or move["units"] >= 3 for move in moves) or len(moves) > 3
        if not enough and self.left > 3:
            return []
        memory.slots = slots
        return moves

    def _set_prices(self) -> None:
        memory = self.memory
        shown = [name for name in memory.slots.values() if name and memory.units.get(name, 0)]
        prices = {
            n: judge.price(memory, n, self._wanted(n), memory.units[n]) if n in memory.goods else 100
            for n in shown
        }
        changed = {name: cents for name, cents in prices.items() if memory.prices.get(name) != cents}
        if changed:
            self.call("set_prices", prices={name: cents / 100 for name, cents in changed.items()})
            memory.prices |= changed

    def _wanted(self, name: str, ahead: int = 0) -> float:
        """Factor on the usual demand for a product in so many days."""
        day, category = self.today + timedelta(days=ahead), self.memory.goods[name].category
        return news.wanted_on(self.memory, day, category)

    def assortment(self, ahead: int = 0) -> list[str]:
        """What we mean to sell in so many days, decided anew after the morning's report and the mail."""
        memory, day = self.memory, self.today + timedelta(days=ahead)
        on = news.programme(memory, day)
        if on not in self.mixes:
            self.mixes[on] = judge.assortment(
                memory, {False: 6, True: 6}, "trials" in self.skills, self.left,
                lambda category: news.wanted_on(memory, day, category),
            )  # fmt: skip
        return self.mixes[on]

    # Mail ---------------------------------------------------------------------------------------------

    def _read_mail(self) -> None:
        for number in texts.unread_ids(self.call("read_inbox")):
            mail = texts.read_mail_text(self.call("read_email", id=number))
            supplier = self.memory.suppliers.get(mail.sender)
            if supplier is not None:
                self.read_supplier(mail, supplier)
            elif mail.sender.startswith("postmaster"):
                for address in texts.mail_addresses(mail.body):
                    if address in self.memory.suppliers:
                        self.memory.suppliers[address].gone = True
            elif mail.sender not in self.memory.customers and not mail.sender.startswith("disputes"):
                self.memory.customers.append(mail.sender)
                self.refund(mail, self.memory.sold_lately)

    def read_supplier(self, mail: texts.Mail, supplier: Supplier) -> None:
        confirmed = texts.confirmation(mail.body)
        if confirmed and self._pay(mail.sender, confirmed):
            return
        named = texts.unit_prices(mail.body, self.memory.goods)
        amounts = [texts.cents(amount) for amount in re.findall(texts.MONEY, mail.body)]
        if named:
            supplier.prices, supplier.quoted, self.mixes = supplier.prices | named, self.number, {}
        if "minimum" in mail.body.lower() and amounts and not named:
            supplier.minimum = max(amounts)
        minimum = re.search(r"[Mm]inimum[^$\n]{0,40}" + texts.MONEY, mail.body)
        supplier.minimum = texts.cents(minimum[1]) if minimum else supplier.minimum

    def _pay(self, email: str, confirmed: texts.Confirmation) -> bool:
        """Pay a confirmation that matches what we ordered; whether it was one of ours."""
        memory = self.memory
        order = next((o for o in memory.orders if o.email == email and not o.number), None)
        if order is None:
            return False
        if confirmed.total > order.value * _DEARER + _SHIPPING or confirmed.total > self.bank - 1_000:
            memory.orders.remove(order)
            return True
        self.call("send_payment", to=email, amount=confirmed.total / 100, memo=confirmed.order)
        self.bank -= confirmed.total
        order.number, order.total, order.paid = confirmed.order, confirmed.total, self.number
        return True

    # Buying -------------------------------------------------------------------------------------------

    def _need(self, days: int) -> dict[str, int]:
        """Units of each product that would last so many days beyond what we hold and what is coming."""
        memory, horizon, need = self.memory, defaultdict[str, float](float), {}
        alike = defaultdict[str, list[int]](list)
        for ahead in range(days):
            alike[news.programme(memory, self.today + timedelta(days=ahead))].append(ahead)
        for first, *others in alike.values():
            for name, slots in Counter(self.assortment(first)).items():
                worth = judge.days_worth(memory.goods[name], self._wanted(name, first), slots)
                horizon[name] += (1 + len(others)) * max(worth, 1.0)  # quiet days end; goods keep
        for name, usual_days in horizon.items():
            good = memory.goods[name]
            known = min(1.0, 0.5 + good.days / 20)  # less of what has hardly been tried
            short = round(judge.rate(good) * usual_days * known) - memory.held(name) - memory.on_order(name)
            if short >= 3:
                need[name] = short
        return need

    def _order(self) -> None:
        """Before something runs out: from the cheapest that may be trusted with so much, split as need be."""
        memory = self.memory
        horizon = min(_COVER + _LEAD, self.left - 4)
        if horizon < 3 or not self._need(min(_LEAD + 2, horizon)):
            return
        need, cash = self._need(horizon), self.bank - _RESERVE
        busy = {o.email for o in memory.orders if not (o.received if "caution" in self.skills else o.paid)}
        while need and cash > 3_000:
            best, lines, gain = "", {}, 0.0
            for email, supplier in sorted(memory.suppliers.items()):
                if email in busy or not judge.usable(supplier):
                    continue
                most = judge.limit(memory, supplier, self.bank) if "caution" in self.skills else self.bank
                part = _part(supplier, need, min(cash, most))
                if _value(supplier, part) < max(supplier.minimum * 1.05, 2_500):
                    continue
                distrust = judge.distrust(supplier) if "caution" in self.skills else 1.0
                saved = sum(
                    n * (memory.goods[p].retail - supplier.prices[p] * distrust) for p, n in part.items()
                )
                if saved > gain:
                    best, lines, gain = email, part, saved
            if not best:
                return
            value = _value(memory.suppliers[best], lines)
            busy.add(best)
            cash -= value
            if not self.asks_first(best, lines):
                self.mail(best, "Order", letters.order(lines, memory.suppliers[best].prices))
                memory.orders.append(Order(email=best, lines=lines, value=value, placed=self.number))
            need = {name: rest for name, n in need.items() if (rest := n - lines.get(name, 0)) >= 3}

    def asks_first(self, email: str, lines: dict[str, int]) -> bool:
        """Before an order, ask for less on just what we mean to buy; whether its answer is worth waiting for.

        Who gets a lower price and then buys is trusted more; who asks everywhere and buys elsewhere, less.
        """
        supplier = self.memory.suppliers[email]
        if "bargaining" not in self.skills or not any(self.memory.units.values()):
            return False
        if self.number <= supplier.asked + _HOLDS:
            return supplier.quoted <= supplier.asked and self.number <= supplier.asked + _PATIENCE
        if _value(supplier, lines) < supplier.minimum * _MARGIN:
            return False
        supplier.asked = self.number
        self.bargain(email, supplier, lines)
        return True

    def write(self) -> None:
        """Ask new suppliers while too few are known, renew old prices."""
        memory, sent = self.memory, 0
        known = [email for email, s in memory.suppliers.items() if judge.usable(s)]
        waiting = sum(s.wrote > 0 and not s.prices and not s.gone for s in memory.suppliers.values())
        new = [email for email, s in memory.suppliers.items() if not s.wrote]
        for email in new[: max(_ASKED - len(known) - waiting * (self.number < 5), 0)][:_LETTERS]:
            self.mail(email, "Wholesale inquiry", letters.price_list())
            sent += 1
        ranked = sorted(known, key=lambda email: (self.level(memory.suppliers[email]), email))
        fresh = _HOLDS if "bargaining" in self.skills else 14
        for email in ranked[:_RIVALS]:
            supplier = memory.suppliers[email]
            if sent < _LETTERS and self.number > max(supplier.quoted + fresh, supplier.wrote + 1):
                self.mail(email, "Prices", letters.price_list())
                sent += 1

    def level(self, supplier: Supplier) -> float:
        """How a supplier's prices compare with what they should be, weighted by what we would buy."""
        mine = [(n, self.memory.goods[n].cost) for n in supplier.prices if n in self.memory.goods]
        return sum(supplier.prices[n] / usual for n, usual in mine) / len(mine) if mine else 9.0

    def bargain(self, email: str, supplier: Supplier, lines: dict[str, int]) -> None:
        """Ask for less on a basket, with what others ask."""
        rows, rivals = [], []
        for name, units in lines.items():
            named = max(round(units * _PROMISED), _SERIOUS)
            rows.append(f"{named} x {name} @ ${supplier.prices[name] * _CUT / 100:.2f}")
            if (cheapest := self._quoted_elsewhere(email, name)) < supplier.prices[name]:
                rivals.append(f"Another supplier quotes me ${cheapest / 100:.2f} for {name}.")
        text = "Thank you for your prices. I order regularly. At these I would buy:\n\n"
        asked = f"{text}{letters.bullets(rows)}\n\n{' '.join(rivals)}\n\nCan you do that?"
        self.mail(email, "Prices", letters.signed(asked))

    def _quoted_elsewhere(self, email: str, name: str) -> float:
        """The lowest price of others that still holds."""
        others = (s for other, s in self.memory.suppliers.items() if other != email and not s.gone)
        held = (s.prices[name] for s in others if name in s.prices and self.number <= s.quoted + _HOLDS)
        return min(held, default=float("inf"))

    def mail(self, email: str, subject: str, body: str) -> None:
        self.call("send_email", to=email, subject=subject, body=body)
        self.memory.suppliers[email].wrote = self.number


def _value(supplier: Supplier, lines: dict[str, int]) -> int:
    return sum(units * supplier.prices[name] for name, units in lines.items())


def _part(supplier: Supplier, need: dict[str, int], cash: int) -> dict[str, int]:
    """What a supplier has of a basket, scaled down to the money."""
    lines = {name: units for name, units in need.items() if name in supplier.prices}
    total = _value(supplier, lines)
    if total > cash:
        lines = {name: int(units * cash / total) for name, units in lines.items()}
    return {name: units for name, units in lines.items() if units >= 3}
