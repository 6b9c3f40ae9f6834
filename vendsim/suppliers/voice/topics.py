"""What suppliers say to questions about how they do business: a yes or a no, half a sentence each."""

from __future__ import annotations

from vendsim.suppliers.voice.writer import Variants


def _v(plain: tuple[str, ...], warm: tuple[str, ...], formal: tuple[str, ...]) -> Variants:
    return Variants(plain, warm, formal)


NO: dict[str, Variants] = {
    "credit": _v(
        ("No credit, payment comes first.", "We don't do credit terms."),
        (
            "I'm afraid we can't give credit, it's payment first for everybody.",
            "Credit isn't something we do, sorry; payment comes first.",
        ),
        ("We do not grant credit terms.", "Supply on credit is not possible with us; payment comes first."),
    ),
    "case_size": _v(
        ("Loose units are fine, no need for full cases.", "We sell by the unit, whole cases or not."),
        (
            "You don't have to take full cases, loose units are fine.",
            "Any number of units is fine with us, full cases or not.",
        ),
        (
            "We supply by the unit; full cases are not required.",
            "Quantities need not be full cases, as we sell by the unit.",
        ),
    ),
    "samples": _v(
        ("No samples.", "We don't send samples."),
        ("We can't send samples, I'm afraid.", "Samples aren't something we have, sorry."),
        ("We do not provide samples.", "Unfortunately samples are not available."),
    ),
    "consignment": _v(
        ("No consignment; what you order is yours.", "We sell outright only."),
        ("Consignment doesn't work for us, I'm afraid.", "We only sell outright, sorry."),
        ("We do not supply on consignment.", "Goods are sold outright only, not on consignment."),
    ),
    "standing_order": _v(
        ("No standing orders; write each time.", "I don't run standing orders. Send each one when due."),
        (
            "I can't set up a standing order, but a short mail each time does the job.",
            "We don't do standing orders; just write when you need the next one.",
        ),
        (
            "We do not enter standing orders; kindly order each time.",
            "Standing orders are not part of our service; a brief mail suffices each time.",
        ),
    ),
    "best_sellers": _v(
        ("Can't say what sells at your spot.", "No idea what your customers buy, to be frank."),
        (
            "I couldn't tell you what goes best at your spot, I'm afraid.",
            "What sells best at a machine like yours I really don't know.",
        ),
        (
            "We are unable to say what sells best at your location.",
            "We have no figures on what is bought at machines such as yours.",
        ),
    ),
    "specials": _v(
        ("No specials at the moment.", "Nothing on special right now."),
        ("I've nothing on special just now, I'm afraid.", "No specials at the moment, sorry."),
        ("There are no special offers at present.", "At the moment nothing is on special offer."),
    ),
    "meeting": _v(
        ("No visits; mail is enough.", "We do it all by mail."),
        ("I'd rather keep it to mail, we can't do visits.", "We do everything by mail here, no meetings."),
        (
            "We conduct our business by mail only.",
            "A meeting cannot be arranged; we are glad to help by mail.",
        ),
    ),
    "free_shipping": _v(
        ("Shipping is as in our terms, no exceptions.", "Can't waive shipping."),
        ("I can't waive the shipping, I'm afraid.", "The shipping has to stay as in our terms, sorry."),
        ("We are unable to waive the shipping charge.", "Shipping is charged as set out in our terms."),
    ),
    "split_delivery": _v(
        ("One order, one delivery.", "No split deliveries; make it separate orders."),
        (
            "I can't split an order, but you can always send me separate ones.",
            "We send each order in one go; separate orders work fine, though.",
        ),
        (
            "Orders are delivered in one shipment; separate orders may of course be placed.",
            "We do not split deliveries; kindly place separate orders instead.",
        ),
    ),
    "substitutes": _v(
        ("You get what's on the confirmation.", "We send what you order."),
        ("We send what you order, so tell me which you'd like.", "You'll get what's on the confirmation."),
        ("We supply what has been confirmed.", "The goods on our confirmation are what we supply."),
    ),
    "other": _v(
        ("Can't help with your other question.", "To the other question: I don't know."),
        ("Your other question I can't answer, I'm afraid.", "About the other thing I really don't know."),
        ("Your further question we are unable to answer.", "On your other point we have no information."),
    ),
}
YES: dict[str, Variants] = {
    "free_shipping": _v(
        (
            "First order ships free, since you ask.",
            "No shipping on your first order.",
            "Shipping on the first one is on us.",
            "Fine, your first order ships free.",
        ),
        (
            "Since you ask: the shipping on your first order is on us.",
            "For a new customer I can do that, the first order ships free.",
            "Let's start on a good foot, your first order ships free.",
            "I'll waive the shipping on your first order, gladly.",
        ),
        (
            "As a welcome, your first order will be shipped free of charge.",
            "We are glad to waive the shipping charge on your first order.",
            "For new customers the first shipment can be free of charge.",
            "Since you ask, we shall not charge shipping on your first order.",
        ),
    ),
    "case_size": _v(
        (
            "Whole cases only in an order: a little off each unit.",
            "Order in full cases and it gets a bit cheaper.",
            "Full cases save me work, so they cost a bit less.",
            "Nothing but full cases: small discount.",
        ),
        (
            "If all of an order is full cases, I take a little off.",
            "Order in full cases throughout and it's a bit cheaper, as you ask.",
            "Full cases are easier for us, so I can take something off for them.",
            "Loose units are fine, but an order of nothing but full cases is a bit cheaper.",
        ),
        (
            "Orders made up of full cases only are granted a small discount.",
            "For orders in full cases throughout, we reduce the unit prices slightly.",
            "If an order consists of full cases, a small discount applies.",
            "Full cases are priced slightly lower, provided that all of an order is in cases.",
        ),
    ),
    "standing_order": _v(
        (
            "Order regularly and I take a little off each time. Just write when due.",
            "Regulars get a bit off, as long as the next order comes in good time.",
            "Standing price for you from now on, if you keep ordering.",
            "Keep the orders coming and the price is a bit lower.",
        ),
        (
            "I'd love that! Just write each time, and as long as you order regularly I take a little off.",
            "For regular orders I can take something off; a short mail each time is enough.",
            "Keep ordering and I'll give you a slightly better price each time.",
            "That deserves a better price: a bit off whenever you order again in good time.",
        ),
        (
            "For regular orders we grant a slightly lower price; a brief mail suffices each time.",
            "Provided that you order regularly, a small reduction will be applied from now on.",
            "We can offer a standing price slightly below our list for regular orders.",
            "A small discount applies as long as your orders follow each other in good time.",
        ),
    ),
    "specials": _v(
        (
            "On special: {goods}. I want it off the shelf.",
            "{goods} is on special right now.",
            "Yes, {goods}. Overstock, so it goes cheaper.",
            "Special at the moment: {goods}.",
        ),
        (
            "Good that you ask, {goods} is on special right now.",
            "We've too much {goods} on the shelf, so that's cheaper at the moment.",
            "There is one! {goods} is on special just now.",
            "I can do something on {goods}, we ordered too much of it.",
        ),
        (
            "At present {goods} is on special offer.",
            "We have an overstock of {goods}, which is offered at a special price.",
            "A special price applies to {goods} at the moment.",
            "We can currently offer {goods} at a reduced price.",
        ),
    ),
    "best_sellers": _v(
        (
            "From what I see, {goods} go well at such places.",
            "{goods} move well with others like you, I hear.",
            "Others reorder {goods} most, as far as I can tell.",
            "I'd look at {goods}.",
        ),
        (
            "From what my other customers tell me, {goods} go really well at such places.",
            "If I were you I'd look at {goods}, they seem to go well.",
            "I hear good things about {goods} at spots like yours.",
            "As far as I can tell people like {goods} most around there.",
        ),
        (
            "As far as we can tell, {goods} are in good demand at such locations.",
            "Other operators appear to do well with {goods}.",
            "In our experience {goods} sell well at comparable places.",
            "According to our other customers, {goods} are bought readily.",
        ),
    ),
    "invoice": _v(
        (
            "The confirmation is your invoice.",
            "Use the confirmation as the invoice.",
            "Invoice: that's the confirmation.",
            "Our confirmation works as the invoice.",
        ),
        (
            "Our confirmation is your invoice, so please keep it.",
            "The order confirmation doubles as the invoice.",
            "You can give your accountant the confirmation, it's the invoice as well.",
            "The confirmation you get from us is the invoice too.",
        ),
        (
            "Our order confirmation serves as the invoice.",
            "The confirmation of each order is at the same time the invoice.",
            "Kindly use our confirmation as the invoice.",
            "Each order confirmation may be used as an invoice.",
        ),
    ),
    "shelf_life": _v(
        (
            "Full shelf life; the date is on each pack.",
            "Fresh stock, date on the pack.",
            "Everything ships with its full shelf life.",
            "Dates are printed on the goods, all fresh.",
        ),
        (
            "Everything leaves here with its full shelf life, and the date is on each pack.",
            "It's all fresh stock; you'll find the date printed on the goods.",
            "You get fresh stock from us, with the date on it.",
            "The date is on every pack, and what we ship is fresh.",
        ),
        (
            "Goods are supplied with their full shelf life; the date is printed on them.",
            "All goods are fresh stock and bear their date.",
            "We ship fresh stock only, with the date on each pack.",
            "The shelf life is printed on the goods, which are always fresh stock.",
        ),
    ),
    "delivery_days": _v(
        (
            "Any day of the week, once it's paid.",
            "We ship on any day after payment.",
            "Every day is a delivery day.",
            "All days, counted from payment.",
        ),
        (
            "We deliver on any day of the week, counted from your payment.",
            "Any day is a delivery day for us, once the payment is in.",
            "We're on the road every day, so it counts from your payment.",
            "Every day of the week works, once it's paid.",
        ),
        (
            "We deliver on any day of the week following payment.",
            "Deliveries are made on every day of the week after payment.",
            "Goods are delivered on all days of the week once payment is in.",
            "All days of the week are delivery days, counted from payment.",
        ),
    ),
}
