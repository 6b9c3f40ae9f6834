"""One sentence, read: what it says of goods, what it does, and how firmly."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vendsim.suppliers.reading.binding import Found
from vendsim.suppliers.reading.layout import Shape
from vendsim.suppliers.reading.phrases import Act
from vendsim.suppliers.reading.topics import is_thanks
from vendsim.suppliers.reading.words import UNITS, words

_HEDGES = frozenset({Act.MAYBE, Act.NO_ORDER, Act.CANCEL, Act.CAN_YOU})


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, list item or table of a mail."""

    shape: Shape
    text: str  # canonical; "" for a table
    acts: frozenset[Act]
    topics: frozenset[str]
    found: Found
    wished: bool = False  # an item of a list that the mail asks to be told about

    def does(self, *acts: Act) -> bool:
        """Whether it does one of ``acts``."""
        return not self.acts.isdisjoint(acts)

    def firmly(self, *acts: Act) -> bool:
        """Whether it does one of ``acts``, without "perhaps" or "if" and not to deny it."""
        return self.does(*acts) and not self.does(Act.MAYBE, Act.NO_ORDER)

    @property
    def asks(self) -> bool:
        """Whether it is a question."""
        if _TAG.search(self.text) or self.text.startswith(("what i ", "what we ")):
            return False
        return self.text.endswith("?") or bool(_QUESTION.match(self.text))

    @property
    def orders(self) -> bool:
        """Whether it orders, firmly and something new, and asks for no price in the same breath."""
        if Act.ORDER not in self.acts or self.acts & _HEDGES or self.asks:
            return False
        if _REQUEST_FOR_PRICES.search(self.text) or _NOT_NEW.search(self.text):
            return False
        if self.does(Act.COUNTER, Act.ASK_PRICE) and " but " in self.text:
            return False
        return not self.sets_conditions

    @property
    def sets_conditions(self) -> bool:
        """Whether it leaves the price open: "priced per case", "only at $0.40", but not "as quoted"."""
        if self.does(Act.ASK_PRICE) and _PRICE_WORD.search(self._open_text):
            return True
        return bool(_CONDITION.search(self._open_text))

    @property
    def _open_text(self) -> str:
        """Its text without the prices that it takes as given: "at your quoted price"."""
        return _AT_A_PRICE.sub(" ", self.text)

    @property
    def takes(self) -> bool:
        """Whether it says how many would be taken, if only on a condition: "I'd take 144"."""
        return bool(_TAKES.search(self.text))

    @property
    def repeats(self) -> bool:
        """Whether it asks for the last order again."""
        return self.firmly(Act.REPEAT) and " not " not in self.text

    @property
    def bargains(self) -> bool:
        """Whether it proposes or refuses a price, and does not settle on one."""
        if is_thanks(self.text):
            return False
        settles = self.firmly(Act.ACCEPT) and not self.asks and " but " not in self.text
        return self.does(Act.COUNTER) and not settles

    @property
    def cancels(self) -> bool:
        """Whether it cancels, and does not only speak of cancelling."""
        if not self.does(Act.CANCEL) or self.does(Act.MAYBE):
            return False
        return not _NO_CANCEL.search(self.text) and not _IN_PART.search(self.text)

    @property
    def has_paid(self) -> bool:
        """Whether it says that money was sent, and not that it will be."""
        return self.does(Act.PAID) and not _STILL_TO_COME.search(self.text)

    @property
    def complains(self) -> bool:
        """Whether something is wrong with goods that came, and not only might be."""
        if not self.does(Act.COMPLAIN) or _SUPPOSED.search(self.text) or _MADE_GOOD.search(self.text):
            return False
        return not self.asks or bool(_HAPPENED.search(self.text))

    @property
    def is_overdue(self) -> bool:
        """Whether it misses goods, rather than an answer."""
        if not self.does(Act.OVERDUE) or self.does(Act.AMEND, Act.CANCEL):
            return False
        return not _ANSWER.search(self.text) and not _NOT_YET_GONE.search(self.text)

    @property
    def asks_after_order(self) -> bool:
        """Whether it asks outright how an order stands: "could you give me an update on PO-1003?"."""
        if not self.does(Act.WHEN) or self.does(Act.AMEND, Act.ALTER, Act.CANCEL):
            return False
        if _LATER.search(self.text):
            return False
        return bool(_STATE.search(self.text)) and (self.asks or bool(_PLEA.search(self.text)))

    @property
    def doubts_the_whole(self) -> bool:
        """Whether it puts everything under a condition: "if prices fall, this would be my order:"."""
        if not self.does(Act.MAYBE) or self.found.drafts:
            return False
        return bool(_THE_WHOLE.search(self.text)) and not self.firmly(Act.ORDER)

    @property
    def asks_price(self) -> bool:
        """Whether it asks for prices in a way that leaves an order open."""
        if not self.does(Act.ASK_PRICE) or self.orders or _CONFIRMS.search(self.text):
            return False
        return self.asks or self.requests_prices

    @property
    def requests_prices(self) -> bool:
        """Whether it asks to be sent prices or a quote."""
        return bool(_REQUEST_FOR_PRICES.search(self.text)) and not is_thanks(self.text)

    @property
    def wants_prices(self) -> bool:
        """Whether it shows any interest in prices or the catalogue."""
        if is_thanks(self.text) or (self.shape is Shape.TITLE and self.text.startswith("re :")):
            return False
        if self.does(Act.ASK_CATALOGUE):
            return True
        if self.topics == {"volume_discount"} and (self.asks or self.wished) and "PRODUCT" not in self.text:
            return False  # "do prices get better for larger orders?"
        if self.topics and not _PRICE_OF_GOODS.search(self._open_text):
            return False  # "is delivery included in the prices you listed?", "do you ship, at what cost?"
        return self.does(Act.ASK_PRICE) and (
            self.wished or self.asks or self.requests_prices or bool(_WISH.search(self.text))
        )

    @property
    def leaves_open(self) -> bool:
        """Whether it is a question to be answered before anything is shipped.

        "Could you send 48 coke?" and "What is the total?" are not.
        """
        if not self.asks or self.does(Act.WHEN) or _FORMALITY.search(self.text):
            return False
        return not self.does(Act.ASK_SHIP) or bool(self.topics) or bool(_FAVOUR.search(self.text))

    @property
    def is_goods(self) -> bool:
        """Whether it is a line of goods and nothing else."""
        return self.shape is Shape.ITEM or not _VERB.search(self.text)

    @property
    def is_order_title(self) -> bool:
        """Whether it is a subject or heading that announces an order."""
        short = not self.found.drafts and len(self.text.split()) <= 5
        if self.shape is not Shape.TITLE and not short:
            return False
        return bool(_ORDER_TITLE.fullmatch(self.text)) and not _NO_ORDER_TITLE.search(self.text)

    @property
    def is_doubtful_title(self) -> bool:
        """Whether it is a subject or heading that speaks of something less than an order."""
        return self.shape is Shape.TITLE and bool(_NO_ORDER_TITLE.search(self.text))

    @property
    def is_quote_title(self) -> bool:
        """Whether it is a subject that asks for prices; an answer to a quote is none."""
        return self.shape is Shape.TITLE and bool(_QUOTE_TITLE.match(self.text))

    @property
    def fits_a_form(self) -> bool:
        """Whether it belongs on an order form: goods, an address, a label, thanks."""
        return all(word in _FORM_WORDS for word in self.text.split() if word.islower() and word.isalpha())

    @property
    def is_name(self) -> bool:
        """Whether it is short enough for the name below a letter."""
        return not self.found.drafts and len(self.text.split()) <= 3

    @property
    def closes(self) -> bool:
        """Whether it ends a letter, so that a name may follow."""
        return bool(_CLOSING.match(self.text))


# "send me 72, would you?"
_TAG = re.compile(
    r"[,.] (?:would|will|could|can|ok|okay|please|right|yes|yeah)(?: you)?(?: please)? \?$"
)  # "send me 72, would you?"
_QUESTION = re.compile(
    r"(?:and |but |so |also )?(?:what|how|where|when|which|who|why|is|are|does|did|has|have you|do you)\b"
)
_VERB = re.compile(
    r"\b(?:i|we|you|my|our|is|are|was|were|will|would|can|could|should|might|may|have|has|had|do|does|did|not"
    r"|please|need|want|send|ship|sell|sold|if|when)\b"
)
_WISH = re.compile(
    r"\b(?:please|send|share|provide|request|collecting|inquiry|enquiry|interested|need|want|like|looking"
    r"|know"
    r"|advise|quote|rfq|get(?! back))\b"
)

# Orders and prices ---------------------------------------------------------------------------------------

_REQUEST_FOR_PRICES = re.compile(
    r"(?<!your )(?<!the )(?<!per )\bquot(?:e|es|ation) (?:me|us|for|on|please|:)"
    r"|\b(?:for|get|send|need|want|like|request|prepare|provide|have) "
    r"(?:(?:me|us|a|an|your|the|formal|best|updated|out) )*"
    r"(?:quot(?:e|ation)|prices?|pricing|price list|catalog|catalogue|product list|estimate)\b"
    r"|\bwonder\w* (?:if|whether|what|how)\b.{0,60}\b(?:prices?|pricing|MONEY|cost|rates?|still)\b|\bhow "
    r"much\b|\bwhat (?:would|is|are|will)\b"
)
_PRICE_WORD = re.compile(
    r"\b(?:prices?|pricing|priced|quot(?:e|es|ed|ation|ing)|rates?|costs?)\b|\btotal for\b"
)

_TAKES = re.compile(
    r"\bcould use QTY\b|\b(?:i|we) would be (?:after|good for|up for|in for|looking at) (?:\w+ )?QTY\b"
    r"|\bif (?:i|we) (?:were to )?(?:\w+ )?(?:got|get|grab|bought|took|ordered|buy"
    r"|take|order|commit to|went for) "
    r"QTY\b|\b(?:i|we) (?:would|could) (?:\w+ )?(?:take|order|buy|need)\b"
)
_PRICE_OF_GOODS = re.compile(r"\b(?:prices?|pricing|priced|quot(?:e|es|ed|ation|ing)|rates?|PRODUCT)\b")

# Prices that an order names without asking for them: "at your quoted price".
_AT_A_PRICE = re.compile(
    r"\b(?:at|for|per|with|as|to|based on|in|from|and) "
    r"(?:(?:the|your|our|that|those|these|this|same|agreed|quoted|listed|current|latest|last|recent|above"
    r"|unit|you|in|MONEY) ){0,4}(?:prices?|pricing|rates?|quote|quoted|quotation|costs?)\b"
    r"|\b(?:basis of|according to|per|from|further to|referring to|reference to|following) (?:your|the) "
    r"(?:\w+ )?price ?list\b"
    r"|\b(?:unit|agreed|quoted|total) (?:prices?|pricing|cost)\b|\bpriced at\b"
    r"|\bquoted (?:prices?|rates?|at)\b"
    r"|\bprices? (?:as quoted|you quoted|quoted|:|of MONEY|MONEY)|\bconfirm the (?:total )?(?:price|cost)\b"
    r"|\byour quote\b"
)
_CONDITION = re.compile(
    r"\b(?:cheaper|quoted|priced|otherwise|or cancel|no more than|not more than|less than|only (?:at|if|for)"
    r"|be (?:free|lower)|(?:as|for) (?:a )?(?:free|gift)"
    r"|(?:at no|without|no|free of) (?:extra )?(?:cost|charge)"
    r"|samples?|half (?:the|of|that|your))\b"
)
_CONFIRMS = re.compile(r"\b(?:total|confirm|confirmation)\b")
_FORMALITY = re.compile(r"\b(?:total|pay|payment|invoice|confirm|arrive|expect)\b")
_FAVOUR = re.compile(
    r"\b(?:free|credit|cost|cheaper|less|discount|within|possible|or|how|samples?|later"
    r"|by (?:THING|[a-z]+day|tomorrow))\b"
)

# An order there already is, or the words of someone else.
_NOT_NEW = re.compile(
    r"\b(?:i|we|already|that|was|were) (?:have |had |already )*(?:ordered|paid|bought|purchased)\b"
    r"|\b(?:ship|send|deliver|dispatch|release) (?:\w+ ){0,2}ORDERID\b|^[\"']"
)

# Orders there are ----------------------------------------------------------------------------------------

_IN_PART = re.compile(r"\bPRODUCT\b.*\b(?:keep|rest|everything else|others?|remaining)\b")
_NO_CANCEL = re.compile(
    r"\b(?:not|never|no need to) (?:\w+ )?cancel|\bwill (?:have to )?cancel"
    r"|\bcancell?ation (?:policy|terms|fee)|^(?:what|how|why|does|is)\b"
)
_STILL_TO_COME = re.compile(
    r"\b(?:will|not|before|until|to be|can be|should be) (?:\w+ ){0,2}(?:sent|paid|made|pay|send)\b|^how\b"
    r"|\b(?:what|everything|QTY|goods|items|order|since|that) (?:that )?(?:i|we) (?:\w+ )?paid\b|\bsince "
    r"(?:i|we|the)\b"
    r"|\b(?:once|after|when|as soon as|if|until|before) (?:i|we|the|my|payment)\b"
    r"|\bpaid MONEY (?:a|per|each|/|apiece|for (?:a|each|the same)|elsewhere)\b|\b(?:last|previous) (?:week"
    r"|month|time|year)\b"
)
_SUPPOSED = re.compile(
    r"\b(?:if|suppose|supposing|imagine|what happens|policy|policies|in case|ever|should (?:anything"
    r"|something|the|it|any|an?)|would you (?:replace"
    r"|refund|credit|accept|cover|offer)|(?:must|need to|have to) (?:have|be)\b.{0,20}\b(?:shelf life|fewer"
    r"|less)"
    r"|(?:i|we) (?:have |had |just )?(?:made|make) (?:an? |the |some )?(?:\w+ )?(?:mistake|error|slip"
    r"|mix ?up)"
    r"|(?:i|we) (?:have |accidentally |mistakenly )?(?:gave|given|sent|wrote|put|typed|entered|picked) "
    r"(?:\w+ ){0,2}?wrong|(?:might|may|could) (?:\w+ )?(?:arrive|be|come|get))\b"
    r"|^(?:do|does|are) (?:you|your|there)\b"
)
_MADE_GOOD = re.compile(
    r"^(?!.*\b(?:but|still|however)\b).*\b(?:nothing (?:is )?wrong|no complaints?|not a complaint"
    r"|appreciated|thank you|thanks|resolved|sorted out)\b(?!.*advance)"
)
_HAPPENED = re.compile(r"\b(?:received|arrived|delivered|came|got|sent|refund|replace)\b")
# "could you send a tracking note once it leaves?", "has the Coke gone up?"
_LATER = re.compile(r"\b(?:once|as soon as|if (?:i|we|you)|(?:go|gone|went) (?:up|down))\b")
_STATE = re.compile(
    r"\b(?:update|status|news|word|where|has|shipped|whereabouts|track\w*|eta|chasing|yet|transit|left"
    r"|dispatched)\b"
    r"|\b(?:did|has|have) (?:it|they|(?:the |my |our )?(?:QTY )?PRODUCT"
    r"|(?:my|our|the) (?:payment|money|transfer))\b|\b(?:when|which day|what "
    r"day)\b.*\b(?:ORDERID|my (?:order|delivery|shipment|package)|our (?:order|delivery))\b"
)
_PLEA = re.compile(
    r"\b(?:grateful|know|appreciate|could|can|please|like|let me know|need|wondering|tell me)\b"
)
_NOT_YET_GONE = re.compile(
    r"\b(?:if|which|that|as|since|before|assuming|provided|hopefully|think|hope|understand)\b.{0,30}\b(?:not"
    r"|nothing)\b.{0,20}"
    r"\b(?:shipped|dispatched|packed|sent|left|gone|out|processed|paid)\b"
)
_THE_WHOLE = re.compile(
    r"\b(?:order|orders|ordered|following|below|this|text|list|mail|message|buy|purchase)\b(?! (?:week|time"
    r"|month|morning))"
)
_ANSWER = re.compile(r"\b(?:quotes?|prices?|pricing|reply|response|answer|catalog|catalogue|if|would)\b")

# Order forms ---------------------------------------------------------------------------------------------

_ORDER_TITLE = re.compile(
    r"(?:re : )?(?:(?:new|first|initial|opening|next|second|purchase|wholesale|weekly|monthly|restock|firm|my"
    r"|our|repeat|follow up|product|snack|beverage|drinks|vending|small|large|stock|official|formal|placing"
    r"|urgent|please process|trial) )*"
    r"(?:order|reorder|re order|orders|purchase order|order form|po|ORDERID|restock|order placement|go|send"
    r"|send please|please send)"
    r"(?: (?:of THING|form|details|summary|QTY|ORDERID|THING|now|today|please|no QTY|week QTY|no ORDERID"
    r"|number QTY))*"
    r"(?: (?:from|for|of|-|:|\() .*)?[ .!:-]*"
)
_NO_ORDER_TITLE = re.compile(
    r"\?|\b(?:quote|quotes|quotation|price|prices|pricing|inquiry|enquiry|question|status|about|regarding"
    r"|terms|confirmation|cancel|cancelled|cancellation|minimum|potential|possible|upcoming|future|planned"
    r"|draft|sample|estimate|interest|information|issue|problem|missing|late|delayed|where|update|change"
    r"|history|received|volume|procedure)\b"
)
_QUOTE_TITLE = re.compile(
    r"(?!re :|fwd? :|fw :)(?!.*\b(?:accept|quoted|your|per)\b)"
    r".*\b(?:quote|quotation|rfq|prices?|pricing|inquiry|enquiry)\b"
)

_CLOSING = re.compile(r"(?:thanks|thank you|cheers|best|(?:best |kind |warm )?regards|sincerely|yours)\b")

# A single other word beside the goods makes a mail prose, which has to order in so many words.
_FORM_WORDS = UNITS | words(
    "x each per of and the a at for to in by from i we my our me us also will send here is this new re "
    "list product products description qty quantity quantities price prices total subtotal grand number no "
    "date order orders purchase po form details detail summary below following restock first second next "
    "weekly monthly ship shipping shipped deliver delivery delivered address addressed attn location "
    "street st storage office home san francisco sf ca california usa charles paxton vendings stuff name "
    "company business contact phone tel email vendor supplier buyer customer bill budget terms method "
    "standard ground pay payment prepaid invoice once upon receipt receive please confirm confirmation "
    "urgent soon as possible asap immediately promptly week dear hello hi thank thanks you regards best "
    "kind sincerely yours urgent notes note receipt destination recipient attention care zip country state "
    "city "
    "todays requested time ste consignee upon on between ask before morning afternoon evening ref cell ring "
    "bell door gate leave call sum vs incl including inclusive sku item cheers many with best unit suite "
    "floor"
)
