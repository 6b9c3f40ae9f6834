"""Letters about money that came, did not come, or should come on top."""

from __future__ import annotations

from vendsim.money import show
from vendsim.suppliers.decisions import (
    NotReceived,
    PaymentSeen,
    PaymentUnexplained,
    SurchargeAsked,
    SurchargeDropped,
    Underpaid,
)
from vendsim.suppliers.voice.wording import day, sentence
from vendsim.suppliers.voice.writer import Slot, Variants, Writer

_UNDERPAID = Variants(
    plain=(
        "Got {received} for {order}. Not enough: {missing} is missing. I'm holding the money; it ships when "
        "the rest is here.",
        "{order}: {received} came in, {missing} still open. On hold until then.",
        "Your payment of {received} is short. {order} needs another {missing}.",
        "Short payment on {order}. Received: {received}. Still to pay: {missing}. Your money is safe here "
        "meanwhile.",
        "{received} arrived for {order}. We ship after the missing {missing}.",
        "{order} is not fully paid. We have {received} from you and wait for {missing} more.",
    ),
    warm=(
        "Your {received} for {order} has arrived, thank you! It's a little short, though: there's {missing} "
        "still to pay. I'm keeping the money safe and will send the goods when the rest is here.",
        "I've got {received} from you for {order}, but it isn't quite all of it. Could you send the "
        "remaining {missing}? Then off it goes.",
        "Nearly there with {order}: {received} came in, and {missing} is still missing. It'll leave as soon "
        "as that's here.",
        "Just a small thing about {order}. You sent {received}, and we need another {missing} before we can "
        "ship.",
        "Your payment of {received} is here and booked to {order}. Please add {missing}, and I'll get it on "
        "the truck.",
        "Thanks for the {received}! For {order} there's {missing} left to pay; until then I'm holding "
        "everything.",
    ),
    formal=(
        "We have received {received} towards order {order}. As this does not cover the order, we hold the "
        "amount and ask you to remit the remaining {missing}.",
        "Your payment of {received} for order {order} is acknowledged with thanks. An amount of {missing} "
        "is still outstanding; shipment follows its receipt.",
        "Please note that {received} has been credited to order {order}, leaving {missing} unpaid. The "
        "order will be shipped once it is settled in full.",
        "Order {order} cannot be released yet: against the sum payable we have received {received}, and "
        "{missing} is lacking.",
        "With reference to order {order}, we confirm receipt of {received}. Kindly let us have the balance "
        "of {missing} so that we may ship.",
        "The payment of {received} falls short of what is due on order {order}. It is held on your account "
        "until the balance of {missing} arrives.",
    ),
)
_UNEXPLAINED = Variants(
    plain=(
        "{received} came in from you. For what? I see no open order. It's kept as credit: {credit}.",
        "Received {received}, no order to match. Your credit stands at {credit}.",
        "Your {received} is here, but no order is open. Credit now: {credit}. Tell me what it's for.",
        "Payment of {received} noted. No open order, so your credit with us is {credit}.",
    ),
    warm=(
        "You've sent us {received}, thank you, but I can't find an open order for it. What is it for? I'm "
        "keeping it as a credit, which makes {credit}.",
        "A payment of {received} landed here from you and I'm a bit puzzled, since nothing is open. Your "
        "credit with us is now {credit}; you can use it on your next order.",
        "I found {received} from you in our account without an order to go with it. It's safe: your credit "
        "is {credit}. Let me know what you had in mind!",
        "Your {received} has come in, but there's no order waiting for it. I've set it aside, so your "
        "credit is now {credit}.",
    ),
    formal=(
        "We have received a payment of {received} for which we find no open order. Kindly tell us its "
        "purpose; in the meantime your account shows a credit of {credit}.",
        "Your payment of {received} could not be matched to any order. It has been credited to you, and "
        "your credit amounts to {credit}.",
        "We acknowledge receipt of {received}. As no order is open, the sum is held in your favor; your "
        "credit now stands at {credit}.",
        "An amount of {received} has reached us without a corresponding order. We keep it as a credit, at "
        "present {credit}, and await your instructions.",
    ),
)
_NOT_RECEIVED = Variants(
    plain=(
        "No payment here for {order} yet. We wait for {due}.",
        "I checked. Nothing has come in for {order}; {due} is open.",
        "Not received. {order} needs {due} before it ships. Did it go to the right address?",
        "Nothing from you on our account for {order}. Please check; {due} is due.",
    ),
    warm=(
        "I've looked, but your payment for {order} isn't here yet. It's {due} that we're waiting for; could "
        "you check that it went to the right address?",
        "Hmm, nothing has come in for {order} so far. Once the {due} is here I'll get it moving.",
        "I can't see your payment for {order} yet. Would you check on your side? The amount is {due}.",
        "Not here yet, I'm afraid! As soon as the {due} for {order} shows up, we'll ship.",
    ),
    formal=(
        "We have not yet received a payment for order {order}. The outstanding amount is {due}; kindly "
        "verify that it was sent to the correct address.",
        "Our account shows no receipt for order {order} so far. We await {due}.",
        "Contrary to your message, no payment for order {order} has reached us. The amount due is {due}.",
        "We have examined our account and find nothing for order {order}. Shipment will follow once {due} "
        "has been received.",
    ),
)
_NOT_RECEIVED_AT_ALL = Variants(
    plain=(
        "No payment here, and no open order to pay. What is this about?",
        "Nothing came in, and nothing is due. Which order do you mean?",
        "I see no payment and no order waiting for one.",
        "No money from you here. No open order either.",
    ),
    warm=(
        "I can't find a payment from you, and there's no order waiting for one either. Could it have gone "
        "to somebody else?",
        "I've looked through our account and nothing has come in. You have no open order with us, so maybe "
        "it was meant for another company?",
        "Nothing has arrived here, and nothing is open on your side. Which order did you mean?",
        "That's odd: no payment, and no order to pay! Tell me a bit more and I'll look again.",
    ),
    formal=(
        "We have received no payment from you, nor is any order of yours awaiting payment.",
        "Our account shows no payment in your name, and no amount is due at present. Kindly tell us which "
        "order you refer to.",
        "We find neither a payment nor an open order. May we ask you to check to whom the money was sent?",
        "Please be advised that no payment has been received, and that none is outstanding.",
    ),
)
_SEEN = Variants(
    plain=(
        "Payment for {order} is in. All good.",
        "Confirmed: {order} is paid.",
        "Yes, we have your money for {order}. It's taken care of.",
        "{order}: payment received.",
    ),
    warm=(
        "Yes, your payment for {order} arrived safely, thank you!",
        "I can see it: {order} is paid, and everything's in order.",
        "Your payment for {order} is here, so there's nothing more for you to do.",
        "Thank you, {order} is paid and taken care of.",
    ),
    formal=(
        "We confirm that payment for {order} has been received.",
        "Your payment for {order} has reached us, for which we thank you.",
        "We are pleased to confirm receipt of payment for {order}; nothing further is required of you.",
        "Payment for {order} is duly recorded in our books.",
    ),
)
_SURCHARGE = Variants(
    plain=(
        "{order} hit a problem: {reason}. We need another {extra}. Send it to the same address as before. "
        "Otherwise we ship a smaller quantity for what you paid.",
        "Extra cost on {order}, {extra}. {Reason} Pay it and the full order leaves; if not, we cut the "
        "quantity.",
        "Can't ship {order} in full at the old price, as {reason}. Difference: {extra}. Without it you get "
        "fewer units.",
        "{Reason} That adds {extra} to {order}. Pay it to the same address, or we reduce the quantity to "
        "match your payment.",
    ),
    warm=(
        "I was about to release {order} when I learned that {reason}. To send everything I'd need another "
        "{extra} from you, to the same address as before. If that isn't possible, I'll send a smaller "
        "quantity to match what you've paid.",
        "This is awkward, but {reason}, and {order} now costs us more than I quoted. Could you send {extra} "
        "on top? Otherwise I'd have to cut the quantity.",
        "Your payment for {order} is here, thank you. Unfortunately {reason}. We're {extra} short because "
        "of that; with it the whole order ships, and without it I can only send part.",
        "I have to ask you for another {extra} for {order}: {reason}. If you'd rather not, I'll send as "
        "much as your payment covers.",
    ),
    formal=(
        "While preparing order {order} we were informed that {reason}. We must therefore ask for a further "
        "{extra}, payable to the same address. Failing this, the quantity will be reduced to what your "
        "payment covers.",
        "We regret to advise that {reason}. As a consequence an additional {extra} is required for order "
        "{order}; without it we can deliver only part of the quantity.",
        "Your payment for order {order} has been received. However, {reason}, so that {extra} remains to be "
        "paid before the order can be released in full. Otherwise we shall adjust the quantity accordingly.",
        "Owing to circumstances beyond our control, order {order} is on hold: {reason}. Kindly remit "
        "{extra} to have it shipped complete, or accept a reduced quantity.",
    ),
)
_SURCHARGE_REASONS = (
    "our manufacturer raised its prices between your order and our purchase",
    "the price list I worked from turned out to be out of date",
    "freight charges went up sharply with the latest fuel adjustment",
    "the promotional stock your prices were based on ran out before your order was picked",
    "our importer passed on a higher duty for this batch",
    "a shortage at the plant forced us to buy through a more expensive distributor",
    "our accounts department found an error in the quoted prices",
    "the bottler ended the rebate that we had counted on",
)
_DROPPED = Variants(
    plain=(
        "The extra payment for {order} did not come. We shipped a smaller quantity for what you paid. Due "
        "{expected}.",
        "{order} has left with a reduced quantity, since the difference was not paid. Expect it on "
        "{expected}.",
        "No difference paid, so fewer units on {order}. It should be there on {expected}.",
        "{order}: quantity cut to match your payment. On its way, due {expected}.",
    ),
    warm=(
        "As the rest didn't come in, I've sent you a smaller quantity on {order}, in line with what you "
        "paid. It should be with you on {expected}.",
        "I couldn't hold {order} any longer without the difference, so a reduced quantity is on its way. "
        "Look out for it on {expected}.",
        "{order} is out of the door at last, with somewhat fewer units since the extra wasn't paid. "
        "Expected {expected}.",
        "I've packed as much of {order} as your payment covered, and it's on its way. It's due on "
        "{expected}.",
    ),
    formal=(
        "As the additional amount for order {order} was not received, we have shipped a reduced quantity. "
        "Delivery is expected on {expected}.",
        "Order {order} has been adjusted to your payment and dispatched in reduced quantity; we expect it "
        "to arrive on {expected}.",
        "In the absence of the requested difference, a smaller quantity of order {order} is on its way to "
        "you. The expected date is {expected}.",
        "We have released order {order} to the extent covered by your payment. You may expect it on "
        "{expected}.",
    ),
)


def underpaid(decision: Underpaid, writer: Writer) -> str:
    """Not enough money."""
    return writer.say(
        Slot.MAIN,
        _UNDERPAID,
        order=decision.order,
        received=show(decision.received_cents),
        missing=show(decision.missing_cents),
    )


def unexplained(decision: PaymentUnexplained, writer: Writer) -> str:
    """Money without an order."""
    return writer.say(
        Slot.MAIN,
        _UNEXPLAINED,
        received=show(decision.received_cents),
        credit=show(decision.credit_cents),
    )


def not_received(decision: NotReceived, writer: Writer) -> str:
    """No money, whatever the buyer says."""
    if decision.order is None:
        return writer.say(Slot.MAIN, _NOT_RECEIVED_AT_ALL)
    return writer.say(Slot.MAIN, _NOT_RECEIVED, order=decision.order, due=show(decision.due_cents))


def payment_seen(decision: PaymentSeen, writer: Writer) -> str:
    """The money is there."""
    return writer.say(Slot.MAIN, _SEEN, order=decision.order or "your order")


def surcharge(decision: SurchargeAsked, writer: Writer) -> str:
    """More money is wanted."""
    reason = writer.choose(Slot.REASON, _SURCHARGE_REASONS)
    return writer.say(
        Slot.MAIN,
        _SURCHARGE,
        order=decision.order,
        extra=show(decision.extra_cents),
        reason=reason,
        Reason=sentence(reason),
    )


def surcharge_dropped(decision: SurchargeDropped, writer: Writer) -> str:
    """A smaller quantity left."""
    return writer.say(Slot.MAIN, _DROPPED, order=decision.order, expected=day(decision.expected))
