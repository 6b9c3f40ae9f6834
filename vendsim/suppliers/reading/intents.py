"""From what single sentences do to what the mail wants.

When in doubt a mail is not an order: an order needs a sentence that orders, without condition, or the plain
form of one; and one sentence anywhere that says "this is not an order" is enough to make it none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vendsim.suppliers.reading.acts import Act
from vendsim.suppliers.reading.binding import Found
from vendsim.suppliers.reading.layout import Shape
from vendsim.suppliers.reading.model import Intent


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, list item or table, read."""

    shape: Shape
    text: str  # canonical
    acts: frozenset[Act]
    topics: frozenset[str]
    found: Found

    @property
    def asks(self) -> bool:
        """Whether it is a question."""
        return self.text.endswith("?") or bool(_QUESTION.match(self.text))

    @property
    def orders(self) -> bool:
        """Whether it orders, firmly."""
        hedges = {Act.MAYBE, Act.NO_ORDER, Act.CANCEL, Act.CAN_YOU}
        return (
            Act.ORDER in self.acts
            and not self.acts & hedges
            and not self.asks
            and not _QUOTE_REQUEST.search(self.text)
            and not (self.acts & {Act.COUNTER, Act.ASK_PRICE} and " but " in self.text)
        )

    @property
    def is_goods(self) -> bool:
        """Whether it is a line of goods and nothing else."""
        return self.shape is Shape.ITEM or not _VERBS.search(self.text)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the decision looks at besides the sentences."""

    has_goods: bool  # lines, or phrases meant as products
    has_units: bool  # at least one line with units
    address: bool
    priced: bool  # at least one price offered


_REPLY = re.compile(r"\b(?:quote|quotes|price|prices|pricing|reply|response|answer|catalog|catalogue|if|would)\b")
_QUESTION = re.compile(r"(?:and |but |so |also )?(?:what|how|where|when|which|who|why|is|are|does|did|has|have you|do you)\b")
_QUOTE_REQUEST = re.compile(
    r"(?<!your )(?<!the )(?<!per )\bquot(?:e|es|ation) (?:me|us|for|on|please|:)|\b(?:for|get|send|need|want|like|request|prepare|provide|have) "
    r"(?:me |us |a |an |your |the |formal |best |updated |out )*(?:quot(?:e|ation)|prices?|pricing|price list|catalog|catalogue|product list|estimate)\b"
    r"|\bhow much\b|\bwhat (?:would|is|are|will)\b"
)
_VERBS = re.compile(
    r"\b(?:i|we|you|is|are|was|were|will|would|can|could|should|have|has|had|do|does|did|please|need|want|send|ship|sell|sold|"
    r"my|our|if|when|not|might|may)\b"
)

_SUPPOSED = re.compile(r"\b(?:if|might|may|would|policy|policies|in case|ever|should)\b")
_FAVOUR = re.compile(r"\b(?:free|credit|cost|cheaper|discount|within|possible|or|how|samples?|later|by (?:THING|[a-z]+day|tomorrow))\b")
_HAPPENED = re.compile(r"\b(?:received|arrived|delivered|came|got|sent|refund|replace)\b")
_TO_COME = re.compile(
    r"\b(?:will|not|before|until|to be|can be|should be) (?:\w+ ){0,2}(?:sent|paid|made|pay|send)\b"
    r"|\b(?:once|after|when|as soon as|if|until|before) (?:i|we|the|my|payment)\b"
)
_QUOTE_TITLE = re.compile(r"(?!re :|fwd? :|fw :)(?!.*\b(?:accept|quoted|your|per)\b).*\b(?:quote|quotation|rfq|prices?|pricing|inquiry|enquiry)\b")

# A title that alone says "this is an order". What follows may only be its number, a date or a name.
_ORDER_TITLE = re.compile(
    r"(?:re : )?(?:(?:new|first|initial|opening|next|second|purchase|wholesale|weekly|monthly|restock|firm|my|our|repeat|follow up|product|"
    r"snack|beverage|drinks|vending|small|large|stock|official|formal|placing|urgent|please process|trial) )*"
    r"(?:order|reorder|re order|orders|purchase order|order form|po|ORDERID|restock)"
    r"(?: (?:form|details|summary|QTY|ORDERID|THING|now|today|please))?(?: (?:from|for|of|-|:|\() .*| (?:from|for|of) .*)?[ .!:-]*"
)
_TITLE_DENIES = re.compile(
    r"\?|\b(?:quote|quotes|quotation|price|prices|pricing|inquiry|enquiry|question|status|about|regarding|confirmation|"
    r"cancel|cancelled|cancellation|terms|minimum|potential|possible|upcoming|future|planned|draft|sample|estimate|"
    r"interest|information|issue|problem|missing|late|delayed|where|update|change|history|received|volume|procedure)\b"
)


def is_order_title(text: str) -> bool:
    """Whether a canonical subject or heading announces an order."""
    return bool(_ORDER_TITLE.fullmatch(text)) and not _TITLE_DENIES.search(text)


def decide(sentences: list[Sentence], facts: Facts) -> Intent:
    """What a mail wants, by the first rule that applies."""
    body = [s for s in sentences if s.shape is not Shape.TITLE] or sentences
    said = frozenset().union(*(s.acts for s in body))
    everything = frozenset().union(*(s.acts for s in sentences))
    if _cancels(sentences):
        return "cancel"
    if Act.PAID in everything and not _only_promises(sentences) and not said & {Act.COMPLAIN, Act.OVERDUE}:
        return "payment_notice"
    if _complains(body):
        return "complaint"
    if any(Act.OVERDUE in s.acts and not _REPLY.search(s.text) for s in body):
        return "status"
    if any(Act.AMEND in s.acts and not s.acts & {Act.MAYBE, Act.NO_ORDER} for s in sentences):
        return "amend"
    if _is_order(sentences, body, said, facts):
        return "order"
    return _talk(sentences, body, said, facts)


def _cancels(sentences: list[Sentence]) -> bool:
    return any(
        Act.CANCEL in s.acts
        and Act.MAYBE not in s.acts
        and not re.search(r"\b(?:not|never|no need to) (?:\w+ )?cancel|\bwill (?:have to )?cancel|\bcancell?ation (?:policy|terms|fee)|^(?:what|how|why|does|is)\b", s.text)
        for s in sentences
    )


def _only_promises(sentences: list[Sentence]) -> bool:
    """Whether every payment named is still to come: "once I have sent payment"."""
    return all(
        _TO_COME.search(s.text)
        for s in sentences
        if Act.PAID in s.acts
    )


def _complains(body: list[Sentence]) -> bool:
    """Whether something is wrong with goods that came, and not only might be."""
    return any(
        Act.COMPLAIN in s.acts and not _SUPPOSED.search(s.text) and (not s.asks or _HAPPENED.search(s.text)) for s in body
    )


def _is_order(sentences: list[Sentence], body: list[Sentence], said: frozenset[Act], facts: Facts) -> bool:
    if Act.NO_ORDER in frozenset().union(*(s.acts for s in sentences)):
        return False
    if any(s.shape is Shape.TITLE and _QUOTE_TITLE.match(s.text) for s in sentences):
        return False
    if _bargains(body, facts):
        return False
    repeats = any(Act.REPEAT in s.acts and not s.acts & {Act.MAYBE} for s in body)
    if repeats:
        return True
    if not facts.has_goods:
        return False
    firm = any(s.orders for s in body)
    asks_price = any(_asks_price(s) for s in body)
    if firm:
        return facts.address or not asks_price
    if asks_price or any(Act.MAYBE in s.acts and s.acts & {Act.ORDER, Act.WILL_BUY, Act.ASK_SHIP} for s in body):
        return False
    if facts.address and facts.has_units:
        if any(s.acts & {Act.WILL_BUY, Act.ASK_SHIP, Act.ACCEPT} and Act.MAYBE not in s.acts and _may_ask(s) for s in body):
            return True
    return _has_form(sentences, facts)


def _may_ask(sentence: Sentence) -> bool:
    """A question orders only in the polite form "could you send", without asking for more than that."""
    if not sentence.asks:
        return True
    return Act.ASK_SHIP in sentence.acts and not sentence.topics and not _FAVOUR.search(sentence.text)


def _has_form(sentences: list[Sentence], facts: Facts) -> bool:
    """Whether the mail is an order form: a title that says so, lines with units, and where to ship them."""
    if not any(is_order_title(s.text) for s in sentences if _is_heading(s)) or not facts.has_units:
        return False
    if any(s.asks or s.acts & {Act.MAYBE, Act.COUNTER} for s in sentences):
        return False
    titled = any(s.shape is Shape.TITLE and is_order_title(s.text) for s in sentences)
    plain = all(s.is_goods for s in sentences if s.found.drafts)
    return facts.address or (titled and plain)


def _is_heading(sentence: Sentence) -> bool:
    return sentence.shape is Shape.TITLE or (not sentence.found.drafts and len(sentence.text.split()) <= 5)


def _asks_price(s: Sentence) -> bool:
    return Act.ASK_PRICE in s.acts and not s.orders and (s.asks or bool(_QUOTE_REQUEST.search(s.text))) and not re.search(
        r"\b(?:total|confirm|confirmation)\b", s.text
    )


def _bargains(body: list[Sentence], facts: Facts) -> bool:
    """Whether the mail proposes a price and waits for an answer to it."""
    for s in body:
        if Act.CAN_YOU in s.acts and (facts.priced or Act.COUNTER in s.acts):
            return True
        if Act.COUNTER in s.acts and not s.orders and "budget" not in s.text:
            return True
    return False


def _talk(sentences: list[Sentence], body: list[Sentence], said: frozenset[Act], facts: Facts) -> Intent:
    """What a mail wants that neither orders nor is about an order there is."""
    counters = Act.COUNTER in said or (Act.CAN_YOU in said and facts.priced) or (Act.RIVAL in said and facts.priced)
    if counters and (facts.priced or facts.has_goods or Act.COUNTER in said) and not _fresh_quote(sentences, body, facts):
        return "counter"
    if any(Act.ACCEPT in s.acts and not s.asks and not s.acts & {Act.MAYBE, Act.NO_ORDER} for s in body):
        return "accept"
    if any(Act.WHEN in s.acts for s in sentences) and not facts.has_goods:
        return "status"
    asks = [s for s in sentences if s.acts & {Act.ASK_PRICE, Act.ASK_CATALOGUE}]
    topics = frozenset().union(*(s.topics for s in sentences))
    if any(_wants_prices(s) for s in asks):
        return "ask_quote"
    if topics - {"catalogue"} and not (asks and facts.has_goods):
        return "ask_terms"
    if asks and (facts.has_goods or any(s.shape is Shape.TITLE for s in asks)):
        return "ask_quote"
    if said & {Act.ORDER, Act.WILL_BUY, Act.ASK_SHIP} or any(
        s.found.drafts and s.acts & {Act.MAYBE, Act.NO_ORDER} for s in sentences
    ):
        return "ask_quote"
    if facts.has_units and any(s.is_goods and s.found.drafts for s in sentences):
        return "ask_quote"
    return "other"


def _wants_prices(s: Sentence) -> bool:
    if Act.ASK_CATALOGUE in s.acts:
        return True
    return s.asks or bool(_QUOTE_REQUEST.search(s.text)) or bool(
        re.search(r"\b(?:please|send|share|provide|request|collecting|inquiry|enquiry|interested|need|want|like|looking|know|advise|quote|rfq|get)\b", s.text)
    )


def _fresh_quote(sentences: list[Sentence], body: list[Sentence], facts: Facts) -> bool:
    """Whether "your best price" is asked for the first time: nothing was offered or refused yet."""
    return not facts.priced and any(_QUOTE_REQUEST.search(s.text) for s in sentences) and not any(
        re.search(r"\b(?:your quote|you quoted|too (?:high|much|expensive|steep)|better|lower|match|beat|counter\w*|negotia\w+|come down|supplier)\b", s.text) for s in body
    )
