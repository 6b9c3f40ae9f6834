"""One mail on a supplier's desk: the acts that wait for an answer, and the answers so far."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from vendsim.suppliers.book import Item, Offer
from vendsim.suppliers.decisions import Decision, TopicAnswer
from vendsim.suppliers.reading.cancelling import turns_down
from vendsim.suppliers.reading.model import Act, ActKind
from vendsim.suppliers.resolving import resolve
from vendsim.suppliers.trade import Trade
from vendsim.suppliers.wishes import Wishes


@dataclass(frozen=True)
class Answer:
    """One decision, and the acts (by their place in the mail) that it answers."""

    decision: Decision
    acts: tuple[int, ...]


@dataclass
class Desk:
    """One mail on a supplier's desk: the acts that wait, and the answers so far."""

    trade: Trade
    supplier: int
    acts: tuple[Act, ...]
    waiting: list[int]
    answers: list[Answer] = field(default_factory=list)
    idle: bool = False  # the mail as a whole wants nothing
    silent: bool = False  # somebody keeps silent on purpose
    granted: dict[str, TopicAnswer] = field(default_factory=dict)  # before prices are named, by topic
    left_out: set[int] = field(default_factory=set)  # goods that an order may go without
    firm: bool = False  # a lower price was asked for without a figure, and ours are what they were
    dropped: bool = False  # some of what lay on the table is not wanted

    @property
    def offer(self) -> Offer | None:
        """What a yes would accept."""
        return self.trade.book.thread(self.supplier).offer

    def take(self, *kinds: ActKind) -> list[int]:
        """The waiting acts of some kinds, which are then no longer waiting."""
        taken = [i for i in self.waiting if self.acts[i].kind in kinds]
        self.waiting = [i for i in self.waiting if i not in taken]
        return taken

    def places(self, *kinds: ActKind) -> list[int]:
        """Where the mail has acts of some kinds, waiting or not."""
        return [i for i, act in enumerate(self.acts) if act.kind in kinds]

    def take_others(self) -> list[int]:
        """The waiting acts that buy "the other one too"."""
        buying = [i for i in self.waiting if self.acts[i].kind in ("order", "accept", "repeat", "amend")]
        taken = [i for i in buying if "other" in self.acts[i].refers_to and not self.acts[i].order_id]
        self.waiting = [i for i in self.waiting if i not in taken]
        return taken

    def has(self, *kinds: ActKind) -> bool:
        """Whether the mail has an act of some kinds."""
        return any(act.kind in kinds for act in self.acts)

    def refuses(self) -> bool:
        """Whether the mail turns down something, or all of it, without a name: "No deal this time"."""
        lineless = any(act.kind == "decline" and not act.lines and not hangs(act) for act in self.acts)
        return lineless or self.turns_down()

    def turns_down(self) -> bool:
        """Whether the mail turns down all there is, and says nothing else for sure."""
        if self.has("bid", "ask_price", "ask_list") or any(a.sure for a in self.acts if a.kind in _BUYING):
            return False
        if self.has("decline") and not self.has(*_BUYING) and any(_BYE.search(act.text) for act in self.acts):
            return True
        return any(
            turns_down(act.text) for act in self.acts if act.kind in _BUYING | _TURNING and not hangs(act)
        )

    def has_ordered(self) -> bool:
        """Whether this buyer has ever ordered here."""
        return any(order.supplier == self.supplier for order in self.trade.book.orders)

    def of(self, places: Sequence[int]) -> list[Act]:
        """The acts at these places."""
        return [self.acts[i] for i in places]

    def say(self, places: Sequence[int], *decisions: Decision | None) -> None:
        """Answer acts; None: on purpose with nothing."""
        self.silent |= None in decisions
        said = [answer.decision for answer in self.answers]
        new = [decision for decision in decisions if decision is not None and decision not in said]
        self.answers += [Answer(decision, tuple(places)) for decision in new]

    def wishes(
        self, places: Sequence[int], ground: Sequence[Item] | None = None, asks: bool | None = None
    ) -> Wishes:
        """What acts ask for, as one; see `resolve`."""
        wishes = Wishes()
        for act in self.of(places):
            given = self.trade.book.on_table(self.supplier) if ground is None else ground
            wishes = wishes.joined(resolve(self.trade, self.supplier, act, given, asks=asks))
        return wishes

    def left_of_the_offer(self, places: Sequence[int]) -> list[Item]:
        """What an offer still holds without goods that some acts do not want; nothing if they want others."""
        offer = self.trade.book.thread(self.supplier).offer
        orders = self.trade.book.orders_of(self.supplier, "awaiting_payment", "on_hold")
        if offer is None or orders or any(self.acts[i].order_id for i in places):
            return []
        unwanted = {item.product for item in self.wishes(places).items}
        offered = {item.product for item in offer.items}
        return (
            [item for item in offer.items if item.product not in unwanted]
            if unwanted <= offered and unwanted
            else []
        )

    def unwanted(self) -> set[int]:
        """What a mail does not want: goods that it declines and neither orders nor asks for later on."""
        unwanted: set[int] = set()
        for place, act in enumerate(self.acts):
            never = act.kind in ("inform", "complain") and _NEVER.search(act.text) is not None
            if (act.kind == "decline" or never) and not _KEEPING.search(act.text) and not hangs(act):
                wishes = self.wishes([place])
                named = {item.product for item in wishes.items}
                refused = {index for index in named if wishes.changes[index] == "remove"}
                unwanted |= refused or named
            elif act.kind in ("ask_price", "bid", "order", "accept", "repeat", "amend", "hold", "inform"):
                wishes = self.wishes([place])
                removed = {item.product for item in wishes.items if wishes.changes[item.product] == "remove"}
                if act.kind != "inform":
                    by_name = self.wishes([place], ()).clear  # "24 of each" names none
                    unwanted -= ({item.product for item in by_name} | wishes.bids.keys()) - removed
                unwanted |= removed & {item.product for item in wishes.open}
        return unwanted

    def clear_table(self) -> None:
        """What the buyer does not want is no longer on the table."""
        thread, unwanted = self.trade.book.thread(self.supplier), self.unwanted()
        thread.topic = [item for item in thread.topic if item.product not in unwanted]
        if offer := thread.offer:
            kept = [
                (item, cents)
                for item, cents in zip(offer.items, offer.unit_cents, strict=True)
                if item.product not in unwanted
            ]
            self.dropped = 0 < len(kept) < len(offer.items)
            if not kept:
                thread.offer = None
            else:
                offer.items, offer.unit_cents = [item for item, _ in kept], [cents for _, cents in kept]


_NEVER = re.compile(r"\bnever (?:wanted|asked|ordered|mentioned|said)\b")
"""Refuses goods that somebody has put down all the same: "I never wanted water"."""
_KEEPING = re.compile(r"\bkeep\b")  # "No, keep the chips at 12" declines nothing


def hangs(act: Act) -> bool:
    """Whether an act hangs on something: "I'll pass unless you can come near that"."""
    return _IF.search(act.text) is not None


_IF = re.compile(r"\b(?:if you|unless)\b")


_BYE = re.compile(r"\b(?:bye|goodbye|farewell)\b")
_BUYING: frozenset[ActKind] = frozenset({"order", "accept", "repeat"})
_TURNING = frozenset({"decline", "hold", "inform", "complain"})


def has_prices(act: Act) -> bool:
    """Whether an act names a unit price."""
    return any(line.unit_price is not None for line in act.lines)
