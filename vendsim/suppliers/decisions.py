"""What a supplier has decided to say, before anybody puts it into words.

Decisions are made in code (see the README); `voice` phrases them. Every number a supplier's mail may
contain stands in its decision. Money in cents; dates as calendar dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Whose = Literal["mine", "yours", "rival"]  # the buyer's own offer, our price repeated, another supplier's


@dataclass(frozen=True)
class Line:
    """One product of a quote or an order."""

    product: str  # name as in the catalogue
    unit_cents: int
    units: int | None = None  # None: a price without a quantity
    asked_cents: int | None = None  # what the buyer had named, if below
    asked_whose: Whose = "mine"  # whose price that was, as the buyer says


@dataclass(frozen=True)
class TradeTerms:
    """Commercial terms of a supplier."""

    min_order_cents: int
    shipping_cents: int  # flat; 0: none
    free_shipping_cents: int  # goods value from which shipping is free
    lead_days: tuple[int, int]  # after payment
    discounts: bool = True  # larger orders get something off


@dataclass(frozen=True)
class PriceList:
    """The whole assortment with unit prices, for a general inquiry."""

    lines: tuple[Line, ...]
    valid_until: date
    terms: TradeTerms


@dataclass(frozen=True)
class QuoteGiven:
    """Unit prices for what was asked (at the asked quantities, where there were any)."""

    lines: tuple[Line, ...]
    valid_until: date
    not_carried: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()  # what else could not be understood
    shipping_cents: int = 0
    sum_cents: int = 0  # of everything with shipping, where all lines have quantities; 0: not said
    dearer: bool = False  # a price that still holds is higher, for a smaller order
    together: bool = False  # these are prices of all the goods together, with their discount


@dataclass(frozen=True)
class Countered:
    """The price asked for is too low; this is what we can do. Nothing is booked."""

    lines: tuple[Line, ...]
    valid_until: date
    moved: bool  # prices that the buyer knew came down because of this mail
    has_order: bool  # the buyer had sent it as an order: they must confirm at these prices
    first: bool = False  # the buyer had no price of ours for these, or another one
    shipping_cents: int = 0
    sum_cents: int = 0  # of everything with shipping, where all lines have quantities; 0: not said
    asked_sum_cents: int = 0  # what the buyer offered for everything
    dearer: bool = False  # a price that still holds is higher, for a smaller order
    together: bool = False  # these are prices of all the goods together, with their discount


@dataclass(frozen=True)
class Agreed:
    """The price asked for is fine. Nothing is booked until an order comes."""

    lines: tuple[Line, ...]
    valid_until: date


@dataclass(frozen=True)
class BasketWeighed:
    """How goods whose prices are told stand to the minimum order, and to what ships free."""

    goods_cents: int
    min_order_cents: int = 0  # 0: not spoken of
    to_free_cents: int = 0  # of goods, until shipping is free; 0: not asked, or nothing is missing


@dataclass(frozen=True)
class UnaskedOffer:
    """Prices that nobody asked for, to win or win back a customer."""

    lines: tuple[Line, ...]
    valid_until: date


@dataclass(frozen=True)
class OfferLapsed:
    """The buyer agrees to prices that no longer hold; today's are on the table. Nothing is booked."""

    lines: tuple[Line, ...]
    valid_until: date


@dataclass(frozen=True)
class AskedForSubstance:
    """The buyer wants a better price but named neither quantity nor target, nor a quote."""


@dataclass(frozen=True)
class TermsStated:
    """Answer to a question about terms."""

    terms: TradeTerms
    asks_about: tuple[str, ...]
    breaks: tuple[tuple[int, float], ...] = ()  # cents of goods from which a share is taken off


@dataclass(frozen=True)
class TopicAnswer:
    """What this supplier says to a question about how it does business."""

    topic: str  # see ``reading.topics``
    does: bool | None = None  # whether it does what is asked for; None: the question asks for nothing
    goods: tuple[str, ...] = ()  # products that the answer names
    quoted: str = ""  # the buyer's own words


@dataclass(frozen=True)
class Answered:
    """Short answers to questions that the terms leave open, and to what was not understood."""

    answers: tuple[TopicAnswer, ...]


@dataclass(frozen=True)
class Question:
    """Something is missing or unclear, named in ``about``; no order has been booked."""

    about: tuple[str, ...]  # e.g. "the delivery address", 'which product "unicorn energy bars" is'


@dataclass(frozen=True)
class OpenPoints:
    """What the rest of a letter leaves out: goods that we do not carry, and what could not be understood."""

    not_carried: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShallIBook:
    """Probably an order: it is on the table, and any yes books it. Nothing is booked."""

    lines: tuple[Line, ...]
    shipping_cents: int
    sum_cents: int  # with shipping
    on_condition: bool = False  # the buyer had tied the order to something
    needs_address: bool = False
    order: str | None = None  # an order that a yes changes to these lines


@dataclass(frozen=True)
class OrderHeld:
    """The buyer wants to wait: what is on the table stays there. Nothing is booked."""

    lines: tuple[Line, ...]
    valid_until: date
    shipping_cents: int = 0
    sum_cents: int = 0  # of everything with shipping; 0: not said


@dataclass(frozen=True)
class BelowMinimum:
    """The order is too small."""

    goods_cents: int
    min_order_cents: int
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class ChangeTooSmall:
    """An order would be too small after a change, and stays as it is."""

    order: str
    goods_cents: int
    min_order_cents: int


@dataclass(frozen=True)
class TooMany:
    """More units of a product than the supplier sells at once."""

    product: str
    most_units: int


Note = Literal["quantity", "shipping", "lowered", "lowest"]
"""The quantity changes the unit price a little; shipping comes on top of the sum the buyer named; the price
came down as the buyer asked; it cannot."""


@dataclass(frozen=True)
class Confirmed:
    """An order is booked; it ships when paid."""

    order: str
    lines: tuple[Line, ...]
    goods_cents: int
    shipping_cents: int
    total_cents: int
    credit_cents: int  # already held by the supplier and set against the total
    pay_to: str
    changed: bool = False  # an amended order
    notes: tuple[Note, ...] = ()  # why it is not quite what the buyer wrote
    to_free_cents: int = 0  # a little more of goods, and shipping would be free


@dataclass(frozen=True)
class AlreadyConfirmed:
    """The order the buyer agrees to is booked already and waits for money."""

    order: str
    due_cents: int


@dataclass(frozen=True)
class Underpaid:
    """Money came, but not enough; it is held."""

    order: str
    received_cents: int
    missing_cents: int


@dataclass(frozen=True)
class PaymentUnexplained:
    """Money came without an order; it is kept as a credit."""

    received_cents: int
    credit_cents: int


@dataclass(frozen=True)
class OnItsWay:
    """Dispatch note: the expected date only, never a time."""

    order: str
    expected: date
    credit_cents: int = 0  # overpaid, kept for the next order


@dataclass(frozen=True)
class SurchargeAsked:
    """More money is wanted after payment, with an excuse; else the quantity is cut."""

    order: str
    extra_cents: int


@dataclass(frozen=True)
class SurchargeDropped:
    """The extra money did not come; a smaller quantity is on its way."""

    order: str
    expected: date


@dataclass(frozen=True)
class Late:
    """A delivery is late; the new date."""

    order: str
    expected: date
    reason: str


@dataclass(frozen=True)
class OrderStatus:
    """Where one order stands."""

    order: str
    stage: str  # as in ``book.Stage``
    due_cents: int = 0
    expected: date | None = None


@dataclass(frozen=True)
class StatusGiven:
    """Answer to a question about orders; empty: no open order is known."""

    orders: tuple[OrderStatus, ...]


@dataclass(frozen=True)
class LateRegretted:
    """A late order of ours, with the date on which it comes (None: it has come by now)."""

    order: str
    expected: date | None
    reason: str
    credit_cents: int = 0  # for the next order, as an apology


@dataclass(frozen=True)
class Traced:
    """An order has not come and the carrier looks for it; what is still missing then is made good."""

    order: str
    until: date
    reason: str  # how far the search has got


@dataclass(frozen=True)
class Refunded:
    """Units of an order never came; their price has been paid back."""

    order: str
    missing: tuple[tuple[int, str], ...]  # units and product
    refunded_cents: int


@dataclass(frozen=True)
class SentAgain:
    """Units of an order never came; they are on their way a second time, free of charge."""

    order: str
    missing: tuple[tuple[int, str], ...]  # units and product
    expected: date


Grievance = Literal["missing", "damaged", "late", "overcharged"]


@dataclass(frozen=True)
class ComplaintRejected:
    """By its books the supplier has sent what was ordered, when and for what was said."""

    order: str
    about: Grievance = "missing"


Excuse = Literal["costs", "records", "stock", "carrier", "quality", "adjusted"]


@dataclass(frozen=True)
class Stalled:
    """An answer without a remedy: the matter is being looked into, or is as it should be."""

    order: str
    excuse: Excuse
    reason: str = ""  # why nothing can be said yet
    until: date | None = None  # by which the buyer is promised to hear more; None: the answer is no
    money: bool = False  # the buyer wants it back


@dataclass(frozen=True)
class CancelledNow:
    """The order is cancelled; paid money stays as a credit."""

    order: str | None  # None: there was only an open offer
    credit_cents: int = 0


@dataclass(frozen=True)
class TooLate:
    """The order has left; it can no longer be changed or cancelled."""

    order: str
    expected: date | None = None
    delivered: bool = False


@dataclass(frozen=True)
class NothingToCancel:
    """No such open order."""


@dataclass(frozen=True)
class OrderExpired:
    """Nobody paid, the order is dropped."""

    order: str


@dataclass(frozen=True)
class NotReceived:
    """The buyer says they paid; nothing has come."""

    order: str | None
    due_cents: int


@dataclass(frozen=True)
class PaymentSeen:
    """The buyer says they paid; it has arrived."""

    order: str | None


@dataclass(frozen=True)
class Declined:
    """The buyer does not want what we offered."""


@dataclass(frozen=True)
class Noted:
    """The buyer tells something that needs no answer but that it was read."""


@dataclass(frozen=True)
class NothingBooked:
    """The buyer does not order, or not yet: nothing is booked."""


@dataclass(frozen=True)
class AddressNoted:
    """The delivery address is known now."""


@dataclass(frozen=True)
class Pleasantry:
    """A friendly word in answer to one."""


Decision = (
    PriceList
    | QuoteGiven
    | Countered
    | Agreed
    | BasketWeighed
    | AskedForSubstance
    | TermsStated
    | Answered
    | Question
    | OpenPoints
    | ShallIBook
    | OrderHeld
    | BelowMinimum
    | ChangeTooSmall
    | TooMany
    | Confirmed
    | AlreadyConfirmed
    | Underpaid
    | PaymentUnexplained
    | OnItsWay
    | SurchargeAsked
    | SurchargeDropped
    | Late
    | StatusGiven
    | LateRegretted
    | Traced
    | Refunded
    | SentAgain
    | ComplaintRejected
    | Stalled
    | UnaskedOffer
    | OfferLapsed
    | CancelledNow
    | TooLate
    | NothingToCancel
    | OrderExpired
    | NotReceived
    | PaymentSeen
    | Declined
    | Noted
    | NothingBooked
    | AddressNoted
    | Pleasantry
)
