"""Supplier mail in a model's words: what such a text may say.

The decision is made and phrased in code first. Whoever can word things otherwise is handed that text and its
author, and nothing else; what comes back is used only if it says the same as far as code can tell. There is
no network here: a `Rephrase` comes from the doors.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from vendsim.data import products
from vendsim.suppliers.reading.numbers import NUMBER_WORDS
from vendsim.suppliers.voice import Speaker
from vendsim.suppliers.voice.wording import LAYOUTS, MONTHS, WEEKDAYS

Rephrase = Callable[[str, Speaker], str | None]
"""The same letter in other words, from the text of the template and its author; None: leave it as it is."""

_TIMES_LONGER, _SOME_MORE = 2, 400  # than the template, in characters

# Typographic marks and letters of Latin alphabets; no digits, fractions or currencies in disguise.
_MARKS = re.compile("[\n\x20-\x7e\u00c0-\u017f\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026]*")
_PLAIN = str.maketrans({"\r": "\n", "\t": " ", "\u00a0": " ", "\u202f": " ", "\u2010": "-", "\u2011": "-"})

_WORD = re.compile("[a-z]+")
_TOKEN = re.compile(r"[^\s()\[\]<>*|\"\u201c\u201d]+")
_AROUND_A_TOKEN = ".,:;!?_'\u2018\u2019\u2013\u2014\u2026"
_DIGIT = re.compile("[0-9]")
_ADDRESS = re.compile(r"@|://|\w\.[a-z]{2}")
_DATE = re.compile(rf"(?:{'|'.join(WEEKDAYS)}), (?:{'|'.join(MONTHS)}) [0-9]+")
_PRICE_LINE = re.compile(
    "|".join(
        re.escape(layout).replace(r"\{goods\}", ".+").replace(r"\{price\}", r"\$[0-9.,]+") + ".*"
        for layout in LAYOUTS
    )
)

# Words that make a letter say something else; they may stand only where the template has them too.
_NUMBERS = (NUMBER_WORDS - {"a", "an", "and"}) | {
    "couple", "double", "twice", "triple", "thrice", "quarter", "percent", "million", "nil",
}  # fmt: skip
_CURRENCIES = {"dollar", "dollars", "usd", "bucks", "cent", "cents", "euro", "euros", "eur", "pounds", "gbp"}
_ORDINARY = ("March", "May")  # months that are other words as well
_TIMES = {"today", "tonight", "tomorrow", "yesterday", "week", "weeks", "weekend", "month", "months"} | {
    name.lower() for name in (*WEEKDAYS, *MONTHS) if name not in _ORDINARY
}
_PROMISES = {
    "free", "gratis", "complimentary", "refund", "refunds", "refunded", "discount", "discounts", "rebate",
    "guarantee", "guaranteed", "replacement", "replace", "compensation", "waive", "waived", "credit",
}  # fmt: skip
_HIDDEN = {
    "gouger", "negotiator", "adversarial", "switch", "bait", "cheat", "scam", "vanish", "floor", "simulation",
    "simulated", "ai", "chatbot", "prompt", "template", "rewritten", "rephrased",
}  # fmt: skip
_LOADED = frozenset(_NUMBERS | _CURRENCIES | _TIMES | _PROMISES | _HIDDEN)


def reworded(template: str, speaker: Speaker, rephrase: Rephrase | None) -> str:
    """The letter in other words where these are to be had and allowed; else the template."""
    text = rephrase(template, speaker) if rephrase else None
    return text if text is not None and allowed(text, template) else template


def tidied(text: str) -> str:
    """A model's text with line breaks and spaces as the world writes them."""
    return text.replace("\r\n", "\n").translate(_PLAIN).strip()


def allowed(text: str, template: str) -> bool:
    """Whether ``text`` may stand for ``template``.

    It must have the same figures (sums, quantities, order numbers, dates, sizes) in the same order, so that
    what was received and what is missing cannot change places; the same addresses and products; every price
    line and date as it stands there; no loaded word that is not there, no strange character, and a bounded
    length.
    """
    return (
        0 < len(text) <= _TIMES_LONGER * len(template) + _SOME_MORE
        and _MARKS.fullmatch(text) is not None
        and _figures(text) == _figures(template)
        and _addresses(text) == _addresses(template)
        and _products(text) == _products(template)
        and _loaded(text) <= _loaded(template)
        and _price_lines(text) == _price_lines(template)
        and sorted(_DATE.findall(text)) == sorted(_DATE.findall(template))
    )


def _figures(text: str) -> list[str]:
    """Everything with a digit in it, with what is written onto it: "$1,250.00", "12oz", "3%", "PO-1004"."""
    return [token for token in _tokens(text) if _DIGIT.search(token)]


def _addresses(text: str) -> set[str]:
    """Of mail and of pages."""
    return {token for token in _tokens(text) if _ADDRESS.search(token)}


def _tokens(text: str) -> list[str]:
    return [token.strip(_AROUND_A_TOKEN) for token in _TOKEN.findall(text.lower())]


def _products(text: str) -> set[str]:
    said = text.lower()
    return {product.name for product in products() if product.name.lower() in said}


def _loaded(text: str) -> frozenset[str]:
    return _LOADED & frozenset(_WORD.findall(text.lower()))


def _price_lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if _PRICE_LINE.fullmatch(line.strip())]
