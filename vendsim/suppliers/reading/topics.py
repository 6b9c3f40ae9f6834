"""Questions about terms in their usual words, which count whatever the network makes of them."""

from __future__ import annotations

import re
from functools import lru_cache

_PATTERNS: dict[str, re.Pattern[str]] = {
    "minimum_order": re.compile(
        r"\bcertain (?:amount|quantity|number)\b|\b(?:smallest|least|minimum|lowest) (?:\w+ )?(?:order"
        r"|quantity|amount|number|purchase|i can|we can"
        r"|you|(?:i|we) (?:have|need|must|would have))\b"
        r"|\b(?:single|individual|loose) units?\b|\b(?:only|full|whole|by the) cases?\b.{0,20}\?|\bsmall "
        r"orders?\b|"
        r"\b(?:minimum|min|smallest|minimal)\b.{0,20}\b(?:orders?|quantit(?:y|ies)|qty|purchase|spend|amount"
        r"|value)\b"
        r"|\bmoqs?\b|\bminimums?\b|\border minimums?\b"
    ),
    "lead_time": re.compile(
        r"\bhow (?:long|fast|quick|quickly|soon|(?:many|much) (?:business |working )?days|many THING)\b"
        r"|\b(?:what|which) days? (?:do|can|will) you (?:deliver|ship)\b|\bdeliver (?:on|at) (?:weekends?"
        r"|\w+days?)\b|"
        r"\b(?:lead|delivery|shipping|transit|turnaround|dispatch|processing)(?: and \w+)? ?(?:time|times"
        r"|days|window|schedule|timeline|timelines|timeframe|timeframes|estimate|estimates)\b"
        r"|\bleadtimes?\b|\bturnaround\b"
        r"|\bhow (?:long|fast|quickly|soon|many days)\b.{0,40}\b(?:deliver(?:y|ed)?|ship(?:ping|ped|ment)?"
        r"|arrive|take|get|receive|orders?)\b"
        r"|\bwhen (?:can|could|would|will|do) (?:you|it|they|the|my|our)\b.{0,30}\b(?:deliver|ship|arrive"
        r"|get here|be here|(?:\w+ )?be (?:at|with)|reach)\b"
    ),
    "shipping": re.compile(
        r"\b(?:conditions?|terms) (?:for|of|on) (?:\w+ and )?(?:delivery|shipping)\b"
        r"|\b(?:shipping|delivery) (?:conditions|on top)\b|\b(?:fee|charge|cost|surcharge) (?:for|on|to) "
        r"(?:deliver|delivering|ship|shipping)\b"
        r"|\b(?:shipping|delivery|freight|postage)(?: and handling)? (?:cost|costs|fee|fees|charge|charges"
        r"|rate|rates|price|prices|policy|terms|options|expenses)\b"
        r"|\b(?:charge|pay|fee|cost|costs|price|include|includes|included|free|extra"
        r"|offer)\b.{0,25}\b(?:shipping|delivery|freight)\b"
        r"|\b(?:shipping|delivery|freight)\b.{0,15}\b(?:included|free|extra|cost)\b"
        r"|\b(?:do|can|could|will|would) you (?:\w+ )?(?:deliver|ship) (?:to|in|within)\b"
        r"|\bdo you (?:\w+ )?(?:deliver|ship)\b|\bhow much is (?:shipping|delivery)\b|\bwhat (?:is|are|would"
        r"|will) (?:the )?(?:shipping|delivery|freight)\b|\bfreight\b|\bships? (?:for )?free\b"
    ),
    "payment_terms": re.compile(
        r"\bhow (?:does |do )?payments? works?\b|"
        r"\bpayment (?:terms?|methods?|options?|conditions?)\b|\b(?:net THING|credit terms|on credit"
        r"|invoice terms)\b"
        r"|\bhow (?:do|can|should|would) (?:i|we) (?:pay|make payment|send payment)\b|\b(?:accept"
        r"|take) (?:credit )?cards?\b"
        r"|\b(?:require|need|take|ask for|want) (?:an? |any )?(?:deposit|prepayment|down payment|payment)\b"
        r"|\b(?:pay|paying|payment) (?:\w+ )?(?:by|with|via|through|on|after|before|in)\b|\bbank transfer\b"
        r"|\bdeposit\b"
        r"|\b(?:when|before) .{0,20}\bpay\b|\bpay (?:up ?front|first|later|now|by)\b|\bon invoice\b"
        r"|\b(?:conditions?|terms|methods?|forms?|modes?) (?:for|of) (?:\w+ and )?payment\b|\bpayment "
        r"(?:process|system|works?|work)\b|\bhow .{0,20}\bpay\b"
        r"|\b(?:prepay|prepayment|upfront|up front|pay in advance|pay on delivery)\b|\bterms of payment\b"
    ),
    "volume_discount": re.compile(
        r"\bprices? (?:\w+ ){0,2}?(?:better|lower|cheaper|drop|fall|improve|go down|come "
        r"down)\b.{0,40}\b(?:more|larger|bigger"
        r"|volume|quantity|higher|bulk)\b|\b(?:cheaper|less|better) (?:\w+ )?(?:if|when|for) (?:i|we) (?:\w+ "
        r")?(?:buy|order|take)"
        r" (?:more|larger|in bulk)\b|\b(?:volume|bulk|quantity|loyalty|tiered)\b.{0,15}\b(?:discounts?"
        r"|breaks?|tiers?|pricing"
        r"|rebates?)\b"
        r"|\b(?:bigger|larger|big|large) orders? (?:\w+ ){0,2}?(?:cheaper|less|discount\w*)\b"
        r"|\bprice breaks?\b|\bdiscounts?\b|\bfor larger (?:orders|quantities|volumes)\b|\brebates?\b"
    ),
    "catalogue": re.compile(
        r"\b(?:product|price|item|wholesale|full|current|complete) ?(?:list|lists|catalog|catalogue|range"
        r"|listing)\b|\bcatalog(?:ue)?s?\b"
        r"|\bwhat (?:\w+ )?(?:products|items|snacks|drinks|beverages|goods|brands) do you\b"
        r"|\bavailable (?:products|items|goods)\b"
        r"|\bwhat do you (?:carry|sell|offer|stock|have)\b|\b(?:products|items) (?:that )?you (?:carry|sell"
        r"|offer|stock|have)\b"
    ),
    "availability": re.compile(
        r"\bin stock\b|\bavailab(?:le|ility)\b(?! (?:products|items|goods))"
        r"|(?<!what )(?<!products )(?<!items )"
        r"(?<!goods )(?<!snacks )(?<!drinks )\bdo you (?:\w+ )?(?:carry|stock|sell|have)\b(?! an? )"
        r"|\bstock levels?\b"
    ),
    "returns": re.compile(
        r"\b(?:returns?|refunds?|cancellation|damage|damaged goods|breakages?) (?:policy|policies|terms"
        r"|process)\b"
        r"|\b(?:policy|policies|terms|conditions|rules|procedure|process) (?:for|on|about|of|regarding) "
        r"(?:\w+ ){0,2}?(?:returns?|returning|refunds?|exchanges?|damaged|unsold)\b"
        r"|\b(?:accept|take|allow|handle|do|offer|about|cover) (?:\w+ ){0,2}?(?:returns?|refunds?"
        r"|exchanges?)\b"
        r"|\bguarantees?\b|\b(?:take|send|return) (?:\w+ ){0,4}?back\b|\b(?:what (?:if|happens)|if"
        r"|when)\b.{0,40}"
        r"\b(?:damaged|broken|wrong|expired|faulty|crushed|short|missing)\b|\b(?:can|could|may) (?:\w+ "
        r"){0,4}?be (?:returned|sent back)\b|\breturnable\b"
    ),
}  # fmt: skip

_ASKING = re.compile(
    r"\?|\b(?:what|how|which|please|could|can|would|do you|let me know|send|share|tell|provide|advise"
    r"|inform|include|including|details|need|"
    r"information|info|know|understand|clarify|interested|inquire|inquiring|ask|asking|looking|request"
    r"|confirm|your)\b"
)


_THANKS = re.compile(
    r"(?:(?:many )?(?:thanks|thank you)|(?:i )?(?:got|received|have) (?:your|the))\b(?!.*\b(?:advance"
    r"|please)\b)[^?]*$"
)


def is_thanks(sentence: str) -> bool:
    """Whether a canonical sentence only thanks for what came: "thank you for your price list"."""
    return bool(_THANKS.match(sentence))


def introduces_wishes(sentence: str) -> bool:
    """Whether a list below a canonical sentence names things to be told: "could you please share :"."""
    return sentence.endswith((":", "?")) and bool(_ASKING.search(sentence))


@lru_cache(maxsize=4096)
def topics_in(sentence: str, *, wished: bool = False) -> frozenset[str]:
    """The topics that a canonical sentence asks about; an item of a list that was asked for always asks."""
    if not (wished or _ASKING.search(sentence)) or is_thanks(sentence):
        return frozenset()
    return frozenset(topic for topic, pattern in _PATTERNS.items() if pattern.search(sentence))
