"""Questions beside the business of the day, and those that stand among bids and orders: the words decide.

What is asked in an open question ("other") and is not among them is answered with the buyer's own words, so
that it is plain which question could not be answered.
"""

from __future__ import annotations

import re

from vendsim.suppliers.decisions import TopicAnswer
from vendsim.suppliers.reading.model import Act, ActKind
from vendsim.text import shorten

_REGULAR = (
    r"(?:regulars?|(?:repeat|returning|loyal|steady) \w+|loyalty|(?:re-?)?(?:order|buy|com)\w*\b[^?\n]*\b"
    r"(?:every|each) (?:week|month|fortnight)|(?:weekly|monthly) (?:re)?orders?"
    r"|(?:re)?order\w* (?:weekly|regularly))"
)
_LESS = r"(?:discounts?|off|cheaper|better|lower|less|breaks?|deals?|reduc\w*|rates?|prices?|bonus)"
_ASIDES: dict[str, tuple[str, ...]] = {
    "price_holds": (
        r"(?:price|quot\w+|offer|rate)s?\b[^?\n]*\b(?:last|run out|lapse|expire|open|stays?|extended|hold)",
        r"(?:hold|keep|lock|honou?r|freeze)\b[^?\n]*\b(?:price|quot\w+|offer|rate|figure)",
        r"(?:hold|keep)\b[^?\n]*\b(?:until|till|through)\b",
        "price (?:lock|protection|guarantee)",
    ),
    "pick_up": (r"pick(?:ing|ed)?[ -]?(?:\w+ ){0,3}up", "collect (?:it|them|the|my)", "will[ -]call"),
    "fees": ("(?:fee|charge|penalty) (?:for|if|to)", r"\b(?:deposits?|crv|tax(?:es)?)\b"),
    "paperwork": (
        "licen[cs]e", "permit", "resale", "reseller", "sign(?:ed|ing)? (?:something|anything|up|a)",
        "contract", "commit(?:ment|ted)?", "open an account", "lock(?:ed)? in",
    ),
    "make": ("flavou?rs?", "assorted", "(?:what|which) (?:kind|type|brand)", "genuine", "knock-?offs?"),
    "mixing": (
        "mix(?:ed)? (?:cases?|and|it|them|up|the|flavou?rs)", "odd (?:numbers|quantities)",
        "(?:half|split) (?:an? |the )?cases?",
    ),
    "changes": (
        r"(?:change|amend|alter|adjust)\w*\b[^?\n]*\borders?\b[^?\n]*\b(?:after|before|later|once|paid|pay)",
    ),
    "sizes": (
        r"(?:small|large|big|standard|snack)[\w ]*\b(?:slot|coil)",
        r"\bfit\w*\b[^?\n]*\b(?:slot|coil|machine)",
        r"(?:large|small) or (?:a )?(?:small|large)",
    ),
    "best_sellers": (
        r"best[ -]?sell\w+", r"sells? (?:best|well|better)", r"what (?:moves|sells)",
        r"(?:suggest|recommend)\w*\b(?! (?:price|retail))",
    ),
    "case_size": (
        r"how many\b[^?\n]*\b(?:in|to|per|make|come in)\b[^?\n]*\b(?:case|box|carton)",
        r"(?:case|pack|carton) sizes?",
    ),
    "no_promise": (
        r"(?:guarantee|promise)\w*\b[^?\n]*\b(?:date|day|deliver\w*|arriv\w*)",
        r"(?:date|day|deliver\w*|arriv\w*)\b[^?\n]*\bguarantee\w*",
    ),
    "loyalty": (rf"{_REGULAR}\b[^?\n]*\b{_LESS}\b", rf"{_LESS}\b[^?\n]*\b{_REGULAR}\b"),
}  # fmt: skip
"""Topics of ``voice/phrases/topics.toml`` and the words that ask for them; the first that fits."""
OF_TRADE = ("case_size", "best_sellers", "sizes", "no_promise", "loyalty")
"""Of these, what is answered by each supplier for itself, see `favours`."""
_ANYWHERE = (*OF_TRADE, "price_holds", "mixing", "changes", "pick_up")
"""What is asked in so many words that it is known for a question among bids and orders, too."""
_KNOWN = {topic: re.compile(rf"\b(?:{'|'.join(words)})", re.I) for topic, words in _ASIDES.items()}
_QUESTION = re.compile(r"[^.!?\n]*\?")
_OF_THE_DAY = re.compile(
    r"\b(?:confirm\w*|works?|ok(?:ay)?|deal|agree\w*|possible|fair|say|think|sound|total|prices?|cost|order|"
    r"book\w*|ship\w*|do(?:able)?|yes|no|right|late|hear|let me|either|matter|manage|arrange|happen\w*|reply|"
    r"answer\w*|proceed|read|clear|help|money|paid|payment|invoice|that|this|these|those|it|them|ones?|both|all|"
    r"final|hands|settle|meet|match|middle|budge|move|come|go|lower|cheaper|better|more|less|take|give|want)\b",
    re.I,
)
"""What the rest of the letter answers: "Does that work?", "Shall we say so?"."""
_LEAST_WORDS, _QUOTED = 4, 90


def aside(text: str) -> TopicAnswer | None:
    """The answer to a question that is about none of the known topics; None: nothing that wants one."""
    topics = [topic for topic, words in _KNOWN.items() if words.search(text)]
    if topics:
        return None if topics[0] in OF_TRADE else TopicAnswer(topics[0], does=False)
    for question in (found.strip(" -*\t") for found in _QUESTION.findall(text)):
        if len(question.split()) >= _LEAST_WORDS and not _OF_THE_DAY.search(question):
            return TopicAnswer("unanswered", does=False, quoted=shorten(question, _QUOTED))
    return None


def asked_in(act: Act) -> list[str]:
    """The questions among the words of an act, whatever else it does."""
    sentences = (found.strip(" -*\t,") for found in _SENTENCE.findall(act.text))
    return [text for text in sentences if text.endswith("?") or _ASKING.match(text)]


_SENTENCE = re.compile(r"[^.!?;\n]+[.!?;\n]?")
_ASKING = re.compile(
    r"(?:(?:and|also|so|but|again|then|ok|okay|please|however|-|,|:) )*"
    r"(?:can|could|would|will|do|does|did|is|are|may|might|how|what|which|when|where|who|why) "
    r"|.*\b(?:know|asking|wonder\w*|curious|tell me|understand|hear)\b[^?]*\b(?:if|whether|how|what|which)\b"
)
"""Questions that go without a question mark, also indirect ones."""


def asked_besides(act: Act) -> list[str]:
    """Topics of questions that stand among the words of any act, but for those about an order there is."""
    questions = [] if act.kind in _OF_AN_ORDER else asked_in(act)
    return [topic for topic in _ANYWHERE if any(_KNOWN[topic].search(text) for text in questions)]


_OF_AN_ORDER: frozenset[ActKind] = frozenset({"complain", "remedy", "status", "cancel", "paid"})

_REQUEST = re.compile(
    r"\b(?:would|could|can|will|may|might|willing|possible|firm|fixed|negotiable|flexible|strict"
    r"|carved|stone|exceptions?|room|leeway|a no)\b"
)
_TELLING = re.compile(
    r"\b(?:tell|know|send|say|confirm|inform|state|list|quote|advise)\b"
    r"(?!.*\b(?:if|whether)\b)"
)
_MINIMUM = re.compile(
    r"\b(?:minimums?|min|trial order|(?:below|under) (?:the|your|that) \$?[0-9]{2,}"
    r"|order (?:that|so|as) (?:small|little))\b"
)
_SHIPPING = re.compile(r"\b(?:shipping|delivery|freight|postage)\b")
_WAIVING = re.compile(
    r"\b(?:waiv\w*|free|absorb|on the house|throw in|zero|without (?:charge|cost|paying)|refund\w*"
    r"|(?:knock|take|get) (?:\S+ ){0,4}?off|off the (?:shipping|delivery|freight|postage)|meet me"
    r"|(?:credit|give) (?:\S+ ){0,4}?back"
    r"|(?:cover|drop|skip|forget) (?:\S+ ){0,2}?(?:shipping|freight|postage))\b"
)
_REACHED = re.compile(r"\b(?:meets?|reach\w*|hits?|clears?|over|above|gets? (?:me|us|it) to|short of)\b")
_IF_YOU = re.compile(r"\b(?:if you|unless (?:you|the|your|freight|shipping))\b[^.!?;]*")
_LOWERING = re.compile(r"\b(?:come down|go (?:down|below|to)|lower|drop|waiv\w*|skip|reduc\w+|exception)\b")
_BARGAINING: frozenset[ActKind] = frozenset({"bid", "inform", "condition", "hold"})


def favours_wanted(act: Act) -> list[str]:
    """The topics of requests for what is against our terms: "Would you go below the minimum once?".

    In bargaining also as a condition: "Unless freight is zero we are done".
    """
    if act.kind in _OF_AN_ORDER or not act.text:
        return []
    found = [
        topic
        for question in asked_in(act)
        for clause in re.split(r" [,:] ", question)
        if _REQUEST.search(clause) and not _TELLING.search(clause) and not _WHAT.search(clause)
        if (topic := _against_terms(clause))
    ]
    if act.kind in _BARGAINING:
        conditions = (match[0] for match in _IF_YOU.finditer(act.text))
        topics = [(_against_terms(text), text) for text in conditions]
        found += [t for t, text in topics if t == "free_shipping" or (t and _LOWERING.search(text))]
    return list(dict.fromkeys(found))


def _against_terms(clause: str) -> str | None:
    if _SHIPPING.search(clause) and _WAIVING.search(clause):
        return "free_shipping"
    return "lower_minimum" if _MINIMUM.search(clause) and not _REACHED.search(clause) else None


def asks_for_terms(act: Act, questions: list[str]) -> bool:
    """Whether an act about free shipping only asks from when it is: "At what sum is it free?"."""
    free = [question for question in questions if _WAIVING.search(question)]
    return bool(act.text) and all(_WHAT.search(question) for question in free)


_WHAT = re.compile(
    r"\b(?:what|which|how (?:much|many|large|big)|when"
    r"|(?:have|has|is there|there is|be) (?:an?|any))\b"
    r"(?! (?:\w+ )?(?:room|leeway|flexibility|exceptions?|chance|way))"
)
