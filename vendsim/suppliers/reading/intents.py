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
            and not _NOT_NEW.search(self.text)
            and not (Act.ASK_PRICE in self.acts and _PRICE_WORD.search(_AT_A_PRICE.sub(" ", self.text)))
            and not (self.acts & {Act.COUNTER, Act.ASK_PRICE} and " but " in self.text)
        )

    @property
    def repeats(self) -> bool:
        """Whether it asks for the last order again."""
        return Act.REPEAT in self.acts and Act.MAYBE not in self.acts and " not " not in self.text

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
    r"(?<!your )(?<!the )(?<!per )\bquot(?:e|es|ation) (?:me|us|for|on|please|:)|\b(?:for|get|send|need|want"
    r"|like|request|prepare|provide|have) "
    r"(?:me |us |a |an |your |the |formal |best |updated |out )*(?:quot(?:e|ation)|prices?|pricing"
    r"|price list|catalog|catalogue|product list|estimate)\b"
    r"|\bhow much\b|\bwhat (?:would|is|are|will)\b"
)
_VERBS = re.compile(
    r"\b(?:i|we|you|is|are|was|were|will|would|can|could|should|have|has|had|do|does|did|please|need|want"
    r"|send|ship|sell|sold|"
    r"my|our|if|when|not|might|may)\b"
)

_SUPPOSED = re.compile(r"\b(?:if|might|may|would|policy|policies|in case|ever|should)\b")
_FORMALITY = re.compile(r"\b(?:total|pay|payment|invoice|confirm|arrive|expect)\b")
# An order there already is, or words that are someone else's.
_NOT_NEW = re.compile(
    r"\b(?:i|we|already|that|was|were) (?:have |had |already )*(?:ordered|paid|bought|purchased)\b"
    r"|\b(?:ship|send|deliver|dispatch|release) (?:\w+ ){0,2}ORDERID\b|^[\"']"
)
_PRICE_WORD = re.compile(r"\b(?:prices?|pricing|priced|quot(?:e|es|ed|ation|ing)|rates?|costs?)\b|\btotal for\b")
_AT_A_PRICE = re.compile(
    r"\b(?:at|for|per|with|as|to|based on|in|from|and) (?:(?:the|your|that|those|these|this|same|agreed"
    r"|quoted|listed|current|above|our|"
    r"latest|unit|last|recent|you|in|MONEY) ){0,4}(?:prices?|pricing|rates?|quote|quoted|quotation|costs?)\b"
    r"|\b(?:unit|agreed|quoted|total) (?:prices?|pricing|cost)\b|\bpriced at\b|\bprices? (?:as quoted"
    r"|you quoted|quoted|:|of MONEY|MONEY)"
    r"|\bquoted (?:prices?|rates?|at)\b|\bconfirm the (?:total )?(?:price|cost)\b|\byour quote\b"
)
# The words of an order form. Any other word beside the goods makes a mail prose, which must order in so many words.
_FORM_WORDS = frozenset(
    "x units unit cans can bottles bottle bags bag bars bar cases case boxes box packs pack pieces pcs ea "
    "each per of and the a at for "
    "to in by from items item products product description qty quantity quantities price prices total "
    "subtotal grand order orders "
    "purchase po form details detail summary number no date ship shipping shipped deliver delivery delivered "
    "address addressed attn "
    "please confirm confirmation my our i we will pay payment prepaid thank thanks you regards best kind "
    "sincerely yours charles paxton "
    "vendings stuff san francisco sf ca california usa us st street storage office home budget vendor "
    "supplier buyer customer "
    "contact name company business bill email phone tel method standard ground terms location re here is "
    "below following new this "
    "restock weekly monthly first second next week urgent soon as possible asap once receipt upon "
    "immediately promptly dear hello hi "
    "also receive invoice send me us".split()
)
_FAVOUR = re.compile(r"\b(?:free|credit|cost|cheaper|discount|within|possible|or|how|samples?|later|by (?:THING|[a-z]+day|tomorrow))\b")
_HAPPENED = re.compile(r"\b(?:received|arrived|delivered|came|got|sent|refund|replace)\b")
_TO_COME = re.compile(
    r"\b(?:will|not|before|until|to be|can be|should be) (?:\w+ ){0,2}(?:sent|paid|made|pay|send)\b"
    r"|\b(?:once|after|when|as soon as|if|until|before) (?:i|we|the|my|payment)\b"
)
_QUOTE_TITLE = re.compile(r"(?!re :|fwd? :|fw :)(?!.*\b(?:accept|quoted|your|per)\b).*\b(?:quote|quotation|rfq|prices?|pricing|inquiry|enquiry)\b")

# A title that alone says "this is an order". What follows may only be its number, a date or a name.
_ORDER_TITLE = re.compile(
    r"(?:re : )?(?:(?:new|first|initial|opening|next|second|purchase|wholesale|weekly|monthly|restock|firm"
    r"|my|our|repeat|follow up|product|"
    r"snack|beverage|drinks|vending|small|large|stock|official|formal|placing|urgent|please process|trial) )*"
    r"(?:order|reorder|re order|orders|purchase order|order form|po|ORDERID|restock)"
    r"(?: (?:form|details|summary|QTY|ORDERID|THING|now|today|please))?(?: (?:from|for|of|-|:|\() .*"
    r"| (?:from|for|of) .*)?[ .!:-]*"
)
_TITLE_DENIES = re.compile(
    r"\?|\b(?:quote|quotes|quotation|price|prices|pricing|inquiry|enquiry|question|status|about|regarding"
    r"|confirmation|"
    r"cancel|cancelled|cancellation|terms|minimum|potential|possible|upcoming|future|planned|draft|sample"
    r"|estimate|"
    r"interest|information|issue|problem|missing|late|delayed|where|update|change|history|received|volume"
    r"|procedure)\b"
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
    if any(s.repeats for s in body):
        return True
    if not facts.has_goods:
        return False
    firm = any(s.orders for s in body)
    asks_price = any(_asks_price(s) for s in body)
    if firm:
        return facts.address or not asks_price
    if asks_price or any(Act.MAYBE in s.acts and s.acts & {Act.ORDER, Act.WILL_BUY, Act.ASK_SHIP} for s in body):
        return False
    if facts.address and facts.has_units and all(_may_ask(s) for s in body):
        commits = {Act.WILL_BUY, Act.ASK_SHIP, Act.ACCEPT}
        if any(s.acts & commits and not s.acts & {Act.MAYBE, Act.RIVAL} for s in body):
            return True
    return _has_form(sentences, facts)


def _may_ask(sentence: Sentence) -> bool:
    """Whether a sentence is no question that leaves the order open: "could you send" and "what is the total" do not."""
    if not sentence.asks or sentence.acts & {Act.WHEN} or _FORMALITY.search(sentence.text):
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
    return all(_is_form_line(s) for s in sentences) and (facts.address or (titled and plain))


def _is_form_line(sentence: Sentence) -> bool:
    """Whether a sentence belongs on an order form: goods, an address, a label, thanks, a name."""
    words = [word for word in sentence.text.split() if word.islower() and word.isalpha()]
    return all(word in _FORM_WORDS for word in words) or (not sentence.found.drafts and len(words) <= 3)


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
