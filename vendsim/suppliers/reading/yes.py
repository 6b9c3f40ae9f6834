"""Whether a sentence that begins with a yes says yes to what was asked."""

from __future__ import annotations

import re

from vendsim.suppliers.reading.words import words

_INTERJECTION = re.compile(
    r"(?:(?:so|well|and|oh|ah|once more|again) ,? ?)*"
    r"(?:yes|yeah|yep|yup|aye|ok|okay|sure|right|alright|great|fine|good|perfect|excellent)\b"
    r"(?: ?[,-]? ?(?:yes|ok|okay|sure|then)\b)*"
)
_NEXT_QUESTION = re.compile(
    r" ,?(?: ?(?:and|but|so))? "
    r"(?:when|what|how|which|where|who|why|can|could|do|does|is|are|will|would) .*\?$"
)
_ANSWERING = re.compile(
    r"^(?:please|pls|thanks?|thank you|indeed|to|with pleasure|(?:by|with|for) (?:me|us)|by all means"
    r"|of course)\b"
    r"(?! (?:send|tell|let|give))"
    r"|\b(?:book|change|do (?:it|that|so)|go|order|take|proceed|confirm(?:ed)?|make it|put|bill|enter|place"
    r"|deal|pay|(?:i|we) (?:do|want|accept|approve|agree)|you understood|exactly|as you|like that|that way"
    r"|all of (?:it|them)|that is (?:it|how|what|my)"
    r"|(?:^|that |that is |this is |it is |sounds |looks |all )"
    r"(?:right|correct|works?|good|fine|ok|okay|perfect))\b(?! that\b)"
    r"|^(?:that|this|it|both|all)(?: one)?$"
)
_LATER = re.compile(
    r"\b(?:but|if|unless|wait|first|before|until|till|later|tomorrow|thinking|think|know|told|had|was|were|did"
    r"|got|arrived|received|paid|look|see|ask|check|whether|when|why|how much)\b"
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


def is_nothing_but_yes(sentence: str) -> bool:
    """Whether a sentence holds nothing but a yes, apart from thanks and a name behind them."""
    said = _NEXT_QUESTION.sub("", sentence).rstrip(" .!").split()
    if len(said) > 1 and said[-2] in ("thanks", "you", ","):
        said = said[:-1]
    return _WORDS_OF_A_YES.issuperset(said) and _AFFIRMING.search(" ".join(said)) is not None


def answers_us(sentence: str) -> bool:
    """Whether it does, if it begins with one: "Yes, got your letter" and "OK, let me see" do not."""
    sentence = _NEXT_QUESTION.sub("", sentence)
    begun = _INTERJECTION.match(sentence)
    if begun is None:
        return True
    rest = re.split(r" ?[.!?;]", sentence[begun.end() :].lstrip(" ,.!"), maxsplit=1)[0]
    return not rest or (_ANSWERING.search(rest) is not None and _LATER.search(rest) is None)
