"""Letters about prices: lists, quotes, counter-offers, terms."""

from __future__ import annotations

from vendsim.money import show
from vendsim.suppliers.decisions import (
    Agreed,
    AskedForSubstance,
    Countered,
    OpenPoints,
    PriceList,
    QuoteGiven,
    TermsStated,
    TradeTerms,
)
from vendsim.suppliers.voice.wording import both, day, paragraphs, points, price_lines, sentences
from vendsim.suppliers.voice.writer import Slot, Variants, Writer

_LIST = Variants(
    plain=(
        "Our price list:",
        "Here is everything we carry, with unit prices:",
        "Full range and prices:",
        "This is what we stock and what it costs:",
        "Current list, all prices per single unit:",
        "Prices for our whole assortment:",
    ),
    warm=(
        "Here's our whole list so you can take your pick:",
        "Have a look through what we carry, with the price of every item:",
        "I've put our full range together for you:",
        "This is everything on our shelves right now, priced by the unit:",
        "Let me show you what we have and what it costs:",
        "Here you go, our complete selection with unit prices:",
    ),
    formal=(
        "Please find below our current assortment with wholesale unit prices:",
        "We are pleased to submit our complete price list:",
        "Our range and the unit prices that apply to it are as follows:",
        "The following list shows every product that we carry, priced by the unit:",
        "Below you will find our wholesale list, with all prices stated for a single unit:",
        "Kindly find here the products we supply, together with their unit prices:",
    ),
)
_HOLDS = Variants(
    plain=(
        "Prices hold until {until}. To order, send quantities and the delivery address.",
        "Good until {until}. Want some? Quantities and delivery address, please.",
        "Valid through {until}. An order needs product, quantity and delivery address.",
        "These stand until {until}.",
    ),
    warm=(
        "You can count on these prices until {until}. When you're ready, send me the quantities and the "
        "address they should go to.",
        "I can keep these for you until {until}; just tell me how many of each and where to send them.",
        "They're good until {until}. To order, write me the products, the quantities and your delivery "
        "address.",
        "These prices are yours until {until}.",
    ),
    formal=(
        "These prices remain valid until {until}. To place an order, please state quantities and the "
        "delivery address.",
        "We will honor these prices up to and including {until}; an order should name the products, the "
        "quantities and the delivery address.",
        "This offer stands until {until}. We would ask you to include the delivery address with any order.",
        "Our prices are firm until {until}.",
    ),
)
_TERMS = Variants(
    plain=(
        "Terms: {minimum}, {shipping}, delivery about {lead} after payment.",
        "We have {minimum} and {shipping}; goods are with you about {lead} after payment.",
        "For the rest: {minimum}; {shipping}; goods arrive about {lead} after payment.",
        "Conditions: {shipping}, {minimum}, lead time about {lead} from payment.",
    ),
    warm=(
        "A word on how we work: {minimum}, {shipping}, and your goods are usually with you about {lead} "
        "after payment.",
        "So you know: there is {minimum} and {shipping}, and delivery takes about {lead} once you've paid.",
        "Our terms are simple: {minimum}, {shipping}, about {lead} from payment to your door.",
        "On the practical side it's {minimum} and {shipping}; count on about {lead} after payment.",
    ),
    formal=(
        "Our terms are {minimum} and {shipping}; delivery usually takes about {lead} from receipt of "
        "payment.",
        "The following conditions apply: {minimum}, {shipping}, and a lead time of about {lead} after "
        "payment.",
        "Please note {minimum} and {shipping}. Goods ordinarily arrive about {lead} after payment has been "
        "received.",
        "As to our conditions, there is {shipping}, with {minimum}, and goods take about {lead} from "
        "payment to arrive.",
    ),
)
_DISCOUNT = Variants(
    plain=("Bigger orders get a better price.", "Larger orders earn a discount.", "Volume lowers the price."),
    warm=(
        "And the more you take, the better I can do on price.",
        "Larger orders get something off, of course.",
        "Order more in a go and the price comes down a bit.",
    ),
    formal=(
        "Larger orders qualify for a reduction.",
        "A quantity discount is applied to larger orders.",
        "We grant better prices on orders of greater value.",
    ),
)
_NO_DISCOUNT = Variants(
    plain=("No quantity discount.", "Same price at any volume."),
    warm=("We keep the same price whatever the quantity.", "There's no discount for quantity, I'm afraid."),
    formal=("We do not grant quantity discounts.", "Our prices do not vary with the quantity."),
)
_QUOTE = Variants(
    plain=(
        "Our prices:",
        "Here is the quote:",
        "What you asked for, priced:",
        "Quote:",
        "We can supply at these prices:",
        "The numbers:",
    ),
    warm=(
        "Here's what I can offer you:",
        "I've worked out the prices you asked for:",
        "This is what it would cost with us:",
        "These are the prices for what you have in mind:",
        "I had a look and can offer you this:",
        "Here are your prices:",
    ),
    formal=(
        "We are pleased to quote as follows:",
        "Please find our quotation below:",
        "For the goods you inquired about, our prices are:",
        "We can offer the requested items on these terms:",
        "Our offer in response to your inquiry reads:",
        "We would be glad to supply at the following unit prices:",
    ),
)
_NOT_CARRIED = Variants(
    plain=(
        "We don't carry {names}.",
        "Not in our range: {names}.",
        "No {names} here, sorry.",
        "We have to pass on {names}.",
    ),
    warm=(
        "I'm sorry, {names} isn't something we carry.",
        "What I can't help with is {names}, we don't stock that.",
        "No luck with {names}, I'm afraid: that's not in our range.",
        "For {names} you'd have to look elsewhere, sorry.",
    ),
    formal=(
        "We regret that our range does not include {names}.",
        "Unfortunately we are unable to supply {names}.",
        "Please note that we do not carry {names}.",
        "As for {names}, we must ask you to turn to another supplier.",
    ),
)
_STILL_OPEN = Variants(
    plain=("Still unclear:", "Open point:", "I could not work out the following:"),
    warm=(
        "There's something I wasn't sure about:",
        "Could you help me with this:",
        "I couldn't quite make this out:",
    ),
    formal=(
        "We would be grateful for clarification on the following:",
        "The following remains open:",
        "We were unable to establish the following:",
    ),
)
_MOVED = Variants(
    plain=(
        "I can come down. New prices:",
        "Your price is too low for us, but I can move to this:",
        "We went over it again. Better offer:",
        "Can't match your figure, but I took something off:",
        "Meeting you part of the way:",
        "I got approval to lower the price. It is now:",
    ),
    warm=(
        "You drive a good bargain. I can't go all the way, but I've brought the prices down for you:",
        "I sat down with my numbers again and found some room:",
        "Since you're serious about this, I've lowered our prices as follows:",
        "I'd like to make this work, so here is a better offer, even if it isn't quite what you named:",
        "I talked it over here and we can meet you part of the way:",
        "All right, you've talked me into coming down some more:",
    ),
    formal=(
        "While your figure remains below what is possible for us, we are prepared to reduce our prices to "
        "the following:",
        "Having reviewed your request, we can improve our offer:",
        "In the interest of reaching an agreement, we are able to make a concession:",
        "We have taken your proposal into consideration and have revised our prices downward:",
        "We cannot accept the prices you propose, yet we are willing to move towards them:",
        "As a sign of goodwill we can lower our prices to these:",
    ),
)
_FIRM = Variants(
    plain=(
        "Can't do that price. Ours stands:",
        "Too low. This is what we charge:",
        "No. The price stays:",
        "That does not work for us. Our prices:",
        "I have no room at that level. It remains:",
        "Take it or leave it, the price is:",
    ),
    warm=(
        "I wish I could say yes, but at that price it doesn't work for us. This is where we are:",
        "I've looked at it from every side and I can't go lower for now. It stays at:",
        "I understand you have to watch your costs, and so do I. My prices remain:",
        "That's more of a drop than I can manage, so I have to hold at:",
        "I'd love to do that for you, but I can't. This is still my offer:",
        "I'm afraid that's too low for me. I have to stay with:",
    ),
    formal=(
        "We regret that we cannot supply at the prices you propose. Our offer remains:",
        "After careful consideration we are unable to accept your figures and must maintain the following:",
        "The prices you name are not feasible for us. We are able to supply at:",
        "We appreciate your proposal; however, our position is unchanged:",
        "We must decline the proposed prices. The following continue to apply:",
        "Our calculation leaves no room for the reduction you ask for. We confirm:",
    ),
)
_FIRST = Variants(
    plain=(
        "What I can do:",
        "Below that I can't sell. My prices:",
        "Not at that price. I can supply at:",
        "That's too little for us. We charge:",
        "At these prices it works for us:",
        "Can't do your figure. Here is mine:",
    ),
    warm=(
        "I can't quite go where you'd like, but this is what I can do for you:",
        "That's lower than I can go, I'm afraid. These are the prices I can offer:",
        "I'd have liked to say yes to your figure. What I can do is this:",
        "I've looked at what we can do for you, and it comes out at:",
        "It won't work at your price, but at these it will:",
        "Let me tell you what is possible on our side:",
    ),
    formal=(
        "We are unable to supply at the prices you name; we can offer the following:",
        "The prices at which we can supply these goods are:",
        "While we cannot accept your figures, we would be pleased to supply at:",
        "In answer to your proposal we can offer:",
        "Your proposal lies below what is possible for us. Our prices are:",
        "We have considered your proposal and can supply on these terms:",
    ),
)
_FOR_ALL = Variants(
    plain=(
        "All of it with shipping comes to {sum} (you offered {asked}).",
        "Everything together, shipped: {sum} (you offered {asked}).",
    ),
    warm=(
        "For all of it with shipping that comes to {sum} (you offered {asked}).",
        "Everything together and delivered, it comes to {sum} (you offered {asked}).",
    ),
    formal=(
        "For the whole lot, including shipping, this comes to {sum} (you offered {asked}).",
        "All together and with shipping, the goods come to {sum} (you offered {asked}).",
    ),
)
OFFERED = Variants(
    plain=(
        "Holds until {until}. Nothing is booked.",
        "Good until {until}. If that works, send the order.",
        "Offer ends {until}. Nothing booked until you order.",
    ),
    warm=(
        "This is good until {until}. Nothing is booked yet, so have a think.",
        "I can keep that open until {until}; if you like it, send me the order with quantities and address.",
        "The offer stands until {until}, and nothing is booked until you say so.",
    ),
    formal=(
        "This offer is valid until {until}. No order has been entered.",
        "We hold these prices until {until} and would welcome your order. Nothing has been booked so far.",
        "You may rely on these prices until {until}; no booking has been made.",
    ),
)
_ORDER_WAITS = Variants(
    plain=(
        "Your order is not booked. Say yes to these prices by {until} and it will be.",
        "Order not booked. Confirm at these prices; they hold until {until}.",
        "Nothing is booked at your prices. Okay these until {until} and I'll book it.",
    ),
    warm=(
        "I haven't booked your order yet, since the prices differ. If you're happy with these, just "
        "confirm; they're good until {until}.",
        "So your order is waiting here, not booked. Give me a yes by {until} and I'll put it through at "
        "these prices.",
        "I left the order open for now. Tell me these prices are fine with you, any day until {until}, and "
        "it's done.",
    ),
    formal=(
        "Your order has therefore not been booked. Should you agree to these prices, please confirm by "
        "{until}.",
        "We have not entered your order. Upon your confirmation at the above prices, which hold until "
        "{until}, we will do so.",
        "Your order remains unbooked until you accept these prices; our offer is open until {until}.",
    ),
)
_AGREED = Variants(
    plain=(
        "Agreed. The prices:",
        "Okay, we can do that:",
        "Deal on price:",
        "Yes. Prices as follows:",
        "That works for us:",
        "Fine by us. We supply at:",
    ),
    warm=(
        "Yes, I can do that for you:",
        "That works for me, so here it is in writing:",
        "You have a deal on the prices:",
        "I'm happy to say yes to this:",
        "Good, we've found each other. These are your prices:",
        "Let's do it at these prices:",
    ),
    formal=(
        "We are pleased to agree to your proposal and confirm these prices:",
        "Your terms are acceptable to us. We will supply at:",
        "We can accept the prices you suggest, as set out here:",
        "It gives us pleasure to confirm agreement on the following:",
        "We have approved your request. The agreed prices are:",
        "Your proposal has been accepted:",
    ),
)
_AGREED_NEXT = Variants(
    plain=(
        "Good until {until}. Nothing is booked before you send an order with quantities and delivery "
        "address.",
        "Holds until {until}. Send the order when ready; none is booked yet.",
        "Valid through {until}. No order booked so far.",
    ),
    warm=(
        "The prices are yours until {until}. Nothing is booked yet: send me your order with the quantities "
        "and the delivery address.",
        "I'll hold them until {until}. Just send the order with your address when you're ready, as I "
        "haven't booked anything.",
        "They're good until {until}, and I'll book as soon as your order is here.",
    ),
    formal=(
        "These prices apply to orders received by {until}. No order has been booked; please send yours with "
        "quantities and the delivery address.",
        "The agreement holds until {until}. We await your order, since nothing has been entered yet.",
        "They are guaranteed until {until}; a booking will be made upon receipt of your order.",
    ),
)
_SUBSTANCE = Variants(
    plain=(
        "A better price on what? Give me product, quantity and the price you have in mind.",
        "I can't calculate with that. Tell me how many units you want and your target price, or show me "
        "another offer.",
        "Lower prices need a reason. Name the quantity and the price you need.",
        "Need specifics: which product, how many, at what price?",
    ),
    warm=(
        "I'm open to talking about price, but I need something to work with. How many of which product are "
        "you thinking of, and what would you like to pay?",
        "Everyone would like it cheaper, I know! Tell me your quantities and the price you're hoping for, "
        "and I'll see what I can do.",
        "Help me help you: if you give me a quantity and a target price, or the offer you have from "
        "somebody else, I can take that to my boss.",
        "I'd like to find something for you. Which products, how many units, and what price would make you "
        "say yes?",
    ),
    formal=(
        "Before we can consider a reduction, we would need to know the quantities you have in mind and the "
        "price you consider appropriate.",
        "We are open to discussing our prices on the basis of a concrete request: product, quantity and "
        "target price, or a comparable quotation.",
        "In the absence of a quantity and a target price we are unable to revise our offer. Kindly provide "
        "both.",
        "A general request for better prices is difficult to assess. Please name the products, the "
        "quantities and the price you propose.",
    ),
)
_TERMS_INTRO = Variants(
    plain=("", "To your question.", "Short version.", "Our conditions."),
    warm=("Good question!", "Let me explain.", "Glad you asked.", "That's easily answered."),
    formal=(
        "We are glad to set out our terms.",
        "Please find our terms of business below.",
        "Your question is easily answered.",
        "We are happy to provide the information requested.",
    ),
)
_TOPICS = {
    "payment_terms": Variants(
        plain=("Payment is up front, to this mail address.", "You pay first, to this address; then we ship."),
        warm=(
            "Payment comes first: send it to this mail address and we ship once it's here.",
            "We ask for payment in advance, sent to this very address.",
        ),
        formal=(
            "Payment is due in advance and is to be sent to this mail address.",
            "We supply against prepayment, which you may send to this mail address.",
        ),
    ),
    "catalogue": Variants(
        plain=("Ask for the price list and you get all of it.", "The full list is yours for the asking."),
        warm=(
            "If you'd like our whole price list, say the word.",
            "I can send you the full list any time, just ask for it.",
        ),
        formal=(
            "Our complete price list is available on request.",
            "Should you require the full price list, please ask for it.",
        ),
    ),
    "availability": Variants(
        plain=("What we quote, we have.", "Everything we quote can be ordered."),
        warm=("Whatever I quote you can be ordered right now.", "If it's on our list, you can order it."),
        formal=(
            "All products that we quote are available to order.",
            "Any product on our list may be ordered at present.",
        ),
    ),
    "returns": Variants(
        plain=(
            "Check goods on arrival. If something is off, write with the order number.",
            "No general returns. Write to us with the order number if there is a problem.",
        ),
        warm=(
            "Please count everything when it arrives, and write to me with the order number if something "
            "isn't right.",
            "If anything is wrong with a delivery, tell me the order number and we'll look into it.",
        ),
        formal=(
            "Please inspect the goods on arrival and report any discrepancy together with the order number.",
            "Complaints are examined case by case; kindly quote the order number.",
        ),
    ),
}  # what is said on a topic beyond the terms themselves


def price_list(decision: PriceList, writer: Writer) -> str:
    """The whole assortment."""
    return paragraphs(
        writer.say(Slot.MAIN, _LIST),
        price_lines(writer, decision.lines),
        sentences(
            _terms(writer, decision.terms), writer.say(Slot.NEXT, _HOLDS, until=day(decision.valid_until))
        ),
    )


def quote(decision: QuoteGiven, writer: Writer) -> str:
    """Prices for what was asked, and what could not be answered."""
    missing, open_points = decision.not_carried, decision.questions
    return paragraphs(
        writer.say(Slot.MAIN, _QUOTE),
        price_lines(writer, decision.lines),
        writer.say(Slot.MISSING, _NOT_CARRIED, names=both(missing)) if missing else "",
        points(writer.say(Slot.QUESTIONS, _STILL_OPEN), open_points) if open_points else "",
        _terms(writer, decision.terms) if decision.terms else "",
        writer.say(Slot.NEXT, _HOLDS, until=day(decision.valid_until)),
    )


def open_points(decision: OpenPoints, writer: Writer) -> str:
    """What the rest of the letter leaves out."""
    missing, questions = decision.not_carried, decision.questions
    return paragraphs(
        writer.say(Slot.MISSING, _NOT_CARRIED, names=both(missing)) if missing else "",
        points(writer.say(Slot.QUESTIONS, _STILL_OPEN), questions) if questions else "",
    )


def counter(decision: Countered, writer: Writer) -> str:
    """Our prices instead of theirs."""
    lead = _MOVED if decision.moved else _FIRST if decision.first else _FIRM
    both_sums = {"sum": show(decision.sum_cents), "asked": show(decision.asked_sum_cents)}
    return paragraphs(
        writer.say(Slot.MAIN, lead),
        price_lines(writer, decision.lines),
        writer.say(Slot.SUM, _FOR_ALL, **both_sums) if decision.asked_sum_cents else "",
        writer.say(
            Slot.NEXT, _ORDER_WAITS if decision.has_order else OFFERED, until=day(decision.valid_until)
        ),
    )


def agreement(decision: Agreed, writer: Writer) -> str:
    """Their prices are fine."""
    return paragraphs(
        writer.say(Slot.MAIN, _AGREED),
        price_lines(writer, decision.lines),
        writer.say(Slot.NEXT, _AGREED_NEXT, until=day(decision.valid_until)),
    )


def ask_for_substance(decision: AskedForSubstance, writer: Writer) -> str:
    """A better price for what?"""
    return writer.say(Slot.MAIN, _SUBSTANCE)


def state_terms(decision: TermsStated, writer: Writer) -> str:
    """The terms, and a word on each topic they leave out."""
    known = [topic for topic in _TOPICS if topic in decision.asks_about]
    further = [writer.say(Slot.TOPIC + place, _TOPICS[topic]) for place, topic in enumerate(known)]
    if "volume_discount" in decision.asks_about and not decision.terms.discounts:
        further.append(writer.say(Slot.DISCOUNT, _NO_DISCOUNT))
    return paragraphs(
        sentences(writer.say(Slot.MAIN, _TERMS_INTRO), _terms(writer, decision.terms)), sentences(*further)
    )


def _terms(writer: Writer, terms: TradeTerms) -> str:
    return sentences(
        writer.say(
            Slot.TERMS,
            _TERMS,
            minimum=_minimum(terms),
            shipping=_shipping(terms),
            lead=_lead(terms.lead_days),
        ),
        writer.say(Slot.DISCOUNT, _DISCOUNT) if terms.discounts else "",
    )


def _minimum(terms: TradeTerms) -> str:
    return (
        f"a minimum order of {show(terms.min_order_cents)}" if terms.min_order_cents else "no minimum order"
    )


def _shipping(terms: TradeTerms) -> str:
    if terms.shipping_cents == 0:
        return "no charge for shipping"
    flat = f"a flat shipping charge of {show(terms.shipping_cents)}"
    if terms.free_shipping_cents == 0:
        return flat
    return f"{flat} (free from {show(terms.free_shipping_cents)} of goods)"


def _lead(days: tuple[int, int]) -> str:
    fewest, most = days
    if fewest == most:
        return "a day" if most == 1 else f"{most} days"
    return f"{fewest} to {most} days"
