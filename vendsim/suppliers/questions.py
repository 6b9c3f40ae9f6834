"""What the acts of a letter ask about, and how much of it the rest of the letter answers."""

from __future__ import annotations

import re
from collections.abc import Set

from vendsim.suppliers.reading.labels import OF_THE_REST
from vendsim.suppliers.reading.mail import fold_products
from vendsim.suppliers.reading.model import Act, ActKind
from vendsim.suppliers.reading.tokens import tokenise
from vendsim.suppliers.reading.topics import topic_of

OF_THE_DAY = OF_THE_REST | {"availability", "catalogue", "other"}
"""What needs no answer of its own among the topics."""
_OF_AN_ORDER: frozenset[ActKind] = frozenset({"complain", "remedy", "status", "cancel", "paid"})
_OF_DELIVERY = ("delivery_window", "tracking", "packaging")  # what no word of where an order is answers


def topics_of(act: Act) -> tuple[str, ...]:
    """What an act asks about; complaints and the like ask about an order, whatever their words.

    What is wanted if an order is too small asks for nothing.
    """
    fills = act.kind == "condition" and act.topics == ("minimum_order",) and act.lines
    if act.kind == "status":
        return tuple(topic for topic in act.topics if topic in _OF_DELIVERY)
    return () if act.kind in _OF_AN_ORDER or fills else act.topics


def of_a_stranger(act: Act) -> Act:
    """What an act means from somebody who never ordered: it is about our letters, not about an order.

    "When would it arrive?" asks for our terms, "I never asked for chips" declines them.
    """
    if act.kind == "status" and (topic := _topic(act)):
        return act.model_copy(update={"kind": "ask", "topics": (topic,)})
    if act.kind == "status" and _ORDERS.search(act.text) is None:
        topic = "lead_time" if _WHEN.search(act.text) else "order" if _BOOKED.search(act.text) else RECEIVED
        return act.model_copy(update={"kind": "ask", "topics": (topic,)})
    if act.kind == "complain" and act.lines and _NEVER.search(act.text):
        return act.model_copy(update={"kind": "decline"})
    if act.kind == "remedy" and _QUOTE_AGAIN.search(act.text):
        return act.model_copy(update={"kind": "ask_price"})
    return act


def asked_again(act: Act) -> Act:
    """What an act wants answered that only waits for our letter: prices of its goods, a question, or a word.

    "No answer yet about 36 water at 0.50" bids, "Did you get my mail?" asks whether it came.
    """
    waits = _NO_ANSWER.search(act.text) is not None or RECEIVED in act.topics
    waits |= act.kind == "status" and _LETTERS.search(act.text) is not None and not _ORDERS.search(act.text)
    asks = act.kind == "ask" and not OF_THE_DAY.issuperset({*act.topics} - {RECEIVED})
    if act.kind not in _WAITING or act.order_id or not waits or asks:
        return act
    if act.lines and not _ORDERS.search(act.text):
        priced = any(line.unit_price is not None for line in act.lines)
        return act.model_copy(update={"kind": "bid" if priced else "ask_price"})
    topics = dict.fromkeys((RECEIVED, _topic(act) or RECEIVED))
    return act.model_copy(update={"kind": "ask", "topics": tuple(topics)})


def _topic(act: Act) -> str | None:
    """What the words of an act ask about that nothing else in a letter answers."""
    topic = topic_of(fold_products(tokenise(act.text)))
    return topic if topic and topic not in OF_THE_DAY | {RECEIVED} else None


def asked_apart(act: Act, offered: Set[str]) -> tuple[Act, ...]:
    """A yes that also asks for the price of goods that were not offered, as two acts.

    "Yes to that, and send me a quote for 24 peanuts as well."
    """
    others = tuple(line for line in act.lines if line.product not in offered)
    if act.kind != "accept" or not others or not offered or not _QUOTE.search(act.text):
        return (act,)
    taken = tuple(line for line in act.lines if line.product in offered)
    return act.model_copy(update={"lines": taken}), Act(kind="ask_price", text=act.text, lines=others)


_QUOTE = re.compile(
    r"\b(?:quote|price|offer|cost)s?(?: me| us)? (?:for|on|of)\b"
    r"|\bquote (?:me|us)\b|\bhow much\b|\bwhat (?:is|are|would|do)\b"
)
RECEIVED = "received"  # the topic of "Did you get my letter?"
_WHEN = re.compile(r"\b(?:when|how (?:long|soon|fast)|which day)\b")
_BOOKED = re.compile(r"\b(?:booked|entered|placed|confirmed|confirmation)\b")
_NEVER = re.compile(r"\b(?:never|not|no|without|nobody)\b")
_QUOTE_AGAIN = re.compile(r"\b(?:quote|prices?|offer|correct|again)\b")
_WAITING: frozenset[ActKind] = frozenset({"ask", "inform", "hold", "status", "complain"})
_NO_ANSWER = re.compile(
    r"\b(?:no|not|never|nothing|without|still|await\w*|waiting)\b(?! need)(?: (?!i |we |will )\w+){0,6} "
    r"(?:answer(?:ed|s)?|repl(?:y|ied|ies)|respon\w+|word|unanswered|heard(?! (?:\w+ )?from (?!you)))\b"
    r"|\b(?:you|your) (?:\w+ ){0,2}(?:ignor\w+|overlooked|missed|forgot\w*|skipped)\b"
    r"|\b(?:letters?|e?mails?|messages?|questions?|notes?) (?:\w+ ){0,6}(?:lost|astray|unanswered)\b"
)
_LETTERS = re.compile(r"\b(?:letters?|e?mails?|messages?|questions?|notes?|enquir\w+|inquir\w+)\b")
_ORDERS = re.compile(
    r"\b(?:order(?:s|ed)?|shipment|deliver\w*|parcel|packages?|payment|paid|goods|invoice)\b"
)
