"""Whether a sentence that begins with a yes says yes to what was asked."""

from __future__ import annotations

import re
from functools import cache

from vendsim.data import supplier_identities
from vendsim.suppliers.reading.words import words

_INTERJECTION = re.compile(
    r"(?:(?:so|well|and|oh|ah|once more|again) ,? ?)*"
    r"(?:yes|yeah|yep|yup|aye|ok|okay|sure|right|alright|great|fine|good|perfect|excellent)\b"
    r"(?: ?(?:[,-] ?)?(?:yes|ok|okay|sure|then)\b)*+"
)
_NEXT_QUESTION = re.compile(
    r" ,?(?: ?(?:and|but|so))? "
    r"(?:(?:when|what|how|which|where|who|why|can|could|do|does|is|are|will|would) .*\?$"
    r"|(?:please )?(?:tell me|let me know|advise|confirm) (?:when|what|how|which|where)\b.*$)"
)
_WHERE = re.compile(
    r"(?: ,)? (?:but|and) (?:please )?(?:(?:the|my|our) (?:\w+ )?address|ship|deliver|send) [^.?!]*"
    r"\b1680 mission\b.*$"
)
"""Tells where the goods go."""
_DOING = (
    "book|change|go(?= (?:ahead|for|with))|proceed|confirm|consider|agree|accept|approve|enter|finali[sz]e"
    "|place|do|make|settle|update|take|put|send|want|adjust"
)
_IT = (
    r"it|this|that(?! (?:the|i|we|my|our)\b)|them|these|those|your|so|now|exactly|as|like|to (?:it|that|this)"
    r"|with|for|ahead|(?:to )?the (?:\w+ )?(?:change|order|correction|offer|list|lines|total|sum|price)"
    r"|please(?= ?(?:[.,!]|$))|[.,!;:]|$"
)
_FIGURES = (
    r"that|this|it|everything|(?:the|that|those|these|all) (?:order|total|sum|prices?|quantities|lines|list)"
)
_RIGHT = "right|correct|fine|good|perfect|agreed|a deal"
_SAID = "listed|wrote|written|proposed|said|say|put|want(?:ed)?|meant|need(?:ed)?|asked"
_ANSWERING = re.compile(
    rf"\b(?:{_DOING})\b ?(?:{_IT})"
    r"|\b(?:book|order|take|buy|enter) (?:the|all|both|everything)\b"
    r"(?! (?:time|day|list|call|weekend|week|letter|opportunity))"
    r"|^(?:with pleasure|of course|go)\b(?= ?(?:[.,!]|$))"
    r"|^(?:to|by)\b|\bplease ?[.!]?$"
    r"|\bmy (?:yes|approval|agreement|consent|go-ahead|order ?[.!]?$)"
    rf"|\b(?:{_FIGURES}) (?:is|are|looks?|would be) (?:all )?(?:{_RIGHT})\b(?! that\b)"
    r"|\b(?:works|suits (?:me|us)|(?:^|fine|good|ok|okay) ?(?:with|by|for) (?:me|us))"
    r" ?(?:for (?:me|us))? ?(?:[.!]|$)"
    rf"|\b(?:as|what|how|like|the way) (?:(?:i|we|you) (?:have |had )?)?(?:it )?(?:{_SAID})(?: it)?"
    r" ?(?:[.!]|$)"
    r"|\b(?:like that|that way|exactly(?: so)?|how it should be|no changes|you understood|carry out)\b"
    r"|\bas (?:above|below|quoted)\b|^(?:that|this|it|both|all)(?: (?:one|of (?:it|them)))? ?[.!]?$"
    r"|\bthanks for (?:asking|checking|confirming)\b"
)
_PLEASE = re.compile(r"^(?:please|pls|indeed|thanks?|thank you)\b ?[,.!]? ?")
_LATER = re.compile(
    r"\b(?:but|if|unless|wait|first|before|until|till|later|tomorrow|thinking|think|know|told|had|was|were|did"
    r"|got|arrived|received|paid|look|see|ask|check|whether|when|why|how much)\b"
)
_TELLS = re.compile(
    r"[ ,.!-]*(?:you|i|we|he|she|they) (?:have |had )?(?:told|said|wrote|mentioned|got|saw|heard|read|know)\b"
)
_AFFIRMING = re.compile(
    r"\b(?:yes|yeah|yep|yup|aye|absolutely|definitely|certainly|correct|exactly|agreed|confirmed|indeed"
    r"|do (?:it|that|so)|make (?:it so|that change|the change)|(?:change|book) it|go ahead"
    r"|what i (?:want|meant)|how i want it)\b"
)
_WORDS_OF_A_YES = words(
    "yes yeah yep yup aye ok okay sure absolutely definitely certainly correct right exactly agreed "
    "confirmed indeed please pls thanks thank you very much great perfect fine good do it that this so is "
    "what how i we want wanted meant make go ahead change book order the them then of course and , . !"
)


def unnamed(text: str) -> str:
    """A text without the name of whoever is told yes: "Yes Maria, exactly so"."""
    return " ".join(word for word in text.split() if word not in _contacts())


@cache
def _contacts() -> frozenset[str]:
    names = {name for supplier in supplier_identities() for name in supplier.contact.lower().split()}
    return frozenset({*names, "mr", "mrs", "ms", "sir", "madam"})


def is_nothing_but_yes(sentence: str) -> bool:
    """Whether a sentence holds nothing but a yes, apart from thanks and a name behind them."""
    said = _NEXT_QUESTION.sub("", unnamed(sentence)).rstrip(" .!").split()
    if said[-2:] == ["please", "correct"]:
        return False  # asks for a correction
    if len(said) > 1 and said[-2] in ("thanks", "you", ","):
        said = said[:-1]
    return _WORDS_OF_A_YES.issuperset(said) and _AFFIRMING.search(" ".join(said)) is not None


def is_in_passing(sentence: str) -> bool:
    """Whether a sentence begins with a yes and then tells something: "Yes, yes, you told me that already"."""
    sentence = _NEXT_QUESTION.sub("", sentence)
    begun = _INTERJECTION.match(sentence)
    return begun is not None and _TELLS.match(sentence[begun.end() :]) is not None


def answers_us(sentence: str) -> bool:
    """Whether it does, if it begins with one: "Yes, got your letter" and "OK, let me see" do not."""
    sentence = _WHERE.sub("", _NEXT_QUESTION.sub("", unnamed(sentence)))
    if is_nothing_but_yes(re.split(r" [.!]", sentence, maxsplit=1)[0]):
        return True  # "Yes. That is the third one."
    begun = _INTERJECTION.match(sentence)
    if begun is None:
        return True
    rest = re.split(r" ?[.!?;]", sentence[begun.end() :].lstrip(" ,.!-"), maxsplit=1)[0]
    rest = _PLEASE.sub("", rest)
    return not rest or takes_up(rest)


def takes_up(sentence: str) -> bool:
    """Whether a sentence wants done what was asked about: "Please make that change"."""
    return _ANSWERING.search(sentence) is not None and _LATER.search(sentence) is None


PROMISING = re.compile(
    r"\b(?:i|we) (?:(?:will|shall|can|would) )?(?:pay|transfer|send (?:you )?the money)\b[^.?!]*"
    r"\b(?:confirm\w*|number|today|straight away|right away|at once|same minute)\b(?![^.!]*\?)"
    r"|\bmoney is yours\b|\byou (?:(?:will|can) )?(?:get|have) (?:your|the|my) money\b"
)
"""Pays as soon as it is booked, so that it shall be."""
LATER = re.compile(
    r"\bnext (?:week|month|time|year|season|order)\b|\bin (?:a|two|three|[0-9]+|a few) (?:weeks?|months?)\b"
    r"|\bin [^.?!]{1,20}?(?:days|weeks?|months?) ' time\b|\b(?:i|we) (?:might|may)\b"
    r"|\b(?:some day|later on)\b"
)
"""Speaks of what may be bought one day."""


def only_pays(text: str) -> bool:
    """Whether a text says no more than when its sender pays: "I pay tomorrow." """
    return _PAYS.fullmatch(text) is not None


_PAYS = re.compile(
    r"(?:(?:and|then|so) )?(?:i|we) (?:(?:will|shall|can) )?(?:pay|transfer)"
    r"(?: (?:it|then|now|today|tonight|tomorrow|at once|straight away|(?:on|by|next|this) \w+))* ?[.!]?"
)
