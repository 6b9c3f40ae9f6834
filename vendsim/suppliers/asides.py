"""Questions beside the business of the day: what every supplier says to them, whatever its kind.

Their topic is the open one ("other"), so that the words decide. What is not among them is answered with the
buyer's own words, so that it is plain which question could not be answered.
"""

from __future__ import annotations

import re

from vendsim.suppliers.decisions import TopicAnswer
from vendsim.text import shorten

_ASIDES: dict[str, tuple[str, ...]] = {
    "price_holds": (
        r"(?:price|quot\w+|offer|rate)s?\b[^?\n]*\b(?:last|run out|lapse|expire|open|stays?|extended|hold)",
        r"(?:hold|keep|lock|honou?r|freeze)\b[^?\n]*\b(?:price|quote|offer|rate|figure)",
        "price (?:lock|protection|guarantee)",
    ),
    "pick_up": (
        r"pick(?:ing|ed)?[ -]?(?:\w+ )?up", "collect (?:it|them|the|my|by|in)", "will[ -]call", "come by",
        "swing by", "warehouse hours", "at the dock",
    ),
    "driver": (
        "driver", "deliver(?:y|ies)? (?:guy|man|window)",
        r"(?:call|ring|phone|text)\w* (?:me |us |ahead|before|first|when)", "telephone before",
        "what time", "time window", "leave (?:it|them) (?:at|with|by)", "be present",
        "someone (?:there|home)", "lift ?gate", "who (?:delivers|brings)",
    ),
    "cooled": (
        r"refrigerat\w+", "cool(?:ed|er)", "cold (?:box|truck|van|chain)", r"\bcold on the way",
        r"melt\w*", "in the heat", "truck is cold",
    ),
    "tracking": (
        r"track(?:ing)?\b",
    ),
    "fees": (
        r"(?:cancel\w*|change|restock\w*|rebook\w*|late|holding|storage|handling) (?:fee|charge)s?",
        "(?:fee|charge|penalty) (?:for|if|to)", "hidden (?:fees?|costs?)", r"\bdeposits?\b", r"\bcrv\b",
        r"\btax(?:es)?\b", "extra (?:fees?|charges?|costs?)",
    ),
    "paperwork": (
        "licen[cs]e", "permit", "resale", "reseller", "sign(?:ed|ing)? (?:something|anything|up|a)",
        "contract", "commit(?:ment|ted)?", "open an account", "e-?mail enough", "paperwork",
        "skip a (?:week|month)", r"obligat\w+", "lock(?:ed)? in",
    ),
    "who_we_are": (
        r"how (?:long|many years)\b.*\b(?:business|company|open|operat\w+|trad\w+|warehouse|firm|around)",
        "in business", "references", "family", "established", "who are you",
    ),
    "contact": (
        r"who (?:will be|is|do i|should i|to)\b.*\b(?:contact|call|write|ask|talk)",
        "whom (?:do|should|may|to)", "phone number", "your number", "your boss", "contact person",
        "speak (?:to|with)", "call you",
    ),
    "make": (
        "flavou?rs?", "assorted", "which (?:kind|type|one is it)", "what (?:kind|type|brand)",
        "real (?:or|brand)", "knock-?offs?", "genuine", "type[ -]c", "original or", "made (?:in|by)",
        "ingredients", "calories", "gluten", "sugar[ -]free",
    ),
    "mixing": (
        "mix(?:ed)? (?:cases?|and|it|them|up|the|cola|flavou?rs)", "can i mix", "split (?:a|the) case",
        "half (?:a )?cases?", "odd (?:numbers|quantities)",
    ),
    "proof": (
        r"photo\w*", "pictures?", "evidence", r"report (?:a )?(?:broken|damage\w*|shortage)",
        "damage to report", "days .*report", "hours .*report",
    ),
    "gifts": (
        "free (?:fridge|cooler|sample|stuff|gift)", "rack", "display", "stickers?", "posters?", "logo",
        r"merch\w*", "fridge",
    ),
    "packing": (
        r"\bwrap\w*", "pallet", "handle .*gently", r"packag\w+", "print .*(?:on the box|number)",
        "on the box", "box(?:es)? marked", "plastic", "straws?",
    ),
}  # fmt: skip
"""Topics of ``voice/phrases/topics.toml`` and the words that ask for them; the first that fits."""
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
    for topic, words in _KNOWN.items():
        if words.search(text):
            return TopicAnswer(topic, does=False)
    for question in (found.strip(" -*\t") for found in _QUESTION.findall(text)):
        if len(question.split()) >= _LEAST_WORDS and not _OF_THE_DAY.search(question):
            return TopicAnswer("unanswered", does=False, quoted=shorten(question, _QUOTED))
    return None
