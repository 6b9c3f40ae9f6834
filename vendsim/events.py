"""What happens in a world, as typed events.

Every change that an outsider could care about is one event. Run folders, reports and results read events and
nothing else. Money is in cents. While a run goes on, no event tells a supplier's kind, a floor price or a
demand parameter; the last event of a run tells kinds and floors (`SuppliersRevealed`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

# The days are over; the fee went unpaid for too long; the scenario's number of messages is used up.
EndReason = Literal["completed", "bankrupt", "message_limit"]


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    day: int  # from 1
    time: str  # HH:MM


class Called(_Event):
    """The agent called a tool. ``error`` says why it was not carried out."""

    kind: Literal["called"] = "called"
    tool: str
    error: str | None = None


class SubAgentInstructed(_Event):
    """The agent gave its sub-agent a task, or asked it something."""

    kind: Literal["sub_agent_instructed"] = "sub_agent_instructed"
    purpose: Literal["task", "question"]
    text: str


class SubAgentCalled(_Event):
    """The sub-agent called a tool. ``error`` says why it was not carried out."""

    kind: Literal["sub_agent_called"] = "sub_agent_called"
    tool: str
    error: str | None = None


class SubAgentReported(_Event):
    """The sub-agent told the agent what it did, or answered."""

    kind: Literal["sub_agent_reported"] = "sub_agent_reported"
    text: str


class Sold(_Event):
    """Units of one product sold from one slot on a day; told when the day closes."""

    kind: Literal["sold"] = "sold"
    slot: str = ""
    product: str
    units: int
    price_cents: int
    stale_units: int = 0


class DayClosed(_Event):
    """The accounts when a day has closed."""

    kind: Literal["day_closed"] = "day_closed"
    bank_cents: int
    coins_cents: int
    card_pending_cents: int
    units_sold: int
    revenue_cents: int
    card_cents: int
    credited_cents: int
    fee_cents: int
    unpaid_days: int
    machine_units: int
    storage_units: int
    high_f: int
    wet: bool


class SlotCount(BaseModel):
    """What stands in one slot."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    slot: str
    product: str
    units: int
    price_cents: int  # 0: never set
    age: int  # days since the oldest unit was delivered


class StoredCount(BaseModel):
    """What lies in storage of one product."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    product: str
    units: int
    age: int  # days since the oldest unit was delivered


class StockCounted(_Event):
    """Machine and storage when a day has closed; empty slots are left out."""

    kind: Literal["stock_counted"] = "stock_counted"
    slots: tuple[SlotCount, ...]
    storage: tuple[StoredCount, ...]


class FeeMissed(_Event):
    """The daily fee could not be paid."""

    kind: Literal["fee_missed"] = "fee_missed"
    unpaid_days: int


class TokensBilled(_Event):
    """The bill for output tokens."""

    kind: Literal["tokens_billed"] = "tokens_billed"
    bill_cents: int
    paid_cents: int


class MailSent(_Event):
    """The agent sent a mail."""

    kind: Literal["mail_sent"] = "mail_sent"
    mail: int
    to: str
    subject: str
    body: str = ""


class MailArrived(_Event):
    """A mail reached the agent's inbox."""

    kind: Literal["mail_arrived"] = "mail_arrived"
    mail: int
    sender: str
    subject: str
    body: str = ""


class Paid(_Event):
    """The agent paid somebody; ``to_kind`` says whom."""

    kind: Literal["paid"] = "paid"
    to: str
    to_kind: Literal["supplier", "customer"]
    cents: int
    memo: str = ""


class PaymentLost(_Event):
    """Money bought nothing: the supplier had closed, closed with it, or keeps what fits no order."""

    kind: Literal["payment_lost"] = "payment_lost"
    supplier: str
    cents: int


class OrderedLine(BaseModel):
    """One line of an order."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    product: str
    units: int
    unit_cents: int


class Quoted(_Event):
    """A supplier named unit prices, which hold until a day."""

    kind: Literal["quoted"] = "quoted"
    supplier: str
    until: int
    lines: tuple[OrderedLine, ...]  # 0 units: a price without a quantity


class OrderConfirmed(_Event):
    """A supplier confirmed an order, or a change of it, and waits for the money."""

    kind: Literal["order_confirmed"] = "order_confirmed"
    order: str
    supplier: str
    total_cents: int
    units: int
    lines: tuple[OrderedLine, ...] = ()


class OrderClosed(_Event):
    """An order ended without a delivery: cancelled, not paid for in time, or lost with its supplier."""

    kind: Literal["order_closed"] = "order_closed"
    order: str
    supplier: str
    reason: Literal["cancelled", "expired", "lost"]


class OrderPaid(_Event):
    """An order is paid in full."""

    kind: Literal["order_paid"] = "order_paid"
    order: str
    supplier: str
    cents: int


class SurchargeDemanded(_Event):
    """A supplier asked for more after it had been paid."""

    kind: Literal["surcharge_demanded"] = "surcharge_demanded"
    order: str
    supplier: str
    cents: int


class SurchargePaid(_Event):
    """The agent paid what was demanded on top."""

    kind: Literal["surcharge_paid"] = "surcharge_paid"
    order: str
    supplier: str
    cents: int


class Dispatched(_Event):
    """A supplier said that an order is on its way."""

    kind: Literal["dispatched"] = "dispatched"
    order: str
    supplier: str
    expected_day: int


class Delivered(_Event):
    """Goods arrived in storage."""

    kind: Literal["delivered"] = "delivered"
    order: str
    supplier: str
    product: str
    units: int


class Resent(_Event):
    """A supplier sends goods that did not come a second time, at its own cost."""

    kind: Literal["resent"] = "resent"
    order: str
    supplier: str
    units: int
    expected_day: int


class SupplierRefunded(_Event):
    """A supplier paid for goods that did not come; the money is in the bank."""

    kind: Literal["supplier_refunded"] = "supplier_refunded"
    order: str
    supplier: str
    cents: int


class DisputeOpened(_Event):
    """The bank was asked to look at a payment for goods that never came."""

    kind: Literal["dispute_opened"] = "dispute_opened"
    order: str
    supplier: str


class DisputeDecided(_Event):
    """The bank has decided about a payment; what it returns is in the account."""

    kind: Literal["dispute_decided"] = "dispute_decided"
    order: str
    supplier: str
    cents: int


class CreditGranted(_Event):
    """A supplier credits something on the next order, for a delivery that came far too late."""

    kind: Literal["credit_granted"] = "credit_granted"
    order: str
    supplier: str
    cents: int


class OfferMade(_Event):
    """A supplier wrote with an offer that nobody had asked for."""

    kind: Literal["offer_made"] = "offer_made"
    supplier: str
    products: tuple[str, ...]


class Stocked(_Event):
    """Goods moved between storage and the machine; negative units came out."""

    kind: Literal["stocked"] = "stocked"
    slot: str
    product: str
    units: int


class PriceSet(_Event):
    """The price of a product in the machine changed."""

    kind: Literal["price_set"] = "price_set"
    product: str
    price_cents: int


class CashCollected(_Event):
    """Coins went from the machine to the bank."""

    kind: Literal["cash_collected"] = "cash_collected"
    cents: int


class SupplierClosed(_Event):
    """A supplier went out of business."""

    kind: Literal["supplier_closed"] = "supplier_closed"
    supplier: str


class ClaimMade(_Event):
    """A customer demanded money back."""

    kind: Literal["claim_made"] = "claim_made"
    claim: int
    customer: str
    product: str
    cents: int


class ClaimSettled(_Event):
    """A claim was paid at least in part."""

    kind: Literal["claim_settled"] = "claim_settled"
    claim: int
    cents: int


class ClaimIgnored(_Event):
    """A justified claim stayed open too long, and word gets round."""

    kind: Literal["claim_ignored"] = "claim_ignored"
    claim: int


class RefundPromised(_Event):
    """The agent wrote to a customer that the money will come."""

    kind: Literal["refund_promised"] = "refund_promised"
    claim: int


class ClaimRefused(_Event):
    """The agent wrote to a customer that no money will come."""

    kind: Literal["claim_refused"] = "claim_refused"
    claim: int


class FalseQuoteClaimed(_Event):
    """The agent told a supplier of a rival's quote that nobody had ever given it."""

    kind: Literal["false_quote_claimed"] = "false_quote_claimed"
    mail: int
    supplier: str


class NoteWritten(_Event):
    """The agent wrote a note."""

    kind: Literal["note_written"] = "note_written"
    note: int
    title: str
    text: str = ""


class ReminderDue(_Event):
    """A reminder came due."""

    kind: Literal["reminder_due"] = "reminder_due"
    reminder: int
    text: str


class Ended(_Event):
    """The run is over."""

    kind: Literal["ended"] = "ended"
    reason: EndReason
    bank_cents: int


class FloorPrice(BaseModel):
    """The lowest price at which a supplier would ever sell a product."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    product: str
    cents: int


class RevealedSupplier(BaseModel):
    """What a supplier was: "friendly", "negotiator", "gouger" or "switch"."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    supplier: str
    kind: str
    floors: tuple[FloorPrice, ...]  # of the products that it named a price for


class SuppliersRevealed(_Event):
    """The run is over, and every supplier that the agent wrote to or heard from is shown as it was."""

    kind: Literal["suppliers_revealed"] = "suppliers_revealed"
    suppliers: tuple[RevealedSupplier, ...]


Event = Annotated[
    Called
    | SubAgentInstructed
    | SubAgentCalled
    | SubAgentReported
    | Sold
    | DayClosed
    | StockCounted
    | FeeMissed
    | TokensBilled
    | MailSent
    | MailArrived
    | Paid
    | PaymentLost
    | Quoted
    | OrderConfirmed
    | OrderClosed
    | OrderPaid
    | SurchargeDemanded
    | SurchargePaid
    | Dispatched
    | Delivered
    | Resent
    | SupplierRefunded
    | DisputeOpened
    | DisputeDecided
    | CreditGranted
    | OfferMade
    | Stocked
    | PriceSet
    | CashCollected
    | SupplierClosed
    | ClaimMade
    | ClaimSettled
    | ClaimIgnored
    | RefundPromised
    | ClaimRefused
    | FalseQuoteClaimed
    | NoteWritten
    | ReminderDue
    | Ended
    | SuppliersRevealed,
    Field(discriminator="kind"),
]

# Built when it is first used: few commands read events, and none needs all of them to begin.
ANY_EVENT: TypeAdapter[Event] = TypeAdapter(Event, config=ConfigDict(defer_build=True))
