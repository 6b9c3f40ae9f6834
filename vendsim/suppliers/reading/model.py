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


ActKind = Literal[
    "greet",
    "inform",
    "ask_price",
    "ask_list",
    "ask",
    "bid",
    "order",
    "accept",
    "repeat",
    "amend",
    "cancel",
    "paid",
    "status",
    "complain",
    "remedy",
    "decline",
    "hold",
    "condition",
    "address",
]
"""What the words of a mail do. ``ask`` asks about ``topics``; ``hold`` keeps a mail from being an order
("don't book yet", "if I were to take"); a ``condition`` is what an order or a yes hangs on."""

Whose = Literal["mine", "yours", "rival", "other"]
"""Whose price a number is: offered by the sender, named by this supplier, by another one, or none of these
(a retail price, an old one)."""


class ActLine(BaseModel):
    """One product of an act, with the numbers that belong to it."""

    model_config = ConfigDict(frozen=True)

    product: str | None = None
    """Catalogue id. None: ``phrase`` names it (a short name for the thread to resolve), or, without a
    phrase, whatever lies on the table is meant ("24 of each", "make it 96")."""
    phrase: str | None = None
    units: int | None = None  # single units; cases of a known product are counted out
    also: tuple[int, ...] = ()  # other quantities of which the price is asked: "at 48, and at 96"
    cases: int | None = None  # where the product, and so its case, is not known
    unit_price: Decimal | None = None  # dollars a unit
    case_price: Decimal | None = None  # dollars a case, where the product is not known
    whose: Whose = "mine"  # whose ``unit_price`` is
    change: Change = "set"  # "add": ``units`` more; "remove": without it, or ``units`` fewer
    missing: int | None = None  # units that a complaint says did not come
    unclear: tuple[Literal["quantity", "price"], ...] = ()  # said, but not so that one could act on it


class Act(BaseModel):
    """One thing that a mail does, in the order of the mail."""

    model_config = ConfigDict(frozen=True)

    kind: ActKind
    text: str  # the words, as written
    lines: tuple[ActLine, ...] = ()
    about: tuple[str, ...] = ()  # goods of its words, else of the sentence before; none: all of the mail
    topics: tuple[str, ...] = ()  # what it asks about, whatever else it does: see ``topics.topics``
    other_questions: tuple[str, ...] = ()  # the words of those about none of the topics
    refers_to: tuple[Reference, ...] = ()
    order_id: str | None = None  # as written, without "#": the order that this act is about
    amount: Decimal | None = None  # ``paid``: dollars; ``remedy``: dollars wanted back
    total: Decimal | None = None  # dollars offered for everything together
    percent: Decimal | None = None  # ``bid``: per cent off
    problems: tuple[Problem, ...] = ()
    wants: tuple[Remedy, ...] = ()
    same_address: bool = False  # ``address``: the one used before
    sure: bool = True
    """False: probably, but not clearly, this. An unsure order or acceptance is asked back about ("Shall I
    book: ..."), never booked."""


class MailReading(BaseModel):
    """What was understood of one mail. Empty fields mean "not said".

    A mail is read alone. What only the conversation can resolve ("make it 96", "the other one too", "I'll
    take it") is not guessed at but handed on: ``bare_units``, ``bare_cases``, ``bare_price``, ``refers_to``.
    """

    model_config = ConfigDict(frozen=True)

    intent: Intent  # of the most consequential act
    acts: tuple[Act, ...] = ()  # all that the mail does, in order
    lines: tuple[MailLine, ...] = ()
    address: bool = False  # the delivery address was given
    amount: Decimal | None = None  # dollars that the sender says were paid
    order_id: str | None = None  # as written, without "#"
    asks_about: tuple[str, ...] = ()  # topics, in the order of ``topics.topics()``
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
