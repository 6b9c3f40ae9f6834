"""Numbers as people write them, in digits and in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

_ONES = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip

MAGNITUDES = {"dozen": 12, "dozens": 12, "hundred": 100, "thousand": 1000, "gross": 144}
"""Words that multiply the number before them."""

DIGITS = frozenset(word for word, value in _ONES.items() if value < 10)

# "zero" is missing on purpose: in this trade it is a flavour.
NUMBER_WORDS = frozenset({*_ONES, *_TENS, *MAGNITUDES, "a", "an", "half", "and"})
"""Words that can be part of a spoken number; ``spoken_number`` decides."""

_LONGEST_NUMERAL = 16
_NUMERAL = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\.[0-9]+)?")


def numeral(text: str) -> Decimal | None:
    """ "1,200" -> 1200, ".62" -> 0.62, "2k" -> 2000; None for "-24", "24,12" and absurdly long ones."""
    factor = 1000 if text.endswith("k") else 1
    text = text.removesuffix("k")
    if not text or len(text) > _LONGEST_NUMERAL or not _NUMERAL.fullmatch(text):
        return None
    return Decimal(text.replace(",", "")) * factor


def spoken_number(words: Sequence[str]) -> tuple[int, Decimal]:
    """The number that ``words`` begin with: how many words it takes (0: none), and its value.

    ("two", "dozen", "gum") -> (2, 24). ("a", "can") -> (0, 0): an article alone is no number.
    """
    if words[0] == "half":
        return _half(words)
    start = 1 if words[0] in ("a", "an") else 0
    if start and (len(words) == 1 or words[1] not in MAGNITUDES):
        return 0, Decimal(0)
    total, current, length = 0, 0, 0
    for i in range(start, len(words)):
        word, following = words[i], words[i + 1] if i + 1 < len(words) else ""
        tens = current % 100
        if word in _ONES and (not tens or (tens in _TENS.values() and _ONES[word] < 10)):
            current += _ONES[word]
        elif word in _ONES and length == 1 and i == len(words) - 1 and {words[0], word} <= DIGITS:
            current = 10 * current + _ONES[word]  # "one six", spelt out for whoever misread it
        elif word in _TENS and not tens:
            current += _TENS[word]
        elif word == "thousand":
            total, current = total + max(current, 1) * 1000, 0
        elif word in MAGNITUDES and not (word == "dozens" and not current):  # "dozens of cans" is no number
            current = max(current, 1) * MAGNITUDES[word]
        elif word == "and" and current + total and not tens and following in {*_ONES, *_TENS}:
            continue
        else:
            break
        length = i + 1
    return length, Decimal(total + current)


def _half(words: Sequence[str]) -> tuple[int, Decimal]:
    """ "half a dozen" -> 6, "half a (case)" -> 0.5."""
    article = 1 if len(words) > 1 and words[1] in ("a", "an") else 0
    whole = words[1 + article] if len(words) > 1 + article else ""
    if whole in ("dozen", "gross"):
        return 2 + article, Decimal(MAGNITUDES[whole]) / 2
    return (2, Decimal("0.5")) if article else (0, Decimal(0))
