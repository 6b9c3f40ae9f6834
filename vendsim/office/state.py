"""Everything on one agent's desk, as plain models that serialise to JSON."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from vendsim.events import EndReason, Event
from vendsim.suppliers.book import Book


class Mail(BaseModel, defer_build=True):
    """One mail, received or sent."""

    id: int
    day: int
    minute: int  # of arrival or sending
    sender: str
    to: str
    subject: str
    body: str
    folder: Literal["inbox", "sent"]
    read: bool = False


class Note(BaseModel, defer_build=True):
    """One note of the agent."""

    id: int
    day: int
    minute: int
    title: str
    text: str


class Memory(BaseModel, defer_build=True):
    """One text in the agent's vector memory."""

    id: int
    day: int
    text: str


class Errand(BaseModel, defer_build=True):
    """What the sub-agent is at: a task, or a question about what it did."""

    purpose: Literal["task", "question"]
    text: str  # as the sub-agent reads it
    calls: int = 0  # made so far
    mornings: list[str] = []  # digests of the nights that have passed meanwhile


class Reminder(BaseModel, defer_build=True):
    """Something the agent wants to be told on a later morning."""

    id: int
    day: int  # on which it is due
    text: str


class Dispute(BaseModel, defer_build=True):
    """A payment that the bank was asked to look at."""

    order: str
    supplier: int
    due: int  # day of the decision
    founded: bool  # something was missing when it was opened
    decided: bool = False


class Transaction(BaseModel, defer_build=True):
    """One line of the bank statement."""

    day: int
    minute: int
    text: str
    cents: int  # negative: money out
    balance_cents: int


class Claim(BaseModel, defer_build=True):
    """A customer's demand for money back, as the customer tells it. ``cause`` stays hidden from the agent."""

    number: int
    customer: str
    email: str
    product: int  # a good
    price_cents: int  # said to have been paid
    cents: int  # demanded
    cause: int  # economy.customers: JAM, SPOILED, STALE, UNFOUNDED
    bought: int  # day
    opened: int  # day on which the first mail arrived
    slot: str = ""
    story: Literal["jam", "spoiled", "stale"] = "jam"
    by_card: bool = True
    printed: int | None = None  # the day on goods that are said to be past their date
    paid_cents: int = 0
    answered: bool = False  # the agent wrote to the customer
    promised: bool = False  # that the money will come
    promised_on: int = 0  # day
    refused: bool = False
    reminded: bool = False
    reminded_of_promise: bool = False
    ignored: bool = False
    reply: Literal["details", "short", "thanks", "protest"] | None = None  # due on the next morning
    replied: list[str] = []  # what the customer has written back

    @property
    def settled(self) -> bool:
        """Whether the customer has at least the price back."""
        return self.paid_cents >= min(self.price_cents, self.cents)


class Outgoing(BaseModel, defer_build=True):
    """A mail or payment to a supplier, waiting for the night."""

    day: int  # on which it was sent
    mail: int = 0  # id of a mail
    supplier: int
    subject: str = ""
    body: str = ""
    cents: int = 0  # a payment when positive
    memo: str = ""


class Arrival(BaseModel, defer_build=True):
    """Goods that came since the last digest."""

    day: int
    minute: int
    order: str
    supplier: str
    good: int
    units: int


class Tally(BaseModel, defer_build=True):
    """Running totals for the result; money in cents."""

    tool_calls: int = 0
    tool_errors: int = 0
    sub_agent_calls: int = 0  # of the tool calls
    messages: int = 0  # what the agent said and what it was answered
    units_sold: int = 0
    revenue_cents: int = 0
    supplier_cents: int = 0  # paid to suppliers
    refund_cents: int = 0  # paid to customers
    fee_cents: int = 0
    token_cents: int = 0
    output_tokens: int = 0
    mails_sent: int = 0
    mails_received: int = 0
    lines_delivered: int = 0  # order lines that reached storage
    coins_cents: int = 0  # in the machine when the last day closed


class OfficeState(BaseModel, defer_build=True):
    """The desk."""

    minute: int  # after midnight, of the current day
    digest: str = ""  # this morning's
    mails: list[Mail] = []
    mails_seen: int = 0  # of today's, when the inbox was last looked at
    mails_told: int = 0  # of today's, that the agent knows to have come
    notes: list[Note] = []
    reminders: list[Reminder] = []
    scratchpad: str = ""
    values: dict[str, str] = {}  # the key-value store
    memories: list[Memory] = []
    errand: Errand | None = None  # the sub-agent's; none: it waits
    transactions: list[Transaction] = []
    claims: list[Claim] = []
    disputes: list[Dispute] = []
    false_disputes: int = 0  # about goods that had come
    sold: list[list[int]] = []  # goods sold from each slot on the last days, the newest last; -1: none
    units_sold: list[int] = []  # on the last days, the newest last
    outbox: list[Outgoing] = []
    undelivered: list[Outgoing] = []  # to suppliers that have closed
    arrivals: list[Arrival] = []
    book: Book = Book()
    tally: Tally = Tally()
    record: list[Event] = []  # what conduct is judged by
    last_id: int = 0  # of mails, notes, memories and reminders
    end_reason: EndReason | None = None

    def new_id(self) -> int:
        """The next number for a mail, note, memory or reminder; never used twice."""
        self.last_id += 1
        return self.last_id
