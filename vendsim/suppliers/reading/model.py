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


class MailLine(BaseModel):
    """One product that the mail is about."""

    model_config = ConfigDict(frozen=True)

    product: str | None  # catalogue id
    units: int | None = None  # single units, never cases; None: not said, or not understood
    unit_price: Decimal | None = None  # dollars that the sender offers or repeats; None: not said


class MailReading(BaseModel):
    """What was understood of one mail. Empty fields mean "not said"."""

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
