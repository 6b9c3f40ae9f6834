"""What in a mail speaks against a purchase: conditions, doubts, habits, a no at its end."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from vendsim.suppliers.reading.acts import acts_of, canonical
from vendsim.suppliers.reading.cancelling import ends_in_a_no
from vendsim.suppliers.reading.limits import ANYWAY, AS_TOLD, EITHER_WAY
from vendsim.suppliers.reading.mail import Mail, Part
from vendsim.suppliers.reading.model import Act
from vendsim.suppliers.reading.phrases import Act as Phrase
from vendsim.suppliers.reading.phrases import patterns
from vendsim.suppliers.reading.tokens import Kind

PURCHASES = frozenset({"order", "accept", "repeat"})
BOOKING = re.compile(r"\b(?:book|send|ship|enter|order)\b")


def is_vetoed(mail: Mail, acts: Sequence[Act]) -> bool:
    """Whether something in the mail says that it is no order, or none yet.

    What is said of other goods than those that are bought ("leave the chips for now") does not count.
    """
    buying = [act for act in acts if act.kind in PURCHASES]
    bought = {line.product for act in buying for line in act.lines}
    met = hangs_on_nothing_else(mail, acts)
    if not mail.complete or any(_hangs_on_something(act) for act in buying if not met):
        return True
    if any(
        act.kind == "hold" or (act.kind == "condition" and not met and _hangs_on_something(act))
        for act in acts
        if concerns(act, bought)
    ):
        return True
    if mail.before is None and not any(token.kind is Kind.WORD for token in mail.tokens):
        return True  # a first letter that holds a list and no word more
    mail_text = " ".join(token.text for token in mail.tokens)
    if not bought and _SUPPOSED.search(mail_text):
        return True
    if any(
        _CONFIRMING.search(act.text) or _HABIT.search(act.text) for act in buying
    ) or _DECIDES_LATER.search(mail_text):
        return True
    if any(_asks_about(before, part) for before, part in pairwise(mail.parts)):
        return True
    if buying and ends_in_a_no(mail.parts):
        return True
    changes = any(act.kind == "amend" and act.lines for act in acts)
    said = [canonical(part.tokens) for part in mail.parts]
    said = [_NO_NEED.sub(" ", _OTHER_MIND.sub(" ", text) if changes else text) for text in said]
    doubts = [
        part
        for at, part in enumerate(mail.parts)
        if Phrase.NO_ORDER in acts_of(said[at])
        and not (_TAKEN_BACK.match(said[at]) and any(map(BOOKING.search, said[at + 1 :])))
    ]
    named = [{t.product for t in part.tokens if t.kind is Kind.PRODUCT} for part in doubts]
    return any(not (goods and bought) or goods & bought for goods in named)


def _asks_about(before: Part, part: Part) -> bool:
    """Whether a list is what the question before it is about: "Which would you pick? 24 Coke, 24 water"."""
    asked = before.tokens[-1].text == "?" and _CHOOSING.search(" ".join(t.text for t in before.tokens))
    listed = any(token.kind is Kind.PRODUCT for token in part.tokens)
    return bool(asked) and listed and Phrase.ORDER not in acts_of(canonical(part.tokens))


_CHOOSING = re.compile(
    r"\b(?:pick|choose|prefer|suggest|recommend|advise|start with|make sense)\b"
    r"|\bwhat (?:do|would) you (?:think|say|make)\b|\bhow (?:about|does (?:this|that|it) (?:look|sound))\b"
)
_OTHER_MIND = re.compile(r"\bchanged (?:my|our) mind\b")
"""Why an order is changed, where one is: "Take the chips out, I have changed my mind"."""
_NO_NEED = re.compile(r"\bno need to (?:ask|check|confirm|write|reply)\b")
_TAKEN_BACK = re.compile(r"(?:(?:oh|ok|well|but) ,? ?)*(?:never ?mind|(?:just |only )?kidding)\b")
"""Takes back what was said before it: "Never mind. Book this: ..."."""
_HABIT = re.compile(
    r"^(?:i|we) (?:normally|usually|typically|generally) (?:need|use|sell|buy|order|take|go through)\b"
    r"|^(?:i|we) (?:need|use|sell|buy|order|take) (?:\S+ ){1,12}(?:each|every|per|a) (?:day|week|month)\b"
)
_CONFIRMING = re.compile(r"^yes ?,? that is (?:right|correct)\b")
"""Says that something was understood rightly."""
_DECIDES_LATER = re.compile(
    r"\b(?:i|we) will let you know(?= ?[.!;]|$)"
    r"|\bjust so (?:i|we) know\b|\bto save up\b|\b(?:i am|we are) waiting for (?:my|our) [^.!?]*\bthen\b"
    r"|\b(?:then|and|before) (?:i|we|i will|we will|i can|we can) (?:decide|make up (?:my|our) minds?)\b"
)
_SUPPOSED = re.compile(
    r"\bif (?:i|we) (?:were to|should|ordered|took|bought|booked|placed|said|went (?:for|with))\b"
)
"""An order that is only imagined: beside a yes that names no goods, that yes is none."""


def hangs_on_nothing_else(mail: Mail, acts: Sequence[Act]) -> bool:
    """Whether all conditions are that the mail's prices are met, or harmless: "If not, book it anyway"."""
    text = " ".join(token.text for token in mail.tokens)
    return not _is_tied(text) or _hangs_on_its_prices(mail, acts)


def _hangs_on_its_prices(mail: Mail, acts: Sequence[Act]) -> bool:
    """Whether the only condition is that the prices offered beside it are met: "If so, please book"."""
    text = " ".join(token.text for token in mail.tokens)
    offered = any(line.whose == "mine" and line.unit_price is not None for act in acts for line in act.lines)
    return offered and len(_CONDITION.findall(text)) == 1 and _IF_MET.search(text) is not None


_IF_MET = re.compile(
    r"\bif (?:yes|so|agreed|that (?:works|suits|is (?:ok|okay|fine|agreed|possible))(?: for you| you)?"
    r"|you (?:can|agree|accept|say yes)(?: (?:do|meet|match|to) (?:that|it|this|those|these|me(?: there)?))?)"
    r" ?,? (?:then )?(?:please )?(?:do )?(?:book|send|ship|enter|go ahead|consider (?:it|this)|put)\b"
)


def concerns(act: Act, goods: Collection[str | None]) -> bool:
    """Whether an act is about some of these goods: by name, or because it names none or neither do they."""
    named = {line.product for line in act.lines} or {*act.about}
    return None in named or not (named and goods) or not named.isdisjoint(goods)


_CONDITION = re.compile(
    r"\b(?:if|provided|providing|as long as|unless|assuming|thinking (?:of|about)|considering|might)\b"
)


def _hangs_on_something(act: Act) -> bool:
    """Whether a purchase is made on a condition or only thought of: "I'm in if it comes free"."""
    return _is_tied(act.text)


def _is_tied(text: str) -> bool:
    """Whether a text hangs on what we cannot check, not only on our minimum or a price that we told."""
    if ANYWAY.search(text):
        return False
    for harmless in (patterns()[Phrase.HARMLESS], EITHER_WAY, AS_TOLD):
        text = harmless.sub(" ", text)
    return _CONDITION.search(text) is not None
