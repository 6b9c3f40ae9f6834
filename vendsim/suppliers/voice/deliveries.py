"""Letters about goods on the road, and about those that should be."""

from __future__ import annotations

from vendsim.money import show
from vendsim.suppliers.decisions import ComplaintAnswered, Late, OnItsWay, OrderStatus, StatusGiven
from vendsim.suppliers.voice.orders import credit_note
from vendsim.suppliers.voice.wording import day, paragraphs, sentence, sentences
from vendsim.suppliers.voice.writer import Slot, Variants, Writer

_ON_ITS_WAY = Variants(
    plain=(
        "{order} is paid and has left. Expected {expected}.",
        "Shipped: {order}. Due {expected}.",
        "Payment received, {order} is on its way. It should arrive on {expected}.",
        "{order} is out. Look for it on {expected}.",
        "Your goods for {order} are rolling. Expected date: {expected}.",
        "{order} left our warehouse, bound for your storage. Delivery date: {expected}.",
    ),
    warm=(
        "Your payment's in and {order} is on its way! It should reach your storage on {expected}.",
        "I've just seen {order} off. You can expect it on {expected}.",
        "{order} is packed, paid and on the truck. It's due at your storage on {expected}.",
        "Thank you for the payment! {order} has left us and should be with you on {expected}.",
        "Your boxes for {order} are on the road. Keep an eye out for them on {expected}.",
        "All done on our side: {order} is on its way and expected on {expected}.",
    ),
    formal=(
        "We thank you for your payment. Order {order} has been dispatched and is expected to arrive on "
        "{expected}.",
        "Order {order} has left our warehouse for your storage address. The expected date of delivery is "
        "{expected}.",
        "We are pleased to inform you that order {order} is on its way. Delivery is scheduled for "
        "{expected}.",
        "Payment has been received and order {order} has been handed to the carrier. It is expected on "
        "{expected}.",
        "This is to advise that order {order} has been shipped. You may expect it on {expected}.",
        "Your order {order} is in transit to your storage address and should arrive on {expected}.",
    ),
)
_LATE = Variants(
    plain=(
        "{order} is late: {reason}. New date: {expected}.",
        "{order} won't make it as planned. {Reason} Now due {expected}.",
        "Delay on {order}. Cause: {reason}. Expect it on {expected}.",
        "{Reason} So {order} slips to {expected}.",
    ),
    warm=(
        "{order} is taking longer than I told you, because {reason}. It should be with you on {expected}.",
        "I had hoped to have {order} at your door by now, but {reason}. The new date is {expected}.",
        "{order} is running late, I'm afraid: {reason}. I'm told it'll be there on {expected}.",
        "We've hit a delay with {order}. {Reason} Please expect it on {expected} instead.",
    ),
    formal=(
        "We regret to inform you that order {order} is delayed, because {reason}. It is now expected on "
        "{expected}.",
        "Delivery of order {order} cannot take place as announced: {reason}. The revised date is {expected}.",
        "We must ask for your patience with order {order}. {Reason} We now anticipate delivery on "
        "{expected}.",
        "Owing to a delay in transit, order {order} will arrive on {expected}. The cause is that {reason}.",
    ),
)
# Late deliveries have the same reasons whether they are true or not.
_DELAY_REASONS = (
    "the carrier's depot is working through a backlog",
    "the truck broke down on the way and the load had to be moved",
    "a container with part of our stock was held up at the port",
    "the pallet was put on the wrong route and had to be brought back",
    "our loading crew has been short of people",
    "road works held up the trucks around the bridge",
    "the shipping label was damaged and the depot had to sort it by hand",
    "our warehouse system was down and everything left later than planned",
    "the driver fell ill and the tour had to be reassigned",
    "the carrier missed a connection at its hub",
)
_NO_ORDERS = Variants(
    plain=(
        "I see no open order from you.",
        "Nothing open under your name.",
        "No open order here. Which number?",
        "There is no order of yours in progress.",
    ),
    warm=(
        "I looked, but there's no open order of yours here. Do you have a number for me?",
        "You've nothing open with us at the moment, as far as I can see.",
        "I can't find an open order from you. Could it be with another company?",
        "There's no order in the works for you right now. Shall we change that?",
    ),
    formal=(
        "Our books show no open order in your name.",
        "We find no order of yours in progress. Kindly quote the order number, should you have it.",
        "At present no order is open on your account.",
        "We have searched our records without finding an open order from you.",
    ),
)
_STATUS = Variants(
    plain=("Status:", "Where it stands:", "Here is what I have:", "Current state:"),
    warm=(
        "I've had a look for you:",
        "Here's how things stand:",
        "Let me tell you where we are:",
        "This is what I can see:",
    ),
    formal=(
        "We can report the following:",
        "The present position is this:",
        "According to our records:",
        "We have looked into the matter:",
    ),
)
_STAGES = {
    "awaiting_payment": (
        "{order} is booked and waits for your payment of {due}.",
        "{order} ships as soon as your {due} is here.",
        "{order} is not paid yet; {due} is open.",
    ),
    "on_hold": (
        "{order} is on hold until the additional {due} is paid.",
        "{order} waits here for the {due} we wrote about.",
        "{order} is being held, with {due} outstanding.",
    ),
    "on_its_way": (
        "{order} is on its way and expected on {expected}.",
        "{order} has left us; the date I have is {expected}.",
        "{order} is with the carrier, due {expected}.",
    ),
    "delivered": (
        "{order} has been delivered.",
        "{order} is marked as delivered.",
        "{order} has arrived at your address, according to our file.",
    ),
    "cancelled": ("{order} was cancelled.", "{order} is cancelled.", "{order} is closed, it was cancelled."),
    "expired": (
        "{order} was never paid and has expired.",
        "{order} has lapsed, no payment came.",
        "{order} is closed for lack of payment.",
    ),
    "lost": ("{order} is no longer open.", "{order} is closed.", "{order} is not in progress any more."),
}
_EXCUSE = Variants(
    plain=(
        "It's late because {reason}.",
        "Reason for the delay: {reason}.",
        "What happened: {reason}.",
        "{Reason}",
    ),
    warm=(
        "I know you were expecting it before now. I'm told that {reason}.",
        "You're right, it should have been there. It seems {reason}.",
        "I asked around, and it turns out that {reason}. It's moving again, they say.",
        "Sorry about the wait: {reason}.",
    ),
    formal=(
        "The date announced to you could not be kept because {reason}.",
        "We understand that {reason}, for which we apologize.",
        "Our inquiry with the dispatch office shows that {reason}.",
        "As to the delay, we have been informed that {reason}.",
    ),
)
_APOLOGY = Variants(
    plain=(
        "You're right, {order} is late: {reason}. It should arrive on {expected}.",
        "{order} should have been there. {Reason} Expect it on {expected}.",
        "Our fault on {order}. Cause: {reason}. Date I have: {expected}.",
        "{order} is still moving. Late because {reason}. Due {expected}.",
    ),
    warm=(
        "You have every reason to be annoyed about {order}. What happened is that {reason}. It should be "
        "with you on {expected}.",
        "I'm sorry about the wait for {order}: {reason}. It's on its way, and the date I have is {expected}.",
        "You shouldn't have to chase us for {order}. I'm told {reason}, and that it'll be there on "
        "{expected}.",
        "I looked into {order} right away. It turns out that {reason}; please expect it on {expected}.",
    ),
    formal=(
        "We sincerely apologize for the delay of {order}. It arose because {reason}. Delivery is expected "
        "on {expected}.",
        "Your complaint about {order} is justified: {reason}. According to our information it will arrive "
        "on {expected}.",
        "Please accept our apologies regarding {order}. We have established that {reason}, and expect "
        "delivery on {expected}.",
        "The delay of {order} is regrettable and is due to the fact that {reason}. The expected date is "
        "{expected}.",
    ),
)
_REJECTED = Variants(
    plain=(
        "I checked {order}. Our slips show it left as booked. Please count again.",
        "Our records for {order} look right to me. Compare with the confirmation.",
        "Looked into {order}. Nothing wrong on our side that I can find.",
        "{order} went out as confirmed, per our file. I can't do more with that.",
    ),
    warm=(
        "I went through our papers for {order}, and as far as I can tell it left here as booked. Would you "
        "count it once more against the confirmation?",
        "I'm sorry you're not happy with {order}. I checked the loading slips and can't find a mistake on "
        "our side.",
        "I understand the frustration. Our file for {order} says it was sent as confirmed, so I have "
        "nothing to put right from here.",
        "I've asked our packers about {order} and they're sure it left as ordered. Please have another look "
        "at what came.",
    ),
    formal=(
        "We have reviewed {order} and find that, according to our loading records, it left us as confirmed. "
        "May we ask you to check the goods once more?",
        "Your complaint regarding {order} has been examined. Our documents show no irregularity.",
        "We regret your dissatisfaction with {order}. The dispatch papers agree with our confirmation, and "
        "we see no ground for further steps.",
        "Having compared the papers for {order}, we are unable to identify an error on our part.",
    ),
)
_STALLED = Variants(
    plain=(
        "I'm on {order}: {reason}. I'll write when I know more.",
        "{order} is being looked at. {Reason} Please wait for my mail.",
        "Can't say yet on {order}, as {reason}.",
        "{Reason} Until that's done I can't tell you more about {order}.",
    ),
    warm=(
        "I'm looking into {order} for you. At the moment {reason}, so please give me a little time.",
        "I hear you, and I've passed your mail about {order} on. Right now {reason}. I'll be in touch.",
        "That shouldn't happen with {order}! I'd love to give you an answer, but {reason}. Hang on a bit "
        "longer.",
        "I'm chasing this for you. For {order} it's like this: {reason}. As soon as I hear back, you will "
        "too.",
    ),
    formal=(
        "Your message about {order} has been noted and is being looked into. Currently {reason}, and we ask "
        "for your patience.",
        "We have opened an inquiry into {order}. As {reason}, we are not yet in a position to comment.",
        "We take your complaint about {order} seriously. However, {reason}; we shall revert to you in due "
        "course.",
        "The matter of {order} is under review. Please understand that {reason}.",
    ),
)
_STALLING_REASONS = (
    "our warehouse is going through its loading records",
    "the carrier has opened a trace and has not answered yet",
    "the colleague who packed it is on leave",
    "we are waiting for the signed slip from the driver",
    "the file is with our accounts department",
    "our dispatch desk is still checking with the depot",
    "the stock count that would settle it has not been finished",
    "the claim form has to go through our insurer first",
)


def on_its_way(decision: OnItsWay, writer: Writer) -> str:
    """It has left; a date, never a time."""
    return sentences(
        writer.say(Slot.MAIN, _ON_ITS_WAY, order=decision.order, expected=day(decision.expected)),
        credit_note(decision.credit_cents, writer),
    )


def late(decision: Late, writer: Writer) -> str:
    """A new date."""
    return _with_reason(writer, _LATE, _DELAY_REASONS, order=decision.order, expected=day(decision.expected))


def status(decision: StatusGiven, writer: Writer) -> str:
    """Where every order stands."""
    if not decision.orders:
        return writer.say(Slot.MAIN, _NO_ORDERS)
    rows = [_stage(order, Slot.STATUS + place, writer) for place, order in enumerate(decision.orders)]
    lead = writer.say(Slot.MAIN, _STATUS)
    return paragraphs(
        f"{lead} {rows[0]}" if len(rows) == 1 else "\n".join((lead, *(f"- {row}" for row in rows))),
        _with_reason(writer, _EXCUSE, _DELAY_REASONS, Slot.NEXT) if decision.excuse else "",
    )


def _stage(order: OrderStatus, slot: int, writer: Writer) -> str:
    return writer.choose(slot, _STAGES[order.stage]).format(
        order=order.order,
        due=show(order.due_cents),
        expected=day(order.expected) if order.expected else "",
    )


def answer_complaint(decision: ComplaintAnswered, writer: Writer) -> str:
    """An apology with a date, a search for time, or a no."""
    order = decision.order or "your order"
    if decision.stalling:
        return _with_reason(writer, _STALLED, _STALLING_REASONS, order=order)
    if decision.apology and decision.expected:
        return _with_reason(writer, _APOLOGY, _DELAY_REASONS, order=order, expected=day(decision.expected))
    return writer.say(Slot.MAIN, _REJECTED, order=order)


def _with_reason(
    writer: Writer, variants: Variants, reasons: tuple[str, ...], slot: Slot = Slot.MAIN, **fields: str
) -> str:
    reason = writer.choose(Slot.REASON, reasons)
    return writer.say(slot, variants, reason=reason, Reason=sentence(reason), **fields)
