"""Cutting a sentence into tokens, so that a number is never mistaken for another kind of number.

A mail is full of numbers that are no quantities: streets, zip codes, phones, dates, order numbers, sizes,
percentages. One expression recognises each kind once, in order of how telling it is; what is left over as
``NUMBER`` is a count or a bare price.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from vendsim.suppliers.reading.numbers import MAGNITUDES, NUMBER_WORDS, numeral, spoken_number


class Kind(Enum):
    """What a token is. The values name tokens in the canonical sentences that ``intents`` reads."""

    WORD = "word"
    PRODUCT = "PRODUCT"
    NUMBER = "QTY"
    MONEY = "MONEY"
    SIZE = "SIZE"  # 12oz, 15 stick, 4-pack
    ADDRESS = "ADDRESS"
    ORDER_ID = "ORDERID"
    NOISE = "THING"  # dates, phones, other addresses, percentages, slots
    MARK = "mark"  # one character of punctuation


@dataclass(slots=True)
class Token:
    """One token of a sentence."""

    kind: Kind
    text: str  # lower case, except order numbers
    value: Decimal | None = None  # of NUMBER and MONEY; None there: not a usable number


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_NUMERAL = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
_ID = r"(?:[a-z]{1,5}-?)?[0-9]{2,12}(?:-[0-9]{1,8}){0,3}"
_SIZE_UNIT = (
    r"(?:fl\.?\s?)?(?:oz|ounces?)|ml|millilit(?:er|re)s?|lit(?:er|re)s?|lbs?|pounds?|grams?"
    r"|inch(?:es)?|stick|ct|count|pk"
)

_PATTERN = re.compile(
    rf"""
      (?P<noise>
          [^\x00-\x7f]+                                                                   # other scripts
        | \b[a-z0-9._+-]{{1,60}}@[a-z0-9-]{{1,60}}\.[a-z0-9.-]{{2,60}}\b                      # mail address
        | \bhttps?://\S{{1,200}} | \bwww\.\S{{1,200}}
        | \b(?:sf|san\ francisco|california|ca)[,.\s]{{1,3}}(?:ca\s{{1,2}})?[0-9]{{5}}(?:-[0-9]{{4}})?\b
        | \b941[0-9]{{2}}\b
        | \b[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}\b | \b[0-9]{{1,2}}/[0-9]{{1,2}}(?:/[0-9]{{2,4}})?\b
        | \b{_MONTH}\.?\ [0-9]{{1,2}}(?:st|nd|rd|th)?\b(?!\ ?x\b)(?:,?\ 20[0-9]{{2}}\b)?
        | \b[0-9]{{1,2}}(?:st|nd|rd|th)?\ (?:of\ )?{_MONTH}\b(?:,?\ 20[0-9]{{2}}\b)?
        | \b{_MONTH}\ 20[0-9]{{2}}\b
        | \b[0-9]{{1,2}}:[0-9]{{2}}(?:\ ?[ap]m\b)? | \b[0-9]{{1,2}}\ ?[ap]\.?m\b
        | (?:\+?1[ .-]?)?\(?\b[0-9]{{3}}\)?[ .-]{{1,2}}[0-9]{{3}}[.-][0-9]{{4}}\b               # phone
        | -?\b[0-9]+(?:\.[0-9]+)?\ ?(?:%|percent\b)
        | \b[0-9]{{1,4}}(?:st|nd|rd|th)\b
        | \b[a-d][1-3]\b                                                                  # machine slots
        | \bnet[ -][0-9]{{1,3}}\b                                                         # payment terms
      )
    | (?P<address>\b(?:1680|sixteen[ -]eighty)\s+mission\b(?:\s+(?:street|str|st)\b\.?)?)
    | (?P<street>
          \b[0-9]{{1,5}}\s+[a-z]{{2,20}}(?:\s+[a-z]{{2,20}})?\s+(?:st|street|ave|avenue|blvd|road|rd)\b\.?
      )
    | \b(?:order|po|invoice|confirmation|reference|ref)\s?
        (?:(?:number|num|no\.?|id|code)\s?[:=]?\s?\#?|:?\s?\#)\s?(?P<named_id>{_ID})\b
    | (?P<po_id>\bpo[- _]?{_ID}\b)
    | (?P<coded_id>\b(?-i:[A-Z]{{2,6}}(?:-[A-Z]{{1,5}})?)-[0-9]{{3,12}}(?:-[0-9]{{1,8}}){{0,3}}\b)
    | \#\s?(?P<hash_id>[a-z]{{0,5}}-?[0-9]{{3,12}}(?:-[0-9]{{1,8}}){{0,3}})\b
    | (?P<catalogue_id>\b[a-z]{{2,12}}_[a-z0-9]{{1,5}}\b)
    | (?P<seven_up>\b7[ -]?ups?\b(?!\ to\ [0-9]{{1,3}}\b))
    | (?P<mnm>\bm\s?(?:&|and|n|'n'?)\s?m'?s?\b)
    | (?P<money>
          \$(?:[0-9]+-\$?[0-9]+|[0-9]*\.[0-9]+-\$?[0-9]*\.[0-9]+)(?![0-9.])                    # no one price
        | (?:(?<!\w)-)?(?:\bus\s?\$|\busd\s?\$?|\$)\s?-?
              (?:[0-9]{{1,4}},[0-9]{{2}}(?![0-9]|,[0-9])|{_NUMERAL})k?\b
        | (?:(?<!\w)-)?(?:{_NUMERAL})\s?(?:\$(?!\s?[0-9])|(?:usd|dollars?|bucks|cents?)\b)
      )
    | (?P<size>
          -?\b(?:{_NUMERAL})[ -]{{0,2}}(?:{_SIZE_UNIT})\b | \b15[ -]?sticks\b
        | \b[0-9]+(?:\.[0-9]+)?(?:g|l|in|cl|pack)\b | \b[0-9]+-packs?\b | \b(?:[4-9]|[1-9][0-9])\ pack\b
      )
    | (?P<range>\b[0-9]+\s?-\s?[0-9]+\b | \bbetween\ [0-9]+\ and\ [0-9]+\b)
    | (?P<times>\bx\ ?[0-9]+(?:\.[0-9]+)?(?![0-9,]|[ -]?pack))
    | (?P<code>\b[a-z]+[0-9][a-z0-9]*\b)
    | (?P<number>(?:(?<![a-z0-9])-)?(?:{_NUMERAL})(?:,[0-9]+)*(?:k\b)?)
    | (?P<word>[a-z]+(?:'[a-z]+)?)
    | (?P<joint>(?<=[a-z])-(?=[a-z]) | (?<=\bdr)\. | [-=_*~\#+.]{{3,}})                        # no token
    | (?P<and>&)
    | (?P<mark>[^\s\w]|_)
    """,
    re.IGNORECASE | re.ASCII | re.VERBOSE,
)

_ID_GROUPS = frozenset({"named_id", "po_id", "coded_id", "hash_id"})
_CONTRACTIONS = {
    "can't": ("can", "not"),
    "won't": ("will", "not"),
    "cannot": ("can", "not"),
    "dont": ("do", "not"),
    "let's": ("let", "us"),
    "what's": ("what", "is"),
    "that's": ("that", "is"),
    "it's": ("it", "is"),
    "here's": ("here", "is"),
    "where's": ("where", "is"),
    "how's": ("how", "is"),
    "there's": ("there", "is"),
    "pls": ("please",),
    "plz": ("please",),
    "im": ("i", "am"),
    "ive": ("i", "have"),
}
_ENDINGS = (("n't", "not"), ("'d", "would"), ("'ll", "will"), ("'ve", "have"), ("'m", "am"), ("'re", "are"))
_SPELLINGS = {"seven_up": "7up", "mnm": "mnm", "and": "and", "catalogue_id": ""}
_KINDS = {"size": Kind.SIZE, "address": Kind.ADDRESS, "mark": Kind.MARK}
_CENTS = frozenset({"cent", "cents"})
_DOLLARS = frozenset({"dollar", "dollars", "bucks"})
_BEFORE_A_RATE = frozenset({"is", "for", "on", "does", "would", "will"})
_LONGEST_SPOKEN = 10
_NOT_A_NUMERAL = re.compile(r"[^0-9.,k]")
_DECIMAL_COMMA = re.compile(r"[0-9]{1,4},[0-9]{2}")


def tokenise(text: str) -> list[Token]:
    """The tokens of one sentence in plain letters (see ``normalise.plain``)."""
    tokens: list[Token] = []
    for match in _PATTERN.finditer(text):
        group = match.lastgroup or "word"
        tokens.extend(_tokens(group, match[group]))
    return _merge_spoken(tokens)


def _tokens(group: str, text: str) -> list[Token]:
    lower = text.lower()
    if group == "word":
        return [Token(Kind.WORD, word) for word in _words(lower)]
    if group == "times":
        count = lower[1:].strip()
        return [Token(Kind.WORD, "x"), Token(Kind.NUMBER, count, numeral(count))]
    if group in ("number", "range"):  # a range is a number that cannot be acted on
        return [Token(Kind.NUMBER, lower, numeral(lower))]
    if group == "money":
        return [Token(Kind.MONEY, lower, _money(lower))]
    if group in _ID_GROUPS:
        return [Token(Kind.ORDER_ID, text)]
    if group in _SPELLINGS:
        return [Token(Kind.WORD, _SPELLINGS[group] or lower)]
    if group == "joint":
        return []
    return [Token(_KINDS.get(group, Kind.NOISE), lower)]


def _words(word: str) -> tuple[str, ...]:
    """A word with its contraction written out: "i'd" -> "i", "would"."""
    if word in _CONTRACTIONS:
        return _CONTRACTIONS[word]
    for ending, full in _ENDINGS:
        if word.endswith(ending):
            return (word[: -len(ending)], full)
    return (word.replace("'", ""),)


def _money(text: str) -> Decimal | None:
    """Dollars: "$1,200.50", "usd .62", "62 cents"; None when negative or unreadable."""
    if "-" in text:
        return None
    digits = _NOT_A_NUMERAL.sub("", text.removesuffix("bucks"))
    if _DECIMAL_COMMA.fullmatch(digits):
        digits = digits.replace(",", ".")
    value = numeral(digits)
    return value / 100 if value is not None and "cent" in text else value


def _merge_spoken(tokens: list[Token]) -> list[Token]:
    """Number words joined into numbers: "a hundred and twenty" -> 120, "two dozen" and "2 dozen" -> 24."""
    merged: list[Token] = []
    i = 0
    while i < len(tokens):
        length, value = _spoken_at(tokens, i)
        if not length:
            merged.append(tokens[i])
            i += 1
            continue
        unit = tokens[i + length].text if i + length < len(tokens) else ""
        text = " ".join(t.text for t in tokens[i : i + length])
        if unit in _CENTS or unit in _DOLLARS:
            price = value / 100 if value is not None and unit in _CENTS else value
            merged.append(Token(Kind.MONEY, f"{text} {unit}", price))
            length += 1
        else:
            merged.append(Token(Kind.NUMBER, text, value))
        i += length
    return merged


def _is_one_case(tokens: list[Token], i: int) -> bool:
    """Whether "a" counts: in "a case of each", but not in "$22 a case" or "how much is a case of coke"."""
    before = tokens[i - 1] if i else None
    if tokens[i].text not in ("a", "another") or (before and before.text in _BEFORE_A_RATE):
        return False
    if before and before.kind not in (Kind.WORD, Kind.MARK):
        return False
    return [t.text for t in tokens[i + 1 : i + 3]] in (["case", "of"], ["case", "each"], ["box", "of"])


def _spoken_at(tokens: list[Token], i: int) -> tuple[int, Decimal | None]:
    """How many tokens from ``i`` speak one number (0: none), and which."""
    first = tokens[i]
    if first.kind is Kind.NUMBER:
        following = [t.text for t in tokens[i + 1 : i + 4]]
        if following == ["and", "a", "half"]:
            return 4, None if first.value is None else first.value + Decimal("0.5")
        if following and following[0] in MAGNITUDES:
            return 2, None if first.value is None else first.value * MAGNITUDES[following[0]]
        return 0, None
    if first.kind is not Kind.WORD or first.text not in NUMBER_WORDS:
        return 0, None
    if _is_one_case(tokens, i):
        return 1, Decimal(1)
    words: list[str] = []
    for token in tokens[i : i + _LONGEST_SPOKEN]:
        if token.text not in NUMBER_WORDS:
            break
        words.append(token.text)
    length, value = spoken_number(words)
    if length and words[length : length + 3] == ["and", "a", "half"]:
        return length + 3, value + Decimal("0.5")
    return length, value
