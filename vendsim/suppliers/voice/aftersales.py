"""Letters to somebody who chases an order: regrets, remedies, and what is said in place of them."""

from __future__ import annotations

from collections.abc import Sequence

from vendsim.money import show
from vendsim.suppliers.decisions import (
    ComplaintRejected,
    LateRegretted,
    Refunded,
    SentAgain,
    Stalled,
    Traced,
)
from vendsim.suppliers.voice.deliveries import with_reason
from vendsim.suppliers.voice.wording import both, day, sentences
from vendsim.suppliers.voice.writer import Slot, Variants, Writer

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
        "I'm on {order}: {reason}.",
        "{order} is being looked at. {Reason}",
        "Can't say yet on {order}, as {reason}.",
        "{Reason} Until that's done I can't tell you more about {order}.",
    ),
    warm=(
        "I'm looking into {order} for you. At the moment {reason}.",
        "I hear you, and I've passed your mail about {order} on. Right now {reason}.",
        "That shouldn't happen with {order}! I'd love to give you an answer, but {reason}.",
        "I'm chasing this for you. For {order} it's like this: {reason}.",
    ),
    formal=(
        "Your message about {order} has been noted and is being looked into. Currently {reason}.",
        "We have opened an inquiry into {order}. As {reason}, we are not yet in a position to comment.",
        "We take your complaint about {order} seriously. However, {reason}.",
        "The matter of {order} is under review. Please understand that {reason}.",
    ),
)
_CAME_LATE = Variants(
    plain=(
        "Yes, {order} came late: {reason}.",
        "{order} took too long. {Reason}",
        "Late, agreed. Cause on {order}: {reason}.",
        "The delay on {order} was ours to answer for. {Reason}",
    ),
    warm=(
        "You waited far too long for {order}, and I'm sorry. What happened is that {reason}.",
        "{order} should have been with you much sooner. I'm told that {reason}.",
        "I was not happy about {order} either. It turned out that {reason}.",
        "You have every right to be cross about {order}: {reason}.",
    ),
    formal=(
        "We apologize for the late arrival of {order}, which arose because {reason}.",
        "The delivery of {order} did not keep its date, and we regret it. {Reason}",
        "We accept that {order} reached you later than announced, as {reason}.",
        "Your complaint about the delay of {order} is justified: {reason}.",
    ),
)
_SORRY_CREDIT = Variants(
    plain=(
        "For the wait I credit you {credit} on the next order.",
        "You get {credit} off the next order for it.",
        "Credit for the trouble: {credit}, set against your next order.",
    ),
    warm=(
        "To make up for it a little, I've put {credit} on your account for the next order.",
        "Please take {credit} off your next order with my apologies.",
        "There's a credit of {credit} waiting for your next order, as a small apology.",
    ),
    formal=(
        "By way of apology we credit your account with {credit}, to be set against your next order.",
        "In recognition of the delay, a credit of {credit} has been entered for your next order.",
        "Please accept a credit of {credit} towards your next order.",
    ),
)
_TRACED = Variants(
    plain=(
        "{order} should be with you, and it isn't. A trace is open: {reason}. If it has not turned up by "
        "{until}, write again and we make it good.",
        "No sign of {order} at the depot either. Trace opened; {reason}. Not there by {until}? Write, and we "
        "settle it.",
        "Looking for {order}. {Reason} Give it until {until}; after that we make it good.",
        "{order} is being traced, as it should have arrived. {Reason} Nothing by {until}, then tell me and "
        "I'll put it right.",
    ),
    warm=(
        "Oh dear, {order} should have been with you. I've had a trace opened; {reason}. If it still isn't "
        "there on {until}, write to me and we'll make it good.",
        "I've started looking for {order} at once. At the moment {reason}. Should it not have come by "
        "{until}, just tell me and we'll put it right.",
        "That's not how it should be with {order}, so I've asked for a trace. Right now {reason}. Please "
        "write again on {until} if nothing has come, and we'll make up for it.",
        "I'm tracing {order} for you: {reason}. You won't lose by it; if it isn't there by {until}, drop me "
        "a line and I'll see that it's made good.",
    ),
    formal=(
        "Order {order} ought to have reached you. A trace has been opened; {reason}. Should it not have "
        "arrived by {until}, kindly write again and we shall make it good.",
        "We are tracing order {order}. Currently {reason}. If nothing has been delivered by {until}, please "
        "notify us and the matter will be settled at our cost.",
        "The whereabouts of {order} are being established: {reason}. In the event that it has not arrived "
        "by {until}, we ask you to inform us, and we shall put the matter right.",
        "We have instructed the carrier to search for {order}. {Reason} Kindly allow until {until}; "
        "thereafter we shall make good what is missing.",
    ),
)
_REFUNDED = Variants(
    plain=(
        "{missing} on {order} never reached you. {cents} is back in your account.",
        "Checked {order}: {missing} did not arrive. I've paid {cents} back to you.",
        "Right, {missing} is missing on {order}. Refund of {cents} made to your account.",
        "{order} came up short by {missing}. {cents} refunded, it's on your account now.",
    ),
    warm=(
        "I've checked {order}, and you're right: {missing} never made it to you. I've sent {cents} back to "
        "your account, and I'm sorry for the bother.",
        "You shouldn't pay for what didn't come. For {missing} on {order} I've refunded {cents}; it's in "
        "your account already.",
        "That's on us: {missing} of {order} went missing. Your {cents} is back in your account.",
        "Thank you for telling me. {missing} didn't arrive with {order}, so I've paid {cents} back to you.",
    ),
    formal=(
        "We have verified that {missing} of order {order} did not reach you. The amount of {cents} has been "
        "returned to your account.",
        "Regarding {order}, our inquiry confirms that {missing} was not delivered. A refund of {cents} has "
        "been paid to your account.",
        "Your claim concerning {order} is accepted: {missing} was not delivered, and {cents} has been "
        "remitted to you.",
        "As {missing} on order {order} failed to arrive, we have refunded {cents} to your account, with our "
        "apologies.",
    ),
)
_SENT_AGAIN = Variants(
    plain=(
        "{missing} on {order} never reached you. It's going out again, free of charge. Due {expected}.",
        "Checked {order}: {missing} did not arrive. Sent again at our cost, expected {expected}.",
        "Right, {missing} is missing on {order}. Replacement is on the road. It should arrive on {expected}.",
        "{order} came up short by {missing}. We've shipped that again; look for it on {expected}.",
    ),
    warm=(
        "I've checked {order}, and you're right: {missing} never made it to you. I've sent it out again at "
        "our cost, and it should be with you on {expected}.",
        "You shouldn't go without. {missing} of {order} is on its way to you once more, free of charge, "
        "expected on {expected}.",
        "That's on us: {missing} of {order} went missing. A replacement has left and is due on {expected}.",
        "Thank you for telling me. {missing} didn't arrive with {order}, so I've packed it again; it's on "
        "the truck and expected on {expected}.",
    ),
    formal=(
        "We have verified that {missing} of order {order} did not reach you. A replacement has been "
        "dispatched at our expense and is expected on {expected}.",
        "Regarding {order}, our inquiry confirms that {missing} was not delivered. It has been shipped anew, "
        "free of charge; delivery is expected on {expected}.",
        "Your claim concerning {order} is accepted: {missing} has been sent again and should arrive on "
        "{expected}.",
        "As {missing} on order {order} failed to arrive, we have dispatched it once more without charge. "
        "You may expect it on {expected}.",
    ),
)
_QUALITY = Variants(
    plain=(
        "{order} is complete. What you got is the equal of what you ordered. Our buyer swears by it.",
        "The brand on {order} was out, so you got its equal. Same thing in the can.",
        "Nothing wrong with {order}. Same weight, same taste. No claim there.",
        "{order} was filled with equal goods. That's within our terms.",
    ),
    warm=(
        "I hear you about {order}, but what we sent is every bit as good. Give it a week in the machine and "
        "you'll see.",
        "The label on {order} may look different, yet it comes from the same sort of plant. I'd call it a "
        "fair swap.",
        "Your customers won't taste a difference with {order}, I'm sure. Our buyer picked it with care.",
        "We ran out of the brand for {order} and chose the nearest thing. I thought I was doing you a favor.",
    ),
    formal=(
        "The goods supplied under {order} are of equivalent quality. We therefore see no ground for a claim.",
        "In respect of {order}, an equivalent product was supplied, as our general terms provide.",
        "Our purchasing department considers the goods on {order} to be of the same grade as those ordered.",
        "We take note of your remarks on {order}. The products are comparable in every respect.",
    ),
)
_ADJUSTED = Variants(
    plain=(
        "{order} was shipped for what the payment covered at the new prices. That settles it.",
        "The quantity on {order} matches the money. Prices had moved.",
        "{order}: quantity set by our costs on the day. Nothing more to come.",
        "You got on {order} what your payment bought. I can't do more.",
    ),
    warm=(
        "I know {order} isn't what you had hoped for, but our costs went up and that's what the payment "
        "covered.",
        "With {order} we had to go by the prices of the day. I'd have loved to send more.",
        "It's a pity about {order}. The costs left us no choice, and the quantity follows from them.",
        "For {order} I've sent what I could at the costs we had. I hope you understand.",
    ),
    formal=(
        "The quantity of {order} corresponds to the payment received at the prices then in force.",
        "Order {order} was adjusted to costs beyond our control. We regard the matter as closed.",
        "We refer to the price development at the time of {order}; the quantity supplied reflects it.",
        "As regards {order}, deliveries are made according to costs at the date of shipment.",
    ),
)
_HEAR_BY = Variants(
    plain=(
        "You hear from me by {until}.",
        "Word on it by {until}.",
        "Next word: {until} at the latest.",
        "I'll have an answer by {until}.",
    ),
    warm=(
        "I'll write to you by {until}, that's a promise.",
        "You'll hear from me by {until} at the latest.",
        "Give me until {until}, then I'll have more for you.",
        "By {until} I'll know more and write.",
    ),
    formal=(
        "You will hear from us by {until}.",
        "We shall revert to you by {until} at the latest.",
        "A further message will reach you by {until}.",
        "We expect to be able to say more by {until}.",
    ),
)
_MONEY = Variants(
    plain=(
        "No money back before that.",
        "On the money: not before that's settled.",
        "A refund has to wait for that.",
        "No refund so far.",
    ),
    warm=(
        "The money has to wait until then, I'm afraid.",
        "I can't send anything back before that's settled, sorry.",
        "About your money: I can only say more when that's done.",
        "I can't say yes to a refund before then.",
    ),
    formal=(
        "A refund cannot be considered before that.",
        "As to your money, no payment can be made before the matter is settled.",
        "We are unable to refund anything at this stage.",
        "The question of a refund will be decided after that.",
    ),
)


def regret_delay(decision: LateRegretted, writer: Writer) -> str:
    """It is late, or was; a date, and perhaps a credit."""
    credit = decision.credit_cents
    if decision.expected is None:
        main = with_reason(writer, _CAME_LATE, decision.reason, order=decision.order)
    else:
        main = with_reason(
            writer, _APOLOGY, decision.reason, order=decision.order, expected=day(decision.expected)
        )
    return sentences(main, writer.say(Slot.CREDIT, _SORRY_CREDIT, credit=show(credit)) if credit else "")


def trace(decision: Traced, writer: Writer) -> str:
    """Nobody knows where it is; a date on which that ends."""
    return with_reason(writer, _TRACED, decision.reason, order=decision.order, until=day(decision.until))


def refund(decision: Refunded, writer: Writer) -> str:
    """Money back for what did not come."""
    return writer.say(
        Slot.MAIN,
        _REFUNDED,
        order=decision.order,
        missing=_goods(decision.missing),
        cents=show(decision.refunded_cents),
    )


def send_again(decision: SentAgain, writer: Writer) -> str:
    """What did not come is on its way once more."""
    return writer.say(
        Slot.MAIN,
        _SENT_AGAIN,
        order=decision.order,
        missing=_goods(decision.missing),
        expected=day(decision.expected),
    )


def _goods(missing: Sequence[tuple[int, str]]) -> str:
    return both([f"{units} x {name}" for units, name in missing])


def reject(decision: ComplaintRejected, writer: Writer) -> str:
    """By the books everything is in order."""
    return writer.say(Slot.MAIN, _REJECTED, order=decision.order)


def stall(decision: Stalled, writer: Writer) -> str:
    """Words in place of a remedy."""
    if decision.excuse == "quality":
        return writer.say(Slot.MAIN, _QUALITY, order=decision.order)
    if decision.excuse == "adjusted":
        return writer.say(Slot.MAIN, _ADJUSTED, order=decision.order)
    return sentences(
        with_reason(writer, _STALLED, decision.reason, order=decision.order),
        writer.say(Slot.CREDIT, _MONEY) if decision.money else "",
        writer.say(Slot.NEXT, _HEAR_BY, until=day(decision.until)) if decision.until else "",
    )
