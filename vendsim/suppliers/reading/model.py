"""What a mail to a supplier is read as."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

Intent = Literal[
    "ask_quote",
    "ask_terms",
    "counter",
    "order",
    "amend",
    "accept",
    "payment_notice",
    "status",
    "complaint",
    "cancel",
    "other",
]


Change = Literal["set", "add", "remove"]
Reference = Literal["last_quote", "last_order", "other", "all"]
Problem = Literal["late", "short", "wrong", "damaged", "overcharged"]
Remedy = Literal["refund", "replacement", "explanation"]


class MailLine(BaseModel):
    """One product that the mail is about."""

    model_config = ConfigDict(frozen=True)

    product: str | None  # catalogue id
    units: int | None = None  # single units, never cases; None: not said, or not understood
    unit_price: Decimal | None = None  # dollars that the sender offers or repeats; None: not said
    change: Change = "set"
    """How an ``amend`` changes an order: to ``units``, by ``units`` more ("another 24"), or by leaving
    ``units`` of the product out (None: all of it). Always "set" in other mails."""


class MailReading(BaseModel):
    """What was understood of one mail. Empty fields mean "not said".

    A mail is read alone. What only the conversation can resolve ("make it 96", "the other one too", "I'll
    take it") is not guessed at but handed on: ``bare_units``, ``bare_cases``, ``bare_price``, ``refers_to``.
    """

    model_config = ConfigDict(frozen=True)

    intent: Intent
    lines: tuple[MailLine, ...] = ()
    address: bool = False  # the delivery address was given
    amount: Decimal | None = None  # dollars that the sender says were paid
    order_id: str | None = None  # as written, without "#"
    asks_about: tuple[str, ...] = ()  # topics, in the order of ``intents.TOPICS``
    unknown: tuple[str, ...] = ()  # phrases meant as products that the catalogue does not have
    unclear: tuple[str, ...] = ()  # what a careful reader would have to ask about
    repeat_last: bool = False  # "repeat my last order"
    same_address: bool = False  # "same address as before"
    rival_quote: bool = False  # a price of another supplier is claimed
    total_budget: Decimal | None = None  # dollars

    bare_units: int | None = None
    """A quantity in units that no product was named with: "make it 96", "I'll take 48 of each"."""
    bare_cases: int | None = None  # the same in cases: "make it 4 cases"
    bare_price: Decimal | None = None  # dollars a unit, with no product named: "could you do $0.60?"
    refers_to: tuple[Reference, ...] = ()
    """What is pointed at and not named: the supplier's last quote or offer ("I'll take it", "as quoted"),
    the buyer's last order ("same as last time"), the other products of the thread ("and the other one too"),
    or all of them ("all of it", "both", "of each")."""

    problems: tuple[Problem, ...] = ()
    """What a ``complaint`` or ``status`` mail says is wrong; stale and expired goods are "damaged"."""
    wants: tuple[Remedy, ...] = ()  # what a ``complaint``, ``status`` or ``cancel`` mail asks for
    missing_units: int | None = None  # units that a complaint says did not come, over all products
    mentions: tuple[str, ...] = ()
    """Catalogue ids of all products named, also where ``lines`` is empty: which order a complaint is "
    "about."""
