"""What a model may make of supplier mail: honest rephrasings by hand, ways of varying a letter, and lies."""

# Letters stand here as models write them, without line breaks in a sentence.
# ruff: noqa: E501

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from vendsim.suppliers import decisions as d
from vendsim.suppliers.voice import Speaker, phrase, wordings
from vendsim.suppliers.voiced import Draft

SPEAKER = Speaker("Fog City Fresh", "Dana Reyes", "businesslike", 4)
FRIDAY, LATER = date(2026, 8, 14), date(2026, 8, 21)
COLA, CHIPS = "Cola Classic 12oz can", "Ranch Tortilla Chips 1.75oz"
LINES = (d.Line(COLA, 62, 48), d.Line(CHIPS, 70, 24))
OFFERED = (d.Line(COLA, 62, 48, 50),)
TERMS = d.TradeTerms(15_000, 1_200, 40_000, (2, 5))
PAY_TO = "pay@fogcity.example"

DECISIONS: dict[str, d.Decision] = {
    "price list": d.PriceList(tuple(d.Line(it.product, it.unit_cents) for it in LINES), FRIDAY, TERMS),
    "quote": d.QuoteGiven(LINES, FRIDAY),
    "quote, one not carried": d.QuoteGiven(LINES[:1], FRIDAY, ("unicorn bars",)),
    "counter": d.Countered(OFFERED, FRIDAY, moved=True, has_order=False),
    "firm": d.Countered(OFFERED, FRIDAY, moved=False, has_order=True),
    "agreed": d.Agreed(LINES, FRIDAY),
    "terms": d.TermsStated(TERMS, ("minimum", "shipping")),
    "question": d.Question(("the delivery address",)),
    "too small": d.BelowMinimum(4_656, 15_000, LINES),
    "too many": d.TooMany(COLA, 5_000),
    "confirmed": d.Confirmed("PO-1004", LINES, 4_656, 900, 5_556, 0, PAY_TO),
    "already confirmed": d.AlreadyConfirmed("PO-1004", 5_556),
    "underpaid": d.Underpaid("PO-1004", 5_000, 556),
    "unexplained": d.PaymentUnexplained(5_000, 6_000),
    "shipped": d.OnItsWay("PO-1004", FRIDAY),
    "surcharge": d.SurchargeAsked("PO-1004", 2_345),
    "less shipped": d.SurchargeDropped("PO-1004", FRIDAY),
    "late": d.Late("PO-1004", LATER, "the driver fell ill and the tour had to be reassigned"),
    "status": d.StatusGiven(
        (
            d.OrderStatus("PO-1004", "awaiting_payment", 5_556),
            d.OrderStatus("PO-1005", "on_its_way", 0, FRIDAY),
        )
    ),
    "no order": d.StatusGiven(()),
    "cancelled": d.CancelledNow("PO-1004", 5_000),
    "too late": d.TooLate("PO-1004"),
    "nothing to cancel": d.NothingToCancel(),
    "expired": d.OrderExpired("PO-1004"),
    "not received": d.NotReceived("PO-1004", 5_556),
    "payment seen": d.PaymentSeen("PO-1004"),
}


@cache
def draft(name: str, letter: int = 1) -> Draft:
    """A letter of ours that says a decision."""
    decision = DECISIONS[name]
    return Draft(phrase([decision], SPEAKER, letter, 0), SPEAKER, wordings([decision], SPEAKER))


HONEST: tuple[tuple[str, str], ...] = (
    ("price list", """Hello Charles,

thanks for getting in touch. Here's everything we carry right now:

- Cola Classic 12oz can at $0.62 each
- Ranch Tortilla Chips 1.75oz at $0.70 each

A few practical points: we ask for a minimum order of $150, delivery costs $12 flat (free once the goods reach
$400), and you can count on 2-5 days after payment. Bigger orders get a discount. These prices are good until
Aug 14. If you'd like to order, send me the items, how many, and where they should go.

Dana Reyes
Fog City Fresh"""),
    ("price list", """Dear Mr. Paxton,

Please find our list below. All prices hold until August 14th.

* Ranch Tortilla Chips 1.75oz - 70 cents per unit
* Cola Classic 12oz can - 62 cents per unit

Orders start at a minimum of $150.00. Shipping is a flat $12.00; from $400.00 of goods it is free. Lead time
is about two to five days after payment. There is a discount on larger orders.

Kind regards,
Dana Reyes, Fog City Fresh"""),
    ("quote", """Hi Charles,

Happy to quote on that:

- 24 x Ranch Tortilla Chips 1.75oz at $0.70 each
- 48 x Cola Classic 12oz can at $0.62 each

The prices are valid until Friday, August 14. Just reply with quantities and the address if you want to go
ahead.

Best,
Dana Reyes
Fog City Fresh"""),
    ("quote", """Charles,

for four dozen Cola Classic 12oz can I can offer 62 cents each. For two dozen Ranch Tortilla Chips 1.75oz it would
be 70 cents each. Both hold until the 14th of August.

Let me know!
Dana Reyes, Fog City Fresh"""),
    ("quote, one not carried", """Hello,

48 x Cola Classic 12oz can: $0.62 each, good until Friday, August 14.

I'm afraid unicorn bars aren't something we carry.

If you'd like the cola, send me the quantity and your address.

Dana Reyes
Fog City Fresh"""),
    ("counter", """Hello Mr. Paxton,

I've looked at it again and we can come down a bit:

48 x Cola Classic 12oz can: $0.62 each (you offered $0.50)

This holds until Friday, August 14. I haven't booked anything yet.

Regards,
Dana Reyes
Fog City Fresh"""),
    ("counter", """Charles,

we met you part of the way. Against your offer of $0.50, we can do 48 x Cola Classic 12oz can at 62 cents each. That
stands until Aug. 14, and no order has been booked so far.

Dana Reyes / Fog City Fresh"""),
    ("firm", """Hello,

that's too low for us, I'm afraid. The price stays where it was:

48 x Cola Classic 12oz can: $0.62 each (you offered $0.50)

I have not booked your order. If you can confirm at this price by Friday, August 14, I'll put it through.

Dana Reyes
Fog City Fresh"""),
    ("firm", """Charles,

I can't accept fifty cents. For 48 x Cola Classic 12oz can it remains $0.62 each until August 14, and your order is not
booked until you confirm that.

Dana Reyes
Fog City Fresh"""),
    ("agreed", """Hi Charles,

that works for us. Here are the prices as agreed:

48 x Cola Classic 12oz can: $0.62 each
24 x Ranch Tortilla Chips 1.75oz: $0.70 each

They stay valid until Friday, August 14. Nothing has been booked so far; I'll do that when your order arrives.

Dana Reyes
Fog City Fresh"""),
    ("terms", """Hello Charles,

sure: our minimum order is $150, shipping is a flat $12 (free from $400 of goods), and the goods reach you about 2 to 5
days after payment. Larger orders get something off.

Dana Reyes
Fog City Fresh"""),
    ("question", """Hello Charles,

before I can go on I need one more thing from you: the delivery address. Nothing has been booked yet.

Thanks,
Dana Reyes
Fog City Fresh"""),
    ("question", """Hi, what's the delivery address? Without it I couldn't book anything so far.

Dana Reyes, Fog City Fresh"""),
    ("too small", """Hello Mr. Paxton,

our minimum order is $150.00, and what you picked comes to $90.00. So I haven't booked it. Could you add something?

Dana Reyes
Fog City Fresh"""),
    ("too many", """Charles,

that's more Cola Classic 12oz can than we can sell at once; 5,000 units is the most. Nothing has been booked. Could you send
a smaller order?

Dana Reyes
Fog City Fresh"""),
    ("confirmed", """Hello Charles,

your order is booked. The number is PO-1004.

- 48 x Cola Classic 12oz can at $0.62 each
- 24 x Ranch Tortilla Chips 1.75oz at $0.70 each

Goods: $46.56
Shipping: $9.00
Total: $55.56

Please send the payment to pay@fogcity.example and mention the order number. We ship to your storage address once it's in.

Dana Reyes
Fog City Fresh"""),
    ("confirmed", """Dear Charles,

this is our confirmation of your order PO-1004:

24 x Ranch Tortilla Chips 1.75oz: $0.70 each
48 x Cola Classic 12oz can: $0.62 each

The total is $55.56. That is $46.56 for the goods and $9.00 for shipping.

Kindly remit it to pay@fogcity.example. The goods leave for your storage address when payment has been received.

Yours,
Dana Reyes, Fog City Fresh"""),
    ("already confirmed", """Hello,

we have that one already; it's booked as PO-1004. All that is missing is your payment of $55.56, then we ship.

Dana Reyes
Fog City Fresh"""),
    ("underpaid", """Hello Mr. Paxton,

thank you, we received $50.00 for PO-1004. However, $5.56 is still missing. The order ships once that's here.

Dana Reyes
Fog City Fresh"""),
    ("underpaid", """Charles,

$5.56 is still open on PO-1004; we got $50 from you. I'm keeping the order here until the rest comes in.

Dana Reyes, Fog City Fresh"""),
    ("unexplained", """Hello Charles,

a payment of $50.00 has come in from you, but I can't find an open order it belongs to. Your credit with us is now $60.00.
What was it for?

Dana Reyes
Fog City Fresh"""),
    ("shipped", """Hi Charles,

good news: PO-1004 has left our warehouse and should reach you on Friday, August 14.

Dana Reyes
Fog City Fresh"""),
    ("shipped", """Mr. Paxton,

order PO-1004 was shipped. We expect it at your storage by Aug 14.

Dana Reyes, Fog City Fresh"""),
    ("surcharge", """Hello Charles,

I'm sorry, but our importer passed on a higher duty for this batch. To ship all of PO-1004 we need another $23.45 from you. If that isn't
possible, we'll send fewer units for what you paid.

Dana Reyes
Fog City Fresh"""),
    ("less shipped", """Hello,

since the extra payment didn't come, I've shipped a smaller quantity on PO-1004. It should arrive on Friday, August 14.

Dana Reyes
Fog City Fresh"""),
    ("late", """Hello Charles,

I'm sorry to say that PO-1004 is delayed. The truck broke down. The new date is Friday, August 21.

Dana Reyes
Fog City Fresh"""),
    ("late", """Charles, bad news: PO-1004 will be late. Please expect it on 21 August.

Dana Reyes, Fog City Fresh"""),
    ("status", """Hello,

here's where things stand:
- PO-1005 is on its way and due on Friday, August 14.
- PO-1004 is booked and waits for your payment of $55.56.

Dana Reyes
Fog City Fresh"""),
    ("no order", """Hi Charles,

I checked, and there's no open order from you at the moment.

Dana Reyes
Fog City Fresh"""),
    ("cancelled", """Hello,

done, PO-1004 is cancelled. Your $50.00 stays with us as a credit for your next order.

Dana Reyes
Fog City Fresh"""),
    ("too late", """Hi Charles,

sorry, PO-1004 has already left our warehouse, so I can't cancel it any more.

Dana Reyes
Fog City Fresh"""),
    ("nothing to cancel", """Hello,

I couldn't find an open order like that, so there is nothing to cancel.

Dana Reyes
Fog City Fresh"""),
    ("expired", """Hello,

as no payment came for PO-1004, the order has been closed. If you still want the goods, please order again.

Dana Reyes
Fog City Fresh"""),
    ("not received", """Hello Charles,

I've checked our account and nothing has come in for PO-1004. We're still waiting for $55.56.

Dana Reyes
Fog City Fresh"""),
    ("not received", """Charles, your payment of $55.56 for PO-1004 hasn't arrived yet. Could you check the address?

Dana Reyes, Fog City Fresh"""),
    ("payment seen", """Hi Charles,

yes, we've received your payment for PO-1004. Thank you!

Dana Reyes
Fog City Fresh"""),
)  # fmt: skip


# Lies ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lie:
    """A letter that says something else."""

    how: str
    text: str


ADDED = (
    "Five more on top.", "We add 500 units.", "The next order is free.", "It ships tomorrow.",
    "You get another ten percent off.", "Your money will be refunded.", "We throw in a dozen cans.",
    "Shipping is on the house.", "You can pay after delivery.", "I guarantee the lowest price in town.",
    "We are the gouger here.", "Or pay at elsewhere.example.", "Please pay to dana@elsewhere.example.",
    "That is $1.00 less than last time.", "Half of it is a gift.", "An extra case comes with it.",
    "You will have it tonight.", "See you on Monday.", "We match any price.", "A second order is half the price.",
    "Your order has been cancelled.", "The goods have already left our warehouse.", "We have agreed to your price.",
    "Please do not send payment.", "A replacement is being sent.", "It will be late.",
    "Your payment has not arrived.", "There are twenty-four Honey Bun 4oz in it as well.",
    "\u0664\u0668 more.", "\u00bd off.", "This is a simulated supplier.",
)  # fmt: skip

TRUE_OF = {
    "The goods have already left our warehouse.": ("shipped", "less shipped", "too late", "status"),
    "Your payment has not arrived.": (
        "confirmed", "already confirmed", "not received", "status", "expired", "less shipped",
    ),
    "Your order has been cancelled.": ("cancelled", "expired"),
    "We have agreed to your price.": ("agreed",),
    "It will be late.": ("late",),
}  # fmt: skip

_TURNED: tuple[tuple[str, str], ...] = (
    (r"\bis not booked\b", "is booked"), (r"\bnot booked\b", "booked"), (r"\bNothing (has been|is) booked\b", "It is booked"),
    (r"\bnothing (has been|is) booked\b", "it is booked"), (r"\bNothing booked\b", "All booked"), (r"\bhaven't booked\b", "have booked"),
    (r"\bhas left\b", "has not left"), (r"\bhas been shipped\b", "has not been shipped"), (r"\bwas shipped\b", "was not shipped"),
    (r"\bhas shipped\b", "has not shipped"), (r"\bis on its way\b", "is not on its way"), (r"\bis booked\b", "is not booked"),
    (r"\bis cancelled\b", "is not cancelled"), (r"\bhas been closed\b", "has not been closed"),
    (r"\bno open order\b", "an open order"), (r"\bnothing has come in\b", "it has come in"), (r"\bNothing has come in\b", "It has come in"),
    (r"\bhasn't arrived\b", "has arrived"), (r"\bcan't cancel\b", "can cancel"), (r"\bcan't find\b", "can find"),
    (r"\bcouldn't find\b", "found"), (r"\bis delayed\b", "is on time"), (r"\bis late\b", "is on time"),
    (r"\bwe've received\b", "we've not received"), (r"\bwe received\b", "we have not received"),
    (r"\bis missing\b", "is settled"), (r"\bcan come down\b", "can't come down"), (r"\bthat works for us\b", "that doesn't work for us"),
    (r"\baren't something we carry\b", "are something we carry"), (r"\bwon't\b", "will"), (r"\bcannot\b", "can"),
    (r"\bThat does not work for us\b", "That works for us"), (r"\btoo low\b", "fine"), (r"\bNot received\b", "Received"),
    (r"\bare good until\b", "are not good until"), (r"\bhold until\b", "do not hold until"), (r"\bis paid\b", "is not paid"),
    (r"\bwill be late\b", "will be on time"), (r"\bno payment\b", "a payment"),
    (r"\bdid not come\b", "came"), (r"\bdidn't come\b", "came"),
)  # fmt: skip


def lies(name: str, text: str) -> list[Lie]:
    """What a model could make of an honest letter of a decision if it did not keep to it."""
    found = [
        Lie(f"added: {line}", text.replace("\n\n", f"\n\n{line} ", 1))
        for line in ADDED
        if name not in TRUE_OF.get(line, ())
    ]
    found += [Lie(f"turned: {old}", re.sub(old, new, text, count=1)) for old, new in _TURNED]
    found += [Lie(f"changed: {it[0]}", _replaced(text, it, _other(it[0]))) for it in _figures(text)]
    found += [Lie(f"dropped: {name}", text.replace(name, "it")) for name in (COLA, CHIPS, "PO-1004", PAY_TO)]
    found += [
        Lie("swapped products", _swapped(text, COLA, CHIPS)),
        Lie("swapped orders", _swapped(text, "PO-1004", "PO-1005")),
    ]
    sums = list(dict.fromkeys(re.findall(r"\$\d+\.\d\d", text)))
    found += [
        Lie(f"swapped {a} and {b}", _swapped(text, a, b)) for i, a in enumerate(sums) for b in sums[i + 1 :]
    ]
    return [lie for lie in found if lie.text != text]


def _figures(text: str) -> list[re.Match[str]]:
    """Sums, quantities, order numbers and days; not the digits in a product's name."""
    names = [found.span() for name in (COLA, CHIPS) for found in re.finditer(re.escape(name), text)]
    return [
        found
        for found in re.finditer(r"\d[\d,]*(?:\.\d+)?", text)
        if not any(start <= found.start() < end for start, end in names)
    ]


def _other(number: str) -> str:
    digit = number[-1]
    return number[:-1] + ("7" if digit != "7" else "3")


def _replaced(text: str, found: re.Match[str], new: str) -> str:
    return text[: found.start()] + new + text[found.end() :]


def _swapped(text: str, a: str, b: str) -> str:
    if a not in text or b not in text:
        return text
    return text.replace(a, "\0").replace(b, a).replace("\0", b)


# Ways of writing the same --------------------------------------------------------------------------------

Variation = Callable[[str], str]


def in_cents(text: str) -> str:
    """ "$0.62" -> "62 cents"."""
    return re.sub(r"\$0\.(\d\d)\b", lambda found: f"{int(found[1])} cents", text)


def whole_dollars(text: str) -> str:
    """ "$150.00" -> "$150"."""
    return re.sub(r"(\$\d[\d,]*)\.00\b", r"\1", text)


def dozens(text: str) -> str:
    """ "48 x" -> "four dozen"."""
    return text.replace("48 x ", "four dozen ").replace("24 x ", "two dozen ")


def short_dates(text: str) -> str:
    """ "Friday, August 14" -> "Aug 14"."""
    return re.sub(r"\b\w+day, (\w{3})\w* (\d+)", r"\1 \2", text)


def day_first(text: str) -> str:
    """ "Friday, August 14" -> "Friday, 14 August"."""
    return re.sub(r"(\b\w+day), (\w+) (\d+)", r"\1, \3 \2", text)


def ordinals(text: str) -> str:
    """ "August 14" -> "August 14th"."""
    return re.sub(r"(August) (\d+)\b", lambda f: f"{f[1]} {f[2]}{'st' if f[2].endswith('1') else 'th'}", text)


def lines_reversed(text: str) -> str:
    """Price lines in the opposite order."""
    lines = text.split("\n")
    rows = [i for i, line in enumerate(lines) if COLA in line or CHIPS in line]
    if len(rows) < 2 or rows != list(range(rows[0], rows[-1] + 1)):
        return text
    lines[rows[0] : rows[-1] + 1] = [lines[i] for i in reversed(rows)]
    return "\n".join(lines)


def bold(text: str) -> str:
    """Sums in bold type."""
    return re.sub(r"(\$[\d,]+\.\d\d)", r"**\1**", text)


def curly(text: str) -> str:
    """Typographic apostrophes and dashes."""
    return text.replace("'", "\u2019").replace(" - ", " \u2013 ")


VARIATIONS: tuple[Variation, ...] = (
    in_cents, whole_dollars, dozens, short_dates, day_first, ordinals, lines_reversed, bold, curly,
)  # fmt: skip
