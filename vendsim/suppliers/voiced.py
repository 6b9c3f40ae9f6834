"""Supplier mail in a model's words: what such a text may say.

The decision is made and phrased in code first. Whoever can word things otherwise is handed that text and its
author, and nothing else; what comes back is used only if it says the same as far as code can tell. There is
no network here: a `Rephrase` comes from the doors.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from vendsim.suppliers.fidelity import same_facts, same_stances
from vendsim.suppliers.voice import Speaker


@dataclass(frozen=True)
class Draft:
    """A letter that is decided and phrased, and may be put into other words."""

    text: str  # the template, filled in
    speaker: Speaker
    wordings: tuple[
        str, ...
    ] = ()  # how our templates say the same in other tones: a measure, not for the model


Rephrase = Callable[[Draft], str | None]
"""The same letter in other words; None: leave it as it is."""

_TIMES_LONGER, _SOME_MORE = 2, 400  # than the template, in characters

# Typographic marks and letters of Latin alphabets; no digits, fractions or currencies in disguise.
_MARKS = re.compile("[\n\x20-\x7e\u00c0-\u017f\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026]*")
_PLAIN = str.maketrans({"\r": "\n", "\t": " ", "\u00a0": " ", "\u202f": " ", "\u2010": "-", "\u2011": "-"})

_WRAP = re.compile(r"(?<=[a-z,])\n(?=[a-z$])")
_WORD = re.compile("[a-z]+(?:'t)?")
_ADDRESS = re.compile(r"[^\s()\[\]<>*|\",;]*(?:@|://|\w\.[a-z]{2})[^\s()\[\]<>*|\",;]*")

# Words that make a letter say something else; they may stand only where our own wordings have them too.
# Spoken numbers and dates are read as facts; these are the ones that cannot be.
_NUMBERS = {
    "half", "couple", "several", "double", "twice", "triple", "thrice", "quarter", "million", "nil", "zero",
    "first", "second", "third", "hundreds", "thousands", "dozens", "euro", "euros", "eur", "pounds", "gbp",
}  # fmt: skip
_TIMES = {
    "today", "tonight", "tomorrow", "yesterday", "week", "weeks", "weekend", "month", "months", "hour",
    "hours", "minutes", "overnight", "immediately", "instantly", "later", "afterwards", "anytime",
}  # fmt: skip
_PROMISES = {
    "free", "gratis", "complimentary", "refund", "refunds", "refunded", "discount", "discounts", "rebate",
    "guarantee", "guaranteed", "replacement", "replace", "compensation", "waive", "waived", "credit", "bonus",
    "gift", "gifts", "extra", "priority", "express", "expedite", "upgrade", "promise", "promised", "always",
    "forever", "exclusive", "exclusively", "lowest", "cheapest", "invoice", "insured", "insurance", "penalty",
    "fee", "fees", "surcharge", "tax", "deposit", "samples", "sample", "throw", "voucher", "coupon",
}  # fmt: skip
_HIDDEN = {
    "gouger", "negotiator", "adversarial", "switch", "bait", "cheat", "scam", "vanish", "floor", "simulation",
    "simulated", "ai", "chatbot", "prompt", "template", "rewritten", "rephrased",
}  # fmt: skip
_LOADED = frozenset(_NUMBERS | _TIMES | _PROMISES | _HIDDEN)


def reworded(draft: Draft, rephrase: Rephrase | None) -> str:
    """The letter in other words where these are to be had and allowed; else the template."""
    text = rephrase(draft) if rephrase else None
    return text if text is not None and allowed(text, draft) else draft.text


def tidied(text: str) -> str:
    """A model's text with line breaks and spaces as the world writes them."""
    return text.replace("\r\n", "\n").translate(_PLAIN).strip()


def allowed(text: str, draft: Draft) -> bool:
    """Whether ``text`` may stand for the template.

    It must have the same facts in the same relations, however they are written and ordered; claim and deny
    what our own wordings of the decision do; have the same addresses, no loaded word that none of them has,
    no strange character, and a bounded length.
    """
    template = draft.text
    return (
        0 < len(text) <= _TIMES_LONGER * len(template) + _SOME_MORE
        and _MARKS.fullmatch(text) is not None
        and _addresses(text) == _addresses(template)
        and _loaded(text) <= reduce(or_, map(_loaded, (template, *draft.wordings)))
        and same_facts(_unwrapped(text), template)
        and same_stances(_unwrapped(text), template, draft.wordings)
    )


def _unwrapped(text: str) -> str:
    """Lines that go on in the next one, joined."""
    return _WRAP.sub(" ", text)


def _addresses(text: str) -> set[str]:
    """Of mail and of pages."""
    return {found.rstrip(".:!?'*_") for found in _ADDRESS.findall(text.lower())}


def _loaded(text: str) -> Counter[str]:
    """How often each loaded word stands there; ``|`` of two is the greater of each."""
    return Counter(word for word in _WORD.findall(text.lower().replace("feel free", "")) if word in _LOADED)
