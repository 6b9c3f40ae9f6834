"""Letters about prices: lists, quotes, counter-offers, terms."""

from __future__ import annotations

from vendsim.money import show
from vendsim.suppliers.decisions import (
    Agreed,
    AskedForSubstance,
    BasketWeighed,
    Countered,
    OpenPoints,
    PriceList,
    QuoteGiven,
    TermsStated,
    TradeTerms,
)
from vendsim.suppliers.voice.sheets import sheet
from vendsim.suppliers.voice.wording import both, day, paragraphs, points, price_lines, sentences
from vendsim.suppliers.voice.writer import Slot, Writer


def price_list(decision: PriceList, writer: Writer) -> str:
    """The whole assortment."""
    return paragraphs(
        writer.say(Slot.MAIN, "quotes.list"),
        price_lines(writer, decision.lines),
        sentences(
            _terms(writer, decision.terms),
            writer.say(Slot.NEXT, "quotes.holds", until=day(decision.valid_until)),
        ),
    )


def quote(decision: QuoteGiven, writer: Writer) -> str:
    """Prices for what was asked, and what could not be answered."""
    missing, open_points = decision.not_carried, decision.questions
    return paragraphs(
        writer.say(Slot.MAIN, "quotes.quote"),
        price_lines(writer, decision.lines),
        _of_the_size(writer, decision),
        writer.say(Slot.MISSING, "quotes.not_carried", names=both(missing)) if missing else "",
        points(writer.say(Slot.QUESTIONS, "quotes.still_open"), open_points) if open_points else "",
        comes_to(writer, decision.sum_cents, decision.shipping_cents) if decision.sum_cents else "",
        writer.say(Slot.NEXT, "quotes.holds", until=day(decision.valid_until)),
    )


def _of_the_size(writer: Writer, decision: QuoteGiven | Countered) -> str:
    """How prices hang on the size of the order, where they do."""
    if decision.dearer:
        return writer.say(Slot.DISCOUNT, "quotes.dearer")
    return writer.say(Slot.DISCOUNT, "quotes.together") if decision.together else ""


def comes_to(writer: Writer, sum_cents: int, shipping_cents: int) -> str:
    """What everything costs with shipping."""
    shipping = f", shipping of {show(shipping_cents)} included" if shipping_cents else ""
    return writer.say(Slot.SUM, "quotes.comes_to", sum=show(sum_cents), shipping=shipping)


def open_points(decision: OpenPoints, writer: Writer) -> str:
    """What the rest of the letter leaves out."""
    missing, questions = decision.not_carried, decision.questions
    return paragraphs(
        writer.say(Slot.MISSING, "quotes.not_carried", names=both(missing)) if missing else "",
        points(writer.say(Slot.QUESTIONS, "quotes.still_open"), questions) if questions else "",
    )


def counter(decision: Countered, writer: Writer) -> str:
    """Our prices instead of theirs."""
    lead = "quotes.moved" if decision.moved else "quotes.first" if decision.first else "quotes.firm"
    total = ""
    if decision.asked_sum_cents:
        both_sums = {"sum": show(decision.sum_cents), "asked": show(decision.asked_sum_cents)}
        total = writer.say(Slot.SUM, "quotes.for_all", **both_sums)
    elif decision.sum_cents:
        total = comes_to(writer, decision.sum_cents, decision.shipping_cents)
    return paragraphs(
        writer.say(Slot.MAIN, lead),
        price_lines(writer, decision.lines),
        _of_the_size(writer, decision),
        total,
        writer.say(
            Slot.NEXT,
            "quotes.order_waits" if decision.has_order else "quotes.offered",
            until=day(decision.valid_until),
        ),
    )


def agreement(decision: Agreed, writer: Writer) -> str:
    """Their prices are fine."""
    return paragraphs(
        writer.say(Slot.MAIN, "quotes.agreed"),
        price_lines(writer, decision.lines),
        writer.say(Slot.NEXT, "quotes.agreed_next", until=day(decision.valid_until)),
    )


def weighed(decision: BasketWeighed, writer: Writer) -> str:
    """Whether goods are enough for an order, and what free shipping lacks."""
    goods, least = decision.goods_cents, decision.min_order_cents
    about = {"goods": show(goods), "minimum": show(least), "more": show(max(least - goods, 0))}
    return sentences(
        writer.say(Slot.NOTE, "quotes.enough" if goods >= least else "quotes.short", **about)
        if least
        else "",
        writer.say(Slot.HINT, "orders.nearly_free", more=show(decision.to_free_cents))
        if decision.to_free_cents
        else "",
    )


def ask_for_substance(decision: AskedForSubstance, writer: Writer) -> str:
    """A better price for what?"""
    return writer.say(Slot.MAIN, "quotes.substance")


def state_terms(decision: TermsStated, writer: Writer) -> str:
    """The terms, and a word on each topic they leave out."""
    known = [topic for topic in sheet("quotes")["topics"] if topic in decision.asks_about]
    further = [writer.say(Slot.TOPIC + place, f"quotes.topics.{t}") for place, t in enumerate(known)]
    if decision.breaks:
        first, *others = (f"{share:.0%} from {show(cents)}" for cents, share in decision.breaks)
        further.append(
            writer.say(Slot.DISCOUNT, "quotes.breaks", breaks=both([f"{first} of goods", *others]))
        )
    if "volume_discount" in decision.asks_about and not decision.terms.discounts:
        further.append(writer.say(Slot.DISCOUNT, "quotes.no_discount"))
    intro = writer.say(Slot.MAIN, "quotes.terms_intro")
    if known and set(decision.asks_about) <= set(known):
        return sentences(intro, *further)  # nothing else was asked
    return paragraphs(sentences(intro, _terms(writer, decision.terms)), sentences(*further))


def _terms(writer: Writer, terms: TradeTerms) -> str:
    return sentences(
        writer.say(
            Slot.TERMS,
            "quotes.terms",
            minimum=_minimum(terms),
            shipping=_shipping(terms),
            lead=_lead(terms.lead_days),
        ),
        writer.say(Slot.DISCOUNT, "quotes.discount") if terms.discounts else "",
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
