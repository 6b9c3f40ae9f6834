"""What suppliers say to questions about how they do business: a yes or a no, half a sentence each."""

from __future__ import annotations

from vendsim.suppliers.voice.writer import Variants


def _v(plain: tuple[str, ...], warm: tuple[str, ...], formal: tuple[str, ...]) -> Variants:
    return Variants(plain, warm, formal)


NO: dict[str, Variants] = {
    "credit": _v(
        ("No credit, payment comes first.", "We don't do credit terms."),
        ("I'm afraid we can't give credit, it's payment first for everybody.",
         "Credit isn't something we do, sorry; payment comes first."),
        ("We do not grant credit terms.", "Supply on credit is not possible with us; payment comes first."),
    ),
    "case_size": _v(
        ("Loose units are fine, no need for full cases.", "We sell by the unit, whole cases or not."),
        ("You don't have to take full cases, loose units are fine.",
         "Any number of units is fine with us, full cases or not."),
        ("We supply by the unit; full cases are not required.",
         "Quantities need not be full cases, as we sell by the unit."),
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
        ("I can't set up a standing order, but a short mail each time does the job.",
         "We don't do standing orders; just write when you need the next one."),
        ("We do not enter standing orders; kindly order each time.",
         "Standing orders are not part of our service; a brief mail suffices each time."),
    ),
    "best_sellers": _v(
        ("Can't say what sells at your spot.", "No idea what your customers buy, to be frank."),
        ("I couldn't tell you what goes best at your spot, I'm afraid.",
         "What sells best at a machine like yours I really don't know."),
        ("We are unable to say what sells best at your location.",
         "We have no figures on what is bought at machines such as yours."),
    ),
    "shelf_life": _v(
        ("Dates are printed on the goods; everything we ship is fresh stock.",
         "Full shelf life from us; the date is on each pack."),
        ("Everything leaves here with its full shelf life, and the date is on each pack.",
         "It's all fresh stock; you'll find the date printed on the goods."),
        ("Goods are supplied with their full shelf life; the date is printed on them.",
         "All goods are fresh stock and bear their date."),
    ),
    "specials": _v(
        ("No specials at the moment.", "Nothing on special right now."),
        ("I've nothing on special just now, I'm afraid.", "No specials at the moment, sorry."),
        ("There are no special offers at present.", "At the moment nothing is on special offer."),
    ),
    "meeting": _v(
        ("No visits; mail is enough.", "We do it all by mail."),
        ("I'd rather keep it to mail, we can't do visits.", "We do everything by mail here, no meetings."),
        ("We conduct our business by mail only.", "A meeting cannot be arranged; we are glad to help by mail."),
    ),
    "invoice": _v(
        ("The confirmation serves as the invoice.", "No separate invoice; use the confirmation."),
        ("Our confirmation is your invoice, so please keep that one.",
         "There's no separate invoice; the confirmation has everything on it."),
        ("Our order confirmation serves as the invoice.",
         "No separate invoice is issued; kindly keep the confirmation."),
    ),
    "free_shipping": _v(
        ("Shipping is as in our terms, no exceptions.", "Can't waive shipping."),
        ("I can't waive the shipping, I'm afraid.", "The shipping has to stay as in our terms, sorry."),
        ("We are unable to waive the shipping charge.", "Shipping is charged as set out in our terms."),
    ),
    "split_delivery": _v(
        ("One order, one delivery.", "No split deliveries; make it separate orders."),
        ("I can't split an order, but you can always send me separate ones.",
         "We send each order in one go; separate orders work fine, though."),
        ("Orders are delivered in one shipment; separate orders may of course be placed.",
         "We do not split deliveries; kindly place separate orders instead."),
    ),
    "delivery_days": _v(
        ("Any day of the week, once it's paid.", "We ship on any day after payment."),
        ("We deliver on any day of the week, counted from your payment.",
         "Any day is a delivery day for us, once the payment is in."),
        ("We deliver on any day of the week following payment.",
         "Deliveries are made on every day of the week after payment."),
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
}  # fmt: skip
YES: dict[str, Variants] = {}
