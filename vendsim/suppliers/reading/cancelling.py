"""Words that seem to cancel or refuse, and what else they may do: order other goods, keep it, take a part."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vendsim.suppliers.reading.acts import acts_of, canonical
from vendsim.suppliers.reading.mail import Part, fold_products
from vendsim.suppliers.reading.phrases import Act as Phrase
from vendsim.suppliers.reading.spans import JOINTS, PAUSES, Run
from vendsim.suppliers.reading.tokens import Kind, Token, tokenise
from vendsim.suppliers.reading.words import words

_LONGEST = 200  # tokens of a sentence that is looked at closely


def cancelled_apart(run: Run, tokens: Sequence[Token]) -> list[Run]:
    """A run that cancels and then does something else as two.

    "Cancel PO-1001 and book 48 Sprite instead" orders then; "cancel the chips, I only need the Coke" tells.
    """
    if run.label != "cancel" or run.end - run.start > _LONGEST:
        return [run]
    for at in range(run.start + 1, run.end - 1):
        if tokens[at].text not in JOINTS and tokens[at].text not in PAUSES:
            continue
        before, behind = canonical(tokens[run.start : at]), canonical(tokens[at + 1 : run.end])
        if _WANTED.match(behind) and "PRODUCT" in before and Phrase.CANCEL not in acts_of(behind):
            return [Run("cancel", run.start, at, run.weight), Run("inform", at, run.end, run.weight)]
        afresh = tokens[at].text == ":" and _AFRESH.search(before) is not None
        ordered = (afresh or Phrase.ORDER in acts_of(behind)) and _LISTED.search(behind)
        if ordered and Phrase.CANCEL in acts_of(before) and Phrase.CANCEL not in acts_of(behind):
            return [Run("cancel", run.start, at, run.weight), Run("order", at, run.end, run.weight)]
    return [run]


_LISTED = re.compile(r"\bQTY (?:\w+ ){0,2}PRODUCT\b")
_WANTED = re.compile(
    r"(?!.*\b(?:no|not|never|nor|neither|without|instead)\b)"
    r"(?:(?:but|i|we|only|just|still|please|all|really|do|will) )*"
    r"(?:need|want|keep|take|leave)\b.*\bPRODUCT\b"
)
_AFRESH = re.compile(
    r"\b(?:start|begin) (?:all )?(?:over|afresh|again|anew)\b|\b(?:new|fresh) (?:order|list)\b|\binstead\b"
)


def refused_apart(run: Run, tokens: Sequence[Token]) -> list[Run]:
    """A run that refuses some goods and takes others as two: "Yes to the Coke, no to the chips".

    So is "I'll have the Coke and chips but skip the water".
    """
    if run.label != "decline" or run.end - run.start > _LONGEST:
        return [run]
    if _AGREEING.search(canonical(tokens[run.start : run.end])):
        return [run]
    for at in range(run.start + 1, run.end - 1):
        if tokens[at].text not in PAUSES and tokens[at].text not in JOINTS:
            continue
        words = {tokens[run.start].text, tokens[at + 1].text}
        taken = _TAKING.search(canonical(tokens[run.start : at]))
        if taken and _SKIPPING.match(canonical(tokens[at + 1 : run.end])):
            return [Run("accept", run.start, at, run.weight), Run("decline", at + 1, run.end, run.weight)]
        begin = at + 1 + (tokens[at + 1].text == "but")
        if _AGREEING.search(canonical(tokens[begin : run.end])):
            return [Run("decline", run.start, at, run.weight), Run("accept", begin, run.end, run.weight)]
        if words in _BOTH:
            labels = [_ANSWERS[tokens[i].text] for i in (run.start, at + 1)]
            return [
                Run(labels[0], run.start, at, run.weight),
                Run(labels[1], at + 1, run.end, run.weight),
            ]
    return [run]


_TAKING = re.compile(
    r"\b(?:(?:i|we) (?:(?:will|would|do|just|only) )*(?:have|take|get|want|need|like|keep)"
    r"|(?:give|send|book) (?:me|us)|let (?:me|us) have)\b(?!.*\b(?:no|not|never|nothing)\b).*\bPRODUCT\b"
)
_SKIPPING = re.compile(
    r"(?:(?:but|please|just|i will|we will) )*(?:skip|drop|leave|forget|pass on|no|not|without)\b"
)
_BOTH = ({"yes", "no"}, {"ok", "no"})
_ANSWERS = {"yes": "accept", "ok": "accept", "no": "decline"}


def meant_by(run: Run, tokens: Sequence[Token]) -> str:
    """What a run does, where its words say something else than it seems to."""
    said = canonical(tokens[run.start : run.end])
    if run.label == "decline" and _NOT_REFUSING.search(said):
        return "accept"
    if run.label == "decline" and _RETELLING.match(said):
        return "inform"
    if run.label in ("order", "accept") and _NOT_BUYING.match(said):
        return "inform"
    if takes_only(run, tokens):
        return "accept"
    return "amend" if keeps(run, tokens) else run.label


_RETELLING = re.compile(r"(?:you (?:gave|told|wrote|named|quoted|asked|forgot)|i (?:meant|wrote))\b")
"""Retells the thread: "You gave me the price of the cola, but not of the chips" refuses no chips."""
_NOT_REFUSING = re.compile(r"\bnot (?:forget|leave out|leave off|drop|skip|miss|omit)\b")


_NOT_BUYING = re.compile(
    r"(?!.*\b(?:QTY|want|need|forget|book|order|send|add|take|include|leave|put)\b)(?=.*\bPRODUCT\b)"
    r".*\b(?:let us|do|does|is|are|can|could|will|would) not\b(?!.*\?)"
)
"""Speaks of goods that it neither counts nor takes: "Let's not argue about the chips"."""


def takes_only(run: Run, tokens: Sequence[Token]) -> bool:
    """Whether words that seem to refuse take something: "Just the water", "The water I accept"."""
    said = canonical(tokens[run.start : run.end])
    return run.label == "decline" and (_ONLY.match(said) or _AGREEING.search(said)) is not None


_ONLY = re.compile(
    r"(?:(?:just|only) (?:the )?PRODUCT\b|(?:(?:PRODUCT|and|the|,) )+only\b)"
    r"(?!.*\b(?:no|not|never|without|less|too)\b)"
)


_AGREEING = re.compile(
    r"^(?!.*\b(?:no|not|never|nothing|none|without|less|too|if|skip|drop|out|pass|leave)\b)"
    r"(?=.*\bPRODUCT\b)(?:.*\b(?:(?:i|we) (?:will |would )?(?:accept|take)"
    r"|(?:is|are) (?:fine|ok|okay|accepted|good))\b"
    r"|(?:(?:so|but|and|then) )*(?:only|just) (?:the )?PRODUCT\b)"
)


def keeps(run: Run, tokens: Sequence[Token]) -> bool:
    """Whether words that seem to cancel or repeat an order keep it: "Keep PO-1001 the way it is"."""
    said = canonical(tokens[run.start : run.end])
    if run.label == "repeat" and _AS_IT_IS.search(said):
        return True
    return run.label == "cancel" and _KEEPING.search(said) is not None and Phrase.CANCEL not in acts_of(said)


_KEEPING = re.compile(r"\b(?:keep|leave)\b.*\bORDERID\b|\bORDERID\b.*\b(?:stays|remains|stands)\b")
_AS_IT_IS = re.compile(
    r"\b(?:keep|leave) (?:the|my|our|this|that) order (?:as|the way|like|unchanged|alone)\b"
)


def turns_down(text: str) -> bool:
    """Whether a sentence of a text turns down all there is: "The chips are dear, so I stay with others"."""
    for sentence in re.split(r" [.!;](?= |$)", text):
        first, *others = re.split(r" , | so ", canonical(fold_products(tokenise(sentence))))
        clauses = [clause for clause in (first, *others) if "PRODUCT" not in clause]
        opening = first if "PRODUCT" not in first else ""
        refused = Phrase.DECLINE in acts_of(opening) or _LEFT.search(opening)
        asks = "?" in sentence or _ONLY_ASKS.search(sentence) is not None
        if not asks and (refused or any(map(_NO_DEAL.search, clauses))):
            return True
    return False


_ONLY_ASKS = re.compile(
    r"\b(?:just|only) (?:a |the |your |for (?:a |the )?)?(?:prices?|quot\w+|question|list)\b"
)
_LEFT = re.compile(r"^(?:then )?(?:please )?(?:leave|forget) (?:it|this|that|everything|all of it)\b")
_NO_DEAL = re.compile(
    r"\bno (?:orders?|deal|business)\b|\bcount (?:me|us) out\b"
    r"|\b(?:i|we) (?:am|are) (?:out|done)(?= (?:for|here|with)|$)"
    r"|\b(?:i|we) (?:(?:will|have to|must|just) )*(?:say no|pass|stay with|go elsewhere)\b(?! (?:on|to)\b)"
    r"|\b(?:i|we) (?:(?:must|have to|will|shall|would|therefore) )*decline(?= for|$)"
    r"|\blet us (?:drop|leave|forget|call off) (?:it|this|that|the whole thing)\b"
    r"|\bnot (?:be |going to )*(?:with (?:us|you)|meet|work(?:ing)? out|come together|do business)\b"
)


def ends_in_a_no(parts: Sequence[Part]) -> bool:
    """Whether one of the last sentences turns down all, and none behind it names goods or books anything."""
    for part in reversed(parts[-_LAST:]):
        if turns_down(" ".join(token.text for token in part.tokens)):
            return True
        if any(token.kind is Kind.PRODUCT or token.text in _BOOKING for token in part.tokens):
            return False
    return False


_LAST = 6  # sentences in which a letter ends
_BOOKING = words("book send ship enter order")
