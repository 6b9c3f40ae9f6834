"""Letters about orders: what is missing, what is booked, what is dropped."""

from __future__ import annotations

from vendsim.money import show
from vendsim.suppliers.decisions import (
    AlreadyConfirmed,
    BelowMinimum,
    CancelledNow,
    Confirmed,
    NothingToCancel,
    OrderExpired,
    OrderHeld,
    Pleasantry,
    Question,
    ShallIBook,
    TooLate,
    TooMany,
)
from vendsim.suppliers.voice.quotes import OFFERED
from vendsim.suppliers.voice.wording import day, paragraphs, points, price_lines, sentences
from vendsim.suppliers.voice.writer import Slot, Variants, Writer

_ASK = Variants(
    plain=(
        "Need to know:",
        "This is not clear to me:",
        "Missing before I can go on:",
        "Open point:",
        "Please clear this up:",
        "I'm stuck on the following:",
    ),
    warm=(
        "Before I go on, could you help me with this:",
        "There's something I need from you first:",
        "I want to get this right, so please tell me about the following:",
        "I wasn't quite sure about this:",
        "I'm nearly there, but this is missing:",
        "Could you fill in a gap for me:",
    ),
    formal=(
        "Before we can proceed, we would ask you to clarify the following:",
        "We require some further information concerning:",
        "In order to avoid any misunderstanding, kindly let us have your word on this:",
        "The following is not entirely clear to us:",
        "To process your request correctly we still need:",
        "Your message leaves this open:",
    ),
)
_NOT_BOOKED = Variants(
    plain=(
        "Nothing has been booked.",
        "Nothing is booked until I hear from you.",
        "So far nothing has been booked.",
        "No order booked yet.",
    ),
    warm=(
        "Nothing has been booked so far, so there's no harm done.",
        "I haven't booked anything yet; as soon as I hear from you I'll take care of it.",
        "Until then nothing is booked.",
        "Don't worry, nothing has been booked in the meantime.",
    ),
    formal=(
        "Until we hear from you, nothing has been booked.",
        "Please note that nothing has been booked at this stage.",
        "No order has been booked in the meantime.",
        "We have not booked anything so far and await your reply.",
    ),
)
_BELOW_MINIMUM = Variants(
    plain=(
        "Too small. Your goods come to {goods}; our minimum order is {minimum}. Not booked. Add something "
        "and send it again.",
        "Order not booked: {goods} of goods against a minimum of {minimum}. Top it up.",
        "That's {goods}. We start at a minimum order of {minimum}. Add to it and I'll book it; for now "
        "nothing is.",
        "Can't ship that. Goods: {goods}. Minimum order: {minimum}. Nothing booked.",
    ),
    warm=(
        "Thank you for the order! It comes to {goods}, though, and we can only send out orders from our "
        "minimum of {minimum}. I haven't booked it yet: would you like to add something?",
        "Small snag: your goods are worth {goods} and our minimum order is {minimum}. If you add a bit more "
        "I'll book it gladly; so far it isn't booked.",
        "I'd love to send this off, but at {goods} it's under our minimum order of {minimum}. Nothing is "
        "booked. Maybe there is something else your machine could use?",
        "I added it up and got {goods}, which is short of the minimum order, {minimum}. Send me a larger "
        "order and I'm on it; this one isn't booked.",
    ),
    formal=(
        "The goods you ordered amount to {goods}, which is below our minimum order value of {minimum}. We "
        "have therefore not booked the order and would invite you to increase it.",
        "We regret that we cannot accept an order of {goods}, as our minimum order is {minimum}. Nothing "
        "has been booked; a larger order would be most welcome.",
        "Thank you for your order over {goods}. Our minimum, however, stands at {minimum}, so that no "
        "booking has been made. Kindly add further items.",
        "Your order comes to {goods} in goods. Since it does not reach the minimum of {minimum}, it has not "
        "been entered. Please resubmit it with additional quantities.",
    ),
)
_TOO_MANY = Variants(
    plain=(
        "Too much {product}. We sell up to {units} units at once. Nothing booked; send a smaller order.",
        "Limit for {product} is {units} units an order. Lower it and resend. Not booked.",
        "Can't do that many {product}; {units} is the most. Nothing has been booked.",
        "{product}: {units} units at most. The order is not booked, please adjust.",
    ),
    warm=(
        "Wow, that's a lot of {product}! The most I can sell in one order is {units} units. Would you send "
        "me a smaller number? Nothing is booked so far.",
        "I'm afraid we can't part with that much {product} at once; {units} units is where we stop. I "
        "haven't booked anything, so just change the number.",
        "That would empty our shelves! For {product} we can go up to {units} units. Let me know what you'd "
        "like; the order isn't booked yet.",
        "For {product} our limit is {units} units in an order. Bring it down to that and I'll book it; for "
        "now it isn't.",
    ),
    formal=(
        "The quantity of {product} exceeds what we are able to supply in a single order, which is {units} "
        "units. The order has not been booked; kindly revise it.",
        "We regret that we cannot supply more than {units} units of {product} at once. Nothing has been "
        "booked.",
        "Please note that orders for {product} are limited to {units} units. We have not entered your order "
        "and await an amended quantity.",
        "Our largest possible quantity of {product} is {units} units. We ask you to adjust your order, "
        "which remains unbooked.",
    ),
)
_CONFIRMED = Variants(
    plain=(
        "Order {order} is booked:",
        "Confirmed. Your order number is {order}:",
        "{order} is in our books:",
        "Booked as {order}:",
        "Your order stands under number {order}:",
        "Order confirmation {order}:",
    ),
    warm=(
        "I've booked your order, it's number {order}:",
        "Your order is in! The number is {order}, and this is what's on it:",
        "All set, here's your order {order}:",
        "Thank you for the order! I've put it down as {order}:",
        "Happy to confirm order {order} for you:",
        "Here it is in writing, your order {order}:",
    ),
    formal=(
        "We confirm your order, which has been booked under number {order}:",
        "Your order has been entered as {order} and comprises:",
        "Thank you for your order. Under number {order} we have booked the following:",
        "We are pleased to confirm order {order} as follows:",
        "This confirms that order {order} has been accepted:",
        "Please find below the confirmation of your order {order}:",
    ),
)
_CHANGED = Variants(
    plain=(
        "Order {order} is changed. It now reads:",
        "Updated. {order} as it stands:",
        "{order}, new version:",
        "Change booked. Order {order}:",
        "Revised. Here is {order} now:",
        "Your change to {order} is in:",
    ),
    warm=(
        "I've changed your order {order}, it now looks like this:",
        "No problem, order {order} is updated:",
        "Done! Here's {order} with your changes in it:",
        "I've put your changes into {order}:",
        "You wanted {order} a bit different, so here it is:",
        "That was quickly done. This is {order} now:",
    ),
    formal=(
        "We have amended order {order}, which now reads:",
        "Your order {order} has been revised as requested:",
        "The changes to order {order} have been made. It now comprises:",
        "Please find below the amended confirmation of order {order}:",
        "Order {order}, as amended at your request, is made up as follows:",
        "This replaces our earlier confirmation of {order}:",
    ),
)
_SHALL_I = Variants(
    plain=("Shall I book:", "To be sure - shall I book:", "Do you want this booked?", "Book this?"),
    warm=(
        "Just to be sure before I put it through - shall I book:",
        "I'd love to get this going. Shall I book:",
        "Did I get that right, and shall I book this for you?",
        "One quick check before I enter it. Shall I book:",
    ),
    formal=(
        "In order to be certain of your wishes: shall we book the following?",
        "May we take this as your order? Shall we book:",
        "Before we enter it, kindly let us know: shall we book the following?",
        "Do we understand correctly that you wish to order the following? Shall we book it?",
    ),
)
_UNTIED = Variants(
    plain=(
        "I only book orders that stand on their own. Shall I book it as it is:",
        "Can't tie an order to that. Shall I book this:",
        "No conditions on an order, sorry. Shall I book:",
        "I book it as written here or not at all. Shall I book:",
    ),
    warm=(
        "I can't tie the order to that, so I'd rather ask first. Shall I book it like this:",
        "I don't want to promise what isn't in my hands. Shall I book it as it stands:",
        "That condition isn't one I can put into an order, I'm afraid. Shall I book:",
        "I'd rather not book on an if. Shall I put it through like this:",
    ),
    formal=(
        "We are unable to enter orders subject to that condition. Shall we book it as follows?",
        "As we book only unconditional orders, kindly let us know: shall we book the following?",
        "The condition you name cannot be made part of an order. Shall we book this instead?",
        "An order can be entered only as it stands here. Shall we book:",
    ),
)
_COMES_TO = Variants(
    plain=("Comes to {sum}{shipping}.", "That is {sum} altogether{shipping}."),
    warm=("It comes to {sum} altogether{shipping}.", "Altogether that's {sum}{shipping}."),
    formal=("The goods come to {sum} altogether{shipping}.", "This amounts to {sum} altogether{shipping}."),
)
_SAY_YES = Variants(
    plain=(
        "A yes is enough; nothing is booked before that.",
        "Say yes and it's done. Nothing is booked so far.",
        "Nothing booked yet. Yes or no?",
        "Not booked until you say yes.",
    ),
    warm=(
        "A simple yes is all I need; nothing is booked until then.",
        "Just say yes and I'll put it through. Nothing is booked so far.",
        "I haven't booked anything yet; one word from you and it's in.",
        "Say the word! Nothing is booked before I have it.",
    ),
    formal=(
        "Your yes suffices; nothing has been booked so far.",
        "A brief confirmation is all that is needed. Until then nothing is booked.",
        "Upon your agreement we will enter it; nothing has been booked at this stage.",
        "We await your word. No order has been booked so far.",
    ),
)
_AND_ADDRESS = Variants(
    plain=("I need the delivery address too.", "Add the delivery address."),
    warm=("Please tell me the delivery address with it.", "And I'd need the delivery address, please."),
    formal=("Kindly add the delivery address.", "Please include the delivery address as well."),
)
_HELD = Variants(
    plain=(
        "Fine, not booked. It stays on the table:",
        "Okay, I'll wait. For when you decide:",
        "Nothing booked, as you wish. The offer:",
        "Take your time. This is what it would be:",
    ),
    warm=(
        "No problem, I'll wait for your word. This is what it would be:",
        "Of course, nothing is booked until you say so. For your decision:",
        "I've only put it aside for now, nothing more:",
        "Take the time you need. Here it is, so that you have it:",
    ),
    formal=(
        "As you wish, we have not booked this and await your decision:",
        "We have taken note and will wait. Our offer for the goods is:",
        "Nothing has been entered. For your consideration:",
        "We shall wait for your instructions; our offer reads:",
    ),
)
_NOTES = {
    "quantity": Variants(
        plain=(
            "The unit price goes by the quantity, so it differs a little from what you wrote.",
            "Other quantity, slightly other price than you wrote.",
        ),
        warm=(
            "The price goes by the quantity, that's why it isn't quite the one you wrote.",
            "With this quantity it comes out a touch different from the price you wrote.",
        ),
        formal=(
            "As the unit price depends on the quantity, it differs slightly from the one you name.",
            "Please note that at this quantity the unit price differs a little from yours.",
        ),
    ),
    "shipping": Variants(
        plain=("Shipping comes on top of the sum you named.", "Your sum was without shipping."),
        warm=(
            "The shipping comes on top of the sum you named.",
            "Your sum left out the shipping, so it's a little more.",
        ),
        formal=(
            "Shipping is to be added to the sum you name.",
            "Please note that the sum you name is without shipping.",
        ),
    ),
    "lowered": Variants(
        plain=("You asked for a better price; this is already lower.", "I took something off the price."),
        warm=(
            "You asked about the price, and I've taken something off.",
            "I've brought the price down a bit, as you asked.",
        ),
        formal=(
            "As you asked for a better price, we have lowered it.",
            "In answer to your request the price has been lowered.",
        ),
    ),
    "lowest": Variants(
        plain=("On price: that is the best I can do.", "No lower price possible, I booked it at ours."),
        warm=(
            "On the price I can't do any better just now, so I've booked it at ours.",
            "I looked at the price again, but that's the best I can do.",
        ),
        formal=(
            "As to the price, we are unable to go any lower and have booked it at ours.",
            "The price is the best that we can offer at present.",
        ),
    ),
}  # why an order is not quite what the buyer wrote
_TOTAL_LABELS = ("Total due", "Total to pay", "Grand total", "Order total to pay")
_PAY = Variants(
    plain=(
        "Pay to {pay_to}. Once the payment is in, we ship to the storage address you gave.",
        "Payment goes to {pay_to}. It ships to your storage address as soon as payment is in.",
        "Send it to {pay_to}, with the order number. Goods go to your storage address when payment is in.",
        "Please pay {pay_to}. No shipping before that; after it, straight to your storage address.",
        "Payment address: {pay_to}. Destination: the storage address you gave us, once payment is in.",
        "To {pay_to}, please. We ship to your storage address on receipt.",
    ),
    warm=(
        "Please send the payment to {pay_to}. Once it's in, everything goes out to the storage address you "
        "gave me.",
        "You can pay to {pay_to}, and as soon as the payment is in we'll ship to your storage address.",
        "Just send it to {pay_to} with the order number. We'll pack it and ship to your storage address "
        "once the payment is in.",
        "The payment goes to {pay_to}. When I see it, your boxes are off to the storage address you gave us.",
        "Pay whenever you're ready to {pay_to}; the goods leave for your storage address once payment is in.",
        "When the payment has reached {pay_to}, we'll send everything to your storage address.",
    ),
    formal=(
        "Kindly remit payment to {pay_to}. The goods will be shipped to the storage address you provided "
        "once payment is in.",
        "Payment is to be made to {pay_to}. Upon its receipt we will ship to your storage address.",
        "We ask you to send payment to {pay_to}, quoting the order number. Once payment is in, we ship to "
        "the storage address given.",
        "Please arrange payment to {pay_to}. Dispatch to your storage address follows as soon as payment is "
        "in.",
        "The sum is payable to {pay_to}. Your goods will leave for the storage address you named once "
        "payment has been received.",
        "We look forward to your payment to {pay_to}, after which the order will be shipped to your storage "
        "address.",
    ),
)
_NOTHING_TO_PAY = Variants(
    plain=(
        "Your credit covers it, so nothing goes to {pay_to} this time. We ship to your storage address.",
        "Paid from your credit; no money to {pay_to} needed. It ships to your storage address.",
    ),
    warm=(
        "Your credit covers all of it, so there's nothing to send to {pay_to}. It ships to your storage "
        "address.",
        "No need to pay anything to {pay_to}, your credit takes care of it. The goods go to your storage "
        "address.",
    ),
    formal=(
        "As your credit covers the order, no payment to {pay_to} is required. We ship to your storage "
        "address.",
        "The order is settled from your credit; please do not remit anything to {pay_to}. It will be "
        "shipped to your storage address.",
    ),
)
_ALREADY = Variants(
    plain=(
        "{order} is booked already. Waiting for {due}.",
        "Already confirmed as {order}. Open amount: {due}. We ship when it's paid.",
        "No need to confirm again. {order} stands, {due} is outstanding.",
        "{order} is in the books. All it needs is your payment of {due}.",
    ),
    warm=(
        "That order is booked already, it's {order}. As soon as your {due} is here we'll send it off.",
        "You're all set: {order} is in our books and only waits for the payment of {due}.",
        "I've got that down as {order} already, so nothing more to confirm. Just {due} to pay, and it ships.",
        "No worries, {order} is confirmed. It'll leave once the {due} has come in.",
    ),
    formal=(
        "Your order has already been confirmed under number {order}. It will be shipped upon receipt of "
        "{due}.",
        "We refer to our confirmation of order {order}, for which {due} is outstanding.",
        "Please note that order {order} is already booked. We await your payment of {due}.",
        "A further confirmation is not required: order {order} stands, and {due} remains payable.",
    ),
)
_CANCELLED = Variants(
    plain=(
        "{order} is cancelled.",
        "Cancelled: {order}.",
        "Done. {order} is off the books.",
        "{order} is cancelled, nothing to pay on it.",
    ),
    warm=(
        "I've cancelled {order} for you. Maybe next time!",
        "No problem, {order} is cancelled.",
        "That's fine, I've taken {order} off our books.",
        "Consider {order} cancelled, no hard feelings.",
    ),
    formal=(
        "As requested, order {order} has been cancelled.",
        "We confirm the cancellation of order {order}.",
        "Order {order} has been withdrawn at your request.",
        "We have cancelled {order} and hope to serve you on another occasion.",
    ),
)
_OFFER_DROPPED = Variants(
    plain=(
        "Fine. The offer is off the table.",
        "Noted, nothing was booked. Offer dropped.",
        "Okay, forget the offer. There was no order yet.",
        "Offer closed. You owe nothing.",
    ),
    warm=(
        "No problem, nothing had been booked yet. I've put our offer aside.",
        "That's quite all right: it was only an offer, and I've taken it back.",
        "Understood, I've dropped the offer. There was no order to cancel.",
        "Fine with me, the offer's gone and there's nothing to pay.",
    ),
    formal=(
        "We have withdrawn our offer; no order had been booked.",
        "As no order had been placed, we have simply closed the offer.",
        "Your message is noted, and our open offer has been cancelled.",
        "We confirm that the offer no longer stands and that nothing is owed.",
    ),
)
_CREDIT_KEPT = Variants(
    plain=(
        "Your credit with us: {credit}.",
        "{credit} stays as credit.",
        "Credit for the next order: {credit}.",
    ),
    warm=(
        "Your {credit} stays with us as a credit for next time.",
        "There's a credit of {credit} waiting for your next order.",
        "I'm keeping {credit} on your account for another order.",
    ),
    formal=(
        "A credit of {credit} remains on your account.",
        "The sum of {credit} is held as a credit towards a future order.",
        "Your account shows a credit of {credit}, to be set against your next order.",
    ),
)
_DELIVERED = Variants(
    plain=(
        "{order} has been delivered, so it can't be changed or cancelled.",
        "Too late, {order} has arrived.",
        "{order} is with you already. It stays as it is.",
        "Can't change {order}: delivered.",
    ),
    warm=(
        "{order} has been delivered already, so I can't change it any more.",
        "{order} is at your place by now, I'm afraid, so there's nothing left to change.",
        "That came too late for {order}, it has arrived.",
        "{order} has reached you already; what's on it can't be changed now.",
    ),
    formal=(
        "Order {order} has been delivered and can no longer be changed or cancelled.",
        "As {order} has already arrived, we are unable to alter it.",
        "A change of {order} is not possible, since it has been delivered.",
        "Please note that {order} has been delivered; it stands as confirmed.",
    ),
)
_DUE = Variants(
    plain=("Due {expected}.", "It should arrive on {expected}."),
    warm=("You can expect it on {expected}.", "It should be with you on {expected}."),
    formal=("Delivery is expected on {expected}.", "It is expected to arrive on {expected}."),
)
_TOO_LATE = Variants(
    plain=(
        "Too late. {order} has left and can't be changed or cancelled.",
        "{order} is out of our hands. No changes, no cancellation.",
        "Can't do. {order} has shipped.",
        "{order} has gone out already. It stays as it is.",
    ),
    warm=(
        "I'm sorry, {order} has left our warehouse, so I can't change or cancel it any more.",
        "That came a bit too late: {order} is out of the door, and I can't call it back.",
        "I tried, but {order} has gone already. What's on it now can't be changed.",
        "Ah, {order} has already been sent. I'm afraid it's past changing.",
    ),
    formal=(
        "We regret that order {order} has already left our warehouse and can no longer be changed or "
        "cancelled.",
        "Order {order} has been dispatched; an amendment or cancellation is therefore no longer possible.",
        "Unfortunately your request reached us after {order} had been sent, so that it must stand as it is.",
        "As {order} has left our premises, we are unable to alter or cancel it.",
    ),
)
_NOTHING_TO_CANCEL = Variants(
    plain=(
        "I find no open order of yours. Nothing to cancel.",
        "Nothing here to cancel. Which order number?",
        "No open order under your name.",
        "There is no such open order. Check the number.",
    ),
    warm=(
        "I looked, but there's no open order of yours that I could cancel. Could you check the number?",
        "Nothing to cancel here! I can't find an open order from you.",
        "I can't see any open order in your name, so you're free as a bird.",
        "There doesn't seem to be an open order like that with us. Might it be with someone else?",
    ),
    formal=(
        "Our books show no open order of yours that could be cancelled.",
        "We have been unable to find such an open order. Kindly check the order number.",
        "There is no open order on your account, so that no cancellation is necessary.",
        "Please be advised that no order matching your request is open with us.",
    ),
)
_EXPIRED = Variants(
    plain=(
        "No payment came for {order}, so it is dropped. Order again if you still want it.",
        "{order} has expired unpaid. It's off the books.",
        "We closed {order}: not paid in time.",
        "{order} was never paid and is cancelled. Send a new order if needed.",
    ),
    warm=(
        "As no payment came in for {order}, I've let it go. If you still want the goods, just order again.",
        "I held {order} as long as I could, but it wasn't paid, so it's off our books now. You're welcome "
        "to reorder.",
        "{order} has run out without a payment, so I've closed it. No hard feelings, write me when you're "
        "ready.",
        "We've taken {order} out of our books since it wasn't paid. A new mail from you and we start afresh.",
    ),
    formal=(
        "As we have not received payment for order {order}, it has lapsed. You are welcome to place a new "
        "order.",
        "Order {order} remained unpaid and has therefore been removed from our books.",
        "We advise you that order {order} has expired for want of payment. Prices for a new order will be "
        "quoted afresh.",
        "In the absence of payment, order {order} has been closed. Should you still require the goods, "
        "kindly order again.",
    ),
)
_PLEASANTRY = Variants(
    plain=(
        "Thanks. Write when you need stock.",
        "Good to know. Send a list when you want prices.",
        "Appreciated. Tell me what you need and I'll quote.",
        "Noted, thanks. Here when you want to order.",
    ),
    warm=(
        "That's kind of you! Whenever your machine needs filling, send me a list and I'll see what I can do.",
        "Thank you, that's nice to read. If you need anything, tell me what and how many.",
        "Same to you! I'm here whenever you'd like prices or want to place an order.",
        "It's always nice to hear from you. Let me know when you're running low on something.",
    ),
    formal=(
        "Thank you for your kind words. We would be glad to quote whenever you have a requirement.",
        "Your message is much appreciated. Should you wish to order, please let us know what you need.",
        "We thank you for the courtesy and remain ready to assist with prices or orders.",
        "It is good of you to write. We would be happy to hear what your machine requires.",
    ),
)


def question(decision: Question, writer: Writer) -> str:
    """What is missing or unclear."""
    return paragraphs(points(writer.say(Slot.MAIN, _ASK), decision.about), writer.say(Slot.NEXT, _NOT_BOOKED))


def below_minimum(decision: BelowMinimum, writer: Writer) -> str:
    """The order is too small."""
    return writer.say(
        Slot.MAIN,
        _BELOW_MINIMUM,
        goods=show(decision.goods_cents),
        minimum=show(decision.min_order_cents),
    )


def too_many(decision: TooMany, writer: Writer) -> str:
    """The order is too large."""
    return writer.say(Slot.MAIN, _TOO_MANY, product=decision.product, units=str(decision.most_units))


def confirmation(decision: Confirmed, writer: Writer) -> str:
    """Everything needed to pay an order. The last amount of money in it is the one to pay."""
    covered = decision.credit_cents >= decision.total_cents
    return paragraphs(
        writer.say(Slot.MAIN, _CHANGED if decision.changed else _CONFIRMED, order=decision.order),
        price_lines(writer, decision.lines),
        sentences(*(writer.say(Slot.NOTE, _NOTES[note]) for note in decision.notes)),
        _sum(decision, writer),
        writer.say(Slot.NEXT, _NOTHING_TO_PAY if covered else _PAY, pay_to=decision.pay_to),
    )


def _sum(decision: Confirmed, writer: Writer) -> str:
    label = writer.choose(Slot.SUM_LABEL, _TOTAL_LABELS)
    rows = [("Goods", decision.goods_cents)]
    if decision.shipping_cents:
        rows.append(("Shipping", decision.shipping_cents))
    if decision.credit_cents:
        rows.append(("Your credit", -decision.credit_cents))
    rows.append((label, decision.total_cents - decision.credit_cents))
    texts = [f"{name}: {show(cents)}" for name, cents in rows]
    return writer.choose(Slot.SUM, ("\n", ". ", " / ")).join(texts)


def shall_i_book(decision: ShallIBook, writer: Writer) -> str:
    """Lines that a yes books."""
    shipping = f", shipping of {show(decision.shipping_cents)} included" if decision.shipping_cents else ""
    return paragraphs(
        writer.say(Slot.MAIN, _UNTIED if decision.on_condition else _SHALL_I),
        price_lines(writer, decision.lines),
        writer.say(Slot.SUM, _COMES_TO, sum=show(decision.sum_cents), shipping=shipping),
        sentences(
            writer.say(Slot.NEXT, _SAY_YES),
            writer.say(Slot.ADDRESS, _AND_ADDRESS) if decision.needs_address else "",
        ),
    )


def held(decision: OrderHeld, writer: Writer) -> str:
    """It stays on the table."""
    return paragraphs(
        writer.say(Slot.MAIN, _HELD),
        price_lines(writer, decision.lines),
        writer.say(Slot.NEXT, OFFERED, until=day(decision.valid_until)),
    )


def already_confirmed(decision: AlreadyConfirmed, writer: Writer) -> str:
    """It is booked and waits for money."""
    return writer.say(Slot.MAIN, _ALREADY, order=decision.order, due=show(decision.due_cents))


def cancelled(decision: CancelledNow, writer: Writer) -> str:
    """The order or the offer is dropped."""
    return sentences(
        writer.say(Slot.MAIN, _CANCELLED, order=decision.order)
        if decision.order
        else writer.say(Slot.MAIN, _OFFER_DROPPED),
        credit_note(decision.credit_cents, writer),
    )


def credit_note(cents: int, writer: Writer) -> str:
    """What happens to money that is left over, if there is any."""
    return writer.say(Slot.CREDIT, _CREDIT_KEPT, credit=show(cents)) if cents else ""


def too_late(decision: TooLate, writer: Writer) -> str:
    """It has left, or is there."""
    if decision.delivered:
        return writer.say(Slot.MAIN, _DELIVERED, order=decision.order)
    due = decision.expected
    return sentences(
        writer.say(Slot.MAIN, _TOO_LATE, order=decision.order),
        writer.say(Slot.NEXT, _DUE, expected=day(due)) if due else "",
    )


def nothing_to_cancel(decision: NothingToCancel, writer: Writer) -> str:
    """No such open order."""
    return writer.say(Slot.MAIN, _NOTHING_TO_CANCEL)


def expired(decision: OrderExpired, writer: Writer) -> str:
    """Nobody paid."""
    return writer.say(Slot.MAIN, _EXPIRED, order=decision.order)


def pleasantry(decision: Pleasantry, writer: Writer) -> str:
    """A nice word back."""
    return writer.say(Slot.MAIN, _PLEASANTRY)
