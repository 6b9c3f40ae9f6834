"""Cutting a sentence into tokens, so that a number is never mistaken for another kind of number.

A mail is full of numbers that are no quantities: streets, zip codes, phones, dates, order numbers, sizes,
percentages. One expression recognises each kind once, in order of how telling it is; what is left over as
``NUMBER`` is a count or a bare price.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from importlib.resources import files

from vendsim.suppliers.reading.kinds import Kind, Token
from vendsim.suppliers.reading.numbers import numeral
from vendsim.suppliers.reading.spoken import merge_spoken

__all__ = ["Kind", "Token", "tokenise"]


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_NUMERAL = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
_ID = r"(?:[a-z]{1,5}-?)?[0-9]{2,12}(?:-[0-9]{1,8}){0,3}"
# "my order 6620," is a name, "order 144 cans" a quantity.
_POINTERS = (
    "change changing amend modify update adjust my our your the this that for on "
    "of re about with cancel regarding from in is against under to into onto"
)
_POINTED = "(?:{}|(?<=[(,:]\\ )|(?<=[(]))".format("|".join(rf"(?<=\b{word}\ )" for word in _POINTERS.split()))
_ID_ENDS = (
    r"(?=\s*(?:$|[).,;:?!\]]|-\s|(?:is|was|has|had|have|still|hasn't|isn't|wasn't|not|please|pls|and|yet"
    r"|again|to"
    r"|from|placed|that|which|before|after|when|if|can|could|i|we|you|it|due|up|down|by|should|needs?"
    r"|arrived|came|as|because|since|now|immediately|shipped|ship)\b))"
)
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
        | \b[0-9]{{1,2}}\.[0-9]{{1,2}}\.(?:20)?[0-9]{{2}}\b
        | \b[0-9]{{1,2}}:[0-9]{{2}}(?:\ ?[ap]m\b)? | \b[0-9]{{1,2}}\ ?[ap]\.?m\b
        | (?:\+?1[ .-]?)?\(?\b[0-9]{{3}}\)?[ .-]{{1,2}}[0-9]{{3}}[ .-][0-9]{{4}}\b               # phone
        | -?\b[0-9]+(?:\.[0-9]+)?\ ?(?:%|percent\b)
        | \b[0-9]{{1,4}}(?:st|nd|rd|th)\b
        | \b[a-d][1-3]\b                                                                  # machine slots
        | \bnet[ -][0-9]{{1,3}}\b                                                         # payment terms
      )
    | (?P<address>\b(?:1680|sixteen[ -]eighty)\s+mission\b(?:\s+(?:street|str|st)\b\.?)?
        | \bmission\s+(?:street|str|st)\b[.,]?\s+(?:no\.?\s?|\#)?1680\b)
    | (?P<street>
          \b[0-9]{{1,5}}\s+[a-z]{{2,20}}(?:\s+[a-z]{{2,20}})?\s+(?:st|street|ave|avenue|blvd|road|rd)\b\.?
      )
    | \b(?:order|po|invoice|confirmation|reference|ref)\s?
        (?:(?:number|num|no\.?|id|code)\s?(?:[:=]|is)?\s?\#?|:?\s?\#:?)\s?(?P<named_id>{_ID})\b
    | {_POINTED}(?:order|shipment|delivery)\s(?P<pointed_id>[0-9]{{3,8}}\b){_ID_ENDS}
    | (?:^(?:re:\s)?order|\bcancel)\s(?P<opening_id>[0-9]{{4,8}}\b){_ID_ENDS}
    | \b(?:po|invoice|inv)[:.]?\s(?P<bare_id>[0-9]{{3,12}})\b
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
        | (?:(?<!\w)-)?(?:{_NUMERAL})\s?(?:\$(?!\s?[0-9])|(?:usd|dollars?|bucks?|cents?)\b)
        | \b[0-9]{{1,2}}c\b
      )
    | (?P<size>
          -?\b(?:{_NUMERAL})[ -]{{0,2}}(?:{_SIZE_UNIT})\b | \b15[ -]?sticks\b
        | \b[0-9]+(?:\.[0-9]+)?(?:g|l|in|cl|pack)\b | \b[0-9]+-packs?\b
        | (?:(?<=\ba\ )|(?<=\ban\ )|(?<=\bx\ ))(?:[4-9]|[1-9][0-9])\ pack\b
      )
    | (?P<range>\b[0-9]+\s?-\s?[0-9]+\b | \bbetween\ [0-9]+\ and\ [0-9]+\b)
    | (?P<times>\bx\ ?[0-9]+(?:\.[0-9]+)?(?![0-9]|,[0-9]|[ -]?pack))
    | (?P<code>\b(?:[a-z]+|[0-9]+e)[0-9][a-z0-9]*\b)
    | (?P<number>(?:(?<![a-z0-9])-)?(?:{_NUMERAL})(?:,[0-9]+)*(?:k\b)?)(?:-?ish\b)?
    | (?P<word>[a-z]+(?:'[a-z]+)?)
    | (?P<joint>(?<=[a-z])-(?=[a-z]) | (?<=\bdr)\. | [-=_*~\#+.]{{3,}})                        # no token
    | (?P<and>&)
    | (?P<mark>[^\s\w]|_)
    """,
    re.IGNORECASE | re.ASCII | re.VERBOSE,
)

_ID_GROUPS = frozenset({"named_id", "pointed_id", "opening_id", "bare_id", "po_id", "coded_id", "hash_id"})
_ENDINGS = (("n't", "not"), ("'d", "would"), ("'ll", "will"), ("'ve", "have"), ("'m", "am"), ("'re", "are"))
_SPELLINGS = {"seven_up": "7up", "mnm": "mnm", "and": "and", "catalogue_id": ""}
_KINDS = {"size": Kind.SIZE, "address": Kind.ADDRESS, "street": Kind.STREET, "mark": Kind.MARK}
_NOT_A_NUMERAL = re.compile(r"[^0-9.,k]")
_DECIMAL_COMMA = re.compile(r"[0-9]{1,4},[0-9]{2}")


def tokenise(text: str) -> list[Token]:
    """The tokens of one sentence in plain letters (see ``normalise.plain``)."""
    tokens: list[Token] = []
    for match in _PATTERN.finditer(text):
        group = match.lastgroup or "word"
        tokens.extend(_tokens(group, match[group]))
    return merge_spoken(tokens)


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


@cache
def _short_forms() -> dict[str, tuple[str, ...]]:
    """Short and misspelt small words, and what they stand for."""
    text = files(__package__).joinpath("short_forms.txt").read_text(encoding="utf-8")
    pairs = (line.split(" = ") for line in text.split("\n") if line and not line.startswith("#"))
    return {short: tuple(full.split()) for short, full in pairs}


def _words(word: str) -> tuple[str, ...]:
    """A word with its contraction written out: "i'd" -> "i", "would"."""
    if word in _short_forms():
        return _short_forms()[word]
    for ending, full in _ENDINGS:
        if word.endswith(ending):
            return (word[: -len(ending)], full)
    return (word.replace("'", ""),)


def _money(text: str) -> Decimal | None:
    """Dollars: "$1,200.50", "usd .62", "62 cents"; None when negative or unreadable."""
    if "-" in text:
        return None
    digits = _NOT_A_NUMERAL.sub("", text.removesuffix("bucks").removesuffix("buck"))
    if _DECIMAL_COMMA.fullmatch(digits):
        digits = digits.replace(",", ".")
    value = numeral(digits)
    in_cents = "cent" in text or text.endswith("c")
    return value / 100 if value is not None and in_cents else value
